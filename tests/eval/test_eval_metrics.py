"""Each metric on cases small enough to work out by hand; the working stands beside the number."""

from math import log2

import pytest

from eval import metrics

RANKED = ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("k", "relevant", "expected"),
    [
        (1, {"a"}, 1.0),
        (1, {"b"}, 0.0),
        (3, {"a", "c"}, 1.0),
        (2, {"a", "c"}, 0.5),
        (10, {"a", "x", "y"}, 1 / 3),
        (10, set(), None),
        (0, {"a"}, 0.0),
    ],
)
def test_recall_at(k: int, relevant: set[str], expected: float | None) -> None:
    assert metrics.recall_at(k, RANKED, relevant) == expected


def test_recall_counts_a_repeated_hit_once() -> None:
    assert metrics.recall_at(3, ["a", "a", "b"], {"a", "b"}) == 1.0
    assert metrics.recall_at(2, ["a", "a", "b"], {"a", "b"}) == 0.5


def test_hit_at() -> None:
    assert metrics.hit_at(1, RANKED, {"a", "x"}) == 1.0
    assert metrics.hit_at(1, RANKED, {"b"}) == 0.0
    assert metrics.hit_at(1, RANKED, set()) is None


def test_reciprocal_rank() -> None:
    assert metrics.reciprocal_rank(RANKED, {"c", "d"}) == 1 / 3  # first relevant at rank 3
    assert metrics.reciprocal_rank(RANKED, {"x"}) == 0.0
    assert metrics.reciprocal_rank([], {"x"}) == 0.0
    assert metrics.reciprocal_rank(RANKED, set()) is None


def test_ndcg_at() -> None:
    # found at ranks 1 and 3: 1/log2(2) + 1/log2(4) = 1 + 0.5; best is ranks 1 and 2: 1 + 1/log2(3)
    assert metrics.ndcg_at(10, RANKED, {"a", "c"}) == pytest.approx(1.5 / (1 + 1 / log2(3)))
    assert metrics.ndcg_at(10, RANKED, {"a", "b"}) == pytest.approx(1.0)
    assert metrics.ndcg_at(2, RANKED, {"c"}) == 0.0
    # three relevant, cut at 2: the best possible is cut at 2 as well
    assert metrics.ndcg_at(2, RANKED, {"a", "b", "c"}) == pytest.approx(1.0)
    assert metrics.ndcg_at(2, ["a", "a", "b"], {"a", "b"}) == pytest.approx(1.0)  # a repeat takes no place
    assert metrics.ndcg_at(10, RANKED, set()) is None


def test_citations() -> None:
    # shown a, b, x; must: a, c; may: b -> 2 of 3 shown are fine, 1 of 2 needed is there
    shown, gold, also_ok = {"a", "b", "x"}, {"a", "c"}, {"b"}
    assert metrics.citation_precision(shown, gold, also_ok) == pytest.approx(2 / 3)
    assert metrics.citation_recall(shown, gold) == 0.5
    # 2 * (2/3 * 1/2) / (2/3 + 1/2) = (2/3) / (7/6) = 4/7
    assert metrics.citation_f1(shown, gold, also_ok) == pytest.approx(4 / 7)


def test_citations_where_nothing_is_relevant_or_shown() -> None:
    assert metrics.citation_precision({"a"}, set()) is None
    assert metrics.citation_recall({"a"}, set()) is None
    assert metrics.citation_f1({"a"}, set()) is None
    assert metrics.citation_precision(set(), {"a"}) is None  # nothing shown: no share of it
    assert metrics.citation_recall(set(), {"a"}) == 0.0
    assert metrics.citation_f1(set(), {"a"}) == 0.0
    assert metrics.citation_f1({"x"}, {"a"}) == 0.0


def test_fact_recall() -> None:
    text = "牵头单位是市科技局，最高给予200,000元，有效期至2025-12-31。"
    assert metrics.fact_recall(["市科技局", "20万元", "2025年12月31日", "50万元"], text) == 0.75
    assert metrics.fact_recall([], text) is None


@pytest.mark.parametrize(
    ("expected", "given", "precision", "recall", "false_refusal"),
    [
        ("answered", "answered", None, None, 0.0),
        ("answered", "not_found", 0.0, None, 1.0),
        ("not_found", "not_found", 1.0, 1.0, None),
        ("not_found", "not_stated", 1.0, 1.0, None),  # refused, if with the wrong reason
        ("not_stated", "answered", None, 0.0, None),
        ("clarify", "clarify", 1.0, 1.0, None),
        ("answered", None, None, None, 0.0),  # a crash is no refusal …
        ("not_found", None, None, 0.0, None),  # … and not a good one either
    ],
)
def test_refusals(
    expected: str, given: str | None, precision: float | None, recall: float | None, false_refusal: float | None
) -> None:
    assert metrics.refusal_precision(expected, given) == precision
    assert metrics.refusal_recall(expected, given) == recall
    assert metrics.false_refusal(expected, given) == false_refusal


def test_status_confusion() -> None:
    counts = metrics.status_confusion([("answered", "answered"), ("answered", "not_found"), ("answered", "answered")])
    assert counts == {("answered", "answered"): 2, ("answered", "not_found"): 1}


def test_mean_leaves_out_what_was_not_scored() -> None:
    assert metrics.mean([1.0, None, 0.0]) == (0.5, 2)
    assert metrics.mean([None]) == (None, 0)


def test_bootstrap_interval() -> None:
    values = [0.0, 1.0] * 50
    low, high = metrics.bootstrap_interval(values)
    # standard error of the mean is 0.5 / sqrt(100) = 0.05, so about 0.5 ± 0.098
    assert low == pytest.approx(0.402, abs=0.02)
    assert high == pytest.approx(0.598, abs=0.02)
    assert metrics.bootstrap_interval(values) == (low, high)  # the same every time
    assert metrics.bootstrap_interval([0.7]) == (0.7, 0.7)
    with pytest.raises(ValueError, match="no values"):
        metrics.bootstrap_interval([])


def test_bootstrap_of_differences_between_two_runs() -> None:
    # one of four questions gained: means of 4 draws from {1, 0, 0, 0} are binomial(4, 1/4) / 4;
    # P(0) = 0.32 > 2.5%, so the low end is 0; P(at most 2 of 4) = 0.949 and P(at most 3) = 0.996, so the high end is 3/4
    assert metrics.bootstrap_interval([1.0, 0.0, 0.0, 0.0]) == (0.0, 0.75)
    assert metrics.bootstrap_interval([-0.5, -0.5, -0.5]) == (-0.5, -0.5)  # the same loss everywhere leaves no doubt


@pytest.mark.parametrize(("share", "expected"), [(0.5, 2.0), (0.75, 3.0), (0.76, 9.0), (0.95, 9.0), (0.0, 1.0)])
def test_quantile(share: float, expected: float) -> None:
    assert metrics.quantile([9.0, 1.0, 3.0, 2.0], share) == expected


def test_quantile_of_nothing() -> None:
    with pytest.raises(ValueError, match="no values"):
        metrics.quantile([], 0.5)
