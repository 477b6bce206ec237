"""Keeps the assistant that answers: opened once, and exchanged whole when another index has taken the place of its own.

A request takes the assistant when it begins and keeps it to its end, so it sees one index and never half of another.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from assistant import ask
from assistant.ask import Assistant
from corpus.errors import IndexMissing, PolicyError, StaleIndex
from index import store
from service.problems import LATER, Problem

LOG = logging.getLogger("service")
RETRY = 15.0  # seconds after an opening that failed, while nothing has changed since

Stamp = tuple[int, int, int] | None


class Keeper:
    """Opens in a thread of its own and looks every `watch` seconds whether there is another index. Safe to share."""

    def __init__(self, watch: float = 2.0, opened: Callable[[], Assistant] | None = None) -> None:
        self._watch = watch
        self._open = opened or open_or_build
        self._stop = threading.Event()
        self._looking = threading.Lock()
        self._stamp: Stamp = None
        self._assistant: Assistant | None = None
        self.problem: str | None = None  # why the last opening failed; what answered before still does
        self.exchanges = 0

    def assistant(self) -> Assistant:
        """The assistant that answers now. Raises Problem while there is none."""
        if self._assistant is None:
            words = self.problem or "正在载入文件、索引和模型。"
            raise Problem(503, "not-ready", words, LATER, retry=2)
        return self._assistant

    @property
    def is_ready(self) -> bool:
        return self._assistant is not None

    def start(self) -> None:
        threading.Thread(target=self._keep, name="keeper", daemon=True).start()

    def stop(self) -> None:
        self._stop.set()

    def look(self, always: bool = False) -> bool:
        """Open what stands in the index folder if it is another one than what answers, or `always`; whether it was.

        Raises what `open_assistant` raises; what answered before goes on.
        """
        with self._looking:
            stamp = index_stamp()
            if self._assistant is not None and stamp == self._stamp and not always:
                return False
            try:
                assistant = self._open() if self._assistant is None else ask.open_assistant()
                assistant.warm()
            except PolicyError as error:
                self.problem = str(error)
                raise
            self.take(assistant, index_stamp() if self._assistant is None else stamp)
            return True

    def take(self, assistant: Assistant, stamp: Stamp) -> None:
        """From now on `assistant` answers."""
        self.exchanges += self._assistant is not None
        self._assistant, self._stamp, self.problem = assistant, stamp, None
        LOG.info("opened", extra={"said": {"documents": len(assistant.corpus.documents), "stamp": str(stamp)}})
        for each in assistant.corpus.omitted:
            LOG.warning("a document is left out", extra={"said": {"title": each.document.title, "why": each.why}})

    def _keep(self) -> None:
        failed: tuple[Stamp, float] | None = None  # on what, and when it is tried again
        while not self._stop.is_set():
            stamp = index_stamp()
            wanted = self._assistant is None or stamp != self._stamp
            if wanted and (failed is None or stamp != failed[0] or time.monotonic() >= failed[1]):
                try:
                    self.look()
                    failed = None
                except Exception as error:  # it must go on looking: what answers now still does
                    failed = stamp, time.monotonic() + RETRY
                    known = isinstance(error, PolicyError)
                    LOG.warning("not opened", exc_info=not known, extra={"said": {"why": str(error)}})
            self._stop.wait(self._watch)


def index_stamp() -> Stamp:
    """What tells one saved index from another; None where there is none."""
    try:
        found = (ask.index_folder() / store.MANIFEST).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def open_or_build() -> Assistant:
    """The assistant, over an index made now where there is none or it is stale. Raises as `open_assistant` does."""
    try:
        return ask.open_assistant()
    except (IndexMissing, StaleIndex) as why:
        LOG.info("building the index", extra={"said": {"why": str(why)}})
        ask.build_index(ask.open_corpus())
        return ask.open_assistant()
