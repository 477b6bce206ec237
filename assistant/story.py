"""A long question tells a story: each of its statements is searched for, and each clause that answers one is cited.

"We were certified last year, our R&D deduction is filed, we hold 16 patents: what can we get?" asks for several
clauses at once; one search for the whole story finds a compromise between them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.choose import grants_to_named
from assistant.clause_facts import clause_facts
from assistant.confidence import THRESHOLD, confidence
from assistant.draft import Draft
from assistant.match import match
from assistant.query import Query, asks_for_money, topic_of
from assistant.retrieve import search
from assistant.terms import content_terms
from corpus.measure import Measure
from index.hit import Hit

STATEMENTS = 3  # a question of fewer statements is searched for as a whole
MOST_CLAUSES = 6
LEAST = 0.2  # a clause that grants something to what the statement names needs to be no surer than this,
APART = 3.0  # nor does one that is so many times as sure as the next: the story has named the place already
_BREAK = re.compile(r"[。！？；，,;!?\n：:]|[(（]\d{1,2}[)）]|[①-⑳]|另外|还有|以及|同时|然后|而且|也想|还想|, and |; ")

Allowed = Callable[[Measure], bool]


def story(draft: Draft, query: Query, allowed: Allowed) -> bool:
    """Answer each statement of a long question; False where it is not long or fewer than two clauses answer."""
    statements = _statements(query)
    if len(statements) < STATEMENTS or query.asked & {"department", "validity"}:
        return False
    found: dict[str, tuple[float, Hit, Query]] = {}
    for topic in statements:
        own = replace(query, topic=topic)
        best = _best(draft, own, search(draft.library, own, 3, allowed))
        if best is not None and best[0] > found.get(best[1].measure.id, (0.0, *best[1:]))[0]:
            found[best[1].measure.id] = (*best, own)
    _add_matched(draft, query, found, allowed)
    if len(found) < 2:
        return False
    for _, hit, own in sorted(found.values(), key=lambda item: -item[0])[:MOST_CLAUSES]:
        money = bool(hit.measure.benefits) and asks_for_money(query)
        clause_facts(
            draft, replace(own, asked=frozenset({"amount"}) if money else frozenset()), hit.measure, score=hit.score
        )
    draft.status = "answered"
    return True


def _add_matched(draft: Draft, query: Query, found: dict[str, tuple[float, Hit, Query]], allowed: Allowed) -> None:
    """The clauses with a benefit whose recipient the whole story speaks of, where no statement found them."""
    for row in match(draft.library, query.question, draft.as_of, allowed).rows:
        if row.measure.id not in found and row.certainty == "certain":
            own = replace(query, topic=" ".join(row.matched))
            found[row.measure.id] = (THRESHOLD, Hit(row.measure, 0.0, row.benefit.span), own)


def _best(draft: Draft, query: Query, hits: Sequence[Hit]) -> tuple[float, Hit] | None:
    """The clause that answers one statement with how sure that is; one that grants it comes before one that speaks of it."""
    library = draft.library
    sure = [(confidence(library, query, hit), hit) for hit in hits]
    granting = [each for each in sure if each[0] >= LEAST and grants_to_named(library, query, each[1])]
    if granting:
        return granting[0]
    if not sure:
        return None
    first, *others = sorted(sure, key=lambda each: -each[0])
    alone = first[0] >= max(LEAST, APART * max((each[0] for each in others), default=0.0))
    return first if first[0] >= THRESHOLD or alone else None


def _statements(query: Query) -> list[str]:
    """The topics of the question's statements: those that say something to search for."""
    text = list(query.question)
    for name in query.names:
        text[name.span.start : name.span.end] = " " * (name.span.end - name.span.start)
    topics = (topic_of(piece, ()) for piece in _BREAK.split("".join(text)) if piece)
    return [topic for topic in topics if content_terms(topic)]
