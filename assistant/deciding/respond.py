"""A read question in, a drafted answer out: one way of answering after the other until one fits.

The order goes from the most exact to the least: a clause number, the clause of the turn before, facts about a
document, complete lists, comparison, and only then search. What is not in the corpus is said to be missing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from assistant.deciding.choose import choose, states
from assistant.deciding.confidence import THRESHOLD, confidence
from assistant.deciding.editions import of_current_editions
from assistant.library import Library, searched_text
from assistant.proposing.compare import comparison
from assistant.proposing.evidence import quote_of
from assistant.proposing.listing import benefit_list, department_list, phrase_list
from assistant.proposing.numbered import by_reference
from assistant.proposing.register_facts import about_document
from assistant.proposing.retrieve import search
from assistant.proposing.scope import who_may_apply
from assistant.proposing.story import story
from assistant.reading.conversation import tells_topic
from assistant.reading.lexicon import says
from assistant.reading.query import Query
from assistant.reading.terms import content_terms, coverage
from assistant.saying.ask_back import ask_back, is_vague, lacks_place, regions
from assistant.saying.clause_facts import clause_facts, ranked_pieces, say_in_force
from assistant.saying.draft import Draft
from assistant.saying.wording import Words
from corpus.amounts import parse_loose_amounts
from corpus.measure import Measure
from corpus.normal import fold
from index.hit import Hit
from index.tokens import word_classes

LEAST_ALONE = 0.35  # how sure of a clause that holds the whole topic,
ALONE = 5.0  # if it is so many times as sure as the next
MOST_OF_TOPIC = 0.8  # of its words by weight

Allowed = Callable[[Measure], bool]


def respond(library: Library, query: Query, as_of: date, allowed: Allowed, carried: Measure | None) -> Draft:
    """The answer to `query`. `carried` is the clause of the turn before, where the question points back at it."""
    draft = Draft(library, as_of, words=Words(query.language))
    _answer(draft, query, allowed, carried)
    say_in_force(draft)
    return draft


def _answer(draft: Draft, query: Query, allowed: Allowed, carried: Measure | None) -> None:
    """The first way of answering that fits."""
    library = draft.library
    if by_reference(draft, query) or (carried is not None and by_carried_clause(draft, query, carried)):
        return
    if query.foreign and not query.names and not _place_is_topic(library, query, allowed):
        foreign_place(draft, query, allowed)
        return
    ways = (about_document, who_may_apply, department_list, phrase_list, benefit_list, story, comparison)
    if any(way(draft, query, allowed) for way in ways):
        return
    if is_vague(query):
        ask_back(draft, query, allowed)
    else:
        from_search(draft, query, allowed)


def by_carried_clause(draft: Draft, query: Query, carried: Measure) -> bool:
    """这条由谁负责？ — asked of the clause of the turn before; False where the question has a topic of its own."""
    text = searched_text(carried)
    own = [term for term in content_terms(query.topic) if tells_topic(term) and not says(text, term)]
    if parse_loose_amounts(query.question):  # 如果投了3000万呢: what was done with a sum is no topic
        own = [term for term in own if "n" in word_classes(term)]
    if own or query.asked & {"issued", "number", "issuer", "comparison"}:
        return False
    clause_facts(draft, query, carried, whole=not query.asked)
    return True


def from_search(draft: Draft, query: Query, allowed: Allowed) -> None:
    """The clauses that fit best, with what the question asks of them, or that there is nothing."""
    library = draft.library
    hits = of_current_editions(library, query.question, draft.as_of, search(library, query, 10, allowed))
    chosen = choose(draft, query, hits) or _alone(library, query, hits)
    if not chosen and lacks_place(library, query):
        ask_back(draft, query, allowed)
        return
    if not chosen:
        _not_found(draft, query, hits)
        return
    best, *others = chosen
    stated = clause_facts(draft, query, best.measure, score=best.score)
    if not stated:
        return  # the clause that was asked for does not say it; what others say is not the answer
    if query.asked & {"amount", "department"}:
        others = [hit for hit in others if states(draft, query, hit)]
    for hit in others:
        clause_facts(draft, query, hit.measure, score=hit.score)
    draft.status = "answered"  # a further clause that does not state it takes nothing from the one that does


def _alone(library: Library, query: Query, hits: Sequence[Hit]) -> list[Hit]:
    """The best clause where it holds every word of the topic and no other comes near it, though less sure than is asked."""
    terms = content_terms(query.topic)
    if not terms or len(hits) < 2 or coverage(terms, searched_text(hits[0].measure), library.weights).missing:
        return []
    first, second = (confidence(library, query, hit) for hit in hits[:2])
    return [hits[0]] if first >= max(LEAST_ALONE, ALONE * second) else []


def _not_found(draft: Draft, query: Query, hits: Sequence[Hit]) -> None:
    """Nothing fits: say what is missing; the nearest clauses only as related ones, marked as not the answer."""
    library = draft.library
    draft.status = "not_found"
    words = draft.words
    scope = words.listed(f"《{library.document(document).title}》" for document in (query.preferred or query.documents))
    missing = [term for term in content_terms(query.topic) if library.weights.lacks(term)]
    about = words("{words}的规定", words=f"「{'」「'.join(missing)}」") if missing else words("与问题相符的规定")
    draft.say("{scope}中没有找到{about}。", scope=scope or words("已登记的文件"), about=about)
    draft.warn("没有足够的依据，不作回答。")
    _relate(draft, query, hits[:2])
    if draft.related:
        draft.say("最接近的条款列在下面，仅供参考，不是答案。")


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


def foreign_place(draft: Draft, query: Query, allowed: Allowed) -> None:
    """A place that no document covers: say so; another region's clause is never given as the answer."""
    library = draft.library
    places = draft.words.listed(place.title() if place.isascii() else place for place in query.foreign)
    covered = draft.words.listed(regions(library))
    draft.status = "not_found"
    draft.say("没有找到{places}的政策：已登记的文件只涉及{regions}。", places=places, regions=covered)
    hits = search(library, query, 2, allowed)
    _relate(draft, query, [hit for hit in hits if confidence(library, query, hit) >= THRESHOLD])
    if draft.related:
        draft.say("其他地区的相近条款列在下面，仅供参考，不适用于{places}。", places=places)
    draft.warn("文件库中没有{places}的文件。", places=places)


def _relate(draft: Draft, query: Query, hits: Sequence[Hit]) -> None:
    for hit in hits:
        draft.relate(hit.measure, quote_of(ranked_pieces(draft.library, query, hit.measure), hit.measure), hit.score)
