"""Figures of a question held against those of a sentence: tables of pairs, one line each."""

import pytest

from assistant.proposing.measured import measured
from assistant.proposing.verdict import NAMES, evidence_of
from corpus.text.normal import fold

FIGURES = [
    ("下载过100万次再奖100万，对吧？", [("1000000", "次"), ("1000000", "元")]),
    ("绣工就四个人", [("4", "人")]),
    ("五名以上护理员", [("5", "人")]),
    ("总共五十二间", [("52", "间")]),
    ("干了一年半", [("18", "月")]),
    ("最长不超过三个月", [("3", "月")]),
    ("手工的工时占到八成五", [("85", "%")]),
    ("硕士计26分", [("26", "分")]),
    ("另加10万吧", [("100000", "元")]),
    ("我妈七十三，常去老年食堂", [("73", "岁")]),
    ("2024年毕业，第三条，二类证，一并申报，五号文", []),
    ("一年到头不管几月份", []),
]


@pytest.mark.parametrize(("text", "expected"), FIGURES, ids=[text for text, _ in FIGURES])
def test_what_is_counted_is_told_by_the_words_behind_the_number(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(format(one.value.normalize(), "f"), one.unit) for one in measured(fold(text))] == expected


# question, sentence, what its figures come to: met, unmet, or neither
BOUNDS = [
    ("长年请着4个绣工，算绣坊吗？", "有固定场所、固定绣工五人以上", "unmet"),
    ("长年请着6个绣工，算绣坊吗？", "有固定场所、固定绣工五人以上", "met"),
    ("全年始发8个航次，也够格申请吧？", "全年不少于10航次方可申请", "unmet"),
    ("全年始发12个航次，够格申请吧？", "全年不少于10航次方可申请", "met"),
    ("总共五十二间，间数够不够？", "改建项目不少于50套（间）", "met"),
    ("我是个体户，想办80万的贷款，额度行不行？", "小微企业单户不超过500万元，个体工商户不超过50万元", "unmet"),
    ("我是个体户，想办40万的贷款，额度行不行？", "小微企业单户不超过500万元，个体工商户不超过50万元", "met"),
    ("四类人才51岁还能申不", "一类至三类不超过60周岁，四类不超过50周岁", "unmet"),
    ("证是一年半以前发的，还能申请吗？", "证书核发之日起12个月内提出", "unmet"),
    ("28个人的公司，今年不用交吧？", "在职职工总数30人（含）以下的企业，暂免征收", "met"),
    ("个体卖茶一年卖了三百万，有奖励没", "年零售额不足500万元的个体茶商不在此列", "unmet"),
    ("办了12桌，够格吗？", "不少于10桌方可申请", "met"),
    ("建了800P的算力，能申请吗？", "算力规模不低于1000P", "unmet"),
    ("验收完第25天交的材料，还来得及吧？", "验收后20个工作日内提交", "unmet"),
    ("请着4个绣工，能报吗？", "容积率不低于1.3", None),
    ("借了260万，担保费免得了吗", "单户担保金额200 万元以下（含200 万元）的业务免收担保费", "unmet"),
    ("代理所开了两年，能申不", "在我省设立满3 年的代理机构", "unmet"),
    ("拢共排了5场，达标没？", "总场次不得少于 5场", "met"),
    ("四亩坡地能报不", "连片5亩以上（坝区3亩以上）", None),  # which of the two is meant is not said
]


@pytest.mark.parametrize(("question", "sentence", "expected"), BOUNDS, ids=[each[0] for each in BOUNDS])
def test_a_figure_is_held_against_the_bound_that_is_meant(question: str, sentence: str, expected: str | None) -> None:
    evidence = evidence_of(question, sentence)
    found = [name for name in ("met", "unmet") if evidence.values[NAMES.index(f"bound_{name}")] > 0]
    assert found == ([expected] if expected else [])


def test_a_figure_that_keeps_the_bound_is_not_put_right_by_it() -> None:
    kept = evidence_of("订了2个展位，两个都能补，对吧？", "同一展会最多补5个展位")
    supposed = evidence_of("最多补2个展位，对吧？", "同一展会最多补5个展位")
    assert not kept.values[NAMES.index("claimed_other")]
    assert supposed.values[NAMES.index("claimed_other")]
    assert len(kept.values) == len(NAMES)
