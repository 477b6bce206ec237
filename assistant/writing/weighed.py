"""Evidence in, the decision out: whether a sentence is kept, and if not, for what. The weights are learned.

Some findings settle it alone: a figure that is nowhere and does not follow, a clause of another number. The rest is weighed: a sum
of what was found, each row with the side that it may speak for, so that few examples suffice. `policy eval train` fits the weights
(eval/train_sentences.py) with whole documents and whole authors left out; assistant/learned/sentences.json holds them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.learned.models import LinearModel, linear_model
from assistant.writing.found import Evidence

Fault = Literal[
    "marker", "amount", "recipient", "cap", "half", "base", "timing", "clause", "department", "region", "validity", "negation",
    "quote", "support", "bound", "modality", "scope", "kind", "unstated",
]  # fmt: skip
DROPPED = 0.5  # how likely a fault must be: no single weak piece of evidence reaches it; docs/log.md has the curve
NEAR_WORDING = 0.5  # a sentence that keeps so much of its clause's words is held to them by every rule
DECIDES = 1.0  # what a row must be thought worth to decide alone
SHORTER = 0.2  # less of them, where the sentence is short


@dataclass(frozen=True, slots=True)
class Row:
    """One feature: what it says against a sentence (`side` 1) or for it (-1), what it is worth before any example."""

    name: str
    side: int
    prior: float
    fault: Fault
    floor: float = 0.0  # what is found below this counts nothing
    most: float = 2.5


def _rows(fault: Fault, *names: tuple[str, float]) -> tuple[Row, ...]:
    return tuple(Row(name, 1 if prior > 0 else -1, prior, fault) for name, prior in names)


ROWS: tuple[Row, ...] = (
    *_rows("amount", ("nowhere count near", 1.5), ("nowhere clock", 1), ("another unit", 0.5), ("another kind of days", 1.5),
           ("numbered otherwise", 1), ("computed differs", 1), ("equation wrong", 2.5), ("computed agrees", -0.7), ("asked told as given", 1.3), ("another tally", 1.5), ("total wrong", 1.5)),
    Row("nearer another figure", 1, 1.5, "recipient", 0.3), Row("nearer another point", 1, 1.5, "amount", 0.3),
    *_rows("recipient", ("mark of its own figure", -0.5), ("person nowhere", 1), ("body nowhere", 1)),
    *_rows("amount", ("pair of other figures", 1.5), ("parts in another order", 1.5)),
    *_rows("recipient", ("band of another figure", 1), ("paid to another", 1.5), ("rule recipient", 0.3), ("rule recipient near", 1.5)),
    *_rows("kind", ("mark against the figure's", 1), ("mark of another figure", 1), ("mark against the piece", 0.7), ("a word for its like", 1),
           ("one of a kind for another", 1.5), ("level against another", 1), ("rhythm against another", 1), ("title of none", 1.5), ("a side for another", 1), ("which year against another", 0.7)),
    *_rows("bound", ("bound turned", 1.5), ("bound edge", 1.5)),
    *_rows("base", ("base other", 1), ("base nowhere", 1.5), ("base right", -0.2), ("rule base", 0.8), ("rule base near", 1)),
    *_rows("timing", ("once for parts", 1), ("parts for once", 1), ("rule timing", 0.5), ("rule timing near", 1.5)),
    *_rows("modality", ("must for may", 1.5), ("may for must", 1.2), ("may for not", 1), ("may for nothing", 0.2), ("must for nothing", 0.3),
           ("requires what is waived", 1), ("papers that are not taken", 1.5)),
    *_rows("scope", ("sweeping", 1), ("waives what is asked", 0.7), ("waives as stated", -0.3), ("whole for part", 1.5),
           ("condition passed over", 1), ("waives what stands there", 1), ("either for both", 1.5), ("both for either", 1)),
    *_rows("negation", ("denial passed over", 1), ("allows what is denied", 0.7), ("not left out", 0.4), ("given though listed as denied", 1.5),
           ("rule negation", 0.3), ("rule negation near", 1.5)),
    *_rows("unstated", ("unstated but there", 0.7), ("unstated words there", 1), ("unstated but settled", 1), ("unstated and not there", -0.4),
           ("rule unstated", 0.5)),
    *_rows("department", ("office nowhere", 1.2), ("office against another", 1.5), ("office of another sentence", 1), ("office of another piece", 0.3),
           ("office of another level", 1), ("another actor", 1.5), ("rule department", 1), ("rule department near", 1.5)),
    *_rows("validity", ("holds after its end", 1.5), ("over before its end", 1.5), ("repealed told to hold", 1.5), ("begins on another day", 1.5), ("day agrees", -0.5)),
    *_rows("cap", ("rule cap", 0.5), ("rule cap near", 1)), *_rows("region", ("rule region", 2)), *_rows("quote", ("rule quote", 2)),
    *_rows("support", ("steps in another order", 1.5), ("demand of none", 0.5), ("paper nowhere", 1.5), ("step nowhere", 1.2),
           ("channel nowhere", 1), ("paper of none", 1.5),
           ("noun of another sentence", 0.5)),
)  # fmt: skip
NAMES = tuple(row.name for row in ROWS)
# What settles it alone: figures that are nowhere and do not follow, a clause of another number, a validity that the register denies
SETTLES: tuple[tuple[str, Fault], ...] = (
    ("nowhere sum", "amount"), ("nowhere share", "amount"), ("nowhere phone", "amount"), ("nowhere time", "amount"), ("rule clause", "clause"),
    ("rule validity", "validity"),
)  # fmt: skip
HELD_NEAR: tuple[str, ...] = (
    "rule base", "rule timing", "rule negation", "rule recipient", "rule department", "rule cap", "nowhere count",
)  # fmt: skip
# English words order a share and its base the other way round, and what stands around a figure is not said in the clause's words
_LENT = frozenset(
    {"base other", "base right", "rule base", "nearer another figure", "mark of another figure", "rule recipient"}
)
# A sum that is worked out rightly stands among figures of other rows
_WORKED = frozenset(
    {
        "nearer another figure", "mark of another figure", "mark against the piece", "level against another", "rule recipient",
        "rule cap", "rule cap near", "rule base", "rule base near",
    }
)  # fmt: skip

# 70%,每年最多15万元: what is asked after need not be told again
_TERSE = frozenset({"rule base", "rule base near"})
# Nor does it of a sentence that sets one row beside another: 比一般工种的1500元多出300元
_COMPARED = _WORKED | {"rule recipient near", "band of another figure", "mark against the figure's", "rule timing"}


def hold_near(evidence: Evidence) -> None:
    """Note which rules a sentence breaks that keeps near its clause's words: there they tell more than in free wording."""
    if evidence.of("english") and evidence.of("nowhere count"):
        evidence.add("nowhere count near", evidence.words.get("nowhere count", ""))
    if any(evidence.of(name) for name in ("english", "table", "to the person")):
        return
    held = (
        ("rule cap",) if evidence.of("figures asked") else HELD_NEAR
    )  # the person's figures may stand in the others' way
    if evidence.of("near wording") >= NEAR_WORDING - SHORTER * evidence.of("short"):
        for name in held:
            if evidence.of(name) > 0:
                evidence.add(f"{name} near", evidence.words.get(name, ""))


@cache
def sentence_model() -> LinearModel:
    """The weights that come with the product."""
    return linear_model("sentences")


def features_of(evidence: Evidence) -> NDArray[np.float64]:
    """The evidence as numbers, in the order of ROWS."""
    void: frozenset[str] = _LENT if evidence.of("english") > 0 else frozenset()
    if evidence.of("computed agrees") > 0 or (evidence.of("follows") > 0 and not evidence.of("equation wrong")):
        void |= _WORKED
    if evidence.of("compares") > 0:
        void |= _COMPARED
    if evidence.of("short") > 0:
        void |= _TERSE
    found = np.zeros(len(ROWS), dtype=np.float64)
    for place, row in enumerate(ROWS):
        value = evidence.of(row.name)
        if value <= 0 or row.name in void:
            continue
        if row.floor:
            value = value - row.floor + 0.25 if value >= row.floor else 0.0
        found[place] = min(row.most, value)
    return found


def settled(evidence: Evidence) -> list[tuple[Fault, str]]:
    """The faults that need no weighing, each with its words."""
    found: list[tuple[Fault, str]] = [
        (fault, evidence.words.get(name, "")) for name, fault in SETTLES if evidence.of(name) > 0
    ]
    if evidence.of("figures of its own") > 0 and evidence.of("unmarked") > 0:
        found.append(("marker", ""))
    empty = (
        not evidence.of("english")
        and evidence.of("near wording") == 0
        and evidence.of("brief") > 0
        and evidence.of("alone") > 0
    )
    if evidence.of("rule support") > 0 and empty:  # 遵命[1]: a marker to nothing that was said
        found.append(("support", evidence.words.get("rule support", "")))
    return found


def weighed(evidence: Evidence, model: LinearModel | None = None) -> list[tuple[Fault, str]]:
    """The faults for which a sentence is dropped, what weighs most first; empty where it is kept."""
    if found := settled(evidence):
        return found
    model = model or sentence_model()
    features = features_of(evidence)
    if float(model.probabilities(features[None, :])[0]) < DROPPED:
        return []
    added = model.contributions(features[None, :])[0]
    ranked = [int(place) for place in np.argsort(-added, kind="stable") if added[place] > 0][:3]
    named = [
        (ROWS[place].fault, evidence.words.get(NAMES[place], ""))
        for place in ranked
        if added[place] >= added[ranked[0]] / 2
    ]
    return list(dict.fromkeys(named)) or [("support", "")]
