"""A .zip in, the files in it out; a file with several policies in, a text for each of them out: documents sent as one."""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from corpus.errors import UnreadableDocument
from corpus.formats.confined import for_text
from corpus.formats.extract import MAX_BYTES
from corpus.formats.read import SourceText
from corpus.identity.several import policies_in

SUFFIX = ".zip"
MOST_FILES = 200
LONGEST_NAME = 56  # characters of a title; `safe_name` keeps four more
_MOST_BYTES = 4 * MAX_BYTES


def unpacked(name: str, raw: bytes, where: str | None = None) -> tuple[tuple[str, bytes], ...]:
    """The files that `raw` stands for, by name: those of a .zip, else itself alone. Folders become part of no name.

    Raises UnreadableDocument for an archive that is damaged, has a password, or holds nothing or too much.
    """
    if not name.lower().endswith(SUFFIX):
        return ((name, raw),)
    where = where or name
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = [each for each in archive.infolist() if _is_file(each)]
            if not members:
                raise UnreadableDocument(f"{where}：压缩包里没有文件。")
            if len(members) > MOST_FILES or sum(each.file_size for each in members) > _MOST_BYTES:
                raise UnreadableDocument(
                    f"{where}：压缩包里的文件太多或太大（最多 {MOST_FILES} 份、{_MOST_BYTES // 2**20} MB），请解压后分批登记。"
                )
            if any(each.flag_bits & 1 for each in members):
                raise UnreadableDocument(f"{where}：压缩包有密码，请解压后再登记。")
            return tuple(_named_apart((_name(each), archive.read(each)) for each in members))
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        OSError,
        ValueError,
        EOFError,
        zlib.error,
        lzma.LZMAError,
    ) as error:
        raise UnreadableDocument(f"{where}：不是完好的 .zip 文件（{error}），请解压后再登记。") from None


def policies_of(source: SourceText) -> tuple[tuple[str, bytes], ...]:
    """The policies of a file that holds several, each as a text named by its title; () where the file is one document.

    What stands before the first of them (cover, contents) is in none; see `policies_in`.
    """
    found = for_text(source.text, source.name, policies_in, source.text)
    named = ((f"{_short(one.title)}.txt", one.span.of(source.text).strip().encode()) for one in found)
    return tuple(_named_apart(named))


def _short(title: str) -> str:
    """A title as the name of a file: in one piece, and no longer than names are kept."""
    return re.sub(r'[\s/\\<>:"|?*.]+', " ", title).strip()[:LONGEST_NAME]


def _is_file(each: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(each.filename)
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in path.parts)
    return not each.is_dir() and not hidden and path.name not in ("Thumbs.db", "desktop.ini")


def _name(each: zipfile.ZipInfo) -> str:
    """The file's name; archives made on Chinese Windows write it in GB18030 without saying so."""
    name = each.filename
    if not each.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            name = each.filename
    return PurePosixPath(name.replace("\\", "/")).name


def _named_apart(files: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Two files of one name from two folders as two."""
    seen: dict[str, int] = {}
    for name, raw in files:
        seen[name] = seen.get(name, 0) + 1
        path = PurePosixPath(name)
        yield (name if seen[name] == 1 else f"{path.stem}-{seen[name]}{path.suffix}"), raw
