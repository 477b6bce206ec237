"""Where any stretch of characters stands in many texts, found without reading them. Pure numpy: texts in, places out.

All pairs of neighbouring characters are sorted once, as in a suffix array that stops after two. A word is looked up by its
rarest pair and compared there with the text itself, so what it costs is how often that pair stands somewhere, not how much
text there is. The arrays may be mapped from disk: what no question leads to is never read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from corpus.errors import DamagedIndex

_PRIVATE, _PRIVATE_SIZE = 0xE000, 6400  # where characters beyond 16 bits are put: a private area that no text uses


class Occurring(Protocol):
    """Texts that are asked where words stand in them: one lot (Occurrences), or those of several segments (index/joined.py)."""

    @property
    def texts(self) -> int: ...
    @property
    def length(self) -> int: ...
    def places(self, word: str) -> NDArray[np.int64]: ...
    def texts_of(self, places: NDArray[np.int64]) -> NDArray[np.int64]: ...
    def holding(self, word: str) -> NDArray[np.int64]: ...
    def __contains__(self, word: object) -> bool: ...


@dataclass(frozen=True, slots=True, eq=False)
class Occurrences:
    """`text` (characters,) is all texts, a 0 behind each; `starts` (texts + 1,) where each begins.

    `order` (characters,) are the places sorted by their pair of characters, then by place; `pairs` (pairs,) which pairs
    there are, rising, and `pair_starts` (pairs + 1,) which stretch of `order` each of them has.
    """

    text: NDArray[np.uint16]
    starts: NDArray[np.int64]
    order: NDArray[np.int32]
    pairs: NDArray[np.uint32]
    pair_starts: NDArray[np.int64]

    def __post_init__(self) -> None:
        if len(self.pair_starts) != len(self.pairs) + 1 or int(self.pair_starts[-1]) != len(self.order):
            raise DamagedIndex(f"字对表有 {len(self.pairs)} 项，与位置表的长度不一致。请运行 policy index 重建。")
        if not len(self.starts) or int(self.starts[-1]) != len(self.text):
            raise DamagedIndex(f"全文有 {len(self.text)} 字，与起点表不一致。请运行 policy index 重建。")

    @classmethod
    def build(cls, texts: Sequence[str]) -> Self:
        """Index `texts`, which are expected to be folded already. 2**31 characters at most."""
        starts = np.zeros(len(texts) + 1, dtype=np.int64)
        starts[1:] = np.cumsum([len(text) + 1 for text in texts], dtype=np.int64)
        whole = np.zeros(int(starts[-1]) + 1, dtype=np.uint16)
        for text, start in zip(texts, starts[:-1].tolist(), strict=True):
            whole[start : start + len(text)] = _codes(text)
        first, second = whole[:-1], whole[1:]
        # Stable, by the second character and then by the first: numpy sorts 16 bits in linear time.
        order = np.argsort(second, kind="stable").astype(np.int32)
        order = order[np.argsort(first[order], kind="stable")]
        order = order[int((first == 0).sum()) :]
        sorted_pairs = ((first[order].astype(np.uint32) << 16) | second[order]).astype(np.uint32)
        new = np.flatnonzero(np.diff(sorted_pairs)) + 1
        pair_starts = np.concatenate([[0], new, [len(order)]]).astype(np.int64) if len(order) else np.zeros(1, np.int64)
        return cls(first, starts, order, sorted_pairs[pair_starts[:-1]], pair_starts)

    @property
    def texts(self) -> int:
        return len(self.starts) - 1

    @property
    def length(self) -> int:
        """How many characters, with what stands between the texts."""
        return len(self.text)

    def places(self, word: str) -> NDArray[np.int64]:
        """Where `word` stands, rising, as places in `text`; a word never reaches from one text into the next."""
        codes = _codes(word).astype(np.uint32)
        if not len(codes) or not len(self.pairs):
            return np.zeros(0, dtype=np.int64)
        if len(codes) == 1:
            first = self._stretch(int(codes[0]) << 16, (int(codes[0]) + 1) << 16)
            return np.sort(self.order[first]).astype(np.int64)
        pairs = ((codes[:-1] << 16) | codes[1:]).tolist()
        stretches = [self._stretch(pair, pair + 1) for pair in pairs]
        rarest = min(range(len(pairs)), key=lambda at: stretches[at].stop - stretches[at].start)
        found = self.order[stretches[rarest]].astype(np.int64) - rarest
        found = found[(found >= 0) & (found + len(codes) <= len(self.text))]
        for at, code in enumerate(codes.tolist()):
            if at not in (rarest, rarest + 1) and len(found):
                found = found[self.text[found + at] == code]
        return found

    def holding(self, word: str) -> NDArray[np.int64]:
        """The numbers of the texts that hold `word`, rising, each once."""
        return self.texts_of(self.places(word))

    def texts_of(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """The numbers of the texts that rising `places` lie in, rising, each once."""
        rows = np.searchsorted(self.starts, places, side="right") - 1
        return rows if len(rows) < 2 else rows[np.concatenate([[True], rows[1:] != rows[:-1]])]

    def __contains__(self, word: object) -> bool:
        """Whether `word` stands in any of the texts."""
        return isinstance(word, str) and (not word or len(self.places(word)) > 0)

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """The arrays to save, by name."""
        return {name: getattr(self, name) for name in ARRAYS}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> Self:
        """What `to_arrays` gave. Raises DamagedIndex where the arrays do not belong together."""
        return cls(**{name: np.asarray(arrays[name], dtype=dtype) for name, dtype in ARRAYS.items()})

    def _stretch(self, low: int, high: int) -> slice:
        """The stretch of `order` of the pairs from `low` to below `high`."""
        # Both ends as numbers of the array's own kind: else numpy would turn all of it into another.
        bounds = np.array([low, min(high, 0xFFFFFFFF)], dtype=np.uint32)
        first, last = np.searchsorted(self.pairs, bounds).tolist()
        return slice(int(self.pair_starts[first]), int(self.pair_starts[last]))


ARRAYS: Mapping[str, np.dtype[np.generic]] = {
    "text": np.dtype(np.uint16),
    "starts": np.dtype(np.int64),
    "order": np.dtype(np.int32),
    "pairs": np.dtype(np.uint32),
    "pair_starts": np.dtype(np.int64),
}


def _codes(text: str) -> NDArray[np.uint16]:
    """The characters as 16 bits each; those beyond share the private area."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    far = codes > 0xFFFF
    if far.any():
        codes = np.where(far, _PRIVATE + codes % _PRIVATE_SIZE, codes)
    return codes.astype(np.uint16)
