"""A list of matched benefits as an answer: a row a line with its marker, what is to be confirmed, who to ask, validity."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from assistant.answer import Answer, BenefitRow
from assistant.ask import Assistant
from assistant.clause_facts import warn_validity
from assistant.draft import Draft, benefit_line
from assistant.match import Certainty, MatchedRow, MatchList, match
from assistant.retrieve import Filters
from corpus.measure import Measure, yuan_text

HEADINGS: dict[Certainty, str] = {
    "certain": "您写的内容已经对上",
    "likely": "对象相符，还有条件待确认",
    "possible": "可能相关，条件待确认",
}


def what_can_i_get(
    assistant: Assistant, words: str, as_of: date | None = None, filters: Filters | None = None
) -> tuple[MatchList, Answer]:
    """The benefits that `words` speak of, as a list and as an answer whose markers point at the clauses."""
    day = as_of or date.today()
    chosen = filters or Filters()
    allowed: Callable[[Measure], bool] = chosen.allows(assistant.library, day)
    found = match(assistant.library, words, day, allowed)
    draft = Draft(assistant.library, day)
    if not found.rows:
        _say_nothing(draft, found)
    else:
        _say_rows(draft, found)
    return found, draft.finish(words, None)


def _say_nothing(draft: Draft, found: MatchList) -> None:
    draft.status = "not_found"
    if found.foreign:
        draft.say(f"没有{'、'.join(found.foreign)}的文件。")
    else:
        draft.say("没有对上写明金额或比例的条款。请写明在哪个地区、是哪一类单位、做了什么或打算做什么。")


def _say_rows(draft: Draft, found: MatchList) -> None:
    number = 0
    for certainty, heading in HEADINGS.items():
        rows = [row for row in found.rows if row.certainty == certainty]
        if rows:
            draft.say(f"{heading}（{len(rows)} 项）：")
        for row in rows:
            number += 1
            marker = draft.cite(row.measure, row.benefit.span, 1.0)
            draft.benefits.append(BenefitRow(row.benefit, marker))
            draft.say(f"{number}. {'；'.join(_row_words(row))}。[{marker}]")
            warn_validity(draft, row.measure)
    if found.total is not None:
        draft.say(f"已经对上的各项合计：{yuan_text(found.total)}（一次性和各年度金额相加，未计待确认的项）。")
    elif found.no_total:
        draft.say(f"不合计：{found.no_total}。")
    if found.ask:
        draft.say(f"请先确认：{found.ask}？这一点关系到最多的项。")


def _row_words(row: MatchedRow) -> Iterator[str]:
    yield benefit_line(row.benefit, with_condition=not row.matched)
    if row.payment is not None and row.benefit.rate is not None:
        yield f"计算：{row.payment.working}，即{yuan_text(row.payment.yuan)}"
    if row.matched:
        yield f"对上：{'、'.join(row.matched)}"
    for check in row.checks:
        if check.met:
            yield check.words
    if row.unknown:
        yield f"需确认：{'；'.join(row.unknown)}"


def match_to_json(found: MatchList) -> dict[str, Any]:
    """What an answer does not hold: each row's certainty, what was matched, checked and is open."""
    return {
        "rows": [
            {
                "clause": row.measure.id,
                "recipient": row.benefit.recipient,
                "certainty": row.certainty,
                "matched": list(row.matched),
                "checks": [{"words": check.words, "met": check.met} for check in row.checks],
                "unknown": list(row.unknown),
                "yuan": str(row.payment.yuan) if row.payment else None,
                "working": row.payment.working if row.payment else None,
                "in_force": row.in_force,
            }
            for row in found.rows
        ],
        "ask": found.ask,
        "total_yuan": str(found.total) if found.total is not None else None,
        "no_total": found.no_total,
    }
