"""Lines drawn on a page in, the tables they rule out: which cells there are, and how far each reaches. Pure geometry.

Everything is in points from the bottom left corner of the page.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_SNAP = 4.0  # points; two lines nearer than this are one: a border drawn twice, the edges of two cells
_REACH = 4.0  # points by which a line may fall short of the one it meets
MOST_RULES = 2000  # of a page; a drawing has more


@dataclass(frozen=True, slots=True, order=True)
class Rule:
    """A straight line: along x from `low` to `high` at height `at`, or, where `upright`, along y at the place `at`."""

    upright: bool
    at: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Area:
    """A cell: its first row and column, how many it reaches over, and its box."""

    row: int
    column: int
    rows: int
    columns: int
    left: float
    right: float
    bottom: float
    top: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: the places of its columns from the left, of its rows from the top, and its cells row by row."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    areas: tuple[Area, ...]

    def holds(self, x: float, y: float) -> bool:
        return self.xs[0] <= x <= self.xs[-1] and self.ys[-1] <= y <= self.ys[0]

    def area_at(self, x: float, y: float) -> int:
        """Which of `areas` a point of the table lies in."""
        column = min(max(bisect_right(self.xs, x) - 1, 0), len(self.xs) - 2)
        row = min(max(bisect_right([-place for place in self.ys], -y) - 1, 0), len(self.ys) - 2)
        return next(
            at
            for at, area in enumerate(self.areas)
            if area.row <= row < area.row + area.rows and area.column <= column < area.column + area.columns
        )


def grids_of(rules: Iterable[Rule]) -> list[Grid]:
    """The ruled tables of a page, from the top; a box around something is none.

    >>> lines = [Rule(False, y, 0, 100) for y in (0, 20, 40)] + [Rule(True, x, 0, 40) for x in (0, 50, 100)]
    >>> [(grid.xs, grid.ys, len(grid.areas)) for grid in grids_of(lines)]
    [((0, 50, 100), (40, 20, 0), 4)]
    """
    drawn = sorted({rule for rule in rules if rule.high - rule.low > 2 * _SNAP})
    if len(drawn) > MOST_RULES:
        return []
    merged = _merged(drawn)
    grids = [grid for group in _groups(merged) if (grid := _grid(group)) is not None]
    outermost = [grid for grid in grids if not any(_within(grid, other) for other in grids if other is not grid)]
    return sorted(outermost, key=lambda grid: (-grid.ys[0], grid.xs[0]))


def _within(inner: Grid, outer: Grid) -> bool:
    return (
        outer.xs[0] <= inner.xs[0]
        and inner.xs[-1] <= outer.xs[-1]
        and outer.ys[-1] <= inner.ys[-1]
        and inner.ys[0] <= outer.ys[0]
    )


def _merged(rules: Sequence[Rule]) -> list[Rule]:
    """Lines on one place put together where they touch; each place is told as one number."""
    found: list[Rule] = []
    for upright in (False, True):
        same = [rule for rule in rules if rule.upright == upright]
        places = _snapped(rule.at for rule in same)
        for place in sorted(set(places.values())):
            low = high = None
            for rule in sorted((r for r in same if places[r.at] == place), key=lambda rule: rule.low):
                if high is not None and low is not None and rule.low > high + _REACH:
                    found.append(Rule(upright, place, low, high))
                    low = high = None
                low = rule.low if low is None else low
                high = rule.high if high is None else max(high, rule.high)
            if low is not None and high is not None:
                found.append(Rule(upright, place, low, high))
    return found


def _snapped(values: Iterable[float]) -> dict[float, float]:
    """Every value with the first of those that lie close together."""
    found: dict[float, float] = {}
    first = before = None
    for value in sorted(set(values)):
        if before is None or value - before > _SNAP or first is None or value - first > 2 * _SNAP:
            first = value
        found[value] = first
        before = value
    return found


def _groups(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """The lines that hang together, crossing or meeting."""
    level = [rule for rule in rules if not rule.upright]
    upright = [rule for rule in rules if rule.upright]
    meets = {
        rule: [other for other in (upright if not rule.upright else level) if _meet(rule, other)] for rule in rules
    }
    seen: set[Rule] = set()
    for rule in rules:
        if rule in seen:
            continue
        group, waiting = [], [rule]
        seen.add(rule)
        while waiting:
            each = waiting.pop()
            group.append(each)
            for other in meets[each]:
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        yield group


def _meet(one: Rule, other: Rule) -> bool:
    return other.low - _REACH <= one.at <= other.high + _REACH and one.low - _REACH <= other.at <= one.high + _REACH


def _grid(group: Sequence[Rule]) -> Grid | None:
    level = [rule for rule in group if not rule.upright]
    upright = [rule for rule in group if rule.upright]
    if len({rule.at for rule in level}) < 2 or not upright:
        return None
    # A table may be open at its sides: its level lines tell how far it reaches
    xs = _places([*(rule.at for rule in upright), min(r.low for r in level), max(r.high for r in level)])
    ys = _places([rule.at for rule in level])[::-1]
    if len(xs) < 3:
        return None
    return Grid(tuple(xs), tuple(ys), tuple(_areas(xs, ys, level, upright)))


def _places(values: Iterable[float]) -> list[float]:
    return sorted(set(_snapped(values).values()))


def _areas(xs: Sequence[float], ys: Sequence[float], level: Sequence[Rule], upright: Sequence[Rule]) -> Iterator[Area]:
    """The cells: places of the grid that no line parts belong to one."""

    def parted(rules: Sequence[Rule], at: float, through: float) -> bool:
        return any(abs(r.at - at) <= _SNAP and r.low - _REACH <= through <= r.high + _REACH for r in rules)

    taken: set[tuple[int, int]] = set()
    for row in range(len(ys) - 1):
        middle = (ys[row] + ys[row + 1]) / 2
        for column in range(len(xs) - 1):
            if (row, column) in taken:
                continue
            last = column
            while last + 2 < len(xs) and (row, last + 1) not in taken and not parted(upright, xs[last + 1], middle):
                last += 1
            end = row
            while end + 2 < len(ys) and not any(
                parted(level, ys[end + 1], (xs[at] + xs[at + 1]) / 2) for at in range(column, last + 1)
            ):
                end += 1
            taken |= {(r, c) for r in range(row, end + 1) for c in range(column, last + 1)}
            yield Area(row, column, end - row + 1, last - column + 1, xs[column], xs[last + 1], ys[end + 1], ys[row])
