"""Quantities as documents and people write them: one value, one unit."""

from __future__ import annotations

from decimal import Decimal

import pytest

from corpus.quantities.quantities import quantities, stretches

READ = [
    ("补助叁拾万元整", "300000", "元"),
    ("壹佰伍拾万元", "1500000", "元"),
    ("六个亿", "600000000", "元"),
    ("一千二百万美金", "12000000", "美元"),
    ("100万美元", "1000000", "美元"),
    ("10万港币", "100000", "港元"),
    ("$20万", "200000", "美元"),
    ("3‰", "0.3", "%"),
    ("千分之五", "0.5", "%"),
    ("万分之五", "0.05", "%"),
    ("百分之三十", "30", "%"),
    ("2个百分点", "2", "%"),
    ("50个基点", "0.5", "%"),
    ("三成", "30", "%"),
    ("3倍", "3", "倍"),
    ("5元/人·月", "5", "元"),
    ("半年", "6", "月"),
    ("四份技术合同", "4", "份"),
    ("1,200,000元", "1200000", "元"),
    ("两千万", "20000000", "元"),
    ("2万3千趟", "23000", "次"),
    ("3200平", "3200", "平方米"),
]


@pytest.mark.parametrize(("words", "value", "unit"), READ)
def test_one_quantity(words: str, value: str, unit: str) -> None:
    [found] = quantities(words)
    assert (found.value, found.unit) == (Decimal(value), unit)


@pytest.mark.parametrize("words", ["第三条", "2024年", "几百万", "三级", "数十万元"])
def test_what_is_no_quantity(words: str) -> None:
    assert not [q for q in quantities(words) if q.unit]


BOUNDS = [
    ("超过1亿元", "100000000", False, False),  # exactly at 超过 is outside
    (
        "500万元以上",
        "5000000",
        None,
        None,
    ),  # the words leave it open: 以上 is taken to include it unless a rung says otherwise
    ("500万元（含）以上", "5000000", True, True),
    ("不低于500万元", "5000000", True, True),
]


@pytest.mark.parametrize(("words", "low", "closed", "held"), BOUNDS)
def test_a_bound_at_its_value(words: str, low: str, closed: bool | None, held: bool | None) -> None:
    [found] = stretches(words)
    assert (found.low, found.low_closed) == (Decimal(low), closed)
    assert found.holds(Decimal(low)) is held


@pytest.mark.parametrize(
    ("words", "bands"),
    [
        ("1000万元（含）以上、5000万元以下", [("10000000", "50000000")]),
        ("5000万元以下1000万元以上", [("10000000", "50000000")]),
        ("不低于100万元、不超过500万元的", [("1000000", "5000000")]),
        ("投资1000万元以上、贷款5000万元以下", [("10000000", "None"), ("None", "50000000")]),
        ("100万元以下、500万元以上", [("None", "1000000"), ("5000000", "None")]),
        ("300万元≤X＜900万元", [("3000000", "9000000")]),
        ("18岁≤年龄≤45岁", [("18", "45")]),
        ("X≥900万元", [("9000000", "None")]),
        ("x＜300万元", [("None", "3000000")]),
        ("《2023年某某办法》", []),
    ],
)
def test_two_bounds_beside_each_other_are_one_band(words: str, bands: list[tuple[str, str]]) -> None:
    assert [(str(one.low), str(one.high)) for one in stretches(words)] == bands


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("单户担保金额200 万元以下（含200 万元）", ["200 万元", "200 万元"]),
        ("设立满3 年、 2 名以上备案代理师、授权50 件以上", ["3 年", "2 名", "50 件"]),
        ("按投资额的 20 % 补助", ["20 %"]),
        ("2023 年底前", []),  # which year, not how long
        ("1 项目名称\n2 人才引进 | 3 场地", []),  # the number of a line, or of a cell
        ("不低于\n200 万元", ["200 万元"]),
    ],
)
def test_spaces_that_a_page_sets_around_figures(words: str, read: list[str]) -> None:
    assert [words[one.start : one.end] for one in quantities(words) if one.unit] == read


@pytest.mark.parametrize(
    ("words", "tight"),
    [
        ("200 万元以下的", "200万元以下的"),
        ("500 万元（含） - 2000 万元", "500万元（含）-2000万元"),
        ("设立满 3 年", "设立满3年"),
        ("总场次不得少于 5 场", "总场次不得少于5场"),
    ],
)
def test_a_bound_is_the_same_with_spaces(words: str, tight: str) -> None:
    [spaced], [bare] = stretches(words), stretches(tight)
    assert (spaced.unit, spaced.low, spaced.high, spaced.low_closed) == (
        bare.unit,
        bare.low,
        bare.high,
        bare.low_closed,
    )
    assert "".join(words[spaced.start : spaced.end].split()) == tight[bare.start : bare.end]


@pytest.mark.parametrize(("words", "value"), [("不得少于5场", "5"), ("不得低于2万元", "20000"), ("不少于5场", "5")])
def test_what_may_not_be_less_is_a_lower_bound(words: str, value: str) -> None:
    [found] = stretches(words)
    assert (found.low, found.high) == (Decimal(value), None)


@pytest.mark.parametrize(("words", "times"), [("一辈子只给一回", ["1"]), ("这是两回事", []), ("来过3回", ["3"])])
def test_how_often(words: str, times: list[str]) -> None:
    assert [str(one.value) for one in quantities(words) if one.unit == "次"] == times
