"""Documents and clauses of a corpus by their ids, without a walk through the shelf for each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from assistant.once import once
from corpus.measure import Document, Measure
from corpus.parse import Corpus


def document_of(corpus: Corpus, document_id: str) -> Document | None:
    row = once(corpus, _rows).get(document_id)
    return None if row is None else corpus.documents[row]


def documents_of(corpus: Corpus, ids: Iterable[str]) -> tuple[Document, ...]:
    """Those of the documents with these ids that are in the corpus, each once, in its order."""
    known = once(corpus, _rows)
    rows = sorted({known[each] for each in ids if each in known})
    return tuple(corpus.documents[row] for row in rows)


def units_of(corpus: Corpus, document_id: str) -> list[Measure]:
    """The units of one document, in order."""
    units = corpus.units
    if isinstance(units, tuple | list):  # in memory: one walk costs next to nothing, and their order does not matter
        return list(once(corpus, _grouped).get(document_id, ()))
    # On a saved shelf they stand in the order of the documents, and each that is looked at is decoded for it
    known = once(corpus, _rows)
    row = known.get(document_id)
    if row is None:
        return []
    first, end = (bisect_left(units, at, key=lambda unit: known[unit.document_id]) for at in (row, row + 1))
    return [units[at] for at in range(first, end)]


def places_of(corpus: Corpus) -> tuple[str, ...]:
    """The places of the documents, each as its document calls it first."""
    return once(corpus, _places)


def _rows(corpus: Corpus) -> Mapping[str, int]:
    return {document.id: row for row, document in enumerate(corpus.documents)}


def _grouped(corpus: Corpus) -> Mapping[str, Sequence[Measure]]:
    found: dict[str, list[Measure]] = {}
    for unit in corpus.units:
        found.setdefault(unit.document_id, []).append(unit)
    return found


def _places(corpus: Corpus) -> tuple[str, ...]:
    return tuple(dict.fromkeys(document.regions[0] for document in corpus.documents if document.regions))
