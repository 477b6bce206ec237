"""Where the sentences of one unit begin and end. Pure: text in, spans out, every span an offset into that text."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import accumulate

from corpus.measure import Span
from corpus.text.lines import without_wraps as page_without_wraps
from index.tokens import is_within_word

LONGEST = 120  # characters: beyond this one vector stands for too many statements

_BREAKS = frozenset("\n\r")
_ENDS = frozenset("。！？；!?;")
_STOPS_IN_QUOTES = frozenset("。！？!?")  # “好。”下一句: the quotation's own stop also ends the sentence around it
_PAIRS = {
    "（": "）",
    "(": ")",
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    "《": "》",
    "【": "】",
    "[": "]",
    "〔": "〕",
}
_CLOSERS = frozenset(_PAIRS.values()) | {'"'}
_HAN = re.compile(r"[\u3400-\u9fff]")
_NUMERALS = frozenset("一二三四五六七八九十百零〇")
_WORDLIKE = re.compile(r"[0-9A-Za-z.,．，%％万亿元]")  # what a number with its unit is written in


def split_sentences(text: str, longest: int = LONGEST) -> tuple[Span, ...]:
    """Spans of the sentences of `text`, in order, disjoint, none longer than `longest` characters.

    A sentence ends at 。！？； (either width) outside brackets and quotation marks, and at every line break but those
    that a page made within a sentence. A full stop typed as `.` counts only between Chinese words, so `12.6亿元`, `2.0` and the marker `1.` stay whole.
    Longer sentences are cut at the comma nearest to equal shares. Spans are trimmed of white space and together
    hold every non-space character. Raises ValueError if `longest` is below 10.

    >>> [span.of("给予30万元奖励；注册资本12.6亿元。1.其他") for span in split_sentences("给予30万元奖励；注册资本12.6亿元。1.其他")]
    ['给予30万元奖励；', '注册资本12.6亿元。', '1.其他']
    """
    if longest < 10:
        raise ValueError(f"longest must be at least 10 characters, not {longest}")
    return tuple(piece for sentence in _sentences(text) for piece in _pieces(text, sentence, longest))


def _sentences(text: str) -> Iterator[Span]:
    """Whole sentences, trimmed, however long."""
    text = without_wraps(text)
    enclosed = _enclosed(text)
    start = position = 0
    while position < len(text):
        if not _ends_at(text, position, enclosed):
            position += 1
            continue
        position += 1
        # What trails a stop belongs to it: ？！, and a closing mark whose opening one is missing.
        while position < len(text) and text[position - 1] not in _BREAKS and _trails(text, position, enclosed):
            position += 1
        if span := _trimmed(text, start, position):
            yield span
        start = position
    if span := _trimmed(text, start, len(text)):
        yield span


def without_wraps(text: str) -> str:
    """`text` with a space for each line break that a page made within a sentence, told by words of the dictionary too."""
    return page_without_wraps(text, is_within_word)


def _trails(text: str, position: int, enclosed: bytearray) -> bool:
    return text[position] in _ENDS | _CLOSERS and not enclosed[position]


def _ends_at(text: str, position: int, enclosed: bytearray) -> bool:
    character = text[position]
    if character in _BREAKS:
        return True
    if enclosed[position]:
        return False
    if character in _ENDS:
        return True
    before = text[position - 1] if position else ""
    after = text[position + 1] if position + 1 < len(text) else ""
    if character in _CLOSERS:  # the mark itself lies outside its pair
        return before in _STOPS_IN_QUOTES and after not in "，,、；;。" if before and after else False
    if character in ".．":
        if not _HAN.match(before) or before in _NUMERALS:
            return False  # a decimal point, a marker, an abbreviation
        return not after or after.isspace() or bool(_HAN.match(after))
    return False


def _enclosed(text: str) -> bytearray:
    """One flag a character: 1 strictly inside a pair of brackets or quotation marks that closes on the same line.

    Only pairs that do close count: one forgotten bracket must not swallow the rest of the unit.
    """
    covered = [0] * (
        len(text) + 1
    )  # +1 where a pair opens, -1 where it closes: pairs lie within each other by thousands
    stack: list[tuple[str, int]] = []
    waiting: dict[str, list[int]] = {}  # closing mark -> where in the stack it is waited for
    for position, character in enumerate(text):
        if character in _BREAKS:
            stack.clear()
            waiting.clear()
        elif character in _PAIRS or (character == '"' and not waiting.get('"')):
            closer = _PAIRS.get(character, character)
            waiting.setdefault(closer, []).append(len(stack))
            stack.append((closer, position))
        elif character in _CLOSERS and waiting.get(character):
            depth = waiting[character][-1]
            covered[stack[depth][1] + 1] += 1
            covered[position] -= 1
            while len(stack) > depth:
                waiting[stack.pop()[0]].pop()
    return bytearray(deep > 0 for deep in accumulate(covered[:-1]))


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def _pieces(text: str, sentence: Span, longest: int) -> Iterator[Span]:
    """The sentence itself, or its parts of at most `longest` characters and about equal length."""
    start = sentence.start
    while sentence.end - start > longest:
        remaining = sentence.end - start
        ideal = start + round(remaining / math.ceil(remaining / longest))
        cut = _cut(text, start, min(start + longest, sentence.end), ideal)
        if span := _trimmed(text, start, cut):
            yield span
        start = cut
    if span := _trimmed(text, start, sentence.end):
        yield span


def _cut(text: str, start: int, latest: int, ideal: int) -> int:
    """Where to cut `text[start:latest]`: after the comma nearest `ideal`, else after a 、, else between two words."""
    earliest = start + (latest - start) // 4  # a crumb of a few characters makes a poor vector
    for marks in ("，,", "、"):
        cuts = [
            position + 1
            for position in range(earliest, latest)
            if text[position] in marks and not _inside_number(text, position)
        ]
        if cuts:
            return min(cuts, key=lambda cut: abs(cut - ideal))
    for cut in range(latest, earliest, -1):
        if not (_WORDLIKE.match(text[cut - 1]) and _WORDLIKE.match(text[cut])):
            return cut
    return latest


def _inside_number(text: str, position: int) -> bool:
    """Whether the comma at `position` groups digits: 1,000万元."""
    return 0 < position < len(text) - 1 and text[position - 1].isdigit() and text[position + 1].isdigit()
