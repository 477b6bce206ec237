"""A query and the library in, ranked hits out. What the caller chose filters; what was read from the question weighs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from assistant.library import Library
from assistant.proposing.features import Seen, seen
from assistant.proposing.seeking import meant_text, search_text
from assistant.reading.query import Query
from corpus.errors import UnknownDocument
from corpus.measure import Measure
from index.fusion import standardise
from index.hit import Hit
from index.reranker import READ, Reranker

Allowed: TypeAlias = Callable[[Measure], bool]
DECIMALS = 3  # of a score: what all processors agree on
CANDIDATES = 40  # of each search; what is not among them is not ranked
ABOUT = 0.5  # what a document that fits as a whole adds to its clauses, in standard deviations
MASKS = 64  # sets of filters whose units are remembered


NAMED = 100  # documents or places listed in a sentence; of more only so many


def listed_few(names: Sequence[str]) -> str:
    """Names for a sentence, the first of them where there are very many."""
    more = f"等 {len(names)} 个" if len(names) > NAMED else ""
    return "、".join(names[:NAMED]) + more


@dataclass(frozen=True, slots=True)
class Filters:
    """What the caller limits a search to; None leaves it open."""

    document: str | None = None  # id, alias, region, title or source file name
    part: str | None = None
    kind: str | None = None
    unit: str | None = None  # a department in any role
    has_benefit: bool = False
    in_force: bool = False  # only what is in force on the as-of date
    region: str | None = None  # a place: its documents, and those of a larger area that hold for it too

    def document_ids(self, library: Library) -> tuple[str, ...]:
        """The documents meant by `document` and `region`, empty for all; UnknownDocument where they mean none."""
        if self.document is None:
            return self._of_region(library)
        found = library.catalogue.resolve(self.document)
        if not found:
            known = listed_few(library.holdings.ids)
            raise UnknownDocument(f"没有叫「{self.document}」的文件。可用的文件：{known}。")
        if self.region is None:
            return found
        both = tuple(document for document in found if document in self._of_region(library))
        if not both:
            raise UnknownDocument(f"文件「{self.document}」与地区「{self.region}」不符。请去掉其中一个筛选。")
        return both

    def _of_region(self, library: Library) -> tuple[str, ...]:
        if self.region is None:
            return ()
        found = library.catalogue.of_region(self.region)
        if not found:
            known = listed_few(library.regions)
            raise UnknownDocument(f"没有「{self.region}」的文件。已登记的地区：{known}。")
        return found

    def allows(self, library: Library, as_of: date) -> Passes:
        return Passes(self, self.document_ids(library), as_of, library)


@dataclass(frozen=True, slots=True)
class Passes:
    """Whether filters leave a unit. Equal ones leave the same, so what they say of all units can be kept."""

    filters: Filters
    documents: tuple[str, ...]
    as_of: date
    library: Library = field(compare=False, repr=False)

    def __call__(self, unit: Measure) -> bool:
        chosen, documents = self.filters, self.documents
        return (
            (not documents or unit.document_id in documents)
            and (chosen.part is None or unit.part == chosen.part)
            and (chosen.kind is None or unit.kind == chosen.kind)
            and (chosen.unit is None or any(chosen.unit in name for name in unit.all_units))
            and (not chosen.has_benefit or bool(unit.benefits))
            and (
                not chosen.in_force or self.library.document(unit.document_id).in_force(self.as_of, unit.part) == "yes"
            )
        )

    def kept(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Those of rising rows of the corpus that the filters leave: the same as asking of each, without reading any."""
        chosen, held = self.filters, self.library.holdings
        if self.documents:
            rows = np.intersect1d(rows, held.units_of(map(self.library.row_of_document, self.documents)))
        for table, key in (("part", chosen.part), ("kind", chosen.kind)):
            if key is not None:
                rows = np.intersect1d(rows, held.lookup.get(table, key))
        if chosen.unit is not None:
            named = [held.lookup.get("department", name) for name in self.library.departments if chosen.unit in name]
            rows = np.intersect1d(rows, np.concatenate(named)) if named else rows[:0]
        if chosen.has_benefit:
            rows = np.intersect1d(rows, held.lookup.get("fact", "benefit"))
        return np.intersect1d(rows, self._in_force()) if chosen.in_force else rows

    def _in_force(self) -> NDArray[np.int64]:
        """The rows of what is stated to be in force: only documents with a validity can be."""
        held, documents = self.library.holdings, self.library.corpus.documents
        found: list[NDArray[np.int64]] = [np.zeros(0, dtype=np.int64)]
        for row in held.lookup.get("valid", "").tolist():
            own = held.units_of([row])
            named = {validity.part for validity in documents[row].validity if validity.part is not None}
            for part in named:
                rows = np.intersect1d(own, held.lookup.get("part", part))
                found += [rows] if documents[row].in_force(self.as_of, part) == "yes" else []
                own = np.setdiff1d(own, rows)
            found += [own] if documents[row].in_force(self.as_of, "") == "yes" else []
        return np.unique(np.concatenate(found))


def passing(library: Library, allowed: Allowed | None, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Those of rising rows of the corpus that `allowed` leaves."""
    if allowed is None or not len(rows):
        return rows
    if isinstance(allowed, Passes) and allowed.library is library:
        return allowed.kept(rows)
    return np.array([row for row in rows.tolist() if allowed(library.corpus.units[row])], dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """What was proposed for a question, best first, with the scores that ordered it; `seen` holds the features."""

    hits: tuple[Hit, ...]
    order: tuple[int, ...]  # the place of each hit in `seen`
    seen: Seen

    def without(self, dropped: Callable[[Measure], bool]) -> Ranking:
        """The ranking without the units that are `dropped`."""
        kept = [number for number, hit in enumerate(self.hits) if not dropped(hit.measure)]
        return Ranking(tuple(self.hits[n] for n in kept), tuple(self.order[n] for n in kept), self.seen)


def search(
    library: Library,
    query: Query,
    k: int = 10,
    allowed: Allowed | None = None,
    documents: Sequence[str] | None = None,
    topic: str | None = None,
) -> list[Hit]:
    """The `k` best units for `query`, best first; see `rank`."""
    return list(rank(library, query, allowed, documents, topic).hits[:k])


def rank(
    library: Library,
    query: Query,
    allowed: Allowed | None = None,
    documents: Sequence[str] | None = None,
    topic: str | None = None,
) -> Ranking:
    """The units proposed for `query`, ordered by the learned weights of `assistant/learned/ranking.json`.

    Nothing that was read from the question filters. `documents`, one side of a comparison, and `allowed`, what the
    caller chose, do. `topic` is searched for in place of the whole question.
    """
    if topic is not None:
        query = replace(query, topic=topic, stretch=topic)
    found = propose(library, query, _mask(library, tuple(documents or ()), allowed))
    scores = np.round(library.models.ranking.scores(found.values), DECIMALS)
    units = library.index.units
    order = sorted(range(len(scores)), key=lambda place: (-scores[place], found.rows[place]))
    hits = [Hit(units[found.rows[place]], float(scores[place]), found.spans[place]) for place in order]
    if library.reranker is not None:
        again = reranked(library.reranker, query.topic or query.question, hits)
        place_of = {hit.measure.id: place for hit, place in zip(hits, order, strict=True)}
        hits, order = again, [place_of[hit.measure.id] for hit in again]
    return Ranking(tuple(hits), tuple(order), found)


def propose(library: Library, query: Query, where: NDArray[np.bool_]) -> Seen:
    """The units worth ranking, by meaning and words, of the whole question and of its topic, in documents that fit."""
    index = library.index
    about = index.document_standing(query.sought)

    def fits(rows: NDArray[np.int64]) -> NDArray[np.float64]:
        return ABOUT * about[index.document_of_row[rows]]

    searched = dict.fromkeys((search_text(library, query.sought), search_text(library, query.topic or query.sought)))
    if query.spoken and query.stretch is None:
        searched[query.spoken] = None
    index.embed((*searched, meant_text(query, search_text(library, query.sought))))
    found = [row for text in searched for _, row in index.found(text, CANDIDATES, where, boost_rows=fits)]
    rows = np.unique(np.array(found, dtype=np.int64))
    return seen(library, query, rows)


def reranked(reranker: Reranker, question: str, hits: Sequence[Hit]) -> list[Hit]:
    """`hits` ordered by the sum of their scores and the reranker's z-scores; equal ones keep their order.

    Interpolation rather than replacement: the first ranking knows the boosts, and its scale is what the answer's
    thresholds are in. The best READ hits are read again, the others keep their place behind them.
    """
    read, rest = list(hits[:READ]), list(hits[READ:])
    scores = standardise(reranker.scores(question, [f"{hit.measure.title}\n{hit.measure.text}" for hit in read]))
    again = [replace(hit, score=hit.score + float(score)) for hit, score in zip(read, scores, strict=True)]
    return [*sorted(again, key=lambda hit: -hit.score), *rest]


def _mask(library: Library, documents: tuple[str, ...], allowed: Allowed | None) -> NDArray[np.bool_]:
    """The units a search may find, asked of each once for one set of filters: with many units that takes longest."""

    key = (documents, allowed)
    found = library.masks.get(key)
    if found is None:
        if len(library.masks) >= MASKS:
            library.masks.clear()
        rows = passing(library, allowed, library.rows_in_scope(documents))
        found = library.masks[key] = library.index.among(library.corpus.units, rows)
    return found
