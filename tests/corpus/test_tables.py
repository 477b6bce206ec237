"""Tables read from files of four formats: the right cell for each question, true offsets, units, heads of two rows."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.proposing.rows import asked_rows
from corpus.formats.read import SourceText, read_source, source_of
from corpus.parse import parse_document, parse_text
from corpus.tables.cells import Merged, table_lines
from corpus.tables.tables import Table, tables_of
from tests.examples import examples
from tests.table_kit import WRITERS, Box, Rows, as_pdf

BEFORE = "柳塘市产业扶持办法\n第一条 为发展产业，制定本办法。\n第二条 扶持标准如下{unit}："
AFTER = "第三条 本办法自2025年4月1日起施行。"

# name -> (unit of the caption, rows, question -> the value of its cell); kinds of tables that policies have
KINDS: dict[str, tuple[str, Rows, dict[str, str]]] = {
    "plain": (
        "",
        [["品牌", "情形", "奖励"], ["驰名商标", "首次认定", "50万元"], ["驰名商标", "延续认定", "12万元"],
         ["地理标志", "首次认定", "25万元"], ["地理标志", "延续认定", "6万元"]],
        {"驰名商标首次认定奖励多少": "50万元", "驰名商标延续认定给多少": "12万元", "地理标志首次认定奖多少": "25万元",
         "地理标志延续认定奖多少": "6万元"},
    ),
    "merged down": (
        "",
        [["类别", "情形", "奖励标准"], [Box("瞪羚企业", rows=3), "首次入库", "20万元"], ["复核通过", "10万元"],
         ["整体迁入", "30万元"], [Box("孵化器", rows=2), "国家级", "100万元"], ["省级", "50万元"]],
        {"瞪羚企业复核通过奖励多少": "10万元", "省级孵化器奖励多少": "50万元", "瞪羚企业整体迁入奖多少": "30万元",
         "国家级孵化器给多少": "100万元"},
    ),
    "two heads": (
        "（单位：万元）",
        [[Box("载体级别", rows=2), Box("奖励标准", columns=2)], ["首次认定", "考核优秀"], ["国家级", "100", "30"],
         ["省级", "50", "15"], ["市级", "20", "5"]],
        {"省级众创空间考核优秀奖励多少": "15万元", "国家级载体首次认定给多少": "100万元", "市级载体考核优秀多少": "5万元"},
    ),
    "unit in the head": (
        "",
        [["人才类别", "安家补贴（万元）", "租房补贴（元/月）"], ["A类", "300", "8000"], ["B类", "100", "4000"],
         ["C类", "30", "2000"]],
        {"B类人才租房补贴多少": "4000元/月", "A类人才安家补贴多少": "300万元", "C类人才租房补贴多少": "2000元/月"},
    ),
    "caption unit of months": (
        "（单位：元/月）",
        [["失能等级", "补贴", "期限"], ["轻度失能", "200", "12个月"], ["中度失能", "400", "24个月"],
         ["重度失能", "700", "长期"]],
        {"中度失能老人补贴多少": "400元/月", "重度失能补贴多少": "700元/月", "轻度失能给多少": "200元/月"},
    ),
    "rates and caps": (
        "",
        [["企业类型", "贴息比例", "年度上限"], ["小微企业", "50%", "30万元"], ["中型企业", "40%", "60万元"],
         ["大型企业", "30%", "100万元"]],
        {"小微企业贷款贴息年度上限多少": "30万元", "中型企业贴息比例是多少": "40%", "大型企业年度上限多少": "100万元",
         "小微企业贴息比例多少": "50%"},
    ),
    "bands": (
        "（单位：万元）",
        [["年进出口额（万美元）", "生产型企业", "流通型企业"], ["200（含）—1000", "5", "3"], ["1000（含）—5000", "15", "10"],
         ["5000（含）以上", "40", "25"]],
        {"生产型企业年进出口额3000万美元奖励多少": "15万元", "流通型企业年进出口额6000万美元奖励多少": "25万元",
         "流通型企业年进出口额500万美元奖多少": "3万元"},
    ),
    "paragraphs in a cell": (
        "（单位：万元）",
        [["赛事级别", "奖励"], ["国际级\n国家级", "50\n30"], ["省级", "20"]],
        {"国家级赛事奖励多少": "30万元", "国际级赛事奖励多少": "50万元", "省级赛事奖励多少": "20万元"},
    ),
    "numbered rows": (
        "",
        [["序号", "扶持环节", "单价", "上限"], ["1", "集中育苗", "0.03元/株", "15万元"], ["2", "连片种植", "160元/亩", "8万元"],
         ["3", "购机", "2000元/台", "2万元"]],
        {"连片种植每亩补多少单价": "160元/亩", "集中育苗上限多少": "15万元", "购机上限多少": "2万元"},
    ),
    "empty below": (
        "",
        [["对象", "条件", "补助（万元）", "备注"], ["养老机构", "新建", "12", ""], ["", "改扩建", "6", "租期五年以上"],
         ["日间照料中心", "新建", "3", ""]],
        {"养老机构改扩建补助多少": "6万元", "日间照料中心新建补助多少": "3万元", "养老机构新建补助多少": "12万元"},
    ),
    "three columns of levels": (
        "",
        [[Box("载体", rows=2), Box("奖励（万元）", columns=3), Box("备注", rows=2)], ["市级", "省级", "国家级"],
         ["茶主题民宿", "5", "10", "25", "就高"], ["研学基地", "8", "15", "—", "补差"], ["制茶工坊", "3", "6", "20", "无"]],
        {"省级茶主题民宿奖励多少": "10万元", "国家级制茶工坊奖多少": "20万元", "市级研学基地奖励多少": "8万元"},
    ),
    "marks of notes": (
        "（单位：万元）",
        [["奖项", "第一完成单位", "参与单位"], ["一等奖", "50①", "10"], ["二等奖", "30*", "6"], ["三等奖", "10", "2"]],
        {"一等奖第一完成单位奖励多少": "50万元", "二等奖第一完成单位奖多少": "30万元", "三等奖参与单位奖励多少": "2万元"},
    ),
    "ranges": (
        "",
        [["项目类型", "补助金额（万元）"], ["重大项目", "200-500"], ["重点项目", "50-100"], ["一般项目", "10-30"]],
        {"重点项目补助多少": "50-100万元", "重大项目补助多少": "200-500万元", "一般项目补助多少": "10-30万元",
         "我们是一般项目能补多少": "10-30万元"},
    ),
    "words and figures": (
        "",
        [["险种", "企业类型", "比例", "年度限额"], [Box("研发中断险", rows=2), "高新技术企业", "60%", "20万元"],
         ["科技型中小企业", "70%", "15万元"], ["专利执行险", "各类企业", "50%", "10万元"]],
        {"科技型中小企业研发中断险比例多少": "70%", "高新技术企业研发中断险年度限额多少": "20万元",
         "专利执行险比例多少": "50%"},
    ),
    "departments": (
        "",
        [["任务", "牵头单位", "完成时限", "资金（万元）"], ["编制绿色建筑规划", "市住建局", "2025年9月底", "80"],
         ["建设能耗平台", "市机关事务局", "2026年6月底", "150"], ["培育建材基地", "市工信局", "2026年12月底", "60"]],
        {"建设能耗平台资金多少": "150万元", "编制绿色建筑规划资金多少": "80万元", "培育建材基地资金多少": "60万元",
         "市工信局培育建材基地有多少资金": "60万元"},
    ),
}  # fmt: skip
CASES = [(kind, suffix) for kind in KINDS for suffix in WRITERS]
QUESTIONS = [(kind, suffix, *pair) for kind, suffix in CASES for pair in KINDS[kind][2].items()]


def written(kind: str, suffix: str) -> SourceText:
    unit, rows, _ = KINDS[kind]
    return source_of(f"a{suffix}", WRITERS[suffix](BEFORE.format(unit=unit), rows, AFTER))


def value_for(question: str, tables: tuple[Table, ...]) -> str | None:
    asked = asked_rows(question, tables)
    facts = [] if asked is None else [cell.value for row in asked.rows for _, cell in asked.facts(row)]
    return facts[0] if len(facts) == 1 else None


def test_there_are_enough_tables_and_questions() -> None:
    assert len(CASES) >= 60
    assert len(QUESTIONS) >= 200


@pytest.mark.parametrize(("kind", "suffix"), CASES)
def test_every_question_finds_its_cell(kind: str, suffix: str) -> None:
    tables = tables_of(written(kind, suffix).text)
    assert len(tables) == 1
    assert {q: value_for(q, tables) for q in KINDS[kind][2]} == KINDS[kind][2]


@pytest.mark.parametrize(("kind", "suffix"), CASES)
def test_every_place_in_a_table_is_true(kind: str, suffix: str) -> None:
    text = written(kind, suffix).text
    (table,) = tables_of(text)
    for row in table.rows:
        assert "\n" not in row.span.of(text)
        for cell in row.cells:
            assert cell.span.of(text) == cell.text
    assert table.span.of(text).count("\n") >= len({row.span for row in table.rows})


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_row_lies_in_its_clause(suffix: str, tmp_path: Path) -> None:
    unit, rows, _ = KINDS["merged down"]
    path = tmp_path / f"a{suffix}"
    path.write_bytes(WRITERS[suffix](BEFORE.format(unit=unit), rows, AFTER))
    clause = next(each for each in parse_document(path).units if each.label == "第二条")
    (table,) = tables_of(clause.text, clause.span.start)
    assert all(clause.span.contains(row.span) for row in table.rows)
    assert [table.labels(row) for row in table.rows][1] == ("瞪羚企业", "复核通过")


def test_a_table_goes_on_over_two_pages_as_one(tmp_path: Path) -> None:
    rows: Rows = [["企业类别", "首次认定（万元）", "复核通过（万元）"]]
    rows += [[f"第{at}类企业", str(at * 10), str(at)] for at in range(1, 9)]
    path = tmp_path / "a.pdf"
    path.write_bytes(as_pdf(BEFORE.format(unit=""), rows, AFTER, lines_a_page=3))
    source = read_source(path)
    (table,) = tables_of(source.text)
    assert [row.cells[1].value for row in table.rows] == [f"{at * 10}万元" for at in range(1, 9)]
    repeated = [left for left in source.left_out if left.why == "续表重复的表头"]
    assert [left.where for left in repeated] == ["第2页", "第3页"]


@pytest.mark.parametrize(
    ("text", "unit", "values"),
    [
        ("单位：万元\n级别 | 奖励\n甲 | 5\n乙 | 3", "万元", ["5万元", "3万元"]),
        ("表1 奖励标准（金额单位：元）\n级别 | 奖励\n甲 | 500\n乙 | 300", "元", ["500元", "300元"]),
        ("标准如下：\n级别 | 奖励（元/人·年）\n甲 | 500\n乙 | 300", "", ["500元/人·年", "300元/人·年"]),
        ("奖励（单位：万元）如下。\n级别 | 人数 | 奖励\n甲 | 5 | 8\n乙 | 3 | 6", "万元", ["5", "3"]),
    ],
)
def test_units_stand_in_the_head_or_above_the_table(text: str, unit: str, values: list[str]) -> None:
    (table,) = tables_of(text)
    assert (table.unit, [row.cells[1].value for row in table.rows]) == (unit, values)


def test_two_tables_keep_their_own_heads() -> None:
    text = "表1 影视（万元）\n平台 | 奖励\n央视 | 100\n省台 | 40\n表2 演艺（元）\n规模 | 奖励\n全国 | 600\n省内 | 200"
    first, second = tables_of(text)
    assert [row.cells[1].value for row in first.rows + second.rows] == ["100万元", "40万元", "600元", "200元"]


def test_a_heading_within_a_table_belongs_to_the_rows_below_it() -> None:
    text = "项目 | 条件 | 奖励\n市场主体 | 首次升规 | 5万元\n科技创新类\n新型研发机构 | 首次认定 | 30万元"
    (table,) = tables_of(text)
    assert table.labels(table.rows[1]) == ("科技创新类", "新型研发机构", "首次认定")


@pytest.mark.parametrize(
    "question", ["国家级众创载体奖励多少", "奖励多少", "设区市级载体考核优秀奖励多少", "有哪些奖励"]
)
def test_a_question_that_no_row_answers_gets_none(question: str) -> None:
    text = "级别 | 首次认定 | 考核优秀\n省级 | 50万元 | 15万元\n县级 | 20万元 | 5万元"
    assert asked_rows(question, tables_of(text)) is None


@pytest.mark.parametrize(
    ("head", "cell", "value"),
    [("使用年限（年）", "4", "4年"), ("浓度（mg/m³）", "1.5", "1.5mg/m³"), ("课时（学时）", "160", "160学时"), ("产值（X）", "7", "7"),
     ("办结（工作日）", "5", "5工作日")],
)  # fmt: skip
def test_a_head_bears_units_of_time_and_of_signs(head: str, cell: str, value: str) -> None:
    (table,) = tables_of(f"项目 | {head}\n甲 | {cell}\n乙 | {cell}")
    assert table.rows[0].cells[1].value == value


def test_an_empty_cell_beside_the_number_of_the_row_goes_on_with_the_one_above() -> None:
    (table,) = tables_of("序号 | 工种 | 等级 | 补贴\n1 | 焊工 | 初级 | 700元\n2 | | 中级 | 900元")
    assert [cell.text for cell in table.rows[1].cells] == ["2", "焊工", "中级", "900元"]


AT_THE_TOP = """松塔县中小学收费公示
松教发〔2023〕44号
收费标准公示如下：
学段 | 项目 | 城区 | 农村
小学 | 课后服务费 | 300 | 200
初中 | 课后服务费 | 400 | 280
高中 | 住宿费 | 350 | 260
严禁超标准收费。
"""


def test_rows_at_the_top_of_a_document_are_no_menu_of_a_site() -> None:
    assert not any(unit.kind == "boilerplate" for unit in parse_text(AT_THE_TOP, "a"))


@pytest.mark.parametrize(
    "rows",
    [
        "方向 | 条件 | 方式 | 额度\n平台 | 1.连接100台以上；2.服务9家以上。 | 补助 | 200万元\n"
        "要素 | 1.取得登记；2.交易5万元以上。 | 奖励 | 90万元\n算力 | 1.规模100P以上；2.能效低于1.2。 | 贴息 | 500万元",
        "| 方向 | 条件 | 额度 |\n|---|---|---|\n| 平台 | 1.连接100台<br>2.服务9家 | 200万元 |\n| 算力 | 1.规模100P<br>2.能效低于1.2 | 500万元 |",
        "方向 | 条件 | 额度\n平台 | （一）连接100台；（二）服务9家 | 200万元\n算力 | （一）规模100P；（二）能效低于1.2 | 500万元",
    ],
)
def test_what_a_cell_lists_heads_no_clause(rows: str) -> None:
    source = f"松塔县数字经济申报指南\n一、支持数字经济。\n二、标准如下。\n{rows}\n三、申报截止8月20日。\n"
    units = parse_text(source, "a")
    clause = next(unit for unit in units if unit.label == "二、")
    (table,) = tables_of(clause.text, clause.span.start)
    assert len(table.rows) == rows.count("\n") - rows.count("---|\n")
    assert [unit.label for unit in units if unit.kind == "measure"] == ["一、", "二、", "三、"]


WORDS = st.text(alphabet="甲乙丙丁戊省市县级企业奖励补助12345", min_size=1, max_size=8)


@given(st.lists(st.lists(WORDS, min_size=2, max_size=4), min_size=2, max_size=6), st.data())
@settings(max_examples=examples(120), deadline=None)
def test_whatever_the_table_its_words_stand_where_they_are_said_to(rows: list[list[str]], data: st.DataObject) -> None:
    cells = [
        [Merged((words,), data.draw(st.integers(1, 2)), data.draw(st.integers(1, 2))) for words in row] for row in rows
    ]
    text = "\n".join(table_lines(cells))
    for words in itertools.chain.from_iterable(rows):
        assert words in text
    for table in tables_of(text, 7):
        for row in table.rows:
            assert all(cell.span.start >= 7 for cell in row.cells)
            assert all(text[c.span.start - 7 : c.span.end - 7] == c.text for c in row.cells)


BOUNDS = [
    ("补助标准（元/吨）", "不超过110", "不超过110元/吨"),
    ("奖励（万元）", "最高50", "最高50万元"),
    ("补贴比例（%）", "≤30", "≤30%"),
    ("奖励（万元）", "不超过50万元", "不超过50万元"),
    ("最小规模", "不低于50立方米", "不低于50立方米"),
]


@pytest.mark.parametrize(("head", "cell", "value"), BOUNDS)
def test_a_bound_without_a_unit_has_that_of_its_column(head: str, cell: str, value: str) -> None:
    [table] = tables_of(f"类型 | {head} | 备注\n通风库 | {cell} | 新建\n冷藏库 | {cell} | 改建")
    assert [row.cells[1].value for row in table.rows] == [value, value]
