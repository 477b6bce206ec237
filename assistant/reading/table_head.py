"""The head of a table that a clause goes on: where every row is a clause of its own, what its columns mean stands above."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.library import Library
from corpus.measure import Measure

_FIGURES = re.compile(r"\d")
LONGEST = 4000  # characters above the clause


def table_above(library: Library, unit: Measure) -> str:
    """The lines of a table right above `unit`, from its caption on; empty where the unit begins it, or holds no row."""
    return head_above(library.in_scope([unit.document_id], unit.part), unit) if _begins_in_a_row(unit) else ""


def _begins_in_a_row(unit: Measure) -> bool:
    return "|" in unit.text.lstrip().split("\n", 1)[0]


def head_above(units: Sequence[Measure], unit: Measure) -> str:
    """The same from the units of its document."""
    if not _begins_in_a_row(unit):
        return ""
    before = [other for other in units if other.span.end <= unit.span.start]
    told: list[str] = []
    for other in sorted(before, key=lambda each: -each.span.start):
        told.append(other.text)
        lines = other.text.rstrip().split("\n")
        if "|" not in lines[-1] or any("|" not in line for line in lines) or sum(map(len, told)) > LONGEST:
            break
    lines = "\n".join(reversed(told)).split("\n")
    last = next((at for at in range(len(lines) - 1, -1, -1) if lines[at].strip() and "|" not in lines[at]), -1)
    kept = [line for line in lines[max(0, last) :] if line.strip()]
    return "\n".join(kept) + "\n" if kept and "|" in kept[-1] else ""


def columns_above(units: Sequence[Measure], unit: Measure) -> str:
    """The caption and the head alone, without the rows between them and `unit`."""
    lines = head_above(units, unit).splitlines(keepends=True)
    first = next((at for at, line in enumerate(lines) if "|" in line), len(lines))
    rows = next((at for at in range(first + 1, len(lines)) if _FIGURES.search(lines[at])), len(lines))
    return "".join(lines[: max(rows, first + 1)])
