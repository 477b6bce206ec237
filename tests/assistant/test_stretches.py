"""Long clauses beside each other: what is compared word by word grows as the texts do, and nothing is lost on the way."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.comparing.stretches import LONGEST, stretches
from assistant.comparing.words import changed_words

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
