"""Names led to rows: several tables of strings in one trie, which is mapped from disk and opened in no time.

Why a trie and no automaton: a question is short, so asking at each of its characters for the names that begin there costs
microseconds, and a saved trie (marisa) need not be read to be used, while an automaton is built or unpickled at each start.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

import marisa_trie
import numpy as np
from numpy.typing import NDArray

from corpus.errors import DamagedIndex

_END = "\x01"  # closes the name of a table; no name in it holds this character


_HALF = re.compile(r"[\ud800-\udfff]")
LONGEST = 600  # characters of a name that is looked for in a text; longer ones are found as keys only


class Leading(Protocol):
    """What leads from names to rows: one table of them (Lookup), or those of several segments (index/joined.py)."""

    def get(self, table: str, key: str) -> NDArray[np.int32]: ...
    def has(self, table: str, key: str) -> bool: ...
    def at(self, table: str, text: str, start: int) -> list[str]: ...
    def inside(self, table: str, text: str) -> Iterator[tuple[int, str]]: ...
    def keys(self, table: str, beginning: str = "") -> list[str]: ...


@dataclass(frozen=True, slots=True, eq=False)
class Lookup:
    """`starts` (keys + 1,) delimits the stretch of `rows` that each key has, by the number that the trie gives it."""

    trie: marisa_trie.Trie
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]

    def __post_init__(self) -> None:
        if len(self.starts) != len(self.trie) + 1 or int(self.starts[-1]) != len(self.rows):
            raise DamagedIndex(
                f"名称表有 {len(self.trie)} 个名称，而位置表有 {len(self.starts) - 1} 项。请运行 policy index 重建。"
            )

    @classmethod
    def build(cls, pairs: Iterable[tuple[str, str, int]]) -> Self:
        """Every (table, key, row); the rows of a key come out rising, each once."""
        numbers: dict[str, int] = {}
        keys, rows = [], []
        for table, key, row in pairs:
            keys.append(numbers.setdefault(_whole(f"{table}{_END}{key}"), len(numbers)))
            rows.append(row)
        trie = marisa_trie.Trie(numbers)
        place = np.empty(len(numbers), dtype=np.int64)
        for name, number in numbers.items():
            place[number] = trie[name]
        own = place[np.array(keys, dtype=np.int64)] if keys else np.zeros(0, dtype=np.int64)
        pointed = np.array(rows, dtype=np.int32)
        order = np.lexsort((pointed, own))
        own, pointed = own[order], pointed[order]
        if len(own):
            kept = np.concatenate([[True], (own[1:] != own[:-1]) | (pointed[1:] != pointed[:-1])])
            own, pointed = own[kept], pointed[kept]
        starts = np.zeros(len(numbers) + 1, dtype=np.int64)
        starts[1:] = np.cumsum(np.bincount(own, minlength=len(numbers)))
        return cls(trie, starts, pointed)

    def get(self, table: str, key: str) -> NDArray[np.int32]:
        """The rows of a key, rising; none where the table does not have it."""
        number = self.trie.get(_whole(f"{table}{_END}{key}"))
        return self.rows[:0] if number is None else self.rows[int(self.starts[number]) : int(self.starts[number + 1])]

    def has(self, table: str, key: str) -> bool:
        return _whole(f"{table}{_END}{key}") in self.trie

    def at(self, table: str, text: str, start: int) -> list[str]:
        """The keys of a table that stand in `text` from `start` on, the shortest first."""
        head = len(table) + 1
        return [
            name[head:]
            for name in self.trie.prefixes(_whole(f"{table}{_END}{text[start : start + LONGEST]}"))
            if len(name) > head
        ]

    def inside(self, table: str, text: str) -> Iterator[tuple[int, str]]:
        """Every key of a table that stands somewhere in `text`, with where it begins."""
        for start in range(len(text)):
            for key in self.at(table, text, start):
                yield start, key

    def keys(self, table: str, beginning: str = "") -> list[str]:
        """The keys of a table that begin so, in no particular order. What it costs is how many there are."""
        head = len(table) + 1
        return [name[head:] for name in self.trie.keys(_whole(f"{table}{_END}{beginning}"))]

    def save(self, path: Path) -> None:
        """Write the trie; the arrays are saved by whoever saves arrays."""
        self.trie.save(str(path))

    @classmethod
    def open(cls, path: Path, starts: NDArray[np.int64], rows: NDArray[np.int32]) -> Self:
        """What `save` wrote, mapped. Raises DamagedIndex."""
        return cls(mapped(path), starts, rows)


def _whole(text: str) -> str:
    """`text` with a sign that stands for nothing in the place of half a sign, which has no UTF-8; as long as before."""
    return _HALF.sub("\ufffd", text)


def mapped(path: Path) -> marisa_trie.Trie:
    """A trie on disk, mapped. Raises DamagedIndex."""
    trie = marisa_trie.Trie()
    try:
        trie.mmap(str(path))
    except (RuntimeError, OSError) as error:
        raise DamagedIndex(f"索引文件 {path} 无法解读（{error}）。请运行 policy index 重建。") from error
    return trie


class Words(Mapping[str, int]):
    """The vocabulary of a keyword index on disk: each word's number, looked up in a mapped trie."""

    def __init__(self, trie: marisa_trie.Trie, numbers: NDArray[np.int32]) -> None:
        if len(trie) != len(numbers):
            raise DamagedIndex(f"词表有 {len(trie)} 个词，而编号有 {len(numbers)} 个。请运行 policy index 重建。")
        self._trie, self._numbers = trie, numbers

    @staticmethod
    def made(vocabulary: Mapping[str, int]) -> tuple[marisa_trie.Trie, NDArray[np.int32]]:
        """The trie of a vocabulary and the number of each word, by the number that the trie gives it."""
        trie = marisa_trie.Trie(vocabulary)
        numbers = np.empty(len(trie), dtype=np.int32)
        for word, number in vocabulary.items():
            numbers[trie[word]] = number
        return trie, numbers

    def __getitem__(self, word: str) -> int:
        return int(self._numbers[self._trie[_whole(word)]])

    def __iter__(self) -> Iterator[str]:
        """The words in the order of their numbers."""
        return iter([self._trie.restore_key(int(place)) for place in np.argsort(self._numbers)])

    def __len__(self) -> int:
        return len(self._numbers)

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and _whole(word) in self._trie
