"""What a list asks once holds for each of its items; what it does not ask is added to none."""

from __future__ import annotations

import pytest

from corpus.grants.benefits import parse_benefits
from corpus.grants.leads import leads_in

STEPS = "对托管面积在500亩以上的服务组织，按环节补助：1.深松每亩补助15元；2.播种每亩补助8元。"
KINDS = "取得型号合格证并实现首台交付的整机企业：大型无人机奖励500万元，中型无人机奖励200万元。"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (STEPS, ["托管面积在500亩以上"] * 2),
        (KINDS, ["取得型号合格证并实现首台交付"] * 2),
        ("按下列标准给予补助：\n1.深松每亩补助15元；\n2.播种每亩补助8元。", ["", ""]),
        ("对符合下列条件的企业给予奖励：1.新认定的，奖励5万元；2.复核的，奖励2万元。", ["", ""]),
    ],
)
def test_each_item_has_what_the_list_asks(text: str, asked: list[str]) -> None:
    rows = parse_benefits(text, 100)
    assert len(rows) == len(asked)
    for row, words in zip(rows, asked, strict=True):
        assert words in row.condition
        assert "下列" not in row.condition
        shown = [text[span.start - 100 : span.end - 100] for name, span in row.evidence if name == "condition"]
        assert any(words in each for each in shown) or not words


def test_behind_the_list_nothing_is_asked() -> None:
    [lead] = leads_in(f"{STEPS}\n单个主体每年最高5万元。")
    assert lead.items.end <= len(STEPS)
