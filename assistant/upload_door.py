"""Who may send a file to the server, and how many: asked before a byte of it is taken in. ASGI, no Streamlit.

Streamlit takes an upload of any open session, whether its page shows an uploader or not, and keeps it in memory.
"""

from __future__ import annotations

import re
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from corpus.formats.extract import MAX_BYTES

MOST_FILES = 20  # of one uploader
WINDOW = 600.0  # seconds in which uploads are counted
FILES_IN_WINDOW = 60
BYTES_IN_WINDOW = 8 * MAX_BYTES
_REMEMBERED = 1000  # sessions that signed in
_UPLOAD = re.compile(r"/_stcore/upload_file/([^/]+)/[^/]+/?$")

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class Uploads:
    """The sessions that may upload, and what came lately, of all of them together. Safe to share between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._sessions: dict[str, None] = {}
        self._lately: deque[tuple[float, int]] = deque()  # when a file came, and how many bytes it had at most

    def allow(self, session: str) -> None:
        with self._lock:
            self._sessions.pop(session, None)
            self._sessions[session] = None
            while len(self._sessions) > _REMEMBERED:
                del self._sessions[next(iter(self._sessions))]

    def forbid(self, session: str) -> None:
        with self._lock:
            self._sessions.pop(session, None)

    def refusal(self, session: str, size: int) -> tuple[int, str]:
        """The HTTP status and the reason why a file of `size` bytes is not taken; (0, "") where it is, and counted."""
        with self._lock:
            if session not in self._sessions:
                return 403, "请先登录再上传文件。"
            now = self._clock()
            while self._lately and self._lately[0][0] <= now - WINDOW:
                self._lately.popleft()
            total = size + sum(each for _, each in self._lately)
            if len(self._lately) >= FILES_IN_WINDOW or total > BYTES_IN_WINDOW:
                return 429, "上传得太多太快，请过十分钟再试。"
            self._lately.append((now, size))
            return 0, ""


UPLOADS = Uploads()  # of this server


class UploadDoor:
    """Middleware that turns away what `uploads` refuses."""

    def __init__(self, app: Application, uploads: Uploads = UPLOADS) -> None:
        self._app = app
        self._uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        sent_to = _UPLOAD.search(scope["path"]) if scope["type"] == "http" else None
        if sent_to is not None and scope["method"] not in ("OPTIONS", "DELETE"):
            told = dict(scope["headers"]).get(b"content-length", b"")
            size = int(told) if re.fullmatch(rb"\d{1,15}", told) else MAX_BYTES
            status, why = self._uploads.refusal(sent_to[1], size)
            if status:
                head = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
                await send({"type": "http.response.start", "status": status, "headers": head})
                await send({"type": "http.response.body", "body": why.encode()})
                return
        await self._app(scope, receive, send)
