"""Pieces in, the best complete reading out: which figures are given, which limit, which are neither.

A reading gives each figure a tag; its score is the sum of the weights of what was found around each figure and of what
follows what. The best reading is found with the second best at every figure beside it, so that near ties can be told.
Time is linear in the number of figures.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

from corpus.grants.pieces import Piece

GIVEN, LIMIT, OTHER = range(3)
CLEARLY = 0.5  # by how much a gift must be ahead: a row that nobody grants is worse than one that is missing
TAGS = ("given", "limit", "other")


@dataclass(frozen=True, slots=True)
class Tagged:
    """The tag of one figure, the next best, and how far the best reading is ahead of the best one that differs here."""

    tag: int
    other: int
    lead: float


def emissions(piece: Piece, weights: Mapping[str, Sequence[float]]) -> list[float]:
    """The score of each tag by what stands around the figure."""
    scores = [-CLEARLY, 0.0, 0.0]
    for name in piece.evidence:
        if weighed := weights.get(name):
            for tag in range(3):
                scores[tag] += weighed[tag]
    return scores


def steps(before: Piece, piece: Piece) -> tuple[str, ...]:
    """What the weights of a transition depend on."""
    one, other = before.group, piece.group
    smaller = ""
    if one.kind == other.kind:
        smaller = (
            "="
            if one.figures[0].value == other.figures[0].value
            else "<"
            if one.figures[0].value < other.figures[0].value
            else ">"
        )
    return piece.nearness, f"{piece.nearness} {one.kind} {other.kind} {smaller}"


def read(
    pieces: Sequence[Piece], weights: Mapping[str, Sequence[float]], moves: Mapping[str, Sequence[float]]
) -> list[Tagged]:
    """The best reading; `moves` holds nine weights, tag before × tag, for each kind of step."""
    if not pieces:
        return []
    scored = [emissions(piece, weights) for piece in pieces]
    stepped = [[0.0] * 9]
    for before, piece in pairwise(pieces):
        total = [0.0] * 9
        for name in steps(before, piece):
            if weighed := moves.get(name):
                total = [a + b for a, b in zip(total, weighed, strict=True)]
        stepped.append(total)
    ahead = [scored[0]]
    for at in range(1, len(pieces)):
        ahead.append(
            [
                scored[at][tag] + max(ahead[-1][last] + stepped[at][3 * last + tag] for last in range(3))
                for tag in range(3)
            ]
        )
    behind = [[0.0] * 3]
    for at in range(len(pieces) - 1, 0, -1):
        behind.append(
            [
                max(behind[-1][tag] + scored[at][tag] + stepped[at][3 * last + tag] for tag in range(3))
                for last in range(3)
            ]
        )
    behind.reverse()
    found: list[Tagged] = []
    for at, (here, rest) in enumerate(zip(ahead, behind, strict=True)):
        whole = [here[tag] + rest[tag] for tag in range(3)]  # of the best reading with that tag
        # Of readings that are equally good one is followed to its end: a tag of each would be none of them
        on = [
            scored[at][tag] + rest[tag] + (stepped[at][3 * found[-1].tag + tag] if found else 0.0) for tag in range(3)
        ]
        best = max(range(3), key=lambda tag: on[tag])
        second = max((tag for tag in range(3) if tag != best), key=lambda tag: whole[tag])
        found.append(Tagged(best, second, whole[best] - whole[second]))
    return found


@cache
def weights() -> tuple[Mapping[str, Sequence[float]], Mapping[str, Sequence[float]]]:
    """The fitted weights, of what stands around a figure and of the steps from one to the next."""
    fitted = json.loads((resources.files("corpus") / "learned" / "grants.json").read_text("utf-8"))
    return fitted["around"], fitted["steps"]
