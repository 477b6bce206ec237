"""Who asks, while a request is answered: the name of its key, or its address. Set by the door, read where threads are shared out."""

from __future__ import annotations

from contextvars import ContextVar

WHO: ContextVar[str] = ContextVar("who", default="")
