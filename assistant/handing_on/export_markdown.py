"""A sheet as Markdown for the clipboard: every word of it reads as it is written, nothing of it becomes markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.handing_on.sheet import (
    Evidence,
    Grid,
    Sheet,
    force_words,
    head_rows,
    label_words,
    place_words,
    table_rows,
    writable,
)
from corpus.text.title_marks import titled

# What may begin markup anywhere: emphasis, code, links, HTML, entities, tables, math; a colon before :emoji: and in https://
_ANYWHERE = re.compile(r"[\\`*_{}\[\]<>#+!|~&$^=@]|:(?=[A-Za-z0-9_+/-])|(?<=www)\.", re.IGNORECASE)
# What may begin a block: a list, a rule, a heading's underline
_AT_START = re.compile(r"^(\d{1,9})(?=[.)](?:\s|$))|^(?=-)")


def markdown_text(sheet: Sheet) -> str:
    """The sheet as CommonMark with GitHub's tables."""
    blocks = [
        f"# {escaped(sheet.title)}",
        *(f"**{escaped(key)}**：{escaped(value)}" for key, value in head_rows(sheet)),
    ]
    for table in sheet.tables:
        blocks += [f"## {escaped(table.title)}", _table(table_rows(table))]
    for title, items in (("依据", sheet.evidence), ("相关条款（不是答案）", sheet.related)):
        blocks += [f"## {title}"] if items else []
        blocks += [block for item in items for block in _clause(item, sheet)]
    return "\n\n".join(blocks) + "\n"


def _clause(item: Evidence, sheet: Sheet) -> Iterator[str]:
    citation, document = item.citation, item.document
    unit = citation.measure
    yield f"**{escaped(item.name)} {titled(escaped(document.title))} {escaped(label_words(unit))}**"
    yield "\n".join(f"> {line}" for line in escaped(unit.text).split("\n"))
    where = f"{document.source_file} {place_words(unit.span)}，引文{place_words(citation.quote_span)}"
    yield escaped(f"{where}；sha256 {document.sha256}；{force_words(document, unit.part, sheet.as_of)}")


def _table(rows: Grid) -> str:
    head, *body = (f"| {' | '.join(escaped(' '.join(cell.split())) for cell in row)} |" for row in rows)
    return "\n".join((head, f"|{' --- |' * len(rows[0])}", *body))


def escaped(text: str) -> str:
    """`text` as Markdown that shows it: its lines stay lines, its marks stay marks.

    >>> print(escaped("1. 奖励*5*万元"))
    1\\. 奖励\\*5\\*万元
    """
    lines = (line.strip(" \t") for line in writable(text).strip().split("\n"))
    return "\\\n".join(_escaped_line(line) for line in lines if line)


def _escaped_line(line: str) -> str:
    marked = _ANYWHERE.sub(lambda match: "\\" + match[0], line)
    return _AT_START.sub(lambda match: f"{match[1] or ''}\\", marked)
