"""What each part of the ranking is worth: hit@1, MRR@10 and recall@5 on the dev questions with one part changed.

    python -m benchmarks.ranking

Every line is measured in the same run on the same index, so the lines compare; below it the questions whose first clause
became right (+) or wrong (-) against the product as shipped. See benchmarks/README.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from assistant import ask
from assistant.ask import Assistant, open_assistant
from assistant.proposing import retrieve
from assistant.reading.query import understand
from eval.metrics import recall_at, reciprocal_rank
from eval.questions import Question, load_questions, resolve
from index.fusion import reciprocal_rank_fusion
from index.measure_index import Where

QUESTIONS = Path(__file__).parent.parent / "eval" / "questions.jsonl"
DEPTH = 10


@dataclass(frozen=True, slots=True)
class Result:
    """Means over the questions that have gold clauses, and which of them have a right first clause."""

    mrr: float
    recall5: float
    right: Mapping[str, bool]

    @property
    def hit1(self) -> float:
        return sum(self.right.values()) / len(self.right)


def measure(assistant: Assistant, questions: Sequence[Question]) -> Result:
    right: dict[str, bool] = {}
    ranks = recalls = 0.0
    for question in questions:
        if not question.gold:
            continue
        found = [hit.measure.id for hit in assistant.search(question.question, DEPTH, question.history)]
        gold = {resolve(gold, assistant.corpus).id for gold in question.gold}
        accepted = gold | {resolve(also, assistant.corpus).id for also in question.also_ok}
        right[question.id] = bool(found) and found[0] in accepted
        ranks += reciprocal_rank(found, accepted) or 0.0
        recalls += recall_at(5, found, gold) or 0.0
    return Result(ranks / len(right), recalls / len(right), right)


@contextmanager
def changed(module: Any, values: Mapping[str, object]) -> Iterator[None]:
    """The module with some of its constants changed."""
    before = {name: getattr(module, name) for name in values}
    for name, value in values.items():
        setattr(module, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(module, name, value)


@contextmanager
def searching(assistant: Assistant, found: Callable[..., list[tuple[float, int]]]) -> Iterator[None]:
    """The index with another way of finding rows."""
    index = assistant.library.index
    index.found = found  # type: ignore[method-assign]
    try:
        yield
    finally:
        del index.found


def weighted(assistant: Assistant, weight: float) -> Callable[..., list[tuple[float, int]]]:
    """Rows as they are found, with another weight of keywords against meaning."""
    return partial(assistant.library.index.found, lexical_weight=weight)


def by_ranks(assistant: Assistant) -> Callable[..., list[tuple[float, int]]]:
    """Rows by reciprocal rank fusion of the two rankings in place of the sum of scores; boosts have no scale there."""
    index = assistant.library.index

    def found(text: str, k: int = 10, where: Where = None, **_boosts: object) -> list[tuple[float, int]]:
        scores = index.scores(text)
        allowed: list[int] = np.flatnonzero(index.mask(where)).tolist()
        rankings = [sorted(allowed, key=lambda row: (-side[row], row)) for side in (scores.dense, scores.lexical)]
        return [(score, row) for row, score in reciprocal_rank_fusion(rankings)[:k]]

    return found


def without(**fields: object) -> Mapping[str, object]:
    """`understand` with some of what it reads left out."""
    return {"understand": lambda *given: replace(understand(*given), **fields)}  # type: ignore[arg-type]


def main() -> None:
    assistant = open_assistant()
    questions = [question for question in load_questions(QUESTIONS, assistant.corpus) if question.split == "dev"]
    shipped = measure(assistant, questions)
    print(f"{len(shipped.right)} questions\n{'':34}{'hit@1':>8}{'MRR@10':>8}{'R@5':>8}")

    def show(name: str) -> None:
        result = measure(assistant, questions)
        print(f"{name:34}{result.hit1:8.3f}{result.mrr:8.3f}{result.recall5:8.3f}")
        for sign, now in (("+", True), ("-", False)):
            other = [each for each, hit in result.right.items() if hit is now and shipped.right[each] is not now]
            if other:
                print(f"    {sign} {len(other)}: {', '.join(other)}")

    show("as shipped")
    for weight in (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0):
        with searching(assistant, weighted(assistant, weight)):
            show(f"keywords weigh {weight}")
    with searching(assistant, by_ranks(assistant)):
        show("reciprocal rank fusion")
    for name, left_out in (
        ("without clause numbers", without(references=())),
        ("without documents and places", without(documents=(), preferred=(), names=(), part=None)),
        ("without quoted phrases", without(phrases=())),
        ("without the kind asked for", without(asked=frozenset())),
    ):
        with changed(ask, left_out):
            show(name)
    with changed(retrieve, {"search_text": lambda library, topic: topic}):
        show("without synonyms")


if __name__ == "__main__":
    main()
