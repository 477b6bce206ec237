"""A clause in, what of it is due out: application windows, last days, and days by which something must be done.

A day counts only where the words beside it say that it is a limit: 8月31日前, 截止时间为…, 自…起至…止受理.
"""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from corpus.measure import Measure, Span
from corpus.quantities.times import DAY, MONTH
from corpus.text.normal import chinese_number, fold

DueKind = Literal["window", "deadline", "task"]

_SENTENCE_END = re.compile(r"[。；;！？\n|]")
HANDED_IN = re.compile(
    r"申报|申请|报名|提交|报送|递交|受理|征集|备案|申领|填报|上报|报备|投递|应征|登记|兑现|申办|申补|寄送|送达"
)
_BEFORE = re.compile(
    r"(?:截止|截至|最迟|最晚|不迟于|不晚于|限于?)[^，,。；;\d]{0,8}$|(?:截止|受理|申报|申请|报名)(?:时间|日期|期限)[:：为是]{0,2}\s?$"
)
_AFTER = re.compile(
    r"^\s?(?:\(含\)|\d{1,2}\s?[时点:：]\s?\d{0,2}分?|24时|下班|上午|下午)?\s?(?:之前|以前|前|止|截止|为止|到期|内)"
)
_IS_WINDOW = re.compile(r"至|到|—|–|-{1,2}|~|～|起")
# How long a policy holds is said of the document, not of an application
_NOT_DUE = re.compile(r"有效|施行|实施|执行|生效|印发|废止|到期")
# 每年3月1日至3月31日, 每年十二月底前: a limit of every year
_YEARLY = re.compile(
    rf"每(?:个)?(?:自然)?年度?\s?(?:的)?\s?(?P<m>{MONTH})\s?月(?:\s?(?P<d>{DAY})\s?[日号]|(?P<half>上旬|中旬|下旬|底|末|初)|份)?"
    rf"(?:\s?(?:起)?\s?(?:至|到|-{{1,2}}|—|~|～)\s?(?:(?:当年|同年)?(?P<n>{MONTH})\s?月)?(?:\s?(?P<e>{DAY})\s?[日号]|(?P<end>底|末))?)?"
    rf"(?:\s?[、和及]\s?(?P<second>{MONTH})\s?月(?!\s?\d))?"
)


@dataclass(frozen=True, slots=True)
class Due:
    """One limit: from when (None for a mere last day) until when, in the clause's own sentence.

    `yearly`: it comes back every year; `first` and `last` are then those of the year 2000.
    """

    kind: DueKind
    first: date | None
    last: date
    words: str
    span: Span
    yearly: bool = False

    def on(self, day: date) -> tuple[date | None, date]:
        """First and last day of it that `day` may still meet: a yearly one in the year in which it ends next."""
        if not self.yearly:
            return self.first, self.last
        year = day.year if _moved(self.last, day.year) >= day else day.year + 1
        first = None
        if self.first is not None:
            first = _moved(self.first, year - (1 if self.first > self.last else 0))
        return first, _moved(self.last, year)


def due_of(unit: Measure) -> tuple[Due, ...]:
    """Everything that `unit` says is due, in the order of its text.

    A range of days in which something is handed in is a window; a last day for handing something in is a deadline, any
    other last day a task. Days of validity are neither.
    """
    sentences = _Sentences(unit.text)
    return tuple(sorted([*_dated(unit, sentences), *_yearly(unit, sentences)], key=lambda due: due.span.start))


def _dated(unit: Measure, sentences: _Sentences) -> Iterator[Due]:
    for when in unit.dates:
        start, end = when.span.start - unit.span.start, when.span.end - unit.span.start
        sentence = sentences.around(start, end)
        words = unit.text[sentence.start : sentence.end]
        folded = fold(words)
        before, after = fold(unit.text[sentence.start : start]), fold(unit.text[end : sentence.end])
        limited = bool(_BEFORE.search(before) or _AFTER.match(after)) or when.source.rstrip().endswith(("底", "末"))
        handed = bool(HANDED_IN.search(folded))
        days = when.last - when.first
        if days.days > 31 and not when.source.rstrip().endswith(("底", "末")) and "月" not in when.source:
            continue  # 2024年以前: too wide for a limit
        if handed and days.days and _IS_WINDOW.search(fold(when.source)) and "日" in when.source:
            yield Due("window", when.first, when.last, _plain(words), when.span)
        elif limited and not _NOT_DUE.search(before[-16:] + after[:8]):
            yield Due("deadline" if handed else "task", None, when.last, _plain(words), when.span)


def _yearly(unit: Measure, sentences: _Sentences) -> Iterator[Due]:
    folded = fold(unit.text)
    for match in _YEARLY.finditer(folded):
        sentence = sentences.around(match.start(), match.end())
        words = unit.text[sentence.start : sentence.end]
        handed = bool(HANDED_IN.search(fold(words)))
        month, day = _number(match["m"]), _number(match["d"])
        span = Span(unit.span.start + match.start(), unit.span.start + match.end())
        if match["n"] or match["e"] or match["end"]:
            last_month = _number(match["n"]) or month
            last = _day(last_month, _number(match["e"]) or 31)
            if handed:
                yield Due("window", _day(month, day or 1), last, _plain(words), span, yearly=True)
            continue
        limited = bool(_AFTER.match(folded[match.end() :])) or bool(
            _BEFORE.search(folded[sentence.start : match.start()])
        )
        if limited:
            last = _day(month, day or {"上旬": 10, "中旬": 20}.get(match["half"] or "", 31))
            yield Due("deadline" if handed else "task", None, last, _plain(words), span, yearly=True)
        elif handed and not day:  # 每年3月、9月受理: the whole month, both of them
            for each in dict.fromkeys((month, _number(match["second"]) or month)):
                yield Due("window", _day(each, 1), _day(each, 31), _plain(words), span, yearly=True)


def _number(written: str | None) -> int:
    """The value of a month or day in digits or in words; 0 where none is written."""
    return chinese_number(written or "") or 0


def _day(month: int, day: int) -> date:
    """That day of the year 2000; the last of the month where the month is shorter."""
    return date(2000, month, min(day, calendar.monthrange(2000, month)[1]))


def _moved(day: date, year: int) -> date:
    return date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))


class _Sentences:
    """Where the sentences of a text end, found once: looked for before each date, they took n² steps."""

    def __init__(self, text: str) -> None:
        found = list(_SENTENCE_END.finditer(text))
        self._starts, self._ends = [0, *(match.end() for match in found)], [match.start() for match in found]
        self._length = len(text)

    def around(self, start: int, end: int) -> Span:
        """The sentence around a stretch of the text."""
        last = bisect_left(self._ends, end)
        return Span(
            self._starts[bisect_right(self._starts, start) - 1],
            self._ends[last] if last < len(self._ends) else self._length,
        )


def _plain(words: str) -> str:
    return " ".join(words.split())
