"""Fits what a clause says to a question that asks whether: yes, no, it depends, or nothing. Part of `policy eval train`.

Learned from whole answers: every labelled question of learn, and every other one that asks whether, is put to the product, and the
clause that it answers with is kept as it was seen. Where that clause is not one of the gold ones, or the question is not to be
answered, nothing is right but silence. What reads the sentences never learned from the document it reads.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from tqdm import tqdm

import assistant.learned as learned_room
from assistant.learned.models import ClassModel, LinearModel, VerdictModels, linear_json, tree_json, verdict_models
from assistant.proposing.clause_verdict import NAMES, SAYS, Ranked, sentences_against, values_of
from assistant.reading.query import Query
from assistant.reading.whether import asks_whether
from assistant.saying import clause_facts
from assistant.saying.draft import Draft
from assistant.saying.say_verdict import LEAST, PLAIN, say_verdict
from corpus.measure import Measure
from eval.boosted import boosted
from eval.wide.build import Vectors, chunks, corpus_of, groups_of, open_over, read_pool
from eval.wide.examine import asked_over, located
from eval.wide.set import WideSet
from index.encoder import load_encoder

SIZE = 30  # documents beside each other while the questions are asked
STRENGTH = 0.01  # C of scikit-learn
PAIRED = 0.4  # what a question of a pair or group counts: there is a yes for each no, and half are not to be answered
REAL = 2.0  # what one about a real document counts: they are few, and longer than those that were written
REAL_SETS = frozenset({"real-learn", "real-dev"})
NONE = "none"
CLASSES = ("yes", "no", "depends", NONE)
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """A question with the clause that the product answered it with; `label` is its verdict, "" where it has none."""

    lot: str
    label: str
    is_gold: bool
    question: str
    unit: Measure
    ranked: Ranked
    sure: float
    weight: float = 1.0

    @property
    def right(self) -> str:
        """What should be said on this clause."""
        return self.label if self.label and self.is_gold else NONE


@contextmanager
def listening() -> Iterator[list[tuple[str, Measure, Ranked, float]]]:
    """What `say_verdict` is given while this lasts: question, clause, its ranked pieces, and how sure it is to answer."""
    heard: list[tuple[str, Measure, Ranked, float]] = []

    def listen(draft: Draft, query: Query, unit: Measure, ranked: Ranked) -> None:
        heard.append((query.question, unit, tuple(ranked), draft.sure))
        say_verdict(draft, query, unit, ranked)

    with patch.object(clause_facts, "say_verdict", listen):
        yield heard


def heard_of(wide: WideSet, lots: dict[str, str], as_of: date) -> list[Heard]:
    """The questions of `wide` that ask whether, put to the product over `SIZE` documents."""
    encoder, whether = load_encoder(), verdict_models().whether
    vectors, pool = Vectors(encoder), read_pool(wide.files)
    groups = groups_of([path.name for path in wide.files], (question.files for question in wide.questions))
    found = []
    for chunk, questions in asked_over(chunks(groups, (), SIZE), wide.questions):
        asking = [
            one
            for one in questions
            if one.language == "zh" and one.file and (one.verdict or asks_whether(one.question, whether))
        ]
        if not asking:
            continue
        opened = open_over(corpus_of(pool, chunk.files), encoder, vectors)
        for one in tqdm(asking, desc=f"{wide.name} 的是否题", unit="题"):
            gold = {name for each in (*one.gold, *one.also_ok) for name in located(each, pool).ids}
            with listening() as heard:
                opened.ask(one.question, as_of=as_of)
            if heard:
                question, unit, ranked, sure = heard[0]
                lot = lots[one.file or ""]
                weight = (PAIRED if one.pair else 1.0) * (REAL if wide.name in REAL_SETS else 1.0)
                found.append(Heard(lot, one.verdict or "", unit.id in gold, question, unit, ranked, sure, weight))
    return found


def train_clause(
    heard: Sequence[Heard], unseen: Sequence[VerdictModels], fold_of: Callable[[str], int]
) -> tuple[ClassModel, list[str]]:
    """The model fitted on everything, and the report with whole documents left out.

    `unseen` is what reads sentences: of each fold, fitted without its documents.
    """
    place = np.array([fold_of(one.lot) for one in heard])
    kept, rows = [], []
    for one, fold in zip(heard, place, strict=True):
        sentences = sentences_against(one.question, one.unit, one.ranked, unseen[fold])
        kept.append(bool(sentences))
        if sentences:
            rows.append(values_of(one.question, one.unit, sentences, one.sure))
    some = [one for one, is_kept in zip(heard, kept, strict=True) if is_kept]
    values, place = np.array(rows), place[np.array(kept)]
    right, weights = np.array([one.right for one in some]), np.array([one.weight for one in some])
    shares: list[dict[str, float]] = [{} for _ in some]
    for fold in range(len(unseen)):
        others = place != fold
        model = _fit(values[others], right[others], weights[others])
        for at in np.flatnonzero(place == fold):
            shares[at] = model.shares(values[at], NAMES)
    return _fit(values, right, weights), list(_report(some, shares))


def _fit(values: Matrix, right: NDArray[np.str_], weights: NDArray[np.float64]) -> ClassModel:
    linear, trees = {}, {}
    mean, deviation = values.mean(0), values.std(0)
    scale = np.where(deviation > 1e-9, deviation, 1.0)
    for name in CLASSES:
        fitted = LogisticRegression(C=STRENGTH, max_iter=2_000)
        fitted.fit((values - mean) / scale, right == name, sample_weight=weights)
        linear[name] = LinearModel(NAMES, mean, scale, fitted.coef_[0].astype(float), float(fitted.intercept_[0]))
        trees[name] = boosted([values], [right == name], NAMES, weights)
    return ClassModel(linear, trees)


def _report(heard: Sequence[Heard], shares: Sequence[dict[str, float]]) -> Iterator[str]:
    """At each threshold: how many labelled questions get a verdict and how many the right one; others that get any."""
    labelled = sum(bool(one.label) for one in heard)
    nothing, plain = dict.fromkeys(SAYS, 0.0), dict.fromkeys(SAYS, PLAIN)
    said = [max(SAYS, key=lambda name, each=each: each[name]) for each in shares]  # type: ignore[misc]
    for least, name in ((nothing, "一律说"), (LEAST, "说出"), (plain, "不带「看来」")):
        spoken = [(one, says) for one, says, each in zip(heard, said, shares, strict=True) if each[says] >= least[says]]
        given = [(one, says) for one, says in spoken if one.label]
        hits = Counter(says for one, says in given if says == one.label)
        told = "；".join(f"{each} {sum(says == each for _, says in given)} 次对 {hits[each]}" for each in SAYS)
        yield (
            f"{name}：有结论的 {labelled} 题说了 {len(given)} 题，对 {sum(hits.values())}（{told}）；"
            f"没有结论的 {len(heard) - labelled} 题说了 {len(spoken) - len(given)} 题"
        )


def write(made: ClassModel, report: Sequence[str], fitted_on: dict[str, str], folder: Path | None = None) -> None:
    """The model as two JSON files in `folder`, with what it was fitted on and the report."""
    folder = folder or Path(str(learned_room.__file__)).parent
    told = {"fitted_on": fitted_on, "report": list(report)}
    linear = {"classes": {name: linear_json(each) for name, each in made.linear.items()}} | told
    text = json.dumps(linear, ensure_ascii=False).replace("}, ", "},\n")
    (folder / "verdict_clause.json").write_text(text + "\n", encoding="utf-8")
    trees = {"classes": {name: tree_json(each) for name, each in made.trees.items()}} | told
    text = json.dumps(trees, ensure_ascii=False).replace("]], ", "]],\n")
    (folder / "verdict_clause_trees.json").write_text(text + "\n", encoding="utf-8")
