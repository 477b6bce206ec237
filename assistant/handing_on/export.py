"""A sheet into a file: which formats there are, how a file is named, and that it is written whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant.handing_on.sheet import Sheet, writable
from corpus.errors import FileNotWritten, UsageError
from corpus.files import write_whole

_LONGEST_NAME = 40  # characters of the question in a suggested name
_NOT_IN_A_NAME = re.compile(r"[^\w\u4e00-\u9fff-]+")


@dataclass(frozen=True, slots=True)
class Format:
    """One way to hand a sheet on: its media type, and the file's bytes out of the sheet."""

    media_type: str
    write: Callable[[Sheet], bytes]


def _docx(sheet: Sheet) -> bytes:
    from assistant.handing_on.export_docx import docx_bytes  # each library is loaded by those who need it

    return docx_bytes(sheet)


def _xlsx(sheet: Sheet) -> bytes:
    from assistant.handing_on.export_xlsx import xlsx_bytes

    return xlsx_bytes(sheet)


def _markdown(sheet: Sheet) -> bytes:
    from assistant.handing_on.export_markdown import markdown_text

    return markdown_text(sheet).encode()


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS = {
    ".docx": Format(f"{_OFFICE}.wordprocessingml.document", _docx),
    ".xlsx": Format(f"{_OFFICE}.spreadsheetml.sheet", _xlsx),
    ".md": Format("text/markdown", _markdown),
}


def check_target(path: Path, *, force: bool = False) -> Format:
    """The format that `path` asks for. Raises UsageError for another suffix, a folder, or a file that is there."""
    if path.suffix.lower() not in FORMATS:
        raise UsageError(f"{path}：不能导出为 {path.suffix or '无后缀'} 格式，请用 {'、'.join(FORMATS)} 之一。")
    check_free(path, force=force)
    return FORMATS[path.suffix.lower()]


def check_free(path: Path, *, force: bool = False) -> None:
    """Raises UsageError for a name that no system takes, a folder, or a file that is there and may not be written over."""
    try:
        is_folder, is_there = path.is_dir(), path.exists()
    except (OSError, ValueError) as error:  # too long for a name, or a NUL in it
        raise UsageError(f"{path}：这个文件名不能用（{getattr(error, 'strerror', error)}），请换一个。") from None
    if is_folder:
        raise UsageError(f"{path}：这是一个文件夹，请给出文件名。")
    if is_there and not force:
        raise UsageError(f"{path}：文件已经存在，没有改动。请换一个文件名，或用 --force 覆盖。")


def export(sheet: Sheet, path: Path, *, force: bool = False) -> None:
    """Write `sheet` in the format of the path's suffix. Raises UsageError as `check_target`, FileNotWritten."""
    write_out(path, check_target(path, force=force).write(sheet))


def write_out(path: Path, raw: bytes) -> None:
    """All of `raw` under this name. Raises FileNotWritten."""
    try:
        write_whole(path, raw)
    except OSError as error:
        raise FileNotWritten(f"{path}：写不进去（{error.strerror}），请检查文件夹是否存在、磁盘空间和权限。") from None


def suggested_name(sheet: Sheet, suffix: str) -> str:
    """A file name that every system takes: 新认定的高企奖励多少_2026-11-23.docx."""
    words = _NOT_IN_A_NAME.sub("_", writable(sheet.question)).strip("_")[:_LONGEST_NAME].strip("_")
    return f"{words or '政策问答'}_{sheet.as_of}{suffix}"
