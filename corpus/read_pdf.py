"""A PDF with a text layer in, its text out: wrapped lines joined into paragraphs, page numbers and running heads left out.

What is a paragraph is told by where the lines stand on the page: a line that reaches the right margin goes on in the
next one, unless that one is indented, set off or of another size.
"""

from __future__ import annotations

import ctypes
import itertools
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

import pypdfium2 as pdfium

from corpus.cells import CELL
from corpus.errors import UnreadableDocument
from corpus.read import Extract, LeftOut

_MARGIN = 0.14  # running heads and page numbers stand in this outer part of a page's height
_PAGE_NUMBER = re.compile(r"[-—–―·•~\s]*\d{1,4}[-—–―·•~\s]*|第\s*\d+\s*页(?:[,，/\s]*共\s*\d+\s*页)?|\d+\s*/\s*\d+")
_FIRST_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_LAST_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?=\D*$)")
_MARKER = re.compile(
    r"(?:第\s*[一二三四五六七八九十百零〇\d\s]{1,7}[编章节条]|[（(]\s*[一二三四五六七八九十\d]{1,3}\s*[)）]"
    r"|[一二三四五六七八九十]{1,3}\s*[、.．]|\d{1,3}\s*[、.．](?!\d)|[①-⑳]|附件)"
)
_SENTENCE_END = "。；;：:！？!?"
_LEAST = 5  # characters on a page, on average; fewer is a scan with a stamp
_HYPHEN = "\u00ad"  # not seen where a word is whole
_GAP = "\x00"  # a space that is not in the file: the place between two characters is wide
_APART = 0.25  # of the wider one: two characters that stand farther apart have a space between them
_RAISED, _LOWERED = 0.5, 0.75  # of the size: how far a character may stand above or below the one before it
_BELOW = 0.2  # of the size: how far a line of type reaches below its base line
_WIDEST = 3  # times the size; a wider character is a mistake in the file
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
        cells = [list(_cells(document, number)) for number in range(len(document))]
    except pdfium.PdfiumError as error:
        raise UnreadableDocument(f"{where}：PDF 的页面已损坏（{error}），请重新下载或导出。") from None
    finally:
        document.close()
    numbers = _page_numbers(cells)
    pages = [list(_rows(cell for cell in page if cell not in numbers)) for page in cells]
    _check_text(cells, where)
    furniture = dict.fromkeys(numbers, "页码") | _running_heads(pages)
    left_out = [
        LeftOut(f"第{line.page}页", line.text, why)
        for line, why in sorted(furniture.items(), key=lambda found: (found[0].page, -found[0].top))
    ]
    left_out += [LeftOut(f"第{number}页", "", "整页没有文字层") for number, page in enumerate(cells, 1) if not page]
    body = [line for page in pages for line in page if line not in furniture]
    return Extract("\n".join(_paragraphs(body)) + "\n", tuple(left_out))


def _cells(document: pdfium.PdfDocument, number: int) -> Iterator[_Line]:
    """The stretches of a page that each stand on one line, in the order of the file."""
    page = document[number]
    sizes = _turn_upright(page)
    text_page = page.get_textpage()
    for characters in _stretches(_characters(text_page, *sizes)):
        for part in _split_at_edge_numbers(characters):
            visible = [each for each in part if not each.text.isspace() and each.text != _GAP]
            first, last = visible[0], visible[-1]
            yield _Line(
                _tidy("".join(each.text for each in part)),
                number + 1,
                min(first.left, last.left),
                max(first.right, last.right),
                min(first.bottom, last.bottom),
                max(first.top, last.top),
                first.page_height,
            )
    text_page.close()
    page.close()


def _turn_upright(page: pdfium.PdfPage) -> tuple[float, float]:
    """Lay the lines that run up or down a page so that they run across it, in memory only; its width and height then.

    PDFium leaves out a line whose box is flat from side to side, and one that runs up the page is as wide as its font
    is high: nothing, where this machine has none to put in the place of one that is not in the file.
    """
    page.set_rotation(0)
    width, height = page.get_size()
    turned = lines = 0
    for each in page.get_objects(max_depth=1):
        steep = _steepness(page, each)
        if steep is None:
            continue
        lines += 1
        if steep:
            turned += 1
            turn = (0, -1, 1, 0, 0, width) if steep > 0 else (0, 1, -1, 0, height, 0)
            pdfium.raw.FPDFPageObj_Transform(each.raw, *turn)
    return (height, width) if 2 * turned > lines else (width, height)


def _steepness(page: pdfium.PdfPage, each: pdfium.PdfObject) -> int | None:
    """1 where the text of an object runs up the page, -1 down, 0 across, None where it has none."""
    if each.type == pdfium.raw.FPDF_PAGEOBJ_TEXT:
        matrix = each.get_matrix()
    elif each.type == pdfium.raw.FPDF_PAGEOBJ_FORM:
        inside = next(iter(page.get_objects([pdfium.raw.FPDF_PAGEOBJ_TEXT], form=each.raw, level=1)), None)
        if inside is None:
            return None
        matrix = inside.get_matrix().multiply(each.get_matrix())
    else:
        return None
    if abs(matrix.b) <= abs(matrix.a):
        return 0
    return 1 if matrix.b > 0 else -1


def _rows(cells: Iterable[_Line]) -> Iterator[_Line]:
    """The lines of a page; cells that stand side by side become one."""
    before: _Line | None = None
    for cell in cells:
        if before is not None and _beside(before, cell):
            before = _Line(f"{before.text}{CELL}{cell.text}", before.page, before.left, cell.right,
                           min(before.bottom, cell.bottom), max(before.top, cell.top), cell.page_height)  # fmt: skip
            continue
        if before is not None:
            yield before
        before = cell
    if before is not None:
        yield before


@dataclass(frozen=True, slots=True)
class _Character:
    """One character with its box, in points, as one sees it who reads the line upright.

    All of it is in the file: where the pen stands, how wide it says the character is, and the size of the type. What a
    font that stands in for one that is missing looks like, and whether this machine has one, changes nothing.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    page_height: float

    @property
    def bottom(self) -> float:
        return self.base - _BELOW * self.size

    @property
    def top(self) -> float:
        return self.bottom + self.size


def _characters(text_page: pdfium.PdfTextPage, width: float, height: float) -> Iterator[_Character]:
    """The characters that stand in the file, without the spaces and line ends that PDFium adds by its own fonts."""
    raw = pdfium.raw
    matrix, x, y = raw.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    widths: dict[tuple[int, int], float] = {}
    origin, before = (math.nan, math.nan), 0.0
    for index in range(text_page.count_chars()):
        code = raw.FPDFText_GetUnicode(text_page, index)
        code = ord(_HYPHEN) if code == 2 else code  # so PDFium gives a hyphen where the line breaks a word
        if code == 0 or code in (10, 13) or raw.FPDFText_IsGenerated(text_page, index) == 1:
            continue
        raw.FPDFText_GetMatrix(text_page, index, matrix)
        raw.FPDFText_GetCharOrigin(text_page, index, x, y)
        points = raw.FPDFText_GetFontSize(text_page, index)
        size = max(points * math.hypot(matrix.c, matrix.d), 1.0)
        text = chr(code) if not 0xD800 <= code <= 0xDFFF else "\ufffd"
        advance = _width(text_page, index, text, widths) * points * math.hypot(matrix.a, matrix.b)
        if (x.value, y.value) == origin:  # a second letter out of one sign: the i of ﬁ
            advance += before
        origin, before = (x.value, y.value), advance
        left, base = (x.value, y.value) if matrix.a >= 0 else (width - x.value, height - y.value)
        yield _Character(text, left, left + min(advance, _WIDEST * size), base, size, height)


def _width(text_page: pdfium.PdfTextPage, index: int, text: str, known: dict[tuple[int, int], float]) -> float:
    """How wide the file says that its font sets a character, as a share of the size; by its kind where it does not."""
    raw = pdfium.raw
    font = raw.FPDFTextObj_GetFont(raw.FPDFText_GetTextObject(text_page, index))
    key = (ctypes.addressof(font.contents) if font else 0, ord(text))
    if key not in known:
        told = ctypes.c_float()
        if font:
            raw.FPDFFont_GetGlyphWidth(font, ord(text), 1.0, told)
        known[key] = told.value or (1.0 if unicodedata.east_asian_width(text) in "WF" else 0.5)
    return known[key]


def _split_at_edge_numbers(characters: list[_Character]) -> Iterator[list[_Character]]:
    """The page number that stands on one line with a row of a table, wide apart from it, is a stretch of its own."""
    gaps = [at for at, each in enumerate(characters) if each.text == _GAP]
    if gaps and _PAGE_NUMBER.fullmatch("".join(each.text for each in characters[gaps[-1] + 1 :])):
        left, right = characters[gaps[-1] - 1], characters[gaps[-1] + 1]
        if right.left - left.right > 2 * left.size:
            yield characters[: gaps[-1]]
            yield characters[gaps[-1] + 1 :]
            return
    yield characters


def _stretches(characters: Iterable[_Character]) -> Iterator[list[_Character]]:
    """The characters of every line that holds something, with a gap where they stand apart."""
    stretch: list[_Character] = []
    for each in characters:
        before = stretch[-1] if stretch else None
        if before is not None and not _same_line(before, each):
            if _is_visible(stretch):
                yield stretch
            stretch = []
        elif before is not None and _stands_apart(before, each):
            stretch.append(replace(before, text=_GAP, left=before.right, right=each.left))
        stretch.append(each)
    if _is_visible(stretch):
        yield stretch


def _same_line(before: _Character, each: _Character) -> bool:
    """A raised or lowered figure is on the line; what goes back is not, but for the overlap of a tight setting."""
    size = max(before.size, each.size)
    return -_LOWERED * size < each.base - before.base < _RAISED * size and each.left > before.right - size


def _stands_apart(before: _Character, each: _Character) -> bool:
    spaced = before.text.isspace() or each.text.isspace()
    return not spaced and each.left - before.right > _APART * max(before.right - before.left, each.right - each.left)


def _is_visible(stretch: Sequence[_Character]) -> bool:
    return any(not each.text.isspace() and each.text != _GAP for each in stretch)


def _tidy(text: str) -> str:
    """Radicals that stand for whole characters (⼀ for 一) become these; gaps between Chinese characters close."""
    text = "".join(unicodedata.normalize("NFKC", c) if "\u2e80" <= c <= "\u2fdf" else c for c in text)
    text = re.sub(rf"{_HYPHEN}(?!$)", "", text)
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


def _page_numbers(pages: Sequence[Sequence[_Line]]) -> set[_Line]:
    """The page numbers at the edges: — 3 — and 第3页 by their looks, a bare figure only where it counts the pages.

    A bare figure in a table may stand at an edge too, even beside the page number: it counts nothing.
    """
    found = set()
    bare: list[tuple[int, _Line]] = []
    for page in pages:
        for line in page:
            if line.in_margin and _PAGE_NUMBER.fullmatch(line.text):
                if line.text.isdecimal():
                    bare.append((int(line.text) - line.page, line))
                else:
                    found.add(line)
    steady = Counter((ahead, round(line.bottom / line.size)) for ahead, line in bare)
    for ahead, line in bare:
        alone = len(pages) == 1 and line.bottom == min(other.bottom for other in pages[0])
        if steady[ahead, round(line.bottom / line.size)] > 1 or (alone and not _has_neighbour(line, pages[0])):
            found.add(line)
    return found


def _has_neighbour(line: _Line, page: Sequence[_Line]) -> bool:
    return any(_beside(line, other) or _beside(other, line) for other in page)


def _running_heads(pages: Sequence[Sequence[_Line]]) -> dict[_Line, str]:
    """What repeats at the edge of the pages, word for word or but for a number that counts the pages."""
    edges = [[line for line in _outermost(page) if line.in_margin and len(line.text) <= 60] for page in pages]
    repeated = Counter(shape for page in edges for shape in {shape for line in page for shape in _shapes(line)})
    least = max(2, len(pages) // 2)
    return {
        line: "页眉或页脚"
        for page in edges
        for line in page
        if any(repeated[shape] >= least for shape in _shapes(line))
    }


def _outermost(page: Sequence[_Line]) -> list[_Line]:
    """The two lines at the top and the two at the bottom, wherever the file has them."""
    placed = sorted(page, key=lambda line: -line.top)
    return [line for line in page if line in (*placed[:2], *placed[-2:])]


def _shapes(line: _Line) -> set[str]:
    """The words as they are, and with a number told by how far it is ahead of the page: 第12页 on page 2 is 第+10页.

    A numbered clause keeps its numbers: clauses that differ in these only are still different clauses.
    """
    words = re.sub(r"\s", "", line.text)
    if _MARKER.match(line.text):
        return {words}
    counted = (
        f"{words[: number.start()]}{int(number[0]) - line.page:+}{words[number.end() :]}"
        for pattern in (_FIRST_NUMBER, _LAST_NUMBER)
        if (number := pattern.search(words))
    )
    return {words, *counted}


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
            text = text.removesuffix(_HYPHEN) + _joint(before.text, line.text) + line.text
        else:
            yield text.replace(_HYPHEN, "-")
            text = line.text
    yield text.replace(_HYPHEN, "-")


def _joint(before: str, line: str) -> str:
    """A space between two words in Latin letters; none inside a number: 奖励1|000万元."""
    left, right = before[-1], line[0]
    if not (left.isascii() and left.isalnum() and right.isascii()) or (
        left.isdigit() and (right.isdigit() or right in ".,%")
    ):
        return ""
    return " "


def _right_margin(lines: Sequence[_Line], size: float) -> float:
    """The rightmost place that several lines reach."""
    ends = sorted((line.right for line in lines), reverse=True)
    for end, following in itertools.pairwise(ends):
        if end - following < 1.2 * size:
            return end
    return ends[0]
