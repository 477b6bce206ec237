"""Threads that answer: a bounded number at work, a bounded number waiting, and none of them for ever."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from service.problems import LATER, Problem

T = TypeVar("T")
SHARE = 0.1  # of the newest call in what calls take lately


class Pool:
    """Calls run in `threads` threads. Used from one event loop."""

    def __init__(self, threads: int, most: int, wait: float, seconds: float) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="answer")
        self._threads, self._most, self._wait, self._seconds = threads, most, wait, seconds
        self._usual = 0.0  # seconds that a call takes lately
        self.inside = 0  # calls at work or waiting

    async def run(self, call: Callable[[], T]) -> T:
        """What `call` returns or raises. Raises Problem at once where too many are inside or, by what calls took lately,
        it would wait too long; and later where it takes too long.

        A call that is given up goes on to its end in its thread, and counts until then.
        """
        if self.inside >= self._most:
            raise Problem(503, "busy", f"同时在问的太多（{self._most} 个），这一个没有接。", LATER, retry=1)
        ahead = (self.inside - self._threads + 1) / self._threads * self._usual  # seconds until a thread is free
        if ahead > self._wait:
            words = f"前面还有 {self.inside} 个，要等约 {math.ceil(ahead)} 秒，这一个没有接。"
            raise Problem(503, "busy", words, LATER, retry=math.ceil(ahead))
        begin_by = time.monotonic() + 2 * self._wait

        def begun() -> T:
            if time.monotonic() > begin_by:
                raise Problem(503, "busy", f"等了 {2 * self._wait:g} 秒还没有轮到，没有再等。", LATER, retry=1)
            began = time.monotonic()
            try:
                return call()
            finally:
                self._usual += SHARE * (time.monotonic() - began - self._usual)

        self.inside += 1
        running = asyncio.get_running_loop().run_in_executor(self._executor, begun)
        running.add_done_callback(self._leave)
        try:
            return await asyncio.wait_for(asyncio.shield(running), 2 * self._wait + self._seconds)
        except TimeoutError:
            words = f"回答用了 {2 * self._wait + self._seconds:g} 秒还没有完，没有再等。"
            raise Problem(503, "too-long", words, "请把问题写短一些，或稍后再试。", retry=5) from None

    def _leave(self, running: asyncio.Future[T]) -> None:
        self.inside -= 1
        if not running.cancelled():
            running.exception()  # looked at, so that nobody complains of an error that nobody waited for

    def close(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)
