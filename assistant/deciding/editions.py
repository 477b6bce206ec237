"""A ranking in, a ranking out: of two editions of one document only the clause of the one that counts, unless a year is named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.library import Library
from assistant.proposing.retrieve import Ranking
from corpus.measure import Document
from corpus.normal import fold
from corpus.versions import same_title
from index.hit import Hit

NEAR = 0.6  # of the score that ranks: so much less may the clause of the newer edition score
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年)")


def of_current_editions(library: Library, question: str, as_of: date, ranking: Ranking) -> Ranking:
    """`ranking` without a clause that another edition of its document has as well, if that edition counts rather.

    The one in force counts rather than one that is over or has not begun, else the later; but where the question names a
    year (2021年的…), the one of that year.
    """
    years = set(_YEAR.findall(fold(question)))
    old = {hit.measure.id for hit in ranking.hits if _is_outdone(library, years, as_of, hit, ranking.hits)}
    return ranking.without(lambda unit: unit.id in old)


def _is_outdone(library: Library, years: set[str], as_of: date, hit: Hit, others: Sequence[Hit]) -> bool:
    return any(_counts_rather(library, years, as_of, other, hit) for other in others)


def _counts_rather(library: Library, years: set[str], as_of: date, other: Hit, hit: Hit) -> bool:
    if other.score < hit.score - NEAR:
        return False
    if other.measure.title != hit.measure.title and other.measure.label != hit.measure.label:
        return False  # another clause
    theirs, own = library.document(other.measure.document_id), library.document(hit.measure.document_id)
    if theirs.id == own.id or not _editions(theirs, own):
        return False
    named = [bool(years & _years_of(document)) for document in (theirs, own)]
    if named[0] != named[1]:
        return named[0]
    return _weight(theirs, as_of) > _weight(own, as_of)


def _editions(one: Document, other: Document) -> bool:
    repealed = any(a.repealed is not None and a.repealed.by_id == b.id for a, b in ((one, other), (other, one)))
    return repealed or same_title(one.title, other.title)


def _years_of(document: Document) -> set[str]:
    issued = {str(document.issued.year)} if document.issued else set[str]()
    return issued | set(re.findall(r"(?:19|20)\d{2}", fold(document.title)))


def _weight(document: Document, as_of: date) -> tuple[int, date]:
    order = {"yes": 2, "not stated": 2, "not yet": 1, "expired": 0}
    return order[document.in_force(as_of)], document.begins() or date.min
