"""Threads that answer: a bounded number at work, a bounded number waiting, none of them for ever, and sources in turns."""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar, cast

from service.problems import LATER, Problem
from service.turns import next_in_turn, seconds_until

T = TypeVar("T")
SHARE = 0.1  # of the newest call in what calls take lately
REMEMBERED = 1000  # sources of which it is known what their calls take


@dataclass(slots=True, eq=False)
class _Call:
    """A call of `who`. `began` is settled when its turn has come, with its future, or with why it is not to come."""

    who: str
    run: Callable[[], Any]
    began: asyncio.Future[asyncio.Future[Any] | Problem]
    at: float = field(default=0.0)


def _settled(run: Callable[[], Any]) -> Any:
    """What `run` returns. A future never settles with StopIteration, and its thread would count for ever."""
    try:
        return run()
    except StopIteration as error:
        raise RuntimeError("StopIteration left a call") from error


class Pool:
    """Calls run in `threads` threads, at most `own` of one source, whose names are given with the calls.

    Sources that wait take turns, however many calls each has waiting. Used from one event loop.
    """

    def __init__(self, threads: int, most: int, wait: float, seconds: float, own: int | None = None) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="answer")
        self._threads, self._most, self._wait, self._seconds = threads, most, wait, seconds
        self._own = threads if own is None else own
        self._running: set[_Call] = set()
        self._lines: dict[str, deque[_Call]] = {}  # the source whose turn is next first
        self._usual: dict[str, float] = {}  # seconds that a call of each source takes lately
        self._usual_of_all = 0.0

    @property
    def inside(self) -> int:
        """Calls at work or waiting."""
        return len(self._running) + sum(map(len, self._lines.values()))

    async def run(self, call: Callable[[], T], who: str = "") -> T:
        """What `call` returns or raises. Raises Problem at once where too many are inside or, by what calls took lately,
        it would wait too long; and later where its turn does not come or it takes too long.

        A call that is given up while it waits is never made. One that is given up later goes on to its end in its
        thread, and counts until then.
        """
        self._let_in(who)
        made = _Call(who, call, asyncio.get_running_loop().create_future())
        self._lines.setdefault(who, deque()).append(made)
        self._begin()
        if not made.began.done():
            try:
                await asyncio.wait([made.began], timeout=2 * self._wait)
            finally:
                if not made.began.done():
                    self._take_out(made)
            if not made.began.done():
                raise Problem(503, "busy", f"等了 {2 * self._wait:g} 秒还没有轮到，没有再等。", LATER, retry=1)
        running = made.began.result()
        if isinstance(running, Problem):
            raise running
        try:
            await asyncio.wait([running], timeout=self._seconds)  # leaves it running, whatever becomes of the wait
            if not running.done():
                words = f"回答用了 {self._seconds:g} 秒还没有完，没有再等。"
                raise Problem(503, "too-long", words, "请把问题写短一些，或稍后再试。", retry=5)
            return cast("T", running.result())
        finally:
            if running.done():  # its callback may come a turn of the loop later than the answer
                self._leave(made, running)

    def _let_in(self, who: str) -> None:
        """Raises Problem where one more call of `who` is too much: 429 where its own calls are, else 503."""
        ahead = self._ahead(who)
        if ahead <= self._wait:
            if self.inside >= self._most and not self._make_room_for(who):
                raise Problem(503, "busy", f"同时在问的太多（{self._most} 个），这一个没有接。", LATER, retry=1)
            return
        seconds = math.ceil(ahead)
        if self._ahead(who, alone=True) > self._wait:
            words = f"同一个来源的问题还没有答完，再接一个要等约 {seconds} 秒，这一个没有接。"
            raise Problem(429, "busy", words, LATER, retry=seconds)
        words = f"前面还有 {self.inside} 个，要等约 {seconds} 秒，这一个没有接。"
        raise Problem(503, "busy", words, LATER, retry=seconds)

    def _ahead(self, who: str, *, alone: bool = False) -> float:
        """Seconds until a further call of `who` would begin; `alone`, were there no other source."""
        now = time.monotonic()
        running = [(one.who, self._left(one, now)) for one in self._running if not alone or one.who == who]
        waiting = {name: len(line) for name, line in self._lines.items() if not alone or name == who}
        return seconds_until(who, running, waiting, self._usual_of, self._threads, self._own)

    def _left(self, one: _Call, now: float) -> float:
        """What is over its time already is likely to take as long again."""
        gone = now - one.at
        usual = self._usual_of(one.who)
        return usual - gone if gone < usual else gone

    def _usual_of(self, who: str) -> float:
        return self._usual.get(who, self._usual_of_all)

    def _make_room_for(self, who: str) -> bool:
        """Send away the last to come of the source that has most waiting, where that is more than `who` has inside."""
        line = max(self._lines.values(), key=len, default=deque[_Call]())
        if len(line) <= len(self._lines.get(who, ())) + sum(one.who == who for one in self._running) + 1:
            return False
        last = line.pop()
        words = f"同时在问的太多（{self._most} 个），先接了别的来源，这一个没有再等。"
        last.began.set_result(Problem(429, "busy", words, LATER, retry=1))
        return True

    def _begin(self) -> None:
        """Set to work whose turn it is, while a thread is free."""
        loop = asyncio.get_running_loop()
        while len(self._running) < self._threads:
            held = Counter(one.who for one in self._running)
            who = next_in_turn(self._lines, held, self._own)
            if who is None:
                return
            line = self._lines.pop(who)
            made = line.popleft()
            if line:
                self._lines[who] = line  # behind all others
            made.at = time.monotonic()
            self._running.add(made)
            future = loop.run_in_executor(self._executor, _settled, made.run)
            future.add_done_callback(partial(self._leave, made))
            made.began.set_result(future)

    def _leave(self, made: _Call, running: asyncio.Future[Any]) -> None:
        if made not in self._running:
            return
        self._running.discard(made)
        took = time.monotonic() - made.at
        usual = self._usual.pop(made.who, self._usual_of_all)
        while len(self._usual) >= REMEMBERED:
            del self._usual[next(iter(self._usual))]
        self._usual[made.who] = usual + SHARE * (took - usual)
        self._usual_of_all += SHARE * (took - self._usual_of_all)
        if not running.cancelled():
            running.exception()  # looked at, so that nobody complains of an error that nobody waited for
            self._begin()

    def _take_out(self, made: _Call) -> None:
        line = self._lines[made.who]
        line.remove(made)
        if not line:
            del self._lines[made.who]

    def close(self) -> None:
        for line in self._lines.values():
            for made in line:
                made.began.set_result(Problem(503, "not-ready", "服务正在关闭。", LATER, retry=5))
        self._lines.clear()
        self._executor.shutdown(wait=False, cancel_futures=True)
