"""The pages of an OFD file (GB/T 33190) in, what stands on each out: characters with their places and the lines drawn.

OFD is XML in a zip: text objects with the place of each character, in millimetres from the top left corner.
"""

from __future__ import annotations

import io
import posixpath
import re
import unicodedata
import zipfile
from collections.abc import Iterator

from lxml import etree

from corpus.errors import UnreadableDocument
from corpus.formats.pdf_page import Character, Page, Turn
from corpus.formats.pdf_tables import MOST_RULES, Rule

_POINTS = 72 / 25.4  # a millimetre
_MAX_PART = 32 * 1024 * 1024  # bytes of one part; as objects they are twenty times as many
_FARTHEST = 1e6  # millimetres
_A4 = (210.0, 297.0)
_WHOLE: Turn = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def ofd_pages(raw: bytes, where: str) -> Iterator[Page]:
    """Every page in order. Raises UnreadableDocument for what is encrypted, damaged or no OFD file."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            yield from _pages(parts, where)
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, ValueError, OSError, RuntimeError) as error:
        raise UnreadableDocument(f"{where}：不是完好的 .ofd 文件（{error}），请重新下载，或另存为 PDF。") from None


def _pages(parts: zipfile.ZipFile, where: str) -> Iterator[Page]:
    number = 0
    for root in _all(_part(parts, "OFD.xml", where), "DocRoot"):
        name = (root.text or "").strip().lstrip("/")
        folder = posixpath.dirname(name)
        document = _part(parts, name, where)
        size = _page_size(document) or _A4
        templates = {
            each.get("ID"): posixpath.join(folder, each.get("BaseLoc", "")) for each in _all(document, "TemplatePage")
        }
        for page in _all(document, "Page"):
            if not page.get("BaseLoc"):
                continue
            number += 1
            content = _part(parts, posixpath.join(folder, page.get("BaseLoc", "")), where)
            below = [
                _part(parts, templates[each.get("TemplateID")], where)
                for each in _all(content, "Template")
                if each.get("TemplateID") in templates
            ]
            yield _page(number, [*below, content], _page_size(content) or size)


def _part(parts: zipfile.ZipFile, name: str, where: str) -> etree._Element:
    name = posixpath.normpath(name.lstrip("/"))
    if parts.getinfo(name).file_size > _MAX_PART:
        raise UnreadableDocument(f"{where}：文件里有一页过大，请拆分或另存为 PDF。")
    return etree.fromstring(parts.read(name), etree.XMLParser(resolve_entities=False, huge_tree=True))


def _all(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """The elements of this name, whatever namespace the writer gave them."""
    return (each for each in element.iter() if isinstance(each.tag, str) and etree.QName(each).localname == name)


def _page_size(element: etree._Element) -> tuple[float, float] | None:
    box = next(_all(element, "PhysicalBox"), None)
    values = _numbers(box.text or "") if box is not None else []
    return (values[2], values[3]) if len(values) == 4 else None


def _page(number: int, contents: list[etree._Element], size: tuple[float, float]) -> Page:
    width, height = size[0] * _POINTS, size[1] * _POINTS
    characters = tuple(
        each for part in contents for text in _all(part, "TextObject") for each in _characters(text, height)
    )
    rules = tuple(rule for part in contents for path in _all(part, "PathObject") for rule in _rules(path, height))
    pictures = sum(
        values[2] * values[3]
        for part in contents
        for image in _all(part, "ImageObject")
        if len(values := _numbers(image.get("Boundary", ""))) == 4
    )
    return Page(number, width, height, characters, rules[:MOST_RULES], pictures / max(size[0] * size[1], 1.0))


def _characters(text: etree._Element, height: float) -> Iterator[Character]:
    left, top = [*_numbers(text.get("Boundary", "")), 0.0, 0.0][:2]
    matrix = _matrix(text)
    size = _number(text.get("Size")) or 3.5
    scale = _number(text.get("HScale")) or 1.0
    for code in _all(text, "TextCode"):
        x, y = _number(code.get("X")), _number(code.get("Y"))
        words = (code.text or "").strip("\n\r")
        across = _deltas(code.get("DeltaX", ""), len(words))
        down = _deltas(code.get("DeltaY", ""), len(words))
        for at, sign in enumerate(words):
            wide = unicodedata.east_asian_width(sign) in "WF"
            place = _moved((x, y), matrix)
            grown = size * (abs(matrix[3]) or 1.0)
            advance = (
                min(across[at], size * scale)
                if at < len(across) and across[at] > 0
                else size * scale * (1.0 if wide else 0.5)
            )
            yield Character(
                sign,
                (left + place[0]) * _POINTS,
                (left + place[0] + advance * (abs(matrix[0]) or 1.0)) * _POINTS,
                height - (top + place[1]) * _POINTS,
                max(grown * _POINTS, 1.0),
                height,
            )
            x += across[at] if at < len(across) else advance if not down else 0.0
            y += down[at] if at < len(down) else 0.0


def _rules(path: etree._Element, height: float) -> Iterator[Rule]:
    """The straight lines of a drawing along the edges of the page."""
    left, top = [*_numbers(path.get("Boundary", "")), 0.0, 0.0][:2]
    matrix = _matrix(path)
    data = next(_all(path, "AbbreviatedData"), None)
    here: tuple[float, float] | None = None
    first: tuple[float, float] | None = None
    for step in re.finditer(r"([A-Z])([^A-Z]*)", (data.text or "") if data is not None else ""):
        values = _numbers(step[2])
        there = first if step[1] == "C" else tuple(values[-2:]) if len(values) >= 2 else None
        if there is None:
            continue
        if step[1] in "LC" and here is not None:
            (x1, y1), (x2, y2) = (
                ((left + x) * _POINTS, height - (top + y) * _POINTS)
                for x, y in (_moved(here, matrix), _moved((there[0], there[1]), matrix))
            )
            if abs(y1 - y2) < 1 < abs(x1 - x2):
                yield Rule(False, (y1 + y2) / 2, min(x1, x2), max(x1, x2))
            elif abs(x1 - x2) < 1 < abs(y1 - y2):
                yield Rule(True, (x1 + x2) / 2, min(y1, y2), max(y1, y2))
        here = (there[0], there[1])
        first = here if step[1] in "SM" else first


def _matrix(element: etree._Element) -> Turn:
    values = _numbers(element.get("CTM", ""))
    return (values[0], values[1], values[2], values[3], values[4], values[5]) if len(values) == 6 else _WHOLE


def _moved(point: tuple[float, float], by: Turn) -> tuple[float, float]:
    return by[0] * point[0] + by[2] * point[1] + by[4], by[1] * point[0] + by[3] * point[1] + by[5]


def _deltas(words: str, count: int) -> list[float]:
    """The way from character to character: 「g 5 3.5」 is 3.5 five times."""
    found: list[float] = []
    tokens = words.split()
    while tokens and len(found) < count:
        token = tokens.pop(0)
        if token == "g" and len(tokens) >= 2:
            found += [_number(tokens[1])] * min(int(_number(tokens[0])), count)
            tokens = tokens[2:]
        else:
            found.append(_number(token))
    return found


def _numbers(words: str) -> list[float]:
    return [_number(each) for each in words.split()]


def _number(words: str | None) -> float:
    """A length; 0 for what is none, and for what no sheet of paper has: NaN is no place, nor is 1e999."""
    try:
        value = float(words or 0.0)
    except ValueError:
        return 0.0
    return value if abs(value) < _FARTHEST else 0.0
