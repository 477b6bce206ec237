"""A question that asks several things gets an answer, or that it is not stated, for each."""

from __future__ import annotations

import pytest

from assistant.ask import Assistant
from assistant.reading.parts import parts_of


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("技能证书补贴给多少，要交哪些材料，去哪个窗口办？", ["标准", "材料", "地点"]),
        ("民宿改造补多少钱？什么时候截止？", ["标准", "截止时间"]),
        ("新认定的高企奖励多少", ["标准"]),
        ("新材料企业能享受什么", []),
    ],
)
def test_the_parts_of_a_question(question: str, parts: list[str]) -> None:
    assert [part.name for part in parts_of(question)] == parts


def test_each_part_is_answered_or_said_to_be_missing(assistant: Assistant) -> None:
    answer = assistant.ask("昌吉高新区新认定的高企奖励多少，要交哪些材料，打什么电话")
    assert "20万元" in answer.text
    assert "材料：文件未写明。" in answer.text
    assert "电话：文件未写明。" in answer.text


# Who asks several things of a sum is told the sum, whichever of them the words ask for most plainly
SUM_FIRST = [
    "昌吉高新区新认定的高企奖励多少，找谁办，什么时候截止",
    "新认定的高新技术企业能得到什么，找谁，到什么时候？",
    "我们公司刚被认定为高新技术企业，能拿什么，找谁，到什么时候",
]


@pytest.mark.parametrize("question", SUM_FIRST)
def test_a_sum_is_told_with_whom_to_ask(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert [row.benefit.recipient for row in answer.benefits] == ["国家高新技术企业"]
    assert answer.text.startswith("国家高新技术企业：一次性奖励20万元。")
    assert "找谁办：文件未写明牵头单位。" in answer.text


@pytest.mark.parametrize("question", ["成都的高新技术企业能拿什么", "能拿什么"])
def test_what_one_gets_is_not_told_of_another_place_or_of_nobody(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status in ("not_found", "clarify")
    assert not answer.benefits


def test_whom_to_ask_is_told_where_no_sum_is_asked(assistant: Assistant) -> None:
    assert "牵头单位" in assistant.ask("双区强化资金支持那一项，哪四家牵头").text.splitlines()[0]
