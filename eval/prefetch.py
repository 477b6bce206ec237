"""All questions embedded beforehand, none twice: for the gate, where nobody measures waiting."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from assistant.library import Library
from assistant.proposing.retrieve import search_text
from assistant.reading.query import topic_of, understand
from eval.questions import Question
from index.encoder import Encoder
from index.measure_index import LONGEST_QUESTION

_STATEMENT = re.compile(r"[。！？；，,;!?\n：:]|另外|还有|以及|同时|然后|而且|也想|还想|, and |; ")


class Remembering:
    """An encoder that embeds no question twice. `fetch` embeds many at once; what it did not foresee comes one by one."""

    def __init__(self, inner: Encoder) -> None:
        self._inner = inner
        self._vectors: dict[str, NDArray[np.float32]] = {}

    @property
    def name(self) -> str:
        return self._inner.name

    @property
    def dimension(self) -> int:
        return self._inner.dimension

    def fetch(self, texts: Iterable[str]) -> None:
        new = sorted({text for text in texts if text not in self._vectors}, key=lambda text: (len(text), text))
        if new:
            self._vectors.update(zip(new, self._inner.encode_queries(new), strict=True))

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.fetch(texts)
        return np.stack([self._vectors[text] for text in texts])

    def encode_passages(self, texts: Sequence[str], progress: bool = False) -> NDArray[np.float32]:
        return self._inner.encode_passages(texts, progress)


@contextmanager
def prefetched(assistant: object, questions: Sequence[Question]) -> Iterator[None]:
    """Within, `assistant` takes its question vectors from one batch. An assistant that is not ours is left alone."""
    library = getattr(assistant, "library", None)
    if not isinstance(library, Library):
        yield
        return
    inner = library.index.encoder
    remembering = Remembering(inner)
    texts = dict.fromkeys(text for one in questions for text in (*one.history, one.question))
    remembering.fetch(searched for text in texts for searched in _searched(library, text))
    library.index.encoder = remembering
    try:
        yield
    finally:
        library.index.encoder = inner


def _searched(library: Library, question: str) -> Iterator[str]:
    """The texts that a question standing alone is likely searched with: its topic, and its statements where it is long.

    A guess, not a promise: a text foreseen in vain costs its embedding, a text not foreseen comes one by one.
    """
    query = understand(question, library.catalogue, library.vocabulary)
    yield search_text(library, query.topic or query.question)[:LONGEST_QUESTION]
    text = list(query.question)
    for name in query.names:
        text[name.span.start : name.span.end] = " " * (name.span.end - name.span.start)
    pieces = [topic for piece in _STATEMENT.split("".join(text)) if (topic := topic_of(piece, ()))]
    if len(pieces) > 2:
        yield from (search_text(library, piece)[:LONGEST_QUESTION] for piece in pieces)
