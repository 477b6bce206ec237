"""What a clerk looks up: a number, a phrase, a department or a topic in, every clause that holds it out.

The list of what was found word for word is complete and stands in document order; what is only close in meaning is kept
apart from it.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.answer import Citation
from assistant.ask import Assistant
from assistant.library import Library
from assistant.proposing.evidence import ROLE_WORDS, units_of
from assistant.proposing.retrieve import Filters, passing
from assistant.reading.coverage import APART
from assistant.reading.inside import Located
from assistant.reading.query import Query, understand, unknown_numbers
from assistant.reading.terms import content_terms, without_marks
from assistant.saying.draft import citation_of
from corpus.measure import Measure, Span
from corpus.text.invisible import without_invisible
from corpus.text.normal import fold

Way = Literal["everything", "number", "words"]
PAGE = 1_000  # clauses given at once
CLOSE = 10  # clauses that are only close in meaning: a screen or two


@dataclass(frozen=True, slots=True)
class Found:
    """One clause: `places` are the words looked for in it, as offsets of the source; `roles` what a department does."""

    citation: Citation
    places: tuple[Span, ...] = ()
    roles: tuple[str, ...] = ()  # 牵头单位：市科技局


@dataclass(frozen=True, slots=True)
class FoundList:
    """`exact` is in document order, a page of `count` clauses; `close` are the best of the rest by meaning."""

    words: str
    way: Way
    exact: tuple[Found, ...]
    close: tuple[Found, ...] = ()
    count: int = 0


def find(
    assistant: Assistant,
    words: str,
    filters: Filters | None = None,
    as_of: date | None = None,
    first: int = 0,
    most: int = PAGE,
) -> FoundList:
    """The clauses that `words` name or that hold them, within `filters`; without words all that the filters leave.

    Of very many, `most` from the `first` on are given, and all of them counted.
    Raises UsageError for over-long words, UnknownDocument for filters that mean no document.
    """
    library = assistant.library
    words = without_invisible(words)
    day = as_of or date.today()
    chosen = filters or Filters()
    allowed = chosen.allows(library, day)
    if not words.strip():
        rows = passing(library, allowed, library.citable)
        units = library.units_at(rows[first : first + most])
        return FoundList(
            "", "everything", tuple(_filtered(library, day, unit, chosen.unit) for unit in units), count=len(rows)
        )
    hits = assistant.search(words, CLOSE, filters=chosen, as_of=day)
    query = understand(words, library.catalogue, library.vocabulary, chosen.document_ids(library))
    if numbered := _numbered(assistant, query, allowed):
        shown = numbered[first : first + most]
        return FoundList(words, "number", tuple(_placed(library, day, place) for place in shown), count=len(numbered))
    rows, pieces = _holding(library, words, query, allowed)
    exact = _with_words(library, library.units_at(rows[first : first + most]), pieces, day)
    taken = {found.citation.measure.id for found in exact}
    terms = content_terms(words)
    close = [
        _found(library, day, hit.measure, _term_places(hit.measure, hit.sentence, terms), hit.sentence, hit.score)
        for hit in hits
        if hit.measure.id not in taken
    ]
    return FoundList(words, "words", exact, tuple(close), len(rows))


def busiest(library: Library, count: int) -> tuple[tuple[str, int], ...]:
    """The departments with most clauses, each with their number, the busiest first."""
    lookup = library.holdings.lookup
    met = {name: lookup.get("department", name) for name in lookup.keys("department")}
    most = heapq.nsmallest(count, met, key=lambda name: (-len(met[name]), int(met[name][0]), name))
    return tuple((name, len(met[name])) for name in most)


def _filtered(library: Library, day: date, unit: Measure, department: str | None) -> Found:
    """A clause that nobody looked for by words: what the chosen department does in it, if one is chosen."""
    if department is None:
        return _found(library, day, unit)
    needle = without_marks(department)[0]
    return _found(library, day, unit, _places(unit, [needle]), roles=_roles(unit, needle))


def _numbered(assistant: Assistant, query: Query, allowed: Callable[[Measure], bool]) -> list[Located]:
    """The clauses named by number, and the place in each that is meant, where the words name nothing else than their
    headings (11.支持物流补贴) and the document's title."""
    if unknown_numbers(query):
        return []
    library = assistant.library
    terms = content_terms(query.topic)
    found: dict[tuple[str, Span], Located] = {}
    for reference in query.references:
        places, _ = library.places(reference, query.documents, query.part, query.preferred)
        found |= {(place.unit.id, place.span): place for place in places if allowed(place.unit)}
    return [place for place in found.values() if all(term in _called(library, place.unit) for term in terms)]


def _called(library: Library, unit: Measure) -> str:
    return fold(f"{library.document(unit.document_id).title} {unit.title or ''}")


def _placed(library: Library, day: date, place: Located) -> Found:
    """The clause; where a place inside it is meant, with that marked."""
    return _found(library, day, place.unit, (place.span,) if place.called else ())


def _holding(
    library: Library, words: str, query: Query, allowed: Callable[[Measure], bool]
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """The rows of the clauses that hold the words as they stand, else, in the documents they name, each of the words
    apart; and these words."""
    whole = passing(library, allowed, _rows_with(library, [words]))
    if len(whole):
        return whole, (words,)
    pieces = query.phrases or tuple((query.topic if query.names else words).split())
    named = (query.preferred or query.documents) if query.names else ()
    return passing(library, allowed, library.within(_rows_with(library, pieces), named)), tuple(pieces)


def _rows_with(library: Library, pieces: Sequence[str]) -> NDArray[np.int64]:
    """The rows of the clauses that hold all of `pieces`, or name the one piece as a department (发改委 for 市发改委)."""
    needles = [needle for piece in pieces if (needle := without_marks(piece)[0])]
    if not needles:
        return np.zeros(0, dtype=np.int64)
    held = library.holdings
    rows = held.bare.holding(needles[0])
    for needle in needles[1:]:
        rows = np.intersect1d(rows, held.bare.holding(needle))
    if len(needles) > 1:
        return rows
    ending = needles[0][::-1] if len(needles[0]) > 1 else f"{needles[0]}{APART}"
    named = {key.partition(APART)[2] for key in held.lookup.keys("department end", ending)}
    return np.unique(np.concatenate([rows, *(held.lookup.get("department", name) for name in named)]))


def _with_words(library: Library, units: Sequence[Measure], pieces: Sequence[str], day: date) -> tuple[Found, ...]:
    """The units that hold all of `pieces`, or name the one piece as a department (发改委 for 市发改委)."""
    needles = [needle for piece in pieces if (needle := without_marks(piece)[0])]
    if not needles:
        return ()
    found = []
    for unit in units:
        places = _places(unit, needles)
        roles = _roles(unit, needles[0]) if len(needles) == 1 else ()
        if places or roles:
            found.append(_found(library, day, unit, places, roles=roles))
    return tuple(found)


def _places(unit: Measure, needles: Sequence[str]) -> tuple[Span, ...]:
    """Where the needles stand in the unit, quotation marks and spaces aside; nowhere if one of them is missing."""
    bare, kept = without_marks(unit.text)
    places: list[Span] = []
    for needle in needles:
        at = bare.find(needle)
        if at < 0:
            return ()
        while at >= 0:
            start, end = kept[at], kept[at + len(needle) - 1] + 1
            places.append(Span(unit.span.start + start, unit.span.start + end))
            at = bare.find(needle, at + len(needle))
    return tuple(sorted(places))


def _roles(unit: Measure, name: str) -> tuple[str, ...]:
    return tuple(
        f"{words}：{department}"
        for role, words in ROLE_WORDS.items()
        for department in units_of(unit, role)
        if fold(department) == name or (len(name) > 1 and fold(department).endswith(name))
    )


def _term_places(unit: Measure, within: Span, terms: Sequence[str]) -> tuple[Span, ...]:
    """Where the words of a topic stand in the best sentence; longer words first, none inside another."""
    folded = fold(unit.text)
    places: list[Span] = []
    for term in sorted(terms, key=len, reverse=True):
        at = folded.find(term, within.start - unit.span.start)
        if at < 0:
            continue
        place = Span(unit.span.start + at, unit.span.start + at + len(term))
        if within.contains(place) and not any(place.overlaps(other) for other in places):
            places.append(place)
    return tuple(sorted(places))


def _found(
    library: Library, day: date, unit: Measure, places: tuple[Span, ...] = (), quote: Span | None = None,
    score: float = 1.0, roles: tuple[str, ...] = (),
) -> Found:  # fmt: skip
    shown = quote or (places[0] if places else Span(unit.span.start, unit.span.start))
    return Found(citation_of(library, day, 0, unit, shown, score), places, roles)
