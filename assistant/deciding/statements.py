"""A long text told in statements, and the clause that answers each: what `policy match` adds to its rows.

One search for the whole of it finds a compromise between them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.deciding.choose import grants_to_named
from assistant.deciding.confidence import SURE, confidences
from assistant.library import Library
from assistant.proposing.retrieve import search
from assistant.reading.query import Query, topic_of
from assistant.reading.terms import content_terms
from corpus.measure import Measure
from index.hit import Hit

LEAST = 0.2  # a clause that grants something to what the statement names needs to be no surer than this,
APART = 3.0  # nor does one that is so many times as sure as the next: the text has named the place already
MOST = 60  # statements that are searched for: each costs a search, and nobody has more to tell
_BREAK = re.compile(r"[。！？；，,;!?\n：:]|[(（]\d{1,2}[)）]|[①-⑳]|另外|还有|以及|同时|然后|而且|也想|还想|, and |; ")

Allowed = Callable[[Measure], bool]


@dataclass(frozen=True, slots=True)
class Answered:
    """A statement (as a query of its own), the clause that answers it, and how sure that is (0..1)."""

    query: Query
    hit: Hit
    sure: float


def statements(query: Query) -> list[Query]:
    """The statements of a text that say something to search for, each as a query of its own, and each once."""
    text = list(query.question)
    for name in query.names:
        text[name.span.start : name.span.end] = " " * (name.span.end - name.span.start)
    topics = (topic_of(piece, ()) for piece in _BREAK.split("".join(text)) if piece)
    return [replace(query, topic=topic, stretch=topic) for topic in dict.fromkeys(topics) if content_terms(topic)]


def answering(library: Library, told: Sequence[Query], allowed: Allowed) -> list[Answered]:
    """The clauses that answer the statements, the first MOST of them, the surest first, each once."""
    found: dict[str, Answered] = {}
    for query in told[:MOST]:
        best = _best(library, query, search(library, query, 3, allowed))
        if best is not None:
            known = found.get(best.hit.measure.id)
            if known is None or best.sure > known.sure:
                found[best.hit.measure.id] = best
    return sorted(found.values(), key=lambda each: -each.sure)


def _best(library: Library, query: Query, hits: Sequence[Hit]) -> Answered | None:
    """The clause that answers one statement; one that grants what it names comes before one that speaks of it."""
    told = zip(hits, confidences(library, query, hits), strict=True)
    sure = [Answered(query, hit, each) for hit, each in told]
    granting = [each for each in sure if each.sure >= LEAST and grants_to_named(library, query, each.hit)]
    if granting:
        return granting[0]
    if not sure:
        return None
    first, *others = sorted(sure, key=lambda each: -each.sure)
    alone = first.sure >= max(LEAST, APART * max((each.sure for each in others), default=0.0))
    return first if first.sure >= SURE or alone else None
