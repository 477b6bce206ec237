"""A long question tells a story: each clause that answers one of its statements is cited, and what it grants is said.

"We were certified last year, our R&D deduction is filed, we hold 16 patents: what can we get?"
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.answering.match import match
from assistant.deciding.confidence import SURE
from assistant.deciding.statements import Answered, answering, statements
from assistant.learned.models import verdict_models
from assistant.reading.parts import parts_of
from assistant.reading.query import Asked, Query, asks_for_money
from assistant.reading.whether import asks_whether
from assistant.saying.clause_facts import clause_facts
from assistant.saying.draft import Draft
from corpus.measure import Measure
from index.hit import Hit

STATEMENTS = 3  # a question of fewer statements is searched for as a whole, unless it is so LONG
LONG = 34  # characters
MOST_CLAUSES = 6
_OPEN = re.compile(r"哪|什么|啥|多少|怎么")  # 能享受哪些补贴 asks for more than yes or no

Allowed = Callable[[Measure], bool]


def story(draft: Draft, query: Query, allowed: Allowed) -> bool:
    """Answer each statement of a long question; False where it is not long or fewer than two clauses answer.

    One that asks whether something holds has one answer, however long it is.
    """
    if asks_whether(query.question, verdict_models().whether) and not _OPEN.search(query.question):
        return False
    told = statements(query)
    number = len(told) - len(parts_of(query.question)[1:])  # 打什么电话 is asked, not told
    if (number < STATEMENTS and (number < 2 or len(query.question) < LONG)) or query.asked & {
        "department",
        "validity",
    }:
        return False
    found = answering(draft.library, told, allowed)
    found += _matched(draft, query, {each.hit.measure.id for each in found}, allowed)
    if len(found) < 2:
        return False
    for each in sorted(found, key=lambda each: -each.sure)[:MOST_CLAUSES]:
        unit = each.hit.measure
        asked: frozenset[Asked] = frozenset({"amount"}) if unit.benefits and asks_for_money(query) else frozenset()
        clause_facts(draft, replace(each.query, asked=asked), unit, score=each.hit.score)
    draft.status = "answered"
    return True


def _matched(draft: Draft, query: Query, known: set[str], allowed: Allowed) -> list[Answered]:
    """The clauses with a benefit whose recipient the whole story speaks of, where no statement found them."""
    found: dict[str, Answered] = {}
    for row in match(draft.library, query.question, draft.as_of, allowed).rows:
        if row.measure.id not in known and row.certainty == "certain" and not row.barred:
            own = replace(query, topic=" ".join(row.matched))
            found[row.measure.id] = Answered(own, Hit(row.measure, 0.0, row.benefit.span), SURE)
    return list(found.values())
