"""The first line of an answer to a question that asks whether: yes, no or that it depends, with the words that decide it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from assistant.answer import Verdict as Says
from assistant.learned.models import verdict_models
from assistant.proposing.evidence import quote_of, sentences_of
from assistant.proposing.verdict import Verdict, verdict_of
from assistant.reading.query import Query
from assistant.reading.whether import Manner, asks_whether, manner_of
from assistant.saying.draft import Draft, verbatim
from corpus.measure import Measure, Span
from corpus.normal import fold

Ranked = Sequence[tuple[Span, float]]
NEAR = 0.02  # a sentence this close to the best evidence may decide as well
MOST = 3  # sentences that are read for a verdict
LONGEST = 60  # characters of the deciding words; longer ones stand below in any case
_ENDED = re.compile(r"过期|失效|作废|到期|废止")
_RUNS = re.compile(r"有效|管用|[能可]用|作数|算数|执行")
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


def say_verdict(draft: Draft, query: Query, unit: Measure, ranked: Ranked) -> None:
    """Put the verdict before the first clause of the answer, where the question asks whether and the clause decides it.

    The facts of the clause stay as they are; where it does not decide, nothing is said.
    """
    if not draft.lines or not asks_whether(query.question, verdict_models().whether):
        return
    marker = next((one.marker for one in draft.citations if one.measure.id == unit.id), None)
    if "validity" in query.asked:
        _say_in_force(draft, query, unit)
        return
    found = _decided(query, unit, ranked)
    if found is None or marker is None:
        return
    verdict, span = found
    words = verbatim(draft.library, unit, [span])
    if verdict.supposed:
        line = draft.words(NOT_THAT, supposed=verdict.supposed, words=words, marker=marker)
    elif verdict.says == "depends":
        line = draft.words(OPEN, words=words, marker=marker)
    else:
        line = draft.words(REPLIES[manner_of(query.question), verdict.says], words=words, marker=marker)
    draft.lines.insert(0, line)
    draft.verdict = verdict.says


def _decided(query: Query, unit: Measure, ranked: Ranked) -> tuple[Verdict, Span] | None:
    """The verdict of the best sentence that has one, with its deciding words in offsets of the source."""
    models = verdict_models()
    for sentence in _read(unit, ranked):
        text = unit.text[sentence.start - unit.span.start : sentence.end - unit.span.start]
        found = verdict_of(query.question, text, models.yes, models.depends)
        if found is not None:
            words = _around(text, found.span)
            return found, Span(sentence.start + words.start, sentence.start + words.end)
    return None


def _read(unit: Measure, ranked: Ranked) -> Iterator[Span]:
    """The best sentence, then those with evidence nearly as good."""
    if not ranked:
        yield quote_of(ranked, unit)
        return
    near = [span for span, score in ranked[:MOST] if score >= ranked[0][1] - NEAR]
    whole = [next((s for s in sentences_of(unit) if s.overlaps(span)), span) for span in near]
    yield from dict.fromkeys(whole)


def _around(text: str, span: Span) -> Span:
    """The deciding words with what stands before them in the sentence, as long as that is short: 二手设备|，不予补贴."""
    start = text.rfind("。", 0, span.start) + 1
    start = max(start, *(text.rfind(mark, 0, span.start) + 1 for mark in "；;\n|"))
    if span.end - start > LONGEST:
        start = span.start
    lead = len(text[start : span.end]) - len(text[start : span.end].lstrip(" \u3000（("))
    return Span(start + lead, span.end)


def _say_in_force(draft: Draft, query: Query, unit: Measure) -> None:
    """Still valid or not, on the day that the question names or on the day of the answer."""
    document = draft.library.document(unit.document_id)
    validity, question = document.validity_of(unit.part), fold(query.question)
    asks_end = bool(_ENDED.search(question)) and not _RUNS.search(question)
    if not asks_end and not _RUNS.search(question):
        return
    repealed = document.is_repealed(draft.as_of)
    if validity is None and not repealed:
        return
    ended = repealed or (validity is not None and (_day_asked(question) or draft.as_of) > validity.until)
    draft.verdict = "yes" if ended == asks_end else "no"
    draft.lines[0] = draft.words(ENDED if ended else IN_FORCE, line=draft.lines[0])


def _day_asked(question: str) -> date | None:
    found = _DAY.search(question)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None
