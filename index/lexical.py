"""Keyword scores: BM25F over the fields of a unit, all of it numpy. Pure: tokens in, arrays and scores out."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as kept_field
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from corpus.errors import DamagedIndex

IDFS_KEPT = 100_000  # words whose weight is remembered
POSTED_KEPT = 20_000  # words whose place among the postings is
K1 = 1.2  # how soon a repeated word stops counting
# The mean length of each field, in tokens. A shelf in segments keeps those it was last built whole with, so that what is
# added is weighed like what was there (index/segment.py).
Means = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """How much a word in this field counts (`weight`), and how much of it a long field takes back (`b`, 0 to 1)."""

    weight: float
    b: float


# A heading names its subject once, so it is worth more and its length says little; the path and the document's names
# are shared by many units, so they must not outweigh the unit's own words.
FIELDS: Mapping[str, Field] = {
    "title": Field(weight=1.5, b=0.5),
    "path": Field(weight=1.0, b=0.5),
    "text": Field(weight=1.0, b=0.75),
    "document": Field(weight=1.0, b=0.5),
}
RECIPE = f"bm25f k1={K1} " + " ".join(f"{name}={f.weight}/{f.b}" for name, f in FIELDS.items())


class Weighing(Protocol):
    """What scores units by their words: one index (LexicalIndex), or those of several segments."""

    @property
    def units(self) -> int: ...
    @property
    def means(self) -> Means: ...
    def scores(self, query_tokens: Iterable[str]) -> NDArray[np.float32]: ...
    def score_of(self, query_tokens: Iterable[str], row: int) -> float: ...
    def idf(self, token: str) -> float: ...

    def holds(self, tokens: Sequence[str], rows: NDArray[np.int64]) -> NDArray[np.bool_]: ...

    def counts(
        self, tokens: Sequence[str], firsts: NDArray[np.int64], lasts: NDArray[np.int64]
    ) -> NDArray[np.int64]: ...


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    """What each word adds to each unit: postings sorted by word, then unit.

    `starts` (terms + 1,) delimits each word's stretch of `rows` (postings,), the units that hold it in rising
    order, and `impacts` (postings,), what it adds to their score for each of its own weight (`idf`), which hangs on how
    many units there are and so is asked for only when a question comes. `vocabulary` numbers the words. `lengths`
    (units, fields) are how many tokens each unit has, `means` the mean lengths that impacts were computed with.
    """

    vocabulary: Mapping[str, int]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    impacts: NDArray[np.float32]
    lengths: NDArray[np.int32]
    means: Means
    _idfs: dict[str, float] = kept_field(
        default_factory=dict, compare=False, repr=False
    )  # of the words asked for lately
    _posted: dict[str, slice] = kept_field(default_factory=dict, compare=False, repr=False)

    @property
    def units(self) -> int:
        return len(self.lengths)

    def __post_init__(self) -> None:
        terms = len(self.vocabulary)
        if len(self.starts) != terms + 1:
            raise DamagedIndex(f"词表有 {terms} 个词，而词位表有 {len(self.starts)} 项。请运行 policy index 重建。")
        if not len(self.rows) == len(self.impacts) == int(self.starts[-1]):
            raise DamagedIndex(
                f"关键词索引的长度不一致：{int(self.starts[-1])}、{len(self.rows)}、{len(self.impacts)}。"
                "请运行 policy index 重建。"
            )

    def check_rows(self) -> None:
        """Raises DamagedIndex if a posting points at no unit. Reads all of them, so not done at every start."""
        if len(self.rows) and not 0 <= int(self.rows.min()) <= int(self.rows.max()) < self.units:
            raise DamagedIndex(
                f"关键词索引指向第 {int(self.rows.max())} 个条款，而条款只有 {self.units} 个。请运行 policy index 重建。"
            )

    @classmethod
    def build(
        cls,
        units: Sequence[Mapping[str, Sequence[str]]],
        fields: Mapping[str, Field] = FIELDS,
        means: Means | None = None,
    ) -> Self:
        """Index the tokens of each field of each unit; fields a unit lacks count as empty.

        `means` are the mean lengths of all fields where these units are only some of those that are asked; see Means.

        BM25F: Robertson, Zaragoza, Taylor: Simple BM25 Extension to Multiple Weighted Fields, CIKM 2004, with
        length normalisation per field as in Robertson, Zaragoza: The Probabilistic Relevance Framework: BM25 and
        Beyond, 2009, section 3.6. For word t and unit u

            tf(t, u)  = sum over fields f of  weight_f * count_f(t, u) / (1 - b_f + b_f * length_f(u) / mean length_f)
            idf(t)    = ln(1 + (N - n_t + 0.5) / (n_t + 0.5))
            impact    = tf * (k1 + 1) / (tf + k1)
            score(u)  = sum over words of  idf * impact

        Impacts do not depend on the question, so they are stored and a question only weighs and adds them up.
        """
        counted = [[len(unit.get(name, ())) for name in fields] for unit in units]
        lengths = np.array(counted, dtype=np.int32).reshape(len(units), len(fields))
        means = mean_lengths(lengths) if means is None else means
        numbers: dict[str, int] = {}
        # Flat arrays: as dictionaries the postings of a large corpus would take ten times the memory.
        posted_words, posted_rows, posted_weights = array("i"), array("i"), array("d")
        for row, unit in enumerate(units):
            frequencies: dict[str, float] = {}
            for (name, field), length, mean in zip(fields.items(), counted[row], means, strict=True):
                if not length:
                    continue
                damping = 1.0 - field.b + field.b * length / (mean or 1.0)
                for token, count in Counter(unit[name]).items():
                    frequencies[token] = frequencies.get(token, 0.0) + field.weight * count / damping
            posted_words.extend(numbers.setdefault(token, len(numbers)) for token in frequencies)
            posted_rows.extend([row] * len(frequencies))
            posted_weights.extend(frequencies.values())
        words = sorted(numbers)
        place = np.empty(len(words), dtype=np.int64)  # of each word, by the number it was met with
        place[[numbers[word] for word in words]] = np.arange(len(words))
        postings = place[np.frombuffer(posted_words, dtype=np.int32)]
        order = np.argsort(postings, kind="stable")  # rows come out rising, because units were visited in order
        counts = np.bincount(postings, minlength=len(words)).astype(np.int64)
        starts = np.zeros(len(words) + 1, dtype=np.int64)
        starts[1:] = np.cumsum(counts)
        rows = np.frombuffer(posted_rows, dtype=np.int32)[order]
        weights = np.frombuffer(posted_weights, dtype=np.float64)[order]
        impacts = (weights * (K1 + 1.0) / (weights + K1)).astype(np.float32)
        return cls({word: number for number, word in enumerate(words)}, starts, rows, impacts, lengths, means)

    def posted(self, token: str) -> slice:
        """The stretch of `rows` and `impacts` of a word; an empty one where no unit has it."""
        known = self._posted.get(token)
        if known is None:
            number = self.vocabulary.get(token)
            known = slice(0, 0) if number is None else slice(int(self.starts[number]), int(self.starts[number + 1]))
            if len(self._posted) >= POSTED_KEPT:
                self._posted.clear()
            self._posted[token] = known
        return known

    def add(self, total: NDArray[np.float32], weights: Mapping[str, float]) -> None:
        """Add to `total` (units,) what each word adds to each unit, weighed so, word after word."""
        posted = [(self.posted(token), np.float32(weight)) for token, weight in weights.items() if weight]
        if posted:
            impacts = [self.impacts[stretch] * weight for stretch, weight in posted]
            # A quarter of the time that += takes
            np.add.at(total, np.concatenate([self.rows[stretch] for stretch, _ in posted]), np.concatenate(impacts))

    def impact(self, token: str, row: int) -> np.float32:
        """What the word adds to one unit, unweighed."""
        stretch = self.posted(token)
        place = stretch.start + int(np.searchsorted(self.rows[stretch], row))
        there = place < stretch.stop and self.rows[place] == row
        return np.float32(self.impacts[place]) if there else np.float32(0.0)

    def scores(self, query_tokens: Iterable[str]) -> NDArray[np.float32]:
        """Score of every unit, (units,); 0 where it shares no word. A word asked twice counts once."""
        total = np.zeros(self.units, dtype=np.float32)
        # sorted, so that rounding is the same in every process
        self.add(total, {token: self.idf(token) for token in sorted(set(query_tokens))})
        return total

    def score_of(self, query_tokens: Iterable[str], row: int) -> float:
        """The score of one unit, the same as `scores` gives it."""
        total = np.float32(0.0)
        for token in sorted(set(query_tokens)):
            total += self.impact(token, row) * np.float32(self.idf(token))
        return float(total)

    def holds(self, tokens: Sequence[str], rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of `tokens` stand in which of the units `rows`, (tokens, rows)."""
        found = np.zeros((len(tokens), len(rows)), dtype=bool)
        looked_for = rows.astype(self.rows.dtype)  # else all that is posted would be made as wide as these
        for at, token in enumerate(tokens):
            posted = self.rows[self.posted(token)]
            if len(posted):
                places = posted.searchsorted(looked_for)
                found[at] = posted[np.minimum(places, len(posted) - 1)] == looked_for
        return found

    def counts(self, tokens: Sequence[str], firsts: NDArray[np.int64], lasts: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many units of each stretch, `firsts` to `lasts` (not included), hold each token, (tokens, stretches).

        A stretch is a document: no segment has only a part of it.
        """
        ends = np.concatenate([firsts, lasts]).astype(self.rows.dtype)
        cuts = np.zeros((len(tokens), len(ends)), dtype=np.int64)
        for at, token in enumerate(tokens):
            posted = self.rows[self.posted(token)]
            if len(posted):
                cuts[at] = posted.searchsorted(ends)
        counted: NDArray[np.int64] = cuts[:, len(firsts) :] - cuts[:, : len(firsts)]
        return counted

    def idf(self, token: str) -> float:
        """How much the word tells apart: its inverse document frequency; 0 for a word no unit has."""
        known = self._idfs.get(token)
        if known is None:
            stretch = self.posted(token)
            known = rarity(stretch.stop - stretch.start, self.units)
            if len(self._idfs) >= IDFS_KEPT:
                self._idfs.clear()
            self._idfs[token] = known
        return known

    def words(self) -> list[str]:
        """The vocabulary in the order of its numbers, for saving as JSON."""
        return list(self.vocabulary)

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """The arrays to save, by name; the words go beside them (`words`)."""
        return {name: getattr(self, name) for name in ARRAYS}

    @classmethod
    def from_arrays(
        cls, arrays: Mapping[str, NDArray[np.generic]], vocabulary: Mapping[str, int], means: Means
    ) -> Self:
        """The index whose arrays `to_arrays` gave, which may be mapped from disk, and whose words are `vocabulary`.

        Raises KeyError for a missing array, DamagedIndex if they differ.
        """
        return cls(
            vocabulary,
            np.asarray(arrays["starts"], dtype=np.int64),
            np.asarray(arrays["rows"], dtype=np.int32),
            np.asarray(arrays["impacts"], dtype=np.float32),
            np.asarray(arrays["lengths"], dtype=np.int32),
            means,
        )


ARRAYS: Mapping[str, np.dtype[np.generic]] = {
    "starts": np.dtype(np.int64),
    "rows": np.dtype(np.int32),
    "impacts": np.dtype(np.float32),
    "lengths": np.dtype(np.int32),
}


def mean_lengths(lengths: NDArray[np.int32]) -> Means:
    """The mean length of each field, of (units, fields)."""
    count = len(lengths)
    return tuple((int(total) / count if count else 0.0) for total in lengths.sum(axis=0, dtype=np.int64))


def rarity(count: int, units: int) -> float:
    """Inverse document frequency of a word that `count` of `units` units hold; never negative, 0 for one that none holds."""
    return math.log1p((units - count + 0.5) / (count + 0.5)) if count else 0.0
