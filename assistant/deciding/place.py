"""The second hard rule: a figure of another place is never the answer. Decided on the clause that would be shown."""

from __future__ import annotations

from typing import Literal

from assistant.library import Library
from assistant.reading.query import Query
from corpus.measure import Measure
from corpus.text.normal import fold

Place = Literal["the same", "unknown", "another"]


def place_of(library: Library, query: Query, unit: Measure) -> Place:
    """Whether `unit` holds for the place that the question names; "unknown" where either names none.

    A clause that itself speaks of the place (与上海张江合作) is about it, wherever it holds.
    """
    regions = [name for name in query.names if name.is_region]
    if not query.names and not query.foreign:
        return "unknown"
    own = unit.document_id
    if any(own in name.documents or own in name.related for name in query.names):
        return "the same"
    theirs = library.document(own).regions
    if not theirs:
        return "unknown"
    if not regions and not query.foreign:  # a document is named (兰州的方案), and means its places
        meant = {place for name in query.names for each in name.documents for place in library.document(each).regions}
        return "unknown" if not meant or meant & set(theirs) else "another"
    text = library.searched(unit).text
    named = [*query.foreign, *(name.text for name in regions)]
    return "the same" if all(fold(name) in text for name in named) else "another"
