"""A Word file in, its text out: a line a paragraph with the numbers that Word shows, one line a table row.

Numbers that Word makes (一、 第三条 (二) …) are in no text run: they are counted here from the list definitions, as
ECMA-376 part 1, 17.9 has them. Deleted text of tracked changes, headers and footers are left out and reported.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from corpus.errors import UnreadableDocument
from corpus.formats.decoding import decode
from corpus.formats.extract import MAX_BYTES, Extract, LeftOut, heading_mark, raised, unmarked, without_marks
from corpus.formats.read_html import read_page
from corpus.formats.word_formulas import EQUATION, formula, symbol
from corpus.formats.word_headings import heading_styles, level_of
from corpus.formats.word_numbers import number_text
from corpus.formats.word_package import chunk_lines, without_dead_ends
from corpus.tables.cells import MOST_COLUMNS, Merged, table_lines

_OLE = b"\xd0\xcf\x11\xe0"  # the container of old .doc files and of encrypted .docx files
_LEVELS = 9
_MAX_XML = 48 * 1024 * 1024  # bytes; as objects they are twenty times as many
_SKIPPED = {qn("w:del"), qn("w:moveFrom"), qn("w:instrText"), qn("w:delText"), qn("w:pPr"), qn("w:rPr"), qn("w:rt")}
_PICTURES = {
    "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic",
    "{urn:schemas-microsoft-com:vml}imagedata",
}
_OBJECT = "{urn:schemas-microsoft-com:office:office}OLEObject"
CHUNKS_DEEP = 2  # Word files within one another
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is counted and shown: %1、 or 第%1条."""

    start: int = 1
    style: str = "decimal"
    pattern: str = ""
    plain: bool = False  # w:isLgl: every number of the pattern in Arabic digits
    restart: int | None = None  # w:lvlRestart: begins anew only below a level up to this one, counted from 1; 0: never


@dataclass
class _Lists:
    """The list definitions of a file and how far each has counted."""

    levels: Mapping[str, Mapping[int, _Level]]  # by numId
    counter_of: Mapping[str, str]  # numId -> the abstract list it counts on with
    of_style: Mapping[str, tuple[str | None, int | None]]  # paragraph style -> (numId, level)
    headings: Mapping[str, int] = field(default_factory=dict)  # paragraph style -> the level of its headings
    restarts: set[str] = field(default_factory=set)  # numIds that begin a count of their own
    counts: dict[str, list[int | None]] = field(default_factory=dict)

    def number_of(self, paragraph: etree._Element) -> str:
        """The number that Word shows before a paragraph; counting is the side effect."""
        num_id, level = self._numbering(paragraph)
        defined = self.levels.get(num_id or "", {})
        if num_id is None or level not in defined:
            return ""
        counter = self.counter_of[num_id]
        if num_id in self.restarts:
            self.restarts.discard(num_id)
            self.counts.pop(counter, None)
        counts = self.counts.setdefault(counter, [None] * _LEVELS)
        current = counts[level]
        counts[level] = defined[level].start if current is None else current + 1
        for below in range(level + 1, _LEVELS):
            restart = defined.get(below, _Level()).restart
            if restart is None or level < restart:
                counts[below] = None
        return self._shown(defined, counts, level)

    def _numbering(self, paragraph: etree._Element) -> tuple[str | None, int]:
        properties = paragraph.find(qn("w:pPr"))
        own_id, own_level, style = None, None, None
        if properties is not None:
            own_id = _value(properties.find(f"{qn('w:numPr')}/{qn('w:numId')}"))
            own_level = _value(properties.find(f"{qn('w:numPr')}/{qn('w:ilvl')}"))
            style = _value(properties.find(qn("w:pStyle")))
        style_id, style_level = self.of_style.get(style or "", (None, None))
        num_id = own_id if own_id is not None else style_id
        level = int(own_level) if own_level is not None and own_level.isdigit() else style_level or 0
        return (None if num_id in (None, "0") else num_id), min(level, _LEVELS - 1)

    @staticmethod
    def _shown(defined: Mapping[int, _Level], counts: list[int | None], level: int) -> str:
        shown = defined[level]

        def numeral(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            other = defined.get(at, _Level())
            number = counts[at] if counts[at] is not None else other.start
            return number_text(number or 0, "decimal" if shown.plain else other.style)

        text = re.sub(r"%([1-9])", numeral, shown.pattern)
        if shown.style == "bullet" or not re.search(r"\w|[①-⑳]", text):
            return ""
        return text if text[-1] in "、.．)）:：。,，" else f"{text} "


def extract_docx(raw: bytes, where: str) -> Extract:
    """The text of a .docx file. Raises UnreadableDocument for what is encrypted, damaged or no Word file."""
    return _extract(raw, where, CHUNKS_DEEP)


def _extract(raw: bytes, where: str, deep: int) -> Extract:
    document, lost = _opened(raw, where)
    body = document.element.body
    unread = list(_unpacked(document, where, deep))
    lists = _lists(document)
    lines, headings = without_marks(list(_blocks(body, lists)))
    lines += _notes(document)
    dead_ends = [LeftOut("文件内部的关系", target, "所指的部件不在文件里") for target in lost]
    left_out = (*unread, *_left_out(document, body), *dead_ends)
    return Extract("\n".join(lines) + "\n", left_out, headings=headings)


def _unpacked(document: WordDocument, where: str, deep: int) -> Iterator[LeftOut]:
    """Put the words of every altChunk where it stands, a paragraph a line; those that cannot be read are told."""

    def page(raw: bytes) -> str:
        return read_page(raw, where).text

    def word(raw: bytes) -> str:
        if not deep:
            raise UnreadableDocument(f"{where}：文件套得太深，请展开后另存。")
        return _extract(raw, where, deep - 1).text

    for chunk in list(document.element.body.iter(qn("w:altChunk"))):
        part = document.part.related_parts.get(chunk.get(qn("r:id"), ""))
        lines = None
        if part is not None:
            kind, name = str(part.content_type), str(part.partname)
            lines = chunk_lines(kind, name, bytes(part.blob), page, lambda raw: decode(raw, where), word)
        if lines is None:
            yield LeftOut("嵌入的文件", str(part.partname) if part is not None else "", "认不出格式，里面的文字没有读")
            continue
        parent = chunk.getparent()
        for line in lines:
            paragraph = etree.SubElement(parent, qn("w:p"))
            etree.SubElement(etree.SubElement(paragraph, qn("w:r")), qn("w:t")).text = line
            chunk.addprevious(paragraph)
        parent.remove(chunk)


def tables_of_docx(raw: bytes, where: str) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """The tables of a .docx file as rows of cells, as they read once all tracked changes are accepted.

    A paragraph of a cell is a line of its text. Raises UnreadableDocument as `extract_docx`.
    """
    body = _opened(raw, where)[0].element.body
    outermost = [table for table in body.iter(qn("w:tbl")) if next(table.iterancestors(qn("w:tbl")), None) is None]
    return tuple(
        tuple(
            tuple("\n".join(_paragraph(one) for one in cell.iter(qn("w:p"))) for cell in row) for row in _cells(table)
        )
        for table in outermost
    )


def _opened(raw: bytes, where: str) -> tuple[WordDocument, tuple[str, ...]]:
    """The file, and where those of its relations led that lead nowhere."""
    if raw.startswith(_OLE):
        raise UnreadableDocument(f"{where}：文件有密码，或是旧版 .doc 改了后缀。请解除密码并另存为 .docx。")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            sizes = [(part.file_size, part.filename.endswith(".xml")) for part in parts.infolist()]
            if (
                sum(size for size, _ in sizes) > 4 * MAX_BYTES
                or sum(size for size, is_xml in sizes if is_xml) > _MAX_XML
            ):
                raise UnreadableDocument(f"{where}：解压后过大，请去掉图片后再试。")
        try:
            return docx.Document(io.BytesIO(raw)), ()
        except (KeyError, etree.XMLSyntaxError):  # a relation to a part that is not there, a Word file within the file
            mended, lost = without_dead_ends(raw)
            return docx.Document(io.BytesIO(mended)), lost
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, etree.XMLSyntaxError, OSError) as error:
        raise UnreadableDocument(f"{where}：不是完好的 .docx 文件（{error}），请用 Word 重新保存。") from None
    except (MemoryError, UnreadableDocument):
        raise
    except Exception as error:  # python-docx lets whatever the parts of a damaged file cause pass through
        raise UnreadableDocument(f"{where}：.docx 文件已损坏（{type(error).__name__}），请用 Word 重新保存。") from None


def _blocks(parent: etree._Element, lists: _Lists) -> Iterator[str]:
    """Every paragraph and table row under `parent`, in order, content controls and inserted text included."""
    open_words = ""  # of a paragraph whose end was deleted: the next one goes on with it
    for child in parent:
        if child.tag == qn("w:p"):
            number = lists.number_of(child) if not open_words and _paragraph(child).strip() else ""
            own = _paragraph(child)
            level = level_of(child, lists.headings) if not open_words and own.strip() else 0
            words = open_words + (heading_mark(level) if level else "") + number + own
            open_words = words if _goes_on(child) else ""
            yield from () if open_words else words.split("\n")
            for box in child.iter(qn("w:txbxContent")):
                if not any(above.tag == _FALLBACK for above in box.iterancestors()):
                    yield from _blocks(box, lists)
        elif child.tag == qn("w:tbl"):
            yield from _rows(child, lists)
        elif child.tag not in _SKIPPED and isinstance(child.tag, str):
            yield from _blocks(child, lists)
    yield from open_words.split("\n") if open_words else ()


def _goes_on(paragraph: etree._Element) -> bool:
    """Whether a tracked change deleted the end of the paragraph."""
    return paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}") is not None


def _rows(table: etree._Element, lists: _Lists) -> Iterator[str]:
    """The lines of a table; of one that only lays out the page, the lines of its cells one below the other."""
    rows = list(_cells(table))
    if any(cell.find(f".//{qn('w:tbl')}") is not None for row in rows for cell in row):
        for row in rows:
            for cell in row:
                yield from _blocks(cell, lists)
        return
    yield from table_lines(_merged(rows, lists))


def _merged(rows: Sequence[Sequence[etree._Element]], lists: _Lists) -> list[list[Merged]]:
    """The cells of a table with how far each reaches: w:gridSpan to the right, w:vMerge down."""
    found: list[list[Merged]] = []
    open_at: dict[int, tuple[int, int]] = {}  # column -> where the cell stands that a w:vMerge goes on with
    for row in rows:
        placed: list[Merged] = []
        column = _grid_gap(row)
        placed += [Merged((), column)] if column else []
        for cell in row:
            properties = cell.find(qn("w:tcPr"))
            span = _value(properties.find(qn("w:gridSpan"))) if properties is not None else None
            width = int(span) if span and span.isdigit() and int(span) else 1
            merge = properties.find(qn("w:vMerge")) if properties is not None else None
            goes_on = merge is not None and merge.get(qn("w:val"), "continue") == "continue"
            if goes_on and column in open_at:
                at, place = open_at[column]
                merged = found[at][place]
                more = tuple(line for line in map(unmarked, _blocks(cell, lists)) if line.strip())
                found[at][place] = replace(merged, lines=merged.lines + more, rows=len(found) - at + 1)
            else:
                placed.append(Merged(tuple(map(unmarked, _blocks(cell, lists))), width))
                open_at.pop(column, None)
                if merge is not None:
                    open_at[column] = (len(found), len(placed) - 1)
            column += width
        found.append(placed)
    return found


def _grid_gap(row: Sequence[etree._Element]) -> int:
    """How many columns a row leaves out at its beginning."""
    properties = row[0].getparent().find(qn("w:trPr")) if row else None
    gap = _value(properties.find(qn("w:gridBefore"))) if properties is not None else None
    return min(int(gap), MOST_COLUMNS) if gap and gap.isdigit() else 0


def _cells(table: etree._Element) -> Iterator[list[etree._Element]]:
    """The cells of each row; a row of a table within a cell is read with that cell."""
    for row in table.iter(qn("w:tr")):
        if next(row.iterancestors(qn("w:tbl"))) is table and row.find(f"{qn('w:trPr')}/{qn('w:del')}") is None:
            yield [cell for cell in row.iter(qn("w:tc")) if next(cell.iterancestors(qn("w:tr"))) is row]


def _paragraph(paragraph: etree._Element) -> str:
    text = ""
    for run, words in _runs(paragraph):
        shown = raised(words.strip(), text) if run is not None and _is_raised(run) else None
        text += words if shown is None else shown
    return text


def _is_raised(run: etree._Element) -> bool:
    return _value(run.find(f"{qn('w:rPr')}/{qn('w:vertAlign')}")) == "superscript"


def _runs(element: etree._Element, run: etree._Element | None = None) -> Iterator[tuple[etree._Element | None, str]]:
    """The words under an element, each with the run that they stand in."""
    for child in element:
        if child.tag in _SKIPPED or child.tag in (_FALLBACK, qn("w:txbxContent"), qn("w:p")):
            continue
        if child.tag == qn("w:r") and _is_hidden(child):
            continue
        if child.tag == qn("w:t"):
            yield run, child.text or ""
        elif child.tag == EQUATION:
            yield None, formula(child)
        elif child.tag == qn("w:sym"):
            yield run, symbol(child) or ""
        elif child.tag == qn("w:tab"):
            yield run, "\t"
        elif child.tag in (qn("w:br"), qn("w:cr")):
            yield run, "\n"
        elif child.tag == qn("w:noBreakHyphen"):
            yield run, "-"
        elif isinstance(child.tag, str):
            yield from _runs(child, child if child.tag == qn("w:r") else run)


def _is_hidden(run: etree._Element) -> bool:
    hidden = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return hidden is not None and hidden.get(qn("w:val"), "1") not in ("0", "false", "off")


def _notes(document: WordDocument) -> list[str]:
    """Footnotes and endnotes, after the text: they belong to it, and no clause may be cut by one."""
    lines = []
    for part in document.part.package.iter_parts():
        if re.search(r"/(?:foot|end)notes\d*\.xml$", str(part.partname)):
            root = etree.fromstring(part.blob)
            for number, note in enumerate((n for n in root if n.get(qn("w:type")) is None), start=1):
                words = "".join(_paragraph(paragraph) for paragraph in note.iter(qn("w:p"))).strip()
                lines += [f"注{number}：{words}"] if words else []
    return lines


def _left_out(document: WordDocument, body: etree._Element) -> Iterator[LeftOut]:
    seen = set()
    for section in document.sections:
        for kind, part in (("页眉", section.header), ("页脚", section.footer)):
            told = (
                "".join(text.text or "" for text in each.iter(qn("w:t"))).strip()
                for each in part._element.iter(qn("w:p"))
            )
            words = " ".join(filter(None, told))  # also those in tables and content controls
            if words and (kind, words) not in seen:
                seen.add((kind, words))
                yield LeftOut(kind, words, "每页重复")
    for paragraph in body.iter(qn("w:p")):
        text = ""
        for run, words in _runs(paragraph):
            if run is not None and _is_raised(run) and raised(words.strip(), text) == "":
                yield LeftOut("上标", words.strip(), "注释标记")
            text += words
        yield from _unreadable(paragraph)
    for reading in body.iter(qn("w:rt")):
        yield LeftOut("注音", "".join(text.text or "" for text in reading.iter(qn("w:t"))), "标在字上的读音")
    for deleted in (*body.iter(qn("w:del")), *body.iter(qn("w:moveFrom"))):
        words = "".join(text.text or "" for text in deleted.iter(qn("w:delText"), qn("w:t")))
        if words:
            yield LeftOut("修订", words, "已删除的文字")


def _unreadable(paragraph: etree._Element) -> Iterator[LeftOut]:
    """Pictures, embedded objects, hidden words and signs without a meaning, each with the words before it."""
    before = ""
    for element in paragraph.iter():
        if element.tag == qn("w:t"):
            words = element.text or ""
            run = element.getparent()
            if run is not None and run.tag == qn("w:r") and _is_hidden(run):
                yield LeftOut("隐藏的文字", words, "文件里设为隐藏")
            else:
                before += words
            continue
        where = f"「{before[-12:].strip()}」之后" if before.strip() else "段首"
        if element.tag in _PICTURES:
            yield LeftOut(where, "图片", "图片里的文字没有读")
        elif element.tag == _OBJECT:
            yield LeftOut(where, "嵌入的对象", "里面的文字没有读")
        elif element.tag == qn("w:sym") and symbol(element) is None:
            yield LeftOut(where, f"{element.get(qn('w:font'))} {element.get(qn('w:char'))}", "没有对应文字的符号")


def _lists(document: WordDocument) -> _Lists:
    """The list definitions of the file, those of its paragraph styles included."""
    part = next((p for p in document.part.package.iter_parts() if str(p.partname).endswith("/numbering.xml")), None)
    if part is None:
        return _Lists({}, {}, {}, heading_styles(document.styles.element))
    root = etree.fromstring(part.blob)
    abstract = {
        definition.get(qn("w:abstractNumId")): {
            int(level.get(qn("w:ilvl"), "0")): _level(level) for level in definition.findall(qn("w:lvl"))
        }
        for definition in root.findall(qn("w:abstractNum"))
    }
    levels, counter_of, restarts = {}, {}, set()
    for number in root.findall(qn("w:num")):
        num_id = number.get(qn("w:numId"))
        counter = _value(number.find(qn("w:abstractNumId"))) or ""
        own = dict(abstract.get(counter, {}))
        for override in number.findall(qn("w:lvlOverride")):
            at = int(override.get(qn("w:ilvl"), "0"))
            if (level := override.find(qn("w:lvl"))) is not None:
                own[at] = _level(level)
            start = _value(override.find(qn("w:startOverride")))
            if start is not None and start.isdigit():
                base = own.get(at, _Level())
                own[at] = replace(base, start=int(start))
                restarts.add(num_id)
        levels[num_id], counter_of[num_id] = own, counter
    return _Lists(levels, counter_of, _style_numbering(document), heading_styles(document.styles.element), restarts)


def _level(element: etree._Element) -> _Level:
    start = _value(element.find(qn("w:start")))
    restart = _value(element.find(qn("w:lvlRestart")))
    return _Level(
        int(start) if start is not None and start.isdigit() else 1,
        _value(element.find(qn("w:numFmt"))) or "decimal",
        _value(element.find(qn("w:lvlText"))) or "",
        element.find(qn("w:isLgl")) is not None,
        int(restart) if restart is not None and restart.isdigit() else None,
    )


def _style_numbering(document: WordDocument) -> dict[str, tuple[str | None, int | None]]:
    """For each paragraph style the list it numbers with, its own or that of the style it is based on."""
    found: dict[str, tuple[str | None, int | None]] = {}
    based: dict[str, str] = {}
    for style in document.styles.element.iter(qn("w:style")):
        name = style.get(qn("w:styleId"), "")
        properties = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if properties is not None:
            level = _value(properties.find(qn("w:ilvl")))
            found[name] = (_value(properties.find(qn("w:numId"))), int(level) if level and level.isdigit() else None)
        if (parent := _value(style.find(qn("w:basedOn")))) is not None:
            based[name] = parent
    for name in based:
        ancestor, steps = name, 0
        while ancestor not in found and ancestor in based and steps < 20:
            ancestor, steps = based[ancestor], steps + 1
        if ancestor in found:
            found[name] = found[ancestor]
    return found


def _value(element: etree._Element | None) -> str | None:
    return None if element is None else element.get(qn("w:val"))
