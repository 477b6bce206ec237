"""An answer as JSON and back, with the documents and clauses it rests on: a reload shows what was said, whatever is registered now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, cast, get_args

from assistant.answer import (
    Answer,
    BenefitRow,
    CheckedClaim,
    CheckedSentence,
    Citation,
    ComparedRow,
    Generated,
    Status,
    Verdict,
)
from assistant.reading.language import Language
from assistant.within import documents_of
from corpus.measure import Document, InForce, Measure, Span
from corpus.parse import Corpus
from index.records import document_from_json, document_to_json, measure_from_json, measure_to_json


def answer_to_kept(answer: Answer, corpus: Corpus) -> dict[str, Any]:
    """`answer` with everything that showing it needs."""
    cited = {one.measure.document_id for one in (*answer.citations, *answer.related)}
    return {
        "question": answer.question,
        "status": answer.status,
        "text": answer.text,
        "as_of": answer.as_of.isoformat(),
        "documents": [document_to_json(document) for document in documents_of(corpus, cited)],
        "citations": [_citation_to_kept(one) for one in answer.citations],
        "related": [_citation_to_kept(one) for one in answer.related],
        "benefits": [[row.marker, _place_of(row, answer.citations)] for row in answer.benefits],
        "warnings": list(answer.warnings),
        "comparison": [asdict(row) for row in answer.comparison],
        "choices": list(answer.choices),
        "engine": answer.engine,
        "resolved_question": answer.resolved_question,
        "language": answer.language,
        "verdict": answer.verdict,
        "generated": answer.generated.to_json() if answer.generated else None,
        "timings_ms": dict(answer.timings_ms),
    }


def answer_from_kept(kept: Mapping[str, Any]) -> tuple[Answer, tuple[Document, ...]]:
    """What `answer_to_kept` gave: the answer and the documents as they were. Raises ValueError, KeyError or TypeError."""
    status, verdict = kept["status"], kept["verdict"]
    if status not in get_args(Status) or verdict not in (None, *get_args(Verdict)):
        raise ValueError("unknown status or verdict")
    citations = tuple(map(_citation_from_kept, kept["citations"]))
    by_marker = {one.marker: one for one in citations}
    answer = Answer(
        question=str(kept["question"]),
        status=cast("Status", status),
        text=str(kept["text"]),
        as_of=date.fromisoformat(kept["as_of"]),
        citations=citations,
        benefits=tuple(
            BenefitRow(by_marker[marker].measure.benefits[place], marker) for marker, place in kept["benefits"]
        ),
        warnings=tuple(kept["warnings"]),
        related=tuple(map(_citation_from_kept, kept["related"])),
        comparison=tuple(ComparedRow(**row) for row in kept["comparison"]),
        choices=tuple(kept["choices"]),
        engine=str(kept["engine"]),
        resolved_question=kept["resolved_question"],
        timings_ms={str(name): float(value) for name, value in kept["timings_ms"].items()},
        language=cast("Language", kept["language"]),
        verdict=cast("Verdict | None", verdict),
        generated=_generated(kept["generated"]),
    )
    return answer, tuple(document_from_json(each) for each in kept["documents"])


def remembered(answer: Answer, documents: Iterable[Document]) -> Corpus:
    """A corpus of nothing but what the answer shows: its clauses at their places, blanks where nobody kept the words."""
    cited = {one.measure.id: one.measure for one in (*answer.citations, *answer.related)}
    units = tuple(sorted(cited.values(), key=lambda unit: (unit.document_id, unit.span.start)))
    kept = tuple(documents)
    sources = {document.id: _source([unit for unit in units if unit.document_id == document.id]) for document in kept}
    return Corpus(kept, units, sources, "kept")


def _source(units: Iterable[Measure]) -> str:
    text = ""
    for unit in units:
        text = text[: unit.span.start].ljust(unit.span.start) + unit.text
    return text


def _citation_to_kept(one: Citation) -> dict[str, Any]:
    return {
        "marker": one.marker,
        "measure": measure_to_json(one.measure),
        "document_title": one.document_title,
        "source_file": one.source_file,
        "quote": one.quote,
        "quote_span": [one.quote_span.start, one.quote_span.end],
        "score": one.score,
        "in_force": one.in_force,
    }


def _citation_from_kept(kept: Mapping[str, Any]) -> Citation:
    if kept["in_force"] not in get_args(InForce):
        raise ValueError("unknown validity")
    return Citation(
        marker=int(kept["marker"]),
        measure=measure_from_json(kept["measure"]),
        document_title=str(kept["document_title"]),
        source_file=str(kept["source_file"]),
        quote=str(kept["quote"]),
        quote_span=Span(*kept["quote_span"]),
        score=float(kept["score"]),
        in_force=kept["in_force"],
    )


def _place_of(row: BenefitRow, citations: Iterable[Citation]) -> int:
    """Which of the benefits of its clause a row is."""
    unit = next(one.measure for one in citations if one.marker == row.marker)
    return unit.benefits.index(row.benefit)


def _claims(kept: Sequence[Mapping[str, Any]]) -> tuple[CheckedClaim, ...]:
    """Answers kept before claims were told have none."""
    return tuple(CheckedClaim(one["text"], one["standing"], tuple(one["faults"])) for one in kept)


def _generated(kept: Mapping[str, Any] | None) -> Generated | None:
    if kept is None:
        return None
    sentences = tuple(
        CheckedSentence(each["text"], each["outcome"], tuple(each["faults"]), _claims(each.get("claims", ())))
        for each in kept["sentences"]
    )
    return Generated(kept["model"], sentences, kept["failure"])
