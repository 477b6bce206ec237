"""What every reader of a format gives back, and what all of them share: limits, and what raised figures stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence
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
    headings: tuple[
        tuple[int, int], ...
    ] = ()  # the lines that are headings, counted from 0, and the level of each from 1


_HEADING = "\x02"  # opens a heading while a text is made; no format may hold it
_MADE = re.compile(rf"^\s*{_HEADING}(?P<level>[1-7])")


def heading_mark(level: int) -> str:
    """What a reader puts before the words of a heading, for `without_marks`."""
    return f"{_HEADING}{level}"


def without_marks(lines: Sequence[str]) -> tuple[list[str], tuple[tuple[int, int], ...]]:
    """The lines without the marks of headings, those that are empty then left out; and which are headings, of which level.

    >>> without_marks([heading_mark(2) + "补贴标准", "每人1000元", heading_mark(3)])
    (['补贴标准', '每人1000元'], ((0, 2),))
    """
    found: list[str] = []
    headings: list[tuple[int, int]] = []
    for line in lines:
        words = unmarked(line)
        if not words.strip():
            continue
        if marked := _MADE.match(line):
            headings.append((len(found), int(marked["level"])))
        found.append(words)
    return found, tuple(headings)


def unmarked(line: str) -> str:
    """A line without the marks of headings."""
    return re.sub(rf"{_HEADING}[1-7]", "", line).replace(_HEADING, "") if _HEADING in line else line


def raised(words: str, before: str) -> str | None:
    """What raised characters stand for after `before`: ² of m², nothing where they mark a note; None: they are text."""
    if words in _RAISED and _UNIT.search(before):
        return _RAISED[words]
    return "" if _NOTE_MARK.fullmatch(words) else None
