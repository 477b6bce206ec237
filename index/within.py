"""What tells a clause from the others of its own document: words and meaning, measured among the units of that document.

A question names a document's subject (人才公寓) and asks for one thing about it (排队多久). The subject stands in every clause
and in none of the asked-for one's neighbours does it tell anything; among the units of the document it weighs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.lexical import Weighing
from index.recent import Recent
from index.vectors import DECIMALS, SentenceVectors

LEAST = 1e-6  # added to a length that is divided by: a sentence in the very middle has none


@dataclass(frozen=True, slots=True, eq=False)
class Owners:
    """The documents that some units belong to: each with the stretch of all its units (`firsts` to `lasts`, not
    included), (documents,), and of which of them each unit is, (units,)."""

    documents: NDArray[np.int32]
    firsts: NDArray[np.int64]
    lasts: NDArray[np.int64]
    of: NDArray[np.int64]

    @classmethod
    def found(cls, rows: NDArray[np.int64], document_of_row: NDArray[np.int32]) -> Self:
        documents, of = np.unique(document_of_row[rows], return_inverse=True)
        firsts = np.searchsorted(document_of_row, documents)
        return cls(documents, firsts, np.searchsorted(document_of_row, documents, side="right"), of)


def own_words(
    lexical: Weighing, tokens: Sequence[str], rows: NDArray[np.int64], document_of_row: NDArray[np.int32]
) -> NDArray[np.float64]:
    """Of each unit in `rows` the share of the question's `tokens` that it holds, 0 to 1, (rows,).

    A token weighs ln(1 + (n - df + 0.5) / (df + 0.5)) over the n units of the unit's document; one that the document
    does not hold counts nowhere. 0 where the document holds none.
    """
    owners = Owners.found(rows, document_of_row)
    found = lexical.counts(tokens, owners.firsts, owners.lasts)
    rarity = np.log1p((owners.lasts - owners.firsts - found + 0.5) / (found + 0.5))
    weights = np.where(found > 0, rarity, 0.0)
    totals = weights.sum(axis=0)[owners.of]
    held = np.where(lexical.holds(tokens, rows), weights[:, owners.of], 0.0).sum(axis=0)
    shares = np.zeros(len(rows))
    np.divide(held, totals, out=shares, where=totals > 0)
    return np.round(shares, DECIMALS)


@dataclass(frozen=True, slots=True, eq=False)
class Middle:
    """The mean of all sentence vectors of a document, (dimension,), with what seeing from there takes of each sentence.

    `along` (sentences,) are their products with it, `lengths` (sentences,) how far from it they lie, `first` the row of
    the first of them.
    """

    first: int
    vector: NDArray[np.float64]
    along: NDArray[np.float64]
    lengths: NDArray[np.float64]

    @classmethod
    def of(cls, vectors: SentenceVectors, first: int, last: int) -> Self:
        """The middle of the document whose units are `first` to `last` (not included)."""
        own = vectors.of_units(first, last).astype(np.float64)
        middle = own.mean(axis=0)
        lengths = np.linalg.norm(own - middle, axis=1) + LEAST
        return cls(int(vectors.starts[first]), middle, own @ middle, lengths)


def centred(
    vectors: SentenceVectors,
    query: NDArray[np.float32],
    rows: NDArray[np.int64],
    document_of_row: NDArray[np.int32],
    middles: Recent[int, Middle],
) -> NDArray[np.float64]:
    """Of each unit in `rows` the highest cosine of a sentence with `query`, both seen from the middle of all sentences of
    the unit's document, -1 to 1, (rows,). `middles` are those worked out before, by the row of the document."""
    owners = Owners.found(rows, document_of_row)
    asked = query.astype(np.float64)
    highest = np.zeros(len(rows))
    # (v - m)·(q - m) as v·q - v·m - (q - m)·m: only the first hangs on both sentence and question
    sentences = vectors.rows_of(rows)
    near = vectors.of_rows(sentences).astype(np.float64) @ asked
    lengths = np.diff(vectors.starts)[rows]
    starts = np.cumsum(lengths) - lengths
    owner_of = np.repeat(owners.of, lengths)
    for at, (document, first, last) in enumerate(
        zip(owners.documents.tolist(), owners.firsts.tolist(), owners.lasts.tolist(), strict=True)
    ):
        middle = middles.get(document, lambda first=first, last=last: Middle.of(vectors, first, last))  # type: ignore[misc]
        own = owner_of == at
        places = sentences[own] - middle.first
        aside = asked - middle.vector
        distance = np.linalg.norm(aside) + LEAST
        near[own] = (near[own] - middle.along[places] - aside @ middle.vector) / (distance * middle.lengths[places])
    if len(rows):
        highest = np.maximum.reduceat(near, starts)
    return np.round(highest, DECIMALS)


def standing_in_document(rows: NDArray[np.int64], document_of_row: NDArray[np.int32]) -> NDArray[np.float64]:
    """Where in its document each unit stands, 0 for the first to 1 for the last, (rows,)."""
    owners = Owners.found(rows, document_of_row)
    places: NDArray[np.float64] = (rows - owners.firsts[owners.of]) / np.maximum(1, owners.lasts - owners.firsts - 1)[
        owners.of
    ]
    return places
