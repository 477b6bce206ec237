"""Any OpenAI-compatible chat endpoint (Ollama, vLLM, llama.cpp, DeepSeek, Qwen …), by three settings; text comes as it is written.

POLICY_CHAT_URL, POLICY_CHAT_MODEL and POLICY_CHAT_KEY name it. Without the first two nothing of this is loaded. The
endpoint is the only address that is ever called: tracing is off.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Protocol
from urllib.parse import urlsplit

from corpus.errors import PolicyError, UsageError

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessageChunk
    from langchain_openai import ChatOpenAI

URL, MODEL, KEY, SECONDS = "POLICY_CHAT_URL", "POLICY_CHAT_MODEL", "POLICY_CHAT_KEY", "POLICY_CHAT_SECONDS"
NO_KEY = "none"  # local servers ask for none, the client insists on one
DEFAULT_SECONDS = 60.0  # for one whole answer
CONNECT_SECONDS = 5.0
TRIES = 3
BACK_OFF = 0.5  # seconds before the second try; twice that before the third
LONGEST_WAIT = 5.0  # an endpoint that asks to be left alone for longer is over its quota
MOST_TOKENS = 1024

LOG = logging.getLogger(__name__)

Role = Literal["system", "user"]
Message = tuple[Role, str]


class ChatUnavailable(PolicyError):
    """The chat endpoint gave no answer, or not a whole one. What was written until then is still good to read."""


class ChatModel(Protocol):
    """Messages in, text out, piece by piece. Closing the iterator ends the request."""

    @property
    def name(self) -> str: ...
    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """Raises ChatUnavailable, at any time, with a sentence for the person."""
        ...


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """Where the endpoint is and which of its models writes; address and key are shown to nobody."""

    url: str
    model: str
    key: str = NO_KEY
    seconds: float = DEFAULT_SECONDS

    def __repr__(self) -> str:
        return f"ChatSettings(model={self.model!r})"


def settings_from(environment: dict[str, str] | os._Environ[str]) -> ChatSettings | None:
    """The settings, None where no chat model is set. Raises UsageError where they are half there or malformed."""
    url, model = environment.get(URL, "").strip(), environment.get(MODEL, "").strip()
    if not url and not model:
        return None
    if not url or not model:
        raise UsageError(f"{URL} 和 {MODEL} 要一起设置，现在只有其中一个。")
    if not _is_address(url):  # not repeated: it may hold a password, and visitors read this too
        raise UsageError(f"{URL} 不是网址，应为 http://127.0.0.1:11434/v1 这样的地址。")
    given = environment.get(SECONDS, "").strip()
    try:
        seconds = float(given) if given else DEFAULT_SECONDS
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 3600:
        raise UsageError(f"{SECONDS}「{given}」应是秒数，例如 60。")
    return ChatSettings(url, model, environment.get(KEY, "").strip() or NO_KEY, seconds)


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:  # http://[::1, http://a:port
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def load_chat_model() -> ChatModel | None:
    """The chat model that the environment names; None where it names none. Nothing is loaded or called yet."""
    settings = settings_from(os.environ)
    return None if settings is None else OpenAICompatible(settings)


class OpenAICompatible:
    """A model behind an endpoint that speaks OpenAI's chat protocol. Calls may come from any thread."""

    def __init__(self, settings: ChatSettings) -> None:
        self.settings = settings

    @property
    def name(self) -> str:
        return self.settings.model

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """The text as it comes. A busy or failing endpoint is tried again, as long as nothing has come yet."""
        for attempt in range(1, TRIES + 1):
            begun = False
            try:
                for piece in self._once(messages):
                    begun = True
                    yield piece
            except _Again as again:
                wait = again.wait if again.wait is not None else BACK_OFF * 2 ** (attempt - 1)
                if begun or attempt == TRIES or wait > LONGEST_WAIT:
                    raise ChatUnavailable(str(again)) from again.__cause__
                time.sleep(wait)
            else:
                return

    def _once(self, messages: Sequence[Message]) -> Iterator[str]:
        import openai

        # Never the address itself: it may hold a password, and it tells a visitor what stands in this network.
        where = f"模型服务（{URL}）"
        try:
            yield from self._pieces(messages)
        except openai.APITimeoutError as error:
            raise ChatUnavailable(f"{where}太慢，{self.settings.seconds:g} 秒内没有答完。") from error
        except openai.RateLimitError as error:
            if getattr(error, "code", None) == "insufficient_quota":
                raise ChatUnavailable(f"{where}的额度用完了。") from error
            raise _Again(f"{where}请求太多或额度用完了（429）。", _asked_to_wait(error)) from error
        except openai.AuthenticationError as error:
            raise ChatUnavailable(f"{where}不认这个密钥，请检查 {KEY}。") from error
        except openai.InternalServerError as error:
            raise _Again(f"{where}出错了（{error.status_code}）。", _asked_to_wait(error)) from error
        except openai.APIStatusError as error:
            hint = f"请检查 {MODEL}「{self.settings.model}」。" if error.status_code in (400, 404) else ""
            raise ChatUnavailable(f"{where}拒绝了请求（{error.status_code}）。{hint}") from error
        except openai.APIConnectionError as error:
            raise _Again(f"连不上{where}。", None) from error
        except openai.APIError as error:
            LOG.warning("模型服务中途报错：%s", str(error)[:500])  # in its own words, which are not for visitors
            raise ChatUnavailable(f"{where}中途报错，详情见程序日志。") from error
        except (ChatUnavailable, GeneratorExit):
            raise
        except Exception as error:  # whatever else a server that is none answers with
            if _is_timeout(error):
                raise ChatUnavailable(f"{where}太慢，{self.settings.seconds:g} 秒内没有答完。") from error
            raise ChatUnavailable(f"{where}的回答读不懂（{type(error).__name__}）。") from error

    def _pieces(self, messages: Sequence[Message]) -> Iterator[str]:
        finished = None
        with closing(self._chunks(messages)) as chunks:
            for chunk in chunks:
                text = chunk.text if isinstance(chunk.text, str) else str(chunk.text)
                finished = chunk.response_metadata.get("finish_reason") or finished
                if text:
                    yield text
        if finished is None:
            raise ChatUnavailable(f"模型服务（{URL}）没有答完就断开了。")
        if finished == "length":
            raise ChatUnavailable("模型的回答太长，被截断了。")

    def _chunks(self, messages: Sequence[Message]) -> Generator[BaseMessageChunk]:
        from langsmith import tracing_context

        stream = self._client.stream(list(messages))
        with closing(stream):  # type: ignore[type-var]
            while True:
                with tracing_context(enabled=False):  # whatever the environment says, nothing is reported to anybody
                    try:
                        chunk = next(stream)
                    except StopIteration:
                        return
                yield chunk

    @cached_property
    def _client(self) -> ChatOpenAI:
        try:
            import httpx
            from langchain_openai import ChatOpenAI
        except ImportError as error:
            raise ChatUnavailable("缺少 langchain-openai，请运行 pip install langchain-openai。") from error

        seconds = self.settings.seconds
        timeout = httpx.Timeout(seconds, connect=min(CONNECT_SECONDS, seconds))
        client = httpx.Client(transport=_transport(seconds), timeout=timeout)
        given: dict[str, Any] = {
            "base_url": self.settings.url, "model": self.settings.model, "api_key": self.settings.key,
            "temperature": 0.0, "max_retries": 0, "timeout": timeout, "stream_usage": False, "use_responses_api": False,
            "http_client": client, "extra_body": {"max_tokens": MOST_TOKENS}, "cache": False,
        }  # fmt: skip
        return ChatOpenAI(**given)


def first_tokens(settings: ChatSettings, asked: str, most: int) -> list[tuple[str, float]]:
    """The likeliest first tokens of an answer, each with the logarithm of how likely it is.

    Raises ChatUnavailable where the endpoint does not answer, or does not tell how likely its words are.
    """
    import httpx

    body = {
        "model": settings.model, "temperature": 0.0, "max_tokens": 1, "logprobs": True, "top_logprobs": most,
        "messages": [{"role": "user", "content": asked}],
    }  # fmt: skip
    try:
        answer = httpx.post(
            f"{settings.url.rstrip('/')}/chat/completions", json=body, timeout=settings.seconds,
            headers={"Authorization": f"Bearer {settings.key}"},
        ).raise_for_status().json()  # fmt: skip
        choices = answer["choices"][0]["logprobs"]["content"][0]["top_logprobs"]
        return [(str(one["token"]), float(one["logprob"])) for one in choices]
    except httpx.HTTPError as error:
        raise ChatUnavailable(f"模型服务没有回答（{type(error).__name__}）。") from error
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise ChatUnavailable("模型服务没有给出每个词的概率，不能用来打分。") from error


class _Again(Exception):
    """A failure that may pass; `wait` is how many seconds the endpoint asked for."""

    def __init__(self, words: str, wait: float | None) -> None:
        super().__init__(words)
        self.wait = wait


def _transport(seconds: float) -> Any:
    """HTTP with an end: a stream that only keeps itself alive (": keep-alive") is over after `seconds` too."""
    import httpx

    class Watched(httpx.SyncByteStream):
        def __init__(self, inner: httpx.SyncByteStream, end: float) -> None:
            self.inner, self.end = inner, end

        def __iter__(self) -> Iterator[bytes]:
            for piece in self.inner:
                if time.monotonic() > self.end:
                    raise httpx.ReadTimeout(f"longer than {seconds:g} s")
                yield piece

        def close(self) -> None:
            self.inner.close()

    class Transport(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            end = time.monotonic() + seconds
            response = super().handle_request(request)
            assert isinstance(response.stream, httpx.SyncByteStream)
            response.stream = Watched(response.stream, end)
            return response

    return Transport()


def _asked_to_wait(error: Any) -> float | None:
    """The seconds of a Retry-After header, where the endpoint sent one."""
    try:
        return max(0.0, float(error.response.headers["retry-after"]))
    except (KeyError, ValueError):
        return None


def _is_timeout(error: BaseException) -> bool:
    import httpx

    return isinstance(error, httpx.TimeoutException)
