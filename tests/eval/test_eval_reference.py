"""Our ranking measures against those of a well-kept library (ir-measures, over trec_eval), on rankings of every sort."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval import metrics
from tests.examples import examples

ITEMS = [f"c{number}" for number in range(14)]
rankings = st.lists(st.sampled_from(ITEMS), unique=True, max_size=12)
gold_sets = st.sets(st.sampled_from(ITEMS), min_size=1, max_size=6)


def theirs(name: str, ranked: list[str], relevant: set[str]) -> float:
    """The library wants scores: the first of the ranking gets the highest."""
    import ir_measures  # here: it brings scipy, and every worker collects this file

    measure = ir_measures.parse_measure(name)
    run = {"q": {item: float(len(ranked) - place) for place, item in enumerate(ranked)}}
    judged = {"q": dict.fromkeys(relevant, 1)}
    return float(ir_measures.calc_aggregate([measure], judged, run)[measure])


@pytest.mark.parametrize("k", [1, 3, 5, 10])
@settings(max_examples=examples(40), deadline=None)
@given(ranked=rankings, relevant=gold_sets)
def test_at_depth_k(k: int, ranked: list[str], relevant: set[str]) -> None:
    assert metrics.recall_at(k, ranked, relevant) == pytest.approx(theirs(f"R@{k}", ranked, relevant))
    assert metrics.hit_at(k, ranked, relevant) == pytest.approx(theirs(f"Success@{k}", ranked, relevant))
    assert metrics.ndcg_at(k, ranked, relevant) == pytest.approx(theirs(f"nDCG@{k}", ranked, relevant))


@settings(max_examples=examples(40), deadline=None)
@given(ranked=rankings, relevant=gold_sets)
def test_reciprocal_rank(ranked: list[str], relevant: set[str]) -> None:
    assert metrics.reciprocal_rank(ranked, relevant) == pytest.approx(theirs("RR", ranked, relevant))


def test_the_case_worked_out_by_hand() -> None:
    ranked, relevant = ["a", "b", "c", "d"], {"a", "c"}
    assert theirs("nDCG@10", ranked, relevant) == pytest.approx(0.91972, abs=1e-5)  # 1.5 / (1 + 1 / log2(3))
    assert metrics.ndcg_at(10, ranked, relevant) == pytest.approx(0.91972, abs=1e-5)
