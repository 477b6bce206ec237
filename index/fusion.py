"""Two scores a unit become one ranking. Pure functions of numbers; equal scores keep corpus order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

# From a first probe of 178 questions; on 99 of eval/questions.jsonl hit@1 is 0.79, 0.83, 0.80 at 0.3, 0.4, 0.5.
LEXICAL_WEIGHT = 0.5  # best of 0.2 .. 1.0 on the dev questions: python -m benchmarks.ranking


def reciprocal_rank_fusion(rankings: Sequence[Sequence[int]], k: int = 60) -> list[tuple[int, float]]:
    """Fuse rankings of row numbers, best first: each adds 1 / (k + rank), ranks from 1.

    Cormack, Clarke, Büttcher: Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods,
    SIGIR 2009. Equal sums are ordered by row number.

    >>> reciprocal_rank_fusion([[7, 3], [3, 7], [5]], k=1)
    [(3, 0.8333333333333333), (7, 0.8333333333333333), (5, 0.5)]
    """
    sums: dict[int, float] = {}
    for ranking in rankings:
        for rank, row in enumerate(ranking, start=1):
            sums[row] = sums.get(row, 0.0) + 1.0 / (k + rank)
    return sorted(sums.items(), key=lambda item: (-item[1], item[0]))


@dataclass(frozen=True, slots=True)
class Spread:
    """The mean and the deviation of some scores; a deviation of None where all are equal and say nothing."""

    centre: float
    deviation: float | None

    @classmethod
    def of(cls, scores: NDArray[np.float32]) -> Self:
        measured = scores.astype(np.float64)
        if not len(measured):
            return cls(0.0, None)
        centre = measured.mean()
        # Measured against the size of the scores: the spread of rounding errors is not a spread.
        spread = (measured - centre).std()
        none = spread <= 1e-9 * max(1.0, float(np.abs(measured).max()))
        return cls(float(centre), None if none else float(spread))


def standardise(scores: NDArray[np.float32], among: Spread | None = None) -> NDArray[np.float64]:
    """Z-scores of `scores` (n,), measured by `among`, which is their own spread by default; 0 where that says nothing."""
    spread = among or Spread.of(scores)
    if spread.deviation is None:
        return np.zeros(scores.shape, dtype=np.float64)
    z: NDArray[np.float64] = (scores.astype(np.float64) - spread.centre) / spread.deviation
    return z


def standardised_sum(
    dense: NDArray[np.float32],
    lexical: NDArray[np.float32],
    lexical_weight: float = LEXICAL_WEIGHT,
    dense_among: Spread | None = None,
    lexical_among: Spread | None = None,
) -> NDArray[np.float64]:
    """Weighted sum of the two z-scores, (n,) each; `…_among` is what each is measured by (`standardise`).

    Raises ValueError if the two have different lengths or the weight is not between 0 and 1.
    """
    if dense.shape != lexical.shape:
        raise ValueError(f"{dense.shape} dense scores but {lexical.shape} lexical ones")
    if not 0.0 <= lexical_weight <= 1.0:
        raise ValueError(f"lexical_weight must be between 0 and 1, not {lexical_weight}")
    dense_z, lexical_z = standardise(dense, dense_among), standardise(lexical, lexical_among)
    return (1.0 - lexical_weight) * dense_z + lexical_weight * lexical_z


def ranking(scores: NDArray[np.floating], k: int) -> NDArray[np.int64]:
    """Places of the `k` best of `scores` (n,), best first; equal ones in their order."""
    places = np.arange(len(scores))
    if 0 < k < len(scores):  # sorting a million takes far longer than finding out which few could be among the best
        places = np.flatnonzero(scores >= np.partition(scores, -k)[-k])
    best: NDArray[np.int64] = places[np.argsort(-scores[places], kind="stable")][: max(0, k)]
    return best
