"""The first line of an answer to a question that asks whether: yes, no or that it depends, with the words that decide it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from assistant.answer import Verdict as Says
from assistant.learned.models import verdict_models
from assistant.proposing.clause_verdict import verdict_of
from assistant.proposing.repealed import repealed_here
from assistant.proposing.supposed import supposed_row
from assistant.proposing.verdict import Verdict
from assistant.reading.query import Query
from assistant.reading.whether import Manner, asks_whether, is_that_sum, manner_of, supposed_sum
from assistant.saying.draft import Draft, validity_sentence, verbatim
from corpus.measure import Measure, Span
from corpus.quantities.amounts import parse_amounts
from corpus.text.normal import fold

Ranked = Sequence[tuple[Span, float]]
# How likely a verdict must be to be said (a wrong yes costs its reader more), and to be said without 看来: of those said so seven in
# ten were right, of the others half (documents left out, `policy eval train --verdicts`)
LEAST: Mapping[Says, float] = {"yes": 0.4, "no": 0.3, "depends": 0.35}
PLAIN = 0.5
LONGEST = 60  # characters of the deciding words; longer ones stand below in any case
_ENDED = re.compile(r"过期|失效|作废|到期|废止")
_RUNS = re.compile(r"有效|管用|还[能可]|[能可]用|作数|算数|执行")
_DAY = re.compile(r"(20\d\d)年(?:(\d{1,2})月)?(?:(\d{1,2})日)?[^，,。那版的]{0,3}(?:还|能|仍|是否|有效|管用|可)")
REPLIES: Mapping[tuple[Manner, Says], str] = {
    ("can", "yes"): "能：「{words}」[{marker}]",
    ("can", "no"): "不能：「{words}」[{marker}]",
    ("is", "yes"): "是：「{words}」[{marker}]",
    ("is", "no"): "不是：「{words}」[{marker}]",
    ("need", "yes"): "要：「{words}」[{marker}]",
    ("need", "no"): "不用：「{words}」[{marker}]",
    ("have", "yes"): "有：「{words}」[{marker}]",
    ("have", "no"): "没有：「{words}」[{marker}]",
}
OPEN = "要看条件：「{words}」[{marker}]"
NOT_THAT = "不是{supposed}：「{words}」[{marker}]"
HEDGED = "看来{line}"
IN_FORCE, ENDED = "是，仍有效。{line}", "否，已失效。{line}"
REPEALED = "否，已废止：「{words}」[{marker}]"
NOT_YET = "否，尚未施行。{line}"


def say_verdict(draft: Draft, query: Query, unit: Measure, ranked: Ranked) -> None:
    """Put the verdict before the first clause of the answer, where the question asks whether and the clause decides it.

    The facts of the clause stay as they are; where it does not decide, nothing is said.
    """
    if not draft.lines or not asks_whether(query.question, verdict_models().whether, query.spoken):
        return
    if _is_of_validity(draft, unit):
        say_in_force_or_not(draft, query, unit)
        return
    marker = next((one.marker for one in draft.citations if one.measure.id == unit.id), None)
    if marker is not None and _say_supposed_row(draft, query, unit, marker):
        return
    found = _decided(draft, query, unit, ranked)
    if found is None or marker is None:
        return
    verdict, span = found
    words = verbatim(draft.library, unit, [span])
    if verdict.supposed:
        line = draft.words(NOT_THAT, supposed=verdict.supposed, words=words, marker=marker)
    elif verdict.says == "depends":
        line = draft.words(OPEN, words=words, marker=marker)
    else:
        line = draft.words(REPLIES[manner_of(query.spoken or query.question), verdict.says], words=words, marker=marker)
    draft.lines.insert(0, line if verdict.sure >= PLAIN else draft.words(HEDGED, line=line))
    draft.verdict = verdict.says


def _say_supposed_row(draft: Draft, query: Query, unit: Measure, marker: int) -> bool:
    """500万元对吧, held against the one sum that the clause grants to whom the question means."""
    found = supposed_row(query, unit, draft.library.weights)
    if found is None:
        return False
    line = draft.words.benefit(found.row)
    draft.verdict = "yes" if found.is_right else "no"
    if found.is_right:
        draft.lines.insert(0, draft.words("是：{line}[{marker}]", line=line, marker=marker))
    else:
        draft.lines.insert(
            0, draft.words("不是{supposed}：{line}[{marker}]", supposed=found.words, line=line, marker=marker)
        )
    return True


def say_supposed_cell(draft: Draft, question: str, row: str, cell: str, marker: int) -> None:
    """500万元对吧, held against the sum that the row of a table gives to whom the question is about."""
    supposed, given = supposed_sum(question), parse_amounts(cell)
    if supposed is None or len(given) != 1:
        return
    draft.verdict = "yes" if is_that_sum(supposed, given[0].yuan) else "no"
    line = f"{row}：{cell}" if row else cell
    template = "是：{line}[{marker}]" if draft.verdict == "yes" else "不是{supposed}：{line}[{marker}]"
    draft.lines.insert(0, draft.words(template, supposed=supposed.source, line=line, marker=marker))


def _decided(draft: Draft, query: Query, unit: Measure, ranked: Ranked) -> tuple[Verdict, Span] | None:
    """The verdict of the clause, with its deciding words in the source; None where it decides nothing."""
    found = verdict_of(query.question, unit, ranked, draft.sure, verdict_models(), LEAST)
    if found is None:
        return None
    verdict, sentence = found
    words = _around(sentence.text, verdict.span)
    return verdict, Span(sentence.span.start + words.start, sentence.span.start + words.end)


def _around(text: str, span: Span) -> Span:
    """The deciding words with the rest of their sentence as far as that is short: 二手设备|，不予补贴."""
    end = next((at for at in range(span.end, len(text)) if text[at] in "，,。；;\n|"), len(text))
    start = 0 if end <= LONGEST else max(text.rfind(mark, 0, span.start) + 1 for mark in "，,。；;\n|")
    words = text[start:end]
    lead = len(words) - len(words.lstrip(" \u3000|"))
    return Span(start + lead, start + len(words.rstrip(" \u3000|。；;\n")))


def say_in_force_or_not(draft: Draft, query: Query, unit: Measure) -> None:
    """Before what is said of the validity of the clause's part: still valid or not, on the day that the question names or on the day of the answer.

    Nothing where the question does not ask whether, or where the first line is not about validity.
    """
    if not asks_whether(query.question, verdict_models().whether, query.spoken) or not _is_of_validity(draft, unit):
        return
    document = draft.library.document(unit.document_id)
    validity, question = document.validity_of(unit.part), fold(query.question)
    asks_end = bool(_ENDED.search(question)) and not _RUNS.search(question)
    if not asks_end and not _RUNS.search(question):
        return
    spoken = question.replace("去年", f"{draft.as_of.year - 1}年").replace("前年", f"{draft.as_of.year - 2}年")
    if (found := repealed_here(spoken, document, draft.library.in_scope([unit.document_id]))) is not None:
        stating, words = found
        marker = draft.cite(stating, words)
        draft.verdict = "yes" if asks_end else "no"
        told = verbatim(draft.library, stating, [words])
        draft.lines.insert(0, draft.words(REPEALED, words=told, marker=marker))
        return
    repealed = document.is_repealed(draft.as_of)
    begins, day = document.begins(unit.part), _day_asked(question) or draft.as_of
    if begins is not None and day < begins:
        draft.verdict = "no"
        draft.lines[0] = draft.words(NOT_YET, line=draft.lines[0])
        return
    if validity is None and not repealed:
        return
    ended = repealed or (validity is not None and day > validity.until)
    draft.verdict = "yes" if ended == asks_end else "no"
    draft.lines[0] = draft.words(ENDED if ended else IN_FORCE, line=draft.lines[0])


def _is_of_validity(draft: Draft, unit: Measure) -> bool:
    return draft.lines[0].startswith(validity_sentence(draft.words, draft.library, unit, draft.as_of))


def _day_asked(question: str) -> date | None:
    found = _DAY.search(question)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None
