"""Streets that a document names itself, and places that only seem to stand behind its own."""

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


@pytest.fixture(scope="module")
def shelf() -> Assistant:
    pool = Pool()
    corpus = corpus_of(pool, add_texts(pool, [("养犬.txt", DOGS)]))
    return Assistant(corpus, MeasureIndex.build(corpus.documents, corpus.units, ToyEncoder(), progress=False))


@pytest.mark.parametrize(
    ("question", "named", "foreign"),
    [
        ("我家住松塔文昌街道，能养几条狗", ("松塔",), ()),
        ("打算在松塔湾里弄两口网箱，补多少", ("松塔",), ()),
        ("海口龙华区每户能养几条狗", (), ("海口龙华区",)),
    ],
)
def test_a_place_is_another_one_only_where_it_is(
    shelf: Assistant, question: str, named: tuple[str, ...], foreign: tuple[str, ...]
) -> None:
    query = understand(question, shelf.library.catalogue, shelf.library.vocabulary)
    assert tuple(name.text for name in query.names if name.is_region) == named
    assert query.foreign == foreign
