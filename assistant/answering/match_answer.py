"""A list of matched benefits as an answer: a row a line with its marker, what is to be confirmed, who to ask, validity."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from assistant.address import clause_address
from assistant.answer import Answer, BenefitRow
from assistant.answering.from_where import say_from_where
from assistant.answering.match import Group, MatchedRow, MatchList, match
from assistant.ask import Assistant
from assistant.deciding.statements import MOST, answering, statements
from assistant.library import Library
from assistant.proposing.retrieve import Filters
from assistant.reading.language import language_of
from assistant.reading.query import Query, understand
from assistant.saying.draft import Draft, name_of, verbatim
from assistant.saying.say_days import warn_validity
from assistant.saying.wording import Words
from corpus.errors import UsageError
from corpus.measure import Measure
from corpus.text.invisible import without_invisible
from index.hit import Hit

MOST_MEASURES = 6
LONGEST = 4_000  # characters; the page's form holds fewer
HEADINGS: dict[Group, str] = {
    "certain": "您写的内容已经对上",
    "likely": "对象相符，还有条件待确认",
    "possible": "可能相关，条件待确认",
    "barred": "您说的申请人类型不能享受",
    "later": "还没有施行",
    "expired": "已经过期，不能再申报",
}


def what_can_i_get(
    assistant: Assistant, words: str, as_of: date | None = None, filters: Filters | None = None
) -> tuple[MatchList, Answer]:
    """The benefits that `words` speak of, as a list and as an answer whose markers point at the clauses.

    Raises UsageError for halves of signs, and for more than LONGEST characters: every one of them is held against every benefit.
    """
    words = without_invisible(words)
    if any("\ud800" <= character <= "\udfff" for character in words):
        raise UsageError("情况里有无法识别的字符（编码不完整），请重新输入。")
    if len(words) > LONGEST:
        raise UsageError(f"写得太长（{len(words)} 字），请控制在 {LONGEST} 字以内。")
    day = as_of or date.today()
    chosen = filters or Filters()
    allowed: Callable[[Measure], bool] = chosen.allows(assistant.library, day)
    found = match(assistant.library, words, day, allowed)
    told = _told(assistant.library, found)
    found = replace(found, measures=_measures(assistant.library, told, allowed))
    draft = Draft(assistant.library, day, words=Words(language_of(words)))
    if not found.rows and not found.measures:
        _say_nothing(draft, found)
    else:
        _say_rows(draft, found)
        _say_measures(draft, found)
    say_from_where(draft, understand(words, assistant.library.catalogue, assistant.library.vocabulary))
    if len(told) > MOST:
        draft.warn("写得很长：没有写明金额的措施，只按前{count}句查找；写明金额的，全文都看了。", count=MOST)
    return found, draft.finish(words, None)


def _told(library: Library, found: MatchList) -> list[Query]:
    """The statements of the profile; none where it is of a place that no document covers."""
    query = understand(found.words, library.catalogue, library.vocabulary)
    return [] if query.foreign and not query.names else statements(query)


def _measures(library: Library, told: list[Query], allowed: Callable[[Measure], bool]) -> tuple[Hit, ...]:
    """The clauses without a sum that answer a statement of the profile, in the documents of the place it names."""
    answered = answering(library, told, allowed)
    hits = [each.hit for each in answered if each.hit.measure.kind == "measure" and not each.hit.measure.benefits]
    return tuple(hits[:MOST_MEASURES])


def _say_measures(draft: Draft, found: MatchList) -> None:
    """Each with the sentence that fits; what there is to get is not a sum."""
    if found.measures:
        draft.say("没有写明金额、可能用得上的措施（{count} 条）：", count=len(found.measures))
    for hit in found.measures:
        unit = hit.measure
        marker = draft.cite(unit, hit.sentence, hit.score)
        words = verbatim(draft.library, unit, [hit.sentence])
        draft.say("{name}：「{words}」[{marker}]", name=name_of(draft.library, unit), words=words, marker=marker)
        warn_validity(draft, unit)


def _say_nothing(draft: Draft, found: MatchList) -> None:
    draft.status = "not_found"
    if found.foreign:
        draft.say("没有{places}的文件。", places=draft.words.listed(found.foreign))
    else:
        draft.say("没有对上写明金额或比例的条款。请写明在哪个地区、是哪一类单位、做了什么或打算做什么。")


def _say_rows(draft: Draft, found: MatchList) -> None:
    number = 0
    for group, heading in HEADINGS.items():
        rows = [row for row in found.rows if row.group == group]
        if rows:
            draft.say("{heading}（{count} 项）：", heading=draft.words(heading), count=len(rows))
        for row in rows:
            number += 1
            marker = draft.cite(row.measure, row.benefit.span, 1.0)
            draft.benefits.append(BenefitRow(row.benefit, marker))
            told = draft.words.joined(_row_words(draft.words, row))
            draft.say("{number}. {words}。[{marker}]", number=number, words=told, marker=marker)
            warn_validity(draft, row.measure)
    if found.total is not None:
        total = draft.words.yuan(found.total)
        draft.say("已经对上的各项合计：{total}（一次性和各年度金额相加，未计待确认的项）。", total=total)
    elif found.no_total:
        draft.say("不合计：{reason}。", reason=found.no_total)
    if found.ask:
        draft.say("请先确认：{fact}？这一点关系到最多的项。", fact=found.ask)


def _row_words(words: Words, row: MatchedRow) -> Iterator[str]:
    yield words.benefit(row.benefit, with_condition=not row.matched)
    if row.payment is not None and row.benefit.rate is not None:
        working, paid = words.working(row.payment), words.yuan(row.payment.yuan)
        yield words("计算：{working}，即{paid}", working=working, paid=paid)
    if row.matched:
        yield words("对上：{words}", words=words.listed(row.matched))
    for check in row.checks:
        if check.met:
            yield check.words
    if row.barred:
        yield words("原文：「{words}」", words=row.barred)
    if row.unknown:
        yield words("需确认：{facts}", facts=words.joined(row.unknown))


def match_to_json(found: MatchList) -> dict[str, Any]:
    """What an answer does not hold: each row's certainty, what was matched, checked and is open."""
    return {
        "rows": [
            {
                "clause": row.measure.id,
                "url": clause_address(row.measure.id),
                "recipient": row.benefit.recipient,
                "certainty": row.certainty,
                "group": row.group,
                "barred": row.barred,
                "matched": list(row.matched),
                "checks": [{"words": check.words, "met": check.met} for check in row.checks],
                "unknown": list(row.unknown),
                "yuan": str(row.payment.yuan) if row.payment else None,
                "working": row.payment.working if row.payment else None,
                "in_force": row.in_force,
            }
            for row in found.rows
        ],
        "measures": [hit.measure.id for hit in found.measures],
        "ask": found.ask,
        "total_yuan": str(found.total) if found.total is not None else None,
        "no_total": found.no_total,
    }
