"""Conditions with a figure (出资额不低于1000万元, 授权达15件) held against the figures that somebody gives. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from corpus.measure import yuan_text
from corpus.quantities.quantities import quantities
from corpus.text.normal import fold

REACH = 12  # characters before a figure in which its noun stands
_MONTHS = 12
# The words before a figure that make it a bound: to be reached, to be passed, not to be passed, to be kept below
AT_LEAST = r"不得?(?:低于|少于|小于)|(?:达到?|等于)或者?(?:超过|高于|大于)|达到?|(?<!不)(?<!不得)满|至少|最低"
OVER = r"(?<!不)(?<!不得)(?:超过|高于|大于|突破)"
AT_MOST = r"不得?(?:超过|高于|大于)|至多"
UNDER = r"不足|(?<!不)(?<!不得)(?:低于|少于|小于)|未满|不满"
_LEAST_BEFORE = re.compile(rf"(?:{AT_LEAST}|{OVER})[为约了]?\s?$")
_MOST_BEFORE = re.compile(rf"(?:{AT_MOST}|{UNDER})[为约了]?\s?$")
_OVER_BEFORE = re.compile(rf"(?<!达到或)(?<!达到或者)(?<!等于或)(?<!等于或者)(?:{OVER})[为约了]?\s?$")
_UNDER_BEFORE = re.compile(rf"(?:{UNDER})[为约了]?\s?$")
_LEAST_AFTER = re.compile(r"\s?(?:\(含\))?(?:及|或|\(含\))?以上")
_MOST_AFTER = re.compile(r"\s?(?:\(含\))?(?:及|或|\(含\))?以[下内]")
_PASSED = re.compile(r"(?:[破超过]|突破|超过)了?\s?$")
_HOW_MUCH = re.compile(r"[\u4e00-\u9fff]{0,5}?(?:多少|几)")
_OTHER_END = re.compile(r"\d[\d.]*[万亿]?元(?:\(不?含\))?(?:以上)?(?=\D*$)")  # 到位资金5亿元(含)不足20亿元
_CLOSES = re.compile(r"[,，。；;]")
_BREAK = re.compile(r"[,，。；;、!！?？\n]")
_PHRASE_ENDS = re.compile(r"[^\u4e00-\u9fff]|[且并或及的]")


@dataclass(frozen=True, slots=True)
class Figure:
    """A sum (元), a share (%) or a count (件, 人 …) with its words, the words right before it, and of a count those behind."""

    value: Decimal
    unit: str
    source: str
    noun: str
    behind: str = ""  # 16件专利授权
    is_passed: bool = False  # 破10亿: it is more than that
    ahead: str = (
        ""  # what stands before `noun` and belongs to it, where that is cut inside a phrase: 年 of 年|度销售规模达到
    )


@dataclass(frozen=True, slots=True)
class Threshold:
    """A figure to be reached (`least`) or not passed; `other` where it is said to do instead of the one before (或).

    `is_open` where the figure itself is not enough: 超过2000万元, 不足500万元.
    """

    figure: Figure
    least: bool
    other: bool = False
    is_open: bool = False

    def holds(self, given: Figure) -> bool:
        if given.value == self.figure.value:
            return not self.is_open or (given.is_passed and self.least)
        return (given.value > self.figure.value) is self.least


@dataclass(frozen=True, slots=True)
class Check:
    """A threshold against what is given; `given` and `met` are None where nothing of the kind is given."""

    threshold: Threshold
    given: Figure | None = None
    met: bool | None = None

    @property
    def words(self) -> str:
        """出资1800万元 ≥ 1000万元：满足 / 出资额不低于1000万元"""
        wanted, given = self.threshold.figure, self.given
        if given is None:
            bound = _BOUNDS[self.threshold.least, self.threshold.is_open]
            return f"{_noun(wanted)}{bound}{wanted.source}"
        sign = _SIGNS[self.threshold.least, self.threshold.is_open][0 if self.met else 1]
        return f"{_noun(wanted)}{_value(given)} {sign} {wanted.source}：{'满足' if self.met else '不满足'}"


# (to be reached, open): the words, and the signs where it is fulfilled and where it is not
_BOUNDS = {(True, False): "不低于", (True, True): "超过", (False, False): "不超过", (False, True): "低于"}
_SIGNS = {(True, False): "≥<", (True, True): ">≤", (False, False): "≤>", (False, True): "<≥"}


def figures(text: str) -> tuple[Figure, ...]:
    """Every figure in `text`, in order.

    >>> [(str(f.value), f.unit, f.noun) for f in figures("自己出资1800万，授权专利20件")]
    [('18000000', '元', '自己出资'), ('20', '件', '授权专利')]
    """
    folded = fold(text)
    return tuple(
        Figure(
            one.value * _MONTHS if one.unit == "年" else one.value,
            "月" if one.unit == "年" else one.unit,
            text[one.start : one.end],
            _OTHER_END.sub("", _BREAK.split(folded[max(0, one.start - REACH) : one.start])[-1]),
            _BREAK.split(folded[one.end : one.end + REACH // 2])[0] if not (one.is_money or one.unit == "%") else "",
            bool(_PASSED.search(folded[: one.start])),
            _ahead(folded, one.start),
        )
        for one in quantities(text)
        if one.unit
    )


def _ahead(folded: str, start: int) -> str:
    """What the reach of a noun cuts off its beginning; nothing where a mark, or the end of another phrase, stands in it."""
    at = start - REACH
    if at <= 0 or _BREAK.search(folded, at, start):
        return ""
    return _PHRASE_ENDS.split(folded[max(0, at - REACH) : at])[-1]


def given_figures(text: str) -> tuple[Figure, ...]:
    """The figures that somebody gives, with the shares that they come to: of 16件, 其中发明专利5件 is 发明专利占比 31.25%.

    >>> [(str(f.value), f.source, f.noun) for f in given_figures("授权16件专利，其中发明专利4件") if f.unit == "%"]
    [('25', '25%（4件÷16件）', '发明专利占比')]
    """
    found = [one for one in figures(text) if not _is_rate(one)]
    shares = []
    for whole, part in pairwise(found):
        _, among, noun = part.noun.partition("其中")
        if among and noun and whole.unit == part.unit and 0 < part.value <= whole.value:
            share = (100 * part.value / whole.value).normalize()
            shares.append(Figure(share, "%", f"{share:f}%（{part.source}÷{whole.source}）", f"{noun}占比"))
    return (*found, *shares)


def _is_rate(figure: Figure) -> bool:
    """一个月多少, 一年能补几次: by what is counted, and nothing that somebody has."""
    return figure.unit in ("月", "天") and figure.source[:1] in "一1" and bool(_HOW_MUCH.match(figure.behind))


def thresholds(condition: str) -> tuple[Threshold, ...]:
    """The figures of a condition that must be reached or may not be passed; other figures are none.

    >>> [(t.figure.source, t.least) for t in thresholds("企业出资额不低于1000万元，当年获专利授权达15件，35周岁以下")]
    [('1000万元', True), ('15件', True), ('35周岁', False)]
    """
    return tuple(_thresholds(condition))


def _thresholds(condition: str) -> Iterator[Threshold]:
    folded = fold(condition)
    at = 0
    for figure in figures(condition):
        start = condition.index(figure.source, at)
        other = "或" in folded[at:start] and not _CLOSES.search(folded[at:start])
        at = start + len(figure.source)
        before, after = folded[:start], folded[at:]
        if _MOST_BEFORE.search(before) or _MOST_AFTER.match(after):
            yield Threshold(figure, False, other, bool(_UNDER_BEFORE.search(before)) and not _MOST_AFTER.match(after))
        elif _LEAST_BEFORE.search(before) or _LEAST_AFTER.match(after):
            yield Threshold(figure, True, other, bool(_OVER_BEFORE.search(before)) and not _LEAST_AFTER.match(after))


def check(threshold: Threshold, given: Sequence[Figure]) -> Check:
    """`threshold` against the figure of the same unit whose noun shares words with its own; unknown where none does."""
    same = [figure for figure in given if figure.unit == threshold.figure.unit]
    fitting = [figure for figure in same if _share(figure.noun + figure.behind, threshold.figure.noun)]
    if not fitting:
        return Check(threshold)
    figure = max(fitting, key=lambda each: _last_shared(each.noun + each.behind, threshold.figure.noun))
    return Check(threshold, figure, threshold.holds(figure))


def checked(condition: str, given: Sequence[Figure]) -> tuple[Check, ...]:
    """The thresholds of a condition against what is given; of those of which one is enough, only the one that is met.

    >>> given = given_figures("授权16件专利，其中发明专利4件")
    >>> [(c.threshold.figure.source, c.met) for c in checked("专利授权达15件,且发明专利占比达20%或实用新型专利占比达80%", given)]
    [('15件', True), ('20%', True)]
    """
    groups: list[list[Check]] = []
    for threshold in thresholds(condition):
        found = check(threshold, given)
        if threshold.other and groups:
            groups[-1].append(found)
        else:
            groups.append([found])
    return tuple(one for group in groups for one in ([each for each in group if each.met][:1] or group))


def _share(first: str, second: str) -> bool:
    """Whether two nouns have two neighbouring characters in common: 自己出资 and 出资额不低于."""
    return any(first[at : at + 2] in second for at in range(len(first) - 1))


def _last_shared(first: str, second: str) -> int:
    """Where in `second` the last two characters stand that both have: what a name is of stands at its end (跨境电商出口规模)."""
    return max((second.rfind(first[at : at + 2]) for at in range(len(first) - 1)), default=-1)


def _noun(figure: Figure) -> str:
    return re.sub(rf"^[且并或]|(?:{AT_LEAST}|{OVER}|{AT_MOST}|{UNDER})?[为约了]?\s?$", "", figure.ahead + figure.noun)


def _value(figure: Figure) -> str:
    return yuan_text(figure.value) if figure.unit == "元" else figure.source
