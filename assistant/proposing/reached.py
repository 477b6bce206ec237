"""Which rows of a grant a question can mean: those whose band its figures reach, and of a closed series the one it names."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
)


def reached(
    rows: Sequence[Benefit], question: str, *, strictly: bool = False, among: Sequence[Benefit] = ()
) -> list[Benefit]:
    """Without the rows whose own band no figure of the question lies in, where others are left that one does lie in.

    Strictly: even where none is left. `among` are all rows of the clause: where the words of the question fit only the
    first band (1亿元至5亿元的项目), the later ones of the same scale, which do not say them again, are meant as well.
    """
    figures = asked_of(question).required
    if not figures:
        return list(rows)

    def held(row: Benefit) -> bool | None:
        bands = _bands(row.condition) or _bands(row.recipient)
        told = [band.holds(q.value) is not False for band in bands for q in figures if q.unit == band.unit]
        return any(told) if told else None

    verdicts = [held(row) for row in rows]
    if rows and all(verdict is False for verdict in verdicts):
        scale = [row for row in among if row not in rows and _goes_on(rows[-1], row) and held(row)]
        if scale:
            return scale
    if not any(verdicts) and not strictly:
        return list(rows)
    return [row for row, verdict in zip(rows, verdicts, strict=True) if verdict is not False]


def _goes_on(one: Benefit, other: Benefit) -> bool:
    """Whether the second is a later band of the scale of the first: the same unit, and nobody else gets it."""
    units = {band.unit for band in _bands(one.condition) or _bands(one.recipient)}
    same = {band.unit for band in _bands(other.condition) or _bands(other.recipient)}
    name = _BAND.sub("", other.recipient)
    is_same_who = not name or name in one.recipient or _BAND.sub("", one.recipient) in name
    return bool(units & same) and other.span.start >= one.span.start and is_same_who


_BAND = re.compile(r"[\d.]+[万亿]?[\u4e00-\u9fff]{0,3}?(?=至|到|以|的|$)|以[上下内]|[至到的()含]")


def _bands(words: str) -> list[Stretch]:
    return [band for band in stretches(words) if band.unit not in ("月", "年", "岁", "天", "%", "")]


def other_of_series(question: str, rows: Sequence[Benefit], text: str) -> str | None:
    """What the question names of a closed series of which the rows grant only others, and the clause does not speak of it.

    企业标准 is asked, 国家标准 and 行业标准 are granted.
    """
    asked, told = fold(question), fold(text)
    for series in _SERIES:
        wanted = {match[0] for match in series.finditer(asked)}
        granted = {match[0] for row in rows for match in series.finditer(fold(f"{row.recipient}{row.condition}"))}
        if len(wanted) == 1 and granted and not wanted & granted and (name := next(iter(wanted))) not in told:
            return name
    return None
