import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.sentences import split_sentences, without_wraps
from tests.examples import examples

EXAMPLES = [
    ("", []),
    (" \n\u3000", []),
    ("给予奖励。再给予补贴！", ["给予奖励。", "再给予补贴！"]),
    ("国家级50万元；省级20万元;市级5万元", ["国家级50万元；", "省级20万元;", "市级5万元"]),
    ("注册资本12.6亿元，增长2.0%。", ["注册资本12.6亿元，增长2.0%。"]),
    ("1.支持上市。2.支持挂牌", ["1.支持上市。", "2.支持挂牌"]),
    ("一.加强领导.二.落实责任.", ["一.加强领导.", "二.落实责任."]),
    ("标题\n  第一段。\r\n第二段", ["标题", "第一段。", "第二段"]),
    ("（甲；乙）可以申请。", ["（甲；乙）可以申请。"]),
    ("实行“一企一策。”制度，逐年兑现。", ["实行“一企一策。”", "制度，逐年兑现。"]),
    ("坚持“好。快？”，并且坚持。", ["坚持“好。快？”，并且坚持。"]),
    ("忘了关的（括号。下一句。", ["忘了关的（括号。", "下一句。"]),
    ("真的吗？！是。", ["真的吗？！", "是。"]),
    ('称为"甲；乙"的企业；其他', ['称为"甲；乙"的企业；', "其他"]),
    ("网址www.gov.cn可查。", ["网址www.gov.cn可查。"]),
    # Lines that a page broke where they were full: one sentence, and brackets close on the next line.
    (
        "从业人数稳定，其中本省籍达两千人（含派遣人\n员）的，给予十万元补助。\n责任单位：省人力资源社会保障厅",
        ["从业人数稳定，其中本省籍达两千人（含派遣人\n员）的，给予十万元补助。", "责任单位：省人力资源社会保障厅"],
    ),
    # Cut out of a book the lines were broken at their commas too.
    (
        "对购买“小快轻准”产品的规模以下工业企业给予补助。\n申报企业，\n按照合同和发票以及银行流水所载金额即购\n买费用的50%补助。",
        [
            "对购买“小快轻准”产品的规模以下工业企业给予补助。",
            "申报企业，\n按照合同和发票以及银行流水所载金额即购\n买费用的50%补助。",
        ],
    ),
    # A heading, an entry and a row are no full lines that go on.
    (
        "（三）支持企业上市，鼓励挂牌\n对上市企业给予100万元。",
        ["（三）支持企业上市，鼓励挂牌", "对上市企业给予100万元。"],
    ),
    (
        "- 对象：注册地、纳税地都在本区的中小企业\n- 标准：每户一万元",
        ["- 对象：注册地、纳税地都在本区的中小企业", "- 标准：每户一万元"],
    ),
    (
        "| 等级 | 企业和机构，含分支机构的奖励 |\n| 一级 | 三十万元 |",
        ["| 等级 | 企业和机构，含分支机构的奖励 |", "| 一级 | 三十万元 |"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), EXAMPLES)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [span.of(text) for span in split_sentences(text)] == expected


def test_a_long_sentence_is_cut_at_its_commas_into_about_equal_parts() -> None:
    clause = "支持企业开展技术改造，"  # 11 characters
    pieces = [span.of(clause * 20) for span in split_sentences(clause * 20)]
    assert [len(piece) for piece in pieces] == [110, 110]
    assert all(piece.endswith("，") for piece in pieces)


def test_a_long_list_of_units_is_cut_at_its_enumeration_commas() -> None:
    units = "、".join(f"市第{i:02}局" for i in range(40))
    assert all(piece.of(units).endswith(("、", "39局")) for piece in split_sentences(units))


def test_a_cut_spares_numbers() -> None:
    text = "甲" * 116 + "1,234.5万元" + "乙" * 100
    assert [span.of(text) for span in split_sentences(text)][1].startswith("1,234.5万元")


def test_too_short_a_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 10"):
        split_sentences("甲", longest=3)


@given(
    st.text(alphabet="甲乙丙一二 \n。；，、！“”（）\"'().,0123456789ab%《》\u3000", max_size=400), st.integers(10, 60)
)
@settings(max_examples=examples(300), deadline=None)
def test_spans_hold_every_visible_character_once_in_order(text: str, longest: int) -> None:
    spans = split_sentences(text, longest)
    for before, after in pairwise(spans):
        assert before.end <= after.start
    assert "".join(re.sub(r"\s", "", span.of(text)) for span in spans) == re.sub(r"\s", "", text)
    for span in spans:
        assert 0 < span.end - span.start <= longest
        assert span.of(text) == span.of(text).strip()
        assert "\n" not in span.of(without_wraps(text))


# Units of several paragraphs, each numbered as it stands within an item
PARAGRAPHS = [
    "（四）1.支持陶瓷企业更新窑炉设备，对采用电窑替代燃煤窑炉并通过县工信局组织的节能验收的企业，按设备购置费的百分之二十给予补助。",
    "2.同一企业在三年内只能申请一次窑炉补助。已经享受市级同类补助的，按照就高不重复的原则由县财政补足差额部分，差额不足一万元的不再补足。补助资金由县财政局会同县工信局在验收合格后的次年第一季度以前一次性拨付到企业在本县开设的基本存款账户。",
    "3.企业申请补助的，应当在每年九月底以前向县工信局提交申请表、设备发票、验收报告和近一年的纳税证明，逾期提交的列入下一年度办理。",
]


def _wrapped(text: str, width: int, cuts: str) -> str:
    """As a page of `width` breaks it; cut out of a book each line is broken behind the marks in `cuts` as well."""
    lines = [text[at : at + width] for at in range(0, len(text), width)]
    return "\n".join(re.sub(rf"(?<=[{cuts}])(?=.)", "\n", line) if cuts else line for line in lines)


@pytest.mark.parametrize("cuts", ["", "，、", "，、。", "，、。）"])
@pytest.mark.parametrize("width", [28, 30, 33, 40])
def test_a_sentence_that_a_page_broke_begins_where_it_begins(width: int, cuts: str) -> None:
    text = "\n".join(_wrapped(paragraph, width, cuts) for paragraph in PARAGRAPHS)
    told = [re.sub(r"\s", "", span.of(text)) for span in split_sentences(text, longest=1000)]
    whole = [sentence.of(paragraph) for paragraph in PARAGRAPHS for sentence in split_sentences(paragraph, 1000)]
    assert [sentence for sentence in told if sentence != "（四）"] == [
        sentence.removeprefix("（四）" if "）" in cuts else "") for sentence in whole
    ]


def test_a_word_across_the_break_tells_that_the_line_goes_on() -> None:
    text = "各镇街优先安排村集体闲置用地，做好土地供\n应保障。\n" + "对符合条件的特色园区给予最高五十万元补助，" * 4
    assert split_sentences(text)[0].of(text).startswith("各镇街")
    assert "应保障。" in split_sentences(text)[0].of(text)


def test_lines_that_say_something_each_are_not_joined() -> None:
    text = "一、支持范围和申报对象\n对在县内注册的陶瓷企业，给予设备补助。\n二、支持标准\n责任单位：县工信局、县财政局\n三、附则"
    assert [span.of(text) for span in split_sentences(text)] == text.split("\n")
