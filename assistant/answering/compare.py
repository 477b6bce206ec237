"""Two things side by side: the best clause of each place, document or topic named, or that it says nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.answer import Citation, ComparedRow
from assistant.answering.beside import about, by_level, twin
from assistant.deciding.answerable import THRESHOLD, answerable
from assistant.deciding.choose import choose_each, grants_to_named
from assistant.deciding.confidence import SURE, confidences
from assistant.proposing.evidence import matching_benefits
from assistant.proposing.retrieve import rank, search
from assistant.reading.query import Query, asks_for_money, topic_of
from assistant.reading.several import asks_of_several
from assistant.reading.specific import specific_words
from assistant.reading.terms import content_terms, coverage
from assistant.saying.clause_facts import clause_facts, states
from assistant.saying.draft import Draft
from corpus.measure import Measure, Span
from index.hit import Hit

COMPARED = 0.5  # of the topic's words by weight
MOST_A_PLACE = 2
_AND = re.compile(r"\s*(?:以及|[和与跟及、])\s*")

_JOINT = re.compile(r"\s*(?:以及|还有|和|与|跟|及|、|,|，|/|vs\.?|and|or|还是)\s*", re.IGNORECASE)

Allowed = Callable[[Measure], bool]


def comparison(draft: Draft, query: Query, allowed: Allowed) -> bool:
    """昌吉和甘州……有什么不同 / 甲和乙哪个给得多. False where the question does not set two things side by side."""
    named = _places(query)
    places = by_level(draft.library, query, named)
    several = asks_of_several(query.question, len(places))
    side_by_side = "comparison" in query.asked or _are_coordinated(query) or len(places) > len(named) or several
    if len(places) > 1 and side_by_side and content_terms(query.topic):
        sides = _sides(draft, query, places, allowed)
        if several and not all(side.chosen for side in sides):
            sides = _with_near(draft, query, sides, allowed)
        _each_side(draft, _with_twins(draft, sides, allowed))
        return True
    topics = _topics(query)
    return len(topics) > 1 and "comparison" in query.asked and _each_topic(draft, query, topics, allowed)


def _are_coordinated(query: Query) -> bool:
    """昌吉和甘州, 昌吉、甘州, Changji vs Ganzhou: nothing but a joint between two of the names."""
    pairs = zip(query.names, query.names[1:], strict=False)
    return any(_JOINT.fullmatch(query.question[a.span.end : b.span.start]) for a, b in pairs)


def _places(query: Query) -> list[tuple[str, tuple[str, ...]]]:
    """The places or documents named side by side: each with documents that the others do not mean."""
    places: list[tuple[str, tuple[str, ...]]] = []
    direct = [name for name in query.names if not name.is_region]
    for name in query.names if len(direct) != 1 else direct:  # the places in one document are no two sides
        if all(not set(name.documents) & set(documents) for _, documents in places):
            places.append((name.text, name.documents))
    return places


@dataclass(frozen=True, slots=True)
class _Side:
    """A place or document named, what is asked of it, and the clauses that say it."""

    name: str
    query: Query
    documents: tuple[str, ...]
    chosen: tuple[Hit, ...]


def _sides(draft: Draft, query: Query, places: list[tuple[str, tuple[str, ...]]], allowed: Allowed) -> list[_Side]:
    sides = []
    own_topics = _own_topics(query, [name for name, _ in places])
    for name, documents in places:
        own = replace(query, topic=own_topics.get(name, query.topic))
        chosen = _chosen(draft, own, documents, allowed)
        if not chosen and own.topic != query.topic:  # 甘州的又是多少: its topic was told before
            own = query
            chosen = _chosen(draft, own, documents, allowed)
        sides.append(_Side(name, own, documents, tuple(chosen)))
    return sides


def _with_near(draft: Draft, query: Query, sides: Sequence[_Side], allowed: Allowed) -> list[_Side]:
    """The sides, those without a clause with the best one of theirs, where it stands beside the best of all."""
    ranking = rank(draft.library, query, allowed)
    near = choose_each(ranking) if answerable(draft.library, query, ranking) >= THRESHOLD else []
    return [
        side
        if side.chosen
        else replace(side, chosen=tuple(hit for hit in near if hit.measure.document_id in side.documents)[:1])
        for side in sides
    ]


def _with_twins(draft: Draft, sides: Sequence[_Side], allowed: Allowed) -> list[_Side]:
    """The sides, those without a clause with the one that is the twin of another side's clause."""
    found = next((side.chosen[0].measure for side in sides if side.chosen), None)
    if found is None:
        return list(sides)
    topic = about(found)
    return [
        side if side.chosen else replace(side, chosen=twin(draft.library, side.query, topic, side.documents, allowed))
        for side in sides
    ]


def _each_side(draft: Draft, sides: Sequence[_Side]) -> None:
    stated = []
    for side in sides:
        name, own, chosen = side.name, side.query, side.chosen
        if not chosen:
            draft.say("{place}：未规定（文件中没有找到相关条款）。", place=name)
            draft.warn("{place}：未规定。", place=name)
            draft.comparison.append(ComparedRow(name, draft.words("未规定"), "", "", None))
            continue
        draft.say("{place}：", place=name)
        cited = len(draft.citations)
        for hit in [hit for hit in chosen if states(draft, own, hit.measure)] or chosen[:1]:
            stated.append(clause_facts(draft, _for(draft, own, hit), hit.measure, score=hit.score))
        _tabulate(draft, own, name, draft.citations[cited:])
    if not draft.citations:
        draft.status = "not_found"
    elif any(stated):
        draft.status = "answered"


def _chosen(draft: Draft, query: Query, documents: tuple[str, ...], allowed: Allowed) -> list[Hit]:
    hits = search(draft.library, query, 5, allowed, documents)
    return _compared(draft, query, hits)[:MOST_A_PLACE]


def _compared(draft: Draft, query: Query, hits: Sequence[Hit]) -> list[Hit]:
    """Those whose clause is about the topic: by its words, or surely enough by all that is weighed."""
    terms = content_terms(query.topic)
    weights = draft.library.weights
    shares = [coverage(terms, draft.library.searched(hit.measure), weights).share if terms else 0.0 for hit in hits]
    doubtful = [hit for hit, share in zip(hits, shares, strict=True) if share < COMPARED]
    sure = zip(doubtful, confidences(draft.library, query, doubtful), strict=True)
    dropped = {hit.measure.id for hit, each in sure if each < SURE}
    return [hit for hit in hits if hit.measure.id not in dropped]


def _tabulate(draft: Draft, query: Query, place: str, citations: Sequence[Citation]) -> None:
    """The rows of one place: each benefit that the question is about; a clause without one by its heading alone."""
    for citation in citations:
        unit = citation.measure
        rows = matching_benefits(query, query.topic, unit, draft.library.weights)
        draft.comparison += [
            ComparedRow(place, row.recipient or unit.title, draft.words.figure(row), row.condition, citation.marker)
            for row in rows
        ] or [ComparedRow(place, unit.title, draft.words("见条款" if unit.benefits else "未写明"), "", citation.marker)]


_STATEMENT = re.compile(r"[,，;；。?？]")
_STATEMENT_OR_JOINT = re.compile(r"[,，;；。?？]|以及|还是|[和与跟及、]")


def _own_topics(query: Query, places: Sequence[str]) -> dict[str, str]:
    """国家级孵化器放昌吉补多少，省级孵化器在甘州补多少: each place's own topic, where each is asked something of its own."""
    return _topics_by(_STATEMENT, query, places) or _topics_by(_STATEMENT_OR_JOINT, query, places)


def _topics_by(separator: re.Pattern[str], query: Query, places: Sequence[str]) -> dict[str, str]:
    topics: dict[str, str] = {}
    marks = [*separator.finditer(query.question)]
    starts, ends = [0, *(mark.end() for mark in marks)], [*(mark.start() for mark in marks), len(query.question)]
    for span in map(Span, starts, ends):
        piece = span.of(query.question)
        inside = [name for name in query.names if span.contains(name.span)]
        if len(inside) == 1 and inside[0].text in places:
            at = inside[0].span
            topic = topic_of(piece, [Span(at.start - span.start, at.end - span.start)])
            if specific_words(topic):  # 国家级 alone is no topic of its own
                topics[inside[0].text] = topic
    return topics if len(topics) == len(places) else {}


def _for(draft: Draft, query: Query, hit: Hit) -> Query:
    """The question as put to one clause: what it grants to the recipient named is what the comparison is about."""
    if asks_for_money(query) and grants_to_named(draft.library, query, hit):
        return replace(query, asked=query.asked | {"amount"})
    return query


def _topics(query: Query) -> list[str]:
    """甲和乙: the topics that the question sets side by side."""
    pieces = [piece for piece in _AND.split(query.topic) if content_terms(piece)]
    return pieces if 1 < len(pieces) <= 3 else []


def _each_topic(draft: Draft, query: Query, topics: list[str], allowed: Allowed) -> bool:
    """Each topic's own best clause; False where they share one, which then answers as a whole."""
    hits: list[tuple[str, Hit]] = []
    for topic in topics:
        best = next(iter(search(draft.library, query, 1, allowed, topic=topic)), None)
        if best is None:
            return False
        hits.append((topic, best))
    if len({hit.measure.id for _, hit in hits}) < len(hits):
        return False
    stated = [
        clause_facts(draft, _for(draft, replace(query, topic=topic), hit), hit.measure, score=hit.score)
        for topic, hit in hits
    ]
    if any(stated):
        draft.status = "answered"
    return True
