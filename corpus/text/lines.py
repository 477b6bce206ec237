"""A text in, its lines out: where each begins and ends, and which only go on with the sentence of the line before."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from itertools import pairwise
from unicodedata import east_asian_width

from corpus.measure import Span
from corpus.text.normal import fold

_ENDS = "。;:!?…)"
_RUNNING = re.compile(r"[,。;、]")
# 责任单位: 县农业农村局、县财政局
_ENTRY = re.compile(r"[\u4e00-\u9fff]{2,8}\s?:[^。;]{0,60}$")
# What a sentence never ends with: …以及 / 按照 / 第 / 给予
_LEANS = re.compile(r"(?:[,、(<\"第和及与或的于按照据对将由为在从至到]|以及|给予|不超过|其中|包括|符合)$")
_HEADING = re.compile(
    r"(?:第\s?[一二三四五六七八九十百\d]{1,5}\s?[编章节条]|\(?[一二三四五六七八九十]{1,3}[)、.]|\(?\d{1,3}[)、.]|[①-⑳])[^。;:]{0,48}$"
)
_MARKER = re.compile(
    r"(?:第\s?[一二三四五六七八九十百零\d]{1,7}\s?[编章节条](?!第|规定|的|所)|\(?\s?[一二三四五六七八九十]{1,3}\s?[)、.]|\(?\s?\d{1,3}\s?[)、.](?!\d)|[①-⑳])"
)
_LONG = 34  # characters; a line that long without any punctuation is no heading
_AROUND = " *>#\\"
_GOES_ON = frozenset(",、")  # folded: no sentence ends with these
_STOPS = frozenset("。;!?)")  # folded: a sentence may end with these, and the page's line go on
_ROOM = 3  # full-width characters: what a page leaves free at the end of a line that it broke
_ROW_OR_ITEM = re.compile(r".*\||[-*•●◆■]\s|[-*]*[\[【]")  # of a table, of a list, of a card
_WIDEST = 60  # full-width characters: a longer line is a paragraph, which no page broke
_NARROWEST = 16  # full-width characters: no page sets Chinese text in narrower columns


def lines_of(source: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Every line that holds something, without the white space around it."""
    end = len(source) if end is None else end
    spans = []
    position = start
    while position < end:
        stop = source.find("\n", position, end)
        stop = end if stop < 0 else stop
        line = source[position:stop]
        stripped = line.strip()
        if stripped:
            left = position + len(line) - len(line.lstrip())
            spans.append(Span(left, left + len(stripped)))
        position = stop + 1
    return spans


def wrapped_starts(source: str, folded: str, lines: Sequence[Span], furniture: Collection[Span]) -> frozenset[int]:
    """Where lines begin that a page broke off the line before, furniture between them passed over.

    >>> text = "一、支持创新。对企业给予\\n1.5万元补助,最高\\n3万元。\\n二、支持人才"
    >>> sorted(wrapped_starts(text, text, lines_of(text), ()))
    [13, 24]
    """
    found = set()
    before: Span | None = None
    for line in lines:
        if line in furniture:
            continue
        if before is not None and goes_on(source, folded, before, line):
            found.add(line.start)
        before = line
    return frozenset(found)


def goes_on(source: str, folded: str, before: Span, line: Span) -> bool:
    """Whether `line` goes on with the sentence of `before`, the line or the lines above it."""
    words, following = before.of(folded).strip(_AROUND), line.of(folded)
    if not words or words[-1] in _ENDS or following.startswith("#"):
        return False
    indent = source[max(0, line.start - 8) : line.start].rpartition("\n")[2]
    if len(indent.replace("\u3000", "  ")) >= 2:
        return False  # the first line of a paragraph is set in
    if _LEANS.search(words):
        return True
    if not source[before.end : line.start].strip() and source.count("\n", before.end, line.start) > 1:
        return False  # a blank line between them
    if _ENTRY.match(words) or (_HEADING.match(words) and _MARKER.match(following.lstrip(_AROUND))):
        return False
    marker = _MARKER.match(words)
    return _RUNNING.search(words, marker.end() if marker else 0) is not None or len(words) >= _LONG


def without_wraps(text: str, is_within_word: Callable[[str, int], bool] | None = None) -> str:
    """`text` with a space for each line break that a page made within a sentence; every offset stays.

    A line goes on after a comma, and where it was full: a page breaks what has no room left. Lines that were broken at
    their commas and stops as well (books do so once they were cut into text) are as wide together as the page; where a
    line of the page began is not told, so each place where it may have begun is held in mind. Wherever a word stands
    across the break (`is_within_word` tells whether one does at a place of folded text), the line goes on.

    >>> without_wraps("对新认定的企业给予奖励，奖金在2023\\n年底前兑现。\\n责任单位：财政局")
    '对新认定的企业给予奖励，奖金在2023 年底前兑现。\\n责任单位：财政局'
    """
    lines = lines_of(text)
    page = max((_width(line.of(text)) for line in lines), default=0)
    if len(lines) < 2 or page < _NARROWEST:
        return text
    folded, joined = fold(text), list(text)
    begun = {lines[0].start: 0.0}  # where a line of the page may have begun, and how wide it is so far
    start = lines[0].start  # of the sentence, as far as it was put together
    for before, line in pairwise(lines):
        wide = _width(before.of(text))
        begun = {at: so_far + wide for at, so_far in begun.items()} | {before.start: wide}
        filled = [at for at, so_far in begun.items() if page - _ROOM <= so_far <= page + _ROOM]
        full = bool(filled)
        ended = folded[before.end - 1] in _STOPS
        comma = folded[before.end - 1] in _GOES_ON
        apart = _ROW_OR_ITEM.match(before.of(folded)) or _ROW_OR_ITEM.match(line.of(folded))
        above = Span(min(start, *filled), before.end) if filled else Span(start, before.end)
        goes = not apart and goes_on(text, folded, above, line)
        if goes and not full and not comma:
            tail = before.of(folded)
            goes = (
                is_within_word is not None and wide >= _NARROWEST and is_within_word(tail + line.of(folded), len(tail))
            )
        if goes:
            joined[before.end : line.start] = " " * (line.start - before.end)
        else:
            start = line.start
        begun = {at: so_far for at, so_far in begun.items() if so_far < page + _ROOM and (goes or ended)}
        if full or ended or not begun:
            begun[line.start] = 0.0
    return "".join(joined)


def broken_off(text: str, around: str) -> Span | None:
    """Between the first line and the second, where the page broke the first off: as wide as others `around`, ended by no mark.

    >>> text = "鼓励企业开展技术改造和设备更新并推广应用技\\n术。对符合条件的给予补助，单个企业不超过五\\n十万元。"
    >>> broken_off(text, text)
    Span(start=21, end=22)
    """
    lines = lines_of(text)
    widths = [_width(line.of(around)) for line in lines_of(around)]
    page = max(widths, default=0)
    if len(lines) < 2 or not _NARROWEST <= page <= _WIDEST or sum(wide >= page - _ROOM for wide in widths) < 2:
        return None
    first, second = lines[:2]
    folded = fold(second.of(text))
    if _width(first.of(text)) < page - _ROOM or fold(text[first.end - 1]) in _ENDS or second.start - first.end > 1:
        return None
    return None if _MARKER.match(folded) or _ROW_OR_ITEM.match(folded) else Span(first.end, second.start)


def _width(words: str) -> float:
    """In full-width characters, as a page measures a line."""
    return sum(1.0 if east_asian_width(character) in "WFA" else 0.5 for character in words)
