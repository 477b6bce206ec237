"""Questions with their sums in, the weights of what speaks for a way to reckon out: a softmax over all ways and silence.

Every question of the learn documents is put to the clauses that answer it, and to others of its document, where nothing is
right but silence. Weights begin at what one expects of them (`EXPECTED`), keep the sign that reason gives them (`FOR`,
`EITHER`; all others speak against), and are moved by the chance of the right sums.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]

from assistant.computing.asked import asked_of, pairs_of
from assistant.computing.choosing import MOST_OFFERS, is_likely, is_sure
from assistant.computing.deriving import reckonings
from assistant.computing.read import read_scheme
from assistant.computing.reckoning import Reckoning
from assistant.computing.scheme import Scheme
from assistant.computing.weighing import features_of
from assistant.reading.table_head import head_above
from corpus.measure import Measure, yuan_text
from eval.wide.build import Pool, read_pool
from eval.wide.examine import located
from eval.wide.said import says
from eval.wide.set import Snippet, WideSet
from eval.wide.sums import AskedSum, load_sums

FOLDS = 6
PULL = 0.003  # towards what is expected
LESS = 0.25  # the weight of a clause that is not the one meant
OTHERS = 4  # clauses of the same document beside the one meant
_COUNTED = {"amount", "table", "presupposition", "conditions", "profile", "unanswerable", "compare"}

EXPECTED: Mapping[str, float] = {
    # words
    "spoken": 2, "fit": 0.6, "fit behind": -0.5, "named": 1, "near names": 0.3, "same level": 0.7, "other level": -2.5, "place listed": 1.5,
    "remark spoken": -1, "negated": -1,
    "quoted": 0.5, "sole": 0.5, "base parts": 1, "joined": 0.5, "of one": 0.5, "of most": -0.3, "most beside": -2,
    # what is left over
    "used": 0.5, "money left": -2, "count left": -1.5, "count unread": -1.5, "times left": -0.2, "length left": -1.5, "partly": -2, "per day": -2, "inexact": -2, "untimed": -2,
    "nothing used": -1, "uncounted per": -1.5,
    # bounds
    "met": 1, "unmet": -3, "share unmet": -3, "share missing": -2, "at bound": -3, "higher rung": -2, "unknown band": -1,
    # the base of a share
    "base alike": 0.7, "base spent": 0.7, "base pairs": 0.3, "base other": -1, "base unmet": -1.5, "base local": -3, "growth": 1,
    "growth unsaid": -1.5, "price misfits": -1.5, "price of one": -1.5, "rate is timed": -0.7,
    # counts and times
    "implied person": -0.7, "implied measure": -2, "unstated per": -1, "loose unit": -1, "time implied": -2, "time full": -2,
    "time is condition": -1.5, "time one year": -1, "time unasked": -1.5, "monthly misfit": -1.5,
    # caps
    "doubtful cap": -0.7, "stray cap": -1.5, "cap of one": -1, "yearly cap": -1, "cap uncounted": -0.7, "cap taken": -0.5, "has rows": -0.5,
    # changes, parts, several
    "change words": 0.7, "change left": -0.5, "change apart": -0.15, "staged": 1.5, "stage apart": -0.1, "nth unstaged": -2, "stepped": 1.5,
    "tiered": 1.5, "several lows": -1, "beyond alone": -1.5, "added": -0.5, "added words": 0.7, "added unasked": -2, "extra spoken": -1,
    "extra left": -0.7, "own extra": -1, "of several": -2, "same scale": 1, "several named": 2, "each named": 1, "of years": 2, "interest": 1, "yearly share": 0.5, "difference": 1, "two persons": 1, "fine": 1,
    "nested": 0.5, "of each": -1, "of each growth": -1.5, "one gets none": -0.5, "several told": 1, "stacked unsaid": -1, "same count": -1,
    # who bears a part, rates, what is left out
    "borne": -1, "bearer named": 2, "rest": -0.3, "of rate": 0.5, "rate unsaid": -3, "part asked": -2, "below least": -2, "less part": -0.5, "less told": 1,
    "time one quarter": 0.3,
    # what the clause says beside the offer
    "rival words": -0.5, "other case": -2, "several unchanged": -2, "rounds unread": -2, "one of several": -2, "one unnamed": -2, "extra alone": -2, "case untold": -0.7, "shut out": -3, "per unread": -2, "caps of cases": -2, "others spoken": -0.1, "others asked": -1, "changes near": -0.2, "base income": -2,
    # what is asked for
    "of two": -2, "had before": -1.5, "wants other": -1.5, "wants no sum": -1.5, "wants one": -3, "all for one": -0.5, "nth of things": -0.7,
}  # fmt: skip
FOR = frozenset(
    {"spoken", "fit", "named", "near names", "same level", "covered", "about", "place listed", "used", "met", "quoted", "sole", "base alike", "base alike far",
     "base pairs", "base spent", "sole money", "change words", "added words", "several named", "each named", "several told", "bearer named", "less told", "of years"}
)  # fmt: skip
EITHER = frozenset(
    {"in table", "interest", "yearly share", "share", "timed", "growth", "two persons", "difference", "staged", "stepped", "tiered", "fine", "priced", "shared out",
     "same scale", "changed", "added", "of several", "time full", "time one year", "beyond alone", "price misfits", "rate is timed",
     "unknown bound", "rivals", "only bounds", "base unnamed", "nested", "days counted", "of each", "once", "borne", "of charge", "rest",
     "of rate", "less part", "same count", "stacked unsaid", "time one quarter", "of one", "of most", "base parts", "joined"}
)  # fmt: skip

Vector = NDArray[np.float64]
SchemeOf = Callable[[str], Scheme]


@dataclass(frozen=True, slots=True)
class Group:
    """A question on one clause: the features of each way to reckon, and which of them are right."""

    lot: str
    yuan: tuple[str, ...]
    features: tuple[Mapping[str, float], ...]
    right: tuple[bool, ...]
    is_meant: bool
    question: str = ""


@dataclass(frozen=True, slots=True)
class Fitted:
    names: tuple[str, ...]
    weights: Vector  # (names + 1,): the bias stands last


def train_sums(sets: Sequence[WideSet]) -> list[str]:
    """Fit on the documents of `sets`, write the weights, and give the report with whole documents left out."""
    groups = [group for wide in sets for group in groups_of(wide)]
    fitted = fit(groups)
    report = _report(groups)
    made = {
        "weights": {n: round(float(w), 4) for n, w in zip(fitted.names, fitted.weights, strict=False) if abs(w) > 1e-4},
        "bias": round(float(fitted.weights[-1]), 4),
        "report": report,
    }
    path = Path(str(resources.files("assistant.learned") / "sums.json"))
    path.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return report


def groups_of(wide: WideSet) -> Iterator[Group]:
    pool = read_pool(wide.files, progress=False)
    units = {unit.id: unit for one in pool.shelved.values() for unit in one.units}
    around = {one.document.id: one.units for one in pool.shelved.values()}
    schemes: dict[str, Scheme] = {}
    lots = random.Random(1)

    def scheme_of(unit: str) -> Scheme:
        if unit not in schemes:
            schemes[unit] = read_scheme(units[unit].text, head_above(around[units[unit].document_id], units[unit]))
        return schemes[unit]

    for question in wide.questions:
        if question.language != "zh" or (question.kind != "arithmetic" and question.kind not in _COUNTED):
            continue
        gold = list(dict.fromkeys(one.ids[0] for each in question.gold if (one := located(each, pool)).ids))
        must = question.must[:1] if question.kind == "arithmetic" else question.must
        lot = question.file or question.id
        for unit in gold:
            yield from _group(lot, question.question, must, scheme_of(unit), question.kind == "arithmetic")
        beside = _beside(pool, question.file, gold, question.question, scheme_of, lots)
        for unit in beside if question.kind == "arithmetic" else beside[:2] if not gold else []:
            yield from _group(lot, question.question, must, scheme_of(unit), False)
    for asked in load_sums(wide):
        yield from _of_sum(asked, pool, scheme_of, lots)


def _of_sum(asked: AskedSum, pool: Pool, scheme_of: SchemeOf, lots: random.Random) -> Iterator[Group]:
    meant = located(Snippet(asked.file, asked.snippet), pool).ids[:1]
    for unit in meant:
        yield from _group(asked.file, asked.question, asked.must[:1], scheme_of(unit), True, silent=asked.is_refused)
    others = [unit.id for unit in _closest(pool, asked.file, asked.question) if unit.id not in meant]
    lots.shuffle(others)
    for unit in others[:OTHERS]:
        yield from _group(asked.file, asked.question, asked.must[:1], scheme_of(unit), False, silent=asked.is_refused)


def _closest(pool: Pool, file: str, question: str) -> list[Measure]:
    wanted = asked_of(question).pairs
    shelved = pool.shelved.get(file)
    found = [] if shelved is None else [unit for unit in shelved.units if unit.kind != "boilerplate"]

    def near(unit: Measure) -> float:
        return len(wanted & set(pairs_of(unit.text))) / math.sqrt(60 + len(unit.text))

    return sorted(found, key=near, reverse=True)[:12]


def _beside(
    pool: Pool, file: str | None, gold: Sequence[str], question: str, scheme_of: SchemeOf, lots: random.Random
) -> list[str]:
    if file is None:
        return []
    others = [unit.id for unit in _closest(pool, file, question) if unit.id not in gold and scheme_of(unit.id).offers]
    lots.shuffle(others)
    return others[:OTHERS]


def _group(
    lot: str, question: str, must: Sequence[str], scheme: Scheme, is_meant: bool, *, silent: bool = False
) -> Iterator[Group]:
    if not scheme.offers or len(scheme.offers) > MOST_OFFERS:
        return
    asked = asked_of(question)
    made = [one for one in reckonings(scheme, asked) if not one.is_plain]
    if not made:
        return
    right = [not silent and any(says(fact, _told(one)) for fact in must) for one in made]
    yield Group(
        lot, tuple(str(one.yuan) for one in made), tuple(features_of(made, scheme, asked)), tuple(right), is_meant
    )


def _told(one: Reckoning) -> str:
    """What a way says: of a part of a payment the whole as well, of a fine the least."""
    working = one.working if {"staged", "fine"} & set(one.marks) else ""
    return f"{working} {yuan_text(one.yuan)}"


def fit(groups: Sequence[Group]) -> Fitted:
    names = tuple(sorted({name for group in groups for marks in group.features for name in marks} | set(EXPECTED)))
    at = {name: number for number, name in enumerate(names)}
    expected = np.array([EXPECTED.get(name, 0.0) for name in names])
    seen = [_matrix(group, at) for group in groups]
    total = sum(weight for *_, weight in seen)

    def loss(w: Vector) -> tuple[float, Vector]:
        value, slope = 0.0, np.zeros_like(w)
        for rows, right, weight in seen:
            scores = rows @ w
            raised = np.exp(scores - scores.max())
            share = raised / raised.sum()
            good = share * right
            value -= weight * float(np.log(good.sum() + 1e-12))
            slope -= weight * (rows.T @ (good / max(float(good.sum()), 1e-12) - share))
        apart = w[:-1] - expected
        return value / total + PULL * float(apart @ apart) / 2, slope / total + PULL * np.append(apart, 0.0)

    bounds = [(None, None) if n in EITHER else (0, None) if n in FOR else (None, 0) for n in names] + [(None, None)]
    found = minimize(
        loss, np.append(expected, -2.0), jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500}
    )
    return Fitted(names, found.x)


def _matrix(group: Group, at: Mapping[str, int]) -> tuple[Vector, NDArray[np.bool_], float]:
    """The rows of a group, silence first, which of them are right, and what the group weighs."""
    rows = np.zeros((len(group.features) + 1, len(at) + 1))
    for number, marks in enumerate(group.features, 1):
        rows[number, -1] = 1.0
        for name, value in marks.items():
            if name in at:
                rows[number, at[name]] = value
    return rows, np.array([not any(group.right), *group.right]), 1.0 if group.is_meant else LESS


def said(group: Group, fitted: Fitted) -> tuple[bool, bool, bool]:
    """Whether a sum would be said at all, whether without an if, and whether it is right."""
    rows, *_ = _matrix(group, {name: number for number, name in enumerate(fitted.names)})
    raised = np.exp(rows @ fitted.weights)
    share = raised / raised.sum()
    sums: dict[str, float] = {}
    for yuan, value in zip(group.yuan, share[1:], strict=True):
        sums[yuan] = sums.get(yuan, 0.0) + float(value)
    best = max(sums, key=lambda yuan: sums[yuan])
    way = max((n for n, yuan in enumerate(group.yuan) if yuan == best), key=lambda n: float(share[n + 1]))
    marks = group.features[way]
    return is_likely(sums[best], marks), is_sure(sums[best], marks), group.right[way]


def _report(groups: Sequence[Group]) -> list[str]:
    """What is said of documents left out whole."""
    lots = sorted({group.lot for group in groups})
    random.Random(3).shuffle(lots)
    fold = {lot: number % FOLDS for number, lot in enumerate(lots)}
    told: list[tuple[Group, bool, bool, bool]] = []
    for number in range(FOLDS):
        fitted = fit([group for group in groups if fold[group.lot] != number])
        told += [(group, *said(group, fitted)) for group in groups if fold[group.lot] == number]
    likely = [(group, is_said, right) for group, is_said, _, right in told]
    sure = [(group, is_said, right) for group, _, is_said, right in told]
    return [_told_of("整份文件留出", likely), _told_of("其中不带「若」的", sure)]


def _told_of(name: str, told: Sequence[tuple[Group, bool, bool]]) -> str:
    meant = [(is_said, right) for group, is_said, right in told if group.is_meant and any(group.right)]
    none = [is_said for group, is_said, _ in told if group.is_meant and not any(group.right)]
    others = [is_said and not right for group, is_said, right in told if not group.is_meant]
    return (
        f"{name}：所指条款上可算的 {len(meant)} 题，说出 {sum(is_said for is_said, _ in meant)} 个，"
        f"对 {sum(is_said and right for is_said, right in meant)} 个；"
        f"所指条款上没有一种算法对的 {len(none)} 题，说了 {sum(none)} 个；别的条款 {len(others)} 对，说了 {sum(others)} 个。"
    )
