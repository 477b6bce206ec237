"""What a person corrected of a parse, applied to every new parse: units joined, split, given another title.

A correction holds on to words of the document, not to numbers: it survives a better parser and, where the words are
still there, a new edition. One whose words are gone changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.measure import Correction, Span
from corpus.outline.units import Unit

ANCHOR = 24  # characters of a unit that a correction holds on to
PIECE = "·"  # between a label and the number of a piece: 第三条·2


def anchor_of(text: str) -> str:
    """The words by which a unit, or the second piece of one, is found again: its beginning."""
    return text.strip()[:ANCHOR].strip()


def occurrence(source: str, words: str, at: int) -> int:
    """Which of the places of `words` the one at or after `at` is, counted from 0."""
    return source.count(words, 0, source.index(words, at))


def corrected(units: Sequence[Unit], source: str, corrections: Sequence[Correction]) -> tuple[Unit, ...]:
    """The units with each correction made in turn; every character stays in exactly one of them."""
    made = list(units)
    for correction in corrections:
        place = _place(source, correction)
        at = next(
            (at for at, unit in enumerate(made) if place is not None and unit.span.start <= place < unit.span.end), None
        )
        if at is None or place is None or made[at].kind == "boilerplate":
            continue
        match correction.kind:
            case "retitle":
                path = (*made[at].path[:-1], correction.title) if made[at].path else (correction.title,)
                made[at] = replace(made[at], title=correction.title, path=path)
            case "join":
                _join(made, at)
            case "split":
                _split(made, at, place, correction.title, source)
    return tuple(made)


def _place(source: str, correction: Correction) -> int | None:
    at = -1
    for _ in range(correction.occurrence + 1):
        at = source.find(correction.words, at + 1)
        if at < 0:
            return None
    return at


def _join(made: list[Unit], at: int) -> None:
    """The unit into the citable one before it, if nothing but white space stands between them."""
    if at == 0 or made[at - 1].kind == "boilerplate" or made[at - 1].part != made[at].part:
        return
    before = made[at - 1]
    made[at - 1 : at + 1] = [replace(before, span=Span(before.span.start, made[at].span.end))]


def _split(made: list[Unit], at: int, place: int, title: str, source: str) -> None:
    """The unit into two, the second from `place` on, with a label of its own."""
    unit = made[at]
    first = source[unit.span.start : place].rstrip()
    if not first.strip():
        return
    end = unit.span.start + len(first)
    name = title or source[place : unit.span.end].strip()[:ANCHOR].split("。")[0]
    base = unit.label or name
    taken = {each.label for each in made}
    number = next(n for n in range(2, len(made) + 3) if f"{base}{PIECE}{n}" not in taken)
    second = replace(
        unit, label=f"{base}{PIECE}{number}", title=name, path=(*unit.path[:-1], name), span=Span(place, unit.span.end),
        kind="measure" if unit.kind in ("introduction", "preamble") else unit.kind,
    )  # fmt: skip
    made[at : at + 1] = [replace(unit, span=Span(unit.span.start, end)), second]
