"""Which texts each pattern of some modules really reads: while it is watched, what stands for it notes every text."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass
from types import ModuleType
from typing import Any

from assistant.reading.rules import Rule

_READING = frozenset({"search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split"})
_TEXT_AT = {"sub": 1, "subn": 1}
_ROOMS = ("assistant", "corpus", "index", "eval")
Reading = tuple[str, str, tuple[int, ...]]  # method, text, further places (pos, endpos)


@dataclass(eq=False)
class Watched:
    """One pattern, by the module and name that hold it; what it read, each reading once.

    `placed` says whether anybody looked where it fired, beyond whether; `rule` is the row that it belongs to.
    """

    module: str
    name: str
    pattern: re.Pattern[str]
    rule: Rule | None = None
    placed: bool = False
    readings: dict[Reading, None] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        """The pattern's own method or value; a method that reads notes its text first."""
        inner = getattr(self.pattern, name)
        if name not in _READING:
            return inner

        def read(*given: Any, **named: Any) -> Any:
            at = _TEXT_AT.get(name, 0)
            places = given[at + 1 :] if at == 0 and name != "split" else ()
            self.readings[name, given[at], tuple(places)] = None
            found = inner(*given, **named)
            return _Match(self, found) if isinstance(found, re.Match) else found

        return read


class _Match:
    """A match that tells its pattern once anybody asks it for more than that it is there."""

    def __init__(self, of: Watched, found: re.Match[str]) -> None:
        self._of, self._found = of, found

    def __getattr__(self, name: str) -> Any:
        self._of.placed = True
        return getattr(self._found, name)

    def __getitem__(self, group: int | str) -> Any:
        self._of.placed = True
        return self._found[group]


@contextmanager
def watching(modules: Sequence[ModuleType]) -> Iterator[list[Watched]]:
    """Within, every pattern that a name of `modules` holds, also in tables and rows, notes what it reads.

    A pattern made within a function, or held by a default value or a cache, is not seen.
    """
    watched: dict[int, Watched] = {}
    for module in modules:
        for path, pattern, rule in patterns_of(module):
            watched.setdefault(id(pattern), Watched(module.__name__, path, pattern, rule))
    undo: list[Callable[[], None]] = []
    made: dict[int, Any] = {}
    for module in [one for name, one in list(sys.modules.items()) if name.split(".")[0] in _ROOMS]:
        for name, value in list(vars(module).items()):
            if not name.startswith("__") and (changed := _exchanged(value, watched, made, undo)) is not value:
                undo.append(lambda module=module, name=name, value=value: setattr(module, name, value))  # type: ignore[misc]
                setattr(module, name, changed)
    try:
        yield list(watched.values())
    finally:
        for step in reversed(undo):
            step()


def patterns_of(module: ModuleType) -> Iterator[tuple[str, re.Pattern[str], Rule | None]]:
    """Every pattern that the names of a module hold, with the path to it and the row that it belongs to."""
    for name, value in list(vars(module).items()):
        yield from _patterns(value, name)


def _patterns(value: Any, path: str) -> Iterator[tuple[str, re.Pattern[str], Rule | None]]:
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield path, value, None
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _patterns(one, f"{path}[{key}]")
    elif isinstance(value, tuple | list):
        for number, one in enumerate(value):
            yield from _patterns(one, f"{path}[{number}]")
    elif isinstance(value, Rule):
        yield path, value.pattern, value
    elif _is_record(value):
        for each in fields(value):
            yield from _patterns(getattr(value, each.name), f"{path}.{each.name}")
    elif isinstance(getattr(value, "__self__", None), re.Pattern):
        yield path, value.__self__, None


def _exchanged(value: Any, watched: dict[int, Watched], made: dict[int, Any], undo: list[Callable[[], None]]) -> Any:
    """`value` with what is watched in the place of its patterns; itself where it holds none."""
    if isinstance(value, Watched):
        return value  # a table that two modules hold is met twice
    if id(value) in watched:
        return watched[id(value)]
    if isinstance(inner := getattr(value, "__self__", None), re.Pattern) and id(inner) in watched:
        return getattr(watched[id(inner)], value.__name__)
    if isinstance(value, dict) and value:
        for key, one in list(value.items()):
            if (changed := _exchanged(one, watched, made, undo)) is not one:
                undo.append(lambda value=value, key=key, one=one: value.__setitem__(key, one))  # type: ignore[misc]
                value[key] = changed
    elif isinstance(value, tuple | list) and type(value) in (tuple, list):
        if id(value) not in made:
            parts = [_exchanged(one, watched, made, undo) for one in value]
            same = all(part is one for part, one in zip(parts, value, strict=True))
            made[id(value)] = value if same else type(value)(parts)
        return made[id(value)]
    elif _is_record(value):
        for each in fields(value):
            one = getattr(value, each.name)
            if (changed := _exchanged(one, watched, made, undo)) is not one:
                undo.append(lambda value=value, each=each, one=one: object.__setattr__(value, each.name, one))  # type: ignore[misc]
                object.__setattr__(value, each.name, changed)
    return value


def _is_record(value: Any) -> bool:
    """Whether it is a frozen dataclass of ours that may hold a pattern."""
    return is_dataclass(value) and not isinstance(value, type) and type(value).__module__.split(".")[0] in _ROOMS
