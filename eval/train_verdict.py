"""Fits what says yes or no: whether a question asks whether, and what a sentence says to it. Part of `policy eval train`.

The labelled verdicts of learn questions are mostly no, for their authors like to ask what is not so. Two things keep that
habit out of the weights: yes counts more than it occurs, and each question for one figure is asked again as a claim, once
with the figure that is stated and once with another.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

import assistant.learned as learned_room
from assistant.learned.models import (
    ClassModel,
    GramModel,
    LinearModel,
    VerdictModels,
    both,
    gram_json,
    linear_json,
    tree_json,
)
from assistant.proposing.verdict import WEIGHED, beside, evidence_of, said_of
from assistant.reading.gloss import to_chinese
from assistant.reading.whether import OTHER, WHETHER, asks_whether, marked
from eval.boosted import boosted
from eval.wide.set import Verdict, WideQuestion, WideSet

INNER = 5  # parts, by document, of what is fitted on: `said` never reads what it learned from
STRENGTH = {"yes": 0.1, "depends": 0.1}  # C of scikit-learn
EVENED = 0.7  # 1: yes weighs as much as no in all; 0: as it occurs
EVEN = 0.5
CLAIM_WEIGHT = 0.3  # of a question made here, against one that somebody asked
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)(.+)", re.DOTALL)
_HOW_MUCH = re.compile(r"多少钱|多少")


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, a sentence that answers it, and what it says; `made` where the question was made here."""

    question: str
    sentence: str
    says: Verdict
    lot: str
    made: bool = False


def judged_of(questions: Sequence[WideQuestion], lot_of: Callable[[WideQuestion], str]) -> list[Judged]:
    """The labelled verdicts, then the claims made of questions for one figure."""
    found = [
        Judged(to_chinese(one.question), one.gold[0].snippet, one.verdict, lot_of(one))
        for one in questions
        if one.verdict and one.gold
    ]
    return found + [claim for one in questions for claim in _claims(one, lot_of(one))]


def _claims(one: WideQuestion, lot: str) -> Iterator[Judged]:
    """多少 with the figure stated (yes) and with another (no)."""
    if one.kind != "amount" or one.status != "answered" or one.verdict or len(one.must) != 1:
        return
    figure, asked = _NUMBER.fullmatch(one.must[0]), _HOW_MUCH.search(one.question)
    if figure is None or asked is None:
        return
    other = f"{float(figure[1]) * (2 if len(one.must[0]) % 2 else 1.5):g}{figure[2]}"
    for words, says in ((one.must[0], "yes"), (other, "no")):
        claim = f"{one.question[: asked.start()]}{words}{one.question[asked.end() :]}".rstrip("？?吗呢 ") + "对吧"
        yield Judged(claim, one.gold[0].snippet, "yes" if says == "yes" else "no", lot, made=True)


def fit(
    judged: Sequence[Judged],
    asked: Sequence[tuple[str, str]],
    grams_of: Callable[[Sequence[tuple[str, str]]], GramModel],
) -> VerdictModels:
    """`asked` are texts with WHETHER or OTHER; `grams_of` fits a model over stretches of characters on them."""
    rows = np.array([[*evidence_of(one.question, one.sentence).values, 0.0] for one in judged])
    rows[:, -1] = _said_unseen(judged, grams_of)
    base = np.array([CLAIM_WEIGHT if one.made else 1.0 for one in judged])
    says = np.array([one.says for one in judged])
    decided = says != "depends"
    share = (base[says == "no"].sum() / base[says == "yes"].sum()) ** EVENED
    weights = base * np.where(says == "yes", share, 1.0)
    right, kept = says[decided] == "yes", weights[decided]
    yes = _logistic(rows[decided], right, kept, STRENGTH["yes"])
    trees = boosted([rows[decided]], [right], WEIGHED, kept)
    depends = _logistic(rows, says == "depends", base, STRENGTH["depends"])
    return VerdictModels(grams_of(asked), _said(judged, grams_of), yes, trees, depends, ClassModel({}, {}))


def _said(judged: Sequence[Judged], grams_of: Callable[[Sequence[tuple[str, str]]], GramModel]) -> GramModel:
    """What sentences say beside their question: of those that say yes or no, the claims made here left out."""
    told = [(beside(one.question, one.sentence), one.says) for one in judged if one.says != "depends" and not one.made]
    return grams_of(told)


def _said_unseen(
    judged: Sequence[Judged], grams_of: Callable[[Sequence[tuple[str, str]]], GramModel]
) -> NDArray[np.float64]:
    """What `said` makes of each, fitted without its document."""
    lots = {lot: at % INNER for at, lot in enumerate(sorted({one.lot for one in judged}))}
    found = np.zeros(len(judged))
    for part in range(INNER):
        model = _said([one for one in judged if lots[one.lot] != part], grams_of)
        for at, one in enumerate(judged):
            if lots[one.lot] == part:
                found[at] = said_of(model, one.question, one.sentence)
    return found


def _logistic(
    rows: NDArray[np.float64], labels: NDArray[np.bool_], weights: NDArray[np.float64], strength: float
) -> LinearModel:
    mean, deviation = rows.mean(0), rows.std(0)
    scale = np.where(deviation > 1e-9, deviation, 1.0)
    model = LogisticRegression(C=strength, max_iter=2_000).fit((rows - mean) / scale, labels, sample_weight=weights)
    return LinearModel(WEIGHED, mean, scale, model.coef_[0].astype(float), float(model.intercept_[0]))


def train_verdicts(
    sets: Sequence[WideSet],
    lots: dict[str, dict[str, str]],
    fold_of: Callable[[str], int],
    folds: int,
    grams_of: Callable[[Sequence[tuple[str, str]]], GramModel],
) -> tuple[VerdictModels, list[VerdictModels], list[str]]:
    """The models fitted on everything, those of each fold fitted without its documents, and the report of these."""
    questions = [(one, lots[wide.name][one.file]) for wide in sets for one in wide.questions if one.file and one.gold]
    lot_by_id = {one.id: lot for one, lot in questions}
    judged = judged_of([one for one, _ in questions], lambda one: lot_by_id[one.id])
    asked = [(marked(one.question), WHETHER if one.verdict else OTHER, lot) for one, lot in questions]
    told: list[tuple[Judged, Verdict]] = []
    whether: list[tuple[bool, bool]] = []
    unseen: list[VerdictModels] = []
    for fold in range(folds):
        models = fit(
            [one for one in judged if fold_of(one.lot) != fold],
            [(text, kind) for text, kind, lot in asked if fold_of(lot) != fold],
            grams_of,
        )
        unseen.append(models)
        told += [(one, _rather(one, models)) for one in judged if fold_of(one.lot) == fold]
        whether += [
            (asks_whether(one.question, models.whether), one.verdict is not None)
            for one, lot in questions
            if fold_of(lot) == fold
        ]
    return fit(judged, [(text, kind) for text, kind, _ in asked], grams_of), unseen, _report(told, whether)


def _rather(one: Judged, models: VerdictModels) -> Verdict:
    """What the sentence says rather than anything else."""
    values = np.array(
        [[*evidence_of(one.question, one.sentence).values, said_of(models.said, one.question, one.sentence)]]
    )
    if float(models.depends.probabilities(values)[0]) >= EVEN:
        return "depends"
    return "yes" if both(models.yes, models.yes_trees, values, WEIGHED) >= EVEN else "no"


def _report(told: Sequence[tuple[Judged, Verdict]], whether: Sequence[tuple[bool, bool]]) -> list[str]:
    hits = sum(found and right for found, right in whether)
    lines = [
        f"问是否：查准 {hits / max(1, sum(found for found, _ in whether)):.3f}，查全 {hits / max(1, sum(right for _, right in whether)):.3f}，{len(whether)} 题"
    ]
    for made, name in ((False, "结论"), (True, "结论（由金额题改写的断言）")):
        mine = [(one.says, found) for one, found in told if one.made == made]
        right = sum(says == found for says, found in mine)
        lines.append(
            f"{name}：一句话单独判断，{right / max(1, len(mine)):.3f} 对，{len(mine)} 题；"
            + "；".join(
                f"说 {kind} {sum(found == kind for _, found in mine)} 次，对 {sum(says == found == kind for says, found in mine)}"
                for kind in ("yes", "no", "depends")
            )
        )
    return lines


def write(made: VerdictModels, report: Sequence[str], fitted_on: dict[str, str], folder: Path | None = None) -> None:
    """The models as JSON files in `folder`, with what they were fitted on and the report."""
    folder = folder or Path(str(learned_room.__file__)).parent
    told = {"fitted_on": fitted_on, "report": list(report)}
    for name, words in (("whether", made.whether), ("said", made.said)):
        text = json.dumps(gram_json(words), ensure_ascii=False).replace("], ", "],\n")
        (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    for name, model in (("verdict_yes", made.yes), ("verdict_depends", made.depends)):
        text = json.dumps(linear_json(model) | told, ensure_ascii=False, indent=1)
        (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    trees = json.dumps(tree_json(made.yes_trees) | told, ensure_ascii=False).replace("]], ", "]],\n")
    (folder / "verdict_yes_trees.json").write_text(trees + "\n", encoding="utf-8")
