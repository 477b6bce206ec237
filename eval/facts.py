"""Is a fact said in a text? Sums, percentages and dates are compared as values, everything else as folded words.

Written apart from `corpus/amounts.py` on purpose: an examiner who reads with the pupil's eyes misses the pupil's errors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from corpus.normal import chinese_number, fold

_HAN = "零一二两三四五六七八九十百千"
_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"  # 200,000  1.5  20
_NUMBER = rf"(?:{_ARABIC}|[{_HAN}]+)"

# 20万元, 200,000元, 二十万元, 1.5亿元; "20万" alone is a sum only where no unit (平方米, 家 …) follows it
_MONEY = re.compile(rf"({_NUMBER})(?:([千百]?[万亿])(?:元|块|(?=[\s,，。;；、!！?？)）]|$))|([千百]?)(?:元|块))")
# 3%, 百分之三
_PERCENT = re.compile(rf"({_ARABIC})%|百分之({_NUMBER})")
# 2025年12月31日, 2025-12-31, 2025/12/31, 二零二五年十二月三十一日
_DAY = re.compile(rf"(\d{{4}}|[{_HAN}]{{4}})[年\-/.]([\d{_HAN}]{{1,3}})[月\-/.]([\d{_HAN}]{{1,3}})日?")
# 70家, 2022年, 三年: any other number. In Chinese characters only where a unit follows that is no mere counting (三项 is)
_COUNT = re.compile(rf"(?<![a-z\d.])({_ARABIC})|([{_HAN}]+)(?=[年月日天家件名人倍期户])")
_MARKER = re.compile(r"\[\d{1,2}\]")  # [1]: a citation mark may split a fact; 〔2019〕 is not one
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


def is_stated(fact: str, text: str) -> bool:
    """Whether `text` says `fact`.

    >>> is_stated("20万元", "一次性奖励200,000元"), is_stated("20万元", "奖励120万元")
    (True, False)
    >>> is_stated("2025年12月31日", "有效期至2025-12-31"), is_stated("市科技局", "牵头单位：市科技局")
    (True, True)
    """
    wanted = _plain(fact)
    said = _plain(_MARKER.sub("", text))
    value = next((value for _, length, value in _values(wanted) if length == len(wanted)), None)
    if value is not None:
        return any(value == other for _, _, other in _values(said))
    return _stands_in(wanted, said)


def values_in(text: str) -> list[tuple[str, Value]]:
    """Every number in `text` with the words it came from: sums, percentages and dates first, then all others.

    >>> values_in("2025年前给予70家企业20万元")
    [('20万元', ('元', Decimal('200000'))), ('2025', ('数', Decimal('2025'))), ('70', ('数', Decimal('70')))]
    """
    plain = _plain(_MARKER.sub("", text))
    found: list[tuple[str, Value]] = []
    rest = plain
    for start, length, value in _values(plain):
        found.append((plain[start : start + length], value))
        rest = rest[:start] + " " * length + rest[start + length :]
    for match in _COUNT.finditer(rest):
        number = _number(match[0])
        if number is not None and match[0] != "一":  # 一年, 一家: a turn of phrase
            found.append((match[0], ("数", number)))
    return found


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", fold(text))


def _stands_in(wanted: str, said: str) -> bool:
    """As words; a number at either end must be the whole number: 82件 is not said by 182件."""
    before = r"(?<![\d.])" if wanted[:1].isdigit() else ""
    after = r"(?!\d)" if wanted[-1:].isdigit() else ""
    return bool(wanted) and re.search(before + re.escape(wanted) + after, said) is not None


def _values(text: str) -> Iterator[tuple[int, int, Value]]:
    """Every sum, percentage and date in `text`, each with the place and the length of its words."""
    for found in _MONEY.finditer(text):
        number = _number(found[1])
        if number is not None:
            yield found.start(), len(found[0]), ("元", number * _SIZES[found[2] or found[3] or ""])
    for found in _PERCENT.finditer(text):
        number = _number(found[1] or found[2])
        if number is not None:
            yield found.start(), len(found[0]), ("%", number)
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
