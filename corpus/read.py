"""The only opener of source files: a path in, its text out, character for character."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UnreadableDocument

ENCODINGS = ("utf-8-sig", "gb18030")
SUFFIXES = (".txt", ".md")
MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of one file and the sha256 of the bytes it came from."""

    name: str
    text: str
    sha256: str


def read_source(path: Path) -> SourceText:
    """Read one document.

    Line ends become one newline each; nothing else is changed. UTF-8 (with or without BOM) is tried first, then
    GB18030. Raises UnreadableDocument for what is missing, empty, binary, too large or in no known encoding.
    """
    if path.is_dir():
        raise UnreadableDocument(f"{path}：这是一个文件夹，请给出文件。")
    if path.suffix.lower() not in SUFFIXES:
        raise UnreadableDocument(
            f"{path}：暂不支持 {path.suffix or '无后缀'} 格式，请先另存为 {'、'.join(SUFFIXES)} 文本文件。"
        )
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableDocument(f"{path}：文件超过 {MAX_BYTES // 2**20} MB，请拆分后再试。")
        raw = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableDocument(f"{path}：找不到这个文件，请检查路径。") from None
    except IsADirectoryError:
        raise UnreadableDocument(f"{path}：这是一个文件夹，请给出文件。") from None
    except OSError as error:
        raise UnreadableDocument(f"{path}：读不了这个文件（{error.strerror}），请检查权限。") from None
    text = _decode(raw, path).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise UnreadableDocument(f"{path}：文件里没有文字，请检查是否保存完整。")
    return SourceText(path.name, text, hashlib.sha256(raw).hexdigest())


def _decode(raw: bytes, path: Path) -> str:
    if b"\0" in raw:
        raise UnreadableDocument(f"{path}：这是二进制文件，不是文本，请先导出为 .txt 或 .md。")
    for encoding in ENCODINGS:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        control = sum(1 for character in text if ord(character) < 32 and character not in "\n\r\t\f\x0b")
        if control * 100 > len(text):
            break
        return text
    raise UnreadableDocument(f"{path}：认不出文字编码（试过 UTF-8、GB18030），请另存为 UTF-8 后再试。")
