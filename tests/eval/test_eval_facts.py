"""Facts as values: each row is one way a fact is written, and whether it counts as said."""

from decimal import Decimal

import pytest

from assistant.writing.values import values_in
from eval.facts import is_stated

SAID = [
    ("20万元", "给予一次性20万元奖励"),
    ("20万元", "奖励200,000元。"),
    ("20万元", "奖励200000元"),
    ("20万元", "奖励二十万元"),
    ("20万元", "奖励２０万元"),
    ("20万元", "最高20 万元"),
    ("20万元", "一次给20万。"),
    ("20万元", "一次给20万块"),
    ("1.5亿元", "总规模１．５亿元"),
    ("1.5亿元", "总规模15,000万元"),
    ("3000万元", "安排三千万元"),
    ("1000万元", "出资额不低于1千万元"),
    ("3%", "按3％给予补贴"),
    ("3%", "按百分之三给予补贴"),
    ("0.5%", "0.50%"),
    ("2025年12月31日", "有效期至2025-12-31"),
    ("2025年12月31日", "有效期至2025/12/31止"),
    ("2025年12月31日", "二〇二五年十二月三十一日"),
    ("2025-12-31", "有效期至2025年12月31日。"),
    ("市科技局", "牵头单位:市科技局,责任单位"),
    ("“多规合一”", "「多规合一」的规划体系"),
    ("82件", "达到82件"),
    ("兰发〔2019〕20号", "见兰发[2019]20号"),
    ("兰发〔2019〕20号", "见兰发﹝2019﹞20号"),
    ("区科技局、区农业局", "区科技局[1]、区农业局[12]"),
    ("连续三年", "连续 三年每年"),
    ("6+4", "“6+4”政策"),
]
NOT_SAID = [
    ("20万元", "给予120万元奖励"),
    ("20万元", "给予20亿元"),
    ("20万元", "0.20万元"),
    ("20万元", "20万平方米"),
    ("20万元", "20%"),
    ("2%", "62%"),
    ("2%", "0.2%"),
    ("2%", "0.2个百分点"),
    ("82件", "182件"),
    ("82件", "8.82件"),
    ("2022年", "12022年"),
    ("第1", "第11条"),
    ("2025年12月31日", "2025年12月3日"),
    ("2025年12月31日", "2025年12月"),
    ("市科技局", "区科技局"),
    ("市科技局", ""),
    ("100万平方米", "100万元"),
]


@pytest.mark.parametrize(("fact", "text"), SAID)
def test_said(fact: str, text: str) -> None:
    assert is_stated(fact, text)


@pytest.mark.parametrize(("fact", "text"), NOT_SAID)
def test_not_said(fact: str, text: str) -> None:
    assert not is_stated(fact, text)


def test_an_impossible_day_is_only_words() -> None:
    assert is_stated("2025年13月41日", "至2025年13月41日")
    assert not is_stated("2025年13月41日", "至2025-13-41")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("奖励２０万元，占3%", [("元", 200000), ("%", 3)]),
        ("82件、三年内、五家", [("数", 82), ("数", 3), ("数", 5)]),
        ("连续三年每年", [("数", 3)]),
        ("一次性给予，一年一评", []),  # 一 counts nothing
        ("以下三项支持", []),  # counting the answer's own points
        ("1,500件", [("数", 1500)]),
        ("给20万元[12]。", [("元", 200000)]),  # a marker is no number
        ("A9园区、e5模型", []),
        ("没有数字", []),
    ],
)
def test_every_number_of_a_text(text: str, expected: list[tuple[str, int]]) -> None:
    assert [value for _, value in values_in(text)] == [(kind, Decimal(number)) for kind, number in expected]
