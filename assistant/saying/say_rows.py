"""The rows of a table that a question singles out: their cells, and the rows under their head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.proposing.cells import AskedCells
from assistant.proposing.pieces import hull
from assistant.proposing.rows import asked_rows
from assistant.reading.query import Query
from assistant.reading.whether import without_supposed
from assistant.saying.draft import Draft, name_of
from assistant.saying.say_days import warn_validity
from assistant.saying.say_offices import say_whom_to_ask
from assistant.saying.say_sums import say_computed
from assistant.saying.say_verdict import say_supposed_cell
from corpus.measure import Measure, Span
from corpus.tables.cells import CELL
from corpus.tables.tables import Row, Table, tables_of


def say_rows(draft: Draft, query: Query, unit: Measure, score: float) -> bool:
    """The row of a table that the question singles out: what it says, and the row with its head. False where there is none."""
    if not query.asked <= {"amount"} or "|" not in unit.text:
        return False
    tables = tables_of(unit.text, unit.span.start)
    first = not draft.lines
    own = replace(query, question=without_supposed(query.question))
    asked = asked_rows(own.question, tables)
    if asked is None:
        return False
    rows = asked.rows
    facts = {row.number: asked.facts(row) for row in rows}
    if not any(facts.values()):
        return False
    rests_on = say_computed(draft, own, unit, score)
    spans = [row.span for row in rows]
    marker = draft.cite(unit, spans[0] if len(spans) == 1 else hull(spans), score)
    for row in rows:
        if facts[row.number] and not (rests_on and len(rows) > 1):
            told = "，".join(f"{name} {cell.value}".strip() for name, cell in facts[row.number])
            told += "".join(f"；{name}：{words}".replace("；：", "；") for name, words in asked.table.remarks(row))
            draft.say("{row}：{facts}。[{marker}]", row="，".join(asked.table.labels(row)), facts=told, marker=marker)
    _say_source_rows(draft, unit, asked.table, tables.index(asked.table) + 1 if len(tables) > 1 else 0, rows, marker)
    say_whom_to_ask(draft, unit, marker)
    if first and len(rows) == 1 and len(facts[rows[0].number]) == 1:
        cell = facts[rows[0].number][0][1].value
        say_supposed_cell(draft, query.question, "，".join(asked.table.labels(rows[0])), cell, marker)
    return True


def say_row_of_table(draft: Draft, query: Query, unit: Measure, asked: AskedCells, number: int, score: float) -> None:
    """The cells of one row that were asked for, and the row with its head; `number` is the table's in its clause, or 0."""
    row = asked.row.span  # of which the clause may hold only a part, where it begins in a cell
    marker = draft.cite(unit, Span(max(row.start, unit.span.start), min(row.end, unit.span.end)), score)
    told = "，".join(f"{name} {words}".strip() for name, words in asked.facts())
    draft.say("{row}：{facts}。[{marker}]", row="，".join(asked.label), facts=told, marker=marker)
    _say_source_rows(draft, unit, asked.table, number, (asked.row,), marker)
    if "department" not in query.asked:
        say_whom_to_ask(draft, unit, marker)
    warn_validity(draft, unit)


def _say_source_rows(draft: Draft, unit: Measure, table: Table, number: int, rows: Sequence[Row], marker: int) -> None:
    """Where the rows stand, and they themselves under their head."""
    draft.say("依据{name}表{table}：[{marker}]", name=name_of(draft.library, unit), table=number or "", marker=marker)
    if any(column.name for column in table.columns):
        draft.lines.append(CELL.join(f"{c.name}（{c.unit}）" if c.unit else c.name for c in table.columns))
    draft.lines += [CELL.join(cell.text for cell in row.cells) for row in rows]
