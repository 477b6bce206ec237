"""The cells of a table in, its lines out: one line a row, the words of a merged cell in every row and column it reaches.

All readers write tables this way, so that `corpus/tables.py` finds them again in the text, and every place stays true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

CELL = " | "  # between the cells of a table row, which is one line
MOST_COLUMNS = 64  # that one cell reaches over
LONGEST_REPEATED = 120  # characters; a longer merged cell is told once, in the first row
_SHORT = 20  # characters; longer paragraphs of a cell are sentences
_WORD = 6  # characters; two pieces as short as this may be one word that the cell had no room for
_STOPPED = "。；;，,：:、！？!?（(/|"
_GOES_ON = "（(）)、，。；：,;:/%％"
_ITEM = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|[①-⑳·•●]")


@dataclass(frozen=True, slots=True)
class Merged:
    """A cell with its paragraphs, and how many columns and rows it reaches over."""

    lines: tuple[str, ...]
    columns: int = 1
    rows: int = 1


_EMPTY = Merged(())


def table_lines(rows: Sequence[Sequence[Merged]]) -> Iterator[str]:
    """The lines of a table. A row that is one cell from end to end is a heading within it: lines without a bar.

    >>> heads = [Merged(("级别",), rows=2), Merged(("奖励（万元）",), columns=2)]
    >>> list(table_lines([heads, [Merged(("首次",)), Merged(("复核",))], [Merged(("国家级",)), Merged(("50",)), Merged(("20",))]]))
    ['级别 | 奖励（万元） | 奖励（万元）', '级别 | 首次 | 复核', '国家级 | 50 | 20']
    """
    grid = _grid(rows)
    width = max((len(row) for row in grid), default=0)
    told: set[int] = set()
    for row in grid:
        cells = [*row, *[_EMPTY] * (width - len(row))]
        if width < 2 or all(cell is cells[0] for cell in cells):
            if cells and id(cells[0]) not in told:
                yield from (line.strip() for line in cells[0].lines if line.strip())
            told.update(map(id, cells))
            continue
        count = _parallel(cells)
        words = [cell_text(cell.lines, apart=len(_paragraphs(cell)) == count) for cell in cells]
        shown = [
            "" if id(cell) in told and len(text) > LONGEST_REPEATED else text
            for cell, text in zip(cells, words, strict=True)
        ]
        told.update(map(id, cells))
        if any(shown):
            yield CELL.join(shown)


def cell_text(lines: Sequence[str], *, apart: bool = False) -> str:
    """The paragraphs of a cell on one line; `apart`: they are that many values, as in the cell beside it.

    >>> cell_text(("国家级", "省级"), apart=True), cell_text(("奖励20万元", "补助10万元")), cell_text(("奖励", "（万元）"))
    ('国家级、省级', '奖励20万元、补助10万元', '奖励（万元）')
    """
    text = ""
    for line in (line.strip() for line in lines):
        if line:
            text += _joint(text, line, apart) + line
    return text


def _joint(before: str, line: str, apart: bool) -> str:
    if not before or before[-1] in _STOPPED or line[0] in _GOES_ON:
        return ""
    last = re.split(r"[、；]", before)[-1]
    if not apart and not _ITEM.match(line) and not (re.search(r"\d", last) and re.search(r"\d", line)):
        return " " if max(len(last), len(line)) <= _WORD or before[-1].isascii() or line[0].isascii() else "；"
    return "、" if max(len(last), len(line)) <= _SHORT and not _ITEM.match(line) else "；"


def _paragraphs(cell: Merged) -> list[str]:
    return [line for line in cell.lines if line.strip()]


def _parallel(cells: Sequence[Merged]) -> int:
    """How many paragraphs several cells of a row have alike: 国家级⏎省级 beside 50⏎30; 0 where none do."""
    counts = [len(_paragraphs(cell)) for cell in {id(cell): cell for cell in cells}.values()]
    return max((count for count in counts if count > 1 and counts.count(count) > 1), default=0)


def _grid(rows: Sequence[Sequence[Merged]]) -> list[list[Merged]]:
    """Every row with a cell a column: a merged cell stands in all the places it reaches over."""
    above: dict[int, tuple[Merged, int]] = {}  # column -> a cell from above, and how many rows it still reaches over
    grid = []
    for row in rows:
        placed: list[Merged] = []
        below: dict[int, tuple[Merged, int]] = {}
        waiting = iter(row)
        cell = next(waiting, None)
        while cell is not None or any(column >= len(placed) for column in above):
            column = len(placed)
            if column in above:
                merged, left = above[column]
                reach = 1
            else:
                merged, left = cell or _EMPTY, (cell or _EMPTY).rows
                reach = min(merged.columns, MOST_COLUMNS)
                cell = next(waiting, None)
            for _ in range(reach):
                if left > 1:
                    below[len(placed)] = (merged, left - 1)
                placed.append(merged)
        grid.append(placed)
        above = below
    return grid
