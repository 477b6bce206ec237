"""The numbers of a plain text with what they count: 3 years, 3 months, the 3rd of a month, March and 3% are five things. Pure.

`assistant/writing/values.py` tells which numbers a sentence has; here two numbers are the same only where their kinds agree, whatever
the writing: 六成 is 60%, 半年 is 6 months, 两年 is 24 months.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import zip_longest

from corpus.quantities.quantities import quantities, stretches
from corpus.text.normal import chinese_number

_H = "零一二两三四五六七八九十百"
_D = rf"(?:\d{{1,2}}|[{_H}]{{1,3}})"
# kind, pattern; the first that fits takes the words
_WRITTEN = (
    ("phone", re.compile(r"(?<!\d)(?:0\d{2,3}[-)]?\d{7,8}(?:[-转]\d{1,4})?|1[3-9]\d{9}|123(?:15|20|28|29|33|45|48|50|66|88|93|95)|400-?\d{3,4}-?\d{3,4}|[5-8]\d{7}(?!\d|元|万|吨))(?!\d)")),
    ("clock", re.compile(rf"\d{{1,2}}:\d{{2}}(?![:\d])|(?:\d{{1,2}}|(?<=[上下]午)[{_H}]{{1,3}}|(?<=[早晚]上)[{_H}]{{1,3}})(?:点(?:\d{{1,2}}分|半|整)?(?=[^\d%个]|$)|(?<=\d)时(?!段|间|长|效))|[{_H}]{{1,3}}时(?=[至到前后以起止])")),
    ("year", re.compile(rf"(?<!\d)(?:20\d\d|19\d\d|[二][{_H}]{{3}})(?=年|[-./]\d{{1,2}}|\])")),
    ("date", re.compile(rf"(?<!\d){_D}月(?:{_D}(?=日|号)|[底末])|(?<=日[至到-]){_D}(?=日)|(?<=[日号][至到-]){_D}(?=[日号])")),
    ("month", re.compile(rf"{_D}(?=月(?![均度份]?[内后前]?个))(?<!个)")),
    ("day", re.compile(rf"(?<=月){_D}(?=日|号)|{_D}(?=日(?:前|后|至|到|起|止|截|之前|以前|[,;。、)]|$))")),
    ("clause", re.compile(rf"(?<=第)(?:\d{{1,3}}|[{_H}]{{1,4}})(?=(?:[、和至到-]\d{{1,3}})*[条款项章节点])|(?<=[、和至到-])\d{{1,2}}(?=(?:[、和至到-]\d{{1,3}})*[条款])")),
    ("nth", re.compile(rf"(?<=第)(?:\d{{1,2}}|[{_H}]{{1,2}})")),
    ("ratio", re.compile(r"\d+(?:\.\d+)?(?:[:∶比]\d+(?:\.\d+)?){1,4}(?![万亿元])")),
)  # fmt: skip
_WORK = re.compile(rf"(?P<n>\d{{1,3}}|[{_H}]{{1,4}})个?工作日")
_WEEKS = re.compile(
    rf"(?P<n>\d{{1,2}}|[{_H}]{{1,2}})个?(?:周(?![岁年边期密转到至一二三四五六日末])|星期(?![一二三四五六日天]))"
)
_DAYS = re.compile(rf"(?P<n>\d{{1,3}}|[{_H}]{{1,4}})(?:个?自然日|日(?!常|均|托|期|前|报|照|起|止|至|用|供|接))")
_PART = re.compile(
    rf"(?P<down>[{_H}]{{1,3}}|\d{{1,3}})分之(?P<up>[{_H}]{{1,3}}|\d{{1,3}})|(?P<half>一半|减半|半数|半价)"
)
_GRADE = re.compile(rf"(?:\d|[{_H}])(?=[级星类等档]|[a-e]级)|\d(?=a)")
_LAST_DAYS = (31, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30)  # of December, January, …
_VAGUE = re.compile(r"[一二三四五六七八九两][二三四五六七八九](?![十百千万亿])")  # 八九个月
_COUNTS_MANY = re.compile(r"(?<=[万亿])[单票箱份件只头羽株盒包人次]")
_LINE_NUMBER = re.compile(r"[\n;。:(,]\d{1,2}(?:[.、](?!\d)|\))")
_FIRST_NUMBER = re.compile(r"\d{1,2}(?:[.、](?!\d)|\))")
_RANGE = re.compile(r"(?:\(不?含\))?[-~至到]{1,2}")
_DIGITS = re.compile(r"[\d.]+")
_TURNS = frozenset("一二两三四")
Key = tuple[str, Decimal | str]  # a number's kind and value
DATED = ("year", "month", "date", "day")
DAYS = ("days", "work day")
COUNTED_UNITS = frozenset("家人户个件项台辆套张场次单座栋店所间")


@dataclass(frozen=True, slots=True)
class Number:
    """`value` of `kind` at start:end; money is in 元, a length of time in months or days, a share in %."""

    value: Decimal | str
    kind: str
    start: int
    end: int

    @property
    def key(self) -> Key:
        return self.kind, self.value


@lru_cache(2048)
def numbers_of(text: str) -> tuple[Number, ...]:
    """Every number of a plain text, in order.

    >>> [(str(one.value), one.kind) for one in numbers_of("每年9月30日前申报,20个工作日内拨付六成,连续两年")]
    [('9-30', 'date'), ('20', 'work day'), ('60', '%'), ('24', 'months')]
    """
    rest = text
    found: list[Number] = []

    def take(match: re.Match[str], kind: str, value: Decimal | str | None) -> str:
        if value is not None:
            found.append(Number(value, kind, match.start(), match.end()))
        return rest[: match.start()] + "#" * len(match[0]) + rest[match.end() :]

    for match in _WORK.finditer(rest):
        rest = take(match, "work day", _value(match["n"]))
    month = ""
    for kind, pattern in _WRITTEN:
        for match in pattern.finditer(rest):
            worth = _worth(kind, match[0])
            if kind == "clock":
                worth = _clock(match[0], rest[max(0, match.start() - 2) : match.start()])
            if kind == "date":
                before, _, day = match[0].rpartition("月")
                month = str(_value(before)) if before else month
                last = _LAST_DAYS[int(month or 1) % 12] if day in "底末" else _value(day)
                worth = f"{month}-{last}"
            rest = take(match, kind, worth)
    for match in _PART.finditer(rest):
        up, down = _value(match["up"] or "1"), _value(match["down"] or "2")
        if up is not None and down:
            rest = take(match, "%", round(100 * up / down, 2))
    for match in _WEEKS.finditer(rest):
        weeks = _value(match["n"])
        rest = take(match, "days", None if weeks is None else 7 * weeks)
    for match in _DAYS.finditer(rest):
        rest = take(match, "days", _value(match["n"]))
    for match in _GRADE.finditer(rest):
        rest = take(match, "grade", None)
    for one in quantities(rest):
        value, kind = one.value, one.unit
        if kind == "年":
            value, kind = value * 12, "months"
        elif kind in ("月", "天"):
            kind = {"月": "months", "天": "days"}[kind]
        elif kind in COUNTED_UNITS:
            kind = "count"
        if rest[one.start] in "一1" and value == 1 and kind in ("count", ""):
            continue  # 一家, 一次: a turn of phrase
        if kind == "分" and rest.startswith("别", one.end):
            kind = "元" if value >= 10_000 else ""  # 三千万分别
        if kind == "元" and _COUNTS_MANY.match(rest, one.end):
            kind = "count"  # 2万单
        if (kind == "元" and value < 10 and rest[one.end - 1] == "块") or rest.startswith("方面", one.end - 1):
            continue  # 这一块, 三方面
        if _VAGUE.match(rest, one.start) or (kind == "" and rest[one.start : one.end] in _TURNS):
            continue
        found.append(Number(value, kind or "bare", one.start, one.end))
    return tuple(_with_units(sorted(found, key=lambda one: one.start), text))


def _with_units(found: list[Number], text: str) -> Iterator[Number]:
    """The numbers without those that only count lines (2.), the lower end of 3至5年 with the unit of the upper."""
    for one, behind in zip_longest(found, found[1:]):
        if one.kind != "bare":
            yield one
        elif _LINE_NUMBER.match(text, max(0, one.start - 1)) if one.start else _FIRST_NUMBER.match(text):
            continue
        elif behind is None or behind.kind == "bare" or not _RANGE.fullmatch(text[one.end : behind.start]):
            yield one
        else:
            unit = _DIGITS.sub("", text[behind.start : behind.end])
            read = numbers_of(text[one.start : one.end] + unit)
            yield Number(read[0].value, read[0].kind, one.start, one.end) if len(read) == 1 else one


def _worth(kind: str, words: str) -> Decimal | str | None:
    if kind in ("phone", "clock", "ratio", "date"):
        return re.sub(r"[^\d:]", "", re.sub("[∶比]", ":", words))
    return _value(words)


def _clock(words: str, before: str) -> str | None:
    """下午5点 and 17:00 are one time of the day."""
    hour, _, rest = words.replace("点", ":").replace("时", ":").partition(":")
    number = chinese_number(hour)
    if number is None:
        return None
    minutes = "30" if rest.startswith("半") else re.sub(r"\D", "", rest) or "0"
    return f"{number + 12 * (number < 12 and before in ('下午', '晚上', '傍晚'))}:{int(minutes):02}"


def _value(words: str) -> Decimal | None:
    number = chinese_number(words)
    return None if number is None else Decimal(number)


@dataclass(frozen=True, slots=True)
class Bound:
    """A figure that is the end of a stretch: from it upwards (`low`) or downwards; `closed` as `corpus.quantities.quantities` has it."""

    key: Key
    low: bool
    closed: bool | None


@lru_cache(2048)
def bounds_of(text: str) -> tuple[Bound, ...]:
    """The bounds that a plain text names.

    >>> [(str(one.key[1]), one.low, one.closed) for one in bounds_of("500吨(含)以上,不足15家")]
    [('500', True, True), ('15', False, False)]
    """
    return tuple(_bounds(text))


def _bounds(text: str) -> Iterator[Bound]:
    for one in stretches(text):
        if one.low is not None:
            yield Bound((one.unit, one.low), True, one.low_closed)
        if one.high is not None:
            yield Bound((one.unit, one.high), False, one.high_closed)
