"""An .rtf file in, its text out: a line a paragraph, a line a row of a table."""

from __future__ import annotations

import re

from striprtf.striprtf import rtf_to_text

from corpus.errors import UnreadableDocument
from corpus.formats.extract import Extract, LeftOut
from corpus.tables.cells import Merged, table_lines

_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")
_CODE = re.compile(r"\\u(-?\d{5,})")  # a character by its code; one that there is not damages no other
_CELLS = re.compile(r"\\(?:nest)?cell(?![a-z])")


def extract_rtf(raw: bytes, where: str) -> Extract:
    """The text of an .rtf file. Raises UnreadableDocument for what is none."""
    if not raw.lstrip().startswith(b"{\\rtf"):
        raise UnreadableDocument(f"{where}：不是 .rtf 文件，请检查后缀是否写对。")
    told = _PAGE.search(raw[:2000])
    page = {b"936": "gb18030", b"950": "big5"}.get(
        told[1] if told else b"", f"cp{told[1].decode()}" if told else "gb18030"
    )
    source = _CODE.sub(lambda code: code[0] if abs(int(code[1][:8])) < 0x10000 else "", raw.decode("latin-1"))
    try:
        text = str(rtf_to_text(source, encoding=page, errors="replace"))  # type: ignore[no-untyped-call]
    except (LookupError, UnicodeError, ValueError, IndexError, OverflowError, RecursionError) as error:
        raise UnreadableDocument(f"{where}：.rtf 文件已损坏（{type(error).__name__}），请用 Word 重新保存。") from None
    # Halves of a character without the other half are none
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    has_cells = _CELLS.search(source) is not None
    lines = [line for line in _lines(text, has_cells=has_cells) if line.strip()]
    pictures = source.count("\\pict")
    left_out = (LeftOut("图片", f"{pictures} 处", "图片里的文字没有读"),) if pictures else ()
    return Extract("\n".join(lines) + "\n", left_out)


def _lines(text: str, *, has_cells: bool) -> list[str]:
    """The lines; those of a table, whose cells end in a bar, as table rows."""
    found: list[str] = []
    rows: list[list[Merged]] = []
    for line in text.splitlines():
        if has_cells and line.rstrip().endswith("|"):
            rows.append([Merged((cell.strip(),)) for cell in line.rstrip()[:-1].split("|")])
            continue
        found += table_lines(rows)
        rows = []
        found.append(line)
    return [*found, *table_lines(rows)]
