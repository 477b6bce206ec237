"""What nobody foresaw, at doors that have begun to answer already or that a library stands behind: a sentence and a report, no traceback."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, MutableMapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from mcp.server.mcpserver.exceptions import ToolError
from starlette.requests import Request

from assistant import calendar_door
from assistant.answer import Answer
from corpus import reports
from service.chat import _streamed
from service.mcp_server import _told
from service.questions import streamed

UNFORESEEN = "没有料到的错误"


@pytest.fixture(autouse=True)
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(reports.SETTING, str(tmp_path / "reports"))
    return tmp_path / "reports"


async def pieces() -> AsyncGenerator[str | Answer]:
    yield "一"
    raise RuntimeError("nobody foresaw this")


def request() -> Request:
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/v1/ask",
        "headers": [],
        "query_string": b"",
        "state": {"number": "n1"},
    }
    return Request(scope)


def test_a_stream_that_breaks_off_ends_with_the_problem(written: Path) -> None:
    async def go() -> str:
        response = await streamed(request(), pieces())
        return "".join([str(piece) async for piece in response.body_iterator])  # type: ignore[attr-defined]

    told = asyncio.run(go())
    problem = json.loads(told.split("event: problem\ndata: ")[1])
    assert problem["status"] == 500
    assert UNFORESEEN in problem["detail"]
    assert "Traceback" not in told
    assert len(list(written.iterdir())) == 1


def test_a_chat_that_breaks_off_ends_as_clients_expect(written: Path) -> None:
    async def go() -> str:
        house = SimpleNamespace(tell=lambda *_: pieces())
        response = await _streamed(house, request(), "问", [], "extractive", {"id": "x"}, usage=False)  # type: ignore[arg-type]
        return "".join([str(piece) async for piece in response.body_iterator])  # type: ignore[attr-defined]

    told = asyncio.run(go())
    assert told.endswith("data: [DONE]\n\n")
    assert UNFORESEEN in told
    assert len(list(written.iterdir())) == 1


def test_a_calendar_that_fails_is_a_sentence(monkeypatch: pytest.MonkeyPatch, written: Path) -> None:
    def fails(_asked: dict[str, list[str]]) -> bytes:
        raise RuntimeError("nobody foresaw this")

    async def nothing(*_: Any) -> Any:
        raise AssertionError("the door answers itself")

    sent: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    monkeypatch.setattr(calendar_door, "calendar_file", fails)
    scope = {"type": "http", "path": calendar_door.PATH, "method": "GET", "query_string": b""}
    asyncio.run(calendar_door.CalendarDoor(nothing)(scope, nothing, send))
    assert sent[0]["status"] == 500
    assert UNFORESEEN in sent[1]["body"].decode()
    assert len(list(written.iterdir())) == 1


def test_a_tool_that_fails_tells_the_model_so(written: Path) -> None:
    async def ask() -> Any:
        raise RuntimeError("nobody foresaw this")

    with pytest.raises(ToolError, match=UNFORESEEN):
        asyncio.run(_told(ask)())  # type: ignore[arg-type]
    assert len(list(written.iterdir())) == 1
