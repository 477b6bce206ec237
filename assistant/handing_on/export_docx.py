"""A sheet as a Word file: the evidence sheet. Everything that `policy verify` needs stands in its tables as plain text."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from assistant.handing_on.sheet import Grid, Sheet, grids, writable

# Windows has the Chinese ones, macOS and LibreOffice put their own Song and Hei in their place
_BODY, _HEADING, _LATIN = "宋体", "黑体", "Times New Roman"
_PAGE, _MARGIN = (Cm(21), Cm(29.7)), Cm(2)  # A4
_WIDTHS = (Cm(2.6), Cm(14.4))
_HOW_TO_CHECK = "核对：policy verify 本文件.docx，对照已登记的文件检查每一处引文、位置和 sha256。"


def docx_bytes(sheet: Sheet) -> bytes:
    """The Word file of `sheet`; its tables hold `grids(sheet)` cell for cell."""
    document = docx.Document()
    _dress(document, sheet.title)
    head, *rest = grids(sheet)
    facts = rest[: len(sheet.tables)]
    clauses = rest[len(sheet.tables) :]
    document.add_heading(writable(sheet.title), level=1)
    _pairs(document, head)
    for table, rows in zip(sheet.tables, facts, strict=True):
        document.add_heading(writable(table.title), level=2)
        _facts(document, rows)
    for title, group in (
        ("依据", clauses[: len(sheet.evidence)]),
        ("相关条款（不是答案）", clauses[len(sheet.evidence) :]),
    ):
        if group:
            document.add_heading(title, level=2)
        for rows in group:
            _pairs(document, rows)
            document.add_paragraph()  # without it Word joins two tables into one
    document.add_paragraph(_HOW_TO_CHECK)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _dress(document: WordDocument, title: str) -> None:
    """Fonts by name, Chinese included: without `eastAsia` Word shows Chinese text in whatever it finds."""
    for style, chinese in (("Normal", _BODY), ("Heading 1", _HEADING), ("Heading 2", _HEADING)):
        fonts = document.styles[style].element.get_or_add_rPr().get_or_add_rFonts()
        for name in list(fonts.attrib):
            del fonts.attrib[name]  # the template's theme fonts would win over names
        for script, font in (("ascii", _LATIN), ("hAnsi", _LATIN), ("cs", _LATIN), ("eastAsia", chinese)):
            fonts.set(qn(f"w:{script}"), font)
    document.styles["Normal"].font.size = Pt(10.5)
    page = document.sections[0]
    page.page_width, page.page_height = _PAGE
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = _MARGIN
    properties = document.core_properties
    properties.title, properties.author, properties.comments = writable(title)[:255], "policy-assistant", ""
    properties.language = "zh-CN"
    properties.created = properties.modified = datetime.now(UTC)


def _pairs(document: WordDocument, rows: Grid) -> None:
    """A table of keys and values; the values take the room."""
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = width  # LibreOffice goes by the columns, Word by the cells
    for row in rows:
        for number, (cell, text) in enumerate(zip(table.add_row().cells, row, strict=True)):
            cell.width = _WIDTHS[number]
            cell.paragraphs[0].add_run(writable(text)).bold = number == 0


def _facts(document: WordDocument, rows: Grid) -> None:
    """A table of facts whose head is repeated on every page."""
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for number, row in enumerate(rows):
        added = table.add_row()
        for cell, text in zip(added.cells, row, strict=True):
            cell.paragraphs[0].add_run(writable(text)).bold = number == 0
        if number == 0:
            repeated: Any = OxmlElement("w:tblHeader")
            added._tr.get_or_add_trPr().append(repeated)
