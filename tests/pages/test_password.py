"""The administrator's password: what opens, what does not, and what wrong tries cost."""

from __future__ import annotations

import heapq
import threading
from collections.abc import Callable

import pytest

from assistant.showing.password import (
    BUDGET,
    FREE,
    LONGEST_PAUSE,
    MOST_WAITING,
    PATIENCE,
    REFILL,
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


class Crowd:
    """Threads on a clock of their own, which goes on where all of them sleep: an hour of them takes a moment."""

    def __init__(self) -> None:
        self.now = 0.0
        self._turn = threading.Lock()
        self._asleep: list[tuple[float, int, threading.Event]] = []
        self._awake = 0
        self._number = 0

    def sleep(self, seconds: float) -> None:
        woken = threading.Event()
        with self._turn:
            self._number += 1
            heapq.heappush(self._asleep, (self.now + seconds, self._number, woken))
            self._awake -= 1
            self._go_on()
        assert woken.wait(300)

    def _go_on(self) -> None:
        if self._awake == 0 and self._asleep:
            self.now, _, woken = heapq.heappop(self._asleep)
            self._awake = 1
            woken.set()

    def run(self, parts: list[Callable[[], None]]) -> None:
        def played(part: Callable[[], None]) -> None:
            try:
                part()
            finally:
                with self._turn:
                    self._awake -= 1
                    self._go_on()

        threads = [threading.Thread(target=played, args=(part,)) for part in parts]
        self._awake = len(threads)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(300)
        assert not any(thread.is_alive() for thread in threads)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def gate(watch: Watch) -> Gate:
    return Gate(lambda: watch.now, watch.sleep)


def test_that_a_try_was_wrong_is_told_later_and_later(gate: Gate, watch: Watch) -> None:
    for _ in range(FREE + 8):
        assert gate.tries("a", "falsch") == "wrong"
    assert watch.slept == [1, 2, 4, 8, 16, 32, 64, 64]
    assert gate.pause("b") == 0
    watch.now += REMEMBERED + 1
    assert gate.pause("a") == 0


def guessing(crowd: Crowd, gate: Gate, until: float, counted: list[str], at_least: float = 0.0) -> Callable[[], None]:
    """Somebody who tries again as soon as he is told, all under the address that a proxy gives to everybody."""

    def part() -> None:
        while crowd.now < until:
            counted.append(gate.tries("a proxy", "falsch"))
            if at_least:
                crowd.sleep(at_least)

    return part


@pytest.mark.parametrize("address", ["a proxy", "10.0.0.9"])
def test_fifty_who_guess_do_not_keep_the_right_one_waiting(address: str) -> None:
    """For an hour, behind one proxy, each trying again at once: whoever knows the password is let in at any moment."""
    crowd, told, waited = Crowd(), list[str](), list[tuple[str, float]]()
    gate = Gate(lambda: crowd.now, crowd.sleep)

    def administrator() -> None:
        for _ in range(60):
            crowd.sleep(59.0)
            began = crowd.now
            waited.append((gate.tries(address, "松塔 123"), crowd.now - began))

    crowd.run([*[guessing(crowd, gate, 3600.0, told) for _ in range(50)], administrator])
    assert {outcome for outcome, _ in waited} == {"in"}
    assert max(seconds for _, seconds in waited) <= PATIENCE
    assert "in" not in told
    assert told.count("wrong") <= BUDGET + REFILL * 3700


def test_whoever_floods_the_door_gets_no_more_than_the_budget_and_keeps_no_known_browser_out() -> None:
    """A hundred who ask again and again: more than the door compares. Whoever is right is told something within a second."""
    crowd, told, waited = Crowd(), list[str](), list[tuple[str, str, float]]()
    gate = Gate(lambda: crowd.now, crowd.sleep)
    assert gate.tries("a proxy", "松塔 123", "known browser") == "in"

    def administrator(browser: str) -> Callable[[], None]:
        def part() -> None:
            for _ in range(10):
                crowd.sleep(2.0)
                began = crowd.now
                waited.append((browser, gate.tries("a proxy", "松塔 123", browser), crowd.now - began))

        return part

    flood = [guessing(crowd, gate, 22.0, told, at_least=0.1) for _ in range(100)]
    crowd.run([*flood, administrator("known browser"), administrator("")])
    assert {outcome for browser, outcome, _ in waited if browser} == {"in"}
    assert {outcome for _, outcome, _ in waited} <= {"in", "not compared"}
    assert max(seconds for _, _, seconds in waited) <= PATIENCE
    assert "not compared" in told
    assert told.count("wrong") <= BUDGET + REFILL * (22.0 + 2 * LONGEST_PAUSE)


def test_a_browser_that_signed_in_once_is_no_way_around_the_budget(gate: Gate, watch: Watch) -> None:
    assert gate.tries("a", "松塔 123", "stolen") == "in"
    outcomes = [gate.tries(str(number), "falsch", "stolen") for number in range(FREE + int(BUDGET) + 2000)]
    assert outcomes.count("wrong") <= FREE + BUDGET + REFILL * watch.now
    assert "not compared" in outcomes


def test_no_more_wait_than_the_page_has_threads_for() -> None:
    asleep, most, go_on = 0, 0, threading.Event()
    lock = threading.Lock()

    def sleep(_: float) -> None:
        nonlocal asleep, most
        with lock:
            asleep += 1
            most = max(most, asleep)
        go_on.wait(10)

    gate = Gate(sleep=sleep)
    threads = [threading.Thread(target=gate.tries, args=("a", "falsch")) for _ in range(3 * MOST_WAITING)]
    for thread in threads:
        thread.start()
    while sum(thread.is_alive() for thread in threads) > MOST_WAITING:
        pass
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert most == MOST_WAITING


def test_the_right_one_forgives_the_slips_before(gate: Gate) -> None:
    for _ in range(FREE):
        gate.tries("a", "falsch")
    assert gate.tries("a", "松塔 123") == "in"
    assert gate.tries("a", "falsch") == "wrong"
    assert gate.pause("a") == 0


def test_many_addresses_do_not_fill_the_memory(gate: Gate, watch: Watch) -> None:
    for number in range(3000):
        gate.tries(str(number), "falsch")
        watch.now += 10
        gate.tries("a", "松塔 123", str(number))
    assert len(gate._wrong) <= 1000
    assert len(gate._known) <= 1000


@pytest.mark.parametrize("header", ["X-Forwarded-For", "x-forwarded-for", "Forwarded", "X-Real-IP"])
def test_an_address_that_a_header_claims_is_none_of_its_own(header: str) -> None:
    claimed = {counted_as(f"1.2.3.{number}", {header: f"1.2.3.{number}"}) for number in range(9)}
    assert len(claimed) == 1
