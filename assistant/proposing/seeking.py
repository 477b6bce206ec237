"""The words that are searched for: those of the question, and words of the documents that mean the same."""

from __future__ import annotations

from assistant.library import Library
from assistant.reading.lexicon import synonyms
from assistant.reading.query import Query
from corpus.text.normal import fold


def search_text(library: Library, topic: str) -> str:
    """The topic with the words of the documents that mean the same behind it; words they do not use would only dilute it."""
    more = [word for word in synonyms(fold(topic)) if library.speaks_of(word)]
    return f"{topic} {' '.join(more)}" if more else topic


def meant_text(query: Query, searched: str) -> str:
    """The words whose meaning is compared: those spoken in English as they are, else those that are searched for."""
    return query.meant if query.spoken and query.stretch is None else searched
