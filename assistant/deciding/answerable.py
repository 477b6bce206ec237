"""Whether the documents answer a question at all: one probability from the best clause, and from how far it leads.

Every question has a nearest clause, so being nearest says nothing. What tells is how near it is by itself, whether its
best sentence states the kind of thing asked for, which words of the question stand nowhere in it, and whether another clause
comes as near. The weights are
`assistant/learned/answerable.json`; `policy eval train` fits them on answerable and unanswerable learn questions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.learned.models import CALIBRATED_MODEL, LinearModel, TreeModel, both
from assistant.library import Library
from assistant.proposing.features import JUDGED, judged
from assistant.proposing.retrieve import Ranking
from assistant.reading.query import Query

KINDS = (
    "amount", "clause", "conditions", "contact", "deadline", "definition", "department", "materials", "procedure",
    "validity",
)  # fmt: skip
WEIGHED = (
    *JUDGED, "score", "lead", "share", "spread", "question length",
    *(f"asks {kind}" for kind in KINDS),
)  # fmt: skip
RANKED_TO = 40  # clauses that the share and the spread are taken over


THRESHOLD = 0.6  # below it the question is refused
DECIMALS = 3
EVEN = 0.1  # log-odds: what stands nowhere in the document tells neither way


def answerable(library: Library, query: Query, ranking: Ranking) -> float:
    """How sure we may be that the best clause of `ranking`, or another, answers `query`; 0 where there is none."""
    if not ranking.hits:
        return 0.0
    linear, trees, values = weighed(library, query, ranking)
    sure = round(both(linear, trees, np.array([list(values.values())]), WEIGHED), DECIMALS)
    return max(sure, THRESHOLD) if values["verbatim"] == 1.0 or _held_whole(values) else sure


def _held_whole(values: Mapping[str, float]) -> bool:
    """Whether the clause holds all words of the topic, or its document does and nothing tells against, and states what is asked.

    Unanswerable questions are mostly short, and the weights take that for a sign; short and held whole, one is a search for that
    very clause.
    """
    against = ("missing level", "foreign place", "another place", "applicant not named")
    # A clause may call its subject by a short name that the document gives it elsewhere
    nothing_missing = values["nouns"] == 1.0 or values["unmet in document"] <= EVEN
    held = values["share of topic"] == 1.0 or (values["topic in document"] == 1.0 and nothing_missing)
    return held and values["wanted kind"] > 0 and not any(values[name] for name in against)


def weighed(library: Library, query: Query, ranking: Ranking) -> tuple[LinearModel, TreeModel, dict[str, float]]:
    """The two models that decide, and what they weigh of the best clause of `ranking`, by the names of WEIGHED."""
    best = judged(library, query, ranking.seen, ranking.order[:1])[0]
    asked = library.kinds_asked(query.sought)
    values = answerable_features(best, [hit.score for hit in ranking.hits], asked, query.sought)
    models = library.models
    # Between two languages a cosine is lower, whatever it says
    calibrated = CALIBRATED_MODEL in library.index.encoder.name and not query.spoken
    linear = models.answerable if calibrated else models.answerable_by_words
    trees = models.answerable_trees if calibrated else models.answerable_trees_by_words
    return linear, trees, dict(zip(WEIGHED, values.tolist(), strict=True))


def answerable_features(
    best: NDArray[np.float64], scores: Sequence[float], asked: NDArray[np.float64], question: str
) -> NDArray[np.float64]:
    """What is weighed, (WEIGHED,): of the best clause (`best`, JUDGED), of all `scores`, highest first, and of the question."""
    highest = np.array(scores[:RANKED_TO], dtype=np.float64)
    raised = np.exp(highest - highest[0])
    shares = raised / raised.sum()
    lead = highest[0] - highest[1] if len(highest) > 1 else 5.0
    spread = float(-(shares * np.log(shares + 1e-9)).sum())
    weighed = np.concatenate([best, [highest[0], min(lead, 5.0), shares[0], spread, np.log(len(question))], asked])
    return np.round(weighed, DECIMALS)  # on one side of a fork, whatever the processor
