"""A read question in, a drafted answer out: one way of answering after the other until one fits.

The order goes from the most exact to the least: a clause number, the clause of the turn before, facts about a
document, complete lists, comparison, and only then search. What is not in the corpus is said to be missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from assistant.answering.ask_back import ask_for_a_question
from assistant.answering.compare import comparison
from assistant.answering.courtesy import courtesy
from assistant.answering.from_where import places_around, say_from_where
from assistant.answering.gets import what_one_gets
from assistant.answering.listing import (
    Told,
    benefit_list,
    department_list,
    other_benefits,
    phrase_list,
)
from assistant.answering.numbered import by_reference
from assistant.answering.register_facts import about_document
from assistant.answering.rest import say_part_of_document
from assistant.answering.scope import whether_persons_may, who_is_left_out, who_may_apply
from assistant.answering.searched import from_search
from assistant.answering.story import story
from assistant.answering.whom import say_reach, without_kind
from assistant.deciding.asked import confirmed
from assistant.library import Library, searched_text
from assistant.reading.conversation import tells_topic
from assistant.reading.lexicon import says
from assistant.reading.query import Query
from assistant.reading.terms import content_terms, coverage
from assistant.saying.clause_facts import clause_facts
from assistant.saying.draft import Draft
from assistant.saying.say_days import say_in_force
from assistant.saying.wording import Words
from corpus.measure import Measure
from corpus.quantities.amounts import parse_loose_amounts
from index.tokens import word_classes

WHOLE_TOPIC = 0.9  # a clause of the larger place answers for one inside it only if it is on the very thing

Allowed = Callable[[Measure], bool]


def respond(
    library: Library, query: Query, as_of: date, allowed: Allowed, carried: Measure | None, told: Told | None = None
) -> Draft:
    """The answer to `query`. `carried` is the clause of the turn before, where the question points back at it; `told` is
    what was granted in the turns before, where it asks what else there is."""
    draft = Draft(library, as_of, words=Words(query.language))
    query = confirmed(library, query)
    if told is not None:
        other_benefits(draft, query, allowed, told)
    else:
        draft = _answered(draft, query, allowed, carried)
        say_reach(draft, query)
    _say_assumed(draft, query)
    say_from_where(draft, query)
    say_in_force(draft)
    return draft


def _say_assumed(draft: Draft, query: Query) -> None:
    """昌集 for 昌吉: a place that is taken for another one is said to be, for it may be a place of its own."""
    for name in query.names:
        if name.meant and draft.citations:
            fields = {"said": name.text, "meant": name.meant}
            # The first line of an answer to a question that asks whether is its verdict
            draft.lines.insert(
                draft.verdict is not None, draft.words("文件库里没有「{said}」，以下按「{meant}」回答。", **fields)
            )
            draft.warn("「{said}」按「{meant}」理解；如果另有所指，请改写地名再问。", **fields)


def _answered(draft: Draft, query: Query, allowed: Allowed, carried: Measure | None) -> Draft:
    """The draft with its answer; where nothing is found for somebody who tells what he is, one that leaves that aside."""
    _answer(draft, query, allowed, carried)
    if draft.status in ("not_found", "clarify") and (plain := without_kind(query)) is not None:
        second = Draft(draft.library, draft.as_of, words=draft.words)
        _answer(second, plain, allowed, carried)
        if second.status in ("answered", "not_stated"):
            return second
    return _from_around(draft, query, allowed) or draft


def _from_around(draft: Draft, query: Query, allowed: Allowed) -> Draft | None:
    """What the larger place around the one that was named says of the topic, where its own documents say less of it."""
    if draft.status not in ("not_found", "not_stated") or query.references:
        return None
    found = (each for place in places_around(draft.library, query) if place.own for each in place.documents)
    around = tuple(dict.fromkeys(found))
    if not around:
        return None
    names = tuple(replace(name, documents=around, related=()) if name.is_region else name for name in query.names)
    second = Draft(draft.library, draft.as_of, words=draft.words)
    _answer(second, replace(query, names=names, documents=around, preferred=around), allowed, None)
    said = _on_topic(second, query)
    fits = second.status == "answered" and said >= WHOLE_TOPIC and said > _on_topic(draft, query)
    return second if fits else None


def _on_topic(draft: Draft, query: Query) -> float:
    """How much of the topic's words the first clause of a draft holds."""
    if not draft.citations:
        return 0.0
    held = draft.library.searched(draft.citations[0].measure)
    return coverage(content_terms(query.topic), held, draft.library.weights).share


def _answer(draft: Draft, query: Query, allowed: Allowed, carried: Measure | None) -> None:
    """The first way of answering that fits."""
    if courtesy(draft, query) or ask_for_a_question(draft, query, allowed):
        return
    if by_reference(draft, query) or (carried is not None and by_carried_clause(draft, query, carried, allowed)):
        return
    ways = (
        about_document, who_is_left_out, whether_persons_may, who_may_apply, department_list, phrase_list, benefit_list,
        story, comparison, what_one_gets,
    )  # fmt: skip
    if any(way(draft, query, allowed) for way in ways):
        return
    from_search(draft, query, allowed)


def by_carried_clause(draft: Draft, query: Query, carried: Measure, allowed: Allowed) -> bool:
    """这条由谁负责？ — asked of the clause of the turn before; False where the question has a topic of its own."""
    text = searched_text(carried)
    own = [term for term in content_terms(query.topic) if tells_topic(term) and not says(text, term)]
    if parse_loose_amounts(query.question):  # 如果投了3000万呢: what was done with a sum is no topic
        own = [term for term in own if "n" in word_classes(term)]
    if own or query.asked & {"issued", "number", "issuer", "comparison"}:
        return False
    if say_part_of_document(draft, query, carried, allowed):
        return True
    clause_facts(draft, query, carried, whole=not query.asked)
    return True
