"""Facts about a document as a whole: when issued, by whom, under which number, valid until when — from the register."""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.answering.scope import ABOUT_DOCUMENT, who_may_apply
from assistant.reading.query import Query
from assistant.reading.terms import whole_terms
from assistant.saying.draft import QUOTED, Draft, name_of, verbatim
from assistant.saying.say_days import say_validity, stating_unit, warn_validity
from assistant.saying.say_verdict import say_in_force_or_not
from corpus.measure import MAIN_PART, Document, Measure, Span
from corpus.quantities.amounts import parse_dates
from corpus.text.normal import fold

_FROM_WHEN = re.compile(r"执行|实施|施行|生效|起效|开始")
_TAKES_EFFECT = re.compile(r"自[^。;\n]{0,16}?起[^。;\n]{0,12}?(?:施行|实施|执行|生效)")
_MAIN_TEXT = re.compile(r"正文|主文|不是附件|本文|意见本身|文件本身")


def about_document(draft: Draft, query: Query, allowed: Callable[[Measure], bool]) -> bool:
    """Answer from the register with the line that states it; False where the question is about a clause."""
    asked = query.asked & {"issued", "number", "issuer", "validity"}
    documents = query.preferred or query.documents
    if not asked or not documents:
        return False
    if any(not ABOUT_DOCUMENT.search(term) for term in whole_terms(query.topic)):
        return False
    for document_id in documents:
        _say_facts(draft, query, draft.library.document(document_id))
    who_may_apply(draft, query, allowed)  # 到什么时候有效，哪些企业能享受
    if draft.status == "not_stated" and any("未写明" not in line and "没有写明" not in line for line in draft.lines):
        draft.status = "answered"  # several documents, and some do state it
    return bool(draft.lines)


def _say_facts(draft: Draft, query: Query, document: Document) -> None:
    if "validity" in query.asked:
        _say_validities(draft, query, document)
    if "issued" in query.asked:
        issued = document.issued

        def states_date(text: str) -> bool:
            return any(day == issued for day, _ in parse_dates(text))

        _say_registered(draft, document, "印发日期", draft.words.day(issued) if issued else None, "issued", states_date)
        _say_effect(draft, query, document)
    for kind, what, field, value in (
        ("number", "文号", "number", document.number),
        ("issuer", "发文机关", "issuing_body", document.issuing_body),
    ):
        if kind in query.asked:
            _say_registered(draft, document, what, value, field, _holds(value))


def _say_effect(draft: Draft, query: Query, document: Document) -> None:
    """自印发之日起施行: from when it applies, where that is asked, in the document's own words."""
    if not _FROM_WHEN.search(fold(query.question)):
        return
    begins = document.effective
    if begins is not None:
        draft.say("《{title}》自{day}起施行。", title=document.title, day=draft.words.day(begins))
    unit = stating_unit(draft.library, document, lambda text: bool(_TAKES_EFFECT.search(fold(text))), query.part)
    if unit is not None:
        at = _TAKES_EFFECT.search(fold(unit.text))
        assert at is not None
        quote = Span(unit.span.start + at.start(), unit.span.start + at.end())
        marker = draft.cite(unit, quote, 1.0)
        draft.say(
            QUOTED, name=name_of(draft.library, unit), words=verbatim(draft.library, unit, [quote]), marker=marker
        )


def _holds(value: str | None) -> Callable[[str], bool]:
    return lambda text: value is not None and fold(value) in fold(text)


def _say_validities(draft: Draft, query: Query, document: Document) -> None:
    """The validity of the part asked about; without one, of every part the register knows, the others named too."""
    part = query.part or (MAIN_PART if _MAIN_TEXT.search(query.question) else None)
    stated = [validity.part for validity in document.validity if validity.part]
    parts = [part] if part or not stated else stated
    for each in parts:
        units = draft.library.in_scope([document.id], each)
        unit = next((unit for unit in units if unit.kind == "preamble"), units[0] if units else None)
        if unit is not None:
            if len(parts) > 1 or (part is None and each):
                draft.say("{part}：", part=each)
            first = not draft.lines
            say_validity(draft, unit, 1.0)
            if first:
                say_in_force_or_not(draft, query, unit)
            warn_validity(draft, unit)
    if part is None and stated and document.validity_of(MAIN_PART) is None:
        draft.say(
            "以上只对{parts}写明；《{title}》正文未写明有效期。", parts=draft.words.listed(stated), title=document.title
        )


def _say_registered(
    draft: Draft, document: Document, what: str, value: str | None, field: str, states: Callable[[str], bool]
) -> None:
    what = draft.words(what)
    if not value:
        draft.say("《{title}》没有写明{what}。", title=document.title, what=what)
        draft.warn("文件未写明{what}。", what=what)
        draft.status = "not_stated"
        return
    inferred = draft.words("（文件本身未写明，为登记时推断）") if field in document.inferred else ""
    source = stating_unit(draft.library, document, states)
    mark = f"[{draft.cite(source, _stretch(draft, source, value), 1.0)}]" if source else ""
    draft.say(
        "《{title}》的{what}：{value}{inferred}。{mark}",
        title=document.title,
        what=what,
        value=value,
        inferred=inferred,
        mark=mark,
    )


def _stretch(draft: Draft, unit: Measure, value: str) -> Span:
    """The words of the unit that state the value, where they stand there as such; else the unit."""
    source = draft.library.corpus.sources[unit.document_id]
    at = fold(source).find(fold(value), unit.span.start, unit.span.end)
    return Span(at, at + len(value)) if at >= 0 else unit.span
