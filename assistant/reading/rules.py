"""One rule of reading: a pattern with a line in which it must fire and one in which it must not. Tables of rules are rows of these."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """`pattern` runs over folded text; tests hold it against `fires` and `spares`. `name` tells it from others of its table."""

    pattern: re.Pattern[str]
    fires: str
    spares: str
    name: str = ""


def rule(pattern: str, fires: str, spares: str, name: str = "") -> Rule:
    """A row of a table. Raises re.error where the pattern is none."""
    return Rule(re.compile(pattern), fires, spares, name)
