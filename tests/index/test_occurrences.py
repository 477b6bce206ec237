"""What is found without reading is what reading finds."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.reading.lexicon import says
from assistant.reading.terms import TermWeights
from index.lookup import Lookup, Words
from index.occurrences import Occurrences
from tests.examples import examples

TEXT = st.text(alphabet="博士后组副长企业\n𠮷a1", max_size=30)


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(TEXT, max_size=6), st.text(alphabet="博士后组副长企业𠮷a1", min_size=1, max_size=4))
def test_holding_is_containment(texts: list[str], word: str) -> None:
    made = Occurrences.build(texts)
    again = Occurrences.from_arrays(made.to_arrays())
    assert again.holding(word).tolist() == [row for row, text in enumerate(texts) if word in text]
    assert (word in again) == any(word in text for text in texts)


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(TEXT, max_size=6), st.sampled_from(["博士", "组长", "企业", "高新技术企业"]))
def test_frequencies_are_those_of_reading(texts: list[str], term: str) -> None:
    weights = TermWeights(Occurrences.build(texts), len(texts))
    assert weights.frequency(term) == sum(says(text, term) for text in texts)


def test_a_word_does_not_reach_from_one_text_into_the_next() -> None:
    assert "业补" not in Occurrences.build(["企业", "补贴"])


KEYS = st.text(alphabet="ab甲乙", max_size=3)


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["t", "tt"]), KEYS, st.integers(0, 9)), max_size=20))
def test_a_lookup_gives_back_what_was_put_in(pairs: list[tuple[str, str, int]]) -> None:
    made = Lookup.build(pairs)
    for table, key, _ in pairs:
        assert made.get(table, key).tolist() == sorted({row for t, k, row in pairs if (t, k) == (table, key)})
    assert sorted(made.keys("t")) == sorted({key for table, key, _ in pairs if table == "t"})
    assert made.get("t", "没有").tolist() == []


def test_names_are_found_where_they_stand() -> None:
    made = Lookup.build([("name", "甲县", 0), ("name", "甲县高新区", 1), ("other", "问", 2)])
    assert sorted(made.inside("name", "请问甲县高新区")) == [(2, "甲县"), (2, "甲县高新区")]


def test_a_vocabulary_keeps_its_numbers() -> None:
    vocabulary = {"乙": 0, "a": 1, "甲": 2}
    words = Words(*Words.made(vocabulary))
    assert dict(words) == vocabulary
    assert list(words) == list(vocabulary)
    assert words.get("丙") is None
