"""What tells a clause from the others of its own document: words and meaning, measured among the units of that document.

A question names a document's subject (人才公寓) and asks for one thing about it (排队多久). The subject stands in every clause
and in none of the asked-for one's neighbours does it tell anything; among the units of the document it weighs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.lexical import Weighing
from index.vectors import DECIMALS, SentenceVectors


def own_words(
    lexical: Weighing, tokens: Sequence[str], rows: NDArray[np.int64], document_of_row: NDArray[np.int32]
) -> NDArray[np.float64]:
    """Of each unit in `rows` the share of the question's `tokens` that it holds, 0 to 1, (rows,).

    A token weighs ln(1 + (n - df + 0.5) / (df + 0.5)) over the n units of the unit's document; one that the document
    does not hold counts nowhere. 0 where the document holds none.
    """
    shares = np.zeros(len(rows))
    for place, (first, last) in _documents(rows, document_of_row):
        held = lexical.holds(tokens, np.arange(first, last))
        found = held.sum(axis=1)
        weights = np.where(found > 0, np.log1p((last - first - found + 0.5) / (found + 0.5)), 0.0)
        total = float(weights.sum())
        if total:
            shares[place] = weights @ held[:, rows[place] - first] / total
    return np.round(shares, DECIMALS)


def centred(
    vectors: SentenceVectors, query: NDArray[np.float32], rows: NDArray[np.int64], document_of_row: NDArray[np.int32]
) -> NDArray[np.float64]:
    """Of each unit in `rows` the highest cosine of a sentence with `query`, both seen from the middle of all sentences of
    the unit's document, -1 to 1, (rows,)."""
    highest = np.zeros(len(rows))
    for place, (first, last) in _documents(rows, document_of_row):
        middle = vectors.of_units(first, last).mean(axis=0, dtype=np.float64)
        asked = query.astype(np.float64) - middle
        asked /= np.linalg.norm(asked) + 1e-6
        for at in place.tolist():
            own = vectors.of_units(int(rows[at]), int(rows[at]) + 1).astype(np.float64) - middle
            highest[at] = (own @ asked / (np.linalg.norm(own, axis=1) + 1e-6)).max()
    return np.round(highest, DECIMALS)


def standing_in_document(rows: NDArray[np.int64], document_of_row: NDArray[np.int32]) -> NDArray[np.float64]:
    """Where in its document each unit stands, 0 for the first to 1 for the last, (rows,)."""
    places = np.zeros(len(rows))
    for place, (first, last) in _documents(rows, document_of_row):
        places[place] = (rows[place] - first) / max(1, last - first - 1)
    return places


def _documents(
    rows: NDArray[np.int64], document_of_row: NDArray[np.int32]
) -> list[tuple[NDArray[np.int64], tuple[int, int]]]:
    """For each document that has some of `rows`: their places in `rows`, and the stretch of all its units."""
    own = document_of_row[rows]
    found = []
    for document in np.unique(own):
        first, last = np.searchsorted(document_of_row, [document, document + 1]).tolist()
        found.append((np.flatnonzero(own == document), (first, last)))
    return found
