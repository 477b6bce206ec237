"""The sum that a question supposes (是500万对吧, 也能拿500万吗), held against the one row of a clause that it means. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.proposing.evidence import matching_benefits, siblings
from assistant.proposing.reached import in_band, reached
from assistant.reading.query import Query
from assistant.reading.terms import TermWeights
from assistant.reading.whether import is_claim
from corpus.measure import Benefit, Measure
from corpus.quantities.quantities import Quantity, quantities
from corpus.text.normal import fold

LEAST_NAME = 4  # characters of a recipient that the question must name
# Right before a sum: it is what somebody is given, not what he has
_GIVEN = re.compile(r"(?:给|补|奖|拿|领|得|返|贴|助|励|支持|是|有)(?:到手?|了|个|为|的是|约|得|满)?\s?$")


@dataclass(frozen=True, slots=True)
class Supposed:
    """A row with its sum, and the sum that the question supposes, as it is written there."""

    row: Benefit
    words: str
    is_right: bool


def supposed_row(query: Query, unit: Measure, weights: TermWeights) -> Supposed | None:
    """None where the question supposes no sum, or the clause has not one row alone that it can mean.

    One row is meant where the question names its recipient, or where its words or its figures choose it among several
    that the clause grants by the same words (4999万也能拿500万吗: the band of 4999万).
    """
    question = query.question
    claimed = _claimed(question)
    if claimed is None:
        return None
    plain = f"{question[: claimed.start]}{' ' * (claimed.end - claimed.start)}{question[claimed.end :]}"
    rows = matching_benefits(query, query.topic, unit, weights)
    kept = reached(rows, plain, strictly=True, among=unit.benefits)
    if len(kept) != 1:
        return None
    row = kept[0]
    if row.amount is None or row.amount_to or row.schedule or row.per:
        return None
    named = len(row.recipient) >= LEAST_NAME and fold(row.recipient) in fold(question)
    if not named and not in_band(row, plain) and len(siblings(row, unit.benefits)) < 2 and len(rows) < 2:
        return None
    return Supposed(row, question[claimed.start : claimed.end], claimed.value == row.amount.yuan)


def _claimed(question: str) -> Quantity | None:
    """The sum that the question supposes to be given; None where there is none."""
    folded = fold(question)
    if len(folded) != len(question):
        return None
    sums = [one for one in quantities(folded) if one.unit == "元"]
    given = [one for one in sums if _GIVEN.search(folded[: one.start])]
    if given:
        return given[-1]
    return sums[0] if len(sums) == 1 and is_claim(question) else None
