"""A long question tells a story: each clause that answers one of its statements is cited, and what it grants is said.

"We were certified last year, our R&D deduction is filed, we hold 16 patents: what can we get?"
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import exp

from assistant.answering.match import match
from assistant.deciding.answerable import answerable
from assistant.deciding.confidence import SURE
from assistant.deciding.place import place_of
from assistant.deciding.statements import Answered, answering, statements
from assistant.learned.models import verdict_models
from assistant.proposing.retrieve import rank
from assistant.reading.parts import parts_of
from assistant.reading.query import Asked, Query, asks_for_money
from assistant.reading.several import asks_of_editions
from assistant.reading.whether import asks_whether
from assistant.saying.clause_facts import clause_facts
from assistant.saying.draft import Draft
from corpus.measure import Measure
from index.hit import Hit

STATEMENTS = 3  # a question of fewer statements is searched for as a whole, unless it is so LONG
LONG = 34  # characters
MOST_CLAUSES = 6
RANKED = 40  # clauses of the whole question over which its documents share what speaks for them
# The share from which on a document is meant: where whole stories were labelled, gold documents had .03 at least, and of those to which
# a single statement strayed 24 of 31 had less than .02
MEANT = 0.025
WHOLE = 0.8  # so sure that a clause answers the whole question, it is told, and first
FIRST = 1.0
_OPEN = re.compile(r"哪|什么|啥|多少|怎么")  # 能享受哪些补贴 asks for more than yes or no

Allowed = Callable[[Measure], bool]


def story(draft: Draft, query: Query, allowed: Allowed) -> bool:
    """Answer each statement of a long question; False where it is not long or fewer than two clauses answer.

    A statement by itself has lost what the whole is about, so the clauses that fit the whole say which documents are meant, and
    the one that surely answers it leads: where money is asked for, one that grants some.

    One that asks whether something holds has one answer, however long it is; editions are set side by side elsewhere.
    """
    if asks_whether(query.question, verdict_models().whether) and not _OPEN.search(query.question):
        return False
    if asks_of_editions(query.question):
        return False
    told = statements(query)
    number = len(told) - len(parts_of(query.question)[1:])  # 打什么电话 is asked, not told
    if (number < STATEMENTS and (number < 2 or len(query.question) < LONG)) or query.asked & {
        "department",
        "validity",
    }:
        return False
    whole = rank(draft.library, query, allowed).without(lambda unit: place_of(draft.library, query, unit) == "another")
    meant = _meant(whole.hits)
    found = [each for each in answering(draft.library, told, allowed) if each.hit.measure.document_id in meant]
    grants = bool(whole.hits) and (bool(whole.hits[0].measure.benefits) or not asks_for_money(query))
    if grants and answerable(draft.library, query, whole) >= WHOLE:
        found = _leading(found, Answered(query, whole.hits[0], FIRST))
    found += _matched(draft, query, {each.hit.measure.id for each in found}, allowed)
    if len(found) < 2:
        return False
    for each in sorted(found, key=lambda each: -each.sure)[:MOST_CLAUSES]:
        unit = each.hit.measure
        asked: frozenset[Asked] = frozenset({"amount"}) if unit.benefits and asks_for_money(query) else frozenset()
        clause_facts(draft, replace(each.query, asked=asked), unit, score=each.hit.score)
    draft.status = "answered"
    return True


def _leading(found: Sequence[Answered], whole: Answered) -> list[Answered]:
    """`found` with the clause of `whole` as sure as that, by its own statement where one found it."""
    known = [each for each in found if each.hit.measure.id == whole.hit.measure.id]
    others = [each for each in found if each not in known]
    return [replace(known[0], sure=whole.sure) if known else whole, *others]


def _meant(hits: Sequence[Hit]) -> frozenset[str]:
    """The documents that the whole question can be about: those with at least MEANT of the softmax over its best clauses."""
    best = hits[:RANKED]
    raised = [exp(hit.score - best[0].score) for hit in best]
    share: dict[str, float] = defaultdict(float)
    for hit, one in zip(best, raised, strict=True):
        share[hit.measure.document_id] += one / sum(raised)
    return frozenset(document for document, part in share.items() if part >= MEANT)


def _matched(draft: Draft, query: Query, known: set[str], allowed: Allowed) -> list[Answered]:
    """The clauses with a benefit whose recipient the whole story speaks of, where no statement found them."""
    found: dict[str, Answered] = {}
    for row in match(draft.library, query.question, draft.as_of, allowed).rows:
        if row.measure.id not in known and row.certainty == "certain" and not row.barred:
            own = replace(query, topic=" ".join(row.matched))
            found[row.measure.id] = Answered(own, Hit(row.measure, 0.0, row.benefit.span), SURE)
    return list(found.values())
