"""How sure we may be that a clause answers a question: one probability from words shared, keywords and meaning.

A logistic model over three features of the best clause. The weights come from `python -m benchmarks.refusal`, which
fits them on the answerable and unanswerable dev questions and prints the trade-off curve kept in docs/refusal.md.
The cosine of another embedding model lies elsewhere, so with any other model the two keyword features decide alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from assistant.library import Library, searched_text
from assistant.query import Query
from assistant.retrieve import search_text
from assistant.terms import content_terms, coverage, without_marks
from corpus.measure import Measure
from index.hit import Hit

CALIBRATED_MODEL = "multilingual-e5-small"
VERBATIM_SHARE = 0.7  # of the topic's characters
CALIBRATED_UNITS = 150  # units of the corpus that the weights were fitted on
LONG_ENOUGH = 4  # characters: a shorter topic stands in many clauses by chance
# Below it the question is refused. Not 0.5, where a known question lies within what rounding moves (0.4978): between that and
# the next one that must be refused (0.484) there is room on both sides.
THRESHOLD = 0.49


@dataclass(frozen=True, slots=True)
class Features:
    """What the clause shares with the question: topic words by weight (0..1), BM25F score, best cosine."""

    coverage: float
    lexical: float
    dense: float


def features(library: Library, query: Query, hit: Hit) -> Features:
    """The features of `hit` for `query`. Scores come from the index; the question's vector is kept from the search."""
    dense, lexical = library.index.scores_of(search_text(library, query.topic or query.question), hit.measure)
    shared = coverage(content_terms(query.topic), searched_text(hit.measure), library.weights).share
    # A word's weight in BM25F grows with the logarithm of the corpus: on a small one the same match scores less.
    scale = math.log1p(CALIBRATED_UNITS) / math.log1p(len(library.index.units))
    return Features(shared, scale * lexical, dense)


def probability(found: Features, *, calibrated: bool) -> float:
    """The probability that the clause answers; `calibrated` says that the cosine is the default model's."""
    words = math.log1p(max(0.0, found.lexical))
    if calibrated:
        logit = 1.4 * found.coverage + 3.2 * words + 53.0 * found.dense - 57.2
    else:
        logit = 2.0 * found.coverage + 3.9 * words - 13.0
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, logit))))


def stands_verbatim(query: Query, unit: Measure) -> bool:
    """Whether a quoted phrase, or nearly the whole topic, stands in the clause word for word."""
    text = without_marks(unit.text)[0]
    phrases = [without_marks(phrase)[0] for phrase in query.phrases]
    if any(len(phrase) >= LONG_ENOUGH and phrase in text for phrase in phrases):
        return True
    words = [word for piece in query.topic.split() if len(word := without_marks(piece)[0]) > 1]
    held = [word for word in words if word in text]
    enough = sum(map(len, held)) >= VERBATIM_SHARE * sum(map(len, words))
    return enough and any(len(word) >= LONG_ENOUGH for word in held)


def confidence(library: Library, query: Query, hit: Hit) -> float:
    """How sure we may be that `hit` answers `query`, 0 to 1."""
    if stands_verbatim(query, hit.measure):
        return 1.0
    calibrated = CALIBRATED_MODEL in library.index.encoder.name
    return probability(features(library, query, hit), calibrated=calibrated)
