"""A text in, its lines out: where each begins and ends, and which only go on with the sentence of the line before."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from corpus.measure import Span

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
