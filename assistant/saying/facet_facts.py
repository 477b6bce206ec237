"""One clause and the facets of a story that led to it: what it grants to them, and the sentences that carry it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answer import BenefitRow
from assistant.deciding.choose import named_rows
from assistant.library import Library
from assistant.proposing.evidence import WHOLE, is_omitted, joined, quote_of, sentences_of
from assistant.proposing.pieces import ranked_pieces
from assistant.proposing.reached import reached
from assistant.reading.query import Query, asks_for_money
from assistant.saying.clause_facts import say_omitted
from assistant.saying.draft import QUOTED, SOURCE, Draft, name_of, verbatim
from assistant.saying.say_days import warn_validity
from assistant.saying.say_offices import say_whom_to_ask
from assistant.saying.say_rows import say_rows
from assistant.saying.say_sums import needs_condition, say_computed
from corpus.measure import Benefit, Measure, Span

NEAR = 0.9  # sentences of a clause whose scores (logits) are this close to the best of a facet carry its answer too
GIVES = 0.7  # what grants something comes before what only speaks of the facet
OF_FACET, OF_CLAUSE = 2, 5  # sentences that are quoted
MOST_ROWS = 3  # of more the sentences tell


def facet_facts(draft: Draft, query: Query, led: Sequence[Query], unit: Measure, score: float) -> None:
    """Say of a clause what it grants to the facets that `led` to it, each a query of its own, the nearest first.

    What the figures of the whole question come to is worked out as for any clause that is told first.
    """
    if is_omitted(unit):
        say_omitted(draft, unit, score)
        return
    money = asks_for_money(query)
    asked = replace(query, asked=frozenset({"amount"}) if money and unit.benefits else frozenset())
    if say_rows(draft, asked, unit, score):
        warn_validity(draft, unit)
        return
    rests_on = say_computed(draft, asked, unit, score)
    rows = _rows(draft.library, query, led, unit) if money else []
    spans = carrying(draft.library, [*led, query], unit, [*rests_on, *(row.span for row in rows)])
    ranked = ranked_pieces(draft.library, (led or [query])[0], unit)
    marker = draft.cite(unit, rows[0].span if rows else quote_of(ranked, unit), score)
    for row in rows:
        draft.benefits.append(BenefitRow(row, marker))
        line = draft.words.benefit(
            row, with_condition=needs_condition(row, rows), once="一次性" in _words(unit, row.span)
        )
        draft.say("{line}。[{marker}]", line=line, marker=marker)
    words = verbatim(draft.library, unit, spans)
    draft.say(SOURCE if rows else QUOTED, name=name_of(draft.library, unit), words=words, marker=marker)
    if unit.kind == "measure":
        say_whom_to_ask(draft, unit, marker)
    warn_validity(draft, unit)


def _rows(library: Library, query: Query, led: Sequence[Query], unit: Measure) -> list[Benefit]:
    """The benefits whose recipient, or what it does for it, one of the facets names, in the order of the clause."""
    named = [row for facet in led for row in named_rows(library, facet, unit)]
    rows = reached([row for row in unit.benefits if row in named], query.question, among=unit.benefits)
    return rows if len(rows) <= MOST_ROWS else []


def carrying(library: Library, led: Sequence[Query], unit: Measure, told: Sequence[Span]) -> list[Span]:
    """The sentences of a clause that answer the facets, and those that hold what is `told`: the whole clause where it is short."""
    if len(unit.text) <= WHOLE:
        return [unit.span]
    sentences = sentences_of(unit)
    kept = {sentence for sentence in sentences if any(sentence.overlaps(span) for span in told)}
    for facet in led:
        ranked = [(span, score + GIVES * _gives(unit, span)) for span, score in ranked_pieces(library, facet, unit)]
        best = max((score for _, score in ranked), default=0.0)
        near = [span for span, score in sorted(ranked, key=lambda one: -one[1]) if score >= best - NEAR][:OF_FACET]
        own = [sentence for span in near for sentence in sentences if sentence.overlaps(span)]
        for sentence in own:
            if len(kept) < OF_CLAUSE:
                kept.add(sentence)
    return joined(sorted(kept)) or [unit.span]


def _gives(unit: Measure, span: Span) -> bool:
    return any(row.span.overlaps(span) for row in unit.benefits)


def _words(unit: Measure, span: Span) -> str:
    return unit.text[span.start - unit.span.start : span.end - unit.span.start]
