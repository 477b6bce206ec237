"""Which questions are tuned on and which only judge: drawn by lot, once, and then fixed in the file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from eval.questions import Kind, Split

SEED = "20201123"


def draw_lots(questions: Iterable[tuple[str, Kind]], seed: str = SEED) -> dict[str, Split]:
    """Id -> split for one batch of (id, kind): each kind is halved, the odd one goes to dev.

    The lot of an id is a hash, so anyone can draw it again from the ids alone, in any order.

    >>> sorted(draw_lots([("a", "amount"), ("b", "amount")]).values())
    ['dev', 'judge']
    """
    by_kind: dict[Kind, list[str]] = {}
    for name, kind in questions:
        by_kind.setdefault(kind, []).append(name)
    drawn: dict[str, Split] = {}
    for names in by_kind.values():
        for place, name in enumerate(sorted(names, key=lambda name: _lot(name, seed))):
            drawn[name] = "judge" if place % 2 else "dev"
    return drawn


def lot_of(name: str, seed: str = SEED) -> Split:
    """The split of a question that comes alone, when no batch is there to halve."""
    return "judge" if int(_lot(name, seed), 16) % 2 else "dev"


def _lot(name: str, seed: str) -> str:
    return hashlib.sha256(f"{seed}:{name}".encode()).hexdigest()
