"""A workbook in, its text out: the sheets that one sees, a line a row, numbers as the sheet shows them where it tells."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum, WorksheetNotFound

from corpus.errors import UnreadableDocument
from corpus.formats.extract import Extract, LeftOut
from corpus.tables.cells import MOST_COLUMNS, Merged, table_lines

_MOST_ROWS = 50_000
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_PERCENT_BUILT_IN = {"9": 0, "10": 2}  # number formats that every workbook has: 0%, 0.00%
_MAX_XML = 48 * 1024 * 1024  # bytes of one sheet

Percents = dict[tuple[int, int], int]  # (row, column) of a cell shown as a percentage -> its decimals


def extract_sheet(raw: bytes, where: str) -> Extract:
    """The text of an .xlsx or .xls file. Raises UnreadableDocument for what is encrypted, damaged or too large."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    except PasswordError:
        raise UnreadableDocument(f"{where}：表格有密码，请解除密码后再试。") from None
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableDocument(f"{where}：不是完好的表格文件（{error}），请用 Excel 或 WPS 重新保存。") from None
    formats = _percents(raw)
    lines: list[str] = []
    left_out: list[LeftOut] = []
    for number, sheet in enumerate(book.sheets_metadata):
        if sheet.visible != SheetVisibleEnum.Visible:
            left_out.append(LeftOut("工作表", sheet.name, "隐藏的工作表"))
            continue
        try:
            found = book.get_sheet_by_index(number)
            rows = found.to_python(skip_empty_area=False, nrows=_MOST_ROWS)
            merged = found.merged_cell_ranges or []
        except (CalamineError, WorksheetNotFound, ValueError, IndexError) as error:
            left_out.append(LeftOut("工作表", sheet.name, f"读不了（{error}）"))
            continue
        if formats is None and any(isinstance(value, float) and 0 < value < 1 for row in rows for value in row):
            left_out.append(LeftOut("工作表", sheet.name, "旧版 .xls 不说明数字的显示方式，比例可能显示为小数，请核对"))
        own = list(table_lines(list(_cells(rows, merged, (formats or {}).get(number, {})))))
        if own and len(book.sheets_metadata) > 1 and not re.fullmatch(r"(?i)sheet\d*|工作表\d*", sheet.name):
            lines.append(sheet.name)
        lines += own
    return Extract("\n".join(lines) + "\n", tuple(left_out))


Ranges = Sequence[tuple[tuple[int, int], tuple[int, int]]]


def _cells(rows: Sequence[Sequence[object]], merged: Ranges, percents: Percents) -> Iterator[list[Merged]]:
    """The cells of a sheet row by row, without empty rows and the empty columns at the right."""
    width = max((at + 1 for row in rows for at, value in enumerate(row) if value not in ("", None)), default=0)
    starts = dict(merged)
    covered = {
        (row, column)
        for (top, left), (bottom, right) in merged
        for row in range(top, min(bottom, top + _MOST_ROWS) + 1)
        for column in range(left, min(right, left + MOST_COLUMNS) + 1)
    }
    for number, row in enumerate(rows):
        found = []
        for column, value in enumerate(row[:width]):
            end = starts.get((number, column))
            if end is None and (number, column) in covered:
                continue
            lines = tuple(_shown(value, percents.get((number, column))).splitlines())
            columns = min(end[1], width - 1) - column + 1 if end else 1
            found.append(Merged(lines, columns, end[0] - number + 1 if end else 1))
        yield found


def _shown(value: object, decimals: int | None) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (int, float)):
        number = Decimal(repr(value)) if decimals is None else round(Decimal(repr(value)) * 100, decimals)
        plain = f"{number.normalize():f}"
        return plain if decimals is None else f"{plain}%"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, (date, time)) else str(value or "").strip()


def _percents(raw: bytes) -> dict[int, Percents] | None:
    """For each sheet, by its place in the book, the cells that it shows as percentages; None where the format does not say."""
    if not zipfile.is_zipfile(io.BytesIO(raw)):
        return None
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        try:
            names = {part.filename for part in parts.infolist() if part.file_size <= _MAX_XML}
            if "xl/styles.xml" not in names:
                return {}
            styles = _styles(parts.read("xl/styles.xml"))
            return {
                at: _percent_cells(parts.read(name), styles) if styles and name in names else {}
                for at, name in enumerate(_sheets(parts))
            }
        except (KeyError, etree.XMLSyntaxError, zipfile.BadZipFile):
            return {}


def _parsed(part: bytes) -> etree._Element:
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False))


def _sheets(parts: zipfile.ZipFile) -> list[str]:
    """The files of the sheets in the order of the book."""
    relation = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    targets = {each.get("Id"): each.get("Target", "") for each in _parsed(parts.read("xl/_rels/workbook.xml.rels"))}
    found = []
    for sheet in _parsed(parts.read("xl/workbook.xml")).iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(relation), "")
        found.append(target.lstrip("/") if target.startswith("/") else f"xl/{target}")
    return found


def _styles(part: bytes) -> dict[str, int]:
    """The styles that show percentages, by number, with their decimals."""
    root = _parsed(part)
    own = {each.get("numFmtId", ""): each.get("formatCode", "") for each in root.iter(f"{_MAIN}numFmt")}
    percent = _PERCENT_BUILT_IN | {
        name: len(found[1] or "") for name, code in own.items() if (found := re.search(r"0(?:\.(0+))?%", code))
    }
    used = root.find(f"{_MAIN}cellXfs")
    return {
        str(at): percent[name]
        for at, style in enumerate(used if used is not None else ())
        if (name := style.get("numFmtId", "")) in percent
    }


def _percent_cells(part: bytes, styles: dict[str, int]) -> Percents:
    found: Percents = {}
    for cell in _parsed(part).iter(f"{_MAIN}c"):
        decimals = styles.get(cell.get("s", ""))
        place = re.fullmatch(r"([A-Z]{1,3})(\d+)", cell.get("r", ""))
        if decimals is not None and place:
            column = 0
            for letter in place[1]:
                column = column * 26 + ord(letter) - 64
            found[int(place[2]) - 1, column - 1] = decimals
    return found
