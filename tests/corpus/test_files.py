"""What is renamed into its place is on the disk before, and its new name after: a power cut leaves the old or the new."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from corpus import files
from corpus.files import put_folder, write_whole
from index import made_folder, store
from tests.index.test_store import an_index

Done = list[tuple[str, str]]


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Done:
    """What is synced and what is renamed, in order; a file or folder by its name at that moment."""
    told: Done = []
    fsync, rename, replace = os.fsync, Path.rename, Path.replace

    def synced(handle: int) -> None:
        told.append(("sync", Path(f"/proc/self/fd/{handle}").readlink().name))
        fsync(handle)

    def renamed(self: Path, target: Path) -> Path:
        told.append(("rename", self.name))
        return rename(self, target)

    def replaced(self: Path, target: Path) -> Path:
        told.append(("rename", self.name))
        return replace(self, target)

    monkeypatch.setattr(files.os, "fsync", synced)
    monkeypatch.setattr(Path, "rename", renamed)
    monkeypatch.setattr(Path, "replace", replaced)
    return told


pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs the names of open files")


def test_a_file_is_synced_before_its_name_and_its_folder_after(done: Done, tmp_path: Path) -> None:
    write_whole(tmp_path / "a.txt", b"a")
    (first, new), (second, same), last = done
    assert (first, second, last) == ("sync", "rename", ("sync", tmp_path.name))
    assert new == same
    assert new.startswith(files.HALF_WRITTEN)


def test_a_folder_is_synced_with_all_in_it_before_its_name_and_its_parent_after(done: Done, tmp_path: Path) -> None:
    (tmp_path / "made" / "in").mkdir(parents=True)
    for name in ("a", "in/b"):
        (tmp_path / "made" / name).write_bytes(b"x")
    put_folder(tmp_path / "made", tmp_path / "place")
    at = done.index(("rename", "made"))
    assert {("sync", name) for name in ("a", "in", "b", "made")} == set(done[:at])
    assert done[at + 1 :] == [("sync", tmp_path.name)]


def test_so_is_a_cache(done: Done, tmp_path: Path) -> None:
    def make(folder: Path) -> list[str]:
        (folder / "words").write_bytes(b"x")
        return ["words"]

    made_folder.ensure(tmp_path / "cache", {"layout": 1}, make, "缓存")
    at = next(number for number, (what, _) in enumerate(done) if what == "rename")
    assert {("sync", "words"), ("sync", made_folder.STAMP)} <= set(done[:at])
    assert done[at + 1 :] == [("sync", tmp_path.name)]


def test_so_is_an_index(done: Done, tmp_path: Path) -> None:
    store.save(an_index(), tmp_path / "built", corpus="c")
    last = max(number for number, (what, _) in enumerate(done) if what == "rename")
    assert {("sync", name) for name in (*store.FILES, store.MANIFEST)} <= set(done[:last])
    assert ("sync", tmp_path.name) in done[last:]
