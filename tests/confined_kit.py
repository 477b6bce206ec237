"""What the child process of corpus/formats/confined.py is asked to do in its tests. It imports little: each child imports it anew."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from corpus import errors
from corpus.errors import UsageError
from corpus.formats import confined
from corpus.measure import Span


def doubled(number: int) -> int:
    return 2 * number


def child() -> int:
    return os.getpid()


def greedy() -> int:
    return len(bytearray(4 * confined.MEMORY))


def endless() -> None:
    while True:
        pass


def asleep() -> None:
    time.sleep(60)


def crashing() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def wrong() -> None:
    raise UsageError("按约定的句子")


def unforeseen() -> None:
    raise ZeroDivisionError("nobody thought of this")


def refused(name: str) -> None:
    raise getattr(errors, name)(f"{name}：第 1 行 \udcff")


@dataclass(frozen=True, slots=True)
class Found:
    """Of every kind of value that a reader may give back."""

    span: Span
    sum: Decimal
    day: date | None
    words: tuple[tuple[str, str], ...]
    share: float = 0.1


def found() -> tuple[Found, ...]:
    return (
        Found(Span(1, 2), Decimal("1E+5"), date(2020, 2, 29), (("零宽\u200b", "\0\n😀"),)),
        Found(Span(0, 0), Decimal(0), None, ()),
    )


def chattering() -> str:
    print("not an answer")  # noqa: T201
    os.write(1, b"nor this")
    return "answer"


def told(number: int, name: str = "甲", parts: tuple[Found, ...] = (), raw: bytes = b"") -> tuple[str, ...]:
    return (str(number), name, repr(parts), raw.hex())


def untyped(number) -> int:  # type: ignore[no-untyped-def]
    return number
