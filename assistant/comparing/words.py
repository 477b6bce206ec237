"""Two texts in, what of each is its own out: characters and whole figures compared, so that 30万元 is never half changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from corpus.normal import fold

Sort = Literal["same", "gone", "new"]
# A figure with its unit, a Latin word, or one character
_TOKEN = re.compile(
    r"\d+(?:[.,]\d+)*\s?(?:%|％|个百分点|[十百千万亿]*(?:元|美元|人民币)?(?:/[\u4e00-\u9fff]{1,2})?|年|月|日|个|家|项|件|人|名|平方米|亩)?|[A-Za-z]+|\s+|.",
    re.DOTALL,
)
_ISLAND = 2  # characters: so short a stretch that stayed between two that changed is shown as changed


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the old text (`gone`), of the new (`new`), or of both (`same`, in the words of the new)."""

    sort: Sort
    text: str


def changed_words(old: str, new: str) -> tuple[Piece, ...]:
    """The two texts as one row of pieces: `same` and `gone` give the old text, `same` and `new` the new one.

    Width, brackets and white space do not count as changes.

    >>> [(p.sort, p.text) for p in changed_words("给予30万元奖励", "给予50万元一次性奖励")]
    [('same', '给予'), ('gone', '30万元'), ('new', '50万元一次性'), ('same', '奖励')]
    """
    left, right = _TOKEN.findall(old), _TOKEN.findall(new)
    matcher = SequenceMatcher(None, [_key(each) for each in left], [_key(each) for each in right], autojunk=False)
    return tuple(_joined(_pieces(matcher.get_opcodes(), left, right)))


def _key(token: str) -> str:
    return fold(token).strip() or " "


def _pieces(
    codes: Sequence[tuple[str, int, int, int, int]], left: Sequence[str], right: Sequence[str]
) -> Iterator[Piece]:
    for number, (code, a, b, c, d) in enumerate(codes):
        before, after = "".join(left[a:b]), "".join(right[c:d])
        inside = 0 < number < len(codes) - 1
        if code == "equal" and not (inside and len(after.strip()) < _ISLAND):
            yield Piece("same", after)
            continue
        if before:
            yield Piece("gone", before)
        if after:
            yield Piece("new", after)


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Between two stretches that stayed, all that went in one piece, then all that came."""
    gone = new = ""
    for piece in pieces:
        if piece.sort != "same":
            gone += piece.text if piece.sort == "gone" else ""
            new += piece.text if piece.sort == "new" else ""
            continue
        if gone:
            yield Piece("gone", gone)
        if new:
            yield Piece("new", new)
        gone = new = ""
        yield piece
    if gone:
        yield Piece("gone", gone)
    if new:
        yield Piece("new", new)
