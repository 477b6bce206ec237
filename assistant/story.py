"""A long question tells a story: each of its statements is searched for, and each clause that answers one is cited.

"We were certified last year, our R&D deduction is filed, we hold 16 patents: what can we get?" asks for several
clauses at once; one search for the whole story finds a compromise between them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.clause_facts import clause_facts
from assistant.confidence import THRESHOLD, confidence
from assistant.draft import Draft
from assistant.query import Query, asks_for_money, topic_of
from assistant.retrieve import search
from assistant.terms import content_terms
from corpus.measure import Measure
from index.hit import Hit

STATEMENTS = 3  # a question of fewer statements is searched for as a whole
MOST_CLAUSES = 6
_BREAK = re.compile(r"[。！？；，,;!?\n：:]|另外|还有|以及|同时|然后|而且|也想|还想|, and |; ")

Allowed = Callable[[Measure], bool]


def story(draft: Draft, query: Query, allowed: Allowed) -> bool:
    """Answer each statement of a long question; False where it is not long or fewer than two clauses answer."""
    statements = _statements(query)
    if len(statements) < STATEMENTS or query.asked & {"department", "validity"}:
        return False
    found: dict[str, tuple[float, Hit, Query]] = {}
    for topic in statements:
        own = replace(query, topic=topic)
        for hit in search(draft.library, own, 1, allowed):
            sure = confidence(draft.library, own, hit)
            if sure >= THRESHOLD and sure > found.get(hit.measure.id, (0.0, hit, own))[0]:
                found[hit.measure.id] = (sure, hit, own)
    if len(found) < 2:
        return False
    for _, hit, own in sorted(found.values(), key=lambda item: -item[0])[:MOST_CLAUSES]:
        money = bool(hit.measure.benefits) and asks_for_money(query)
        clause_facts(
            draft, replace(own, asked=frozenset({"amount"}) if money else frozenset()), hit.measure, score=hit.score
        )
    draft.status = "answered"
    return True


def _statements(query: Query) -> list[str]:
    """The topics of the question's statements: those that say something to search for."""
    text = list(query.question)
    for name in query.names:
        text[name.span.start : name.span.end] = " " * (name.span.end - name.span.start)
    topics = (topic_of(piece, ()) for piece in _BREAK.split("".join(text)) if piece)
    return [topic for topic in topics if content_terms(topic)]
