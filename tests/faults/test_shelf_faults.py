"""Kills, full disks, several writers at once, and flipped bits: nothing is lost, and what is damaged says so.

POLICY_FAULTS scales how often each is tried.
"""

from __future__ import annotations

import contextlib
import os
import random
import resource
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import DamagedIndex, PolicyError, StaleIndex, UnknownDocument
from corpus.parse import load_corpus
from corpus.register import load_register
from corpus.shelf import add_file, remove_document
from index import made_folder, segments, store
from tests.faults.shelves import ENCODER, build, holds, in_a_process, mended, no_leftovers, write

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that share what was imported"),
    pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning"),
]
TRIES = max(20, int(os.environ.get("POLICY_FAULTS", "200")) // 2)
WRITERS = 4


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A shelf with two documents and their index."""
    folder = tmp_path / "corpus"
    for number in (1, 2):
        add_file(folder, write(tmp_path / "given", number))
    build(folder)
    return folder


def works(home: Path) -> dict[str, Callable[[int], object]]:
    """What may be interrupted; each leaves the shelf with the documents it began with, or nearly."""
    given = home.parent / "given"
    return {
        "add": lambda turn: add_file(home, write(given, 3 + turn % 5)),
        "replace": lambda turn: add_file(home, write(given, 1, turn % 3)),
        "remove": lambda turn: remove_document(home, f"办法{3 + turn % 5}"),
        "index": lambda _: build(home),
    }


def before(home: Path, work: str, turn: int) -> None:
    """The shelf as it must be for the work to have something to do."""
    if work == "remove":
        add_file(home, write(home.parent / "given", 3 + turn % 5))
    if work == "add":
        with contextlib.suppress(UnknownDocument):
            remove_document(home, f"办法{3 + turn % 5}")


FILES = {f"办法{number}.txt": number for number in range(1, 9)}


@pytest.mark.parametrize("work", ["add", "replace", "remove", "index"])
def test_a_kill_at_any_moment_loses_nothing(
    home: Path, work: str, record_property: Callable[[str, object], None]
) -> None:
    chance = random.Random(work)
    todo = works(home)[work]
    began = time.perf_counter()
    assert in_a_process_and_wait(lambda: todo(2)) in (0, 1)
    whole = time.perf_counter() - began
    killed = 0
    for turn in range(TRIES):
        before(home, work, turn)
        process = in_a_process(lambda turn=turn: todo(turn))  # type: ignore[misc]
        time.sleep(chance.uniform(0.0, whole))
        process.kill()
        process.join()
        assert process.exitcode in (-9, 0, 1)
        killed += process.exitcode == -9
        whole *= 1.1 if process.exitcode == -9 else 0.9  # about half of the kills are to come in time
        holds(home, FILES)
    assert killed > TRIES // 10
    mended(home)
    no_leftovers(home)
    record_property("killed", killed)


def test_a_kill_while_an_index_grows_by_segments_loses_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    """On a shelf this small everything would be one segment; here each change is one of its own, and files are linked."""
    monkeypatch.setattr(segments, "FEW", 0)
    monkeypatch.setattr(segments, "RATIO", 0)
    monkeypatch.setattr(segments, "DRIFT", 9.0)
    chance = random.Random("segments")
    whole, killed, linked = 0.5, 0, 0
    for turn in range(TRIES // 2):
        works(home)["add" if turn % 3 else "replace"](turn)
        process = in_a_process(lambda: build(home))
        time.sleep(chance.uniform(0.0, whole))
        process.kill()
        process.join()
        assert process.exitcode in (-9, 0, 1)
        killed += process.exitcode == -9
        whole *= 1.1 if process.exitcode == -9 else 0.9
        linked += (home / "index" / "more-1").is_dir()
        holds(home, FILES)
        if turn % 5 == 4:
            with contextlib.suppress(UnknownDocument):
                remove_document(home, f"办法{3 + turn % 5}")
    mended(home)
    no_leftovers(home)
    assert killed > TRIES // 20
    assert linked
    record_property("killed", killed)


@pytest.mark.parametrize("work", ["add", "replace", "remove", "index"])
def test_a_full_disk_is_a_sentence_and_loses_nothing(
    home: Path, work: str, record_property: Callable[[str, object], None]
) -> None:
    """No file may grow beyond some bytes, from none to enough: as on a disk with so much room left."""
    todo = works(home)[work]
    refused = 0
    for turn in range(TRIES):
        before(home, work, turn)
        room = int(1.12**turn) if turn else 0

        def limited(room: int = room, turn: int = turn) -> None:
            for number, version in ((3 + turn % 5, 0), (1, turn % 3)):
                write(home.parent / "given", number, version)
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
            todo(turn)

        code = in_a_process_and_wait(limited)
        assert code in (0, 1), f"with {room} bytes of room"
        refused += code == 1
        holds(home, FILES)
    mended(home)
    no_leftovers(home)
    assert refused > TRIES // 10
    record_property("refused", refused)


def test_several_writers_lose_nothing_of_each_other(
    home: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Each registers documents of its own and builds the index meanwhile; a reader opens it all the time."""
    each = max(2, TRIES // 25)
    names = {f"办法{number}.txt": number for number in range(1, 10 + WRITERS * each)}

    def writer(first: int) -> None:
        for number in range(first, first + each):
            add_file(home, write(tmp_path / "given", number))
            build(home)

    running = [in_a_process(lambda at=at: writer(10 + at * each)) for at in range(WRITERS)]  # type: ignore[misc]
    reads = 0
    while any(process.is_alive() for process in running):
        try:
            assert store.load(home / "index", ENCODER, whole=True).units
        except PolicyError as error:
            raise AssertionError("a reader met an index that was half there") from error
        reads += 1
    for process in running:
        process.join()
    assert [process.exitcode for process in running] == [0] * WRITERS
    assert len(load_register(home).documents) == 2 + WRITERS * each
    holds(home, names)
    mended(home)
    record_property("reads", reads)


def test_a_flipped_bit_in_an_index_is_noticed(home: Path, tmp_path: Path) -> None:
    chance = random.Random(5)
    files = sorted(path for path in (home / "index").iterdir() if path.is_file())
    assert len(files) > 8
    for _ in range(TRIES * 4):
        path = chance.choice(files)
        whole = path.read_bytes()
        flip(path, whole, chance)
        try:
            # The manifest may say something else that is as good: a recall, a date; its own words are not summed.
            found = store.load(home / "index", ENCODER, whole=True)
            assert path.name == store.MANIFEST, f"{path.name} was taken though a bit was flipped"
            assert found.units
        except (DamagedIndex, StaleIndex):
            pass  # each says that `policy index` mends it
        path.write_bytes(whole)


def test_a_flipped_bit_in_a_cache_is_noticed(tmp_path: Path) -> None:
    """The engine, the whole vocabulary, jieba's dictionary: all are folders of this kind (see the test of each)."""
    chance = random.Random(6)
    version = {"layout": 1}

    def make(folder: Path) -> list[str]:
        (folder / "a.bin").write_bytes(random.Random(0).randbytes(5_000))
        (folder / "b.json").write_text('{"words": "政策"}', encoding="utf-8")
        return ["a.bin", "b.json"]

    folder = made_folder.ensure(tmp_path / "cache", version, make, "缓存", verify=True)
    whole = {path.name: path.read_bytes() for path in folder.iterdir()}
    for _ in range(TRIES * 2):
        name = chance.choice([*whole])
        flip(folder / name, whole[name], chance)
        made_folder.ensure(folder, version, make, "缓存", verify=True)
        assert (folder / "a.bin").read_bytes() == whole["a.bin"]
        assert (folder / "b.json").read_bytes() == whole["b.json"]
    assert [path.name for path in tmp_path.iterdir()] == ["cache"]


def test_a_flipped_bit_in_a_document_or_in_the_register_is_noticed_or_says_the_same(home: Path) -> None:
    chance = random.Random(7)
    for _ in range(TRIES * 2):
        path = chance.choice([home / "documents.toml", *(home / "raw").iterdir()])
        whole = path.read_bytes()
        flip(path, whole, chance)
        with contextlib.suppress(PolicyError):
            corpus = load_corpus(load_register(home))
            # A title of another word is still a title; a file that changed is left out, and that is said.
            assert path.name == "documents.toml" or path.name in {each.document.source_file for each in corpus.omitted}
        path.write_bytes(whole)
    holds(home, FILES)


def flip(path: Path, whole: bytes, chance: random.Random) -> None:
    at = chance.randrange(len(whole))
    path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << chance.randrange(8))]) + whole[at + 1 :])


def in_a_process_and_wait(work: Callable[[], object]) -> int | None:
    process = in_a_process(work)
    process.join(120)
    return process.exitcode


def test_a_folder_that_was_swept_away_is_made_anew(home: Path) -> None:
    shutil.rmtree(home / "index")
    holds(home, FILES)
    mended(home)
