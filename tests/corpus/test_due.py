"""What a clause says is due: windows, last days, tasks, of one year or of every year; validity is none of them."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.facts.due import due_of, round_of
from corpus.measure import Document
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
    ("企业于2026年7月15日至8月14日登录平台在线填报。", "window", "2026-07-15", "2026-08-14", False),
    ("合作社于2026年4月1日至30日向所在镇提出申请，逾期不予受理。", "window", "2026-04-01", "2026-04-30", False),
    ("受理时间为2026年11月1日至11月15日，逾期不予受理。", "window", "2026-11-01", "2026-11-15", False),
    ("申报期：2026.7.15-8.14。", "window", "2026-07-15", "2026-08-14", False),
    ("材料须于2026年12月1日至次年1月15日递交。", "window", "2026-12-01", "2027-01-15", False),
    ("每年11月1日至次年1月31日受理申报。", "window", "2000-11-01", "2000-01-31", True),
    ("报名截至2026年8月31日。", "deadline", None, "2026-08-31", False),
    ("纸质材料于8月20日（星期四）17:00前报送县商务局。", "deadline", None, "2026-08-20", False),
    ("各镇于1月31日前完成核实。", "task", None, "2027-01-31", False),
]  # fmt: skip
NOT_DUE = (
    "本办法自2024年8月20日起实施，至2027年8月19日止。",
    "本措施有效期至2025年12月31日。",
    "力争到2026年全市进出口总额突破900亿元。",
    "2024年以前已领过的不得再领。",
    "对2023年认定的企业奖励20万元。",
    "每年三个月内受理申报。",
    "每年十三月受理申报。",
    "截至2024年末，全市普惠贷款余额3000亿元。",
    "截至2025年6月30日，已受理申请300件。",
    "申报企业2025年7月1日至2026年6月30日期间发生的费用可以补贴。",
    "对2025年1月1日至12月31日购买的设备，企业可申请补贴。",
)


@pytest.mark.parametrize(("sentence", "kind", "first", "last", "yearly"), CASES)
def test_limits_are_read(sentence: str, kind: str, first: str | None, last: str, yearly: bool) -> None:
    (unit,) = [unit for unit in parse_text(f"第一条 {sentence}", "x") if unit.kind == "measure"]
    (due,) = due_of(unit, date(2026, 3, 10))
    assert (due.kind, due.yearly, due.last.isoformat()) == (kind, yearly, last)
    assert (due.first.isoformat() if due.first else None) == first
    assert due.words.rstrip("。") in sentence or sentence.rstrip("。") in due.words


@pytest.mark.parametrize("sentence", NOT_DUE)
def test_validity_goals_and_mere_years_are_no_limits(sentence: str) -> None:
    units = parse_text(f"第一条 {sentence}", "x")
    assert [due for unit in units for due in due_of(unit, date(2026, 3, 10))] == []


TWICE_A_YEAR = (
    "每年集中受理两次，3月1日至3月31日、9月1日至9月30日。",
    "每年集中受理两次，分别为3月1日至31日和9月1日至30日。",
    "申请每年受理两批：3月1日至3月31日，9月1日至9月30日。",
)


@pytest.mark.parametrize("sentence", TWICE_A_YEAR)
def test_every_year_holds_for_all_days_of_its_sentence(sentence: str) -> None:
    (unit,) = parse_text(f"第一条 {sentence}", "x")
    assert [(due.kind, due.first, due.last, due.yearly) for due in due_of(unit)] == [
        ("window", date(2000, 3, 1), date(2000, 3, 31), True),
        ("window", date(2000, 9, 1), date(2000, 9, 30), True),
    ]


def test_a_day_without_a_year_is_of_the_year_named_before_it() -> None:
    sentence = "企业于2026年7月15日至8月14日申报。各区于8月28日前完成初审。纸质材料于8月20日前报送。"
    (unit,) = parse_text(f"第一条 {sentence}", "x")
    assert [(due.kind, due.last) for due in due_of(unit)] == [
        ("window", date(2026, 8, 14)),
        ("task", date(2026, 8, 28)),
        ("deadline", date(2026, 8, 20)),
    ]


def test_a_day_whose_year_nothing_tells_is_no_limit() -> None:
    (unit,) = parse_text("第一条 材料于8月20日前报送县商务局。", "x")
    assert due_of(unit) == ()


def test_a_heading_says_what_the_days_below_it_are_for() -> None:
    text = "一、申报时间\n2026年7月15日至2026年8月14日。\n二、支持期间\n2025年7月1日至2026年6月30日期间发生的费用。\n"
    found = [(unit.label, due.kind) for unit in parse_text(text, "x") for due in due_of(unit)]
    assert found == [("一、", "window")]


@pytest.mark.parametrize(
    ("title", "given"),
    [
        ("白石县商务局关于组织申报专项资金的通知", date(2026, 6, 1)),
        ("白石县2026年稳岗扶持实施方案", date(2026, 6, 1)),
        ("白石县支持商务发展若干措施", None),
    ],
)
def test_only_a_notice_of_one_round_lends_its_year(title: str, given: date | None) -> None:
    document = Document("d", title, "d.txt", "0", issued=date(2026, 6, 1))
    assert round_of(document) == given


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
