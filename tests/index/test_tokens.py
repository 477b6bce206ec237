import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.tokens import Held, char_ngrams, jieba_words, numerals, tokenize
from tests.examples import examples

ROOT = Path(__file__).parents[2]


def test_full_and_half_width_give_the_same_tokens() -> None:
    assert sorted(tokenize("兰政发〔2019〕20号，５％")) == sorted(tokenize("兰政发[2019]20号,5%"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("。、！", []),
        ("奖励", ["奖", "励", "奖励"]),
        ("2025年", ["2025", "年"]),
        ("2.5%", ["2.5%"]),
        ("R&D经费", ["r", "d", "经", "费", "经费"]),
        ("5G", ["5g"]),
    ],
)
def test_char_ngrams(text: str, expected: list[str]) -> None:
    assert char_ngrams(text) == expected


@settings(max_examples=examples(50), deadline=None)
@given(st.lists(st.text(alphabet="奖励年5.%aGＲ，\n\0( ", max_size=8), max_size=5))
def test_texts_cut_together_hold_what_each_holds_alone(texts: list[str]) -> None:
    together = Held.each(texts)
    grams = {gram for text in texts for gram in char_ngrams(text)}
    assert len(together) == len(texts)
    for text, held in zip(texts, together, strict=True):
        assert {gram for gram in grams if gram in held} == set(char_ngrams(text))


def test_jieba_search_mode_gives_long_words_and_the_ones_inside() -> None:
    assert {"知识", "产权", "知识产权"} <= set(jieba_words("知识产权保护"))
    assert "，" not in jieba_words("支持，保护")


def test_chinese_numerals_meet_arabic_ones() -> None:
    assert set(tokenize("连续三年")) & set(tokenize("连续3年")) >= {"3", "年"}
    assert numerals("给予三十万元") == ["30"]
    assert numerals("一批企业，第一") == []


def test_long_words_count_once_beside_their_bigrams() -> None:
    tokens = tokenize("知识产权")
    assert tokens.count("知识") == 1
    assert tokens.count("知识产权") == 1


@pytest.mark.parametrize("text", ["😀😀", "<script>alert(1)</script>", "' OR 1=1 --", "\x00\ud800", "甲" * 10_000])
def test_odd_text_is_no_trouble(text: str) -> None:
    assert all(token for token in tokenize(text))


@pytest.mark.deep
def test_a_cache_that_cannot_be_written_is_silent(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("a file where the cache folder should be")
    program = "from index.tokens import jieba_words; print('/'.join(jieba_words('知识产权')))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[2],
        env={"POLICY_CACHE": str(blocked), "PYTHONPATH": ".", "PYTHONIOENCODING": "utf-8", "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.strip() == "知识/产权/知识产权"
    assert done.stderr == ""


@pytest.mark.deep
def test_a_damaged_dictionary_is_made_anew(tmp_path: Path) -> None:
    """One flipped bit in jieba's cache would count other words than the index did, or end in a traceback."""
    program = "from index.tokens import jieba_words; print('/'.join(jieba_words('知识产权保护和高新技术企业')))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "POLICY_CACHE": str(tmp_path)}

    def words() -> str:
        run = [sys.executable, "-c", program]
        return subprocess.run(run, env=environment, capture_output=True, encoding="utf-8", check=True).stdout

    first = words()
    (cache,) = tmp_path.glob("jieba-*/jieba.cache")
    whole = cache.read_bytes()
    for damaged in (whole[:-9], whole[:400_000] + bytes([whole[400_000] ^ 1]) + whole[400_001:], b""):
        cache.write_bytes(damaged)
        assert words() == first
        assert cache.read_bytes() == whole
