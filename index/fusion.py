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


def standardise(scores: NDArray[np.float32], sample: NDArray[np.int64] | None = None) -> NDArray[np.float64]:
    """Z-scores over the finite entries of `scores` (n,): mean 0, deviation 1; excluded entries stay -inf.

    Mean and deviation are taken over all of them, or over those numbered by `sample`, which must be finite. Where all
    of these are equal they say nothing, and all scores become 0.
    """
    result = np.full(scores.shape, EXCLUDED, dtype=np.float64)
    allowed = np.isfinite(scores)
    if allowed.any():
        kept = scores[allowed].astype(np.float64)
        measured = kept if sample is None else scores[sample].astype(np.float64)
        centre = measured.mean()
        # Measured against the size of the scores: the spread of rounding errors is not a spread.
        spread = (measured - centre).std()
        says = spread > 1e-9 * max(1.0, float(np.abs(measured).max()))
        result[allowed] = (kept - centre) / spread if says else 0.0
    return result


def standardised_sum(
    dense: NDArray[np.float32],
    lexical: NDArray[np.float32],
    lexical_weight: float = LEXICAL_WEIGHT,
    sample: NDArray[np.int64] | None = None,
) -> NDArray[np.float64]:
    """Weighted sum of the two z-scores, (n,) each; a unit excluded (-inf) from either is excluded from the sum.

    Where only some of the units have a dense score, `sample` numbers those of them that stand for all (`standardise`);
    lexical scores then are measured over all that are not excluded themselves. Their deviation comes from a few units
    that hold rare words, and a sample would miss these. Raises ValueError if the two have different lengths or the
    weight is not between 0 and 1.
    """
    if dense.shape != lexical.shape:
        raise ValueError(f"{dense.shape} dense scores but {lexical.shape} lexical ones")
    if not 0.0 <= lexical_weight <= 1.0:
        raise ValueError(f"lexical_weight must be between 0 and 1, not {lexical_weight}")
    allowed = np.isfinite(dense) & np.isfinite(lexical)
    result = np.full(dense.shape, EXCLUDED, dtype=np.float64)
    if sample is None:
        dense = np.where(allowed, dense, EXCLUDED).astype(np.float32)
        lexical = np.where(allowed, lexical, EXCLUDED).astype(np.float32)
    dense_z, lexical_z = standardise(dense, sample), standardise(lexical)
    result[allowed] = (1.0 - lexical_weight) * dense_z[allowed] + lexical_weight * lexical_z[allowed]
    return result


def ranking(scores: NDArray[np.float64], k: int) -> list[int]:
    """Rows of the `k` best scores, best first; equal ones in row order, excluded ones never."""
    rows = np.flatnonzero(np.isfinite(scores))
    if 0 < k < len(rows):  # sorting a million takes far longer than finding out which few could be among the best
        rows = rows[scores[rows] >= np.partition(scores[rows], -k)[-k]]
    order = rows[np.argsort(-scores[rows], kind="stable")]
    return [int(row) for row in order[:k]]
