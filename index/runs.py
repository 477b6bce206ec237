"""Which rows of several segments are which rows of the whole: stretches of documents that stand together in both. Pure.

A segment is one index of some documents. The whole has its documents in the order of the register; a document that was
removed, or that a newer segment has in another version, is in no run and so is seen by nobody.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Run = tuple[int, int, int]  # segment, its first document, and the one behind its last


def runs_of(places: Iterable[tuple[int, int]]) -> tuple[Run, ...]:
    """The runs of documents given one by one, each as segment and row in it.

    >>> runs_of([(0, 0), (0, 1), (1, 0), (0, 3)])
    ((0, 0, 2), (1, 0, 1), (0, 3, 4))
    """
    made: list[Run] = []
    for segment, row in places:
        if made and made[-1][0] == segment and made[-1][2] == row:
            made[-1] = (segment, made[-1][1], row + 1)
        else:
            made.append((segment, row, row + 1))
    return tuple(made)


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """One kind of row (documents, clauses, sentences …) of the whole, run by run.

    `segment` and `local` (runs,) say of which segment a run's rows are and which is the first of them there; `starts`
    (runs + 1,) where it begins in the whole; `own` which runs each segment has, in the order of its rows. `begins` and `moved`
    are the same as plain numbers, for one row at a time: its run's first row, its segment and how far its rows are moved there.
    """

    segment: NDArray[np.int64]
    local: NDArray[np.int64]
    starts: NDArray[np.int64]
    own: Mapping[int, NDArray[np.int64]]
    begins: Sequence[int]
    moved: Sequence[tuple[int, int]]

    @classmethod
    def of(cls, runs: Sequence[Run], bounds: Sequence[NDArray[np.int64]]) -> Self:
        """`bounds` (documents + 1,) of each segment: where the rows of each of its documents begin."""
        made = [(segment, int(bounds[segment][first]), int(bounds[segment][end])) for segment, first, end in runs]
        table = np.array([each for each in made if each[1] < each[2]], dtype=np.int64).reshape(-1, 3)
        starts = np.concatenate([[0], np.cumsum(table[:, 2] - table[:, 1])]).astype(np.int64)
        segment, local = table[:, 0].copy(), table[:, 1].copy()
        order = np.argsort(local, kind="stable")
        own = {int(each): order[segment[order] == each] for each in np.unique(segment)}
        begins = starts[:-1].tolist()
        return cls(
            segment, local, starts, own, begins, [*zip(segment.tolist(), (local - starts[:-1]).tolist(), strict=True)]
        )

    def __len__(self) -> int:
        return int(self.starts[-1])

    def up(self, segment: int, rows: NDArray[np.integer]) -> NDArray[np.int64]:
        """The rows of the whole that rows of a segment are, rising; those that are none are left out."""
        own = self.own.get(segment)
        if own is None or not len(rows):
            return np.zeros(0, dtype=np.int64)
        if len(own) == 1:  # nearly always: then they stay in their order
            run = int(own[0])
            start, end, first = int(self.starts[run]), int(self.starts[run + 1]), int(self.local[run])
            places = rows.astype(np.int64) + (start - first)
            return places if start <= places[0] and places[-1] < end else places[(places >= start) & (places < end)]
        at = own[np.maximum(np.searchsorted(self.local[own], rows, side="right") - 1, 0)]
        moved = self.starts[at] + rows - self.local[at]
        return np.sort(moved[(moved >= self.starts[at]) & (moved < self.starts[at + 1])]).astype(np.int64)

    def down(self, rows: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Of rows of the whole: the segment of each, and its row there."""
        at = np.searchsorted(self.starts, rows, side="right") - 1
        return self.segment[at], rows - self.starts[at] + self.local[at]

    def one(self, row: int) -> tuple[int, int]:
        """`down` of one row. Raises IndexError."""
        if not 0 <= row < len(self):
            raise IndexError(row)
        segment, moved = self.moved[bisect_right(self.begins, row) - 1]
        return segment, row + moved

    def in_one_run(self, first: int, last: int) -> bool:
        """Whether rows `first` to `last` of the whole stand in one run: then they stand side by side in its segment too."""
        return bisect_right(self.begins, first) == bisect_right(self.begins, last)

    def stretches(self) -> Iterator[tuple[int, slice, slice]]:
        """Every run: its segment, its rows there, its rows in the whole."""
        for segment, local, start, end in zip(self.segment, self.local, self.starts[:-1], self.starts[1:], strict=True):
            yield int(segment), slice(int(local), int(local + end - start)), slice(int(start), int(end))

    def alive(self, segment: int, count: int) -> NDArray[np.bool_] | None:
        """Which of the `count` rows of a segment are in the whole, (count,); None where all are."""
        kept = np.zeros(count, dtype=bool)
        for own, local, _ in self.stretches():
            if own == segment:
                kept[local] = True
        return None if kept.all() else kept
