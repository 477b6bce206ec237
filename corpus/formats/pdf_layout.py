"""Lines of type in, their order for a reader out: columns of a page, tables without rules, notes at its foot. Pure geometry.

A table without rules is told by the white that runs down between its columns; so are the columns of a page, whose lines
are full to their edge.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from corpus.tables.cells import CELL

_RIVER = 1.2  # of the size: the least width of the white between two columns
_FEWEST_ROWS = 3
_FEWEST_COLUMN_LINES = 6
_LONG_LINE = 7  # characters; the cells of a table are shorter on average than the lines of a column
_CLOSE = 2.6  # of the size: rows of a table stand no farther apart
_WRAPPED = 1.7  # of the size: from line to line within a cell
_SMALL = 0.9  # of the page's type: what a note is set in
_NOTE = re.compile(r"[\[(（〔]?(?P<mark>\d{1,2}|[①-⑳*＊※])[\])）〕]?[.、]?\s*(?=[^\s\d])")
_MARKER = re.compile(
    r"(?:第\s*[一二三四五六七八九十百零〇\d\s]{1,7}[编章节条]|[（(]?\s*[一二三四五六七八九十\d]{1,3}\s*[)）、.．]|[①-⑳])$"
)
_FIGURE = re.compile(r"[\d,，.．]+\s?(?:%|％|‰|[十百千万亿]*元?)(?:/\S{1,4})?")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page with its box, in points from the bottom left corner, and the page's height.

    `margins` are those of its column where the page has several; `table` the places of the columns where it is a row.
    """

    text: str
    page: int
    left: float
    right: float
    bottom: float
    top: float
    page_height: float
    margins: tuple[float, float] | None = None
    table: tuple[float, ...] | None = None
    apart: bool = True  # from what stands before it on its line: not part of one stretch of type

    @property
    def size(self) -> float:
        return max(self.top - self.bottom, 1.0)


Row = list[Line]  # the pieces that stand on one line, from the left


def hull(pieces: Sequence[Line], text: str) -> Line:
    """One line of several pieces."""
    return replace(
        pieces[0],
        text=text,
        left=min(piece.left for piece in pieces),
        right=max(piece.right for piece in pieces),
        bottom=min(piece.bottom for piece in pieces),
        top=max(piece.top for piece in pieces),
    )


# ---------------------------------------------------------------- the columns of a page


def in_reading_order(rows: Sequence[Row]) -> list[Row]:
    """The rows of a page; where it is set in two columns, the left one first, down to what reaches over both."""
    gutter = _gutter(rows)
    if gutter is None:
        return list(rows)
    pieces = [piece for row in rows for piece in row]
    edges = _edges(pieces, gutter)
    found: list[Row] = []
    waiting: tuple[list[Line], list[Line]] = ([], [])

    def emptied() -> Iterator[Row]:
        for side, margins in zip(waiting, edges, strict=True):
            yield from ([replace(piece, margins=margins)] for piece in sorted(side, key=lambda p: -p.top))
            side.clear()

    for row in sorted(rows, key=lambda row: -max(piece.top for piece in row)):
        if any(_crosses(piece, gutter) for piece in row):
            found += [*emptied(), row]
            continue
        for side, part in enumerate(_sides(row, gutter)):
            if part:
                waiting[side].append(hull(part, " ".join(piece.text for piece in part)))
    return [*found, *emptied()]


def _crosses(piece: Line, gutter: tuple[float, float]) -> bool:
    return piece.left < gutter[0] and piece.right > gutter[1]


def _sides(row: Row, gutter: tuple[float, float]) -> tuple[Row, Row]:
    middle = (gutter[0] + gutter[1]) / 2
    return [p for p in row if p.right <= middle], [p for p in row if p.right > middle]


def _edges(pieces: Sequence[Line], gutter: tuple[float, float]) -> tuple[tuple[float, float], tuple[float, float]]:
    inside = [piece for piece in pieces if not _crosses(piece, gutter)]
    return (min(p.left for p in inside), gutter[0]), (gutter[1], max(p.right for p in inside))


def _gutter(rows: Sequence[Row]) -> tuple[float, float] | None:
    """The white between the two columns that a page is set in; None where it is set in one."""
    pieces = [piece for row in rows for piece in row if piece.table is None]
    if len(pieces) < 2 * _FEWEST_COLUMN_LINES:
        return None
    left, right = min(p.left for p in pieces), max(p.right for p in pieces)
    size = median(p.size for p in pieces)
    inner = [p for p in pieces if p.right - p.left < 0.62 * (right - left)]
    whites = [
        (low, high)
        for low, high in _whites(inner, left)
        if high - low >= size and left + 0.3 * (right - left) < (low + high) / 2 < left + 0.7 * (right - left)
    ]
    for gutter in sorted(whites, key=lambda white: white[0] - white[1]):
        sides = [p for p in inner if p.right <= gutter[0] + 1], [p for p in inner if p.left >= gutter[1] - 1]
        if all(_is_column(side, size) for side in sides) and sum(map(len, sides)) >= 0.6 * len(pieces):
            return gutter
    return None


def _is_column(pieces: Sequence[Line], size: float) -> bool:
    """Whether the lines are those of running text: many of them full, hardly a figure by itself."""
    if len(pieces) < _FEWEST_COLUMN_LINES:
        return False
    edge = max(p.right for p in pieces)
    full = sum(p.right > edge - 1.6 * size for p in pieces)
    figures = sum(_FIGURE.fullmatch(p.text) is not None for p in pieces)
    return (
        full >= 0.3 * len(pieces)
        and figures <= 0.2 * len(pieces)
        and sum(len(p.text) for p in pieces) >= _LONG_LINE * len(pieces)
    )


def _whites(pieces: Sequence[Line], left: float) -> Iterator[tuple[float, float]]:
    """Where nothing stands in any of the lines, from `left` to the last of them."""
    reached = left
    for piece in sorted(pieces, key=lambda piece: piece.left):
        if piece.left > reached:
            yield reached, piece.left
        reached = max(reached, piece.right)


# ---------------------------------------------------------------- tables without rules


def with_aligned_tables(rows: Sequence[Row]) -> list[Row]:
    """The rows of a page, those of a table without rules each as one line with its cells parted."""
    found: list[Row] = []
    at = 0
    while at < len(rows):
        end = _run_end(rows, at)
        table = _aligned(rows[at:end]) if end - at >= _FEWEST_ROWS else None
        if table is None:
            found.append(rows[at])
            at += 1
        else:
            found += [[line] for line in table]
            at = end
    return found


def _run_end(rows: Sequence[Row], start: int) -> int:
    """How far rows go on one below the other with white between their columns that runs through all of them."""
    if len(rows[start]) < 2 or any(piece.table for piece in rows[start]):
        return start
    pieces = list(rows[start])
    size = median(piece.size for piece in pieces)
    end = start + 1
    last_of_several = end
    while end < len(rows):
        row = rows[end]
        below = rows[end - 1][0].bottom - row[0].top
        near = -size < below < _CLOSE * size and row[0].page == rows[end - 1][0].page and not row[0].table
        if not near or not _rivers([*pieces, *row], size) or (len(row) == 1 and not _inside_one(row[0], pieces, size)):
            break
        pieces += row
        end += 1
        if len(row) > 1:
            last_of_several = end
    return last_of_several if end - last_of_several > 1 else end


def _inside_one(piece: Line, pieces: Sequence[Line], size: float) -> bool:
    """Whether a lone piece goes on in one column of the table, and not as a paragraph below it."""
    return len(_rivers([*pieces, piece], size)) == len(_rivers(pieces, size))


def _rivers(pieces: Sequence[Line], size: float) -> list[tuple[float, float]]:
    left = min(p.left for p in pieces)
    return [(low, high) for low, high in _whites(pieces, left) if high - low >= _RIVER * size]


def _aligned(rows: Sequence[Row]) -> list[Line] | None:
    """The lines of the table that the rows make; None where they make none."""
    pieces = [piece for row in rows for piece in row]
    size = median(piece.size for piece in pieces)
    rivers = _rivers(pieces, size)
    cuts = [(low + high) / 2 for low, high in rivers]
    whole = [row for row in rows if len(row) > 1]
    firsts = [row[0].text for row in whole]
    spelled = sum(len(piece.text) for piece in pieces) < 2 * len(pieces)  # 关 于 印 发: a title set wide
    if len(whole) < _FEWEST_ROWS or spelled or all(_MARKER.match(words) for words in firsts):
        return None
    xs = (min(p.left for p in pieces), *cuts, max(p.right for p in pieces))
    lines: list[tuple[list[str], Line]] = []
    for row in rows:
        cells = ["" for _ in range(len(cuts) + 1)]
        for piece in row:
            column = sum(piece.left > cut for cut in cuts)
            cells[column] = f"{cells[column]} {piece.text}".strip()
        box = replace(hull(row, ""), left=xs[0], right=xs[-1], table=xs)
        if lines and _goes_on(cells, lines[-1][0], lines[-1][1], box, size):
            above = [old + new for old, new in zip(lines[-1][0], cells, strict=True)]
            lines[-1] = (above, hull([lines[-1][1], box], ""))
        else:
            lines.append((cells, box))
    return [replace(box, text=CELL.join(cells)) for cells, box in lines]


def _goes_on(cells: Sequence[str], above: Sequence[str], before: Line, box: Line, size: float) -> bool:
    """Whether a row only goes on with words for which the one above it had no room."""
    told = [at for at, words in enumerate(cells) if words]
    figure = any(_FIGURE.fullmatch(cells[at]) for at in told)
    near = before.bottom - box.top < (_WRAPPED - 1) * size
    return near and not cells[0] and len(told) < len(cells) - 1 and not figure and all(above[at] for at in told)


# ---------------------------------------------------------------- notes at the foot of a page


def split_notes(lines: Sequence[Line]) -> tuple[list[Line], list[str]]:
    """The lines of a page without the notes at its foot, and these: 注1：…"""
    if len(lines) < 2:
        return list(lines), []
    # A line of a table is as high as its row: it tells nothing of the type
    running = [line for line in lines if line.table is None] or lines
    body = median(line.size for line in running for _ in range(max(len(line.text), 1)))
    placed = sorted(lines, key=lambda line: line.bottom)
    small = list(itertools.takewhile(lambda line: line.size < _SMALL * body and line.table is None, placed))[::-1]
    first = next((at for at, line in enumerate(small) if _NOTE.match(line.text)), None)
    if first is None or len(small) == len(lines):
        return list(lines), []
    small = small[first:]
    notes: list[str] = []
    for line in small:
        mark = _NOTE.match(line.text)
        if mark:
            notes.append(f"注{mark['mark']}：{line.text[mark.end() :]}")
        else:
            notes[-1] += line.text
    return [line for line in lines if line not in small], notes
