"""Mosts and what they are of: of a year, of a person, of a case, of what is left of a price; each kind with invented clauses."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.computing.choosing import computed, weighing
from assistant.computing.count import periods_of
from assistant.computing.read import read_scheme
from assistant.computing.scheme import Cap
from assistant.computing.stretch import is_cap

HALLS = "租用区内标准化菇棚从事食用菌种植的企业，按每平方米每年20元的标准给予补助，单个企业每年最高不超过30万元，补助期限不超过3年。"
TRIPS = "组织骨干教师赴国外研修的，按实际研修费用70%的标准给予学校补助，最高不超过每人15000元。"
PARKS = (
    "对评价前30名的省级产业园、前30名的省级物流园分别给予最高60万元、25万元的补助，补助比例不超过实际改造投入的40%。"
)
TIERS = "国家级、省级、市级实验室按仪器购置费的30%，分别给予最高90万元、60万元、20万元补助。"
STORES = "对开设境外展厅的外贸企业，按照装修、布展等投入40%的标准，给予最高不超过8万元的一次性扶持。"
HOURS = "补贴标准为每人每学时15元，补贴总额不超过1200元。"


@pytest.mark.parametrize(
    ("words", "months", "times"),
    [
        ("单个企业每年最高不超过", 36, 3),
        ("每户年度最高", 24, 2),
        ("每月最高不超过", 12, 12),
        ("三年累计不超过", 36, 1),
        ("单个项目最高", 36, 1),
        ("每年最高不超过", 18, 1),  # a year and a half: not told
        ("每年最高不超过", None, 1),
    ],
)
def test_how_often_a_most_is_had(words: str, months: int | None, times: int) -> None:
    span = None if months is None else Decimal(months)
    assert periods_of(Cap(Decimal(1), "1元", words), span) == times


@pytest.mark.parametrize(
    ("question", "result"),
    [
        ("租了1万平的菇棚，两年一共补多少", "40万元"),  # 20万 a year, below the most
        ("租了2万平的菇棚种食用菌，三年一共能补多少", "90万元"),
        ("租了2万平的菇棚种食用菌，一年补多少", "30万元"),
    ],
)
def test_the_most_of_one_year_is_had_each_year(question: str, result: str) -> None:
    found = computed(question, HALLS)
    assert found is not None
    assert found.result == result


@pytest.mark.parametrize(
    ("question", "clause", "result"),
    [
        ("派了4个骨干教师出国研修，每人花了4万，学校能补多少", TRIPS, "6万元"),
        ("派了1名教师出国研修，花了1万，学校能补多少", TRIPS, "7000元"),
        ("省级产业园改造投入200万，补助多少", PARKS, "60万元"),
        ("省级物流园改造投入200万，补助多少", PARKS, "25万元"),
        ("省级产业园改造投入100万，补助多少", PARKS, "40万元"),
        ("省级实验室仪器购置费400万，补助多少", TIERS, "60万元"),
        ("市级实验室仪器购置费100万，补助多少", TIERS, "20万元"),
        ("境外展厅装修布展投入30万，外贸企业能拿多少扶持", STORES, "8万元"),
    ],
)
def test_a_most_in_the_same_clause_is_kept(question: str, clause: str, result: str) -> None:
    """The likeliest way keeps the most; whether it is said hangs on the words, and nothing else may be said."""
    ways = [way for way in weighing(question, clause).ways if not way.reckoning.is_plain]
    best = max(ways, key=lambda way: way.share)
    said = computed(question, clause)
    assert f"{best.reckoning.yuan:f}" == _yuan(result)
    assert said is None or said.result == result


def _yuan(told: str) -> str:
    number = Decimal(told.rstrip("万元")) * (10_000 if "万" in told else 1)
    return f"{number:f}"


@pytest.mark.parametrize(
    ("near", "after", "is_most"),
    [
        ("给予最高不超过", "的一次性扶持", True),
        ("给予不超过", "的补助", True),
        ("投资不超过", "的企业", False),
        ("总投资不超过", "的,按8%补助", False),
    ],
)
def test_what_is_given_is_limited_and_who_is_meant_is_told(near: str, after: str, is_most: bool) -> None:
    assert is_cap(near, after) is is_most


def test_a_most_that_two_would_pass_is_of_each() -> None:
    ways = weighing("岗前培训60学时，30个人，补贴多少", HOURS).ways
    best = max((way for way in ways if not way.reckoning.is_plain), key=lambda way: way.share)
    assert best.reckoning.yuan == 27_000
    assert best.marks["cap taken"]
    found = computed("岗前培训60学时，30个人，补贴多少", HOURS)
    assert found is None or found.is_tentative


def test_a_share_that_is_the_most_of_other_sums_is_no_sum() -> None:
    clause = "对购置果园喷雾机的农户，每台再给予400元累加补贴，累加后补贴总额不得超过机具售价的50%。"
    found = computed("买了一台喷雾机售价1800，能补多少", clause)
    assert found is None or found.result != "900元"
    [share] = [offer for offer in read_scheme(clause).offers if offer.kind == "share"]
    assert share.base == "机具售价"


def test_a_most_beside_a_share_in_one_cell_is_of_that_share() -> None:
    table = "级别 | 研制单位 | 使用单位\n国家级 | 80万元 | 按采购金额12%,最高40万元\n市级 | 30万元 | 按采购金额6%,最高10万元\n已获低级别奖励后升级的,补足差额。"
    offers = {(o.condition, o.own): o for o in read_scheme(table).offers}
    assert [cap.source for cap in offers["国家级", "研制单位"].caps] == []
    [share] = [o for o in offers.values() if o.kind == "share" and o.condition == "国家级"]
    assert (share.source, {cap.source for cap in share.caps}) == ("12%", {"40万元"})


def test_the_end_of_a_band_told_again_is_no_sum() -> None:
    clause = "年度区级贡献在200万元至400万元（含400万元）的，扶持15%。年度区级贡献在400万元至900万元（含900万元）的，扶持22%。"
    assert {offer.kind for offer in read_scheme(clause).offers} == {"share"}
    found = computed("区级贡献500万，扶持多少", clause)
    assert found is None or found.result == "110万元"
    at_the_end = computed("区级贡献刚好400万，扶持多少", clause)
    assert at_the_end is not None
    assert at_the_end.result == "60万元"  # 含400万元
    assert not at_the_end.working.startswith("扶持")


def test_the_most_of_what_is_given_bounds_nobody() -> None:
    clause = "对固定资产投资80万元以上的技改项目给予投资金额12%、最高不超过90万元的奖励。"
    [offer] = read_scheme(clause).offers
    assert [(bound.low, bound.high) for bound in offer.bounds] == [(Decimal(800_000), None)]
    found = computed("技改固定资产投资500万，奖励多少", clause)
    assert found is not None
    assert found.result == "60万元"


def test_by_what_a_condition_counts_is_no_time_of_payment() -> None:
    clause = (
        "连续两年每年接收见习人员超过30人的，根据两年共接收的人数，按150元/人的标准给予补贴，总额最高不超过40000元。"
    )
    [offer] = read_scheme(clause).offers
    assert offer.times == ()
    [rent] = read_scheme("乙类公寓租金每月7元/平方米。").offers
    assert rent.times == ("月",)


def test_who_gets_a_share_is_not_what_it_is_of() -> None:
    [offer] = read_scheme("按当年实际完成的放款规模一次性给予发起人0.4%贴息。").offers
    assert offer.base == "当年实际完成的放款规模"
