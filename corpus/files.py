"""A file written whole or not at all, folders put in place for good, and text files of strangers."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

LARGEST = 64 * 2**20  # bytes of a file of text that a person names
HALF_WRITTEN = ".new-"  # how the name of a file begins while it is written


Stamp: TypeAlias = tuple[int, int]  # bytes of a file, and the nanosecond it was last changed
_SETTLED = 2_000_000_000  # nanoseconds: of a file changed more lately, a further change might not show in its time


def stamp_of(path: Path | str) -> Stamp | None:
    """By what a later change of a file shows without reading it; None where it is not there. Of very many, a `str` is faster.

    The time is 0, which no file has again, where the file was changed a moment ago.
    """
    try:
        found = os.stat(path)  # noqa: PTH116 (a Path of its own for each of ten thousand files takes longer than asking)
    except (OSError, ValueError):
        return None
    return found.st_size, found.st_mtime_ns if time.time_ns() - found.st_mtime_ns > _SETTLED else 0


def write_whole(path: Path, raw: bytes) -> None:
    """All of `raw` under this name, or an OSError and whatever stood there before."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=HALF_WRITTEN)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
        sync_folder(path.parent)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """See the names in `folder` on the disk: a rename that only memory knows is lost with the power.

    Where the system cannot (Windows, some network file systems) the files themselves are written all the same.
    """
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def sync_whole(folder: Path) -> None:
    """See everything in `folder` on the disk. Raises OSError."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        else:
            sync_folder(path)
    sync_folder(folder)


def put_folder(made: Path, folder: Path) -> None:
    """Rename `made` to `folder`, with everything in it on the disk before and the new name after. Raises OSError."""
    sync_whole(made)
    made.rename(folder)
    sync_folder(folder.parent)


def read_text(path: Path) -> str:
    """The UTF-8 text of a file that a person named, without its byte order mark.

    Raises OSError, also for a device that never ends and for more than LARGEST bytes, and ValueError for no UTF-8.
    """
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, "这是一个文件夹", str(path))
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "这不是普通文件", str(path))
    if found.st_size > LARGEST:
        raise OSError(errno.EFBIG, f"文件超过 {LARGEST // 2**20} MB", str(path))
    return path.read_text(encoding="utf-8-sig")


def is_folder(path: Path) -> bool:
    """Whether `path` is a folder; False also for a name that no system takes."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False
