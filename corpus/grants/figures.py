"""The sums and percentages of a text as the reader of benefits sees them: neighbours together, units and ranges read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from corpus.grants.recipients import HIDDEN, Stretch
from corpus.quantities.amounts import find_money, find_rates

Kind = Literal["money", "rate"]

# 1:1配套, 全额补贴, 2个百分点的贴息: shares that are no percentages
_RATIO = re.compile(r"(?<![\d:])1:(?P<number>\d(?:\.\d{1,2})?)(?![\d:])")
_FULL = re.compile(r"全额(?=给予|予以|补|奖|贴|资助|支持(?:[,;。\n]|$))|(?<=给予)全额")
_POINTS = re.compile(r"(?<![\d.])(?P<number>\d{1,2}(?:\.\d{1,3})?)个百分点(?=[^,;。]{0,12}(?:贴息|补贴|补助))")
# 给予20万的奖励: 元 left out, as people speak; only right after a word that gives
_WITHOUT_YUAN = re.compile(
    r"(?:(?<=给予)|(?<=奖励)|(?<=补助)|(?<=补贴)|(?<=资助)|(?<=最高)|(?<=不超过))(?P<number>\d{1,6}(?:\.\d{1,4})?)(?P<scale>[万亿])"
    r"(?![元美欧港日]|[平亩吨人户家次辆件台千亿个只头])"
)
_SCALES = {"万": 10_000, "亿": 100_000_000}
# 1000元/亩, 50元/平方米/月, 2000元每月
_UNIT_BEHIND = re.compile(
    r"[/每](?P<unit>(?:立方米|公斤|千克|床位|托位|学位|展位|标准箱|标箱|箱|柜|架次|列次|班次|人次|场次|亩次|座|栋|口|条|处|店|社|村|艘|趟|票|单|证|生|孩|餐|车|宗|例|届|期|学期|课时|小时|瓦|人|月|年|天|日|亩|吨|平方米|平米|公里|千瓦时?|度|件|项目|项|家|户|台|套|辆|头|只|株|次|班|张|床|间|个|㎡|m2|m²|kw|企业)"
    r"(?:[/.每]?(?:人|月|年|天|日|次|班|平方米|公里))*)"
)
# What makes several figures one list, and what makes two a range
_JOINS = re.compile(r"、|和|及|与|以及|或|或者|/|")
_SPANS = re.compile(r"至|到|-{1,10}|~")
# 50万元以上80万元以下|的奖励: a range by its two bounds, where it is what is given
_FROM_UP_TO = re.compile(r"(?:\(含\)|\0{3})?(?:及|含)?以上(?:\(含\)|\0{3})?(?:,|至|到|-)?")
_UP_TO_GIVEN = re.compile(
    r"(?P<bound>(?:\(含\)|\0{3})?(?:及|含)?以[下内](?:\(含\)|\0{3})?)的?(?:一次性|特别|专项)?(?:奖|补|资助|津贴|慰问|支持|扶持)"
)
# (含众创空间), "双创", <若干意见>
_HIDDEN_STRETCH = re.compile(r"\([^()\n]{0,200}\)|\"[^\"\n。]{1,60}\"|<[^<>\n]{1,120}>")
# (每年最高10万元), (职务发明每件资助1000元): brackets to be read on
_TELLS_A_GRANT = re.compile(
    r"(?:给予|奖励|补助|补贴|资助|最高|不超过|封顶|每[年人家件]).{0,40}?(?:\d|[一二三四五六七八九十百千])[^\d]{0,3}(?:元|%)"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One sum or share, `to` the other end of a range; `per` the unit written behind it (1000元/亩)."""

    start: int
    end: int
    value: Decimal
    to: tuple[int, int, Decimal] | None = None
    per: str | None = None
    unit_end: int = 0

    @property
    def stop(self) -> int:
        return max(self.unit_end, self.to[1] if self.to else self.end)


@dataclass(frozen=True, slots=True)
class Group:
    """Figures of one kind in a row: 100万元、50万元和20万元."""

    kind: Kind
    figures: tuple[Figure, ...]

    @property
    def start(self) -> int:
        return self.figures[0].start

    @property
    def end(self) -> int:
        return self.figures[-1].stop


def find_groups(words: str) -> list[Group]:
    """All figures of the text in order, neighbours of one kind together."""
    found: list[tuple[int, int, Decimal, Kind]] = [(*money, "money") for money in find_money(words)]
    found += [(*rate, "rate") for rate in find_rates(words)]
    found += [(m.start(), m.end(), Decimal(m["number"]), "rate") for m in _RATIO.finditer(words)]
    found += [(m.start(), m.end(), Decimal(1), "rate") for m in _FULL.finditer(words)]
    found += [(m.start(), m.end(), Decimal(m["number"]) / 100, "rate") for m in _POINTS.finditer(words)]
    found += [
        (m.start(), m.end(), Decimal(m["number"]) * _SCALES[m["scale"]], "money") for m in _WITHOUT_YUAN.finditer(words)
    ]
    groups: list[tuple[Kind, list[Figure]]] = []
    for start, end, value, kind in sorted(found):
        last = groups[-1][1][-1] if groups and groups[-1][0] == kind else None
        if last and start < last.end:
            continue
        between = words[last.stop : start] if last and start - last.stop <= 10 else None
        figure = Figure(start, end, value)
        range_of = last and between is not None and last.to is None
        bounds = _UP_TO_GIVEN.match(words, end) if range_of and _FROM_UP_TO.fullmatch(between or "") else None
        if last and bounds:
            to = (start, end, value)
            groups[-1][1][-1] = Figure(last.start, last.end, last.value, to, last.per, bounds.end("bound"))
        elif last and range_of and _SPANS.fullmatch(between or ""):
            groups[-1][1][-1] = _with_unit(words, Figure(last.start, last.end, last.value, (start, end, value)))
        elif last and between is not None and _JOINS.fullmatch(between):
            groups[-1][1].append(_with_unit(words, figure))
        else:
            groups.append((kind, [_with_unit(words, figure)]))
    return [Group(kind, tuple(figures)) for kind, figures in groups]


def _with_unit(words: str, figure: Figure) -> Figure:
    unit = _UNIT_BEHIND.match(words, figure.stop)
    if unit is None:
        return figure
    per = "/".join(re.findall(r"[^/.每]+", unit["unit"]))
    return Figure(figure.start, figure.end, figure.value, figure.to, per, unit.end())


def shielded(words: str) -> tuple[str, list[Stretch]]:
    """`words` with brackets, quotations and titles blanked, so that no rule cuts inside them.

    Brackets that grant something are read on: they become commas, and where they stand is told.
    """
    asides: list[Stretch] = []

    def shield(match: re.Match[str]) -> str:
        if match[0][0] == "(" and _TELLS_A_GRANT.search(match[0]):
            asides.append(match.span())
            return f",{match[0][1:-1]},"
        return HIDDEN * len(match[0])

    return _HIDDEN_STRETCH.sub(shield, words), asides


def without_commas_inside(words: str, groups: Sequence[Group]) -> str:
    """5,000元 holds no comma that ends a stretch of the sentence."""
    letters = list(words)
    for group in groups:
        for figure in group.figures:
            for place in range(figure.start, figure.stop):
                if letters[place] == ",":
                    letters[place] = "0"
    return "".join(letters)
