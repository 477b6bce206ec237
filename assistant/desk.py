"""The one assistant that answers for all visitors of a server, opened once and exchanged whole."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from assistant import ask
from assistant.ask import Assistant
from corpus.errors import UsageError


class Desk:
    """Who asks for the assistant keeps the one that was there: an exchange changes no question that is being answered."""

    _latest: ClassVar[weakref.ref[Desk] | None] = None

    def __init__(self) -> None:
        self._assistant: Assistant | None = None
        self._opening = threading.Lock()
        self._changing = threading.Lock()
        Desk._latest = weakref.ref(self)

    @classmethod
    def latest(cls) -> Assistant | None:
        """The assistant of the desk that this process made last, for those who do not sit at it; None where it is not open."""
        desk = cls._latest() if cls._latest is not None else None
        return desk._assistant if desk is not None else None

    @property
    def is_open(self) -> bool:
        return self._assistant is not None

    def opened(self) -> Assistant:
        """The assistant, its model loaded: the first question must not wait for it. Raises as `open_assistant` does."""
        with self._opening:
            if self._assistant is None:
                assistant = ask.open_assistant()
                assistant.warm()
                self._assistant = assistant
            return self._assistant

    def exchange(self, assistant: Assistant) -> None:
        self._assistant = assistant

    @contextmanager
    def changing(self) -> Iterator[None]:
        """One change of the library at a time. Raises UsageError at once where another is under way."""
        if not self._changing.acquire(blocking=False):
            raise UsageError("另一位管理员正在改动文件库，请等它完成后再试。")
        try:
            yield
        finally:
            self._changing.release()
