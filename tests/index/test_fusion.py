import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.fusion import Spread, ranking, reciprocal_rank_fusion, standardise, standardised_sum
from tests.examples import examples


def f32(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def test_reciprocal_rank_fusion_by_hand() -> None:
    fused = reciprocal_rank_fusion([[4, 2, 9], [2, 4]])
    # 2 and 4: 1/61 + 1/62 each, so the lower row first; 9: 1/63
    assert [row for row, _ in fused] == [2, 4, 9]
    assert [score for _, score in fused] == pytest.approx([1 / 61 + 1 / 62, 1 / 61 + 1 / 62, 1 / 63])
    assert reciprocal_rank_fusion([]) == []


def test_standardise_by_hand() -> None:
    # mean 2, deviation sqrt(((1-2)^2 + (3-2)^2) / 2) = 1
    assert standardise(f32(1, 3)).tolist() == [-1.0, 1.0]
    assert standardise(f32(4), Spread.of(f32(1, 3))).tolist() == [2.0]  # measured by others
    assert standardise(f32(5, 5)).tolist() == [0.0, 0.0]
    assert standardise(f32()).tolist() == []
    assert standardise(f32(0.1, 0.1, 0.1)).tolist() == [0.0, 0.0, 0.0]


def test_standardised_sum_by_hand() -> None:
    # z of (1, 3) is (-1, 1), of (10, 0) it is (1, -1): 0.75 * -1 + 0.25 * 1 = -0.5
    assert standardised_sum(f32(1, 3), f32(10, 0), 0.25).tolist() == [-0.5, 0.5]
    # measured by others: z of 4 among (1, 3) is 2, of 10 among (10, 0, 0, 10) it is 1
    assert standardised_sum(f32(4), f32(10), 0.25, Spread.of(f32(1, 3)), Spread.of(f32(10, 0, 0, 10))).tolist() == [
        1.75
    ]


def test_a_side_that_says_nothing_leaves_the_order_to_the_other() -> None:
    assert ranking(standardised_sum(f32(1, 3, 2), f32(0, 0, 0)), 3).tolist() == [1, 2, 0]


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(st.sampled_from([0.0, 1.0, 1.5, 2.0]), max_size=30), st.integers(0, 35))
def test_ranking_is_a_stable_sort(scores: list[float], k: int) -> None:
    rows = range(len(scores))
    assert ranking(np.array(scores), k).tolist() == sorted(rows, key=lambda row: (-scores[row], row))[:k]


def test_ranking_keeps_corpus_order_among_equals() -> None:
    assert ranking(np.array([1.0, 2.0, 0.0, 2.0, 1.0]), 9).tolist() == [1, 3, 0, 4, 2]
    assert ranking(np.array([1.0, 2.0]), 1).tolist() == [1]


def test_bad_calls_are_refused() -> None:
    with pytest.raises(ValueError, match="dense scores"):
        standardised_sum(f32(1, 2), f32(1))
    with pytest.raises(ValueError, match="lexical_weight"):
        standardised_sum(f32(1), f32(1), 1.5)
