"""Schemes beyond one sentence: tables, fines, interest, parts, differences; what is missing; which rows figures reach."""

from __future__ import annotations

import json
from datetime import date
from importlib import resources

import pytest

from assistant.answer import Answer
from assistant.computing.changes import changes_of, paired_share, stages_of
from assistant.computing.choosing import DOUBTS, computed, weighing
from assistant.computing.lacking import lacking
from assistant.computing.read import read_scheme
from assistant.proposing.reached import other_of_series, reached
from corpus.parse import parse_text
from eval.wide.set import load_split
from eval.wide.sums import AskedSum, load_sums, verdict_of

TABLE = "设备投资补助标准（单位：万元）：\n设备投资额 | 补助比例 | 最高补助额\n200（含）—1000 | 6% | 60\n1000（含）—3000 | 8% | 240"
FREIGHT = "按发运量给予奖励：\n年度发运重箱（标箱） | 去程（元/标箱） | 回程（元/标箱）\n300（含）至1000 | 150 | 200\n1000（含）至3000 | 220 | 280\n单家企业全年合计不超过40万元。"
CONTRACTS = "对成功实现技术转移的企业，按技术交易额的3%给予补贴，单个技术合同补贴金额最高50万元，每个单位年度补贴金额不超过150万元。"
TAX = "年薪达到120万元以上的人才，按个人所得税地方留成部分的50%奖励。"
STANDARDS = "对主导制定国家标准、行业标准的企业，分别给予20万元、15万元奖励。"
BANDS = "年产值1亿元至5亿元的企业，奖励10万元；5亿元至10亿元的企业，奖励20万元；10亿元以上的企业，奖励50万元。"

SUMS = [
    ("设备投资800万，能补多少", TABLE, "48万元"),
    ("设备投资整整1000万，能补多少", TABLE, "80万元"),  # the row that says (含)
    ("去程发了1800个重箱，奖多少", FREIGHT, "39.6万元"),
    ("签了四份技术合同，每份技术交易额都是2000万元，一共能补多少", CONTRACTS, "150万元"),
    ("年产值6亿元的企业奖励多少", BANDS, "20万元"),
]


@pytest.mark.parametrize(("question", "clause", "result"), SUMS)
def test_what_it_comes_to(question: str, clause: str, result: str) -> None:
    found = computed(question, clause)
    assert found is not None
    assert found.result == result


def test_a_row_that_is_a_clause_of_its_own_means_what_stands_above_it() -> None:
    head, row = TABLE.rsplit("\n", 1)
    [offer] = read_scheme(row, head + "\n").offers
    assert (str(offer.value), [cap.source for cap in offer.caps]) == ("0.08", ["240万元"])
    assert row[offer.start : offer.end] == "8%"


def test_a_fine_is_no_grant() -> None:
    scheme = read_scheme("骗取补助的，处骗取金额一倍以上三倍以下罚款；未按期报告的，处二万元以上十万元以下罚款。")
    assert [offer.kind for offer in scheme.offers] == ["fine", "fine"]
    assert computed("未按期报告，我们花了30万，能补多少", "未按期报告的，处二万元以上十万元以下罚款。") is None


CHANGES = [
    ("参与制定的减半", "0.5", "rate"),
    ("西部班列按上表标准的六成计算", "0.6", "rate"),
    ("以海洋装备为主题的,上浮20%", "1.2", "rate"),
    ("考核良好的发放百分之八十", "0.8", "paid"),
    ("老区乡镇在最高限额上上浮20%", "1.2", "cap"),
    ("参与的按上述额度的五分之一给予", "0.2", "rate"),
]


@pytest.mark.parametrize(("sentence", "factor", "of"), CHANGES)
def test_what_changes_a_sum(sentence: str, factor: str, of: str) -> None:
    [change] = changes_of([sentence])
    assert (str(change.factor), change.of) == (factor, of)


@pytest.mark.parametrize("sentence", ["按投资额的20%给予补助", "按实际租金的一半给予补贴", "研发人员占比达到60%的企业"])
def test_what_is_no_change(sentence: str) -> None:
    assert not [change for change in changes_of([sentence]) if change.factor is not None]


def test_how_a_sum_is_paid_out() -> None:
    assert [str(s) for s in stages_of(["分三年按5:3:2的比例兑付"])[0].shares] == ["0.5", "0.3", "0.2"]
    assert [str(s) for s in stages_of(["验收后拨付60%,满一年再拨付40%"])[0].shares] == ["0.6", "0.4"]
    assert not stages_of(["按投资额的60%给予补助"])
    assert str(paired_share("夫妻双方均符合条件的,按较高一方全额、另一方的50%发放")) == "0.5"


MISSING = [
    ("年薪一百二十万元的人能奖励多少", TAX, "还缺它的金额"),
    ("公司年薪150万的高管能拿多少奖励", TAX, "个人所得税地方留成部分"),
]


@pytest.mark.parametrize(("question", "clause", "words"), MISSING)
def test_what_is_missing_is_said(question: str, clause: str, words: str) -> None:
    assert computed(question, clause) is None
    told = lacking(weighing(question, clause))
    assert told is not None
    assert words in told


@pytest.mark.parametrize("question", ["材料要哪些", "年薪120万能申请吗", "什么时候截止"])
def test_nothing_is_said_to_be_missing_where_no_sum_is_asked_for(question: str) -> None:
    assert lacking(weighing(question, TAX)) is None


def test_rows_of_another_band_are_not_told() -> None:
    [unit] = [u for u in parse_text(f"一、奖励\n{BANDS}", "x") if u.benefits]
    kept = reached(unit.benefits, "年产值6亿元的企业奖励多少")
    assert "10万元" not in {row.amount.source for row in kept if row.amount}


def test_a_later_band_is_told_though_the_question_has_the_words_of_the_first() -> None:
    text = "对固定资产投资1亿元（含）至5亿元的项目，按投资额的2%奖励；5亿元（含）以上的，按3%奖励，最高2000万元。"
    [unit] = [u for u in parse_text(f"一、奖励\n{text}", "x") if u.benefits]
    first = unit.benefits[:1]
    told = reached(first, "投资6亿元的项目奖励比例", among=unit.benefits)
    assert [row.rate.source for row in told if row.rate] == ["3%"]
    told = reached(first, "投资2亿元的项目奖励比例", among=unit.benefits)
    assert [row.rate.source for row in told if row.rate] == ["2%"]


def test_one_of_a_series_is_not_the_answer_for_another() -> None:
    [unit] = [u for u in parse_text(f"一、奖励\n{STANDARDS}", "x") if u.benefits]
    assert other_of_series("企业标准奖励多少", unit.benefits, unit.text) == "企业标准"
    assert other_of_series("行业标准奖励多少", unit.benefits, unit.text) is None
    assert other_of_series("标准奖励多少", unit.benefits, unit.text) is None


def test_weights_have_the_sign_that_reason_gives_them() -> None:
    from eval.train_sums import EITHER, EXPECTED, FOR  # here: it brings scipy, and every worker collects this file

    made = json.loads((resources.files("assistant.learned") / "sums.json").read_text("utf-8"))
    for name, weight in made["weights"].items():
        assert name in EITHER or (weight >= 0) == (name in FOR), name
    assert set(EXPECTED) >= DOUBTS
    assert made["report"]


@pytest.mark.parametrize(
    ("must", "text", "verdict"),
    [
        (("40万元",), "400万元 × 10% = 40万元，即40万元。[1]", "right"),
        (("40万元",), "500万元 × 10% = 50万元，即50万元。[1]", "wrong"),
        (("40万元",), "不能直接算出，因为还缺月数。[1]", "honest"),
        (("40万元",), "奖励40万元。[1]", "shown"),
        ((), "500万元 × 10% = 50万元，即50万元。[1]", "wrong"),
        ((), "不能直接算出，因为还缺它的金额。[1]", "honest"),
    ],
)
def test_what_an_answer_to_a_sum_is(must: tuple[str, ...], text: str, verdict: str) -> None:
    assert (
        verdict_of(
            AskedSum("x", "补多少", must, is_refused=not must), Answer("补多少", "answered", text, date(2026, 1, 1))
        )
        == verdict
    )


@pytest.mark.parametrize("split", ["learn", "dev"])
def test_the_sums_of_a_split_are_there(split: str) -> None:
    wide = load_split(split)
    assert wide is not None
    sums = load_sums(wide)
    assert sums
    assert {one.file for one in sums} <= {path.name for path in wide.files}
    assert all(one.is_refused or one.must for one in sums)
