"""What a question asks besides: each further part with a decision of its own, from the same document.

奖励多少，怎么申报，什么时候截止，打什么电话: the amount stands in one clause, the rest mostly in others, or nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.deciding.answerable import THRESHOLD, answerable
from assistant.library import Library
from assistant.proposing.evidence import best_sentences, quote_of
from assistant.proposing.retrieve import rank
from assistant.reading.parts import Part, parts_of
from assistant.reading.query import Query
from assistant.reading.wanted import PHONE, fits, stands_in, wanted
from assistant.saying.clause_facts import ranked_pieces
from assistant.saying.draft import Draft, verbatim
from corpus.measure import Measure
from index.hit import Hit

Allowed = Callable[[Measure], bool]


def say_rest(draft: Draft, query: Query, first: Measure, allowed: Allowed) -> None:
    """Say, or say to be missing, what the question asks besides its first part; `first` is the clause that answers that."""
    for part in parts_of(query.question)[1:]:
        if _is_told(draft, part):
            continue
        found = _found(draft.library, query, part, first, allowed)
        if found is None:
            draft.say("{part}：文件未写明。", part=part.name)
            continue
        own, hit = found
        unit, ranked = hit.measure, ranked_pieces(draft.library, own, hit.measure)
        marker = draft.cite(unit, quote_of(ranked, unit), hit.score)
        words = verbatim(draft.library, unit, best_sentences(ranked, unit))
        draft.say("{part}：「{words}」[{marker}]", part=part.name, words=words, marker=marker)


def _found(library: Library, query: Query, part: Part, first: Measure, allowed: Allowed) -> tuple[Query, Hit] | None:
    """The clause of the same document that states the part, with the query that found it."""
    own = replace(query, topic=part.words, stretch=f"{first.title} {part.words}", spoken="")
    ranking = rank(library, own, allowed, [first.document_id])
    if not ranking.hits or answerable(library, own, ranking) < THRESHOLD:
        return None
    kinds = frozenset({PHONE}) if part.asks == "contact" else wanted(part.words)
    hit = ranking.hits[0]
    return (own, hit) if fits(kinds, stands_in(hit.measure.text)) >= 0 else None


def _is_told(draft: Draft, part: Part) -> bool:
    told = "".join(draft.lines)
    if part.asks == "contact":
        return PHONE in stands_in(told)
    if part.asks == "department":
        return "找谁办" in told or "单位" in told
    return part.asks == "validity"  # said under every answer
