"""Who leads, who acts, whom to call: said with the clause that states it, or said to be missing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.proposing.contacts import calling, contact_of, lines_about, shared
from assistant.proposing.evidence import ROLE_WORDS, department_span, quote_of, sentences_of, units_of
from assistant.proposing.pieces import Ranked, hull, shown, words_at
from assistant.reading.query import Query, Role
from assistant.reading.wanted import PHONE, stands_in
from assistant.saying.draft import QUOTED, SOURCE, Draft, name_of, verbatim
from assistant.saying.wording import Words
from corpus.measure import Measure, Span
from corpus.text.normal import fold

# 区督查考核局牵头, 由市科技局负责解释: a department that acts in running text
_LEADS_IN_TEXT = re.compile(r"[\u4e00-\u9fff]{2,16}(?:局|委|办|厅|部|部门|委员会|政府|中心|小组|管委会)(?:牵头|负责)")


# 向区委组织部提交, 农牧、林业等部门要…: a public body with a name of its own, not 有关部门
_END = (
    r"(?:局|委员会|委|办公室|厅|等部门|总局|分行|银行|证监会|管委会|政府|法院|联合会|中心|组织部|统战部|宣传部|科|窗口)"
)


_BODY = re.compile(rf"[\u4e00-\u9fff]{{2}}{_END}(?![长员件法理贷利流卡账存承保])")


_BODY_ALONE = re.compile(rf"(?:^|\n)\s*[\u4e00-\u9fff、]{{2,40}}{_END}\s*(?:$|\n)")


# 找谁, 问哪个科, 电话: whoever asks wants to talk to somebody, not to know who is in charge
_HELP_ASKED = re.compile(r"(?:找|问|打给|联系|咨询)(?:一下)?(?:谁|哪)|电话|热线|联系方式|怎么联系")
_HELPS = re.compile(r"联系人|联系方式|咨询|热线|答疑")


_ROLE_ASKED = re.compile(r"牵头|责任|配合|实施(?:单位|部门)|\blead|cooperat|responsib")


def say_whom_to_ask(draft: Draft, unit: Measure, marker: int) -> None:
    """Who to go to: the lead department, or that the document names none; once an answer."""
    if draft.told_whom:
        return
    draft.told_whom = True
    stated: tuple[Role, ...] = ("lead", "responsible", "implementing")
    role = next((role for role in stated if units_of(unit, role)), None)
    if role is None:
        _say_contact(draft, unit)
    else:
        words = draft.words
        units = words.listed(units_of(unit, role))
        draft.say("找谁办：{units}（{role}）。[{marker}]", units=units, role=words(ROLE_WORDS[role]), marker=marker)


def _say_contact(draft: Draft, unit: Measure) -> None:
    """Where no department leads: the numbers that the document gives, or who explains it, with the clause that says so."""
    found = contact_of(unit, draft.library.in_scope([unit.document_id]))
    if found is None:
        draft.say("找谁办：文件未写明牵头单位。")
        return
    clause = f"{found.unit.label}「{found.unit.title}」" if found.unit.title else found.unit.label
    if found.explains:
        draft.say("找谁办：未写明牵头单位；{who}负责解释（{clause}）。", who=found.explains, clause=clause)
    elif found.numbers:
        draft.say("找谁办：未写明牵头单位；{numbers}（{clause}）。", numbers="；".join(found.numbers), clause=clause)
    else:
        draft.say("找谁办：未写明牵头单位；联系方式见{clause}。", clause=clause)


def say_departments(
    draft: Draft, query: Query, unit: Measure, ranked: Ranked, score: float, *, strictly: bool = False
) -> bool:
    library = draft.library
    asked: tuple[Role, ...] = query.roles or tuple(ROLE_WORDS)
    stated = [role for role in asked if units_of(unit, role)]
    if not stated and not _ROLE_ASKED.search(fold(query.question)):  # 归哪个局管: no role is named, so any will do
        stated = [role for role in ("lead", "responsible", "implementing") if units_of(unit, role)][:1]
    plain = not strictly and not _ROLE_ASKED.search(fold(query.question))
    if not stated and plain and _calls(query, unit, ranked) and _say_contacts(draft, query, unit):
        return True
    if not stated and (named := _named_in_text(query, unit, ranked)):
        marker = draft.cite(unit, named, score)
        words = verbatim(library, unit, shown(library, query, unit, [(named, 1.0)]))
        draft.say(
            "{name}没有单列牵头单位，正文写到：「{words}」[{marker}]",
            name=name_of(library, unit),
            words=words,
            marker=marker,
        )
        return True
    if not stated and plain and (_say_contacts(draft, query, unit) or _say_helper(draft, query, unit, score)):
        return True
    if not stated:
        marker = draft.cite(unit, quote_of(ranked, unit), score)
        wanted = draft.words.listed(draft.words(ROLE_WORDS[role]) for role in (query.roles or ("lead",)))
        draft.say("{name}没有写明{wanted}。[{marker}]", name=name_of(library, unit), wanted=wanted, marker=marker)
        others = _roles_in_words(draft.words, unit, [role for role in ROLE_WORDS if units_of(unit, role)])
        if others:
            draft.say("该条写明的是：{others}。[{marker}]", others=others, marker=marker)
        draft.warn("文件未写明{wanted}。", wanted=wanted)
        draft.status = "not_stated"
        return False
    spans = [span for role in stated if (span := department_span(unit, role))]
    quote = hull(spans) if spans else unit.span
    marker = draft.cite(unit, quote, score)
    draft.say("{units}。[{marker}]", units=_roles_in_words(draft.words, unit, stated), marker=marker)
    draft.say(SOURCE, name=name_of(library, unit), words=verbatim(library, unit, [quote]), marker=marker)
    return True


def asks_for_help(question: str) -> bool:
    """Whether somebody to talk to is asked for: 找谁, 问哪个科, 电话是多少.

    >>> asks_for_help("登不上去找谁"), asks_for_help("最后由哪个部门批")
    (True, False)
    """
    return bool(_HELP_ASKED.search(fold(question)))


def _calls(query: Query, unit: Measure, ranked: Ranked) -> bool:
    """Whether a number to call is what is asked for, rather than a body that the clause names."""
    if asks_for_help(query.question):
        return True
    return PHONE in stands_in(unit.text) and _named_in_text(query, unit, ranked) is None


def _say_contacts(draft: Draft, query: Query, unit: Measure) -> bool:
    """找谁, where the clause names nobody and its document tells whom to call: the line for what the question is about, or those that may be."""
    units = draft.library.in_scope([unit.document_id])
    found = contact_of(unit, units)
    if found is None or found.explains:
        return False
    lists = calling(units)
    asked = _HELP_ASKED.sub(" ", fold(query.question))  # 电话 stands in every line
    about = asked if unit in lists else f"{asked} {unit.title}"
    lines = lines_about(about, (found.unit, *lists))
    for told, line in lines or [(found.unit, found.unit.span)]:
        marker = draft.cite(told, line, 1.0)
        draft.say(QUOTED, name=name_of(draft.library, told), words=verbatim(draft.library, told, [line]), marker=marker)
    return True


def _say_helper(draft: Draft, query: Query, unit: Measure, score: float) -> bool:
    """联系人：苗老师: a clause that tells whom to ask, though no number could be read from it."""
    if not asks_for_help(query.question) or not _HELPS.search(fold(unit.text)):
        return False
    marker = draft.cite(unit, unit.span, score)
    words = verbatim(draft.library, unit, [unit.span])
    draft.say(QUOTED, name=name_of(draft.library, unit), words=words, marker=marker)
    return True


def _named_in_text(query: Query, unit: Measure, ranked: Ranked) -> Span | None:
    """The sentence that names who acts in running text: 区督查考核局牵头, or, where one asks whom to turn to, 向区委组织部提交."""
    if unit.all_units:
        return None
    order = [span for span, _ in ranked[:3]] or [unit.span]
    sentences = [s for span in order for s in sentences_of(unit) if s.overlaps(span)]
    sentences.sort(key=lambda s: -shared(query.question, words_at(unit, s)))
    leading = next((s for s in sentences if _LEADS_IN_TEXT.search(fold(words_at(unit, s)))), None)
    if leading is not None or _ROLE_ASKED.search(fold(query.question)):
        return leading
    alone = _BODY_ALONE.search(fold(unit.text))  # a line that is nothing but a name: a column of a table
    if alone is not None:
        return Span(unit.span.start + alone.start(), unit.span.start + alone.end())
    return next((s for s in [*sentences, *sentences_of(unit)] if _BODY.search(fold(words_at(unit, s)))), None)


def _roles_in_words(words: Words, unit: Measure, roles: Sequence[Role]) -> str:
    return words.joined(
        words("{role}：{units}", role=words(ROLE_WORDS[role]), units=words.listed(units_of(unit, role)))
        for role in roles
    )
