"""What a clause says beside an offer: no sum is said over it, and it is the reason that is told."""

import pytest

from assistant.computing.choosing import computed, weighing
from assistant.computing.lacking import lacking

HOMES = (
    "社会力量新建养老机构、床位20张以上的，按每张床位2000元给予一次性补助；改扩建、租赁的，每张1000元。"
    "公建民营机构不享受建设补助。"
)
RICE = "双季稻连片30亩（含）到100亩的每亩每造60元，100亩（含）以上的每亩每造100元。"
FAIRS = "医药、纺织企业赴境外参展的，运输费按60%补助，单次最高2万元，其余行业单次最高1万元。"
CRUISES = "邮轮公司在母港始发航次，每航次补助20万元，全年不少于10航次方可申请。"
SHOPS = "新开店、年出口满10万美元的，按平台年费60%补助，每户不超过2万元；兰陵、郯城等农产品企业提高到80%，不超过3万元。"


@pytest.mark.parametrize(
    ("question", "clause", "words"),
    [
        ("公建民营的敬老院，90张床，建设补助能拿多少", HOMES, "公建民营机构不享受建设补助"),
        ("连片刚好一百亩双季稻，两造加起来补贴有多少", RICE, "造"),
        ("纺织企业出国参展，运费花了两万八，补多少", FAIRS, "2万元"),
        ("邮轮今年始发了8个航次，能拿多少", CRUISES, "不少于10航次方可"),
    ],
)
def test_what_stands_beside_is_said_instead_of_a_sum(question: str, clause: str, words: str) -> None:
    assert computed(question, clause) is None
    why = lacking(weighing(question, clause))
    assert why is not None
    assert words in why


@pytest.mark.parametrize(
    ("question", "result"),
    [("兰陵的蔬菜公司新开店，平台年费5万，出口满了12万美元，补多少", "3万元")],
)
def test_a_share_that_is_raised_for_some_is_of_the_same_base(question: str, result: str) -> None:
    found = weighing(question, SHOPS)
    assert any(way.reckoning.working.startswith("平台年费5万元 × 80%") for way in found.ways)
    said = computed(question, SHOPS)
    assert said is None or said.result == result  # never what the others get


def test_a_year_in_two_figures_is_that_year() -> None:
    clause = "按退出产能给予奖补，炼铁产能每吨15元。2023年退出的全额兑现，2024年退出的按80%兑现。"
    said = computed("24年退的炼铁产能60万吨，奖补多少", clause)
    assert said is None or said.result == "720万元"


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("我们县办了一场开茶节，来了八千多人，能补多少", "举办开茶节的，按实际支出的30%给予补助，最高8万元。"),
        ("在国外租了三千平海外仓，一年补多少", "租用海外仓的，按租金的10%补助，每年不超过20万元。"),
        ("棉纺订单贷了一千万，能给贴多少利息", "对企业订单贷实际支付利息给予30%贴息，年度最高60万元。"),
    ],
)
def test_the_rate_is_known_and_its_base_is_named_as_missing(question: str, clause: str) -> None:
    assert computed(question, clause) is None
    why = lacking(weighing(question, clause))
    assert why is not None
    assert "还缺" in why
