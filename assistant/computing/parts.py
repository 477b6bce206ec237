"""Shares told part by part: 按10%；其中500万元以上部分按15%. Every part of a sum at its own rate, or why not. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.computing.asked import Asked
from assistant.computing.count import Count, rounded
from assistant.computing.scheme import SAID_BEFORE, Offer
from assistant.computing.shares import shares_of
from corpus.measure import yuan_text
from corpus.quantities.quantities import quantities

_FIRST = re.compile(r"(?:以[内下]|不超过[^,。;]{1,14}|不满[^,。;]{1,14})的?部分")
_NOT_BY_ONE = frozenset({"timed", "shared out", "priced", "yearly share"})  # worked out of more than one figure


@dataclass(frozen=True, slots=True)
class Part:
    """What lies above `low`, up to the next part, at the rate of its offer; the last goes up to `high`, where it says so."""

    low: Decimal
    offer: Offer
    high: Decimal | None = None


def is_part(offer: Offer) -> bool:
    """Whether a share is paid only on what lies above a sum."""
    return offer.kind == "share" and offer.beyond is not None


def parts_of(offers: Sequence[Offer], at: int) -> tuple[Part, ...] | None:
    """The share at `at` with the parts above it, lowest first; () where it has none, None where they cannot be read.

    They are read where each tells its own lower bound, begins where the one before ends, and none is paid beside the
    whole (另, 再).
    """
    first, last = offers[at], offers[at]
    if first.kind != "share":
        return ()
    if not is_part(first):
        found = [Part(Decimal(0), first, _high_of(first))]
    elif (low := _lowest(offers, at)) is not None:
        found = [Part(low, first, _high_of(first))]
    else:
        return ()
    for offer in offers[at + 1 :]:
        if not is_part(offer) or offer.sentence - last.sentence > 1 or offer.sentence >= 1000:
            break
        low = offer.beyond
        if low == SAID_BEFORE:
            low = found[-1].high
        if low is None or low <= found[-1].low or offer.is_extra or offer.times or offer.per:
            return None
        told = quantities(f"{offer.condition},{offer.own}")
        if not any(q.unit == "元" and q.value == low for q in told) and offer.beyond != SAID_BEFORE:
            return None  # beyond a number of something else
        if found[-1].high not in (None, low):  # a stretch between the two that nothing is told of, or told of twice
            return None
        found.append(Part(low, offer, _high_of(offer)))
        last = offer
    return () if len(found) == 1 else tuple(found)


def _lowest(offers: Sequence[Offer], at: int) -> Decimal | None:
    """From where the parts that begin with the one at `at` are paid, where nothing is paid below: 500万元至2000万元的部分按8%.

    None where another offer before it may be what is paid below, or it does not say both its ends.
    """
    first, before = offers[at], offers[at - 1] if at else None
    if before is not None and before.kind == "share" and first.sentence - before.sentence <= 1:
        return None
    lows = [b.low for b in first.bounds if b.unit == "元" and b.low is not None and b.high is not None]
    return first.beyond if first.beyond in lows else None


def _high_of(offer: Offer) -> Decimal | None:
    highs = [b.high for b in offer.bounds if b.unit == "元" and b.high is not None]
    return highs[-1] if highs else None


def by_parts(offers: Sequence[Offer], at: int, asked: Asked) -> Iterator[Count]:
    """Every way to reckon with a share: of a figure that reaches into the parts above, each part at its own rate."""
    offer = offers[at]
    parts = parts_of(offers, at)
    if is_part(offer) and not parts:
        return  # it is never the rate of the whole
    for count in shares_of(offer, asked):
        told = offer.value * count.count
        amount = count.raw / told if told else Decimal(0)
        if parts and parts[0].low >= amount:
            continue  # nothing is paid for so little
        if parts == ():
            yield count
        elif parts is None:
            yield replace(count, marks=count.marks | {"parts unread": 1.0})
        elif amount <= parts[1].low and not parts[0].low:
            yield replace(count, marks=count.marks | {"parts": 1.0})
        elif count.count != 1 or _NOT_BY_ONE & set(count.marks) or (parts[-1].high or amount) < amount:
            yield replace(count, marks=count.marks | {"parts unread": 1.0})
        else:
            yield _summed(count, parts, amount)


def _summed(count: Count, parts: Sequence[Part], amount: Decimal) -> Count:
    head = re.split(r"[，,]?\s*×", count.expression)[0].rstrip("， ")
    reached = [part for part in parts if part.low < amount]
    ends = [*(part.low for part in reached[1:]), amount]
    total, terms = Decimal(0), []
    for part, end in zip(reached, ends, strict=True):
        total += (end - part.low) * part.offer.value
        terms.append(f"{yuan_text(end - part.low)} × {part.offer.source}")
    caps = [cap for part in parts for cap in part.offer.caps]
    last = reached[-1].offer
    # a cap of one part only: whether it is for all is not told
    is_open = any(cap not in last.caps and total > cap.yuan for cap in caps)
    marks = count.marks | {"by parts": 1.0, "tiered": 1.0} | ({"parts unread": 1.0} if is_open else {})
    words = f"{head}：{' + '.join(terms)} = {yuan_text(rounded(total))}"
    return Count(last, total, words, count.used, marks=marks, main=parts[0].offer)


def unread_parts(offers: Sequence[Offer]) -> str | None:
    """The words of parts that cannot be put together."""
    for at, offer in enumerate(offers):
        if parts_of(offers, at) is None:
            return next(each.own for each in offers[at + 1 :] if is_part(each))
        if is_part(offer) and not any(offer in (p.offer for p in parts_of(offers, n) or ()) for n in range(at)):
            return offer.own
    return None
