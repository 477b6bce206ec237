"""What goes wrong, as problem details (RFC 9457): what it is, why, and what to do next.

Clients that look for an error in a place of their own find it there too: Dify `error_code` and `error_msg`, OpenAI's
clients `error`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from assistant.writing.chat_model import ChatUnavailable
from corpus.errors import (
    DamagedIndex,
    IndexMissing,
    ModelUnavailable,
    PolicyError,
    StaleIndex,
    UnknownClause,
    UnknownDocument,
    UnknownRegion,
    UsageError,
)

MEDIA_TYPE = "application/problem+json"
RETRIEVAL, CHAT = "/retrieval", ("/v1/chat/completions", "/v1/models")
# What Dify's contract names; its own figures for everything else
KEY_MALFORMED, KEY_UNKNOWN, KNOWLEDGE_UNKNOWN = 1001, 1002, 2001


class Problem(Exception):
    """A request that gets no answer. `kind` is the last part of the problem's type, `detail` a sentence for a person."""

    def __init__(
        self, status: int, kind: str, detail: str, then: str, *, code: int | None = None, retry: int | None = None,
        errors: Sequence[Mapping[str, str]] = (), headers: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(detail)
        self.status, self.kind, self.detail, self.then = status, kind, detail, then
        self.code, self.retry, self.errors = code, retry, tuple(errors)
        self.headers = dict(headers or {})


TITLES = {
    "bad-request": "读不懂的请求 · The request cannot be read",
    "busy": "太忙 · Too much at once",
    "chat-model": "对话模型没有回答 · The chat model gave no answer",
    "forbidden": "这个密钥不能做这件事 · The key does not allow it",
    "invalid": "请求不符合接口说明 · The request does not fit its description",
    "method": "不支持这种方法 · Method not allowed",
    "no-key": "没有密钥或密钥不对 · No key, or an unknown one",
    "not-found": "没有这个地址 · No such address",
    "not-ready": "还不能回答 · Not ready yet",
    "too-large": "请求太大 · The request is too large",
    "too-slow": "发送太慢 · The request came too slowly",
    "too-long": "回答用时太长 · The answer took too long",
    "unforeseen": "没有料到的错误 · An unforeseen error",
    "unknown": "没有叫这个名字的文件或条款 · No document or clause of this name",
}
DESCRIBED = "请对照 /openapi.json 里的说明改正后再试。"
LATER = "请稍后再试。"
UNREAD = {"connection": "close"}  # of the body; nothing else can come behind it
MOST_NAMED = 20  # of what would be accepted


def problem_response(problem: Problem, path: str, request: str = "") -> JSONResponse:
    """The answer to a request for `path` that failed; `request` is its number in the log."""
    body: dict[str, Any] = {
        "type": f"urn:policy-assistant:problem:{problem.kind}",
        "title": TITLES[problem.kind],
        "status": problem.status,
        "detail": problem.detail,
        "next": problem.then,
        "request": request,
    }
    if problem.errors:
        body["errors"] = [dict(each) for each in problem.errors]
    if path == RETRIEVAL:
        body |= {"error_code": problem.code or problem.status, "error_msg": problem.detail}
    if path.startswith(CHAT):
        kind = "server_error" if problem.status >= 500 else "invalid_request_error"
        body["error"] = {"message": problem.detail, "type": kind, "param": None, "code": problem.kind}
    headers = dict(problem.headers)
    if problem.retry is not None:
        headers["retry-after"] = str(problem.retry)
    if problem.status == 401:
        headers["www-authenticate"] = "Bearer"
    return JSONResponse(body, problem.status, headers, MEDIA_TYPE)


def problem_of(error: Exception) -> Problem | None:
    """What an expected error is to a client; None for one that nobody foresaw."""
    match error:
        case Problem():
            return error
        case RequestValidationError():
            return _invalid(error)
        case HTTPException():
            return _of_http(error)
        case UnknownDocument() | UnknownClause():
            return Problem(404, "unknown", str(error), "GET /v1/documents 列出全部文件。", code=KNOWLEDGE_UNKNOWN)
        case ChatUnavailable():
            return Problem(503, "chat-model", str(error), "请改用 extractive，或稍后再试。", retry=5)
        case UnknownRegion():
            named = "、".join(error.known[:MOST_NAMED]) + (" 等" if len(error.known) > MOST_NAMED else "")
            then = f"可以写 {named}，或这些地区的别名：见 GET /v1/documents 的 regions。"
            return Problem(422, "invalid", str(error), then)
        case UsageError():
            return Problem(422, "invalid", str(error), DESCRIBED)
        case IndexMissing() | StaleIndex() | DamagedIndex() | ModelUnavailable():
            return Problem(503, "not-ready", str(error), LATER, retry=5)
        case PolicyError():
            return Problem(422, "invalid", str(error), DESCRIBED)
    return None


def _of_http(error: HTTPException) -> Problem:
    match error.status_code:
        case 404:
            return Problem(404, "not-found", "没有这个地址。", "全部地址见 /openapi.json。")
        case 405:
            return Problem(405, "method", "这个地址不支持这种方法。", DESCRIBED, headers=error.headers)
        case 408:
            return Problem(408, "too-slow", "请求的内容没有在规定时间内发完。", "请检查网络后再试。", headers=UNREAD)
        case 413:
            return Problem(413, "too-large", "请求太大，没有接收。", "请缩短后再试。", headers=UNREAD)
        case status:
            return Problem(status, "bad-request", "请求的内容读不懂，应是 UTF-8 的 JSON。", DESCRIBED)


# What pydantic finds wrong, by the name it gives it; {…} is what it says of the limit
_WORDS = {
    "missing": "没有写",
    "extra_forbidden": "没有这个字段",
    "json_invalid": "不是合法的 JSON",
    "string_type": "应是文字",
    "string_unicode": "有无法识别的字符（编码不完整）",
    "string_too_short": "是空的",
    "string_too_long": "太长（最多 {max_length} 字）",
    "too_long": "太多（最多 {max_length} 个）",
    "too_short": "太少（最少 {min_length} 个）",
    "less_than_equal": "最大是 {le}",
    "greater_than_equal": "最小是 {ge}",
    "literal_error": "应是 {expected} 之一",
}
_SHAPES = {  # the first words of pydantic's names
    "list": "应是列表",
    "tuple": "应是列表",
    "bool": "应是 true 或 false",
    "int": "应是整数",
    "float": "应是数字",
    "finite": "应是数字",
    "date": "应是日期，例如 2025-06-01",
    "none": "应是 null",
    "model": "应是 JSON 对象",
    "dict": "应是 JSON 对象",
}


def _invalid(error: RequestValidationError) -> Problem:
    found = [{"where": _where(each["loc"]), "words": words_of(each)} for each in error.errors()[:10]]
    detail = "；".join(f"{each['where']}：{each['words']}" for each in found)
    then = (
        DESCRIBED
        if not isinstance(error.body, bytes)
        else f"请在请求头里写 Content-Type: application/json。{DESCRIBED}"
    )
    return Problem(422, "invalid", f"请求不符合接口说明：{detail}。", then, errors=found)


def _where(place: Sequence[int | str]) -> str:
    inner = [str(step) for step in place[1:]]
    return _plain(".".join(inner)) or "请求"


def words_of(error: Mapping[str, Any]) -> str:
    """One thing that is wrong, in Chinese."""
    known = _WORDS.get(error["type"]) or _SHAPES.get(error["type"].partition("_")[0])
    if known is None:
        return _plain(str(error["msg"]))
    limits = {
        name: str(limit).replace(" or ", "、").replace("', '", "'、'") for name, limit in error.get("ctx", {}).items()
    }
    return known.format_map(limits)


def _plain(text: str) -> str:
    """What somebody sent, as it can be sent back: short, and without halves of characters."""
    return text.encode("utf-8", "backslashreplace").decode()[:200]
