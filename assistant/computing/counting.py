"""One offer and a question in, every way to put the question's figures into the offer out: before caps and changes. Pure.

Nothing is decided here. What is doubtful about a way is told by its `marks`, and weighed later with all others.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from assistant.computing.asked import Asked, pairs_of
from assistant.computing.base import is_growth
from assistant.computing.count import NAMED, THINGS, Count, fit_of, is_condition, limited, plain, rounded
from assistant.computing.parts import by_parts
from assistant.computing.scheme import SAID_BEFORE, UNKNOWN, Offer, Per
from assistant.computing.shares import fines_of
from corpus.measure import yuan_text
from corpus.quantities.quantities import TIME, Quantity

_GIVES = frozenset({"元", "%"})


def counts_of(at: int, offers: Sequence[Offer], asked: Asked) -> Iterator[Count]:
    """Every way to reckon with the offer at `at` of a scheme."""
    offer = offers[at]
    if offer.beyond == UNKNOWN:
        return
    if offer.kind == "fine":
        yield from fines_of(offer, asked)
    elif offer.is_step:
        yield from _stepped(offers, at, asked)
    elif offer.kind == "share":
        yield from by_parts(offers, at, asked)
    elif offer.beyond is not None:
        yield from _beyond(offers, at, asked)
    else:
        yield from _counted(offer, asked)


def _counted(offer: Offer, asked: Asked) -> Iterator[Count]:
    """A sum per unit times the units, per month times the months; or a plain sum."""
    named = frozenset(q.start for q in asked.money if q.value == offer.value)  # 评上的500万: the sum itself
    ways = [list(_ways(per, offer, asked)) for per in offer.per] or [list(_unstated(offer, asked))]
    for chosen in itertools.islice(itertools.product(*ways), 24):
        starts = [start for way in chosen for start in way.starts]
        if len(set(starts)) < len(starts):
            continue
        for months, label, used, time_marks in _times(offer, asked):
            marks = dict(time_marks)
            for way in chosen:
                marks |= {name: marks.get(name, 0.0) + value for name, value in way.marks.items()}
            factors = [way.label for way in chosen if way.label]
            raw = offer.value * months
            for way in chosen:
                raw *= way.count
            count = chosen[0].count  # of the first: 20 of 20人, 80学时, for each of whom a most may be told
            source = re.split(r"[/]", offer.source)[0]
            terms = [*factors[:1], source, *factors[1:], *([label] if label else [])]
            words = " × ".join(terms)
            is_plain = len(terms) == 1
            yield Count(
                offer, raw, words if is_plain else f"{words} = {yuan_text(rounded(raw))}",
                frozenset(starts) | frozenset(used) | named, count, marks, is_plain, raw / count if count else None,
                months=months * (1 if "月" in offer.times else 12) if offer.times else None,
            )  # fmt: skip


def counted(offer: Offer, asked: Asked) -> Iterator[Count]:
    """A sum by what it is counted by, whatever it is for: what is charged as well."""
    yield from _counted(offer, asked)


@dataclass(frozen=True, slots=True)
class _Way:
    count: Decimal
    label: str
    starts: tuple[int, ...] = ()
    marks: dict[str, float] = field(default_factory=dict)


def _ways(per: Per, offer: Offer, asked: Asked) -> Iterator[_Way]:
    """How many of what the offer counts by: each figure that may count it, or one where none is given."""
    own = set(pairs_of(f"{offer.own},{offer.condition}"))
    found = [
        (q, 1.0 if {per.unit, q.unit} == {"人", "个"} and own & set(pairs_of(q.noun[:6])) else fit)
        for q in asked.figures if (fit := fit_of(per, q, asked)) > 0 and not _is_idle(q, asked)
    ]  # fmt: skip
    for q, fit in found:
        value = limited(q, offer)
        note = f"（最多{plain(value)}{q.unit}）" if value != q.value else ""
        count = value / per.size
        marks: dict[str, float] = {"loose unit": 1.0} if fit < 1 else {}
        if per.unit == "天":
            marks["days counted"] = 1.0
        if per.size > 1 and per.unit in ("元", "美元", "场", "件", "人", "户", "小时", "天"):
            count = Decimal(int(count))
        yield _Way(count, f"{plain(count)}{note}", (q.start,), marks)
        outer = _outer(q, asked)
        if outer is not None:
            words = f"{plain(outer.value)} × {plain(count)}{note}"
            yield _Way(outer.value * count, words, (outer.start, q.start), marks | {"nested": 1.0})
    alike = [q for q in asked.required if q.unit == per.unit]
    if len(alike) == 2 and is_growth(offer):
        less, more = sorted(alike, key=lambda q: q.value)
        count = (more.value - less.value) / per.size
        count = Decimal(int(count)) if per.size > 1 else count
        yield _Way(
            count,
            f"({plain(more.value / per.size)} - {plain(less.value / per.size)})",
            (less.start, more.start),
            {"growth": 1.0},
        )
    for q in asked.figures:  # 一个博士 beside 三个硕士: with the others it is counted by its own name
        if _is_idle(q, asked) and fit_of(per, q, asked) >= NAMED:
            yield _Way(Decimal(1), "", (q.start,), {"once": 1.0})
    if not any(fit >= NAMED for _, fit in found):
        yield _Way(Decimal(1), "", (), {"implied one": 1.0, "implied person": float(per.unit == "人"), "implied measure": float(per.unit not in THINGS and per.unit not in ("人", "年", "造"))})  # fmt: skip


def _unstated(offer: Offer, asked: Asked) -> Iterator[_Way]:
    """国家级30万元, of which somebody has three: the clause does not say 每个."""
    yield _Way(Decimal(1), "")
    named = set(pairs_of(f"{offer.condition},{offer.own}"))
    for q in asked.required:
        if q.unit in THINGS | {"人"} and q.value > 1 and set(pairs_of(q.noun[:6])) & named:
            yield _Way(q.value, plain(q.value), (q.start,), {"unstated per": 1.0})
    for q in asked.figures:
        if _is_idle(q, asked) and q.unit in THINGS | {"人"} and set(pairs_of(q.noun[:6])) & named:
            yield _Way(Decimal(1), "", (q.start,), {"once": 1.0})


_EACH_OF = re.compile(r"(?:每|各)[^\W\d_]{0,6}$")


def _outer(q: Quantity, asked: Asked) -> Quantity | None:
    """10台120千瓦, 5个展会每个都是3个展位: how many of the things there are of which `q` counts what each has."""
    counts = (o for o in reversed(asked.figures) if o.end <= q.start and not o.is_money and o.unit not in ("%", *TIME))
    last = next(counts, None)
    if last is None or last.value <= 1:
        return None
    gap = asked.text[last.end : q.start]
    return last if (not gap and last.unit != q.unit) or (len(gap) <= 14 and _EACH_OF.search(gap)) else None


def _is_idle(q: Quantity, asked: Asked) -> bool:
    return q.value == 1 and q not in asked.required and q.unit not in ("月", "年")


Time = tuple[Decimal, str, tuple[int, ...], dict[str, float]]


def _times(offer: Offer, asked: Asked) -> Iterator[Time]:
    """For how many months or years: as the question says, at most as long as the clause does; each way with its marks."""
    if not offer.times:
        yield Decimal(1), "", (), {}
        return
    monthly = "月" in offer.times
    told = list(asked.times)
    spans: list[tuple[Decimal, tuple[int, ...], dict[str, float]]] = []
    for q in told:
        doubt = 1.0 if is_condition(q, asked.text) else 0.0
        spans.append((q.value * (12 if q.unit == "年" else 1), (q.start,), {"time is condition": doubt}))
    if offer.months:
        spans.append((Decimal(offer.months), (), {"time full": 0.0 if asked.wants_whole_time else 1.0}))
    if asked.is_yearly:
        spans.append((Decimal(12), (), {"time one year": 1.0}))
    if monthly and re.search(r"(?:一|每)个?季度?", asked.text):
        spans.append((Decimal(3), (), {"time one quarter": 1.0}))
    seen: set[Decimal] = set()
    for months, used, marks in spans:
        label = ""
        if offer.months and months > offer.months:
            months, label = Decimal(offer.months), "（最长）"
        if not monthly:
            if months % 12:
                continue
            months = months / 12
        if months in seen:
            continue
        seen.add(months)
        unit = "个月" if monthly else "年"
        if months == 1:
            yield months, "", used, marks
        else:
            yield (
                months,
                f"{plain(months)}{unit}{label}",
                used,
                marks | {"timed": 1.0, "time unasked": float(asked.is_monthly and monthly)},
            )
    if Decimal(1) not in seen:
        asked_for = asked.is_monthly if monthly else (asked.is_yearly or not asked.times)
        yield Decimal(1), "", (), {"time implied": 0.0 if asked_for else 1.0}


def _beyond(offers: Sequence[Offer], at: int, asked: Asked) -> Iterator[Count]:
    """超过5万立方米的部分每立方米45元: what lies below at the rate before it, if there is one, the rest at this."""
    offer = offers[at]
    start = offer.beyond
    pers = offer.per or (offers[at - 1].per if at else ())
    if not pers:
        return
    if start == SAID_BEFORE:
        lows = [b.low for b in offer.bounds if b.unit == pers[0].unit and b.low is not None]
        lows = lows or [b.low for b in offer.bounds if b.low is not None and b.unit not in _GIVES]
        start = lows[-1] if lows else None
    for q in asked.figures:
        if start is None or fit_of(pers[0], q, asked) <= 0 or q.value <= start:
            continue
        if any(b.low == start and b.high is not None and b.high < q.value for b in offer.bounds):
            continue  # 5万至10万立方米的部分, of which there are more
        rest, size = q.value - start, pers[0].size
        before = offers[at - 1] if at else None
        goes_on = (
            before is not None
            and before.kind == "sum"
            and before.beyond is None
            and abs(before.sentence - offer.sentence) <= 1
        )
        if before is not None and goes_on and before.per == pers and before.times == offer.times:
            total = (start * before.value + rest * offer.value) / size
            words = f"{plain(start / size)} × {before.source} + {plain(rest / size)} × {offer.source} = {yuan_text(rounded(total))}"
            yield Count(offer, total, words, frozenset({q.start}), marks={"tiered": 1.0}, main=before)
        elif before is not None and goes_on and not before.per and before.bounds:
            total = before.value + rest / size * offer.value
            words = f"{before.source} + {plain(rest / size)} × {offer.source} = {yuan_text(rounded(total))}"
            yield Count(offer, total, words, frozenset({q.start}), marks={"tiered": 1.0}, main=before)
        total = rest / size * offer.value
        words = f"超出的{plain(rest / size)} × {offer.source} = {yuan_text(rounded(total))}"
        third = before is not None and before.beyond is not None and abs(before.sentence - offer.sentence) <= 1
        marks = {"beyond alone": float(bool(goes_on))} | ({"parts unread": 1.0} if third else {})
        yield Count(offer, total, words, frozenset({q.start}), marks=marks)


def _stepped(offers: Sequence[Offer], at: int, asked: Asked) -> Iterator[Count]:
    """达到500万元的奖励5万元，每增加500万元增奖4万元: the whole steps beyond the bound."""
    offer = offers[at]
    before = offers[at - 1] if at else None
    if before is None or before.kind != "sum" or before.sentence < offer.sentence - 1 or len(offer.per) != 1:
        return
    step = offer.per[0]
    lows = [b.low for b in before.bounds if b.unit == step.unit and b.low is not None]
    lows = lows or [b.low for b in before.bounds if b.low is not None]
    for q in asked.figures:
        if not lows or lows[-1] is None or fit_of(step, q, asked) <= 0 or q.value < lows[-1] or _is_idle(q, asked):
            continue
        steps = Decimal(int((q.value - lows[-1]) / step.size))
        total = before.value + steps * offer.value
        words = f"{before.source} + {plain(steps)} × {offer.source} = {yuan_text(rounded(total))}"
        yield Count(
            offer,
            total,
            words,
            frozenset({q.start}),
            marks={"stepped": 1.0, "several lows": float(len(lows) > 1)},
            main=before,
        )
