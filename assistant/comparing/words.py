"""Two texts in, what of each is its own out: characters and whole figures compared, so that 30万元 is never half changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from assistant.comparing.stretches import Stretch, stretches
from corpus.text.normal import fold

Sort = Literal["same", "gone", "new"]
# A figure with its unit, a Latin word, or one character, each with the blanks before it: a page may leave some inside 奖 励
_TOKEN = re.compile(
    r"\s*(?:\d+(?:[.,]\d+)*\s?(?:%|％|个百分点|[十百千万亿]*(?:元|美元|人民币)?(?:/[\u4e00-\u9fff]{1,2})?|年|月|日|个|家|项|件|人|名|平方米|亩)?|[A-Za-z]+|\S|$)",
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
    >>> [(p.sort, p.text) for p in changed_words("给予企业20万元奖励", "给予企 业20 万元奖\\n励")]
    [('same', '给予企 业20 万元奖\\n励')]
    """
    left, right = (list(filter(None, _TOKEN.findall(text))) for text in (old, new))
    return tuple(_joined(_pieces(_codes([_key(each) for each in left], [_key(each) for each in right]), left, right)))


def swaps(pieces: Sequence[Piece]) -> Counter[tuple[str, str]]:
    """What became what, and how often: whole figures and words.

    >>> swaps(changed_words("满六个月的，奖励20万元", "满九个月的，奖励30万元")) == {("六", "九"): 1, ("20万元", "30万元"): 1}
    True
    """
    found: Counter[tuple[str, str]] = Counter()
    gone = ""
    for piece in (*pieces, Piece("same", "")):
        words = "".join(fold(piece.text).split())
        if piece.sort == "gone":
            gone = words
        elif piece.sort == "new" or gone:
            found[gone, words if piece.sort == "new" else ""] += 1
            gone = ""
    return found


def _codes(left: Sequence[str], right: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """How the one becomes the other, as difflib says it."""
    found: list[tuple[str, int, int, int, int]] = []
    a = c = 0
    for each in (*stretches(left, right), Stretch(len(left), len(left), len(right), len(right))):
        matcher = SequenceMatcher(None, left[each.a : each.b], right[each.c : each.d], autojunk=False)
        inner = [(code, each.a + i, each.a + j, each.c + k, each.c + m) for code, i, j, k, m in matcher.get_opcodes()]
        for code in (("equal", a, each.a, c, each.c), *inner):
            if found and code[0] == found[-1][0] == "equal":
                found[-1] = ("equal", found[-1][1], code[2], found[-1][3], code[4])
            elif code[2] > code[1] or code[4] > code[3]:
                found.append(code)
        a, c = each.b, each.d
    return found


def _key(token: str) -> str:
    return "".join(fold(token).split()) or " "


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
