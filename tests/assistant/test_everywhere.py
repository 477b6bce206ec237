"""A document of the whole country holds in every place: said so, matched too, and no place is asked of it."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answering.match import match
from assistant.ask import Assistant
from corpus.check import unknown_findings
from eval.wide.build import Pool, add_texts, corpus_of
from index.measure_index import MeasureIndex
from tests.toy import ToyEncoder

NATION = """财政部关于支持绣坊传承的通知
财教〔2026〕8号
各省、自治区、直辖市财政厅（局）：
为支持绣坊传承，现通知如下。
一、对新开办的绣坊，一次性补助12万元。
二、对考取技能证书的学徒，每人补助3000元。
三、同意望河市申办2027年绣坊大会。
财政部
2026年1月5日
"""
COUNTY = """松塔县绣坊奖补办法
第一条 对新开办的绣坊，一次性奖励5万元。由县文旅局负责。
第二条 本办法自2026年2月1日起施行，有效期3年。
松塔县人民政府
2026年1月20日
"""
DAY = date(2026, 6, 1)


@pytest.fixture(scope="module")
def asked() -> Assistant:
    pool = Pool()
    corpus = corpus_of(pool, add_texts(pool, [("通知.txt", NATION), ("办法.txt", COUNTY)]))
    return Assistant(corpus, MeasureIndex.build(corpus.documents, corpus.units, ToyEncoder(), progress=False))


def test_a_place_without_documents_is_told_what_holds_everywhere(asked: Assistant) -> None:
    answer = asked.ask("青岛市新开办的绣坊补助多少", as_of=DAY)
    assert answer.status == "answered"
    assert "以下出自全国适用的文件" in answer.text
    assert "12万元" in answer.text
    assert "5万元" not in answer.text


def test_a_clause_that_speaks_of_the_place_needs_no_such_word(asked: Assistant) -> None:
    answer = asked.ask("同意望河市申办绣坊大会吗", as_of=DAY)
    assert "望河市" in answer.text
    assert "以下出自" not in answer.text


@pytest.mark.parametrize(
    ("place", "sums"), [("松塔县", {"12万元", "5万元"}), ("青岛市", {"12万元"})], ids=["own and nation", "nation alone"]
)
def test_a_story_is_matched_with_the_nations_rows_too(asked: Assistant, place: str, sums: set[str]) -> None:
    found = match(asked.library, f"我们在{place}，新开办了一家绣坊", DAY)
    assert {row.benefit.amount.source for row in found.rows if row.benefit.amount} == sums


def test_a_document_of_the_country_is_not_asked_for_a_place(asked: Assistant) -> None:
    doubts = {
        document.title: [each.words for each in unknown_findings(document)] for document in asked.corpus.documents
    }
    assert not any("地区" in words for words in doubts["财政部关于支持绣坊传承的通知"])
