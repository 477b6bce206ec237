"""Telephone numbers come out whole, in whatever groups they are written, and nothing else does."""

from __future__ import annotations

import pytest

from corpus.facts.telephones import telephones

NUMBERS = (
    ("联系电话：（0551）6234 5678。", ["（0551）6234 5678"]),
    ("电话0551—62345678转分机801", ["0551—62345678转分机801"]),
    ("电话：（0551）62345678（转801）", ["（0551）62345678（转801）"]),
    ("400 820 8820；400-8208-820；4008208820", ["400 820 8820", "400-8208-820", "4008208820"]),
    ("县科技局 0937-1234567、7654321", ["0937-1234567", "7654321"]),
    ("电话：0551-62345678/79", ["0551-62345678/79"]),
    ("+86-551-62345678", ["+86-551-62345678"]),
    ("138 0000 1111、138-0000-1111", ["138 0000 1111", "138-0000-1111"]),
    ("联系电话：0396-6087 215", ["0396-6087 215"]),
    ("咨询电话：12345、96316", ["12345", "96316"]),
    ("电话：62345678（张三）、62345679（李四）", ["62345678", "62345679"]),
)
NONE = (
    "皖政办〔2020〕0551-12345678", "预算1234567元", "2020-2023年", "代码91340100MA2N1234567", "账号 6222021234567890123",
    "身份证号340104199001011234", "电话：5000元以上", "0.55162345678", "第12345号",
)  # fmt: skip


@pytest.mark.parametrize(("text", "numbers"), NUMBERS)
def test_numbers_are_whole(text: str, numbers: list[str]) -> None:
    assert [span.of(text) for span in telephones(text)] == numbers


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_number(text: str) -> None:
    assert list(telephones(text)) == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("咨询电话：0931-8123456转801、802。", ["0931-8123456转801、802"]),
        ("电话：62345678转801/802，62345679", ["62345678转801/802", "62345679"]),
        ("0931-8123456转801、0931-8123457", ["0931-8123456转801", "0931-8123457"]),
        ("（0551）62345678（转801、803）", ["（0551）62345678（转801、803）"]),
        ("电话62345678转801、30万元", ["62345678转801"]),
    ],
)
def test_all_extensions_of_a_number_belong_to_it(text: str, numbers: list[str]) -> None:
    assert [span.of(text) for span in telephones(text)] == numbers
