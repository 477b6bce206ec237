"""Whom to call, who decides, until when: said with the clause that states it."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answer import Answer
from assistant.ask import Assistant
from assistant.proposing.contacts import calling, lines_about
from assistant.proposing.reached import other_of_series
from assistant.reading.catalogue import _is_of_words
from assistant.reading.rounds import is_another_round, is_nowhere, rounds_asked
from assistant.reading.wanted import wanted
from corpus.measure import MAIN_PART, Document, Validity
from eval.wide.build import Pool, add_texts, corpus_of
from index.measure_index import MeasureIndex
from tests.toy import ToyEncoder

LIFTS = """松塔县冷链仓储补助办法
第一条 本办法所称冷链企业，是指在松塔县注册并自建冷库的企业。
第二条 对冷库库容1万立方米以上的企业，按用电量每千瓦时补助0.06元。设备检测报告有效期12个月。
第三条 获评三星级冷链企业的奖励10万元，四星级奖励20万元。
第四条 县商务局负责申请的审核，县统计局核对数据。建设贷款由承办银行贷款部门发放。
第五条 本办法自2026年2月1日起施行，有效期3年。
联系人：苗老师 联系电话：0396-6087 215
平台技术支持：0396-6087 333
松塔县商务局
2026年1月20日
"""


@pytest.fixture(scope="module")
def shelf() -> Assistant:
    pool = Pool()
    corpus = corpus_of(pool, add_texts(pool, [("冷链.txt", LIFTS)]))
    return Assistant(corpus, MeasureIndex.build(corpus.documents, corpus.units, ToyEncoder(), progress=False))


def asked(shelf: Assistant, question: str) -> Answer:
    return shelf.ask(question, as_of=date(2026, 12, 1))


def test_of_numbers_none_of_which_is_nearer_all_are_told(shelf: Assistant) -> None:
    lists = calling(shelf.library.units)
    assert [span.of(LIFTS) for _, span in lines_about("申请系统登不上去", lists)] == [
        "联系人：苗老师 联系电话：0396-6087 215",
        "平台技术支持：0396-6087 333",
    ]
    assert [span.of(LIFTS) for _, span in lines_about("平台打不开", lists)] == ["平台技术支持：0396-6087 333"]


def test_who_wants_help_is_told_whom_to_call(shelf: Assistant) -> None:
    assert "0396-6087 215" in asked(shelf, "松塔县冷链补助不明白的找谁，电话").text


def test_who_decides_is_the_body_not_a_bank(shelf: Assistant) -> None:
    answer = asked(shelf, "松塔县冷链补助归哪个局审核")
    assert "县商务局负责申请的审核" in answer.text
    assert answer.citations[0].measure.label == "第四条"


def test_a_policy_holds_as_its_own_clause_says_not_a_report(shelf: Assistant) -> None:
    answer = asked(shelf, "松塔县冷链仓储补助办法还有效吗，到哪年")
    assert [one.measure.label for one in answer.citations] == ["第五条"]
    assert answer.verdict == "yes"


def test_cents_are_money() -> None:
    assert "元" in wanted("冷库电费一度补几分钱")
    assert "分" not in wanted("冷库电费一度补几分钱")
    assert "分" in wanted("信用要多少分")


def test_a_class_that_is_not_granted_is_said_to_be_missing(shelf: Assistant) -> None:
    answer = asked(shelf, "松塔县获评二星级冷链企业奖励多少")
    assert answer.status == "not_stated"
    assert "没有写明「二星级」" in answer.text
    assert "10万元" in asked(shelf, "松塔县获评三星级冷链企业奖励多少").text


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("评上D级奖多少", "A级奖励3万元，B级奖励2万元", "d级"),
        ("评上D级奖多少", "C级及以上奖励3万元", None),
        ("轻型的奖多少", "大型奖励3万元，中型奖励2万元", "轻型"),
        ("小型企业奖多少", "大型奖励3万元", None),
    ],
)
def test_of_a_series_the_one_that_is_asked(question: str, text: str, other: str | None) -> None:
    pool = Pool()
    corpus = corpus_of(
        pool,
        add_texts(
            pool, [("办法.txt", f"松塔县评级奖励办法\n第一条 对企业评级，{text}。\n第二条 本办法由县商务局解释。\n")]
        ),
    )
    rows = next(unit for unit in corpus.units if unit.benefits).benefits
    assert other_of_series(question, rows, text) == other


def test_every_grant_of_the_document_whose_title_is_the_topic(shelf: Assistant) -> None:
    answer = asked(shelf, "松塔县冷链仓储有哪些补助")
    assert {"第二条", "第三条"} <= {one.measure.label for one in answer.citations}


def test_what_a_word_means_is_no_list_of_grants(shelf: Assistant) -> None:
    answer = asked(shelf, "松塔县冷链政策里说的企业是指哪些企业")
    assert "写明金额或比例的支持共" not in answer.text


def test_words_before_a_rank_are_no_place() -> None:
    assert _is_of_words("低空开跨市")
    assert not _is_of_words("岱南区")
    assert not _is_of_words("松塔县")


def test_rounds() -> None:
    notice = Document("a", "关于申报2025年度奖补的通知", "a.txt", "", issued=date(2025, 4, 1))
    lasting = Document("b", "奖补办法", "b.txt", "", validity=(Validity(date(2028, 1, 1)),), effective=date(2025, 1, 1))
    assert rounds_asked("2026年度的什么时候报") == {2026}
    assert not rounds_asked("我2026年3月注册的")
    assert not rounds_asked("补贴是每人2000对吧")
    assert is_another_round({2026}, notice)
    assert not is_another_round({2025}, notice)
    assert not is_nowhere({2026}, lasting, "")
    assert is_nowhere({2030}, lasting, "")
    assert lasting.validity_of(MAIN_PART)
