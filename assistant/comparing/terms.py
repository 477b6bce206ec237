"""A clause in, what of it an applicant must keep to: days and periods, and requirements. Pure; editions.py compares them."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Iterator

from corpus.facts.due import HANDED_IN, due_of
from corpus.facts.requirements import exclusions, requirements
from corpus.measure import Measure
from corpus.quantities.times import DAY, MONTH
from corpus.text.normal import chinese_number, closed_up, fold, without_markup

_ENDS = "，,。；;|\n"
# What numbers a clause is none of its words: another number is no other demand
_NUMBER = re.compile(r"^\s*(?:第[一二三四五六七八九十百零\d]+[条章节]|[（(]?[一二三四五六七八九十\d]+[)）、.．])\s*")
# 6月, 6月1日, 六月底; 6个月 is a length of time, 36月 and 13月 are no months
_DAY = re.compile(
    rf"(?<![\d十百])(?P<month>{MONTH})\s?月(?:\s?(?P<day>{DAY})\s?[日号]|(?P<part>上旬|中旬|下旬|底|末|初))?"
)
# 于12月底前: a last day without its year
_LAST_DAY = re.compile(r"(?:之前|以前|前|止|截止|为止|内)")


def days_of(text: str) -> Counter[tuple[int | None, int | None, str]]:
    """The months and days that a text names, with a year or without.

    >>> days_of("每年6月受理，六月底前办结，6个月内有效") == {(6, None, ""): 1, (6, None, "底"): 1}
    True
    """
    return Counter(day for day, _ in _days(text))


def _days(text: str) -> Iterator[tuple[tuple[int | None, int | None, str], re.Match[str]]]:
    """Every month or day that there is in a year, with where it stands; 2月30日 is none."""
    for match in _DAY.finditer(fold(text)):
        month, day = chinese_number(match["month"]), chinese_number(match["day"]) if match["day"] else None
        if month and (day or 1) <= calendar.monthrange(2000, month)[1]:
            yield (month, day, match["part"] or ""), match


def times_of(unit: Measure) -> dict[object, str]:
    """What of time an applicant must keep to, each with its words: windows, last days, and periods for handing something in.

    The keys are equal where the times are, whatever the words.
    """
    found: dict[object, str] = {}
    dues = due_of(unit)
    for due in dues:
        start, end = due.span.start - unit.span.start, due.span.end - unit.span.start
        found.setdefault((due.kind, due.first, due.last, due.yearly), _around(unit.text, start, end))
    read = {at - unit.span.start for due in dues for at in range(due.span.start, due.span.end)}
    for day, match in _days(unit.text):
        words = _around(unit.text, *match.span())
        limited = _LAST_DAY.match(fold(unit.text[match.end() : match.end() + 2]))
        if limited and match.end() - 1 not in read and HANDED_IN.search(fold(words)):
            found.setdefault(day, words)
    for period in unit.periods:
        words = _around(unit.text, period.span.start - unit.span.start, period.span.end - unit.span.start)
        if HANDED_IN.search(fold(words)) and re.search(r"[内前]", words):
            found.setdefault((period.count, period.unit), words)
    return found


def demands_of(unit: Measure) -> dict[str, str]:
    """What somebody must be or have, and who is shut out; equal keys are the same demand."""
    found = (_NUMBER.sub("", closed_up(each)) for each in _demands(without_markup(unit.text)))
    return {"".join(fold(each).split()): each for each in found}


def _demands(text: str) -> Iterator[str]:
    yield from requirements(text)
    yield from exclusions(text)


def _around(text: str, start: int, end: int) -> str:
    first = max(text.rfind(mark, 0, start) for mark in _ENDS) + 1
    last = min((at for mark in _ENDS if (at := text.find(mark, end)) >= 0), default=len(text))
    return _NUMBER.sub("", " ".join(closed_up(text[first:last]).split()))
