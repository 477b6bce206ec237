"""An evidence sheet against the registered corpus: every quote, place and checksum, and what of it no longer holds.

What stands in the sheet is read as a person sees it, from its tables. Where the seal is whole the sheet is as it was
exported, and whatever does not hold has changed in the corpus; where it is broken somebody edited the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from assistant.handing_on.sheet import (
    DAY,
    EVIDENCE_KEYS,
    FILE,
    FORCE,
    HASH,
    ID,
    LABEL,
    LISTED,
    NAME,
    PATH,
    PLACE,
    QUESTION,
    QUOTE,
    QUOTE_PLACE,
    SEAL,
    TEXT,
    TITLE,
    comparable,
    force_words,
    label_words,
    path_words,
    place_words,
    seal,
)
from assistant.showing.view import validity_words
from corpus.errors import UnreadableDocument
from corpus.files import is_folder
from corpus.formats.confined import carefully
from corpus.formats.read import read_raw
from corpus.measure import Document, Measure, Span
from corpus.parse import Corpus

Kind = Literal[
    "edited",  # the sheet is not as it was exported
    "incomplete",  # something that the sheet must hold is not there
    "removed",  # the document is no longer registered
    "document",  # its file, title or checksum is another
    "moved",  # the words stand elsewhere now
    "text",  # the words are not those of the document
    "label",  # the clause has another number or heading, or is divided otherwise
    "validity",  # it is in force no longer, or again, or the register says otherwise
]
Rows = Mapping[str, str]
_CONTEXT = 12  # characters shown around the first difference


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold, of one clause ([1]) or of the whole sheet (an empty name)."""

    name: str
    kind: Kind
    words: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of checking one sheet: how many clauses were looked at, and what does not hold."""

    checked: int
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        return not self.findings

    def to_json(self) -> dict[str, Any]:
        findings = [{"name": one.name, "kind": one.kind, "words": one.words} for one in self.findings]
        return {"holds": self.holds, "checked": self.checked, "findings": findings}


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """An evidence sheet as it was read: its first table, one of keys and values for each clause, and its seal now."""

    head: Rows
    clauses: tuple[Rows, ...]
    seal: str


def read_sheet(path: Path) -> ReadSheet:
    """Read an evidence sheet. Raises UnreadableDocument for any other file."""
    if path.suffix.lower() != ".docx" and not is_folder(path):
        raise UnreadableDocument(f"{path}：只能核对 .docx 依据单，请给出 policy ask --export 写出的 .docx 文件。")
    return sheet_of_bytes(read_raw(path), str(path))


def sheet_of_bytes(raw: bytes, where: str) -> ReadSheet:
    """The same of a file whose bytes are at hand; `where` is for the messages."""
    from corpus.formats.read_docx import tables_of_docx  # the library is loaded by those who need it

    tables = carefully(where, tables_of_docx, raw, where, confined=True)
    return sheet_of_tables(tables, where)


def sheet_of_tables(tables: Sequence[Sequence[Sequence[str]]], where: str) -> ReadSheet:
    """The sheet that the tables of a Word file hold. Raises UnreadableDocument where they are no evidence sheet."""
    filled = [table for table in tables if table and table[0]]
    heads = [table for table in filled if comparable(table[0][0]) == QUESTION]
    if not heads:
        raise UnreadableDocument(
            f"{where}：这不是依据单，没有「{QUESTION}」表。请给出 policy ask --export 写出的文件。"
        )
    clauses = tuple(_rows(table) for table in filled if comparable(table[0][0]) == NAME)
    return ReadSheet(_rows(heads[0]), clauses, seal(filled))


def _rows(table: Sequence[Sequence[str]]) -> Rows:
    return {comparable(row[0]): comparable(row[1]) for row in table if len(row) == 2}


def verify(sheet: ReadSheet, corpus: Corpus, today: date) -> Verification:
    """Check `sheet` against `corpus`; `today` is the day on which its clauses should still be in force."""
    day = _day(sheet.head.get(DAY, ""))
    findings = [*_check_head(sheet, day)]
    for rows in sheet.clauses:
        findings += _check_clause(rows, corpus, day, today)
    return Verification(len(sheet.clauses), tuple(findings))


def _check_head(sheet: ReadSheet, day: date | None) -> Iterator[Finding]:
    if sheet.head.get(SEAL) != sheet.seal:
        yield Finding("", "edited", "表格里的文字在导出之后被改动过（校验码不符）。")
    if day is None:
        yield Finding("", "incomplete", f"「{DAY}」一行缺失或被改坏，无法核对效力。")
    named = [rows[NAME] for rows in sheet.clauses if NAME in rows]
    listed = [name for name in sheet.head.get(LISTED, "").split("、") if name not in ("", "无")]
    for name in dict.fromkeys([*listed, *named]):
        if listed.count(name) > named.count(name):
            yield Finding(name, "incomplete", "「依据一览」里有，依据表不见了。")
        elif listed.count(name) < named.count(name):
            yield Finding(name, "edited", "「依据一览」里没有这一条，或它重复了。")


def _check_clause(rows: Rows, corpus: Corpus, day: date | None, today: date) -> Iterator[Finding]:
    """Everything about one clause, in the order in which a reader would look."""
    name = rows.get(NAME, "")
    missing = [key for key in EVIDENCE_KEYS if key not in rows]
    if missing:
        yield Finding(name, "incomplete", f"依据表缺少{'、'.join(f'「{key}」' for key in missing)}。")
        return
    document = next((one for one in corpus.documents if one.id == rows[ID]), None)
    if document is None:
        again = next((one.id for one in corpus.documents if one.sha256 == _joined(rows[HASH])), None)
        hint = f"（同样内容的文件现登记为 {again}）" if again else ""
        yield Finding(name, "removed", f"文件「{rows[TITLE]}」（{rows[ID]}）没有登记，可能已经移除{hint}。")
        return
    yield from _check_document(rows, document)
    places = [_span(rows[key]) for key in (PLACE, QUOTE_PLACE)]
    if places[0] is None or places[1] is None:
        yield Finding(name, "incomplete", "位置的写法被改坏，应是「第 起–止 字」。")
        return
    units = [unit for unit in corpus.units if unit.document_id == document.id]
    source = corpus.sources[document.id]
    clause = _located(source, rows[TEXT], places[0])
    yield from _check_words(rows, TEXT, places[0], clause, source, document)
    shift = clause.start - places[0].start if clause is not None else 0
    expected = Span(max(0, places[1].start + shift), max(0, places[1].end + shift))
    quote = _located(source, rows[QUOTE], expected)
    if quote != expected or not shift:  # a quote that went along with its clause needs no word of its own
        yield from _check_words(rows, QUOTE, places[1], quote, source, document)
    if clause is not None and quote is not None and not clause.contains(quote):
        yield Finding(name, "moved", "引文不在这一条款之内。")
    unit = _unit(units, rows, clause)
    yield from _check_label(rows, unit, clause)
    if unit is not None and day is not None:
        yield from _check_force(rows, document, unit.part, day, today)


def _check_document(rows: Rows, document: Document) -> Iterator[Finding]:
    name = rows[NAME]
    if _joined(rows[HASH]) != document.sha256:
        yield Finding(
            name, "document", f"源文件的 sha256 不符：单上 {rows[HASH][:12]}…，现登记 {document.sha256[:12]}…。"
        )
    for key, now in ((TITLE, document.title), (FILE, document.source_file)):
        if rows[key] != comparable(now):
            yield Finding(name, "document", f"「{key}」不符：单上是「{rows[key]}」，现登记「{comparable(now)}」。")


def _located(source: str, words: str, stated: Span) -> Span | None:
    """Where `words` stand in `source`: at `stated`, else at the place nearest to it, else nowhere."""
    if words and comparable(stated.of(source)) == words:
        return stated
    # � may stand for any character that Word cannot hold, - for the hyphen that Word rewrites
    parts = [re.escape(part).replace("\ufffd", ".").replace(r"\-", "[-\u2011]") for part in words.split()]
    if not parts:
        return None
    found = (Span(*match.span()) for match in re.finditer(r"\s+".join(parts), source, re.DOTALL))
    return min(found, key=lambda span: abs(span.start - stated.start), default=None)


def _check_words(
    rows: Rows, key: str, stated: Span, now: Span | None, source: str, document: Document
) -> Iterator[Finding]:
    """Whether the words of row `key` stand where the sheet says."""
    if now == stated:
        return
    if now is not None:
        moved = f"「{key}」的位置不符：单上{place_words(stated)}，这段文字在{place_words(now)}。"
        yield Finding(rows[NAME], "moved", moved)
        return
    standing = comparable(stated.of(source))
    if _joined(rows[HASH]) == document.sha256:
        one, other = _difference(rows[key], standing)
        words = f"「{key}」不是原文：单上「{one}」，文件{place_words(stated)}是「{other}」。"
    else:
        words = f"「{key}」的文字在现在的文件里找不到了：「{_clip(rows[key])}」。"
    yield Finding(rows[NAME], "text", words)


def _difference(one: str, other: str) -> tuple[str, str]:
    """Both texts around the first place where they differ.

    >>> _difference("给予50万元奖励", "给予5万元奖励")
    ('给予50万元奖励', '给予5万元奖励')
    """
    at = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    start = max(0, at - _CONTEXT)
    begun = "…" if start else ""
    return tuple(begun + _clip(text[start:], 2 * _CONTEXT) for text in (one, other))  # type: ignore[return-value]


def _clip(text: str, length: int = 40) -> str:
    return text if len(text) <= length else text[:length] + "…"


def _unit(units: Sequence[Measure], rows: Rows, clause: Span | None) -> Measure | None:
    """The clause as it is registered now: the one with these words, else the one of this number."""
    if clause is not None:
        same = (one for one in units if one.span.overlaps(clause) and comparable(one.text) == rows[TEXT])
        if (unit := next(same, None)) is not None:
            return unit
    return next((one for one in units if comparable(label_words(one)) == rows[LABEL]), None)


def _check_label(rows: Rows, unit: Measure | None, clause: Span | None) -> Iterator[Finding]:
    name = rows[NAME]
    if unit is None:
        yield Finding(name, "label", f"文件里现在没有「{rows[LABEL]}」这一条。")
        return
    if clause is not None and comparable(unit.text) != rows[TEXT]:
        yield Finding(name, "label", f"条款的起止变了：「{rows[LABEL]}」现在是{place_words(unit.span)}。")
    for key, now in ((LABEL, label_words(unit)), (PATH, path_words(unit))):
        if rows[key] != comparable(now):
            yield Finding(name, "label", f"「{key}」不符：单上是「{rows[key]}」，现在是「{comparable(now)}」。")


def _check_force(rows: Rows, document: Document, part: str, day: date, today: date) -> Iterator[Finding]:
    """What the sheet says of its own day, and whether that is still so today."""
    then = comparable(force_words(document, part, day))
    if rows[FORCE] != then:
        yield Finding(rows[NAME], "validity", f"「{FORCE}」不符：单上是「{rows[FORCE]}」，按现在的登记应为「{then}」。")
    elif document.in_force(today, part) != document.in_force(day, part):
        now = validity_words(document.in_force(today, part), document, part)
        yield Finding(rows[NAME], "validity", f"效力有变：{day} 时{then.partition('：')[2]}；{today} 时{now}。")


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _span(words: str) -> Span | None:
    found = re.fullmatch(r"\D*(\d{1,9})\D+(\d{1,9})\D*", words)
    start, end = (int(found[1]), int(found[2])) if found else (0, -1)
    return Span(start, end) if start <= end else None


def _joined(words: str) -> str:
    """A checksum without the blanks of a broken line."""
    return "".join(words.split()).lower()
