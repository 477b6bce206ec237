"""What the plots of a report draw, as plain numbers: recall over depth, refusals over thresholds, waiting times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval import metrics
from eval.scored import Scored

DEPTHS = tuple(range(1, 11))
THRESHOLDS = tuple(step / 50 for step in range(51))  # 0, 0.02 … 1


@dataclass(frozen=True, slots=True)
class DepthPoint:
    """At depth `k`: the share of the gold clauses found, and of the questions with any citable clause found."""

    k: int
    recall: float
    hit: float


@dataclass(frozen=True, slots=True)
class TradeOff:
    """At `threshold`: the share of answerable questions refused, and of unanswerable ones answered."""

    threshold: float
    false_refusals: float
    missed_refusals: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Waiting times from `low` up to `high` milliseconds."""

    low: float
    high: float
    count: int


def depth_curve(scored: Sequence[Scored], depths: Sequence[int] = DEPTHS) -> list[DepthPoint]:
    """Empty where no question has gold."""
    asked = [one for one in scored if one.gold]
    points = []
    for k in depths:
        recall, _ = metrics.mean([metrics.recall_at(k, one.ranked_ids, one.gold_ids) for one in asked])
        hit, _ = metrics.mean([metrics.hit_at(k, one.ranked_ids, one.acceptable_ids) for one in asked])
        if recall is not None and hit is not None:
            points.append(DepthPoint(k, recall, hit))
    return points


def sure_of(scored: Sequence[Scored]) -> tuple[list[float], list[float]]:
    """The confidences of the answerable and of the unanswerable questions that the threshold decides.

    A question whose clause is there but lacks the figure (not_stated) is answerable here: the clause must be found.
    """
    kept = [(one.question.status != "not_found", one.confidence) for one in scored if one.confidence is not None]
    return [sure for answerable, sure in kept if answerable], [sure for answerable, sure in kept if not answerable]


def trade_off(scored: Sequence[Scored], thresholds: Sequence[float] = THRESHOLDS) -> list[TradeOff]:
    """Empty where one side has no question: then there is nothing to trade."""
    yes, no = sure_of(scored)
    if not yes or not no:
        return []
    return [
        TradeOff(t, sum(sure < t for sure in yes) / len(yes), sum(sure >= t for sure in no) / len(no))
        for t in thresholds
    ]


def latency_bins(scored: Sequence[Scored], most: int = 60) -> list[Bin]:
    """Equal bins of a round width from 0 to the longest wait; questions that failed are left out."""
    times = [1000 * one.seconds for one in scored if one.error is None]
    if not times:
        return []
    width = next(
        size * 10**power for power in range(-3, 9) for size in (1, 2, 5) if max(times) < most * size * 10**power
    )
    bins = [0] * (int(max(times) // width) + 1)
    for one in times:
        bins[int(one // width)] += 1
    return [Bin(place * width, (place + 1) * width, count) for place, count in enumerate(bins)]
