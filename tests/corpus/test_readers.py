"""Each format in, the text a person sees out, with a report of what was left; files written by the formats' own libraries."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from corpus.errors import UnreadableDocument
from corpus.formats.decoding import decode
from corpus.formats.extract import LeftOut
from corpus.formats.read import read_source, source_of
from corpus.formats.read_html import extract_html
from corpus.formats.read_pdf import extract_pdf
from corpus.parse import parse_file
from tests.examples import examples

POLICY = "松塔县稳岗办法\n第一条 对稳岗企业给予20万元奖励。\n第二条 本办法由县人社局负责解释。\n"
SIZE, PER_LINE = 16, 28  # points, characters a line
LONG = "第一条 对在本县注册并连续经营三年以上、上一年度未发生较大安全事故、职工人数不少于五十人的工业企业，按规定给予奖励。"


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def written(name: str, raw: bytes) -> Path:
        (tmp_path / name).write_bytes(raw)
        return tmp_path / name

    return written


# ---------------------------------------------------------------- text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_a_text_file_in_any_usual_encoding(write: Callable[[str, bytes], Path], encoding: str) -> None:
    assert read_source(write("a.txt", POLICY.encode(encoding))).text == POLICY


@pytest.mark.parametrize("end", ["\r\n", "\r", "\v", "\f", "\u2028"])
def test_line_ends_become_newlines(write: Callable[[str, bytes], Path], end: str) -> None:
    assert read_source(write("a.md", POLICY.replace("\n", end).encode())).text == POLICY


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("a.txt", b"", "没有文字"),
        ("a.txt", b" \n\t\n", "没有文字"),
        ("a.txt", b"PK\x03\x04\x00\x00", "二进制"),
        ("a.txt", b"\xff\xff\xff\x80\x81" * 9, "编码"),
        ("a.doc", b"\xd0\xcf\x11\xe0", "LibreOffice"),
        ("a.jpg", b"\xff\xd8", "文字识别|重新保存"),
        ("a.zip", b"PK", "policy corpus add"),
        ("a.et", b"PK", "另存为 .xlsx"),
        ("a", b"text", "无后缀"),
        ("a.docx", b"\xd0\xcf\x11\xe0 locked", "密码"),
        ("a.docx", b"PK\x03\x04 cut off", "重新保存"),
        ("a.pdf", b"%PDF-1.4 cut off", "不是完好的 PDF"),
        ("a.html", b"<html><script>x</script></html>", "没有文字"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(
    write: Callable[[str, bytes], Path], name: str, raw: bytes, said: str
) -> None:
    with pytest.raises(UnreadableDocument, match=said):
        read_source(write(name, raw))


@given(st.binary(max_size=200), st.sampled_from([".txt", ".md", ".html", ".docx", ".pdf"]))
@settings(max_examples=examples(150), deadline=None)
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, raw: bytes, suffix: str) -> None:
    path = tmp_path_factory.mktemp("bytes") / f"a{suffix}"
    path.write_bytes(raw)
    said = ""
    try:
        text = read_source(path).text
    except UnreadableDocument as error:
        text, said = "", str(error)
    assert text.strip() or str(path) in said


# ---------------------------------------------------------------- HTML


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>第一条 甲</p><p>第二条&nbsp;乙<br>丙</p>", "第一条 甲\n第二条\xa0乙\n丙\n"),
        ("<p>给予<b>20</b><span>万元</span>奖励</p>", "给予20万元奖励\n"),
        ("<p>给予\n   20万元</p><p>支持\n企业</p>", "给予 20万元\n支持企业\n"),
        ("<ol><li>甲<li>乙</ol>", "1.甲\n2.乙\n"),
        ("<ol type=a start=3><li>甲</li><li value=9>乙</li></ol>", "c.甲\ni.乙\n"),
        ("<ul><li>甲</li></ul>", "甲\n"),
        ("<table><tr><th>序号</th><th>措施</th></tr><tr><td>1</td><td><p>甲</p><p>乙</p></td></tr></table>", "序号 | 措施\n1 | 甲乙\n"),
        ("<table><tr><td><p>第一条 甲</p><p>第二条 乙</p></td></tr></table>", "第一条 甲\n第二条 乙\n"),
        ("<table><tr><td>左</td><td><table><tr><td>1</td><td>甲</td></tr></table></td></tr></table>", "左\n1 | 甲\n"),
        ("<title>站名</title><script>alert(1)</script><style>p{}</style><!-- 注 --><p>甲", "甲\n"),
        ("<p>a &lt; b &amp; c</p>", "a < b & c\n"),
        ("<p>给予20<sup>1</sup>万元奖励<sup>[2]</sup>；</p>", "给予20万元奖励；\n"),
        ("<p>给予20<sup><a href='#n1'>①</a></sup>万元，每m<sup>2</sup>50元，1<sup>st</sup></p>", "给予20万元，每m²50元，1st\n"),
        ("<pre>第一条 甲\n第二条 乙\r\n  （一）丙</pre>", "第一条 甲\n第二条 乙\n（一）丙\n"),
        ("<div style='white-space: pre-wrap'>甲\n<b>乙\n</b>丙</div>", "甲\n乙\n丙\n"),
        ("<p>给予<del>10</del><ins>20</ins>万元</p>", "给予20万元\n"),
        ("没有标签的文字", "没有标签的文字\n"),
    ],
)  # fmt: skip
def test_a_page_reads_as_a_person_sees_it(page: str, text: str) -> None:
    assert extract_html(page).text == text


def test_what_a_page_has_beside_the_document_is_reported() -> None:
    page = "<nav>首页 | 政务</nav><main><p>第一条 甲</p></main><p style='display: none'>暗</p><footer>版权所有</footer>"
    extract = extract_html(page)
    assert extract.text == "第一条 甲\n"
    assert [(left.words, left.why) for left in extract.left_out] == [
        ("首页 | 政务", "网站导航"),
        ("暗", "隐藏的内容"),
        ("版权所有", "网站页脚"),
    ]


@pytest.mark.parametrize("style", ["visibility: hidden", "display:none", "opacity:0"])
def test_a_page_that_waits_for_its_script_is_read(style: str) -> None:
    assert extract_html(f"<html><body style='{style}'><p>第一条 甲</p></body></html>").text == "第一条 甲\n"


def test_a_note_mark_is_reported() -> None:
    assert extract_html("<p>20<sup>1</sup>万元</p>").left_out == (LeftOut("<sup>", "1", "注释标记"),)


def test_a_page_that_says_gb2312_may_hold_more(write: Callable[[str, bytes], Path]) -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><p>镕基路20号</p>'.encode("gb18030")
    assert read_source(write("a.html", page)).text == "镕基路20号\n"
    assert decode("政策".encode("big5"), "a", "big5") == "政策"


@pytest.mark.parametrize("name", ["undefined", "unicode_escape", "punycode", "idna", "x"])
def test_a_page_that_names_no_encoding_of_text_is_read_as_any_other(
    name: str, write: Callable[[str, bytes], Path]
) -> None:
    page = f'<meta charset="{name}"><p>镕基路20号\\u0031</p>'.encode("gb18030")
    assert read_source(write("a.html", page)).text == "镕基路20号\\u0031\n"


# ---------------------------------------------------------------- Word


def word_file(build: Callable[[docx.document.Document], None]) -> bytes:
    document = docx.Document()
    build(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def add_list(document: docx.document.Document, levels: list[tuple[str, str]], *, number: int = 90) -> None:
    """Define a list by the (style, pattern) of its levels."""
    numbering = document.part.numbering_part.element
    described = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for at, (style, pattern) in enumerate(levels)
    )
    numbering.insert(
        0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">{described}</w:abstractNum>')
    )
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'))


def numbered(document: docx.document.Document, text: str, level: int = 0, number: int = 90) -> None:
    properties = document.add_paragraph(text)._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
    )


def test_word_shows_numbers_that_are_in_no_text(write: Callable[[str, bytes], Path]) -> None:
    def build(document: docx.document.Document) -> None:
        add_list(document, [("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")])
        add_list(document, [("chineseCounting", "第%1条")], number=91)
        for text, level in (("甲", 0), ("乙", 1), ("丙", 2), ("丁", 2), ("戊", 1), ("己", 2), ("庚", 0)):
            numbered(document, text, level)
        numbered(document, "总则", number=91)
        document.add_paragraph("没有编号")
        numbered(document, "附则", number=91)

    text = read_source(write("a.docx", word_file(build))).text
    assert text == "一、甲\n（一）乙\n1.丙\n2.丁\n（二）戊\n1.己\n二、庚\n第一条 总则\n没有编号\n第二条 附则\n"


def test_word_tables_insertions_and_page_heads(write: Callable[[str, bytes], Path]) -> None:
    def build(document: docx.document.Document) -> None:
        document.sections[0].header.paragraphs[0].text = "松塔县政府公报"
        table = document.add_table(rows=2, cols=2)
        for cell, words in zip(
            (c for row in table.rows for c in row.cells), ("序号", "措施", "1", "奖励"), strict=True
        ):
            cell.text = words
        paragraph = document.add_paragraph("给予")._p
        for kind, run in (("ins", "<w:t>20万元</w:t>"), ("del", "<w:delText>10万元</w:delText>")):
            paragraph.append(parse_xml(f'<w:{kind} {nsdecls("w")} w:id="1" w:author="a"><w:r>{run}</w:r></w:{kind}>'))

    source = read_source(write("a.docx", word_file(build)))
    assert source.text == "序号 | 措施\n1 | 奖励\n给予20万元\n"
    assert source.left_out == (LeftOut("页眉", "松塔县政府公报", "每页重复"), LeftOut("修订", "10万元", "已删除的文字"))


def test_word_note_marks_are_no_digits(write: Callable[[str, bytes], Path]) -> None:
    def build(document: docx.document.Document) -> None:
        paragraph = document.add_paragraph("给予20")
        paragraph.add_run("1").font.superscript = True
        paragraph.add_run("万元，每m")
        paragraph.add_run("2").font.superscript = True
        paragraph.add_run("50元")

    source = read_source(write("a.docx", word_file(build)))
    assert source.text == "给予20万元，每m²50元\n"
    assert source.left_out == (LeftOut("上标", "1", "注释标记"),)


# ---------------------------------------------------------------- PDF


def pdf_file(pages: list[list[str]], *, running_head: str = "", encrypted: bool = False) -> bytes:
    """Pages of lines as a typesetter leaves them: paragraphs indented by two characters, wrapped at 28."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    stream = io.BytesIO()
    canvas = Canvas(stream, A4, encrypt=StandardEncryption("secret", canPrint=0) if encrypted else None)
    for number, lines in enumerate(pages, start=1):
        canvas.setFont("STSong-Light", SIZE)
        for row, line in enumerate(lines):
            indent = len(line) - len(line.lstrip("\u3000"))
            canvas.drawString(72 + indent * SIZE, A4[1] - 130 - row * 26, line.lstrip("\u3000"))
        if running_head:
            canvas.drawString(72, A4[1] - 50, running_head)
            canvas.drawCentredString(A4[0] / 2, 50, f"— {number} —")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def wrapped(paragraph: str) -> list[str]:
    text = "\u3000\u3000" + paragraph
    return [text[at : at + PER_LINE] for at in range(0, len(text), PER_LINE)]


def test_a_paragraph_is_whole_over_lines_and_pages(write: Callable[[str, bytes], Path]) -> None:
    first, second = wrapped(LONG), wrapped(LONG.replace("第一条", "第二条"))
    pages = [first + second[:1], second[1:] + wrapped("第三条 本办法由县工信局负责解释。")]
    path = write("a.pdf", pdf_file(pages, running_head="松塔县人民政府公报"))
    source = read_source(path)
    assert source.text.splitlines() == [LONG, LONG.replace("第一条", "第二条"), "第三条 本办法由县工信局负责解释。"]
    assert {(left.where, left.why) for left in source.left_out} == {
        (f"第{page}页", why) for page in (1, 2) for why in ("页码", "页眉或页脚")
    }
    assert [unit.label for unit in parse_file(path) if unit.kind == "measure"] == ["第一条", "第二条", "第三条"]


def drawn(pages: list[list[tuple[float, float, str]]], font: str = "STSong-Light") -> bytes:
    """Words at their places on A4 pages, in points from the bottom left corner, in the order given."""
    if font not in pdfmetrics.standardFonts:
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    stream = io.BytesIO()
    canvas = Canvas(stream, A4)
    for words in pages:
        canvas.setFont(font, SIZE)
        for left, bottom, text in words:
            canvas.drawString(left, bottom, text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def test_a_number_broken_at_the_end_of_a_line_is_one_number(write: Callable[[str, bytes], Path]) -> None:
    before = "对获批建设省级以上创新平台并连续两年通过年度考核的企业奖励"[-25:]
    for figure in ("1000万元", "1.25万元", "5%的补助"):
        text = f"{before}{figure}，由县财政局拨付。"
        lines = wrapped(text)
        assert lines[0].endswith(figure[0])
        assert read_source(write("a.pdf", pdf_file([lines]))).text == f"{text}\n"


def test_clauses_at_the_edges_of_pages_that_differ_in_numbers_only_stay(write: Callable[[str, bytes], Path]) -> None:
    clauses = [f"{number}. 对第{number}类企业奖励{number}0万元。" for number in range(1, 4)]
    pages = [
        [(72, 780, f"松塔县公报 2024年第3期 第{page + 10}页"), (72, 750, clause), (72, 60, f"奖励{page}0万元 | {page}年"), (300, 30, f"{page + 10}")]
        for page, clause in enumerate(clauses, start=1)
    ]  # fmt: skip
    source = read_source(write("a.pdf", drawn(pages)))
    assert [line for line in source.text.splitlines() if line.startswith(("1", "2", "3"))] == clauses
    assert "公报" not in source.text
    assert {left.why for left in source.left_out} == {"页码", "页眉或页脚"}


def test_a_page_number_beside_a_row_is_no_cell_and_a_figure_at_the_edge_no_page_number(
    write: Callable[[str, bytes], Path],
) -> None:
    pages = [
        [(72, 400, "第一条 下列项目给予奖励。"), (72, 62, f"{page}等奖"), (200, 62, f"{page}0"), (300, 60, f"{page}"), (72, 90, f"{page}00")]
        for page in (1, 2)
    ]  # fmt: skip
    source = read_source(write("a.pdf", drawn(pages)))
    for page in (1, 2):
        assert f"{page}等奖 {page}0\n" in source.text
        assert f"{page}00\n" in source.text
    assert source.left_out == (LeftOut("第1页", "1", "页码"), LeftOut("第2页", "2", "页码"))


WITHOUT_FONTS = """
import ctypes, sys
import pypdfium2
raw = pypdfium2.raw
folder = ctypes.cast(ctypes.create_string_buffer(sys.argv[1].encode()), ctypes.POINTER(ctypes.c_char))
raw.FPDF_DestroyLibrary()
paths = (ctypes.POINTER(ctypes.c_char) * 2)(folder, None)
raw.FPDF_InitLibraryWithConfig(raw.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=paths))
from corpus.formats.read_pdf import extract_pdf
from pathlib import Path
for path in sys.argv[2:]:
    print(repr(extract_pdf(Path(path).read_bytes(), "a.pdf")))
"""


def test_a_pdf_reads_the_same_on_a_machine_without_fonts(write: Callable[[str, bytes], Path], tmp_path: Path) -> None:
    """None of these fonts is in its file, so PDFium puts another in its place, or where it has none, boxes."""
    paths = []
    for font in ("STSong-Light", "MSung-Light", "HeiseiMin-W3", "Helvetica", "Times-Roman"):
        words, above = ("等奖", "第一条 下列项目给予奖励。") if font == "STSong-Light" else ("Aid", "Article 1")
        pages = [
            [(72, 400, above), (72, 62, f"{page}{words}"), (200, 62, f"{page}0"), (300, 60, f"{page}"), (72, 90, f"{page}00")]
            for page in (1, 2)
        ]  # fmt: skip
        paths.append(write(f"{font}.pdf", drawn(pages, font)))
    (tmp_path / "none").mkdir()
    command = [sys.executable, "-c", WITHOUT_FONTS, str(tmp_path / "none"), *map(str, paths)]
    bare = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8").stdout.splitlines()
    assert bare == [repr(extract_pdf(path.read_bytes(), "a.pdf")) for path in paths]


def test_a_page_that_lies_on_its_side_reads_as_its_reader_holds_it(write: Callable[[str, bytes], Path]) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    stream = io.BytesIO()
    canvas = Canvas(stream, A4)
    for turn, place in ((90, (0, -A4[1])), (270, (-A4[0], 0))):
        canvas.setPageRotation(turn)
        canvas.rotate(turn)
        canvas.translate(*place)
        canvas.setFont("STSong-Light", SIZE)
        canvas.drawString(72, 400, "第一条 给予奖励。")
        canvas.drawString(72, 370, "第二条 本办法自印发之日起施行。")
        canvas.showPage()
    canvas.save()
    lines = read_source(write("a.pdf", stream.getvalue())).text.splitlines()
    assert lines == ["第一条 给予奖励。", "第二条 本办法自印发之日起施行。"] * 2


@pytest.mark.parametrize(
    ("raw", "said"),
    [(pdf_file([[]]), "扫描件"), (pdf_file([["第一条 奖励"]], encrypted=True), "有密码")],
    ids=["scanned", "encrypted"],
)
def test_a_pdf_without_text_or_with_a_password_is_refused(
    write: Callable[[str, bytes], Path], raw: bytes, said: str
) -> None:
    with pytest.raises(UnreadableDocument, match=said):
        read_source(write("a.pdf", raw))


def test_a_page_without_text_is_reported(write: Callable[[str, bytes], Path]) -> None:
    source = read_source(write("a.pdf", pdf_file([wrapped(LONG), []])))
    assert source.left_out == (LeftOut("第2页", "", "整页没有文字层"),)


CONTROLS = (
    ("给予\x0720万元\x07奖励。", "utf-8", {"BEL（U+0007）"}),
    ("对企业给予20万元奖励，\x07\x07\x07\x07\x1f由县发改局解释。", "utf-8", {"BEL（U+0007）", "U+001F"}),
    ("对企业给予20万元奖励，\x07\x07\x07\x07由县发改局解释。", "gb18030", {"BEL（U+0007）"}),
    ("对企业给予20万元奖励。\x00", "utf-8", {"NUL（U+0000）"}),
    ("对企业给予\x7f20万元\x9b奖励。", "utf-8", {"DEL（U+007F）", "U+009B"}),
)


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
@pytest.mark.parametrize(("text", "encoding", "signs"), CONTROLS)
def test_control_characters_are_left_out_and_told(suffix: str, text: str, encoding: str, signs: set[str]) -> None:
    raw = text.encode(encoding)
    head = "松塔县企业扶持办法\n第一条 为支持企业发展，制定本办法，由县工信局负责组织实施和解释。\n"
    text, raw = head + text, head.encode(encoding) + raw
    read = source_of(f"a{suffix}", raw if suffix != ".html" else b"<html><body><p>" + raw + b"</p></body></html>")
    assert not any((ord(sign) < 32 and sign != "\n") or 126 < ord(sign) < 160 for sign in read.text)
    if suffix != ".html":  # what a page has of them its parser may take for something else
        assert read.text == "".join(
            sign for sign in text if (ord(sign) > 31 or sign == "\n") and not 126 < ord(sign) < 160
        )
        assert {left.words for left in read.left_out} == signs


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
@pytest.mark.parametrize(
    "raw", [b"PK\x03\x04abc", b"%PDF-1.4 x", b"\x89PNG\r\n", bytes(range(256)), b"\x01\x02\x03\x04ab" * 9]
)
def test_a_binary_file_is_called_one(suffix: str, raw: bytes) -> None:
    with pytest.raises(UnreadableDocument, match="这是二进制文件"):
        source_of(f"a{suffix}", raw)


def test_a_code_that_no_character_has_damages_no_other_of_an_rtf_file() -> None:
    words = "".join(f"\\u{ord(sign)}?" for sign in "奖励")
    raw = ("{\\rtf1\\ansi\\ansicpg936 " + words + "\\u99999999999? \\u55432? 20\\par}").encode()
    assert source_of("a.rtf", raw).text.startswith("奖励")
