import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import DamagedIndex
from index.lexical import K1, Field, LexicalIndex
from tests.examples import examples

PLAIN = {"text": Field(weight=1.0, b=0.75)}


def test_bm25_by_hand() -> None:
    index = LexicalIndex.build([{"text": ["a", "a", "b"]}, {"text": ["b"]}], PLAIN)
    # "a": in 1 of 2 units, idf = ln(1 + 1.5 / 1.5) = ln 2. Mean length 2, so tf = 2 / (0.25 + 0.75 * 3 / 2) = 2 / 1.375.
    tf = 2 / 1.375
    assert index.scores(["a"]) == pytest.approx([math.log(2) * tf * (K1 + 1) / (tf + K1), 0.0], rel=1e-6)
    # "b": in both, idf = ln(1 + 0.5 / 2.5); the shorter unit scores higher.
    both = index.scores(["b"])
    assert both[1] == pytest.approx(math.log(1.2) * 1.6 * (K1 + 1) / (1.6 + K1), rel=1e-6)  # tf = 1 / 0.625
    assert both[0] < both[1]


def test_fields_add_up_before_saturation() -> None:
    fields = {"title": Field(weight=3.0, b=0.0), "text": Field(weight=1.0, b=0.0)}
    index = LexicalIndex.build([{"title": ["a"], "text": ["a", "a"]}, {"text": ["b"]}], fields)
    assert index.scores(["a"])[0] == pytest.approx(math.log(2) * 5 * (K1 + 1) / (5 + K1), rel=1e-6)  # tf = 3 + 2


def test_unknown_words_and_no_words_score_nothing() -> None:
    index = LexicalIndex.build([{"text": ["a"]}], PLAIN)
    assert index.scores(["z"]).tolist() == [0.0]
    assert index.scores([]).tolist() == [0.0]
    assert index.idf("z") == 0.0
    assert LexicalIndex.build([], PLAIN).scores(["a"]).shape == (0,)


def test_a_word_asked_twice_counts_once_and_order_is_nothing() -> None:
    index = LexicalIndex.build([{"text": ["a", "b", "c"]}, {"text": ["b", "c"]}, {"text": ["c"]}], PLAIN)
    assert (index.scores(["a", "b", "a", "c"]) == index.scores(["c", "b", "a"])).all()


WORDS = st.lists(st.sampled_from("abcdefg"), max_size=6)


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(st.fixed_dictionaries({"title": WORDS, "text": WORDS}), max_size=8), WORDS)
def test_one_unit_scores_as_among_all(units: list[dict[str, list[str]]], query: list[str]) -> None:
    index = LexicalIndex.build(units)
    assert [index.score_of(query, row) for row in range(len(units))] == index.scores(query).tolist()
    for number in range(len(index.vocabulary)):  # the units that hold a word, rising
        assert (np.diff(index.rows[index.starts[number] : index.starts[number + 1]]) > 0).all()


def test_round_trip() -> None:
    index = LexicalIndex.build([{"text": ["a", "b"]}, {"title": ["b"], "text": ["c"]}])
    again = LexicalIndex.from_arrays(index.to_arrays(), index.vocabulary, index.means)
    assert again.vocabulary == index.vocabulary
    assert (again.scores(["a", "b", "c"]) == index.scores(["a", "b", "c"])).all()


def test_parts_that_do_not_fit_are_refused_with_both_numbers() -> None:
    index = LexicalIndex.build([{"text": ["a", "b"]}], PLAIN)
    with pytest.raises(DamagedIndex, match=r"1 个词.*3 项.*policy index"):
        LexicalIndex.from_arrays(index.to_arrays(), {"a": 0}, index.means)
    with pytest.raises(DamagedIndex, match=r"2、1、2"):
        LexicalIndex(index.vocabulary, index.starts, index.rows[:1], index.impacts, index.lengths, index.means)
    with pytest.raises(DamagedIndex, match="只有 1 个"):
        LexicalIndex(
            index.vocabulary, index.starts, np.array([0, 7], dtype=np.int32), index.impacts, index.lengths, index.means
        ).check_rows()
