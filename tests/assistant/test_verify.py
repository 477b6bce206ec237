"""Evidence sheets that were edited, and sheets whose documents changed: each is named, and nothing else is."""

from __future__ import annotations

import copy
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.table import Table, _Cell
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.handing_on.export_docx import docx_bytes
from assistant.handing_on.sheet import answer_sheet, comparable, grids
from assistant.handing_on.verify import read_sheet, sheet_of_tables, verify
from corpus.errors import UnreadableDocument
from corpus.formats.read_docx import tables_of_docx
from corpus.measure import Repeal, Validity
from corpus.parse import Corpus
from tests.examples import examples
from tests.sheet_kit import DAY, SOURCE, answer_of, corpus_of

CORPUS = corpus_of()
SHEET = answer_sheet(answer_of(CORPUS), CORPUS)
RAW = docx_bytes(SHEET)
HEAD, FACTS, FIRST, SECOND = 0, 1, 2, 3  # the tables of the sheet
Edit = Callable[[WordDocument], object]


def found(raw: bytes = RAW, corpus: Corpus | None = None, today: date = DAY) -> set[tuple[str, str]]:
    """Who is at fault and how, as verify names it."""
    read = sheet_of_tables(tables_of_docx(raw, "sheet.docx"), "sheet.docx")
    return {(finding.name, finding.kind) for finding in verify(read, corpus or CORPUS, today).findings}


def edited(edit: Edit) -> bytes:
    document = docx.Document(io.BytesIO(RAW))
    edit(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def value(document: WordDocument, table: int, key: str) -> _Cell:
    return next(row.cells[1] for row in document.tables[table].rows if row.cells[0].text == key)


def change(table: int, key: str, old: str, new: str) -> Edit:
    def edit(document: WordDocument) -> None:
        cell = value(document, table, key)
        assert old in cell.text
        cell.text = cell.text.replace(old, new)

    return edit


def drop_row(table: int, key: str) -> Edit:
    def edit(document: WordDocument) -> None:
        row = next(row for row in document.tables[table].rows if row.cells[0].text == key)
        row._tr.getparent().remove(row._tr)

    return edit


def drop_table(document: WordDocument) -> None:
    table = document.tables[SECOND]._tbl
    table.getparent().remove(table)


def repeat_table(document: WordDocument) -> None:
    table = document.tables[FIRST]._tbl
    table.addnext(copy.deepcopy(table))


def change_figure(document: WordDocument) -> None:
    table: Table = document.tables[FACTS]
    cell = table.cell(1, 2)
    cell.text = cell.text.replace("20万元", "200万元")


def track_insertion(document: WordDocument) -> None:
    """As Word keeps it with tracked changes on: the run stands within w:ins, and reads as text."""
    paragraph = value(document, FIRST, "引文").paragraphs[0]
    run = paragraph.add_run("等")._r
    inserted = OxmlElement("w:ins")
    run.addprevious(inserted)
    inserted.append(run)


def track_deletion(document: WordDocument) -> None:
    run = value(document, FIRST, "引文").paragraphs[0].runs[0]._r
    deleted = OxmlElement("w:del")
    run.addprevious(deleted)
    deleted.append(run)


EDITS = [
    ("quote", change(FIRST, "引文", "20万元", "200万元"), {("", "edited"), ("[1]", "text")}),
    ("clause", change(FIRST, "条款原文", "新认定的", ""), {("", "edited"), ("[1]", "text")}),
    ("another clause's words", change(SECOND, "引文", "按有关规定给予补助", "给予20万元奖励"), {("", "edited"), ("[2]", "moved")}),
    ("quote place", change(FIRST, "引文位置", "–", "–1"), {("", "edited"), ("[1]", "moved")}),
    ("clause place", change(FIRST, "条款位置", "第 ", "第 1"), {("", "edited"), ("[1]", "incomplete")}),
    ("clause place before", change(FIRST, "条款位置", "第 2", "第 "), {("", "edited"), ("[1]", "moved")}),
    ("place gone", change(FIRST, "条款位置", "–", ""), {("", "edited"), ("[1]", "incomplete")}),
    ("checksum", change(FIRST, "sha256", "a", "b"), {("", "edited"), ("[1]", "document")}),
    ("title", change(FIRST, "文件", "青山市", "云岭省"), {("", "edited"), ("[1]", "document")}),
    ("file", change(FIRST, "源文件", "qing", "ping"), {("", "edited"), ("[1]", "document")}),
    ("id", change(FIRST, "文件 id", "qing", "ping"), {("", "edited"), ("[1]", "removed")}),
    ("label", change(FIRST, "条款", "1.", "7."), {("", "edited"), ("[1]", "label")}),
    ("path", change(FIRST, "标题路径", "创新", "发展"), {("", "edited"), ("[1]", "label")}),
    ("validity", change(FIRST, "效力", "2025-12-31", "2027-12-31"), {("", "edited"), ("[1]", "validity")}),
    ("answer", change(HEAD, "回答", "20万元", "50万元"), {("", "edited")}),
    ("question", change(HEAD, "问题", "高企", "瞪羚"), {("", "edited")}),
    ("seal", change(HEAD, "校验码", "v1", "v2"), {("", "edited")}),
    ("day", change(HEAD, "判断日期", "06-01", "六月"), {("", "edited"), ("", "incomplete")}),
    ("figure of the table", change_figure, {("", "edited")}),
    ("row gone", drop_row(FIRST, "sha256"), {("", "edited"), ("[1]", "incomplete")}),
    ("clause gone", drop_table, {("", "edited"), ("[2]", "incomplete")}),
    ("clause twice", repeat_table, {("", "edited"), ("[1]", "edited")}),
    ("other marker", change(FIRST, "依据编号", "1", "9"), {("", "edited"), ("[1]", "incomplete"), ("[9]", "edited")}),
    ("tracked insertion", track_insertion, {("", "edited"), ("[1]", "text")}),
    ("tracked deletion", track_deletion, {("", "edited"), ("[1]", "text")}),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "expected"), [case[1:] for case in EDITS], ids=[case[0] for case in EDITS])
def test_an_edited_sheet_is_found_out(edit: Edit, expected: set[tuple[str, str]]) -> None:
    assert found(edited(edit)) == expected


GRIDS = grids(SHEET)
CELLS = [(t, r, c) for t, rows in enumerate(GRIDS) for r, row in enumerate(rows) for c in range(len(row))]


@settings(max_examples=examples(300), deadline=None)
@given(st.sampled_from(CELLS), st.text() | st.text("第–0123456789 [相关]、vabcdef"))
def test_no_cell_can_be_changed_unseen(place: tuple[int, int, int], words: str) -> None:
    """Whatever is written into whichever cell: it is found out, and never brings verify down."""
    table, row, column = place
    cells = [[list(cells) for cells in rows] for rows in GRIDS]
    same = comparable(cells[table][row][column]) == comparable(words)
    cells[table][row][column] = words
    try:
        findings = verify(sheet_of_tables(cells, "x"), CORPUS, DAY).findings
    except UnreadableDocument:
        assert place == (HEAD, 0, 0)  # without 问题 it is no evidence sheet at all
    else:
        assert bool(findings) != same


@pytest.mark.parametrize("tables", [[], [[]], [[[]]], [[["依据编号", "[1]"]]]], ids=str)
def test_tables_without_a_question_are_no_sheet(tables: list[list[list[str]]]) -> None:
    with pytest.raises(UnreadableDocument, match="不是依据单"):
        sheet_of_tables(tables, "x")


@pytest.mark.parametrize("tables", [[[["问题"]]], [[["问题", "a"], []], [["依据编号"]]]], ids=str)
def test_torn_tables_hold_nothing(tables: list[list[list[str]]]) -> None:
    kinds = {finding.kind for finding in verify(sheet_of_tables(tables, "x"), CORPUS, DAY).findings}
    assert kinds == {"edited", "incomplete"}


def split_run(document: WordDocument) -> None:
    """Word cuts a text into runs as it likes, with a bookmark or a proofing mark between them."""
    paragraph = value(document, FIRST, "引文").paragraphs[0]
    run = paragraph.runs[0]
    words = run.text
    run.text = words[:3]
    paragraph._p.append(OxmlElement("w:proofErr"))
    paragraph.add_run(words[3:]).bold = True


def wrap_line(document: WordDocument) -> None:
    """A line break within a cell comes back as a paragraph of its own."""
    cell = value(document, HEAD, "回答")
    first, *others = cell.text.split("\n")
    cell.text = first
    for line in others:
        cell.add_paragraph(line)


HARMLESS = [
    ("nothing", lambda document: None),
    ("words outside the tables", lambda document: document.add_paragraph("请张科长审阅。")),
    ("runs", split_run),
    ("paragraphs", wrap_line),
]


@pytest.mark.parametrize("edit", [case[1] for case in HARMLESS], ids=[case[0] for case in HARMLESS])
def test_what_a_word_processor_may_do_still_holds(edit: Edit) -> None:
    assert found(edited(edit)) == set()


def other_number(corpus: Corpus) -> Corpus:
    units = tuple(replace(unit, label=unit.label.replace("1.", "3.")) for unit in corpus.units)
    return replace(corpus, units=units)


def other_division(corpus: Corpus) -> Corpus:
    """The same words, but the first clause now ends a sentence earlier."""
    units = tuple(
        replace(unit, text=unit.text[:8], span=type(unit.span)(unit.span.start, unit.span.start + 8))
        if unit.text.startswith("1.")
        else unit
        for unit in corpus.units
    )
    return replace(corpus, units=units)


BOTH = ("[1]", "[2]", "相关1")


def all_of(*kinds: str) -> set[tuple[str, str]]:
    return {(name, kind) for name in BOTH for kind in kinds}


CHANGES = [
    ("removed", corpus_of(id="other"), all_of("removed")),
    ("moved", corpus_of("（2025年修订）\n" + SOURCE), all_of("document", "moved")),
    ("amended", corpus_of(SOURCE.replace("20万元", "30万元")), {*all_of("document"), ("[1]", "text")}),
    (
        "clause struck out",
        corpus_of("".join(line for line in SOURCE.splitlines(keepends=True) if not line.startswith("2."))),
        {*all_of("document"), ("[2]", "text"), ("[2]", "label"), ("相关1", "moved")},
    ),
    ("other title", corpus_of(title="青山市支持科技创新办法"), all_of("document")),
    ("other validity", corpus_of(validity=(Validity(date(2025, 3, 31)),)), all_of("validity")),
    ("repealed", corpus_of(repealed=Repeal("new", "青山市新措施", date(2025, 5, 1))), all_of("validity")),
    ("other number", other_number(corpus_of()), {("[1]", "label")}),
    ("other division", other_division(corpus_of()), {("[1]", "label")}),
]


@pytest.mark.parametrize(("corpus", "expected"), [case[1:] for case in CHANGES], ids=[case[0] for case in CHANGES])
def test_a_changed_corpus_is_named_and_the_sheet_not_blamed(corpus: Corpus, expected: set[tuple[str, str]]) -> None:
    assert found(corpus=corpus) == expected


def test_validity_is_that_of_the_day_of_checking() -> None:
    assert found(today=date(2025, 12, 31)) == set()
    assert found(today=date(2025, 12, 31) + timedelta(days=1)) == all_of("validity")


def test_a_removed_document_is_named_with_the_id_it_has_now() -> None:
    read = sheet_of_tables(tables_of_docx(RAW, "x"), "x")
    words = verify(read, corpus_of(id="other"), DAY).findings[0].words
    assert "青山市支持科技创新若干措施" in words
    assert "现登记为 other" in words


def test_a_changed_quote_shows_both_wordings() -> None:
    read = sheet_of_tables(tables_of_docx(edited(change(FIRST, "引文", "20万元", "200万元")), "x"), "x")
    words = " ".join(finding.words for finding in verify(read, CORPUS, DAY).findings)
    assert "200万元奖励" in words
    assert "给予20万元奖励" in words


@pytest.mark.parametrize(
    ("name", "raw", "message"),
    [
        ("a.txt", b"text", "只能核对 .docx"),
        ("a.docx", b"text", "不是完好的 .docx"),
        ("b.docx", None, "这不是依据单"),
        ("c.docx", b"", "不是完好的 .docx"),
    ],
)
def test_what_is_no_sheet_is_refused(name: str, raw: bytes | None, message: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if raw is None:
        document = docx.Document()
        document.add_table(rows=1, cols=1)
        document.save(str(path))
    else:
        path.write_bytes(raw)
    with pytest.raises(UnreadableDocument, match=message):
        read_sheet(path)
