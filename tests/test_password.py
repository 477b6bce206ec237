"""The administrator's password: what opens, what does not, and what wrong tries cost."""

from __future__ import annotations

import pytest

from assistant.showing.password import FREE, LONGEST_WAIT, SETTING, Gate, is_configured, is_right


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


def test_wrong_tries_cost_a_growing_wait_and_the_right_one_must_wait_too() -> None:
    now = 0.0
    gate = Gate(lambda: now)
    waits = []
    for _ in range(FREE + 12):
        assert not gate.lets_in("a", "falsch")
        waits.append(gate.wait("a"))
        if waits[-1]:
            assert not gate.lets_in("a", "松塔 123")
        now += waits[-1]
    assert waits[:FREE] == [0] * FREE
    assert waits[FREE : FREE + 3] == [2, 4, 8]
    assert waits[-1] == LONGEST_WAIT
    assert gate.wait("b") == 0
    assert gate.lets_in("a", "松塔 123")
    assert not gate.lets_in("a", "falsch")
    assert gate.wait("a") == 0  # counted from the beginning again


def test_many_addresses_do_not_fill_the_memory() -> None:
    gate = Gate(lambda: 0.0)
    for number in range(3000):
        gate.lets_in(str(number), "falsch")
    assert len(gate._wrong) <= 1000
