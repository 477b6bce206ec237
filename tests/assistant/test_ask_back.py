"""A vague question is asked back with whole questions to choose from, and each of those is answered."""

from __future__ import annotations

import pytest

from assistant.answer import answer_to_json
from assistant.ask import Assistant

VAGUE = [
    # question, what a choice begins with
    ("有什么补贴", "兰州高新区："),
    ("怎么申请", "兰州高新区："),
    ("谁负责", "兰州高新区："),
    ("昌吉高新区怎么申请", "昌吉高新区："),
    ("兰州谁牵头", "兰州："),
    ("我是做新材料的，能拿多少钱", "兰州高新区："),  # every word is known, the place is missing
    ("what support is there?", "兰州高新区："),
]


@pytest.mark.parametrize(("question", "begins"), VAGUE, ids=[row[0] for row in VAGUE])
def test_a_vague_question_is_asked_back_with_choices(assistant: Assistant, question: str, begins: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == "clarify"
    assert not answer.citations
    assert 2 <= len(answer.choices) <= 3
    assert answer.choices[0].startswith(begins)
    assert answer_to_json(answer)["choices"] == list(answer.choices)


@pytest.mark.parametrize("question", ["昌吉高新区怎么申请", "兰州谁牵头"])
def test_each_choice_of_a_topic_is_answered(assistant: Assistant, question: str) -> None:
    for choice in assistant.ask(question).choices:
        assert assistant.ask(choice).citations, choice


CLEAR = ["养猪能补多少钱", "昌吉高新区补贴多少", "深圳有什么补贴", "“四棒接力”出自哪里"]


@pytest.mark.parametrize("question", CLEAR)
def test_a_clear_question_is_not_asked_back(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).status != "clarify"
    assert assistant.ask(question).choices == ()
