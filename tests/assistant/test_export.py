"""Files that are handed on, opened again: every word is there as it stands, and nothing of it is more than a word."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from openpyxl.utils.escape import unescape

from assistant.handing_on.deadlines import calendar_of, days_words
from assistant.handing_on.export import FORMATS, export, suggested_name
from assistant.handing_on.export_docx import docx_bytes
from assistant.handing_on.export_markdown import escaped, markdown_text
from assistant.handing_on.export_xlsx import LONGEST_CELL, xlsx_bytes
from assistant.handing_on.sheet import (
    EVIDENCE_KEYS,
    Sheet,
    Table,
    answer_sheet,
    benefit_tables,
    comparable,
    evidence_of,
    grids,
    writable,
)
from assistant.handing_on.verify import sheet_of_tables, verify
from corpus.errors import FileNotWritten, UsageError
from corpus.formats.read_docx import tables_of_docx
from corpus.measure import Document
from corpus.parse import parse_text
from tests.examples import examples
from tests.page_kit import CORPUS, HOSTILE, MARKUP
from tests.sheet_kit import DAY, QUOTE, answer_of, corpus_of, sheet_of_text

PLAIN = answer_sheet(answer_of(corpus_of()), corpus_of())
MARKED = answer_sheet(MARKUP, CORPUS)
# Half surrogates, controls and noncharacters too: a question is typed by anybody, a source file holds anything
ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), min_size=1, max_size=60).filter(comparable)
NASTY = ("=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(\"http://a.b\")", "#N/A", "\t=1", "_x0041_", "a\x0bb\x00c\ud800\ufffe")  # fmt: skip


def opened_book(sheet: Sheet) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(xlsx_bytes(sheet)))


def as_excel_reads(value: object) -> str:
    return unescape(value) if isinstance(value, str) else ""


def markdown(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)


def words_of(tokens: list[Token]) -> str:
    inline = [child for token in tokens for child in token.children or []]
    return "".join("\n" if token.type in ("hardbreak", "softbreak") else token.content for token in inline)


def test_the_word_file_holds_question_answer_clauses_places_and_checksums() -> None:
    text = "\n".join(cell for table in tables_of_docx(docx_bytes(PLAIN), "x") for row in table for cell in row)
    corpus = corpus_of()
    unit = next(unit for unit in corpus.units if QUOTE in unit.text)
    start = corpus.sources["qingshan"].index(QUOTE)
    for words in (
        PLAIN.question, "奖励20万元。[1]", "2025-06-01", "第二条没有金额。", unit.text, unit.label, QUOTE, "相关1",
        f"第 {start}–{start + len(QUOTE)} 字", corpus.documents[0].sha256, "有效，至 2025-12-31", "200,000",
    ):  # fmt: skip
        assert words in text


def test_a_list_without_an_answer_is_a_sheet_too() -> None:
    corpus = corpus_of()
    answer = answer_of(corpus)
    listed = Sheet(
        title="可申请的支持",
        question="我们是刚认定的高企。",
        as_of=DAY,
        lines=(("需确认", "是否在青山市注册"),),
        tables=benefit_tables(answer.benefits, answer.citations),
        evidence=evidence_of(answer.citations, corpus),
    )
    read = sheet_of_tables(tables_of_docx(docx_bytes(listed), "x"), "x")
    assert verify(read, corpus, DAY).holds
    assert read.head["需确认"] == "是否在青山市注册"
    assert opened_book(listed).sheetnames == ["回答", "奖补明细", "依据"]


def test_chinese_fonts_are_named_for_chinese_text() -> None:
    styles = docx.Document(io.BytesIO(docx_bytes(PLAIN))).styles
    for name, font in (("Normal", "宋体"), ("Heading 1", "黑体"), ("Heading 2", "黑体")):
        fonts = styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == font
        assert fonts.get(qn("w:eastAsiaTheme")) is None


def test_word_shows_the_tables_cell_for_cell() -> None:
    read = tables_of_docx(docx_bytes(MARKED), "x")
    assert read == grids(MARKED)


def test_a_word_file_has_no_links() -> None:
    with zipfile.ZipFile(io.BytesIO(docx_bytes(MARKED))) as parts:
        assert b"w:hyperlink" not in parts.read("word/document.xml")
        assert b"hyperlink" not in parts.read("word/_rels/document.xml.rels")


@pytest.mark.deep
@settings(max_examples=examples(20), deadline=None)
@given(ANYTHING)
@example(HOSTILE)
@example("".join(NASTY))
@example("A‑B\xad C\x85D\u2028E\ufeff")
def test_what_is_exported_to_word_is_read_back_and_holds(text: str) -> None:
    sheet, corpus = sheet_of_text(text)
    read = sheet_of_tables(tables_of_docx(docx_bytes(sheet), "x"), "x")
    assert verify(read, corpus, DAY).findings == ()
    assert read.head["回答"] == comparable(text)


@pytest.mark.deep
@settings(max_examples=examples(20), deadline=None)
@given(ANYTHING.map(lambda text: "=" + text) | ANYTHING)
@example(HOSTILE)
def test_no_cell_of_excel_is_more_than_its_words(text: str) -> None:
    sheet, _ = sheet_of_text(text)
    cells = [cell for page in opened_book(sheet) for row in page.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)
    held = {as_excel_reads(cell.value) for cell in cells}
    assert writable(text) in held


@pytest.mark.parametrize("text", NASTY, ids=ascii)
def test_a_cell_that_begins_like_a_formula_stays_text_when_edited(text: str) -> None:
    raw = xlsx_bytes(sheet_of_text(text)[0])
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        pages = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    assert pages
    assert not any(b"<f>" in page or b"<hyperlink" in page or b't="e"' in page for page in pages)
    cell = openpyxl.load_workbook(io.BytesIO(raw))["依据"].cell(2, EVIDENCE_KEYS.index("引文") + 1)
    assert as_excel_reads(cell.value) == writable(text)
    assert cell.quotePrefix is (text[0] in "=+-@\t")


def test_excel_keeps_numbers_and_long_texts() -> None:
    long = "甲" * (2 * LONGEST_CELL + 5)
    table = Table("a:b/c" * 9, ("项目", "金额（元）"), ((long, Decimal(300_000)), ("乙", Decimal("0.5"))))
    book = opened_book(replace(PLAIN, tables=(table,)))
    page = book[book.sheetnames[1]]
    assert "".join(page.cell(row, 1).value or "" for row in range(2, 5)) == long
    assert [page.cell(row, 2).value for row in (2, 3, 4, 5)] == [300_000, None, None, 0.5]
    assert page.freeze_panes == "A2"


def test_excel_has_a_row_a_clause() -> None:
    page = opened_book(PLAIN)["依据"]
    head, *rows = page.iter_rows(values_only=True)
    assert head == EVIDENCE_KEYS
    assert [row[0] for row in rows] == ["[1]", "[2]", "相关1"]
    assert rows[0][EVIDENCE_KEYS.index("条款原文")] == PLAIN.evidence[0].citation.measure.text


@settings(max_examples=examples(200), deadline=None)
@given(ANYTHING | st.text("*_`~[](){}<>#+-=!|\\&;:/$^@.1a 甲\n\t", min_size=1).filter(comparable))
@example(HOSTILE)
@example("1. 甲\n- 乙\n# 丙\n    丁\n---\n甲\n===\n| a | b |\n| --- | --- |\nhttps://a.b &lt; <b> ![x](y)")
def test_markdown_shows_the_words_and_nothing_else(text: str) -> None:
    tokens = markdown(escaped(text))
    assert {token.type for token in tokens} == {"paragraph_open", "inline", "paragraph_close"}
    assert {child.type for token in tokens for child in token.children or []} <= {"text", "hardbreak"}
    assert comparable(words_of(tokens)) == comparable(text)


def test_markdown_has_answer_table_and_clauses() -> None:
    tokens = markdown(markdown_text(PLAIN))
    kinds = [token.type for token in tokens]
    assert kinds.count("table_open") == 1
    assert kinds.count("blockquote_open") == 3
    said = words_of(tokens)
    assert all(item.citation.measure.text in said and item.document.sha256 in said for item in PLAIN.evidence)


@pytest.mark.parametrize("bare", ["https://a.b/c", "www.a.b", "http://a.b", "$x$", "a <b@c.d>"])
def test_markdown_breaks_what_renderers_rewrite(bare: str) -> None:
    assert bare not in escaped(bare)


def test_hostile_markdown_brings_no_markup_of_its_own() -> None:
    tokens = markdown(markdown_text(MARKED))
    kinds = {child.type for token in tokens for child in token.children or []} | {token.type for token in tokens}
    assert not kinds & {"html_inline", "html_block", "link_open", "image", "code_inline", "em_open", "s_open", "fence"}


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_is_written_whole_or_not_at_all(suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / f"甲{suffix}"
    export(PLAIN, path)
    before = path.read_bytes()
    with pytest.raises(UsageError, match="已经存在"):
        export(PLAIN, path)

    def full_disk(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("corpus.files.os.fsync", full_disk)
        with pytest.raises(FileNotWritten, match="No space left"):
            export(MARKED, path, force=True)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
    export(MARKED, path, force=True)
    assert path.read_bytes() != before


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        ("a.pdf", UsageError, "不能导出为 .pdf"),
        ("a", UsageError, "无后缀"),
        ("folder.md", UsageError, "文件夹"),
        ("none/a.md", FileNotWritten, "请检查文件夹"),
    ],
)
def test_a_wrong_target_is_said(name: str, error: type[Exception], message: str, tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    with pytest.raises(error, match=message):
        export(PLAIN, tmp_path / name)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("高企奖励多少？人才呢？", "高企奖励多少_人才呢_2025-06-01.docx"),
        ("../../etc/passwd\0", "etc_passwd_2025-06-01.docx"),
        ("？", "政策问答_2025-06-01.docx"),
        ("问" * 300, "问" * 40 + "_2025-06-01.docx"),
    ],
)
def test_a_suggested_name_suits_every_system(question: str, name: str) -> None:
    assert suggested_name(replace(PLAIN, question=question), ".docx") == name


NOTICE = Document("n", "白石县关于组织申报2026年度专项资金的通知", "n.txt", "0", issued=date(2026, 6, 1))
TEXT = """一、申报时间
企业于2026年7月15日至8月14日登录平台申报，纸质材料于8月20日前报送。
二、租金补贴
每年集中受理两次，3月1日至3月31日、9月1日至9月30日。
三、基本情况
2024年底全县企业300家，截至2025年末贷款余额50亿元。报废2018年4月30日前注册登记的车辆，补贴1万元。
"""


def test_windows_stand_with_both_days_and_yearly_ones_at_their_next_time() -> None:
    entries = calendar_of([NOTICE], parse_text(TEXT, "n"), date(2026, 6, 2))
    assert [(entry.kind, days_words(entry)) for entry in entries] == [
        ("申报期", "2026-07-15 至 2026-08-14"),
        ("申报截止", "2026-08-20"),
        ("申报期", "2026-09-01 至 2026-09-30（每年）"),
        ("申报期", "2027-03-01 至 2027-03-31（每年）"),
    ]
