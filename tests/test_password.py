"""The administrator's password: what opens, what does not, and what wrong tries cost."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.showing.password import (
    FREE,
    FREE_OF_ALL,
    LONGEST_PAUSE,
    PAUSE_OF_ALL,
    REMEMBERED,
    SETTING,
    Gate,
    counted_as,
    is_configured,
    is_right,
)


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, "松塔 123")


@pytest.mark.parametrize(
    ("given", "right"), [("松塔 123", True), ("松塔 12", False), ("", False), ("松塔 123 ", False), ("\ud800", False)]
)
def test_only_the_password_opens(given: str, right: bool) -> None:
    assert is_right(given) is right


@pytest.mark.parametrize("blank", ["", "  "])
def test_a_blank_password_is_none_and_nothing_opens(blank: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, blank)
    assert not is_configured()
    assert not is_right(blank)


class Watch:
    """Time that passes only where somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def gate(watch: Watch) -> Gate:
    return Gate(lambda: watch.now, watch.sleep)


def test_wrong_tries_make_the_next_ones_slower(gate: Gate, watch: Watch) -> None:
    for _ in range(FREE + 6):
        assert not gate.lets_in("a", "falsch")
    assert watch.slept == [1, 2, 4, 8, 8, 8]
    assert gate.pause("b") == 0
    watch.now += REMEMBERED + 1
    assert gate.pause("a") == 0


def test_a_right_password_is_never_refused_for_wrong_ones_of_others(gate: Gate, watch: Watch) -> None:
    """Not of the same address, which a whole office may share, nor of a thousand others."""
    for _ in range(20):
        gate.lets_in("the office", "falsch")
    for number in range(2000):
        gate.lets_in(str(number), "falsch")
    watch.slept.clear()
    assert gate.lets_in("the office", "松塔 123")
    assert gate.lets_in("a new one", "松塔 123")
    assert sum(watch.slept) <= LONGEST_PAUSE + 2 * PAUSE_OF_ALL


def test_wrong_tries_are_counted_over_all_addresses(gate: Gate, watch: Watch) -> None:
    for number in range(FREE_OF_ALL + 1):
        gate.lets_in(str(number), "falsch")
    assert watch.slept == []
    for number in range(100):
        gate.lets_in(f"other {number}", "falsch")
    assert watch.slept == [PAUSE_OF_ALL] * 100


def test_a_thousand_tries_at_once_pass_one_by_one() -> None:
    """Many connections win nothing: within a tenth of a second of pauses no more is looked at than its pauses allow."""
    asleep, most = 0, 0
    lock = threading.Lock()

    def sleep(_: float) -> None:
        nonlocal asleep, most
        with lock:
            asleep += 1
            most = max(most, asleep)
        time.sleep(0.001)
        with lock:
            asleep -= 1

    gate = Gate(sleep=sleep)
    with ThreadPoolExecutor(32) as pool:
        assert not any(pool.map(lambda _: gate.lets_in("a", "falsch"), range(100)))
    assert most == 1


def test_the_right_one_forgives_the_slips_before(gate: Gate) -> None:
    for _ in range(FREE):
        gate.lets_in("a", "falsch")
    assert gate.lets_in("a", "松塔 123")
    assert not gate.lets_in("a", "falsch")
    assert gate.pause("a") == 0


def test_many_addresses_do_not_fill_the_memory(gate: Gate) -> None:
    for number in range(3000):
        gate.lets_in(str(number), "falsch")
    assert len(gate._wrong) <= 1000


@pytest.mark.parametrize("header", ["X-Forwarded-For", "x-forwarded-for", "Forwarded", "X-Real-IP"])
def test_an_address_that_a_header_claims_is_none_of_its_own(header: str) -> None:
    claimed = {counted_as(f"1.2.3.{number}", {header: f"1.2.3.{number}"}) for number in range(9)}
    assert len(claimed) == 1
