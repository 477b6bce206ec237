"""Which figures stand together: a threshold with its sum, a share with its cap, the parts of a whole in their order. Pure.

参赛一万人 and 120万元 are a pair of the clause, 两万人 and 200万元 another. A sentence that puts 一万人 beside 200万元 has every figure right and
is wrong: both have a partner of the other's kind in the clause, and neither has this one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from assistant.writing.counted import Key, Number, numbers_of
from assistant.writing.found import Evidence
from assistant.writing.labelled import NO_QUANTITY, SENTENCE, labelled
from assistant.writing.stated import Stated
from assistant.writing.worked import EQUATION

_UNPAIRED = NO_QUANTITY | {"year", "ratio", "phone"}
_ROUNDED = Decimal("0.1")


def look(found: Evidence, said: str, stated: Stated) -> None:
    """Everything about figures that stand together."""
    if not EQUATION.search(said):
        _pairs_broken(found, said, stated.text)
    _order(found, said, stated)


def _pairs_broken(found: Evidence, said: str, stated: str) -> None:
    following, before = _partners(stated)
    for one, other in _pairs(said):
        theirs, others = following.get((one.key, other.kind)), before.get((other.key, one.kind))
        if theirs and others and other.key not in theirs and one.key not in others:
            found.most("pair of other figures", said[one.start : other.end])


@lru_cache(64)
def _partners(text: str) -> tuple[dict[tuple[Key, str], set[Key]], dict[tuple[Key, str], set[Key]]]:
    """For each figure of the clauses those of another kind that follow it, and those before it, by their kind."""
    following: defaultdict[tuple[Key, str], set[Key]] = defaultdict(set)
    before: defaultdict[tuple[Key, str], set[Key]] = defaultdict(set)
    for one, other in _pairs(text):
        following[one.key, other.kind].add(other.key)
        before[other.key, one.kind].add(one.key)
    return dict(following), dict(before)


def _pairs(text: str) -> Iterator[tuple[Number, Number]]:
    """Neighbouring figures of different kinds within a sentence; those of a list are told apart elsewhere."""
    by_sentence: defaultdict[int, list[Number]] = defaultdict(list)
    ends = [match.start() for match in SENTENCE.finditer(text)]
    at = 0
    for one in sorted(labelled(text), key=lambda one: one.number.start):
        while at < len(ends) and ends[at] <= one.number.start:
            at += 1
        if one.number.kind not in _UNPAIRED and "|" not in one.sentence:
            by_sentence[at].append(one.number)
    for numbers in by_sentence.values():
        yield from ((one, other) for one, other in pairwise(numbers) if one.kind != other.kind)


def _order(found: Evidence, said: str, stated: Stated) -> None:
    """The parts of 5:3:2 told in another order: 依次为20%、30%、50%."""
    for ratio in (one for one in stated.numbers if one.kind == "ratio"):
        parts = [Decimal(part) for part in re.split(":", str(ratio.value))]
        whole = sum(parts)
        if not whole or len(set(parts)) == 1:
            continue
        shares = [(100 * part / whole).quantize(_ROUNDED) for part in parts]
        for sentence in SENTENCE.split(said):
            told = [Decimal(one.value).quantize(_ROUNDED) for one in numbers_of(sentence) if one.kind == "%"]
            told = [share for share in told if share in shares]
            if told != shares and sorted(told) == sorted(shares):
                found.most("parts in another order", sentence[:20])
