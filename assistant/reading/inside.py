"""A place inside a clause: 第八条第二款 is its second paragraph, 第八条第二款第三项 an item of that, 表1第2行 a row of its first table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.measure import Measure, Span
from corpus.tables.tables import tables_of
from corpus.text.lines import lines_of, wrapped_starts
from corpus.text.normal import CHINESE_NUMERALS, chinese_number, fold

_N = rf"(?:[0-9]{{1,3}}|[{CHINESE_NUMERALS}]{{1,5}})"
_ROW = re.compile(rf"表\s?(?P<table>{_N})?\s?[的中里之]?\s?第\s?(?P<row>{_N})\s?行")
# What opens an item of an enumeration: it goes on with the paragraph above it
_ITEM = re.compile(
    rf"(?:\(\s?(?P<bracket>{_N})\s?\)|(?P<plain>[0-9]{{1,2}})[.、](?!\d)|(?P<circled>[①-⑳])|[一二三四五六七八九十]是)"
)
_HEADING = re.compile(r"第\s?\S{1,6}?\s?条(?:之[一二三四五六七八九十])?\s*[^。;:,]{0,40}$")


@dataclass(frozen=True, slots=True)
class Inside:
    """Which paragraph, item of it, or row of which table; counted from 1."""

    paragraph: int | None = None
    item: int | None = None
    table: int | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Located:
    """A place inside a clause: the unit that holds it, its span in the source, and what it is called (第二款)."""

    unit: Measure
    span: Span
    called: str


def rows_named(folded: str) -> Iterator[tuple[Span, Inside]]:
    """Each row of a table that folded words name, and where they do.

    >>> [(span.start, inside) for span, inside in rows_named("第二条表1第2行")]
    [(3, Inside(paragraph=None, item=None, table=1, row=2))]
    """
    for match in _ROW.finditer(folded):
        row = chinese_number(match["row"])
        if row:
            yield Span(*match.span()), Inside(table=chinese_number(match["table"] or ""), row=row)


def locate(inside: Inside, unit: Measure, units: Sequence[Measure]) -> Located | None:
    """The place inside `unit`, whose document has these `units`; None where there is no such place."""
    if inside.row is not None:
        return _row([unit], inside)
    if inside.paragraph is None:
        return _item(inside, [(unit, unit.span)], "")
    found = paragraphs(unit, units)
    if len(found) < inside.paragraph or (inside.paragraph == 1 and len(found) == 1 and inside.item is None):
        return None if len(found) < inside.paragraph else Located(unit, found[0][0][1], "")
    pieces = found[inside.paragraph - 1]
    called = f"第{_numeral(inside.paragraph)}款"
    if inside.item is not None:
        return _item(inside, pieces, called)
    owner, span = pieces[0]
    return Located(owner, span, called)


def locate_row(inside: Inside, units: Sequence[Measure]) -> Located | None:
    """The row of the document's tables as they follow one another, where no clause was named."""
    return _row([unit for unit in units if "|" in unit.text], inside)


def paragraphs(unit: Measure, units: Sequence[Measure]) -> list[list[tuple[Measure, Span]]]:
    """The paragraphs of a clause in order, each with the pieces it has in the units below that clause; items belong to it."""
    found: list[list[tuple[Measure, Span]]] = []
    for member in (unit, *_below(unit, units)):
        lines = _whole_lines(member)
        for at, line in enumerate(lines):
            words = fold(line.of(member.text)).strip(" *>#")
            place = Span(member.span.start + line.start, member.span.start + line.end)
            goes_on = _ITEM.match(words) or " | " in words or (member is not unit and at == 0)
            headed = at == 1 and member is unit and _HEADING.fullmatch(fold(lines[0].of(member.text)).strip(" *>#"))
            if found and (goes_on or headed):
                owner, before = found[-1][-1]
                if owner is member:
                    found[-1][-1] = (member, Span(before.start, place.end))
                else:
                    found[-1].append((member, place))
            else:
                found.append([(member, place)])
    return found


def _below(unit: Measure, units: Sequence[Measure]) -> Iterator[Measure]:
    depth = len(unit.path)
    for other in units:
        inside = len(other.path) > depth and other.path[:depth] == unit.path
        if inside and other.document_id == unit.document_id and other.part == unit.part and other.kind != "boilerplate":
            yield other


def _whole_lines(unit: Measure) -> list[Span]:
    """The lines of a unit, those that a page broke off joined to the one before."""
    lines = lines_of(unit.text)
    wrapped = wrapped_starts(unit.text, fold(unit.text), lines, ())
    whole: list[Span] = []
    for line in lines:
        if whole and line.start in wrapped:
            whole[-1] = Span(whole[-1].start, line.end)
        else:
            whole.append(line)
    return whole


def _item(inside: Inside, pieces: Sequence[tuple[Measure, Span]], called: str) -> Located | None:
    for unit, span in pieces:
        text = fold(
            span.of(unit.text)
            if unit.span.start == 0
            else Span(span.start - unit.span.start, span.end - unit.span.start).of(unit.text)
        )
        marks = [mark for mark in _ITEM.finditer(text) if mark.start() == 0 or text[mark.start() - 1] in "\n 。;:,"]
        for at, mark in enumerate(marks):
            if _number(mark) == inside.item:
                same = [other for other in marks[at + 1 :] if other.lastgroup == mark.lastgroup]
                end = same[0].start() if same else _end(text, mark.end())
                place = Span(
                    span.start + mark.start(), span.start + mark.start() + len(text[mark.start() : end].rstrip())
                )
                return Located(unit, place, f"{called}第{mark[0]}项")
    return None


def _end(text: str, start: int) -> int:
    stop = text.find("\n", start)
    return len(text) if stop < 0 else stop


def _number(mark: re.Match[str]) -> int | None:
    if mark["circled"]:
        return ord(mark["circled"]) - ord("①") + 1
    return chinese_number(mark["bracket"] or mark["plain"] or "")


def _row(units: Sequence[Measure], inside: Inside) -> Located | None:
    tables = [(unit, table) for unit in units for table in tables_of(unit.text, unit.span.start)]
    if inside.table is None and len(tables) > 1:
        tables = [(unit, table) for unit, table in tables if len(table.rows) >= (inside.row or 0)][:1]
    number = (inside.table or 1) - 1
    if not 0 <= number < len(tables):
        return None
    unit, table = tables[number]
    row = next((row for row in table.rows if row.number == inside.row), None)
    name = f"表{inside.table or ''}第{inside.row}行"
    return None if row is None else Located(unit, row.span, name)


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    digits = "零一二三四五六七八九"
    return digits[ones] if not tens else f"{digits[tens] if tens > 1 else ''}十{digits[ones] if ones else ''}"
