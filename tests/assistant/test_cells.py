"""The cell of a table that a question names by its row and its column, whatever stands in it: and none where it names neither."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.ask import Assistant
from assistant.proposing.cells import asked_cells
from corpus.tables.tables import tables_of
from eval.wide.build import Pool, add_texts, corpus_of
from index.measure_index import MeasureIndex
from tests.toy import ToyEncoder

WHO = "任务 | 牵头部门 | 配合单位 | 完成时限\n修编河道规划 | 县水利局 | 县财政局 | 6月底\n建成智慧路灯 | 县城管局 | 县住建局 | 9月底"
BEDS = "机构星级 | 自理 | 失能\n五星级 | 100元 | 300元\n四星级 | 80元 | 240元\n三星级及以下 | 60元 | 150元"
STAGES = "类别 | 村（元/月） | 村（元/月） | 社区（元/月） | 社区（元/月）\n类别 | 原标准 | 现标准 | 原标准 | 现标准\n主任 | 1800 | 2100 | 2600 | 3000\n委员 | 900 | 1100 | 1500 | 1700"
DOORS = "窗口 | 事项 | 时限 | 电话\nC1 | 取水许可证核发 | 10个工作日 | 0399-2200011\nC2 | 河道采砂许可 | 7个工作日 | 0399-2200012"
SIZES = "管径 | 补助\n0.5m以下 | 40元\n0.5—1m | 75元\n1m以上 | 130元"
SUMS = "产值X | 比例\n100万元≤X＜300万元 | 3%\n300万元≤X＜900万元 | 6%\nX≥900万元 | 9%"
PILES = "场所 | 公用充电桩 | 自用充电桩\n县城 | 120元 | 60元\n乡镇 | 200元 | 90元"
TOTALS = "单位：万元\n乡镇 | 资金合计 | 道路\n柏木乡 | 80 | 30\n青冈乡 | 60 | 25\n合计 | 140 | 55"
LAMPS = "序号 | 工种 | 等级 | 补贴\n1 | 焊工 | 初级 | 700元\n2 | | 中级 | 900元\n3 | 钳工 | 初级 | 650元"
TERMS = "证书 | 课时 | 有效年限（年）\n潜水员 | 160学时 | 4\n引航员 | 240学时 | 5"


@pytest.mark.parametrize(
    ("table", "question", "said"),
    [
        (WHO, "修编河道规划哪个部门牵头", ["县水利局"]),
        (WHO, "建成智慧路灯由谁配合", ["县住建局"]),
        (WHO, "智慧路灯什么时候建成", ["9月底"]),
        (BEDS, "四星级机构失能老人补多少", ["240元"]),
        (BEDS, "三星级机构自理老人多少", ["60元"]),
        (STAGES, "社区委员现在每月多少", ["1700元/月"]),
        (STAGES, "村主任原标准多少", ["1800元/月"]),
        (DOORS, "采砂许可的电话", ["0399-2200012"]),
        (DOORS, "取水许可证核发在哪个窗口", ["C1"]),
        (DOORS, "河道采砂许可要几个工作日", ["7个工作日"]),
        (SIZES, "1米以上的管径补助多少", ["130元"]),
        (SUMS, "产值500万元比例是多少", ["6%"]),
        (SUMS, "产值900万元以上什么比例", ["9%"]),
        (PILES, "乡镇自用桩补助多少", ["90元"]),
        (TOTALS, "柏木乡资金合计多少", ["80万元"]),
        (LAMPS, "焊工中级补贴多少", ["900元"]),
        (TERMS, "引航员要多少学时", ["240学时"]),
        (TERMS, "潜水员证书有效年限几年", ["4年"]),
    ],
)  # fmt: skip
def test_the_cell_is_found(table: str, question: str, said: list[str]) -> None:
    found = asked_cells(question, tables_of(table))
    assert found is not None
    assert [words for _, words in found.facts()] == said


@pytest.mark.parametrize(
    ("table", "question"),
    [
        (WHO, "牵头部门是哪个"),
        (WHO, "修建水库由谁牵头"),
        (BEDS, "六星级机构失能老人补多少"),
        (BEDS, "失能老人补多少"),
        (SIZES, "管径多少"),
        (SUMS, "产值50万元比例是多少"),
        ("项目 | 2025年目标（家）\n龙头企业 | 12\n合作社 | 30", "龙头企业2026年目标多少家"),
        ("缴费 | 标准\n满1年不足3年 | 900元\n3年以上 | 1200元", "缴费不满1年标准多少"),
    ],
)
def test_no_cell_where_the_row_or_the_column_is_not_named(table: str, question: str) -> None:
    assert asked_cells(question, tables_of(table)) is None


NOTICE = f"""松塔县河湖管理任务分工方案
松政发〔2024〕6号
各乡镇人民政府：
一、任务分工如下：
{WHO}
二、办理窗口如下：
{DOORS}
三、本方案自2024年6月1日起施行。
松塔县人民政府
2024年5月20日
"""


@pytest.fixture(scope="module")
def rivers() -> Assistant:
    pool = Pool()
    add_texts(pool, [("rivers.txt", NOTICE)])
    corpus = corpus_of(pool, ["rivers.txt"])
    return Assistant(corpus, MeasureIndex.build(corpus.documents, corpus.units, ToyEncoder()))


@pytest.mark.parametrize(
    ("question", "line", "row"),
    [
        ("建成智慧路灯哪个部门牵头", "建成智慧路灯：牵头部门 县城管局。[1]", "建成智慧路灯 | 县城管局 | 县住建局 | 9月底"),
        ("河道采砂许可的电话是多少", "C2，河道采砂许可：电话 0399-2200012。[1]", "C2 | 河道采砂许可 | 7个工作日 | 0399-2200012"),
    ],
)  # fmt: skip
def test_the_answer_is_the_cell_and_its_row(rivers: Assistant, question: str, line: str, row: str) -> None:
    answer = rivers.ask(question, as_of=date(2025, 1, 1))
    assert answer.status == "answered"
    assert answer.text.splitlines()[0] == line
    assert answer.citations[0].quote == row
    others = [each for each in (WHO + "\n" + DOORS).splitlines()[1:] if each != row and "|" in each]
    assert not any(each in answer.text for each in others if not each.startswith(("任务", "窗口")))
