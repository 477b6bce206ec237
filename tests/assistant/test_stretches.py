"""Two editions side by side: long clauses are compared in time, and which grant, clause and difference is told is right."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.comparing.editions import Compared, Effect, compared, difference_words
from assistant.comparing.stretches import LONGEST, stretches
from assistant.comparing.words import changed_words
from corpus.measure import Document
from corpus.parse import parse_text

Pair = tuple[str, str]


def each_changed(count: int) -> Pair:
    lines = [f"第{n}类企业达到{n * 37}万元的给予{n}万元奖励。" for n in range(count)]
    return "".join(lines), "".join(line.replace("给予", "一次性发给") for line in lines)


def one_changed(count: int) -> Pair:
    lines = [f"第{n}类企业达到{n * 37}万元的给予{n}万元奖励。" for n in range(count)]
    return "".join(lines), "".join([*lines[: count // 2], "对新设立的给予补助。", *lines[count // 2 + 1 :]])


def all_alike(count: int) -> Pair:
    return "企业给予奖励。" * count, "企业给予补贴。" * count


def without_marks(count: int) -> Pair:
    rng = random.Random(7)
    return tuple("".join(chr(0x4E00 + rng.randrange(900)) for _ in range(count * 12)) for _ in "ab")  # type: ignore[return-value]


def turned_round(count: int) -> Pair:
    lines = [f"第{n}类企业达到{n * 37}万元的给予{n}万元奖励。" for n in range(count)]
    return "".join(lines), "".join(lines[::-1])


@pytest.mark.parametrize("made", [each_changed, one_changed, all_alike, without_marks, turned_round])
def test_a_text_twice_as_long_takes_about_twice_the_steps(made: Callable[[int], Pair]) -> None:
    steps = []
    for count in (100, 200, 400, 800):
        left, right = (list(text) for text in made(count))
        steps.append(sum(each.steps for each in stretches(left, right)))
        assert steps[-1] <= LONGEST * (len(left) + len(right))
    assert all(more <= 2.6 * less + LONGEST for less, more in pairwise(steps))


@given(
    st.lists(st.sampled_from("甲乙丙给予奖励。；,123万元"), max_size=60),
    st.lists(st.sampled_from("甲乙丙给予奖励。；,123万元"), max_size=60),
)
def test_what_lies_between_stretches_is_the_same(left: list[str], right: list[str]) -> None:
    a = c = 0
    for each in stretches(left, right):
        assert left[a : each.a] == right[c : each.c]
        assert each.a < each.b or each.c < each.d
        a, c = each.b, each.d
    assert left[a:] == right[c:]


@pytest.mark.parametrize("made", [each_changed, all_alike, without_marks, turned_round])
def test_pieces_of_long_texts_give_both_texts(made: Callable[[int], Pair]) -> None:
    left, right = made(60)
    pieces = changed_words(left, right)
    assert "".join(piece.text for piece in pieces if piece.sort != "new") == left
    assert "".join(piece.text for piece in pieces if piece.sort != "gone") == right


def editions(old: str, new: str) -> Compared:
    documents = [Document(name, "松塔县扶持办法", f"{name}.txt", "0") for name in ("old", "new")]
    return compared(documents[0], parse_text(old, "old"), documents[1], parse_text(new, "new"))


def effects(old: str, new: str) -> list[Effect]:
    return list(editions(old, new).effects)


def told(old: str, new: str, *kinds: str) -> list[tuple[str, str, str]]:
    return [(each.kind, each.before, each.after) for each in effects(old, new) if each.kind in kinds]


SAME_SUMS = [
    (
        "第一条 基地奖励。对企业新发展的50—200亩的中药材基地，给予企业50元/亩奖励；对新发展的200亩以上的中药材基地，给予企业120元/亩奖励。",
        "第一条 基地奖励。对医药企业投资新建中药材基地面积在50亩及以上至200亩的，给予企业50元/亩奖励；对新建面积在200亩以上的，给予企业120元/亩奖励。",
    ),
    (
        "第一条 对年产值达到1亿元的企业，奖励10万元；对年产值达到5亿元的企业，奖励30万元。",
        "第一条 对年产值首次达到5亿元的工业企业，奖励30万元；对年产值首次达到1亿元的工业企业，奖励10万元。",
    ),
    (
        "第一条 对国家级示范店，奖励8万元；对省级示范店，奖励4万元。",
        "第一条 对新获评的省级示范店，奖励4万元；对新获评的国家级示范店，奖励8万元。",
    ),
]


@pytest.mark.parametrize(("old", "new"), SAME_SUMS)
def test_grants_are_paired_by_what_they_are_for_and_not_crosswise(old: str, new: str) -> None:
    assert told(old, new, "金额", "新增支持", "取消支持") == []


def test_another_level_is_another_grant() -> None:
    old = "第一条 支持品牌。对获评国家级示范店的，奖励8万元；对获评省级示范店的，奖励4万元。"
    new = "第一条 支持品牌。对获评省级示范店的，奖励4万元；对获评市级示范店的，奖励2万元。"
    assert [kind for kind, _, _ in told(old, new, "金额", "新增支持", "取消支持")] == ["取消支持", "新增支持"]


@pytest.mark.parametrize(
    ("old", "new", "difference"),
    [
        ("奖励10万元至100万元", "奖励30万元", ""),
        ("奖励30万元", "奖励20万元至40万元", ""),
        ("奖励30万元", "按投资额的5%给予奖励，最高50万元", ""),
        ("按投资额的5%给予奖励，最高50万元", "按投资额的5%给予奖励，最高80万元", "（+30万元）"),
        ("奖励30万元", "奖励20万元", "（-10万元）"),
    ],
)
def test_only_two_of_a_kind_have_a_difference(old: str, new: str, difference: str) -> None:
    [effect] = [
        each for each in effects(f"第一条 对孵化器，{old}。", f"第一条 对孵化器，{new}。") if each.kind == "金额"
    ]
    assert difference_words(effect) == difference


def test_blanks_inside_words_are_no_changes() -> None:
    old = "给予企业20万元奖励，专项用于研发。"
    new = "给予企 业 20 万元奖\n励，专项用 于研发。"
    assert [piece.sort for piece in changed_words(old, new)] == ["same"]
    pieces = changed_words(old, new.replace("研发", "生产"))
    assert [(piece.sort, piece.text) for piece in pieces if piece.sort != "same"] == [("gone", "研发"), ("new", "生产")]


def test_fewer_years_of_a_measure_are_one_change_wherever_it_stands() -> None:
    old = "一、绩效支持。项目投产后可以申请奖励，前3年按贡献的80%给予奖励，后2年按贡献的50%给予奖励，每年最高600万元。\n二、附则。本办法由县发改局解释。"
    new = (
        "一、总部奖励。对新引进的总部项目，自认定当年起给予支持。\n二、附则。本办法由县发改局解释。\n"
        "三、税收奖励。对新建项目，前2年给予企业地方财政贡献80%的奖励，后3年给予企业地方财政贡献50%的奖励，每年最高600万元。"
    )
    found = told(old, new, "金额", "新增支持", "取消支持")
    assert [kind for kind, _, _ in found] == ["金额"]
    assert "第3年80%" in found[0][1]
    assert "第3年50%" in found[0][2]


def test_a_clause_is_known_by_the_heading_it_stands_under() -> None:
    old = "一、绩效支持奖励。按年度贡献给予企业连续五年奖励，比例由县财政局制定。\n"
    new = (
        "（一）总部奖励\n第一条 对企业连续五年按年度贡献给予奖励，比例由县财政局公布。\n"
        "（二）绩效奖励\n第二条 对企业连续五年按年度贡献给予奖励，比例由县财政局公布。\n"
    )
    pairs = [(pair.old.label, pair.new.label) for pair in editions(old, new).pairs if pair.old and pair.new]
    assert ("一、", "第二条") in pairs
