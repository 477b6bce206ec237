"""A sum that a clause gives by likening (参照乙级标准奖励), and figures that are factors of a formula."""

from __future__ import annotations

import pytest

from corpus.grants.benefits import parse_benefits

LEVELS = "对新评为甲级民宿的，一次性奖励30万元；对新评为乙级民宿的，一次性奖励12万元；"
RATE = "对绿色工厂，按投资额的6%给予补助，最高90万元；"


@pytest.mark.parametrize(
    ("text", "recipient", "paid"),
    [
        (f"{LEVELS}对新评为省级示范村的，参照乙级民宿标准奖励。", "省级示范村", "12万元"),
        (f"{LEVELS}对首次获评示范村的，比照甲级民宿的标准给予奖励。", "示范村", "30万元"),
        (f"{LEVELS}对国家级旅游度假区¹的，参照乙级民宿\n标准奖励，并优先安排用地。", "国家级旅游度假区", "12万元"),
        (f"{RATE}对绿色园区，按照绿色工厂标准执行。", "绿色园区", "6%"),
        ("对国家级工艺大师，每人补助8万元；对省级工艺大师，每人补助3万元。对引进的外籍名匠，比照国家级工艺大师的标准给予补助。", "引进的外籍名匠", "8万元"),
    ],
)  # fmt: skip
def test_a_sum_is_given_by_likening(text: str, recipient: str, paid: str) -> None:
    row = next(one for one in parse_benefits(text) if one.recipient == recipient)
    figure = row.amount or row.rate
    assert figure is not None
    assert figure.source == paid
    assert row.span.contains(figure.span)
    assert all(span.of(text) for _, span in row.evidence)


@pytest.mark.parametrize(
    "text",
    [
        f"{LEVELS}对省级示范村，参照民宿标准奖励。",  # which of the two?
        f"{LEVELS}对省级示范村，参照国家标准执行。",
        f"{LEVELS}民宿应当按照消防标准执行。",
    ],
)
def test_what_is_like_none_of_them_or_several_is_given_nothing(text: str) -> None:
    assert [one.amount.source for one in parse_benefits(text) if one.amount] == ["30万元", "12万元"]


@pytest.mark.parametrize(
    "text",
    [
        "补助金额=（设备投资额−100万元）×10%。",
        "返还金额=上年度缴纳失业保险费×60%÷12×实际月数。",
        "奖励资金按公式计算：奖励资金=节能量×200元。",
    ],
)
def test_a_factor_of_a_formula_is_no_grant(text: str) -> None:
    assert parse_benefits(text) == ()
