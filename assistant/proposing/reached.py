"""Which rows of a grant a question can mean: those whose band its figures reach, and of a closed series the one it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.computing.asked import asked_of
from corpus.measure import Benefit
from corpus.quantities.quantities import Stretch, stretches
from corpus.text.normal import fold

# Things that are told apart by one word and exclude one another: one of them is never the answer for another.
# Each row holds a pattern; what it finds in the question and in the recipients is compared.
_SERIES = (
    re.compile(r"(?:国际|国家|行业|地方|团体|企业)(?=标准)(?:标准)"),
    re.compile(r"博士后(?:科研)?(?:流动站|工作站)|博士后创新实践基地"),
    re.compile(r"单项冠军|小巨人|瞪羚|独角兽|雏鹰"),
    re.compile(r"(?:一|二|三)等奖|(?:金|银|铜)奖"),
    re.compile(r"(?:[1-5]|[一二三四五])星级|[一二三四五六七八九](?:级|类|档)(?!财政|部门|政府|联动)"),
    re.compile(r"(?<![a-z0-9])[a-f](?:级|类|档)"),
    re.compile(r"(?<!特)[大中小微轻重]型(?!企业)"),
)
# C级及以上, 三星级以上, 一级至三级: the series is open, and one that is not named may be among them
_OPEN = re.compile(r"\s?(?:\(?含?\)?及?以[上下]|[至到-])")


def reached(
    rows: Sequence[Benefit], question: str, *, strictly: bool = False, among: Sequence[Benefit] = ()
) -> list[Benefit]:
    """Without the rows whose own band no figure of the question lies in, where others are left that one does lie in.

    Strictly: even where none is left. `among` are all rows of the clause: where the words of the question fit only the
    first band (1亿元至5亿元的项目), the later ones of the same scale, which do not say them again, are meant as well.
    """
    asked = asked_of(question)
    if not asked.required:
        return list(rows)

    def held(row: Benefit) -> bool | None:
        bands = _bands(row.condition) or _bands(row.recipient)
        told = [
            band.holds(asked.reached(q)) is not False for band in bands for q in asked.required if q.unit == band.unit
        ]
        return any(told) if told else None

    verdicts = [held(row) for row in rows]
    if rows and all(verdict is False for verdict in verdicts):
        scale = [row for row in among if row not in rows and _goes_on(rows[-1], row) and held(row)]
        if scale:
            return scale
    if not any(verdicts) and not strictly:
        return list(rows)
    return _highest([row for row, verdict in zip(rows, verdicts, strict=True) if verdict is not False])


def in_band(row: Benefit, question: str) -> bool | None:
    """Whether a figure of the question lies in the band of a row; None where it has no band, or nothing of its unit is given."""
    asked = asked_of(question)
    bands = _bands(row.condition) or _bands(row.recipient)
    told = [band.holds(asked.reached(q)) is not False for band in bands for q in asked.required if q.unit == band.unit]
    return any(told) if told else None


def _highest(rows: Sequence[Benefit]) -> list[Benefit]:
    """Of the steps of one ladder that are all reached (突破1亿元、5亿元、10亿元) the highest: the others are for less."""

    def step(row: Benefit) -> tuple[str, str, Stretch] | None:
        bands = _bands(row.condition) or _bands(row.recipient)
        if len(bands) != 1 or bands[0].low is None or bands[0].high is not None:
            return None
        return _bare(row.recipient), _bare(row.condition), bands[0]

    steps = [step(row) for row in rows]
    most: dict[tuple[str, str, str], Decimal] = {}
    for one in steps:
        if one is not None and one[2].low is not None:
            key = (one[0], one[1], one[2].unit)
            most[key] = max(most.get(key, one[2].low), one[2].low)
    return [
        row
        for row, one in zip(rows, steps, strict=True)
        if one is None or one[2].low == most[one[0], one[1], one[2].unit]
    ]


def _goes_on(one: Benefit, other: Benefit) -> bool:
    """Whether the second is a later band of the scale of the first: the same unit, and nobody else gets it."""
    units = {band.unit for band in _bands(one.condition) or _bands(one.recipient)}
    same = {band.unit for band in _bands(other.condition) or _bands(other.recipient)}
    name, first = _bare(other.recipient), _bare(one.recipient)
    is_same_who = not name or name in first or first in name
    return bool(units & same) and other.span.start >= one.span.start and is_same_who


_COMPARED = re.compile(
    r"(?:不|未)?(?:达到?|超过|满|低于|少于|高于|大于|小于|足)|突破|或者?|以[上下内]|\(不?含\)|[至到的()]|-"
)


def _bare(words: str) -> str:
    """A recipient or a condition without its bands: 5000万元(含)至1亿元(不含)的企业 is 企业."""
    text = fold(words)
    for band in reversed(stretches(text)):
        text = text[: band.start] + text[band.end :]
    return _COMPARED.sub("", text)


def _bands(words: str) -> list[Stretch]:
    return [band for band in stretches(words) if band.unit not in ("月", "年", "岁", "天", "%", "")]


def other_of_series(question: str, rows: Sequence[Benefit], text: str) -> str | None:
    """What the question names of a closed series of which the rows grant only others, and the clause does not speak of it.

    企业标准 is asked, 国家标准 and 行业标准 are granted.
    """
    asked, told = fold(question), fold(text)
    for series in _SERIES:
        wanted = {match[0] for match in series.finditer(asked)}
        if any(_OPEN.match(told, match.end()) for match in series.finditer(told)):
            continue
        granted = {match[0] for row in rows for match in series.finditer(fold(f"{row.recipient}{row.condition}"))}
        if len(wanted) == 1 and granted and not wanted & granted and (name := next(iter(wanted))) not in told:
            return name
    return None
