"""Which documents cover a place: those of the place itself, of a larger one that it lies in, of one inside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain

from assistant.reading.romanized import SHORTEST, romanized
from corpus.measure import Document, Span
from corpus.places.gazetteer import (
    Place,
    Surroundings,
    called_so,
    contains,
    is_short_zone,
    named,
    places_in,
    relation,
    surroundings,
)
from corpus.places.places import EVERYWHERE, holds_everywhere
from corpus.text.normal import fold
from index.lookup import Leading

# Tables of a Lookup: the documents of a place, those that hold for what lies inside it too, those of a place inside it
OF, HOLDING, WITHIN = "place", "place holding", "place within"
COUNTRY = "country"  # under EVERYWHERE: the documents of the whole country
APART = "\x02"  # between the pieces of a key
_WORD = re.compile(rf"(?<![a-z])[a-z]{{{SHORTEST},}}(?![a-z])")


@dataclass(frozen=True, slots=True)
class PlaceAsked:
    """A place of a question, and the documents by how the place lies to theirs.

    `same` hold for the place itself, `inside` for a larger one that it lies in (东莞 for 常平), `around` only for a place in it.
    """

    span: Span
    candidates: tuple[Place, ...]
    same: tuple[str, ...]
    inside: tuple[str, ...]
    around: tuple[str, ...]

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents that cover it, those of the place itself before those of a larger one; empty where none does."""
        return self.same or self.inside


class Coverage:
    """The documents by their places, looked up by path: what it costs does not grow with their number."""

    def __init__(self, documents: Sequence[Document], id_of: Callable[[int], str], lookup: Leading) -> None:
        self._documents, self._id_of, self._lookup = documents, id_of, lookup

    @cached_property
    def surroundings(self) -> Surroundings:
        """The places of the documents, in their order."""
        own = [(int(self._lookup.get(OF, key)[0]), tuple(key.split(APART))) for key in self._lookup.keys(OF)]
        return surroundings(Place(path, "county") for _, path in sorted(own))  # only the path is looked at

    def is_placed(self, document: str) -> bool:
        """Whether the gazetteer knows a place of the document."""
        return bool(_places_of(self._documents[int(self._lookup.get("id", document)[0])]))

    def asked(self, question: str) -> tuple[PlaceAsked, ...]:
        """The places that `question` names, in Chinese or in pinyin, with the documents that cover each."""
        found = [
            PlaceAsked(mention.span, mention.candidates, *self.of(mention.candidates))
            for mention in places_in(question, self.surroundings)
        ]
        taken = [place.span for place in found]
        found += [
            PlaceAsked(span, places, *self.of(places))
            for span, places in _in_letters(question)
            if not any(span.overlaps(other) for other in taken)
        ]
        return tuple(found)

    def called(self, name: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """`of` the places that `name` as a whole may mean."""
        return self.of(named(name, self.surroundings))

    def of(self, candidates: Sequence[Place]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """The documents of the same place, of one it lies in, and of one that lies in it; each in one of them only."""
        same = self._rows((OF, one.path) for one in candidates)
        same = same or self._rows((OF, path) for one in candidates for path in self._zones_called(one))
        # A zone has the name of the place it belongs to, whatever else a document of that place is of
        owners = ((OF, one.path[:-1]) for one in candidates if one.level == "zone")
        holding = ((HOLDING, one.path[:end]) for one in candidates for end in range(1, len(one.path)))
        inside = self._rows(chain(owners, holding)) - same
        around = self._rows((WITHIN, one.path) for one in candidates) - same - inside
        return self._ids(same), self._ids(inside), self._ids(around)

    def _zones_called(self, place: Place) -> Iterator[tuple[str, ...]]:
        """The documents' zones that people call by the shorter name `place`: 苏州工业园区 by 苏州园区."""
        if place.level == "zone":
            for key in self._lookup.keys(OF, APART.join((*place.path[:-1], ""))):
                if is_short_zone(place, Place(path := tuple(key.split(APART)), "zone")):
                    yield path

    def everywhere(self) -> tuple[str, ...]:
        """The documents of the whole country, which hold for every place."""
        return self._ids(set(self._lookup.get(COUNTRY, EVERYWHERE).tolist()))

    def _rows(self, places: Iterable[tuple[str, tuple[str, ...]]]) -> set[int]:
        return {row for table, path in places for row in self._lookup.get(table, APART.join(path)).tolist()}

    def _ids(self, rows: set[int]) -> tuple[str, ...]:
        return tuple(map(self._id_of, sorted(rows)))


def places_of(document: Document) -> Iterator[tuple[str, tuple[str, ...]]]:
    """In which table, by which path, a document is looked up by its places."""
    places = _places_of(document)
    if holds_everywhere(document):
        yield COUNTRY, (EVERYWHERE,)
    for place in places:
        yield OF, place.path
        if _is_narrowest(place, places):
            yield HOLDING, place.path
        for end in range(1, len(place.path)):
            yield WITHIN, place.path[:end]


def _places_of(document: Document) -> tuple[Place, ...]:
    """The places that a document is of, as the gazetteer knows them."""
    around = [place for name in document.related_regions for place in named(name)]
    meant = [named(name, around) for name in document.regions]
    sure = [places[0] for places in meant if len(places) == 1]
    return tuple(
        dict.fromkeys(
            place
            for places in meant
            for place in places
            if len(places) == 1 or not sure or any(relation(place, other) != "elsewhere" for other in sure)
        )
    )


def _is_narrowest(place: Place, places: Sequence[Place]) -> bool:
    """Whether a document of `places` holds for what lies in `place`: not where a narrower one of them is its own.

    A document of a district is often found by its city's name, and holds for no other district of it.
    """
    return not any(other.level != "zone" and contains(place, other) for other in places)


def _in_letters(question: str) -> list[tuple[Span, tuple[Place, ...]]]:
    """Provinces and cities in pinyin, as foreigners and returning scholars type them."""
    words = list(_WORD.finditer(fold(question)))
    return [(Span(*word.span()), _letters()[word[0]]) for word in words if word[0] in _letters()]


@cache
def _letters() -> dict[str, tuple[Place, ...]]:
    found: dict[str, tuple[Place, ...]] = {}
    for name, place in called_so():
        for letters in romanized(name):
            found[letters] = (*found.get(letters, ()), place)
    return found
