"""A sheet as an Excel workbook: what was said, each table of facts and the clauses on a worksheet of their own."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell as ExcelCell
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from assistant.handing_on.sheet import EVIDENCE_KEYS, Cell, Evidence, Sheet, Table, evidence_rows, head_rows, writable

LONGEST_CELL = 16_000  # characters; Excel holds 32,767 UTF-16 units, and a character is two at most
_LONGEST_NAME = 31
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f\ufffd]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # Excel reads _x0041_ as A
_NARROW, _WIDE = 14, 60
_MARGIN = 0.4  # inches


def xlsx_bytes(sheet: Sheet) -> bytes:
    """The workbook of `sheet`. No cell is a formula or a link, whatever it begins with."""
    book = Workbook()
    book.remove(book.active)
    _worksheet(book, "回答", ("项目", "内容"), head_rows(sheet))
    for table in sheet.tables:
        page = _worksheet(book, table.title, table.head, table.rows)
        if table.chart:
            _draw_bars(page, table)
    clauses = [*_clauses(sheet.evidence, sheet), *_clauses(sheet.related, sheet)]
    if clauses:
        _worksheet(book, "依据", EVIDENCE_KEYS, clauses)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _clauses(items: Sequence[Evidence], sheet: Sheet) -> Iterator[Sequence[Cell]]:
    for item in items:
        yield tuple(value for _, value in evidence_rows(item, sheet.as_of))


def _worksheet(book: Workbook, title: str, head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Worksheet:
    name = _NOT_IN_A_NAME.sub(" ", writable(title)).strip("' ")[:_LONGEST_NAME] or "表"
    page = book.create_sheet(name)
    for number, row in enumerate((head, *(piece for given in rows for piece in _pieces(given))), start=1):
        for column, value in enumerate(row, start=1):
            _put(page.cell(number, column), value, heading=number == 1)
    page.freeze_panes = "A2"
    page.auto_filter.ref = page.dimensions
    _set_widths(page, head, rows)
    _set_page_up(page)
    return page


def _set_page_up(page: Worksheet) -> None:
    """A4 across, as wide as the sheet of paper, the head on every page, pages numbered."""
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = "1:1"
    page.page_margins.left = page.page_margins.right = _MARGIN
    page.oddFooter.center.text = "第 &P 页，共 &N 页"


def _draw_bars(page: Worksheet, table: Table) -> None:
    """A bar a row beside the table, of its second column; drawn by Excel in Excel's own fonts."""
    chart = BarChart()
    chart.type, chart.legend, chart.title, chart.y_axis.title = "bar", None, table.title, table.head[1]
    chart.x_axis.scaling.orientation = "maxMin"  # the first row on top
    chart.x_axis.delete = chart.y_axis.delete = False  # else new versions of Excel hide the axes
    last = len(table.rows) + 1
    chart.add_data(Reference(page, min_col=2, min_row=2, max_row=last))
    chart.set_categories(Reference(page, min_col=1, min_row=2, max_row=last))
    page.add_chart(chart, f"{get_column_letter(len(table.head) + 2)}2")


def _pieces(row: Sequence[Cell]) -> Iterator[Sequence[Cell]]:
    """The row, and where a text is longer than a cell may be, its rest in rows below."""
    longest = max((len(cell) for cell in row if isinstance(cell, str)), default=0)
    for start in range(0, max(longest, 1), LONGEST_CELL):
        yield [cell[start : start + LONGEST_CELL] if isinstance(cell, str) else "" if start else cell for cell in row]


def _put(cell: ExcelCell, value: Cell, *, heading: bool) -> None:
    if isinstance(value, str):
        text = _ESCAPE.sub("_x005F_", writable(value))
        cell.value = text
        cell.data_type = "s"  # openpyxl takes =… for a formula and #N/A for an error
        cell.quotePrefix = text[:1] in "=+-@\t\n" and text != ""  # and Excel would, once somebody edits the cell
    else:
        cell.value = value
        cell.number_format = "#,##0.##" if value % 1 else "#,##0"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.font = Font(bold=heading)


def _set_widths(page: Worksheet, head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """Wide columns for long texts; a Chinese character takes two places."""
    for column, title in enumerate(head, start=1):
        longest = max((2 * len(str(row[column - 1])) for row in rows), default=0)
        page.column_dimensions[get_column_letter(column)].width = min(_WIDE, max(_NARROW, 2 * len(title) + 4, longest))
