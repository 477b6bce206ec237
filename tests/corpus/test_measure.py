"""What a benefit pays, with its working; and the small laws of spans and documents."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from corpus.grants.benefits import parse_benefits
from corpus.measure import Amount, Benefit, Document, Span, Validity, yuan_text

MYRIAD = Decimal(10_000)

PAYABLE: list[tuple[str, Decimal | None, Decimal | None, str]] = [
    # text, base in yuan, paid, working
    ("对企业按技术交易额的5%给予补贴，最高50万元。", 1200 * MYRIAD, 50 * MYRIAD, "技术交易额1200万元 × 5% = 60万元，超过上限，按50万元"),
    ("对企业按技术交易额的5%给予补贴，最高50万元。", 1000 * MYRIAD, 50 * MYRIAD, "技术交易额1000万元 × 5% = 50万元"),
    ("对企业按技术交易额的5%给予补贴，最高50万元。", Decimal(12345), Decimal("617.25"), "技术交易额1.2345万元 × 5% = 617.25元"),
    ("对企业按技术交易额的5%给予补贴，最高50万元。", None, None, ""),
    ("对企业给予5%的补贴。", Decimal(100), Decimal(5), "基数100元 × 5% = 5元"),
    ("对企业按合同额的3%给予补贴，单个合同最高50万元，每个单位年度不超过150万元。", 4000 * MYRIAD, 50 * MYRIAD,
     "合同额4000万元 × 3% = 120万元，超过上限，按50万元"),
    ("对企业给予一次性20万元奖励。", None, 20 * MYRIAD, "20万元"),
    ("对专家每人每年给予2万元补助。", None, 2 * MYRIAD, "每人每年2万元"),
    ("对国内发明专利，每件资助2000元。", None, Decimal(2000), "每件2000元"),
    ("对基地连续三年每年分别给予50万元、30万元、20万元运营补贴。", None, 100 * MYRIAD, "50万元 + 30万元 + 20万元 = 100万元"),
    ("对企业连续三年每年给予10万元补贴。", None, 30 * MYRIAD, "10万元 + 10万元 + 10万元 = 30万元"),
    # not settled by the text
    ("对企业给予最高50万元补助。", None, None, ""),
    ("对企业给予5-10万元补助。", None, None, ""),
    ("对企业按投资额的5%-20%给予奖励。", 100 * MYRIAD, None, ""),
    ("对企业按不超过投资额20%给予奖励。", 100 * MYRIAD, None, ""),
    ("对企业给予成本不低于10%的资金支持。", 100 * MYRIAD, None, ""),
    ("对企业按贡献额给予奖励，前三年奖励80%，后两年奖励50%。", 100 * MYRIAD, None, ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "base", "paid", "working"), [pytest.param(*case, id=f"{case[0]} {case[1]}") for case in PAYABLE]
)
def test_payable(text: str, base: Decimal | None, paid: Decimal | None, working: str) -> None:
    (benefit,) = parse_benefits(text)
    payment = benefit.payable(base)
    assert (payment.yuan if payment else None, payment.working if payment else "") == (paid, working)


def test_a_benefit_without_a_figure_pays_nothing_we_could_name() -> None:
    assert Benefit(recipient="企业", condition="", form="补助", span=Span(0, 1)).payable() is None


def test_cap_is_the_first_of_the_caps() -> None:
    (benefit,) = parse_benefits("对企业按合同额的3%给予补贴，单个合同最高50万元，每个单位年度不超过150万元。")
    assert [(cap.amount.source, cap.per) for cap in benefit.caps] == [("50万元", "合同"), ("150万元", "单位年度")]
    assert benefit.cap is not None
    assert (benefit.cap.source, benefit.cap_per) == ("50万元", "合同")
    bare = Benefit(recipient="", condition="", form="奖励", span=Span(0, 1), amount=Amount(MYRIAD, "1万元", Span(0, 3)))
    assert (bare.cap, bare.cap_per) == (None, None)


@pytest.mark.parametrize(
    ("yuan", "words"),
    [
        ("0", "0元"),
        ("500", "500元"),
        ("1234.50", "1234.5元"),
        ("10000", "1万元"),
        ("500000", "50万元"),
        ("100000000", "1亿元"),
        ("123400000", "1.234亿元"),
    ],
)
def test_yuan_text(yuan: str, words: str) -> None:
    assert yuan_text(Decimal(yuan)) == words


def test_a_span_is_half_open() -> None:
    span = Span(1, 3)
    assert span.of("甲乙丙丁") == "乙丙"
    assert Span(0, 4).contains(span)
    assert not span.overlaps(Span(3, 4))
    assert Span(2, 2).of("甲乙丙") == ""


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2)])
def test_what_is_no_span_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


def a_document(*validity: Validity) -> Document:
    return Document(id="d", title="办法", source_file="d.txt", sha256="0", validity=validity)


@pytest.mark.parametrize(
    ("document", "part", "as_of", "expected"),
    [
        (a_document(), "正文", date(2026, 1, 1), "not stated"),
        (a_document(Validity(date(2025, 12, 31))), "正文", date(2025, 12, 31), "yes"),
        (a_document(Validity(date(2025, 12, 31))), "正文", date(2026, 1, 1), "expired"),
        (a_document(Validity(date(2025, 12, 31), part="附件2")), "附件2", date(2026, 1, 1), "expired"),
        (a_document(Validity(date(2025, 12, 31), part="附件2")), "正文", date(2026, 1, 1), "not stated"),
        (a_document(Validity(date(2030, 1, 1)), Validity(date(2025, 1, 1), part="附件2")), "附件2", date(2026, 1, 1), "expired"),
    ],
)  # fmt: skip
def test_in_force(document: Document, part: str, as_of: date, expected: str) -> None:
    assert document.in_force(as_of, part) == expected
