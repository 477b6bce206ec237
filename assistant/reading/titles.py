"""Documents named by a part of their title: 金融支持陆海新通道的意见, 双特政策, 天河人才公寓那个公告. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpus.measure import Span
from index.occurrences import Occurring

# These close a name whatever the document calls itself.
ANY_KIND = ("政策", "文件", "规定", "文")
LONGEST = 40  # characters before the closing word that may belong to the name
SHORTEST_BLOCK = 2
LEAST = 4  # characters of a title without its closing word that tell it from all others together
# What people put between the pieces of a name: 的, 那个, 市, 2020年
_FILLER_END = re.compile(r"(?:[\s的之里中省市县区\"'<>]|那[个份]?|这[个份]?|关于|\d{2,4}年?)$")
_EDGE = re.compile(r"[的之那这个份和与及、,]")


@dataclass(frozen=True, slots=True)
class Titles:
    """The titles that a question may name a document by: their folded words, and those of the texts, by document row.

    `within` are the only documents looked at, where it is given.
    """

    titles: Occurring
    texts: Occurring
    title_of: Callable[[int], str]
    within: frozenset[int] | None = None

    def holding(self, piece: str) -> set[int]:
        """The documents whose title holds a piece."""
        rows = set(self.titles.holding(piece).tolist())
        return rows if self.within is None else rows & self.within

    def alone(self, piece: str, row: int) -> bool:
        """Whether a piece stands in the title or text of no other document."""
        others = {*self.texts.holding(piece).tolist(), *self.titles.holding(piece).tolist()} - {row}
        return not (others if self.within is None else others & self.within)


def mentions(folded: str, titles: Titles, kinds: Sequence[str]) -> Iterator[tuple[Span, int]]:
    """Each stretch of a folded question that names a document by pieces of its title, with the row of that document.

    A stretch ends with a word that documents call themselves (`kinds`, longest first, or ANY_KIND). The pieces before
    it stand in the title, with nothing but filler between. They name the document if one of them stands
    in no other document, or if all of them together stand in no other title.
    """
    words = "|".join(re.escape(word) for word in dict.fromkeys((*kinds, *ANY_KIND)))
    taken = 0
    for close in re.finditer(words, folded):
        begin = max(taken, close.start() - LONGEST)
        found = _best(folded[begin : close.start()], close[0], titles)
        if found is not None:
            start, row = found
            taken = close.end()
            yield Span(begin + start, close.end()), row


def _best(before: str, kind: str, titles: Titles) -> tuple[int, int] | None:
    """Where the name begins in `before`, and the document it names."""
    matched = {row: blocks for row in _candidates(before, titles) if (blocks := _blocks(before, titles.title_of(row)))}
    if not matched:
        return None
    most = max(_length(blocks) for blocks in matched.values())
    named = [row for row, blocks in matched.items() if _length(blocks) == most]
    if len(named) > 1:
        return None
    row = named[0]
    alone = any(titles.alone(before[start:end], row) for start, end in matched[row])
    together = most >= LEAST and kind not in ANY_KIND and kind in titles.title_of(row)
    return (matched[row][0][0], row) if alone or together else None


def _candidates(before: str, titles: Titles) -> list[int]:
    """The documents whose title holds what `before` ends with, or ends with before some filler."""
    found: set[int] = set()
    end = len(before)
    while end >= SHORTEST_BLOCK:
        found |= titles.holding(before[end - SHORTEST_BLOCK : end])
        filler = _FILLER_END.search(before[:end])
        if not filler:
            break
        end = filler.start()
    return sorted(found)


def _length(blocks: Sequence[tuple[int, int]]) -> int:
    return sum(end - start for start, end in blocks)


def _blocks(before: str, title: str) -> list[tuple[int, int]]:
    """The pieces at the end of `before` that stand in `title`, in any order, with nothing but filler between them."""
    blocks: list[tuple[int, int]] = []
    end = len(before)
    while end > 0:
        start = next((at for at in range(end - SHORTEST_BLOCK + 1) if before[at:end] in title), None)
        if start is not None and not _EDGE.match(before[start:end]):
            blocks.insert(0, (start, end))
            end = start
        elif filler := _FILLER_END.search(before[:end]):
            end = filler.start()
        else:
            break
    return blocks
