"""A small deterministic encoder for tests: close texts get close vectors because they share characters."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpus.text.normal import fold


class ToyEncoder:
    """Counts of hashed characters and bigrams, normalised. No model, no randomness, the same in every process.

    Two texts have cosine 1 if they have the same bigrams, and about 0 if they share no character; a text without
    any gets the first unit vector. `seen` lists every passage embedded, so that a test can say what the index asked.
    """

    def __init__(self, dimension: int = 256, name: str | None = None) -> None:
        self._dimension = dimension
        self._name = name or f"toy-{dimension}"
        self.seen: list[str] = []

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimension(self) -> int:
        return self._dimension

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str], progress: bool = False) -> NDArray[np.float32]:
        self.seen.extend(texts)
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self._dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            characters = [c for c in fold(text) if c.isalnum()]
            grams = [*characters, *(a + b for a, b in pairwise(characters))]
            for gram in grams:
                slot = int.from_bytes(hashlib.blake2b(gram.encode(), digest_size=4).digest(), "big")
                vectors[row, slot % self._dimension] += 1.0
            if not grams:
                vectors[row, 0] = 1.0
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        normalised: NDArray[np.float32] = vectors / np.maximum(lengths, 1e-12)
        return normalised.astype(np.float32)
