"""All questions embedded in one batch, three times as fast as one by one: for the gate, where nobody measures waiting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from assistant.library import Library
from assistant.query import understand
from assistant.retrieve import search_text
from eval.questions import Question
from index.encoder import Encoder
from index.measure_index import LONGEST_QUESTION


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
    remembering.fetch(_searched(library, text) for one in questions for text in (*one.history, one.question))
    library.index.encoder = remembering
    try:
        yield
    finally:
        library.index.encoder = inner


def _searched(library: Library, question: str) -> str:
    """The text that a question standing alone is searched with."""
    query = understand(question, library.catalogue, library.vocabulary)
    return search_text(query.topic or query.question)[:LONGEST_QUESTION]
