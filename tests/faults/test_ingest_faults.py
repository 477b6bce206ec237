"""Files in number, with workers killed at any moment: nothing finished is done again, and the index is the same."""

from __future__ import annotations

import contextlib
import hashlib
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import ingest
from assistant.ask import build_index, corpus_beside, parser_identity
from corpus.parse import load_corpus
from corpus.register import load_register
from index import store
from tests.faults.shelves import in_a_process, write
from tests.toy import ToyEncoder

pytestmark = pytest.mark.faults

KILLS = 10
FILES = 40


class Slow(ToyEncoder):
    """Takes a while, so that kills come in the middle of it."""

    def encode_passages(self, texts, progress: bool = False):  # type: ignore[no-untyped-def]
        time.sleep(0.02)
        return super().encode_passages(texts)


def worked(table: Path) -> None:
    with contextlib.closing(ingest.opened(table)) as jobs:
        ingest.work(jobs, Slow(), "rules")


def freed(table: Path) -> None:
    """What a new run does first: leases of workers that were killed are nobody's."""
    with contextlib.closing(ingest.opened(table)) as jobs:
        jobs.execute("UPDATE jobs SET lease = 0, tries = 0 WHERE state = 'leased'")


def finished(home: Path, table: Path) -> dict[str, str]:
    """Everything registered and indexed; the sums of the files of the index."""
    with contextlib.closing(ingest.opened(table)) as jobs:
        ingest.register_done(jobs, home)
        known = ingest.Ingested(jobs, "rules")
        corpus = corpus_beside(load_register(home), None, known.loaded)
        build_index(corpus, ToyEncoder(), home / "index", further=known.vectors(ToyEncoder().name))
    files = (path for path in (home / "index").iterdir() if path.name not in (store.MANIFEST, store.STAMPS))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_workers_killed_at_any_moment_give_the_index_of_a_quiet_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    monkeypatch.delenv("POLICY_CORPUS", raising=False)
    given = tmp_path / "given"
    for number in range(1, FILES + 1):
        write(given, number)
    (given / "坏.pdf").write_bytes(b"no")
    homes = [tmp_path / "quiet", tmp_path / "killed"]
    tables = []
    for home in homes:
        home.mkdir()
        tables.append(home / ingest.TABLE)
        with contextlib.closing(ingest.opened(tables[-1])) as jobs:
            assert ingest.enqueue(jobs, given, "rules", ToyEncoder().name) == FILES + 1
    worked(tables[0])

    chance = random.Random(1)
    killed, done = 0, 0
    while killed < KILLS:
        process = in_a_process(lambda: worked(tables[1]))
        time.sleep(chance.uniform(0.0, 0.12))
        process.kill()
        process.join()
        killed += process.exitcode == -9
        with contextlib.closing(ingest.opened(tables[1])) as jobs:
            now = ingest.progress(jobs)
        assert now.done + now.failed >= done  # what is finished stays finished
        done = now.done + now.failed
        if done == now.total:
            break
        freed(tables[1])
    freed(tables[1])
    worked(tables[1])
    assert finished(homes[1], tables[1]) == finished(homes[0], tables[0])
    with contextlib.closing(ingest.opened(tables[1])) as jobs:
        assert ingest.progress(jobs) == ingest.Progress(FILES, 1, FILES + 1)
        failures = ingest.write_failures(jobs, homes[1])
    assert failures is not None
    assert "坏.pdf" in failures.read_text(encoding="utf-8")
    record_property("killed", killed)


def test_registering_again_changes_nothing(tmp_path: Path) -> None:
    given, home = tmp_path / "given", tmp_path / "home"
    home.mkdir()
    for number in (1, 2, 3):
        write(given, number)
    with contextlib.closing(ingest.opened(home / ingest.TABLE)) as jobs:
        ingest.enqueue(jobs, given, parser_identity(), ToyEncoder().name)
        ingest.work(jobs, ToyEncoder(), parser_identity())
        assert {each.outcome for each in ingest.register_done(jobs, home)} == {"added"}
        before = (home / "documents.toml").read_bytes()
        assert {each.outcome for each in ingest.register_done(jobs, home)} == {"unchanged"}
        assert (home / "documents.toml").read_bytes() == before
        # clauses as they would be parsed under the id they were registered with
        known = ingest.Ingested(jobs, parser_identity())
        register = load_register(home)
        assert corpus_beside(register, None, known.loaded).units == load_corpus(register).units
        # a changed file is done again, the others are not
        write(given, 2, version=1)
        ingest.enqueue(jobs, given, parser_identity(), ToyEncoder().name)
        assert ingest.progress(jobs).done == 2
