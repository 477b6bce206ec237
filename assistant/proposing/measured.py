"""The figures of a question held against those of a sentence: which bound they keep, and which one puts them right. Pure.

What is no unit elsewhere is one here where it stands behind a number in both (12桌, 不少于10桌); 8个航次 and 不少于10航次 are
of one kind, 4个绣工 and 固定绣工五人以上 because 绣工 stands before the bound.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

from assistant.reading.thresholds import AT_LEAST, AT_MOST, OVER, UNDER
from corpus.measure import Span
from corpus.quantities.quantities import MONEY, Quantity, quantities, unit_before

_SHARE = re.compile(r"(?<![一二三四五六七八九十])(?:(?P<half>一半|对半|减半)|全额|全部报|全报|全都?给报|百分百)")
_BARE = re.compile(r"\d+\.\d+")
# 今年43, 我妈七十三: how old somebody is
_AGED = re.compile(
    r"(?:今年|[我他她爸妈爹娘爷奶公婆父母亲人])(?:已经?|都|快|刚|满|才)?(?P<number>[1-9]\d|[二三四五六七八九]?十[一二三四五六七八九]?)(?=了?(?:[,，。、;；]|$))"
)
_ONE_BY_ONE = frozenset("个人家户")  # what is counted with them is told by the noun
_OR = re.compile(r"[(（](?P<unit>[\u4e00-\u9fff]{1,2})[)）]")  # 50套（间）
_MONTHS = 12
_LEAST_BEFORE, _STRICT_LEAST, _MOST_BEFORE, _UNDER_BEFORE = (
    re.compile(rf"(?:{words})(?:[补奖给领报减免]|支持|补助|补贴|奖励|资助|享受)?[为约了有]?\s?$")
    for words in (AT_LEAST, OVER, rf"{AT_MOST}|最长|最高|最多", UNDER)
)
_LEAST_AFTER = re.compile(r"[(（]?含?[)）]?[及或]?以上")
_MOST_AFTER = re.compile(r"[(（]?含?[)）]?[及或]?以[下内]|内")
_LISTED = re.compile(r"\s?(?:、|和|及|或|至|到|-|—|–|~|提高到|提高至|调整为|,)\s?")
_SIDE = re.compile(r"[，,；;。！!？?\n|：:]")
_NOUN_REACH = 8  # characters before a bound in which its noun may stand


def measured(text: str, units: Sequence[str] = ()) -> list[Quantity]:
    """Sums, shares, counts, ages, times, areas and bare decimals of folded `text`, in order; years as months.

    `units`: what counts in this pair of texts alone (`corpus.quantities.quantities.shared_units`).

    >>> [(str(one.value), one.unit) for one in measured("下载过100万次再奖100万")]
    [('1000000', '次'), ('1000000', '元')]
    >>> [(str(one.value), one.unit, one.noun) for one in measured("请着4个绣工干了一年半")]
    [('4', '个', '绣工干了一年半'), ('18', '月', '')]
    """
    kept: list[Quantity] = []
    for one in _all(text, units):  # sums and shares first: 10万吧 counts nothing
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _all(text: str, units: Sequence[str]) -> Iterator[Quantity]:
    for one in quantities(text, units):
        if one.unit == "年":
            yield replace(one, value=one.value * _MONTHS, unit="月")
        elif one.unit or _BARE.fullmatch(text, one.start, one.end):
            yield one
    for found in _SHARE.finditer(text):
        yield Quantity(Decimal(50 if found["half"] else 100), "%", found.start(), found.end())
    for found in _AGED.finditer(text):
        age = quantities(f"{found['number']}岁")
        if age:
            yield replace(age[0], start=found.start("number"), end=found.end("number"))


# 每年发8000，发到三岁，是吗: what is given, with a stop behind it, in a question that asks to confirm it
_GIVEN = re.compile(r"(?:[发补给奖拿领交罚收退返减扣]|封顶|最高|最多)(?:我们?|[到了给个])?\s?$")
_STOP = re.compile(r"\s?[,，、;；]")
_CONFIRM = re.compile(r"(?:[对是][吧吗嘛不]|没错|吧|是不是|对不对)\s?[?？。]?\s?$")
# 每人2000对吧, 补90一立方是吧
_CLAIM = re.compile(r"\s?(?:一个?[\u4e00-\u9fff]{1,3}?)?[,，]?(?:[对是][吧吗嘛不]|没错|吧|是不是|对不对)")


def bare_claims(text: str) -> list[Quantity]:
    """The numbers that folded `text` supposes without a unit.

    >>> [str(one.value) for one in bare_claims("每人2000对吧")], [str(one.value) for one in bare_claims("每年发8000,发到3岁,是吗")]
    (['2000'], ['8000'])
    """
    confirms = _CONFIRM.search(text) is not None
    return [
        one
        for one in quantities(text)
        if not one.unit
        and (
            _CLAIM.match(text, one.end)
            or (confirms and _STOP.match(text, one.end) and _GIVEN.search(text[: one.start]))
        )
    ]


def bare_cells(text: str) -> list[Quantity]:
    """The cells of a row of a table, in folded `text`, that are a number and nothing else.

    >>> [str(one.value) for one in bare_cells("通风贮藏窖 | 90 | 20万元")]
    ['90']
    """
    cells = [(found.start(), found.end()) for found in _CELL.finditer(text)]
    return [
        one
        for one in quantities(text)
        if not one.unit and any(start <= one.start and one.end <= end for start, end in cells)
    ]


_CELL = re.compile(r"(?<=\|)\s*\d[\d,.]*\s*(?=\||$)")


def bare_claim(text: str, stated: Sequence[Quantity]) -> Quantity | None:
    """The last such number in the unit of what is `stated`: of money where a sum is, else where all is of one unit. 30 is 30万元
    where that is stated.

    >>> bare_claim("补贴是每人2000对吧", measured("每人1000元"))
    Quantity(value=Decimal('2000'), unit='元', start=5, end=9, noun='')
    """
    bare, units = bare_claims(text), {one.unit for one in stated}
    meant = units & MONEY or units
    if not bare or len(meant) != 1:
        return None
    unit, value = next(iter(meant)), bare[-1].value
    if unit in MONEY and any(one.unit == unit and one.value == value * 10_000 for one in stated):
        value *= 10_000
    return replace(bare[-1], value=value, unit=unit, noun="")


def same_kind(given: Quantity, stated: Quantity, text: str) -> bool:
    """Whether both figures are of one thing, so that one may be held against the other; `stated` stands in `text`."""
    if given.unit == stated.unit:
        return True
    if {given.unit, stated.unit} <= _ONE_BY_ONE:
        around = text[max(0, stated.start - _NOUN_REACH) : stated.start] + stated.noun
        return len(given.noun) >= 2 and given.noun[:2] in around
    if given.unit in _ONE_BY_ONE or stated.unit in _ONE_BY_ONE:
        counted, plain = (given, stated) if given.unit in _ONE_BY_ONE else (stated, given)
        return bool(plain.unit) and unit_before(counted.noun) == plain.unit  # 8个航次, 10航次; not 4个绣工, 1.3
    other = _OR.match(text, stated.end)
    return other is not None and unit_before(other["unit"]) == given.unit


def bounds(
    given: Sequence[Quantity],
    stated: Sequence[Quantity],
    text: str,
    excludes: Callable[[Quantity], bool],
    likeness: Callable[[str], int],
) -> tuple[bool | None, Span | None]:
    """Whether the figures given keep the bounds stated; a bound that excludes is turned.

    Of several bounds of a kind that do not agree the one counts whose words are most like the question's (个体工商户不超过50万元);
    where none is, nothing is said.
    """
    answers: list[tuple[bool, Quantity, bool]] = []
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
        if not met and is_alternative(text, bound):
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


# 毕业生、16—24岁青年、登记失业半年以上人员: whoever is one of them will do
_ONE_OF = re.compile(r"(?:人员|毕业生|青年|人才|职工|学生|对象|企业|机构|单位|合作社|大户|户|家庭|者|人)$")
_ITEMS = re.compile(r"[、]|以及|或者?|和(?!谐)")


def is_alternative(text: str, bound: Quantity) -> bool:
    """Whether a bound stands in one of several kinds of persons or bodies that folded `text` lists beside each other.

    >>> text = "招用离校2年内毕业生、登记失业半年以上人员的"
    >>> [is_alternative(text, one) for one in measured(text)]
    [True, True]
    >>> is_alternative("年满18周岁、连续参保半年以上的人员", measured("年满18周岁、连续参保半年以上的人员")[0])
    False
    """
    start = max((found.end() for found in _SIDE.finditer(text, 0, bound.start)), default=0)
    end = next((found.start() for found in _SIDE.finditer(text, bound.end)), len(text))
    between = [found.span() for found in _ITEMS.finditer(text, start, end)]
    items = list(zip([start, *(last for _, last in between)], [*(first for first, _ in between), end], strict=True))
    kinds = [(first, last) for first, last in items if _ONE_OF.search(text[first:last].strip().removesuffix("的"))]
    return len(kinds) > 1 and any(first <= bound.start < last for first, last in kinds)


def _kept(value: Decimal, bound: Quantity, text: str) -> tuple[bool | None, bool]:
    other = _OR.match(text, bound.end)
    before, after = text[: bound.start], text[other.end() if other else bound.end :]
    if _UNDER_BEFORE.search(before):
        return value < bound.value, False
    if _MOST_BEFORE.search(before) or _MOST_AFTER.match(after):
        return value <= bound.value, False
    if _STRICT_LEAST.search(before) and not _LEAST_BEFORE.search(before):
        return value > bound.value, True
    if _LEAST_BEFORE.search(before) or _LEAST_AFTER.match(after):
        return value >= bound.value, True
    return None, False


def _meant(
    answers: Sequence[tuple[bool, Quantity, bool]],
    stated: Sequence[Quantity],
    text: str,
    likeness: Callable[[str], int],
) -> Sequence[tuple[bool, Quantity, bool]]:
    """Those of the bounds of one unit that the question can mean."""
    if len({met for met, _, _ in answers}) == 1 or [least for _, _, least in answers] == [True, False]:
        return answers  # 60吨以上不足100吨 are one bound with two ends
    near = [likeness(_before(bound, stated, text)) for _, bound, _ in answers]
    best = [one for one, score in zip(answers, near, strict=True) if score == max(near)]
    return best if max(near) and len(best) == 1 else ()


def _before(bound: Quantity, stated: Sequence[Quantity], text: str) -> str:
    """The words before a bound, since the figure before it."""
    return text[max((one.end for one in stated if one.end <= bound.start), default=0) : bound.start]


def put_right(
    claimed: Quantity, stated: Sequence[Quantity], text: str, likeness: Callable[[str], int]
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


def _is_listed(text: str, place: Span, others: Sequence[Quantity]) -> bool:
    """30万元、20万元、10万元; 由45万元提高到55万元: which one is meant is not said by the words before it."""
    between = [text[one.end : place.start] if one.end <= place.start else text[place.end : one.start] for one in others]
    return any(_LISTED.fullmatch(words) for words in between)
