"""The engine that looks into some groups of vectors only: faiss, as the index itself uses it (index/neighbours.py)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.engines.exact import ExactEngine
from index.neighbours import CANDIDATES, Neighbours

FEWEST = 100  # vectors that are worth grouping


class GroupedEngine(ExactEngine):
    """Groups are made anew where documents came or went; the recall that they were made for stands in `recall`."""

    _groups: Neighbours | None = None

    @property
    def recall(self) -> float:
        self._rows()
        return self._groups.recall if self._groups is not None else 1.0

    def _grouped(self, matrix: NDArray[np.float32]) -> None:
        self._groups = Neighbours.build(matrix) if len(matrix) >= FEWEST else None

    def _candidates(
        self, vector: NDArray[np.float32], matrix: NDArray[np.float32], count: int, allowed: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        if self._groups is None or len(allowed) <= CANDIDATES * count:
            return allowed
        mask = None
        if len(allowed) < len(matrix):
            mask = np.zeros(len(matrix), dtype=bool)
            mask[allowed] = True
        return np.sort(self._groups.candidates(vector, CANDIDATES * count, mask))
