"""Until when a policy holds, and by when something is to be handed in: said with the clause that states it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from assistant.library import Library
from assistant.proposing.evidence import best_sentences, quote_of, sentences_of
from assistant.proposing.pieces import DATED, Ranked, words_at
from assistant.reading.query import Query
from assistant.reading.terms import content_terms, coverage
from assistant.saying.draft import QUOTED, SOURCE, Draft, name_of, validity_sentence, verbatim
from assistant.saying.explained import explained_in
from assistant.saying.nearest import say_nearest
from corpus.measure import Document, Measure, Span
from corpus.quantities.amounts import parse_dates
from corpus.quantities.times import parse_times
from corpus.text.normal import fold
from index.sentences import split_sentences

# A day to be kept, not the life of a policy
_DEADLINE = re.compile(
    r"截止|截至|时限|期限|最晚|最迟|几号|哪天(?:前|之前)?(?:报|交|申|截|完)|什么时候(?:报|交|申|截|完|结束)|多久|deadline"
)


MOST_VALIDITIES = 2  # documents; of a longer list the table tells it


STATED = "{sentence}[{marker}]"


_TERM = re.compile(r"(?:有效期|试行|暂行|暂定|执行期限?)[^。;\n]{0,8}?[\d一二两三四五六七八九十半]{1,3}(?:年|个月)")


def say_validity(draft: Draft, unit: Measure, score: float) -> bool:
    """Until when the clause's part is valid, with the line that states it; False where no date is stated."""
    library = draft.library
    document = library.document(unit.document_id)
    validity = document.validity_of(unit.part)
    sentence = validity_sentence(draft.words, library, unit, draft.as_of)
    if document.is_repealed(draft.as_of):
        draft.say(STATED, sentence=sentence, marker=draft.cite(unit, unit.span, score))
        return True
    if document.in_force(draft.as_of, unit.part) == "not yet":
        begins = document.begins(unit.part)
        told = stating_unit(
            library, document, lambda text: any(day == begins for day, _ in parse_dates(text)), unit.part
        )
        draft.say(STATED, sentence=sentence, marker=draft.cite(told or unit, (told or unit).span, score))
        return True
    if validity is None and (told_of := explained_in(library, document)) is not None:
        marker = draft.cite(told_of.unit, told_of.span, score)
        draft.say(STATED, sentence=sentence, marker=marker)
        words = verbatim(library, told_of.unit, [told_of.span])
        draft.say(SOURCE, name=name_of(library, told_of.unit), words=words, marker=marker)
        return True
    if validity is None:
        draft.say(STATED, sentence=sentence, marker=draft.cite(unit, unit.span, score))
        draft.warn("《{title}》未写明有效期，是否仍然有效请向发文机关核实。", title=document.title)
        draft.status = "not_stated"
        return False
    until = validity.until
    source = stating_unit(library, document, lambda text: any(day == until for day, _ in parse_dates(text)), unit.part)
    if source is None:  # the last day of what is written: 执行到2026年底, 2016年至2018年
        source = stating_unit(library, document, lambda text: _ends(text, until), unit.part)
    if source is None:  # the day is computed: 有效期三年 from 自发布之日起
        source = stating_unit(library, document, _tells_own_term, unit.part)
    if source is None:
        source = stating_unit(library, document, lambda text: bool(_TERM.search(fold(text))), unit.part)
    if source is None:
        draft.lines.append(sentence)
        return True
    marker = draft.cite(source, source.span, score)
    draft.say(STATED, sentence=sentence, marker=marker)
    draft.say(SOURCE, name=name_of(library, source), words=verbatim(library, source, [source.span]), marker=marker)
    return True


_FROM = re.compile(r"施行|实施|执行|生效|发布|印发|公布")


def _tells_own_term(text: str) -> bool:
    """本细则自印发之日起施行，有效期五年, not 评估报告有效期12个月: the term in a sentence that tells from when."""
    sentences = (span.of(text) for span in split_sentences(text))
    return any(_TERM.search(fold(each)) and _FROM.search(fold(each)) for each in sentences)


_HOLDS_UNTIL = re.compile(r"有效|施行|实施|执行|生效|终止|截止|期限|适用|到期")


def _ends(text: str, day: date) -> bool:
    """Whether a sentence that speaks of how long something holds names a month, a year or a range that ends on `day`."""
    spans = split_sentences(text)
    return any(
        when.last == day and any(span.overlaps(when.span) and _HOLDS_UNTIL.search(span.of(text)) for span in spans)
        for when in parse_times(text)
    )


# 资格有效期几年: how long a thing holds that the policy speaks of, not how long the policy does
_THING = re.compile(r"(?P<thing>[\u4e00-\u9fff]{2})的?有效期")
_THING_REACH = 8  # characters between the thing and 有效期


def thing_term(question: str, unit: Measure) -> Span | None:
    """The sentence of the clause that tells how long the thing holds whose 有效期 is asked; None where none does.

    A policy (办法, 政策) is no such thing.
    """
    asked = _THING.search(fold(question))
    if asked is None or _A_POLICY.search(asked["thing"]):
        return None
    told = re.compile(rf"{asked['thing']}[^，,。;]{{0,{_THING_REACH}}}有效期")
    return next((span for span in sentences_of(unit) if told.search(fold(words_at(unit, span)))), None)


_A_POLICY = re.compile(r"办法|政策|措施|细则|意见|规定|方案|通知|文件|条例|公告|指南|标准|补贴|补助|奖励")


def say_in_force(draft: Draft) -> None:
    """One line on the validity of what is cited, where the answer has not spoken of it: in force, expired, not stated."""
    library = draft.library
    sentences = [validity_sentence(draft.words, library, each.measure, draft.as_of) for each in draft.citations]
    told = "".join(draft.lines)
    new = [sentence for sentence in dict.fromkeys(sentences) if sentence not in told]
    if draft.status in ("answered", "not_stated") and len(new) <= MOST_VALIDITIES:
        for sentence in new:
            draft.say("有效期：{sentence}", sentence=sentence)


def say_deadline(draft: Draft, query: Query, unit: Measure, ranked: Ranked, score: float) -> bool:
    """第5条…截止到哪天: the clause's own dates and periods; False where the validity of the policy is asked for."""
    terms = content_terms(query.topic)
    if not _DEADLINE.search(fold(query.question)) or not (unit.dates or unit.periods):
        return False
    if terms and not coverage(terms, f"{unit.title} {unit.text}", draft.library.weights).share:
        return False
    told = [when.span for when in unit.dates] + [period.span for period in unit.periods]
    dated = [(s, 1.0) for s in sentences_of(unit) if any(s.contains(span) for span in told)]
    pieces = [piece for piece in ranked if any(piece[0].overlaps(span) for span in told)] or dated
    if not pieces:
        return False
    marker = draft.cite(unit, quote_of(pieces, unit), score)
    words = verbatim(draft.library, unit, best_sentences(pieces, unit))
    draft.say(QUOTED, name=name_of(draft.library, unit), words=words, marker=marker)
    return True


def say_no_deadline(draft: Draft, unit: Measure, ranked: Ranked, score: float, *, surely: bool = False) -> bool:
    """The clause is there, but no day by which something has to be handed in that could be read from it."""
    library = draft.library
    marker = draft.cite(unit, quote_of(ranked, unit), score)
    best = best_sentences(ranked, unit)
    words = verbatim(library, unit, best)
    if any(
        DATED.search(fold(words_at(unit, span))) for span in best
    ):  # 每年九月底前: no date, and an answer all the same
        return say_nearest(draft, unit, words, marker, surely=surely)
    draft.say(
        "文件未写明申报或办理的截止时间。{name}只写到：「{words}」[{marker}]",
        name=name_of(library, unit),
        words=words,
        marker=marker,
    )
    draft.warn("该条款没有写明截止时间，请向主管部门咨询当年的申报通知。")
    draft.status = "not_stated"
    return False


def stating_unit(
    library: Library, document: Document, states: Callable[[str], bool], part: str | None = None
) -> Measure | None:
    """The unit in which the document itself states a fact of its register entry; closing lines first."""
    order = {"closing": 0, "preamble": 1}
    units = [unit for unit in library.in_scope([document.id], part) if states(unit.text)]
    return min(units, key=lambda unit: order.get(unit.kind, 2), default=None)


def warn_validity(draft: Draft, unit: Measure) -> None:
    """An expired clause is never shown without saying so."""
    document = draft.library.document(unit.document_id)
    if document.in_force(draft.as_of, unit.part) == "not yet":
        sentence = validity_sentence(draft.words, draft.library, unit, draft.as_of)
        if sentence not in draft.warnings:
            draft.warnings.append(sentence)
    if document.in_force(draft.as_of, unit.part) == "expired":
        sentence = validity_sentence(draft.words, draft.library, unit, draft.as_of)
        if document.is_repealed(draft.as_of):
            if sentence not in draft.warnings:
                draft.warnings.append(sentence)
            return
        body = document.issuing_body or draft.words("发文机关")
        draft.warn("{sentence}请向{body}核实是否有接续政策。", sentence=sentence, body=body)
