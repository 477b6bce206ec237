"""The alternatives of a regular expression: where each stands, and the expression without it. Pure.

Alternatives are counted at every depth: a|b(?:c|d) has four, a and b(?:c|d) and in it c and d.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Alternative:
    """One side of a `|`, at [start, end) of `whole`; `group` is [start, end) of all sides together.

    `alone` is `whole` with this side only, and of the groups around it only the sides that hold it. `barring` where it stands
    in (?!…) or (?<!…): there it keeps the pattern from firing.
    """

    whole: str
    start: int
    end: int
    group: tuple[int, int]
    depth: int
    barring: bool
    alone: str = ""

    @property
    def words(self) -> str:
        return self.whole[self.start : self.end]

    @property
    def without(self) -> str:
        """`whole` with the other sides."""
        before = self.start - 1 if self.start > self.group[0] else self.start
        after = self.end + 1 if self.start == self.group[0] else self.end
        return self.whole[:before] + self.whole[after:]


def alternatives(pattern: str) -> tuple[Alternative, ...]:
    """The sides of every `|` of a valid pattern, in order; of a pattern without any the whole is the only one.

    >>> [(one.words, one.without) for one in alternatives(r"a[|]|b(?:c|d)")]
    [('a[|]', 'b(?:c|d)'), ('b(?:c|d)', 'a[|]'), ('c', 'a[|]|b(?:d)'), ('d', 'a[|]|b(?:c)')]
    >>> [one.alone for one in alternatives(r"a|b(?:c|d)e")]
    ['a', 'b(?:c|d)e', 'b(?:c)e', 'b(?:d)e']
    >>> [one.barring for one in alternatives(r"a(?!b|c)")]
    [True, True]
    """
    sides = [
        Alternative(pattern, start, end, (bounds[0], bounds[-1] - 1), depth, barring)
        for depth, barring, bounds in _groups(pattern)
        for start, end in zip(bounds, [bound - 1 for bound in bounds[1:]], strict=False)
        if len(bounds) > 2
    ]
    if not sides:
        return (Alternative(pattern, 0, len(pattern), (0, len(pattern)), 0, False, pattern),)
    sides.sort(key=lambda side: (side.start, -side.end))
    return tuple(replace(side, alone=_alone(side, sides)) for side in sides)


def _alone(side: Alternative, sides: Sequence[Alternative]) -> str:
    kept = side.whole
    around = [other for other in sides if other.start <= side.group[0] and side.group[1] <= other.end]
    for each in sorted((side, *around), key=lambda one: -one.depth):  # the innermost first: places before it stay
        cut = len(side.whole) - len(kept)
        kept = kept[: each.group[0]] + kept[each.start : each.end - cut] + kept[each.group[1] - cut :]
    return kept


def _groups(pattern: str) -> Iterator[tuple[int, bool, list[int]]]:
    """Of every group its depth, whether it bars, and where its sides begin, with one past its end + 1."""
    open_groups: list[tuple[bool, list[int]]] = [(False, [0])]
    at = 0
    while at < len(pattern):
        character = pattern[at]
        if character == "\\":
            at += 2
            continue
        if character == "[":
            at = _class_end(pattern, at)
            continue
        if character == "(":
            inside = _inside(pattern, at)
            bars = open_groups[-1][0] or pattern.startswith(("(?!", "(?<!"), at)
            open_groups.append((bars, [inside]))
            at = inside
            continue
        if character in "|)":
            open_groups[-1][1].append(at + 1)
        if character == ")":
            bars, bounds = open_groups.pop()
            yield len(open_groups), bars, bounds
        at += 1
    bars, bounds = open_groups.pop()
    yield 0, bars, [*bounds, len(pattern) + 1]


def _class_end(pattern: str, at: int) -> int:
    """Behind the character class that opens at `at`; a ] right behind its [ or [^ is a character of it."""
    at += 2 if pattern.startswith("[^", at) else 1
    if pattern.startswith("]", at):
        at += 1
    while pattern[at] != "]":
        at += 2 if pattern[at] == "\\" else 1
    return at + 1


def _inside(pattern: str, at: int) -> int:
    """Where the sides of the group that opens at `at` begin: behind (, (?:, (?=, (?<!, (?P<name>, (?i: …"""
    if not pattern.startswith("(?", at):
        return at + 1
    for opening in ("(?<=", "(?<!", "(?=", "(?!", "(?:", "(?>"):
        if pattern.startswith(opening, at):
            return at + len(opening)
    if pattern.startswith("(?P<", at):
        return pattern.index(">", at) + 1
    if pattern.startswith("(?(", at):
        return pattern.index(")", at) + 1
    closing, colon = pattern.index(")", at), pattern.find(":", at)
    return colon + 1 if 0 <= colon < closing else closing  # (?i:…) holds sides, (?i) and (?P=name) and (?#…) hold none
