"""What each part of the ranking is worth: hit@1, MRR@10 and recall@5 on the dev questions with one part changed.

    python -m benchmarks.ranking

Every line is measured in the same run on the same index, so the lines compare; see benchmarks/README.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant import retrieve
from assistant.ask import Assistant, open_assistant
from eval.metrics import recall_at, reciprocal_rank
from eval.questions import Question, load_questions, resolve

QUESTIONS = Path(__file__).parent.parent / "eval" / "questions.jsonl"
DEPTH = 10


@dataclass(frozen=True, slots=True)
class Result:
    """Means over the questions that have gold clauses."""

    hit1: float
    mrr: float
    recall5: float
    questions: int


def measure(assistant: Assistant, questions: Sequence[Question]) -> Result:
    hits = ranks = recalls = 0.0
    counted = [question for question in questions if question.gold]
    for question in counted:
        found = [hit.measure.id for hit in assistant.search(question.question, DEPTH, question.history)]
        gold = {resolve(gold, assistant.corpus).id for gold in question.gold}
        accepted = gold | {resolve(also, assistant.corpus).id for also in question.also_ok}
        hits += bool(found) and found[0] in accepted
        ranks += reciprocal_rank(found, accepted) or 0.0
        recalls += recall_at(5, found, gold) or 0.0
    count = len(counted)
    return Result(hits / count, ranks / count, recalls / count, count)


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
def weighted(assistant: Assistant, weight: float) -> Iterator[None]:
    """The index with another weight of keywords against meaning."""
    index = assistant.library.index
    search: Callable[..., Any] = index.search
    index.search = lambda text, k, where, boost: search(text, k, where, boost, weight)  # type: ignore[method-assign,assignment,misc]
    try:
        yield
    finally:
        del index.search


def main() -> None:
    assistant = open_assistant()
    questions = [question for question in load_questions(QUESTIONS, assistant.corpus) if question.split == "dev"]
    print(f"{'':34}{'hit@1':>8}{'MRR@10':>8}{'R@5':>8}   n")
    show("as shipped", measure(assistant, questions))
    for weight in (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0):
        with weighted(assistant, weight):
            show(f"keywords weigh {weight}", measure(assistant, questions))
    with changed(retrieve, {"search_text": lambda topic: topic}):
        show("without synonyms", measure(assistant, questions))
    for name in ("BOOST_PREFERRED", "BOOST_BENEFIT", "BOOST_TITLE", "BOOST_PHRASE"):
        with changed(retrieve, {name: 0.0}):
            show(f"without {name}", measure(assistant, questions))
    with changed(retrieve, {"KIND_BOOST": {}}):
        show("without KIND_BOOST", measure(assistant, questions))


def show(name: str, result: Result) -> None:
    print(f"{name:34}{result.hit1:8.3f}{result.mrr:8.3f}{result.recall5:8.3f}   {result.questions}")


if __name__ == "__main__":
    main()
