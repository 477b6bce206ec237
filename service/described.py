"""How a route is told of in OpenAPI: in two languages, with an example, and with every answer that it may give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from service import examples
from service.contract import ProblemAnswer
from service.problems import MEDIA_TYPE

# What any request may meet, by status
PROBLEMS = {
    400: "读不懂的请求 · The request cannot be read",
    401: "没有密钥或密钥不对 · No key, or an unknown one",
    403: "这个密钥不能做这件事 · The key does not allow it",
    404: "没有叫这个名字的文件或条款 · No document or clause of this name",
    408: "发送太慢 · The request came too slowly",
    413: "请求太大 · The request is too large",
    422: "请求不符合接口说明 · The request does not fit its description",
    429: "同一个来源同时在问的太多 · Too much at once from one client",
    500: "没有料到的错误 · An unforeseen error",
    503: "太忙，或还没有准备好 · Too busy, or not ready yet",
}


# One server-sent event of a stream
EVENT = {
    "type": "object",
    "properties": {"event": {"type": "string"}, "data": {"type": "string"}},
    "required": ["data"],
}


def described(
    summary: str, words: str, model: type[BaseModel], example: object, *, asked: object = None,
    also: Mapping[str, object] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Keyword arguments for a route: its description, the model and the example of its answer, and of what is asked."""
    content: dict[str, Any] = {"application/json": {"example": example}}
    content |= {kind: {"example": one, "schema": EVENT} for kind, one in (also or {}).items()}
    arguments: dict[str, Any] = {
        "summary": summary,
        "description": words,
        "response_model": model,
        "responses": {200: {"description": summary, "content": content}, **problems()},
    }
    if asked is not None:
        arguments["openapi_extra"] = {"requestBody": {"content": {"application/json": {"example": asked}}}}
    return arguments


def problems() -> dict[int | str, dict[str, Any]]:
    """The answers that are problems, for OpenAPI."""
    schema = {"$ref": f"#/components/schemas/{ProblemAnswer.__name__}"}
    return {
        status: {"description": words, "content": {MEDIA_TYPE: {"schema": schema, "example": examples.problem(status)}}}
        for status, words in PROBLEMS.items()
    }
