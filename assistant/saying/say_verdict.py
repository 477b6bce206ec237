"""The first line of an answer to a question that asks whether: yes, no or that it depends, with the words that decide it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from assistant.answer import Verdict as Says
from assistant.learned.models import verdict_models
from assistant.proposing.evidence import matching_benefits
from assistant.proposing.verdict import Verdict, denying_head, told_apart, verdict_of
from assistant.reading.query import Query
from assistant.reading.whether import Manner, asks_whether, is_claim, manner_of, supposed_sum
from assistant.saying.draft import Draft, validity_sentence, verbatim
from corpus.measure import Measure, Span
from corpus.quantities.amounts import parse_amounts, parse_loose_amounts
from corpus.text.normal import fold, unbroken
from index.sentences import without_wraps

Ranked = Sequence[tuple[Span, float]]
# Which sentence decides, fitted on learn questions: how much it speaks of the question in words that the others lack, how
# far its evidence is behind the best of the clause (in logits), and that a denial goes before what is allowed in general
APART, BEHIND, DENIAL = 0.3, 0.3, 0.5
LEAST = -0.7  # so much must speak for it
# How sure it must be that the clause answers before its yes is said: of 11 said below it on learn questions one was right
SURE_YES = 0.7
LEAST_NAME = 4  # characters of a recipient that the question must name
_SENTENCE = re.compile(r"[。；;\n]")
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
IN_FORCE, ENDED = "是，仍有效。{line}", "否，已失效。{line}"
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
    found = _decided(query, unit, ranked) if unit.kind != "preamble" else None  # it introduces, and decides nothing
    if found is None or marker is None:
        return
    verdict, span = found
    if verdict.says == "yes" and draft.sure < SURE_YES:
        return  # the sentence says yes, but to what is asked only if the clause answers it
    words = verbatim(draft.library, unit, [span])
    if verdict.supposed:
        line = draft.words(NOT_THAT, supposed=verdict.supposed, words=words, marker=marker)
    elif verdict.says == "depends":
        line = draft.words(OPEN, words=words, marker=marker)
    else:
        line = draft.words(REPLIES[manner_of(query.spoken or query.question), verdict.says], words=words, marker=marker)
    draft.lines.insert(0, line)
    draft.verdict = verdict.says


def _say_supposed_row(draft: Draft, query: Query, unit: Measure, marker: int) -> bool:
    """500万元对吧, held against the one sum that the clause grants to whom the question names."""
    supposed = parse_loose_amounts(query.question)
    if not is_claim(query.question) or len(supposed) != 1:
        return False
    rows = matching_benefits(query, query.topic, unit, draft.library.weights)
    if len(rows) != 1 or rows[0].amount is None or rows[0].amount_to or rows[0].schedule or rows[0].per:
        return False
    row, amount = rows[0], rows[0].amount
    if len(row.recipient) < LEAST_NAME or fold(unbroken(row.recipient)) not in fold(query.question):
        return False
    draft.verdict = "yes" if amount.yuan == supposed[0].yuan else "no"
    line = draft.words.benefit(row)
    if draft.verdict == "yes":
        draft.lines.insert(0, draft.words("是：{line}[{marker}]", line=line, marker=marker))
    else:
        draft.lines.insert(
            0, draft.words("不是{supposed}：{line}[{marker}]", supposed=supposed[0].source, line=line, marker=marker)
        )
    return True


def say_supposed_cell(draft: Draft, question: str, row: str, cell: str, marker: int) -> None:
    """500万元对吧, held against the sum that the row of a table gives to whom the question is about."""
    supposed, given = supposed_sum(question), parse_amounts(cell)
    if supposed is None or len(given) != 1:
        return
    draft.verdict = "yes" if given[0].yuan == supposed.yuan else "no"
    line = f"{row}：{cell}" if row else cell
    template = "是：{line}[{marker}]" if draft.verdict == "yes" else "不是{supposed}：{line}[{marker}]"
    draft.lines.insert(0, draft.words(template, supposed=supposed.source, line=line, marker=marker))


def _decided(query: Query, unit: Measure, ranked: Ranked) -> tuple[Verdict, Span] | None:
    """The verdict of the sentence that speaks most of the question and has one, with its deciding words in the source.

    What is denied in particular goes before what is allowed in general (农机给予补贴。二手机不补。), and where anything is
    denied that the question may mean, nothing is called allowed.
    """
    models = verdict_models()
    best = ranked[0][0] if ranked else None
    whole = without_wraps(unit.text)
    sentences = list(_sentences(unit, whole))
    texts = [whole[one.start - unit.span.start : one.end - unit.span.start] for one in sentences]
    found, denied = [], False
    for span, text, apart in zip(sentences, texts, told_apart(query.question, texts), strict=True):
        head = denying_head(whole, span.start - unit.span.start)
        meant = best is not None and best.overlaps(span)
        verdict = verdict_of(query.question, f"{text}，{head}" if head else text, models, meant=meant)
        if verdict is None:
            continue
        if verdict.span.end > len(text):  # what decides is the head of the list; shown is the item
            verdict = replace(verdict, span=Span(0, len(text)))
        denied = denied or verdict.says == "no"
        score = APART * apart - BEHIND * _behind(span, ranked)
        if score >= LEAST:
            found.append((score + DENIAL * (verdict.says == "no"), -span.start, verdict, span, text))
    if not found:
        return None
    _, _, verdict, span, text = max(found, key=lambda one: one[:2])
    if verdict.says == "yes" and denied:
        return None
    words = _around(text, verdict.span)
    return verdict, Span(span.start + words.start, span.start + words.end)


def _sentences(unit: Measure, whole: str) -> Iterator[Span]:
    """The sentences of the clause in offsets of the source; a semicolon, a line and a row of a table end one too.

    `whole` is the text of the clause without the line breaks of a page.
    """
    start = 0
    for end in [*(found.end() for found in _SENTENCE.finditer(whole)), len(whole)]:
        words = whole[start:end]
        if words.strip():
            lead = len(words) - len(words.lstrip())
            yield Span(unit.span.start + start + lead, unit.span.start + start + len(words.rstrip()))
        start = end


def _behind(span: Span, ranked: Ranked) -> float:
    """By how much the evidence of the sentence is behind the best of the clause."""
    if not ranked:
        return 0.0
    return ranked[0][1] - max((score for piece, score in ranked if piece.overlaps(span)), default=ranked[-1][1])


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
