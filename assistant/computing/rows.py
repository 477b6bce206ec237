"""Tables in, offers out: bands and names in some columns, shares, sums and caps in others. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.computing.scheme import Cap, Offer, Per
from assistant.computing.stretch import bands_in, caps_in, loose_units
from corpus.quantities.quantities import UNIT, Quantity, Stretch, quantities, stretches
from corpus.tables.tables import Cell, Column, Row, Table
from corpus.text.normal import fold

_CAP_HEAD = re.compile(r"上限|封顶|限额|最高|不超过")
_PAY_HEAD = re.compile(
    r"比例|标准|奖|补|金额|资金|元[/／]|每|资助|津贴|贴|给|类$|级$|档$|去程|回程|首次|复核|费|购房|租房|期$|项目$|城区|县|区$"
)
_NOT_PAID = re.compile(r"备注|说明|兑现|条件|要求|对象|年限|期限|时间|电话|部门|年龄|序号|编号|数量|名额|程序|依据")
_BAND_HEAD = re.compile(
    r"额|规模|收入|产值|销售|面积|人数|数量|突破|达到|投资|资本|容量|重箱|台数|床位|展位|实缴|条件|档"
)
_REACHED = re.compile(r"达到|突破|超过")
_GIVEN_HEAD = re.compile(r"奖|补|资助|贴")  # 奖励金额 is no size that is reached
_PER_IN_HEAD = re.compile(rf"每(?P<unit>(?:{UNIT})|[a-z]|[\u4e00-\u9fff])")
# 计发单位: a column of its own tells what the sums beside it are counted by: 张, 人·月, 平方米/年
_PER_COLUMN = re.compile(r"单位$")
_PER_CELL = re.compile(r"(?:元)?[/／]?(?P<units>(?:[\u4e00-\u9fff]{1,3})(?:[/／·.][\u4e00-\u9fff]{1,3})*)(?=$|[,(;、])")
_REMARK = re.compile(r"备注|说明")
_PER_REMARK = re.compile(rf"(?:^|[;,。])每(?P<unit>{UNIT})(?=$|[;,。])")  # 每件；单位年度最高20万元
_UNIT_TAIL = re.compile(r"\(([^()]*)\)$")
_NO_CAP = re.compile(r"[-—/无不设限]*")
_MATH = re.compile(r"(?:(?P<low>[\d.]+)(?P<left>[≤<]))?x(?:(?P<right>[≤<≥>])(?P<high>[\d.]+))?")


def offers_of_table(table: Table, number: int) -> Iterator[Offer]:
    """The offers of one table; spans are those of its cells. `number` tells it from other tables."""
    table = replace(table, columns=tuple(_with_unit(column, table.unit) for column in table.columns))
    caps = [at for at, column in enumerate(table.columns) if _CAP_HEAD.search(column.name) and _is_money(table, at)]
    bands = [at for at in range(len(table.columns)) if at not in caps and _is_band(table, at)]
    for row in table.rows:
        yield from _of_row(table, row, caps, bands, number)


def _with_unit(column: Column, unit: str) -> Column:
    """单位：万元 above a table holds for 200（含）—1000 under 设备投资额 as well."""
    is_sum = re.search(r"投资|收入|产值|销售|资本|金额|出口|营收|规模", column.name) and not re.search(
        r"比例|[(（]", column.name
    )
    return replace(column, unit=unit) if not column.unit and unit.endswith("元") and is_sum else column


def _is_money(table: Table, at: int) -> bool:
    return "元" in table.columns[at].unit or any("元" in row.cells[at].text for row in table.rows)


def _is_band(table: Table, at: int) -> bool:
    """Whether a column tells how much is reached, not how much is paid."""
    column = table.columns[at]
    if _NOT_PAID.search(column.name) and not column.name.startswith("条件"):
        return False
    cells = [fold(row.cells[at].text) for row in table.rows if row.cells[at].text]
    banded = sum(bool(_bounds(cell, column.unit, "")) or bool(_MATH.fullmatch(cell)) for cell in cells)
    if banded * 2 >= len(cells) > 0:
        return True
    first_paid = next((n for n, other in enumerate(table.columns) if other.is_figure and n != at), len(table.columns))
    return (
        at < first_paid
        and (column.is_figure or (bool(_REACHED.search(column.name)) and all(map(quantities, cells))))
        and bool(_BAND_HEAD.search(column.name))
        and not (_GIVEN_HEAD.search(column.name) or column.unit.endswith("%"))
    )


def _of_row(table: Table, row: Row, caps: Sequence[int], bands: Sequence[int], number: int) -> Iterator[Offer]:
    labels = [row.group] if row.group else []
    units = loose_units(";".join(fold(cell.text) for each in table.rows for cell in each.cells))
    bounds: list[Stretch] = []
    paid: list[int] = []
    for at, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True)):
        words = fold(cell.text)
        if at in bands:
            bounds += _bounds(words, column.unit, column.name)
            labels.append(words if words in _bare(column.name) else f"{_bare(column.name)}{words}")
        elif at in caps or not words or column.is_number:
            continue
        elif not _NOT_PAID.search(column.name.split("·")[-1]) and _paid(words, column) is not None:
            paid.append(at)
        elif not re.search(r"备注|说明", column.name):
            labels.append(words)
            bounds += [b for b in bands_in(words, units) if b.unit not in ("", "%")]
    given: list[Cap] = []
    for at in caps:
        words = fold(row.cells[at].text)
        if _NO_CAP.fullmatch(words):
            continue
        value = _money(words, table.columns[at].unit)
        if value is None:
            if re.search(r"\d", words):
                return
            continue
        given.append(Cap(value, fold(row.cells[at].value) or words, f"{table.columns[at].name}{words}"))
    for at, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True)):  # 备注: 最高300万元
        if not column.is_figure and at not in paid:  # a most beside a share in one cell is of that share
            given += caps_in(fold(cell.text))
    for at in [n for n in paid if len(paid) > 1]:  # 160元/亩 | 每户8万元: the second is the most
        words = fold(row.cells[at].text)
        if re.match(r"[每单](?:[家个户项人次]|主体)", words) and (value := _money(words, "")) is not None:
            paid.remove(at)
            given.append(Cap(value, words.lstrip("每单家个户项人次"), words))
    named = ",".join(dict.fromkeys(labels))
    aside = ",".join(
        fold(cell.text) for column, cell in zip(table.columns, row.cells, strict=True)
        if re.search(r"备注|说明", column.name) and re.search(r"\d+%|[加减翻]", cell.text)
    )  # fmt: skip
    for at in paid:
        column, cell = table.columns[at], row.cells[at]
        told = _paid(fold(cell.text), column)
        if told is not None and not told[2] and not told[3]:
            told = (*told[:2], *_of_per_column(table, row))
        if told is None:
            continue
        figure, prefix, per, times = told
        share = figure.unit == "%"
        base = _base(prefix) or next((_bare(table.columns[n].name) for n in bands), "") if share else ""
        yield Offer(
            "share" if share else "sum", figure.value / 100 if share else figure.value, _source(cell, figure), cell.span.start, cell.span.end,
            f"{_bare(column.name)}{prefix}", named, about=table.caption.split("\n")[-1][:40] if table.caption else "", aside=aside,
            per=per, times=times, base=base, caps=(*given, *([own] if (own := _capped_share(fold(cell.text))) else [])), bounds=tuple(bounds), sentence=1000 * (number + 1) + row.number,
            block=-1 - number, ladder=-1000 * (number + 1) - at if bounds else 0,
        )  # fmt: skip


def _source(cell: Cell, figure: Quantity) -> str:
    """The figure as it is written: 10% of 按购置金额10%,最高50万元; of a bare number with the unit of its column."""
    words = fold(cell.text)
    return fold(cell.value) if re.fullmatch(r"[\d,.]+", words) else words[figure.start : figure.end]


def _paid(words: str, column: Column) -> tuple[Quantity, str, tuple[Per, ...], tuple[str, ...]] | None:
    """The one figure that a cell pays, the words before it, and what it is counted by."""
    unit = column.unit or _inner_unit(column.name)
    bare = re.fullmatch(r"[\d,.]+", words)
    written = f"{words}{re.split('[/·.每]', unit)[0]}" if bare else words
    found = [q for q in quantities(written) if q.unit in ("元", "%")]
    if len(found) == 2 and _capped_share(written) is not None:
        found = found[:1]
        written = written[: found[0].end]
    if len(found) != 1 or (bare and not unit):
        return None
    prefix, tail = written[: found[0].start], written[found[0].end :]
    if (
        len(written) > 40
        or re.search(r"以上|以下|不足|达到|[,;。]", prefix + tail[:3])
        or re.search(r"最高|不超过", prefix)
    ):
        return None
    head = fold(column.name)
    if not (_PAY_HEAD.search(head) or re.search(r"奖|补|按|每|的$|/", prefix + tail) or column.is_figure):
        return None
    behind = re.match(r"[/每](?P<units>[\u4e00-\u9fffa-z]+(?:[./·][\u4e00-\u9fff]+)*)", tail)
    units = re.split(r"[./·]", behind["units"]) if behind else re.split(r"[/·.]", unit)[1:]
    units += [m["unit"] for m in _PER_IN_HEAD.finditer(f"{head},{prefix}")]
    return found[0], prefix, *_per_of(units)


def _capped_share(words: str) -> Cap | None:
    """15%，20万元 and 10%，最高8万元: a share and its most in one cell."""
    found = quantities(words)
    if len(found) != 2 or [q.unit for q in found] != ["%", "元"]:
        return None
    between, behind = words[found[0].end : found[1].start], words[found[1].end :]
    if not re.fullmatch(r"[,、(/;]*(?:每年|年度)?(?:最高|不超过|上限|封顶)?", between) or not re.fullmatch(
        r"\)?(?:封顶|以内)?", behind
    ):
        return None
    return Cap(found[1].value, words[found[1].start : found[1].end], between)


def _of_per_column(table: Table, row: Row) -> tuple[tuple[Per, ...], tuple[str, ...]]:
    """What a row's sums are counted by, where a column of its own says so: 6000 | 张, 700 | 人·月."""
    for column, cell in zip(table.columns, row.cells, strict=True):
        told = _PER_CELL.match(fold(cell.text)) if _PER_COLUMN.search(column.name) else None
        if told is not None:
            return _per_of(re.split(r"[/／·.]", told["units"]))
        each = _PER_REMARK.search(fold(cell.text)) if _REMARK.search(column.name) else None
        if each is not None:
            return _per_of([each["unit"]])
    return (), ()


def _per_of(units: Sequence[str]) -> tuple[tuple[Per, ...], tuple[str, ...]]:
    times = tuple(dict.fromkeys(u[-1] for u in units if u in ("月", "年", "个月", "每月")))
    pers = dict.fromkeys(
        _unit(each) for each in units if each not in ("月", "年", "个月", "每月", "天", "日", "元", "")
    )
    return tuple(Per(each) for each in pers if each), times


def _unit(written: str) -> str:
    known = quantities(f"3{written}")
    return known[0].unit if known and known[0].unit else written


def _inner_unit(name: str) -> str:
    inside = _UNIT_TAIL.search(fold(name))
    if not inside:
        return ""
    told = [part for part in re.split(r"[,、]", inside[1]) if re.search(r"元|%", part)]
    how = "/月" if "每月" in inside[1] else "/年" if "每年" in inside[1] else ""
    return f"{told[-1]}{how}" if told else ""


def _bare(name: str) -> str:
    return re.sub(r"\([^()]*\)|年度|单笔|·", "", fold(name))


def _base(prefix: str) -> str:
    return re.sub(r"^(?:按照?|奖励?|补助?|补贴)|的$", "", prefix)


def _money(words: str, unit: str) -> Decimal | None:
    written = f"{words}{re.split('[/·.]', unit)[0]}" if re.fullmatch(r"[\d,.]+", words) else words
    found = [q for q in quantities(written) if q.unit == "元"]
    return found[0].value if len(found) == 1 else None


def _bounds(cell: str, unit: str, head: str) -> list[Stretch]:
    """500(含)-2000 under 设备投资额(万元), 200≤X<1000, 1亿元 under 首次突破."""
    math = _MATH.fullmatch(cell.replace(" ", ""))
    if math and (math["low"] or math["high"]):
        return _math_bounds(math, unit)
    written = re.sub(r"(?<![\d.])\d[\d.,]*(?![\d.,万亿%元])", lambda n: f"{n[0]}{unit}", cell) if unit else cell
    written = re.sub(rf"({re.escape(unit)})(?=人|家|个|平)", "", written) if unit else written
    found = [b for b in stretches(written) if b.unit not in ("", "月", "年")]
    if (
        not found
        and head
        and (one := [q for q in quantities(written) if q.unit not in ("", "%", "月", "年")])
        and len(one) == 1
    ):
        passed = bool(re.search(r"突破|超过", head + cell))
        return [Stretch(one[0].unit, one[0].start, one[0].end, low=one[0].value, low_closed=not passed)]
    return found


def _math_bounds(math: re.Match[str], unit: str) -> list[Stretch]:
    named = [quantities(f"{math[part]}{unit}") if math[part] else () for part in ("low", "high")]
    low, high = (q[0] if q else None for q in named)
    if math["right"] in ("≥", ">"):
        low, high = high, None
    known = low or high
    if known is None or not known.unit:
        return []
    low_closed = (math["left"] or math["right"]) in ("≤", "≥") if low else None
    return [
        Stretch(known.unit, 0, 1, low.value if low else None, high.value if high else None, low_closed,
                math["right"] == "≤" if high else None)
    ]  # fmt: skip
