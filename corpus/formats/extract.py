"""What every reader of a format gives back, and what all of them share: limits, and what raised figures stand for."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_BYTES = 64 * 1024 * 1024

# A raised 1 in 20万元 or [2] behind it is the mark of a note, the 2 of m² is a unit
_NOTE_MARK = re.compile(r"[\[(（〔]?(?:注?\d{1,3}|[①-⑳*＊†‡※])(?:[,，、-]\d{1,3})*[\])）〕]?")
_RAISED = {"2": "²", "3": "³"}
_UNIT = re.compile(r"(?<![A-Za-z])(?:[kcdm]?m|hm|km)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Words of a file that did not become text, where they stood, and why."""

    where: str  # 第3页, or where the file has no pages, the kind of element
    words: str
    why: str


@dataclass(frozen=True, slots=True)
class Extract:
    """What a reader takes from the bytes of a file."""

    text: str
    left_out: tuple[LeftOut, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()  # what a page's head says of it, unseen: ("PubDate", "2024-09-01 09:00")


def raised(words: str, before: str) -> str | None:
    """What raised characters stand for after `before`: ² of m², nothing where they mark a note; None: they are text."""
    if words in _RAISED and _UNIT.search(before):
        return _RAISED[words]
    return "" if _NOTE_MARK.fullmatch(words) else None
