"""Sentence vectors grouped by unit, scored by inner product. Exact up to EXACT_ROWS; beyond, candidates are found first."""

from __future__ import annotations

from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from corpus.errors import DamagedIndex
from index.neighbours import Neighbours, inner_products

# Scoring every row takes 2.7 ms at 50,000 and 7 ms at 100,000, where memory and no longer the processor is what we
# wait for; finding candidates takes under 2 ms at either (python -m benchmarks.scale).
EXACT_ROWS = 50_000
# Decimals of a cosine that all processors agree on. Their sums round in other orders (differences up to 2e-6:
# python -m benchmarks.agreement), and what is equally good must come in corpus order on each of them.
DECIMALS = 4
SAMPLE = 1_000  # units that stand for all, where not every one is scored


class SentenceVectors:
    """Rows of normalised vectors; unit u owns rows `starts[u]` to `starts[u + 1]`.

    The inner product of normalised vectors is their cosine. Every cosine given is exact to DECIMALS, and rounded to
    them: no other number leaves here for anything to be decided by. `neighbours`, where there are any, only say which
    rows are worth scoring. `matrix` (rows, dimension) may be mapped from disk.
    """

    def __init__(
        self,
        matrix: NDArray[np.float32],
        starts: NDArray[np.int64],
        neighbours: Neighbours | None = None,
        exact_rows: int = EXACT_ROWS,
    ) -> None:
        if len(starts) == 0 or starts[0] != 0 or bool((np.diff(starts) <= 0).any()):
            raise DamagedIndex("句子分组表不是从 0 开始递增的。请运行 policy index 重建。")
        if int(starts[-1]) != len(matrix):
            raise DamagedIndex(
                f"句子分组表有 {int(starts[-1])} 句，而向量有 {len(matrix)} 个。请运行 policy index 重建。"
            )
        self.matrix = matrix
        self.starts = starts
        self.neighbours = neighbours
        self.exact_rows = exact_rows

    @classmethod
    def build(cls, vectors: NDArray[np.float32], sentence_counts: list[int], exact_rows: int = EXACT_ROWS) -> Self:
        """Index `vectors` (rows, dimension), normalised; `sentence_counts` says how many rows each unit owns, in order.

        More than `exact_rows` of them also get `neighbours`. Raises DamagedIndex if a unit owns none or the counts do
        not add up to the rows.
        """
        starts = np.zeros(len(sentence_counts) + 1, dtype=np.int64)
        starts[1:] = np.cumsum(sentence_counts, dtype=np.int64)
        matrix = np.ascontiguousarray(vectors, dtype=np.float32)
        made = cls(matrix, starts, exact_rows=exact_rows)
        if made.rows > exact_rows:
            made.neighbours = Neighbours.build(matrix)
        return made

    @property
    def dimension(self) -> int:
        return int(self.matrix.shape[1])

    @property
    def rows(self) -> int:
        return len(self.matrix)

    @property
    def units(self) -> int:
        return len(self.starts) - 1

    def scores_all(self, units: NDArray[np.int64]) -> bool:
        """Whether all of `units` are to be scored, for they are few enough to be exact about."""
        return self.neighbours is None or int(self._lengths[units].sum()) <= self.exact_rows

    def best_per_unit(self, query: NDArray[np.float32], units: NDArray[np.int64] | None = None) -> NDArray[np.float32]:
        """The cosine of the best sentence of every unit, (units,), or of those numbered by `units`."""
        if units is None:
            starts, rows = self.starts[:-1], None
        else:
            rows = self.rows_of(units)
            lengths = self._lengths[units]
            starts = np.cumsum(lengths) - lengths
        if len(starts) == 0:
            return np.zeros(0, dtype=np.float32)
        best: NDArray[np.float32] = np.maximum.reduceat(self.cosines(query, rows), starts)
        return best

    def best_of_sample(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        """`best_per_unit` of an even sample of up to SAMPLE units, always the same, whose vectors are kept at hand."""
        matrix, starts = self._sampled
        best: NDArray[np.float32] = np.maximum.reduceat(np.round(inner_products(query, matrix), DECIMALS), starts)
        return best

    @cached_property
    def _sampled(self) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """The vectors of the units of the sample, one unit after the other, and where each of these begins."""
        units = np.arange(self.units)[:: -(-self.units // SAMPLE)]
        lengths = self._lengths[units]
        return np.ascontiguousarray(self.of_rows(self.rows_of(units))), np.cumsum(lengths) - lengths

    def best_of(self, cosines: NDArray[np.float32]) -> NDArray[np.float32]:
        """Of the cosines of every row, (rows,), the best of every unit, (units,)."""
        if not self.units:
            return np.zeros(0, dtype=np.float32)
        best: NDArray[np.float32] = np.maximum.reduceat(cosines, self.starts[:-1])
        return best

    def sentence_scores(self, query: NDArray[np.float32], unit: int) -> NDArray[np.float32]:
        """The cosine of each sentence of `unit`, in order."""
        return self.cosines(query, self.rows_of(np.array([unit])))

    def of_units(self, first: int, last: int) -> NDArray[np.float32]:
        """The vectors of the sentences of the units `first` to `last` (not included), (sentences, dimension)."""
        return self.of_rows(np.arange(int(self.starts[first]), int(self.starts[last])))

    def of_rows(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The vectors of these rows, (rows, dimension)."""
        return self.matrix[rows]

    def cosines(self, query: NDArray[np.float32], rows: NDArray[np.int64] | None = None) -> NDArray[np.float32]:
        """The cosine of `query` with every row, or with those numbered by `rows`."""
        rounded: NDArray[np.float32] = np.round(inner_products(query, self.matrix, rows), DECIMALS)
        return rounded

    def near_units(self, query: NDArray[np.float32], count: int, units: NDArray[np.int64]) -> NDArray[np.int64]:
        """Those of `units` near `query` that `neighbours` finds, rising: the ones that about `count` rows belong to."""
        assert self.neighbours is not None
        return np.unique(self.unit_of_row[self.near_rows(query, count, units)]).astype(np.int64)

    def near_rows(self, query: NDArray[np.float32], count: int, units: NDArray[np.int64]) -> NDArray[np.int64]:
        """About `count` rows of `units` near `query`, rising: those that `neighbours` finds, or all where there are none."""
        if self.neighbours is None:
            return self.rows_of(units)
        allowed = None
        if len(units) < self.units:
            allowed = np.zeros(self.rows, dtype=bool)
            allowed[self.rows_of(units)] = True
        return np.sort(self.neighbours.candidates(query, count, allowed))

    def rows_of(self, units: NDArray[np.int64]) -> NDArray[np.int64]:
        """The rows of `units`, unit after unit."""
        lengths = self._lengths[units]
        ends = np.cumsum(lengths)
        rows: NDArray[np.int64] = np.arange(ends[-1] if len(ends) else 0) + np.repeat(
            self.starts[units] - (ends - lengths), lengths
        )
        return rows

    @cached_property
    def unit_of_row(self) -> NDArray[np.int32]:
        return np.repeat(np.arange(self.units, dtype=np.int32), self._lengths)

    @cached_property
    def _lengths(self) -> NDArray[np.int64]:
        return np.diff(self.starts)
