"""The tables of a clause in, what each of their cells is: a sum that is given, its limit, who gets it, on what condition.

`corpus.tables.tables` finds tables, their heads and units. Here each column is told by what speaks for it (its names, its unit,
what stands in it) and by fitted weights: it holds what is given, what limits that, or neither. Places are those of the
words as `corpus.text.plain` gives them.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from corpus.grants.figures import Figure, Group, find_groups
from corpus.grants.nouns import is_level
from corpus.grants.recipients import Stretch
from corpus.grants.wording import STRONG
from corpus.tables.tables import Cell, Column, Row, Table, tables_of
from corpus.text.plain import Plain, plain

GIVEN, LIMIT, OTHER = range(3)  # as in corpus.tagging

_PURE = re.compile(
    r"(?:(?:[每单](?:个|家|户|人|项|件|台|套|次|年|月|座)?\S{0,4}?|最高|最多|不超过|一次性|奖励?|补助?|补贴|资助|按|≤|上限|封顶|为|约){0,4})"
    r"\d[\d,.]*(?:[-~至—–～]+\d[\d,.]*)?(?:[%‰]|[十百千万亿]*元)?(?:[/每]\S{1,8})?(?:封顶|以内)?"
)
# What a column may be told by: its own name, all its names, its unit, and what stands in it
_ROWS: tuple[tuple[str, str, str], ...] = (
    ("gift", "name", rf"{STRONG}|奖|补|资助|支持|扶持|减免|贴"),
    ("gift above", "names", rf"{STRONG}|奖|补|资助|支持|扶持|减免|贴"),
    ("limit", "name", r"上限|限额|封顶|最高|不超过|最多"),
    ("standard", "name", r"标准|金额|额度|比例|数额|系数"),
    ("size", "name", r"投资|收入|产值|销售|资本|规模|面积|人数|数量|进出口|营收|税|投入|到账|价$|得分|装机"),
    ("counted", "name", r"年限|期限|时间|名额|年龄|分值|电话|编号|序号|数量|人数|任务|目标|占比"),
    ("remark", "name", r"备注|说明|要求|条件"),
    ("each", "names", r"每|单[个家项户条]"),
    ("per", "unit", r"[/每]"),
    ("money", "unit", r"元"),
    ("share", "unit", r"%|‰"),
    ("gift in cells", "cells", r"[奖补贴给]"),
    ("limit in cells", "cells", r"最高|不超过|封顶|上限"),
    ("each in cells", "cells", r"每|/"),
    ("gift in caption", "caption", rf"{STRONG}|奖补|资助"),
    ("by in caption", "caption", r"按|标准|如下|下表|见表"),
)  # fmt: skip
EVIDENCE = tuple((name, where, re.compile(pattern)) for name, where, pattern in _ROWS)
_NAMES_GIFT = re.compile(
    rf"{STRONG}|奖|扶持|标准|金额|额度|比例|费率|资金"
)  # it says that something is given, not for what
# 贷款额度 | 贴息比例: what is lent, and what share of its interest is paid
_INTEREST = re.compile(r"贴息|利率|lpr", re.IGNORECASE)
_LENT = re.compile(r"贷款|借款|授信|融资")
_AMOUNT_NAME = re.compile(r"(?:额度?|限额|金额|上限)(?:[(（].*)?$")
_GIVES = re.compile(rf"{STRONG}|奖|补|贴|资助|扶持|减免|返还|给予|发放")
_UNIT_HEAD = re.compile(r"单位$|计发|计量")
_COUNTED_BY = re.compile(
    r"[(（]?(?P<unit>(?:人|月|年|张|床|亩|吨|台|套|户|家|项|次|件|个|辆|平方米|人次|千瓦时?|架次|座|间)(?:[·./](?:人|月|年|天|次|张|床))*)(?=$|[,，。;；)）])"
)
# A column that says where and whom to ask, and what to bring, says nothing that has to be fulfilled
_NO_TERM = re.compile(
    r"地点|地址|窗口|电话|热线|联系|网址|链接|入口|流程|程序|渠道|材料|科室|部门|(?:责任|主管|受理|牵头|经办|承办)单位"
)
# A column so called holds terms, and its name says of none what it is of
_NAMES_TERMS = re.compile(r".{0,4}(?:条件|要求|标准|内容|说明|备注|情形|类别|类型|档次|等级)")
_NAMES_NOTHING = re.compile(r"[-—–/无\s]*")


@dataclass(frozen=True, slots=True)
class Line:
    """One figure column of one row: what is given, with all that the table says of it."""

    group: Group
    unit: str  # of a bare figure, to be told with it: 15 under (万元) is 15万元
    labels: tuple[Stretch, ...]  # the cells before the figures, and the names of its column below the top one
    columns: tuple[
        str, ...
    ]  # of each label, the name of the column that it stands in; empty of a name of its own column
    levels: tuple[Stretch, ...]  # of those, levels and grades
    conditions: tuple[Stretch, ...]  # what has to be fulfilled, in the order of the table
    head: tuple[Stretch, ...]  # the names of its column
    measure: tuple[Stretch, ...]  # the names of the columns that the row's bands are of
    limits: tuple[tuple[Group, str, Stretch], ...]  # each with its unit and its column's name
    per: str | None
    row: Stretch
    tag: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that gives something. `taken` are the cells that need not be read as sentences."""

    start: int
    end: int
    lines: tuple[Line, ...]
    taken: tuple[Stretch, ...]
    rows: tuple[tuple[Stretch, tuple[Stretch, ...]], ...]  # each row with its labels


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """A column that holds figures, with the names of what speaks for its tag."""

    at: int
    evidence: tuple[str, ...]


def sheets_of(reading: Plain) -> Iterator[Sheet]:
    """The tables that give something, in order."""
    if "|" not in reading.words:
        return
    for table in tables_of(reading.source):
        sheet = _sheet(reading, table)
        if sheet is not None:
            yield sheet


def columns_read(table: Table) -> list[ColumnRead]:
    """The columns that hold sums or shares of money, each with what speaks for it."""
    found: list[ColumnRead] = []
    for at, column in enumerate(table.columns):
        cells = [cell for row in table.rows if (cell := row.cells[at]).text]
        pure = [cell for cell in cells if figures_in(cell) is not None]
        if at and not column.is_number and 2 * len(pure) >= len(cells) > 0:
            found.append(ColumnRead(at, tuple(_evidence(table, at, pure, len(found)))))
    return found


def tags_of(columns: Sequence[ColumnRead]) -> dict[int, int]:
    """Each column with its likeliest tag."""
    return {one.at: likeliest(one.evidence, column_weights()) for one in columns}


def likeliest(evidence: Sequence[str], weights: Mapping[str, Sequence[float]]) -> int:
    """The tag with the highest sum of weights; the first of equals."""
    scores = [sum(weights.get(name, (0.0, 0.0, 0.0))[tag] for name in evidence) for tag in range(3)]
    return max(range(3), key=lambda tag: scores[tag])


@cache
def column_weights() -> Mapping[str, Sequence[float]]:
    fitted = json.loads((resources.files("corpus") / "learned" / "grants.json").read_text("utf-8"))
    weights: Mapping[str, Sequence[float]] = fitted.get("columns", {})
    return weights


def _evidence(table: Table, at: int, pure: Sequence[Cell], before: int) -> Iterator[str]:
    column = table.columns[at]
    units = {unit for cell in pure if (unit := _kind(cell))}
    texts = {
        "name": column.name.split("·")[-1],
        "names": column.name,
        "unit": column.unit or next((cell.text for cell in pure), ""),
        "cells": " ".join(cell.text for cell in pure[:6]),
        "caption": table.caption,
    }
    names = [name for name, where, pattern in EVIDENCE if pattern.search(texts[where])]
    names += [f"kind {'/'.join(sorted(units))}", f"number {min(before, 2)}"]
    if at == len(table.columns) - 1:
        names.append("last")
    if not column.name:
        names.append("nameless")
    yield "any"
    yield from names
    yield from (f"{one} & {other}" for n, one in enumerate(names) for other in names[n + 1 :])


def _kind(cell: Cell) -> str:
    group = figures_in(cell)
    return group.kind if group else ""


def figures_in(cell: Cell) -> Group | None:
    """The sum or share that a cell is, with places in its `value`; None where it is none, or says more than that."""
    words = plain(cell.value).words
    if not _PURE.fullmatch(words) or cell.text in ("", "-", "—"):
        return None
    groups = find_groups(words)
    return groups[0] if len(groups) == 1 and len(groups[0].figures) == 1 else None


# ---------------------------------------------------------------- one table


def _sheet(reading: Plain, table: Table) -> Sheet | None:
    columns = columns_read(table)
    tags = {**tags_of(columns), **dict.fromkeys(_of_loans(table), OTHER)}
    if GIVEN not in tags.values() or not _speaks_of_giving(reading, table):
        return None

    def at(cell_start: int, cell_end: int) -> Stretch:
        return bisect_left(reading.places, cell_start), bisect_left(reading.places, cell_end)

    heads = [tuple(at(span.start, span.end) for span in column.heads) for column in table.columns]
    lines: list[Line] = []
    taken: list[Stretch] = []
    rows: list[tuple[Stretch, tuple[Stretch, ...]]] = []
    for row in table.rows:
        stretch = at(row.span.start, row.span.end)
        places = [at(cell.span.start, cell.span.end) for cell in row.cells]
        names = [
            n for n, cell in enumerate(row.cells)
            if n not in tags and not table.columns[n].is_number and not _NAMES_NOTHING.fullmatch(cell.text) and places[n][0] < places[n][1]
        ]  # fmt: skip
        first = min(tags)
        rows.append((stretch, tuple(places[n] for n in names if n < first)))
        figures: dict[int, Group] = {}
        for n in tags:
            group = figures_in(row.cells[n])
            if group is not None:
                taken.append(places[n])
                figures[n] = _moved(group, places[n], len(plain(row.cells[n].text).words))
        lines += _lines(reading, table, row, tags, figures, heads, places, names, stretch)
    if not lines:
        return None
    start, end = at(table.span.start, table.span.end)
    return Sheet(start, end, tuple(lines), tuple(taken), tuple(rows))


def lent_in(reading: Plain) -> Iterator[Stretch]:
    """The cells that say how much is lent, where a column beside them says which share of the interest is paid."""
    if "|" not in reading.words:
        return
    for table in tables_of(reading.source):
        for n in _of_loans(table):
            for cell in (row.cells[n] for row in table.rows):
                yield bisect_left(reading.places, cell.span.start), bisect_left(reading.places, cell.span.end)


def _of_loans(table: Table) -> Iterator[int]:
    if not table.rows:
        return
    names = [f"{column.name} {table.rows[0].cells[n].text}" for n, column in enumerate(table.columns)]
    paid = [n for n, name in enumerate(names) if _INTEREST.search(name)]
    for n, column in enumerate(table.columns):
        lent = _LENT.search(column.name) or _AMOUNT_NAME.search(column.name)
        if lent and n and n not in paid and paid and figures_in(table.rows[0].cells[n]):
            yield n


def _speaks_of_giving(reading: Plain, table: Table) -> bool:
    """A table of tasks, of fees or of figures reached gives nothing, whatever its columns look like."""
    above = reading.words[max(0, (start := bisect_left(reading.places, table.span.start)) - 200) : start]
    told = "".join([above, reading.words[:80], *(column.name for column in table.columns)])
    return _GIVES.search(told + "".join(row.cells[0].text + row.group for row in table.rows)) is not None


def _lines(
    reading: Plain,
    table: Table,
    row: Row,
    tags: Mapping[int, int],
    figures: Mapping[int, Group],
    heads: Sequence[tuple[Stretch, ...]],
    places: Sequence[Stretch],
    names: Sequence[int],
    stretch: Stretch,
) -> Iterator[Line]:
    limits = tuple(
        (group, _unit(table.columns[n], row.cells[n]), heads[n][-1] if heads[n] else places[n])
        for n, group in figures.items()
        if tags[n] == LIMIT and group.kind == "money"
    )
    bands = [n for n in tags if tags[n] == OTHER and n in figures] + [
        n for n in names if re.search(r"\d", row.cells[n].text) and _may_be_a_term(table.columns[n])
    ]
    counted = _counted(table, row)
    for n, group in figures.items():
        if tags[n] != GIVEN:
            continue
        own = tuple(head for head in heads[n] if not _NAMES_GIFT.search(reading.words, *head))
        labels = tuple(places[m] for m in names if m < n)
        levels = tuple(one for one in (*own, *labels) if is_level(reading.words[slice(*one)]))
        conditions: list[Stretch] = []
        for m in sorted({*names, *bands}):
            if not _may_be_a_term(table.columns[m]):
                continue
            if m in bands and heads[m] and not _NAMES_TERMS.fullmatch(table.columns[m].name.split("·")[-1]):
                conditions.append(heads[m][-1])
            conditions.append(places[m])
        conditions += own
        yield Line(
            group,
            _unit(table.columns[n], row.cells[n]),
            (*own, *labels),
            (*[""] * len(own), *(table.columns[m].name for m in names if m < n)),
            levels,
            tuple(dict.fromkeys(conditions)),
            heads[n],
            tuple(head for m in bands for head in heads[m]),
            limits,
            group.figures[0].per or counted,
            stretch,
            tags[n],
        )


def _may_be_a_term(column: Column) -> bool:
    return not (_UNIT_HEAD.search(column.name) or _NO_TERM.search(column.name.split("·")[-1]))


def _unit(column: Column, cell: Cell) -> str:
    """What has to be told behind a bare figure: 万元 of 万元/亩; nothing where the cell says it itself."""
    return re.split(r"[/每／]", column.unit)[0] if cell.value != cell.text else ""


def _counted(table: Table, row: Row) -> str | None:
    """人·月 under 计发单位."""
    for column, cell in zip(table.columns, row.cells, strict=True):
        if _UNIT_HEAD.search(column.name) and (found := _COUNTED_BY.match(cell.text)):
            return "/".join(re.split(r"[·./]", found["unit"]))
    return None


def _moved(group: Group, place: Stretch, length: int) -> Group:
    """A group of a cell's value at its place in the words; of a bare figure only what stands there."""
    start = place[0]

    def moved(one: Figure) -> Figure:
        to = (start + one.to[0], start + min(one.to[1], length), one.to[2]) if one.to else None
        end = min(one.end, length)
        return Figure(start + one.start, start + end, one.value, to, one.per, start + length)

    return Group(group.kind, tuple(map(moved, group.figures)))
