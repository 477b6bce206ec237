"""A clause in, what of it is due out: application windows, last days, and days by which something must be done.

A day counts only where the words beside it say that it is a limit: 8月31日前, 截止时间为…, 自…起至…止受理. A day without a year
is one of every year below 每年, else of the year that the clause names before it, else the first behind the day on which a
notice of a single round (关于组织申报2026年度…的通知) was given.
"""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from corpus.measure import Document, Measure, Span
from corpus.quantities.times import DAY, MONTH
from corpus.text.normal import chinese_number, fold

DueKind = Literal["window", "deadline", "task"]

_SENTENCE_END = re.compile(r"[。；;！？\n|]")
HANDED_IN = re.compile(
    r"申报|申请|报名|提交|报送|递交|受理|征集|备案|申领|填报|上报|报备|投递|应征|登记|兑现|申办|申补|寄送|送达"
)
_BEFORE = re.compile(
    r"(?:截止|最迟|最晚|不迟于|不晚于|限于?)[^，,。；;\d]{0,8}$|(?:截止|受理|申报|申请|报名)(?:时间|日期|期限)[:：为是]{0,2}\s?$"
)
_AFTER = re.compile(
    r"^\s?(?:\((?:含|星期|周)[^()]{0,3}\))?\s?(?:\d{1,2}\s?[时点:：]\s?\d{0,2}分?|24时|下班|上午|下午)?\s?(?:之前|以前|前|止|截止|为止|到期|内)"
)
_IS_WINDOW = re.compile(r"至|到|—|–|-{1,2}|~|～|起")
# 截至2024年末，…余额…: the day of a figure, unless it is the handing in that ends by it (报名截至…) or 前, 止 stands behind it
_AS_OF = re.compile(r"(?:截至|截止)到?\s?$")
_WHOSE_END = re.compile(rf"(?:{HANDED_IN.pattern})(?:时间|日期|期限)?[:：]?\s?(?:截至|截止)到?\s?$")
_EXACT = re.compile(r"[日号]|\d[./-]\d+[./-]\d")  # to the day
# How long a policy holds is said of the document, not of an application
_NOT_DUE = re.compile(r"有效|施行|实施|执行|生效|印发|废止|到期")
_HOLDS = re.compile(r"有效期?|施行")
# 期间发生的费用, 对…购买的车辆: the days say which thing is meant
_DURING = re.compile(rf"^\s?(?:期间|之间|间|内)(?:(?!{HANDED_IN.pattern})[^，,。；;])*的")
_OF_A_THING = re.compile(rf"^(?:(?!{HANDED_IN.pattern})[^，,。；;])*的")
_TAKEN_UP = re.compile(r"对(?:于|在|自)?\s?$")
# A heading that says what the days below it are for
_TIME_TO_HAND_IN = re.compile(rf"(?:{HANDED_IN.pattern})[^。，,]{{0,6}}(?:时间|时限|期限|日期|截止)")
# 每年3月1日至3月31日, 每年十二月底前: a limit of every year
_DAYS = (
    rf"(?P<m>{MONTH})\s?月(?:\s?(?P<d>{DAY})\s?[日号]|(?P<half>上旬|中旬|下旬|底|末|初)|份)?"
    rf"(?:\s?(?:起)?\s?(?:至|到|-{{1,2}}|~)\s?(?:(?:当年|同年|次年|翌年|第二年)?(?P<n>{MONTH})\s?月)?(?:\s?(?P<e>{DAY})\s?[日号]|(?P<end>底|末))?)?"
)
_YEARLY = re.compile(
    rf"每(?:个)?(?:自然)?年度?\s?[的于在]?\s?{_DAYS}(?:\s?[、和及]\s?(?P<second>{MONTH})\s?月(?!\s?\d))?"
)
# 8月20日前, 9月1日至9月30日, 5月底前: no year and no 每年 beside it
_WITHOUT_YEAR = re.compile(rf"(?<![年\d零一二三四五六七八九十个第.-]){_DAYS}")
_EVERY_YEAR = re.compile(r"每(?:个)?(?:自然)?年|(?P<one>(?:19|20)\d\d\s?年)")
_ONE_ROUND = re.compile(r"(?:组织|开展|做好|申报|申请|征集|受理|申领).*(?:通知|公告|通告|启事|指南)$")


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


def round_of(document: Document) -> date | None:
    """The day from which a notice of one round counts its days without a year; None for what holds for years.

    A notice is of one round where its title names the year or calls up to apply.
    """
    year = re.search(r"(20\d\d)\s?年", fold(document.title))
    if year is None and not _ONE_ROUND.search(document.title):
        return None
    return document.issued or (date(int(year[1]), 1, 1) if year else None)


def due_of(unit: Measure, given: date | None = None) -> tuple[Due, ...]:
    """Everything that `unit` says is due, in the order of its text.

    A range of days in which something is handed in is a window; a last day for handing something in is a deadline, any
    other last day a task. Days of validity are neither. `given`: the day behind which days without a year lie (`round_of`).
    """
    sentences = _Sentences(unit.text)
    yearly = list(_yearly(unit, sentences))
    read = {at for due in yearly for at in range(due.span.start, due.span.end)}
    found = [*_dated(unit, sentences), *yearly, *_without_year(unit, sentences, read, given)]
    return tuple(sorted(found, key=lambda due: due.span.start))


def _dated(unit: Measure, sentences: _Sentences) -> Iterator[Due]:
    for when in unit.dates:
        start, end = when.span.start - unit.span.start, when.span.end - unit.span.start
        stretch = _Stretch.around(unit, sentences, start, end)
        at_end = when.source.rstrip().endswith(("底", "末"))
        days = when.last - when.first
        if days.days > 31 and not at_end and "月" not in when.source and not _EXACT.search(when.source):
            continue  # 2024年以前: too wide for a limit
        if days.days and _IS_WINDOW.search(fold(when.source)) and _EXACT.search(when.source):
            if stretch.is_window():
                yield Due("window", when.first, when.last, stretch.plain, when.span)
                continue
            if stretch.handed:
                continue  # the days of what is applied for
        if ((at_end and not _AS_OF.search(stretch.before)) or stretch.is_limit()) and not stretch.of_validity():
            yield Due("deadline" if stretch.handed else "task", None, when.last, stretch.plain, when.span)


def _yearly(unit: Measure, sentences: _Sentences) -> Iterator[Due]:
    for match in _YEARLY.finditer(fold(unit.text)):
        yield from _of_the_year(unit, sentences, match)


def _of_the_year(unit: Measure, sentences: _Sentences, match: re.Match[str]) -> Iterator[Due]:
    """What a month or day, or a range of them, limits: of every year, in the year 2000."""
    stretch = _Stretch.around(unit, sentences, match.start(), match.end())
    month, day = _number(match["m"]), _number(match["d"])
    span = Span(unit.span.start + match.start(), unit.span.start + match.end())
    if match["n"] or match["e"] or match["end"]:
        last = _day(_number(match["n"]) or month, _number(match["e"]) or 31)
        if stretch.is_window():
            yield Due("window", _day(month, day or 1), last, stretch.plain, span, yearly=True)
    elif stretch.is_limit():
        last = _day(month, day or {"上旬": 10, "中旬": 20}.get(match["half"] or "", 31))
        yield Due("deadline" if stretch.handed else "task", None, last, stretch.plain, span, yearly=True)
    elif (
        stretch.handed and not day and "second" in match.re.groupindex
    ):  # 每年3月、9月受理: the whole month, both of them
        for each in dict.fromkeys((month, _number(match["second"]) or month)):
            yield Due("window", _day(each, 1), _day(each, 31), stretch.plain, span, yearly=True)


def _without_year(unit: Measure, sentences: _Sentences, read: set[int], given: date | None) -> Iterator[Due]:
    """Days that stand without a year: of every year below 每年, else in the year that the clause or the notice tells."""
    folded = fold(unit.text)
    dated = {at for when in unit.dates for at in range(when.span.start, when.span.end)}
    for match in _WITHOUT_YEAR.finditer(folded):
        start = match.start("m")
        if unit.span.start + start in read | dated or not (match["d"] or match["half"]):
            continue
        told = list(_EVERY_YEAR.finditer(folded, sentences.around(start, match.end()).start, start))
        since = max((when.first for when in unit.dates if when.span.end <= unit.span.start + start), default=given)
        for due in _of_the_year(unit, sentences, match):
            if told and not told[-1]["one"]:
                yield due
            elif since is not None:
                first, last = replace(due, yearly=True).on(since)
                yield replace(due, first=first, last=last, yearly=False)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The words around a day, folded: the sentence before and behind it, its heading, and how the sentence is shown."""

    before: str
    after: str
    heading: str
    plain: str

    @classmethod
    def around(cls, unit: Measure, sentences: _Sentences, start: int, end: int) -> _Stretch:
        sentence = sentences.around(start, end)
        words = unit.text[sentence.start : sentence.end]
        before, after = fold(unit.text[sentence.start : start]), fold(unit.text[end : sentence.end])
        return cls(before, after, fold(f"{' '.join(unit.path[-2:])} {unit.title}"), _plain(words))

    @property
    def handed(self) -> bool:
        """Whether the sentence speaks of handing something in."""
        return bool(HANDED_IN.search(self.before) or HANDED_IN.search(self.after))

    def is_limit(self) -> bool:
        if _AFTER.match(self.after):
            return True
        return bool(_WHOSE_END.search(self.before) if _AS_OF.search(self.before) else _BEFORE.search(self.before))

    def is_window(self) -> bool:
        """Whether the range of days is one in which something is handed in."""
        of_a_thing = _DURING.match(self.after) or (_TAKEN_UP.search(self.before) and _OF_A_THING.match(self.after))
        if of_a_thing or _HOLDS.search(self.before[-8:] + self.after[:8]):
            return False
        return self.handed or bool(_TIME_TO_HAND_IN.search(self.heading))

    def of_validity(self) -> bool:
        return bool(_NOT_DUE.search(self.before[-16:] + self.after[:8]))


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
