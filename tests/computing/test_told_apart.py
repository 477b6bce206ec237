"""What tells tiers, sizes, years and persons apart, and what a bare number is; each kind with invented clauses."""

from __future__ import annotations

import pytest

from assistant.computing.asked import asked_of
from assistant.computing.choosing import best_of, computed, weighing
from assistant.computing.lacking import lacking
from assistant.computing.levels import is_other_level, is_same_level
from assistant.computing.read import read_scheme

SIZES = "大型企业按缴纳工会经费的20%返还，中小微企业按50%返还。"
TIERS = "对种苗基地，每带动一户年销售过20万元/50万元/100万元农户，分别给予3000元/8000元/2万元奖励。"
YEARS = "自主经营人员租用摊位的，按照第一年每月600元、第二年每月400元的标准给予租金补贴。"
STEPS = "租金标准为前2年每月6元/平方米，第3年起每月9元/平方米。"
KEPT = "对吸纳学徒见习的单位，按照每人每月当地最低工资标准的60%给予补贴；对见习期满留用率达到50%以上的，补贴标准提高至80%。"
EACH = "按新招用员工数给予一次性招工补贴，补贴标准为每人800元。"
BOTH = "对首次参展的企业，按其首年展位费和首年展品运输费的40%给予一次性支持，最高不超过20万元。"
NONE_ELSE = "取得高级证书的学徒每人每年3000元，取得中级证书的每人每年2000元。学徒培养期间不再享受岗前培训补贴政策。"


def _best(question: str, clause: str) -> str:
    best = best_of(weighing(question, clause).ways)
    assert best is not None
    return f"{best.reckoning.yuan:f}"


@pytest.mark.parametrize(
    ("question", "clause", "yuan"),
    [
        ("微型企业缴了工会经费3万，返多少", SIZES, "15000"),
        ("我们小公司交了工会经费3万，能返多少", SIZES, "15000"),
        ("大型企业缴了工会经费30万，返多少", SIZES, "60000"),
        ("带动了4户年销售60万的农户，奖多少", TIERS, "32000"),
        ("带动了2户年销售120万的农户，奖多少", TIERS, "40000"),
        ("摆摊租金补贴两年一共多少", YEARS, "12000"),
        ("租80平，第4年一个月租金多少", STEPS, "720"),
        ("租80平，第1年一个月租金多少", STEPS, "480"),
        ("最低工资2000，带4个见习学徒5个月，留用了2个，能拿多少补贴", KEPT, "32000"),
        ("最低工资2000，带4个见习学徒5个月，留用了1个，能拿多少补贴", KEPT, "24000"),
        ("新招4个应届生3个失业的，一共能领多少招工补贴", EACH, "5600"),
        ("招了6个人，每人800，一共补多少", EACH, "4800"),
        (
            "招了2个应届生3个退伍兵(都干满1年)，一共能拿多少",
            "企业招用毕业生、退役军人，签订1年以上劳动合同的，给予900元/人的招工补贴。",
            "4500",
        ),
        ("首年展位费30万展品运输费15万，能支持多少", BOTH, "180000"),
        ("带了5个学徒拿了高级证书，培养2年，总共补多少", NONE_ELSE, "30000"),
    ],
)
def test_the_likeliest_way_is_the_one_that_is_told(question: str, clause: str, yuan: str) -> None:
    assert _best(question, clause) == yuan
    said = computed(question, clause)
    assert said is None or f"{said.yuan:f}" == yuan


@pytest.mark.parametrize(
    ("question", "clause", "result"),
    [
        ("我们小公司交了工会经费3万，能返多少", SIZES, "1.5万元"),
        ("新招4个应届生3个失业的，一共能领多少招工补贴", EACH, "5600元"),
        ("招了6个人，每人800，一共补多少招工补贴", EACH, "4800元"),
        ("首年展位费30万展品运输费15万，能支持多少", BOTH, "18万元"),
    ],
)
def test_a_simple_product_is_said(question: str, clause: str, result: str) -> None:
    found = computed(question, clause)
    assert found is not None
    assert found.result == result


@pytest.mark.parametrize(
    ("question", "value", "unit"),
    [
        ("割草机售价2400，能补多少", 2400, "元"),
        ("招了6个人，每人800，一共补多少", 800, "元"),
        ("最低工资1900，带2个学徒", 1900, "元"),
        ("买了2500p的算力", 2500, ""),
        ("租了300，第二年", 300, ""),
    ],
)
def test_a_bare_number_behind_the_name_of_a_sum_is_a_sum(question: str, value: int, unit: str) -> None:
    assert (value, unit) in {(int(q.value), q.unit) for q in asked_of(question).figures}


@pytest.mark.parametrize(
    ("question", "words", "same", "other"),
    [
        ("微型企业能返多少", "中小微企业按50%返还。", True, False),
        ("微型企业能返多少", "大型企业按20%返还。", False, True),
        ("我们做大企业规模，能补多少", "中小微企业按50%返还。", False, False),
        ("省级平台补多少", "对市级平台，按20%补助。", False, True),
    ],
)
def test_sizes_and_levels(question: str, words: str, same: bool, other: bool) -> None:
    [offer] = read_scheme(words).offers
    asked = asked_of(question)
    assert (is_same_level(offer, asked), is_other_level(offer, asked)) == (same, other)


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("保洁岗位补贴一个月多少", "保洁岗位补贴标准为每人每月300元，原有人员按每人每月500元发放。"),
        ("高级工班一年补多少", "中级工班每人每年4000元，高级工班每人每年6000元标准给予培训补贴。"),
        (
            "600平的仓库，补贴比例和上限是多少",
            "在境外建设面积500平方米以上仓库的企业，按建设费用的30%给予支持，最高50万元。",
        ),
    ],
)
def test_where_nothing_is_to_be_worked_out_nothing_is_missing(question: str, clause: str) -> None:
    assert lacking(weighing(question, clause)) is None


def test_two_ways_that_are_told_are_two() -> None:
    why = lacking(weighing("首年展位费30万，另一笔15万，能支持多少", BOTH)) or ""
    told = why.partition("（如「")[2].partition("」）")[0].split("」或「")
    assert len(set(told)) == len(told)


@pytest.mark.parametrize(
    ("question", "clause"),
    [("境外展厅投入30万，能补多少", "对开设境外展厅的企业，按照装修、布展等资金投入的40%给予补助。")],
)
def test_what_was_done_with_the_money_is_no_other_kind_of_cost(question: str, clause: str) -> None:
    assert "方面的" not in (lacking(weighing(question, clause)) or "")
    assert _best(question, clause) == "120000"
