"""An answer at a glance: place, figure and validity once; who, condition, deadline, whom to ask; nothing twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.answer import Answer, BenefitRow, Citation
from assistant.ask import Assistant
from assistant.handing_on.card import where_and_when
from assistant.saying.wording import Words
from assistant.showing.glance import Glance, glance, glance_html, next_questions
from assistant.showing.plain_text import plain_answer
from corpus.measure import Document
from corpus.parse import parse_text
from tests.page_kit import ANSWERED, CORPUS, HOSTILE, MARKUP, NOT_FOUND, OURS, Seen
from tests.page_kit import GRANT as PAID

DAY = date(2026, 11, 23)
GRANT = "新认定的高新技术企业奖励多少？"


def seen(answer: Answer) -> Glance:
    return glance(answer, CORPUS.documents)


def asked(assistant: Assistant, question: str) -> tuple[Answer, Glance]:
    answer = assistant.ask(question, as_of=DAY)
    return answer, glance(answer, assistant.corpus.documents)


def test_a_sum_comes_with_its_place_and_whether_it_still_holds(assistant: Assistant) -> None:
    _, shown = asked(assistant, GRANT)
    (block,) = shown.blocks
    assert (block.place, block.figure, block.force) == ("昌吉高新区", "一次性奖励20万元", "expired")
    assert block.validity == "已过期，2025-12-31 到期"
    assert dict(block.facts) == {
        "对象": "国家高新技术企业",
        "条件": "高新区内新认定",
        "截止": "未写明",
        "找谁办": "未写明，可问发文机关昌吉回族自治州人民政府办公室",
    }
    assert shown.said == ()


# What the first line of an answer must hold, by kind of question
LINES = [
    ("双区强化资金支持那一项，哪四家牵头", ("兰白试验区", "省财政厅、省政府国资委、省税务局、甘肃证监局")),
    ("兰发20号文第十七条", ("兰州高新区", "推进国际科技合作")),
    ("昌吉的政策现在还有效吗？", ("昌吉高新区", "2025年12月31日")),
    ("甘州区对技术转移示范机构补助多少？", ("甘州区", "补助2万元")),
    ("国家级科技企业孵化器连续三年给多少运营补贴？", ("昌吉高新区", "第1年30万元、第2年20万元、第3年10万元")),
]


@pytest.mark.parametrize(("question", "held"), LINES)
def test_the_first_line_answers(assistant: Assistant, question: str, held: tuple[str, str]) -> None:
    _, shown = asked(assistant, question)
    place, figure = held
    assert shown.blocks[0].place == place
    assert figure in shown.blocks[0].figure


@pytest.mark.parametrize("question", [GRANT, *(question for question, _ in LINES)])
def test_no_words_of_the_clause_and_no_figure_stand_there_twice(assistant: Assistant, question: str) -> None:
    answer, shown = asked(assistant, question)
    words = Seen(glance_html(shown, Words())).words
    for block in shown.blocks:
        assert words.count(block.figure) == 1
    for citation in answer.citations:
        assert citation.measure.text not in words


def test_several_clauses_each_have_their_line_and_the_rest_are_counted(assistant: Assistant) -> None:
    answer, shown = asked(assistant, "昌吉有哪些补贴")
    assert len(shown.blocks) + shown.more == len(answer.citations)
    assert [block.marker for block in shown.blocks] == [one.marker for one in answer.citations[: len(shown.blocks)]]
    whom = [dict(block.facts).get("找谁办") for block in shown.blocks]
    assert whom[0]
    assert whom[1:].count(whom[0]) == 0  # told once


def test_what_is_not_found_is_all_that_is_said() -> None:
    shown = seen(NOT_FOUND)
    assert shown.blocks == ()
    assert shown.said == ("没有找到丙市的政策。",)


def test_a_warning_keeps_what_the_tag_does_not_say() -> None:
    told = replace(ANSWERED, warnings=("该政策有效期至2025年12月31日，已过期。请向甲区管委会核实。", "另有一事。"))
    assert seen(told).notes == ("请向甲区管委会核实。", "另有一事。")
    assert seen(ANSWERED).notes == ()


def test_nothing_of_a_document_becomes_markup() -> None:
    shown = Seen(glance_html(seen(MARKUP), Words()))
    assert shown.tags <= OURS
    assert HOSTILE in shown.words


def test_plain_text_has_question_figure_and_clause(assistant: Assistant) -> None:
    answer, shown = asked(assistant, GRANT)
    text = plain_answer(answer, shown, assistant.corpus)
    assert text.splitlines()[:2] == [f"问：{GRANT}", "昌吉高新区 · 一次性奖励20万元（已过期，2025-12-31 到期）"]
    assert f"依据：「{answer.citations[0].quote}」——《" in text
    assert "<" not in text
    assert "**" not in text


def test_questions_come_from_the_clause_and_lead_to_other_places(assistant: Assistant) -> None:
    answer, _ = asked(assistant, GRANT)
    document = assistant.library.document(answer.citations[0].measure.document_id)
    offered = next_questions(answer, document, assistant.library.in_scope([document.id]), ["昌吉高新区", "甘州区"])
    assert offered == ("那甘州区呢？",)
    assert next_questions(replace(answer, status="not_found"), document, (), ["甘州区"]) == ()


# A notice whose table grants and whose other articles say when, where and by what telephone one applies
NOTICE = """青石县工业投资奖励办法
第一条 企业上一年度完成的固定资产投资额，按下表给予一次性奖励：
档次 | 上一年度固定资产投资额 | 一次性奖励（万元）
一 | 1亿元（含）至3亿元 | 100
二 | 3亿元（含）以上 | 300
第二条 申报时间为每年12月1日至12月31日，由县工业和信息化局受理，联系电话：0900-5551234。
第三条 本办法自2026年4月1日起施行，有效期至2028年12月31日。
"""


def test_what_stands_elsewhere_in_the_document_is_told_with_its_clause() -> None:
    units = parse_text(NOTICE, "shi")
    document = Document("shi", "青石县工业投资奖励办法", "shi.txt", "2" * 64)
    unit = next(unit for unit in units if unit.benefits)
    row = BenefitRow(unit.benefits[0], 1)
    citation = Citation(1, unit, "青石县工业投资奖励办法", "shi.txt", "100", unit.span, 1.0, "yes")
    answer = Answer("投了两个亿给多少", "answered", "一次性奖励100万元。[1]", DAY, (citation,), (row,))
    facts = dict(glance(answer, [document], where_and_when(unit, units)).blocks[0].facts)
    assert facts["截止"] == "申报时间为每年12月1日至12月31日（第二条）"
    assert facts["找谁办"] == "县工业和信息化局，0900-5551234（第二条）"
    alone = dict(glance(answer, [document]).blocks[0].facts)
    assert (alone["截止"], alone["找谁办"]) == ("未写明", "未写明")


def test_a_row_of_a_table_told_in_words_is_not_told_again_in_cells() -> None:
    told = replace(ANSWERED, benefits=(), text="二，3亿元以上：一次性奖励 300万元。[1]\n档次 | 奖励（万元）\n二 | 300")
    shown = seen(replace(told, citations=told.citations[:1]))
    assert shown.blocks[0].figure == "二，3亿元以上：一次性奖励 300万元。"
    assert shown.said == ()


def test_words_that_alone_tell_whom_to_ask_are_shown() -> None:
    line = f"《甲区若干政策》附件 一、1.没有单列牵头单位，正文写到：「{PAID}」[1]"
    told = replace(ANSWERED, benefits=(), text=line, citations=ANSWERED.citations[:1])
    assert seen(told).blocks[0].figure.endswith(f"没有单列牵头单位，正文写到：「{PAID}」")


def test_who_is_told_is_not_offered_to_be_asked(assistant: Assistant) -> None:
    answer, shown = asked(assistant, "兰发20号文第十七条")
    assert "找谁办" in dict(shown.blocks[0].facts)
    document = assistant.library.document(answer.citations[0].measure.document_id)
    offered = next_questions(answer, document, assistant.library.in_scope([document.id]), ())
    assert "这条由谁负责？" not in offered
