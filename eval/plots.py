"""Three small plots as inline SVG: no library, no script, no file beside them. Colours come from the page's CSS."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from eval.curves import Bin, DepthPoint, TradeOff

WIDTH, HEIGHT = 420, 260
LEFT, RIGHT, TOP, BOTTOM = 44, 16, 20, 40
_NAME_HEIGHT = 15  # units that a name needs for itself
_LABEL_HEIGHT = 0.35  # of the plot: where a steep line has room for its name


@dataclass(frozen=True, slots=True)
class Axis:
    """One direction of a plot: the values at its ends and where its ticks stand, each with its words."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    title: str

    def share(self, value: float) -> float:
        return (value - self.low) / (self.high - self.low) if self.high > self.low else 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its name, which stands beside it instead of in a legend: near the point `label_at`, on one side."""

    name: str
    points: tuple[tuple[float, float], ...]
    label_at: int
    side: Literal["above", "below", "left", "right"]


def depth_plot(points: Sequence[DepthPoint]) -> str:
    x = Axis(points[0].k, points[-1].k, tuple((point.k, str(point.k)) for point in points), "看前几条")
    floor = max(0.0, min(0.8, int(10 * min(point.recall for point in points)) / 10))
    y = _percent(floor, 1.0)
    lines = (
        Line("至少有一条可引", tuple((point.k, point.hit) for point in points), len(points) // 3, "above"),
        Line("应引的找到几成", tuple((point.k, point.recall) for point in points), len(points) // 2, "below"),
    )
    name = f"前 1 条找到 {points[0].recall:.0%}，前 {points[-1].k} 条找到 {points[-1].recall:.0%}"
    return _frame(name, x, y, _lines(lines, x, y))


def trade_off_plot(points: Sequence[TradeOff], in_use: float) -> str:
    x = Axis(0.0, 1.0, tuple((value, f"{value:g}") for value in (0.0, 0.25, 0.5, 0.75, 1.0)), "拒答阈值")
    y = _percent(0.0, 1.0)
    rising = max(n for n, point in enumerate(points) if point.false_refusals <= _LABEL_HEIGHT)
    falling = min((n for n, p in enumerate(points) if p.missed_refusals <= 1 - _LABEL_HEIGHT), default=len(points) - 1)
    lines = (
        Line("误拒：能答却拒", tuple((p.threshold, p.false_refusals) for p in points), rising, "left"),
        Line("漏拒：不能答却答", tuple((p.threshold, p.missed_refusals) for p in points), falling, "right"),
    )
    here = min(points, key=lambda point: abs(point.threshold - in_use))
    name = f"阈值 {in_use:g} 时误拒 {here.false_refusals:.0%}，漏拒 {here.missed_refusals:.0%}"
    return _frame(name, x, y, _upright(in_use, f"现用 {in_use:g}", x) + _lines(lines, x, y))


def latency_plot(bins: Sequence[Bin], middle: float, late: float) -> str:
    """`middle` and `late` are the median and the 95% quantile in milliseconds."""
    high = bins[-1].high
    most = max(one.count for one in bins)
    step = _round_step(high / 5)
    x = Axis(0.0, high, tuple((n * step, f"{n * step:g}") for n in range(int(high // step) + 1)), "毫秒")
    y_step = max(1, int(_round_step(most / 4)))
    y = Axis(0.0, most * 1.12, tuple((float(n), str(n)) for n in range(0, most + 1, y_step)), "题数")
    bars = []
    for one in bins:
        left, right = _x(one.low, x), _x(one.high, x)
        top = _y(one.count, y)
        words = f"{one.low:g}–{one.high:g} 毫秒：{one.count} 题"
        bars.append(
            f'<rect class="bar" x="{left + 0.5:.1f}" y="{top:.1f}" width="{max(0.5, right - left - 1):.1f}" '
            f'height="{HEIGHT - BOTTOM - top:.1f}"><title>{words}</title></rect>'
        )
    marks = _upright(middle, f"中位 {middle:.0f}", x) + _upright(late, f"95% {late:.0f}", x, row=1)
    return _frame(f"中位 {middle:.0f} 毫秒，95% 的题不超过 {late:.0f} 毫秒", x, y, "".join(bars) + marks)


def growth_plot(curves: Mapping[str, Sequence[tuple[int, float]]]) -> str:
    """Curves by name over the number of documents, which is on a logarithmic scale; names stand at the right ends."""
    sizes = sorted({documents for points in curves.values() for documents, _ in points})
    low, high = math.log(sizes[0]), math.log(max(sizes[-1], sizes[0] + 1))
    room = 0.38 * (high - low)
    x = Axis(low, high + room, tuple((math.log(size), str(size)) for size in sizes), "份文件")
    y = _percent(0.0, 1.0)
    ends = sorted(((points[-1][1], name) for name, points in curves.items() if points), reverse=True)
    heights: dict[str, float] = {}
    last = float(TOP - _NAME_HEIGHT)
    for value, name in ends:  # names of curves that end close together are pushed apart
        last = max(_y(value, y) + 4, last + _NAME_HEIGHT)
        heights[name] = last
    parts = []
    for number, (name, points) in enumerate(curves.items(), 1):
        places = [(_x(math.log(documents), x), _y(value, y)) for documents, value in points]
        path = " ".join(f"{'M' if not n else 'L'}{a:.1f} {b:.1f}" for n, (a, b) in enumerate(places))
        parts.append(f'<path class="line s{number}" d="{path}"/>')
        for (a, b), (documents, value) in zip(places, points, strict=True):
            title = f"<title>{escape(name)} {documents} 份 {value:.2f}</title>"
            parts.append(f'<circle class="dot s{number}" cx="{a:.1f}" cy="{b:.1f}" r="3.2">{title}</circle>')
        if places:
            words = f"{escape(name)} {points[-1][1]:.2f}"
            parts.append(
                f'<text class="name s{number}" x="{places[-1][0] + 9:.1f}" y="{heights[name]:.1f}">{words}</text>'
            )
    said = "；".join(f"{name} {points[0][1]:.2f} 到 {points[-1][1]:.2f}" for name, points in curves.items() if points)
    return _frame(f"{sizes[0]} 份到 {sizes[-1]} 份文件：{said}", x, y, "".join(parts))


def interval_bar(value: float, low: float, high: float, whole: float = 1.0) -> str:
    """A mean with its interval on a line from 0 to `whole`, small enough for a table cell."""
    at = {name: 4 + 152 * min(1.0, number / whole) for name, number in (("v", value), ("l", low), ("h", high))}
    return (
        f'<svg class="interval" viewBox="0 0 160 14" role="img" aria-label="{value:.3f}，{low:.3f} 到 {high:.3f}">'
        '<line class="rail" x1="4" y1="7" x2="156" y2="7"/>'
        f'<line class="reach" x1="{at["l"]:.1f}" y1="7" x2="{at["h"]:.1f}" y2="7"/>'
        f'<circle class="point" cx="{at["v"]:.1f}" cy="7" r="3.5"/></svg>'
    )


def _percent(low: float, high: float) -> Axis:
    step = 0.05 if high - low <= 0.3 else 0.2 if high - low > 0.6 else 0.1
    count = round((high - low) / step)
    return Axis(low, high, tuple((low + n * step, f"{low + n * step:.0%}") for n in range(count + 1)), "")


def _frame(name: str, x: Axis, y: Axis, inside: str) -> str:
    rows = "".join(
        f'<line class="grid" x1="{LEFT}" y1="{_y(value, y):.1f}" x2="{WIDTH - RIGHT}" y2="{_y(value, y):.1f}"/>'
        f'<text class="tick" x="{LEFT - 8}" y="{_y(value, y) + 4:.1f}" text-anchor="end">{escape(words)}</text>'
        for value, words in y.ticks
    )
    columns = "".join(
        f'<text class="tick" x="{_x(value, x):.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{escape(words)}</text>'
        for value, words in x.ticks
    )
    title = f'<text class="axis" x="{WIDTH - RIGHT}" y="{HEIGHT - 6}" text-anchor="end">{escape(x.title)}</text>'
    upright = f'<text class="axis" x="{LEFT - 8}" y="{TOP - 5}" text-anchor="end">{escape(y.title)}</text>'
    return (
        f'<svg class="plot" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(name)}">'
        f"{rows}{columns}{title}{upright if y.title else ''}{inside}</svg>"
    )


def _lines(lines: Sequence[Line], x: Axis, y: Axis) -> str:
    parts = []
    for number, line in enumerate(lines, 1):
        places = [(_x(a, x), _y(b, y)) for a, b in line.points]
        path = " ".join(f"{'M' if not n else 'L'}{a:.1f} {b:.1f}" for n, (a, b) in enumerate(places))
        parts.append(f'<path class="line s{number}" d="{path}"/>')
        if len(places) <= 12:
            parts += [f'<circle class="dot s{number}" cx="{a:.1f}" cy="{b:.1f}" r="3"/>' for a, b in places]
        a, b = places[line.label_at]
        right, down, anchor = _BESIDE[line.side]
        parts.append(
            f'<text class="name s{number}" x="{a + right:.1f}" y="{max(11.0, b + down):.1f}" '
            f'text-anchor="{anchor}">{escape(line.name)}</text>'
        )
    return "".join(parts)


_BESIDE = {
    "above": (0, -11, "middle"),
    "below": (0, 22, "middle"),
    "left": (-10, -8, "end"),
    "right": (10, -2, "start"),
}


def _upright(value: float, words: str, x: Axis, row: int = 0) -> str:
    at = _x(value, x)
    anchor, shift = ("end", -5) if x.share(value) > 0.75 else ("start", 5)
    return (
        f'<line class="mark" x1="{at:.1f}" y1="{TOP}" x2="{at:.1f}" y2="{HEIGHT - BOTTOM}"/>'
        f'<text class="marked" x="{at + shift:.1f}" y="{TOP + 10 + 14 * row}" text-anchor="{anchor}">{escape(words)}</text>'
    )


def _x(value: float, axis: Axis) -> float:
    return LEFT + axis.share(value) * (WIDTH - LEFT - RIGHT)


def _y(value: float, axis: Axis) -> float:
    return HEIGHT - BOTTOM - axis.share(value) * (HEIGHT - TOP - BOTTOM)


def _round_step(least: float) -> float:
    """The smallest of 1, 2, 5, 10, 20 … (and 0.5, 0.2 …) that is not below `least`."""
    return next(size * 10.0**power for power in range(-3, 9) for size in (1, 2, 5) if size * 10.0**power >= least)
