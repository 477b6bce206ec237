"""Tables as values, written as Word, HTML, Markdown and PDF files: the same table in four formats must read the same."""

from __future__ import annotations

import io
from dataclasses import dataclass
from html import escape

import docx
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import SimpleDocTemplate, Table, TableStyle

FONT = "STSong-Light"


@dataclass(frozen=True)
class Box:
    """A cell that reaches over columns and rows; several lines are paragraphs."""

    words: str
    columns: int = 1
    rows: int = 1


Rows = list[list[Box | str]]


def placed(rows: Rows) -> list[list[tuple[int, Box]]]:
    """Each cell with the column it begins in."""
    taken: set[tuple[int, int]] = set()
    found: list[list[tuple[int, Box]]] = []
    for number, row in enumerate(rows):
        column = 0
        own: list[tuple[int, Box]] = []
        for cell in row:
            box = cell if isinstance(cell, Box) else Box(cell)
            while (number, column) in taken:
                column += 1
            own.append((column, box))
            taken |= {(number + r, column + c) for r in range(box.rows) for c in range(box.columns)}
            column += box.columns
        found.append(own)
    return found


def width_of(rows: Rows) -> int:
    return max(column + box.columns for row in placed(rows) for column, box in row)


def as_docx(before: str, rows: Rows, after: str) -> bytes:
    document = docx.Document()
    for line in before.splitlines():
        document.add_paragraph(line)
    table = document.add_table(rows=len(rows), cols=width_of(rows))
    for number, row in enumerate(placed(rows)):
        for column, box in row:
            cell = table.cell(number, column)
            if (box.rows, box.columns) != (1, 1):
                cell = cell.merge(table.cell(number + box.rows - 1, column + box.columns - 1))
            first, *more = box.words.split("\n")
            cell.text = first
            for line in more:
                cell.add_paragraph(line)
    for line in after.splitlines():
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def as_html(before: str, rows: Rows, after: str) -> bytes:
    def cell(box: Box) -> str:
        lines = "".join(f"<p>{escape(line)}</p>" for line in box.words.split("\n"))
        return f'<td colspan="{box.columns}" rowspan="{box.rows}">{lines}</td>'

    body = "".join(f"<tr>{''.join(cell(box) for _, box in row)}</tr>" for row in placed(rows))
    around = ["".join(f"<p>{escape(line)}</p>" for line in text.splitlines()) for text in (before, after)]
    return f"<html><meta charset='utf-8'><body>{around[0]}<table>{body}</table>{around[1]}</body></html>".encode()


def as_markdown(before: str, rows: Rows, after: str) -> bytes:
    """Markdown knows no merged cells: what reaches down or across stands once, the other places are left empty."""
    width = width_of(rows)
    lines = []
    for number, row in enumerate(placed(rows)):
        cells = [""] * width
        for column, box in row:
            cells[column] = box.words.replace("\n", "、")
        lines.append(f"| {' | '.join(cells)} |")
        if number == 0:
            lines.append(f"|{'---|' * width}")
    return "\n".join([before, "", *lines, "", after]).encode()


def as_pdf(before: str, rows: Rows, after: str, *, lines_a_page: int | None = None) -> bytes:
    """A ruled table; `lines_a_page` makes it go on over pages, its first line repeated."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import PageBreak, Paragraph

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    style = ParagraphStyle("body", fontName=FONT, fontSize=12, leading=22, wordWrap="CJK")
    width = width_of(rows)
    grid = [[""] * width for _ in rows]
    looks = [("GRID", (0, 0), (-1, -1), 0.7, "black"), ("FONT", (0, 0), (-1, -1), FONT, 10)]
    for number, row in enumerate(placed(rows)):
        for column, box in row:
            grid[number][column] = box.words
            if (box.rows, box.columns) != (1, 1):
                looks.append(("SPAN", (column, number), (column + box.columns - 1, number + box.rows - 1)))
    paragraphs = [[Paragraph(line, style) for line in text.splitlines()] for text in (before, after)]
    widths = [440 / width] * width
    if lines_a_page is None:
        tables = [Table(grid, colWidths=widths, style=TableStyle(looks))]
    else:
        head, body = grid[0], grid[1:]
        plain = TableStyle(looks[:2])
        parts = [body[at : at + lines_a_page] for at in range(0, len(body), lines_a_page)]
        tables = [Table([head, *part], colWidths=widths, style=plain) for part in parts]
    flow: list[object] = [*paragraphs[0]]
    for number, table in enumerate(tables):
        flow += [PageBreak()] if number else []
        flow.append(table)
    stream = io.BytesIO()
    SimpleDocTemplate(stream, pagesize=A4).build([*flow, *paragraphs[1]])
    return stream.getvalue()


WRITERS = {".docx": as_docx, ".html": as_html, ".md": as_markdown, ".pdf": as_pdf}
