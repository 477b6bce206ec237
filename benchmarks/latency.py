"""How long a person waits: `python -m benchmarks.latency`.

Cold: a whole process from start to answer. Warm: one opened assistant, question after question, with the share that
the embedding model takes. All figures of one run come from the same machine in the same state, so read the ratios.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.ask import Assistant, open_assistant
from corpus.errors import PolicyError
from eval.examinee import QUESTIONS
from eval.questions import Question, load_questions
from index.encoder import Encoder, load_encoder

ROOT = Path(__file__).parent.parent
AS_OF = date(2026, 11, 23)
RUNS = 3
COLD = (
    ("policy show, a clause number", ("show", "昌吉附件2第4条")),
    ("policy ask, a clause number", ("ask", "兰发20号文第十七条")),
    ("policy ask, by meaning", ("ask", "兰州容错机制由谁牵头")),
)


class TimedEncoder:
    """An encoder that adds up the seconds spent in questions."""

    def __init__(self, inner: Encoder) -> None:
        self.inner = inner
        self.seconds = 0.0

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def dimension(self) -> int:
        return self.inner.dimension

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        began = time.perf_counter()
        try:
            return self.inner.encode_queries(texts)
        finally:
            self.seconds += time.perf_counter() - began

    def encode_passages(self, texts: Sequence[str], progress: bool = False) -> NDArray[np.float32]:
        return self.inner.encode_passages(texts, progress)


@dataclass(frozen=True, slots=True)
class Warm:
    """One answered question: seconds in all, and seconds of them in the embedding model."""

    seconds: float
    encoding: float


def cold_start(arguments: Sequence[str], runs: int = RUNS) -> float:
    """Median wall time of a whole `policy …` process. Raises RuntimeError with its last line if it fails."""

    def once() -> None:
        command = [sys.executable, "-m", "assistant.cli", *arguments]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError((done.stderr.strip() or done.stdout.strip()).splitlines()[-1])

    return statistics.median(_timed(once) for _ in range(runs))


def warm_answers(assistant: Assistant, encoder: TimedEncoder, questions: Sequence[Question]) -> list[Warm]:
    """Every question once, after one that loads the model; a follow-up pays for its earlier turns too."""
    assistant.ask("支持企业创新", as_of=AS_OF)
    answers = []
    for question in questions:
        before, began = encoder.seconds, time.perf_counter()
        assistant.ask(question.question, question.history, as_of=AS_OF)
        answers.append(Warm(time.perf_counter() - began, encoder.seconds - before))
    return answers


def _timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def _percentile(values: Sequence[float], share: float) -> float:
    return float(np.percentile(np.asarray(values), 100 * share))


def print_cold() -> float:
    """Whole processes; gives back the seconds of the last, a question by meaning."""
    cold = [(name, cold_start(arguments)) for name, arguments in COLD]
    print(f"cold start, median of {RUNS} processes")
    for name, seconds in cold:
        print(f"  {name:30} {seconds:6.2f} s   x{seconds / cold[0][1]:.1f}")
    return cold[-1][1]


def print_warm(cold: float) -> None:
    """One process that stays open."""
    encoder = TimedEncoder(load_encoder())
    began = time.perf_counter()
    assistant = open_assistant(encoder)
    print(f"\nopening corpus and index: {time.perf_counter() - began:.2f} s")
    print(f"loading the model and its libraries: {_timed(lambda: encoder.encode_queries(['支持'])):.2f} s")

    questions = [one for one in load_questions(QUESTIONS, assistant.corpus) if one.split == "dev"]
    answers = warm_answers(assistant, encoder, questions)
    times = [one.seconds for one in answers]
    print(f"\nwarm, {len(answers)} dev questions, {sum(one.encoding > 0 for one in answers)} of them with the model")
    print(f"  median {1000 * statistics.median(times):.0f} ms, p95 {1000 * _percentile(times, 0.95):.0f} ms")
    print(f"  share of the time in the embedding model: {sum(one.encoding for one in answers) / sum(times):.0%}")
    print(f"  cold question by meaning / warm median: x{cold / statistics.median(times):.0f}")


def main() -> None:
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print_warm(print_cold())


if __name__ == "__main__":
    try:
        main()
    except (PolicyError, RuntimeError) as error:
        sys.exit(str(error))
