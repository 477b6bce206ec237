"""Where a snippet stands in a document as it was read: white space and table bars set aside, every copy of it found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.measure import Measure, Span
from corpus.text.normal import fold, without_markup

HELD = 0.5  # of a snippet's characters: as much as must lie in one unit for the unit to be the one meant
# White space, bars and stars of tables and emphasis, and marks of no width: what readers of a file lay out differently
_LAYOUT = re.compile(r"[\s|*#>\u200b\u200c\u200d\ufeff\ufffe\u00ad]+")


@dataclass(frozen=True, slots=True)
class Squeezed:
    """A folded text without its layout; `places[n]` is where its n-th character stood."""

    text: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, source: str) -> Squeezed:
        readable = fold(without_markup(source))
        kept = [(at, c) for at, c in enumerate(readable) if not _LAYOUT.fullmatch(c)]
        return cls("".join(c for _, c in kept), tuple(at for at, _ in kept))

    def spans_of(self, snippet: str) -> list[Span]:
        """Every place of `snippet`, in offsets of the source."""
        wanted = squeezed(snippet)
        found, start = [], self.text.find(wanted) if wanted else -1
        while start >= 0:
            found.append(Span(self.places[start], self.places[start + len(wanted) - 1] + 1))
            start = self.text.find(wanted, start + 1)
        return found


def squeezed(words: str) -> str:
    """Words as they are compared: folded, without layout.

    >>> squeezed("每 人\\n补贴 | ２０００元")
    '每人补贴2000元'
    """
    return _LAYOUT.sub("", fold(without_markup(words)))


def units_at(spans: Sequence[Span], units: Sequence[Measure]) -> tuple[Measure, ...]:
    """The citable unit that holds most of each span, where it holds HELD of it; units in order."""
    found: list[Measure] = []
    for span in spans:
        best = max(units, key=lambda unit: _common(unit.span, span), default=None)
        if best is None or best.kind == "boilerplate" or best in found:
            continue
        if _common(best.span, span) >= HELD * (span.end - span.start):
            found.append(best)
    return tuple(found)


def _common(one: Span, other: Span) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))
