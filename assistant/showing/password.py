"""The administrator's password: set in the environment, compared in constant time; wrong tries make the next ones slower."""

from __future__ import annotations

import hashlib
import hmac
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import nullcontext

SETTING = "POLICY_ADMIN_PASSWORD"
FREE = 3  # wrong tries of one address that cost nothing: anybody mistypes
FREE_OF_ALL = 30  # wrong tries of all addresses together; beyond, each one waits for the one before
LONGEST_PAUSE = 8  # seconds
PAUSE_OF_ALL = 1
REMEMBERED = 3600.0  # seconds that a wrong try counts
_REMEMBERED = 1000  # addresses
_COUNTED = 1000  # wrong tries of one address, or of all


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


def counted_as(address: str | None, headers: Mapping[str, str]) -> str:
    """What tries are counted under: the address that is connected, never one that a header claims.

    The server puts the address of X-Forwarded-For in the place of a local one, and anybody can write that header. All
    who come with one are counted together.

    >>> counted_as("10.0.0.7", {}), counted_as("1.2.3.4", {"X-Forwarded-For": "1.2.3.4"}), counted_as(None, {})
    ('10.0.0.7', 'a proxy', 'this machine')
    """
    if any(name.lower() in ("x-forwarded-for", "forwarded", "x-real-ip") for name in headers):
        return "a proxy"
    return address or "this machine"


class Gate:
    """Lets in who knows the password. Wrong tries, of one address and of all together, make every further one slower.

    Slower, not refused: a right password is let in whoever else tried wrongly, also from the same address, which many
    share. Tries of one address are looked at one after the other, each after its pause, and so are those of all
    addresses once there are many wrong ones; whoever guesses gets about ten thousand tries a day from one address and
    ninety thousand from all. Safe to share between threads.
    """

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self._lock = threading.Lock()  # over the tables, never held while anybody waits
        self._turnstile = threading.Lock()  # of all addresses
        self._wrong: dict[str, _Tries] = {}
        self._all = _Tries()

    def pause(self, address: str) -> int:
        """Seconds that the next try from `address` waits before it is looked at."""
        with self._lock:
            own = self._wrong.get(address)
            wrong = 0 if own is None else own.lately(self._clock())
            return min(LONGEST_PAUSE, 2 ** min(wrong - FREE, 30)) if wrong >= FREE else 0

    def lets_in(self, address: str, given: str) -> bool:
        """Whether `given` is the password; returns after the pause."""
        with self._tries_of(address).turnstile:
            self._sleep_if(self.pause(address))
            with self._turnstile if self._is_attacked() else nullcontext():
                self._sleep_if(PAUSE_OF_ALL if self._is_attacked() else 0)
                right = is_right(given)
        with self._lock:
            if right:
                self._wrong.pop(address, None)
            else:
                now = self._clock()
                self._wrong.setdefault(address, _Tries()).add(now)
                self._all.add(now)
        return right

    def _is_attacked(self) -> bool:
        with self._lock:
            return self._all.lately(self._clock()) > FREE_OF_ALL

    def _tries_of(self, address: str) -> _Tries:
        with self._lock:
            if address not in self._wrong:
                while len(self._wrong) >= _REMEMBERED:
                    del self._wrong[next(iter(self._wrong))]  # the one that came first
                self._wrong[address] = _Tries()
            return self._wrong[address]

    def _sleep_if(self, seconds: float) -> None:
        if seconds:
            self._sleep(seconds)


class _Tries:
    """Wrong tries within the last hour, and the turnstile that those of one address pass one by one."""

    def __init__(self) -> None:
        self.turnstile = threading.Lock()
        self._times: deque[float] = deque(maxlen=_COUNTED)

    def add(self, now: float) -> None:
        self._times.append(now)

    def lately(self, now: float) -> int:
        while self._times and now - self._times[0] > REMEMBERED:
            self._times.popleft()
        return len(self._times)
