"""What killed makers left is cleared away by whoever makes something beside it; what is not ours stays."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from index import made_folder

VERSION = {"layout": 1}


def make(folder: Path) -> Sequence[str]:
    (folder / "a.bin").write_bytes(b"a")
    return ("a.bin",)


def left(folder: Path, name: str) -> Path:
    path = folder / name
    path.mkdir()
    os.utime(path, (0, 0))
    return path


def test_what_makers_of_any_folder_left_is_cleared_away(tmp_path: Path) -> None:
    """A newer version makes another folder: nobody would make the one of the older version again."""
    dead = [
        left(tmp_path, name)
        for name in ("engine-1.new-24561-258e9140", "engine-1.old-258e9140", "words.new-7-00c0ffee")
    ]
    working = tmp_path / "engine-1.new-24562-258e9141"
    working.mkdir()
    made_folder.ensure(tmp_path / "engine-2", VERSION, make, "引擎")
    assert not [path for path in dead if path.exists()]
    assert working.exists()


def test_another_version_and_what_somebody_put_there_stay(tmp_path: Path) -> None:
    others = [
        left(tmp_path, name) for name in ("engine-1.2-beta", "engine-1.old-copy", "engine-1.new-x-258e9140", "a-b")
    ]
    made_folder.ensure(tmp_path / "engine-1", VERSION, make, "引擎")
    assert all(path.is_dir() for path in others)
