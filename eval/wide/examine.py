"""Every question of a split put to the product over one corpus: what had to come, what came."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tqdm import tqdm

from assistant.answer import Answer
from eval.run import DEPTH, Assistant
from eval.scored import Clause, clause_of
from eval.wide.build import Chunk, Pool, Shelved
from eval.wide.locate import units_at
from eval.wide.said import says, verdict_of
from eval.wide.set import Snippet, Verdict, WideQuestion


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold snippet with the units it stands in: `clause` the first of them, None where it lies in none."""

    file: str
    snippet: str
    ids: tuple[str, ...]
    clause: Clause | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question with its gold as units, what was ranked, and what the answer said and cited.

    `quoted` says for each gold whether an answer's quotation of its unit touches the snippet; `documents` are the ids of the
    documents that may be cited; `missing` the words not said, `unsaid` those of them that stand in a quotation.
    """

    question: WideQuestion
    gold: tuple[Gold, ...]
    also_ok: tuple[Gold, ...]
    documents: tuple[str, ...]
    ranked: tuple[Clause, ...]
    shown: tuple[Clause, ...]
    quoted: tuple[bool, ...]
    status: str | None  # None where the question failed with an error
    text: str
    missing: tuple[str, ...]
    unsaid: tuple[str, ...]
    verdict: Verdict | None
    seconds: float
    error: str | None = None

    @property
    def acceptable(self) -> frozenset[str]:
        """The units that may be cited."""
        return frozenset(name for one in (*self.gold, *self.also_ok) for name in one.ids)

    @property
    def cited(self) -> frozenset[str]:
        return frozenset(clause.id for clause in self.shown)

    @property
    def is_answered(self) -> bool:
        return self.status == "answered"

    @property
    def cited_enough(self) -> bool:
        """Whether as many of the clauses that may be cited are, as there are that must be."""
        return len(self.cited & self.acceptable) >= len({one.ids for one in self.gold})

    @property
    def passed(self) -> bool:
        """Refused where it must be; else answered with its clauses, every word that must be said, and its verdict."""
        if self.question.status == "refuse":
            return self.status is not None and not self.is_answered
        right_verdict = self.question.verdict is None or self.verdict == self.question.verdict
        return self.is_answered and self.cited_enough and not self.missing and right_verdict


def examine_chunk(
    assistant: Assistant,
    pool: Pool,
    chunk: Chunk,
    questions: Iterable[WideQuestion],
    as_of: date | None = None,
    *,
    progress: bool = True,
) -> list[Outcome]:
    """The questions of one corpus. One that fails is noted as failed and the rest go on."""
    bar = tqdm(list(questions), desc=f"{len(chunk.files)} 份文件", unit="题", disable=not progress, leave=False)
    return [examine(assistant, pool, question, as_of) for question in bar]


def examine(assistant: Assistant, pool: Pool, question: WideQuestion, as_of: date | None = None) -> Outcome:
    """One question through search and ask; the time taken is that of ask alone, which a user waits for."""
    gold = tuple(located(one, pool) for one in question.gold)
    also_ok = tuple(located(one, pool) for one in question.also_ok)
    files = {one.file for one in (*gold, *also_ok)}
    documents = tuple(sorted(pool.shelved[file].document.id for file in files if file in pool.shelved))
    blank = Outcome(question, gold, also_ok, documents, (), (), (), None, "", question.must, (), None, 0.0)
    try:
        hits = assistant.search(question.question, DEPTH)[:DEPTH]
        started = time.perf_counter()
        answer = assistant.ask(question.question, as_of=as_of)
        seconds = time.perf_counter() - started
    except Exception as failure:  # whatever one question breaks, the others must still be examined
        return replace(blank, error=f"{type(failure).__name__}: {failure}")
    ranked = tuple(clause_of(hit.measure, with_text=False) for hit in hits)
    return _answered(replace(blank, ranked=ranked), answer, seconds, pool)


def _answered(outcome: Outcome, answer: Answer, seconds: float, pool: Pool) -> Outcome:
    question = outcome.question
    missing = tuple(fact for fact in question.must if not says(fact, answer.text))
    quotes = "\n".join(citation.quote for citation in answer.citations)
    return replace(
        outcome,
        shown=tuple(clause_of(one.measure, one.quote) for one in answer.citations),
        quoted=tuple(_is_quoted(one, answer, pool) for one in outcome.gold),
        status=answer.status,
        text=answer.text,
        missing=missing,
        unsaid=tuple(fact for fact in missing if says(fact, quotes)),
        verdict=verdict_of(answer) if answer.status == "answered" else None,
        seconds=seconds,
    )


def _is_quoted(gold: Gold, answer: Answer, pool: Pool) -> bool:
    shelved = pool.shelved.get(gold.file)
    if shelved is None:
        return False
    spans = shelved.squeezed.spans_of(gold.snippet)
    return any(
        citation.measure.id in gold.ids and any(citation.quote_span.overlaps(span) for span in spans)
        for citation in answer.citations
    )


def located(snippet: Snippet, pool: Pool) -> Gold:
    """The units of the document in which the snippet stands: more than one where the file holds its text twice."""
    shelved: Shelved | None = pool.shelved.get(snippet.file)
    units = () if shelved is None else units_at(shelved.squeezed.spans_of(snippet.snippet), shelved.units)
    clause = clause_of(units[0], snippet.snippet) if units else None
    return Gold(snippet.file, snippet.snippet, tuple(unit.id for unit in units), clause)


def asked_over(cut: Sequence[Chunk], questions: Sequence[WideQuestion]) -> list[tuple[Chunk, list[WideQuestion]]]:
    """Each corpus with the questions asked over it: where their documents are its own; those of no document by lot."""
    home = {file: number for number, chunk in enumerate(cut) for file in chunk.own}

    def place(question: WideQuestion) -> int:
        known = [home[file] for file in question.files if file in home]
        return known[0] if known else int(hashlib.sha256(question.id.encode()).hexdigest(), 16) % len(cut)

    places = [place(question) for question in questions]
    return [
        (chunk, [question for question, at in zip(questions, places, strict=True) if at == number])
        for number, chunk in enumerate(cut)
    ]


Opener = Callable[[Sequence[str]], Assistant]


def examine_split(
    open_files: Opener,
    pool: Pool,
    cut: Sequence[Chunk],
    questions: Sequence[WideQuestion],
    as_of: date | None = None,
    *,
    progress: bool = True,
) -> list[Outcome]:
    """Every question once, each over the corpus that holds its documents; outcomes in the order of the questions."""
    outcomes: dict[str, Outcome] = {}
    for chunk, own in asked_over(cut, questions):
        if own:
            assistant = open_files(chunk.files)
            found = examine_chunk(assistant, pool, chunk, own, as_of, progress=progress)
            outcomes.update((one.question.id, one) for one in found)
    return [outcomes[question.id] for question in questions]
