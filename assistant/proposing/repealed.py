"""Whether a question means a document that is not asked about by itself, but that another one says to be repealed. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.proposing.evidence import words_around
from corpus.measure import Document, Measure, Span
from corpus.text.normal import fold

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# 青农发〔2025〕9号 behind a title, and the short ways to write it
_NUMBER = re.compile(
    r"(?P<office>[\u4e00-\u9fff]{2,8})[〔\[(【]?(?P<year>(?:19|20)\d\d)[〕\])】年]?\s?(?:第)?(?P<number>\d{1,4})号?"
)
_ENDS = re.compile(r"废止|失效|停止执行|不再执行")
REACH = 30  # characters behind a title in which its number stands


def repealed_here(question: str, document: Document, units: Sequence[Measure]) -> tuple[Measure, Span] | None:
    """The clause of `document` with the sentence that repeals what folded `question` means; None where it means no such.

    It is meant where the question names its number, or a year that is its own and not the document's (2020年那个办法). `units`
    are the clauses of the document.
    """
    asked = set(_YEAR.findall(question))
    numbers = {(found["year"], found["number"]) for found in _NUMBER.finditer(question)}
    issued = {str(document.issued.year)} if document.issued else set()
    own = issued | set(_YEAR.findall(f"{document.title}{document.number or ''}"))
    for title in document.supersedes:
        for unit in units:
            text = fold(unit.text)
            at = text.find(fold(title))
            if at < 0 or not _ENDS.search(text, at):
                continue
            told = text[at : at + len(title) + REACH]
            years = set(_YEAR.findall(told)) - own
            named = numbers & {(found["year"], found["number"]) for found in _NUMBER.finditer(told)}
            if named or (asked & years and not asked & own):
                place = Span(unit.span.start + at, unit.span.start + at + len(title))
                return unit, words_around(unit, place)
    return None
