"""Conditions with a figure (出资额不低于1000万元, 授权达15件) held against the figures that somebody gives. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from corpus.amounts import find_money, find_rates, parse_loose_amounts
from corpus.measure import yuan_text
from corpus.normal import CHINESE_NUMERALS, chinese_number, fold

REACH = 12  # characters before a figure in which its noun stands
_COUNT = re.compile(
    rf"(?<![\d.第])(?P<number>\d{{1,7}}(?:\.\d{{1,2}})?|[{CHINESE_NUMERALS}]{{1,5}})\s?(?P<unit>件|项|人|名|家|亩|平方米|台|套|年|个月|周岁|岁)"
)
_LEAST_BEFORE = re.compile(
    r"(?:不低于|不少于|不小于|达到?|(?<!不)(?:超过|满|高于|突破|大于)|至少|最低)(?:为|约|了)?\s?$"
)
_MOST_BEFORE = re.compile(r"(?:不超过|不高于|不大于|(?<!不)(?:低于|少于|小于)|未满|不满|至多)\s?$")
_LEAST_AFTER = re.compile(r"\s?(?:\(含\))?(?:及|或|\(含\))?以上")
_MOST_AFTER = re.compile(r"\s?(?:\(含\))?(?:及|或|\(含\))?以[下内]")
_BREAK = re.compile(r"[,，。；;、!！?？\n]")


@dataclass(frozen=True, slots=True)
class Figure:
    """A sum (元), a share (%) or a count (件, 人 …) with its words and the words right before it."""

    value: Decimal
    unit: str
    source: str
    noun: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """A figure to be reached (`least`) or not passed."""

    figure: Figure
    least: bool


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
            bound = "不低于" if self.threshold.least else "不超过"
            return f"{_noun(wanted)}{bound}{wanted.source}"
        sign = "≥" if (self.threshold.least if self.met else not self.threshold.least) else "≤"
        sign = sign if self.met else {"≥": ">", "≤": "<"}[sign]
        return f"{_noun(wanted)}{_value(given)} {sign} {wanted.source}：{'满足' if self.met else '不满足'}"


def figures(text: str) -> tuple[Figure, ...]:
    """Every figure in `text`, in order.

    >>> [(str(f.value), f.unit, f.noun) for f in figures("自己出资1800万，授权专利20件")]
    [('18000000', '元', '自己出资'), ('20', '件', '授权专利')]
    """
    folded = fold(text)
    found: list[tuple[int, int, Decimal, str]] = [(*each, "元") for each in find_money(folded)]
    found += [(a.span.start, a.span.end, a.yuan, "元") for a in parse_loose_amounts(text)]
    found += [(start, end, 100 * share, "%") for start, end, share in find_rates(folded)]
    for match in _COUNT.finditer(folded):
        number = chinese_number(match["number"]) if not match["number"][0].isdecimal() else Decimal(match["number"])
        if number is not None:
            found.append((match.start(), match.end(), Decimal(number), match["unit"]))
    kept: list[tuple[int, int, Decimal, str]] = []
    for each in sorted(found, key=lambda item: (item[0], -item[1])):
        if not kept or each[0] >= kept[-1][1]:
            kept.append(each)
    return tuple(
        Figure(value, unit, text[start:end], _BREAK.split(folded[max(0, start - REACH) : start])[-1])
        for start, end, value, unit in kept
    )


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
        at = start + len(figure.source)
        before, after = folded[:start], folded[at:]
        if _MOST_BEFORE.search(before) or _MOST_AFTER.match(after):
            yield Threshold(figure, least=False)
        elif _LEAST_BEFORE.search(before) or _LEAST_AFTER.match(after):
            yield Threshold(figure, least=True)


def check(threshold: Threshold, given: Sequence[Figure]) -> Check:
    """`threshold` against the figure of the same unit whose noun shares words with its own; unknown where none does."""
    same = [figure for figure in given if figure.unit == threshold.figure.unit]
    fitting = [figure for figure in same if _share(figure.noun, threshold.figure.noun)]
    if not fitting:
        return Check(threshold)
    figure = fitting[0]
    met = figure.value >= threshold.figure.value if threshold.least else figure.value <= threshold.figure.value
    return Check(threshold, figure, met)


def _share(first: str, second: str) -> bool:
    """Whether two nouns have two neighbouring characters in common: 自己出资 and 出资额不低于."""
    return any(first[at : at + 2] in second for at in range(len(first) - 1))


def _noun(figure: Figure) -> str:
    return re.sub(
        r"(?:不低于|不少于|不小于|达到?|超过|满|高于|突破|至少|不超过|不高于|低于|少于|未满|不满|为|约)\s?$",
        "",
        figure.noun,
    )


def _value(figure: Figure) -> str:
    return yuan_text(figure.value) if figure.unit == "元" else figure.source
