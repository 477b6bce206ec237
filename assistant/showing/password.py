"""The administrator's password: set in the environment, compared in constant time; wrong tries are few an hour, for all together.

Before it is compared nobody can tell a right try from a wrong one, so what keeps guessing slow is how many are compared at
all: a budget of wrong ones. While it lasts every try is compared at once and a right one is let in at once; that a try was
wrong is told late, which is what empties the hands of those who guess and leaves the budget to others."""

from __future__ import annotations

import hashlib
import hmac
import os
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Literal

SETTING = "POLICY_ADMIN_PASSWORD"
FREE = 3  # wrong tries of one address that cost nothing: anybody mistypes
LONGEST_PAUSE = 64  # seconds until it is told that a try was wrong
BUDGET = 600.0  # wrong tries of all together that are compared at once,
REFILL = 1.0  # and how many a second after those
PATIENCE = 1.0  # seconds that a try waits for the budget, at most; then it is told that it was not compared
MOST_WAITING = 64  # tries that wait for either, each in a thread of the page; of more, none waits
REMEMBERED = 3600.0  # seconds that a wrong try counts
_REMEMBERED = 1000  # addresses, and browsers that signed in
_COUNTED = 1000  # wrong tries of one address

Outcome = Literal["in", "wrong", "not compared"]


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
    """Lets in who knows the password, without a wait for the wrong tries of others.

    All that is compared and wrong is taken from one budget, whatever address, so that a thousand connections win
    nothing: some ninety thousand a day. A browser that signed in before, known by its visitor's name, is compared beside
    the budget, so that nobody who guesses can keep it out; after FREE wrong tries it is one of all again. Safe to share
    between threads; nothing is held while anybody waits.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._clock, self._sleep, self._chance = clock, sleep, chance
        self._lock = threading.Lock()
        self._wrong: dict[str, deque[float]] = {}  # of an address: when
        self._known: dict[str, int] = {}  # browsers that signed in: their wrong tries since
        self._left, self._at = BUDGET, clock()
        self._waiting = 0

    def pause(self, address: str) -> int:
        """Seconds until a further wrong try from `address` is told to be one."""
        with self._lock:
            return self._pause(address)

    def tries(self, address: str, given: str, browser: str = "") -> Outcome:
        """Whether `given` is the password, or that it was not compared because too many try.

        A right one is told at once, or after PATIENCE where the budget is spent; a wrong one after its pause. `browser` is
        what nobody else can know of the visitor's browser, empty where nothing is.
        """
        if not (self._is_known(browser) or self._may_compare() or self._may_compare_soon()):
            return "not compared"
        if is_right(given):
            with self._lock:
                self._wrong.pop(address, None)
                if browser:
                    self._known.pop(browser, None)
                    _make_room(self._known)
                    self._known[browser] = 0
            return "in"
        self._wait(self._count_wrong(address, browser))
        return "wrong"

    def _is_known(self, browser: str) -> bool:
        """Whether the browser may be compared beside the budget; a try more than it may get wrong is counted before."""
        with self._lock:
            if self._known.get(browser, FREE) >= FREE:
                return False
            self._known[browser] += 1
            return True

    def _may_compare(self) -> bool:
        """Take one from the budget. A right try is not given back: whoever knows the password needs no budget."""
        with self._lock:
            now = self._clock()
            self._left, self._at = min(BUDGET, self._left + REFILL * (now - self._at)), now
            if self._left < 1:
                return False
            self._left -= 1
            return True

    def _may_compare_soon(self) -> bool:
        """At a moment within PATIENCE that nobody can choose: of those who wait, any one may be the next."""
        return self._wait(PATIENCE * self._chance()) and self._may_compare()

    def _wait(self, seconds: float) -> bool:
        """Wait, where not too many wait already; returns whether it did."""
        if not seconds:
            return True
        with self._lock:
            if self._waiting >= MOST_WAITING:
                return False
            self._waiting += 1
        try:
            self._sleep(seconds)
        finally:
            with self._lock:
                self._waiting -= 1
        return True

    def _count_wrong(self, address: str, browser: str) -> float:
        """Count a wrong try; returns the seconds until it is told."""
        with self._lock:
            if self._known.get(browser, FREE) < FREE:  # counted already, and nobody's but its own
                return 0.0
            pause = self._pause(address)
            if address not in self._wrong:
                _make_room(self._wrong)
                self._wrong[address] = deque(maxlen=_COUNTED)
            self._wrong[address].append(self._clock())
            return float(pause)

    def _pause(self, address: str) -> int:
        times, now = self._wrong.get(address, deque()), self._clock()
        while times and now - times[0] > REMEMBERED:
            times.popleft()
        return int(min(LONGEST_PAUSE, 2 ** min(len(times) - FREE, 30))) if len(times) >= FREE else 0


def _make_room(table: dict[str, Any]) -> None:
    """For one more; the one that came first goes."""
    while len(table) >= _REMEMBERED:
        del table[next(iter(table))]
