"""The one normalisation, character for character, so that offsets into a text stay true on both sides of it."""

from __future__ import annotations

import re
from pathlib import Path

# 條 is 条: what a simplified text never has, below it what it has instead (made by scripts/make_traditional.py)
_TRADITIONAL, _SIMPLIFIED = Path(__file__).with_name("traditional.txt").read_text("utf-8").splitlines()
# Full-width ASCII to half-width, and the punctuation that documents and keyboards write in several ways.
# Every entry maps one character to one character: `len(fold(text)) == len(text)`, always.
# What stays as it is stands here too: `translate` raises and catches an exception for every character that it does not find.
_FOLDED: dict[int, int | str] = {code: code for code in (*range(0x80), *range(0x3400, 0xA000), 0x3001, 0x3002)}
_FOLDED |= {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLDED |= str.maketrans(_TRADITIONAL, _SIMPLIFIED)
_FOLDED |= {
    ord(source): ord(target)
    for source, target in {
        "\u3000": " ", "\u00a0": " ", "\u2002": " ", "\u2003": " ", "\t": " ",
        "〔": "[", "﹝": "[", "【": "[", "〕": "]", "﹞": "]", "】": "]",
        "“": '"', "”": '"', "„": '"', "「": '"', "」": '"', "『": '"', "』": '"',
        "‘": "'", "’": "'", "〈": "<", "〉": ">", "《": "<", "》": ">",
        "—": "-", "–": "-", "－": "-", "‐": "-", "·": ".", "•": ".", "．": ".",
        "。": "。", "、": "、", "％": "%", "㎡": "㎡", "〇": "零", "○": "零",
    }.items()
}  # fmt: skip


def fold(text: str) -> str:
    """One character for one: full width to half width, bracket and quote variants to one, Latin to lower case, 條 to 条."""
    folded = text.translate(_FOLDED)
    lowered = folded.lower()
    # A few capitals (İ) lower to two characters; then only the plain ones are lowered, so that offsets hold.
    if len(lowered) != len(folded):
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in folded)
    return lowered


_BROKEN_NUMBER = re.compile(r"(?<=[\d,.，．])[ \t\u3000]*\n[ \t\u3000]*(?=[\d,.，．%％‰]|[十百千万亿]{0,3}元|[万亿])")


def on_one_line(text: str) -> str:
    """`text` without line breaks: a page that broke a number off is not seen, 奖励1⏎00万元 reads 奖励100万元.

    >>> on_one_line("奖励1\\n00万元；\\n  再奖励25\\n万元")
    '奖励100万元； 再奖励25万元'
    """
    return " ".join(_BROKEN_NUMBER.sub("", text).split())


_BLANK_INSIDE = re.compile(
    r"(?<=[^\x00-\x7f])[ \t\r\n\u3000\u00a0]+(?=[^\x00-\x7f\u3000\u00a0]|\d)|(?<=\d)[ \t\u3000\u00a0]+(?=[^\x00-\x7f\u3000\u00a0])"
)


def closed_up(text: str) -> str:
    """`text` without the blanks that a page left inside its words; Latin words stay apart.

    >>> closed_up("给予企 业 20 万元\\n奖 励，运行 AI Lab 的")
    '给予企业20万元奖励，运行 AI Lab 的'
    """
    return _BLANK_INSIDE.sub("", text)


def unbroken(phrase: str) -> str:
    r"""A phrase on one line, with nothing where a page broke it off within Chinese words.

    >>> unbroken("新开办的民宿企\n业"), unbroken("奖励1\n0万元")
    ('新开办的民宿企业', '奖励10万元')
    """
    return on_one_line(closed_up(phrase))


# <p style="line-height: 150%"> is markup, its figures are nobody's; &mdash; stands for a dash
_TAG = re.compile(r"<[A-Za-z/!][^<>]{0,1000}>")
_DASH = re.compile(r"&[mn]dash;")
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{2,6});")
# 20<sup>1</sup>万元: the mark of a note is no digit of the sum; m<sup>2</sup> is a unit
_NOTE = re.compile(r"(?<![mM])<sup[^<>]{0,200}>(?:<a[^<>]{0,200}>)?[\[(]?\d{1,3}[\])]?(?:</a>)?</sup>", re.IGNORECASE)
# | 省级 | 1.甲<br>2.乙 | 50 |: a break within a cell of Markdown ends no line
_ROW = re.compile(r"^[ \t]*\|[^\n]*\|[ \t]*$", re.MULTILINE)
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_BLOCK = re.compile(r"</?(?:p|br|div|li|tr|h\d)\b", re.IGNORECASE)


def without_markup(text: str) -> str:
    """`text` with leftover HTML blanked, character for character: offsets stay true."""
    if "<" in text:
        text = _NOTE.sub(lambda note: " " * len(note[0]), text)
        if "|" in text:
            text = _ROW.sub(lambda row: _BREAK.sub(lambda mark: " " * len(mark[0]), row[0]), text)
        text = _TAG.sub(lambda tag: ("\n" if _BLOCK.match(tag[0]) else " ") + " " * (len(tag[0]) - 1), text)
    if "&" in text:
        text = _DASH.sub(lambda dash: "-" * len(dash[0]), text)
        text = _ENTITY.sub(lambda entity: " " * len(entity[0]), text)
    return text


_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2, "廿": 20, "卅": 30}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
CHINESE_NUMERALS = "零〇○一二两三四五六七八九十百千廿卅"


LONGEST_NUMBER = 18  # digits; no policy writes a longer one, and Python refuses to read thousands of digits


def chinese_number(text: str) -> int | None:
    """The value of a numeral written in Chinese or Arabic digits; None where it is none.

    >>> chinese_number("二十一"), chinese_number("十"), chinese_number("一百零三"), chinese_number("１２")
    (21, 10, 103, 12)
    >>> chinese_number("二〇二五"), chinese_number("3千"), chinese_number("条")
    (2025, 3000, None)
    """
    text = fold(text).replace(" ", "")
    if not text or len(text) > 2 * LONGEST_NUMBER:
        return None
    if text.isascii():
        return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else None
    if len(text) > 1 and all(character in _DIGITS or character.isdecimal() for character in text):
        if any(character in "廿卅" for character in text):
            return _DIGITS[text[0]] + (_DIGITS.get(text[1], 0) if len(text) == 2 else 0)
        return int("".join(str(_DIGITS.get(character, character)) for character in text))
    total = section = digit = 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character.isascii() and character.isdecimal():
            digit = digit * 10 + int(character)
        elif character in _POWERS:
            section += (digit or 1) * _POWERS[character]
            digit = 0
        elif character in _MYRIADS:
            total += (section + digit or 1) * _MYRIADS[character]
            section = digit = 0
        else:
            return None
    return total + section + digit
