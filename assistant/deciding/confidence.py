"""How sure we may be that a clause answers a question: one probability from the features of `assistant/proposing/features.py`.

The weights (`assistant/learned/sure.json`) are fitted by `policy eval train` on the best clauses of answerable and
unanswerable learn questions. The cosine of another embedding model lies elsewhere, so with any other model the
weights that leave it out decide (`sure_by_words.json`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.learned.models import CALIBRATED_MODEL
from assistant.library import Library
from assistant.proposing.features import JUDGED, judged, seen
from assistant.reading.query import Query
from index.hit import Hit

SURE = 0.3  # a clause judged by itself is one that answers


def confidences(library: Library, query: Query, hits: Sequence[Hit]) -> list[float]:
    """How sure we may be that each of `hits` answers `query`, 0 to 1."""
    # Headings and the like are citable but not in the index
    rows = {hit.measure.id: row for hit in hits if (row := library.index.row_of_id(hit.measure.id)) is not None}
    keys = {name: (query, name) for name in rows}
    found = {name: sure for name, key in keys.items() if (sure := library.sureness.get(key)) is not None}
    missing = [name for name in rows if name not in found]
    if missing:
        alone = seen(library, query, np.array([rows[name] for name in missing], dtype=np.int64), beside=False)
        values = judged(library, query, alone, range(len(missing)))
        for name, sure in zip(missing, _probabilities(library, values), strict=True):
            found[name] = round(sure, DECIMALS)
            if len(library.sureness) >= KEPT:
                library.sureness.clear()
            library.sureness[keys[name]] = found[name]
    return [found.get(hit.measure.id, 0.0) for hit in hits]


def _probabilities(library: Library, values: NDArray[np.float64]) -> list[float]:
    if CALIBRATED_MODEL in library.index.encoder.name:
        return [float(sure) for sure in library.models.sure.probabilities(values)]
    model = library.models.sure_by_words
    return [float(sure) for sure in model.probabilities(values[:, [JUDGED.index(name) for name in model.names]])]


KEPT = 4_096  # judgements that are remembered: one question asks for the same few again and again
DECIMALS = 3  # what all processors agree on
