"""The figures of a question held against those of a sentence: which bound they keep, and which one puts them right. Pure.

What is counted is told by the words behind the number, not by a list of units: 8个航次 and 不少于10航次 are of one kind
because 航次 stands behind both, 4个绣工 and 固定绣工五人以上 because 绣工 stands before the bound.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from assistant.reading.thresholds import AT_LEAST, AT_MOST, OVER, UNDER
from corpus.measure import Span
from corpus.quantities.amounts import find_money, find_rates, parse_loose_amounts
from corpus.text.normal import chinese_number

_NUMBER = r"\d{1,8}(?:\.\d{1,3})?|[一二三四五六七八九十百千两]{1,5}|半"
_COUNT = re.compile(
    rf"(?<![\d.第])(?P<number>(?>{_NUMBER}))\s?(?P<size>万|千|百)?多?\s?"
    r"(?P<unit>个月|个工作日|工作日|周岁|平方米|平米|年(?![到度级版号])|[\u4e00-\u9fff]{1,3})(?P<half>半)?"
    r"(?:[(（](?P<other>[\u4e00-\u9fff]{1,2})[)）])?"
)
_CALENDAR = re.compile(r"(?:19|20)\d\d")
# Behind a number, but nothing that is counted: 第二条, 三类人才, 一并, 两者, 五号, 一次性
_COUNTS_NOTHING = re.compile(
    r"[能可会要还补奖给报算的是了在和与或及以上下内至到条款项章类级档等号月点期成折万亿元块倍定般致起样些切直共同律刻者旦并经线步方吧吗呢啊嘛呀]|次性|[周星]期|年(?:到头|[度级版号])|带一路"
)
_SHARE = re.compile(
    r"(?<![一二三四五六七八九十])(?:(?P<half>一半|对半|减半)|(?P<tenths>[一二三四五六七八九])成(?P<more>[一二三四五六七八九])?(?![立果效本员品])|(?P<all>全额|全部报|全报|全都?给报|百分百))"
)
_BARE = re.compile(r"(?<![\d.第])\d+\.\d+(?![\d.]*[%％万亿元个倍])")
# 今年43, 我妈七十三: how old somebody is
_AGED = re.compile(
    r"(?:今年|[我他她爸妈爹娘爷奶公婆父母亲人])(?:已经?|都|快|刚|满|才)?(?P<number>[1-9]\d|[二三四五六七八九]?十[一二三四五六七八九]?)(?=了?(?:[,，。、;；]|$))"
)
_SAME_UNIT = {
    "岁": "周岁",
    "平": "平方米",
    "平米": "平方米",
    "个工作日": "天",
    "工作日": "天",
    "日": "天",
    "日内": "天",
}
_SIZES = {"万": 10_000, "千": 1_000, "百": 100, None: 1}
_ONE_BY_ONE = frozenset("个名位人家户")  # what is counted with them is told by the noun
_PEOPLE = frozenset("个名位人")
_LEAST_BEFORE, _STRICT_LEAST, _MOST_BEFORE, _UNDER_BEFORE = (
    re.compile(rf"(?:{words})(?:[补奖给领报减免]|支持|补助|补贴|奖励|资助|享受)?[为约了有]?\s?$")
    for words in (AT_LEAST, OVER, rf"{AT_MOST}|最长|最高|最多", UNDER)
)
_LEAST_AFTER = re.compile(r"[(（]?含?[)）]?[及或]?以上")
_MOST_AFTER = re.compile(r"[(（]?含?[)）]?[及或]?以[下内]|内")
_LISTED = re.compile(r"\s?(?:、|和|及|或|至|到|-|—|–|~|提高到|提高至|调整为|,)\s?")
_SIDE = re.compile(r"[，,；;。！!？?\n|：:]")
_NOUN_REACH = 8  # characters before a bound in which its noun may stand


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure with its unit: 元, % or what is counted; `noun` are the words behind the unit, in front of which it stands."""

    value: Decimal
    unit: str
    start: int
    end: int
    noun: str = ""
    other: str = ""  # 套（间）


def measured(text: str) -> list[Measured]:
    """Sums, shares, counts, ages, times, areas and bare decimals of folded `text`, in order.

    >>> [(str(one.value), one.unit) for one in measured("下载过100万次再奖100万")]
    [('1000000', '次'), ('1000000', '元')]
    >>> [(str(one.value), one.unit, one.noun) for one in measured("请着4个绣工干了一年半")]
    [('4', '个', '绣工'), ('1.5', '年', '')]
    """
    kept: list[Measured] = []
    for one in _all(text):  # sums and shares first: 10万吧 counts nothing
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _all(text: str) -> Iterator[Measured]:
    sums = {(start, end): value for start, end, value in find_money(text)}
    sums |= {(one.span.start, one.span.end): one.yuan for one in parse_loose_amounts(text)}
    for (start, end), value in sums.items():
        yield Measured(value, "元", start, end)
    for start, end, share in find_rates(text):
        yield Measured(100 * share, "%", start, end)
    for found in _COUNT.finditer(text):
        if (one := _counted(found)) is not None:
            yield one
    for found in _BARE.finditer(text):
        yield Measured(Decimal(found[0]), "", found.start(), found.end())
    for found in _SHARE.finditer(text):
        tenths = Decimal(5 if found["half"] else 10 if found["all"] else chinese_number(found["tenths"]) or 0)
        more = chinese_number(found["more"]) or 0 if found["more"] else 0
        yield Measured(10 * tenths + more, "%", found.start(), found.end())
    for found in _AGED.finditer(text):
        years = found["number"]
        age = int(years) if years.isdecimal() else chinese_number(years)
        yield Measured(Decimal(age or 0), "周岁", found.start("number"), found.end())


def _counted(found: re.Match[str]) -> Measured | None:
    words, unit = found["number"], found["unit"]
    if _COUNTS_NOTHING.match(unit) or (unit == "年" and _CALENDAR.fullmatch(words)):
        return None
    number = Decimal("0.5") if words == "半" else Decimal(words) if words[0].isdecimal() else chinese_number(words)
    if number is None:
        return None
    value = Decimal(number) * _SIZES[found["size"]]
    if unit == "个月":
        value, unit = (value + Decimal("0.5") * bool(found["half"])) / 12, "年"
        return Measured(value, unit, found.start(), found.end())
    known = _SAME_UNIT.get(unit, unit)
    if known == unit and unit not in ("年", "周岁", "平方米", "天"):
        known, noun = unit[0], unit[1:]
        known = _SAME_UNIT.get(known, known)
    else:
        noun = ""
    if known in _PEOPLE and noun[:1] == "人":
        known, noun = "人", noun[1:]
    if noun[:1] == "半":
        value, noun = value + Decimal("0.5"), noun[1:]
    elif found["half"] and not noun:
        value += Decimal("0.5")
    end = found.start("unit") + 1 if noun else found.end("unit")
    return Measured(value, known, found.start(), max(end, found.start() + 1), noun, found["other"] or "")


def same_kind(given: Measured, stated: Measured, text: str) -> bool:
    """Whether both figures are of one thing, so that one may be held against the other; `stated` stands in `text`."""
    if given.unit in _ONE_BY_ONE or stated.unit in _ONE_BY_ONE:
        if given.unit == stated.unit or {given.unit, stated.unit} <= {"名", "位", "人"}:
            return True
        if {given.unit, stated.unit} <= _ONE_BY_ONE:
            around = text[max(0, stated.start - _NOUN_REACH) : stated.start] + stated.noun
            return len(given.noun) >= 2 and given.noun[:2] in around
        counted, plain = (given, stated) if given.unit in _ONE_BY_ONE else (stated, given)
        return counted.noun[:1] == plain.unit  # 8个航次, 10航次
    return given.unit == stated.unit or (bool(stated.other) and given.unit == stated.other[:1])


def bounds(
    given: Sequence[Measured],
    stated: Sequence[Measured],
    text: str,
    excludes: Callable[[Measured], bool],
    likeness: Callable[[str], int],
) -> tuple[bool | None, Span | None]:
    """Whether the figures given keep the bounds stated; a bound that excludes is turned.

    Of several bounds of a kind that do not agree the one counts whose words are most like the question's (个体工商户不超过50万元);
    where none is, nothing is said.
    """
    answers: list[tuple[bool, Measured, bool]] = []
    for bound in stated:
        same = [one for one in given if same_kind(one, bound, text)]
        if len({one.value for one in same}) != 1:
            continue
        met, least = _kept(same[0].value, bound, text)
        if met is None:
            continue
        excluded = excludes(bound)
        if excluded and not met:
            continue
        answers.append((met and not excluded, bound, least))
    if not answers:
        return None, None
    kinds = [list(some) for _, some in groupby(answers, key=lambda one: one[1].unit)]
    agreed = [one for some in kinds for one in _meant(some, stated, text, likeness)]
    if not agreed:
        return None, None
    failed = next((bound for met, bound, _ in agreed if not met), None)
    deciding = failed or agreed[0][1]
    return failed is None, Span(deciding.start, deciding.end)


def _kept(value: Decimal, bound: Measured, text: str) -> tuple[bool | None, bool]:
    before, after = text[: bound.start], text[bound.end + len(bound.other and f"（{bound.other}）") :]
    if _UNDER_BEFORE.search(before):
        return value < bound.value, False
    if _MOST_BEFORE.search(before) or _MOST_AFTER.match(after):
        return value <= bound.value, False
    if _STRICT_LEAST.search(before):
        return value > bound.value, True
    if _LEAST_BEFORE.search(before) or _LEAST_AFTER.match(after):
        return value >= bound.value, True
    return None, False


def _meant(
    answers: Sequence[tuple[bool, Measured, bool]],
    stated: Sequence[Measured],
    text: str,
    likeness: Callable[[str], int],
) -> Sequence[tuple[bool, Measured, bool]]:
    """Those of the bounds of one unit that the question can mean."""
    if len({met for met, _, _ in answers}) == 1 or [least for _, _, least in answers] == [True, False]:
        return answers  # 60吨以上不足100吨 are one bound with two ends
    near = [likeness(_before(bound, stated, text)) for _, bound, _ in answers]
    best = [one for one, score in zip(answers, near, strict=True) if score == max(near)]
    return best if max(near) and len(best) == 1 else ()


def _before(bound: Measured, stated: Sequence[Measured], text: str) -> str:
    """The words before a bound, since the figure before it."""
    return text[max((one.end for one in stated if one.end <= bound.start), default=0) : bound.start]


def put_right(
    claimed: Measured, stated: Sequence[Measured], text: str, likeness: Callable[[str], int]
) -> tuple[Span | None, Span | None, int]:
    """Where the sentence states the figure that is supposed, or else another in its place, and how many words are shared.

    Of several of the unit the one counts whose words, since the figure before it, are those of the question; where these
    are several with different figures, nothing is said.
    """
    of_unit = [figure for figure in stated if same_kind(claimed, figure, text)]
    ends = [0, *(figure.end for figure in of_unit)]
    fit = [likeness(text[end : one.start]) for end, one in zip(ends, of_unit, strict=False)]
    best = [one for one, near in zip(of_unit, fit, strict=True) if near == max(fit)]
    if not best or len({one.value for one in best}) > 1:
        return None, None, 0
    place = Span(best[0].start, best[0].end)
    if best[0].value != claimed.value and (
        any(one.value == claimed.value for one in of_unit) or _is_listed(text, place, of_unit)
    ):
        return None, None, 0
    return (place, None, max(fit)) if best[0].value == claimed.value else (None, place, max(fit))


def _is_listed(text: str, place: Span, others: Sequence[Measured]) -> bool:
    """30万元、20万元、10万元; 由45万元提高到55万元: which one is meant is not said by the words before it."""
    between = [text[one.end : place.start] if one.end <= place.start else text[place.end : one.start] for one in others]
    return any(_LISTED.fullmatch(words) for words in between)
