"""An index brought up to a corpus: what is new or changed is indexed, what stood there is asked as it stands."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.library import holdings_of
from corpus.files import Stamp
from corpus.measure import Document, Measure
from corpus.parse import Corpus
from corpus.register import Register
from index import store
from index.encoder import Encoder
from index.holdings import Holdings
from index.joined import JoinedRecords, JoinedTexts
from index.lexical import Means
from index.measure_index import MeasureIndex
from index.passages import KnownVectors
from index.runs import Level, runs_of
from index.segment import Segment
from index.segments import drifted, joined, segments_of, to_merge

Told = Callable[[int, int], None]
Place = tuple[int, int]  # segment, and the row of a document in it
Kept = tuple[
    int, Stamp | None
]  # the row of a document on a shelf, and the stamp that its file had when it was looked at


@dataclass(frozen=True, slots=True)
class Embedding:
    """How sentences get their vectors: what `known` has is not embedded again."""

    encoder: Encoder
    known: KnownVectors
    progress: bool = True
    told: Told | None = None


def index_of(
    corpus: Corpus,
    encoder: Encoder,
    known: KnownVectors,
    progress: bool = True,
    told: Told | None = None,
) -> MeasureIndex:
    """The index of a corpus, made whole, with all that its shelf is asked by."""
    return _made(corpus.documents, corpus, Embedding(encoder, known, progress, told), None)


def grown(corpus: Corpus, before: MeasureIndex, by: Embedding) -> tuple[MeasureIndex, int]:
    """The index of `corpus`, and how many of its sentences were not embedded for it.

    `before` was made by the rules of today and is left as it is: documents that it has just so are taken from it, and
    only its small segments are made anew together with what came.
    """
    segments, held = segments_of(before), before.holdings
    assert held is not None
    stays = {document.id: place for document, place in _same(corpus.documents, before, held)}
    fresh = sum(document.id not in stays for document in corpus.documents)
    live = [sum(at == own for at, _ in stays.values()) for own in range(len(segments))]
    merged = to_merge(fresh, live, [len(segment.documents) for segment in segments])
    stays = {name: place for name, place in stays.items() if place[0] not in merged}
    if not stays:
        return _whole(corpus, segments, by)
    anew = [document for document in corpus.documents if document.id not in stays]
    known = _known(by.known, (segments[at] for at in merged))
    parts, reused = [*segments], 0
    if anew:
        means = segments[0].lexical.means, segments[0].about.means
        made = _made(anew, corpus, Embedding(by.encoder, known, by.progress, by.told), means)
        reused = known.reused(np.asarray(made.digests))
        parts.append(*segments_of(made))
        places = {document.id: (len(segments), row) for row, document in enumerate(anew)}
        stays |= places
    runs = runs_of(stays[document.id] for document in corpus.documents)
    if drifted(parts, runs):
        return _whole(corpus, parts, by)
    index = joined(parts, runs, by.encoder)
    kept = len(index.sentences) - (len(parts[-1].sentences) if anew else 0)
    return index, kept + reused


def same_text(one: Document, other: Document) -> bool:
    """Whether two entries are of the same bytes, read in the same way."""
    return (one.sha256, one.corrections) == (other.sha256, other.corrections)


def joined_corpus(register: Register, held: Holdings, kept: Mapping[str, Kept], loaded: Corpus) -> Corpus:
    """The corpus of a register: documents in `kept` as a shelf holds them, the others as they were loaded.

    Nothing of the shelf is read for it.
    """
    fresh = {document.id: row for row, document in enumerate(loaded.documents)}
    documents = tuple(each for each in register.documents if each.id in kept or each.id in fresh)
    runs = runs_of((0, kept[each.id][0]) if each.id in kept else (1, fresh[each.id]) for each in documents)
    counts = Counter(unit.document_id for unit in loaded.units)
    ends = np.cumsum([0, *(counts[document.id] for document in loaded.documents)])
    units = Level.of(runs, [held.unit_starts, ends])
    row_of = {document.id: row for row, document in enumerate(documents)}
    own = Level.of(runs, [np.arange(len(held.documents) + 1), np.arange(len(fresh) + 1)])
    stamps = dict(loaded.stamps)
    for document in documents:
        if document.id in kept and (stamp := kept[document.id][1]) is not None:
            stamps[document.source_file] = stamp
    return Corpus(
        documents,
        JoinedRecords([held.units, loaded.units], units),
        JoinedTexts([*row_of], row_of.get, own, [held.sources, loaded.sources]),
        register.fingerprint,
        loaded.omitted,
        stamps,
    )


def as_held(corpus: Corpus, index: MeasureIndex) -> Corpus:
    """A corpus with documents, units and texts as its index holds them: who asks both takes them for the same by what they are,
    and else makes all that a shelf is asked by anew."""
    held = index.holdings
    return corpus if held is None else replace(corpus, documents=held.documents, units=held.units, sources=held.sources)


def _same(documents: Iterable[Document], before: MeasureIndex, held: Holdings) -> Iterable[tuple[Document, Place]]:
    """Those of the documents that the index has just so, with their places in its segments."""
    place_of = [(at, row) for at, first, end in before.runs for row in range(first, end)]
    place_of = place_of or [(0, row) for row in range(len(held.documents))]
    rows = held.rows_of_documents()
    for document in documents:
        row = rows.get(document.id)
        if row is not None and held.documents[row] == document:
            yield document, place_of[row]


def _whole(corpus: Corpus, segments: Iterable[Segment], by: Embedding) -> tuple[MeasureIndex, int]:
    known = _known(by.known, segments)
    index = index_of(corpus, by.encoder, known, by.progress, by.told)
    return index, known.reused(np.asarray(index.digests))


def _known(known: KnownVectors, segments: Iterable[Segment]) -> KnownVectors:
    for segment in segments:
        known = known.beside(store.vectors_of(segment))
    return known


def _made(
    documents: Sequence[Document], corpus: Corpus, by: Embedding, means: tuple[Means, Means] | None
) -> MeasureIndex:
    """An index of some documents of a corpus."""
    units = corpus.units if documents is corpus.documents else _units_of(documents, corpus)
    held = holdings_of(documents, units, corpus.sources)
    return MeasureIndex.build(
        documents, units, by.encoder, progress=by.progress, known=by.known, told=by.told, holdings=held, means=means
    )


def _units_of(documents: Sequence[Document], corpus: Corpus) -> list[Measure]:
    """The units of some documents, found without reading those of the others."""
    row_of = {document.id: row for row, document in enumerate(corpus.documents)}

    def first(row: int) -> int:
        return bisect_left(corpus.units, row, key=lambda unit: row_of[unit.document_id])

    return [
        unit
        for document in documents
        for unit in corpus.units[first(row_of[document.id]) : first(row_of[document.id] + 1)]
    ]
