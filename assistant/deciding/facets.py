"""Which clauses answer what somebody tells of himself: each facet of it is searched for by itself, inside the documents that the
whole question means, and learned weights say of every clause found whether it is told.

One search for the whole finds a compromise between the facets; one for a facet alone has lost what the whole is about. So both are
weighed, with what kind of clause it is. The weights are `assistant/learned/facets.json`; `policy eval train --facets` fits them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import log, log1p

import numpy as np
from numpy.typing import NDArray

from assistant.deciding.answerable import KINDS
from assistant.learned.models import CALIBRATED_MODEL, both, facet_models
from assistant.library import Library
from assistant.proposing.features import JUDGED, judged, seen
from assistant.proposing.retrieve import Allowed, Ranking, rank
from assistant.reading.parts import parts_of
from assistant.reading.query import Query, asks_for_money, topic_of
from assistant.reading.terms import content_terms
from assistant.reading.thresholds import Figure, figures, given_figures, thresholds
from corpus.facts.purpose import says_purpose
from corpus.measure import Measure, Span

READ = 8  # clauses of a facet that are weighed, and of the whole question
MOST = 24  # facets that are searched for: each costs a search
SHARED = 40  # clauses over which a search shares what speaks for them
DECIMALS = 3  # what all processors agree on
LEAST = 2  # characters of a facet
BARE = 8  # characters: 怎么报, 什么时候去报 asks nothing of its own
MONEY_UNITS = frozenset({"元", "%", "月", "天"})  # every clause that grants has them
# What else is asked for is no facet: it is said after them, in lines of its own
OF_CLAUSES = ("amount", "conditions", "validity")
_BREAK = re.compile(r"[。！？；，、,;!?\n：:()（）]|[①-⑳]|另外|还有|以及|同时|然后|而且|也想|还想|, and |; ")
_ASKS = re.compile(r"哪|什么|啥|多少|几[样笔时号项个种]|怎|谁|吗|么$|如何|何|咋|是否|能不能|算不算|够不够")
# A heading of what grants nothing: aims, how the work is led
_GENERAL = re.compile(r"目标|总体要求|指导思想|原则|背景|意义|组织(?:领导|保障|实施)|保障措施|附则|适用范围|定义")
# Of the facet that a clause answers best, and of the whole question
OF_FACET = (
    "meaning", "words", "document", "best sentence words", "kind likelihood", "recipient", "wanted kind", "own words",
    "centred meaning", "share of words", "share of topic", "nouns", "unmet",
)  # fmt: skip
OF_WHOLE = (
    "meaning", "words", "preamble", "introduction", "closing", "attachment", "paragraph", "heading", "kind likelihood",
    "recipient", "own words", "position", "share of topic", "length", "another place", "place",
)  # fmt: skip
FACETED = (
    "share", "second share", "sum of shares", "sure", "share × sure", "sum of share × sure", "place", "leads",
    "asked share", "asked sure", "asked place", "whole share", "whole sure", "whole place", "facets", "of document",
    "grants", "grants × money", "purpose", "general", "asks", "matched", "figure reached", "unit shared",
    *(f"facet's {name}" for name in OF_FACET),
    *(f"whole's {name}" for name in OF_WHOLE),
    *(f"tells {name}" for name in KINDS),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facet:
    """A piece of a text as a question of its own; `asks` where it asks and does not tell."""

    query: Query
    asks: bool


@dataclass(frozen=True, slots=True)
class Led:
    """A facet that led to a clause: how much of its search speaks for the clause, how sure it is, and at which place."""

    facet: Facet
    span: Span
    share: float
    sure: float
    place: int
    judged: NDArray[np.float64] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clause with the facets that led to it, the nearest first, and what is weighed of it, (FACETED,)."""

    measure: Measure
    led: tuple[Led, ...]
    values: NDArray[np.float64] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Told:
    """A clause with how likely it is one of those that answer, 0 to 1."""

    candidate: Candidate
    sure: float


def weighed(found: Sequence[Candidate]) -> list[Told]:
    """The candidates with their chances, the surest first."""
    if not found:
        return []
    models, values = facet_models(), np.array([one.values for one in found])
    told = [
        Told(one, round(both(models.clause, models.clause_trees, row[None], FACETED), DECIMALS))
        for one, row in zip(found, values, strict=True)
    ]
    return sorted(told, key=lambda one: (-one.sure, one.candidate.measure.id))


def facets(query: Query) -> list[Facet]:
    """The pieces of a text that say something to search for, each as a query of its own, and each once."""
    text = list(query.question)
    for name in query.names:
        text[name.span.start : name.span.end] = " " * (name.span.end - name.span.start)
    found: dict[str, Facet] = {}
    for words in pieces("".join(text)):
        if len(words) <= BARE and any(part.asks not in OF_CLAUSES for part in parts_of(words)):
            continue
        topic, is_asking = topic_of(words, ()), asks(words)
        own = topic if content_terms(topic) and not is_asking else words
        found.setdefault(own, Facet(replace(query, question=words, topic=topic, stretch=own, spoken=""), is_asking))
    return [*found.values()][:MOST]


def pieces(text: str) -> list[str]:
    """
    >>> pieces("我厂买了喷涂线，今年首次进规上；能拿什么")
    ['我厂买了喷涂线', '今年首次进规上', '能拿什么']
    """
    found = (" ".join(piece.split()) for piece in _BREAK.split(text))
    return [piece for piece in found if len(piece) >= LEAST]


def asks(piece: str) -> bool:
    """Whether a piece asks and does not tell.

    >>> asks("能拿什么"), asks("今年首次进规上")
    (True, False)
    """
    return bool(_ASKS.search(piece))


def candidates(
    library: Library,
    query: Query,
    whole: Ranking,
    told: Sequence[Facet],
    meant: Mapping[str, float],
    matched: Mapping[str, float],
    allowed: Allowed,
) -> list[Candidate]:
    """Every clause near a facet or near the whole, in the documents `meant`, each with its share of the whole question.

    `matched` says of clauses (by id) how surely they grant something to who is told of, 0 to 1.
    """
    led: dict[int, list[Led]] = defaultdict(list)
    for facet in told:
        for row, one in _led(library, facet, rank(library, facet.query, allowed, [*meant])):
            led[row].append(one)
    inside = whole.without(lambda unit: unit.document_id not in meant)
    for place in inside.order[:READ]:
        led[int(inside.seen.rows[place])] += []
    if not led:
        return []
    rows = np.array(sorted(led), dtype=np.int64)
    found = seen(library, query, rows)
    values = judged(library, query, found, range(len(rows)))
    scores = library.models.ranking.scores(found.values)
    shares, sure = _shares(scores), _sure(library, values)
    places = np.argsort(np.argsort(-scores, kind="stable"), kind="stable")
    most, given = max(meant.values()), given_figures(query.question)
    out = []
    for at, row in enumerate(rows.tolist()):
        unit = library.index.units[row]
        ones = sorted(led[row], key=lambda one: -one.share * one.sure)
        of_whole = [
            float(shares[at]),
            float(sure[at]),
            log1p(int(places[at])),
            log(1 + len(told)),
            log(meant[unit.document_id] / most),
        ]
        held = [matched.get(unit.id, 0.0), *_figures(unit, given)]
        weighed = _values(library, query, row, unit, ones, of_whole, held, values[at])
        out.append(Candidate(unit, tuple(ones), weighed))
    return out


def speaks_generally(unit: Measure) -> bool:
    """Whether a clause is headed as one that tells of aims or of how the work is led, and grants nothing."""
    return not unit.benefits and bool(_GENERAL.search(unit.title))


def _led(library: Library, facet: Facet, ranking: Ranking) -> list[tuple[int, Led]]:
    """The best clauses of one search with their shares of it, by row."""
    if not ranking.hits:
        return []
    shares = _shares(np.array([hit.score for hit in ranking.hits[:SHARED]]))
    values = judged(library, facet.query, ranking.seen, ranking.order[:READ])
    sure = _sure(library, values)
    return [
        (int(ranking.seen.rows[place]), Led(facet, hit.sentence, float(shares[at]), float(sure[at]), at, values[at]))
        for at, (place, hit) in enumerate(zip(ranking.order[:READ], ranking.hits, strict=False))
    ]


def _shares(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    raised: NDArray[np.float64] = np.exp(scores - scores.max())
    share: NDArray[np.float64] = raised / raised.sum()
    return share


def _sure(library: Library, values: NDArray[np.float64]) -> NDArray[np.float64]:
    if CALIBRATED_MODEL in library.index.encoder.name:
        return library.models.sure.probabilities(values)
    model = library.models.sure_by_words
    return model.probabilities(values[:, [JUDGED.index(name) for name in model.names]])


_FACET_COLUMNS = [JUDGED.index(name) for name in OF_FACET]
_WHOLE_COLUMNS = [JUDGED.index(name) for name in OF_WHOLE]


def _values(
    library: Library, query: Query, row: int, unit: Measure, led: Sequence[Led], of_whole: Sequence[float],
    held: Sequence[float], judged: NDArray[np.float64],
) -> NDArray[np.float64]:  # fmt: skip
    telling = [one for one in led if not one.facet.asks]
    asking = [one for one in led if one.facet.asks]
    shares = [*sorted((one.share for one in telling), reverse=True), 0.0, 0.0]
    both = [one.share * one.sure for one in telling] + [0.0]
    money = asks_for_money(query)
    own = [
        shares[0], shares[1], sum(shares), max((one.sure for one in telling), default=0.0), max(both), sum(both),
        log1p(min((one.place for one in telling), default=READ)), sum(one.place == 0 for one in telling),
        max((one.share for one in asking), default=0.0), max((one.sure for one in asking), default=0.0),
        log1p(min((one.place for one in asking), default=READ)),
        *of_whole, bool(unit.benefits), bool(unit.benefits) and money, says_purpose(unit.text),
        bool(_GENERAL.search(unit.title)), money, *held,
    ]  # fmt: skip
    of_facet = led[0].judged[_FACET_COLUMNS] if led else np.zeros(len(OF_FACET))
    tells = library.told(row).max(axis=0)
    return np.round(np.concatenate([own, of_facet, judged[_WHOLE_COLUMNS], tells]), DECIMALS)


def _figures(unit: Measure, given: Sequence[Figure]) -> tuple[bool, bool]:
    """Whether a figure that is told reaches a bound of the clause, and whether one has a unit of the clause's other than money."""
    reached = any(
        one.unit == bound.figure.unit and bound.holds(one) for bound in thresholds(unit.text) for one in given
    )
    units = {figure.unit for figure in figures(unit.text)} - MONEY_UNITS
    return reached, any(one.unit in units for one in given)
