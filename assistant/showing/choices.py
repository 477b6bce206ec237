"""How much of a long list a page offers: a pageful with the true count, a few choices out of many. Pure, no Streamlit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from corpus.text.normal import fold

MOST = 40  # choices that one field offers, however many there are


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a list: the `number`-th page, from 0, of `total` things."""

    number: int
    size: int
    total: int

    @property
    def first(self) -> int:
        return self.number * self.size

    @property
    def end(self) -> int:
        return min(self.total, self.first + self.size)

    @property
    def is_last(self) -> bool:
        return self.end >= self.total

    def words(self, what: str) -> str:
        """第 41–80 项，共 312 项.

        >>> page_at(1, 40, 60).words("份"), page_at(0, 40, 3).words("份")
        ('第 41–60 份，共 60 份', '3 份')
        """
        if self.total <= self.size:
            return f"{self.total} {what}"
        return f"第 {self.first + 1}–{self.end} {what}，共 {self.total} {what}"


def page_at(number: int, size: int, total: int) -> Page:
    """The page of that number, or the nearest that there is."""
    return Page(max(0, min(number, (total - 1) // size)), size, total)


def hits(names: Mapping[str, str], words: str) -> list[str]:
    """The ids whose names hold all of `words`; all of them where there are none."""
    wanted = [fold(word) for word in words.split()]
    if not wanted:
        return [*names]
    return [each for each, name in names.items() for said in [fold(name)] if all(word in said for word in wanted)]


def with_chosen(offered: Sequence[str], chosen: str | None, known: Collection[str]) -> list[str]:
    """`offered` with what is chosen among them: a field forgets a choice that it does not offer."""
    return [*offered] if chosen is None or chosen in offered or chosen not in known else [chosen, *offered]


def few(options: Sequence[str], chosen: Iterable[str] = (), most: int = MOST) -> list[str]:
    """The first of many options, and those chosen; of these few others may be typed.

    >>> few(("a", "b", "c"), ["c"], 1), few(("a", "b"), ["x"], 2)
    (['a', 'c'], ['a', 'b', 'x'])
    """
    return list(dict.fromkeys((*islice(options, most), *(chosen if len(options) >= most else ()))))


def meant(options: Sequence[str], typed: Iterable[str]) -> tuple[str, ...]:
    """The options that typed words mean: each itself, or else all that hold it; a word that none holds stays as it is.

    >>> meant(("青石县", "青石镇", "松塔县"), ["青石", "松塔县", "柳塘"])
    ('青石县', '青石镇', '松塔县', '柳塘')
    """
    known = frozenset(options)
    found: list[str] = []
    for word in typed:
        found += [word] if word in known else [each for each in options if word in each] or [word]
    return tuple(dict.fromkeys(found))
