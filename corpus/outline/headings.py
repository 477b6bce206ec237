"""Lines that a format marks as headings in, those out that open a section although no number does.

A page says <h3>补贴标准</h3>, a Markdown file ## 补贴标准, a Word file has a style for it: each opens a unit of its own and ends
what stands above it. Bold lines are believed less: only short ones, and only where there are several.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.measure import Span
from corpus.outline.furniture import ANNEX
from corpus.outline.markers import DECORATION, Marker
from corpus.outline.outline import HEADING, Node, Reading, is_heading

BOLD = 7  # the level of a line that is only bold, below all six that formats have
LONGEST = 40  # characters
LONGEST_BOLD = 24
_LONGEST_FIRST = 8  # characters of a first heading that is a section's, and no title
_MARKED = re.compile(r"[\s>]*(?P<marks>#{1,6}) ")
_IN_BOLD = re.compile(r"[\s>]*(?:\*\*[^*\n]+\*\*|__[^_\n]+__)\s*[:：]?")
_WORDS = re.compile(r"[\u3400-\u9fffa-z]{2}")
# 甲市某某办法（试行）: what a file, or a thing printed in it, is called
_TITLE = re.compile(
    r"(?=.{8})(?:.*(?:通知|公告|通告|意见|办法|措施|细则|方案|规定|条例|决定|规划|计划|要点|指南|问答|解读|政策)|.*(?:关于).{4,})(?:\([^()]{2,12}\))?$"
)
# A number, a day, where a page is from, whom a letter is to: in the head of a document, however large it is set
_OF_THE_HEAD = re.compile(
    r".*[\[(](?:19|20)\d{2}[\])]\s?第?\s?\d{1,5}\s?号\)?$|\(?(?:19|20)\d{2}\s?[-年/.]\s?\d{1,2}.{0,20}$|(?:信息)?来源\s?:|(?:发布|发表|成文)(?:时间|日期)?\s?:"
)
_PROSE = re.compile(r"[。;;]|[^\n]{40}")


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that the format marks as a heading: 1 is the level of the largest."""

    span: Span
    level: int
    words: str  # folded, without the marks


def marked_lines(source: str, folded: str, lines: Sequence[Span], told: Mapping[int, int]) -> list[Heading]:
    """Every line that is marked as a heading, numbered or not; `told` are the places where such lines begin, with their levels."""
    found = []
    for line in lines:
        level = told.get(line.start) or _level(line.of(source))
        words = line.of(folded).strip(DECORATION + "_ ")
        if level and _WORDS.search(words):
            found.append(Heading(line, level, words))
    return found


def _level(line: str) -> int:
    marked = _MARKED.match(line)
    return len(marked["marks"]) if marked else BOLD if _IN_BOLD.fullmatch(line) else 0


def with_headings(folded: str, end: int, marked: Sequence[Heading], markers: Sequence[Marker]) -> list[Marker]:
    """`markers` in order, those of marked lines with their level, and one for each heading that no number opens."""
    opened: dict[int, Heading] = {}  # by where the number stands that opens it
    for marker in markers if marked else ():
        at = bisect_left(marked, marker.start + 1, key=lambda heading: heading.span.start) - 1
        if marker.at_line_start and at >= 0 and marker.start < marked[at].span.end:
            opened[marker.start] = marked[at]
    numbered = [
        replace(marker, level=heading.level)
        if (heading := opened.get(marker.start)) is not None and heading.level != BOLD
        else marker
        for marker in markers
    ]
    lines = {heading.span for heading in opened.values()}
    plain = [heading for heading in marked if heading.span not in lines]
    large = [heading for heading in marked if heading.span in lines and heading.level != BOLD]
    return sorted([*numbered, *map(_marker, _sections(folded, end, plain, large, numbered))], key=_place)


def _place(marker: Marker) -> int:
    return marker.start


def _marker(heading: Heading) -> Marker:
    """The heading's place in the outline; its words begin where it does, for it has no number."""
    return Marker(heading.span.start, heading.span.start, HEADING, -1.0, 0, "", 0.0, True, level=heading.level)


def _sections(
    folded: str, end: int, plain: Sequence[Heading], numbered: Sequence[Heading], markers: Sequence[Marker]
) -> list[Heading]:
    """Those of the `plain` headings that head a section, the `numbered` ones standing around them."""
    found = [heading for heading in plain if _may_head(heading)]
    levels = Counter(heading.level for heading in (*found, *numbered))
    everything = sorted((*found, *numbered), key=lambda heading: heading.span)
    starts = [heading.span.start for heading in everything]
    ends = _ends(everything, end)
    kept = []
    for heading in found:
        at = bisect_left(starts, heading.span.start)
        below = ends[at]
        next_one = everything[at + 1].span.start if at + 1 < len(everything) else end
        if not folded[heading.span.end : below].strip(DECORATION + "\n"):
            continue  # it heads nothing
        shared = levels[heading.level] > 1
        if heading.level == BOLD and not shared:
            continue
        if _TITLE.match(heading.words) and (not shared or heading.level in (BOLD, min(levels))):
            continue
        if at == 0 and not any(marker.start < heading.span.start and marker.at_line_start for marker in markers):
            # the first of all is the title, and so is what has no sentence below it before the next one
            prose = _PROSE.search(folded, heading.span.end, next_one)
            if not shared or len(heading.words) > _LONGEST_FIRST or not prose:
                continue
        kept.append(heading)
    return kept


def _ends(headings: Sequence[Heading], end: int) -> list[int]:
    """Where what each heading heads ends: at the next one that is as large or larger."""
    nearest = [end] * (BOLD + 1)  # by level, of those already passed
    found = []
    for heading in reversed(headings):
        found.append(min(nearest[1 : heading.level + 1]))
        nearest[heading.level] = heading.span.start
    return found[::-1]


def _may_head(heading: Heading) -> bool:
    words = heading.words.rstrip(":。")
    if heading.level == BOLD and (
        len(words) > LONGEST_BOLD or re.search(r"[。;,:!]", words) or heading.words[-1:] == "。"
    ):
        return False
    return (
        len(words) <= LONGEST
        and "|" not in words
        and not re.search(r"[。;]", words)
        and not _OF_THE_HEAD.match(words)
        and not ANNEX.match(words)
    )


def counted(reading: Reading) -> Reading:
    """The reading with each heading called by its place among those beside it: 第2节, below another one 第1小节."""
    beside: Counter[int | None] = Counter()
    nodes: list[Node] = []
    for node in reading.nodes:
        if is_heading(node.marker):
            beside[node.parent] += 1
            above = node.parent
            within = above is not None and is_heading(reading.nodes[above].marker)
            name = f"第{beside[node.parent]}{'小节' if within else '节'}"
            node = replace(node, marker=replace(node.marker, number=beside[node.parent], text=name))
        nodes.append(node)
    return replace(reading, nodes=tuple(nodes))


def places_of(source: str, headings: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where the lines begin that a reader of a format told, by their numbers from 0, and the level of each."""
    levels = dict(headings)
    start = 0
    for number, line in enumerate(source.split("\n")) if levels else ():
        if number in levels and line.strip():
            yield start + len(line) - len(line.lstrip()), levels[number]
        start += len(line) + 1
