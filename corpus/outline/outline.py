"""Candidate markers in, the outline out: the reading in which numbers run without gaps and levels nest.

A beam search over the candidates, left to right. A reading either takes a candidate, at the level that its style and
number call for, or passes it over. What is scored is sequence (1, 2, 3 …), nesting and surroundings; the start of a
line is only one piece of evidence, so outlines glued into running text are read by the same rule.
Time and memory are linear in the number of candidates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from corpus.outline.markers import Marker

BEAM = 32

# Rewards and prices of one step, in the unit of Marker.evidence. The order of size is what matters: a running
# sequence outweighs bad surroundings, a lone number in running text never pays.
CONTINUES = 3.0  # 2. after 1. on an open level
RUNS_ON = 2.5  # 4. after 3. although a new parent has begun
OPENS_LINE = 0.5  # 1. at the start of a line
OPENS_GLUED = -2.0  # 1. in running text
BEGINS_ABOVE_ONE = -2.0  # the first number seen of a style is not 1 (an instalment)
BEGINS_ABOVE_ONE_GLUED = -6.0
RESTARTS_OPEN = -4.0  # 1. although 3. is still open and no parent came between
REPEATS = -1.0  # 4. after 4.: a misprint
SKIPS = -1.5  # 6. after 4. at the start of a line
SKIPS_GLUED = -5.0
LONELY = -4.0  # begins above 1 and heads nothing: (二) of a newspaper instalment
NESTS_ODDLY = -2.0  # 一、 inside (一)
PASSED_OVER_LINE = -1.5  # a marker at the start of a line that numbers nothing
PASSED_OVER_SENTENCE = -0.3
ORDINAL_AMID_OTHERS = -6.0  # 一是 … 二是 inside an outline is running text
LARGEST_SKIP = 3
HEADING = "heading"  # the style of a heading that no number opens: it is one whatever stands around it
HEADS_WITHIN = -0.25  # such a heading inside the clause above it: where the count goes on below, that is worth more

IN_DOUBT = 0.75  # two readings whose scores are nearer than this are about equally good
FARTHEST_DIFFERENCE = 40  # markers


@dataclass(frozen=True, slots=True)
class Node:
    """A marker taken into the outline, with its level (0 is the top) and its parent's position in the list."""

    marker: Marker
    depth: int
    parent: int | None


_Level: TypeAlias = tuple[str, float, int, int]  # style, rank, number, level of the heading or 0


@dataclass(frozen=True, slots=True)
class _State:
    """One partial reading: the open levels, the last number of each style, the score, and how it was reached."""

    stack: tuple[_Level, ...]  # outermost first
    last: tuple[tuple[str, int], ...]  # last number of every style met, sorted by style
    score: float
    taken: _Step | None
    rivals: _Rival | None = None


@dataclass(frozen=True, slots=True)
class _Step:
    marker: Marker
    depth: int
    before: _Step | None


@dataclass(frozen=True, slots=True)
class _Rival:
    """Another reading of the same stretch that ends where ours does and scores nearly as well."""

    lead: float
    ours: _Step | None
    theirs: _Step | None
    before: _Rival | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A marker that two readings, about equally good, take differently; `lead` is how far ours is ahead."""

    marker: Marker
    taken: bool  # by our reading
    lead: float


@dataclass(frozen=True, slots=True)
class Reading:
    """The best outline, and the places where another one is about as good."""

    nodes: tuple[Node, ...]
    doubts: tuple[Doubt, ...]


def is_heading(marker: Marker) -> bool:
    """Whether a marker is a heading without a number."""
    return marker.style == HEADING


def read_outline(markers: Sequence[Marker]) -> Reading:
    """The best reading of `markers` (in order of position)."""
    beam = [_State((), (), 0.0, None)]
    for marker in markers:
        following: dict[tuple[object, object], _State] = {}
        for state in beam:
            for successor in _successors(state, marker):
                key = (successor.stack, successor.last)
                rival = following.get(key)
                following[key] = successor if rival is None else _better(rival, successor)
        beam = sorted(following.values(), key=lambda state: -state.score)[:BEAM]
    best = beam[0]
    for other in beam[1:]:
        best = _better(best, other)
    return Reading(_nodes(best.taken), _doubts(best))


@dataclass(frozen=True, slots=True)
class Gap:
    """A marker whose number does not follow the one before it on its level, nor any count that ran on."""

    marker: Marker
    after: int  # the number before it, under this parent or else of this style; 0 where there was none


def gaps_of(reading: Reading) -> tuple[Gap, ...]:
    """Every number that is skipped, repeated or above 1 at its beginning, in order of position."""
    found: list[Gap] = []
    before: dict[int | None, Marker] = {}  # the marker before, among those under the same parent
    last: dict[str, int] = {}  # the last number of every style, for counts that run on across parents
    for node in reading.nodes:
        if is_heading(node.marker):
            continue
        marker, sibling = node.marker, before.get(node.parent)
        expected = sibling.number if sibling is not None and sibling.style == marker.style else 0
        runs_on = last.get(marker.style)
        if marker.number not in (expected + 1, (runs_on or 0) + 1) and not (
            marker.sub and marker.number in (expected, runs_on)
        ):
            found.append(Gap(marker, expected or runs_on or 0))
        before[node.parent] = marker
        last[marker.style] = marker.number
    return tuple(found)


def _better(one: _State, other: _State) -> _State:
    """The reading with the higher score; the first of two equals. A near rival is remembered."""
    ahead, behind = (other, one) if other.score > one.score else (one, other)
    lead = ahead.score - behind.score
    if lead >= IN_DOUBT or ahead.taken is behind.taken:
        return ahead
    return replace(ahead, rivals=_Rival(lead, ahead.taken, behind.taken, ahead.rivals))


def _doubts(best: _State) -> tuple[Doubt, ...]:
    """What the rivals of the best reading take differently, each marker once, in order of position."""
    found: dict[int, Doubt] = {}
    rival = best.rivals
    while rival is not None:
        for marker, taken in _differences(rival.ours, rival.theirs):
            known = found.get(marker.start)
            if known is None or rival.lead < known.lead:
                found[marker.start] = Doubt(marker, taken, rival.lead)
        rival = rival.before
    return tuple(found[start] for start in sorted(found))


def _differences(ours: _Step | None, theirs: _Step | None) -> Iterable[tuple[Marker, bool]]:
    """The markers that only one of two readings takes, back to where they part; a few say enough."""
    for _ in range(FARTHEST_DIFFERENCE):
        if ours is theirs:
            return
        if theirs is None or (ours is not None and ours.marker.start > theirs.marker.start):
            assert ours is not None
            yield ours.marker, True
            ours = ours.before
        elif ours is None or theirs.marker.start > ours.marker.start:
            yield theirs.marker, False
            theirs = theirs.before
        else:  # the same marker, on another level or after another one
            if ours.depth != theirs.depth:
                yield ours.marker, True
            ours, theirs = ours.before, theirs.before


def _successors(state: _State, marker: Marker) -> Iterable[_State]:
    if is_heading(marker):
        for stack, gain in _heading_placements(state, marker):
            step = _Step(marker, len(stack) - 1, state.taken)
            yield _State(stack, state.last, state.score + gain, step, state.rivals)
        return
    price = PASSED_OVER_LINE if marker.at_line_start else PASSED_OVER_SENTENCE if marker.evidence > 0.5 else 0.0
    if marker.style in ("ordinal", "circled", "letter"):
        price = min(0.0, price + 1.0)
    yield replace(state, score=state.score + price)
    for stack, gain in _placements(state, marker):
        last = tuple(sorted({**dict(state.last), marker.style: marker.number}.items()))
        step = _Step(marker, len(stack) - 1, state.taken)
        yield _State(stack, last, state.score + gain + marker.evidence, step, state.rivals)


def _heading_placements(state: _State, marker: Marker) -> Iterable[tuple[tuple[_Level, ...], float]]:
    """A heading ends one that is as large or smaller; where none is, all that no larger heading opens, or it stands within that."""
    entry = (marker.style, marker.rank, marker.number, marker.level)
    beside = next((depth for depth, level in enumerate(state.stack) if level[3] >= marker.level), None)
    if beside is not None:
        yield (*state.stack[:beside], entry), 0.0
        return
    keep = next((depth for depth, level in enumerate(state.stack) if not level[3]), len(state.stack))
    yield (*state.stack[:keep], entry), 0.0
    if keep < len(state.stack):
        yield (*state.stack, entry), HEADS_WITHIN


def _placements(state: _State, marker: Marker) -> Iterable[tuple[tuple[_Level, ...], float]]:
    """Every level the marker could stand on, with what that is worth."""
    entry = (marker.style, marker.rank, marker.number, marker.level)
    open_at = next((depth for depth, level in enumerate(state.stack) if level[0] == marker.style), None)
    if open_at is not None:
        gain = _sequence_gain(state.stack[open_at][2], marker)
        if gain is not None:
            yield (*state.stack[:open_at], entry), gain
        return
    gain = _opening_gain(dict(state.last).get(marker.style), marker)
    if marker.style == "ordinal" and state.last and any(style != "ordinal" for style, _ in state.last):
        gain += ORDINAL_AMID_OTHERS
    keep = next(
        (depth for depth, level in enumerate(state.stack) if level[1] >= marker.rank or _ended_by(marker, level)),
        len(state.stack),
    )
    yield (*state.stack[:keep], entry), gain
    if keep < len(state.stack):
        yield (*state.stack, entry), gain + NESTS_ODDLY


def _ended_by(marker: Marker, level: _Level) -> bool:
    """Whether a numbered heading is as large as an open one without a number."""
    return level[0] == HEADING and 0 < marker.level <= level[3]


def _sequence_gain(current: int, marker: Marker) -> float | None:
    """What it is worth that `marker` follows number `current` on the same open level; None where it cannot."""
    step = marker.number - current
    if step == 1 or (step == 0 and marker.sub):
        return CONTINUES
    if step == 0:
        return REPEATS if marker.at_line_start else SKIPS_GLUED
    if 1 < step <= LARGEST_SKIP:
        return SKIPS if marker.at_line_start else SKIPS_GLUED
    if marker.number == 1:
        return RESTARTS_OPEN
    return None


def _opening_gain(last: int | None, marker: Marker) -> float:
    """What it is worth that `marker` opens a level; `last` is the last number of its style under another parent."""
    if marker.number == 1:
        return OPENS_LINE if marker.at_line_start else OPENS_GLUED
    if last is not None and (marker.number == last + 1 or (marker.number == last and marker.sub)):
        return RUNS_ON
    if last is not None and marker.at_line_start and 0 <= marker.number - last <= LARGEST_SKIP:
        return REPEATS if marker.number == last else SKIPS
    gain = BEGINS_ABOVE_ONE if marker.at_line_start else BEGINS_ABOVE_ONE_GLUED
    if last is not None:
        gain += SKIPS_GLUED
    if marker.heads_nothing:
        gain += LONELY
    return gain


def _nodes(step: _Step | None) -> tuple[Node, ...]:
    """The steps of a reading, first to last, each with its parent: the nearest one before it on a higher level."""
    steps = []
    while step is not None:
        steps.append(step)
        step = step.before
    nodes: list[Node] = []
    open_at: list[int] = []  # position of the open node of each depth
    for position, taken in enumerate(reversed(steps)):
        parent = open_at[taken.depth - 1] if taken.depth else None
        open_at[taken.depth :] = [position]
        nodes.append(Node(taken.marker, taken.depth, parent))
    return tuple(nodes)
