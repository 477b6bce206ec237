"""/calendar.ics on the page's own server, for calendars to subscribe to: ?place=…&kind=… narrow it. ASGI, no Streamlit."""

from __future__ import annotations

import asyncio
from datetime import date
from urllib.parse import parse_qs

from assistant.ask import open_corpus
from assistant.desk import Desk
from assistant.handing_on.deadlines import KINDS, calendar_of, ics_bytes
from assistant.upload_door import Application, Receive, Scope, Send
from corpus.errors import PolicyError
from corpus.parse import Corpus

PATH = "/calendar.ics"


class CalendarDoor:
    """Middleware that answers PATH and leaves all else to the application."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        asked = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        try:
            body, status, kind = await asyncio.to_thread(calendar_file, asked), 200, b"text/calendar; charset=utf-8"
        except PolicyError as problem:
            body, status, kind = str(problem).encode(), 503, b"text/plain; charset=utf-8"
        head = [(b"content-type", kind), (b"cache-control", b"max-age=3600"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": status, "headers": head})
        await send({"type": "http.response.body", "body": body if scope["method"] == "GET" else b""})


def calendar_file(asked: dict[str, list[str]], as_of: date | None = None) -> bytes:
    """The iCalendar file of the places and kinds asked for; all kinds but tasks where none is named."""
    day = as_of or date.today()
    corpus = _corpus()
    places, kinds = set(asked.get("place", ())), set(asked.get("kind", ())) or set(KINDS) - {"完成期限"}
    entries = calendar_of(corpus.documents, corpus.units, day)
    chosen = [each for each in entries if each.kind in kinds and (not places or each.place in places)]
    return ics_bytes(chosen, day, "政策申报日历" + (f"（{'、'.join(sorted(places))}）" if places else ""))


def _corpus() -> Corpus:
    """What the page answers from, if it has been opened; else the registered documents, read now."""
    opened = Desk.latest()
    return opened.corpus if opened is not None else open_corpus()
