"""What was learned of meaning: two maps, of a question and of a sentence, after which what answers lies nearer to what is asked. Pure.

An encoder knows what texts are about; that a sentence answers a question it was not taught. Both maps add to a vector a learned
image of it, so maps of zeros leave every cosine as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.vectors import DECIMALS

LEAST = 1e-9  # of a length: a vector of zeros stays one


@dataclass(frozen=True, slots=True, eq=False)
class Maps:
    """What is added to the vector of a question, and to that of a sentence: that vector times a matrix (dimension, dimension)."""

    question: NDArray[np.float32]
    sentence: NDArray[np.float32]

    @property
    def dimension(self) -> int:
        return len(self.question)

    def cosines(self, query: NDArray[np.float32], sentences: NDArray[np.float32]) -> NDArray[np.float32]:
        """The cosine of `query` (dimension,) with each of `sentences` (sentences, dimension), both mapped, to DECIMALS.

        >>> none = np.zeros((2, 2), dtype=np.float32)
        >>> Maps(none, none).cosines(np.array([1.0, 0.0]), np.array([[0.6, 0.8], [1.0, 0.0]])).tolist()
        [0.6, 1.0]
        """
        asked = query + query @ self.question
        told = sentences + sentences @ self.sentence
        lengths = np.linalg.norm(told, axis=1) * np.linalg.norm(asked)
        rounded: NDArray[np.float32] = np.round(told @ asked / np.maximum(lengths, LEAST), DECIMALS)
        return rounded
