"""A PDF with a text layer in, its text out: wrapped lines joined into paragraphs, page numbers and running heads left out.

What is a paragraph is told by where the lines stand on the page: a line that reaches the right margin goes on in the
next one, unless that one is indented, set off or of another size. A row of a table is a line of its own.
"""

from __future__ import annotations

import io
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from corpus.errors import UnreadableDocument
from corpus.formats import recognised
from corpus.formats.extract import Extract, LeftOut, raised
from corpus.formats.ofd_pages import ofd_pages
from corpus.formats.pdf_layout import Line, Row, hull, in_reading_order, split_notes, with_aligned_tables
from corpus.formats.pdf_page import HYPHEN, PICTURE_EDGE, Character, Page, pages_of, picture_scale, pictures_of
from corpus.formats.pdf_tables import Area, Grid, grids_of
from corpus.formats.recognised import Seen
from corpus.tables.cells import CELL, Merged, table_lines

_MARGIN = 0.14  # running heads and page numbers stand in this outer part of a page's height
_PAGE_NUMBER = re.compile(r"[-—–―·•~\s]*\d{1,4}[-—–―·•~\s]*|第\s*\d+\s*页(?:[,，/\s]*共\s*\d+\s*页)?|\d+\s*/\s*\d+")
_FIRST_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_LAST_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?=\D*$)")
_MARKER = re.compile(
    r"(?:第\s*[一二三四五六七八九十百零〇\d\s]{1,7}[编章节条]|[（(]\s*[一二三四五六七八九十\d]{1,3}\s*[)）]"
    r"|[一二三四五六七八九十]{1,3}\s*[、.．]|\d{1,3}\s*[、.．](?!\d)|[①-⑳]|附件)"
)
_LEADER = re.compile(r"(?:…|\.{3}|·{3})\s*\d{1,3}$")  # an entry of a contents page
_SENTENCE_END = "。；;：:！？!?"
_PICTURED = 0.3  # of a page; one with less of it in pictures is no scan
_ANY_FIGURE = re.compile(r"[\d〇零一二三四五六七八九十百千]*\d[\d,.，．]*\s?(?:[%％‰]|[十百千万亿]*元|年|月|日|号|条)?")
_LEAST = 5  # characters on a page, on average; fewer is a scan with a stamp
_GAP = "\x00"  # a space that is not in the file: the place between two characters is wide
_APART = 0.25  # of the wider one: two characters that stand farther apart have a space between them
_COLUMNS_APART = 1.2  # of the size: characters that stand farther apart may be in two columns
_RAISED, _LOWERED = 0.5, 0.75  # of the size: how far a character may stand above or below the one before it
_NOTE_SIZE, _NOTE_RISE = 0.8, 0.15  # of the size of the character before: what is smaller and higher is raised
_UNREADABLE_SHARE = 0.3  # of characters without a meaning: fonts without a map to Unicode
_FIGURE = re.compile(r"[\d.,]+\s?(?:[%％‰]|[十百千万亿]*元?)(?:/\S{1,4})?")
_ROOM = 14.0  # points at the sides of a cell that its words leave free


@dataclass(frozen=True, slots=True)
class _Laid:
    """What stands on a page, in the order of the file: pieces of lines, and rows of tables as lines of their own."""

    pieces: list[Line]
    left_out: list[LeftOut]
    is_recognised: bool = False


def extract_pdf(raw: bytes, where: str) -> Extract:
    """The text of a PDF. Raises UnreadableDocument for what is encrypted, scanned, damaged or has no map to Unicode."""
    return _extract(list(_pages(raw, where)), where, "PDF")


def _pages(raw: bytes, where: str) -> Iterator[_Laid]:
    """The pages of a PDF; those that are pictures of text are recognised, where the extra for that is there."""
    laid = []
    scanned = []
    for page in pages_of(raw, where):
        laid.append(_laid(page))
        if page.pictured > _PICTURED and sum(len(piece.text) for piece in laid[-1].pieces) < _LEAST:
            scanned.append(page)
    if scanned and recognised.is_there():
        _check_count(scanned, where)
        pictures = pictures_of(raw, [page.number for page in scanned])
        for page, lines in zip(scanned, recognised.lines_seen(pictures, where), strict=True):
            laid[page.number - 1] = _seen(lines, page.number, page.height, 1 / picture_scale(page.width, page.height))
    yield from laid


def extract_picture(raw: bytes, where: str) -> Extract:
    """The text of a picture of a page. Raises UnreadableDocument."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(raw)) as opened:
            image = opened.convert("RGB")
            image.thumbnail((PICTURE_EDGE, PICTURE_EDGE))
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise UnreadableDocument(f"{where}：不是完好的图片（{error}），请重新保存。") from None
    picture = recognised.Picture(image.width, image.height, image.tobytes())
    (lines,) = recognised.lines_seen([picture], where)
    return _extract([_seen(lines, 1, image.height, 1.0)], where, "图片")


def _check_count(scanned: Sequence[Page], where: str) -> None:
    if len(scanned) > recognised.MOST_PAGES:
        raise UnreadableDocument(
            f"{where}：扫描的页有 {len(scanned)} 页，一次最多识别 {recognised.MOST_PAGES} 页，请拆分后再试。"
        )


def _seen(lines: Sequence[Seen], number: int, height: float, scale: float) -> _Laid:
    """A page that was recognised, its lines placed as on the page, and every figure in them to be confirmed."""
    pieces, doubts = [], []
    for line in lines:
        size = 0.75 * (line.bottom - line.top) * scale
        bottom = height - line.bottom * scale
        pieces.append(Line(line.words, number, line.left * scale, line.right * scale, bottom, bottom + size, height))
        for figure in _ANY_FIGURE.finditer(line.words):
            doubts.append(
                LeftOut(f"第{number}页", figure[0], f"文字识别所得（可信度 {min(line.sure, 0.99):.0%}），请与原件核对")
            )
    return _Laid(pieces, doubts, is_recognised=bool(pieces))


def extract_ofd(raw: bytes, where: str) -> Extract:
    """The text of an .ofd file, laid out as that of a PDF. Raises UnreadableDocument as `extract_pdf`."""
    return _extract([_laid(page) for page in ofd_pages(raw, where)], where, "OFD")


def _extract(laid: Sequence[_Laid], where: str, kind: str) -> Extract:
    pieces = [page.pieces for page in laid]
    numbers = _page_numbers(pieces)
    pages = [_lines_of([piece for piece in page if piece not in numbers]) for page in pieces]
    _check_text(pieces, where, kind)
    furniture = dict.fromkeys(numbers, "页码") | _running_heads(pages)
    left_out = [
        LeftOut(f"第{line.page}页", line.text, why)
        for line, why in sorted(furniture.items(), key=lambda found: (found[0].page, -found[0].top))
    ]
    left_out += [LeftOut(f"第{number}页", "", "整页没有文字层") for number, page in enumerate(pages, 1) if not page]
    left_out += [each for page in laid for each in page.left_out]
    body: list[Line] = []
    notes: list[str] = []
    for page in pages:
        lines, own = split_notes([line for line in page if line not in furniture])
        body += lines
        notes += own
    body, repeated = _over_pages(body)
    seen = [number for number, page in enumerate(laid, 1) if page.is_recognised]
    told = [recognised.note(seen)] if seen else []
    return Extract("\n".join([*told, *_paragraphs(body), *notes]) + "\n", (*left_out, *repeated))


def _laid(page: Page) -> _Laid:
    """The pieces of a page; the characters within a ruled table are put into its cells."""
    grids = grids_of(page.rules)
    left_out: list[LeftOut] = []
    inside: dict[int, list[Character]] = {}
    order: list[int | list[Character]] = []  # tables by their place in `grids`, and what stands between them
    for each in page.characters:
        at = next((at for at, grid in enumerate(grids) if grid.holds(*_middle(each))), None)
        if at is not None:
            if at not in inside:
                order.append(at)
            inside.setdefault(at, []).append(each)
        elif order and isinstance(order[-1], list):
            order[-1].append(each)
        else:
            order.append([each])
    pieces: list[Line] = []
    for part in order:
        if isinstance(part, int):
            pieces += _table_rows(grids[part], inside[part], page, left_out)
        else:
            pieces += _pieces(part, page.number, left_out)
    return _Laid(pieces, left_out)


def _middle(character: Character) -> tuple[float, float]:
    return (character.left + character.right) / 2, character.base + 0.3 * character.size


def _table_rows(grid: Grid, characters: Sequence[Character], page: Page, left_out: list[LeftOut]) -> Iterator[Line]:
    words: list[list[Character]] = [[] for _ in grid.areas]
    for each in characters:
        words[grid.area_at(*_middle(each))].append(each)
    cells = [tuple(_cell_lines(area, own, page, left_out)) for area, own in zip(grid.areas, words, strict=True)]
    rows: list[list[Merged]] = [[] for _ in grid.ys[1:]]
    for area, lines in zip(grid.areas, cells, strict=True):
        rows[area.row].append(Merged(lines, area.columns, area.rows))
    texts = list(table_lines(rows))
    height = (grid.ys[0] - grid.ys[-1]) / max(len(texts), 1)
    for at, text in enumerate(texts):
        top = grid.ys[0] - at * height
        yield Line(text, page.number, grid.xs[0], grid.xs[-1], top - height, top, page.height, table=grid.xs)


def _cell_lines(area: Area, characters: Sequence[Character], page: Page, left_out: list[LeftOut]) -> Iterator[str]:
    """The paragraphs of a cell: a line that fills it goes on in the next one."""
    text = ""
    before: Line | None = None
    for line in _lines_of(list(_pieces(characters, page.number, left_out))):
        full = before is not None and before.right - before.left + line.size > area.right - area.left - _ROOM
        if before is not None and full and not (_MARKER.match(line.text) and before.text[-1] in _SENTENCE_END):
            text = text.removesuffix(HYPHEN) + _joint(before.text, line.text) + line.text
        else:
            if text:
                yield text.replace(CELL, " ")
            text = line.text
        before = line
    if text:
        yield text.replace(CELL, " ")


def _lines_of(pieces: Sequence[Line]) -> list[Line]:
    """The lines of a page for a reader: columns in their order, rows of tables with their cells parted."""
    rows: list[Row] = []
    for piece in pieces:
        beside = rows and piece.table is None and rows[-1][-1].table is None and _beside(rows[-1][-1], piece)
        if beside:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [_one_line(row) for row in with_aligned_tables(in_reading_order(rows))]


def _one_line(row: Row) -> Line:
    if len(row) == 1:
        return row[0]
    text = row[0].text
    for before, piece in itertools.pairwise(row):
        text += (CELL if piece.apart else _gap(before.text, piece.text)) + piece.text
    return hull(row, text)


def _gap(before: str, words: str) -> str:
    """What stands for white between two pieces of one line: nothing between Chinese characters."""
    return "" if _HAN.match(before[-1]) and _HAN.match(words[0]) else " "


_HAN = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")


def _over_pages(lines: Sequence[Line]) -> tuple[list[Line], list[LeftOut]]:
    """Tables that go on over a page as one: without the head that the new page repeats, a row cut in two put together."""
    kept: list[Line] = []
    left_out: list[LeftOut] = []
    head: list[str] = []  # the first rows of the table that is open
    again = 0  # how many of them the new page has repeated so far; -1 where it no longer does
    before: Line | None = None
    for line in lines:
        if line.table is None or before is None or not _same_columns(before.table, line.table):
            head, again = [], -1
        elif line.page != before.page:
            again = 0
        if line.table is not None and again >= 0 and again < len(head) and head[again] == line.text:
            again += 1
            left_out.append(LeftOut(f"第{line.page}页", line.text, "续表重复的表头"))
        elif again >= 0 and before is not None and (whole := _one_row(kept[-1].text, line.text)) is not None:
            again = -1
            kept[-1] = replace(kept[-1], text=whole)
        else:
            again = -1
            if line.table is not None and len(head) < _HEAD_ROWS:
                head.append(line.text)
            kept.append(line)
        before = line
    return kept, left_out


_HEAD_ROWS = 3


def _one_row(before: str, line: str) -> str | None:
    """A row that the page cut in two: below only one of its cells goes on. None where the second line is a row."""
    above, below = before.split(CELL.strip()), line.split(CELL.strip())
    told = [at for at, words in enumerate(below) if words.strip()]
    if len(told) != 1 or told[0] == 0 or told[0] >= len(above) or _FIGURE.fullmatch(below[told[0]].strip()):
        return None
    above[told[0]] = above[told[0]].rstrip() + below[told[0]].strip()
    return CELL.join(words.strip() for words in above)


def _same_columns(one: tuple[float, ...] | None, other: tuple[float, ...] | None) -> bool:
    return (
        one is not None
        and other is not None
        and len(one) == len(other)
        and all(abs(a - b) < 4 for a, b in zip(one, other, strict=True))
    )


def _pieces(characters: Iterable[Character], page: int, left_out: list[LeftOut]) -> Iterator[Line]:
    """The stretches that stand on one line each, parted where they may be in two columns."""
    for stretch in _stretches(characters):
        apart = False
        for part in _parted(stretch):
            visible = [each for each in part if not each.text.isspace() and each.text != _GAP]
            if not visible:
                continue
            first, last = visible[0], visible[-1]
            text = _tidy(_words(part, page, left_out))
            if text:
                yield Line(
                    text,
                    page,
                    min(first.left, last.left),
                    max(first.right, last.right),
                    min(first.bottom, last.bottom),
                    max(first.top, last.top),
                    first.page_height,
                    apart=not apart,
                )
            apart = True


def _words(characters: Sequence[Character], page: int, left_out: list[LeftOut]) -> str:
    """The characters as text; raised figures as what they stand for."""
    text = ""
    for is_raised, group in itertools.groupby(_with_raised(characters), key=lambda found: found[1]):
        words = "".join(each.text for each, _ in group)
        shown = raised(words.strip(), text) if is_raised and text else None
        if shown == "":
            left_out.append(LeftOut(f"第{page}页", words.strip(), "注释标记"))
        text += words if shown is None else shown
    return text


def _with_raised(characters: Sequence[Character]) -> Iterator[tuple[Character, bool]]:
    """Every character, and whether it is set smaller and higher than the line it stands on."""
    line: Character | None = None
    for each in characters:
        high = (
            line is not None
            and each.text != _GAP
            and each.size < _NOTE_SIZE * line.size
            and each.base > line.base + _NOTE_RISE * line.size
        )
        if not high and not each.text.isspace() and each.text != _GAP:
            line = each
        yield each, high


def _parted(characters: Sequence[Character]) -> Iterator[Sequence[Character]]:
    """A stretch cut where the white in it is as wide as that between columns."""
    start = 0
    for at, each in enumerate(characters):
        if each.text == _GAP and each.right - each.left > _COLUMNS_APART * each.size:
            yield characters[start:at]
            start = at + 1
    yield characters[start:]


def _stretches(characters: Iterable[Character]) -> Iterator[list[Character]]:
    """The characters of every line that holds something, with a gap where they stand apart."""
    stretch: list[Character] = []
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


def _same_line(before: Character, each: Character) -> bool:
    """A raised or lowered figure is on the line; what goes back is not, but for the overlap of a tight setting."""
    size = max(before.size, each.size)
    return -_LOWERED * size < each.base - before.base < _RAISED * size and each.left > before.right - size


def _stands_apart(before: Character, each: Character) -> bool:
    spaced = before.text.isspace() or each.text.isspace()
    return not spaced and each.left - before.right > _APART * max(before.right - before.left, each.right - each.left)


def _is_visible(stretch: Sequence[Character]) -> bool:
    return any(not each.text.isspace() and each.text != _GAP for each in stretch)


def _tidy(text: str) -> str:
    """Radicals that stand for whole characters (⼀ for 一) become these; gaps between Chinese characters close."""
    text = "".join(unicodedata.normalize("NFKC", c) if "\u2e80" <= c <= "\u2fdf" else c for c in text)
    text = re.sub(rf"{HYPHEN}(?!$)", "", text)
    text = re.sub(rf"(?<=[\u3000-\u9fff\uff00-\uffef]){_GAP}+(?=[\u3000-\u9fff\uff00-\uffef])", "", text)
    return text.replace(_GAP, " ").strip()


def _beside(left: Line, right: Line) -> bool:
    shared = min(left.top, right.top) - max(left.bottom, right.bottom)
    return shared > 0.5 * min(left.size, right.size) and right.left > left.right + 0.8 * right.size


def _in_margin(line: Line) -> bool:
    middle = (line.top + line.bottom) / 2
    return not line.page_height * _MARGIN < middle < line.page_height * (1 - _MARGIN)


def _check_text(pages: Sequence[Sequence[Line]], where: str, kind: str) -> None:
    text = "".join(line.text for page in pages for line in page)
    visible = [character for character in text if not character.isspace()]
    if len(visible) < _LEAST * max(len(pages), 1):
        raise UnreadableDocument(
            f"{where}：{kind} 没有文字层（多半是扫描件）。要识别其中的文字，请先运行 {recognised.COMMAND}，或请先做文字识别（OCR）再试。"
        )
    lost = sum(
        1 for character in visible if unicodedata.category(character) in ("Co", "Cc", "Cn") or character == "\ufffd"
    )
    if lost > _UNREADABLE_SHARE * len(visible):
        raise UnreadableDocument(
            f"{where}：{kind} 的字体没有对应的文字编码，取出的是乱码，请改用 Word 原件或先做文字识别（OCR）。"
        )


def _page_numbers(pages: Sequence[Sequence[Line]]) -> set[Line]:
    """The page numbers at the edges: — 3 — and 第3页 by their looks, a bare figure only where it counts the pages.

    A bare figure in a table may stand at an edge too, even beside the page number: it counts nothing.
    """
    found = set()
    bare: list[tuple[int, Line]] = []
    for page in pages:
        for line in page:
            if line.table is None and _in_margin(line) and _PAGE_NUMBER.fullmatch(line.text):
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


def _has_neighbour(line: Line, page: Sequence[Line]) -> bool:
    return any(_beside(line, other) or _beside(other, line) for other in page)


def _running_heads(pages: Sequence[Sequence[Line]]) -> dict[Line, str]:
    """What repeats at the edge of the pages, word for word or but for a number that counts the pages."""
    edges = [
        [line for line in _outermost(page) if line.table is None and _in_margin(line) and len(line.text) <= 60]
        for page in pages
    ]
    repeated = Counter(shape for page in edges for shape in {shape for line in page for shape in _shapes(line)})
    least = max(2, len(pages) // 2)
    return {
        line: "页眉或页脚"
        for page in edges
        for line in page
        if any(repeated[shape] >= least for shape in _shapes(line))
    }


def _outermost(page: Sequence[Line]) -> list[Line]:
    """The two lines at the top and the two at the bottom, wherever the file has them."""
    placed = sorted(page, key=lambda line: -line.top)
    return [line for line in page if line in (*placed[:2], *placed[-2:])]


def _shapes(line: Line) -> set[str]:
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


def _paragraphs(lines: Sequence[Line]) -> Iterator[str]:
    if not lines:
        return
    running = [line for line in lines if line.table is None and line.margins is None] or lines
    size = median(line.size for line in running)
    left = Counter(round(line.left / size) for line in running if len(line.text) > 10)
    margin = min((place for place, count in left.items() if count >= 0.1 * sum(left.values())), default=0) * size
    edge = _right_margin([line.right for line in lines if line.margins is None] or [line.right for line in lines], size)
    gaps = [a.bottom - b.top for a, b in itertools.pairwise(lines) if a.page == b.page and a.bottom > b.top]
    gap = median(gaps) if gaps else size
    text = lines[0].text
    for before, line in itertools.pairwise(lines):
        full = before.right >= (before.margins[1] if before.margins else edge) - 1.8 * size
        indented = line.left > (line.margins[0] if line.margins else margin) + 1.2 * size
        apart = before.page == line.page and before.bottom - line.top > gap + 0.8 * size
        other = not 0.8 < line.size / before.size < 1.25 and len(line.text) > 2
        begins = _MARKER.match(line.text) is not None and before.text[-1] in _SENTENCE_END
        listed = _LEADER.search(before.text) is not None or _LEADER.search(line.text) is not None
        in_table = before.table is not None or line.table is not None or CELL in before.text or CELL in line.text
        if full and not (indented or apart or other or begins or listed or in_table):
            text = text.removesuffix(HYPHEN) + _joint(before.text, line.text) + line.text
        else:
            yield text.replace(HYPHEN, "-")
            text = line.text
    yield text.replace(HYPHEN, "-")


def _joint(before: str, line: str) -> str:
    """A space between two words in Latin letters; none inside a number: 奖励1|000万元."""
    left, right = before[-1], line[0]
    if not (left.isascii() and left.isalnum() and right.isascii()) or (
        left.isdigit() and (right.isdigit() or right in ".,%")
    ):
        return ""
    return " "


def _right_margin(rights: Sequence[float], size: float) -> float:
    """The rightmost place that several lines reach, rows of tables among them: these keep to the margins too."""
    ends = sorted(rights, reverse=True)
    for end, following in itertools.pairwise(ends):
        if end - following < 1.2 * size:
            return end
    return ends[0]
