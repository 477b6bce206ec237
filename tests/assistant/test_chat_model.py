"""The chat endpoint over a real socket: good, slow, busy, broken, lying and dying ones."""

from __future__ import annotations

import re
import time

import pytest

from assistant.writing import chat_model
from assistant.writing.chat_model import ChatSettings, ChatUnavailable, OpenAICompatible, settings_from
from corpus.errors import UsageError
from tests.chat_kit import Reply, endpoint

HELLO = [("user", "你好")]


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_model, "BACK_OFF", 0.01)


def test_text_comes_in_pieces_and_the_request_is_plain() -> None:
    with endpoint("奖励20万元[1]，只有一次。") as script:
        pieces = list(script.model().stream([("system", "规则"), ("user", "问题")]))
    assert "".join(pieces) == "奖励20万元[1]，只有一次。"
    assert len(pieces) > 1
    (request,) = script.requests
    assert request["stream"] is True
    assert request["model"] == "scripted"
    assert [message["role"] for message in request["messages"]] == ["system", "user"]
    assert request["max_tokens"] == chat_model.MOST_TOKENS


@pytest.mark.parametrize("failing", [Reply(status=500), Reply(status=503), Reply(status=429), Reply(status=429, headers={"Retry-After": "0"})])  # fmt: skip
def test_a_failure_that_passes_is_tried_again(failing: Reply) -> None:
    with endpoint(failing, failing, "好") as script:
        assert "".join(script.model().stream(HELLO)) == "好"
    assert len(script.requests) == chat_model.TRIES


@pytest.mark.parametrize(
    ("reply", "words", "requests"),
    [
        (Reply(status=500), "出错了（500）", 3),
        (Reply(status=429), "429", 3),
        (Reply(status=429, headers={"Retry-After": "3600"}), "429", 1),
        (Reply("insufficient_quota", status=429), "额度用完", 1),
        (Reply(status=401), "POLICY_CHAT_KEY", 1),
        (Reply(status=404), "POLICY_CHAT_MODEL", 1),
        (Reply(status=402), "402", 1),
        (Reply("第一句。第二句。", dies_after=1), "断开", 1),
        (Reply("很长", finish="length"), "截断", 1),
        (Reply("没有说完", finish=None), "断开", 1),
        (Reply(raw=b"<html>It works!</html>"), "模型服务", 1),
        (Reply(raw=b"data: {not json\n\n"), "模型服务", 1),
    ],
    ids=lambda value: str(value)[:24],
)
def test_what_does_not_pass_is_a_sentence(reply: Reply, words: str, requests: int) -> None:
    with endpoint(reply) as script, pytest.raises(ChatUnavailable, match=words) as caught:
        list(script.model().stream(HELLO))
    assert len(script.requests) == requests
    assert "secret-key" not in str(caught.value)
    assert "127.0.0.1" not in str(caught.value)


@pytest.mark.deep
@pytest.mark.parametrize("reply", [Reply("慢", pause=5.0), Reply("慢", keeps_alive=5.0)], ids=["silent", "keep-alive"])
def test_a_slow_endpoint_is_left(reply: Reply) -> None:
    with endpoint(reply) as script:
        started = time.monotonic()
        with pytest.raises(ChatUnavailable, match="太慢"):
            list(script.model(seconds=0.4).stream(HELLO))
        assert time.monotonic() - started < 4


def test_neither_password_nor_address_is_told_to_anybody(caplog: pytest.LogCaptureFixture) -> None:
    """A visitor reads every one of these sentences, and a report or a log goes further still."""
    with endpoint("x") as script:
        pass
    port = script.url.rpartition(":")[2]
    settings = ChatSettings(f"http://mia:geheim@127.0.0.1:{port}", "m", "secret-key")
    with pytest.raises(ChatUnavailable) as caught:
        list(OpenAICompatible(settings).stream(HELLO))
    given = {"POLICY_CHAT_URL": "ftp://mia:geheim@10.0.0.7/v1", "POLICY_CHAT_MODEL": "m"}
    with pytest.raises(UsageError) as refused:
        settings_from(given)
    for words in (str(caught.value), str(refused.value), repr(settings), caplog.text):
        assert not re.search(r"geheim|mia|@|10\.0\.0\.7|secret-key", words)


def test_nobody_there() -> None:
    with endpoint("x") as script:
        pass
    with pytest.raises(ChatUnavailable, match="连不上"):
        list(script.model().stream(HELLO))


def test_closing_the_iterator_ends_the_request() -> None:
    with endpoint(Reply("一二三四五六七八九十" * 400, size=1, pause=0.005)) as script:
        stream = script.model().stream(HELLO)
        assert next(stream) == "一"
        stream.close()  # type: ignore[attr-defined]
        assert script.hung_up.wait(5)


def test_nothing_is_reported_to_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the environment says of tracing: a second endpoint that would get the trace hears nothing."""
    with endpoint("好") as tracer, endpoint("好") as script:
        monkeypatch.setenv("LANGSMITH_TRACING", "true")
        monkeypatch.setenv("LANGSMITH_API_KEY", "k")
        monkeypatch.setenv("LANGSMITH_ENDPOINT", tracer.url)
        list(script.model().stream(HELLO))
        time.sleep(0.3)
        assert not tracer.requests
    assert len(script.requests) == 1


def test_settings() -> None:
    assert settings_from({}) is None
    found = settings_from(
        {"POLICY_CHAT_URL": "http://127.0.0.1:1/v1", "POLICY_CHAT_MODEL": "m", "POLICY_CHAT_KEY": "k"}
    )
    assert found == ChatSettings("http://127.0.0.1:1/v1", "m", "k")
    assert "k'" not in repr(found)
    assert OpenAICompatible(found).name == "m"


@pytest.mark.parametrize(
    "given",
    [
        {"POLICY_CHAT_URL": "http://127.0.0.1:1/v1"},
        {"POLICY_CHAT_MODEL": "m"},
        {"POLICY_CHAT_URL": "localhost:1", "POLICY_CHAT_MODEL": "m"},
        {"POLICY_CHAT_URL": "http://[::1", "POLICY_CHAT_MODEL": "m"},
        {"POLICY_CHAT_URL": "http://a:port/v1", "POLICY_CHAT_MODEL": "m"},
        {"POLICY_CHAT_URL": "http://a:99999999999/v1", "POLICY_CHAT_MODEL": "m"},
        {"POLICY_CHAT_URL": "http://a/v1", "POLICY_CHAT_MODEL": "m", "POLICY_CHAT_SECONDS": "soon"},
    ],
)
def test_half_a_setting_is_an_error(given: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="POLICY_CHAT"):
        settings_from(given)
