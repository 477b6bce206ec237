"""Which of the hits answer: the best, those nearly as good, and the one that states what is asked."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.deciding.confidence import THRESHOLD, confidence
from assistant.library import Library, searched_text
from assistant.proposing.evidence import matching_benefits
from assistant.reading.query import Query, asks_for_money
from assistant.reading.specific import specific_words
from assistant.reading.terms import content_terms, coverage
from assistant.saying.clause_facts import clause_facts
from assistant.saying.draft import Draft
from index.hit import Hit

# A further clause is cited when its score is this close to the best one's (standard deviations of the fused score)
# and it holds nearly as much of the topic; wider where several are asked for (有哪些).
ALSO_GAP = 0.6
ALSO_GAP_LIST = 0.9
ALSO_COVERAGE = 0.8
MOST_CITED = 3
PART_OF_TOPIC = 0.7  # of the topic's words by weight: a clause with fewer gives way to one that holds them all,
WHOLE_TOPIC = 0.99
LEAST_GRANT = 0.2  # how sure of a clause that grants the money asked for to the recipient named, where another is sure
HAIR = 0.3  # two clauses this close fit equally well
RECIPIENT_COVERAGE = 0.6  # a benefit whose recipient holds this much of the topic is the one asked for


def choose(
    draft: Draft, query: Query, hits: Sequence[Hit], least: float = THRESHOLD, most: int = MOST_CITED
) -> list[Hit]:
    """The hits that answer, the leading one first; none where none is sure enough (`least`).

    A clause that states what is asked leads over one that fits as well but does not; asked for money, a clause that
    grants it to the recipient named leads over any that grants none, whatever their scores.
    """
    library = draft.library
    if "amount" in query.asked and asks_for_money(query):
        hits = [hit for hit in hits if hit.measure.kind != "preamble"]  # it tells why, never how much
    first = next((hit for hit in hits[:3] if confidence(library, query, hit) >= least), None)
    if first is None:
        return []
    first = _fuller(library, query, first, hits, least)
    chosen = nearly_as_good(library, query, [first, *(hit for hit in hits if hit is not first)], most)
    for place, hit in enumerate(chosen):
        if hit.score < chosen[0].score - HAIR:
            break
        if states(draft, query, hit):
            return [hit, *chosen[:place], *chosen[place + 1 :]]
    if "amount" in query.asked and asks_for_money(query) and not states(draft, query, chosen[0]):
        likely = (hit for hit in hits if confidence(library, query, hit) >= LEAST_GRANT)
        granting = next((hit for hit in likely if grants_to_named(library, query, hit)), None)
        if granting is not None:
            return [granting]
    return chosen


def _fuller(library: Library, query: Query, first: Hit, hits: Sequence[Hit], least: float) -> Hit:
    """The first hit; or one that holds the whole topic, where the first holds only a part of it."""
    terms = content_terms(query.topic)

    def share(hit: Hit) -> float:
        return coverage(terms, searched_text(hit.measure), library.weights).share

    if len(terms) < 2 or share(first) >= PART_OF_TOPIC:
        return first
    fuller = (hit for hit in hits if share(hit) >= WHOLE_TOPIC and confidence(library, query, hit) >= least)
    return next(fuller, first)


def nearly_as_good(library: Library, query: Query, hits: Sequence[Hit], most: int = MOST_CITED) -> list[Hit]:
    """The first of `hits` and those that carry the answer nearly as well, at most `most`."""
    terms = content_terms(query.topic)
    best = coverage(terms, searched_text(hits[0].measure), library.weights).share
    gap = ALSO_GAP_LIST if "list" in query.asked and "department" not in query.asked else ALSO_GAP
    chosen = [hits[0]]
    for hit in hits[1:]:
        if len(chosen) == most or hit.score < hits[0].score - gap:
            break
        if coverage(terms, searched_text(hit.measure), library.weights).share >= ALSO_COVERAGE * best:
            chosen.append(hit)
    return chosen


def states(draft: Draft, query: Query, hit: Hit) -> bool:
    """Whether the clause states what is asked: tried on a draft that nobody sees."""
    return clause_facts(Draft(draft.library, draft.as_of, words=draft.words), query, hit.measure)


def grants_to_named(library: Library, query: Query, hit: Hit) -> bool:
    """Whether the clause has a benefit whose recipient, or what it does for it, the question names."""
    rows = matching_benefits(query, query.topic, hit.measure, library.weights)
    terms = content_terms(query.topic)
    if any(coverage(terms, row.recipient, library.weights).share >= RECIPIENT_COVERAGE for row in rows):
        return True
    telling = specific_words(query.topic)
    told = (f"{row.recipient} {row.condition}" for row in rows)
    return bool(telling) and any(
        coverage(telling, words, library.weights).share >= RECIPIENT_COVERAGE for words in told
    )
