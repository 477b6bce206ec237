"""Keyword scores and vectors of several segments as those of one index: the same numbers, whichever segment holds a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.lexical import IDFS_KEPT, LexicalIndex, Means, rarity
from index.neighbours import Neighbours, inner_products
from index.runs import Level
from index.vectors import DECIMALS, SentenceVectors


def _by_segment(
    level: Level, rows: NDArray[np.int64]
) -> Iterator[tuple[int, NDArray[np.bool_] | slice, NDArray[np.int64]]]:
    """Of rows of the whole: each segment that has some of them, which of them these are, and their rows there."""
    segments, locals_ = level.down(rows)
    found = np.flatnonzero(np.bincount(segments)).tolist()
    if len(found) == 1:
        yield found[0], slice(None), locals_
        return
    for segment in found:
        own = segments == segment
        yield segment, own, locals_[own]


class JoinedLexical:
    """Scores are equal to those of one index with the same mean lengths: what is counted is counted over all segments."""

    def __init__(self, parts: Sequence[LexicalIndex], level: Level) -> None:
        self._parts, self._level = parts, level
        self._alive = [level.alive(at, part.units) for at, part in enumerate(parts)]
        self._idfs: dict[str, float] = {}

    @property
    def units(self) -> int:
        return len(self._level)

    @property
    def means(self) -> Means:
        return self._parts[0].means

    def _count(self, token: str) -> int:
        """How many units hold the word."""
        count = 0
        for part, alive in zip(self._parts, self._alive, strict=True):
            stretch = part.posted(token)
            count += stretch.stop - stretch.start if alive is None else int(alive[part.rows[stretch]].sum())
        return count

    def idf(self, token: str) -> float:
        """See LexicalIndex.idf."""
        known = self._idfs.get(token)
        if known is None:
            if len(self._idfs) >= IDFS_KEPT:
                self._idfs.clear()
            known = self._idfs[token] = rarity(self._count(token), self.units)
        return known

    def holds(self, tokens: Sequence[str], rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """See LexicalIndex.holds."""
        found = np.zeros((len(tokens), len(rows)), dtype=bool)
        for segment, own, locals_ in _by_segment(self._level, rows):
            found[:, own] = self._parts[segment].holds(tokens, locals_)
        return found

    def counts(self, tokens: Sequence[str], firsts: NDArray[np.int64], lasts: NDArray[np.int64]) -> NDArray[np.int64]:
        """See LexicalIndex.counts."""
        found = np.zeros((len(tokens), len(firsts)), dtype=np.int64)
        for segment, own, locals_ in _by_segment(self._level, firsts):
            ends = locals_ + lasts[own] - firsts[own]
            found[:, own] = self._parts[segment].counts(tokens, locals_, ends)
        return found

    def scores(self, query_tokens: Iterable[str]) -> NDArray[np.float32]:
        """See LexicalIndex.scores."""
        weights = {token: self.idf(token) for token in sorted(set(query_tokens))}
        own = [np.zeros(part.units, dtype=np.float32) for part in self._parts]
        for part, total in zip(self._parts, own, strict=True):
            part.add(total, weights)
        scores = np.empty(self.units, dtype=np.float32)
        for segment, local, whole in self._level.stretches():
            scores[whole] = own[segment][local]
        return scores

    def score_of(self, query_tokens: Iterable[str], row: int) -> float:
        """See LexicalIndex.score_of."""
        segment, local = self._level.one(row)
        total = np.float32(0.0)
        for token in sorted(set(query_tokens)):
            total += self._parts[segment].impact(token, local) * np.float32(self.idf(token))
        return float(total)


class JoinedVectors(SentenceVectors):
    """Every cosine is the one that a single index gives. Which rows are near is asked of each segment in turn."""

    def __init__(
        self, parts: Sequence[SentenceVectors], units: Level, sentences: Level, starts: NDArray[np.int64]
    ) -> None:
        """`units` and `sentences` say which of each segment's are in the whole, `starts` (units + 1,) as there."""
        self._parts, self._units, self._sentences = parts, units, sentences
        self.starts = starts
        self.exact_rows = parts[0].exact_rows

    @property
    def neighbours(self) -> Neighbours | None:  # type: ignore[override]
        """Those of the largest segment."""
        return max(self._parts, key=lambda part: part.rows).neighbours

    @property
    def dimension(self) -> int:
        return self._parts[0].dimension

    @property
    def rows(self) -> int:
        return len(self._sentences)

    def scores_all(self, units: NDArray[np.int64]) -> bool:
        return self.rows <= self.exact_rows or int(self._lengths[units].sum()) <= self.exact_rows

    def cosines(self, query: NDArray[np.float32], rows: NDArray[np.int64] | None = None) -> NDArray[np.float32]:
        scores = np.empty(self.rows if rows is None else len(rows), dtype=np.float32)
        if rows is None:
            for segment, local, whole in self._sentences.stretches():
                scores[whole] = inner_products(query, self._parts[segment].matrix[local])
        else:
            for segment, own, locals_ in _by_segment(self._sentences, rows):
                scores[own] = inner_products(query, self._parts[segment].matrix, locals_)
        rounded: NDArray[np.float32] = np.round(scores, DECIMALS)
        return rounded

    def of_units(self, first: int, last: int) -> NDArray[np.float32]:
        start, count = int(self.starts[first]), int(self.starts[last] - self.starts[first])
        segment, local = self._sentences.one(start)
        if self._sentences.one(start + count - 1) != (segment, local + count - 1):
            return super().of_units(first, last)
        return self._parts[segment].matrix[local : local + count]  # as all units of a document

    def of_rows(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        vectors = np.empty((len(rows), self.dimension), dtype=np.float32)
        for segment, own, locals_ in _by_segment(self._sentences, rows):
            vectors[own] = self._parts[segment].matrix[locals_]
        return vectors

    def near_units(self, query: NDArray[np.float32], count: int, units: NDArray[np.int64]) -> NDArray[np.int64]:
        """Of each segment the rows that it finds near, or all where it has no neighbours; of these the `count` nearest."""
        found: list[NDArray[np.int64]] = []
        scores: list[NDArray[np.float32]] = []
        for at, own in self._every if len(units) == self.units else self._in_parts(units):
            part = self._parts[at]
            rows = part.near_rows(query, count, own)
            near = inner_products(query, part.matrix, rows)
            best = np.argsort(-near, kind="stable")[:count]
            # One to one, and in order: a unit for each row
            found.append(self._owners(at, part.unit_of_row[rows[best]]))
            scores.append(near[best])
        if not found:
            return np.zeros(0, dtype=np.int64)
        best = np.argsort(-np.concatenate(scores), kind="stable")[:count]
        return np.unique(np.concatenate(found)[best])

    @cached_property
    def _every(self) -> tuple[tuple[int, NDArray[np.int64]], ...]:
        return self._in_parts(np.arange(self.units))

    def _in_parts(self, units: NDArray[np.int64]) -> tuple[tuple[int, NDArray[np.int64]], ...]:
        """Of units of the whole: each segment that has some of them, with their rows there."""
        return tuple((segment, rows) for segment, _, rows in _by_segment(self._units, units))

    def _owners(self, segment: int, units: NDArray[np.int32]) -> NDArray[np.int64]:
        """The rows in the whole of units of a segment that are all there, each in its place."""
        distinct, places = np.unique(units, return_inverse=True)
        own = self._units.own[segment]
        at = own[np.searchsorted(self._units.local[own], distinct, side="right") - 1]
        moved: NDArray[np.int64] = (self._units.starts[at] + distinct - self._units.local[at])[places]
        return moved
