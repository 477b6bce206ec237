"""A text with tables in, the same with each row as words out: 甲类人才：条件 博士学位，标准 5000元/月. Pure.

Whoever reads a line of a table alone (a card, a list of conditions) does not see the head above it, and a bar is no word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.measure import Span
from corpus.tables.tables import Row, Table, tables_of

_BAR = re.compile(r"\s*[|｜]\s*")
_RULE = re.compile(r"[\s|:-]*-{2,}[\s|:-]*")
_SAYS_NOTHING = re.compile(r"[-—–/\s]*")
_NUMBERS = re.compile(r"[（(]?\d{1,3}[)）.、]?")


def in_words(text: str, *, headed_only: bool = False, colon: str = "：") -> str:
    """`text` with the rows of its tables told; `headed_only` leaves those that have no head: names before what they name.

    `colon` stands behind what a row is of.

    >>> in_words("标准如下：\\n级别 | 条件 | 奖励（万元）\\n国家级 | 首次认定 | 50\\n省级 | | 30")
    '标准如下：\\n国家级：条件 首次认定，奖励 50万元；\\n省级：奖励 30万元；'
    >>> in_words("社保 | 须连续缴纳12个月"), in_words("社保 | 须缴纳\\n学历 | 本科以上", headed_only=True)
    ('社保：须连续缴纳12个月；', '社保 | 须缴纳\\n学历 | 本科以上')
    """
    if "|" not in text and "｜" not in text:
        return text
    told: list[str] = []
    done = 0
    for table in tables_of(text):
        if headed_only and not table.head.of(text):
            continue
        told += [text[done : table.span.start], "\n".join(_told(table, text, colon))]
        done = table.span.end
    rest = text[done:]
    whole = "".join([*told, rest])
    return whole if headed_only else "\n".join(_line(line, colon) for line in whole.split("\n"))


def _told(table: Table, text: str, colon: str) -> Iterator[str]:
    if not table.head.of(text):
        yield from (_line(row.span.of(text), colon) for row in _once(table.rows))
        return
    for row in table.rows:
        if words := _row(table, row, colon):
            yield words


def _once(rows: Sequence[Row]) -> Iterator[Row]:
    """A line that was read as several rows is one line."""
    seen: set[Span] = set()
    for row in rows:
        if row.span not in seen:
            seen.add(row.span)
            yield row


def _row(table: Table, row: Row, colon: str) -> str:
    cells = [
        (column.name, cell.value)
        for column, cell in zip(table.columns, row.cells, strict=True)
        if not column.is_number and not _SAYS_NOTHING.fullmatch(cell.text)
    ]
    if not cells:
        return ""
    lead = "，".join(dict.fromkeys(filter(None, (row.group, cells[0][1]))))
    rest = [words if len(cells) == 2 and not _figure(words) else f"{name} {words}".strip() for name, words in cells[1:]]
    return f"{lead}{colon}{'，'.join(rest)}；" if rest else f"{lead}；"


def _figure(words: str) -> bool:
    return words[:1].isdigit()


def cells_of(line: str) -> list[str]:
    """The cells of one line that say something, without the number of the row."""
    cells = [cell.strip() for cell in _BAR.split(line) if not _SAYS_NOTHING.fullmatch(cell)]
    return cells[1:] if len(cells) > 1 and _NUMBERS.fullmatch(cells[0]) else cells


def _line(line: str, colon: str) -> str:
    """A row without its table: the first cell is what the others say something of."""
    if not _BAR.search(line):
        return line
    if _RULE.fullmatch(line):
        return ""
    first, *others = [*cells_of(line), ""]
    rest = "，".join(filter(None, others))
    return f"{first}{colon}{rest}；" if rest else first
