"""Records in one file, each read, checked and decoded only when somebody asks for it."""

from __future__ import annotations

import zlib
from abc import abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from corpus.errors import DamagedIndex

T = TypeVar("T")
KEPT = 1_024  # records that stay decoded: clauses take 8 KB each
KEPT_DOCUMENTS = 16_384  # of 1 KB each
KEPT_TEXTS = 64  # source texts, of 5 to 100 KB each


class Records(Sequence[T], Generic[T]):
    """A sequence that equals any other of the same values, by what one row is (`_at`, of a row that is there)."""

    @abstractmethod
    def _at(self, row: int) -> T: ...

    @overload
    def __getitem__(self, row: int) -> T: ...

    @overload
    def __getitem__(self, row: slice) -> tuple[T, ...]: ...

    def __getitem__(self, row: int | slice) -> T | tuple[T, ...]:
        if isinstance(row, slice):
            return tuple(self._at(each) for each in range(*row.indices(len(self))))
        if row < 0:
            row += len(self)
        if not 0 <= row < len(self):
            raise IndexError(row)
        return self._at(row)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        return len(other) == len(self) and all(one == two for one, two in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return id(self)


class Stored(Records[T], Generic[T]):
    """The records of one file as a sequence: `content` (bytes,), `ends` (records,) where each ends, `sums` their CRC-32.

    Equal to any sequence of the same values. Raises DamagedIndex, naming the file, for a record whose sum differs.
    """

    def __init__(
        self,
        where: str,
        content: NDArray[np.uint8],
        ends: NDArray[np.int64],
        sums: NDArray[np.int64],
        decode: Callable[[bytes], T],
        kept: int = KEPT,
    ) -> None:
        if len(ends) != len(sums) or (int(ends[-1]) if len(ends) else 0) != len(content):
            raise DamagedIndex(f"索引文件 {where} 的长度与记录表不符。请运行 policy index 重建。")
        self._where, self._content, self._ends, self._sums = where, content, ends, sums
        self._decode, self._kept = decode, kept
        self._known: OrderedDict[int, T] = OrderedDict()

    def __len__(self) -> int:
        return len(self._ends)

    def _at(self, row: int) -> T:
        known = self._known.get(row)
        if known is None:
            known = self._known[row] = self._read(row)
            while len(self._known) > self._kept:  # another thread may have been quicker
                try:
                    self._known.popitem(last=False)
                except KeyError:
                    break
        return known

    def __iter__(self) -> Iterator[T]:
        """Each once, without keeping them: whoever walks through all of them should not hold all of them."""
        return (known if (known := self._known.get(row)) is not None else self._read(row) for row in range(len(self)))

    def _read(self, row: int) -> T:
        start = int(self._ends[row - 1]) if row else 0
        content = self._content[start : int(self._ends[row])].tobytes()
        if zlib.crc32(content) != int(self._sums[row]):
            raise DamagedIndex(f"索引文件 {self._where} 的第 {row + 1} 条记录与校验和不符。请运行 policy index 重建。")
        try:
            return self._decode(content)
        except (ValueError, KeyError, TypeError) as error:
            raise DamagedIndex(
                f"索引文件 {self._where} 的第 {row + 1} 条记录无法解读（{error}）。请运行 policy index 重建。"
            ) from error


class Made(Records[T], Generic[T]):
    """As many values as `count`, each made of its row whenever somebody asks: what one of many may never be asked for."""

    def __init__(self, count: int, make: Callable[[int], T]) -> None:
        self._count, self._make = count, make

    def __len__(self) -> int:
        return self._count

    def _at(self, row: int) -> T:
        return self._make(row)


class Chosen(Records[T], Generic[T]):
    """Some of a sequence, by their rows."""

    def __init__(self, every: Sequence[T], rows: NDArray[np.int32]) -> None:
        self._every, self._rows = every, rows

    def __len__(self) -> int:
        return len(self._rows)

    def _at(self, row: int) -> T:
        return self._every[int(self._rows[row])]

    def __iter__(self) -> Iterator[T]:
        return (self._every[row] for row in self._rows.tolist())


class Texts(Mapping[str, str]):
    """The source texts by the id of their document, each read when asked for."""

    def __init__(
        self, row_of: Callable[[str], int | None], ids: Callable[[], Iterable[str]], texts: Sequence[str]
    ) -> None:
        self._row_of, self._ids, self._texts = row_of, ids, texts

    def __getitem__(self, document_id: str) -> str:
        row = self._row_of(document_id)
        if row is None:
            raise KeyError(document_id)
        return self._texts[row]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids())

    def __len__(self) -> int:
        return len(self._texts)
