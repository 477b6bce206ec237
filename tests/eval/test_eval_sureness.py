"""How sure the product was, for the report's plot of refusals: only where the threshold decides."""

from __future__ import annotations

import pytest

from assistant.ask import Assistant
from eval.questions import Question
from eval.sureness import IN_USE, confidence_of
from tests.examination import ToyAssistant


def sure(assistant: Assistant, question: str, *history: str) -> float | None:
    asked = Question("q", "support", question, "answered", history=history)
    answer = assistant.ask(question, history)
    return confidence_of(assistant, asked, answer, assistant.search(question, 10, history))


def test_an_answerable_question_is_above_the_threshold_and_an_alien_one_below(assistant: Assistant) -> None:
    good = sure(assistant, "昌吉高新区新认定的高新技术企业奖励多少？")
    alien = sure(assistant, "昌吉高新区的足球俱乐部怎么买门票？")
    assert good is not None
    assert alien is not None
    assert 0 <= alien < IN_USE <= good <= 1


@pytest.mark.parametrize(
    "question", ["昌吉附件2第4条", "“多规合一”在哪些条款里出现过？", "深圳的高企奖励多少？", "谁牵头？"]
)
def test_no_confidence_where_no_threshold_decides(assistant: Assistant, question: str) -> None:
    assert sure(assistant, question) is None


def test_an_assistant_that_is_not_ours_has_none() -> None:
    toy = ToyAssistant()
    question = Question("q", "amount", "奖励？", "answered")
    assert confidence_of(toy, question, toy.ask("奖励？"), toy.search("奖励？", 3)) is None
