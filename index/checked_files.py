"""The files of an index as its manifest describes them: nothing is taken that is not what was written.

What is SMALL, and each trie, is checked whole; of a larger file only its size and its edges, but each record of it when it is
read (index/stored.py). What is more than HELD is mapped, so that memory holds what questions lead to, and the system may take
it back. Arrays are read with allow_pickle=False.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus.errors import DamagedIndex
from index.records import Json
from index.stored import KEPT, Stored

_T = TypeVar("_T")
_Scalar = TypeVar("_Scalar", bound=np.generic)

MANIFEST = "manifest.json"
SMALL = 1024 * 1024  # bytes of a file that is checked whole at each start: each segment has some forty
HELD = (
    SMALL if os.name == "nt" else 64 * 1024
)  # bytes of a file that is read: Windows moves no folder with a mapped one
EDGE = 64 * 1024  # bytes at either end of a large file that are checked at each start
REBUILD = "请运行 policy index 重建。"


@dataclass(frozen=True, slots=True)
class Files:
    """The files in `source` whose names begin with `prefix`; `whole` compares all of those that are mapped."""

    source: Path
    manifest: Mapping[str, Json]
    whole: bool
    prefix: str = ""

    def under(self, prefix: str) -> Files:
        return replace(self, prefix=prefix)

    def path(self, name: str) -> Path:
        return self.source / f"{self.prefix}{name}"

    def described(self) -> dict[str, Json]:
        """What the manifest says of each file in this folder, by the name without the prefix."""
        listed = self.manifest.get("files")
        names = {
            name.removeprefix(self.prefix): name
            for name in (listed if isinstance(listed, dict) else ())
            if name.startswith(self.prefix)
        }
        assert isinstance(listed, dict)
        return {short: listed[name] for short, name in names.items() if "/" not in short}

    def has(self, name: str) -> bool:
        listed = self.manifest.get("files")
        return isinstance(listed, dict) and f"{self.prefix}{name}" in listed

    def checked(self, name: str) -> bytes | None:
        """The content of a file after it was compared with the manifest; None for one that is to be mapped."""
        path = self.path(name)
        listed = self.manifest.get("files")
        entry = listed.get(f"{self.prefix}{name}") if isinstance(listed, dict) else None
        if not isinstance(entry, dict):
            raise DamagedIndex(f"索引清单 {self.source / MANIFEST} 没有列出 {self.prefix}{name}。{REBUILD}")
        try:
            size = path.stat().st_size
            content = None if size > min(HELD, SMALL) else path.read_bytes()
            if content is not None:
                checksum, expected = hashlib.sha256(content).hexdigest(), entry.get("sha256")
            elif self.whole or size <= SMALL or name.endswith(".trie"):
                with path.open("rb") as file:
                    checksum, expected = hashlib.file_digest(file, "sha256").hexdigest(), entry.get("sha256")
            else:
                checksum, expected = edges(path), entry.get("edges")
        except FileNotFoundError as error:
            raise DamagedIndex(f"索引文件 {path} 不见了。{REBUILD}") from error
        except OSError as error:
            raise DamagedIndex(f"索引文件 {path} 无法读取（{error.strerror or error}）。{REBUILD}") from error
        if entry.get("bytes") != size:
            raise DamagedIndex(f"索引文件 {path} 有 {size} 字节，清单上是 {entry.get('bytes')}。{REBUILD}")
        if checksum != expected:
            raise DamagedIndex(f"索引文件 {path} 的内容与清单上的校验和不符。{REBUILD}")
        return content

    def small(self, name: str) -> bytes:
        content = replace(self, whole=True).checked(name)
        return self.path(name).read_bytes() if content is None else content

    def array(self, name: str, dtype: np.dtype[_Scalar]) -> NDArray[_Scalar]:
        """A checked array: in memory if it is small, else mapped from its file."""
        content = self.checked(name)
        path = self.path(name)
        try:
            if content is not None:
                array = np.load(io.BytesIO(content), allow_pickle=False)
            else:
                array = np.load(path, mmap_mode="r", allow_pickle=False)
        except FileNotFoundError as error:
            raise DamagedIndex(f"索引文件 {path} 不见了。{REBUILD}") from error
        except (OSError, ValueError, EOFError) as error:
            raise DamagedIndex(f"索引文件 {path} 无法解读（{error}）。{REBUILD}") from error
        if array.dtype != dtype:
            raise DamagedIndex(f"索引文件 {path} 的类型是 {array.dtype}，应是 {dtype}。{REBUILD}")
        # A plain view: a memmap costs a Python call at every slice.
        return np.asarray(array)

    def stored(self, name: str, decode: Callable[[bytes], _T], kept: int = KEPT) -> Stored[_T]:
        """The records of a file, each decoded when it is asked for."""
        content = self.checked(name)
        path = self.path(name)
        try:
            held = (
                np.memmap(path, dtype=np.uint8, mode="r") if content is None else np.frombuffer(content, dtype=np.uint8)
            )
        except (OSError, ValueError) as error:
            raise DamagedIndex(f"索引文件 {path} 无法解读（{error}）。{REBUILD}") from error
        marks = self.array(f"{Path(name).stem}.marks.npy", np.dtype(np.int64))
        if marks.ndim != 2 or marks.shape[1] != 2:
            raise DamagedIndex(f"索引文件 {path} 的记录表形状是 {marks.shape}。{REBUILD}")
        return Stored(str(path), np.asarray(held), marks[:, 0], marks[:, 1], decode, kept)


def described(path: Path) -> Json:
    """What the manifest says of a file."""
    with path.open("rb") as file:
        whole = hashlib.file_digest(file, "sha256").hexdigest()
    return {"sha256": whole, "edges": edges(path), "bytes": path.stat().st_size}


def edges(path: Path) -> str:
    """The sha256 of the first and the last 64 KiB."""
    with path.open("rb") as file:
        digest = hashlib.sha256(file.read(EDGE))
        file.seek(max(0, path.stat().st_size - EDGE))
        digest.update(file.read(EDGE))
    return digest.hexdigest()
