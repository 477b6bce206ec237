"""What the doors say, as JSON: hits, matches, documents and clauses, each clause with the address that opens it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from assistant.address import clause_address
from assistant.answer import Answer, answer_to_json
from assistant.answering.match import MatchList
from assistant.answering.match_answer import match_to_json
from assistant.ask import Assistant
from assistant.saying.draft import citation_of
from assistant.showing.view import validity_words
from corpus.measure import MAIN_PART, Document, Measure
from index.hit import Hit
from index.records import measure_to_json


def match_json(found: MatchList, answer: Answer) -> dict[str, Any]:
    return {**answer_to_json(answer), **match_to_json(found)}


def hits_json(assistant: Assistant, query: str, hits: list[Hit], as_of: date) -> dict[str, Any]:
    """Hits as `policy search --json` prints them."""
    citations = [
        citation_of(assistant.library, as_of, place, hit.measure, hit.sentence, hit.score)
        for place, hit in enumerate(hits, start=1)
    ]
    return {"query": query, "hits": [citation.to_json() for citation in citations]}


def clause_json(assistant: Assistant, unit: Measure, as_of: date) -> dict[str, Any]:
    """A clause with all its facts, its document, whether it is in force, and its address."""
    document = assistant.library.document(unit.document_id)
    return {
        **measure_to_json(unit),
        "document_title": document.title,
        "source_file": document.source_file,
        "in_force": document.in_force(as_of, unit.part),
        "url": clause_address(unit.id),
    }


def line_json(unit: Measure) -> Mapping[str, Any]:
    """A clause as a line of its document's contents."""
    return {
        "clause": unit.id, "label": unit.label, "title": unit.title, "kind": unit.kind, "path": list(unit.path),
        "url": clause_address(unit.id),
    }  # fmt: skip


def document_json(assistant: Assistant, document: Document, as_of: date) -> dict[str, Any]:
    """What is registered of a document, with its validity in words."""
    part = next((validity.part for validity in document.validity if validity.part), MAIN_PART)
    force = document.in_force(as_of, part)
    return {
        "id": document.id,
        "title": document.title,
        "aliases": list(document.aliases),
        "regions": list(document.regions),
        "number": document.number,
        "issuing_body": document.issuing_body,
        "issued": document.issued.isoformat() if document.issued else None,
        "source_file": document.source_file,
        "sha256": document.sha256,
        "in_force": force,
        "validity": validity_words(force, document, part),
        "clauses": len(assistant.library.in_scope([document.id])),
    }
