"""All that a clause may come to in, the one sum that is meant out, or nothing: a softmax over all of them and over silence.

The weights stand in `assistant/learned/sums.json`; `policy eval sums --fit` fits them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache
from importlib import resources

from assistant.computing.asked import Asked, asked_of
from assistant.computing.deriving import reckonings
from assistant.computing.read import read_scheme
from assistant.computing.reckoning import Reckoning
from assistant.computing.scheme import Offer, Scheme
from assistant.computing.unread import unread_way
from assistant.computing.weighing import features_of
from corpus.measure import Span, yuan_text

# How likely the sum is the one meant: below it nothing is said, for a wrong sum is worse than none. More is asked where a part
# of the way was taken for granted: what the share is of, which of two cases, a bound of which nothing is told
SURE, SURE_OF_INFERRED = 0.7, 0.8
# Less likely ones are said as what it would come to if the clause applies so, to be checked
LIKELY, LIKELY_OF_INFERRED = 0.5, 0.7
INFERRED = ("base unnamed", "base other", "base alike far", "unknown bound", "implied one", "case untold", "cap taken")
# With one of these no sum is said, however likely: another base, a figure left over, something else that is asked for
DOUBTS = frozenset(
    {"count unread", "base unmet", "base local", "money left", "count left", "length left", "unmet", "at bound", "wants one", "wants other", "wants no sum",
     "had before", "of two", "nth unstaged", "remark spoken", "growth unsaid", "price of one", "untimed", "partly", "per day", "inexact",
     "share unmet", "share missing", "rate unsaid", "part asked", "below least", "shut out", "per unread", "base income",
     "caps of cases", "other case", "several unchanged", "extra alone", "rounds unread", "one of several", "one unnamed", "most beside"}
)  # fmt: skip
MOST_OFFERS = 120  # a clause with more is a whole document in one piece
KEPT = 64  # questions with a clause of which it is remembered what they come to
MOST_FIGURES = 24  # of a question; with more somebody pastes a table, and each would be tried on each offer


@dataclass(frozen=True, slots=True)
class Computation:
    """What it comes to in yuan, how it was worked out, and the stretch of the clause it rests on."""

    working: str
    span: Span
    yuan: Decimal
    sure: float = 1.0  # how likely it is the sum that is meant
    offers: tuple[Offer, ...] = ()  # what it rests on
    is_tentative: bool = False  # to be said with an if

    @property
    def result(self) -> str:
        return yuan_text(self.yuan)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A reckoning with its share of the softmax, and its features."""

    reckoning: Reckoning
    share: float
    marks: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Weighing:
    """A question and a clause read, with everything they may come to."""

    asked: Asked
    scheme: Scheme
    ways: tuple[Weighed, ...]


@lru_cache(maxsize=KEPT)  # tried before it is said
def weighing(question: str, text: str, before: str = "") -> Weighing:
    """Everything that `text` may come to, each with its share; `before` is the head of a table that the text goes on."""
    asked, scheme = asked_of(question), read_scheme(text, before)
    if not scheme.offers or len(scheme.offers) > MOST_OFFERS or len(asked.figures) > MOST_FIGURES:
        return Weighing(asked, scheme, ())
    made = reckonings(scheme, asked)
    features = features_of(made, scheme, asked)
    fitted, bias = weights()
    scores = [bias + sum(fitted.get(name, 0.0) * value for name, value in marks.items()) for marks in features]
    worked = [0.0, *(score for one, score in zip(made, scores, strict=True) if not one.is_plain)]
    most = max([*worked, *scores])
    total = sum(math.exp(score - most) for score in worked)
    shares = [math.exp(score - most) / total for score in scores]
    return Weighing(asked, scheme, tuple(map(Weighed, made, shares, features)))


def best_of(ways: Sequence[Weighed]) -> Weighed | None:
    """The sum with the largest share, whatever ways lead to it; sums that stand in the clause as they are do not count."""
    shares: dict[Decimal, float] = {}
    for way in ways:
        if not way.reckoning.is_plain:
            shares[way.reckoning.yuan] = shares.get(way.reckoning.yuan, 0.0) + way.share
    if not shares:
        return None
    yuan = max(shares, key=lambda value: shares[value])
    likeliest = max(
        (way for way in ways if way.reckoning.yuan == yuan and not way.reckoning.is_plain), key=lambda way: way.share
    )
    return replace(likeliest, share=shares[yuan])


def is_likely(share: float, marks: Mapping[str, float]) -> bool:
    """Whether a sum of this share of the softmax and with these marks may be said, if only with an if."""
    doubted = any(marks.get(doubt, 0.0) > 0 for doubt in DOUBTS)
    return not doubted and share >= (LIKELY_OF_INFERRED if _is_inferred(marks) else LIKELY)


def is_sure(share: float, marks: Mapping[str, float]) -> bool:
    """Whether a sum that may be said is said without an if."""
    return (
        is_likely(share, marks)
        and not marks.get("cap taken")
        and share >= (SURE_OF_INFERRED if _is_inferred(marks) else SURE)
    )


def _is_inferred(marks: Mapping[str, float]) -> bool:
    return any(marks.get(name, 0.0) > 0 for name in INFERRED)


def chosen(found: Weighing) -> Computation | None:
    """The sum that is meant; None where that is not certain."""
    best = best_of(found.ways)
    if best is None or not is_likely(best.share, best.marks):
        return None
    if unread_way(best.reckoning, best.marks, found.scheme, found.asked) is not None:
        return None
    rests_on = best.reckoning.offers[-1]
    return Computation(
        best.reckoning.working,
        Span(rests_on.start, rests_on.end),
        best.reckoning.yuan,
        best.share,
        best.reckoning.offers,
        not is_sure(best.share, best.marks),
    )


def computed(question: str, text: str, before: str = "") -> Computation | None:
    """What the clause `text` comes to on the figures of `question`; spans are offsets in `text`.

    >>> found = computed("设备投资了800万，能补多少", "对企业技术改造，按设备投资额的10%给予补助，最高50万元。")
    >>> found.working, found.result
    ('设备投资额800万元 × 10% = 80万元，超过上限，按50万元', '50万元')
    >>> computed("招了6个应届生一共给几万", "对年度营业收入首次达到1亿元的企业，奖励10万元。") is None
    True
    """
    return chosen(weighing(question, text, before))


@cache
def weights() -> tuple[Mapping[str, float], float]:
    """The fitted weights by name, and the bias of any sum against silence."""
    fitted = json.loads((resources.files("assistant.learned") / "sums.json").read_text("utf-8"))
    return fitted["weights"], fitted["bias"]
