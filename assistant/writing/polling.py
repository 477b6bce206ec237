"""An iterator that may block, read in a thread of its own, so that whoever waits for it can look up in between."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class _End(Generic[T]):
    """The last thing in the queue: what the iterator ended with."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


def polled(pieces: Iterator[T], every: float) -> Generator[T | None]:
    """What `pieces` gives, and None whenever it has given nothing for `every` seconds. Closing this closes `pieces`."""
    arrived: queue.Queue[T | _End[T]] = queue.Queue()
    left = threading.Event()

    def read() -> None:
        error: BaseException | None = None
        try:
            for piece in pieces:
                arrived.put(piece)
                if left.is_set():
                    break
        except BaseException as caught:
            error = caught
        finally:
            close = getattr(pieces, "close", None)
            if close is not None:
                close()
            arrived.put(_End(error))

    threading.Thread(target=read, daemon=True, name="polled").start()
    try:
        while True:
            try:
                piece = arrived.get(timeout=every)
            except queue.Empty:
                yield None
                continue
            if isinstance(piece, _End):
                if piece.error is not None:
                    raise piece.error
                return
            yield piece
    finally:
        left.set()
