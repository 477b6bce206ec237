"""Whether a policy reaches the kind of applicant that somebody says to be."""

from __future__ import annotations

import pytest

from assistant.reading.left_out import CASE, EXCEPT, GRANTED, LEFT_OUT, LIMITED, NOT_A, NOT_BEING, NOT_FOR, articles
from assistant.reading.reach import KINDS, NOT_SAID, OF_ONE, ONESELF, ONLY, Reach, kinds_told, reach_of

ROWS = [
    *(kind.said for kind in KINDS),
    *LEFT_OUT,
    *NOT_FOR,
    NOT_A,
    NOT_BEING,
    EXCEPT,
    *LIMITED,
    CASE,
    GRANTED,
    *ONLY,
    NOT_SAID,
    OF_ONE,
    ONESELF,
]
LEGAL = "本政策适用于在本市登记、具有独立法人资格的企业和机构。"
ONLY_TWO = "个体工商户经营的民宿可以申请第二条奖励，其他条款不适用于个体工商户。"


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_every_rule_fires_where_it_must_and_spares_what_it_must(row) -> None:  # type: ignore[no-untyped-def]
    assert row.pattern.search(row.fires)
    assert not row.pattern.search(row.spares)


@pytest.mark.parametrize(
    ("story", "kinds"),
    [
        ("我在县里开了个体工商户，做直播电商", ("个体工商户",)),
        ("我个人有一台货车，在区里跑货运", ("个人",)),
        ("县里的个人独资企业，获评省级绿色工厂", ()),
        ("我们公司请了一位大学老师，和商会签了协议", ()),
        ("我们是一家公司在区里的分公司", ("分公司",)),
        ("以个人名义获奖，今年的事", ("个人",)),
        ("我不是个体工商户", ()),
        ("我没有登记个体工商户", ()),
        ("我们不是公司是个体工商户", ("个体工商户",)),
        ("我不是公务员，是个体工商户", ("个体工商户",)),
        ("我们不是国有企业", ()),
        ("我们不是机关、事业单位", ()),
        ("我是小学老师", ()),
        ("我们是小学", ("中小学",)),
        ("我在国企上班", ()),
        ("我们是行业协会会员", ()),
        ("我们是行业协会", ("社会组织",)),
    ],
)
def test_the_kind_is_told_of_oneself(story: str, kinds: tuple[str, ...]) -> None:
    assert kinds_told(story) == kinds


@pytest.mark.parametrize(
    ("kind", "recipient", "label", "sentences", "scope", "barred"),
    [
        ("个体工商户", "经营主体", "9.", (), LEGAL, True),
        ("个体工商户", "企业", "第三条", ("本办法适用于企业（个体工商户不在内）。",), "", True),
        ("个体工商户", "文旅企业", "第七条", (ONLY_TWO,), "", True),
        ("个体工商户", "住宿单位", "第二条", (ONLY_TWO,), "", False),
        ("个人", "", "第十条", ("个人申请的，仅限第七条规定的配套奖励。",), LEGAL, True),
        ("个人", "", "第七条", ("个人申请的，仅限第七条规定的配套奖励。",), LEGAL, False),
        ("国有企业", "园区", "二、", ("企业、园区均可申报，区属国有平台公司除外。",), "", True),
        ("事业单位", "单位", "一、", (), "支持对象为企事业单位", False),
        ("个体工商户", "企业", "三、", ("个体工商户申请的，可以不提交审计报告。",), "", False),
    ],
)
def test_what_the_text_rules_out_is_said_in_its_words(
    kind: str, recipient: str, label: str, sentences: tuple[str, ...], scope: str, barred: bool
) -> None:
    found = reach_of([kind], recipient, "奖励10万元", label, sentences, scope)
    assert bool(found.barred) is barred
    assert not found.barred or any(found.barred.strip("。") in each.replace("，", ",") for each in (*sentences, scope))


def test_what_the_text_does_not_say_is_to_be_asked() -> None:
    assert reach_of(["个体工商户"], "企业", "企业奖励10万元", "一、", (), "").open
    assert reach_of(["个体工商户"], "", "奖励10万元", "一、", (), "支持对象为在本县注册的企业").open
    assert reach_of([], "企业", "企业奖励10万元", "一、", (), LEGAL) == Reach()


def test_words_that_grant_to_persons_reach_a_person() -> None:
    assert reach_of(["个人"], "", "取得高级职称的，一次性奖励个人1万元", "第五条", (), LEGAL) == Reach()


@pytest.mark.parametrize(
    "text",
    [
        "本措施不适用于个体工商户。",
        "支持对象不包括企业、个体工商户。",
        "支持对象不含个体工商户。",
        "除个体工商户外，均可申报。",
        "除机关、个体工商户等之外的经营主体，可以申报。",
        "下列主体不予支持：（一）个体工商户；（二）失信企业。",
        "下列主体不予支持：\n（一）失信企业。\n（二）机关、个体工商户。",
        "有下列情形之一的，不予支持：1.失信企业；2.个体工商户申报的。",
        "以下主体不予支持：失信企业；个体工商户。",
        "严禁个体工商户申报。",
        "个体工商户暂不支持。",
        "本项不支持个体工商户。",
        "排除个体工商户。",
        "个体工商户不在支持范围。",
        "个体工商户不列为支持对象。",
        "个体工商户，不得申报。",
        "个体工商户申报的，一律不予受理。",
        "个体工商户（含家庭作坊）不得申报。",
        "非个体工商户方可申报。",
        "不接受个体工商户申报。",
        "申报主体不得为个体工商户。",
        "适用于企业，不适用于个体工商户。",
        "支持个体工商户以外的经营主体。",
        "不得向个体工商户发放。",
        "不得以个体工商户名义申报。",
        "取消个体工商户申报资格。",
        "个体工商户没有资格申报。",
        "仅支持企业，个体工商户不补。",
        "非法人单位、个体工商户不在奖励之列。",
        "3.个体工商户不得申报。",
        "2024年起个体工商户不得申报。",
        "第六条 个体工商户不予支持。",
        "个体工商户、受到处罚的企业不得申报。",
        "个体工商户不得申报第四条、第五条。",
    ],
)
def test_a_bar_that_is_surely_said_bars_wherever_its_words_stand(text: str) -> None:
    assert reach_of(["个体工商户"], "个体工商户", "个体工商户奖励10万元", "第五条", (text,), "").barred


@pytest.mark.parametrize(
    "text",
    [
        "个体工商户受到行政处罚的不予支持。",
        "个体工商户已享受同类政策的不再享受。",
        "不足500万元的个体工商户不得申报。",
        "外地个体工商户不予支持。",
        "本措施不适用于受到处罚的个体工商户。",
        "下列主体不予支持：（一）个体工商户受到行政处罚的；（二）失信企业。",
        "不支持个体工商户转让的项目。",
        "个体工商户经营的民宿不适用。",
        "经营主体（企业、个体工商户）暂不支持。",
        "个体工商户只能申请第一批。",
    ],
)
def test_a_bar_of_some_of_them_is_asked(text: str) -> None:
    found = reach_of(["个体工商户"], "个体工商户", "个体工商户奖励10万元", "第五条", (text,), "")
    assert found.open.startswith("是否属于「")
    assert not found.barred


@pytest.mark.parametrize(
    "text",
    [
        "企业、个体工商户均可申报、房地产企业除外。",
        "非个体工商户不得申报。",
        "非个体工商户的，不得申报。",
        "除个体工商户外，其他主体不予支持。",
        "除个体工商户外，企业也可以申报。",
        "不支持房地产企业、个体工商户可申报。",
        "包括但不限于个体工商户。",
        "不向个体工商户收取费用。",
        "严禁个体工商户提供虚假材料。",
        "个体工商户不得申报两项以上。",
        "个体工商户不得申报第七条至第九条。",
        "下列主体不予支持：（一）失信企业；（二）机关。\n三、个体工商户奖励1万元。",
        "个体工商户仅可申请第四条至第六条。",
        "个体工商户仅可申请第四、五条。",
    ],
)
def test_words_that_leave_others_out_bar_nobody(text: str) -> None:
    assert reach_of(["个体工商户"], "个体工商户", "个体工商户奖励10万元", "第五条", (text,), "") == Reach()


@pytest.mark.parametrize(
    ("recipient", "granting", "scope"),
    [
        ("经营主体（不含个体工商户）", "奖励10万元", ""),
        ("非个体工商户", "奖励10万元", ""),
        ("企业", "企业（个体工商户除外），奖励10万元", ""),
        ("", "奖励10万元", "适用于企业，不适用于个体工商户"),
    ],
)
def test_recipient_grant_and_scope_are_read_for_whom_they_leave_out(recipient: str, granting: str, scope: str) -> None:
    assert reach_of(["个体工商户"], recipient, granting, "一、", (), scope).barred


def test_numbers_of_clauses_in_lists_and_ranges() -> None:
    assert articles("第四条至第六条") == {4, 5, 6}
    assert articles("第四、六条") == {4, 6}
    assert articles("第⑦条和第二条、3万元") == {2, 7}


@pytest.mark.parametrize(
    ("kind", "text", "barred"),
    [
        ("机关", "受理机关不予受理的，应当说明理由。", False),
        ("机关", "行政机关不予受理的，应当书面告知。", False),
        ("机关", "党政机关不得申报。", True),
        ("国有企业", "国有土地不予支持。", False),
        ("国有企业", "国有资本控股企业不得申报。", True),
        ("国有企业", "国有、集体企业除外。", True),
        ("个人", "个人缴纳部分不予补助。", False),
        ("个人", "不含个人承担的费用。", False),
        ("个人", "不接受个人申报。", True),
    ],
)
def test_what_only_shares_the_word_of_a_kind_is_not_the_kind(kind: str, text: str, barred: bool) -> None:
    found = reach_of([kind], kind, f"{kind}奖励10万元", "第五条", (text,), "")
    assert bool(found.barred) is barred
    assert not found.open


def test_a_kind_named_thousands_of_times_takes_no_minutes() -> None:
    reach_of(["个体工商户"], "", "", "第五条", ("个体" * 3000, "第" + "1、" * 3000 + "个体"), "")
