"""Candidate markers in, the outline out: the reading in which numbers run without gaps and levels nest.

A beam search over the candidates, left to right. A reading either takes a candidate, at the level that its style and
number call for, or passes it over. What is scored is sequence (1, 2, 3 …), nesting and surroundings; the start of a
line is only one piece of evidence, so outlines glued into running text are read by the same rule.
Time and memory are linear in the number of candidates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.markers import Marker

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


@dataclass(frozen=True, slots=True)
class Node:
    """A marker taken into the outline, with its level (0 is the top) and its parent's position in the list."""

    marker: Marker
    depth: int
    parent: int | None


@dataclass(frozen=True, slots=True)
class _State:
    """One partial reading: the open levels, the last number of each style, the score, and how it was reached."""

    stack: tuple[tuple[str, float, int], ...]  # (style, rank, number), outermost first
    last: tuple[tuple[str, int], ...]  # last number of every style met, sorted by style
    score: float
    taken: _Step | None


@dataclass(frozen=True, slots=True)
class _Step:
    marker: Marker
    depth: int
    before: _Step | None


@dataclass(frozen=True, slots=True)
class Reading:
    """The best outline and how far it leads the runner-up (infinite where there was no other)."""

    nodes: tuple[Node, ...]
    margin: float


def read_outline(markers: Sequence[Marker]) -> Reading:
    """The best reading of `markers` (in order of position)."""
    beam = [_State((), (), 0.0, None)]
    for marker in markers:
        following: dict[tuple[object, object], _State] = {}
        for state in beam:
            for successor in _successors(state, marker):
                key = (successor.stack, successor.last)
                rival = following.get(key)
                if rival is None or successor.score > rival.score:
                    following[key] = successor
        beam = sorted(following.values(), key=lambda state: -state.score)[:BEAM]
    best = beam[0]
    margin = best.score - beam[1].score if len(beam) > 1 else float("inf")
    return Reading(_nodes(best.taken), margin)


def _successors(state: _State, marker: Marker) -> Iterable[_State]:
    price = PASSED_OVER_LINE if marker.at_line_start else PASSED_OVER_SENTENCE if marker.evidence > 0.5 else 0.0
    if marker.style in ("ordinal", "circled", "letter"):
        price = min(0.0, price + 1.0)
    yield _State(state.stack, state.last, state.score + price, state.taken)
    for stack, gain in _placements(state, marker):
        last = tuple(sorted({**dict(state.last), marker.style: marker.number}.items()))
        step = _Step(marker, len(stack) - 1, state.taken)
        yield _State(stack, last, state.score + gain + marker.evidence, step)


def _placements(state: _State, marker: Marker) -> Iterable[tuple[tuple[tuple[str, float, int], ...], float]]:
    """Every level the marker could stand on, with what that is worth."""
    entry = (marker.style, marker.rank, marker.number)
    open_at = next((depth for depth, level in enumerate(state.stack) if level[0] == marker.style), None)
    if open_at is not None:
        gain = _sequence_gain(state.stack[open_at][2], marker)
        if gain is not None:
            yield (*state.stack[:open_at], entry), gain
        return
    gain = _opening_gain(dict(state.last).get(marker.style), marker)
    if marker.style == "ordinal" and state.last and any(style != "ordinal" for style, _ in state.last):
        gain += ORDINAL_AMID_OTHERS
    keep = next((depth for depth, level in enumerate(state.stack) if level[1] >= marker.rank), len(state.stack))
    yield (*state.stack[:keep], entry), gain
    if keep < len(state.stack):
        yield (*state.stack, entry), gain + NESTS_ODDLY


def _sequence_gain(current: int, marker: Marker) -> float | None:
    """What it is worth that `marker` follows number `current` on the same open level; None where it cannot."""
    step = marker.number - current
    if step == 1:
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
    if last is not None and marker.number == last + 1:
        return RUNS_ON
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
