"""The policy that questions and answers on it speak of: what they say of its validity is not their own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from assistant.library import Library
from corpus.identity.effect import bare, validity_of
from corpus.measure import MAIN_PART, Document, Measure, Span
from corpus.outline.furniture import Part

_NAMED = re.compile(r"《(?P<title>[^《》\n]{4,80})》")
_EXPLAINS = re.compile(r"解读|问答|解答|一问一答|答记者问|图解|读懂|实录")
_SENTENCE = re.compile(r"[^。；;\n]*(?:有效期|施行|执行|实施)[^。；;\n]*[。；;]?")


@dataclass(frozen=True, slots=True)
class Explained:
    """The policy's title, until when it holds, and the clause and sentence that say so."""

    title: str
    until: date
    unit: Measure
    span: Span


def explained_in(library: Library, document: Document) -> Explained | None:
    """What a document that explains a policy states of that policy's validity; None where it is of none, or states none."""
    named = _NAMED.search(document.title)
    if named is None or not _EXPLAINS.search(document.title):
        return None
    own = {bare(named["title"])}
    for unit in library.in_scope([document.id], None):
        for sentence in _SENTENCE.finditer(unit.text):
            if bare(named["title"]) not in bare(sentence[0]):
                continue
            _, until, _ = validity_of(
                sentence[0], (Part(MAIN_PART, Span(0, len(sentence[0]))),), None, own, explains=True
            )
            if until is not None:
                start = unit.span.start + sentence.start()
                return Explained(named["title"], until, unit, Span(start, start + len(sentence[0])))
    return None
