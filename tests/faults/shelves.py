"""A shelf of small policies, what is done to it in processes that may be killed, and what must hold whatever happened."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from pathlib import Path

from assistant.ask import build_index, corpus_identity
from corpus.errors import DamagedIndex, IndexMissing, PolicyError, StaleIndex
from corpus.parse import load_corpus
from corpus.register import load_register
from corpus.shelf import add_file, remove_document
from index import store
from tests.toy import ToyEncoder

SETTINGS = ("POLICY_CORPUS", "POLICY_INDEX")
ENCODER = ToyEncoder()


def policy(number: int, version: int = 0) -> str:
    """A policy of a county that does not exist; another `version` says the same in other words."""
    return f"""松塔县第{number}号稳岗补贴办法
松政办发〔2020〕{number}号
第一条 对未裁员的第{number}类企业给予{10 + number}万元补贴。(牵头单位:县人社局)
第二条 企业应当按季度报送用工情况。{"每次都要报送。" * version}
第三条 本办法自2020年6月1日起施行，有效期3年。
"""


def write(folder: Path, number: int, version: int = 0) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"办法{number}.txt"
    text = policy(number, version)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
    return path


def build(home: Path) -> None:
    build_index(load_corpus(load_register(home)), ENCODER, home / "index")


def in_a_process(work: Callable[[], object]) -> multiprocessing.Process:
    """`work` begun in a process of its own, which ends by 0 if it was done, by 1 where it ended in a sentence."""

    def run() -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        try:
            work()
        except PolicyError:
            os._exit(1)
        except BaseException:
            os._exit(70)
        os._exit(0)

    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    return process


def holds(home: Path, files: dict[str, int]) -> None:
    """Every registered document is there, byte for byte as somebody gave it; the index is whole, or says what to do.

    `files` are the names that were given, with the number of their policy.
    """
    register = load_register(home)
    corpus = load_corpus(register)  # compares each file with its sha256
    assert not corpus.omitted
    given = {policy(number, version) for number in files.values() for version in range(3)}
    assert set(corpus.sources.values()) <= given
    try:
        index = store.load(home / "index", ENCODER, corpus_identity(corpus), whole=True)
    except (IndexMissing, StaleIndex, DamagedIndex):
        return  # each says that `policy index` mends it
    assert {document.id for document in index.documents} == {document.id for document in register.documents}
    for unit in index.units:
        assert corpus.sources[unit.document_id][unit.span.start : unit.span.end] == unit.text


def mended(home: Path) -> None:
    """After the next change and the next build nothing of the fault is left."""
    build(home)
    corpus = load_corpus(load_register(home))
    assert store.load(home / "index", ENCODER, corpus_identity(corpus), whole=True).units
    registered = {document.source_file for document in corpus.documents}
    assert registered <= {path.name for path in (home / "raw").iterdir()}


def no_leftovers(home: Path) -> None:
    """What killed writers left is gone once somebody has written again."""
    add_file(home, write(home.parent / "last", 99))
    remove_document(home, "办法99")
    assert not [path.name for path in (*home.iterdir(), *(home / "raw").iterdir()) if path.name.startswith(".new-")]
