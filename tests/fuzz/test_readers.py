"""Mutated workbooks, OFD and RTF files: each gives text or a sentence of ours, never a traceback, within the limits of the child."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from corpus.errors import UnreadableDocument
from corpus.formats.read import source_of
from tests.fuzz.test_mutations import mutated_bytes

pytestmark = pytest.mark.fuzz

EACH = 500
UNFORESEEN = ("程序处理不了", "没有处理完", "读出的结果不对")  # a child stopped for its memory is what the limit is for
LINES = ("松塔县就业补贴办法", "第一条 对吸纳就业的企业，给予20万元补贴。", "第二条 本办法自2026年1月1日起施行。")


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["松塔县就业补贴标准（单位：万元）", None, None])
    sheet.append(["级别", "条件", "标准"])
    sheet.append(["国家级", "首次认定", 50])
    sheet.append(["省级", "2026年1月1日起", 30.5])
    sheet.merge_cells("A1:C1")
    book.create_sheet("说明").append(list(LINES))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def ofd() -> bytes:
    text = "".join(
        f'<ofd:TextObject ID="{10 + n}" Boundary="20 {20 + 10 * n} 170 8" Font="3" Size="5"><ofd:TextCode X="0" Y="5" '
        f'DeltaX="g {len(line) - 1} 5">{line}</ofd:TextCode></ofd:TextObject>'
        for n, line in enumerate(LINES)
    )
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    parts = {
        "OFD.xml": f'<ofd:OFD {space} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>',
        "Doc_0/Document.xml": f'<ofd:Document {space}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData>'
        '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
        "Doc_0/Pages/Page_0/Content.xml": f'<ofd:Page {space}><ofd:Content><ofd:Layer ID="2">{text}</ofd:Layer></ofd:Content></ofd:Page>',
    }  # fmt: skip
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name, words in parts.items():
            packed.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{words}')
    return stream.getvalue()


def rtf() -> bytes:
    lines = "\\par\n".join("".join(f"\\u{ord(sign)}?" if ord(sign) > 127 else sign for sign in line) for line in LINES)
    table = "\\trowd\\cellx2000\\cellx4000 \\u29978?\\cell 20\\cell\\row"
    return ("{\\rtf1\\ansi\\ansicpg936\\deff0{\\fonttbl{\\f0 SimSun;}}\n" + lines + "\\par\n" + table + "}").encode()


def repacked(raw: bytes, rng: random.Random) -> bytes:
    """A package whose parts are damaged, not only its wrapping: what a mutation of the whole file seldom reaches."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        hit = rng.choice(names)
        for name in names:
            part = old.read(name)
            if name != hit:
                new.writestr(name, part)
            elif rng.random() < 0.9:
                new.writestr(name, _damaged(part, rng))
    return stream.getvalue()


PIECES = (
    b"<",
    b"</",
    b"&#0;",
    b"&x;",
    b"-1",
    b"999999999999",
    b"\xff",
    b'"',
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b"NaN",
    b"1e999",
    b"",
    b" ",
)


def _damaged(part: bytes, rng: random.Random) -> bytes:
    if rng.random() < 0.5:
        return mutated_bytes(part, rng) if part else b"x"
    changed = bytearray(part)
    for _ in range(rng.randint(1, 4)):
        figures = [at for at, byte in enumerate(changed) if chr(byte).isdigit()] or [0]
        at = rng.choice(figures)
        changed[at : at + rng.randint(0, 3)] = rng.choice(PIECES)
    return bytes(changed)


MADE: dict[str, Callable[[], bytes]] = {".xlsx": workbook, ".ofd": ofd, ".rtf": rtf}


@pytest.mark.parametrize("suffix", MADE)
def test_the_whole_file_is_read(suffix: str) -> None:
    text = source_of(f"whole{suffix}", MADE[suffix]()).text
    assert "20万元补贴" in text


@pytest.mark.parametrize("suffix", MADE)
def test_mutated_files_give_text_or_a_sentence(suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_REPORTS", str(tmp_path))
    rng = random.Random(suffix)
    raw = MADE[suffix]()
    failed: list[tuple[int, str]] = []
    for number in range(EACH):
        damaged = repacked(raw, rng) if suffix != ".rtf" and rng.random() < 0.7 else _damaged(raw, rng)
        try:
            assert source_of(f"mutated{suffix}", damaged).text.strip()
        except UnreadableDocument as error:
            if any(words in str(error) for words in UNFORESEEN) or "Traceback" in str(error):
                failed.append((number, str(error)))
    told = "\n".join(path.read_text("utf-8")[-1500:] for path in list(tmp_path.iterdir())[:3])
    assert not failed, told
