"""Figures of a question against bands, steps and parts that a clause tells in words it did not grow up with."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.ask import Assistant
from assistant.computing.choosing import best_of, computed, weighing
from assistant.computing.lacking import lacking
from assistant.proposing.reached import reached
from assistant.reading.thresholds import check, given_figures, thresholds
from corpus.grants.benefits import parse_benefits
from corpus.quantities.quantities import quantities, stretches
from eval.wide.build import Pool, add_texts, corpus_of
from index.measure_index import MeasureIndex
from tests.toy import ToyEncoder

BANDS = [
    ("达到或超过1亿元的", [("100000000", True, None, None)]),
    ("达到或者超过50人", [("50", True, None, None)]),
    ("5亿元（含）不足20亿元的", [("500000000", True, "2000000000", False)]),
    ("1亿元不足5亿元的", [("100000000", True, "500000000", False)]),
    ("奖励5万元，不足1年的", [(None, None, "1", False)]),  # of two kinds: no band
    ("首次突破10亿元", [("1000000000", False, None, None)]),
]


@pytest.mark.parametrize(("text", "bands"), BANDS)
def test_both_ends_of_a_band(text: str, bands: list[tuple[str | None, bool | None, str | None, bool | None]]) -> None:
    found = [
        (
            str(s.low) if s.low is not None else None,
            s.low_closed,
            str(s.high) if s.high is not None else None,
            s.high_closed,
        )
        for s in stretches(text)
    ]
    assert found == bands


DAYS = [
    ("公示期为七日", ["7"]),
    ("于三十日前书面告知", ["30"]),
    ("自收到之日起10日内", ["10"]),
    ("7月15日至8月14日", []),
    ("每月15日前", []),
    ("2026年11月1日至15日", []),
    ("第十日", []),
]


@pytest.mark.parametrize(("text", "days"), DAYS)
def test_days_are_counted_and_days_of_a_month_are_not(text: str, days: list[str]) -> None:
    assert [str(one.value) for one in quantities(text) if one.unit == "天"] == days


@pytest.mark.parametrize("text", ["奖500万对吧", "给500万对吗", "是500万对不"])
def test_who_asks_for_agreement_counts_no_pairs(text: str) -> None:
    assert [(one.value, one.unit) for one in quantities(text)] == [(Decimal(5_000_000), "元")]
    assert [one.unit for one in quantities("结婚3对")] == ["对"]


STEPS = "对年产值首次突破1亿元、5亿元、10亿元、50亿元的企业，分别给予20万元、50万元、100万元、300万元一次性奖励。"


@pytest.mark.parametrize(
    ("question", "amount"),
    [
        ("年产值首次破10亿奖多少", "100万元"),
        ("产值过了50亿呢", "300万元"),
        ("产值达到7亿奖多少", "50万元"),
        ("产值首次突破1亿元", "20万元"),
    ],
)
def test_of_steps_the_highest_that_is_reached_is_meant(question: str, amount: str) -> None:
    rows = parse_benefits(STEPS)
    assert [row.amount.source for row in reached(rows, question) if row.amount] == [amount]


@pytest.mark.parametrize(
    ("question", "condition", "met"),
    [
        ("产值首次破10亿", "年产值首次突破10亿元", True),
        ("产值正好10亿", "年产值超过10亿元", False),
        ("研发投入1亿元", "研发投入达到或超过1亿元", True),
        ("补贴一个月多少", "签订补贴合同满3年", None),  # what a sum is counted by, and nothing that somebody has
        ("合同签了一年", "合同期满3年", False),
    ],
)
def test_a_figure_given_against_a_condition(question: str, condition: str, met: bool | None) -> None:
    (threshold,) = thresholds(condition)
    assert check(threshold, given_figures(question)).met is met


PARTS = (
    "对技术改造项目，按设备投资额分段给予补助：500万元（含）至2000万元（不含）部分按8%，2000万元（含）至5000万元（不含）部分按10%，"
    "5000万元（含）以上部分按12%，单个项目最高800万元。"
)


@pytest.mark.parametrize(
    ("question", "yuan"),
    [
        ("设备投资3000万的技改，分段算下来补多少", 2_200_000),
        ("技改设备投资1000万能补多少钱", 400_000),
        ("技改设备投资400万能补多少钱", None),
    ],
)
def test_every_part_at_its_own_rate_though_nothing_is_paid_below(question: str, yuan: int | None) -> None:
    found = computed(question, PARTS)
    assert (int(found.yuan) if found else None) == yuan


def test_a_number_in_words_may_be_what_is_counted_by() -> None:
    text = "对年组织游客达到1万人次以上的旅行社进行奖励。每满一万人奖励一万元。"
    assert int(next(way.reckoning.yuan for way in weighing("旅行社一年带了3.5万人次，奖多少", text).ways)) == 30_000


def test_what_is_counted_by_a_word_of_its_own_is_not_left_out_of_a_sum() -> None:
    text = "对新建高级雪道、中级雪道、初级雪道分别奖励100万元、50万元、5万元。"
    assert computed("建了两条高级雪道一条初级雪道总共奖励多少", text) is None
    assert computed("建了高级雪道和初级雪道总共奖励多少", text) is not None


def test_a_rate_that_a_sum_cannot_be_brought_to_is_told() -> None:
    why = lacking(
        weighing("结算了六千万美金，能支持多少", "对结算额5000万美元以上的企业，按结算额增量的0.2%给予支持。")
    )
    assert why is not None
    assert "0.2%" in why


CLASSES = "对新评定为三星级、四星级、五星级的酒店，分别给予20万元、50万元、100万元奖励。"
EFFICIENT = "对个人购买8类1级能效产品按照销售价格20%予以补贴，2级能效产品按照销售价格的15%予以补贴。"


@pytest.mark.parametrize(
    ("text", "question", "told"),
    [
        (CLASSES, "酒店刚评上四星奖励多少", ["50万元"]),
        (CLASSES, "五星级酒店奖励多少", ["100万元"]),
        (CLASSES, "新评定星级的酒店奖励多少", ["20万元", "50万元", "100万元"]),
        (EFFICIENT, "个人购买一级能效产品补多少", ["20%"]),
        (EFFICIENT, "2级能效的补多少", ["15%"]),
    ],
)
def test_a_class_that_is_asked_for_is_not_another(text: str, question: str, told: list[str]) -> None:
    answer = opened(f"第一条 {text}").ask(f"松塔县{question}")
    given = [row.benefit.amount or row.benefit.rate for row in answer.benefits]
    assert [one.source for one in given if one] == told


@pytest.mark.parametrize("question", ["跨境电商的奖励咨询谁", "跨境电商奖励找谁", "跨境电商的奖励联系谁"])
def test_whom_to_ask_is_the_line_of_what_is_asked_about(question: str) -> None:
    told = opened(
        "一、跨境电商。对跨境电商企业奖励10万元。\n二、外贸。对外贸企业奖励5万元。\n"
        "三、联系方式\n外贸科：张三 0900-5551111（外贸）\n电商科：李四 0900-5552222（跨境电商）"
    ).ask(f"松塔县{question}")
    assert "0900-5552222" in told.text
    assert "0900-5551111" not in told.text


@pytest.mark.parametrize("question", ["绣坊补贴在哪办", "绣坊补贴去哪里申请", "绣坊补贴在哪儿能领"])
def test_where_to_go_is_not_where_it_stands(question: str) -> None:
    told = opened("一、绣坊补贴。对绣坊给予2万元补贴。\n二、绣坊补贴的申请。绣坊补贴到县政务大厅3号窗口申请办理。").ask(
        f"松塔县{question}"
    )
    assert "共出现在" not in told.text


def opened(text: str) -> Assistant:
    pool = Pool()
    body = f"松塔县奖补办法\n{text}\n第九条 本办法自2026年2月1日起施行。\n"
    corpus = corpus_of(pool, add_texts(pool, [("办法.txt", body)]))
    return Assistant(corpus, MeasureIndex.build(corpus.documents, corpus.units, ToyEncoder(), progress=False))


def test_a_bound_that_another_offer_keeps_is_not_the_reason() -> None:
    text = "带动3人（含）以下就业的，按每人2000元给予补贴；带动3人以上就业的，超出部分每增加1人给予3000元补贴，最高30000元。"
    assert "3人以下" not in (lacking(weighing("带动了5个人就业能补多少钱", text)) or "")


FUND = (
    "新设基金实际到位资金达到1亿元（含）不足5亿元的，按到位资金的0.5%奖励管理人；5亿元（含）不足20亿元的，按0.8%奖励；20亿元（含）以上的，按1%奖励。"
    "险资等长期资金占比超过30%的，上浮0.2个百分点。"
)


@pytest.mark.parametrize(
    ("question", "yuan"),
    [
        ("新设的基金到位了6个亿，奖管理人多少钱", 4_800_000),
        ("新基金实际到账刚好5个亿，险资占了四成，奖管理人多少", 5_000_000),
    ],
)
def test_the_rung_that_is_reached_and_points_added_to_its_rate(question: str, yuan: int) -> None:
    best = best_of(weighing(question, FUND).ways)
    assert best is not None
    assert int(best.reckoning.yuan) == yuan
