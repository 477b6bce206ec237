"""A document of a larger place holds inside it, one of the whole country everywhere: said so, matched too; no place is asked of it."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answering.match import match
from assistant.answering.match_answer import what_can_i_get
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


# ---------------------------------------------------------------- a county inside a city

CITY = """滁州市人民政府关于印发滁州市民宿扶持办法的通知
滁政发〔2026〕6号
各县（市、区）人民政府：
现将《滁州市民宿扶持办法》印发给你们，请认真执行。
滁州市人民政府
2026年1月20日
滁州市民宿扶持办法
第一条 对新开办的民宿，一次性奖励5万元。由市文旅局负责。
第二条 对获评丙级旅游民宿的企业，给予3万元奖励。
第三条 申报民宿奖励的，应当在每年9月30日前向市文旅局提交申请表。
第四条 本办法自2026年2月1日起施行，有效期3年。
"""
TEAROOMS = """天长市茶馆扶持办法
第一条 对新开办的茶馆，一次性奖励2万元。由市商务局负责。
第二条 本办法自2026年2月1日起施行，有效期3年。
天长市人民政府
2026年1月20日
"""
ELSEWHERE = TEAROOMS.replace("天长市", "松塔县").replace("茶馆", "绣坊").replace("2万元", "6万元")
NOT_ITS_OWN = "文件库里没有「{}」自己的文件，以下出自它所在的滁州市的文件。"
ASK_THERE = "「{}」自己有没有规定，这里查不到；引用的是它所在的滁州市的文件。"


@pytest.fixture(scope="module")
def nearby() -> Assistant:
    pool = Pool()
    texts = [("民宿.txt", CITY), ("茶馆.txt", TEAROOMS), ("绣坊.txt", ELSEWHERE)]
    corpus = corpus_of(pool, add_texts(pool, texts))
    return Assistant(corpus, MeasureIndex.build(corpus.documents, corpus.units, ToyEncoder(), progress=False))


@pytest.mark.parametrize(
    ("question", "place", "told"),
    [
        ("明光市新开办的民宿奖励多少", "明光市", "5万元"),
        ("滁州市明光市新开办的民宿奖励多少", "明光市", "5万元"),
        ("明光市有哪些补贴", "明光市", "共 2 项"),
        ("明光市第三条讲什么", "明光市", "9月30日"),
        ("来安县的民宿政策有效期到哪天", "来安县", "2029年1月31日"),
        ("我在全椒县新开办了一家民宿，能拿到什么", "全椒县", "5万元"),
        ("凤阳县丙级旅游民宿给10万元吗", "凤阳县", "3万元"),
    ],
)
def test_a_county_is_told_whose_policy_answers(nearby: Assistant, question: str, place: str, told: str) -> None:
    answer = nearby.ask(question, as_of=DAY)
    assert answer.status == "answered"
    assert NOT_ITS_OWN.format(place) in answer.text
    assert told in answer.text
    assert ASK_THERE.format(place) in answer.warnings


def test_a_match_tells_it_too(nearby: Assistant) -> None:
    found, answer = what_can_i_get(nearby, "我在明光市新开办了一家民宿", DAY)
    assert [row.benefit.amount.source for row in found.rows if row.benefit.amount] == ["5万元"]
    assert answer.text.startswith(NOT_ITS_OWN.format("明光市"))


@pytest.mark.parametrize("question", ["滁州市新开办的民宿奖励多少", "滁州市有哪些补贴", "天长市新开办的茶馆奖励多少"])
def test_a_place_with_documents_of_its_own_is_told_nothing_of_the_kind(nearby: Assistant, question: str) -> None:
    answer = nearby.ask(question, as_of=DAY)
    assert answer.status == "answered"
    assert "自己" not in answer.text
    assert "所在" not in answer.text


def test_what_neither_has_is_said_to_be_of_the_city_only(nearby: Assistant) -> None:
    answer = nearby.ask("明光市新开办的窑炉奖励多少", as_of=DAY)
    assert answer.status == "not_found"
    assert "没有「明光市」自己的文件，只有它所在的滁州市的文件" in answer.text


def test_the_citys_policy_holds_in_a_county_with_others_of_its_own(nearby: Assistant) -> None:
    found, answer = what_can_i_get(nearby, "我在天长市新开办了一家民宿", DAY)
    assert [row.benefit.amount.source for row in found.rows if row.benefit.amount] == ["5万元"]
    assert answer.text.startswith("以下出自「天长市」所在的滁州市的文件。")
    single = nearby.ask("天长市获评丙级旅游民宿的企业奖励多少", as_of=DAY)
    assert single.text.startswith("以下出自「天长市」所在的滁州市的文件。")
    assert "3万元" in single.text


def test_a_list_of_the_county_names_the_citys_documents_beside_its_own(nearby: Assistant) -> None:
    answer = nearby.ask("天长市有哪些补贴", as_of=DAY)
    assert "2万元" in answer.text
    assert "5万元" not in answer.text
    assert "「天长市」所在的滁州市也有文件：《滁州市民宿扶持办法》。" in answer.text


def test_another_county_stays_another(nearby: Assistant) -> None:
    answer = nearby.ask("明光市新开办的绣坊奖励多少", as_of=DAY)
    assert "6万元" not in answer.text


def test_the_narrowest_of_places_named_together_is_asked_of(nearby: Assistant) -> None:
    answer = nearby.ask("滁州市天长市汊涧镇新开办的茶馆奖励多少", as_of=DAY)
    assert answer.text.count("所在的") == 1
    assert "没有「汊涧镇」自己的文件，以下出自它所在的天长市的文件" in answer.text


@pytest.mark.parametrize("zone", ["滁州工业园区", "滁州经开区", "滁州高新技术产业开发区"])
def test_a_zone_that_the_citys_documents_do_not_know_is_told_what_holds_in_the_city(
    nearby: Assistant, zone: str
) -> None:
    answer = nearby.ask(f"{zone}新开办的民宿奖励多少", as_of=DAY)
    assert answer.status == "answered"
    assert "5万元" in answer.text
    assert "所在的滁州市的文件" in answer.text


def test_a_citys_clause_on_something_else_answers_nothing_for_the_county(nearby: Assistant) -> None:
    answer = nearby.ask("天长市新开办的窑炉奖励多少", as_of=DAY)
    assert "5万元" not in answer.text
