"""Whether a question asks for all that answers what it tells (能享受哪些), and not for one thing: from its facets and how it asks.

The weights are `assistant/learned/several.json`; `policy eval train --facets` fits them on the questions of all kinds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import log

import numpy as np
from numpy.typing import NDArray

from assistant.deciding.answerable import KINDS
from assistant.deciding.facets import DECIMALS, Facet
from assistant.learned.models import facet_models, verdict_models
from assistant.library import Library
from assistant.reading.query import Query
from assistant.reading.whether import WHETHER, marked

ASKED = ("list", "amount", "eligibility", "department", "validity", "comparison", "where")
_OPEN = re.compile(r"哪些|哪几|哪样|什么|啥|怎么|分别|各")  # 能享受哪些补贴 asks for more than one thing
# What tells a question for all that somebody gets from one for a single thing; the last facet that asks says most of it
SEVERAL = (
    "length", "telling", "telling to three", "asking", "listed", "whether", *(f"asked {name}" for name in ASKED), "asks openly",
    *(f"asks {name}" for name in KINDS), *(f"last asks {name}" for name in KINDS), "length of last",
)  # fmt: skip


def asks_several(library: Library, query: Query, told: Sequence[Facet]) -> float:
    """How likely a question asks for everything that answers what it tells, and not for one thing, 0 to 1."""
    return float(facet_models().several.probabilities(told_of(library, query, told)[None])[0])


def told_of(library: Library, query: Query, told: Sequence[Facet]) -> NDArray[np.float64]:
    """What is weighed of a question, (SEVERAL,)."""
    telling = sum(not facet.asks for facet in told)
    last = next((facet.query.question for facet in reversed(told) if facet.asks), "")
    values = np.array([
        log(len(query.question)), telling, min(telling, 3), len(told) - telling, query.question.count("、"),
        _whether(query.question), *(name in query.asked for name in ASKED), bool(_OPEN.search(query.question)),
        *library.kinds_asked(query.question), *library.kinds_asked(last), len(last),
    ])  # fmt: skip
    return np.round(values, DECIMALS)


def _whether(question: str) -> float:
    model = verdict_models().whether
    return float(model.probabilities(marked(question))[model.classes.index(WHETHER)])
