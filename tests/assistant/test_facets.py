"""This is me, what can I get: each facet leads to its own clause of the same document, and nothing is told that only sounds alike."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from assistant.answer import Answer
from assistant.ask import Assistant
from assistant.deciding.facets import FACETED, facets
from assistant.deciding.several import SEVERAL, asks_several
from assistant.learned.models import facet_models, read
from assistant.reading.query import understand
from eval.wide.build import Pool, add_texts, corpus_of
from eval.wide.set import load_split
from index.measure_index import MeasureIndex
from tests.toy import ToyEncoder

RULES = """青禾县支持家具产业发展若干措施
第一条 发展目标。到2028年，全县家具产业产值达到300亿元，规上企业达到120家。
第二条 上规入统。首次纳入规模以上工业统计的家具企业，奖励10万元。
第三条 绿色改造。购置水性漆喷涂线的，每条喷涂线补助12万元，同一企业不超过3条线。
第四条 开拓市场。赴境外参展的，按展位费的70%给予补助，每家企业每年最高30万元。
第五条 安居保障。为家具企业的技术骨干提供人才公寓，免收三年房租。
第六条 申报时间。每年4月15日至5月15日向县工信局提交申请表和发票。
第七条 本措施自2026年2月1日起施行，有效期3年。
青禾县人民政府
2026年1月20日
"""
STORY = "我在青禾县开家具厂，今年首次进了规上，买了两条水性漆喷涂线，秋天还去德国参展，能享受哪些"


@pytest.fixture(scope="module")
def shelf() -> Assistant:
    pool = Pool()
    corpus = corpus_of(pool, add_texts(pool, [("措施.txt", RULES)]))
    return Assistant(corpus, MeasureIndex.build(corpus.documents, corpus.units, ToyEncoder(), progress=False))


def ask(shelf: Assistant, question: str) -> Answer:
    return shelf.ask(question, as_of=date(2026, 6, 1))


def test_each_facet_is_answered_by_its_own_clause_and_each_clause_told_once(shelf: Assistant) -> None:
    answer = ask(shelf, STORY)
    assert answer.status == "answered"
    assert [words for words in ("奖励10万元", "补助12万元", "70%") if words not in answer.text] == []
    assert answer.text.count("同一企业不超过3条线") == 1


@pytest.mark.parametrize("aim", ["发展目标", "产值达到300亿元"])
def test_an_aim_is_no_support(shelf: Assistant, aim: str) -> None:
    assert aim not in ask(shelf, STORY).text


def test_nothing_is_said_to_be_missing_where_the_words_of_a_clause_are_told(shelf: Assistant) -> None:
    assert "文件未写明具体" not in ask(shelf, STORY).text


def test_what_is_asked_beside_it_stands_in_a_line_of_its_own(shelf: Assistant) -> None:
    answer = ask(shelf, f"{STORY}，几时去报，交到哪里？")
    assert "4月15日至5月15日" in answer.text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("我厂买了喷涂线、参了展，还在外面租房；能拿什么", ["我厂买了喷涂线", "参了展", "还在外面租房", "能拿什么"]),
        ("今年刚上规，能享受哪些，什么时候去报，找谁", ["今年刚上规", "能享受哪些"]),
        ("我个人要交哪些必须交的材料", ["我个人要交哪些必须交的材料"]),
    ],
)
def test_the_facets_of_a_question(shelf: Assistant, question: str, told: list[str]) -> None:
    library = shelf.library
    query = understand(question, library.catalogue, library.vocabulary)
    assert [facet.query.question for facet in facets(query)] == told


@pytest.mark.parametrize(
    ("question", "several"),
    [
        (STORY, True),
        ("我妈83岁，一个人住，家里想装扶手，她在社区食堂吃饭，都能补点什么", True),
        ("我们厂今年首次进规上，这笔奖励多少钱", False),
        ("第三条什么时候开始执行", False),
        ("买了喷涂线，发票丢了还能报吗", False),
    ],
)
def test_who_asks_for_all_that_he_gets_is_told_from_who_asks_for_one_thing(
    shelf: Assistant, question: str, several: bool
) -> None:
    library = shelf.library
    query = understand(question, library.catalogue, library.vocabulary)
    assert (asks_several(library, query, facets(query)) >= 0.2) is several


@pytest.mark.deep
def test_weights_are_of_the_features_in_use_and_fitted_on_the_questions_that_are_here() -> None:
    """Red? The questions or the features changed: `policy eval train --facets` fits the weights anew."""
    models, learn = facet_models(), load_split("learn")
    assert (models.several.names, models.clause.names, models.clause_trees.names) == (SEVERAL, FACETED, FACETED)
    assert len(set(FACETED)) == len(FACETED)
    assert learn is not None
    assert all(read(name)["fitted_on"]["learn"] == learn.fingerprint for name in ("several", "facets", "facets_trees"))


def test_no_weight_is_a_dead_one() -> None:
    assert np.isfinite(facet_models().clause.weights).all()
