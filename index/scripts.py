"""Which part of a multilingual vocabulary Chinese policy texts can need: pieces of the scripts we serve.

Served are Chinese and Latin, Greek as the sciences use it, digits, punctuation and symbols. A piece with any other
character is dropped. That changes nothing for a text without such characters, because a text is only ever cut into
pieces that stand in it; `Pruned.foreign` are the characters by which the other texts are known.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

# How Unicode's names of served letters and marks begin.
_SERVED = ("LATIN", "CJK", "IDEOGRAPHIC", "BOPOMOFO", "GREEK", "MICRO", "VARIATION SELECTOR", "COMBINING ENCLOSING")


@dataclass(frozen=True, slots=True)
class Pruned:
    """The ids of the pieces that stay, ascending, and the characters that only dropped pieces have."""

    kept: tuple[int, ...]
    foreign: frozenset[str]


def is_served(character: str) -> bool:
    """Whether `character` belongs to a script we serve, or to none (digits, punctuation, symbols, spaces)."""
    if unicodedata.category(character)[0] in "NPSZC":
        return True
    return unicodedata.name(character, "").startswith(_SERVED)


def prune(pieces: Sequence[tuple[str, float]]) -> Pruned:
    """What stays of the Unigram vocabulary `pieces` (piece, log-probability).

    One piece of the lowest probability stays whatever its script: from it follows what an unknown character costs.
    """
    served: dict[str, bool] = {}
    for piece, _ in pieces:
        for character in piece:
            if character not in served:
                served[character] = is_served(character)
    lowest = min(range(len(pieces)), key=lambda row: pieces[row][1])
    kept = tuple(
        row for row, (piece, _) in enumerate(pieces) if row == lowest or all(served[character] for character in piece)
    )
    return Pruned(kept, frozenset(character for character, ours in served.items() if not ours))
