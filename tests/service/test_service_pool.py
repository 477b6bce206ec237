"""The threads that answer: how many wait, for how long, and what is told to those who would wait longer."""

from __future__ import annotations

import asyncio
import threading
import time
from functools import partial

import pytest

from service.keys import keys_from
from service.pool import Pool
from service.problems import Problem
from service.settings import Settings


@pytest.mark.deep
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
        assert (refused.value.status, refused.value.kind) == (429, "busy")  # all of them are its own
        assert refused.value.retry
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


def test_a_call_that_finds_nothing_next_gives_its_thread_back() -> None:
    """A future never settles with StopIteration: two such calls held both threads until the next start."""

    async def go() -> None:
        pool = Pool(threads=1, most=1, wait=1.0, seconds=1.0)
        for _ in range(3):
            with pytest.raises(RuntimeError):
                await pool.run(lambda: next(iter(())))
        assert pool.inside == 0
        pool.close()

    asyncio.run(go())


def test_one_source_does_not_hold_all_threads_nor_all_turns() -> None:
    """Sixty calls of one key that take long: another key is answered at once, in the thread that nobody may hold."""

    async def go() -> None:
        pool, gate = Pool(threads=2, most=99, wait=5.0, seconds=30.0, own=1), threading.Event()
        greedy = [asyncio.ensure_future(pool.run(gate.wait, "greedy")) for _ in range(60)]
        await asyncio.sleep(0.05)
        for _ in range(5):
            assert await asyncio.wait_for(pool.run(lambda: "answered", "other"), 2) == "answered"
        assert not any(one.done() for one in greedy)
        gate.set()
        await asyncio.gather(*greedy)
        assert pool.inside == 0
        pool.close()

    asyncio.run(go())


def test_sources_that_wait_take_turns() -> None:
    async def go() -> list[str]:
        pool, gate, told = Pool(threads=1, most=99, wait=5.0, seconds=30.0), threading.Event(), list[str]()
        first = asyncio.ensure_future(pool.run(gate.wait, "a"))
        await asyncio.sleep(0)
        names = [*["a"] * 5, *["b"] * 2, "c"]
        waiting = [asyncio.ensure_future(pool.run(partial(told.append, name), name)) for name in names]
        await asyncio.sleep(0.05)
        gate.set()
        await asyncio.gather(first, *waiting)
        pool.close()
        return told

    assert asyncio.run(go()) == ["a", "b", "c", "a", "b", "a", "a", "a"]


def test_whoever_waits_behind_a_thread_that_does_not_come_back_is_told_in_time() -> None:
    """The wait ends when it ends, not when a thread is free at last; what was given up is never made."""

    async def go() -> None:
        pool, gate, made = Pool(threads=1, most=99, wait=0.1, seconds=30.0), threading.Event(), list[int]()
        held = asyncio.ensure_future(pool.run(gate.wait, "a"))
        await asyncio.sleep(0)
        began = time.monotonic()
        with pytest.raises(Problem) as refused:
            await pool.run(lambda: made.append(1), "b")
        assert time.monotonic() - began < 5
        assert (refused.value.status, refused.value.retry) == (503, 1)
        began = time.monotonic()
        with pytest.raises(Problem) as at_once:  # by now it is known that the one at work takes long
            await pool.run(lambda: made.append(2), "b")
        assert time.monotonic() - began < 0.1
        assert (at_once.value.status, at_once.value.kind) == (503, "busy")
        gate.set()
        await held
        assert await pool.run(lambda: "answered", "b") == "answered"
        assert made == []
        pool.close()

    asyncio.run(go())


def test_where_it_is_full_a_source_with_less_takes_the_place_of_one_with_more() -> None:
    async def go() -> None:
        pool, gate = Pool(threads=1, most=4, wait=5.0, seconds=30.0), threading.Event()
        greedy = [asyncio.ensure_future(pool.run(gate.wait, "greedy")) for _ in range(4)]
        await asyncio.sleep(0.02)
        other = asyncio.ensure_future(pool.run(lambda: "answered", "other"))
        await asyncio.sleep(0.02)
        with pytest.raises(Problem) as sent_away:
            await greedy.pop()
        assert sent_away.value.status == 429
        with pytest.raises(Problem) as full:  # it has no more right than the others
            await pool.run(gate.wait, "greedy")
        assert full.value.status == 503
        gate.set()
        assert await other == "answered"
        await asyncio.gather(*greedy)
        assert pool.inside == 0
        pool.close()

    asyncio.run(go())


def test_a_client_that_leaves_while_it_waits_costs_nothing() -> None:
    async def go() -> None:
        pool, gate, made = Pool(threads=1, most=9, wait=5.0, seconds=30.0), threading.Event(), list[int]()
        held = asyncio.ensure_future(pool.run(gate.wait, "a"))
        await asyncio.sleep(0.02)
        left = asyncio.ensure_future(pool.run(lambda: made.append(1), "b"))
        await asyncio.sleep(0.02)
        left.cancel()
        await asyncio.sleep(0.02)
        assert pool.inside == 1
        gate.set()
        await held
        assert made == []
        pool.close()

    asyncio.run(go())


@pytest.mark.parametrize(
    ("keys", "host", "several"),
    [("", "127.0.0.1", False), ("", "0.0.0.0", True), ("read:a-key-of-the-tests", "0.0.0.0", False),
     ("read:a-key-of-the-tests,read:b-key-of-the-tests", "127.0.0.1", True)],
)  # fmt: skip
def test_a_thread_is_spared_where_somebody_else_may_come(keys: str, host: str, several: bool) -> None:
    assert Settings(host=host, keys=keys_from({"POLICY_API_KEYS": keys})).has_several_sources is several
