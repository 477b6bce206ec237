"""Which row of a table a question asks for, and which of its columns: by the words that tell the rows apart. Pure."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.computing.stretch import bands_in, loose_units, of_unit
from corpus.quantities.quantities import quantities
from corpus.tables.tables import Cell, Column, Row, Table
from corpus.text.normal import fold

_LEVEL = re.compile(r"(?:国家|部|省|自治区|市|州|区|县|镇|街道)级|世界级|国际级")
# Words in a question for what a column is called
_SAME = (("上限", "封顶", "最高", "最多", "顶"), ("比例", "百分之", "几个点", "点"), ("首次", "新认定", "第一次"))
LEAST = 0.5  # share of a label's words that the question must have
NEAR = 0.85  # of the best: rows that fit as well
MOST_ROWS = 3


@dataclass(frozen=True, slots=True)
class AskedRows:
    """Rows of one table that the question is about, with the columns it asks for; `fit` is 1 where it has all their words."""

    table: Table
    rows: tuple[Row, ...]
    columns: tuple[int, ...]
    fit: float

    def facts(self, row: Row) -> list[tuple[str, Cell]]:
        """What the asked columns say of a row, those it leaves empty apart."""
        return [(self.table.columns[at].name, row.cells[at]) for at in self.columns if row.cells[at].text]


def asked_rows(question: str, tables: Iterable[Table]) -> AskedRows | None:
    """The rows that the words of the question single out; None where they single out none, or too many."""
    found = [asked for table in tables if (asked := _of_table(fold(question), table)) is not None]
    best = max(found, key=lambda asked: asked.fit, default=None)
    if best is None or sum(asked.fit >= NEAR * best.fit for asked in found) > 1:
        return None
    return best


def _of_table(question: str, table: Table) -> AskedRows | None:
    figures = [at for at, column in enumerate(table.columns) if column.is_figure]
    if not figures or len(table.rows) < 2:
        return None
    columns = _columns(question, table, figures)
    labels = [_labels(table, row) for row in table.rows]
    seen = Counter(words for row in labels for words, _ in row)
    units = loose_units(";".join(words for row in labels for words, _ in row))
    scores = [_score(question, row, seen, len(labels), units) for row in labels]
    best = max(scores)
    if best <= 0:
        return None
    rows = tuple(row for row, score in zip(table.rows, scores, strict=True) if score >= NEAR * best)
    if len(rows) > MOST_ROWS or len(rows) == len(table.rows):
        return None
    return AskedRows(table, rows, columns, best)


def _labels(table: Table, row: Row) -> list[tuple[str, Column | None]]:
    """What tells a row from the others: its words, with their columns."""
    named = [
        (fold(cell.text), column)
        for column, cell in zip(table.columns, row.cells, strict=True)
        if not column.is_figure and not column.is_number and cell.text
    ]
    return [(fold(row.group), None), *named] if row.group else [*named]


def _score(
    question: str,
    labels: Sequence[tuple[str, Column | None]],
    seen: Counter[str],
    count: int,
    units: Sequence[str],
) -> float:
    """How much of what is its own a row shares with the question; below 0 where they contradict one another."""
    asked = set(_LEVEL.findall(question))
    own = {level for words, _ in labels for level in _LEVEL.findall(words)}
    if asked and own and not asked & own and not any("以上" in words for words, _ in labels):
        return -1.0
    total = 0.0
    for words, column in labels:
        band = _in_band(question, words, column, units)
        if band is False:
            return -1.0
        rare = math.log(1 + count / seen[words])
        share = 1.0 if band else _share(words, question)
        total += rare * share if share >= LEAST else 0.0
    return total


def _share(words: str, question: str) -> float:
    """The share of a name's characters, two by two, that the question has; of names joined by 、 the best."""
    return max(
        (_coverage(part, question) for part in re.split(r"[、/;；]", re.sub(r"\([^()]*\)", "", words))), default=0.0
    )


def _coverage(words: str, question: str) -> float:
    pairs = _pairs(words)
    return sum(pair in question for pair in pairs) / len(pairs) if pairs else 0.0


def _pairs(words: str) -> list[str]:
    plain = re.sub(r"[^\w%]", "", words)
    return [plain[at : at + 2] for at in range(len(plain) - 1)] if len(plain) > 1 else [plain] if plain else []


def _in_band(question: str, words: str, column: Column | None, units: Sequence[str] = ()) -> bool | None:
    """Whether a figure of the question lies within the band that a label tells; None where there is nothing to compare.

    `units` are those that only this table knows: 1000P(含)-3000P(不含).
    """
    unit = column.unit if column is not None else ""
    written = re.sub(r"\d[\d.]*(?![\d.万亿%])", lambda number: f"{number[0]}{unit}", words) if unit else words
    bands = bands_in(written, units)
    if not bands or words in question:
        return True if bands and words in question else None
    given = [(figure.value, figure.unit) for figure in quantities(question)]
    given += [(value, unit) for unit in units for value in of_unit(question, unit)]
    held = [band.holds(value) is not False for value, unit in given for band in bands if unit == band.unit]
    return any(held) if held else None


def _columns(question: str, table: Table, figures: Sequence[int]) -> tuple[int, ...]:
    """The columns of figures that the question names; all of them where it names none more than the others."""
    asked = set(_LEVEL.findall(question))
    parts = {at: [fold(part) for part in table.columns[at].name.split("·") if part] for at in figures}
    seen = Counter(part for own in parts.values() for part in own)

    def fit(at: int) -> float:
        own = set(_LEVEL.findall(table.columns[at].name))
        if asked and own and not asked & own:
            return -1.0
        return sum(
            max(_share(part, question), _called(part, question)) for part in parts[at] if seen[part] < len(figures)
        )

    fits = {at: fit(at) for at in figures}
    best = max(fits.values())
    return tuple(at for at in figures if fits[at] >= NEAR * best) if best >= LEAST else tuple(figures)


def _called(name: str, question: str) -> float:
    return float(any(words[0] in name and any(word in question for word in words) for words in _SAME))
