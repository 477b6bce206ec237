"""Whose turn it is: sources take turns, and how long one would wait for its next. Pure."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Mapping


def next_in_turn(lines: Iterable[str], held: Mapping[str, int], own: int) -> str | None:
    """The first source in `lines` that does not hold as many threads as one may (`own`).

    >>> next_in_turn(["a", "b"], {"a": 1}, own=1), next_in_turn(["a"], {"a": 1}, own=1)
    ('b', None)
    """
    return next((who for who in lines if held.get(who, 0) < own), None)


def seconds_until(
    who: str,
    running: Iterable[tuple[str, float]],
    waiting: Mapping[str, int],
    usual: Callable[[str], float],
    threads: int,
    own: int,
) -> float:
    """Seconds until one more call of `who` would begin, where every call takes what those of its source take lately.

    `running` are the sources of the calls at work with the seconds that each still needs; `waiting` how many of each
    source wait, the one whose turn is next first.

    >>> seconds_until("b", [("a", 9.0)], {"a": 60}, lambda _: 9.0, threads=2, own=1)
    0.0
    >>> seconds_until("a", [("a", 9.0)], {"a": 1}, lambda _: 9.0, threads=2, own=1)
    18.0
    """
    now, lines = 0.0, dict(waiting)
    lines[who] = lines.get(who, 0) + 1
    ends = [(left, name) for name, left in running]
    heapq.heapify(ends)
    held = Counter(name for _, name in ends)
    while True:
        while len(ends) < threads and (chosen := next_in_turn(lines, held, own)) is not None:
            left = lines.pop(chosen) - 1
            if chosen == who and not left:
                return now
            if left:
                lines[chosen] = left  # and its next turn is after those of all others
            heapq.heappush(ends, (now + usual(chosen), chosen))
            held[chosen] += 1
        now, done = heapq.heappop(ends)
        held[done] -= 1
