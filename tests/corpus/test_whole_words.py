"""Who gets a grant is named by whole words: a name neither begins nor ends inside another word; all clauses invented."""

from __future__ import annotations

import pytest

from corpus.grants.benefits import parse_benefits

# (clause, a half word that was said or might be)
HALVES = [
    ("灵活就业社保补贴标准为定额每人每月450元。", "灵活就业社"),
    ("连续缴纳社会保险满6个月的，每人奖励3000元。", "缴纳社"),
    ("市场地租金补贴每平方米每月10元。", "市场"),
    ("县外落户口并购房的，补助2万元。", "落户"),
    ("年所得税增长20%以上的，奖励5万元。", "年所"),
]


@pytest.mark.parametrize(("clause", "half"), HALVES)
def test_a_name_does_not_end_inside_a_word(clause: str, half: str) -> None:
    assert not any((one.recipient or "").endswith(half) for one in parse_benefits(clause))


LEVELS = [
    (
        "科技企业孵化器获得国家级、省级、市级科技企业孵化器认定的，分别给予50万元、30万元、15万元一次性奖励。",
        ["国家级科技企业孵化器", "省级科技企业孵化器", "市级科技企业孵化器"],
    ),
    (
        "对新认定的国家级、省级企业技术中心，分别奖励100万元、40万元。",
        ["国家级企业技术中心", "省级企业技术中心"],
    ),
    (
        "对新认定的国家级、省级龙头企业，分别奖励100万元、40万元。",
        ["国家级龙头企业", "省级龙头企业"],
    ),
]


@pytest.mark.parametrize(("clause", "recipients"), LEVELS)
def test_a_name_of_several_nouns_is_whole_for_each_level(clause: str, recipients: list[str]) -> None:
    assert [one.recipient for one in parse_benefits(clause)] == recipients
