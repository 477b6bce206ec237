"""What is worked out of a whole shelf, once for each state of it: a page that is drawn again and a door that is asked again
find it made.

A change of the library makes another corpus, and whatever was derived from the one before goes with it. So the very
object is the key: it cannot be stale, and asking costs nothing.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

S = TypeVar("S")
T = TypeVar("T")

STATES = 4  # shelves of which something is kept: that of today, and those that open conversations were answered from
RECENT = 8  # results of one function for one shelf: days, filters


@dataclass(slots=True, eq=False)
class _Slot:
    """One result; its lock keeps two visitors from working out the same thing at the same time."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    made: bool = False
    value: object = None


@dataclass(slots=True, eq=False)
class _State:
    of: object  # held, so that its id is nobody else's
    slots: dict[Hashable, OrderedDict[Hashable, _Slot]] = field(default_factory=dict)


_STATES: OrderedDict[int, _State] = OrderedDict()
_LOCK = threading.Lock()


def once(of: S, make: Callable[..., T], *given: Hashable) -> T:
    """`make(of, *given)`, worked out at the first call for this very object; `make` is a function of a module.

    Of each function the last RECENT results are kept. One that raises is tried again.
    """
    slot = _slot(of, make, given)
    with slot.lock:
        if not slot.made:
            slot.value = make(of, *given)
            slot.made = True
    return cast("T", slot.value)


def _slot(of: object, make: Hashable, given: tuple[Any, ...]) -> _Slot:
    with _LOCK:
        state = _STATES.setdefault(id(of), _State(of))
        _STATES.move_to_end(id(of))
        while len(_STATES) > STATES:
            _STATES.popitem(last=False)
        slots = state.slots.setdefault(make, OrderedDict())
        slot = slots.setdefault(given, _Slot())
        slots.move_to_end(given)
        while len(slots) > RECENT:
            slots.popitem(last=False)
        return slot
