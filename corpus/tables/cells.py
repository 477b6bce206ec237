"""The cells of a table in, its lines out: one line a row, the words of a merged cell in every row and column it reaches.

All readers write tables this way, so that `corpus/tables/tables.py` finds them again in the text, and every place stays true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

CELL = " | "  # between the cells of a table row, which is one line
MOST_COLUMNS = 64  # that one cell reaches over
LONGEST_REPEATED = 120  # characters; a longer merged cell is told once, in the first row
_SHORT = 20  # characters; longer paragraphs of a cell are sentences
_LONGEST_CELL, _MOST_PARAGRAPHS = 400, 3  # characters and paragraphs; a cell beyond both holds a text of its own
_STOPPED = "。；;，,：:、！？!?（(/|"
_GOES_ON = "（(）)、，。；：,;:/%％"
_ITEM = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|[①-⑳·•●]")


_FIGURE = re.compile(r"(?:最高|不超过)?[\d,.]+\s?(?:[%％‰]|[十百千万亿]*元?)(?:/\S{1,4})?")


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
    in_head = True
    for row, below in zip(grid, [*grid[1:], []], strict=False):
        cells = [*row, *[_EMPTY] * (width - len(row))]
        # A head of several rows: its first cell reaches down or is empty
        in_head = in_head and bool(below) and (cells[0] is below[0] or not _paragraphs(cells[0]))
        if width < 2 or all(cell is cells[0] for cell in cells) or any(map(is_layout, cells)):
            for cell in {id(cell): cell for cell in cells if id(cell) not in told}.values():
                yield from _paragraphs(cell)
        else:
            line = CELL.join(_shown(cells, told, is_head=in_head)).rstrip(CELL)
            if line:
                yield line
        told.update(map(id, cells))


def is_layout(cell: Merged) -> bool:
    """Whether a cell is so long, and in so many paragraphs, that its row only lays out the page."""
    lines = _paragraphs(cell)
    return len(lines) > _MOST_PARAGRAPHS and sum(map(len, lines)) > _LONGEST_CELL


def _shown(cells: Sequence[Merged], told: set[int], *, is_head: bool) -> Iterator[str]:
    """The words of each cell. Those of one that reaches over columns hold for all of them in a head, or if they are figures."""
    count = _parallel(cells)
    for at, cell in enumerate(cells):
        words = cell_text(cell.lines, apart=len(_paragraphs(cell)) == count)
        again = at > 0 and cells[at - 1] is cell and not is_head and not _FIGURE.fullmatch(words)
        long = id(cell) in told and len(words) > LONGEST_REPEATED
        yield "" if again or long else words


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
        return "" if len(line) == 1 and not line.isascii() else " "  # 基⏎础⏎指⏎标 is set upright
    return "、" if max(len(last), len(line)) <= _SHORT and not _ITEM.match(line) else "；"


def _paragraphs(cell: Merged) -> list[str]:
    return [stripped for line in cell.lines if (stripped := line.strip())]


def _parallel(cells: Sequence[Merged]) -> int:
    """How many paragraphs several cells of a row have alike, one of them figures: 国家级⏎省级 beside 50⏎30; 0: none do."""
    written = [_paragraphs(cell) for cell in {id(cell): cell for cell in cells}.values()]
    own = [lines for lines in written if all(len(line) <= _SHORT for line in lines)]
    counts = [len(lines) for lines in own]
    figures = {len(lines) for lines in own if all(re.search(r"\d", line) for line in lines)}
    return max((count for count in figures if count > 1 and counts.count(count) > 1), default=0)


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
