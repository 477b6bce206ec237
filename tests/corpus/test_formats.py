"""Workbooks, OFD, RTF, old Word files and archives: read, or refused with the next step."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from assistant.cli import main
from corpus.errors import UnreadableDocument
from corpus.formats import recognised
from corpus.formats.read import read_source, source_of
from corpus.packed import unpacked
from corpus.tables.tables import tables_of


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "扶持标准"
    for row in (
        ["柳塘市扶持标准"],
        ["类别", "级别", "奖励（万元）"],
        ["孵化器", "国家级", 100],
        [None, "省级", 50.5],
        ["贴息", "各类", 0.35],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A3:A4")
    sheet["C5"].number_format = "0%"
    hidden = book.create_sheet("草稿")
    hidden.sheet_state = "hidden"
    hidden.append(["作废"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_workbook_reads_as_it_is_shown() -> None:
    source = source_of("a.xlsx", workbook())
    assert source.text.splitlines() == [
        "扶持标准", "柳塘市扶持标准", "类别 | 级别 | 奖励（万元）", "孵化器 | 国家级 | 100", "孵化器 | 省级 | 50.5", "贴息 | 各类 | 35%",
    ]  # fmt: skip
    assert [(left.words, left.why) for left in source.left_out] == [("草稿", "隐藏的工作表")]
    (table,) = tables_of(source.text)
    assert [row.cells[2].value for row in table.rows] == ["100万元", "50.5万元", "35%"]


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("a.xlsx", b"PK cut off", "重新保存"),
        ("a.xls", b"\xd0\xcf\x11\xe0 cut off", "重新保存"),
        ("a.rtf", b"no rtf", "不是 .rtf"),
        ("a.ofd", b"PK cut off", "另存为 PDF"),
        ("a.wps", b"\xd0\xcf\x11\xe0", "LibreOffice"),
        ("a.zip", b"PK", "policy corpus add"),
    ],
)
def test_what_is_damaged_is_refused_with_the_next_step(
    name: str, raw: bytes, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_SOFFICE", "no-such-program")
    with pytest.raises(UnreadableDocument, match=said):
        source_of(name, raw)


def rtf(body: str) -> bytes:
    signs = "".join(c if ord(c) < 128 else "".join(f"\\'{b:02x}" for b in c.encode("gb18030")) for c in body)
    return b"{\\rtf1\\ansi\\ansicpg936 " + signs.encode("ascii") + b"}"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("第一条 甲\\par 第二条 乙\\par ", "第一条 甲\n第二条 乙\n"),
        ("\\trowd 级别\\cell 奖励\\cell\\row \\trowd 省级\\cell 5万元\\cell\\row ", "级别 | 奖励\n省级 | 5万元\n"),
        ("{\\b 给予}20\\u19975?元\\par ", "给予20万元\n"),
    ],
)
def test_rtf_reads_as_a_person_sees_it(body: str, text: str) -> None:
    assert source_of("a.rtf", rtf(body)).text == text


def ofd(lines: list[tuple[float, float, str]], paths: str = "") -> bytes:
    """Lines of (x, y, words) in millimetres from the top left corner."""
    namespace = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    texts = "".join(
        f'<ofd:TextObject ID="{at}" Boundary="{x} {y} 150 6" Size="4"><ofd:TextCode X="0" Y="4" DeltaX="g {len(words)} 4">{words}</ofd:TextCode></ofd:TextObject>'
        for at, (x, y, words) in enumerate(lines)
    )
    parts = {
        "OFD.xml": f"<ofd:OFD {namespace}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f'<ofd:Document {namespace}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
        "Doc_0/Pages/Page_0/Content.xml": f"<ofd:Page {namespace}><ofd:Content><ofd:Layer>{texts}{paths}</ofd:Layer></ofd:Content></ofd:Page>",
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_ofd_lines_are_read_in_their_order() -> None:
    lines = [
        (30.0, 30.0, "柳塘市技改补助办法"),
        (30.0, 50.0, "第一条 为支持技改，制定本办法。"),
        (30.0, 60.0, "第二条 最高补助50万元。"),
    ]
    assert source_of("a.ofd", ofd(lines)).text.splitlines() == [words for _, _, words in lines]


def test_ofd_tables_are_told_by_their_lines() -> None:
    words = [(32.0, 52.0, "级别"), (92.0, 52.0, "奖励"), (32.0, 62.0, "省级"), (92.0, 62.0, "50万元")]
    level = "".join(f"M 0 {y} L 120 {y} " for y in (0, 10, 20))
    upright = "".join(f"M {x} 0 L {x} 20 " for x in (0, 60, 120))
    path = f'<ofd:PathObject ID="99" Boundary="30 50 120 20"><ofd:AbbreviatedData>{level}{upright}</ofd:AbbreviatedData></ofd:PathObject>'
    text = source_of("a.ofd", ofd([(30.0, 30.0, "奖励标准如下。"), *words], path)).text
    assert text == "奖励标准如下。\n级别 | 奖励\n省级 | 50万元\n"


@pytest.mark.skipif(os.name != "posix", reason="a shell script stands in for LibreOffice")
@pytest.mark.parametrize("suffix", [".doc", ".wps"])
def test_old_word_files_go_through_libreoffice(suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import docx

    document = docx.Document()
    document.add_paragraph("第一条 甲")
    document.save(str(tmp_path / "made.docx"))
    program = tmp_path / "soffice"
    program.write_text(
        f'#!/bin/sh\nwhile [ "$1" != "--outdir" ]; do shift; done\ncp "{tmp_path}/made.docx" "$2/source.docx"\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("POLICY_SOFFICE", str(program))
    assert source_of(f"a{suffix}", b"\xd0\xcf\x11\xe0 old").text == "第一条 甲\n"


def archive(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, raw in files.items():
            made.writestr(name, raw)
    return stream.getvalue()


def test_an_archive_stands_for_the_files_in_it() -> None:
    raw = archive({"甲/办法.txt": b"a", "乙/办法.txt": b"b", "__MACOSX/._x": b"c", ".hidden": b"d", "甲/": b""})
    assert unpacked("a.zip", raw) == (("办法.txt", b"a"), ("办法-2.txt", b"b"))
    assert unpacked("a.txt", b"x") == (("a.txt", b"x"),)


def damaged() -> bytes:
    """An archive whose list is whole and whose packed data is not."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a.txt", "第一条 为发展陶瓷，制定本办法。" * 40)
    raw = bytearray(stream.getvalue())
    raw[40:60] = bytes(each ^ 0xFF for each in raw[40:60])
    return bytes(raw)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"PK cut off", "不是完好的"),
        (damaged(), "不是完好的"),
        (archive({}), "没有文件"),
        (archive({f"{at}.txt": b"x" for at in range(201)}), "太多"),
    ],
)
def test_an_archive_that_cannot_be_opened_is_refused(raw: bytes, said: str) -> None:
    with pytest.raises(UnreadableDocument, match=said):
        unpacked("a.zip", raw)


def test_each_file_of_an_archive_is_registered_and_a_bad_one_harms_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_CORPUS", str(tmp_path / "documents"))
    (tmp_path / "documents" / "raw").mkdir(parents=True)
    policies = {
        f"{name}.txt": f"柳塘市{name}扶持办法\n第一条 为发展{name}，制定本办法。\n第二条 最高补助50万元。\n".encode()
        for name in ("陶瓷", "茶叶")
    }
    path = tmp_path / "two.zip"
    path.write_bytes(archive({**policies, "坏.docx": b"PK broken"}))
    result = CliRunner().invoke(main, ["corpus", "add", str(path)])
    assert "压缩包里有 3 份文件" in result.output
    assert result.exit_code == 1
    assert sorted(each.name for each in (tmp_path / "documents" / "raw").iterdir()) == ["茶叶.txt", "陶瓷.txt"]


def scan() -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    Image = pytest.importorskip("PIL.Image")  # noqa: N806
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    canvas.drawImage(ImageReader(Image.new("RGB", (600, 800), "white")), 0, 0, *A4)
    canvas.save()
    return stream.getvalue()


def test_without_the_extra_a_scan_is_refused_with_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from corpus.formats.read_pdf import extract_pdf

    monkeypatch.setattr(recognised, "is_there", lambda: False)
    with pytest.raises(UnreadableDocument, match=r"policy-assistant\[ocr\]"):
        extract_pdf(scan(), "a.pdf")
    path = tmp_path / "a.png"
    path.write_bytes(b"x")
    with pytest.raises(UnreadableDocument, match=r"policy-assistant\[ocr\]"):
        read_source(path)


def test_what_is_recognised_has_each_figure_to_be_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    from corpus.formats.read_pdf import extract_pdf

    lines = [
        recognised.Seen("第一条 按投资额的8%补助，", 0.93, 200, 300, 800, 340),
        recognised.Seen("最高120万元。", 0.88, 200, 400, 500, 440),
    ]
    monkeypatch.setattr(recognised, "is_there", lambda: True)
    monkeypatch.setattr(recognised, "lines_seen", lambda pictures, where: iter([lines for _ in pictures]))
    extract = extract_pdf(scan(), "a.pdf")
    assert recognised.is_recognised(extract.text)
    assert "最高120万元。" in extract.text
    assert [(left.words, "93%" in left.why, "核对" in left.why) for left in extract.left_out] == [
        ("8%", True, True), ("120万元", False, True),
    ]  # fmt: skip
