"""One examined question: what was asked, what had to come, what came. Its scores are read off it, never stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assistant.answer import Answer, Status
from corpus.measure import Measure
from eval import metrics
from eval.facts import is_stated
from eval.questions import Gold, Question
from index.hit import Hit


@dataclass(frozen=True, slots=True)
class Clause:
    """A unit as a report needs it: the id to compare, document and label to read, the words that were shown."""

    id: str
    document_id: str
    label: str
    quote: str = ""

    @property
    def name(self) -> str:
        return f"{self.document_id} {self.label}"


@dataclass(frozen=True, slots=True)
class Scored:
    """A question with its gold as units, what search ranked and what the answer said and cited."""

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
        """Right state, every clause that must be cited is, every fact is said."""
        right_state = self.error is None and self.status == self.question.status
        return right_state and not self.missing_clauses and not self.missing_facts


def clause_of(unit: Measure, quote: str = "") -> Clause:
    return Clause(unit.id, unit.document_id, unit.label, quote)


def scored_from(
    question: Question,
    gold: Sequence[Measure],
    also_ok: Sequence[Measure],
    hits: Sequence[Hit],
    answer: Answer | None,
    seconds: float,
    error: str | None = None,
) -> Scored:
    """Note down what came back for one question; two snippets of one clause count as one clause."""
    return Scored(
        question=question,
        gold=_distinct([clause_of(unit, named.snippet) for unit, named in zip(gold, question.gold, strict=True)]),
        also_ok=_distinct(
            [clause_of(unit, named.snippet) for unit, named in zip(also_ok, question.also_ok, strict=True)]
        ),
        ranked=tuple(clause_of(hit.measure) for hit in hits),
        shown=() if answer is None else tuple(clause_of(cited.measure, cited.quote) for cited in answer.citations),
        status=None if answer is None else answer.status,
        text="" if answer is None else answer.text,
        seconds=seconds,
        warnings=() if answer is None else answer.warnings,
        engine="" if answer is None else answer.engine,
        error=error,
    )


def scored_to_json(scored: Scored) -> dict[str, Any]:
    return asdict(scored)


def scored_from_json(given: Mapping[str, Any]) -> Scored:
    question = dict(given["question"])
    for field in ("gold", "also_ok"):
        question[field] = tuple(Gold(**item) for item in question[field])
    for field in ("history", "facts"):
        question[field] = tuple(question[field])
    clauses = {name: tuple(Clause(**item) for item in given[name]) for name in ("gold", "also_ok", "ranked", "shown")}
    values: dict[str, Any] = {name: given[name] for name in ("status", "text", "seconds", "engine", "error")}
    values |= clauses | {"question": Question(**question), "warnings": tuple(given["warnings"])}
    return Scored(**values)


def _ids(clauses: Sequence[Clause]) -> frozenset[str]:
    return frozenset(clause.id for clause in clauses)


def _distinct(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    return tuple({clause.id: clause for clause in clauses}.values())
