"""What a shelf holds, as it is asked: documents, clauses and texts by their rows, and what leads to these rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

from corpus.errors import DamagedIndex
from corpus.files import Stamp
from corpus.measure import Document, Measure
from index.lookup import Leading, Lookup
from index.occurrences import Occurrences, Occurring


@dataclass(frozen=True, slots=True, eq=False)
class Holdings:
    """`units` are those of `documents`, one document after the other; `unit_starts` (documents + 1,) says where each begins.

    `lookup` leads from names and facts to rows of documents or units. `said` and `bare` are the folded words of each unit,
    `whole` of each source text, `titles` of each title: which of them hold a word is found without reading any. `notes` are what
    was read of each unit beforehand, a line each, for whoever can read them (assistant/reading/beforehand.py).
    """

    documents: Sequence[Document]
    ids: Sequence[str]
    units: Sequence[Measure]
    sources: Mapping[str, str]
    unit_starts: NDArray[np.int64]
    lookup: Leading
    said: Occurring
    bare: Occurring
    whole: Occurring
    titles: Occurring
    notes: Sequence[str]
    of_documents: frozenset[str]  # the tables of `lookup` that lead to documents; all others lead to clauses

    def __post_init__(self) -> None:
        counts = {len(self.documents), len(self.ids), len(self.unit_starts) - 1, self.whole.texts, self.titles.texts}
        of_units = {int(self.unit_starts[-1]), self.said.texts, self.bare.texts, len(self.notes)}
        if len(counts) > 1 or of_units != {len(self.units)}:
            raise DamagedIndex("索引各部分的文件数或条款数不一致。请运行 policy index 重建。")

    @classmethod
    def build(
        cls,
        documents: Sequence[Document],
        units: Sequence[Measure],
        sources: Mapping[str, str],
        of_documents: Iterable[tuple[str, str, int]],
        of_units: Iterable[tuple[str, str, int]],
        words: Mapping[str, Sequence[str]],
        notes: Sequence[str],
    ) -> Self:
        """Made in memory: by what documents and units are found (table, key, row), the folded texts of `said`, `bare`,
        `whole` and `titles`, and the notes of each unit.

        Raises ValueError where the units of a document do not stand together in the order of the documents.
        """
        row_of = {document.id: row for row, document in enumerate(documents)}
        owners = np.array([row_of[unit.document_id] for unit in units], dtype=np.int64)
        if bool((np.diff(owners) < 0).any()):
            raise ValueError("the units do not follow the documents")
        starts = np.searchsorted(owners, np.arange(len(documents) + 1))
        made = {name: Occurrences.build(words[name]) for name in WORDS}
        ids = [document.id for document in documents]
        entries = [*of_documents]
        tables = frozenset(table for table, _, _ in entries)
        entries += of_units
        lookup = Lookup.build(entries)
        return cls(
            documents, ids, units, sources, starts.astype(np.int64), lookup, **made, notes=notes, of_documents=tables
        )

    def document_of(self, unit_rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """The rows of the documents that units belong to."""
        return np.searchsorted(self.unit_starts, unit_rows, side="right") - 1

    def units_of(self, document_rows: Iterable[int]) -> NDArray[np.int64]:
        """The rows of the units of documents, document after document."""
        starts = self.unit_starts
        ranges = [np.arange(starts[row], starts[row + 1]) for row in document_rows]
        return np.concatenate(ranges) if ranges else np.zeros(0, dtype=np.int64)

    def rows_of_documents(self) -> dict[str, int]:
        """The row of each document by its id: for who asks for most of them, where `row_of_document` costs a look-up each."""
        return {name: row for row, name in enumerate(self.ids)}

    def row_of_document(self, document_id: str) -> int | None:
        found = self.lookup.get("id", document_id)
        return int(found[0]) if len(found) else None


# The texts whose words are looked for, and whether there is one for each document, or for each unit
WORDS: Mapping[str, bool] = {"said": False, "bare": False, "whole": True, "titles": True}


@dataclass(frozen=True, slots=True, eq=False)
class Saved:
    """The shelf that an index was built from: which corpus it was, what parsed it, what its tables were made by, and the
    stamps of its files by name."""

    holdings: Holdings
    corpus: str
    parser: str
    tables: str
    stamps: Mapping[str, Stamp]
    entries: Mapping[str, str] = field(
        default_factory=dict
    )  # the id of each entry of the register, by the digest of its text
