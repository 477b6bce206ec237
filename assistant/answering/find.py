"""What a clerk looks up: a number, a phrase, a department or a topic in, every clause that holds it out.

The list of what was found word for word is complete and stands in document order; what is only close in meaning is kept
apart from it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.answer import Citation
from assistant.ask import Assistant
from assistant.library import Library
from assistant.proposing.evidence import ROLE_WORDS, units_of
from assistant.proposing.retrieve import Filters
from assistant.reading.query import Query, understand
from assistant.reading.terms import content_terms, without_marks
from assistant.saying.draft import citation_of
from corpus.errors import UnknownClause
from corpus.invisible import without_invisible
from corpus.measure import Measure, Span
from corpus.normal import fold

Way = Literal["everything", "number", "words"]
CLOSE = 10  # clauses that are only close in meaning: a screen or two


@dataclass(frozen=True, slots=True)
class Found:
    """One clause: `places` are the words looked for in it, as offsets of the source; `roles` what a department does."""

    citation: Citation
    places: tuple[Span, ...] = ()
    roles: tuple[str, ...] = ()  # 牵头单位：市科技局


@dataclass(frozen=True, slots=True)
class FoundList:
    """`exact` is complete and in document order; `close` are the best of the rest by meaning."""

    words: str
    way: Way
    exact: tuple[Found, ...]
    close: tuple[Found, ...] = ()


def find(assistant: Assistant, words: str, filters: Filters | None = None, as_of: date | None = None) -> FoundList:
    """Every clause that `words` name or that holds them, within `filters`; without words all that the filters leave.

    Raises UsageError for over-long words, UnknownDocument for filters that mean no document.
    """
    library = assistant.library
    words = without_invisible(words)
    day = as_of or date.today()
    chosen = filters or Filters()
    allowed = chosen.allows(library, day)
    if not words.strip():
        units = [unit for unit in library.units if allowed(unit)]
        return FoundList("", "everything", tuple(_filtered(library, day, unit, chosen.unit) for unit in units))
    hits = assistant.search(words, CLOSE, filters=chosen, as_of=day)
    query = understand(words, library.catalogue, library.vocabulary, chosen.document_ids(library))
    if numbered := _numbered(assistant, words, query, allowed):
        return FoundList(words, "number", tuple(_found(library, day, unit) for unit in numbered))
    exact = _holding(library, words, query, day, allowed)
    taken = {found.citation.measure.id for found in exact}
    terms = content_terms(words)
    close = [
        _found(library, day, hit.measure, _term_places(hit.measure, hit.sentence, terms), hit.sentence, hit.score)
        for hit in hits
        if hit.measure.id not in taken
    ]
    return FoundList(words, "words", exact, tuple(close))


def busiest(library: Library, count: int) -> tuple[tuple[str, int], ...]:
    """The departments with most clauses, each with their number, the busiest first."""
    clauses = Counter(name for unit in library.units for name in dict.fromkeys(unit.all_units))
    return tuple(clauses.most_common(count))


def _filtered(library: Library, day: date, unit: Measure, department: str | None) -> Found:
    """A clause that nobody looked for by words: what the chosen department does in it, if one is chosen."""
    if department is None:
        return _found(library, day, unit)
    needle = without_marks(department)[0]
    return _found(library, day, unit, _places(unit, [needle]), roles=_roles(unit, needle))


def _numbered(assistant: Assistant, words: str, query: Query, allowed: Callable[[Measure], bool]) -> list[Measure]:
    """The clauses named by number, where the words name nothing else."""
    if not query.references or content_terms(query.topic):
        return []
    try:
        return [unit for unit in assistant.show(words) if allowed(unit)]
    except UnknownClause:
        return []


def _holding(
    library: Library, words: str, query: Query, day: date, allowed: Callable[[Measure], bool]
) -> tuple[Found, ...]:
    """The clauses that hold the words as they stand; else, in the documents they name, each of the words apart."""
    units = [unit for unit in library.units if allowed(unit)]
    whole = _with_words(library, units, [words], day)
    if whole:
        return whole
    pieces = query.phrases or tuple((query.topic if query.names else words).split())
    named = set(query.preferred or query.documents) if query.names else set()
    within = [unit for unit in units if not named or unit.document_id in named]
    return _with_words(library, within, pieces, day) if pieces else ()


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
