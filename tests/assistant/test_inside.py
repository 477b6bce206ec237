"""第八条第二款 leads to that paragraph, 第三项 to that item, 表1第2行 to that row: in a question and in the clause lookup."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.find import find
from assistant.ask import Assistant
from assistant.reading.inside import paragraphs
from eval.wide.build import Pool, add_texts, corpus_of
from index.measure_index import MeasureIndex
from tests.toy import ToyEncoder

RULES = """松塔县民宿管理办法
第一条 为了规范民宿，制定本办法。
第二条 民宿经营者应当登记。
登记由县文旅局受理。
县文旅局应当在十日内答复。
第三条 申请登记应当符合下列条件：
（一）有固定场所；
（二）有消防证明；
（三）有卫生许可。
不符合前款规定的，不予登记。
第四条 奖励标准如下（单位：万元）：
民宿等级 | 首次评定 | 复核通过
甲级 | 30 | 10
乙级 | 20 | 5
丙级 | 8 | 2
评定由县文旅局组织，
每年一次。
第五条
为了鼓励集群发展，对连片建设五家以上的，每家奖励2万元。
连片由县文旅局认定。
第六条 下列情形不予奖励：（一）虚报面积；（二）拖欠租金；（三）未办登记。
"""
PLAN = """松塔县民宿三年方案
一、总体目标
（一）数量目标。到2027年新增民宿一百家。
（二）质量目标。到2027年甲级民宿达到二十家。
二、奖补标准
（一）建设补助。按下表执行：
类型 | 补助
新建 | 10万元
改建 | 6万元
（二）运营补助。按下表执行：
床位 | 补助
20张以上 | 4万元
40张以上 | 9万元
"""


@pytest.fixture(scope="module")
def asked() -> Assistant:
    pool = Pool()
    names = add_texts(pool, [("办法.txt", RULES), ("方案.txt", PLAN)])
    corpus = corpus_of(pool, names)
    return Assistant(corpus, MeasureIndex.build(corpus.documents, corpus.units, ToyEncoder(), progress=False))


PLACES = [
    ("松塔县民宿管理办法第二条第二款", "登记由县文旅局受理。"),
    ("松塔县民宿管理办法第二条第三款", "县文旅局应当在十日内答复。"),
    ("松塔县民宿管理办法第2条第1款是什么", "第二条 民宿经营者应当登记。"),
    ("松塔县民宿管理办法第三条第二款", "不符合前款规定的，不予登记。"),
    ("松塔县民宿管理办法第三条第一款第（二）项", "（二）有消防证明；"),
    ("松塔县民宿管理办法第三条第三项", "（三）有卫生许可。"),
    ("松塔县民宿管理办法第四条第二款", "评定由县文旅局组织，\n每年一次。"),
    ("松塔县民宿管理办法第五条第二款怎么说", "连片由县文旅局认定。"),
    ("松塔县民宿管理办法第六条第（二）项", "（二）拖欠租金；"),
    ("松塔县民宿管理办法第四条表1第2行", "乙级 | 20 | 5"),
    ("松塔县民宿管理办法第四条的表第三行", "丙级 | 8 | 2"),
    ("松塔县民宿三年方案二、（二）表第1行", "20张以上 | 4万元"),
    ("松塔县民宿三年方案表2第2行", "40张以上 | 9万元"),
    ("松塔县民宿管理办法表1第1行", "甲级 | 30 | 10"),
]


@pytest.mark.parametrize(("question", "words"), PLACES)
def test_a_question_is_led_to_the_place_inside_the_clause(asked: Assistant, question: str, words: str) -> None:
    answer = asked.ask(question, as_of=date(2026, 1, 1))
    assert answer.status == "answered"
    assert [citation.quote for citation in answer.citations] == [words]


@pytest.mark.parametrize(("question", "words"), PLACES)
def test_the_clause_lookup_marks_it(asked: Assistant, question: str, words: str) -> None:
    found = find(asked, question.removesuffix("是什么").removesuffix("怎么说"))
    assert found.way == "number"
    assert [one.citation.quote for one in found.exact] == [words]
    assert [
        place.of(asked.corpus.sources[one.citation.measure.document_id]) for one in found.exact for place in one.places
    ] == [words]


@pytest.mark.parametrize(
    "question",
    [
        "松塔县民宿管理办法第二条第四款",
        "松塔县民宿管理办法第四条表1第9行",
        "松塔县民宿管理办法第二条表1第1行",
        "松塔县民宿管理办法第九条第一款",
    ],
)
def test_a_place_that_is_not_there_is_said_to_be_missing(asked: Assistant, question: str) -> None:
    answer = asked.ask(question)
    assert answer.status == "not_found"
    assert "没有" in answer.text
    assert not answer.citations


def test_where_paragraphs_are_numbered_the_number_leads(asked: Assistant) -> None:
    answer = asked.ask("松塔县民宿三年方案第一条第二款")
    assert [citation.measure.label for citation in answer.citations] == ["一、（二）"]


def test_a_row_shows_the_head_of_its_table(asked: Assistant) -> None:
    answer = asked.ask("松塔县民宿管理办法第四条表1第2行")
    assert "民宿等级 | 首次评定（万元） | 复核通过（万元）\n乙级 | 20 | 5" in answer.text
    (row,) = answer.citations[0].to_json()["rows"]
    assert row["label"] == "第四条 表1第2行"


@given(st.integers(1, 9), st.integers(1, 9))
def test_every_paragraph_is_found_again(count: int, wanted: int) -> None:
    lines = [f"经营者应当遵守第{number}项要求。" for number in range(count)]
    pool = Pool()
    add_texts(pool, [("a.txt", "松塔县民宿办法\n第一条 略。\n第二条 " + "\n".join(lines) + "\n第三条 略。\n")])
    units = corpus_of(pool, ["a.txt"]).units
    unit = next(one for one in units if one.label == "第二条")
    found = paragraphs(unit, units)
    assert len(found) == count
    if wanted <= count:
        ((owner, span),) = found[wanted - 1]
        assert owner.text[span.start - owner.span.start : span.end - owner.span.start].endswith(lines[wanted - 1])
