"""Characters that a file holds and its reader does not give, neither as text nor as left out with a reason.

    python -m benchmarks.lost FOLDER …

A second reader of each format takes every character (HTML: all text nodes that are not code; Word: all text runs, those of
notes, headers and footers too; workbooks: all strings; OFD: all text codes; PDF: PDFium's own text; plain text: the file), and the
counts are compared character by character, white space apart. Numbers of a workbook are left to `tests/corpus/test_formats.py`, for
how they are shown is the reader's work. A file without text is refused by name, and counts as that.
"""

from __future__ import annotations

import io
import re
import sys
import unicodedata
import zipfile
from collections import Counter
from pathlib import Path

import pypdfium2 as pdfium
from lxml import etree, html

from corpus.errors import PolicyError
from corpus.formats.decoding import decode
from corpus.formats.read import read_source
from corpus.text.characters import whole

_CODE = (
    "script",
    "style",
    "template",
    "head",
    "noscript",
    "svg",
    "object",
    "iframe",
    "canvas",
    "audio",
    "video",
    "math",
)


# Which parts of a packed format hold text, and in which elements
_PARTS = {
    ".docx": (r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml", ("t", "delText")),
    ".xlsx": (r"xl/sharedStrings\.xml", ("t",)),
    ".ofd": (r".*/Content\.xml", ("TextCode",)),
}


def characters(text: str) -> Counter[str]:
    plain = unicodedata.normalize("NFKC", whole(text))  # a radical is the sign it looks like
    return Counter(
        character for character in plain if not character.isspace() and unicodedata.category(character)[0] != "C"
    )


def held(path: Path) -> str:
    """Every character of the file that may be seen, in any order."""
    raw, suffix = path.read_bytes(), path.suffix.lower()
    if suffix in (".html", ".htm"):
        source = re.sub(r"<%.*?%>|<\?.*?\?>", "", decode(raw, path.name), flags=re.DOTALL)
        root = html.document_fromstring(source.encode(), parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
        etree.strip_elements(root, *_CODE, etree.Comment, with_tail=False)
        return str(root.text_content())
    if suffix in _PARTS:
        names, tags = _PARTS[suffix]
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            roots = [etree.fromstring(parts.read(name)) for name in parts.namelist() if re.fullmatch(names, name)]
        return "".join(
            each.text or ""
            for root in roots
            for each in root.iter()
            if isinstance(each.tag, str) and etree.QName(each).localname in tags
        )
    if suffix == ".pdf":
        document = pdfium.PdfDocument(raw)
        return "".join(page.get_textpage().get_text_range() for page in document)
    return decode(raw, path.name)


def lost(path: Path) -> Counter[str]:
    """What the file holds and the reader neither gives nor tells of. Raises PolicyError for a file that is refused."""
    source = read_source(path)
    given = characters(source.text)
    for left in source.left_out:
        given += characters(left.words)
    return characters(held(path)) - given


def main() -> None:
    folders = [Path(each) for each in sys.argv[1:]]
    files = sorted(
        path
        for folder in folders
        for path in folder.iterdir()
        if path.suffix.lower() in (".txt", ".md", ".html", ".htm", ".pdf", *_PARTS)
    )
    entire = missing = 0
    for path in files:
        try:
            gone = lost(path)
        except PolicyError as error:
            print(f"refused: {error}")
            continue
        entire += not gone
        missing += gone.total()
        if gone:
            print(f"{path.name}: {gone.total()} lost: {''.join(gone.elements())[:80]}")
    print(f"{len(files)} files, {entire} whole, {missing} characters lost")


if __name__ == "__main__":
    main()
