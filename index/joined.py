"""Several segments looked into as one: records, names and places of words. Each answers as if it had been made whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.holdings import WORDS, Holdings
from index.lookup import Leading
from index.occurrences import Occurring
from index.runs import Level, Run
from index.stored import Records

T = TypeVar("T")


class JoinedRecords(Records[T], Generic[T]):
    """The records of several segments in the order of the whole."""

    def __init__(self, parts: Sequence[Sequence[T]], level: Level) -> None:
        self._parts, self._level = parts, level

    def __len__(self) -> int:
        return len(self._level)

    def _at(self, row: int) -> T:
        segment, local = self._level.one(row)
        return self._parts[segment][local]

    def __iter__(self) -> Iterator[T]:
        for segment, local, _ in self._level.stretches():
            if (local.start, local.stop) == (0, len(self._parts[segment])):
                yield from self._parts[segment]
            else:
                yield from (self._parts[segment][row] for row in range(local.start, local.stop))


class JoinedTexts(Mapping[str, str]):
    """The source texts of several segments by the id of their document."""

    def __init__(
        self,
        ids: Sequence[str],
        row_of: Callable[[str], int | None],
        level: Level,
        parts: Sequence[Mapping[str, str]],
    ) -> None:
        self._ids, self._row_of, self._level, self._parts = ids, row_of, level, parts

    def __getitem__(self, document_id: str) -> str:
        row = self._row_of(document_id)
        if row is None:
            raise KeyError(document_id)
        return self._parts[self._level.one(row)[0]][document_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


class JoinedLookup:
    """Names of several segments. A name leads to what it leads to in each; one that leads nowhere any more is none."""

    def __init__(
        self,
        parts: Sequence[Leading],
        of_documents: Sequence[frozenset[str]],
        documents: Level,
        units: Level,
        whole: Sequence[bool],
    ) -> None:
        """`of_documents` are the tables of each segment that lead to documents; the others lead to clauses.

        `whole` says of which segments every document is there.
        """
        self._parts, self._of_documents, self._whole = parts, of_documents, whole
        self._documents, self._units = documents, units

    def get(self, table: str, key: str) -> NDArray[np.int32]:
        found = [rows for at in range(len(self._parts)) if len(rows := self._rows(at, table, key))]
        if not found:
            return np.zeros(0, dtype=np.int32)
        rows = found[0] if len(found) == 1 else np.sort(np.concatenate(found))
        return rows.astype(np.int32)

    def _rows(self, at: int, table: str, key: str) -> NDArray[np.int64]:
        rows = self._parts[at].get(table, key)
        if not len(rows):
            return rows.astype(np.int64)
        level = self._documents if table in self._of_documents[at] else self._units
        return level.up(at, rows)

    def _leads(self, at: int, table: str, key: str) -> bool:
        return self._whole[at] or len(self._rows(at, table, key)) > 0

    def has(self, table: str, key: str) -> bool:
        return any(part.has(table, key) and self._leads(at, table, key) for at, part in enumerate(self._parts))

    def at(self, table: str, text: str, start: int) -> list[str]:
        found = {
            key
            for at, part in enumerate(self._parts)
            for key in part.at(table, text, start)
            if self._leads(at, table, key)
        }
        return sorted(found, key=len)

    def inside(self, table: str, text: str) -> Iterator[tuple[int, str]]:
        for start in range(len(text)):
            for key in self.at(table, text, start):
                yield start, key

    def keys(self, table: str, beginning: str = "") -> list[str]:
        found = (
            key
            for at, part in enumerate(self._parts)
            for key in part.keys(table, beginning)
            if self._leads(at, table, key)
        )
        return list(dict.fromkeys(found))


class JoinedOccurrences:
    """Where words stand in the texts of several segments, which are thought of as one behind the other."""

    def __init__(self, parts: Sequence[Occurring], level: Level, whole: Sequence[bool]) -> None:
        self._parts, self._level, self._whole = parts, level, whole
        self._firsts = np.concatenate([[0], np.cumsum([part.length for part in parts])]).astype(np.int64)

    @property
    def texts(self) -> int:
        return len(self._level)

    @property
    def length(self) -> int:
        return int(self._firsts[-1])

    def places(self, word: str) -> NDArray[np.int64]:
        """Where `word` stands, rising; also in texts that are there no more, which `texts_of` leaves out."""
        return np.concatenate(
            [part.places(word) + first for part, first in zip(self._parts, self._firsts, strict=False)]
        )

    def texts_of(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        cut = np.searchsorted(places, self._firsts)
        found = [
            self._level.up(at, part.texts_of(places[cut[at] : cut[at + 1]] - self._firsts[at]))
            for at, part in enumerate(self._parts)
        ]
        return np.sort(np.concatenate(found))

    def holding(self, word: str) -> NDArray[np.int64]:
        return self.texts_of(self.places(word))

    def __contains__(self, word: object) -> bool:
        if not isinstance(word, str) or not word:
            return isinstance(word, str)
        return any(
            word in part and (self._whole[at] or len(self._level.up(at, part.holding(word))) > 0)
            for at, part in enumerate(self._parts)
        )


class Pieces:
    """Arrays of several segments as one, row by row in the order of the whole; read where somebody looks."""

    def __init__(self, parts: Sequence[NDArray[np.generic]], level: Level) -> None:
        self._parts, self._level = parts, level

    def __len__(self) -> int:
        return len(self._level)

    def __getitem__(self, row: int | slice) -> NDArray[np.generic]:
        """A row, or a stretch of rows; one that lies in a single run is not copied."""
        first, last = (row.start, row.stop - 1) if isinstance(row, slice) else (row, row)
        segment, local = self._level.one(first)
        if last >= len(self):
            raise IndexError(last)
        if not self._level.in_one_run(first, last):
            return np.stack([self[each] for each in range(first, last + 1)])
        own: NDArray[np.generic] = self._parts[segment][local : local + last - first + 1]
        return own if isinstance(row, slice) else own[0]

    def __array__(self, dtype: np.dtype[np.generic] | None = None, copy: bool | None = None) -> NDArray[np.generic]:
        """All of it in memory."""
        whole = np.concatenate([self._parts[segment][local] for segment, local, _ in self._level.stretches()])
        return whole if dtype is None else whole.astype(dtype)


def joined_bounds(bounds: Sequence[NDArray[np.int64]], runs: Sequence[Run]) -> NDArray[np.int64]:
    """Where the rows of each document of the whole begin, (documents + 1,), by where they do in each segment."""
    counts = [np.diff(bounds[segment][first : end + 1]) for segment, first, end in runs]
    return np.concatenate([[0], np.cumsum(np.concatenate(counts))]).astype(np.int64)


def joined_holdings(parts: Sequence[Holdings], runs: Sequence[Run], documents: Level, units: Level) -> Holdings:
    """The holdings of the documents in `runs`, as if they had been made of these alone."""
    live = [sum(end - first for own, first, end in runs if own == at) for at in range(len(parts))]
    whole = [count == len(part.documents) for count, part in zip(live, parts, strict=True)]
    tables = [part.of_documents for part in parts]
    lookup = JoinedLookup([part.lookup for part in parts], tables, documents, units, whole)
    ids = JoinedRecords([part.ids for part in parts], documents)

    def row_of(document_id: str) -> int | None:
        found = lookup.get("id", document_id)
        return int(found[0]) if len(found) else None

    words = {
        name: JoinedOccurrences([getattr(part, name) for part in parts], documents if of_documents else units, whole)
        for name, of_documents in WORDS.items()
    }
    return Holdings(
        JoinedRecords([part.documents for part in parts], documents),
        ids,
        JoinedRecords([part.units for part in parts], units),
        JoinedTexts(ids, row_of, documents, [part.sources for part in parts]),
        joined_bounds([part.unit_starts for part in parts], runs),
        lookup,
        **words,
        notes=JoinedRecords([part.notes for part in parts], units),
        of_documents=frozenset(_all(tables)),
    )


def _all(tables: Iterable[frozenset[str]]) -> Iterator[str]:
    for each in tables:
        yield from each
