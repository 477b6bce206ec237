"""English words that the glossary lacks, by the dictionary: what the shelf speaks of, and nothing that it does not hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.reading import dictionary
from assistant.reading.dictionary import looked_up

SHELF = {"出口": 9, "外销": 1, "家具": 5, "养老院": 3, "种植": 4, "工厂": 2, "罚款": 6, "精细": 0, "茶": 2, "实习": 1}


@pytest.mark.parametrize(
    ("question", "chinese"),
    [
        ("the furniture we exported", "the 家具 we 出口 外销"),
        ("nursing homes", "养老院"),  # a phrase before its words
        ("What is the fine?", "What is the 罚款?"),  # of many meanings the one that the shelf speaks of
        ("our internships", "our 实习"),
        ("a tea", "a 茶"),  # a single character where no longer word stands
        ("in Yueyang", "in Yueyang"),  # a name is left to the gazetteer
        ("What can we get?", "What can we get?"),  # words of every sentence mean nothing
        ("nursing. Homes", "nursing. Homes"),  # no phrase over the end of a sentence
        ("奖励多少", "奖励多少"),
        ("", ""),
    ],
)
def test_a_word_means_what_the_shelf_speaks_of(question: str, chinese: str) -> None:
    assert looked_up(question, lambda word: SHELF.get(word, 0)) == chinese


def test_a_cache_that_cannot_be_written_costs_time_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(dictionary, "cache_folder", lambda: tmp_path / "file")
    monkeypatch.setattr(dictionary, "_backwards", lambda: {dictionary._key("kilns"): ["窑"]})
    assert dictionary._meanings.__wrapped__() == {"kiln": ["窑"]}


def test_a_damaged_cache_is_made_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(dictionary, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(dictionary, "_backwards", lambda: {"kiln": ["窑"]})
    assert dictionary._meanings.__wrapped__() == {"kiln": ["窑"]}
    (kept,) = tmp_path.glob("*/meanings.json")
    kept.write_text("{", encoding="utf-8")
    assert dictionary._meanings.__wrapped__() == {"kiln": ["窑"]}
