"""A clause as the rules read it: half width, no markup, no white space; every character still knows its place.

Documents break 给予 20 万元 at any point: by spaces, by the wrapped lines of a PDF, by leftover HTML. Rules that had to
allow for that everywhere would be unreadable, so it is done once, here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.measure import Span
from corpus.text.normal import fold, without_markup

# A line this long that ends without punctuation was wrapped by the page, not by its author.
_WRAPPED_LENGTH = 20
_SENTENCE_END = "。;!?:"
_WRITTEN = re.compile(r"\S+")
_OPENS_LINE = re.compile(
    r"\s*(?:[\[(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[\])、.:]|第[一二三四五六七八九十百\d]{1,4}[条章节款项]|[①-⑳#]|对|凡)"
)


@dataclass(frozen=True, slots=True)
class Plain:
    """`words[i]` stands at `places[i]` in `source`."""

    words: str
    places: Sequence[int]
    source: str

    def span(self, start: int, end: int, offset: int = 0) -> Span:
        """The stretch of the source that `words[start:end]` came from, shifted by `offset`."""
        return Span(self.places[start] + offset, self.places[end - 1] + 1 + offset)

    def verbatim(self, start: int, end: int) -> str:
        return self.span(start, end).of(self.source) if start < end else ""


def plain(source: str) -> Plain:
    """`source` for the rules to read.

    >>> plain("给予 ２０\\u3000万元<b>奖励</b>").words
    '给予20万元奖励'
    """
    folded = fold(without_markup(source))
    words: list[str] = []
    places: list[int] = []
    before = ""  # the line before, as far as it was read
    for line in re.finditer(r"[^\n\r]+", folded):
        if not line[0].strip():
            continue
        if words and not _runs_on(before, line[0]):
            words.append("\n")
            places.append(line.start() - 1)
        first = len(words)
        for piece in _WRITTEN.finditer(line[0]):
            start = line.start() + piece.start()
            if len(words) > first and _alphanumeric(words[-1]) and _alphanumeric(piece[0][0]):
                words.append(" ")  # 50 30万元 are two figures, not one
                places.append(start - 1)
            words += piece[0]
            places += range(start, start + len(piece[0]))
        before = "".join(words[first:])
    return Plain("".join(words), places, source)


def _runs_on(before: str, line: str) -> bool:
    """Whether `line` goes on with the sentence of the line before it."""
    if "|" in before and "|" in line:
        return False  # the rows of a table
    if before[-1:] in ",、":
        return True
    return len(before) >= _WRAPPED_LENGTH and before[-1] not in _SENTENCE_END and not _OPENS_LINE.match(line)


def _alphanumeric(character: str) -> bool:
    return character.isascii() and character.isalnum()
