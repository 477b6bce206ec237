"""The one normalisation: a character for a character, and numerals of both kinds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.normal import chinese_number, fold

FOLDED = [
    ("１２％ＡＢ", "12%ab"),
    ("（一）、：；，", "(一)、:;,"),
    ("〔2018〕﹝2019﹞【2020】", "[2018][2019][2020]"),
    ("“双创”‘四众’「甲」", '"双创"\'四众\'"甲"'),
    ("《若干意见》〈办法〉", "<若干意见><办法>"),
    ("50—100、50–100、50－100", "50-100、50-100、50-100"),
    ("甲\u3000乙\u00a0丙\t丁", "甲 乙 丙 丁"),
    ("二〇二五、二○二五", "二零二五、二零二五"),
    ("第．条·", "第.条."),
    ("R＆D", "r&d"),
    ("甲\n乙", "甲\n乙"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "folded"), [pytest.param(*case, id=case[0] or "empty") for case in FOLDED])
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_fold_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_fold_twice_is_fold_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


NUMERALS = [
    ("零", 0), ("一", 1), ("两", 2), ("十", 10), ("十一", 11), ("二十", 20), ("二十一", 21), ("廿一", 21), ("卅", 30),
    ("一百", 100), ("一百零三", 103), ("一百一十", 110), ("一千零一", 1001), ("三千五百", 3500), ("一万", 10_000),
    ("三千五百万", 35_000_000), ("一亿五千万", 150_000_000), ("二〇二五", 2025), ("二○二○", 2020), ("１２", 12),
    ("3千", 3000), ("5万", 50_000), ("1 2", 12), ("", None), ("条", None), ("十条", None), ("a", None), ("-1", None),
]  # fmt: skip


@pytest.mark.parametrize(("numeral", "value"), NUMERALS)
def test_chinese_number(numeral: str, value: int | None) -> None:
    assert chinese_number(numeral) == value


def written(number: int) -> str:
    """`number` below ten thousand as a careful writer writes it: 1003 is 一千零三."""
    words = ""
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            words += ("零" if words and number // (power * 10) % 10 == 0 else "") + "零一二三四五六七八九"[digit] + unit
    return words


@given(st.integers(1, 9999))
def test_a_numeral_that_was_written_is_read_back(number: int) -> None:
    assert chinese_number(written(number)) == number


@pytest.mark.parametrize("text", ["²³", "③④"])
def test_a_digit_that_is_no_number_is_none(text: str) -> None:
    assert chinese_number(text) is None


def test_a_numeral_too_long_to_read_is_none() -> None:
    assert chinese_number("1" * 5000) is None
