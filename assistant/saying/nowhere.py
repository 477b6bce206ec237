"""What a question calls by its own name (网址, 邮箱, 财政局的电话) and no clause of the document holds: said to be missing."""

from __future__ import annotations

import re

from assistant.library import Library
from assistant.proposing.contacts import calling, lines_about
from assistant.proposing.evidence import best_sentences, quote_of
from assistant.proposing.pieces import ranked_pieces
from assistant.reading.callers import body_asked, is_called
from assistant.reading.query import Query
from assistant.reading.wanted import BY_NAME, PHONE, called, may_stand_in, wanted
from assistant.saying.draft import Draft, name_of, verbatim
from assistant.saying.wording import Words
from corpus.measure import Measure
from corpus.text.normal import fold

_WHO = re.compile(
    r"谁|哪(?!一?个?(?:电话|号|热线|座机))|什么(?:部门|单位)|啥(?:部门|单位)"
)  # 找谁、电话多少: a body answers the half of it


def say_nowhere(draft: Draft, query: Query, unit: Measure, score: float) -> bool:
    """Whether nothing but such a thing is asked for, and the document of `unit` has none; what comes nearest is quoted then."""
    library = draft.library
    what = missing(draft.words, library, query, unit)
    if what is None:
        return False
    calls = calling(library.in_scope([unit.document_id])) if PHONE in wanted(query.question) else ()
    numbers = lines_about(query.question, calls)
    if numbers:  # of others
        told, line = numbers[0]
        spans = [line]
    else:
        ranked = ranked_pieces(library, query, unit)
        told, line, spans = unit, quote_of(ranked, unit), best_sentences(ranked, unit)
    marker = draft.cite(told, line, score)
    draft.say(
        "文件未写明{what}。{name}只写到：「{words}」[{marker}]",
        what=what,
        name=name_of(library, told),
        words=verbatim(library, told, spans),
        marker=marker,
    )
    draft.warn("文件未写明{wanted}。", wanted=what)
    draft.status = "not_stated"
    return True


def missing(words: Words, library: Library, query: Query, unit: Measure) -> str | None:
    """What is asked for by its own name, and nothing else is, and the document of `unit` has none of; None where it may have."""
    kinds = wanted(query.question)
    if not kinds or not kinds <= BY_NAME:
        return None
    source = library.source(unit.document_id)
    also_who = PHONE in kinds and _WHO.search(fold(query.question)) is not None
    if not also_who and may_stand_in(kinds, source.folded.text) < 0:
        return words.listed(words(name) for name in called(kinds))
    places = [*(name.text for name in query.names if name.is_region), *query.foreign]
    body = body_asked(query.question, places) if PHONE in kinds else None
    issuer = library.document(unit.document_id).issuing_body or ""
    return None if body is None or is_called(body, source.source, issuer=issuer) else words("{body}的电话", body=body)
