"""The only opener of source files: a path in, its text out, with a report of everything that was left out of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UnreadableDocument
from corpus.formats import recognised
from corpus.formats.confined import carefully
from corpus.formats.office import as_docx
from corpus.text.characters import is_chinese, whole, without_controls

MAX_BYTES = 64 * 1024 * 1024
MAX_CHARACTERS = 5_000_000  # of text; the longest code of laws has a tenth of it
_MAX_PAGE = 16 * 1024 * 1024  # bytes of HTML; as objects they are forty times as many
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# Also the line breaks of word processors and page breaks, as their text exports have them: \v, \f, U+2028
_LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# How files begin that are no text, whatever their name says
_SIGNATURES = {
    b"PK\x03\x04": "压缩包或 .docx、.xlsx", b"%PDF-": " PDF", b"\xd0\xcf\x11\xe0": "旧版 Office 文件", b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片", b"GIF8": "图片", b"Rar!\x1a": "压缩包", b"7z\xbc\xaf": "压缩包", b"\x1f\x8b\x08": "压缩包",
    b"\x7fELF": "程序", b"SQLite format 3\0": "数据库",
}  # fmt: skip
_ENCODINGS = ("utf-8", "gb18030", "big5")
# Made .docx before they are read
_BY_OFFICE = (".doc", ".wps")
# Files that are often met and never read, with what to do instead
_ELSEWHERE = {
    ".zip": "压缩包请用 policy corpus add 或在网页上登记，里面的文件会逐份收入；压缩包里的压缩包请先解压",
    ".et": "请用 WPS 另存为 .xlsx",
    ".rar": "请解压后登记里面的文件，或改用 .zip",
    ".7z": "请解压后登记里面的文件，或改用 .zip",
    ".ppt": "请另存为 .pdf",
    ".pptx": "请另存为 .pdf",
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
    plain = _reader_of(name, where) is _plain_text
    if len(raw) > MAX_BYTES:
        raise _too_large(where)
    digest = hashlib.sha256(raw).hexdigest()
    suffix = Path(name).suffix.lower()
    if suffix in _BY_OFFICE and not raw.startswith(b"PK"):  # some are .docx under an old name
        raw = as_docx(raw, suffix, where)
    # A plain text is only decoded; what has to be taken apart first may be a bomb
    found = carefully(where, _extracted, name, raw, where, confined=not plain)
    return SourceText(name, found.text, digest, found.left_out)


def _extracted(name: str, raw: bytes, where: str) -> Extract:
    extract = _reader_of(name, where)(raw, where)
    if len(extract.text) > MAX_CHARACTERS:
        raise UnreadableDocument(f"{where}：文字超过 {MAX_CHARACTERS // 10_000} 万字，请拆分后再试。")
    text, ignored = without_controls(whole(_LINE_END.sub("\n", extract.text)))
    if not text.strip():
        raise UnreadableDocument(f"{where}：文件里没有文字，请检查是否保存完整。")
    left = [LeftOut("全文", words, f"控制字符，在文字里没有意义，共 {count} 个") for words, count in ignored]
    return Extract(text, (*extract.left_out, *left))


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
        if recognised.is_there():
            return _picture
        raise UnreadableDocument(
            f"{where}：这是图片，里面没有文字层。要识别其中的文字，请先运行 {recognised.COMMAND}，"
            f"或请先做文字识别（OCR），再存为 {known}。"
        )
    advice = _ELSEWHERE.get(suffix, f"请先另存为 {known} 之一")
    raise UnreadableDocument(f"{where}：不支持 {suffix or '无后缀'} 格式，{advice}。")


def _plain_text(raw: bytes, where: str) -> Extract:
    if len(raw) > 4 * MAX_CHARACTERS + 4:  # no encoding writes so few characters in so many bytes
        raise UnreadableDocument(f"{where}：文字超过 {MAX_CHARACTERS // 10_000} 万字，请拆分后再试。")
    return Extract(decode(raw, where))


def read_page(raw: bytes, where: str) -> Extract:
    """A web page, in the encoding that it says. Raises UnreadableDocument."""
    if len(raw) > _MAX_PAGE:
        raise UnreadableDocument(f"{where}：网页超过 {_MAX_PAGE // 2**20} MB，请拆分，或去掉里面的图片后再试。")
    from corpus.formats.read_html import extract_html  # each library is loaded by those who need it

    return extract_html(decode(raw, where, _declared_encoding(raw)))


def _docx(raw: bytes, where: str) -> Extract:
    from corpus.formats.read_docx import extract_docx

    return extract_docx(raw, where)


def _pdf(raw: bytes, where: str) -> Extract:
    from corpus.formats.read_pdf import extract_pdf

    return extract_pdf(raw, where)


def _picture(raw: bytes, where: str) -> Extract:
    from corpus.formats.read_pdf import extract_picture

    return extract_picture(raw, where)


def _ofd(raw: bytes, where: str) -> Extract:
    from corpus.formats.read_pdf import extract_ofd

    return extract_ofd(raw, where)


def _sheet(raw: bytes, where: str) -> Extract:
    from corpus.formats.read_sheet import extract_sheet

    return extract_sheet(raw, where)


def _rtf(raw: bytes, where: str) -> Extract:
    from corpus.formats.read_rtf import extract_rtf

    return extract_rtf(raw, where)


READERS: dict[str, Callable[[bytes, str], Extract]] = {
    ".txt": _plain_text,
    ".md": _plain_text,
    ".html": read_page,
    ".htm": read_page,
    ".docx": _docx,
    ".pdf": _pdf,
    ".doc": _docx,
    ".wps": _docx,
    ".xlsx": _sheet,
    ".xls": _sheet,
    ".ofd": _ofd,
    ".rtf": _rtf,
}


def decode(raw: bytes, where: str, declared: str | None = None) -> str:
    """Bytes as text: by their byte order mark, then as UTF-8, as `declared`, as GB18030 or Big5, whichever reads as Chinese.

    GB18030 gives some text for nearly any bytes, so what it gives must also look like text. Raises UnreadableDocument.
    """
    marked = next((encoding for mark, encoding in _MARKS.items() if raw.startswith(mark)), None)
    if kind := next((kind for mark, kind in _SIGNATURES.items() if raw.startswith(mark)), None):
        raise UnreadableDocument(f"{where}：这是二进制文件（内容是{kind}），不是文本，请改对后缀再试。")
    if marked is None and b"\0" in raw:
        text = _of_two_bytes(raw) or _as_text(raw, _ENCODINGS[0])
        if text is None:
            raise _binary(where)
        return text
    for encoding in [marked] if marked else [_ENCODINGS[0], *([declared] if declared else [])]:
        text = _as_text(raw, encoding)
        if text is not None:
            return text
    found = [text for encoding in _ENCODINGS[1:] if not marked and (text := _as_text(raw, encoding)) is not None]
    # GB18030 before Big5, unless it reads clearly worse
    best = max(found, key=lambda text: _likely(text) + (0.1 if text is found[0] else 0.0), default=None)
    if best is not None and not _is_garbled(best):
        return best
    if sum(byte < 32 and byte not in b"\n\r\t\f\v" for byte in raw[:_SAMPLE]) * 100 > min(len(raw), _SAMPLE):
        raise _binary(where)
    raise UnreadableDocument(f"{where}：认不出文字编码（试过 UTF-8、GB18030、Big5），请另存为 UTF-8 后再试。")


def _binary(where: str) -> UnreadableDocument:
    return UnreadableDocument(f"{where}：这是二进制文件，不是文本，请检查后缀是否写对。")


_SAMPLE = 20_000  # characters; enough to tell what a text is written in
_FEWEST = 100  # characters beyond ASCII; of fewer nothing can be told
_LEAST_COMMON, _SURELY_CHINESE = 0.12, 0.3  # of the characters beyond ASCII


def _likely(text: str) -> float:
    return is_chinese(text[:_SAMPLE])


def _is_garbled(text: str) -> bool:
    """Many characters beyond ASCII, and hardly one that is common: 籄垃カ for bytes of Big5 that were read as GB18030."""
    sample = text[:_SAMPLE]
    return sum(ord(character) > 127 for character in sample) > _FEWEST and _likely(sample) < _LEAST_COMMON


def _as_text(raw: bytes, encoding: str) -> str | None:
    """`raw` in this encoding; None where it is none, or what comes out is full of control characters.

    Any bytes have some; Chinese with one in ten is still Chinese, as the marks of cells are that Word leaves in a text.
    """
    try:
        text = raw.decode(encoding)
    except (UnicodeError, LookupError):  # "undefined" is a codec, and raises whatever it is given
        return None
    control = sum(1 for character in text if ord(character) < 32 and character not in "\n\r\t\f\x0b")
    chinese = control * 10 <= len(text) and _likely(text) >= _SURELY_CHINESE
    return text if control * 100 <= len(text) or chinese else None


def _of_two_bytes(raw: bytes) -> str | None:
    """UTF-16 without a mark, in the order of bytes in which it reads as Chinese; None where it does in neither."""
    whole_pairs = raw[: len(raw) // 2 * 2]
    if len(raw) - len(whole_pairs) and raw[-1:] not in (b"\n", b"\0"):
        return None
    found = [text for order in ("le", "be") if (text := _as_text(whole_pairs, f"utf-16-{order}")) is not None]
    best = max(found, key=_likely, default="")
    return best if _likely(best) > 2 * _LEAST_COMMON else None


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
