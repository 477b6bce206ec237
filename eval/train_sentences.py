"""The weights of the check of generated text (assistant/learned/sentences.json), from sentences that people labelled.

Few examples, many features: so each weight keeps to its side (`assistant.writing.weighed.ROWS`) and leans on what the row was thought
worth, and moves only as far as the examples make it. The sides matter: writers word what is right more freely than what is wrong, so
a model without them learns that a quotation is a fault. Reported with whole authors and, of the others, whole documents left out.
"""

from __future__ import annotations

import hashlib
import json
import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]

from assistant import learned as learned_room
from assistant.learned.models import LinearModel, linear_json
from assistant.writing.found import Evidence
from assistant.writing.weighed import DECIDES, DROPPED, NAMES, ROWS, features_of, settled
from eval.wide.sentences import Told, contexts, evidence_on, load_told, pool_of
from eval.wide.set import HERE

SPLIT = "learn"
STRENGTH = 1.5  # how strongly a weight is held to what it was thought worth
START = -1.0  # of the intercept
LEANS = 0.9  # the most that a row which does not decide alone may weigh: less than the intercept takes away
PASSES = 2
FOLDS = 5  # of the documents
DROPPED_SHARES = (0.05, 0.10, 0.20, 0.30)  # of faithful sentences, at which the curve is told
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled text with what was found on each stretch of it."""

    told: Told
    evidence: tuple[Evidence, ...]


def examples_of(split: str) -> list[Example]:
    """The sentences of a split, read."""
    told = load_told(split)
    found = ((one, evidence_on(one.sentence, context)) for one, context in contexts(pool_of(split, told), told))
    return [Example(one, tuple(evidence)) for one, evidence in found if evidence]


def fit(examples: Sequence[Example]) -> LinearModel:
    """A logistic regression with a side and a prior for every weight; of a faulty text the stretch that looks worst counts."""
    rows = np.array([features_of(evidence) for one in examples for evidence in one.evidence])
    owner = np.array([place for place, one in enumerate(examples) for _ in one.evidence])
    faulty = np.array([not examples[place].told.faithful for place in owner])
    counts = np.ones(len(rows))
    theta = np.append(_PRIORS, START)
    for _ in range(PASSES):
        theta = _fitted(rows, faulty, counts)
        scores = rows @ theta[:-1]
        counts = np.ones(len(rows))
        for place, one in enumerate(examples):
            mine = np.flatnonzero(owner == place)
            if not one.told.faithful:
                counts[mine] = 0.0
                counts[mine[np.argmax(scores[mine])]] = 1.0
    ones = np.ones(len(ROWS))
    return LinearModel(NAMES, np.zeros(len(ROWS)), ones, theta[:-1], float(theta[-1]))


_PRIORS = np.array([row.prior for row in ROWS])
_BOUNDS = [
    (0.0, None if row.prior >= DECIDES else LEANS) if row.side > 0 else (None, 0.0) for row in ROWS
] + [(None, -LEANS)]  # fmt: skip


def _fitted(rows: Matrix, faulty: NDArray[np.bool_], counts: Matrix) -> Matrix:
    signs = np.where(faulty, 1.0, -1.0)

    def loss(theta: Matrix) -> tuple[float, Matrix]:
        margins = signs * (rows @ theta[:-1] + theta[-1])
        pulls = -counts * signs / (1.0 + np.exp(np.clip(margins, -60, 60)))
        away = theta[:-1] - _PRIORS
        value = float(counts @ np.logaddexp(0.0, -margins) + STRENGTH * (away @ away))
        return value, np.append(rows.T @ pulls + 2 * STRENGTH * away, pulls.sum())

    found = minimize(loss, np.append(_PRIORS, START), jac=True, bounds=_BOUNDS, method="L-BFGS-B")
    return np.asarray(found.x, dtype=np.float64)


def train_sentences(folder: Path | None = None) -> list[str]:
    """Fit on the sentences of learn, write the weights, and report; the authors left out one after the other."""
    examples = examples_of(SPLIT)
    scores = scores_left_out(examples)
    report = ["句子：" + _curve(examples, scores)]
    for author in sorted({one.told.author for one in examples}):
        mine = [place for place, one in enumerate(examples) if one.told.author == author]
        told = _shares([examples[place] for place in mine], scores[mine])
        report.append(f"句子：不用 {author} 也不用同一份文件的拟合，在 {author} 上 {told}")
    model = fit(examples)
    report.append(
        f"句子：全部拟合，在同样的句子上 {_shares(examples, np.array([score_of(one, model) for one in examples]))}"
    )
    text = (HERE / SPLIT / "sentences.jsonl").read_bytes()
    stored = {"fitted_on": {f"{SPLIT}/sentences.jsonl": hashlib.sha256(text).hexdigest()}, "report": report}
    path = (folder or Path(str(learned_room.__file__)).parent) / "sentences.json"
    path.write_text(json.dumps(linear_json(model) | stored, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return report


def scores_left_out(examples: Sequence[Example]) -> Matrix:
    """The score of every example, (examples,), by a fit without its author and without its document; a veto as infinity."""
    folds = [zlib.crc32(one.told.file.encode()) % FOLDS for one in examples]
    scores = np.zeros(len(examples))
    for author, fold in sorted({(one.told.author, fold) for one, fold in zip(examples, folds, strict=True)}):
        rest = [one for one, other in zip(examples, folds, strict=True) if one.told.author != author and other != fold]
        model = fit(rest)
        for place, one in enumerate(examples):
            if one.told.author == author and folds[place] == fold:
                scores[place] = score_of(one, model)
    return scores


def score_of(example: Example, model: LinearModel) -> float:
    """What the stretch that looks worst is worth; infinity where something settles it alone."""
    if any(settled(evidence) for evidence in example.evidence):
        return math.inf
    return float(model.scores(np.array([features_of(evidence) for evidence in example.evidence])).max())


def _shares(examples: Sequence[Example], scores: Matrix) -> str:
    """Caught and dropped at the threshold of the product."""
    faulty = np.array([not one.told.faithful for one in examples])
    out = scores >= math.log(DROPPED / (1 - DROPPED))
    caught, dropped = out[faulty], out[~faulty]
    return f"错的查出 {caught.sum()}/{len(caught)} = {caught.mean():.3f}，对的误删 {dropped.sum()}/{len(dropped)} = {dropped.mean():.3f}"


def _curve(examples: Sequence[Example], scores: Matrix) -> str:
    """What is caught where so many faithful sentences may be dropped."""
    faulty = np.array([not one.told.faithful for one in examples])
    ranked = np.sort(scores[~faulty])[::-1]
    told = []
    for share in DROPPED_SHARES:
        caught = float((scores[faulty] > ranked[int(share * len(ranked))]).mean())
        told.append(f"误删 {share:.2f} 时查出 {caught:.3f}")
    return f"作者和文件都不用于拟合时，{'，'.join(told)}"
