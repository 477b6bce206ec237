"""A ranking in, a ranking out: of two editions of one document only the clause of the one that is meant, or that counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Self

from assistant.library import Library
from assistant.proposing.retrieve import Ranking
from assistant.reading.editions import Edition, edition_meant, means
from corpus.measure import Document
from corpus.versions import are_editions
from index.hit import Hit

NEAR = 0.6  # of the score that ranks: so much less may the clause of the newer edition score
MOST_HELD = 60  # documents of a list that are held against each other; whoever asks for more names no policy


def of_current_editions(library: Library, question: str, as_of: date, ranking: Ranking) -> Ranking:
    """`ranking` without a clause that another edition of its document has as well, if that edition counts rather.

    The one that the question means (2021年的…, 老办法里…) counts; where it says nothing, the one in force rather than one
    that is over or has not begun, else the later.
    """
    meant = edition_meant(question)
    documents = {hit.measure.document_id for hit in ranking.hits}
    sides = {name: _Side.of(library.document(name), as_of) for name in documents}
    named = _by_name(ranking.hits)
    says = meant != Edition()

    @cache  # many clauses of the same two documents may be called the same
    def outdoes(theirs: str, own: str) -> bool:
        other, one = sides[theirs], sides[own]
        rather = _rather(meant, other, one) if says else other.rank > one.rank
        return rather and are_editions(other.document, one.document)

    def is_outdone(hit: Hit) -> bool:
        own, least = hit.measure.document_id, hit.score - NEAR
        rivals = {theirs for each in _names(hit) for theirs, score in named[each].items() if score >= least}
        return any(outdoes(theirs, own) for theirs in rivals)

    old = {hit.measure.id for hit in ranking.hits if is_outdone(hit)}
    return ranking.without(lambda unit: unit.id in old)


def current_editions(library: Library, question: str, as_of: date, documents: Sequence[str]) -> tuple[str, ...]:
    """`documents` without those of which another edition stands among them that counts rather."""
    meant = edition_meant(question)
    found = [_Side.of(library.document(each), as_of) for each in documents[:MOST_HELD]]
    outdone = {
        own.document.id
        for own in found
        if any(are_editions(other.document, own.document) and _rather(meant, other, own) for other in found)
    }
    return tuple(each for each in documents if each not in outdone)


def _names(hit: Hit) -> tuple[tuple[str, str], ...]:
    """By what a clause is the same in another edition: one of them is enough."""
    return ("title", hit.measure.title), ("label", hit.measure.label)


def _by_name(hits: Sequence[Hit]) -> dict[tuple[str, str], dict[str, float]]:
    """By the names of the hits the documents with clauses that are called so, each with the score of the best of these."""
    found: dict[tuple[str, str], dict[str, float]] = {}
    for hit in hits:
        for name in _names(hit):
            scores = found.setdefault(name, {})
            own = hit.measure.document_id
            scores[own] = max(hit.score, scores.get(own, hit.score))
    return found


@dataclass(frozen=True, slots=True)
class _Side:
    """A document with what is compared of two editions, read once: when it begins, and whether it is in force."""

    document: Document
    begins: date
    rank: tuple[int, date]  # the higher one counts, where the question says nothing

    @classmethod
    def of(cls, document: Document, as_of: date) -> Self:
        order = {"yes": 2, "not stated": 2, "not yet": 1, "expired": 0}
        begins = document.begins() or date.min
        return cls(document, begins, (order[document.in_force(as_of)], begins))


def _rather(meant: Edition, theirs: _Side, own: _Side) -> bool:
    """Whether of two editions `theirs` counts rather than `own`."""
    newer = theirs.begins > own.begins
    one, other = own.document, theirs.document
    side = means(meant, one, other, named=True) if newer else -means(meant, other, one, named=True)
    return side > 0 if side else theirs.rank > own.rank
