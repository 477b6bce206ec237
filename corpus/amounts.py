"""Text in, money, percentages and dates out, each with the words it came from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from corpus.measure import Amount, Rate, Span
from corpus.normal import chinese_number, fold

_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CHINESE = r"[零一二两三四五六七八九十百]+"
_SCALES = {
    "": 1,
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "十万": 100_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
}
# 30万元, 1.5 亿元, 三千万元, 5,000元, 人民币50万元; 万元整
_MONEY = re.compile(
    rf"(?P<number>{_ARABIC}|{_CHINESE})\s?(?P<scale>千万|百万|十万|[百千万亿])?\s?元(?!素|件|旦|宵|老|宇)"
)
# 50-100万元, 5000至20000元: the first figure borrows the second one's unit
_RANGE = re.compile(
    rf"(?P<low>{_ARABIC})\s?(?:-|~|～|至|到)\s?(?=(?:{_ARABIC})\s?(?P<scale>千万|百万|十万|[百千万亿])?\s?元)"
)
# 20万, 三千万: how people write money in a question
_LOOSE_MONEY = re.compile(
    rf"(?P<number>{_ARABIC}|{_CHINESE})\s?(?P<scale>千万|百万|十万|[万亿])\s?(?:元|块钱?)?(?![\u4e00-\u9fff]*?(?:平方|亩|吨|人次))"
)
_PERCENT = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s?%|百分之(?P<chinese>[零一二三四五六七八九十百]+)")
# 2025年12月31日, 2025-12-31, 2025.12.31, 二〇二五年十二月三十一日
_DATE = re.compile(
    r"(?P<year>\d{4}|[零一二三四五六七八九]{4})\s?[年./-]\s?(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})\s?[月./-]\s?"
    r"(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})\s?日?"
)


def parse_amounts(text: str, offset: int = 0) -> tuple[Amount, ...]:
    """Every sum of money in order; spans are shifted by `offset`.

    >>> [(str(a.yuan), a.source) for a in parse_amounts("给予20万元、1.5亿元、三千万元，2025年新增5家")]
    [('200000', '20万元'), ('150000000.0', '1.5亿元'), ('30000000', '三千万元')]
    """
    folded = fold(text)
    found = [
        _amount(text, match.start(), match.end(), match["number"], match["scale"], offset)
        for match in _MONEY.finditer(folded)
    ]
    found += [
        _amount(text, match.start(), match.end("low"), match["low"], match["scale"], offset)
        for match in _RANGE.finditer(folded)
    ]
    return tuple(sorted((amount for amount in found if amount), key=lambda amount: amount.span))


def parse_loose_amounts(text: str) -> tuple[Amount, ...]:
    """Sums as people type them, where 元 may be missing: 出资1800万."""
    folded = fold(text)
    exact = parse_amounts(text)
    loose = (_amount(text, m.start(), m.end(), m["number"], m["scale"], 0) for m in _LOOSE_MONEY.finditer(folded))
    extra = [amount for amount in loose if amount and not any(amount.span.overlaps(other.span) for other in exact)]
    return tuple(sorted([*exact, *extra], key=lambda amount: amount.span))


def _amount(text: str, start: int, end: int, number: str, scale: str | None, offset: int) -> Amount | None:
    value = _decimal(number)
    if value is None:
        return None
    return Amount(value * _SCALES[scale or ""], text[start:end], Span(start + offset, end + offset))


def _decimal(number: str) -> Decimal | None:
    try:
        return Decimal(number.replace(",", ""))
    except InvalidOperation:
        value = chinese_number(number)
        return None if value is None else Decimal(value)


def parse_rates(text: str, offset: int = 0) -> tuple[Rate, ...]:
    """Every percentage in order: 5% is 0.05."""
    rates = []
    for match in _PERCENT.finditer(fold(text)):
        number = match["number"] or str(chinese_number(match["chinese"]) or 0)
        span = Span(match.start() + offset, match.end() + offset)
        rates.append(Rate(Decimal(number) / 100, text[match.start() : match.end()], span))
    return tuple(rates)


def parse_dates(text: str) -> Iterator[tuple[date, Span]]:
    """Every full calendar date in order; impossible ones (2025年13月40日) are passed over."""
    for match in _DATE.finditer(fold(text)):
        year, month, day = (chinese_number(match[part]) or 0 for part in ("year", "month", "day"))
        try:
            yield date(year, month, day), Span(match.start(), match.end())
        except ValueError:
            continue
