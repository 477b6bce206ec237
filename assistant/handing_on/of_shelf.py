"""The lists of a whole shelf, each worked out once for a state of it: 支持清单 and 申报日历, as a day and a filter have them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.handing_on import deadlines, supports
from assistant.handing_on.deadlines import Dated, Dates, EventKind, ics_bytes
from assistant.handing_on.supports import FORM_KINDS, OTHER, Column, Granted, Support, Wanted, counted, sorted_by
from assistant.once import once
from assistant.reading.levels import LEVELS
from corpus.parse import Corpus

Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Fields:
    """What a list of supports can be narrowed to."""

    places: tuple[str, ...]
    levels: tuple[str, ...]
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The supports that a filter leaves, in their order, and how many there are of what."""

    rows: tuple[Support, ...]
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


def supports_on(corpus: Corpus, as_of: date) -> tuple[Support, ...]:
    """Every benefit, in the order of the documents."""
    return once(corpus, _supports, as_of)


def fields_of(corpus: Corpus) -> Fields:
    return once(corpus, _fields)


def chosen_supports(corpus: Corpus, as_of: date, wanted: Wanted, column: Column | None, *, descending: bool) -> Chosen:
    return once(corpus, _chosen, as_of, wanted, column, descending)


def places_of_calendar(corpus: Corpus, as_of: date) -> tuple[str, ...]:
    """The places that have an entry, those with the earliest last day first."""
    return once(corpus, _calendar_places, as_of)


def calendar_on(corpus: Corpus, as_of: date) -> tuple[Dated, ...]:
    """All entries in order of their last day."""
    return once(corpus, _calendar, as_of)


def chosen_entries(corpus: Corpus, as_of: date, places: frozenset[str], kinds: frozenset[str]) -> Entries:
    """The entries of these places and kinds; all of them where none is named."""
    return once(corpus, _entries, as_of, places, kinds)


def calendar_bytes(corpus: Corpus, as_of: date, places: frozenset[str], kinds: frozenset[EventKind]) -> bytes:
    """The iCalendar file of these kinds and places, of all places where none is named."""
    return once(corpus, _file, as_of, places, kinds)


def _granted(corpus: Corpus) -> tuple[Granted, ...]:
    return supports.granted(corpus.documents, corpus.units)


def _supports(corpus: Corpus, as_of: date) -> tuple[Support, ...]:
    return tuple(supports.on_day(once(corpus, _granted), as_of))


def _fields(corpus: Corpus) -> Fields:
    rows = once(corpus, _granted)
    levels, forms = {row.level for row in rows}, {row.form for row in rows}
    return Fields(
        tuple(dict.fromkeys(row.place for row in rows)),
        tuple(name for level in LEVELS if (name := supports.LEVEL_NAMES[level]) in levels),
        tuple(name for name in (*(name for name, _ in FORM_KINDS), OTHER) if name in forms),
    )


def _chosen(corpus: Corpus, as_of: date, wanted: Wanted, column: Column | None, descending: bool) -> Chosen:
    every = supports_on(corpus, as_of)
    rows = list(every) if wanted == Wanted() else [row for row in every if wanted.takes(row)]
    if column is not None:
        rows = sorted_by(rows, column, descending=descending)
    return Chosen(
        tuple(rows),
        len({row.unit.id for row in rows}),
        tuple(counted(rows, lambda row: row.place)),
        tuple(counted(rows, lambda row: row.form)),
    )


def _dates(corpus: Corpus) -> Dates:
    return deadlines.dates_of(corpus.documents, corpus.units)


def _calendar(corpus: Corpus, as_of: date) -> tuple[Dated, ...]:
    return tuple(deadlines.on_day(once(corpus, _dates), as_of))


def _calendar_places(corpus: Corpus, as_of: date) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry.place for entry in calendar_on(corpus, as_of) if entry.place))


def _entries(corpus: Corpus, as_of: date, places: frozenset[str], kinds: frozenset[str]) -> Entries:
    chosen = _narrowed(calendar_on(corpus, as_of), places, kinds)
    near = deadlines.soon(chosen, as_of)
    kept = set(map(id, near))
    return Entries(
        tuple(near),
        tuple(entry for entry in chosen if entry.last >= as_of and id(entry) not in kept),
        tuple(entry for entry in reversed(chosen) if entry.last < as_of),
    )


def _narrowed(entries: tuple[Dated, ...], places: frozenset[str], kinds: frozenset[str]) -> list[Dated]:
    return [entry for entry in entries if (not places or entry.place in places) and (not kinds or entry.kind in kinds)]


def _file(corpus: Corpus, as_of: date, places: frozenset[str], kinds: frozenset[str]) -> bytes:
    chosen = _narrowed(calendar_on(corpus, as_of), places, kinds) if kinds else []
    return ics_bytes(chosen, as_of, "政策申报日历" + (f"（{'、'.join(sorted(places))}）" if places else ""))
