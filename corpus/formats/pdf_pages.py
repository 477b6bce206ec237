"""The original page of a PDF as a picture, and on which page a clause stands."""

from __future__ import annotations

import io
from collections import Counter

import pypdfium2 as pdfium

from corpus.errors import UnreadableDocument
from corpus.text.normal import fold

WIDTH = 1100  # pixels of a page's picture
_BEGINNING = 120  # characters of a clause that are looked for


def page_of(raw: bytes, words: str) -> int:
    """The page, from 1, that holds most of the beginning of `words`. Raises UnreadableDocument."""
    wanted = _grams(words[:_BEGINNING])
    best, most = 1, -1
    with _opened(raw) as document:
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            held = sum((wanted & _grams(text.get_text_bounded())).values())
            text.close()
            page.close()
            if held > most:
                best, most = number + 1, held
    return best


def picture(raw: bytes, number: int) -> tuple[bytes, int]:
    """The page as a PNG, and how many pages there are. Raises UnreadableDocument."""
    with _opened(raw) as document:
        pages = len(document)
        page = document[min(max(number, 1), pages) - 1]
        try:
            bitmap = page.render(scale=WIDTH / max(page.get_width(), 1.0))
            file = io.BytesIO()
            bitmap.to_pil().save(file, format="PNG")
        except pdfium.PdfiumError as error:
            raise UnreadableDocument(f"PDF 的这一页画不出来（{error}），请直接打开原文件。") from None
        finally:
            page.close()
        return file.getvalue(), pages


def _opened(raw: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(raw)
    except pdfium.PdfiumError as error:
        raise UnreadableDocument(f"不是完好的 PDF 文件（{error}），看不了原页。") from None


def _grams(text: str) -> Counter[str]:
    bare = "".join(fold(text).split())
    return Counter(bare[at : at + 2] for at in range(len(bare) - 1))
