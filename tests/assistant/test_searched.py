"""What search answers with: the clause that leads, and what may be said to be missing."""

from __future__ import annotations

import pytest

from assistant.answering import searched
from assistant.answering.searched import _granting_first
from assistant.ask import Assistant
from assistant.deciding.asked import asks_for_grant
from assistant.deciding.choose import choose
from assistant.proposing.pieces import holds_wanted
from assistant.proposing.retrieve import Ranking, rank
from assistant.reading.query import Query, understand
from corpus.measure import Span
from eval.wide.build import Pool, add_texts, corpus_of
from index.hit import Hit
from index.measure_index import MeasureIndex
from tests.toy import ToyEncoder

WORKSHOPS = """松塔县绣坊机构奖补办法
第一条 申请奖补的绣坊机构须有固定绣工不少于15人，开办满一年。
第二条 对认定为县级的绣坊机构，一次性奖励5万元。
第三条 本办法自2026年2月1日起施行，有效期3年。
松塔县人民政府
2026年1月20日
"""


@pytest.fixture(scope="module")
def shelf() -> Assistant:
    pool = Pool()
    corpus = corpus_of(pool, add_texts(pool, [("办法.txt", WORKSHOPS)]))
    return Assistant(corpus, MeasureIndex.build(corpus.documents, corpus.units, ToyEncoder(), progress=False))


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("认定的绣坊机构奖励多少", True),
        ("开绣坊县里能给我哪些补贴", True),
        ("全部绣工才12个，想申请绣坊机构奖补，够格不？", False),
        ("绣坊机构奖补的材料交几份、咋装订", False),
        ("绣坊机构的奖补联系谁", False),
    ],
)
def test_only_who_asks_for_money_asks_for_a_grant(shelf: Assistant, question: str, asks: bool) -> None:
    library = shelf.library
    assert asks_for_grant(understand(question, library.catalogue, library.vocabulary)) is asks


def test_who_asks_whether_she_qualifies_is_not_led_by_a_grant(shelf: Assistant) -> None:
    library = shelf.library
    query = understand("绣坊机构全部绣工才12个，够格申请奖补不？", library.catalogue, library.vocabulary)
    ranking = rank(library, query, lambda _: True)
    chosen = sorted(
        choose(query, ranking), key=lambda hit: hit.measure.label
    )  # the conditions first, whatever was ranked
    assert _granting_first(library, query, ranking, chosen) == chosen


@pytest.mark.parametrize(
    ("question", "holds"),
    [("县里能给我哪些钱", True), ("开绣坊能给哪些支持", True), ("县里能派几名老师", False)],
)
def test_nothing_is_missing_where_the_words_shown_hold_it(shelf: Assistant, question: str, holds: bool) -> None:
    library = shelf.library
    unit = next(unit for unit in library.units if "5万元" in unit.text)
    query = understand(question, library.catalogue, library.vocabulary)
    assert holds_wanted(query, unit, [Span(unit.span.start, unit.span.end)]) is holds


CHECKED = """松塔县绣品资助通知
一、绣品材料的查验。查验材料的截止时间为2025年9月6日。
二、绣品材料的填报。先填委托书，再到县文旅局递交绣品材料。
松塔县文旅局
2025年8月1日
"""


def test_a_further_clause_is_told_only_where_it_states_what_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = Pool()
    corpus = corpus_of(pool, add_texts(pool, [("通知.txt", CHECKED)]))
    opened = Assistant(corpus, MeasureIndex.build(corpus.documents, corpus.units, ToyEncoder(), progress=False))

    def both(query: Query, ranking: Ranking) -> list[Hit]:
        return sorted(
            (hit for hit in ranking.hits if hit.measure.kind == "measure"), key=lambda hit: hit.measure.label != "一、"
        )

    monkeypatch.setattr(searched, "choose", both)
    text = opened.ask("松塔县绣品材料哪天前要查验完").text
    assert "9月6日" in text
    assert "没有足够的把握" not in text
    assert "文件未写明申报或办理的截止时间" not in text


@pytest.mark.parametrize(
    ("question", "named", "unnamed"),
    [
        ("松塔县养蜂的收割机有没有补贴", ["收割机"], ["割机」"]),
        ("松塔县年底哪段时间不收绣坊的书", [], ["段时间"]),
        ("松塔县我家小母狗办狗牌有没有补贴", ["狗牌"], ["家小"]),
    ],
)
def test_only_whole_words_are_said_to_be_missing(
    shelf: Assistant, question: str, named: list[str], unnamed: list[str]
) -> None:
    text = shelf.ask(question).text
    assert all(f"「{word}」" in text for word in named)
    assert not any(f"「{word}" in text for word in unnamed)
