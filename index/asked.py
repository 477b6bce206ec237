"""A text that is asked, with what a question wants of it again and again: its cosines and its keyword scores.

A question is searched for, and then every clause found is weighed by the same text: worked out once, what each of
these needs is a stretch of what is here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.fusion import Spread
from index.lexical import K1, Weighing
from index.tokens import char_ngrams, tokenize
from index.vectors import SentenceVectors

FEWEST = 100  # units, and
FEWEST_DOCUMENTS = 10  # documents, that a deviation is measured among


@dataclass(frozen=True, slots=True, eq=False)
class Meaning:
    """The vector of a text, (dimension,), and how near the sentences are to it.

    `cosines` (rows,) are of every sentence and `best` (units,) of the best one of each unit, both None where there are
    too many to score them all. `among` is how the best ones of all units, or of an even sample, spread.
    """

    vector: NDArray[np.float32]
    cosines: NDArray[np.float32] | None
    best: NDArray[np.float32] | None
    among: Spread

    @classmethod
    def of(cls, vectors: SentenceVectors, vector: NDArray[np.float32]) -> Self:
        everything = np.arange(vectors.units)
        cosines = best = None
        if vectors.scores_all(everything):
            cosines = vectors.cosines(vector)
            best = sampled = vectors.best_of(cosines)
        else:
            sampled = vectors.best_of_sample(vector)
        # On a shelf of a few clauses a deviation says little: it is measured as if among others that have nothing to do
        # with the question.
        unrelated = np.full(max(0, FEWEST - vectors.units), sampled.min() if len(sampled) else 0.0, dtype=np.float32)
        return cls(vector, cosines, best, Spread.of(np.concatenate([sampled, unrelated])))

    def best_of(self, vectors: SentenceVectors, units: NDArray[np.int64] | None = None) -> NDArray[np.float32]:
        """The cosine of the best sentence of every unit, (units,), or of those numbered by `units`."""
        if self.best is None:
            return vectors.best_per_unit(self.vector, units)
        return self.best if units is None else self.best[units]

    def of_sentences(self, vectors: SentenceVectors, units: NDArray[np.int64]) -> NDArray[np.float32]:
        """The cosine of each sentence of `units`, unit after unit."""
        rows = vectors.rows_of(units)
        return vectors.cosines(self.vector, rows) if self.cosines is None else self.cosines[rows]


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """The words of a text, each once and in order, and how well every unit fits them, (units,).

    `spread` is how these scores lie; `among` the same as if among FEWEST units; `highest` is the most that one can have.
    """

    tokens: tuple[str, ...]
    scores: NDArray[np.float32]
    spread: Spread
    among: Spread
    highest: float

    @classmethod
    def of(cls, lexical: Weighing, text: str) -> Self:
        tokens = tuple(sorted(set(tokenize(text))))
        scores = lexical.scores(tokens)
        spread = Spread.of(scores)
        highest = sum(lexical.idf(token) for token in tokens) * (K1 + 1.0)
        return cls(tokens, scores, spread, _among(scores, FEWEST, spread), highest)


@dataclass(frozen=True, slots=True, eq=False)
class About:
    """How well every document as a whole fits the characters and pairs of a text, (documents,), and how that lies."""

    scores: NDArray[np.float32]
    among: Spread

    @classmethod
    def of(cls, lexical: Weighing, text: str) -> Self:
        scores = lexical.scores(char_ngrams(text))
        return cls(scores, _among(scores, FEWEST_DOCUMENTS))


def _among(scores: NDArray[np.float32], fewest: int, spread: Spread | None = None) -> Spread:
    """How `scores` lie, among so many others without a word of the text that there are `fewest`."""
    missing = fewest - len(scores)
    if missing > 0:
        return Spread.of(np.concatenate([scores, np.zeros(missing, dtype=np.float32)]))
    return spread or Spread.of(scores)
