"""Departments by role, in every form that documents state them in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.facts.departments import Departments, parse_departments, split_units
from corpus.parse import parse_text

LEAD, RESPONSIBLE, IMPLEMENTING, COOPERATING = "lead", "responsible", "implementing", "cooperating"

EXAMPLES: list[tuple[str, dict[str, tuple[str, ...]]]] = [
    # labels in brackets
    ("…(牵头单位:市科技局,责任单位:市财政局)", {LEAD: ("市科技局",), RESPONSIBLE: ("市财政局",)}),
    ("…（牵头单位：省科技厅；实施单位：兰州市、白银市，兰州新区）",
     {LEAD: ("省科技厅",), IMPLEMENTING: ("兰州市", "白银市", "兰州新区")}),
    ("…（责任单位：市人社局、市教育局。）", {RESPONSIBLE: ("市人社局", "市教育局")}),
    ("…【责任部门：区发改局】", {RESPONSIBLE: ("区发改局",)}),
    ("…(牵头单位:省金融监管局;配合单位:甘肃银保监局等)", {LEAD: ("省金融监管局",), COOPERATING: ("甘肃银保监局",)}),
    ("…(配合单位:自创区、试验区领导小组相关成员单位)", {COOPERATING: ("自创区、试验区领导小组相关成员单位",)}),
    ("…(配合单位:兰州高新区、试验区领导小组成员单位)", {COOPERATING: ("兰州高新区", "试验区领导小组成员单位")}),
    # labels without brackets, glued or spaced
    ("…。牵头单位：区科技局、区农业局 配合单位：区财政局", {LEAD: ("区科技局", "区农业局"), COOPERATING: ("区财政局",)}),
    ("…。牵头单位：区工信局、区科技局配合单位：区双创办", {LEAD: ("区工信局", "区科技局"), COOPERATING: ("区双创办",)}),
    ("…。\n牵头单位：市发改委\n责任单位：市商务局，市文旅局\n完成时限：2020年底",
     {LEAD: ("市发改委",), RESPONSIBLE: ("市商务局", "市文旅局")}),
    ("…。责任单位：市科技局，完成时限：2020年12月", {RESPONSIBLE: ("市科技局",)}),
    ("牵头部门（单位）：市医保局", {LEAD: ("市医保局",)}),
    ("牵头及责任单位：市医保局", {LEAD: ("市医保局",)}),
    ("主办单位：市商务局　协办单位：市文旅局", {LEAD: ("市商务局",), COOPERATING: ("市文旅局",)}),
    ("责任单位：市科技局、\n市财政局", {RESPONSIBLE: ("市科技局", "市财政局")}),
    ("责任单位：\n市科技局", {RESPONSIBLE: ("市科技局",)}),
    ("责任单位：市科技局牵头，市财政局、市人社局配合",
     {LEAD: ("市科技局",), COOPERATING: ("市财政局", "市人社局")}),
    # names with brackets, with 和, with a trailing 等
    ("责任单位：市税务局、各县（市、区）人民政府", {RESPONSIBLE: ("市税务局", "各县（市、区）人民政府")}),
    ("(责任单位:各县(市、区)政府,高新区管委会(筹))", {RESPONSIBLE: ("各县(市、区)政府", "高新区管委会(筹)")}),
    ("责任单位：市工业和信息化局、市发展和改革委等有关部门", {RESPONSIBLE: ("市工业和信息化局", "市发展和改革委")}),
    ("责任单位：市科技局和市财政局", {RESPONSIBLE: ("市科技局", "市财政局")}),
    ("责任单位：市人力资源和社会保障局、文化和旅游局", {RESPONSIBLE: ("市人力资源和社会保障局", "文化和旅游局")}),
    ("责任单位：市科技局、市科技局", {RESPONSIBLE: ("市科技局",)}),
    # a closing bracket that ends in a role word
    ("…改革。（市场监管总局负责）", {RESPONSIBLE: ("市场监管总局",)}),
    ("…改革（市场监管总局负责）。", {RESPONSIBLE: ("市场监管总局",)}),
    ("（科技部牵头，财政部、税务总局等配合）", {LEAD: ("科技部",), COOPERATING: ("财政部", "税务总局")}),
    ("（科技部牵头负责，财政部配合）", {LEAD: ("科技部",), COOPERATING: ("财政部",)}),
    ("（教育部、财政部等部门按职责分工负责）", {RESPONSIBLE: ("教育部", "财政部")}),
    ("（国家发展改革委会同有关部门负责）", {RESPONSIBLE: ("国家发展改革委",)}),
    ("（国家发展改革委会同财政部负责）", {RESPONSIBLE: ("国家发展改革委", "财政部")}),
    ("（由市科技局牵头，各县（市、区）政府配合）", {LEAD: ("市科技局",), COOPERATING: ("各县（市、区）政府",)}),
    ("一段。（科技部负责）\n二段。（财政部负责）", {RESPONSIBLE: ("科技部", "财政部")}),
    ("[本条由经济发展局会同商务局组织实施]", {IMPLEMENTING: ("经济发展局", "商务局")}),
    # no stated role
    ("由市科技局牵头，会同市财政局办理。", {}),
    ("亏损（由企业自行负责）。", {}),
    ("（试行）", {}),
    ("各责任单位要高度重视。", {}),
    ("", {}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [pytest.param(text, expected, id=text.replace("\n", "⏎")[:40] or "empty") for text, expected in EXAMPLES],
)
def test_parse_departments(text: str, expected: dict[str, tuple[str, ...]]) -> None:
    assert parse_departments(text) == Departments(**expected)


def test_split_units_keeps_brackets_that_belong_to_a_name() -> None:
    assert split_units("国家税务总局兰州市税务局（高新区分局），市编办") == [
        "国家税务总局兰州市税务局（高新区分局）",
        "市编办",
    ]


@given(st.text(alphabet="牵头责任配合单位部门:：(（)）、，；。局委\n 和等负责", max_size=60) | st.text(max_size=60))
def test_any_text_gives_departments_in_its_own_words(text: str) -> None:
    found = parse_departments(text)
    for unit in (*found.lead, *found.responsible, *found.implementing, *found.cooperating):
        assert unit
        assert unit in text


_BEFORE = (
    "\n".join(f"{number}、关于第{number}件事的要求，由各单位按照职责办理。" for number in "一二三四五六七八九十") * 2
)
ROWS = """三、任务分工
序号 | 任务 | 年度安排 | 牵头单位 | 责任部门 | 完成时限
1 | 建成托育服务中心 | 服务覆盖全区，公开收费 | 区卫健局 | 区发改局、首南街道 | 2025年9月
2 | 社区托育点 | 新建14个 | 区民政局 | 各镇（街道） | 2026年12月
四、组织保障
（一）资金。区财政每年统筹资金，由区卫健局受理申请。
"""


@pytest.mark.parametrize("bars", [False, True], ids=["bare", "markdown"])
def test_the_columns_of_a_table_name_the_departments_of_each_row(bars: bool) -> None:
    text = "\n".join(f"| {line} |" if bars and " | " in line else line for line in ROWS.splitlines())
    rows = [unit for unit in parse_text(f"某区托育方案\n{_BEFORE}\n{text}", "d") if "|" in unit.text]
    found = {unit.title: (unit.lead_units, unit.responsible_units) for unit in rows if unit.label[-1:].isdigit()}
    assert found == {
        "建成托育服务中心": (("区卫健局",), ("区发改局", "首南街道")),
        "社区托育点": (("区民政局",), ("各镇（街道）",)),
    }
