"""The words that are searched for: those of the question, and words of the documents that mean the same."""

from __future__ import annotations

from assistant.library import Library
from assistant.reading.lexicon import synonyms
from corpus.normal import fold


def search_text(library: Library, topic: str) -> str:
    """The topic with the words of the documents that mean the same behind it; words they do not use would only dilute it."""
    more = [word for word in synonyms(fold(topic)) if library.speaks_of(word)]
    return f"{topic} {' '.join(more)}" if more else topic
