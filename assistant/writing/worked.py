"""What a sentence works out: its equations done again, and figures that follow from those of the clauses and the question. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal, DivisionByZero, InvalidOperation
from itertools import combinations

from assistant.writing.counted import Number

_LEFT = r"[\d.,%()×x*÷/+\-万亿千百元个人月年天次吨亩张床位名家台套户辆件平方米时度箱重港每约]"
EQUATION = re.compile(
    rf"(?P<left>{_LEFT}*\d{_LEFT}*[×x*÷+\-]{_LEFT}*\d{_LEFT}*)(?:,?(?:每[年月日]|一年|那?也?就|结果|最后)|大)*(?:[=≈]|等于|即为?|就是|为|是|约|共|合计)+(?P<right>\d[\d.,]*(?:[千百]?[万亿]|%)?)"
)
_LISTED = re.compile(r",(?!\d{3}(?!\d))")  # 1.5万元,6+1.5=7.5: the comma before what is added parts no thousands
_TERM = re.compile(r"(?P<n>\d[\d,]*(?:\.\d+)?)(?P<size>[千百]?[万亿])?(?P<share>%)?|(?P<op>[×x*÷+\-()])|/(?=\d)")
_SIZES = {"万": 10**4, "亿": 10**8, "千万": 10**7, "百万": 10**6, "百亿": 10**10, "千亿": 10**11}
_SCALES = tuple(Decimal(10) ** n for n in (0, 4, -4, 8, -8, 2, -2))
_NEAR = Decimal("0.006")  # a figure told is rounded
_MOST = 12  # figures of a kind that are tried
COUNTS = frozenset({"count", "人", "months", "days", "平方米", "吨", "亩", "bare", "次", "标箱", "瓦", "千瓦时", "立方米", "公里", "公顷", "小时"})  # fmt: skip


def equations(said: str) -> Iterator[tuple[bool, Decimal]]:
    """Whether each equation of a plain sentence is right, and what stands on its right side.

    >>> [(right, str(told)) for right, told in equations("800吨×60元=48,000元,(50+12)×1.2=74.4万元,3×30万元=80万元")]
    [(True, '48000'), (True, '744000.0'), (False, '800000')]
    """
    for found in EQUATION.finditer(said):
        left = _LISTED.split(found["left"])[-1]
        value, told = _evaluated(left), _evaluated(found["right"])
        if value is not None and told is not None and told != 0:
            yield any(alike(value * scale, told) for scale in _SCALES), told


def alike(one: Decimal, other: Decimal) -> bool:
    """Whether two figures are the same but for rounding."""
    return one == other or abs(one - other) <= abs(other) * _NEAR


def _evaluated(words: str) -> Decimal | None:
    """An expression of + - × ÷ and brackets; None where it is none."""
    tokens: list[str | Decimal] = []
    for term in _TERM.finditer(words):
        if term["n"]:
            value = Decimal(term["n"].replace(",", "")) * _SIZES.get(term["size"] or "", 1)
            tokens.append(value / 100 if term["share"] else value)
        elif term["op"]:
            tokens.append({"x": "×", "*": "×"}.get(term["op"], term["op"]))
    try:
        value, at = _sum(tokens, 0)
    except (IndexError, InvalidOperation, DivisionByZero, ValueError):
        return None
    return value if at == len(tokens) else None


def _sum(tokens: list[str | Decimal], at: int) -> tuple[Decimal, int]:
    value, at = _product(tokens, at)
    while at < len(tokens) and tokens[at] in ("+", "-"):
        other, after = _product(tokens, at + 1)
        value, at = (value + other if tokens[at] == "+" else value - other), after
    return value, at


def _product(tokens: list[str | Decimal], at: int) -> tuple[Decimal, int]:
    value, at = _factor(tokens, at)
    while at < len(tokens) and tokens[at] in ("×", "÷"):
        other, after = _factor(tokens, at + 1)
        value, at = (value * other if tokens[at] == "×" else value / other), after
    return value, at


def _factor(tokens: list[str | Decimal], at: int) -> tuple[Decimal, int]:
    token = tokens[at]
    if token == "(":
        value, at = _sum(tokens, at + 1)
        if tokens[at] != ")":
            raise ValueError("bracket")
        return value, at + 1
    if isinstance(token, Decimal):
        return token, at + 1
    raise ValueError(str(token))


def follows(target: Number, stated: Iterable[Number], asked: Iterable[Number], said: Iterable[Number] = ()) -> int:
    """In how many steps a figure follows from those of the clauses and the question: 1, 2, or 0 where it does not.

    What it is worked out from must be told: a figure of the question, or one that the sentence has (`said`). So 50万元 and 150万元 of
    a clause do not make 200万元 right.
    """
    if isinstance(target.value, str):
        return 0
    wanted = target.value
    told = {one.value for one in said if one.key != target.key and isinstance(one.value, Decimal)}
    ours, theirs = _distinct(stated, told), _distinct(asked, told)
    told |= {value for _, value in theirs}
    if target.kind == "%" and any(round(value) == wanted for value in _one_step("%", ours, theirs, told)):
        return 1
    if any(alike(value, wanted) for value in _one_step(target.kind, ours, theirs, told)):
        return 1
    return 2 if any(alike(value, wanted) for value in _two_steps(target.kind, ours, theirs, told)) else 0


def _distinct(numbers: Iterable[Number], told: set[Decimal]) -> list[tuple[str, Decimal]]:
    """The figures, each once, those that are told first; of a ratio the share of each part."""
    found: dict[tuple[str, Decimal], None] = {}
    for one in numbers:
        if isinstance(one.value, Decimal):
            found[one.kind, one.value] = None
        elif one.kind == "ratio":
            parts = [Decimal(part) for part in one.value.split(":")]
            found |= {("%", 100 * part / sum(parts)): None for part in parts if sum(parts)}
    return sorted(found, key=lambda one: one[1] not in told and one[0] != "%")[: 3 * _MOST]


def _of(kinds: Iterable[str], numbers: list[tuple[str, Decimal]]) -> list[Decimal]:
    wanted = set(kinds)
    return [value for kind, value in numbers if kind in wanted and value != 0][:_MOST]


def _counts(numbers: list[tuple[str, Decimal]]) -> list[Decimal]:
    """What a sum may be counted by: things, and months as months or as years."""
    found = _of(COUNTS, numbers)
    found += [value / 1000 for kind, value in numbers if kind == "瓦" and value >= 1000]  # told by the kilowatt
    return found + [value / 12 for kind, value in numbers if kind == "months" and value >= 12]


def _one_step(
    kind: str, ours: list[tuple[str, Decimal]], theirs: list[tuple[str, Decimal]], told: set[Decimal]
) -> Iterator[Decimal]:
    both = theirs + ours
    if kind == "元":
        rates, money = _of("%", both), _of(("元",), both)
        base = [sum_ for sum_ in money if sum_ in told]
        yield from (sum_ * rate / 100 for sum_ in base for rate in rates)
        yield from (sum_ * (100 - rate) / 100 for sum_ in base for rate in rates)
        yield from (sum_ * (100 + rate) / 100 for sum_ in money for rate in rates if sum_ in told or rate in told)
        granted, counts = _of(("元",), ours), _counts(both)
        yield from (sum_ * count for sum_ in granted for count in counts if sum_ in told or count in told)
        yield from (sum_ / count for sum_ in granted for count in counts if sum_ in told)
        yield from (one + other for one, other in combinations(base, 2))
        yield from (abs(one - other) for one, other in combinations(base, 2))
        yield from (sum_ * 12 for sum_ in granted if sum_ in told)
    elif kind == "%":
        rates = _of("%", ours)
        yield from (100 - rate for rate in rates if rate in told)
        yield from (one + other for one, other in combinations([rate for rate in _of("%", both) if rate in told], 2))
        every = _of("%", both)
        yield from (one * other / 100 for one, other in combinations(every, 2) if one in told or other in told)
        for name in {name for name, _ in both}:
            values = [value for value in _of((name,), both) if value in told]
            yield from (100 * one / other for one in values for other in values if one < other)
        counts = _of(COUNTS, theirs)
        yield from (100 * one / other for one in counts for other in counts if one < other)
    else:
        asked = _of((kind,), theirs)
        values = _of((kind,), both)
        yield from (abs(one - other) for one in asked for other in values if one != other)
        yield from (one + other for one, other in combinations(asked, 2))
        yield from (value * rate / 100 for value in asked for rate in _of("%", ours))
        if kind not in ("months", "days", "work day"):
            money = _of(("元",), both)
            yield from (one / other for one in money for other in money if one > other and one in told)
            yield from (one / other for one in asked for other in _of(COUNTS, ours) if one > other)


def _two_steps(
    kind: str, ours: list[tuple[str, Decimal]], theirs: list[tuple[str, Decimal]], told: set[Decimal]
) -> Iterator[Decimal]:
    if kind != "元":
        return
    both = theirs + ours
    granted, rates = _of(("元",), ours), _of("%", ours)
    counts = [count for count in _counts(both) if count in told or 1000 * count in told]
    yield from (sum_ * one * other for sum_ in granted for one, other in combinations(counts, 2))
    yield from (sum_ * count * rate / 100 for sum_ in _of(("元",), both) for count in counts for rate in rates)
    months = [value for name, value in theirs if name == "months" and value < 12]
    base = [sum_ for sum_ in _of(("元",), both) if sum_ in told]
    yield from (sum_ * rate / 100 * count / 12 for sum_ in base for rate in rates for count in months)
    yield from (sum_ * count * 12 for sum_ in granted for count in counts)
    parts = [sum_ * count for sum_ in granted for count in counts][:40] + [sum_ for sum_ in granted if sum_ in told]
    yield from (one + other for one, other in combinations(parts, 2))
    shares = [sum_ * rate / 100 for sum_ in _of(("元",), theirs) for rate in rates][:24]
    yield from (one + other for one, other in combinations(shares, 2))
    yield from (one + other for one in shares for other in granted if other in told)
