"""What a clause says is due: windows, last days, tasks, of one year or of every year; validity is none of them."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.facts.due import due_of
from corpus.parse import parse_text

CASES = [
    ("申报时间为2025年3月24日至2025年4月25日。", "window", "2025-03-24", "2025-04-25", False),
    ("材料须于2026年8月31日前报送县工信局。", "deadline", None, "2026-08-31", False),
    ("截止受理日期为2026年12月31日。", "deadline", None, "2026-12-31", False),
    ("2025年6月底前建成服务平台。", "task", None, "2025-06-30", False),
    ("每年3月1日至4月15日集中受理。", "window", "2000-03-01", "2000-04-15", True),
    ("企业应于每年1月31日前提交申请。", "deadline", None, "2000-01-31", True),
    ("机构于每年2月底前申请。", "deadline", None, "2000-02-29", True),
    ("资金于每年11月底前拨付。", "task", None, "2000-11-30", True),
    ("每年三月一日至四月三十日集中受理。", "window", "2000-03-01", "2000-04-30", True),
    ("每年十二月受理申报。", "window", "2000-12-01", "2000-12-31", True),
    ("企业应于每年十一月二十五日前提交申请。", "deadline", None, "2000-11-25", True),
    ("机构于每年二月底前申请。", "deadline", None, "2000-02-29", True),
]  # fmt: skip
NOT_DUE = (
    "本办法自2024年8月20日起实施，至2027年8月19日止。",
    "本措施有效期至2025年12月31日。",
    "力争到2026年全市进出口总额突破900亿元。",
    "2024年以前已领过的不得再领。",
    "对2023年认定的企业奖励20万元。",
    "每年三个月内受理申报。",
    "每年十三月受理申报。",
)


@pytest.mark.parametrize(("sentence", "kind", "first", "last", "yearly"), CASES)
def test_limits_are_read(sentence: str, kind: str, first: str | None, last: str, yearly: bool) -> None:
    (unit,) = [unit for unit in parse_text(f"第一条 {sentence}", "x") if unit.kind == "measure"]
    (due,) = due_of(unit)
    assert (due.kind, due.yearly, due.last.isoformat()) == (kind, yearly, last)
    assert (due.first.isoformat() if due.first else None) == first
    assert due.words.rstrip("。") in sentence or sentence.rstrip("。") in due.words


@pytest.mark.parametrize("sentence", NOT_DUE)
def test_validity_goals_and_mere_years_are_no_limits(sentence: str) -> None:
    units = parse_text(f"第一条 {sentence}", "x")
    assert [due for unit in units for due in due_of(unit)] == []


def test_two_months_of_a_year_are_two_windows() -> None:
    (unit,) = parse_text("第一条 每年3月、9月各受理一次。", "x")
    assert [(due.first, due.last) for due in due_of(unit)] == [
        (date(2000, 3, 1), date(2000, 3, 31)),
        (date(2000, 9, 1), date(2000, 9, 30)),
    ]


def test_a_yearly_limit_comes_back_the_next_time_it_ends() -> None:
    (unit,) = parse_text("第一条 每年3月1日至4月15日集中受理。", "x")
    (due,) = due_of(unit)
    assert due.on(date(2026, 4, 15)) == (date(2026, 3, 1), date(2026, 4, 15))
    assert due.on(date(2026, 4, 16)) == (date(2027, 3, 1), date(2027, 4, 15))
