"""The administrator's password: set in the environment, compared in constant time; wrong tries cost a growing wait."""

from __future__ import annotations

import hashlib
import hmac
import math
import os
import threading
import time
from collections.abc import Callable

SETTING = "POLICY_ADMIN_PASSWORD"
FREE = 3  # wrong tries that cost nothing: anybody mistypes
LONGEST_WAIT = 300  # seconds
_REMEMBERED = 1000  # addresses that tried wrongly


def is_configured() -> bool:
    """Whether a password is set; a blank one is none."""
    return bool(os.environ.get(SETTING, "").strip())


def is_right(given: str) -> bool:
    """Whether `given` is the password. Takes the same time whatever is wrong with it; False where none is set."""
    wanted = os.environ.get(SETTING, "")
    same = hmac.compare_digest(_digest(given), _digest(wanted))
    return same and bool(wanted.strip())


def _digest(words: str) -> bytes:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()


class Gate:
    """Lets in who knows the password. After FREE wrong tries from one address each further one doubles the wait.

    While an address waits, nothing it gives is looked at. Safe to share between threads.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._wrong: dict[str, tuple[int, float]] = {}  # address -> (wrong tries, when the next may come)

    def wait(self, address: str) -> int:
        """Seconds until `address` may try again."""
        until = self._wrong.get(address, (0, 0.0))[1]
        return max(0, math.ceil(until - self._clock()))

    def lets_in(self, address: str, given: str) -> bool:
        with self._lock:
            if self.wait(address):
                return False
            if is_right(given):
                self._wrong.pop(address, None)
                return True
            tries = self._wrong.pop(address, (0, 0.0))[0] + 1
            cost = min(LONGEST_WAIT, 2 ** min(tries - FREE, 30)) if tries > FREE else 0
            if len(self._wrong) >= _REMEMBERED:
                del self._wrong[next(iter(self._wrong))]  # the one that tried longest ago
            self._wrong[address] = (tries, self._clock() + cost)
            return False
