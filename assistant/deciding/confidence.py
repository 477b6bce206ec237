"""How sure we may be that a clause answers a question: one probability from the features of `assistant/proposing/features.py`.

The weights (`assistant/learned/sure.json`) are fitted by `policy eval train` on the best clauses of answerable and
unanswerable learn questions. The cosine of another embedding model lies elsewhere, so with any other model the
weights that leave it out decide (`sure_by_words.json`).
"""

from __future__ import annotations

import numpy as np

from assistant.library import Library
from assistant.proposing.features import JUDGED, judged, seen
from assistant.reading.query import Query
from index.hit import Hit

CALIBRATED_MODEL = "multilingual-e5-small"
SURE = 0.3  # a clause judged by itself is one that answers


def confidence(library: Library, query: Query, hit: Hit) -> float:
    """How sure we may be that `hit` answers `query`, 0 to 1."""
    try:
        rows = np.array([library.index.row_of(hit.measure)], dtype=np.int64)
    except ValueError:  # headings and the like are citable but not in the index
        return 0.0
    key = (query, hit.measure.id)
    known = library.sureness.get(key)
    if known is None:
        if len(library.sureness) >= KEPT:
            library.sureness.clear()
        values = judged(library, query, seen(library, query, rows), [0])
        known = library.sureness[key] = round(_probability(library, values), DECIMALS)
    return known


def _probability(library: Library, values: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> float:
    if CALIBRATED_MODEL in library.index.encoder.name:
        return float(library.models.sure.probabilities(values)[0])
    model = library.models.sure_by_words
    return float(model.probabilities(values[:, [JUDGED.index(name) for name in model.names]])[0])


KEPT = 4_096  # judgements that are remembered: one question asks for the same few again and again
DECIMALS = 3  # what all processors agree on
