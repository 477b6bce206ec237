"""One examined question: what was asked, what had to come, what came. Its scores are read off it, never stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from assistant.answer import Answer, Status, answer_to_json
from corpus.measure import Measure
from eval import metrics
from eval.facts import is_stated
from eval.generated import Judgement, Unsupported, is_generated, marked_citations
from eval.questions import Gold, Question
from index.hit import Hit


@dataclass(frozen=True, slots=True)
class Clause:
    """A unit as a report needs it: the id to compare, document, label and title to read, its text.

    `quotes` are the stretches of the text that matter: the snippets of a gold clause, what an answer quoted of a shown one.
    """

    id: str
    document_id: str
    label: str
    title: str = ""
    quotes: tuple[str, ...] = ()
    text: str = ""

    @property
    def name(self) -> str:
        return f"{self.document_id} {self.label}"


@dataclass(frozen=True, slots=True)
class Scored:
    """A question with its gold as units, what search ranked and what the answer said and cited.

    `answer` is the whole answer as `policy ask --json` prints it; `confidence` is how sure the assistant was of the
    best clause, where its threshold decides; `judgement` is there for an answer that a chat model wrote.
    """

    question: Question
    gold: tuple[Clause, ...]
    also_ok: tuple[Clause, ...]
    ranked: tuple[Clause, ...]
    shown: tuple[Clause, ...]
    status: Status | None  # None where the question failed with an error
    text: str
    seconds: float
    warnings: tuple[str, ...] = ()
    engine: str = ""
    error: str | None = None
    confidence: float | None = None
    judgement: Judgement | None = None
    answer: Mapping[str, Any] | None = None

    @property
    def gold_ids(self) -> frozenset[str]:
        return _ids(self.gold)

    @property
    def acceptable_ids(self) -> frozenset[str]:
        return self.gold_ids | _ids(self.also_ok)

    @property
    def ranked_ids(self) -> tuple[str, ...]:
        return tuple(clause.id for clause in self.ranked)

    @property
    def citation_precision(self) -> float | None:
        return metrics.citation_precision(_ids(self.shown), self.gold_ids, _ids(self.also_ok))

    @property
    def citation_recall(self) -> float | None:
        return metrics.citation_recall(_ids(self.shown), self.gold_ids)

    @property
    def citation_f1(self) -> float | None:
        return metrics.citation_f1(_ids(self.shown), self.gold_ids, _ids(self.also_ok))

    @property
    def fact_recall(self) -> float | None:
        return metrics.fact_recall(self.question.facts, self.text)

    @property
    def missing_facts(self) -> tuple[str, ...]:
        return tuple(fact for fact in self.question.facts if not is_stated(fact, self.text))

    @property
    def missing_clauses(self) -> tuple[Clause, ...]:
        return tuple(clause for clause in self.gold if clause.id not in _ids(self.shown))

    @property
    def passed(self) -> bool:
        """Right state, every clause that must be cited is, every fact is said; and nothing made up."""
        right_state = self.error is None and self.status == self.question.status
        sound = self.judgement is None or self.judgement.sound
        return right_state and not self.missing_clauses and not self.missing_facts and sound


def clause_of(unit: Measure, quote: str = "", *, with_text: bool = True) -> Clause:
    quotes, text = (quote,) if quote else (), unit.text if with_text else ""
    return Clause(unit.id, unit.document_id, unit.label, unit.title, quotes, text)


def scored_from(
    question: Question,
    gold: Sequence[Measure],
    also_ok: Sequence[Measure],
    hits: Sequence[Hit],
    answer: Answer | None,
    seconds: float,
    error: str | None = None,
    confidence: float | None = None,
    judgement: Judgement | None = None,
) -> Scored:
    """Note down what came back for one question; two snippets of one clause count as one clause.

    Of an answer that a chat model wrote, only the citations it marked in its text count as shown.
    """
    cited = () if answer is None else marked_citations(answer) if is_generated(answer) else answer.citations
    return Scored(
        question=question,
        gold=_distinct([clause_of(unit, named.snippet) for unit, named in zip(gold, question.gold, strict=True)]),
        also_ok=_distinct(
            [clause_of(unit, named.snippet) for unit, named in zip(also_ok, question.also_ok, strict=True)]
        ),
        ranked=tuple(clause_of(hit.measure, with_text=False) for hit in hits),
        shown=_distinct([clause_of(one.measure, one.quote) for one in cited]),
        status=None if answer is None else answer.status,
        text="" if answer is None else answer.text,
        seconds=seconds,
        warnings=() if answer is None else answer.warnings,
        engine="" if answer is None else answer.engine,
        error=error,
        confidence=confidence,
        judgement=judgement,
        answer=None if answer is None else answer_to_json(answer),
    )


def scored_to_json(scored: Scored) -> dict[str, Any]:
    return asdict(scored)


def scored_from_json(given: Mapping[str, Any]) -> Scored:
    question = dict(given["question"])
    for field in ("gold", "also_ok"):
        question[field] = tuple(Gold(**item) for item in question[field])
    for field in ("history", "facts"):
        question[field] = tuple(question[field])
    lists = ("gold", "also_ok", "ranked", "shown")
    clauses = {name: tuple(_clause_from_json(item) for item in given[name]) for name in lists}
    plain = ("status", "text", "seconds", "engine", "error", "confidence", "answer")
    values: dict[str, Any] = {name: given[name] for name in plain}
    values |= clauses | {"question": Question(**question), "warnings": tuple(given["warnings"])}
    return Scored(**values, judgement=_judgement_from_json(given["judgement"]))


def _clause_from_json(given: Mapping[str, Any]) -> Clause:
    return Clause(**{**given, "quotes": tuple(given["quotes"])})


def _judgement_from_json(given: Mapping[str, Any] | None) -> Judgement | None:
    if given is None:
        return None
    unsupported = tuple(Unsupported(**{**item, "markers": tuple(item["markers"])}) for item in given["unsupported"])
    return Judgement(unsupported, tuple(given["dangling"]), tuple(given["unused"]))


def _ids(clauses: Sequence[Clause]) -> frozenset[str]:
    return frozenset(clause.id for clause in clauses)


def _distinct(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Each clause once, with the quotes of all its mentions."""
    first: dict[str, Clause] = {}
    for clause in clauses:
        known = first.setdefault(clause.id, clause)
        if known is not clause:
            first[clause.id] = replace(known, quotes=tuple(dict.fromkeys((*known.quotes, *clause.quotes))))
    return tuple(first.values())
