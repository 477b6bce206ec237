"""A question that asks several things gets an answer, or that it is not stated, for each."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.ask import Assistant
from assistant.reading.parts import parts_of
from eval.wide.build import Pool, add_texts, corpus_of
from index.measure_index import MeasureIndex
from tests.toy import ToyEncoder


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("技能证书补贴给多少，要交哪些材料，去哪个窗口办？", ["标准", "材料", "地点"]),
        ("民宿改造补多少钱？什么时候截止？", ["标准", "截止时间"]),
        ("青禾县什么时候能申报，要交什么材料", ["截止时间", "材料"]),
        ("新认定的高企奖励多少", ["标准"]),
        ("新材料企业能享受什么", []),
    ],
)
def test_the_parts_of_a_question(question: str, parts: list[str]) -> None:
    assert [part.name for part in parts_of(question)] == parts


def test_each_part_is_answered_or_said_to_be_missing(assistant: Assistant) -> None:
    answer = assistant.ask("昌吉高新区新认定的高企奖励多少，要交哪些材料，打什么电话")
    assert "20万元" in answer.text
    assert "材料：文件未写明。" in answer.text
    assert "电话：文件未写明。" in answer.text


# Who asks several things of a sum is told the sum, whichever of them the words ask for most plainly
SUM_FIRST = [
    "昌吉高新区新认定的高企奖励多少，找谁办，什么时候截止",
    "新认定的高新技术企业能得到什么，找谁，到什么时候？",
    "我们公司刚被认定为高新技术企业，能拿什么，找谁，到什么时候",
]


@pytest.mark.parametrize("question", SUM_FIRST)
def test_a_sum_is_told_with_whom_to_ask(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert [row.benefit.recipient for row in answer.benefits] == ["国家高新技术企业"]
    assert answer.text.startswith("国家高新技术企业：一次性奖励20万元。")
    assert "找谁办：文件未写明牵头单位。" in answer.text


@pytest.mark.parametrize("question", ["成都的高新技术企业能拿什么", "能拿什么"])
def test_what_one_gets_is_not_told_of_another_place_or_of_nobody(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status in ("not_found", "clarify")
    assert not answer.benefits


def test_whom_to_ask_is_told_where_no_sum_is_asked(assistant: Assistant) -> None:
    assert "牵头单位" in assistant.ask("双区强化资金支持那一项，哪四家牵头").text.splitlines()[0]


RULES = """青禾县民宿奖补办法
第一条 对新开办的民宿，每间客房补助3000元，单户最高6万元。
第二条 每年3月1日至4月30日集中申报，逾期不予受理。
第三条 申报人提交营业执照、房屋租赁合同和消防验收证明。
第四条 由县文旅局审核，咨询电话0888-1234567。
第五条 本办法自2026年2月1日起施行，有效期3年。
青禾县人民政府
2026年1月20日
"""


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("奖励多少，怎么申报，什么时候截止，打什么电话", ["3000元", "3月1日至4月30日", "0888-1234567"]),
        ("青禾县什么时候能申报，要交什么材料", ["3月1日至4月30日", "消防验收证明"]),
        ("青禾县的民宿打什么电话，什么时候截止", ["0888-1234567", "3月1日至4月30日"]),
    ],
)
def test_nothing_is_missing_that_another_article_states(question: str, told: list[str]) -> None:
    """Whichever part the first clause answers: each of the others is looked for in its document."""
    pool = Pool()
    corpus = corpus_of(pool, add_texts(pool, [("办法.txt", RULES)]))
    asked = Assistant(corpus, MeasureIndex.build(corpus.documents, corpus.units, ToyEncoder(), progress=False))
    answer = asked.ask(question, as_of=date(2026, 6, 1))
    assert answer.status == "answered"
    assert [words for words in told if words not in answer.text] == []
    assert "文件未写明。" not in answer.text
