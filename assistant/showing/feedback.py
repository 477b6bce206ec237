"""What users say of an answer: thumbs up or down, a corrected clause, a word. Kept as JSON lines, appended only.

A file that has grown LARGEST becomes `NAME.1.jsonl`, that one `NAME.2.jsonl` and so on; KEPT of them stay, so that nobody
can fill the disk, and FASTEST verdicts a minute are taken, so that nobody can soon push out what others said.

The page calls `record`; `policy eval review` turns what was kept into candidate questions for a person to read.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any, Literal, get_args

from assistant.answer import Answer, Status
from corpus.errors import PolicyError, UsageError
from corpus.home import data_folder
from corpus.json_text import json_of

try:
    import fcntl
except ImportError:  # Windows: one line is one write there too, only without the lock
    fcntl = None  # type: ignore[assignment]

Verdict = Literal["up", "down"]
SETTING = "POLICY_FEEDBACK"
LONGEST = 2000  # characters kept of a correction or a comment
LONGEST_HISTORY = 8  # questions kept of those before
LARGEST = 4 * 1024 * 1024  # bytes of one file
KEPT = 8  # older files
FASTEST = 120  # verdicts a minute, of all visitors together
_lately: deque[float] = deque(maxlen=FASTEST)  # when the last ones came
_STATUSES: tuple[Status, ...] = get_args(Status)


class FeedbackNotKept(PolicyError):
    """The feedback could not be written."""


@dataclass(frozen=True, slots=True)
class CitedClause:
    """A clause the answer showed: its id and label, its document, the words that were quoted."""

    id: str
    document: str
    label: str
    quote: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """One verdict on one answer. `correction` is what the user says is right: a clause's number or its words."""

    id: str
    time: str  # ISO 8601, UTC
    verdict: Verdict
    question: str
    history: tuple[str, ...]
    as_of: str
    status: Status
    engine: str
    cited: tuple[CitedClause, ...]
    correction: str = ""
    comment: str = ""


def default_path() -> Path:
    """Where feedback is kept: the file POLICY_FEEDBACK names, or one in the user's data folder."""
    chosen = os.environ.get(SETTING, "").strip()
    return Path(chosen).expanduser() if chosen else data_folder() / "feedback.jsonl"


def record(
    answer: Answer,
    verdict: Verdict,
    *,
    history: Sequence[str] = (),
    correction: str = "",
    comment: str = "",
    path: Path | None = None,
    now: datetime | None = None,
) -> Feedback:
    """Keep `verdict` on `answer`, asked after the questions of `history`. Raises UsageError for another verdict, FeedbackNotKept where it cannot be kept."""
    if verdict not in get_args(Verdict):
        raise UsageError(f"反馈应是 up 或 down，不是「{verdict}」。")
    history = history[-LONGEST_HISTORY:]
    if len(_lately) == FASTEST and monotonic() - _lately[0] < 60:
        raise FeedbackNotKept("现在反馈太多，这一条没有存下，请过一分钟再试。")
    _lately.append(monotonic())
    time = (now or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="milliseconds")
    kept = Feedback(
        id=hashlib.sha256("\0".join((time, verdict, *history, answer.question)).encode()).hexdigest()[:12],
        time=time,
        verdict=verdict,
        question=answer.question,
        history=tuple(history),
        as_of=answer.as_of.isoformat(),
        status=answer.status,
        engine=answer.engine,
        cited=tuple(
            CitedClause(one.measure.id, one.measure.document_id, one.measure.label, one.quote)
            for one in answer.citations
        ),
        correction=correction.strip()[:LONGEST],
        comment=comment.strip()[:LONGEST],
    )
    _append(path or default_path(), json.dumps(asdict(kept), ensure_ascii=False))
    return kept


def read_feedback(path: Path) -> tuple[list[Feedback], list[str]]:
    """What `path` and the older files beside it hold, oldest first, and one sentence for each line that cannot be read.

    No file is no feedback.
    """
    found, damaged = [], []
    for each in [*(_older(path, number) for number in range(KEPT, 0, -1)), path]:
        more, spoilt = _read(each)
        found += more
        damaged += spoilt
    return found, damaged


def _older(path: Path, number: int) -> Path:
    """feedback.jsonl -> feedback.2.jsonl"""
    return path.with_name(f"{path.stem}.{number}{path.suffix}")


def _read(path: Path) -> tuple[list[Feedback], list[str]]:
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return [], []
    except OSError as error:
        raise FeedbackNotKept(f"{path}：读不了反馈文件（{error.strerror}）。") from None
    found, damaged = [], []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(_from_json(json_of(line.decode("utf-8"))))
        except (ValueError, KeyError, TypeError) as error:
            damaged.append(f"{path}:{number}：这条反馈已损坏，跳过（{type(error).__name__}）。")
    return found, damaged


def _from_json(given: Mapping[str, Any]) -> Feedback:
    cited = tuple(CitedClause(**item) for item in given["cited"])
    made = Feedback(**{**given, "history": tuple(given["history"]), "cited": cited})
    if made.verdict not in get_args(Verdict) or made.status not in _STATUSES:
        raise ValueError("unknown verdict or status")
    texts = (made.id, made.time, made.question, made.as_of, made.correction, made.comment, *made.history)
    if not all(isinstance(text, str) for text in texts) or not made.question.strip():
        raise ValueError("not text")
    return made


def _append(path: Path, line: str) -> None:
    """Add `line` and see it on the disk. A line that a crash cut short before is closed first, so it spoils no other."""
    data = line.encode("utf-8") + b"\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            with _locked(handle):
                size = os.lseek(handle, 0, os.SEEK_END)
                if size >= LARGEST and os.fstat(handle).st_ino == path.stat().st_ino:
                    with contextlib.suppress(PermissionError):  # Windows renames no open file
                        _rotate(path)
                if size:
                    os.lseek(handle, size - 1, os.SEEK_SET)
                    if os.read(handle, 1) != b"\n":
                        data = b"\n" + data
                while data:
                    data = data[os.write(handle, data) :]
                os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise FeedbackNotKept(f"{path}：反馈没有存下（{error.strerror}）。请检查磁盘和 {SETTING}。") from None


def _rotate(path: Path) -> None:
    """Make room for a new file; who holds the old one open ends it properly."""
    for number in range(KEPT, 1, -1):
        with contextlib.suppress(FileNotFoundError):
            _older(path, number - 1).replace(_older(path, number))
    path.replace(_older(path, 1))


@contextlib.contextmanager
def _locked(handle: int) -> Iterator[None]:
    if fcntl is None:
        yield
        return
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(handle, fcntl.LOCK_UN)
