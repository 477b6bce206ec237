"""支持清单: every benefit of the shelf as one row, filtered, sorted, counted by place and kind, and as a sheet for Excel. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, Self

from assistant.handing_on.sheet import UNREAD, Sheet, Table
from assistant.reading.grants import LEVEL_NAMES, sort_of
from assistant.reading.levels import LEVELS
from assistant.saying.wording import Words
from corpus.measure import Benefit, Document, InForce, Measure
from corpus.text.normal import fold

ANYWHERE = "未写明地区"
FORCE_WORDS: Mapping[InForce, str] = {"yes": "有效", "not yet": "尚未施行", "expired": "已过期", "not stated": "未写明"}


@dataclass(frozen=True, slots=True)
class Granted:
    """One benefit with where it stands, the clause and its document, and what lists sort and filter by; of no day.

    `level` is the highest that recipient or condition name (国家级, 省级 …), empty where none. `yuan` is what is paid, else
    the cap; None for a mere share.
    """

    benefit: Benefit
    unit: Measure
    document: Document
    place: str
    level: str
    form: str
    yuan: Decimal | None

    @classmethod
    def of(cls, benefit: Benefit, unit: Measure, document: Document) -> Self:
        sort = sort_of(benefit)
        place = document.regions[0] if document.regions else ANYWHERE
        return cls(benefit, unit, document, place, sort.level, sort.form, _yuan(benefit))


@dataclass(frozen=True, slots=True)
class Support:
    """A benefit as a list of one day has it: `in_force` is whether its clause is in force on that day."""

    granted: Granted
    in_force: InForce

    @property
    def benefit(self) -> Benefit:
        return self.granted.benefit

    @property
    def unit(self) -> Measure:
        return self.granted.unit

    @property
    def document(self) -> Document:
        return self.granted.document

    @property
    def place(self) -> str:
        return self.granted.place

    @property
    def level(self) -> str:
        return self.granted.level

    @property
    def form(self) -> str:
        return self.granted.form

    @property
    def yuan(self) -> Decimal | None:
        return self.granted.yuan

    @property
    def whom(self) -> tuple[str, ...]:
        return self.unit.lead_units or self.unit.responsible_units or self.unit.implementing_units


def _yuan(benefit: Benefit) -> Decimal | None:
    if benefit.schedule:
        return sum((amount.yuan for amount in benefit.schedule), Decimal(0))
    amount = benefit.amount_to or benefit.amount or benefit.cap
    return amount.yuan if amount else None


Column = Literal["地区", "对象", "层级", "形式", "标准", "比例", "上限", "条件", "部门", "效力", "条款"]
COLUMNS: tuple[Column, ...] = ("地区", "对象", "层级", "形式", "标准", "比例", "上限", "条件", "部门", "效力", "条款")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; an empty field narrows nothing. `least` is a sum in yuan."""

    words: str = ""
    places: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    valid: bool = False
    least: Decimal | None = None

    def takes(self, row: Support) -> bool:
        return (
            (not self.places or row.place in self.places)
            and (not self.levels or row.level in self.levels)
            and (not self.forms or row.form in self.forms)
            and (not self.valid or row.in_force == "yes")
            and (self.least is None or (row.yuan is not None and row.yuan >= self.least))
            and self._says(row)
        )

    def _says(self, row: Support) -> bool:
        wanted = self.words.split()
        if not wanted:
            return True
        text = fold("".join((row.benefit.recipient, row.benefit.condition, row.unit.title, *row.whom)))
        return all(fold(word) in text for word in wanted)


def supports(documents: Iterable[Document], units: Iterable[Measure], as_of: date) -> list[Support]:
    """Every benefit in the order of the documents."""
    return on_day(granted(documents, units), as_of)


def granted(documents: Iterable[Document], units: Iterable[Measure]) -> tuple[Granted, ...]:
    """Every benefit in the order of the documents, whatever the day."""
    known = {document.id: document for document in documents}
    return tuple(
        Granted.of(benefit, unit, known[unit.document_id])
        for unit in units
        if unit.benefits
        for benefit in unit.benefits
    )


def on_day(rows: Iterable[Granted], as_of: date) -> list[Support]:
    return [Support(row, row.document.in_force(as_of, row.unit.part)) for row in rows]


_LEVEL_ORDER = {LEVEL_NAMES[level]: place for place, level in enumerate(LEVELS)}
_FORCE_ORDER = {"yes": 0, "not yet": 1, "not stated": 2, "expired": 3}
_KEYS: Mapping[Column, Callable[[Support], tuple[bool, str | Decimal | int]]] = {
    "标准": lambda row: (row.yuan is None, row.yuan or Decimal(0)),
    "比例": lambda row: (row.benefit.rate is None, row.benefit.rate.value if row.benefit.rate else Decimal(0)),
    "上限": lambda row: (row.benefit.cap is None, row.benefit.cap.yuan if row.benefit.cap else Decimal(0)),
    "层级": lambda row: (not row.level, _LEVEL_ORDER.get(row.level, 0)),
    "效力": lambda row: (False, _FORCE_ORDER[row.in_force]),
}


def sorted_by(rows: Sequence[Support], column: Column, *, descending: bool = False) -> list[Support]:
    """`rows` by one column; what has nothing there comes last either way, and equals keep their order."""
    key = _KEYS.get(column) or (lambda row: ((told := cells(row)[column]) == "", told))
    keyed = [(key(row), row) for row in rows]
    have = sorted((each for each in keyed if not each[0][0]), key=lambda each: each[0][1], reverse=descending)
    return [row for _, row in have] + [row for (missing, _), row in keyed if missing]


def cells(row: Support) -> dict[Column, str]:
    """The row in words, by column."""
    benefit, words = row.benefit, Words()
    rates = [benefit.rate.source if benefit.rate else "", benefit.rate_to.source if benefit.rate_to else ""]
    return {
        "地区": row.place,
        "对象": benefit.recipient or UNREAD,
        "层级": row.level,
        "形式": row.form,
        "标准": words.figure(benefit),
        "比例": "–".join(filter(None, rates)) + (f"（{benefit.base}）" if benefit.base and benefit.rate else ""),
        "上限": "；".join(cap.amount.source + (f"/{cap.per}" if cap.per else "") for cap in benefit.caps),
        "条件": benefit.condition,
        "部门": "、".join(row.whom),
        "效力": FORCE_WORDS[row.in_force],
        "条款": row.unit.label,
    }


def counted(rows: Iterable[Support], by: Callable[[Support], str]) -> list[tuple[str, int]]:
    """How many rows of each kind, the most first."""
    return Counter(map(by, rows)).most_common()


def supports_sheet(rows: Sequence[Support], wanted: str, as_of: date) -> Sheet:
    """The list for Excel: the table with its sums as numbers, and how many there are by place and by form."""
    head = (*COLUMNS[:5], "金额（元）", *COLUMNS[5:], "文件")
    table = tuple(
        (*[told[name] for name in COLUMNS[:5]], row.yuan if row.yuan is not None else "", *[told[name] for name in COLUMNS[5:]], row.document.title)
        for row in rows
        for told in [cells(row)]
    )  # fmt: skip
    charts = [
        Table(title, (name, "项数"), tuple((each, Decimal(number)) for each, number in counted(rows, by)), chart=True)
        for title, name, by in (("按地区", "地区", lambda row: row.place), ("按形式", "形式", lambda row: row.form))
    ]  # fmt: skip
    return Sheet(
        title="支持清单",
        question=f"支持清单{f'（{wanted}）' if wanted else ''}",
        as_of=as_of,
        lines=(
            (
                "范围",
                f"{len(rows)} 项，{len({row.unit.id for row in rows})} 条，{len({row.document.id for row in rows})} 份文件",
            ),
        ),
        tables=(Table("支持清单", head, table), *(charts if rows else ())),
    )
