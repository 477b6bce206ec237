"""A web page in, the text that its reader sees out: a line for every paragraph, one line for every row of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml import etree, html

from corpus.errors import UnreadableDocument
from corpus.formats.decoding import decode
from corpus.formats.extract import Extract, LeftOut, heading_mark, raised, unmarked, without_marks
from corpus.formats.word_numbers import number_text
from corpus.outline.headings import BOLD
from corpus.tables.cells import Merged, is_layout, table_lines

# Never seen by a reader, never text
_INVISIBLE = {"script", "style", "template", "head", "svg", "object", "iframe", "canvas", "audio", "video", "math"}
# Seen, but of the site and not of the document
_FURNITURE = {
    "nav": "网站导航", "footer": "网站页脚", "aside": "侧栏", "button": "按钮", "select": "选单", "textarea": "输入框",
    "noscript": "无脚本提示", "del": "已删除的文字", "s": "已删除的文字", "strike": "已删除的文字", "rt": "注音", "rp": "注音",
}  # fmt: skip
_BLOCKS = {
    "address", "article", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend",
    "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul", "caption",
}  # fmt: skip
_LIST_STYLES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_KEEPS_LINES = re.compile(r"white-space:(?:pre|pre-wrap|pre-line|break-spaces)(?:;|$)")
_WHITE = re.compile(r"[ \t\n\r\f]+")
_LEVELS = re.compile("h[1-6]")
_LONGEST_BOLD = 60  # characters; a longer paragraph is emphasised, and heads nothing
_DEEPEST = 400  # elements within one another; more than any page has


_MAX_PAGE = 16 * 1024 * 1024  # bytes of HTML; as objects they are forty times as many
# Those that pages are written in. Python knows more names (undefined, unicode_escape, punycode), which are no encodings of text.
_WEB_ENCODING = re.compile(
    r"utf-?(?:8|16(?:le|be)?)|big5(?:-hkscs)?|hz(?:-gb-2312)?|shift[_-]jis|euc-(?:jp|kr)|iso-8859-\d+|windows-125\d|koi8-[ru]"
    r"|us-ascii"
)


def read_page(raw: bytes, where: str) -> Extract:
    """A web page, in the encoding that it says. Raises UnreadableDocument."""
    if len(raw) > _MAX_PAGE:
        raise UnreadableDocument(f"{where}：网页超过 {_MAX_PAGE // 2**20} MB，请拆分，或去掉里面的图片后再试。")
    return extract_html(decode(raw, where, _declared_encoding(raw)))


def extract_html(source: str) -> Extract:
    """The visible text of a page; navigation, footers, buttons and hidden elements are left out and reported."""
    left_out: list[LeftOut] = []
    source = _without_directives(source, left_out)
    if not source.strip():
        return Extract("")
    try:
        root = html.document_fromstring(
            source.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8", huge_tree=True)
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return Extract("")
    pieces = "".join(_text(root, left_out, 0))
    lines, headings = without_marks([_tidy(line) for line in pieces.split("\n")])
    return Extract("\n".join(lines) + "\n", tuple(left_out), tuple(_labels(root)), headings)


# What a server or a script should have replaced: <%@ page import="…" %>, <?php … ?>, {{ item.title }}
_DIRECTIVE = re.compile(
    r"(?P<code><(?P<tag>script|style|template)\b.*?</(?P=tag)>)|<%.{0,2000}?%>|<\?(?!xml).{0,2000}?\?>|\{\{[^{}]{0,200}\}\}|\$\{[\w.]{1,60}\}",
    re.DOTALL | re.IGNORECASE,
)


def _without_directives(source: str, left_out: list[LeftOut]) -> str:
    """The page without the leftovers of the program that makes it; each is reported."""

    def gone(found: re.Match[str]) -> str:
        if found["code"]:
            return found[0]  # nobody sees it anyway
        left_out.append(LeftOut("页面", " ".join(found[0].split())[:80], "程序指令"))
        return " "

    return _DIRECTIVE.sub(gone, source) if re.search(r"<[%?]|\{\{|\$\{", source) else source


def _tidy(line: str) -> str:
    """White space as a browser shows it: none at the ends of a line, none where the source wraps between Chinese words."""
    line = re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef])\x00(?=[\u3000-\u9fff\uff00-\uffef])", "", line).replace(
        "\x00", " "
    )
    return line.strip(" \t\r\f")


_MOST_LABELS, _LONGEST_LABEL = 60, 300


def _labels(root: etree._Element) -> Iterator[tuple[str, str]]:
    """What the page's head says of it: <meta name="ContentSource" content="甲市商务局">, and as <title> what its tab is called."""
    title = root.find(".//head/title")
    called = " ".join((title.text or "").split()) if title is not None else ""
    if 0 < len(called) <= _LONGEST_LABEL:
        yield "<title>", called
    for meta in islice(root.iter("meta"), _MOST_LABELS):
        name, content = (meta.get("name") or "").strip(), " ".join((meta.get("content") or "").split())
        if name and content and len(content) <= _LONGEST_LABEL:
            yield name, content


def _text(
    element: etree._Element, left_out: list[LeftOut], depth: int, *, kept: bool = False, number: str = ""
) -> Iterator[str]:
    """The element's text; a wrapped line of the source stands as NUL until `_tidy` knows what is around it.

    `kept`: inside <pre>, where a line of the source is a line of the page. `number` is what its list counts it as.
    """
    tag = element.tag if isinstance(element.tag, str) else ""
    if not tag or tag in _INVISIBLE:
        return
    why = _FURNITURE.get(tag) or ("隐藏的内容" if _hidden(element) else "嵌套过深" if depth > _DEEPEST else "")
    if why:
        words = " ".join("".join(element.itertext()).split())
        if words:
            left_out.append(LeftOut(f"<{tag}>", words, why))
        return
    kept = (
        kept or tag == "pre" or _KEEPS_LINES.search((element.get("style") or "").replace(" ", "").lower()) is not None
    )
    if tag == "br":
        yield "\n"
    elif tag == "sup" and (raised := _raised(element, left_out)) is not None:
        yield raised
    elif tag == "table":
        yield from _table(element, left_out, depth, kept=kept)
    elif tag == "tr" and _is_stray(element) and (row := _row(element, left_out, depth)) is not None:
        yield _lines([row])
    else:
        block = tag in _BLOCKS
        yield "\n" if block else ""
        yield heading_mark(level) if block and (level := _level(element)) else ""
        yield number
        yield _collapsed(element.text, kept=kept)
        for child, item in zip(element, _numbers(element), strict=True):
            yield from _text(child, left_out, depth + 1, kept=kept, number=item)
            yield _collapsed(child.tail, kept=kept)
        yield "\n" if block else " " if tag in ("td", "th") else ""


_BOLD_STYLE = re.compile(r"font-weight:(?:bold|bolder|[6-9]00)")


def _level(element: etree._Element) -> int:
    """The level of the heading that a block is: of <h3> 3, of a paragraph that is bold from end to end the lowest; else 0."""
    if _LEVELS.fullmatch(str(element.tag)):
        return int(element.tag[1])
    return BOLD if element.tag in ("p", "div") and _is_bold(element) else 0


def _is_bold(element: etree._Element) -> bool:
    """Whether all words of a paragraph are bold, and there are any."""
    if any(below.tag in _BLOCKS for below in element.iter() if below is not element):
        return False
    words = sum(len(piece.strip()) for piece in element.itertext())
    if not 0 < words <= _LONGEST_BOLD:
        return False
    parts = [part for part in element if isinstance(part.tag, str)]
    loose = (element.text or "") + "".join(part.tail or "" for part in element)
    return _bold(element) or (
        not loose.strip() and all(_bold(part) or not "".join(part.itertext()).strip() for part in parts)
    )


def _bold(element: etree._Element) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.tag in ("b", "strong") or _BOLD_STYLE.search(style) is not None


def _raised(element: etree._Element, left_out: list[LeftOut]) -> str | None:
    """What a raised figure stands for: ² of m², nothing where it marks a note; None where it is neither."""
    words = "".join("".join(element.itertext()).split())
    previous = element.getprevious()
    parent = element.getparent()
    if previous is not None:
        before = previous.tail or "".join(previous.itertext())
    else:
        before = (parent.text if parent is not None else None) or ""
    shown = raised(words, before)
    if shown == "":
        left_out.append(LeftOut("<sup>", words, "注释标记"))
    return shown


def _collapsed(text: str | None, *, kept: bool = False) -> str:
    if kept:
        return _own(text).replace("\r\n", "\n").replace("\r", "\n")
    return _WHITE.sub(lambda gap: "\x00" if "\n" in gap[0] else " ", _own(text))


def _own(text: str | None) -> str:
    """The text of a page without what we mark it with."""
    return unmarked((text or "").replace("\x00", ""))


def _hidden(element: etree._Element) -> bool:
    if element.tag in ("html", "body"):
        return False  # a whole page is hidden only until its script has laid it out
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("hidden") is not None or "display:none" in style or "visibility:hidden" in style


def _table(element: etree._Element, left_out: list[LeftOut], depth: int, *, kept: bool) -> Iterator[str]:
    """A table: a line a row, but for the rows that only lay out the page."""
    yield "\n" + _collapsed(element.text, kept=kept)
    rows: list[list[Merged]] = []
    for child in _within(element):
        row = _row(child, left_out, depth) if child.tag == "tr" and not _hidden(child) else None
        stray = (child.tail or "").strip()
        if row is not None:
            rows.append(row)
        elif isinstance(child.tag, str) and child.tag not in ("col", "colgroup"):
            yield _lines(rows)
            rows = []
            yield from _text(child, left_out, depth + 1, kept=kept)
        if stray:
            yield _lines(rows) + _collapsed(child.tail, kept=kept)
            rows = []
    yield _lines(rows)


def _within(element: etree._Element) -> Iterator[etree._Element]:
    """The children of a table, those of its head, body and foot among them."""
    for child in element:
        if child.tag in ("tbody", "thead", "tfoot") and not _hidden(child) and not (child.text or "").strip():
            yield from child
        else:
            yield child


def _is_stray(row: etree._Element) -> bool:
    parent = row.getparent()
    return parent is None or parent.tag not in ("table", "tbody", "thead", "tfoot")


def _lines(rows: Sequence[Sequence[Merged]]) -> str:
    return "".join(f"\n{line}\n" for line in table_lines(rows))


def _row(element: etree._Element, left_out: list[LeftOut], depth: int) -> list[Merged] | None:
    """The cells of a table row; None where it only lays out the page."""
    found: list[Merged] = []
    reported: list[LeftOut] = []
    for cell in element:
        if cell.tag not in ("td", "th") or _hidden(cell):
            continue
        if cell.find(".//table") is not None:
            return None
        shown = unmarked("".join(_text(cell, reported, depth + 1)))
        lines = [tidy for line in shown.split("\n") if (tidy := _tidy(line))]
        if is_layout(Merged(tuple(lines))):
            return None
        found.append(Merged(tuple(lines), _reach(cell, "colspan"), _reach(cell, "rowspan")))
    left_out.extend(reported)
    return found


def _reach(cell: etree._Element, way: str) -> int:
    told = cell.get(way, "1").strip()
    return max(1, int(told)) if re.fullmatch(r"\d{1,3}", told) else 1


def _numbers(element: etree._Element) -> Iterator[str]:
    """For each child of an element the number that a browser puts before it: part of what a reader sees and cites.

    Only the items of an ordered list have one.
    """
    ordered = element.tag == "ol" and "list-style:none" not in (element.get("style") or "").replace(" ", "")
    start = element.get("start", "1")
    number = int(start) if re.fullmatch(r"-?\d{1,6}", start) else 1
    style = _LIST_STYLES.get(element.get("type", "1"), "decimal")
    for child in element:
        if not ordered or child.tag != "li":
            yield ""
            continue
        value = child.get("value", "")
        number = int(value) if re.fullmatch(r"\d{1,6}", value) else number
        yield number_text(number, style) + "."
        number += 1


def _declared_encoding(raw: bytes) -> str | None:
    """What a page says of itself: <meta charset="gb2312">. Chinese pages that say GB2312 hold GB18030."""
    found = re.search(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{2,20})", raw[:4096], re.IGNORECASE)
    name = found[1].decode("ascii", "replace").lower() if found else ""
    return "gb18030" if name.startswith("gb") else name if _WEB_ENCODING.fullmatch(name) else None
