"""What was made of the last few keys: for what is asked for again within one question, or by the next ones."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """At most `most` values by their keys; the one made first goes first.

    Safe to share between threads, which at worst make the same value twice. None is no value.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: dict[K, V] = {}
        self._lock = threading.Lock()

    def __contains__(self, key: K) -> bool:
        return key in self._known

    def __len__(self) -> int:
        return len(self._known)

    def get(self, key: K, make: Callable[[], V]) -> V:
        """What belongs to `key`, made now if it is not among the last few."""
        known = self._known.get(key)
        if known is None:
            known = make()
            self.put(key, known)
        return known

    def put(self, key: K, value: V) -> None:
        with self._lock:
            while len(self._known) >= self._most and key not in self._known:
                del self._known[next(iter(self._known))]
            self._known[key] = value
