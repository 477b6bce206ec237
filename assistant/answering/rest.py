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
from corpus.facts.due import due_of
from corpus.measure import Measure
from index.hit import Hit

Allowed = Callable[[Measure], bool]


def say_rest(draft: Draft, query: Query, first: Measure, allowed: Allowed) -> None:
    """Say, or say to be missing, what the question asks besides what is told of `first`, the clause that fits best."""
    parts = parts_of(query.question)
    for at, part in enumerate(parts):
        if _is_told(draft, part) or (at == 0 and (len(parts) == 1 or _is_cited(draft, part))):
            continue
        found = _found(draft.library, query, part, first, allowed)
        if found is None:
            draft.say("{part}：文件未写明。", part=part.name)
            continue
        own, hit = found
        unit, ranked = hit.measure, ranked_pieces(draft.library, own, hit.measure)
        marker = draft.cite(unit, quote_of(ranked, unit), hit.score)
        words = verbatim(draft.library, unit, best_sentences(ranked, unit))
        if unit.id == first.id and any(words in line for line in draft.lines):
            continue
        draft.say("{part}：「{words}」[{marker}]", part=part.name, words=words, marker=marker)


def _found(library: Library, query: Query, part: Part, first: Measure, allowed: Allowed) -> tuple[Query, Hit] | None:
    """The clause of the same document that states the part, with the query that found it.

    Where none surely does, the nearest that holds what is asked for: nothing is said to be missing that stands there.
    """
    own = replace(query, topic=part.words, stretch=f"{first.title} {part.words}", spoken="")
    hits = rank(library, own, allowed, [first.document_id])
    if hits.hits and answerable(library, own, hits) >= THRESHOLD and _may_state(hits.hits[0].measure, part):
        return own, hits.hits[0]
    stated = next((hit for hit in hits.hits if _states(hit.measure, part)), None)
    return None if stated is None else (own, stated)


def _states(unit: Measure, part: Part) -> bool:
    """Whether a clause holds what can be told by its form: a grant, a day or a window, a number to call."""
    if part.asks == "amount":
        return bool(unit.benefits)
    if part.asks == "deadline":
        return bool(due_of(unit))
    return part.asks == "contact" and PHONE in stands_in(unit.text)


def _may_state(unit: Measure, part: Part) -> bool:
    """Whether nothing in the form of a clause tells against its stating the part."""
    if part.asks == "deadline":
        return _states(unit, part) or fits(wanted(part.words), stands_in(unit.text)) > 0
    kinds = frozenset({PHONE}) if part.asks == "contact" else wanted(part.words)
    return fits(kinds, stands_in(unit.text)) >= 0


def _is_cited(draft: Draft, part: Part) -> bool:
    """Whether a clause is told that may state the part: not where another part led to it."""
    return any(_may_state(one.measure, part) for one in draft.citations)


def _is_told(draft: Draft, part: Part) -> bool:
    told = "".join(draft.lines)
    if part.asks == "contact":
        return PHONE in stands_in(told)
    if part.asks == "department":
        return "找谁办" in told or "单位" in told
    return part.asks == "validity"  # said under every answer
