"""A visitor without an account: a random name in a cookie that scripts cannot read, given with the first page. ASGI, no Streamlit.

It tells a visitor's own conversations from those of others, and nothing else; another browser is another visitor.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping, MutableMapping
from typing import Any

from assistant.upload_door import Application, Receive, Scope, Send

COOKIE = "policy_visitor"
A_YEAR = 365 * 24 * 3600  # seconds
_NAME = re.compile(r"[A-Za-z0-9_-]{22}")
_GIVEN = re.compile(rf"(?:^|;\s*){COOKIE}=([^;]*)")


class VisitorCookie:
    """Middleware that gives every new visitor of a page a name."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or _named(scope):
            await self._app(scope, receive, send)
            return

        async def named(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start" and _is_page(message):
                secure = "; Secure" if scope.get("scheme") == "https" else ""
                value = (
                    f"{COOKIE}={secrets.token_urlsafe(16)}; Path=/; Max-Age={A_YEAR}; HttpOnly; SameSite=Lax{secure}"
                )
                message = {**message, "headers": [*message.get("headers", []), (b"set-cookie", value.encode())]}
            await send(message)

        await self._app(scope, receive, named)


def visitor_of(cookies: Mapping[str, str]) -> str:
    """Whose conversations are shown: a digest of the name, so that the file holds no cookie. Empty without one."""
    name = cookies.get(COOKIE)
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        return ""
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def _named(scope: Scope) -> bool:
    cookies = ";".join(value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie")
    found = _GIVEN.search(cookies)
    return found is not None and _NAME.fullmatch(found[1]) is not None


def _is_page(message: Mapping[str, Any]) -> bool:
    kinds = [value for name, value in message.get("headers", []) if name.lower() == b"content-type"]
    return message["status"] == 200 and any(kind.startswith(b"text/html") for kind in kinds)
