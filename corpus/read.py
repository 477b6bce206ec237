"""The only opener of source files: a path in, its text out, with a report of everything that was left out of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from corpus.confined import carefully
from corpus.errors import UnreadableDocument

MAX_BYTES = 64 * 1024 * 1024
MAX_CHARACTERS = 5_000_000  # of text; the longest code of laws has a tenth of it
CELL = " | "  # between the cells of a table row, which is one line
_MAX_PAGE = 16 * 1024 * 1024  # bytes of HTML; as objects they are forty times as many
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# Also the line breaks of word processors and page breaks, as their text exports have them: \v, \f, U+2028
_LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_ENCODINGS = ("utf-8", "gb18030")
# Files that are often met and never read, with what to do instead
_ELSEWHERE = {
    ".doc": "请用 Word 或 WPS 另存为 .docx",
    ".wps": "请用 WPS 另存为 .docx",
    ".rtf": "请另存为 .docx",
    ".ofd": "请另存为 .pdf 或 .docx",
    ".xls": "请把表格另存为 .html 或 .docx",
    ".xlsx": "请把表格另存为 .html 或 .docx",
}
_IMAGES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp")


# A raised 1 in 20万元 or [2] behind it is the mark of a note, the 2 of m² is a unit
_NOTE_MARK = re.compile(r"[\[(（〔]?(?:注?\d{1,3}|[①-⑳*＊†‡※])(?:[,，、-]\d{1,3})*[\])）〕]?")
_RAISED = {"2": "²", "3": "³"}
_UNIT = re.compile(r"(?<![A-Za-z])(?:[kcdm]?m|hm|km)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Words of a file that did not become text, where they stood, and why."""

    where: str  # 第3页, or where the file has no pages, the kind of element
    words: str
    why: str


@dataclass(frozen=True, slots=True)
class Extract:
    """What a reader takes from the bytes of a file."""

    text: str
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of one file, the sha256 of the bytes it came from, and what was left out on the way."""

    name: str
    text: str
    sha256: str
    left_out: tuple[LeftOut, ...] = ()


def raised(words: str, before: str) -> str | None:
    """What raised characters stand for after `before`: ² of m², nothing where they mark a note; None: they are text."""
    if words in _RAISED and _UNIT.search(before):
        return _RAISED[words]
    return "" if _NOTE_MARK.fullmatch(words) else None


def read_source(path: Path) -> SourceText:
    """Read one document.

    A .txt or .md file is taken as it stands, but for its line ends, which become one newline each. From .html, .docx
    and .pdf comes the text that a person sees. Raises UnreadableDocument for what is missing, empty, too large,
    encrypted, scanned, damaged, or of an unknown format or encoding.
    """
    with suppress(OSError, ValueError):  # told below
        _check_is_file(path)
    _reader_of(path.name, str(path))  # a format that nobody reads is not worth opening the file
    return source_of(path.name, read_raw(path), str(path))


def source_of(name: str, raw: bytes, where: str | None = None) -> SourceText:
    """The text of the file called `name` whose bytes are at hand; `where` is what messages call it. See `read_source`."""
    where = where or name
    reader = _reader_of(name, where)
    if len(raw) > MAX_BYTES:
        raise _too_large(where)
    # A plain text is only decoded; what has to be taken apart first may be a bomb
    found = carefully(where, _extracted, reader, raw, where, confined=reader is not _plain_text)
    return SourceText(name, found.text, hashlib.sha256(raw).hexdigest(), found.left_out)


def _extracted(reader: Callable[[bytes, str], Extract], raw: bytes, where: str) -> Extract:
    extract = reader(raw, where)
    if len(extract.text) > MAX_CHARACTERS:
        raise UnreadableDocument(f"{where}：文字超过 {MAX_CHARACTERS // 10_000} 万字，请拆分后再试。")
    text = _LINE_END.sub("\n", extract.text)
    if not text.strip():
        raise UnreadableDocument(f"{where}：文件里没有文字，请检查是否保存完整。")
    return Extract(text, extract.left_out)


def read_raw(path: Path) -> bytes:
    """The bytes of a file that is there, may be read, and is not too large. Raises UnreadableDocument."""
    try:
        _check_is_file(path)
        if path.stat().st_size > MAX_BYTES:
            raise _too_large(str(path))
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableDocument(f"{path}：找不到这个文件，请检查路径。") from None
    except OSError as error:
        raise UnreadableDocument(f"{path}：读不了这个文件（{error.strerror}），请检查路径和权限。") from None
    except ValueError:
        raise UnreadableDocument(f"{path}：这不是一个路径，请检查。") from None


def _too_large(where: str) -> UnreadableDocument:
    return UnreadableDocument(f"{where}：文件超过 {MAX_BYTES // 2**20} MB，请拆分后再试。")


def _check_is_file(path: Path) -> None:
    if path.is_dir():
        raise UnreadableDocument(f"{path}：这是一个文件夹，请给出文件。")
    if path.exists() and not path.is_file():
        raise UnreadableDocument(f"{path}：这不是普通文件（例如管道或设备），请给出文件。")


def _reader_of(name: str, where: str) -> Callable[[bytes, str], Extract]:
    suffix = Path(name).suffix.lower()
    if suffix in READERS:
        return READERS[suffix]
    known = "、".join(READERS)
    if suffix in _IMAGES:
        raise UnreadableDocument(f"{where}：这是图片，里面没有文字层，请先做文字识别（OCR），再存为 {known}。")
    advice = _ELSEWHERE.get(suffix, f"请先另存为 {known} 之一")
    raise UnreadableDocument(f"{where}：不支持 {suffix or '无后缀'} 格式，{advice}。")


def _plain_text(raw: bytes, where: str) -> Extract:
    if len(raw) > 4 * MAX_CHARACTERS + 4:  # no encoding writes so few characters in so many bytes
        raise UnreadableDocument(f"{where}：文字超过 {MAX_CHARACTERS // 10_000} 万字，请拆分后再试。")
    return Extract(decode(raw, where))


def _html(raw: bytes, where: str) -> Extract:
    if len(raw) > _MAX_PAGE:
        raise UnreadableDocument(f"{where}：网页超过 {_MAX_PAGE // 2**20} MB，请拆分，或去掉里面的图片后再试。")
    from corpus.read_html import extract_html  # each library is loaded by those who need it

    return extract_html(decode(raw, where, _declared_encoding(raw)))


def _docx(raw: bytes, where: str) -> Extract:
    from corpus.read_docx import extract_docx

    return extract_docx(raw, where)


def _pdf(raw: bytes, where: str) -> Extract:
    from corpus.read_pdf import extract_pdf

    return extract_pdf(raw, where)


READERS: dict[str, Callable[[bytes, str], Extract]] = {
    ".txt": _plain_text,
    ".md": _plain_text,
    ".html": _html,
    ".htm": _html,
    ".docx": _docx,
    ".pdf": _pdf,
}


def decode(raw: bytes, where: str, declared: str | None = None) -> str:
    """Bytes as text: by their byte order mark, then as UTF-8, as `declared`, as GB18030. Raises UnreadableDocument.

    GB18030 gives some text for nearly any bytes, so what it gives must also look like text.
    """
    marked = next((encoding for mark, encoding in _MARKS.items() if raw.startswith(mark)), None)
    if marked is None and b"\0" in raw:
        raise UnreadableDocument(f"{where}：这是二进制文件，不是文本，请检查后缀是否写对。")
    for encoding in [marked] if marked else [_ENCODINGS[0], *([declared] if declared else []), _ENCODINGS[1]]:
        try:
            text = raw.decode(encoding)
        except (UnicodeError, LookupError):  # "undefined" is a codec, and raises whatever it is given
            continue
        control = sum(1 for character in text if ord(character) < 32 and character not in "\n\r\t\f\x0b")
        if control * 100 <= len(text):
            return text
    raise UnreadableDocument(f"{where}：认不出文字编码（试过 UTF-8、GB18030），请另存为 UTF-8 后再试。")


# Those that pages are written in. Python knows more names (undefined, unicode_escape, punycode), which are no encodings of text.
_WEB_ENCODING = re.compile(
    r"utf-?(?:8|16(?:le|be)?)|big5(?:-hkscs)?|hz(?:-gb-2312)?|shift[_-]jis|euc-(?:jp|kr)|iso-8859-\d+|windows-125\d|koi8-[ru]"
    r"|us-ascii"
)


def _declared_encoding(raw: bytes) -> str | None:
    """What a page says of itself: <meta charset="gb2312">. Chinese pages that say GB2312 hold GB18030."""
    found = re.search(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{2,20})", raw[:4096], re.IGNORECASE)
    name = found[1].decode("ascii", "replace").lower() if found else ""
    return "gb18030" if name.startswith("gb") else name if _WEB_ENCODING.fullmatch(name) else None
