"""Everything an answer is made from, opened once: the corpus, its index, its names and its words."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assistant.reading.catalogue import Catalogue
from assistant.reading.clauses import named_words, section_titles
from assistant.reading.query import Vocabulary
from assistant.reading.terms import TermWeights, written_apart
from corpus.measure import Document, Measure
from corpus.normal import fold
from corpus.parse import Corpus
from index.measure_index import MeasureIndex
from index.reranker import Reranker

# 组 长: two characters set wide in a list of names
_SPACED = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")


@dataclass(frozen=True, eq=False)
class Library:
    """The opened corpus. All parts are read-only; what is derived from them is made on first use and kept."""

    corpus: Corpus
    index: MeasureIndex
    reranker: Reranker | None = None

    @cached_property
    def units(self) -> tuple[Measure, ...]:
        """Every citable unit in corpus order: all but page furniture."""
        return tuple(unit for unit in self.corpus.units if unit.kind != "boilerplate")

    @cached_property
    def catalogue(self) -> Catalogue:
        return Catalogue(self.corpus.documents, self.corpus.sources)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        text = fold("\n".join(self.corpus.sources.values()))
        return Vocabulary(named_words(self.units), section_titles(self.units), text, self.departments)

    @cached_property
    def weights(self) -> TermWeights:
        return TermWeights([searched_text(unit) for unit in self.units])

    @cached_property
    def departments(self) -> tuple[str, ...]:
        """Every department that holds a role in some clause, the longest name first."""
        names = {name for unit in self.units for name in unit.all_units}
        return tuple(sorted(names, key=lambda name: (-len(name), name)))

    @cached_property
    def _spoken(self) -> dict[str, bool]:
        return {}

    def speaks_of(self, word: str) -> bool:
        """Whether a folded word stands anywhere in the documents, in one piece or in halves (国家、行业及地方标准)."""
        text = self.vocabulary.text
        if word not in self._spoken:
            self._spoken[word] = word in text or written_apart(text, word)
        return self._spoken[word]

    @cached_property
    def masks(self) -> dict[Hashable, NDArray[np.bool_]]:
        """Which units of the index a set of filters leaves, by those filters; see assistant/proposing/retrieve.py."""
        return {}

    def document(self, document_id: str) -> Document:
        return self.catalogue.get(document_id)

    def in_scope(self, documents: Sequence[str], part: str | None = None) -> list[Measure]:
        """The citable units of `documents` (all where empty), of one part where given."""
        return [
            unit
            for unit in self.units
            if (not documents or unit.document_id in documents) and (part is None or unit.part == part)
        ]


def searched_text(unit: Measure) -> str:
    """The folded words a unit may be found by: its text and the headings above it."""
    return _SPACED.sub("", fold("\n".join((*unit.path, unit.text))))
