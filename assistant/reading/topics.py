"""Topics worth comparing, made from the corpus: words of the field that clauses of several regions are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Self

import numpy as np
from numpy.typing import NDArray

from assistant.library import Library
from assistant.reading.coverage import APART
from assistant.reading.lexicon import groups
from assistant.reading.query import topic_of
from assistant.reading.tables import TOPICAL
from assistant.reading.terms import content_terms

SHORTEST = 2  # characters of a topic
TOO_COMMON = 0.25  # of a region's clauses: a word that so many of them say is no topic (企业)
LEVEL = "级"  # 国家级 says who recognised something, not what


@dataclass(frozen=True, slots=True)
class Topic:
    """A word as it is written most, and which regions write it."""

    word: str
    regions: tuple[str, ...]
    granting: int  # regions with a clause that grants something to it
    headed: int  # clauses that have it in their heading


def topics(library: Library, chosen: Sequence[str], most: int) -> tuple[Topic, ...]:
    """What at least two of the `chosen` regions write about: what most of them do and grant something to comes first.

    A word of the lexicon counts with all that mean the same (研究院, 研发机构). Ties go by the order of the lexicon. Which
    clauses say it is known since they were indexed (assistant/reading/tables.py): none is read.
    """
    clauses = _Clauses.of(library, tuple(dict.fromkeys(chosen)))
    found = [said for group in groups() if (said := clauses.saying(group)) is not None]
    found.sort(key=lambda said: (-len(said.regions) - said.granting, -said.headed))
    return tuple(islice((topic for said in found if (topic := clauses.topic(said)) is not None), most))


@dataclass(frozen=True, slots=True)
class _Said:
    """A group of the lexicon, the rows of the clauses that say it, and what a topic says of them."""

    group: Sequence[str]
    rows: NDArray[np.integer]
    regions: tuple[str, ...]
    granting: int
    headed: int


@dataclass(frozen=True, slots=True)
class _Clauses:
    """The clauses of some regions: `region_of` (clauses of the shelf,) the number of each one's region, -1 for others, and
    `counts` (regions,) how many each has."""

    library: Library
    regions: tuple[str, ...]
    region_of: NDArray[np.int64]
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, library: Library, regions: tuple[str, ...]) -> Self:
        held = library.holdings
        topical = np.concatenate([held.lookup.get("kind", kind) for kind in TOPICAL])
        region_of = np.full(len(held.units), -1, dtype=np.int64)
        for number, region in enumerate(regions):
            region_of[held.units_of(held.lookup.get("first region", region).tolist())] = number
        return cls(library, regions, region_of, np.bincount(region_of[topical] + 1, minlength=len(regions) + 1)[1:])

    def _in_regions(self, table: str, word: str) -> NDArray[np.int32]:
        rows = self.library.holdings.lookup.get(table, word)
        return rows[self.region_of[rows] >= 0]

    def saying(self, group: Sequence[str]) -> _Said | None:
        """Where the words of one meaning are written; None where fewer than two regions do, or one writes them everywhere."""
        rows = self._in_regions("topic", group[0])
        said = np.bincount(self.region_of[rows], minlength=len(self.regions))
        common = (said > np.maximum(2, TOO_COMMON * self.counts)) & (said > 0)
        if np.count_nonzero(said) < 2 or common.any():
            return None
        granting = len(np.unique(self.region_of[self._in_regions("topic granted", group[0])]))
        headed = len(self._in_regions("topic headed", group[0]))
        where = tuple(self.regions[number] for number in np.flatnonzero(said).tolist())
        return _Said(group, rows, where, granting, headed) if granting + headed else None

    def topic(self, said: _Said) -> Topic | None:
        """The topic under the word that is written most; None where that is a word of asking (标准), or none is written."""
        word, times = Counter({word: self._times(word, said.rows) for word in said.group}).most_common(1)[0]
        fits = times and content_terms(topic_of(word, ())) and len(word) >= SHORTEST and not word.endswith(LEVEL)
        return Topic(word, said.regions, said.granting, said.headed) if fits else None

    def _times(self, word: str, rows: NDArray[np.integer]) -> int:
        """How often these clauses write a word."""
        lookup = self.library.holdings.lookup
        written = {key: int(key.rpartition(APART)[2]) for key in lookup.keys("topic word", f"{word}{APART}")}
        return sum(times * int(np.isin(lookup.get("topic word", key), rows).sum()) for key, times in written.items())


def own_documents(library: Library, region: str) -> tuple[str, ...]:
    """The documents that name `region` first. No document belongs to two regions: nothing is compared with itself."""
    held = library.holdings
    return tuple(held.ids[row] for row in held.lookup.get("first region", region).tolist())
