"""Whom a document is for, held against what an asker says to be: for the list of what he can get, and for a plain answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.scope import scope_of
from assistant.library import Library
from assistant.reading.query import Query, topic_of
from assistant.reading.reach import Reach, kind_spans, kinds_of_oneself, reach_of
from assistant.reading.terms import content_terms
from assistant.saying.draft import Draft, verbatim
from corpus.measure import Benefit, Measure, Span
from corpus.text.normal import fold

# What is asked of a document, whoever asks
OF_THE_DOCUMENT = frozenset({"validity", "issued", "number", "issuer", "department", "where", "comparison"})


class Whom:
    """What each document says of whom it is for, read once a document and only where somebody names his kind."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._known: dict[str, tuple[tuple[str, ...], str]] = {}

    def of(self, unit: Measure, benefit: Benefit, kinds: Sequence[str]) -> Reach:
        """Whether a benefit of a clause reaches an applicant of `kinds`."""
        words = benefit.span.of(self._library.corpus.sources[unit.document_id])
        return self.of_words(unit, benefit.recipient, f"{benefit.recipient}，{benefit.condition}，{words}", kinds)

    def of_words(self, unit: Measure, recipient: str, granting: str, kinds: Sequence[str]) -> Reach:
        """The same of the words of a clause that grant, to `recipient` where they name one."""
        if not kinds:
            return Reach()
        if unit.document_id not in self._known:
            units = self._library.in_scope([unit.document_id])
            scope = scope_of([each for each in units if each.kind != "preamble"])
            source = self._library.corpus.sources[unit.document_id]
            told = "".join(span.of(source) for span in scope[1]) if scope else ""
            # What a clause that grants something leaves out, it leaves out of what it grants
            general = tuple(each.text for each in units if not each.benefits)
            self._known[unit.document_id] = general, told
        general, scope_words = self._known[unit.document_id]
        return reach_of(kinds, recipient, granting, unit.label, (unit.text, *general), scope_words)


def without_kind(query: Query) -> Query | None:
    """The question without what the asker says to be, where something to look for is left; None where it says nothing.

    我是个体户 tells who asks: a clause that never heard of him may answer all the same.
    """
    spans = kind_spans(query.question)
    if not spans:
        return None
    named = [name.span for name in query.names] + [reference.span for reference in query.references]
    topic = topic_of(query.question, [*named, *spans])
    if not content_terms(topic):
        return None
    kept = list(query.question)
    for span in spans:
        kept[span.start : span.end] = " " * (span.end - span.start)
    return replace(query, topic=topic, stretch="".join(kept).strip(" ，,。"), spoken="")


def say_reach(draft: Draft, query: Query) -> None:
    """Before everything else: that the first clause of the answer is not for somebody of the kind that the asker says to be,
    or that it has to be asked whether it is."""
    kinds = kinds_of_oneself(query.question)
    if not kinds or not draft.citations or draft.status not in ("answered", "not_stated") or draft.comparison:
        return
    if query.asked and query.asked <= OF_THE_DOCUMENT:
        return
    whom, first = Whom(draft.library), draft.citations[0]
    rows = [row.benefit for row in draft.benefits if row.marker == first.marker]
    reached = [whom.of(first.measure, row, kinds) for row in rows]
    reached = reached or [whom.of_words(first.measure, "", first.quote, kinds)]
    if all(each.barred for each in reached):
        _say_barred(draft, kinds[0], first.measure, reached[0].barred)
    elif all(each.barred or each.open for each in reached):
        first_line = int(draft.verdict is not None)
        draft.lines.insert(
            first_line, draft.words("先要确认：{open}。", open=next(each.open for each in reached if each.open))
        )


def _say_barred(draft: Draft, kind: str, unit: Measure, words: str) -> None:
    """With the words that bar, and their clause: mostly another one than that which grants."""
    rest = "".join(draft.lines[1:])
    if draft.verdict is not None and all(f"[{each.marker}]" in rest for each in draft.citations):
        del draft.lines[0]  # what the clause says to others
    draft.verdict = "no"
    units = [unit, *draft.library.in_scope([unit.document_id])]
    barring, place = next(((each, found) for each in units if (found := _place(each, words)) is not None), (unit, None))
    told = verbatim(draft.library, barring, [place]) if place is not None else words
    marker = draft.cite(barring, place or barring.span)
    draft.lines.insert(0, draft.words("{kind}不能享受：「{words}」[{marker}]", kind=kind, words=told, marker=marker))


def _place(unit: Measure, words: str) -> Span | None:
    """Where folded words stand in a clause."""
    at = fold(unit.text).find(fold(words))
    return None if at < 0 else Span(unit.span.start + at, unit.span.start + at + len(words))
