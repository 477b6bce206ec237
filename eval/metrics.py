"""Arithmetic of an examination: ids and numbers in, numbers out. None, not 0, where there is nothing to score."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence, Set

import numpy as np

from eval.facts import is_stated

ANSWERED = "answered"


def recall_at(k: int, ranked: Sequence[str], relevant: Set[str]) -> float | None:
    """Share of `relevant` among the first `k` of `ranked`."""
    if not relevant:
        return None
    return len(relevant & set(ranked[:k])) / len(relevant)


def hit_at(k: int, ranked: Sequence[str], relevant: Set[str]) -> float | None:
    """1 where one of the first `k` is relevant, else 0."""
    if not relevant:
        return None
    return float(not relevant.isdisjoint(ranked[:k]))


def reciprocal_rank(ranked: Sequence[str], relevant: Set[str]) -> float | None:
    """1 / rank of the first relevant item, 0 where none is found."""
    if not relevant:
        return None
    return next((1 / rank for rank, item in enumerate(ranked, 1) if item in relevant), 0.0)


def ndcg_at(k: int, ranked: Sequence[str], relevant: Set[str]) -> float | None:
    """Discounted gain of the first `k` over the best possible; an item counts once, at its first place."""
    if not relevant:
        return None
    firsts = list(dict.fromkeys(ranked))[:k]
    gain = sum(1 / math.log2(rank + 1) for rank, item in enumerate(firsts, 1) if item in relevant)
    best = sum(1 / math.log2(rank + 1) for rank in range(1, min(k, len(relevant)) + 1))
    return gain / best


def citation_precision(shown: Set[str], gold: Set[str], also_ok: Set[str] = frozenset()) -> float | None:
    """Share of the shown clauses that may be shown; None where no clause is relevant or none is shown."""
    if not gold or not shown:
        return None
    return len(shown & (gold | also_ok)) / len(shown)


def citation_recall(shown: Set[str], gold: Set[str]) -> float | None:
    """Share of the clauses that must be shown which are."""
    if not gold:
        return None
    return len(shown & gold) / len(gold)


def citation_f1(shown: Set[str], gold: Set[str], also_ok: Set[str] = frozenset()) -> float | None:
    """Harmonic mean of the two; showing nothing where something must be shown is 0."""
    recall = citation_recall(shown, gold)
    if recall is None:
        return None
    precision = citation_precision(shown, gold, also_ok) or 0.0
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def fact_recall(facts: Sequence[str], text: str) -> float | None:
    """Share of `facts` that `text` states, numbers and dates compared as values."""
    if not facts:
        return None
    return sum(is_stated(fact, text) for fact in facts) / len(facts)


def refusal_precision(expected: str, given: str | None) -> float | None:
    """Of what was refused: was it right to refuse? A crashed question (None) refuses nothing."""
    if given is None or given == ANSWERED:
        return None
    return float(expected != ANSWERED)


def refusal_recall(expected: str, given: str | None) -> float | None:
    """Of what must be refused: was it?"""
    if expected == ANSWERED:
        return None
    return float(given is not None and given != ANSWERED)


def false_refusal(expected: str, given: str | None) -> float | None:
    """Of what can be answered: was it refused?"""
    if expected != ANSWERED:
        return None
    return float(given is not None and given != ANSWERED)


def status_confusion(pairs: Sequence[tuple[str, str]]) -> Counter[tuple[str, str]]:
    """How often each (expected, given) pair of states occurs."""
    return Counter(pairs)


def mean(values: Sequence[float | None]) -> tuple[float | None, int]:
    """The mean of what is not None, and of how many."""
    scored = [value for value in values if value is not None]
    return (math.fsum(scored) / len(scored), len(scored)) if scored else (None, 0)


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest of `values` that at least `share` of them do not exceed: no value is made up between two."""
    if not values:
        raise ValueError("no values to rank")
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def bootstrap_interval(values: Sequence[float], samples: int = 2000, seed: int = 20200616) -> tuple[float, float]:
    """The 95% interval of the mean by resampling; the same values always give the same interval."""
    if not values:
        raise ValueError("no values to resample")
    drawn = np.asarray(values, dtype=np.float64)
    places = np.random.default_rng(seed).integers(0, len(drawn), size=(samples, len(drawn)))
    low, high = np.percentile(drawn[places].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)
