"""`policy eval rules`: which alternatives of a pattern fire on what it reads, and which of them alone make a difference."""

from __future__ import annotations

import re
import sys
from types import ModuleType

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from assistant.reading.rules import Rule, rule
from corpus.errors import UsageError
from eval.alternatives import alternatives
from eval.command import eval_command
from eval.rules import ROOMS, Counted, counted, modules_of, rules_json, rules_told
from eval.watching import Watched, watching

_PIECES = st.recursive(
    st.sampled_from(["a", "bc", r"\|", "[|)]", "[^]|]", "d?", "(?<!e)f", r"\d+"]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda sides: f"(?:{'|'.join(sides)})"),
        st.lists(inner, min_size=2, max_size=3).map(lambda sides: f"({'|'.join(sides)})g"),
        st.lists(inner, min_size=2, max_size=3).map(lambda sides: f"(?={'|'.join(sides)})"),
    ),
    max_leaves=8,
)


@given(st.lists(_PIECES, min_size=1, max_size=4))
def test_every_side_alone_and_every_pattern_without_one_are_patterns(sides: list[str]) -> None:
    whole = "|".join(sides)
    found = alternatives(whole)
    assert [one.words for one in found if one.depth == 0] == (sides if len(sides) > 1 or found[0].depth == 0 else [])
    for one in found:
        re.compile(one.alone)
        re.compile(one.without)
        assert whole[one.start : one.end] == one.words


@pytest.mark.deep
def test_without_and_alone_are_what_they_say_for_the_patterns_in_use() -> None:
    with watching(modules_of(ROOMS)) as watched:
        patterns = [one.pattern.pattern for one in watched]
    assert len(patterns) > 50
    for pattern in patterns:
        for one in alternatives(pattern):
            re.compile(one.alone)
            if one.words != pattern:
                assert len(alternatives(one.without)) < len(alternatives(pattern))


def _made(**held: object) -> ModuleType:
    module = ModuleType("eval.made_for_a_test")
    vars(module).update(held)
    return module


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A module that holds patterns in every way that ours do."""
    word = re.compile("甲|乙(?:丙|丁)|戊")
    row = rule("己|庚", "己来", "来")
    module = _made(WORD=word, TABLE={"a": (re.compile("辛(?!壬|癸)"),)}, ROWS=(row,), BOUND=re.compile("子").search)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return module


def test_what_is_watched_reads_as_ever_and_is_given_back(made: ModuleType) -> None:
    before = dict(vars(made))
    with watching([made]) as watched:
        assert made.WORD.search("有乙丁")
        assert not made.WORD.search("无")
        assert [one.span() for one in made.TABLE["a"][0].finditer("辛壬辛")] == [(2, 3)]
        assert made.ROWS[0].pattern.sub("", "己庚") == ""
        assert made.BOUND("子")
        assert {one.name for one in watched} == {"WORD", "TABLE[a][0]", "ROWS[0]", "BOUND"}
    assert all(vars(made)[name] is value for name, value in before.items())
    assert isinstance(made.TABLE["a"][0], re.Pattern)
    assert isinstance(made.ROWS[0], Rule)
    assert isinstance(made.ROWS[0].pattern, re.Pattern)


def test_a_pattern_is_given_back_where_what_is_watched_fails(made: ModuleType) -> None:
    before = made.WORD
    with pytest.raises(ValueError, match="broken"), watching([made]):
        raise ValueError("broken")
    assert made.WORD is before


def _counts(pattern: str, *texts: str, placed: bool = False) -> dict[str, tuple[int, int]]:
    watched = Watched("m", "P", re.compile(pattern), placed=placed)
    watched.readings = {("search", text, ()): None for text in texts}
    return {one.words: (one.fires, one.sole) for one in counted(watched).alternatives}


def test_fires_and_sole() -> None:
    counts = _counts("补|多少|几(?:万|千)|奖", "补多少", "几万", "补几千", "没有")
    assert counts == {"补": (2, 0), "多少": (1, 0), "几(?:万|千)": (2, 1), "万": (1, 1), "千": (1, 0), "奖": (0, 0)}


def test_a_side_that_bars_counts_where_it_bars() -> None:
    assert _counts("辛(?!壬|癸)", "辛壬", "辛") == {"壬": (1, 1), "癸": (0, 0)}


def test_where_it_fires_counts_only_if_anybody_looks() -> None:
    assert _counts("补贴|补", "补贴") == {"补贴": (1, 0), "补": (1, 0)}
    assert _counts("补贴|补", "补贴", placed=True) == {"补贴": (1, 1), "补": (1, 0)}


def test_looking_where_it_fires_is_noticed(made: ModuleType) -> None:
    with watching([made]) as watched:
        word = next(one for one in watched if one.name == "WORD")
        made.WORD.search("甲")
        assert not word.placed
        assert made.WORD.search("甲")[0] == "甲"
        assert word.placed


def test_the_table_and_what_never_fires(made: ModuleType) -> None:
    with watching([made]) as watched:
        made.WORD.search("甲")
        made.ROWS[0].pattern.search("庚")
    counts = [counted(one) for one in watched]
    told = list(rules_told(counts, never=True))
    assert "     0      0  戊" in told
    assert not any(line.endswith("甲") for line in told)
    assert any("BOUND：没有读过" in line for line in told)
    assert any("「己来」" in line for line in told)
    assert "4 个式子" in told[-1]
    rows = {one["name"]: one for one in rules_json(counts, never=True)}
    assert [one["words"] for one in rows["ROWS[0]"]["alternatives"]] == ["己"]
    assert Counted("己", 0, 0, 0) in next(one for one in counts if one.name == "ROWS[0]").alternatives


def test_a_room_that_is_none_is_named() -> None:
    with pytest.raises(UsageError, match=r"assistant\.nowhere"):
        modules_of(["assistant.nowhere"])
    result = CliRunner().invoke(eval_command, ["rules", "--room", "assistant.nowhere"])
    assert result.exit_code != 0
