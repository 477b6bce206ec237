"""Dates and periods as documents write them; what only looks like one is none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.quantities.times import parse_periods, parse_times
from tests.examples import examples


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("自2021年3月1日起施行", [("2021-03-01", "2021-03-01", "2021年3月1日")]),
        ("２０２１年３月１日", [("2021-03-01", "2021-03-01", "２０２１年３月１日")]),
        ("二〇二〇年六月十六日", [("2020-06-16", "2020-06-16", "二〇二〇年六月十六日")]),
        ("2020-06-16、2020.6.16、2020/6/16", [("2020-06-16", "2020-06-16", w) for w in ("2020-06-16", "2020.6.16", "2020/6/16")]),
        ("2024年2月", [("2024-02-01", "2024-02-29", "2024年2月")]),
        ("2016年至2018年", [("2016-01-01", "2018-12-31", "2016年至2018年")]),
        ("2016-2018年", [("2016-01-01", "2018-12-31", "2016-2018年")]),
        ("2020年1月1日至2022年12月31日", [("2020-01-01", "2022-12-31", "2020年1月1日至2022年12月31日")]),
        ("2026年7月15日至8月14日", [("2026-07-15", "2026-08-14", "2026年7月15日至8月14日")]),
        ("2026年4月1日—30日", [("2026-04-01", "2026-04-30", "2026年4月1日—30日")]),
        ("2026年11月1日至次年1月31日", [("2026-11-01", "2027-01-31", "2026年11月1日至次年1月31日")]),
        ("2026.7.15-8.14", [("2026-07-15", "2026-08-14", "2026.7.15-8.14")]),
        ("2026年7月15日（星期三）9:00至8月14日", [("2026-07-15", "2026-08-14", "2026年7月15日（星期三）9:00至8月14日")]),
        ("2026年4月10日至5日内", [("2026-04-10", "2026-04-10", "2026年4月10日")]),
        ("到2025年底，2025年末", [("2025-12-31", "2025-12-31", "2025年底"), ("2025-12-31", "2025-12-31", "2025年末")]),
        ("2021年2月30日", []),
        ("12020年，217年9月28日，3020年", []),
        ("国办发〔2018〕117号", []),
    ],
)  # fmt: skip
def test_dates(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(str(when.first), str(when.last), when.source) for when in parse_times(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("连续三年给予补贴", [(3, "year", "三年")]),
        ("有效期5年", [(5, "year", "5年")]),
        ("3年内每年", [(3, "year", "3年")]),
        ("6个月、18个月", [(6, "month", "6个月"), (18, "month", "18个月")]),
        ("30日内办结，10个工作日内", [(30, "day", "30日"), (10, "working day", "10个工作日")]),
        ("试行半年", [(6, "month", "半年")]),
        ("不少于24小时，两周", [(24, "hour", "24小时"), (2, "week", "两周")]),
        ("6月底前，2020年6月，6月30日", []),
        ("第三年起，2020年，每年", []),
        ("4月1日至30日受理", []),
        ("30日起，3月15日", [(30, "day", "30日")]),
    ],
)
def test_periods(text: str, expected: list[tuple[int, str, str]]) -> None:
    assert [(period.count, period.unit, period.source) for period in parse_periods(text)] == expected


@given(st.text(alphabet="0123456789０一二三十零〇年月日底半个工作天周至到-./ 起第前内号〔〕<p>&", max_size=80))
@settings(max_examples=examples(400), deadline=None)
def test_every_fact_is_its_own_words(text: str) -> None:
    for fact in (*parse_times(text), *parse_periods(text)):
        assert fact.span.of(text) == fact.source
    for when in parse_times(text, offset=7):
        assert date.min <= when.first <= when.last
        assert when.source == text[when.span.start - 7 : when.span.end - 7]


@pytest.mark.parametrize("year", ["0000", "〇〇〇〇", "零零零零"])
@pytest.mark.parametrize("rest", ["年", "年1月", "年1月1日", ".12.31", "-12-31", "年至2020年", "年底"])
def test_a_form_that_nobody_filled_in_has_no_date(year: str, rest: str) -> None:
    """One such year was an error, and the whole document was refused."""
    assert [when.first.year for when in parse_times(f"自{year}{rest}起，2021年3月1日止")][-1:] == [2021]
