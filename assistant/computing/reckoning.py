"""One thing that a clause may come to, and how bands and figures are named in its working. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from assistant.computing.count import plain
from assistant.computing.scheme import Offer
from corpus.measure import yuan_text
from corpus.quantities.quantities import Stretch


@dataclass(frozen=True, slots=True)
class Reckoning:
    """One thing that a clause may come to: the sum, its working, the offers it rests on, and what is doubtful about it."""

    offers: tuple[Offer, ...]
    yuan: Decimal
    working: str
    used: frozenset[int]
    marks: dict[str, float] = field(default_factory=dict)
    is_plain: bool = False
    months: Decimal | None = None  # for how long the sum is, where it is paid by the month or year

    @property
    def offer(self) -> Offer:
        return self.offers[0]


def named(value: Decimal, unit: str) -> str:
    return yuan_text(value) if unit == "元" else f"{plain(value)}{unit}"


def band_of(bound: Stretch) -> str:
    low = "" if bound.low is None else named(bound.low, bound.unit)
    high = "" if bound.high is None else named(bound.high, bound.unit)
    if low and high:
        return f"{low}至{high}"
    return (f"超过{low}" if bound.low_closed is False else f"{low}以上") if low else f"{high}以下"
