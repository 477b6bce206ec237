"""Pages that other rooms offer, found by the entry point group `policy.pages`: nothing here imports the examination."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points

GROUP = "policy.pages"


@dataclass(frozen=True, slots=True)
class OfferedPage:
    """A page as the application takes it in: its name, its part of the address, its icon, and what draws it."""

    title: str
    address: str
    icon: str
    draw: Callable[[], None]


@cache
def offered_pages() -> tuple[OfferedPage, ...]:
    """The pages registered on this machine, in the order of their names; read once, for reading takes a moment."""
    return tuple(entry.load() for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name))
