"""The page with a chat model: the switch, sentences as they come, and the document's own words where the model fails."""

from __future__ import annotations

import threading
import time

import pytest
from streamlit.testing.v1 import AppTest

from assistant.ask import Assistant
from assistant.writing import chat_model
from assistant.writing.polling import polled
from tests.chat_kit import Endpoint, Reply, endpoint
from tests.page_kit import Opener, html

QUESTION = "昌吉高新区新认定的高企奖励多少？"
TRUE = "高新区内新认定的国家高新技术企业，一次性给20万元[1]。"


def asked(
    open_page: Opener, assistant: Assistant, script: Endpoint, monkeypatch: pytest.MonkeyPatch, *, wanted: bool = True
) -> AppTest:
    monkeypatch.setenv(chat_model.URL, script.url)
    monkeypatch.setenv(chat_model.MODEL, "scripted")
    monkeypatch.setattr(chat_model, "BACK_OFF", 0.01)
    page = open_page(assistant)
    assert not page.toggle(key="fluent").value  # extractive unless somebody asks for more
    if wanted:
        page.toggle(key="fluent").set_value(True).run()
    return page.chat_input(key="question").set_value(QUESTION).run()


def test_without_a_chat_model_there_is_no_switch(open_page: Opener, assistant: Assistant) -> None:
    assert not [toggle for toggle in open_page(assistant).toggle if toggle.key == "fluent"]


def test_a_fluent_answer(open_page: Opener, assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    with endpoint(TRUE) as script:
        page = asked(open_page, assistant, script, monkeypatch)
    assert not page.exception
    assert "一次性给20万元" in html(page)
    assert "由 scripted 依据条款撰写" in html(page)
    assert not [button for button in page.button if button.key == "stop-0"]


def test_the_switch_is_off_at_first(open_page: Opener, assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    with endpoint(TRUE) as script:
        page = asked(open_page, assistant, script, monkeypatch, wanted=False)
    assert not script.requests
    assert "原文摘录" in html(page)


@pytest.mark.parametrize(
    ("reply", "words"),
    [(Reply(status=500), "500"), (Reply("奖励500万元[1]。"), "没有一句通过核对"), (Reply(raw=b"<html>"), "模型服务")],
    ids=["down", "invents", "no server"],
)
def test_where_the_model_fails_the_document_speaks(
    open_page: Opener, assistant: Assistant, monkeypatch: pytest.MonkeyPatch, reply: Reply, words: str
) -> None:
    with endpoint(reply) as script:
        page = asked(open_page, assistant, script, monkeypatch)
    assert not page.exception
    assert "国家高新技术企业：一次性奖励20万元" in html(page)
    assert "500万元" not in html(page)
    assert any(words in warning.value for warning in page.warning)


def test_half_a_setting_is_told(open_page: Opener, assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(chat_model.URL, "http://127.0.0.1:1/v1")
    page = open_page(assistant)
    assert not page.exception
    assert any("POLICY" in warning.value for warning in page.warning)


def test_a_silent_iterator_lets_its_reader_look_up_and_leave() -> None:
    closed = threading.Event()

    def slow() -> object:
        try:
            yield "甲"
            time.sleep(0.3)
            yield "乙"
            yield "丙"
        finally:
            closed.set()

    pieces = polled(slow(), 0.02)  # type: ignore[arg-type]
    assert next(pieces) == "甲"
    assert next(pieces) is None
    pieces.close()
    assert closed.wait(5)


def test_an_error_arrives_where_the_pieces_are_read() -> None:
    def failing() -> object:
        yield 1
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        list(polled(failing(), 1.0))  # type: ignore[arg-type]
