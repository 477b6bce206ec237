"""Passages to vectors, each different one once, and those an older index holds not again. Pure but for the bar it shows."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from index.encoder import Encoder

# tqdm's own lock is shared with the processes that are started here: one that is killed while it holds it would stop all others
tqdm.set_lock(threading.RLock())

DIGEST_BYTES = 16
CHUNK = 64  # passages handed to the encoder at once: two batches of the default model, so that the bar moves

Digests = NDArray[np.uint8]  # (passages, DIGEST_BYTES)


class KnownVectors:
    """Vectors by the content of what they stand for: `digests` (rows, 16) and `vectors` (rows, dimension) in step."""

    def __init__(self, digests: Digests, vectors: NDArray[np.float32]) -> None:
        self._row_of = {digest: row for row, digest in enumerate(keys(digests))}
        self._vectors = vectors

    @classmethod
    def none(cls) -> Self:
        return cls(np.zeros((0, DIGEST_BYTES), dtype=np.uint8), np.zeros((0, 0), dtype=np.float32))

    def __len__(self) -> int:
        return len(self._row_of)

    def __contains__(self, digest: bytes) -> bool:
        return digest in self._row_of

    def __getitem__(self, digest: bytes) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self._vectors[self._row_of[digest]]
        return vector

    def beside(self, others: KnownVectors) -> KnownVectors:
        """All that are here, and those of `others` that are not."""
        if not len(others) or not len(self):
            return self if len(self) else others
        rows = [row for digest, row in others._row_of.items() if digest not in self]
        digests = b"".join([*self._row_of, *(digest for digest in others._row_of if digest not in self)])
        own = self._vectors[list(self._row_of.values())]
        return KnownVectors(
            np.frombuffer(digests, dtype=np.uint8).reshape(-1, DIGEST_BYTES),
            np.concatenate([own, others._vectors[rows]]),
        )

    def reused(self, digests: Digests) -> int:
        """How many of `digests` have their vector here."""
        return sum(key in self._row_of for key in keys(digests))


def digests_of(passages: Sequence[str], model: str) -> Digests:
    """What tells one passage from another under one model: 16 bytes of BLAKE2b over both, (passages, 16)."""
    made = bytearray()
    for passage in passages:
        made += hashlib.blake2b(f"{model}\0{passage}".encode(), digest_size=DIGEST_BYTES).digest()
    return np.frombuffer(bytes(made), dtype=np.uint8).reshape(-1, DIGEST_BYTES)


def keys(digests: Digests) -> Iterator[bytes]:
    """The digests one by one, as bytes."""
    content = np.ascontiguousarray(digests).tobytes()
    return (content[start : start + DIGEST_BYTES] for start in range(0, len(content), DIGEST_BYTES))


def embed(
    passages: Sequence[str],
    digests: Digests,
    encoder: Encoder,
    known: KnownVectors,
    progress: bool = True,
    told: Callable[[int, int], None] | None = None,
) -> NDArray[np.float32]:
    """The vectors of `passages`, (passages, dimension). Only what `known` lacks goes to `encoder`, the longest first.

    `told` hears how many characters are done, and of how many: before the first and after each chunk.
    """
    own = list(keys(digests))
    # Of equal length they go in order of their words, so that the same passages make the same batches.
    missing = {digest: passage for digest, passage in zip(own, passages, strict=True) if digest not in known}
    order = sorted(missing, key=lambda digest: (-len(missing[digest]), missing[digest]))
    fresh: dict[bytes, NDArray[np.float32]] = {}
    # Counted in characters: the passages get shorter, so the time left by passages would be far too long at first.
    total = sum(map(len, missing.values()))
    with tqdm(total=total, desc="计算向量", unit="字", disable=not progress or not missing) as bar:
        done = 0
        if told is not None:
            told(done, total)
        for start in range(0, len(order), CHUNK):
            chunk = order[start : start + CHUNK]
            texts = [missing[digest] for digest in chunk]
            fresh.update(zip(chunk, encoder.encode_passages(texts), strict=True))
            bar.update(sum(map(len, texts)))
            done += sum(map(len, texts))
            if told is not None:
                told(done, total)
    if not own:
        return np.zeros((0, encoder.dimension), dtype=np.float32)
    # Not filled into an array of the encoder's dimension: to know that, it must load its model, and often need not.
    return np.stack([fresh[digest] if digest in fresh else known[digest] for digest in own])
