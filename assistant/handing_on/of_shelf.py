"""The lists of a whole shelf, each worked out once for a state of it: 支持清单 and 申报日历, as a day and a filter have them.

Which clauses grant something and of which sort, and which say that something is due, the index knows (`held`). What is counted
is counted there; a clause is read when its row is shown, or when all of them are searched or sorted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from assistant.handing_on import deadlines, supports
from assistant.handing_on.deadlines import Dated, Dates, EventKind, ics_bytes
from assistant.handing_on.supports import ANYWHERE, Column, Granted, Support, Wanted, counted, sorted_by
from assistant.once import once
from assistant.reading.grants import FORM_KINDS, LEVEL_NAMES, OTHER, Sort
from assistant.reading.levels import LEVELS
from corpus.measure import Measure
from corpus.parse import Corpus
from index.holdings import Holdings
from index.stored import Chosen as Some
from index.stored import Records

Counts = tuple[tuple[str, int], ...]
AT_ONCE = 500  # clauses that are read for one filter; where it may take more, all of them are read and kept


@dataclass(frozen=True, slots=True)
class Fields:
    """What a list of supports can be narrowed to."""

    places: tuple[str, ...]
    levels: tuple[str, ...]
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The supports that a filter leaves, in their order, and how many there are of what."""

    rows: Sequence[Support]
    clauses: int
    by_place: Counts
    by_form: Counts


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of a calendar that a filter leaves: open or soon over, later, and past, the last of them first."""

    near: tuple[Dated, ...]
    later: tuple[Dated, ...]
    past: tuple[Dated, ...]

    @property
    def every(self) -> tuple[Dated, ...]:
        return (*reversed(self.past), *self.near, *self.later)


def supports_on(corpus: Corpus, held: Holdings, as_of: date) -> Sequence[Support]:
    """Every benefit, in the order of the documents, each read when it is asked for."""
    return _Supports(corpus, held, once(corpus, _granting, held), as_of)


def fields_of(corpus: Corpus, held: Holdings) -> Fields:
    return once(corpus, _fields, held)


def chosen_supports(
    corpus: Corpus, held: Holdings, as_of: date, wanted: Wanted, column: Column | None, *, descending: bool
) -> Chosen:
    return once(corpus, _chosen, held, as_of, wanted, column, descending)


def places_of_calendar(corpus: Corpus, held: Holdings | None, as_of: date) -> tuple[str, ...]:
    """The places that have an entry, those with the earliest last day first."""
    return once(corpus, _calendar_places, held, as_of)


def calendar_on(corpus: Corpus, held: Holdings | None, as_of: date) -> tuple[Dated, ...]:
    """All entries in order of their last day. Where there is nothing `held`, every clause is read for them."""
    return once(corpus, _calendar, held, as_of)


def chosen_entries(
    corpus: Corpus, held: Holdings | None, as_of: date, places: frozenset[str], kinds: frozenset[str]
) -> Entries:
    """The entries of these places and kinds; all of them where none is named."""
    return once(corpus, _entries, held, as_of, places, kinds)


def calendar_bytes(
    corpus: Corpus, held: Holdings | None, as_of: date, places: frozenset[str], kinds: frozenset[EventKind]
) -> bytes:
    """The iCalendar file of these kinds and places, of all places where none is named."""
    return once(corpus, _file, held, as_of, places, kinds)


def units_with(corpus: Corpus, held: Holdings, fact: str) -> Sequence[Measure]:
    """The clauses of which the index knows a fact (`benefit`, `due`, `reference`), each read when it is asked for."""
    return Some(corpus.units, held.lookup.get("fact", fact))


@dataclass(frozen=True, slots=True, eq=False)
class _Granting:
    """The `rows` (clauses,) that grant something, with the place of each one's document; `starts` (clauses + 1,) says which of
    all benefits is the first of each. `sorts` are how many benefits of a sort the clauses in some rows have."""

    rows: NDArray[np.int32]
    places: tuple[str, ...]
    starts: NDArray[np.int64]
    sorts: tuple[tuple[Sort, int, NDArray[np.int32]], ...]

    def that_may(self, wanted: Wanted) -> NDArray[np.int32]:
        """The rows of the clauses that may have a benefit of the places, levels and forms wanted."""
        kept = np.array([not wanted.places or place in wanted.places for place in self.places], dtype=bool)
        if wanted.levels or wanted.forms:
            having = (rows for sort, _, rows in self.sorts if _is_of(sort, wanted))
            kept &= np.isin(self.rows, np.concatenate([self.rows[:0], *having]))
        rows: NDArray[np.int32] = self.rows[kept]
        return rows

    def by_place(self) -> Counts:
        found: Counter[str] = Counter()
        for place, count in zip(self.places, np.diff(self.starts).tolist(), strict=True):
            found[place] += count
        return tuple(found.most_common())

    def by_form(self) -> Counts:
        """Of equally many the form that is granted first."""
        found: Counter[str] = Counter()
        for sort, count, rows in sorted(self.sorts, key=lambda each: int(each[2][0])):
            found[sort.form] += count * len(rows)
        return tuple(found.most_common())


def _is_of(sort: Sort, wanted: Wanted) -> bool:
    return (not wanted.levels or sort.level in wanted.levels) and (not wanted.forms or sort.form in wanted.forms)


def _granting(corpus: Corpus, held: Holdings) -> _Granting:
    rows = held.lookup.get("fact", "benefit")
    sorts = tuple((*Sort.of_key(key), held.lookup.get("granted", key)) for key in sorted(held.lookup.keys("granted")))
    counts = np.zeros(len(rows), dtype=np.int64)
    for _, count, having in sorts:
        counts[np.searchsorted(rows, having)] += count
    owners = held.document_of(rows.astype(np.int64)).tolist()
    regions = {row: corpus.documents[row].regions for row in dict.fromkeys(owners)}
    places = tuple(regions[row][0] if regions[row] else ANYWHERE for row in owners)
    return _Granting(rows, places, np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), sorts)


class _Supports(Records[Support]):
    """All benefits as a day has them."""

    def __init__(self, corpus: Corpus, held: Holdings, granting: _Granting, as_of: date) -> None:
        self._corpus, self._held, self._granting, self._as_of = corpus, held, granting, as_of

    def __len__(self) -> int:
        return int(self._granting.starts[-1])

    def _at(self, row: int) -> Support:
        starts, rows = self._granting.starts, self._granting.rows
        at = int(np.searchsorted(starts, row, side="right")) - 1
        granted = _read(self._corpus, self._held, rows[at : at + 1])[row - int(starts[at])]
        return supports.on_day([granted], self._as_of)[0]

    def __iter__(self) -> Iterator[Support]:
        return iter(supports.on_day(once(self._corpus, _every, self._held), self._as_of))


def _read(corpus: Corpus, held: Holdings, rows: NDArray[np.int32]) -> tuple[Granted, ...]:
    """The benefits of the clauses in some rows."""
    owners = np.unique(held.document_of(rows.astype(np.int64))).tolist()
    return supports.granted([corpus.documents[row] for row in owners], Some(corpus.units, rows))


def _every(corpus: Corpus, held: Holdings) -> tuple[Granted, ...]:
    return _read(corpus, held, once(corpus, _granting, held).rows)


def _fields(corpus: Corpus, held: Holdings) -> Fields:
    granting = once(corpus, _granting, held)
    levels, forms = {sort.level for sort, *_ in granting.sorts}, {sort.form for sort, *_ in granting.sorts}
    return Fields(
        tuple(dict.fromkeys(granting.places)),
        tuple(name for level in LEVELS if (name := LEVEL_NAMES[level]) in levels),
        tuple(name for name in (*(name for name, _ in FORM_KINDS), OTHER) if name in forms),
    )


def _chosen(
    corpus: Corpus, held: Holdings, as_of: date, wanted: Wanted, column: Column | None, descending: bool
) -> Chosen:
    granting = once(corpus, _granting, held)
    if wanted == Wanted() and column is None:
        every = supports_on(corpus, held, as_of)
        return Chosen(every, len(granting.rows), granting.by_place(), granting.by_form())
    may = granting.that_may(wanted)
    read = _read(corpus, held, may) if len(may) <= AT_ONCE else once(corpus, _every, held)
    rows = [row for row in supports.on_day(read, as_of) if wanted.takes(row)]
    if column is not None:
        rows = sorted_by(rows, column, descending=descending)
    return Chosen(
        tuple(rows),
        len({row.unit.id for row in rows}),
        tuple(counted(rows, lambda row: row.place)),
        tuple(counted(rows, lambda row: row.form)),
    )


def _dates(corpus: Corpus, held: Holdings | None) -> Dates:
    return deadlines.dates_of(corpus.documents, corpus.units if held is None else units_with(corpus, held, "due"))


def _calendar(corpus: Corpus, held: Holdings | None, as_of: date) -> tuple[Dated, ...]:
    return tuple(deadlines.on_day(once(corpus, _dates, held), as_of))


def _calendar_places(corpus: Corpus, held: Holdings | None, as_of: date) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry.place for entry in calendar_on(corpus, held, as_of) if entry.place))


def _entries(
    corpus: Corpus, held: Holdings | None, as_of: date, places: frozenset[str], kinds: frozenset[str]
) -> Entries:
    chosen = _narrowed(calendar_on(corpus, held, as_of), places, kinds)
    near = deadlines.soon(chosen, as_of)
    kept = set(map(id, near))
    return Entries(
        tuple(near),
        tuple(entry for entry in chosen if entry.last >= as_of and id(entry) not in kept),
        tuple(entry for entry in reversed(chosen) if entry.last < as_of),
    )


def _narrowed(entries: tuple[Dated, ...], places: frozenset[str], kinds: frozenset[str]) -> list[Dated]:
    return [entry for entry in entries if (not places or entry.place in places) and (not kinds or entry.kind in kinds)]


def _file(corpus: Corpus, held: Holdings | None, as_of: date, places: frozenset[str], kinds: frozenset[str]) -> bytes:
    chosen = _narrowed(calendar_on(corpus, held, as_of), places, kinds) if kinds else []
    return ics_bytes(chosen, as_of, "政策申报日历" + (f"（{'、'.join(sorted(places))}）" if places else ""))
