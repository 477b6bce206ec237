"""Which of the ranked clauses are shown: the best one, and those that come near it."""

from __future__ import annotations

import math

from assistant.library import Library
from assistant.proposing.evidence import matching_benefits
from assistant.proposing.retrieve import Ranking
from assistant.reading.query import Query
from assistant.reading.specific import specific_words
from assistant.reading.terms import content_terms, coverage, without_number
from corpus.measure import Benefit, Measure
from corpus.text.normal import fold
from index.hit import Hit

MOST_CITED = 3
TELLING = 4  # characters: a shorter heading stands in many questions by chance
# A further clause is cited where it is at least so likely as the best one to be the right one; scores are logits of a
# softmax, so a ratio of chances is a difference of scores. Where several are asked for (有哪些), less is needed.
ALSO, ALSO_LISTED = 0.5, 0.25
BESIDE = (
    3.5  # of two documents asked for at once the right clauses lie so far apart; what lies farther is another matter
)
READ, MOST_BESIDE = 20, 4
RECIPIENT_COVERAGE = 0.6  # a benefit whose recipient holds this much of the topic is the one asked for


def choose(query: Query, ranking: Ranking, most: int = MOST_CITED) -> list[Hit]:
    """The hits that answer, the best first; none where nothing was proposed."""
    listed = "list" in query.asked and "department" not in query.asked
    least = math.log(ALSO_LISTED if listed else ALSO)
    if not ranking.hits:
        return []
    best = ranking.hits[0]
    title = fold(best.measure.title)
    asked_by_title = len(title) >= TELLING and title in fold(query.question)
    same = [hit for hit in ranking.hits if asked_by_title and fold(hit.measure.title) == title]  # in several documents
    words = without_number(best.measure.text)
    same += [hit for hit in ranking.hits[:most] if without_number(hit.measure.text) == words]  # the best one once more
    near = [hit for hit in ranking.hits[:most] if hit.score >= best.score + least]
    return list({hit.measure.id: hit for hit in (best, *same, *near)}.values())[:most]


def choose_each(ranking: Ranking) -> list[Hit]:
    """The best hit of each document that comes near the best of all: for a question that sets documents side by side."""
    best: dict[str, Hit] = {}
    for hit in ranking.hits[:READ]:
        best.setdefault(hit.measure.document_id, hit)
    return [hit for hit in best.values() if hit.score >= next(iter(best.values())).score - BESIDE][:MOST_BESIDE]


def grants_to_named(library: Library, query: Query, hit: Hit) -> bool:
    """Whether the clause has a benefit whose recipient, or what it does for it, the question names."""
    return bool(named_rows(library, query, hit.measure))


def named_rows(library: Library, query: Query, unit: Measure) -> list[Benefit]:
    """The benefits of a clause whose recipient, or what it does for it, the question names."""
    rows = matching_benefits(query, query.topic, unit, library.weights)
    terms, telling = content_terms(query.topic), specific_words(query.topic)

    def is_named(row: Benefit) -> bool:
        if coverage(terms, row.recipient, library.weights).share >= RECIPIENT_COVERAGE:
            return True
        words = f"{row.recipient} {row.condition}"
        return bool(telling) and coverage(telling, words, library.weights).share >= RECIPIENT_COVERAGE

    return [row for row in rows if is_named(row)]
