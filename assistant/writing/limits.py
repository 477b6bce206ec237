"""Half-truths about a figure: a cap that is left out, a rate without its base, a sum that is paid once told as yearly. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from assistant.writing.grounds import Placed
from assistant.writing.values import Figure, figures_in
from corpus.measure import Benefit
from corpus.text.normal import fold

_UPPER = re.compile(
    r"最高|最多|最大|最长|至多|[不没未]得?超过|[没不未]过(?=\d)|不得?高于|不得?多于|上限|封顶|限额|为限|顶格|顶多|到顶|止于|封在|限制|之间|(?<=[\d%元万亿人日天年])[到至~-](?=\d)|天花板|[的条]线|(?:以|之)内|以下|限(?=\d)"
)
_UPPER_BEHIND = re.compile(r"(?:\(含\))?(?:以内|之内|以下|封顶|为(?:上)?限|是上限)")
_LOWER = re.compile(r"不得?低于|不得?少于|至少|起步|以上")
_LOWER_BEHIND = re.compile(r"(?:\(含\))?(?:及|或)?以上|起")
_ONCE = re.compile(r"一次性|一次(?!性)")
_YEARLY = re.compile(r"每一?年|每年度|年度(?=[补奖资累最总限合内不])|逐年|按年|[/每]年|(?<![头第前首])一年|连续|年均")
_MONTHLY = re.compile(r"每个?月|[/按]月|月度|月均")
_PAYS = re.compile(r"奖励?|补[贴助]?|资助|支持|给|配套|领|得|拿|发")
_RATED_SUM = re.compile(r"元(?:的|乘以|[×x*])$")
_BASE_TAIL = 4  # characters of which two tell a base again: 技术交易额 is told by 交易


def bound_of(one: Placed) -> str:
    """Whether a figure is called a maximum ("upper"), a minimum ("lower") or neither ("")."""
    if _UPPER_BEHIND.match(one.tail) or _last(_UPPER, one.lead) > _last(_LOWER, one.lead):
        return "upper"
    if _LOWER_BEHIND.match(one.tail) or _last(_LOWER, one.lead) >= 0:
        return "lower"
    return ""


def loses_bound(one: Placed, same: Sequence[Placed]) -> bool:
    """最高50万元 told as 50万元, or turned around: told as 至少50万元."""
    if not same:
        return False
    bounds = {bound_of(other) for other in same}
    said = bound_of(one)
    if bounds == {"upper"}:
        return said == "lower" or not (said or _UPPER.search(one.near) or _UPPER.search(one.tail))
    return bounds == {"lower"} and said == "upper"


def told_rows(figures: Sequence[Figure], rows: Sequence[Benefit]) -> Iterator[tuple[Figure, list[Benefit]]]:
    """The figures that are the rate or the sum of rows, each with those rows."""
    for figure in figures:
        found = [row for row in rows if figure.value[1] in _main_values(row, figure.kind)]
        if found:
            yield figure, found


def missing_caps(rows: Sequence[Benefit], sums: set[Decimal]) -> bool:
    """Whether every one of the rows has a cap that is not among `sums`."""
    return all(any(cap.amount.yuan not in sums for cap in row.caps) for row in rows)


def lacks_base(figure: Figure, rows: Sequence[Benefit], sentence: str, around: str) -> bool:
    """A rate of something, told without what it is a rate of."""
    bases = [fold(row.base) for row in rows if row.base]
    if figure.kind != "%" or not bases or _RATED_SUM.search(sentence[: figure.start]):
        return False
    return not any(
        base[at : at + 2] in around for base in bases for at in range(max(0, len(base) - _BASE_TAIL), len(base) - 1)
    )


def mistimed(one: Placed, same: Sequence[Placed]) -> bool:
    """A sum told as paid once or every year or month, where no clause that has it says so."""
    if one.figure.kind != "元" or not same or not _PAYS.search(one.near):
        return False
    piece = one.near
    for pattern in (_ONCE, _YEARLY, _MONTHLY):
        said = one.part if pattern is _ONCE and _is_alone(one) else piece
        if pattern.search(said) and not any(pattern.search(other.part) for other in same):
            return True
    return False


def _is_alone(one: Placed) -> bool:
    """Whether its part of the sentence tells no other sum: 一次性 behind it then is about this one."""
    return sum(figure.kind == "元" for figure in figures_in(one.part)) == 1


def _main_values(row: Benefit, kind: str) -> set[Decimal]:
    if kind == "%":
        return {rate.value * 100 for rate in (row.rate, row.rate_to, *row.rate_schedule) if rate is not None}
    if kind == "元":
        return {amount.yuan for amount in (row.amount, row.amount_to, *row.schedule) if amount is not None}
    return set()


def _last(pattern: re.Pattern[str], words: str) -> int:
    return max((found.end() for found in pattern.finditer(words)), default=-1)
