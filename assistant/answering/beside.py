"""Sides of a comparison that the question does not name: the levels of government above a place, the other edition of a policy."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.library import Library
from assistant.proposing.retrieve import Ranking, search
from assistant.reading.query import Query
from assistant.reading.several import Level, levels_asked
from assistant.reading.terms import content_terms, coverage
from corpus.measure import Measure
from corpus.places.gazetteer import named
from corpus.versions import are_editions
from index.hit import Hit

LEAST_SHARED = 0.2  # of the words by weight, for what two searches put first
LONGEST_SENTENCE = 60
LONGEST_TOPIC = 30  # characters of a clause without a heading that tell what it is about
LEVELS: tuple[Level, ...] = ("province", "city", "county")

Allowed = Callable[[Measure], bool]
Named = tuple[str, tuple[str, ...]]  # what a side is called, and its documents


def by_level(library: Library, query: Query, places: Sequence[Named]) -> list[Named]:
    """`places` and those that the question calls by their level only: 省里, 市里 with 兰山区 are 山东省 and 临沂市; the widest first."""
    asked = levels_asked(query.question)
    paths = [place.path for name, _ in places for place in named(name)] if asked else []
    if not paths:
        return list(places)
    path = max(paths, key=len)
    found: list[tuple[int, Named]] = [(_depth(name, path), (name, documents)) for name, documents in places]
    levels = LEVELS[1:] if path[0].endswith("市") else LEVELS  # 北京市 is the city of its districts
    for depth, (place, level) in enumerate(zip(path, levels, strict=False)):
        if level not in asked or depth in {known for known, _ in found}:
            continue
        regions = [name for name in library.catalogue.find(place) if name.is_region and name.documents]
        own = tuple(
            each for each in (regions[0].documents if regions else ()) if library.document(each).regions[:1] == (place,)
        )
        if own:
            found.append((depth, (place, own)))
    return [side for _, side in sorted(found, key=lambda one: one[0])]


def _depth(name: str, path: Sequence[str]) -> int:
    """How deep in `path` the place `name` stands; behind it where it does not."""
    return next(
        (at for at, place in enumerate(path) if any(one.path == tuple(path[: at + 1]) for one in named(name))),
        len(path),
    )


def with_editions(
    library: Library, query: Query, beside: Sequence[Hit], ranking: Ranking, allowed: Allowed
) -> list[Hit]:
    """`beside`, with the clause of each other edition of the first one's document that is about the same thing."""
    if not beside:
        return []
    first = library.document(beside[0].measure.document_id)
    known = {hit.measure.document_id for hit in beside}
    others = dict.fromkeys(hit.measure.document_id for hit in ranking.hits if hit.measure.document_id not in known)
    found = list(beside)
    for other in others:
        if are_editions(first, library.document(other)):
            found += twin(library, query, _said(beside[0]), (other,), allowed)
    return found


def _said(hit: Hit) -> str:
    """The words of a clause that answer, as far as they tell what it is about."""
    unit, span = hit.measure, hit.sentence
    return unit.text[span.start - unit.span.start : span.end - unit.span.start][:LONGEST_SENTENCE]


def about(unit: Measure) -> str:
    return unit.title or unit.text[:LONGEST_TOPIC]


def twin(library: Library, query: Query, topic: str, documents: Sequence[str], allowed: Allowed) -> tuple[Hit, ...]:
    """The clause of `documents` that comes first both by the question and by `topic`, what another clause is about.

    Each document has its own words for a thing, so that a question in the words of one finds little in the other: what
    both searches put first is about the same thing.
    """
    first = [search(library, query, 1, allowed, documents), search(library, query, 1, allowed, documents, topic=topic)]
    if not all(first) or first[0][0].measure.id != first[1][0].measure.id:
        return ()
    words = library.searched(first[0][0].measure)
    shares = [coverage(content_terms(each), words, library.weights).share for each in (query.topic, topic)]
    return tuple(first[0]) if min(shares) >= LEAST_SHARED else ()
