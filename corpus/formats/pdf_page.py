"""The pages of a PDF in, what stands on each out: its characters with their places, the lines drawn, the pictures.

The only module that knows PDFium. All of it is in the file: where the pen stands, how wide it says a character is, and
the size of the type. What a font that stands in for a missing one looks like changes nothing.
"""

from __future__ import annotations

import ctypes
import itertools
import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium

from corpus.errors import UnreadableDocument
from corpus.formats.pdf_tables import MOST_RULES, Rule
from corpus.formats.recognised import Picture

HYPHEN = "\u00ad"  # not seen where a word is whole
BELOW = 0.2  # of the size: how far a line of type reaches below its base line
_WIDEST = 3  # times the size; a wider character is a mistake in the file
_PICTURE_DPI = 200
PICTURE_EDGE = 3000.0  # pixels; a larger picture takes long and is read no better
_THIN = 3.0  # points; a box as thin as this is a line
_STRAIGHT = 1.0  # points by which a line may lean


@dataclass(frozen=True, slots=True)
class Character:
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
        return self.base - BELOW * self.size

    @property
    def top(self) -> float:
        return self.bottom + self.size


@dataclass(frozen=True, slots=True)
class Page:
    """One page, counted from 1: its characters in the order of the file, its drawn lines, and how much of it pictures cover."""

    number: int
    width: float
    height: float
    characters: tuple[Character, ...]
    rules: tuple[Rule, ...]
    pictured: float = 0.0  # share of the page


def pages_of(raw: bytes, where: str) -> Iterator[Page]:
    """Every page in order. Raises UnreadableDocument for what is encrypted or damaged."""
    try:
        document = pdfium.PdfDocument(raw)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableDocument(f"{where}：PDF 有密码，请解除密码后再试。") from None
        raise UnreadableDocument(f"{where}：不是完好的 PDF 文件（{error}），请重新下载或导出。") from None
    try:
        for number in range(len(document)):
            yield _page(document, number)
    except pdfium.PdfiumError as error:
        raise UnreadableDocument(f"{where}：PDF 的页面已损坏（{error}），请重新下载或导出。") from None
    finally:
        document.close()


def picture_scale(width: float, height: float) -> float:
    """Pixels a point of the picture of a page of this size."""
    return min(_PICTURE_DPI / 72, PICTURE_EDGE / max(width, height, 1.0))


def pictures_of(raw: bytes, numbers: Sequence[int]) -> Iterator[Picture]:
    """The pages of these numbers, counted from 1, as pictures."""
    document = pdfium.PdfDocument(raw)
    try:
        for number in numbers:
            page = document[number - 1]
            image = page.render(
                scale=picture_scale(*page.get_size()), rev_byteorder=True, prefer_bgrx=False, grayscale=False
            ).to_numpy()
            colours = image[:, :, :3] if image.ndim == 3 else image.reshape(*image.shape, 1).repeat(3, axis=2)
            yield Picture(image.shape[1], image.shape[0], colours.tobytes())
            page.close()
    finally:
        document.close()


def _page(document: pdfium.PdfDocument, number: int) -> Page:
    page = document[number]
    width, height, turned = _turn_upright(page)
    rules = tuple(_rules(page, turned))
    pictured = _pictured(page)
    text_page = page.get_textpage()
    characters = tuple(_characters(text_page, width, height))
    text_page.close()
    page.close()
    return Page(number + 1, width, height, characters, rules, pictured)


Turn = tuple[float, float, float, float, float, float]


def _turn_upright(page: pdfium.PdfPage) -> tuple[float, float, Turn | None]:
    """Lay the lines that run up or down a page so that they run across it, in memory only; its width and height then.

    The third value is how its drawings have to be turned to fit, None where they fit as they are.

    PDFium leaves out a line whose box is flat from side to side, and one that runs up the page is as wide as its font
    is high: nothing, where this machine has none to put in the place of one that is not in the file.
    """
    page.set_rotation(0)
    width, height = page.get_size()
    turned = lines = 0
    turn: Turn | None = None
    for each in page.get_objects(max_depth=1):
        steep = _steepness(page, each)
        if steep is None:
            continue
        lines += 1
        if steep:
            turned += 1
            turn = (0, -1, 1, 0, 0, width) if steep > 0 else (0, 1, -1, 0, height, 0)
            pdfium.raw.FPDFPageObj_Transform(each.raw, *turn)
    return (height, width, turn) if 2 * turned > lines else (width, height, None)


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


def _rules(page: pdfium.PdfPage, turned: Turn | None) -> Iterator[Rule]:
    """The straight lines of a page: strokes, the edges of boxes, and boxes so thin that they are lines."""
    count = 0
    for each in page.get_objects([pdfium.raw.FPDF_PAGEOBJ_PATH], max_depth=3):
        points = _corners(each)
        if turned is not None:
            points = [None if point is None else _moved(point, turned) for point in points]
        for (x1, y1), (x2, y2) in _edges(points, stroked=_is_stroked(each)):
            count += 1
            if count > 4 * MOST_RULES:
                return
            if abs(y1 - y2) <= _STRAIGHT < abs(x1 - x2):
                yield Rule(False, (y1 + y2) / 2, min(x1, x2), max(x1, x2))
            elif abs(x1 - x2) <= _STRAIGHT < abs(y1 - y2):
                yield Rule(True, (x1 + x2) / 2, min(y1, y2), max(y1, y2))


Point = tuple[float, float]


def _corners(each: pdfium.PdfObject) -> list[Point | None]:
    """The points of a drawing in points of the page; None parts one stroke from the next."""
    raw = pdfium.raw
    matrix = each.get_matrix()
    holder = each.container
    if holder is not None:  # a drawing within a form stands where the form stands
        matrix = matrix.multiply(holder.get_matrix())
    x, y = ctypes.c_float(), ctypes.c_float()
    found: list[Point | None] = []
    first: Point | None = None
    for index in range(min(raw.FPDFPath_CountSegments(each.raw), 4 * MOST_RULES)):
        segment = raw.FPDFPath_GetPathSegment(each.raw, index)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = _moved((x.value, y.value), matrix.get())
        if kind == raw.FPDF_SEGMENT_MOVETO or first is None:
            found.append(None)
            first = point
        elif kind == raw.FPDF_SEGMENT_BEZIERTO:
            found.append(None)
        found.append(point)
        if raw.FPDFPathSegment_GetClose(segment):
            found += [first, None]
    return found


def _is_stroked(each: pdfium.PdfObject) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium.raw.FPDFPath_GetDrawMode(each.raw, fill, stroke) and stroke.value)


def _edges(points: Sequence[Point | None], *, stroked: bool) -> Iterator[tuple[Point, Point]]:
    """The straight pieces between the points, none of what is only a ground of colour; of a thin box its middle."""
    stroke: list[Point] = []
    for point in [*points, None]:
        if point is not None:
            stroke.append(point)
            continue
        if len(stroke) > 2:
            xs, ys = [x for x, _ in stroke], [y for _, y in stroke]
            left, right, low, high = min(xs), max(xs), min(ys), max(ys)
            if high - low <= _THIN:
                stroke = [(left, (low + high) / 2), (right, (low + high) / 2)]
            elif right - left <= _THIN:
                stroke = [((left + right) / 2, low), ((left + right) / 2, high)]
            elif not stroked:
                stroke = []
        yield from itertools.pairwise(stroke)
        stroke = []


def _moved(point: Point, by: Turn) -> Point:
    x, y = point
    a, b, c, d, e, f = by
    return a * x + c * y + e, b * x + d * y + f


def _pictured(page: pdfium.PdfPage) -> float:
    """The share of the page that pictures cover; more than 1 where they lie on one another."""
    width, height = page.get_size()
    covered = 0.0
    for each in page.get_objects([pdfium.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = each.get_bounds()
        covered += max(0.0, right - left) * max(0.0, top - bottom)
    return float(covered / max(width * height, 1.0))


def _characters(text_page: pdfium.PdfTextPage, width: float, height: float) -> Iterator[Character]:
    """The characters that stand in the file, without the spaces and line ends that PDFium adds by its own fonts."""
    raw = pdfium.raw
    matrix, x, y = raw.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    widths: dict[tuple[int, int], float] = {}
    origin, before = (math.nan, math.nan), 0.0
    for index in range(text_page.count_chars()):
        code = raw.FPDFText_GetUnicode(text_page, index)
        code = ord(HYPHEN) if code == 2 else code  # so PDFium gives a hyphen where the line breaks a word
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
        yield Character(text, left, left + min(advance, _WIDEST * size), base, size, height)


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
