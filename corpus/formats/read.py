"""The only opener of source files: a path in, its text out, with a report of everything that was left out of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from corpus.errors import UnreadableDocument
from corpus.formats import recognised
from corpus.formats.confined import carefully
from corpus.formats.decoding import decode
from corpus.formats.extract import MAX_BYTES, Extract, LeftOut
from corpus.formats.office import as_docx
from corpus.text.characters import whole, without_controls

MAX_CHARACTERS = 5_000_000  # of text; the longest code of laws has a tenth of it
# Also the line breaks of word processors and page breaks, as their text exports have them: \v, \f, U+2028
_LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
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


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of one file, the sha256 of the bytes it came from, and what was left out on the way."""

    name: str
    text: str
    sha256: str
    left_out: tuple[LeftOut, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()  # what a page says of itself unseen, by the names that it gives
    headings: tuple[
        tuple[int, int], ...
    ] = ()  # the lines that its format marks as headings, from 0, each with its level


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
    return SourceText(name, found.text, digest, found.left_out, found.labels, found.headings)


def _extracted(name: str, raw: bytes, where: str) -> Extract:
    extract = _reader_of(name, where)(raw, where)
    if len(extract.text) > MAX_CHARACTERS:
        raise UnreadableDocument(f"{where}：文字超过 {MAX_CHARACTERS // 10_000} 万字，请拆分后再试。")
    text, ignored = without_controls(whole(_LINE_END.sub("\n", extract.text)))
    if not text.strip():
        raise UnreadableDocument(f"{where}：文件里没有文字，请检查是否保存完整。")
    left = [LeftOut("全文", words, f"控制字符，在文字里没有意义，共 {count} 个") for words, count in ignored]
    return Extract(text, (*extract.left_out, *left), extract.labels, _still(extract))


def _still(extract: Extract) -> tuple[tuple[int, int], ...]:
    """The headings of a text whose other line ends are about to become its own."""
    if not extract.headings:
        return ()
    more = list(accumulate(len(_LINE_END.findall(line)) for line in extract.text.split("\n")))
    return tuple((number + (more[number - 1] if number else 0), level) for number, level in extract.headings)


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


def _page(raw: bytes, where: str) -> Extract:
    from corpus.formats.read_html import read_page  # each library is loaded by those who need it

    return read_page(raw, where)


READERS: dict[str, Callable[[bytes, str], Extract]] = {
    ".txt": _plain_text,
    ".md": _plain_text,
    ".html": _page,
    ".htm": _page,
    ".docx": _docx,
    ".pdf": _pdf,
    ".doc": _docx,
    ".wps": _docx,
    ".xlsx": _sheet,
    ".xls": _sheet,
    ".ofd": _ofd,
    ".rtf": _rtf,
}
