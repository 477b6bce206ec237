"""Sentence vectors grouped by unit, searched by inner product. The only file that knows faiss."""

from __future__ import annotations

from typing import Self

import faiss
import numpy as np
from numpy.typing import NDArray

from corpus.errors import DamagedIndex


class SentenceVectors:
    """Rows of normalised vectors in a faiss index; unit u owns rows `starts[u]` to `starts[u + 1]`.

    The inner product of normalised vectors is their cosine. A flat index is exact and takes well under a millisecond
    at this size; `row_scores` is the one place to change for an approximate one (it may leave rows out).
    """

    def __init__(self, index: faiss.Index, starts: NDArray[np.int64]) -> None:
        if len(starts) == 0 or starts[0] != 0 or bool((np.diff(starts) <= 0).any()):
            raise DamagedIndex("句子分组表不是从 0 开始递增的。请运行 policy index 重建。")
        if int(starts[-1]) != index.ntotal:
            raise DamagedIndex(
                f"句子分组表有 {int(starts[-1])} 句，而向量有 {index.ntotal} 个。请运行 policy index 重建。"
            )
        self._index = index
        self.starts = starts

    @classmethod
    def build(cls, vectors: NDArray[np.float32], sentence_counts: list[int]) -> Self:
        """Index `vectors` (rows, dimension), normalised; `sentence_counts` says how many rows each unit owns, in order.

        Raises DamagedIndex if a unit owns none or the counts do not add up to the rows.
        """
        starts = np.zeros(len(sentence_counts) + 1, dtype=np.int64)
        starts[1:] = np.cumsum(sentence_counts, dtype=np.int64)
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index, starts)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    @property
    def rows(self) -> int:
        return int(self._index.ntotal)

    @property
    def units(self) -> int:
        return len(self.starts) - 1

    def nearest(self, query: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
        """The `k` rows nearest to `query` (dimension,) with their cosines, best first, equal ones in row order."""
        if self.rows == 0 or k <= 0:
            return []
        cosines, rows = self._index.search(query.reshape(1, -1).astype(np.float32), min(k, self.rows))
        pairs = [(int(row), float(cosine)) for row, cosine in zip(rows[0], cosines[0], strict=True) if row >= 0]
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))

    def row_scores(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        """Cosine of every row with `query` (dimension,), as (rows,); -inf for a row the index did not return."""
        scores = np.full(self.rows, -np.inf, dtype=np.float32)
        if self.rows:
            cosines, rows = self._index.search(query.reshape(1, -1).astype(np.float32), self.rows)
            found = rows[0] >= 0
            scores[rows[0][found]] = cosines[0][found]
        return scores

    def best_per_unit(self, query: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """For every unit the cosine of its best sentence, (units,), and that sentence's row, (units,).

        The first of equal sentences wins.
        """
        scores = self.row_scores(query)
        if self.units == 0:
            return np.zeros(0, dtype=np.float32), np.zeros(0, dtype=np.int64)
        best: NDArray[np.float32] = np.maximum.reduceat(scores, self.starts[:-1])
        unit_of_row = np.repeat(np.arange(self.units), np.diff(self.starts))
        winners = np.flatnonzero(scores == best[unit_of_row])
        _, first = np.unique(unit_of_row[winners], return_index=True)
        return best, winners[first].astype(np.int64)

    def to_bytes(self) -> bytes:
        """The faiss file (`faiss.read_index` reads it). As bytes, because faiss opens no path outside ASCII on Windows."""
        content: bytes = faiss.serialize_index(self._index).tobytes()
        return content

    @classmethod
    def from_bytes(cls, content: bytes, starts: NDArray[np.int64]) -> Self:
        """What `to_bytes` gave, with its grouping. Raises DamagedIndex if faiss cannot read it or the two disagree."""
        try:
            index = faiss.deserialize_index(np.frombuffer(content, dtype=np.uint8))
        except (RuntimeError, ValueError) as error:
            raise DamagedIndex(f"向量文件无法读取（{error}）。请运行 policy index 重建。") from error
        return cls(index, starts)
