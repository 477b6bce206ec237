"""One segment of an index: the parts of an index of some documents, which are never changed (index/segments.py)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.measure import Document, Measure
from index.holdings import Holdings
from index.lexical import LexicalIndex
from index.passages import Digests
from index.vectors import SentenceVectors


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """The parts of a MeasureIndex of its own; see there. `holdings` is None where the index holds no shelf.

    `place` is the folder of its files, `prefix` what their names there begin with, and `files` what the manifest said of
    each; empty where it is in memory only.
    """

    documents: Sequence[Document]
    units: Sequence[Measure]
    holdings: Holdings | None
    searched: NDArray[np.int32]
    sentences: NDArray[np.int64]
    digests: Digests
    vectors: SentenceVectors
    lexical: LexicalIndex
    about: LexicalIndex
    place: Path | None = None
    prefix: str = ""
    files: Mapping[str, object] = field(default_factory=dict)

    @property
    def shelf(self) -> Holdings:
        """Its holdings, which every segment of several has."""
        assert self.holdings is not None
        return self.holdings

    def searched_starts(self) -> NDArray[np.int64]:
        """Where the searched units of each document begin, (documents + 1,)."""
        return np.searchsorted(self.searched, self.shelf.unit_starts).astype(np.int64)

    def sentence_starts(self) -> NDArray[np.int64]:
        """Where the sentences of each document begin, (documents + 1,)."""
        return self.vectors.starts[self.searched_starts()]
