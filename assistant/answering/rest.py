"""What a question asks besides: each further part with a decision of its own, from the same document.

奖励多少，怎么申报，什么时候截止，打什么电话: the amount stands in one clause, the rest mostly in others, or nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from assistant.deciding.answerable import THRESHOLD, answerable
from assistant.deciding.facets import OF_CLAUSES
from assistant.library import Library
from assistant.proposing.evidence import best_sentences, quote_of
from assistant.proposing.pieces import ranked_pieces
from assistant.proposing.retrieve import rank
from assistant.reading.parts import Asks, Part, parts_of
from assistant.reading.query import Query
from assistant.reading.wanted import PHONE, fits, stands_in, wanted
from assistant.saying.draft import QUOTED, Draft, name_of, verbatim
from assistant.saying.say_days import warn_validity
from corpus.facts.due import HANDED_IN, due_of
from corpus.measure import Measure
from corpus.text.normal import fold
from index.hit import Hit

Allowed = Callable[[Measure], bool]


def say_rest(draft: Draft, query: Query, first: Measure, allowed: Allowed) -> None:
    """Say, or say to be missing, what the question asks besides what is told of `first`, the clause that fits best."""
    parts = parts_of(query.question)
    for at, part in enumerate(parts):
        if _is_told(draft, part) or (at == 0 and (len(parts) == 1 or _is_cited(draft, part))):
            continue
        _say_part(draft, query, part, first, allowed)


def say_beside(draft: Draft, query: Query, first: Measure, allowed: Allowed) -> None:
    """怎么报, 几时前报, asked beside what somebody gets: each in a line of its own, or said to be missing."""
    for part in parts_of(query.question):
        named = any(line.startswith("找谁办") and "未写明" not in line for line in draft.lines)
        if part.asks not in OF_CLAUSES and not (named if part.asks == "department" else _is_told(draft, part)):
            _say_part(draft, query, part, first, allowed)


def _say_part(draft: Draft, query: Query, part: Part, first: Measure, allowed: Allowed) -> None:
    found = _found(draft.library, query, part, first, allowed)
    if found is None:
        draft.say("{part}：文件未写明。", part=part.name)
        return
    own, hit = found
    unit, ranked = hit.measure, ranked_pieces(draft.library, own, hit.measure)
    marker = draft.cite(unit, quote_of(ranked, unit), hit.score)
    words = verbatim(draft.library, unit, best_sentences(ranked, unit))
    if not any(words in line for line in draft.lines):
        draft.say("{part}：「{words}」[{marker}]", part=part.name, words=words, marker=marker)


# What mostly stands in other clauses than the one that grants, and the words of a clause that says it
_ELSEWHERE: Mapping[Asks, re.Pattern[str]] = {
    "procedure": HANDED_IN,
    "place": HANDED_IN,
    "materials": re.compile(r"材料|申请[表书]|申报[表书]|证明|复印件|证书|合同|凭证|名册"),
    "deadline": HANDED_IN,
    "contact": re.compile("电话|联系|热线"),
}


def say_part_of_document(draft: Draft, query: Query, first: Measure, allowed: Allowed) -> bool:
    """怎么申报, asked on about the clause `first`: the clause beside it that says so; False where it says so itself, or none does."""
    parts = parts_of(query.question)
    telling = _ELSEWHERE.get(parts[0].asks) if len(parts) == 1 else None
    if telling is None or telling.search(fold(first.text)):
        return False
    own = replace(query, topic=parts[0].words, stretch=parts[0].words, spoken="")
    for hit in rank(draft.library, own, allowed, [first.document_id]).hits:
        unit = hit.measure
        if unit.kind == "measure" and unit.part == first.part and telling.search(fold(unit.text)) and not unit.benefits:
            if parts[0].asks in ("deadline", "contact") and not states_part(unit, parts[0]):
                continue
            ranked = ranked_pieces(draft.library, own, unit)
            marker = draft.cite(unit, quote_of(ranked, unit), hit.score)
            words = verbatim(draft.library, unit, best_sentences(ranked, unit))
            draft.say(QUOTED, name=name_of(draft.library, unit), words=words, marker=marker)
            warn_validity(draft, unit)
            return True
    return False


def _found(library: Library, query: Query, part: Part, first: Measure, allowed: Allowed) -> tuple[Query, Hit] | None:
    """The clause of the same document that states the part, with the query that found it.

    Where none surely does, the nearest that holds what is asked for: nothing is said to be missing that stands there.
    """
    own = replace(query, topic=part.words, stretch=f"{first.title} {part.words}", spoken="")
    hits = rank(library, own, allowed, [first.document_id])
    if hits.hits and answerable(library, own, hits) >= THRESHOLD and _may_state(hits.hits[0].measure, part):
        return own, hits.hits[0]
    stated = next((hit for hit in hits.hits if states_part(hit.measure, part)), None)
    return None if stated is None else (own, stated)


def states_part(unit: Measure, part: Part) -> bool:
    """Whether a clause holds what can be told by its form: a grant, a day or a window, a number to call."""
    if part.asks == "amount":
        return bool(unit.benefits)
    if part.asks == "deadline":
        return bool(due_of(unit))
    return part.asks == "contact" and PHONE in stands_in(unit.text)


def _may_state(unit: Measure, part: Part) -> bool:
    """Whether nothing in the form of a clause tells against its stating the part."""
    telling = _ELSEWHERE.get(part.asks)
    if telling is not None and not telling.search(fold(unit.text)):
        return False
    if part.asks == "deadline":
        return states_part(unit, part) or fits(wanted(part.words), stands_in(unit.text)) > 0
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
