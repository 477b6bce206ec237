"""Clause text in, dates and periods out, each with the words it came from: 2025年底, 2016年至2018年, 连续三年, 5个工作日."""

from __future__ import annotations

import calendar
import re
from datetime import MAXYEAR, MINYEAR, date

from corpus.measure import Period, Span, When
from corpus.text.normal import chinese_number, fold, without_markup

_YEAR = r"(?:(?:19|20)\d{2}|[零一二三四五六七八九]{4})"
# A month and a day of folded text, in digits or in words; the longer first, so that 十二月 is no 二月
MONTH = r"1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]"
DAY = r"3[01]|[12]\d|0?[1-9]|三十一?|[一二]?十[一二三四五六七八九]?|[一二三四五六七八九]"


def _one(name: str) -> str:
    """The pattern of one date; its year, month and day are the groups `name` + y, m, d, or n, e where dots part them."""
    return (
        rf"(?P<{name}y>{_YEAR})\s?(?:年(?:度)?(?:\s?(?P<{name}m>{MONTH})\s?月"
        rf"(?:\s?(?P<{name}d>{DAY})\s?日)?)?"
        rf"|[./-](?P<{name}n>1[0-2]|0?[1-9])[./-](?P<{name}e>3[01]|[12]\d|0?[1-9])(?!\d))"
    )


# What may stand between a day and the 至 behind it: 2026年7月15日（星期三）9:00起至…
_HOUR = r"(?:\s?\((?:星期|周)[^()]{1,3}\))?(?:\s?\d{1,2}[:时点](?:\d{1,2}分?)?)?"
# The end of a range that borrows its year, or year and month, from the first day: 至8月14日, 至30日, 至次年1月31日, 7.15-8.14
_BORROWED = (
    rf"(?:(?P<next>次年|翌年|第二年)|当年|同年)?\s?(?:(?P<bp>{MONTH})\s?月\s?)?(?P<bq>{DAY})\s?日"
    rf"|(?P<br>1[0-2]|0?[1-9])\.(?P<bs>3[01]|[12]\d|0?[1-9])(?![\d.年])"
)
_DATE = re.compile(
    rf"(?<!\d){_one('a')}"
    rf"(?P<to>{_HOUR}\s?起?\s?(?:至|到|-{{1,2}}|~)\s?(?:{_one('b')}|{_BORROWED}))?(?P<end>年?底|年?末)?"
)
# 2016-2018年: the first year goes without its 年
_YEARS = re.compile(r"(?<!\d)(?P<from>(?:19|20)\d{2})\s?(?:至|到|-{1,2}|~)\s?(?P<to>(?:19|20)\d{2})\s?年")
_COUNT = r"(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})"
_PERIOD = re.compile(
    rf"(?<![\d第年月.])(?P<half>半年)|(?<![\d第.前]){_COUNT}\s?(?:个)?(?P<unit>(?:自然|会计|完整)?年|月|工作日|(?:自然)?日|天|周|小时|季度)(?:半)?(?!\d|度(?!补)|底|末|级|人|均|份(?!内))"
)
_UNITS = {"月": "month", "季度": "quarter", "工作日": "working day", "周": "week", "小时": "hour"}


def parse_times(text: str, offset: int = 0) -> tuple[When, ...]:
    """Every date, month, year and range of them, in order; spans are shifted by `offset`.

    >>> [(str(w.first), str(w.last), w.source) for w in parse_times("自2021年3月1日起，2016年至2018年，到2025年底")]
    [('2021-03-01', '2021-03-01', '2021年3月1日'), ('2016-01-01', '2018-12-31', '2016年至2018年'), ('2025-12-31', '2025-12-31', '2025年底')]
    >>> [(str(w.first), str(w.last)) for w in parse_times("2026年7月15日至8月14日、2026年11月1日至次年1月31日")]
    [('2026-07-15', '2026-08-14'), ('2026-11-01', '2027-01-31')]
    """
    folded = fold(without_markup(text))
    found = []
    taken = 0
    for match in sorted([*_DATE.finditer(folded), *_YEARS.finditer(folded)], key=lambda m: (m.start(), -m.end())):
        if match.start() < taken:
            continue
        end = match.end()
        if "from" in match.groupdict():
            days: tuple[date, date] | None = (date(int(match["from"]), 1, 1), date(int(match["to"]), 12, 31))
        elif match["bq"] or match["bs"]:
            first, last = _stretch(match, "a"), _borrowed(match)
            days = first and (first[0], last or first[1])
            end = match.end() if last else match.start("to")
        else:
            days = _days(match)
        if days is None or days[0] > days[1]:
            continue
        taken = end
        found.append(When(*days, text[match.start() : end], Span(match.start() + offset, end + offset)))
    return tuple(found)


def _days(match: re.Match[str]) -> tuple[date, date] | None:
    first = _stretch(match, "a")
    last = _stretch(match, "b") if match["by"] else first
    if first is None or last is None:
        return None
    return (last[1], last[1]) if match["end"] and not match["by"] else (first[0], last[1])


def _borrowed(match: re.Match[str]) -> date | None:
    """The last day of a range that states no year of its own: the first such day behind the range's first day."""
    first = _stretch(match, "a")
    if first is None or first[0] != first[1]:  # 2024年至30日: no day to borrow from
        return None
    month = chinese_number(match["bp"] or match["br"] or "") or first[0].month
    day = chinese_number(match["bq"] or match["bs"] or "") or 0
    year = first[0].year + (1 if match["next"] or month < first[0].month else 0)
    if year > MAXYEAR or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    last = date(year, month, day)
    return last if last > first[0] else None


def _stretch(match: re.Match[str], name: str) -> tuple[date, date] | None:
    """The first and the last day of a written day, month or year; None where there is no such day."""
    year = chinese_number(match[f"{name}y"])
    month = chinese_number(match[f"{name}m"] or match[f"{name}n"] or "")
    day = chinese_number(match[f"{name}d"] or match[f"{name}e"] or "")
    if year is None or not MINYEAR <= year <= MAXYEAR:  # 0000年 is in forms that nobody filled in
        return None
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    length = calendar.monthrange(year, month)[1]
    if day is None:
        return date(year, month, 1), date(year, month, length)
    return (date(year, month, day), date(year, month, day)) if 1 <= day <= length else None


def parse_periods(text: str, offset: int = 0) -> tuple[Period, ...]:
    """Every length of time, in order; spans are shifted by `offset`.

    >>> [(p.count, p.unit, p.source) for p in parse_periods("连续三年给予补贴，10个工作日内办结，第三年起，试行半年")]
    [(3, 'year', '三年'), (10, 'working day', '10个工作日'), (6, 'month', '半年')]
    """
    folded = fold(without_markup(text))
    found = []
    for match in _PERIOD.finditer(folded):
        count = 6 if match["half"] else chinese_number(match["n"])
        unit = match["unit"] or "月"
        if (
            not count
            or (unit.endswith("年") and count > 99)
            or (unit.endswith("日") and folded[: match.start()].endswith("月"))
        ):
            continue
        name = _UNITS.get(unit) or ("year" if unit.endswith("年") else "day")
        if unit == "月" and not match["half"] and "个" not in match[0]:
            continue  # 6月 is a date, 6个月 a period
        if name == "day" and re.search(
            r"月\s?$|日\s?起?\s?[至到~-]\s?$", folded[max(0, match.start() - 5) : match.start()]
        ):
            continue  # 3月15日, 4月1日至30日
        span = Span(match.start() + offset, match.end() + offset)
        found.append(Period(count, name, text[match.start() : match.end()], span))
    return tuple(found)
