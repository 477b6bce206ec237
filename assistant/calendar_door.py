"""/calendar.ics on the page's own server, for calendars to subscribe to: ?place=…&kind=… narrow it. ASGI, no Streamlit."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import date
from urllib.parse import parse_qs

from assistant import unforeseen
from assistant.ask import corpus_identity, open_corpus
from assistant.desk import Desk
from assistant.handing_on.deadlines import KINDS
from assistant.handing_on.of_shelf import calendar_bytes
from assistant.upload_door import Application, Receive, Scope, Send
from corpus.errors import PolicyError
from corpus.parse import Corpus
from index.holdings import Holdings

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
        except Exception as error:
            words = unforeseen.told(error, ["GET", PATH], path=False)
            body, status, kind = words.encode(), 500, b"text/plain; charset=utf-8"
        head = [(b"content-type", kind), (b"cache-control", b"max-age=3600"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": status, "headers": head})
        await send({"type": "http.response.body", "body": body if scope["method"] == "GET" else b""})


def calendar_file(asked: dict[str, list[str]], as_of: date | None = None) -> bytes:
    """The iCalendar file of the places and kinds that an address names."""
    return calendar_of(*_shelf(), asked.get("place", ()), asked.get("kind", ()), as_of or date.today())


def calendar_of(
    corpus: Corpus, held: Holdings | None, places: Collection[str], named: Collection[str], as_of: date
) -> bytes:
    """The iCalendar file of these places, or of all, and of these kinds, or of all but tasks where none is named."""
    kinds = frozenset(kind for kind in KINDS if (kind in named if named else kind != "完成期限"))
    return calendar_bytes(corpus, held, as_of, frozenset(places), kinds)


_READ: dict[str, Corpus] = {}  # the documents as this door read them last, by what they were made from


def _shelf() -> tuple[Corpus, Holdings | None]:
    """What the page answers from, if it has been opened; else the registered documents, the same as long as they are."""
    opened = Desk.latest()
    if opened is not None:
        return opened.corpus, opened.library.holdings
    corpus = open_corpus()
    state = corpus_identity(corpus)
    if state not in _READ:
        _READ.clear()
        _READ[state] = corpus
    return _READ.get(state, corpus), None
