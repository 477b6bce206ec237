"""The public contract: Answer and Citation, and their JSON form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal, get_args

from assistant.address import clause_address
from assistant.reading.language import Language
from corpus.measure import Benefit, InForce, Measure, Span
from corpus.tables.tables import Row, Table, tables_of
from index.records import benefit_to_json

Verdict = Literal["yes", "no", "depends"]
Status = Literal["answered", "not_stated", "not_found", "clarify"]


@dataclass(frozen=True, slots=True)
class Citation:
    """One clause shown as evidence. `quote` is verbatim: `source[quote_span.start:quote_span.end]`."""

    marker: int
    measure: Measure
    document_title: str
    source_file: str
    quote: str
    quote_span: Span
    score: float
    in_force: InForce

    @property
    def rows(self) -> tuple[tuple[int, Table, Row], ...]:
        """The rows of tables that the quote holds, with their tables and the number of each table in its clause."""
        if "|" not in self.quote:
            return ()
        tables = tables_of(self.measure.text, self.measure.span.start)
        return tuple(
            (number, table, row)
            for number, table in enumerate(tables, start=1)
            for row in table.rows
            if self.quote_span.contains(row.span)
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "marker": self.marker,
            "clause": self.measure.id,
            "url": clause_address(self.measure.id),
            "document_id": self.measure.document_id,
            "document_title": self.document_title,
            "source_file": self.source_file,
            "label": self.measure.label,
            "path": list(self.measure.path),
            "quote": self.quote,
            "text": self.measure.text,
            "start": self.measure.span.start,
            "end": self.measure.span.end,
            "quote_start": self.quote_span.start,
            "quote_end": self.quote_span.end,
            "score": round(self.score, 6),
            "in_force": self.in_force,
            "kind": self.measure.kind,
            "rows": [_row_to_json(self.measure.label, *found) for found in self.rows],
        }


def _row_to_json(label: str, number: int, table: Table, row: Row) -> dict[str, Any]:
    return {
        "label": f"{label} 表{number}第{row.number}行".strip(),
        "start": row.span.start,
        "end": row.span.end,
        "group": row.group,
        "cells": [
            {"column": column.name, "unit": column.unit, "text": cell.text, "value": cell.value,
             "start": cell.span.start, "end": cell.span.end}
            for column, cell in zip(table.columns, row.cells, strict=True)
        ],
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class BenefitRow:
    """A benefit with the citation it rests on."""

    benefit: Benefit
    marker: int


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One line of a comparison: what a place provides, with its citation; `marker` is None where it provides nothing."""

    place: str
    item: str
    amount: str
    condition: str
    marker: int | None


Outcome = Literal["kept", "replaced", "dropped", "added"]


Standing = Literal["stated", "follows", "not stated", "contradicted", "no claim"]


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """One stretch of a sentence, up to its own markers, as it was compared, and how it stands to the clauses that it cites."""

    text: str
    standing: Standing
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A sentence of a chat model with what became of it; one that is `added` is the document's own, which the model left out.

    `faults` says what was wrong, in Chinese, and is empty for what was kept or added; `claims` says it claim by claim.
    """

    text: str
    outcome: Outcome
    faults: tuple[str, ...] = ()
    claims: tuple[CheckedClaim, ...] = ()


def _sentence_to_json(sentence: CheckedSentence) -> dict[str, Any]:
    claims = [asdict(claim) | {"faults": list(claim.faults)} for claim in sentence.claims]
    return {"text": sentence.text, "outcome": sentence.outcome, "faults": list(sentence.faults), "claims": claims}


@dataclass(frozen=True, slots=True)
class Generated:
    """What a chat model wrote and what the check made of it. `failure` is why it wrote nothing, or stopped half way."""

    model: str
    sentences: tuple[CheckedSentence, ...] = ()
    failure: str | None = None

    def count(self, outcome: Outcome) -> int:
        return sum(sentence.outcome == outcome for sentence in self.sentences)

    def to_json(self) -> dict[str, Any]:
        counts = {outcome: self.count(outcome) for outcome in get_args(Outcome)}
        sentences = [_sentence_to_json(sentence) for sentence in self.sentences]
        return {"model": self.model, **counts, "failure": self.failure, "sentences": sentences}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the product says. Markers [1], [2] in `text` point into `citations`; `related` are marked as not the answer."""

    question: str
    status: Status
    text: str
    as_of: date
    citations: tuple[Citation, ...] = ()
    benefits: tuple[BenefitRow, ...] = ()
    warnings: tuple[str, ...] = ()
    related: tuple[Citation, ...] = ()
    comparison: tuple[ComparedRow, ...] = ()
    choices: tuple[str, ...] = ()  # whole questions to ask instead, where this one is too vague
    engine: str = "extractive"
    resolved_question: str | None = None  # what a follow-up was understood as; None where nothing was carried over
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    language: Language = "zh"  # of the words around the quotations; those stay as the documents write them
    verdict: Verdict | None = None  # what a question that asks whether is answered with, where the clause decides it
    generated: Generated | None = None  # there where a chat model was asked to write


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """The answer as `policy ask --json` prints it: the public contract."""
    return {
        "question": answer.question,
        "status": answer.status,
        "text": answer.text,
        "verdict": answer.verdict,
        "citations": [citation.to_json() for citation in answer.citations],
        "benefits": [benefit_row_to_json(row) for row in answer.benefits],
        "warnings": list(answer.warnings),
        "comparison": [asdict(row) for row in answer.comparison],
        "choices": list(answer.choices),
        "related": [citation.to_json() for citation in answer.related],
        "resolved_question": answer.resolved_question,
        "as_of": answer.as_of.isoformat(),
        "engine": answer.engine,
        "language": answer.language,
        "timings_ms": dict(answer.timings_ms),
        "generated": answer.generated.to_json() if answer.generated else None,
    }


def benefit_row_to_json(row: BenefitRow) -> dict[str, Any]:
    cap = row.benefit.cap
    first = {"cap": cap.source if cap else None, "cap_per": row.benefit.cap_per}  # most benefits have one cap at most
    return {**benefit_to_json(row.benefit), **first, "marker": row.marker}
