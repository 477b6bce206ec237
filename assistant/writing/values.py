"""Text in, its sums, percentages, dates and other numbers out, as values: what a checked sentence is compared by.

Written apart from `corpus/quantities/amounts.py` on purpose: an examiner who reads with the pupil's eyes misses the pupil's errors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from corpus.text.normal import chinese_number, fold

_HAN = "零一二两三四五六七八九十百千"
_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"  # 200,000  1.5  20
_NUMBER = rf"(?:{_ARABIC}|[{_HAN}]+)"

# 20万元, 200,000元, 二十万元, 1.5亿元; "20万" alone is a sum only where no unit (平方米, 家 …) follows it
_MONEY = re.compile(rf"({_NUMBER})(?:([千百]?[万亿])(?:元|块|(?=[\s,，。;；、!！?？)）]|$))|([千百]?)(?:元|块))")
# 3%, 百分之三
_PERCENT = re.compile(rf"({_ARABIC})%|百分之({_NUMBER})")
# 2025年12月31日, 2025-12-31, 2025/12/31, 二零二五年十二月三十一日
_DAY = re.compile(rf"(\d{{4}}|[{_HAN}]{{4}})[年\-/.]([\d{_HAN}]{{1,3}})[月\-/.]([\d{_HAN}]{{1,3}})日?")
# 20、15、5万元 and 5-20%: the first ones lean on the unit of the last
_LEANING = re.compile(
    rf"(?<![\da-z.年第件,])({_ARABIC})(?=(?:[-~至到、/和或及](?:{_ARABIC}))*?[-~至到、/和或及](?:{_ARABIC})(?:([千百]?[万亿]?)元|(%)))"
)
# 70家, 2022年, 三年: any other number. In Chinese characters only where a unit follows that is no mere counting (三项 is)
_COUNT = re.compile(rf"(?<![a-z\d.])({_ARABIC})|([{_HAN}]+)(?=[年月日天家件名人倍期户])")
MARKS = re.compile(r"\[\d{1,2}\]")  # [1]: a citation mark may split a fact; 〔2019〕 is not one
_SIZES = {
    "": 1,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "百亿": 10**10,
    "千亿": 10**11,
}

Value = tuple[str, Decimal] | tuple[str, date]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a text that `plain` made: `text[start:end]` are its words, `value` its kind (元 % 日 数) and worth."""

    words: str
    value: Value
    start: int
    end: int

    @property
    def kind(self) -> str:
        return self.value[0]


def values_in(text: str) -> list[tuple[str, Value]]:
    """Every number in `text` with the words it came from: sums, percentages and dates first, then all others.

    >>> values_in("2025年前给予70家企业20万元")
    [('20万元', ('元', Decimal('200000'))), ('2025', ('数', Decimal('2025'))), ('70', ('数', Decimal('70')))]
    >>> [words for words, _ in values_in("分别奖励20、15、5万元，连续三年")]
    ['5万元', '20', '15', '三']
    """
    return [(figure.words, figure.value) for figure in _figures(plain(MARKS.sub("", text)))]


def figures_in(text: str) -> list[Figure]:
    """Every number of `text`, which is already plain, in the order of the text."""
    return sorted(_figures(text), key=lambda figure: figure.start)


def plain(text: str) -> str:
    """Folded, without white space: what figures and words are looked for in."""
    return re.sub(r"\s+", "", fold(text))


def _figures(text: str) -> Iterator[Figure]:
    rest = text
    for start, length, value in valued_words(text):
        yield Figure(text[start : start + length], value, start, start + length)
        rest = rest[:start] + " " * length + rest[start + length :]
    for match in _COUNT.finditer(rest):
        number = _number(match[0])
        if number is not None and match[0] != "一":  # 一年, 一家: a turn of phrase
            yield Figure(match[0], ("数", number), match.start(), match.end())


def valued_words(text: str) -> Iterator[tuple[int, int, Value]]:
    """Every sum, percentage and date in `text`, each with the place and the length of its words."""
    for found in _MONEY.finditer(text):
        number = _number(found[1])
        if number is not None:
            yield found.start(), len(found[0]), ("元", number * _SIZES[found[2] or found[3] or ""])
    for found in _PERCENT.finditer(text):
        number = _number(found[1] or found[2])
        if number is not None:
            yield found.start(), len(found[0]), ("%", number)
    for found in _LEANING.finditer(text):
        number = _number(found[1])
        if number is not None:
            yield found.start(), len(found[1]), ("%", number) if found[3] else ("元", number * _SIZES[found[2] or ""])
    for found in _DAY.finditer(text):
        day = _day(found[1], found[2], found[3])
        if day is not None:
            yield found.start(), len(found[0]), ("日", day)


def _number(words: str) -> Decimal | None:
    if words[0].isdigit():
        return Decimal(words.replace(",", ""))
    value = chinese_number(words)
    return None if value is None else Decimal(value)


def _day(year: str, month: str, day: str) -> date | None:
    numbers = [chinese_number(part) for part in (year, month, day)]
    try:
        return date(*(number for number in numbers if number is not None))
    except (TypeError, ValueError):
        return None
