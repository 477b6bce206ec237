"""Two long rows of words in, the stretches worth comparing word by word out: sentences first, then runs of words.

Comparing all words with all took minutes for a clause of a few pages. What stands once in each text and in the same order
is the same; only what lies between is looked into, and of that no more than LONGEST words beside as many.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

LONGEST = 300  # words beside as many others: more are cut before they are compared
RUN = 6  # words that stand once in a long stretch of either text hold it together
_ENDS = "。；;!?\n"


@dataclass(frozen=True, slots=True)
class Stretch:
    """`left[a:b]` beside `right[c:d]`."""

    a: int
    b: int
    c: int
    d: int

    @property
    def steps(self) -> int:
        """How many pairs of words may have to be looked at."""
        return (self.b - self.a) * (self.d - self.c)


Cut = Callable[[Sequence[str], int, int], Iterator[tuple[int, int]]]


def stretches(left: Sequence[str], right: Sequence[str]) -> Iterator[Stretch]:
    """The stretches to compare, in order; what lies between them is the same on both sides.

    >>> left, right = "甲项给补。乙项给一。丙项给补。", "甲项给补。乙项给二。丙项给补。"
    >>> [(left[s.a : s.b], right[s.c : s.d]) for s in stretches(left, right)]
    [('一', '二')]
    """
    for each in _parted(left, right, Stretch(0, len(left), 0, len(right)), _sentences):
        if each.steps <= LONGEST * LONGEST:
            yield each
            continue
        for part in _parted(left, right, each, _runs):
            yield from _in_turn(part)


def _in_turn(part: Stretch) -> Iterator[Stretch]:
    """A stretch too long to compare and with nothing to hold on to: a piece of the one beside the same share of the other."""
    if part.steps <= LONGEST * LONGEST:
        yield part
        return
    ours, theirs = part.b - part.a, part.d - part.c
    count = -(-max(ours, theirs) // LONGEST)
    for at in range(count):
        yield Stretch(
            part.a + ours * at // count,
            part.a + ours * (at + 1) // count,
            part.c + theirs * at // count,
            part.c + theirs * (at + 1) // count,
        )


def _parted(left: Sequence[str], right: Sequence[str], part: Stretch, cut: Cut) -> Iterator[Stretch]:
    """`part` without what its beginning and end share and without the pieces that stand once on either side."""
    a, b, c, d = part.a, part.b, part.c, part.d
    while a < b and c < d and left[a] == right[c]:
        a, c = a + 1, c + 1
    while a < b and c < d and left[b - 1] == right[d - 1]:
        b, d = b - 1, d - 1
    theirs = _once(right, cut(right, c, d))
    both = [(i, theirs[words], len(words)) for words, i in _once(left, cut(left, a, b)).items() if words in theirs]
    for i, k, length in _in_order(sorted(both)):
        if i < a or k < c:
            continue  # within what the piece before was found to reach over
        first, other = i, k
        while first > a and other > c and left[first - 1] == right[other - 1]:
            first, other = first - 1, other - 1
        if first > a or other > c:
            yield Stretch(a, first, c, other)
        a, c = i + length, k + length
        while a < b and c < d and left[a] == right[c]:
            a, c = a + 1, c + 1
    if a < b or c < d:
        yield Stretch(a, b, c, d)


def _sentences(words: Sequence[str], start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for at in range(start, end):
        if words[at] in _ENDS or at == end - 1:
            if at + 1 - begin >= RUN:
                yield begin, at + 1
            begin = at + 1


def _runs(_words: Sequence[str], start: int, end: int) -> Iterator[tuple[int, int]]:
    return ((at, at + RUN) for at in range(start, end - RUN + 1))


def _once(words: Sequence[str], pieces: Iterable[tuple[int, int]]) -> dict[tuple[Hashable, ...], int]:
    """Where each piece begins that stands once; the others hold nothing together."""
    found: dict[tuple[Hashable, ...], int] = {}
    for begin, end in pieces:
        key = tuple(words[begin:end])
        found[key] = -1 if key in found else begin
    return {key: begin for key, begin in found.items() if begin >= 0}


def _in_order(places: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The longest run of `places` that stands in the same order on both sides."""
    least: list[int] = []  # for each length the least place on the right that a run so long ends at
    ends: list[int] = []  # and which of `places` that is
    before: list[int] = []
    for at, (_, k, _) in enumerate(places):
        length = bisect_left(least, k)
        before.append(ends[length - 1] if length else -1)
        least[length : length + 1] = [k]
        ends[length : length + 1] = [at]
    kept: list[tuple[int, int, int]] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        kept.append(places[at])
        at = before[at]
    return kept[::-1]
