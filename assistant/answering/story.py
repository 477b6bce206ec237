"""A long question tells a story: each clause that answers a facet of it is cited, and what it grants is said.

"We were certified last year, our R&D deduction is filed, we hold 16 patents: what can we get?"
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from math import exp

from assistant.answering.match import match
from assistant.answering.rest import say_beside
from assistant.deciding.answerable import THRESHOLD, answerable
from assistant.deciding.facets import Facet, Told, candidates, facets, speaks_generally, weighed
from assistant.deciding.place import place_of
from assistant.deciding.several import asks_several
from assistant.learned.models import verdict_models
from assistant.library import Library
from assistant.proposing.retrieve import Ranking, rank
from assistant.reading.query import Query
from assistant.reading.several import asks_of_editions, asks_of_several
from assistant.reading.whether import asks_whether
from assistant.saying.draft import Draft
from assistant.saying.facet_facts import facet_facts
from corpus.measure import Measure
from index.hit import Hit

TELLS_MUCH = 0.2  # so sure that all is asked for that answers what is told, each facet is searched for
MATCHED = {"certain": 1.0, "likely": 0.6, "possible": 0.3}
MOST_CLAUSES = 7
RANKED = 40  # clauses of the whole question over which its documents share what speaks for them
# The share from which on a document is meant: where whole stories were labelled, gold documents had .03 at least, and of those to which
# a single statement strayed 24 of 31 had less than .02
MEANT = 0.03
FEW, LONG = 3, 34  # facets that tell; characters of a question that tells two
SURELY = 0.5
TOLD = 0.15  # so sure that a clause is one of those that answer, it is told
LEADS = 0.1  # a facet led to a clause where this much of its search speaks for it

Allowed = Callable[[Measure], bool]


def story(draft: Draft, query: Query, allowed: Allowed) -> bool:
    """Answer each facet of a question that asks for all that answers what it tells; False where it asks for one thing, or nothing does.

    Where the question does not say so but tells much, two clauses must surely answer. Editions and places are set side by side elsewhere.
    """
    if asks_of_editions(query.question):
        return False
    told = facets(query)
    openly = len(told) > 1 and asks_several(draft.library, query, told) >= TELLS_MUCH
    if not openly and not _is_long(query, told):
        return False
    whole = whole_of(draft.library, query, allowed)
    meant = meant_by(whole.hits)
    beside = len(meant) > 1 and asks_of_several(query.question, sum(name.is_region for name in query.names))
    # What is quoted and stands nowhere is the asker's own word: it makes the whole look unanswerable, and two clauses must surely answer
    surely = (not openly and bool(query.phrases)) or answerable(draft.library, query, whole) >= THRESHOLD
    if not meant or beside or not surely:
        return False
    matched = matched_by(draft.library, query.question, draft.as_of, allowed)
    found = weighed(candidates(draft.library, query, whole, told, meant, matched, allowed))
    if not openly and sum(one.sure >= SURELY for one in found) < 2:
        return False
    found = [one for one in found if one.sure >= TOLD and not speaks_generally(one.candidate.measure)][:MOST_CLAUSES]
    for one in _in_order(found, [facet.query for facet in told]):
        led = [each.facet.query for at, each in enumerate(one.candidate.led) if at == 0 or each.share >= LEADS]
        facet_facts(draft, query, led, one.candidate.measure, one.sure)
    if found:
        say_beside(draft, query, found[0].candidate.measure, allowed)
        draft.status = "answered"
    return bool(found)


def _is_long(query: Query, told: Sequence[Facet]) -> bool:
    """Whether a question tells much, and does not only ask whether something holds: that has one answer, however long it is."""
    if asks_whether(query.question, verdict_models().whether):
        return False
    telling = sum(not facet.asks for facet in told)
    return telling >= FEW or (telling > 1 and len(query.question) >= LONG)


def whole_of(library: Library, query: Query, allowed: Allowed) -> Ranking:
    """What the whole question leads to, without the clauses of another place than it names."""
    return rank(library, query, allowed).without(lambda unit: place_of(library, query, unit) == "another")


def matched_by(library: Library, words: str, as_of: date, allowed: Allowed) -> dict[str, float]:
    """How surely each clause grants something to who the words tell of, by the list of what one can get."""
    found: dict[str, float] = {}
    for row in match(library, words, as_of, allowed).rows:
        sure = 0.0 if row.barred else MATCHED[row.certainty]
        found[row.measure.id] = max(found.get(row.measure.id, 0.0), sure)
    return found


def meant_by(hits: Sequence[Hit]) -> dict[str, float]:
    """The documents that the whole question can be about: those with at least MEANT of the softmax over its best clauses."""
    best = hits[:RANKED]
    raised = [exp(hit.score - best[0].score) for hit in best]
    share: dict[str, float] = defaultdict(float)
    for hit, one in zip(best, raised, strict=True):
        share[hit.measure.document_id] += one / sum(raised)
    return {document: part for document, part in share.items() if part >= MEANT}


def _in_order(found: Sequence[Told], told: Sequence[Query]) -> list[Told]:
    """The surest first, the others in the order in which their facets were told."""

    def place(one: Told) -> int:
        return min((told.index(each.facet.query) for each in one.candidate.led[:1]), default=len(told))

    return [*found[:1], *sorted(found[1:], key=lambda one: (place(one), -one.sure))]
