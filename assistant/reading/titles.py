"""Documents named by a part of their title: 金融支持陆海新通道的意见, 双特政策, 天河人才公寓那个公告. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.measure import Span

# These close a name whatever the document calls itself.
ANY_KIND = ("政策", "文件", "规定", "文")
LONGEST = 40  # characters before the closing word that may belong to the name
SHORTEST_BLOCK = 2
LEAST = 4  # characters of a title without its closing word that tell it from all others together
# What people put between the pieces of a name: 的, 那个, 市, 2020年
_FILLER_END = re.compile(r"(?:[\s的之里中省市县区\"'<>]|那[个份]?|这[个份]?|关于|\d{2,4}年?)$")
_EDGE = re.compile(r"[的之那这个份和与及、,]")


@dataclass(frozen=True, slots=True)
class Title:
    """A document's title, folded, and the folded text that its words are looked up in."""

    document: str
    title: str
    text: str


def mentions(folded: str, titles: Sequence[Title], kinds: Sequence[str]) -> Iterator[tuple[Span, tuple[str, ...]]]:
    """Each stretch of a folded question that names documents by pieces of their titles, with those documents.

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
            start, documents = found
            taken = close.end()
            yield Span(begin + start, close.end()), documents


def _best(before: str, kind: str, titles: Sequence[Title]) -> tuple[int, tuple[str, ...]] | None:
    """Where the name begins in `before`, and the documents it names."""
    matched = {each.document: blocks for each in titles if (blocks := _blocks(before, each.title))}
    if not matched:
        return None
    most = max(_length(blocks) for blocks in matched.values())
    named = [document for document, blocks in matched.items() if _length(blocks) == most]
    if len(named) > 1:
        return None
    document = named[0]
    pieces = [before[start:end] for start, end in matched[document]]
    others = [each for each in titles if each.document != document]
    alone = any(all(piece not in each.text and piece not in each.title for each in others) for piece in pieces)
    own = next(each for each in titles if each.document == document)
    together = most >= LEAST and kind not in ANY_KIND and kind in own.title
    return (matched[document][0][0], (document,)) if alone or together else None


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
