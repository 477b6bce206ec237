"""When to refuse: `python -m benchmarks.refusal` refits the weights of assistant/deciding/confidence.py and shows what they cost.

Answerable: dev questions with status answered or not_stated that go through search. Unanswerable: dev questions with
status not_found. Left out: questions that search never decides, that is clause numbers, phrases, follow-ups (their
words come from the turn before), comparisons (decided place by place, at a lower threshold) and questions about a
place that no document covers.
With --write the tables go to docs/refusal.md.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped]
from sklearn.model_selection import StratifiedKFold, cross_val_predict  # type: ignore[import-untyped]

from assistant.ask import Assistant, open_assistant
from assistant.deciding.confidence import THRESHOLD, Features, features, probability
from assistant.proposing.retrieve import search
from assistant.reading.query import understand
from corpus.errors import PolicyError
from eval.examinee import QUESTIONS
from eval.questions import Question, load_questions

REPORT = Path(__file__).parent.parent / "docs" / "refusal.md"
C = 3.0  # how freely the weights may grow
DENSE_SCALE = 20.0  # cosines lie within a tenth of one another; scaled, one C suits all three features
READ = 3  # hits of which one must be sure enough, as in assistant/deciding/respond.py
THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
FOLDS = 5
DECIDED_ELSEWHERE = ("clause_number", "phrase", "comparison")

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """One dev question with the features of its best hits; `answerable` is what the set says."""

    question: str
    answerable: bool
    hits: tuple[Features, ...]

    def confidence(self) -> float:
        """What the product goes by: the surest of the first hits, with the weights in use."""
        return max(probability(hit, calibrated=True) for hit in self.hits)


@dataclass(frozen=True, slots=True)
class Fit:
    """Logistic weights in the unit of assistant/deciding/confidence.py."""

    coverage: float
    words: float
    dense: float
    intercept: float


def cases(assistant: Assistant, questions: Sequence[Question]) -> Iterator[Case]:
    """The dev questions that search decides, each with its features."""
    library = assistant.library
    for one in questions:
        if one.split != "dev" or one.history or one.kind in DECIDED_ELSEWHERE or one.status == "clarify":
            continue
        query = understand(one.question, library.catalogue, library.vocabulary)
        if query.references or (query.foreign and not query.names):
            continue
        hits = search(library, query, READ)
        found = tuple(features(library, query, hit) for hit in hits)
        if found:
            yield Case(one.question, one.status != "not_found", found)


def matrix(found: Sequence[Case]) -> Matrix:
    """One row a case, the features of its best hit as the model sees them: (coverage, log words, scaled cosine)."""
    rows = [[hit.coverage, math.log1p(max(0.0, hit.lexical)), hit.dense * DENSE_SCALE] for hit in _best(found)]
    return np.array(rows, dtype=np.float64)


def labels(found: Sequence[Case]) -> NDArray[np.int64]:
    return np.array([case.answerable for case in found], dtype=np.int64)


def fit(found: Sequence[Case]) -> Fit:
    model = LogisticRegression(C=C, max_iter=10_000).fit(matrix(found), labels(found))
    coverage, words, dense = (float(weight) for weight in model.coef_[0])
    return Fit(coverage, words, dense * DENSE_SCALE, float(model.intercept_[0]))


def in_use() -> Fit:
    """The weights of assistant/deciding/confidence.py, read off its function so that no copy of them can go stale."""
    at = {name: _logit(Features(*point)) for name, point in _POINTS.items()}
    coverage, words = at["coverage"] - at["none"], (at["words"] - at["none"]) / math.log1p(1.0)
    return Fit(coverage, words, (at["dense"] - at["none"]) / _STEP, at["none"] - (at["dense"] - at["none"]) / _STEP)


_STEP = 0.01
# Around a cosine of 1, for at 0 the probability is too small to take the logit of
_POINTS = {
    "none": (0.0, 0.0, 1.0),
    "coverage": (1.0, 0.0, 1.0),
    "words": (0.0, 1.0, 1.0),
    "dense": (0.0, 0.0, 1.0 + _STEP),
}


def _logit(found: Features) -> float:
    value = probability(found, calibrated=True)
    return math.log(value / (1.0 - value))


def _best(found: Sequence[Case]) -> list[Features]:
    return [case.hits[0] for case in found]


def report(found: Sequence[Case]) -> str:
    """Everything in Markdown: the same text for the terminal and for docs/refusal.md."""
    truth = labels(found)
    yes, no = int(truth.sum()), int(len(truth) - truth.sum())
    return "\n\n".join(
        [
            f"{len(found)} dev questions that search decides: {yes} answerable, {no} unanswerable.",
            _weights_table(fit(found), in_use()),
            _auc_table(found, truth),
            _trade_off_table(found, yes, no),
        ]
    )


def _weights_table(fresh: Fit, used: Fit) -> str:
    rows = [
        ("coverage of the topic words", fresh.coverage, used.coverage),
        ("log(1 + BM25F)", fresh.words, used.words),
        ("cosine", fresh.dense, used.dense),
        ("intercept", fresh.intercept, used.intercept),
    ]
    body = [f"| {name} | {new:.2f} | {old:.2f} |" for name, new, old in rows]
    return "\n".join([f"| weight | refitted (C={C:g}) | in use |", "|---|---:|---:|", *body])


def _auc_table(found: Sequence[Case], truth: NDArray[np.int64]) -> str:
    table = matrix(found)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    unseen = cross_val_predict(LogisticRegression(C=C, max_iter=10_000), table, truth, cv=folds, method="predict_proba")
    rows = [
        ("coverage alone", table[:, 0]),
        ("BM25F alone", table[:, 1]),
        ("cosine alone", table[:, 2]),
        ("the model in use", np.array([case.confidence() for case in found])),
        (f"refitted, each fifth judged by the other four ({FOLDS}-fold)", unseen[:, 1]),
    ]
    body = [f"| {name} | {roc_auc_score(truth, values):.3f} |" for name, values in rows]
    return "\n".join(["| what tells answerable from unanswerable | AUC |", "|---|---:|", *body])


def _trade_off_table(found: Sequence[Case], yes: int, no: int) -> str:
    body = []
    for threshold in THRESHOLDS:
        false = sum(case.answerable and case.confidence() < threshold for case in found)
        missed = sum(not case.answerable and case.confidence() >= threshold for case in found)
        mark = " (in use)" if threshold == THRESHOLD else ""
        body.append(
            f"| {threshold:.1f}{mark} | {false} of {yes} ({false / yes:.0%}) | {missed} of {no} ({missed / no:.0%}) |"
        )
    head = "| threshold | refused although answerable | answered although unanswerable |"
    return "\n".join([head, "|---|---:|---:|", *body])


def wrong(found: Sequence[Case]) -> list[str]:
    """The questions on the wrong side of the threshold in use, worst first."""
    missed = [case for case in found if (case.confidence() >= THRESHOLD) != case.answerable]
    missed.sort(key=lambda case: -abs(case.confidence() - THRESHOLD))
    return [
        f"{case.confidence():.2f}  {'answerable  ' if case.answerable else 'unanswerable'}  {case.question}"
        for case in missed
    ]


HEAD = """# When the assistant refuses

A question that search decides is refused when the best clause is not sure enough to answer it: see
[assistant/deciding/confidence.py](../assistant/deciding/confidence.py). This page is written by `python -m benchmarks.refusal --write`;
do not edit it by hand.
"""
TAIL = """Many of these questions also fitted the weights in use, so new questions will look worse than this table.
The cross-validated figure is the fairer one. The judge split of the question set is never used here.
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.refusal", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/refusal.md")
    chosen = parser.parse_args()
    assistant = open_assistant()
    found = list(cases(assistant, load_questions(QUESTIONS, assistant.corpus)))
    text = report(found)
    print(text)
    print("\non the wrong side of the threshold in use:")
    print("\n".join(wrong(found)) or "none")
    if chosen.write:
        REPORT.write_text(f"{HEAD}\n{text}\n\n{TAIL}", encoding="utf-8")
        print(f"\nwritten: docs/{REPORT.name}")


if __name__ == "__main__":
    try:
        main()
    except PolicyError as error:
        sys.exit(str(error))
