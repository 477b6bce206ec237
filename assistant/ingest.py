"""Thousands of files onto the shelf by several processes: read, parsed and embedded once each, whatever stops them.

A table of jobs (SQLite) beside the register says what is done. A worker leases a file, works on it alone, and notes text,
clauses and vectors in one transaction; a lease that ran out is somebody else's, so a killed worker costs its one file.
Registering comes last, in one write, and the index after it: both can be done again without harm.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, astuple, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.check import Finding, check_document, identity_findings
from corpus.errors import PolicyError, UsageError
from corpus.files import write_whole
from corpus.formats.confined import for_text
from corpus.formats.read import SourceText
from corpus.identity.identity import Identity, infer_identity
from corpus.measure import Document, Measure
from corpus.packed import policies_of
from corpus.parse import Loaded
from corpus.shelf import Added, Ready, Shelf, ready
from index.encoder import Encoder, load_encoder
from index.measure_index import passages_of
from index.passages import DIGEST_BYTES, KnownVectors, digests_of, embed
from index.records import measure_from_json, measure_to_json

TABLE = "ingest.sqlite"
FAILED = "ingest-failed.tsv"  # also what is doubtful of what was taken in
PARTED = "ingest-parted"  # the policies of files that hold several
LEASE = 600.0  # seconds: longer than any file may take (corpus/formats/confined.py), embedding included
TRIES = 3  # workers that a file may take down with it before it counts as failed
BATCH = 500  # files registered in one write: so many are in memory at once
_SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
    path TEXT PRIMARY KEY, size INTEGER, changed INTEGER, state TEXT NOT NULL DEFAULT 'todo', lease REAL NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0, why TEXT, sha256 TEXT, parser TEXT, model TEXT, content BLOB, digests BLOB, vectors BLOB,
    doubts TEXT
);
CREATE INDEX IF NOT EXISTS by_state ON jobs (state, lease);
CREATE INDEX IF NOT EXISTS by_sum ON jobs (sha256);
"""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many files are done, how many failed, of how many."""

    done: int
    failed: int
    total: int


def opened(table: Path) -> sqlite3.Connection:
    """The table of jobs. What is committed survives a killed process."""
    made = sqlite3.connect(table, timeout=60, isolation_level=None)
    made.execute("PRAGMA journal_mode=WAL")
    made.execute("PRAGMA synchronous=NORMAL")
    made.executescript(_SCHEMA)
    with contextlib.suppress(sqlite3.OperationalError):  # it has the column, but for tables of before
        made.execute("ALTER TABLE jobs ADD COLUMN doubts TEXT")
    return made


def enqueue(jobs: sqlite3.Connection, folder: Path, parser: str, model: str) -> int:
    """Note every file under `folder`; one that changed, or was done by other rules or another model, is to be done again."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith((".", "_")))
    jobs.execute("BEGIN IMMEDIATE")
    for path in files:
        found = path.stat()
        jobs.execute(
            "INSERT INTO jobs (path, size, changed) VALUES (:path, :size, :changed) ON CONFLICT (path) DO UPDATE SET "
            "size = :size, changed = :changed, state = 'todo', tries = 0, lease = 0, why = NULL "
            "WHERE size != :size OR changed != :changed OR "
            "(state != 'todo' AND state != 'leased' AND (parser != :parser OR model != :model))",
            {
                "path": str(path),
                "size": found.st_size,
                "changed": found.st_mtime_ns,
                "parser": parser,
                "model": model,
            },
        )
    jobs.execute("COMMIT")
    return len(files)


def work(jobs: sqlite3.Connection, encoder: Encoder, parser: str, wanted: Callable[[], bool] = lambda: True) -> None:
    """Do jobs until none is left, or nobody wants them any more: what one worker process does."""
    while wanted() and (path := _leased(jobs)) is not None:
        try:
            file, parsed = ready(Path(path))
        except PolicyError as error:
            jobs.execute(
                "UPDATE jobs SET state = 'failed', why = ?, parser = ?, model = ? WHERE path = ?",
                (str(error), parser, encoder.name, path),
            )
            continue
        if inner := policies_of(file.source):
            _part(jobs, path, file.source.sha256, inner, (parser, encoder.name))
            continue
        passages = passages_of(parsed.units)
        digests = digests_of(passages, encoder.name)
        vectors = embed(passages, digests, encoder, KnownVectors.none(), progress=False)
        content = {
            "name": file.name,
            "text": parsed.source.text,
            "document": Path(path).stem,
            "identity": asdict(file.identity),
            "units": [measure_to_json(unit) for unit in parsed.units],
        }
        found = (
            *for_text(parsed.source.text, path, check_document, parsed.source, parsed.division, parsed.units),
            *identity_findings(
                file.name,
                for_text(parsed.source.text, path, infer_identity, parsed.source.text, "", parsed.source.labels),
            ),
        )
        doubts = json.dumps([astuple(each) for each in found if _is_doubt(each)], ensure_ascii=False)
        packed = zlib.compress(json.dumps(content, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass"), 1)
        jobs.execute(
            "UPDATE jobs SET state = 'done', why = NULL, sha256 = ?, parser = ?, model = ?, content = ?, digests = ?, "
            "vectors = ?, doubts = ? WHERE path = ?",
            (file.source.sha256, parser, encoder.name, packed, digests.tobytes(), _bytes(vectors), doubts, path),
        )


def _part(
    jobs: sqlite3.Connection, path: str, sha256: str, inner: Sequence[tuple[str, bytes]], done_by: tuple[str, str]
) -> None:
    """A file that holds several policies: each becomes a file of its own beside the table, and a job."""
    folder = Path(jobs.execute("PRAGMA database_list").fetchone()[2]).parent / PARTED / sha256[:16]
    folder.mkdir(parents=True, exist_ok=True)
    jobs.execute("BEGIN IMMEDIATE")
    for name, raw in inner:
        write_whole(folder / name, raw)
        jobs.execute(
            "INSERT INTO jobs (path) VALUES (?) ON CONFLICT (path) DO UPDATE SET state = 'todo', tries = 0, lease = 0",
            (str(folder / name),),
        )
    jobs.execute("UPDATE jobs SET state = 'parted', why = NULL, parser = ?, model = ? WHERE path = ?", (*done_by, path))
    jobs.execute("COMMIT")


def _bytes(vectors: NDArray[np.float32]) -> bytes:
    return np.ascontiguousarray(vectors, dtype="<f4").tobytes()


def _leased(jobs: sqlite3.Connection) -> str | None:
    """A file to work on, leased to this process alone; None where every file is done, failed or somebody else's."""
    while True:
        now = time.time()
        jobs.execute("BEGIN IMMEDIATE")
        row = jobs.execute(
            "SELECT path, tries FROM jobs WHERE state = 'todo' OR (state = 'leased' AND lease < ?) ORDER BY path LIMIT 1",
            (now,),
        ).fetchone()
        if row is None:
            jobs.execute("COMMIT")
            return None
        path, tries = row
        if tries >= TRIES:
            jobs.execute(
                "UPDATE jobs SET state = 'failed', why = ? WHERE path = ?",
                (f"{path}：处理这个文件的程序 {tries} 次被中断，没有收入。请单独用 policy corpus add 登记它。", path),
            )
            jobs.execute("COMMIT")
            continue
        jobs.execute(
            "UPDATE jobs SET state = 'leased', lease = ?, tries = tries + 1 WHERE path = ?", (now + LEASE, path)
        )
        jobs.execute("COMMIT")
        return str(path)


def run_workers(table: Path, workers: int, told: Callable[[Progress], None]) -> None:
    """Start worker processes and wait until no job is left. A worker that dies gives its file to another.

    Raises UsageError where workers die without getting anything done.
    """
    with contextlib.closing(opened(table)) as jobs:
        # Nobody works yet, so whatever is leased was left by a run that was killed. It did not fail by itself.
        jobs.execute(
            "UPDATE jobs SET state = 'todo', lease = 0, tries = tries - 1 WHERE state = 'leased' AND tries > 0"
        )
        jobs.execute("UPDATE jobs SET state = 'todo', lease = 0 WHERE state = 'leased'")
        running: list[subprocess.Popen[bytes]] = []
        deaths = 0
        try:
            while True:
                told(progress(jobs))
                gone = [worker for worker in running if worker.poll() is not None]
                deaths += sum(worker.returncode != 0 for worker in gone)
                running = [worker for worker in running if worker.poll() is None]
                if not running:
                    # Their leases are free at once: nobody else may hold one.
                    jobs.execute("UPDATE jobs SET lease = 0 WHERE state = 'leased'")
                left = jobs.execute("SELECT count(*) FROM jobs WHERE state IN ('todo', 'leased')").fetchone()[0]
                if not left:
                    break
                if deaths > 10 * workers:
                    raise UsageError(f"{table}：处理文件的程序反复中断，已停下。请用 --workers 1 重试，或检查内存。")
                waiting = jobs.execute("SELECT count(*) FROM jobs WHERE state = 'todo' OR lease = 0").fetchone()[0]
                while len(running) < workers and waiting > 0:
                    command = [sys.executable, "-m", "assistant.ingest", str(table), str(os.getpid())]
                    running.append(subprocess.Popen(command, stdin=subprocess.DEVNULL))
                    waiting -= 1
                time.sleep(0.2)
        finally:
            for worker in running:
                worker.terminate()
            for worker in running:
                worker.wait()


def progress(jobs: sqlite3.Connection) -> Progress:
    counts = dict(jobs.execute("SELECT state, count(*) FROM jobs GROUP BY state").fetchall())
    return Progress(counts.get("done", 0) + counts.get("parted", 0), counts.get("failed", 0), sum(counts.values()))


def register_done(jobs: sqlite3.Connection, home: Path) -> list[Added]:
    """Register everything that is done, in the order of the paths, some hundred files in one write."""
    shelf = Shelf(home)
    paths = [path for (path,) in jobs.execute("SELECT path FROM jobs WHERE state = 'done' ORDER BY path")]
    added: list[Added] = []
    for start in range(0, len(paths), BATCH):
        added += shelf.register_all(list(_ready_again(jobs, paths[start : start + BATCH])))
    return added


def _ready_again(jobs: sqlite3.Connection, paths: list[str]) -> Iterator[Ready]:
    for path in paths:
        packed, sha256 = jobs.execute("SELECT content, sha256 FROM jobs WHERE path = ?", (path,)).fetchone()
        try:
            raw = Path(path).read_bytes()
        except OSError:
            raw = b""
        if hashlib.sha256(raw).hexdigest() != sha256:  # changed since: done again next time
            jobs.execute("UPDATE jobs SET state = 'todo', changed = 0 WHERE path = ?", (path,))
            continue
        content = _unpacked(packed)
        yield Ready(
            content["name"], raw, SourceText(content["name"], content["text"], sha256), _identity(content["identity"])
        )


def _unpacked(packed: bytes) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass"))
    return value


def _identity(value: dict[str, Any]) -> Identity:
    days = {name: date.fromisoformat(value[name]) for name in ("issued", "since", "until") if value[name]}
    lists = {name: tuple(value[name]) for name in ("regions", "wider_regions", "supersedes", "aliases")}
    words = tuple((str(name), str(said)) for name, said in value["words"])
    return Identity(**{**value, **days, **lists, "words": words})


class Ingested:
    """What workers found out of documents that are registered now: their clauses and vectors, by the sum of their file."""

    def __init__(self, jobs: sqlite3.Connection, parser: str) -> None:
        self._jobs, self._parser = jobs, parser

    def loaded(self, document: Document) -> Loaded | None:
        """Text and clauses of a document, under the id it was registered with; None where no worker did it."""
        row = self._jobs.execute(
            "SELECT content FROM jobs WHERE sha256 = ? AND state = 'done' AND parser = ?",
            (document.sha256, self._parser),
        ).fetchone()
        if row is None:
            return None
        content = _unpacked(row[0])
        return content["text"], tuple(_of(unit, content["document"], document.id) for unit in content["units"])

    def vectors(self, model: str) -> KnownVectors:
        """The vectors of everything that was embedded with a model."""
        rows = self._jobs.execute(
            "SELECT digests, vectors FROM jobs WHERE state = 'done' AND model = ? ORDER BY path", (model,)
        ).fetchall()
        digests = np.frombuffer(b"".join(row[0] for row in rows), dtype=np.uint8).reshape(-1, DIGEST_BYTES)
        if not len(digests):
            return KnownVectors.none()
        vectors = np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4").reshape(len(digests), -1)
        return KnownVectors(digests, vectors.astype(np.float32, copy=False))


def _of(unit: dict[str, Any], before: str, now: str) -> Measure:
    return measure_from_json({**unit, "id": now + unit["id"].removeprefix(before), "document_id": now})


def _is_doubt(finding: Finding) -> bool:
    """Whether somebody with a folder of files should look: not at what is told of every other file and harms none."""
    return finding.problem or finding.kind not in ("没有编号", "几份政策", "页面附加文字")


def doubts(jobs: sqlite3.Connection) -> dict[str, list[Finding]]:
    """For each file that was taken in, what to look at in it; files without a doubt are left out."""
    rows = jobs.execute("SELECT path, doubts FROM jobs WHERE state = 'done' ORDER BY path").fetchall()
    found = {str(path): [Finding(*each) for each in json.loads(told or "[]")] for path, told in rows}
    return {path: findings for path, findings in found.items() if findings}


def write_failures(jobs: sqlite3.Connection, home: Path) -> Path | None:
    """A file that names what was not taken in and why, and what is doubtful of the others, a line each.

    None, and no file, where everything was taken in without a doubt.
    """
    path = home / FAILED
    failed = jobs.execute("SELECT path, why FROM jobs WHERE state = 'failed' ORDER BY path").fetchall()
    rows = [(name, "没有登记", why) for name, why in failed]
    rows += [
        (name, each.kind, f"第 {each.line} 行：{each.words}" if each.line else each.words)
        for name, findings in doubts(jobs).items()
        for each in findings
    ]
    if not rows:
        path.unlink(missing_ok=True)
        return None
    lines = ("\t".join(" ".join(str(each).split()) for each in row) for row in rows)
    path.write_text("文件\t种类\t原因\n" + "\n".join(lines) + "\n", encoding="utf-8", errors="backslashreplace")
    return path


def _worker() -> None:
    """One worker process, started with the table and the process that started it; it ends when that one is gone."""
    from assistant.ask import parser_identity

    table, parent = Path(sys.argv[1]), int(sys.argv[2])
    encoder = load_encoder(progress=False)
    with contextlib.closing(opened(table)) as jobs:
        work(jobs, encoder, parser_identity(), lambda: os.getppid() == parent)


if __name__ == "__main__":
    _worker()
