"""One examination at a time, in the background: its progress is for everybody to see, and it can be stopped."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from corpus.errors import PolicyError, UsageError
from eval.examinee import Examinee, examined, kept
from eval.questions import Question, load_questions


class ExaminerBusy(PolicyError):
    """An examination is under way; there is one at a time."""


class _Stopped(Exception):
    """Somebody stopped the examination."""


@dataclass(frozen=True, slots=True)
class Running:
    """How far an examination has come: `done` of `total` questions, `began` by `time.monotonic`."""

    what: str
    total: int
    done: int
    began: float

    def left(self, now: float) -> float | None:
        """Seconds that the rest takes at the pace so far; None before the first question is done."""
        return (now - self.began) / self.done * (self.total - self.done) if self.done else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the last examination: the name of the saved run, or the sentence that says why there is none."""

    what: str
    run: str | None = None
    problem: str | None = None


class Examiner:
    """Holds the one examination of a server. All methods may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self.running: Running | None = None
        self.last: Outcome | None = None

    def start(
        self, examinee: Examinee, name: str, questions: bytes, split: str, as_of: date, parent: Path
    ) -> threading.Thread:
        """Check the question set `name` (its bytes) and begin; the run will stand under `parent`.

        Raises ExaminerBusy while another is under way, and what `load_questions` says of a bad set.
        """
        folder = tempfile.TemporaryDirectory(prefix="examination-")
        set_file = Path(folder.name) / "questions.jsonl"
        try:
            set_file.write_bytes(questions)
            chosen = _chosen(set_file, name, examinee, split)
            what = "，".join([name, *([] if split == "all" else [split]), f"{len(chosen)} 题"])
            with self._lock:
                if self.running is not None:
                    raise ExaminerBusy(f"正在评测（{self.running.what}），一次只能做一个，请等它做完。")
                self._stop.clear()
                self.running = Running(what, len(chosen), 0, time.monotonic())
        except BaseException:
            folder.cleanup()
            raise

        def work() -> None:
            with folder:
                self._finish(self._outcome(what, examinee, set_file, chosen, split, as_of, parent))

        thread = threading.Thread(target=work, name="examination", daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        """Have the examination end after the question it is at. Nothing of it is kept."""
        self._stop.set()

    def _outcome(
        self,
        what: str,
        examinee: Examinee,
        set_file: Path,
        questions: Sequence[Question],
        split: str,
        as_of: date,
        parent: Path,
    ) -> Outcome:
        try:
            watched = self._watched(questions)
            run = examined(examinee, set_file, watched, split, as_of, sureness=True, progress=False)
            return Outcome(what, run=kept(run, parent).name)
        except _Stopped:
            return Outcome(what, problem="已停止，没有存下结果。")
        except OSError as error:
            return Outcome(what, problem=f"{error.filename}：结果写不进去（{error.strerror}），请检查磁盘空间和权限。")
        except Exception as error:  # nobody waits on this thread: what broke it must be told on the page
            return Outcome(what, problem=f"没有做完：{type(error).__name__}: {error}")

    def _watched(self, questions: Sequence[Question]) -> Iterator[Question]:
        """The questions one by one, counted as they are taken up."""
        for number, question in enumerate(questions):
            if self._stop.is_set():
                raise _Stopped
            assert self.running is not None
            self.running = replace(self.running, done=number)
            yield question

    def _finish(self, outcome: Outcome) -> None:
        with self._lock:
            self.last, self.running = outcome, None


def _chosen(set_file: Path, name: str, examinee: Examinee, split: str) -> list[Question]:
    """The questions of `split`. Errors call the set by its name, not by where it lies for the moment."""
    try:
        questions = [one for one in load_questions(set_file, examinee.corpus) if split in (one.split, "all")]
    except PolicyError as problem:
        raise type(problem)(str(problem).replace(str(set_file), name)) from None
    if not questions:
        raise UsageError(f"{name} 里没有 split 是 {split} 的题，请换一部分。")
    return questions
