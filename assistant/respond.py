"""A read question in, a drafted answer out: one way of answering after the other until one fits.

The order goes from the most exact to the least: a clause number, the clause of the turn before, facts about a
document, complete lists, comparison, and only then search. What is not in the corpus is said to be missing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from assistant.choose import choose
from assistant.clause_facts import clause_facts, ranked_pieces
from assistant.compare import comparison
from assistant.confidence import THRESHOLD, confidence
from assistant.draft import Draft
from assistant.evidence import quote_of
from assistant.lexicon import says
from assistant.library import Library, searched_text
from assistant.listing import benefit_list, department_list, phrase_list
from assistant.numbered import by_reference
from assistant.query import Query
from assistant.register_facts import about_document
from assistant.retrieve import search
from assistant.story import story
from assistant.terms import content_terms, coverage
from corpus.measure import Measure
from corpus.normal import fold
from index.hit import Hit

MOST_OF_TOPIC = 0.8  # of its words by weight
SHORT = 30  # characters; a longer question is never called too vague

Allowed = Callable[[Measure], bool]


def respond(library: Library, query: Query, as_of: date, allowed: Allowed, carried: Measure | None) -> Draft:
    """The answer to `query`. `carried` is the clause of the turn before, where the question points back at it."""
    draft = Draft(library, as_of)
    if by_reference(draft, query) or (carried is not None and by_carried_clause(draft, query, carried)):
        return draft
    if query.foreign and not query.names and not _place_is_topic(library, query, allowed):
        return foreign_place(draft, query, allowed)
    for way in (about_document, department_list, phrase_list, benefit_list, story, comparison):
        if way(draft, query, allowed):
            return draft
    if is_vague(query):
        return ask_back(draft, allowed)
    return from_search(draft, query, allowed)


def by_carried_clause(draft: Draft, query: Query, carried: Measure) -> bool:
    """这条由谁负责？ — asked of the clause of the turn before; False where the question has a topic of its own."""
    text = searched_text(carried)
    own = [term for term in content_terms(query.topic) if not says(text, term)]
    if own or query.asked & {"issued", "number", "issuer", "comparison"}:
        return False
    clause_facts(draft, query, carried, whole=not query.asked)
    return True


def from_search(draft: Draft, query: Query, allowed: Allowed) -> Draft:
    """The clauses that fit best, with what the question asks of them, or that there is nothing."""
    library = draft.library
    hits = search(library, query, 10, allowed)
    chosen = choose(draft, query, hits)
    if not chosen:
        return _not_found(draft, query, hits)
    best, *others = chosen
    stated = clause_facts(draft, query, best.measure, score=best.score)
    if not stated:
        return draft  # the clause that was asked for does not say it; what others say is not the answer
    for hit in others:
        clause_facts(draft, query, hit.measure, score=hit.score)
    draft.status = "answered"  # a further clause that does not state it takes nothing from the one that does
    return draft


def _not_found(draft: Draft, query: Query, hits: Sequence[Hit]) -> Draft:
    """Nothing fits: say what is missing; the nearest clauses only as related ones, marked as not the answer."""
    library = draft.library
    draft.status = "not_found"
    scope = "、".join(f"《{library.document(document).title}》" for document in (query.preferred or query.documents))
    missing = [term for term in content_terms(query.topic) if not library.weights.known(term)]
    about = f"「{'」「'.join(missing)}」的规定" if missing else "与问题相符的规定"
    draft.say(f"{scope or '已登记的文件'}中没有找到{about}。")
    draft.warn("没有足够的依据，不作回答。")
    _relate(draft, query, hits[:2])
    if draft.related:
        draft.say("最接近的条款列在下面，仅供参考，不是答案。")
    return draft


def _place_is_topic(library: Library, query: Query, allowed: Allowed) -> bool:
    """Whether the foreign place is part of the topic (与上海张江合作): the best clause itself names it."""
    hits = search(library, query, 1, allowed)
    if not hits:
        return False
    text = fold(hits[0].measure.text)
    terms = content_terms(query.topic)
    if "amount" in query.asked and coverage(terms, text, library.weights).share < MOST_OF_TOPIC:
        return False  # asked how much a place pays, a clause that only mentions the place says nothing
    return all(fold(place) in text for place in query.foreign) and confidence(library, query, hits[0]) >= THRESHOLD


def foreign_place(draft: Draft, query: Query, allowed: Allowed) -> Draft:
    """A place that no document covers: say so; another region's clause is never given as the answer."""
    library = draft.library
    places = "、".join(query.foreign)
    draft.status = "not_found"
    draft.say(f"没有找到{places}的政策：已登记的文件只涉及{'、'.join(_regions(library))}。")
    hits = search(library, query, 2, allowed)
    _relate(draft, query, [hit for hit in hits if confidence(library, query, hit) >= THRESHOLD])
    if draft.related:
        draft.say(f"其他地区的相近条款列在下面，仅供参考，不适用于{places}。")
    draft.warn(f"文件库中没有{places}的文件。")
    return draft


def _relate(draft: Draft, query: Query, hits: Sequence[Hit]) -> None:
    for hit in hits:
        draft.relate(hit.measure, quote_of(ranked_pieces(draft.library, query, hit.measure), hit.measure), hit.score)


def is_vague(query: Query) -> bool:
    """Neither a place nor a topic: nothing to search for."""
    return not content_terms(query.topic) and not query.names and not query.phrases and len(query.question) <= SHORT


def ask_back(draft: Draft, allowed: Allowed) -> Draft:
    """A question too vague to answer: a few choices made from the corpus."""
    library = draft.library
    draft.status = "clarify"
    granting = [unit for unit in library.units if unit.benefits and allowed(unit)]
    candidates = granting or [unit for unit in library.units if unit.kind == "measure" and allowed(unit)]
    step = max(1, len(candidates) // 3)
    topics = list(dict.fromkeys(unit.title for unit in candidates[::step]))[:3]
    draft.say("请说得再具体一些：您在哪个地区、想了解哪一类事项？")
    draft.say(f"地区：{'、'.join(_regions(library))}。事项例如：{'、'.join(topics)}。")
    return draft


def _regions(library: Library) -> list[str]:
    return list(dict.fromkeys(document.regions[0] for document in library.corpus.documents if document.regions))
