"""Word files as offices send them: list numbers that run on, chunks, equations, symbols, dead relations, tracked rows."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.formats.extract import Extract
from corpus.formats.read_docx import extract_docx

MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def saved(document: docx.document.Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def with_inside(xml: str) -> Extract:
    """A file whose one paragraph is 金额 with `xml` behind it."""
    document = docx.Document()
    paragraph = document.add_paragraph("金额")._p
    for child in parse_xml(f"<w:p {nsdecls('w')} {MATH}>{xml}</w:p>"):
        paragraph.append(child)
    return extract_docx(saved(document), "a.docx")


def numbered(levels: list[tuple[int, str]], restart: str) -> str:
    """Paragraphs at levels of 第%1章 and 第%2条, the second with this w:lvlRestart."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    own = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="{shown}"/>{more}</w:lvl>'
        for at, (shown, more) in enumerate((("第%1编 ", ""), ("第%2章 ", ""), ("第%3条 ", restart)))
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="70">{own}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="70"><w:abstractNumId w:val="70"/></w:num>'))
    for level, words in levels:
        properties = document.add_paragraph(words)._p.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="70"/></w:numPr>')
        )
    return extract_docx(saved(document), "a.docx").text


LEVELS = [(0, "甲"), (1, "乙"), (2, "丙"), (2, "丁"), (1, "戊"), (2, "己"), (0, "庚"), (1, "辛"), (2, "壬")]


@pytest.mark.parametrize(
    ("restart", "articles"),
    [
        ("", ["第一条", "第二条", "第一条", "第一条"]),
        ('<w:lvlRestart w:val="0"/>', ["第一条", "第二条", "第三条", "第四条"]),
        ('<w:lvlRestart w:val="1"/>', ["第一条", "第二条", "第三条", "第一条"]),
    ],
)
def test_articles_begin_anew_only_where_the_list_says_so(restart: str, articles: list[str]) -> None:
    lines = numbered(LEVELS, restart).splitlines()
    assert [line.split(" ")[0] for line in lines if "条" in line] == articles


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ("<m:oMath><m:r><m:t>=投资额×8%</m:t></m:r></m:oMath>", "金额=投资额×8%"),
        ("<m:oMathPara><m:oMath><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath></m:oMathPara>", "金额(a+b)/2"),
        ("<m:oMath><m:sSup><m:e><m:r><m:t>m</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>", "金额m²"),
        ("<m:oMath><m:rad><m:deg/><m:e><m:r><m:t>x</m:t></m:r></m:e></m:rad></m:oMath>", "金额√x"),
        ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r><w:r><w:t>500万元</w:t></w:r>', "金额≥500万元"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r><w:r><w:t>是</w:t></w:r>', "金额☑是"),
        ('<w:r><w:sym w:font="Wingdings 2" w:char="F06A"/></w:r>', "金额①"),
        ("<w:r><w:ruby><w:rt><w:r><w:t>bǔ</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>补</w:t></w:r></w:rubyBase></w:ruby></w:r>", "金额补"),
        ('<w:sdt><w:sdtContent><w:r><w:t>20万元</w:t></w:r></w:sdtContent></w:sdt>', "金额20万元"),
        ('<w:hyperlink><w:r><w:t>见附件</w:t></w:r></w:hyperlink>', "金额见附件"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r>", "金额"),
    ],
)  # fmt: skip
def test_what_a_person_sees_in_a_paragraph_is_read(xml: str, text: str) -> None:
    assert with_inside(xml).text == f"{text}\n"


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        ('<w:r><w:sym w:font="HolidayPi" w:char="F041"/></w:r>', "HolidayPi F041"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r>", "暗"),
        ('<w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office"/></w:object></w:r>', "嵌入的对象"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_its_place(xml: str, words: str) -> None:
    (left,) = with_inside(xml).left_out
    assert left.words == words
    assert left.where in ("「金额」之后", "隐藏的文字")


def with_chunk(kind: str, name: str, content: bytes) -> Extract:
    document = docx.Document()
    document.add_paragraph("前")
    part = Part(PackURI(f"/word/{name}"), kind, content, document.part.package)
    related = document.part.relate_to(part, RELATIONSHIP_TYPE.A_F_CHUNK)
    namespace = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    document.element.body.insert(1, parse_xml(f'<w:altChunk {nsdecls("w")} {namespace} r:id="{related}"/>'))
    document.add_paragraph("后")
    return extract_docx(saved(document), "a.docx")


INNER = docx.Document()
INNER.add_paragraph("第一条 甲")
MHT = (
    b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\nContent-Type: text/html; charset="gb2312"\n'
    b"Content-Transfer-Encoding: quoted-printable\n\n<p>=B5=DA=D2=BB=CC=F5 =BC=D7</p>\n--x--\n"
)


@pytest.mark.parametrize(
    ("kind", "name", "content"),
    [
        ("text/html", "a.html", "<meta charset='utf-8'><p>第一条 甲</p>".encode()),
        ("text/plain", "a.txt", "第一条 甲".encode("gb18030")),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", "a.docx", saved(INNER)),
        ("message/rfc822", "a.mht", MHT),
    ],
)
def test_the_words_of_a_chunk_stand_where_it_stands(kind: str, name: str, content: bytes) -> None:
    extract = with_chunk(kind, name, content)
    assert extract.text == "前\n第一条 甲\n后\n"
    assert not extract.left_out


def test_a_chunk_that_nobody_reads_is_told() -> None:
    extract = with_chunk("application/x-unknown", "a.bin", b"\x00")
    assert extract.text == "前\n后\n"
    assert [left.where for left in extract.left_out] == ["嵌入的文件"]


@pytest.mark.parametrize("target", ["../NULL", "media/gone.png", "/word/absent.xml"])
def test_a_relation_to_nowhere_costs_no_word(target: str) -> None:
    stream = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("第一条 甲")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    with zipfile.ZipFile(io.BytesIO(saved(document))) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/_rels/document.xml.rels":
                dead = f'<Relationship Id="rId99" Type="{kind}" Target="{target}"/></Relationships>'
                part = part.replace(b"</Relationships>", dead.encode())
            new.writestr(name, part)
    extract = extract_docx(stream.getvalue(), "a.docx")
    assert extract.text == "第一条 甲\n"
    assert [left.words for left in extract.left_out] == [target]


def test_a_deleted_row_and_a_deleted_paragraph_end_are_gone() -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=2)
    for cell, words in zip(
        (c for row in table.rows for c in row.cells), ("级别", "奖励", "省级", "5万元", "市级", "3万元"), strict=True
    ):
        cell.text = words
    table.rows[1]._tr.get_or_add_trPr().append(parse_xml(f'<w:del {nsdecls("w")} w:id="1" w:author="a"/>'))
    first = document.add_paragraph("给予补助，")._p.get_or_add_pPr()
    first.append(parse_xml(f'<w:rPr {nsdecls("w")}><w:del w:id="2" w:author="a"/></w:rPr>'))
    document.add_paragraph("最高3万元。")
    assert extract_docx(saved(document), "a.docx").text == "级别 | 奖励\n市级 | 3万元\n给予补助，最高3万元。\n"


def test_the_reading_of_a_sign_and_the_whole_of_a_footer_are_told() -> None:
    extract = with_inside(
        "<w:r><w:ruby><w:rt><w:r><w:t>bǔ</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>补</w:t></w:r></w:rubyBase></w:ruby></w:r>"
    )
    assert [(left.where, left.words) for left in extract.left_out] == [("注音", "bǔ")]
    document = docx.Document()
    document.add_paragraph("第一条 补助5万元。")
    footer = document.sections[0].footer
    footer.is_linked_to_previous = False
    footer._element.append(
        parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>第 39 页</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        )
    )
    told = extract_docx(saved(document), "a.docx").left_out
    assert ("页脚", "第 39 页") in [(left.where, left.words) for left in told]
