"""What an engine is to hold of an index: its documents with vectors, words and records, made from the saved segments."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from index.engines import ALL, Among, Clause, Engine, Leaf, word_number
from index.lexical import LexicalIndex
from index.measure_index import MeasureIndex
from index.records import document_to_json, measure_to_json
from index.segment import Segment
from index.segments import segments_of

SHARED = 400  # clauses by words, and sentences by meaning, that a search is given
FEW = 1_000  # documents that a filter may name; of more it is applied to what was found


def leaves_of(index: MeasureIndex) -> tuple[Mapping[str, str], Callable[[str], Leaf]]:
    """The digest of each document of an index, and its leaf by its id."""
    segments = segments_of(index)
    words = [_Words(segment.lexical) for segment in segments]
    runs = index.runs or ((0, 0, len(index.documents)),)
    place = {segments[at].shelf.ids[row]: (at, row) for at, first, end in runs for row in range(first, end)}

    def leaf(document_id: str) -> Leaf:
        at, row = place[document_id]
        return _leaf(segments[at], words[at], row)

    return {name: _digest(segments[at], row) for name, (at, row) in place.items()}, leaf


def _digest(segment: Segment, row: int) -> str:
    """What changes with anything of a document: its entry, what its sentences say, and the mean lengths."""
    starts = segment.sentence_starts()
    told = hashlib.blake2b(digest_size=16)
    told.update(
        json.dumps(document_to_json(segment.documents[row]), ensure_ascii=False).encode("utf-8", "surrogatepass")
    )
    told.update(np.ascontiguousarray(segment.digests[int(starts[row]) : int(starts[row + 1])]).tobytes())
    told.update(repr(segment.lexical.means).encode())
    return told.hexdigest()


def _leaf(segment: Segment, words: _Words, row: int) -> Leaf:
    document = segment.documents[row]
    first, end = segment.searched_starts()[row : row + 2].tolist()
    clauses = []
    for at in range(first, end):
        unit = segment.units[at]
        start, stop = segment.vectors.starts[at : at + 2].tolist()
        payload = json.dumps(measure_to_json(unit), ensure_ascii=False)
        vectors = np.asarray(segment.vectors.matrix[start:stop])
        clauses.append(Clause(unit.id, unit.kind, unit.part, vectors, words.of(at), payload))
    issued = int(document.issued.strftime("%Y%m%d")) if document.issued else 0
    payload = json.dumps(document_to_json(document), ensure_ascii=False)
    return Leaf(document.id, _digest(segment, row), tuple(document.regions), issued, payload, tuple(clauses))


class _Words:
    """The weights of the words of each unit, out of postings that are sorted by word."""

    def __init__(self, lexical: LexicalIndex) -> None:
        numbers = np.empty(len(lexical.vocabulary), dtype=np.int64)
        for word, number in lexical.vocabulary.items():
            numbers[number] = word_number(word)
        order = np.argsort(lexical.rows, kind="stable")
        self._words = np.repeat(numbers, np.diff(lexical.starts))[order]
        self._weights = lexical.impacts[order]
        self._starts = np.searchsorted(lexical.rows[order], np.arange(lexical.units + 1))

    def of(self, unit: int) -> Mapping[int, float]:
        own = slice(int(self._starts[unit]), int(self._starts[unit + 1]))
        return dict(zip(self._words[own].tolist(), map(float, self._weights[own]), strict=True))


def candidates(
    engine: Engine,
    index: MeasureIndex,
    vector: NDArray[np.float32],
    tokens: Iterable[str],
    allowed: NDArray[np.int64],
    count: int = SHARED,
) -> NDArray[np.int64]:
    """The rows of `index`, of those `allowed`, that an engine finds near a vector or sharing words; rising."""
    among = ALL
    if len(allowed) < len(index.units):
        owners = np.unique(index.document_of_row[allowed])
        if len(owners) <= FEW:
            among = Among(documents=frozenset(index.documents[int(row)].id for row in owners))
    weights = {word_number(token): index.lexical.idf(token) for token in sorted(set(tokens))}
    found = [
        *engine.near(vector, count, among),
        *engine.sharing({k: v for k, v in weights.items() if v > 0}, count, among),
    ]
    rows = {row for clause, _ in found if (row := index.row_of_id(clause)) is not None}
    return np.intersect1d(np.array(sorted(rows), dtype=np.int64), allowed)


def asked(index: MeasureIndex, engine: Engine) -> MeasureIndex:
    """`index`, whose searches ask `engine` from now on what is worth ranking. Scores stay those of the index."""
    index.found_by = lambda vector, tokens, allowed: candidates(engine, index, vector, tokens, allowed)
    return index
