"""A ranking in, a ranking out: of two editions of one document only the clause of the one that is meant, or that counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

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
    named = _by_name(ranking.hits)

    @cache  # many clauses of the same two documents may be called the same
    def outdoes(theirs: str, own: str) -> bool:
        other, one = library.document(theirs), library.document(own)
        return are_editions(other, one) and _rather(meant, as_of, other, one)

    old = {
        hit.measure.id
        for hit in ranking.hits
        if any(
            _is_near(other, hit) and outdoes(other.measure.document_id, hit.measure.document_id)
            for each in _names(hit)
            for other in named[each]
        )
    }
    return ranking.without(lambda unit: unit.id in old)


def current_editions(library: Library, question: str, as_of: date, documents: Sequence[str]) -> tuple[str, ...]:
    """`documents` without those of which another edition stands among them that counts rather."""
    meant = edition_meant(question)
    found = [library.document(each) for each in documents[:MOST_HELD]]
    outdone = {
        own.id
        for own in found
        if any(are_editions(other, own) and _rather(meant, as_of, other, own) for other in found)
    }
    return tuple(each for each in documents if each not in outdone)


def _names(hit: Hit) -> tuple[tuple[str, str], ...]:
    """By what a clause is the same in another edition: one of them is enough."""
    return ("title", hit.measure.title), ("label", hit.measure.label)


def _by_name(hits: Sequence[Hit]) -> dict[tuple[str, str], list[Hit]]:
    """The hits by their names."""
    found: dict[tuple[str, str], list[Hit]] = {}
    for hit in hits:
        for name in _names(hit):
            found.setdefault(name, []).append(hit)
    return found


def _is_near(other: Hit, hit: Hit) -> bool:
    """Whether the clause of another document scores well enough to take the place of a hit."""
    return other.score >= hit.score - NEAR and other.measure.document_id != hit.measure.document_id


def _rather(meant: Edition, as_of: date, theirs: Document, own: Document) -> bool:
    """Whether of two editions `theirs` counts rather than `own`."""
    newer = (theirs.begins() or date.min) > (own.begins() or date.min)
    side = means(meant, own, theirs, named=True) if newer else -means(meant, theirs, own, named=True)
    return side > 0 if side else _weight(theirs, as_of) > _weight(own, as_of)


def _weight(document: Document, as_of: date) -> tuple[int, date]:
    order = {"yes": 2, "not stated": 2, "not yet": 1, "expired": 0}
    return order[document.in_force(as_of)], document.begins() or date.min
