"""新认定的高企能拿什么: what one gets is looked up among all that is granted, by who one says to be, not by likeness of words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.answering.match import match
from assistant.answering.rest import say_rest
from assistant.deciding.place import place_of
from assistant.reading.parts import gets_what, sum_asked
from assistant.reading.query import Query
from assistant.saying.clause_facts import clause_facts, states
from assistant.saying.draft import Draft
from corpus.measure import Measure

MOST_CLAUSES = 6

Allowed = Callable[[Measure], bool]


def what_one_gets(draft: Draft, query: Query, allowed: Allowed) -> bool:
    """Say the sums whose recipient the words name; False where none is, or where something else is asked first."""
    question = sum_asked(query.question)
    if question is None or query.foreign or not gets_what(query.question):
        return False
    clauses: dict[str, tuple[Query, Measure]] = {}
    for row in match(draft.library, query.question, draft.as_of, allowed).rows:
        unit = row.measure
        if row.certainty == "possible" or row.barred or not row.matched:
            continue
        own = replace(query, topic=" ".join(row.matched), question=question, asked=frozenset({"amount"}))
        if place_of(draft.library, query, unit) != "another" and states(draft, own, unit):
            clauses.setdefault(unit.id, (own, unit))
    found = [*clauses.values()][:MOST_CLAUSES]
    several = len({unit.document_id for _, unit in found}) > 1
    for own, unit in found:
        document = draft.library.document(unit.document_id)
        if several and document.regions:
            draft.say("{place}：", place=document.regions[0])
        clause_facts(draft, own, unit)
    if found:
        say_rest(draft, query, found[0][1], allowed)
        draft.status = "answered"
    return bool(found)
