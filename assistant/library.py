"""Everything an answer is made from, opened once: the corpus, its index, its names and its words."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from assistant.learned.models import CALIBRATED_MODEL, Models, models
from assistant.reading.beforehand import Beforehand, GrantWords, of_line, read_beforehand, to_line
from assistant.reading.by_heart import Clause, Source, grams_of
from assistant.reading.catalogue import Catalogue, Names
from assistant.reading.clauses import TAIL, ClauseReference, is_called, label_steps, part_name, resolve_reference
from assistant.reading.coverage import APART
from assistant.reading.inside import Inside, Located, locate, locate_row
from assistant.reading.lexicon import Folded
from assistant.reading.query import Vocabulary
from assistant.reading.tables import (
    Entry,
    document_entries,
    said_text,
    searched_text,
    title_text,
    unit_entries,
)  # fmt: skip
from assistant.reading.terms import TermWeights, without_marks, written_apart
from corpus.measure import Document, Measure
from corpus.parse import Corpus
from corpus.text.normal import fold
from index.holdings import Holdings
from index.measure_index import MeasureIndex
from index.recent import Recent
from index.reranker import Reranker
from index.stored import Chosen, Made

__all__ = ["Library", "holdings_of", "searched_text"]

CLAUSES_KEPT = 1_000  # clauses that are known by heart: 20 KB each
SPOKEN_KEPT = 5_000  # words of which it is remembered whether the documents speak of them
ASKED_KEPT = 256  # questions whose kind and words are remembered
MANY = 200  # documents in which a clause number is looked for; of more it is only counted
DOCUMENTS_KEPT = 64  # documents, of some thousand pairs each: 100 KB


def holdings_of(documents: Sequence[Document], units: Sequence[Measure], sources: Mapping[str, str]) -> Holdings:
    """What a shelf of these documents is asked by, made in memory."""
    first = 0
    entries: list[Entry] = []
    for _, own in groupby(units, key=lambda unit: unit.document_id):
        together = list(own)
        entries += unit_entries(together, first)
        first += len(together)
    words = {
        "said": [said_text(unit) for unit in units],
        "bare": ["" if unit.kind == "boilerplate" else without_marks(unit.text)[0] for unit in units],
        "whole": [fold(sources[document.id]) for document in documents],
        "titles": [title_text(document) for document in documents],
    }
    of_documents = (entry for row, document in enumerate(documents) for entry in document_entries(document, row))
    notes = Made(len(units), lambda row: to_line(read_beforehand(units[row], models().told.probabilities)))
    return Holdings.build(documents, units, sources, of_documents, entries, words, notes)


@dataclass(frozen=True, eq=False)
class Library:
    """The opened corpus. All parts are read-only; what is derived from them is made on first use and kept."""

    corpus: Corpus
    index: MeasureIndex
    reranker: Reranker | None = None
    weights_of: Models | None = None  # other weights than the product's own: only while they are being fitted

    @property
    def models(self) -> Models:
        """What ranking and deciding learned."""
        return self.weights_of or models()

    def with_models(self, models: Models) -> Library:
        """The same library under other weights; what does not depend on them is shared, not made again."""
        made = replace(self, weights_of=models)
        for name in (
            "holdings",
            "catalogue",
            "vocabulary",
            "weights",
            "_spoken",
            "_clauses",
            "_notes",
            "_sources",
            "units",
        ):
            made.__dict__[name] = getattr(self, name)
        return made

    @cached_property
    def holdings(self) -> Holdings:
        """What the shelf is asked by: as it was saved with the index, or made of the corpus now."""
        saved = self.index.holdings
        if saved is not None and saved.documents is self.corpus.documents:
            return saved
        return holdings_of(self.corpus.documents, self.corpus.units, self.corpus.sources)

    @cached_property
    def units(self) -> Sequence[Measure]:
        """Every citable unit in corpus order: all but page furniture."""
        return Chosen(self.corpus.units, self.citable.astype(np.int32))

    @cached_property
    def citable(self) -> NDArray[np.int64]:
        """The rows of the citable units among all of the corpus."""
        cited = np.ones(len(self.corpus.units), dtype=bool)
        cited[self.holdings.lookup.get("kind", "boilerplate")] = False
        return np.flatnonzero(cited)

    @cached_property
    def catalogue(self) -> Catalogue:
        held = self.holdings
        return Catalogue(self.corpus.documents, names=Names(held.ids, held.lookup, held.titles, held.whole))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        lookup = self.holdings.lookup
        first = {word: int(lookup.get("numbering", word)[0]) for word in lookup.keys("numbering")}
        return Vocabulary(
            tuple(sorted(first, key=lambda word: (first[word], word))),
            self._section,
            self.holdings.whole,
            self.weights.frequency,
            lambda folded: lookup.inside("department said", folded),
        )

    def _section(self, before: str) -> str | None:
        """The longest title of a section that words end with."""
        if len(before) < TAIL:
            return None
        keys = self.holdings.lookup.keys("section", f"{before[-TAIL:]}{APART}")
        titles = [key.partition(APART)[2] for key in keys]
        return min(titles, key=lambda title: (-len(title), title), default=None)

    @cached_property
    def weights(self) -> TermWeights:
        return TermWeights(self.holdings.said, len(self.citable))

    @cached_property
    def departments(self) -> tuple[str, ...]:
        """Every department that holds a role in some clause, the longest name first."""
        names = self.holdings.lookup.keys("department")
        return tuple(sorted(names, key=lambda name: (-len(name), name)))

    @cached_property
    def _spoken(self) -> dict[str, bool]:
        return {}

    def speaks_of(self, word: str) -> bool:
        """Whether a folded word stands anywhere in the documents, in one piece or in halves (国家、行业及地方标准)."""
        text = self.vocabulary.text
        if word not in self._spoken:
            if len(self._spoken) >= SPOKEN_KEPT:
                self._spoken.clear()
            self._spoken[word] = word in text or written_apart(text, word)
        return self._spoken[word]

    @cached_property
    def masks(self) -> dict[Hashable, NDArray[np.bool_]]:
        """Which units of the index a set of filters leaves, by those filters; see assistant/proposing/retrieve.py."""
        return {}

    @cached_property
    def sureness(self) -> dict[Hashable, float]:
        """How sure clauses answered the questions met so far (assistant/deciding/confidence.py)."""
        return {}

    @cached_property
    def offered(self) -> dict[Hashable, tuple[str, ...]]:
        """What fields of the pages offer of the library, by field and by what was chosen before; those met so far."""
        return {}

    def clause(self, row: int) -> Clause:
        """The unit in that row of the index; what was read of the last few is kept."""
        return self._clauses.get(row, lambda: self._read(row))

    def _read(self, row: int) -> Clause:
        known = self._noted(int(self.index.searched[row])) if self.index.holdings is self.holdings else None
        return Clause(self.index.units[row], tuple(self.index.sentences_of(row)), known)

    def grant_words(self, row: int) -> tuple[GrantWords, ...]:
        """The telling words of the benefits of the unit in that row of the corpus, in their order."""
        return self._noted(row).grants

    def _noted(self, row: int) -> Beforehand:
        """What was read beforehand of the unit in that row of the corpus."""
        return self._notes.get(row, lambda: of_line(self.holdings.notes[row]))

    @cached_property
    def _notes(self) -> Recent[int, Beforehand]:
        return Recent(CLAUSES_KEPT)

    def searched(self, unit: Measure) -> Folded:
        """The words of a citable unit with the headings above it."""
        row = self.index.row_of_id(unit.id)
        return Folded.of(searched_text(unit), folded=True) if row is None else self.clause(row).searched

    @cached_property
    def _clauses(self) -> Recent[int, Clause]:
        return Recent(CLAUSES_KEPT)

    def source(self, document_id: str) -> Source:
        """A whole document; what was read of the last few is kept."""
        return self._sources.get(
            document_id, lambda: Source(self.document(document_id).title, self.corpus.sources[document_id])
        )

    @cached_property
    def _sources(self) -> Recent[str, Source]:
        return Recent(DOCUMENTS_KEPT)

    def told(self, row: int) -> NDArray[np.float64]:
        """Which kinds of question each sentence of the unit in that row of the index answers, (sentences, kinds)."""
        clause = self.clause(row)
        if clause.known is not None and self.weights_of is None:
            return clause.known.told
        model = self.models.told
        return self._told.get(row, lambda: np.array([model.probabilities(each) for each in clause.sentences]))

    @cached_property
    def _told(self) -> Recent[int, NDArray[np.float64]]:
        return Recent(CLAUSES_KEPT)

    def nearness(self, query: str, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """How near each sentence of the units in these rows is to `query` as what answers it, unit after unit: the cosine after what
        was learned of meaning, where the encoder is the one that it was learned with, else the cosine."""
        if CALIBRATED_MODEL in self.index.encoder.name and self.models.maps.dimension == self.index.vectors.dimension:
            return self.index.mapped_cosines(query, rows, self.models.maps)
        return self.index.cosines(query, rows)

    def kinds_asked(self, question: str) -> NDArray[np.float64]:
        """Which kind of fact a question asks for, (kinds,)."""
        return self._kinds_asked.get(question, lambda: self.models.asked.probabilities(question))

    def gram_weights(self, text: str) -> Mapping[str, float]:
        """The characters and pairs of a text in order, each with how much it tells units apart."""
        idf = self.index.lexical.idf
        return self._gram_weights.get(text, lambda: {gram: idf(gram) for gram in sorted(grams_of(text))})

    @cached_property
    def _gram_weights(self) -> Recent[str, Mapping[str, float]]:
        return Recent(ASKED_KEPT)

    @cached_property
    def _kinds_asked(self) -> Recent[str, NDArray[np.float64]]:
        return Recent(ASKED_KEPT)

    def document(self, document_id: str) -> Document:
        return self.catalogue.get(document_id)

    def unit(self, unit_id: str) -> Measure | None:
        """The citable unit with this id; None where there is none."""
        rows = self.holdings.lookup.get("unit", unit_id)
        found = self.corpus.units[int(rows[0])] if len(rows) else None
        return None if found is None or found.kind == "boilerplate" else found

    def row_of_document(self, document_id: str) -> int:
        """The row of a document of the corpus. Raises KeyError where it has none of that id."""
        row = self.holdings.row_of_document(document_id)
        if row is None:
            raise KeyError(document_id)
        return row

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """The places that the documents are for, each by its first name, in the order of the documents."""
        lookup = self.holdings.lookup
        first = {name: int(lookup.get("first region", name)[0]) for name in lookup.keys("first region")}
        return tuple(sorted(first, key=lambda name: first[name]))

    def rows_in_scope(self, documents: Sequence[str], part: str | None = None) -> NDArray[np.int64]:
        """The rows, among all units of the corpus, of the citable ones of `documents` (all where empty), of one part."""
        held = self.holdings
        rows = self.citable
        if documents:
            found = (held.row_of_document(document) for document in dict.fromkeys(documents))
            own = held.units_of(sorted(row for row in found if row is not None))
            rows = own[~np.isin(own, held.lookup.get("kind", "boilerplate"))] if len(own) < len(rows) else rows
        return rows if part is None else np.intersect1d(rows, held.lookup.get("part", part))

    def referred(
        self, reference: ClauseReference, documents: Sequence[str], part: str | None, first: Sequence[str] = ()
    ) -> tuple[list[Measure], int]:
        """The clauses that a reference may mean, and how many there are; of very many documents those of MANY of them.

        `first` are the documents to begin with, where there are so many.
        """
        rows = self._numbered(reference)
        rows = rows if not documents and part is None else np.intersect1d(rows, self.rows_in_scope(documents, part))
        owners = np.unique(self.holdings.document_of(rows))
        if len(owners) > MANY:
            preferred = {self.row_of_document(document) for document in first}
            owners = np.array(sorted(owners.tolist(), key=lambda row: (row not in preferred, row))[:MANY])
        found = self._resolved(reference, np.sort(owners), part) if len(owners) else []
        if len(owners) < MANY:
            return found, len(found)
        generic = len(reference.steps) == 1 and reference.steps[0].style == "any" and reference.section is None
        if generic and reference.part is None:
            meant = self.holdings.lookup.get("meant", str(reference.steps[0].number))
            return found, len(self.within(meant, documents, part))
        return found, len(found)

    def _resolved(self, reference: ClauseReference, owners: NDArray[np.int64], part: str | None) -> list[Measure]:
        """What `resolve_reference` says of all clauses of some documents, of which only those are read that it can hang on."""
        ids = [self.holdings.ids[row] for row in owners.tolist()]
        if reference.section is not None or reference.part is not None or not reference.steps:
            return resolve_reference(reference, self.in_scope(ids, part))
        lookup, step = self.holdings.lookup, reference.steps[-1]
        numbered = self.units_at(self.within(lookup.get("number", str(step.number)), ids, part))
        if len(reference.steps) > 1 or (
            step.style != "any" and any(is_called(reference.steps, unit) for unit in numbered)
        ):
            return resolve_reference(reference, numbered)
        # 第四条 may be 四、, (四) or 4., which hangs on all clauses of a part: so it was worked out for the table
        meant = self.within(lookup.get("meant", str(step.number)), ids, part)
        of, first, count = np.unique(self.holdings.document_of(meant), return_index=True, return_counts=True)
        if step.sub or (len(count) and (count > 1).all()):
            return resolve_reference(reference, self.in_scope(ids, part))
        found: list[Measure] = []
        for owner, at, several in zip(of.tolist(), first.tolist(), (count > 1).tolist(), strict=True):
            own = self.in_scope([self.holdings.ids[owner]], part) if several else self.units_at(meant[at : at + 1])
            found += resolve_reference(reference, own) if several else own
        return found

    def places(
        self, reference: ClauseReference, documents: Sequence[str], part: str | None, first: Sequence[str] = ()
    ) -> tuple[list[Located], int]:
        """As `referred`, with where in each clause the reference leads: to all of it, a paragraph, an item or a row."""
        inside = reference.inside
        units, count = ([], 0) if inside and inside.row else self.referred(reference, documents, part, first)
        whole = [Located(unit, unit.span, "") for unit in units]
        if inside is None:
            return whole, count
        within, is_article = self._inside(reference, inside, documents, part, first)
        if within and ((is_article and inside.paragraph) or not whole):
            return within, len(within)
        return whole, count

    def _inside(
        self,
        reference: ClauseReference,
        inside: Inside,
        documents: Sequence[str],
        part: str | None,
        first: Sequence[str],
    ) -> tuple[list[Located], bool]:
        """The places inside the clauses that the outer steps lead to, and whether these are articles (第八条)."""
        if not reference.outer:
            found = [locate_row(inside, self.in_scope([document], part)) for document in documents[:MANY]]
            return [place for place in found if place is not None], False
        outer = replace(reference, steps=reference.outer, inside=None, outer=())
        units, _ = self.referred(outer, documents, part, first)
        styles = {label_steps(unit.label)[-1].style for unit in units if label_steps(unit.label)}
        found = [locate(inside, unit, self.in_scope([unit.document_id], part)) for unit in units]
        return [place for place in found if place is not None], styles == {"article"}

    def _numbered(self, reference: ClauseReference) -> NDArray[np.int64]:
        """Rows among which those are that a reference may mean."""
        lookup = self.holdings.lookup
        rows = [lookup.get("number", str(reference.steps[-1].number)).astype(np.int64)] if reference.steps else []
        if reference.section is not None:
            rows.append(self.holdings.said.holding(fold(reference.section).replace("的", "")))
        if not reference.steps and reference.part is not None:
            named = [name for name in lookup.keys("part") if part_name(name) == reference.part]
            rows += [lookup.get("part", name).astype(np.int64) for name in named]
        return np.unique(np.concatenate(rows)) if rows else np.zeros(0, dtype=np.int64)

    def in_scope(self, documents: Sequence[str], part: str | None = None) -> list[Measure]:
        """The citable units of `documents` (all where empty), of one part where given."""
        return self.units_at(self.rows_in_scope(documents, part))

    def units_at(self, rows: Iterable[int] | NDArray[np.int64]) -> list[Measure]:
        """The units in these rows of the corpus."""
        units = self.corpus.units
        return [units[int(row)] for row in rows]

    def within(self, rows: NDArray[np.integer], documents: Sequence[str], part: str | None = None) -> NDArray[np.int64]:
        """Those of rising `rows` that are in scope, found without walking through the shelf."""
        if not documents and part is None:
            return rows.astype(np.int64)
        return np.intersect1d(rows, self.rows_in_scope(documents, part))
