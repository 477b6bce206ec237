"""Bytes in, text out: which encoding they are written in, by what reads as Chinese."""

from __future__ import annotations

from corpus.errors import UnreadableDocument
from corpus.text.characters import is_chinese, with_rows

_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# How files begin that are no text, whatever their name says
_SIGNATURES = {
    b"PK\x03\x04": "压缩包或 .docx、.xlsx", b"%PDF-": " PDF", b"\xd0\xcf\x11\xe0": "旧版 Office 文件", b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片", b"GIF8": "图片", b"Rar!\x1a": "压缩包", b"7z\xbc\xaf": "压缩包", b"\x1f\x8b\x08": "压缩包",
    b"\x7fELF": "程序", b"SQLite format 3\0": "数据库",
}  # fmt: skip
_ENCODINGS = ("utf-8", "gb18030", "big5")


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

    Any bytes have some; Chinese with one in ten is still Chinese, as the marks of cells are that Word leaves in a text; those of whole rows are none to us.
    """
    try:
        text = raw.decode(encoding)
    except (UnicodeError, LookupError):  # "undefined" is a codec, and raises whatever it is given
        return None
    control = sum(1 for character in with_rows(text) if ord(character) < 32 and character not in "\n\r\t\f\x0b")
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
