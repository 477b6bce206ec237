"""What the page shows: words by words, and nothing from outside that stays markup."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from assistant.showing import view
from assistant.showing.view import Turn
from corpus.measure import Benefit, Cap, Rate, Span
from tests.page_kit import (
    ANSWERED,
    CORPUS,
    FOLLOW_UP,
    GRANT,
    HIRING,
    HOSTILE,
    MARKUP,
    NOT_FOUND,
    OURS,
    SUBSIDY,
    TODAY,
    UNITS,
    Seen,
    benefit,
    cite,
    money,
)

JIA, YI = CORPUS.documents
RATE = Rate(Decimal("0.03"), "3%", Span(0, 2))


PAGES = {
    "question": view.question_html(HOSTILE),
    "note": view.note_html(HOSTILE),
    "understood": view.understood_html(HOSTILE),
    "answer": view.answer_html(MARKUP),
    "facts": view.facts_html(MARKUP.benefits, MARKUP.citations, CORPUS.documents),
    "head": view.clause_head_html(MARKUP.citations[0], YI, related=True),
    "clause": view.clause_html(CORPUS, MARKUP.citations[0]),
    "document": view.document_html(CORPUS, MARKUP.citations[0]),
    "documents": view.documents_html(CORPUS, TODAY),
}


@pytest.mark.parametrize("html", PAGES.values(), ids=PAGES)
def test_markup_from_outside_is_shown_as_it_is_written(html: str) -> None:
    seen = Seen(html)
    assert seen.tags <= OURS
    assert seen.attributes <= {"lang", "class", "scope", "data-name", "aria-label", "role", "tabindex"}
    assert HOSTILE in seen.words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("昌吉 附件2 四、10.", "昌吉 附件2 四、10\\."),
        ("**重** `码`", r"\*\*重\*\* \`码\`"),
        ("$x^2$", r"\$x\^2\$"),
        ("[链](x) <b>", "\\[链\\]\\(x\\) \u2060\\<b\u2060\\>"),
        (":smile: :red[红]", "\u2060\\:smile\u2060\\: \u2060\\:red\\[红\\]"),
        ("https://a.b", "https\u2060\\:\\/\\/a\u2060\\.b"),
        ("  1. 一\n  - 二 ", "1\\. 一\\\n\u2060\\- 二"),
        ("a & b", r"a \& b"),
        ("", ""),
    ],
)
def test_plain(text: str, expected: str) -> None:
    assert view.plain(text) == expected


def test_the_evidence_and_nothing_else_is_marked() -> None:
    seen = Seen(view.clause_html(CORPUS, ANSWERED.citations[0]))
    assert seen.marked == [GRANT]
    assert SUBSIDY in seen.words


def test_the_clause_stands_between_its_neighbours() -> None:
    words = Seen(view.clause_html(CORPUS, ANSWERED.citations[0])).words
    assert words == f"一、奖补{SUBSIDY}{HIRING}"


def test_long_neighbours_show_the_end_that_touches_the_clause() -> None:
    long = "甲" * 60 + "乙" * 60
    assert view._tail(long) == "…" + "甲" * 10 + "乙" * 60
    assert view._head(long) == "甲" * 60 + "乙" * 10 + "…"


def test_the_whole_document_is_shown_word_for_word() -> None:
    seen = Seen(view.document_html(CORPUS, ANSWERED.citations[0]))
    assert seen.words == CORPUS.sources["jia"].replace("\n", "")
    assert seen.marked == [GRANT]


@pytest.mark.parametrize(
    ("span", "quote", "expected"),
    [
        (Span(0, 4), Span(0, 4), "<mark>甲&lt;乙丙</mark>"),
        (Span(0, 4), Span(1, 2), "甲<mark>&lt;</mark>乙丙"),
        (Span(1, 4), Span(0, 2), "<mark>&lt;</mark>乙丙"),
        (Span(0, 2), Span(2, 4), "甲&lt;"),
        (Span(0, 4), Span(2, 2), "甲&lt;乙丙"),
    ],
)
def test_marked(span: Span, quote: Span, expected: str) -> None:
    assert view.marked_html("甲<乙丙", span, quote) == expected


def test_markers_are_raised_only_where_a_citation_has_them() -> None:
    html = view.answer_html(ANSWERED)
    assert html.count('<sup class="pa-marker">[1]</sup>') == 2
    assert "<sup" not in view.answer_html(NOT_FOUND)


def test_a_short_first_line_stands_out() -> None:
    assert "pa-lead" in view.answer_html(ANSWERED)
    assert "pa-lead" not in view.answer_html(MARKUP)


@pytest.mark.parametrize(
    ("given", "amount", "cap"),
    [
        (benefit(amount=money("20万元")), "奖励 20万元", ""),
        (benefit(amount=money("50万元"), is_upper_bound=True), "奖励 最高50万元", ""),
        (
            benefit(amount=money("5000元"), amount_to=money("20000元"), per="人/年"),
            "奖励 5000元至20000元（每人/年）",
            "",
        ),
        (benefit(amount=money("2万元"), years=3), "奖励 2万元，连续3年", ""),
        (
            benefit(
                form="补贴", rate=RATE, base="技术交易额", caps=(Cap(money("50万元"), "合同"), Cap(money("150万元")))
            ),
            "补贴 技术交易额的3%",
            "50万元（每合同）；150万元",
        ),
        (benefit(schedule=(money("50万元"), money("30万元"))), "奖励 第1年50万元、第2年30万元", ""),
        (benefit(form="优惠"), "优惠", ""),
    ],
)
def test_benefits_in_words(given: Benefit, amount: str, cap: str) -> None:
    assert view.amount_words(given) == amount
    assert view.cap_words(given) == cap


def test_facts_name_the_clause_they_rest_on() -> None:
    words = Seen(view.facts_html(ANSWERED.benefits, ANSWERED.citations, CORPUS.documents)).words
    assert words == "对象条件金额依据有效期新认定的企业—奖励 20万元[1] 附件 一、1.已过期，2025-12-31 到期"


def test_chips_name_document_and_clause_and_only_evidence_has_a_number() -> None:
    citation = ANSWERED.citations[0]
    assert view.clause_name(citation, JIA) == "甲区 · 附件 一、1. 研发补贴"
    assert view.chip_label(citation, JIA, related=False) == view.plain("[1] 甲区 · 附件 一、1. 研发补贴")
    assert view.chip_label(citation, JIA, related=True) == view.plain("甲区 · 附件 一、1. 研发补贴")


def test_a_document_without_alias_is_called_by_the_beginning_of_its_title() -> None:
    assert view.short_name(YI) == HOSTILE[:12] + "…"


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2025, 12, 31), [("正文：未写明有效期", "open"), ("附件：有效，至 2025-12-31", "valid")]),
        (date(2026, 1, 1), [("正文：未写明有效期", "open"), ("附件：已过期，2025-12-31 到期", "expired")]),
    ],
)
def test_validity_is_told_part_by_part(as_of: date, expected: list[tuple[str, str]]) -> None:
    assert view.validity_lines(JIA, CORPUS, as_of) == expected
    assert view.validity_lines(YI, CORPUS, as_of) == [("未写明有效期", "open")]


def test_what_somebody_inferred_is_said_to_be_inferred() -> None:
    words = Seen(view.documents_html(CORPUS, TODAY)).words
    assert "甲区管委会〔推断〕甲政〔2021〕3号2021-03-01" in words
    assert view.INFERRED_LEGEND in words


def test_the_head_of_a_clause_tells_its_place_its_validity_and_whether_it_answers() -> None:
    citation = ANSWERED.citations[0]
    assert (
        Seen(view.clause_head_html(citation, JIA, related=False)).words
        == "甲区若干政策一、奖补研发补贴已过期，2025-12-31 到期"
    )
    assert "相关条款（不是答案）" in view.clause_head_html(citation, JIA, related=True)


def test_the_note_says_when_how_and_how_fast() -> None:
    assert view.answer_note(ANSWERED) == "截至 2026-01-15 · 原文摘录 · 32 毫秒"
    assert view.answer_note(NOT_FOUND) == "截至 2026-01-15 · 原文摘录"


def test_evidence_comes_before_what_is_only_related() -> None:
    assert [view.is_related(ANSWERED, at) for at in range(len(view.evidence(ANSWERED)))] == [False, False]
    assert [view.is_related(NOT_FOUND, at) for at in range(len(view.evidence(NOT_FOUND)))] == [True]


def test_a_follow_up_leans_on_answered_questions_only() -> None:
    turns = [Turn("一", ANSWERED), Turn("二", error="问题太长"), Turn("三", FOLLOW_UP)]
    assert view.earlier_questions(turns) == ("一", "三")


def test_a_citation_of_an_unknown_unit_is_still_shown() -> None:
    lost = cite(UNITS[2], GRANT)
    shorter = CORPUS.__class__(CORPUS.documents, UNITS[:2], CORPUS.sources, "kit")
    assert Seen(view.clause_html(shorter, lost)).words == SUBSIDY
