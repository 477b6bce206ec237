"""What an answer costs beside finding its clauses: reading the question, choosing, drafting, checking.

    python -m benchmarks.answering

The dev questions, each asked twice: the first time every vector it needs is embedded and kept, the second time is
timed, with the words of the question forgotten. "retrieval" is the time inside the index (search, evidence, scores) without the embedding; "answer" is the rest
of `Assistant.ask`. `policy match` is timed the same way on the profiles.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import ParamSpec, TypeVar

from assistant.answering.match_answer import what_can_i_get
from assistant.ask import Assistant, index_folder, open_corpus
from assistant.reading.lexicon import synonyms
from assistant.reading.terms import content_terms, whole_terms
from benchmarks.machine import facts, median, p95
from eval.examinee import QUESTIONS
from eval.prefetch import Remembering
from eval.questions import load_questions
from index import store
from index.encoder import load_encoder
from index.measure_index import MeasureIndex

P = ParamSpec("P")
R = TypeVar("R")
DAY = date(2026, 11, 23)
TIMED = ("search", "evidence", "scores_of")


class Stopwatch:
    """Seconds spent inside the index since `start`, calls within calls counted once."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._depth = 0

    def watching(self, call: Callable[P, R]) -> Callable[P, R]:
        def watched(*args: P.args, **kwargs: P.kwargs) -> R:
            self._depth += 1
            began = time.perf_counter()
            try:
                return call(*args, **kwargs)
            finally:
                self._depth -= 1
                if not self._depth:
                    self.seconds += time.perf_counter() - began

        return watched


def timed(watch: Stopwatch, call: Callable[[], object]) -> tuple[float, float]:
    """Seconds inside the index and outside of it, the second time the call is made."""
    call()
    for remembered in (content_terms, whole_terms, synonyms):  # of this very question
        remembered.cache_clear()
    watch.seconds = 0.0
    began = time.perf_counter()
    call()
    return watch.seconds, time.perf_counter() - began - watch.seconds


def report(name: str, times: list[tuple[float, float]]) -> None:
    inside, outside = ([one[place] for one in times] for place in (0, 1))
    print(f"{name:10} {len(times):4}  retrieval {median(inside):5.2f} ms median, {p95(inside):5.2f} p95"
          f"   answer {median(outside):5.2f} ms median, {p95(outside):5.2f} p95")  # fmt: skip


def main() -> None:
    print(facts())
    corpus = open_corpus()
    index = store.load(index_folder(), load_encoder())
    index.encoder = Remembering(index.encoder)
    watch = Stopwatch()
    for name in TIMED:
        setattr(MeasureIndex, name, watch.watching(getattr(MeasureIndex, name)))
    assistant = Assistant(corpus, index)
    dev = [one for one in load_questions(QUESTIONS, corpus) if one.split == "dev"]
    print(f"{len(index.units)} units")
    report("ask", [timed(watch, lambda one=one: assistant.ask(one.question, one.history, DAY)) for one in dev])  # type: ignore[misc]
    profiles = [one.question for one in dev if one.kind == "profile"]
    report("match", [timed(watch, lambda words=words: what_can_i_get(assistant, words, DAY)) for words in profiles])  # type: ignore[misc]


if __name__ == "__main__":
    main()
