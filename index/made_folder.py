"""Folders of files that are made once and can be made again: stamped, checked, and put in place in one step.

A folder is written beside its place under another name and renamed when it is whole, so a crash leaves nothing that
would be taken for it, and of two processes at once the first one wins. The stamp inside says by which version it was
made, and names size and sha256 of each file that `make` says is to be checked.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from corpus.errors import ModelUnavailable
from corpus.files import put_folder
from corpus.json_text import json_of

STAMP = "made-by-policy-assistant.json"
_ABANDONED = 3600.0  # seconds after which a half-made folder belongs to a process that died
_LEFT = re.compile(r"\.(?:new-\d+|old)-[0-9a-f]{8}$")  # no more than our own names: what somebody else put there stays

Make = Callable[[Path], Sequence[str]]  # writes into an empty folder; gives back the names of the files to be checked


def ensure(folder: Path, version: Mapping[str, object], make: Make, what: str, *, verify: bool = False) -> Path:
    """`folder`, made now by `make` if it is not there, whole, and stamped with `version`.

    Sizes are looked at every time; `verify` recomputes the checksums as well. A damaged folder is made anew. `what`
    names it in messages. Raises ModelUnavailable if it does not pass its own check, OSError if it cannot be written.
    """
    if fault(folder, version, verify) is None:
        return folder
    started = folder.with_name(f"{folder.name}.new-{os.getpid()}-{uuid.uuid4().hex[:8]}")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        started.mkdir()
        names = make(started)
        files = {name: {"sha256": sha256(started / name), "bytes": (started / name).stat().st_size} for name in names}
        write_json(started / STAMP, {**version, "files": files})
        if (found := fault(started, version, verify=True)) is not None:
            raise ModelUnavailable(f"{what}写入 {started} 后校验失败（{found}）。请检查磁盘后重试。")
        _put_in_place(started, folder, version, what, verify)
    finally:
        shutil.rmtree(started, ignore_errors=True)
    return folder


def check(folder: Path, version: Mapping[str, object], what: str, *, verify: bool = False) -> None:
    """Raise ModelUnavailable, naming the file, if the made folder is not whole (see `ensure` for `verify`)."""
    if (found := fault(folder, version, verify)) is not None:
        raise ModelUnavailable(f"{what} {folder} 已损坏（{found}）。请删除这个文件夹后重试，它会自动重新生成。")


def fault(folder: Path, version: Mapping[str, object], verify: bool) -> str | None:
    """What is wrong with a made folder, in words; None if nothing is."""
    if not folder.is_dir():
        return "文件夹不存在"
    try:
        stamp = json_of((folder / STAMP).read_bytes())
    except (OSError, ValueError):
        stamp = None
    files = stamp.get("files") if isinstance(stamp, dict) else None
    if not isinstance(files, dict) or not files:
        return f"{STAMP} 缺失或不完整"
    if {name: stamp.get(name) for name in version} != dict(version):
        return f"{STAMP} 属于另一个版本"
    for name, entry in files.items():
        path = folder / name
        if not isinstance(entry, dict) or not path.is_file():
            return f"{name} 缺失"
        try:
            if path.stat().st_size != entry.get("bytes"):
                return f"{name} 的大小不对"
            if verify and sha256(path) != entry.get("sha256"):
                return f"{name} 的校验和不对"
        except FileNotFoundError:  # another process is moving a damaged folder aside, this very moment
            return f"{name} 缺失"
    return None


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def fingerprint(folder: Path, paths: Sequence[Path]) -> str:
    """12 hex digits that change with `paths` in `folder`: over names, sizes, and the first and last 64 KiB of each.

    Weights are hundreds of megabytes, and naming a model must stay a matter of milliseconds.
    """
    digest = hashlib.sha256()
    for path in paths:
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder).as_posix()}\0{size}\0".encode())
        with path.open("rb") as file:
            digest.update(file.read(65_536))
            if size > 131_072:
                file.seek(size - 65_536)
            digest.update(file.read(65_536))
    return digest.hexdigest()[:12]


def _put_in_place(made: Path, folder: Path, version: Mapping[str, object], what: str, verify: bool) -> None:
    """Rename `made` to `folder`. Of two processes the first wins; a damaged folder in the way is moved aside."""
    for _ in range(10):
        try:
            put_folder(made, folder)
        except OSError:
            if not folder.exists():
                raise
        else:
            return
        if fault(folder, version, verify) is None:
            return  # another process made the same meanwhile; ours is thrown away
        aside = folder.with_name(f"{folder.name}.old-{uuid.uuid4().hex[:8]}")
        try:
            folder.rename(aside)
        except FileNotFoundError:
            continue
        shutil.rmtree(aside, ignore_errors=True)
    raise ModelUnavailable(f"无法把{what}放到 {folder}。请删除这个文件夹后重试。")


def _sweep(folder: Path) -> None:
    """Clear away what processes that died an hour ago or more left beside `folder`, of it and of others made like it."""
    for path in folder.parent.iterdir():
        with suppress(OSError):
            if _LEFT.search(path.name) and time.time() - path.stat().st_mtime > _ABANDONED:
                shutil.rmtree(path, ignore_errors=True)
