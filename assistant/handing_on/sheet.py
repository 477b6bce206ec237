"""What is handed on: a question, what was said to it, tables of facts, and each clause with its place in its document.

A `Sheet` is made from an answer (`answer_sheet`) or from any other list of facts with citations; the exporters know only
sheets. `grids` is a sheet as the tables of its Word file, and `seal` their checksum: what `policy verify` reads back.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assistant.answer import Answer, BenefitRow, Citation
from assistant.saying.wording import Words
from assistant.showing.view import STATUS_LOOKS, amount_words, cap_words, validity_words
from assistant.within import documents_of
from corpus.measure import Document, Measure, Span
from corpus.parse import Corpus

Cell = str | Decimal
Grid = tuple[tuple[str, ...], ...]

# The first column of a sheet's first table
QUESTION, DAY, LISTED, SEAL = "问题", "判断日期", "依据一览", "校验码"
# The first column of the table of one clause
NAME, TITLE, LABEL, FORCE, QUOTE, TEXT, PATH, QUOTE_PLACE, PLACE, FILE, ID, HASH = EVIDENCE_KEYS = (
    "依据编号", "文件", "条款", "效力", "引文", "条款原文", "标题路径", "引文位置", "条款位置", "源文件", "文件 id", "sha256",
)  # fmt: skip
UNREAD = "见原文"  # who gets it could not be read: never guessed
_SEAL_VERSION = "v1"

_LINE_END = re.compile(r"\r\n?")
# What XML 1.0 cannot hold, in any escaping: Char, https://www.w3.org/TR/xml/#charsets
_UNWRITABLE = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Table:
    """Facts in rows, all as wide as `head`. A number stays a number in Excel; `chart` has it draw the second column."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    chart: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """A clause that the sheet shows, with the document it stands in. `name` is [1], or 相关1 for one that is no answer."""

    name: str
    citation: Citation
    document: Document


@dataclass(frozen=True, slots=True)
class Sheet:
    """One answer, list or comparison as it is handed on. `lines` are labelled paragraphs: (("回答", …), ("注意", …))."""

    title: str
    question: str
    as_of: date
    lines: tuple[tuple[str, str], ...] = ()
    tables: tuple[Table, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    related: tuple[Evidence, ...] = ()


def answer_sheet(answer: Answer, corpus: Corpus) -> Sheet:
    """The sheet of one answer, a comparison included."""
    understood = [("理解为", answer.resolved_question)] if answer.resolved_question else []
    lines = [*understood, ("结论", STATUS_LOOKS[answer.status].words), ("回答", answer.text)]
    lines += [("注意", warning) for warning in answer.warnings]
    return Sheet(
        title="政策问答依据单",
        question=answer.question,
        as_of=answer.as_of,
        lines=tuple(lines),
        tables=(*comparison_tables(answer), *benefit_tables(answer.benefits, answer.citations)),
        evidence=evidence_of(answer.citations, corpus),
        related=evidence_of(answer.related, corpus, related=True),
    )


def comparison_tables(answer: Answer) -> tuple[Table, ...]:
    """Places side by side: what each provides, how much, on which condition, by which clause, and whether it is in force."""
    if not answer.comparison:
        return ()
    cited = {citation.marker: citation for citation in answer.citations}
    words = Words(answer.language)
    rows = tuple(
        (row.place, row.item, row.amount, row.condition, *_source_cells(words, cited.get(row.marker or 0)))
        for row in answer.comparison
    )
    return (Table("对比", tuple(map(words, ("地区", "事项", "金额或比例", "条件", "依据", "效力"))), rows),)


def _source_cells(words: Words, citation: Citation | None) -> tuple[str, str]:
    if citation is None:
        return ("", "")
    in_force = words(
        {"yes": "有效", "not yet": "尚未施行", "expired": "已过期", "not stated": "未写明"}[citation.in_force]
    )
    return (f"[{citation.marker}] {citation.measure.label}", in_force)


def benefit_tables(rows: Sequence[BenefitRow], citations: Sequence[Citation]) -> tuple[Table, ...]:
    """Who gets what, under which condition; no table where nobody gets anything."""
    if not rows:
        return ()
    labels = {citation.marker: citation.measure.label for citation in citations}
    head = ("对象", "条件", "金额或比例", "上限", "金额（元）", "依据")
    return (Table("奖补明细", head, tuple(_benefit_cells(row, labels) for row in rows)),)


def _benefit_cells(row: BenefitRow, labels: Mapping[int, str]) -> tuple[Cell, ...]:
    benefit = row.benefit
    yuan = benefit.amount.yuan if benefit.amount is not None and benefit.is_settled else ""
    source = f"[{row.marker}] {labels.get(row.marker, '')}".strip()
    return (benefit.recipient or UNREAD, benefit.condition, amount_words(benefit), cap_words(benefit), yuan, source)


def evidence_of(citations: Sequence[Citation], corpus: Corpus, *, related: bool = False) -> tuple[Evidence, ...]:
    """The citations with their documents, named by marker, or in order where they are only related."""
    cited = documents_of(corpus, (citation.measure.document_id for citation in citations))
    documents = {document.id: document for document in cited}
    return tuple(
        Evidence(
            f"相关{number}" if related else f"[{citation.marker}]", citation, documents[citation.measure.document_id]
        )
        for number, citation in enumerate(citations, start=1)
    )


def head_rows(sheet: Sheet) -> Grid:
    """The first table of a sheet, but for its seal."""
    listed = "、".join(item.name for item in (*sheet.evidence, *sheet.related))
    return ((QUESTION, sheet.question), (DAY, sheet.as_of.isoformat()), *sheet.lines, (LISTED, listed or "无"))


def evidence_rows(item: Evidence, as_of: date) -> Grid:
    """One clause word for word, where it stands, and whether it is in force."""
    citation, document = item.citation, item.document
    unit = citation.measure
    return (
        (NAME, item.name),
        (TITLE, document.title),
        (LABEL, label_words(unit)),
        (FORCE, force_words(document, unit.part, as_of)),
        (QUOTE, citation.quote),
        (TEXT, unit.text),
        (PATH, path_words(unit)),
        (QUOTE_PLACE, place_words(citation.quote_span)),
        (PLACE, place_words(unit.span)),
        (FILE, document.source_file),
        (ID, document.id),
        (HASH, document.sha256),
    )


def label_words(unit: Measure) -> str:
    return unit.label or "（无编号）"


def path_words(unit: Measure) -> str:
    return " › ".join(unit.path) or "（无标题）"


def place_words(span: Span) -> str:
    return f"第 {span.start}–{span.end} 字"


def force_words(document: Document, part: str, as_of: date) -> str:
    return f"截至 {as_of}：{validity_words(document.in_force(as_of, part), document, part)}"


def cell_words(cell: Cell) -> str:
    """A cell as it is read: 300000 -> 300,000."""
    return cell if isinstance(cell, str) else f"{cell:,f}"


def table_rows(table: Table) -> Grid:
    return (table.head, *(tuple(cell_words(cell) for cell in row) for row in table.rows))


def grids(sheet: Sheet) -> tuple[Grid, ...]:
    """All tables of the sheet's Word file in order, the seal in its place."""
    head = head_rows(sheet)
    rest = (
        *(table_rows(table) for table in sheet.tables),
        *(evidence_rows(item, sheet.as_of) for item in (*sheet.evidence, *sheet.related)),
    )
    return ((*head, (SEAL, seal((head, *rest)))), *rest)


def seal(tables: Sequence[Sequence[Sequence[str]]]) -> str:
    """The checksum of every cell but the seal itself. It shows a slip of the hand; whoever means to forge can redo it."""
    kept = [[[comparable(cell) for cell in row] for row in rows if not _is_seal(row)] for rows in tables]
    digest = hashlib.sha256(json.dumps(kept, ensure_ascii=False).encode()).hexdigest()
    return f"{_SEAL_VERSION}-{digest}"


def _is_seal(row: Sequence[str]) -> bool:
    return bool(row) and comparable(row[0]) == SEAL


def writable(text: str) -> str:
    """`text` without what no Office file can hold: � for control characters and half surrogates.

    >>> writable("奖励\\x01<5万元\\r\\n")
    '奖励�<5万元\\n'
    """
    lines = _LINE_END.sub("\n", text.replace("\x0b", " ").replace("\x0c", " "))
    return _UNWRITABLE.sub("\ufffd", lines)


def comparable(text: str) -> str:
    """`text` as it is compared after a trip through Word: white space and the two hyphens that Word rewrites set aside.

    >>> comparable("第\\u3000三条\\n  奖励")
    '第 三条 奖励'
    """
    return " ".join(writable(text).replace("\u2011", "-").replace("\u00ad", "").split())
