"""The whole path against llama.cpp's own server and a small base model that invents: make test-llm."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import date

import pytest

from assistant.answer import Answer
from assistant.ask import Assistant, check
from assistant.writing.chat_model import ChatSettings, ChatUnavailable, OpenAICompatible
from assistant.writing.fluent import FluentAssistant
from assistant.writing.whole_question import accepted
from eval.run import judged
from tests.llm.conftest import Server

pytestmark = pytest.mark.llm

DAY = date(2026, 1, 1)
GRANT = "昌吉高新区新认定的高企奖励多少？"
QUESTIONS = (GRANT, "甘州区对众创空间有什么补助", "昌吉高新区异地研发平台补助多少？")
LONG = [("user", "请从一数到一千。")]
PATIENCE = 240.0  # seconds: two cores may be shared with much else


def model(server: Server, seconds: float = PATIENCE) -> OpenAICompatible:
    return OpenAICompatible(ChatSettings(server.url, "gemma-3-270m", seconds=seconds))


def holds(answer: Answer, assistant: Assistant) -> None:
    """What may be shown: sound in the eyes of the examiner, every fact of the extractive answer in it or told."""
    check(answer)
    assert answer.status == "answered"
    if answer.engine != "extractive":
        assert judged(answer, assistant.corpus).sound, answer.text


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_a_real_model_invents_is_not_shown(server: Server, assistant: Assistant, question: str) -> None:
    answer = FluentAssistant(assistant, model(server)).ask(question, as_of=DAY)
    holds(answer, assistant)
    assert answer.generated is not None
    assert answer.generated.sentences or answer.generated.failure


def test_text_streams(server: Server) -> None:
    stream = model(server).stream(LONG)
    arrived = []
    for _ in range(3):
        assert next(stream)
        arrived.append(time.monotonic())
    assert arrived[0] < arrived[-1]
    stream.close()  # type: ignore[attr-defined]


def test_a_cancelled_request_frees_the_server(server: Server) -> None:
    """Both slots are taken and given up; a third request is answered all the same."""
    for _ in range(2):
        stream = model(server).stream(LONG)
        next(stream)
        stream.close()  # type: ignore[attr-defined]
    stream = model(server).stream(LONG)
    assert next(stream)
    stream.close()  # type: ignore[attr-defined]


def test_time_out(server: Server, assistant: Assistant) -> None:
    answer = FluentAssistant(assistant, model(server, 0.05)).ask(GRANT, as_of=DAY)
    assert answer.text == assistant.ask(GRANT, as_of=DAY).text
    assert "太慢" in answer.warnings[-1]


def test_two_people_at_once(server: Server, assistant: Assistant) -> None:
    speaker = FluentAssistant(assistant, model(server))
    answers: list[Answer] = []
    threads = [threading.Thread(target=lambda: answers.append(speaker.ask(GRANT, as_of=DAY))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 2
    for answer in answers:
        holds(answer, assistant)


def test_a_server_that_dies_while_it_writes(another_server: Callable[[], Server], assistant: Assistant) -> None:
    server = another_server()
    stream = model(server).stream(LONG)
    next(stream)
    server.kill()
    with pytest.raises(ChatUnavailable):
        list(stream)
    answer = FluentAssistant(assistant, model(server)).ask(GRANT, as_of=DAY)  # and one that is dead
    assert answer.text == assistant.ask(GRANT, as_of=DAY).text
    assert "连不上" in answer.warnings[-1]


def test_a_follow_up_never_gains_a_figure_or_a_place(server: Server, assistant: Assistant) -> None:
    history = ("昌吉高新区独角兽企业落户奖励多少？",)
    speaker = FluentAssistant(assistant, model(server))
    answer = speaker.ask("那瞪羚企业呢？", history, DAY)
    holds(answer, assistant)
    by_rule = assistant.ask("那瞪羚企业呢？", history, DAY).resolved_question
    shown = answer.resolved_question
    assert shown == by_rule or (shown and accepted(shown, "那瞪羚企业呢？", history, speaker._places, speaker._titles))
