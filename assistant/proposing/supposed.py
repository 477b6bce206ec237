"""The sum that a question supposes (是500万对吧, 也能拿500万吗), held against the one row of a clause that it means. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.proposing.evidence import matching_benefits, siblings
from assistant.proposing.reached import in_band, reached
from assistant.reading.query import Query
from assistant.reading.terms import TermWeights
from assistant.reading.whether import is_that_sum, supposed_sum, without_supposed
from corpus.measure import Benefit, Measure
from corpus.text.normal import fold, unbroken

LEAST_NAME = 4  # characters of a recipient that the question must name


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
    claimed = supposed_sum(question)
    if claimed is None:
        return None
    plain = without_supposed(question)
    rows = matching_benefits(query, query.topic, unit, weights)
    kept = reached(rows, plain, strictly=True, among=unit.benefits)
    if len(kept) != 1:
        return None
    row = kept[0]
    if row.amount is None or row.amount_to or row.schedule or row.per:
        return None
    named = len(row.recipient) >= LEAST_NAME and fold(unbroken(row.recipient)) in fold(question)
    if not named and not in_band(row, plain) and len(siblings(row, unit.benefits)) < 2 and len(rows) < 2:
        return None
    return Supposed(row, claimed.source, is_that_sum(claimed, row.amount.yuan))
