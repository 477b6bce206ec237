"""What a question costs, its embedding and everything beyond it: reading, searching, choosing, drafting, checking.

    python -m benchmarks.answering

The dev questions, each asked once of an assistant that has answered others before: by the clock, and in processor time, which
other people's load moves less. What the encoder takes is told apart. `policy match` is timed the same way on the profiles.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from assistant.answering.match_answer import what_can_i_get
from assistant.ask import Assistant, open_assistant
from benchmarks.machine import facts, median, p95
from eval.examinee import QUESTIONS
from eval.questions import load_questions
from index.encoder import Encoder

DAY = date(2026, 11, 23)
BEFORE = (
    10  # every so many of the questions is asked beforehand: who asks first waits for tables and clauses to be read
)


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of one question: by the clock, of processor time, and what of each went into `texts` embedded ones."""

    wall: float
    processor: float
    embedding_wall: float
    embedding: float
    texts: int


class Watched:
    """An encoder that adds up what questions take in it. Asked from one thread."""

    def __init__(self, inner: Encoder) -> None:
        self._inner = inner
        self.wall = self.processor = 0.0
        self.texts = 0

    @property
    def name(self) -> str:
        return self._inner.name

    @property
    def dimension(self) -> int:
        return self._inner.dimension

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        began, spent = time.perf_counter(), time.process_time()
        vectors = self._inner.encode_queries(texts)
        self.wall += time.perf_counter() - began
        self.processor += time.process_time() - spent
        self.texts += len(texts)
        return vectors

    def encode_passages(self, texts: Sequence[str], progress: bool = False) -> NDArray[np.float32]:
        return self._inner.encode_passages(texts, progress)


def cost(watched: Watched, call: Callable[[], object]) -> Cost:
    """What one call takes."""
    watched.wall = watched.processor = 0.0
    watched.texts = 0
    began, spent = time.perf_counter(), time.process_time()
    call()
    wall, processor = time.perf_counter() - began, time.process_time() - spent
    return Cost(wall, processor, watched.wall, watched.processor, watched.texts)


def report(name: str, costs: Sequence[Cost]) -> None:
    rows = {
        "all of it": [(one.wall, one.processor) for one in costs],
        "the embedding": [(one.embedding_wall, one.embedding) for one in costs],
        "beyond it": [(one.wall - one.embedding_wall, one.processor - one.embedding) for one in costs],
    }
    texts = sum(one.texts for one in costs) / len(costs)
    print(f"{name}: {len(costs)} questions, {texts:.1f} texts embedded each")
    for what, pairs in rows.items():
        wall, processor = ([pair[at] for pair in pairs] for at in (0, 1))
        print(
            f"  {what:13}  processor time {median(processor):6.2f} ms median, {p95(processor):6.2f} p95"
            f"   by the clock {median(wall):6.2f} median, {p95(wall):6.2f} p95"
        )


def measure(assistant: Assistant) -> None:
    """Ask, match and print."""
    watched = Watched(assistant.library.index.encoder)
    assistant.library.index.encoder = watched
    assistant.warm()
    dev = [one for one in load_questions(QUESTIONS, assistant.corpus) if one.split == "dev"]
    before, asked = dev[::BEFORE], [one for at, one in enumerate(dev) if at % BEFORE]
    for one in before:
        assistant.ask(one.question, one.history, DAY)
    report("ask", [cost(watched, lambda one=one: assistant.ask(one.question, one.history, DAY)) for one in asked])  # type: ignore[misc]
    profiles = [one.question for one in asked if one.kind == "profile"]
    report("match", [cost(watched, lambda words=words: what_can_i_get(assistant, words, DAY)) for words in profiles])  # type: ignore[misc]


def main() -> None:
    print(facts())
    assistant = open_assistant()
    print(f"{len(assistant.library.index.units)} units")
    measure(assistant)


if __name__ == "__main__":
    main()
