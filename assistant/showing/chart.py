"""Counts as a bar chart in SVG, drawn here so that it can be saved as a picture without any library. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

WIDTH, LINE, LABEL, PAD = 640, 30, 190, 14  # pixels
MOST_BARS = 12
LONGEST_LABEL = 13  # characters
FONTS = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Noto Sans SC, sans-serif"


def bars_svg(title: str, counts: Sequence[tuple[str, int]]) -> str:
    """The counts as bars under a title, the largest of them as wide as there is room; beyond MOST_BARS one bar for all others."""
    shown = _drawn(counts)
    longest = max((number for _, number in shown), default=1) or 1
    height = 2 * PAD + LINE * (len(shown) + 1)
    room = WIDTH - LABEL - 2 * PAD - 60
    rows = "".join(
        f'<text x="{LABEL}" y="{PAD + LINE * at + 20}" text-anchor="end" font-size="14" fill="#1b2530">{escape(_short(name))}</text>'
        f'<rect x="{LABEL + 10}" y="{PAD + LINE * at + 6}" width="{max(2.0, room * number / longest):.1f}" height="19" rx="3" fill="#3f83bf"/>'
        f'<text x="{LABEL + 18 + max(2.0, room * number / longest):.1f}" y="{PAD + LINE * at + 20}" font-size="14" fill="#1b2530">{number}</text>'
        for at, (name, number) in enumerate(shown, start=1)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" font-family="{FONTS}">'
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>'
        f'<text x="{PAD}" y="{PAD + 14}" font-size="16" font-weight="600" fill="#1b2530">{escape(title)}</text>{rows}</svg>'
    )


def bars_words(title: str, counts: Sequence[tuple[str, int]]) -> str:
    """The same, for whoever cannot see it."""
    return f"{title}：" + "，".join(f"{name} {number}" for name, number in _drawn(counts))


def _drawn(counts: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """The bars: the first of the counts, and all others as one."""
    rest = sum(number for _, number in counts[MOST_BARS:])
    return [*counts[:MOST_BARS], *([(f"其他 {len(counts) - MOST_BARS} 类", rest)] if rest else [])]


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_LABEL else name[: LONGEST_LABEL - 1] + "…"
