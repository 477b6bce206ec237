import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.lines import without_wraps
from index.sentences import split_sentences

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
@settings(max_examples=300, deadline=None)
def test_spans_hold_every_visible_character_once_in_order(text: str, longest: int) -> None:
    spans = split_sentences(text, longest)
    for before, after in pairwise(spans):
        assert before.end <= after.start
    assert "".join(re.sub(r"\s", "", span.of(text)) for span in spans) == re.sub(r"\s", "", text)
    for span in spans:
        assert 0 < span.end - span.start <= longest
        assert span.of(text) == span.of(text).strip()
        assert "\n" not in span.of(without_wraps(text))
