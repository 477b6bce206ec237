"""A short name that one clause gives and another uses: 设立信贷风险补偿资金（以下简称“科信保”）… 科信保首期规模5000万元。

The clause that holds a question's words may only define the thing; what is asked of it stands under the short name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from assistant.reading.lexicon import says
from assistant.reading.query import Query
from assistant.reading.terms import content_terms
from assistant.saying.clause_facts import clause_facts, states
from assistant.saying.draft import Draft
from corpus.text.normal import fold
from index.hit import Hit

NEAR = 12  # hits among which the clause under the short name is looked for
_DEFINED = re.compile(
    r"(?P<name>[^,。;:()<>\s]{4,40})\((?:以下|下)(?:统一)?简?称[:为]?[\"'<]?(?P<short>[^()\"'<>,。]{2,16})[\"'>]?\)"
)
_LEAST_SHARED = 0.6  # of the long name that must stand in the question


def short_names(text: str) -> tuple[tuple[str, str], ...]:
    """The names that a text defines short ones for, folded: the long and the short.

    >>> short_names("设立市级信贷风险补偿资金（以下简称“科信保”），制定本办法。")
    (('设立市级信贷风险补偿资金', '科信保'),)
    """
    return tuple((match["name"], match["short"].strip()) for match in _DEFINED.finditer(fold(text)))


def by_short_name(draft: Draft, query: Query, hits: Sequence[Hit]) -> bool:
    """The clause that states what is asked under the short name that the best one defines; False where there is none."""
    best = hits[0].measure
    for name, short in short_names(best.text):
        own = _shortened(query, name, short)
        if own is None or states(draft, query, best):
            continue
        rest = [term for term in content_terms(own.topic) if term not in short]  # 规模: what is asked of the thing
        for hit in hits[1:NEAR]:
            text = fold(hit.measure.text)
            meant = hit.measure.document_id == best.document_id and short in text
            if meant and (not rest or any(says(text, term) for term in rest)) and states(draft, own, hit.measure):
                return clause_facts(draft, own, hit.measure, score=hit.score)
    return False


def _shortened(query: Query, name: str, short: str) -> Query | None:
    """The question with the short name for the long one; None where it does not hold most of that."""
    folded = fold(query.question)
    shared = SequenceMatcher(None, folded, name, autojunk=False).find_longest_match()
    words = folded[shared.a : shared.a + shared.size]
    if shared.size < _LEAST_SHARED * len(name) or short in folded:
        return None
    return replace(
        query, question=folded.replace(words, short), topic=fold(query.topic).replace(_within(words, query), short)
    )


def _within(words: str, query: Query) -> str:
    """What of `words` the topic holds: a place before them is not in it."""
    topic = fold(query.topic)
    shared = SequenceMatcher(None, topic, words, autojunk=False).find_longest_match()
    return topic[shared.a : shared.a + shared.size]
