"""Fits which clauses answer what somebody tells of himself (`assistant/deciding/facets.py`). Part of `policy eval train`.

Learned from the questions of kind profile: every clause that a facet of one or its whole leads to is right where it may be cited.
Whether a question asks for all that answers what it tells is learned from the questions of all kinds. Figures are of documents
left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.metrics import average_precision_score  # type: ignore[import-untyped]
from tqdm import tqdm

import assistant.learned as learned_room
from assistant.answering.story import MOST_CLAUSES, TELLS_MUCH, TOLD, matched_by, meant_by, whole_of
from assistant.ask import Assistant
from assistant.deciding.asked import confirmed
from assistant.deciding.facets import FACETED, candidates, facets
from assistant.deciding.several import SEVERAL, told_of
from assistant.learned.models import FacetModels, LinearModel, both, linear_json, tree_json
from assistant.proposing.retrieve import Filters
from assistant.reading.query import understand
from eval.boosted import boosted
from eval.composed import composed
from eval.wide.build import Vectors, chunks, corpus_of, groups_of, open_over, read_pool
from eval.wide.examine import asked_over, located
from eval.wide.set import WideQuestion, WideSet
from index.encoder import Encoder

COMPOSED = 0.2  # what a question that was put together counts
SIZE = 30  # documents beside each other
STRENGTH, STRENGTH_OF_SEVERAL = 0.02, 0.1  # C of scikit-learn
PROFILE = "profile"
NAMES = ("several", "facets", "facets_trees")
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A question with what is weighed of it, (SEVERAL,); of a profile also of its clauses, (clauses, FACETED), and which are right."""

    lot: str
    profile: bool
    told: Matrix
    clauses: Matrix = field(default_factory=lambda: np.zeros((0, len(FACETED))))
    right: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))
    gold: int = 0  # clauses that must be cited
    weight: float = 1.0  # 1 of those that somebody wrote


def asked_of(wide: WideSet, lots: Mapping[str, str], encoder: Encoder, as_of: date) -> Iterator[Asked]:
    """The Chinese questions of `wide`, each over SIZE documents."""
    vectors, pool = Vectors(encoder), read_pool(wide.files, progress=False)
    groups = groups_of([path.name for path in wide.files], (question.files for question in wide.questions))
    made = {one.id: COMPOSED for one in composed(wide)}
    for chunk, questions in asked_over(chunks(groups, (), SIZE), [*wide.questions, *composed(wide)]):
        opened = open_over(corpus_of(pool, chunk.files), encoder, vectors, progress=False)
        for one in tqdm(questions, desc=f"{wide.name} 的各段", unit="题", leave=False):
            if one.language == "zh":
                gold = [frozenset(located(each, pool).ids) for each in one.gold]
                right = frozenset(name for each in (*one.gold, *one.also_ok) for name in located(each, pool).ids)
                yield _asked(
                    opened,
                    one,
                    lots.get(one.files[0], one.id) if one.files else one.id,
                    right,
                    len({*gold}),
                    as_of,
                    made.get(one.id, 1.0),
                )


def _asked(
    opened: Assistant, one: WideQuestion, lot: str, right: frozenset[str], gold: int, as_of: date, weight: float
) -> Asked:
    library = opened.library
    query = confirmed(library, understand(one.question, library.catalogue, library.vocabulary))
    told = facets(query)
    values = told_of(library, query, told)
    if one.kind != PROFILE:
        return Asked(lot, False, values)
    allowed = Filters().allows(library, as_of)
    whole = whole_of(library, query, allowed)
    meant = meant_by(whole.hits)
    matched = matched_by(library, one.question, as_of, allowed)
    found = candidates(library, query, whole, told, meant, matched, allowed) if meant else []
    rows = np.array([each.values for each in found]).reshape(len(found), len(FACETED))
    return Asked(
        lot, True, values, rows, np.array([each.measure.id in right for each in found], dtype=bool), gold, weight
    )


def train_facets(
    sets: Sequence[WideSet], lots: Mapping[str, Mapping[str, str]], encoder: Encoder, as_of: date,
    fold_of: Callable[[str], int], folds: int,
) -> tuple[FacetModels, list[FacetModels], list[str]]:  # fmt: skip
    """The models fitted on everything, those of each fold without its documents, and the report of what those say."""
    asked = [one for wide in sets for one in asked_of(wide, lots[wide.name], encoder, as_of)]
    place = [fold_of(one.lot) for one in asked]
    unseen = [_fit([one for one, at in zip(asked, place, strict=True) if at != fold]) for fold in range(folds)]
    return _fit(asked), unseen, list(_report(asked, [unseen[at] for at in place]))


def _fit(asked: Sequence[Asked]) -> FacetModels:
    written, profiles = [one for one in asked if one.weight == 1.0], [one for one in asked if one.profile]
    told, profile = np.array([one.told for one in written]), np.array([one.profile for one in written])
    values, right = np.vstack([one.clauses for one in profiles]), np.concatenate([one.right for one in profiles])
    weights = np.concatenate([np.full(len(one.clauses), one.weight) for one in profiles])
    several = _linear(SEVERAL, told, profile, np.ones(len(told)), STRENGTH_OF_SEVERAL)
    clause = _linear(FACETED, values, right, weights, STRENGTH)
    return FacetModels(several, clause, boosted([values], [right], FACETED, weights))


def _linear(
    names: tuple[str, ...], values: Matrix, right: NDArray[np.bool_], weights: Matrix, strength: float
) -> LinearModel:
    mean, deviation = values.mean(0), values.std(0)
    scale = np.where(deviation > 1e-9, deviation, 1.0)
    fitted = LogisticRegression(C=strength, max_iter=3_000).fit((values - mean) / scale, right, sample_weight=weights)
    return LinearModel(names, mean, scale, fitted.coef_[0].astype(float), float(fitted.intercept_[0]))


def _report(asked: Sequence[Asked], models: Sequence[FacetModels]) -> Iterator[str]:
    pairs = [(one, each) for one, each in zip(asked, models, strict=True) if one.weight == 1.0]
    asked, models = [one for one, _ in pairs], [each for _, each in pairs]
    several = np.array(
        [float(each.several.probabilities(one.told[None])[0]) for one, each in zip(asked, models, strict=True)]
    )
    profile = np.array([one.profile for one in asked])
    taken = several >= TELLS_MUCH
    yield (
        f"问全部的题：平均精确率 {average_precision_score(profile, several):.3f}；{profile.sum()} 题中认出 {(taken & profile).sum()}，"
        f"另有 {(~profile).sum()} 题中误认 {(taken & ~profile).sum()}"
    )
    precise, recalled, chances, right = [], [], [], []
    for one, each in zip(asked, models, strict=True):
        if not one.profile or not len(one.clauses):
            continue
        sure = np.array([both(each.clause, each.clause_trees, row[None], FACETED) for row in one.clauses])
        best = np.argsort(-sure, kind="stable")[:MOST_CLAUSES]
        told = best[sure[best] >= TOLD] if (sure >= TOLD).any() else best[:1]
        precise.append(one.right[told].mean())
        recalled.append(min(1.0, one.right[told].sum() / one.gold))
        chances.append(sure)
        right.append(one.right)
    ranked = average_precision_score(np.concatenate(right), np.concatenate(chances))
    yield f"各段的条款：平均精确率 {ranked:.3f}；引用精确 {np.mean(precise):.3f}，引用召回 {np.mean(recalled):.3f}"


def write(made: FacetModels, report: Sequence[str], fitted_on: Mapping[str, str], folder: Path | None = None) -> None:
    """The models as JSON files in `folder`, with what they were fitted on and the report."""
    folder = folder or Path(str(learned_room.__file__)).parent
    told = {"fitted_on": dict(fitted_on), "report": list(report)}
    for name, stored in zip(
        NAMES, (linear_json(made.several), linear_json(made.clause), tree_json(made.clause_trees)), strict=True
    ):
        text = json.dumps(stored | told, ensure_ascii=False).replace("}, ", "},\n").replace("]], ", "]],\n")
        (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")
