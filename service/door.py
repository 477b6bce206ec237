"""What every request passes before anything of it is read: its key, how many are inside, how fast its body comes. ASGI.

What comes out again is counted and logged here, and what nobody foresaw becomes a problem with the number of its report.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.exceptions import HTTPException

from assistant import unforeseen
from service.keys import Scope as KeyScope
from service.metrics import Metrics
from service.problems import KEY_MALFORMED, KEY_UNKNOWN, LATER, RETRIEVAL, Problem, problem_of, problem_response
from service.settings import Limits, Settings
from service.whose import WHO

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

SHEET = "/v1/verify/sheet"  # the one body that is no JSON
OPEN = {"/health", "/ready", "/openapi.json"}  # told to everybody
WRITES = {("POST", "/v1/reload")}
_NUMBER = re.compile(r"[\w.-]{1,64}", re.ASCII)
_BEARER = re.compile(r"[Bb]earer ([!-~]+) *")
LOG = logging.getLogger("service")


def needed(method: str, path: str) -> KeyScope | None:
    """The scope that a request needs; None where everybody may."""
    if path in OPEN:
        return None
    return "write" if (method, path) in WRITES else "read"


class TooSlow(HTTPException):
    """The body did not come in time. An HTTPException, because FastAPI takes any other for a body that is no JSON."""

    def __init__(self) -> None:
        super().__init__(408)


class Door:
    """Middleware around the whole application."""

    def __init__(self, app: Application, settings: Settings, metrics: Metrics) -> None:
        self._app, self._settings, self._metrics = app, settings, metrics
        self._inside: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        visit = _Visit(scope, receive, send, self._settings.limits)
        state["number"] = visit.number
        who = ""
        try:
            visit.refuse_what_is_too_large()
            who = self._let_in(scope)
            WHO.set(who)
            self._inside[who] += 1
            try:
                await self._app(scope, visit.receive, visit.send)
            finally:
                self._inside[who] -= 1
                if not self._inside[who]:
                    del self._inside[who]
        except Exception as error:
            if not visit.status:  # else it is answered, or begun, and the application has said what there is to say
                await visit.fail(told(error, scope))
        finally:
            self._note(scope, visit, who)

    def _let_in(self, scope: Scope) -> str:
        """Who it is, by the name of the key or by the address. Raises Problem."""
        who = scope["client"][0] if scope.get("client") else "local"
        wanted = needed(scope["method"], scope["path"])
        if wanted is not None and (self._settings.keys.known or wanted == "write"):
            who = self._by_key(scope, wanted)
        if self._inside[who] >= self._settings.limits.each and wanted is not None:
            most = self._settings.limits.each
            raise Problem(429, "busy", f"同一个来源同时在问的太多（{most} 个），这一个没有接。", LATER, retry=1)
        return who

    def _by_key(self, scope: Scope, wanted: KeyScope) -> str:
        given = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
        then = "请在请求头里写 Authorization: Bearer 密钥；密钥由管理员用 POLICY_API_KEYS 设置。"
        status = (
            403 if scope["path"] == RETRIEVAL else 401
        )  # Dify registers an address whose key is wrong unless it reads 403
        bearer = _BEARER.fullmatch(given)
        if bearer is None:
            raise Problem(status, "no-key", "没有密钥，或请求头 Authorization 的写法不对。", then, code=KEY_MALFORMED)
        key = self._settings.keys.of(bearer[1])
        if key is None:
            raise Problem(status, "no-key", "密钥不对。", then, code=KEY_UNKNOWN)
        if wanted == "write" and key.scope != "write":
            raise Problem(403, "forbidden", "这个密钥只能读，不能改。", "请换用 write 的密钥。", code=KEY_UNKNOWN)
        return key.name

    def _note(self, scope: Scope, visit: _Visit, who: str) -> None:
        route = getattr(scope.get("route"), "path", "")
        seconds = time.perf_counter() - visit.began
        self._metrics.requests.labels(route, str(visit.status)).inc()
        self._metrics.seconds.labels(route).observe(seconds)
        if scope["path"] in OPEN:
            return  # asked every few seconds by whoever watches
        said = {
            "request": visit.number, "method": scope["method"], "route": route, "status": visit.status,
            "ms": round(1000 * seconds, 1), "who": who, "bytes": visit.taken,
        }  # fmt: skip
        asked = scope.get("state", {}).get("question")
        if self._settings.log_questions and asked is not None:
            said["question"] = asked
        LOG.info("request", extra={"said": said})


def told(error: Exception, scope: Scope) -> Problem:
    """An error as a problem; for one that nobody foresaw a report is written first."""
    known = problem_of(error)
    if known is not None:
        return known
    words = unforeseen.told(error, [scope["method"], scope["path"]], path=False)
    return Problem(500, "unforeseen", words, "请把编号告诉管理员。")


class _Visit:
    """One request on its way: its body with a deadline, its answer with the number of the request."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, limits: Limits) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._deadline = time.monotonic() + limits.receive
        self._most = limits.sheet if scope["path"] == SHEET else limits.body
        self._whole = False
        self.began = time.perf_counter()
        self.taken = 0  # bytes
        self.status = 0  # 0 where the client left before there was one
        given = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
        self.number = given if _NUMBER.fullmatch(given) else uuid.uuid4().hex[:16]

    def refuse_what_is_too_large(self) -> None:
        """Before a byte of it is taken. Raises HTTPException."""
        told = dict(self._scope["headers"]).get(b"content-length", b"")
        if told.isdigit() and int(told[:20]) > self._most:
            raise HTTPException(413)

    async def receive(self) -> Message:
        if self._whole:
            return await self._receive()  # now it waits for the client to leave
        try:
            async with asyncio.timeout(max(0.0, self._deadline - time.monotonic())):
                message = await self._receive()
        except TimeoutError:
            raise TooSlow from None
        self.taken += len(message.get("body", b""))
        if self.taken > self._most:
            raise HTTPException(413)
        self._whole = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": [*message["headers"], (b"x-request-id", self.number.encode())]}
        await self._send(message)

    async def fail(self, problem: Problem) -> None:
        """The problem as the answer; what is unread of the body stays unread."""
        response = problem_response(problem, self._scope["path"], self.number)
        if not self._whole and self._scope["method"] in ("POST", "PUT", "PATCH"):
            response.headers["connection"] = "close"
        await response(self._scope, self._receive, self.send)
