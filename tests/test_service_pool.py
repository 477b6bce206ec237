"""The threads that answer: how many wait, for how long, and what is told to those who would wait longer."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from service.pool import Pool
from service.problems import Problem


def test_whoever_would_wait_too_long_is_told_so_at_once() -> None:
    async def go() -> None:
        pool, gate = Pool(threads=1, most=99, wait=0.3, seconds=30.0), threading.Event()
        for _ in range(60):  # by now it is known that a call takes some 10 ms
            await pool.run(lambda: time.sleep(0.01))
        waiting = [asyncio.ensure_future(pool.run(gate.wait))]
        began = time.monotonic()
        while not waiting[-1].done():  # nobody has been answered, so the first to be done was refused
            waiting.append(asyncio.ensure_future(pool.run(gate.wait)))
            await asyncio.sleep(0)
        assert time.monotonic() - began < 10
        with pytest.raises(Problem) as refused:
            waiting.pop().result()
        assert (refused.value.status, refused.value.kind) == (503, "busy")
        assert 1 < len(waiting) < 99
        gate.set()
        await asyncio.gather(*waiting, return_exceptions=True)
        assert pool.inside == 0
        assert await pool.run(lambda: "answered") == "answered"
        pool.close()

    asyncio.run(go())


def test_what_a_call_raises_is_raised_and_leaves_no_trace() -> None:
    def broken() -> None:
        raise KeyError("a")

    async def go() -> None:
        pool = Pool(threads=1, most=1, wait=1.0, seconds=1.0)
        for _ in range(3):
            with pytest.raises(KeyError):
                await pool.run(broken)
        assert pool.inside == 0
        pool.close()

    asyncio.run(go())
