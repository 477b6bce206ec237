"""A PDF with a text layer in, its text out: wrapped lines joined into paragraphs, page numbers and running heads left out.

What is a paragraph is told by where the lines stand on the page: a line that reaches the right margin goes on in the
next one, unless that one is indented, set off or of another size.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import pypdfium2 as pdfium

from corpus.errors import UnreadableDocument
from corpus.read import CELL, Extract, LeftOut

_MARGIN = 0.14  # running heads and page numbers stand in this outer part of a page's height
_PAGE_NUMBER = re.compile(r"[-—–―·•~\s]*\d{1,4}[-—–―·•~\s]*|第\s*\d+\s*页(?:[,，/\s]*共\s*\d+\s*页)?|\d+\s*/\s*\d+")
_MARKER = re.compile(
    r"(?:第\s*[一二三四五六七八九十百零〇\d\s]{1,7}[编章节条]|[（(]\s*[一二三四五六七八九十\d]{1,3}\s*[)）]"
    r"|[一二三四五六七八九十]{1,3}\s*[、.．]|\d{1,3}\s*[、.．](?!\d)|[①-⑳]|附件)"
)
_SENTENCE_END = "。；;：:！？!?"
_LEAST = 5  # characters on a page, on average; fewer is a scan with a stamp
_GAP = "\x00"  # a space that is not in the file: the place between two characters is wide
_UNREADABLE_SHARE = 0.3  # of characters without a meaning: fonts without a map to Unicode


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a page with its box, in points from the bottom left corner, and the page's height."""

    text: str
    page: int
    left: float
    right: float
    bottom: float
    top: float
    page_height: float

    @property
    def size(self) -> float:
        return max(self.top - self.bottom, 1.0)

    @property
    def in_margin(self) -> bool:
        middle = (self.top + self.bottom) / 2
        return not self.page_height * _MARGIN < middle < self.page_height * (1 - _MARGIN)


def extract_pdf(raw: bytes, where: str) -> Extract:
    """The text of a PDF. Raises UnreadableDocument for what is encrypted, scanned, damaged or has no map to Unicode."""
    try:
        document = pdfium.PdfDocument(raw)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableDocument(f"{where}：PDF 有密码，请解除密码后再试。") from None
        raise UnreadableDocument(f"{where}：不是完好的 PDF 文件（{error}），请重新下载或导出。") from None
    try:
        pages = [list(_lines(document, number)) for number in range(len(document))]
    except pdfium.PdfiumError as error:
        raise UnreadableDocument(f"{where}：PDF 的页面已损坏（{error}），请重新下载或导出。") from None
    finally:
        document.close()
    _check_text(pages, where)
    furniture = _furniture(pages)
    left_out = [
        LeftOut(f"第{line.page}页", line.text, furniture[line]) for page in pages for line in page if line in furniture
    ]
    left_out += [LeftOut(f"第{number}页", "", "整页没有文字层") for number, page in enumerate(pages, 1) if not page]
    body = [line for page in pages for line in page if line not in furniture]
    return Extract("\n".join(_paragraphs(body)) + "\n", tuple(left_out))


def _lines(document: pdfium.PdfDocument, number: int) -> Iterator[_Line]:
    """The lines of a page, in the order of the file; cells that stand side by side become one line."""
    page = document[number]
    text_page = page.get_textpage()
    height = page.get_height()
    before: _Line | None = None
    for first, last, text in _stretches(text_page):
        boxes = [text_page.get_charbox(at, loose=True) for at in (first, last)]
        line = _Line(text, number + 1, min(b[0] for b in boxes), max(b[2] for b in boxes), min(b[1] for b in boxes),
                     max(b[3] for b in boxes), height)  # fmt: skip
        if before is not None and _beside(before, line):
            before = _Line(f"{before.text}{CELL}{line.text}", before.page, before.left, line.right,
                           min(before.bottom, line.bottom), max(before.top, line.top), height)  # fmt: skip
            continue
        if before is not None:
            yield before
        before = line
    if before is not None:
        yield before
    text_page.close()
    page.close()


def _stretches(text_page: pdfium.PdfTextPage) -> Iterator[tuple[int, int, str]]:
    """(index of the first and the last visible character, text) of every line that holds something."""
    characters: list[tuple[int, str]] = []
    count = text_page.count_chars()
    for index in range(count + 1):
        code = pdfium.raw.FPDFText_GetUnicode(text_page, index) if index < count else 10
        if code in (10, 13):
            visible = [at for at, character in characters if not character.isspace() and character != _GAP]
            if visible:
                yield visible[0], visible[-1], _tidy("".join(character for _, character in characters))
            characters = []
        elif code == 32 and pdfium.raw.FPDFText_IsGenerated(text_page, index) == 1:
            characters.append((index, _GAP))
        elif code > 2:  # 0 has no meaning, 2 is a hyphen where the line breaks a word
            characters.append((index, chr(code) if not 0xD800 <= code <= 0xDFFF else "\ufffd"))


def _tidy(text: str) -> str:
    """Radicals that stand for whole characters (⼀ for 一) become these; gaps between Chinese characters close."""
    text = "".join(unicodedata.normalize("NFKC", c) if "\u2e80" <= c <= "\u2fdf" else c for c in text)
    text = re.sub(rf"(?<=[\u3000-\u9fff\uff00-\uffef]){_GAP}+(?=[\u3000-\u9fff\uff00-\uffef])", "", text)
    return text.replace(_GAP, " ").strip()


def _beside(left: _Line, right: _Line) -> bool:
    shared = min(left.top, right.top) - max(left.bottom, right.bottom)
    return shared > 0.5 * min(left.size, right.size) and right.left > left.right + 0.8 * right.size


def _check_text(pages: Sequence[Sequence[_Line]], where: str) -> None:
    text = "".join(line.text for page in pages for line in page)
    visible = [character for character in text if not character.isspace()]
    if len(visible) < _LEAST * max(len(pages), 1):
        raise UnreadableDocument(f"{where}：PDF 没有文字层（多半是扫描件），请先做文字识别（OCR）再试。")
    lost = sum(
        1 for character in visible if unicodedata.category(character) in ("Co", "Cc", "Cn") or character == "\ufffd"
    )
    if lost > _UNREADABLE_SHARE * len(visible):
        raise UnreadableDocument(
            f"{where}：PDF 的字体没有对应的文字编码，取出的是乱码，请改用 Word 原件或先做文字识别（OCR）。"
        )


def _furniture(pages: Sequence[Sequence[_Line]]) -> dict[_Line, str]:
    """Page numbers and what repeats at the edge of the pages, each with the reason why it is no text."""
    edges = [[line for line in page if line.in_margin and line in (*page[:2], *page[-2:])] for page in pages]
    repeated = Counter(key for page in edges for key in {_shape(line.text) for line in page})
    least = max(2, len(pages) // 2)
    found: dict[_Line, str] = {}
    for page in edges:
        for line in page:
            if _PAGE_NUMBER.fullmatch(line.text):
                found[line] = "页码"
            elif repeated[_shape(line.text)] >= least and len(line.text) <= 60:
                found[line] = "页眉或页脚"
    return found


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s", "", text))


def _paragraphs(lines: Sequence[_Line]) -> Iterator[str]:
    if not lines:
        return
    size = median(line.size for line in lines)
    left = Counter(round(line.left / size) for line in lines if len(line.text) > 10)
    margin = min((place for place, count in left.items() if count >= 0.1 * sum(left.values())), default=0) * size
    right = _right_margin(lines, size)
    gaps = [a.bottom - b.top for a, b in itertools.pairwise(lines) if a.page == b.page and a.bottom > b.top]
    gap = median(gaps) if gaps else size
    text = lines[0].text
    for before, line in itertools.pairwise(lines):
        full = before.right >= right - 1.8 * size
        indented = line.left > margin + 1.2 * size
        apart = before.page == line.page and before.bottom - line.top > gap + 0.8 * size
        other = not 0.8 < line.size / before.size < 1.25 and len(line.text) > 2
        begins = _MARKER.match(line.text) is not None and before.text[-1] in _SENTENCE_END
        if full and not (indented or apart or other or begins or CELL in before.text or CELL in line.text):
            joint = " " if before.text[-1].isascii() and line.text[0].isascii() and before.text[-1].isalnum() else ""
            text += joint + line.text
        else:
            yield text
            text = line.text
    yield text


def _right_margin(lines: Sequence[_Line], size: float) -> float:
    """The rightmost place that several lines reach."""
    ends = sorted((line.right for line in lines), reverse=True)
    for end, following in itertools.pairwise(ends):
        if end - following < size:
            return end
    return ends[0]
