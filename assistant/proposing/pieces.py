"""Of a clause the pieces that may carry the answer, best evidence first, and which of them hold what is asked for. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from assistant.library import Library
from assistant.proposing.evidence import (
    UNSTATED_GRANT,
    best_sentences,
    is_threshold,
    money_pieces,
    sentences_of,
    with_rest_of_question,
)
from assistant.proposing.features import sentences_seen
from assistant.reading.query import Query, asks_for_bound
from assistant.reading.terms import content_terms, coverage
from assistant.reading.thresholds import AT_LEAST, AT_MOST, OVER, thresholds
from assistant.reading.wanted import ANY, DAY, FIGURE, Kinds, fits, stands_in, wanted
from corpus.measure import Measure, Span
from corpus.quantities.amounts import parse_amounts
from corpus.quantities.quantities import MONEY
from corpus.text.normal import fold

DECIMALS = 3  # of a sentence's score: what all processors agree on


# Scores of sentences are logits of a softmax over the clause: a difference of 0.7 is half the chance.
NEAR_MONEY = 0.5  # a sentence with a sum this close to the best evidence is what was asked for


NEAR_KIND = 0.7  # so is one that holds what the question wants by its own unit


NEAR_FIGURE = 1.4  # so is, for targets and sizes, every sentence with figures this close


DATED = re.compile(r"[\d一二三四五六七八九十]月|[季月]底|[季月]末|[年季月]初|年底|[\d一二三四五六七八九十]日")


_WHEN = re.compile(
    r"什么时候|何时|几时|哪(?:一)?(?:年|月|天|日)|哪个(?:时间|时候|年)|时间点|多久|几年|多长时间|when|期限"
)


GRANTED = frozenset({*MONEY, "%"})


Ranked = Sequence[tuple[Span, float]]


def ranked_pieces(library: Library, query: Query, unit: Measure) -> list[tuple[Span, float]]:
    """The pieces of `unit`, best evidence first. A question that is only a clause number needs no model."""
    if not content_terms(query.topic):
        return []
    try:
        row = library.index.row_of(unit)
    except ValueError:  # headings and the like are citable but not in the index
        return []
    spans, values = sentences_seen(library, query, row)
    scores = np.round(library.models.sentence.scores(values), DECIMALS).tolist()
    return sorted(zip(spans, scores, strict=True), key=lambda piece: (-piece[1], piece[0]))


def shown(library: Library, query: Query, unit: Measure, ranked: Ranked) -> list[Span]:
    """The sentences of the clause to be shown: those that carry the answer, and those for the rest of the question."""
    terms = content_terms(query.topic)
    when = bool(_WHEN.search(fold(query.question)))
    return with_rest_of_question(best_sentences(ranked, unit), unit, terms, library.weights, when=when)


_BOUND = re.compile(rf"{AT_LEAST}|{OVER}|{AT_MOST}|以[上下内]")


def bounds_asked(query: Query, unit: Measure) -> bool:
    """Whether the clause bounds what is counted by the unit of the question, where the question asks for such a bound."""
    return bool(bounds_in(query, [(sentence, 0.0) for sentence in sentences_of(unit)], unit))


def bounds_in(query: Query, ranked: Ranked, unit: Measure) -> list[tuple[Span, float]]:
    """要多少人才算: the sentences that bound what is counted by the unit of the question, wherever the clause has them."""
    kinds = wanted(query.question) - ANY
    if not kinds or not asks_for_bound(query):
        return []
    return [
        (span, score)
        for span, score in ranked
        if any(one.figure.unit in kinds for one in thresholds(fold(words_at(unit, span))))
        or (kinds & stands_in(words_at(unit, span)) and _BOUND.search(fold(words_at(unit, span))))
    ]


FINED = re.compile(
    r"处(?:以)?[^,。;]{0,30}(?:元|倍|%)[^,。;]{0,24}罚款|罚款[^,。;]{0,12}(?:元|倍|%)|罚(?!款)[^,。;]{0,4}\d[^,。;]{0,6}元"
)


def words_at(unit: Measure, span: Span) -> str:
    return unit.text[span.start - unit.span.start : span.end - unit.span.start]


def granting_pieces(library: Library, query: Query, unit: Measure, ranked: Ranked) -> list[tuple[Span, float]]:
    """Pieces near the best evidence that hold a sum which is no threshold (500万元以上): read as grants."""
    if not ranked:
        return []
    terms = content_terms(query.topic)
    return [
        (span, score)
        for span, score in money_pieces(unit, ranked)
        if (not terms or coverage(terms, f"{unit.title} {words_at(unit, span)}", library.weights).share > 0)
        and score >= ranked[0][1] - NEAR_MONEY
        and not UNSTATED_GRANT.search(fold(words_at(unit, span)))
        and not _only_bounds(fold(words_at(unit, span)))
    ]


def pieces_with_figures(question: str, unit: Measure, ranked: Ranked) -> list[tuple[Span, float]]:
    """The pieces with figures nearly as good as the best: a question may ask for two targets at once."""
    if not ranked:
        return []
    near = [(span, score) for span, score in ranked[:4] if score >= ranked[0][1] - NEAR_FIGURE]
    kinds = wanted(question) or frozenset({FIGURE})
    return [(span, score) for span, score in near if fits(kinds, stands_in(words_at(unit, span))) > 0]


def pieces_of_kind(library: Library, query: Query, unit: Measure, ranked: Ranked) -> list[tuple[Span, float]]:
    """The pieces near the best that hold what the question wants by its own unit: 四十日, 五分, a telephone number.

    Whether the clause answers was decided before; here nothing is said to be missing that can be read with one's eyes.
    """
    kinds, terms = wanted(query.question), content_terms(query.topic)
    if not kinds or not ranked:
        return []
    return [
        (span, score)
        for span, score in ranked
        if score >= ranked[0][1] - NEAR_KIND
        and _holds(kinds, words_at(unit, span))
        and not _only_bounds(fold(words_at(unit, span)))
        and (not terms or coverage(terms, words_at(unit, span), library.weights).share > 0)
    ]


def holds_wanted(query: Query, unit: Measure, spans: Sequence[Span]) -> bool:
    """Whether words that would be shown hold what the question wants by its own unit: then nobody may say that they do not."""
    kinds = wanted(query.question) or GRANTED  # 能给哪些钱 names no unit
    told = [words_at(unit, span) for span in spans]
    return any(fits(kinds, stands_in(words)) > 0 and not _only_bounds(fold(words)) for words in told)


def _holds(kinds: Kinds, words: str) -> bool:
    """Whether `words` hold what is wanted; a day that is asked for must be told apart from others: 年度 is none."""
    held = stands_in(words)
    if DAY in kinds and not (kinds & held) - {DAY}:
        return bool(DATED.search(fold(words)))
    return fits(kinds, held) > 0


def _only_bounds(folded: str) -> bool:
    """Whether all the sums in `folded` are conditions to be met: 投资额5000万元以上的，给予适当奖励."""
    sums = parse_amounts(folded)
    return bool(sums) and not FINED.search(folded) and all(is_threshold(folded, one.span) for one in sums)


def hull(spans: Sequence[Span]) -> Span:
    """The shortest stretch that holds all `spans`."""
    return Span(min(span.start for span in spans), max(span.end for span in spans))
