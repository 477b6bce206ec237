"""10,000 generated documents, and some of them as files of each format: nothing but PolicyError, and the laws hold."""

from __future__ import annotations

import io
import random

import docx
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from corpus.check import check_document
from corpus.errors import PolicyError
from corpus.formats.read import READERS, SourceText
from corpus.identity.identity import infer_identity
from corpus.identity.stated import Statements
from corpus.outline.units import divide
from corpus.parse import measures_of
from index.records import measure_from_json, measure_of_own, measure_to_json
from tests.corpus.test_units_laws import laws_hold
from tests.fuzz.documents import generated

pytestmark = pytest.mark.fuzz

BATCHES, EACH, FILES = 40, 250, 10


def holds(text: str) -> None:
    division = divide(text)
    units = measures_of(text, "generated", division)
    laws_hold(text, units)
    for read in (measure_from_json, measure_of_own):
        assert [read(measure_to_json(unit)) for unit in units] == list(units)
    infer_identity(text)
    check_document(SourceText("generated", text, ""), division, units)
    Statements(text).hold("松塔县办法")


def word_file(text: str) -> bytes:
    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph("".join(c for c in line if c.isprintable() or c == "\t"))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def pdf_file(text: str) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    stream = io.BytesIO()
    canvas = Canvas(stream, A4)
    lines = text.split("\n")
    for start in range(0, len(lines), 20):
        canvas.setFont("STSong-Light", 14)
        for row, line in enumerate(lines[start : start + 20]):
            canvas.drawString(72, 750 - row * 30, line[:34])
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


@pytest.mark.parametrize("batch", range(BATCHES))
def test_generated_documents(batch: int) -> None:
    rng = random.Random(batch)
    for _ in range(EACH):
        holds(generated(rng))
    for _ in range(FILES):
        text = generated(rng)
        page = "<html><body>" + "".join(f"<p>{line}" for line in text.split("\n"))
        for suffix, raw in ((".html", page.encode()), (".docx", word_file(text)), (".pdf", pdf_file(text))):
            try:
                read = READERS[suffix](raw, "generated").text
            except PolicyError:
                continue
            holds(read)
