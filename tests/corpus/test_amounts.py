"""Money, percentages and dates: what is read, and what only looks like one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.quantities.amounts import parse_amounts, parse_dates, parse_loose_amounts, parse_rates
from corpus.text.normal import without_markup

AMOUNTS: list[tuple[str, list[tuple[str, str]]]] = [
    ("给予最高500万元奖励", [("5000000", "500万元")]),
    ("总规模１．５亿元", [("150000000", "１．５亿元")]),
    ("每件资助500元，每人５,０００元", [("500", "500元"), ("5000", "５,０００元")]),
    ("5,000元 12,345,678.9元", [("5000", "5,000元"), ("12345678.9", "12,345,678.9元")]),
    ("50 万元、1.5 亿 元", [("500000", "50 万元"), ("150000000", "1.5 亿 元")]),
    ("1千万元、2百万元、30千元", [("10000000", "1千万元"), ("2000000", "2百万元"), ("30000", "30千元")]),
    ("1亿5000万元", [("150000000", "1亿5000万元")]),
    ("2万亿元", [("2000000000000", "2万亿元")]),
    ("人民币50万元整", [("500000", "50万元")]),
    # Chinese numerals
    ("三千万元", [("30000000", "三千万元")]),
    ("三千五百万元", [("35000000", "三千五百万元")]),
    ("一亿五千万元", [("150000000", "一亿五千万元")]),
    ("一点五亿元", [("150000000", "一点五亿元")]),
    ("二十万元和五万元", [("200000", "二十万元"), ("50000", "五万元")]),
    ("两百元", [("200", "两百元")]),
    # formal numerals
    ("人民币壹佰万元整", [("1000000", "壹佰万元")]),
    ("贰拾伍万元", [("250000", "贰拾伍万元")]),
    ("壹仟贰佰叁拾肆万伍仟元、叁佰圆、伍佰零伍元", [("12345000", "壹仟贰佰叁拾肆万伍仟元"), ("300", "叁佰圆"), ("505", "伍佰零伍元")]),
    ("大陆元素、数拾万元", []),
    # ranges and lists that share one unit
    ("50-100万元", [("500000", "50"), ("1000000", "100万元")]),
    ("5000至20000元", [("5000", "5000"), ("20000", "20000元")]),
    ("10万～20万元", [("100000", "10万"), ("200000", "20万元")]),
    ("10万元&mdash;100万元", [("100000", "10万元"), ("1000000", "100万元")]),
    ("10&mdash;100万元", [("100000", "10"), ("1000000", "100万元")]),
    ("分别给予100万、50万、20万元", [("1000000", "100万"), ("500000", "50万"), ("200000", "20万元")]),
    ("分别奖励50、40、20万元", [("500000", "50"), ("400000", "40"), ("200000", "20万元")]),
    ("奖励100/50/20万元", [("1000000", "100"), ("500000", "50"), ("200000", "20万元")]),
    # leftover markup
    ("给予<b>300</b>万元、20<sup>1</sup>万元、5万<sup>[2]</sup>元", [("3000000", "300</b>万元"), ("200000", "20<sup>1</sup>万元"), ("50000", "5万<sup>[2]</sup>元")]),
    # numbers of clauses are no sums
    ("3、50万元以上的项目", [("500000", "50万元")]),
    ("附件2、50万元", [("500000", "50万元")]),
    ("2020年、50万元", [("500000", "50万元")]),
    ("2020年10万元", [("100000", "10万元")]),
    # not money
    ("2025年新增5家企业", []),
    ("3单元、2元件、三元锂电池、5元宇宙、一元化、2元素", []),
    ("100万美元、50万欧元、30万港元、5000日元", []),
    ("数十万元、几百万元、30余万元、十几万元、万元产值、亿元企业", []),
    ("20万平方米", []),
    ("20万", []),
    ("", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [pytest.param(*case, id=case[0] or "empty") for case in AMOUNTS])
def test_parse_amounts(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(str(amount.yuan), amount.source) for amount in parse_amounts(text)] == expected


LOOSE: list[tuple[str, list[tuple[str, str]]]] = [
    ("出资1800万", [("18000000", "1800万")]),
    ("合同额1200万，能拿多少", [("12000000", "1200万")]),
    ("交易额三千万", [("30000000", "三千万")]),
    ("我有20万块钱", [("200000", "20万块钱")]),
    ("投了1.5亿", [("150000000", "1.5亿")]),
    ("20万元", [("200000", "20万元")]),
    ("2万平方米厂房、3万吨、5万人次、2万美元", []),
    ("2020年15件", []),
]


@pytest.mark.parametrize(("text", "expected"), [pytest.param(*case, id=case[0]) for case in LOOSE])
def test_parse_loose_amounts(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(str(amount.yuan), amount.source) for amount in parse_loose_amounts(text)] == expected


RATES: list[tuple[str, list[tuple[str, str]]]] = [
    ("按3%给予", [("0.03", "3%")]),
    ("３．５％", [("0.035", "３．５％")]),
    ("0.5 %", [("0.005", "0.5 %")]),
    ("100%", [("1", "100%")]),
    ("5%-20%", [("0.05", "5%"), ("0.2", "20%")]),
    ("5-20%", [("0.05", "5"), ("0.2", "20%")]),
    ("分别按30、20、10%", [("0.3", "30"), ("0.2", "20"), ("0.1", "10%")]),
    ("百分之五", [("0.05", "百分之五")]),
    ("百分之二十五、百分之百", [("0.25", "百分之二十五"), ("1", "百分之百")]),
    ("百分之零点五", [("0.005", "百分之零点五")]),
    ("百分之50", [("0.5", "百分之50")]),
    ("3‰、千分之三", [("0.003", "3‰"), ("0.003", "千分之三")]),
    ("二分之一、四分之三、万分之五", [("0.5", "二分之一"), ("0.75", "四分之三"), ("0.0005", "万分之五")]),
    ('<p style="line-height: 150%">按10%</p>', [("0.1", "10%")]),
    ("0.2个百分点", []),
    ("第5条", []),
]


@pytest.mark.parametrize(("text", "expected"), [pytest.param(*case, id=case[0]) for case in RATES])
def test_parse_rates(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(str(rate.value), rate.source) for rate in parse_rates(text)] == expected


DATES: list[tuple[str, list[date]]] = [
    ("2025年12月31日", [date(2025, 12, 31)]),
    ("有效期至２０２５年１２月３１日止", [date(2025, 12, 31)]),
    ("2017-01-20、2017.1.20、2017/1/20", [date(2017, 1, 20)] * 3),
    ("二〇二〇年六月十六日", [date(2020, 6, 16)]),
    ("二○二○年十二月三十一日", [date(2020, 12, 31)]),
    ("2020 年 6 月 16 日", [date(2020, 6, 16)]),
    ("2025年13月40日", []),
    ("2021年2月29日，2020年2月29日", [date(2020, 2, 29)]),
    ("217年9月28日", []),
    ("2020年6月", []),
    ("12020-01-01", []),
]


@pytest.mark.parametrize(("text", "expected"), [pytest.param(*case, id=case[0]) for case in DATES])
def test_parse_dates(text: str, expected: list[date]) -> None:
    assert [found for found, _ in parse_dates(text)] == expected


def test_spans_are_shifted_and_point_at_the_words() -> None:
    (amount,) = parse_amounts("奖励 20 万元。", offset=100)
    assert (amount.span.start, amount.span.end) == (103, 108)
    (rate,) = parse_rates("按5%", offset=7)
    assert (rate.span.start, rate.span.end) == (8, 10)


def test_markup_is_blanked_in_place() -> None:
    text = "<p>甲</p>乙&nbsp;《丙》<丁>"
    blanked = without_markup(text)
    assert len(blanked) == len(text)
    assert "".join(blanked.split()) == "甲乙《丙》<丁>"


MONEY_TEXT = st.text(alphabet="0123456789０１.,，、-~至%元万亿千百十三点几 美单件&<p>年月日第", max_size=60)


@given(MONEY_TEXT | st.text(max_size=60))
def test_every_figure_is_its_own_words(text: str) -> None:
    for figure in (*parse_amounts(text), *parse_rates(text), *parse_loose_amounts(text)):
        assert figure.span.of(text) == figure.source
    for amount in parse_amounts(text):
        assert amount.yuan >= 0
    for _, span in parse_dates(text):
        assert span.end <= len(text)


@given(st.integers(1, 10**9), st.sampled_from(["", "万", "亿", "千万"]))
def test_a_sum_that_was_written_is_read_back(number: int, scale: str) -> None:
    factor = {"": 1, "万": 10**4, "亿": 10**8, "千万": 10**7}[scale]
    for written in (f"{number}", f"{number:,}"):
        (amount,) = parse_amounts(f"给予{written}{scale}元奖励")
        assert amount.yuan == Decimal(number * factor)
