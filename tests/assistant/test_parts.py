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
