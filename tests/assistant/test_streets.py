"""Streets that a document names itself, places that only seem to stand behind its own, and what people call a zone."""

from __future__ import annotations

import pytest

from assistant.ask import Assistant
from assistant.reading.query import understand
from eval.wide.build import Pool, add_texts, corpus_of
from index.measure_index import MeasureIndex
from tests.toy import ToyEncoder

DOGS = """松塔县养犬登记公告
一、管理区域
松塔县文昌街道、望湖街道为重点管理区。
二、登记
重点管理区内每户限养一只犬，首次登记每只200元。
三、网箱
在松塔县海域养殖的，每口网箱补助4万元。
松塔县综合行政执法局
2026年1月20日
"""
PARK = """苏州工业园区人工智能产业若干措施
第一条 对新备案的大模型，给予最高100万元奖励。
第二条 对购买算力的企业，按30%给予补贴。
苏州工业园区管理委员会
2026年3月1日
"""


@pytest.fixture(scope="module")
def shelf() -> Assistant:
    pool = Pool()
    corpus = corpus_of(pool, add_texts(pool, [("养犬.txt", DOGS), ("园区.txt", PARK)]))
    return Assistant(corpus, MeasureIndex.build(corpus.documents, corpus.units, ToyEncoder(), progress=False))


@pytest.mark.parametrize(
    ("question", "named", "foreign"),
    [
        ("我家住松塔文昌街道，能养几条狗", ("松塔",), ()),
        ("打算在松塔湾里弄两口网箱，补多少", ("松塔",), ()),
        ("海口龙华区每户能养几条狗", (), ("海口龙华区",)),
        ("苏州园区的大模型备案奖多少", ("苏州园区",), ()),
        ("苏州工业园的大模型备案奖多少", ("苏州工业园",), ()),
        ("苏州高新区的大模型备案奖多少", (), ("苏州高新区",)),
        ("昆山园区的大模型备案奖多少", (), ("昆山园区",)),
    ],
)
def test_a_place_is_another_one_only_where_it_is(
    shelf: Assistant, question: str, named: tuple[str, ...], foreign: tuple[str, ...]
) -> None:
    query = understand(question, shelf.library.catalogue, shelf.library.vocabulary)
    assert tuple(name.text for name in query.names if name.is_region) == named
    assert query.foreign == foreign
