"""Rows of a numbered table that are clauses, and rows that only say something together.

序号 | 工作任务 | 责任单位: each row is a task, cited by its number. 序号 | 品目 | 补贴额: a row says nothing without the head, and the
table is one clause, or part of one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from corpus.facts.departments import role_of_column
from corpus.measure import MAIN_PART, Span
from corpus.outline.furniture import Part
from corpus.outline.markers import Marker
from corpus.tables.tables import Table, tables_of

ROW = "row"  # the style of a number in the first cell of a row
SAYS_ENOUGH = 45  # characters: a row that long is read by itself


def without_rows(source: str, part: Part, markers: Sequence[Marker]) -> list[Marker]:
    """`markers` without the numbers of rows that are no clauses. Rows that stand without bars, a cell a line, are kept."""
    text = part.span.of(source)
    if not any(marker.style == ROW for marker in markers) or "|" not in text:
        return list(markers)
    first = next((marker.start for marker in markers if marker.style != ROW and marker.at_line_start), part.span.end)
    together: list[Span] = []
    clauses = True  # a table that a heading within it cuts has no head of its own below that
    for table in tables_of(text, part.span.start):
        if any(column.is_number for column in table.columns):
            clauses = _are_clauses(table, part, below_clause=first < table.span.start)
        if not clauses:
            together.append(table.span)
    starts = [span.start for span in together]

    def is_within(marker: Marker) -> bool:
        at = bisect_right(starts, marker.start) - 1
        return at >= 0 and marker.start < together[at].end

    return [marker for marker in markers if marker.style != ROW or not is_within(marker)]


def _are_clauses(table: Table, part: Part, *, below_clause: bool) -> bool:
    """Whether the rows are tasks with their departments, or so long that each is read by itself, or all that there is."""
    if any(role_of_column(column.name.rpartition("·")[2]) for column in table.columns):
        return True
    lengths = [row.span.end - row.span.start for row in table.rows]
    if lengths and sum(lengths) >= SAYS_ENOUGH * len(lengths):
        return True
    if part.name == MAIN_PART:
        return not below_clause
    return not any(column.is_figure for column in table.columns)


def below_table(source: str, lines: Sequence[Span]) -> list[Span]:
    """The lines that stand below the last row of a table; `lines` begin with that row. [] where it has no bars."""
    last = max((at for at, line in enumerate(lines) if "|" in line.of(source)), default=len(lines))
    return list(lines[last + 1 :])
