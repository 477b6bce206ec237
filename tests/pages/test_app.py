"""The page in each of its states, driven as Streamlit drives it, without a browser."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assistant.answer import Answer, Citation
from assistant.ask import Assistant
from assistant.proposing.retrieve import Filters
from assistant.showing import view
from assistant.showing.feedback import read_feedback
from corpus.errors import IndexMissing, UsageError
from corpus.measure import Document
from corpus.parse import Corpus, parse_text
from index.measure_index import MeasureIndex
from tests.page_kit import (
    ANSWERED,
    FOLLOW_UP,
    GRANT,
    HOSTILE,
    MARKUP,
    NOT_FOUND,
    VAGUE,
    Opener,
    TableAssistant,
    html,
    table_assistant,
)
from tests.toy import ToyEncoder

TOO_LONG = "很长的问题"


@pytest.fixture
def table() -> TableAssistant:
    return table_assistant((TOO_LONG, UsageError("问题太长（3000 字），请控制在 2000 字以内。")))


@pytest.fixture
def page(open_page: Opener, table: TableAssistant) -> AppTest:
    return open_page(table)


def put(page: AppTest, question: str) -> AppTest:
    return page.chat_input(key="question").set_value(question).run()


def badges(page: AppTest) -> str:
    return " ".join(element.value for element in page.markdown)


def has_button(page: AppTest, key: str) -> bool:
    return any(button.key == key for button in page.button)


def test_an_empty_page_says_what_it_is_and_offers_examples(page: AppTest) -> None:
    assert not page.exception
    assert page.title[0].value == "政策问答"
    assert "用中文或英文提问" in html(page)
    assert page.button(key="example-0").label == view.plain(ANSWERED.question)
    assert not page.error


def test_a_page_without_examples_asks_for_a_question(open_page: Opener, table: TableAssistant) -> None:
    page = open_page(replace(table, offered=()))
    assert not page.exception
    assert "请在下面输入问题" in html(page)
    assert "直接点一个问题" not in html(page)
    assert "已回答" in badges(put(page, ANSWERED.question))


def test_the_sidebar_lists_the_documents_with_their_validity(page: AppTest) -> None:
    assert "文件（2 份）" in [heading.value for heading in page.sidebar.subheader]
    page.date_input(key="as_of").set_value(date(2024, 1, 1)).run()
    assert "附件：有效，至 2025-12-31" in html(page)
    page.date_input(key="as_of").set_value(date(2026, 1, 1)).run()
    assert "附件：已过期，2025-12-31 到期" in html(page)


def test_an_answer_shows_status_facts_warning_and_its_clause_beside_it(page: AppTest) -> None:
    put(page, ANSWERED.question)
    assert "已回答" in badges(page)
    assert "奖励20万元" in html(page)
    assert '<table lang="zh-CN" class="pa-facts">' in html(page)
    assert [warning.value for warning in page.warning] == [view.plain(ANSWERED.warnings[0])]
    assert f"<mark>{GRANT}</mark>" in html(page)
    assert "已过期，2025-12-31 到期" in html(page)
    assert not has_button(page, "example-0")


def test_an_example_is_asked_by_one_click(page: AppTest, table: TableAssistant) -> None:
    page.button(key="example-0").click().run()
    assert [call[0] for call in table.calls] == [ANSWERED.question]
    assert "已回答" in badges(page)


def test_a_click_on_a_citation_opens_its_clause(page: AppTest) -> None:
    put(page, ANSWERED.question)
    page.button(key="clause-0-1").click().run()
    assert "<mark>奖补</mark>" in html(page)
    assert f"<mark>{GRANT}</mark>" not in html(page)
    page.button(key="close-0").click().run()
    assert "<mark>" not in html(page)


def test_citations_of_earlier_answers_stay_open_to_a_click(page: AppTest) -> None:
    put(page, ANSWERED.question)
    put(page, FOLLOW_UP.question)
    assert "<mark>按有关规定给予补助</mark>" in html(page)
    page.button(key="clause-0-0").click().run()
    assert f"<mark>{GRANT}</mark>" in html(page)
    assert "<mark>按有关规定给予补助</mark>" not in html(page)


def test_the_whole_document_is_one_switch_away(page: AppTest) -> None:
    put(page, ANSWERED.question)
    assert "版权所有" not in html(page)
    page.toggle(key="whole-0").set_value(True).run()
    assert "版权所有" in html(page)
    assert f"<mark>{GRANT}</mark>" in html(page)


def test_a_follow_up_shows_what_it_was_understood_as(page: AppTest, table: TableAssistant) -> None:
    put(page, ANSWERED.question)
    put(page, FOLLOW_UP.question)
    assert "理解为：<strong>甲区引进人才补助多少</strong>" in html(page)
    assert "文件未写明" in badges(page)
    assert table.calls[-1][1] == (ANSWERED.question,)


def test_what_is_only_related_is_said_not_to_be_the_answer(page: AppTest) -> None:
    put(page, NOT_FOUND.question)
    assert "没有找到" in badges(page)
    assert "相关条款（不是答案）" in html(page)
    assert "<mark>" not in html(page)
    page.button(key="clause-0-0").click().run()
    assert '<span class="pa-tag pa-tag-related">相关条款（不是答案）</span>' in html(page)


def test_a_vague_question_is_asked_back(page: AppTest) -> None:
    put(page, VAGUE.question)
    assert "需要补充" in badges(page)
    choice = next(button for button in page.button if button.key == "choice-0-1")
    assert choice.label == view.plain(VAGUE.choices[1])
    choice.click().run()
    assert "没有找到丙市的政策" in html(page)


def test_date_and_document_go_into_the_question(page: AppTest, table: TableAssistant) -> None:
    page.date_input(key="as_of").set_value(date(2024, 5, 6))
    page.selectbox(key="document").set_value("jia").run()
    put(page, ANSWERED.question)
    assert table.calls == [(ANSWERED.question, (), date(2024, 5, 6), Filters(document="jia"))]


def test_markup_of_a_visitor_or_a_document_stays_text(page: AppTest) -> None:
    put(page, HOSTILE)
    assert not page.exception
    assert "<script" not in html(page)
    assert "<img" not in html(page)
    assert page.warning[0].value == view.plain(MARKUP.warnings[0])
    assert not [button.label for button in page.button if re.search(r"(?<!\\)[<$*`\[]", button.label)]


def test_a_refused_question_is_a_sentence_and_the_conversation_goes_on(page: AppTest, table: TableAssistant) -> None:
    put(page, ANSWERED.question)
    put(page, TOO_LONG)
    assert [error.value for error in page.error] == [view.plain("问题太长（3000 字），请控制在 2000 字以内。")]
    assert not page.exception
    put(page, FOLLOW_UP.question)
    assert table.calls[-1][1] == (ANSWERED.question,)


def test_a_new_conversation_starts_empty(page: AppTest, table: TableAssistant) -> None:
    put(page, ANSWERED.question)
    page.button(key="new").click().run()
    assert has_button(page, "example-0")
    assert ANSWERED.question not in html(page)
    put(page, FOLLOW_UP.question)
    assert table.calls[-1][1] == ()


def test_a_missing_index_is_a_sentence_with_the_next_step(open_page: Opener) -> None:
    page = open_page(IndexMissing("没有索引。请运行 policy index。"))
    assert [error.value for error in page.error] == [view.plain("没有索引。请运行 policy index。")]
    assert not page.exception
    assert not page.chat_input


def test_the_page_over_the_real_assistant(open_page: Opener, corpus: Corpus) -> None:
    """All parts but the model are real: what the fake above promises, the assistant keeps."""
    index = MeasureIndex.build(corpus.documents, corpus.units, ToyEncoder())
    page = open_page(Assistant(corpus, index))
    put(page, "昌吉附件2第10条")
    assert "已回答" in badges(page)
    assert "30万元" in html(page)
    page.button(key="new").click().run()
    page.button(key="example-0").click().run()
    assert not page.exception
    assert not page.error


@pytest.mark.deep
def test_an_english_question_has_english_heads_around_the_clause(open_page: Opener, corpus: Corpus) -> None:
    page = open_page(Assistant(corpus, MeasureIndex.build(corpus.documents, corpus.units, ToyEncoder())))
    put(page, "How much does Changji pay for a newly certified high-tech enterprise?")
    seen = html(page)
    assert "CNY 200,000 (20万元)" in seen
    assert "What is paid" in seen
    assert "给予一次性20万元奖励" in seen
    assert "Answered" in badges(page)


def test_a_verdict_is_kept_with_the_questions_before_it(
    page: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "feedback.jsonl"
    monkeypatch.setenv("POLICY_FEEDBACK", str(kept))
    put(page, ANSWERED.question)
    put(page, FOLLOW_UP.question)
    page.button(key="up-0").click().run()
    assert "已记在本机" in html(page)
    assert page.button(key="up-0").disabled
    page.button(key="down-1").click().run()
    page.text_input(key="correction-1").set_value("附件 一、2.").run()
    assert not page.exception
    found, damaged = read_feedback(kept)
    assert not damaged
    assert [(one.verdict, one.question, one.history, one.correction) for one in found] == [
        ("up", ANSWERED.question, (), ""),
        ("down", FOLLOW_UP.question, (ANSWERED.question,), ""),
        ("down", FOLLOW_UP.question, (ANSWERED.question,), "附件 一、2."),
    ]


def test_a_verdict_that_cannot_be_kept_says_so(page: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("POLICY_FEEDBACK", str(tmp_path / "file" / "feedback.jsonl"))
    put(page, ANSWERED.question)
    page.button(key="up-0").click().run()
    assert any("反馈没有存下" in warning.value for warning in page.warning)
    assert not page.button(key="up-0").disabled


NOTICE = """青石县工业投资奖励办法
第一条 企业上一年度完成固定资产投资1亿元以上的，给予一次性奖励100万元。
第二条 申报时间为每年12月1日至12月31日，由县工业和信息化局受理，联系电话：0900-5551234。
"""


@pytest.mark.parametrize(("label", "from_elsewhere"), [("第一条", "（第二条）"), ("第二条", "")])
def test_whom_to_ask_comes_from_the_document_where_the_clause_grants(
    open_page: Opener, label: str, from_elsewhere: str
) -> None:
    units = parse_text(NOTICE, "shi")
    document = Document("shi", "青石县工业投资奖励办法", "shi.txt", "2" * 64)
    corpus = Corpus((document,), units, {"shi": NOTICE}, "notice")
    unit = next(unit for unit in units if unit.label == label)
    citation = Citation(1, unit, document.title, "shi.txt", unit.text, unit.span, 1.0, "not stated")
    answer = Answer("找谁", "answered", f"「{unit.text}」[1]", date(2026, 1, 15), (citation,))
    page = open_page(TableAssistant({answer.question: answer}, corpus=corpus, offered=()))
    page.chat_input[0].set_value(answer.question).run()
    assert not page.exception
    assert f"县工业和信息化局，0900-5551234{from_elsewhere}<" in html(page)
