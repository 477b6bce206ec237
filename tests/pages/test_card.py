"""办事卡: ten lines, each in the document's words or said to be missing; what another measure says is not taken."""

from __future__ import annotations

import re
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from assistant.ask import Assistant
from assistant.handing_on.card import Card, card_html, card_of, card_text, labelled
from assistant.handing_on.card_lines import is_step, papers, places
from assistant.proposing.contacts import phones
from corpus.facts.requirements import requirements
from corpus.measure import Document, Measure
from corpus.parse import Corpus, parse_text
from tests.page_kit import OURS, Opener, Seen, html

DAY = date(2026, 11, 23)
NAMES = ["对象", "条件", "标准", "材料", "流程", "时间", "地点", "电话", "依据", "有效期"]
GUIDE = """松塔县中小企业纾困办法
第一条 对新认定的专精特新企业，给予一次性20万元奖励。
第二条 对吸纳就业50人以上的企业，按工资总额的2%给予补贴，最高30万元。
第三条 每年5月1日至5月31日受理申报，企业向县政务服务大厅工信窗口提出申请，逾期不予受理。
第四条 申报材料：申请表、营业执照复印件、纳税证明。
第五条 县工信局受理后5个工作日内审核，公示7日后拨付。
第六条 咨询电话：县工信局 0555-1234567。
"""


def card(text: str, number: int) -> Card:
    units = parse_text(text, "x")
    document = Document(
        "x", "松塔县中小企业纾困办法", "x.txt", "0" * 64, number="松政发〔2026〕1号", regions=("松塔县",)
    )
    return card_of(units_of(units)[number], document, units, DAY, "未写明有效期")


def units_of(units: tuple[Measure, ...]) -> list[Measure]:
    return [unit for unit in units if unit.kind == "measure"]


def test_every_line_stands_there_in_its_order() -> None:
    made = card(GUIDE, 0)
    assert [line.name for line in made.lines] == NAMES
    told = {line.name: line.words for line in made.lines}
    assert told["对象"] == "专精特新企业"
    assert told["标准"] == "奖励20万元"
    assert "申请表、营业执照复印件、纳税证明" in told["材料"]
    assert "5月1日至5月31日" in told["时间"]
    assert "政务服务大厅工信窗口" in told["地点"]
    assert "审核，公示7日后拨付" in told["流程"]
    assert told["电话"] == "县工信局 0555-1234567"
    assert told["依据"] == "《松塔县中小企业纾困办法》（松政发〔2026〕1号）第一条"
    assert made.line("材料").source == "第四条"


def test_what_no_clause_states_is_said_to_be_missing() -> None:
    made = card("第一条 对企业给予5万元奖励。", 0)
    assert {line.name for line in made.lines if not line.words} == {"条件", "材料", "流程", "时间", "地点", "电话"}
    text = card_text(made)
    assert text.count("未写明\n") == 6
    assert len(text.splitlines()) == 12


STEPS = (
    "申请人向县工信局提出申请。",
    "县工信局受理后5个工作日内审核，公示7日后拨付。",
    "申报表于每年6月10日前交所在镇街，镇街5个工作日内报区商务局。",
    "实行“免申即享”，系统比对后直接发放。",
    "第三步 市就业服务中心复审，10个工作日。",
)
NO_STEPS = (
    "深化“放管服”改革，优化一体化平台，推行网上受理、网上审批，提高网上办理率。",
    "市发展改革部门负责组织补贴资金申报、审核和公示。",
    "有下列情形的不得申报：未通过审核、公示有异议的。",
    "对研发项目通过税务部门备案审核并公示的，奖励5万元。",
    "本办法所称机构，是指在民政部门办理登记、通过评审的机构。",
    "简化审核、拨付环节，让企业在政务服务平台办理。",
    "2024年6月30日前已受理未审核的，按旧办法办理。",
)


@pytest.mark.parametrize("sentence", STEPS)
def test_what_an_applicant_does_or_an_office_does_with_it_is_a_step(sentence: str) -> None:
    assert is_step(sentence)


@pytest.mark.parametrize("sentence", NO_STEPS)
def test_goals_duties_sanctions_and_grants_are_no_steps(sentence: str) -> None:
    assert not is_step(sentence)


PLACES: tuple[tuple[str, list[str]], ...] = (
    ("申报单位应当于每年5月1日至5月31日向市文旅局提交申请表和营业执照。", ["市文旅局"]),
    ("经营主体向县级农业农村局提交申报表。", ["县级农业农村局"]),
    ("企业于4月、10月向所在县区能源部门提出申请。", ["所在县区能源部门"]),
    ("登录“惠企通”平台填报，纸质材料报至区教委职成教科（人民西路212号402室）。", ["区教委职成教科（人民西路212号402室）", "“惠企通”平台"]),
    ("受理地点：行政服务大厅西厅3号窗口。", ["行政服务大厅西厅3号窗口"]),
    ("到户籍所在地乡镇（街道）残联提交。", ["户籍所在地乡镇（街道）残联"]),
    ("企业依法向区统计局报送统计报表。", []),
    ("可在15日内向市住建局申请复核。", []),
    ("各区县主管部门每月5日前通过信息平台填报进度。", []),
    ("研发项目通过税务部门加计扣除备案确认的，给予5%的奖励。", []),
    ("推行一体化平台办理。", []),
    ("申报时间为每年12月1日至12月31日，由县工业和信息化局受理。", ["县工业和信息化局"]),
    ("本办法由县工业和信息化局负责解释。", []),
    ("推行由政务大厅统一受理。", []),
)  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), PLACES)
def test_a_place_is_an_office_or_an_address_and_no_sentence(sentence: str, expected: list[str]) -> None:
    assert list(places(sentence)) == expected


PAPERS = (
    ("企业于5月31日前提交申报表、营业执照和信用报告，镇街5个工作日内初审。", "申报表、营业执照和信用报告"),
    ("企业须提交相关材料。", ""),
    ("问10：到哪里提交申请材料和发票？", ""),
    ("附件下载：1.附资金申请表。", ""),
    ("抽查时企业应当提供原始凭证。", ""),
    ("凭营业执照和完税证明，给予5000元补贴。", "营业执照和完税证明"),
)


@pytest.mark.parametrize(("sentence", "expected"), PAPERS)
def test_papers_are_named_and_end_where_the_office_begins(sentence: str, expected: str) -> None:
    assert papers(sentence, sentence) == expected


REQUIREMENTS: tuple[tuple[str, list[str]], ...] = (
    ("给予20万元补助，申报项目须已通过消防验收。", ["申报项目须已通过消防验收"]),
    ("企业应当具有独立法人资格。", ["企业应当具有独立法人资格"]),
    ("企业应于5月31日前提交申请。", []),
    ("各部门应当依法加强监管。", []),
    ("市文旅局应当在10日内完成审核。", []),
    ("企业无须具备法人资格，不须连续经营三年，未必须取得许可，不必须通过验收，无需在本县注册。", []),
    ("取消申报单位须具有独立法人资格的规定。", []),
    ("原材料供应正常，所需为现金。", []),
    ("企业无须具备法人资格但应当在本县登记。", ["企业无须具备法人资格但应当在本县登记"]),
    ("企业不应为失信被执行人。", ["企业不应为失信被执行人"]),
)


@pytest.mark.parametrize(("text", "expected"), REQUIREMENTS)
def test_a_requirement_is_what_somebody_must_be_or_have(text: str, expected: list[str]) -> None:
    assert list(requirements(text)) == expected


DENIED = (
    "不需要提交申请表、营业执照复印件。",
    "无需企业另行提交申请表、营业执照复印件。",
    "免于提交申请表、发票。",
    "不再提供营业执照、发票。",
    "县级部门已掌握的，不再要求企业提供营业执照、发票。",
    "免提交申请表、营业执照复印件。",
    "逾期不提交申请表、发票的，不予支持。",
    "无需向县科技局提出申请。",
    "无须到窗口办理。",
    "取消到县政务服务中心窗口现场办理。",
    "申请人不用再登录“惠企通”平台填报。",
    "无需报至县科技局。",
    "无需受理、审核、公示。",
    "不再初审、不再公示。",
)
# The denial is of something else, or is no denial
NOT_DENIED: tuple[tuple[str, list[str], str], ...] = (
    ("无需预约直接到县政务服务中心窗口办理。", ["县政务服务中心窗口"], ""),
    ("无需到窗口，登录“惠企通”平台填报。", ["“惠企通”平台"], ""),
    ("不迟于5月底向市文旅局提交申请表。", ["市文旅局"], "申请表"),
    ("到不动产登记中心窗口办理。", ["不动产登记中心窗口"], ""),
    ("免费向县科技局提交申请表。", ["县科技局"], "申请表"),
    ("不少于两家的提交申请表、发票。", [], "申请表、发票"),
    ("无需提交申请表，只需提供营业执照、发票。", [], "营业执照、发票"),
)


@pytest.mark.parametrize("sentence", DENIED)
def test_what_need_not_be_done_is_no_line_of_a_card(sentence: str) -> None:
    assert (papers(sentence, sentence), list(places(sentence)), is_step(sentence)) == ("", [], False)


@pytest.mark.parametrize(("sentence", "where", "what"), NOT_DENIED)
def test_a_denial_of_something_else_takes_no_line_away(sentence: str, where: list[str], what: str) -> None:
    assert (list(places(sentence)), papers(sentence, sentence)) == (where, what)


def test_a_card_takes_no_denial_for_a_procedure() -> None:
    made = card(
        "第一条 对企业给予5万元奖励。\n第二条 不需要提交申请表、营业执照复印件。无需向县科技局提出申请。申报企业无须符合下列条件：注册满三年。",
        0,
    )
    assert [made.line(name).words for name in ("材料", "地点", "流程", "条件")] == ["", "", "", ""]


def test_a_chapter_on_applying_is_for_all_measures_also_with_a_sum_in_it() -> None:
    text = (
        "第一章 奖励\n第一条 对企业给予5万元奖励。\n第二章 申报与管理\n第二条 申报材料：申报书、发票。军工单位提供脱密证明。\n"
        "第三条 对举报人给予1万元奖励。"
    )
    assert card(text, 0).line("材料").words.startswith("申报书、发票")


def test_a_list_of_papers_is_taken_whole() -> None:
    text = "需提供：营业执照；设备发票；验收报告。市局审核。"
    assert papers(text, "需提供：营业执照；") == "营业执照；设备发票；验收报告"


def test_a_condition_beside_the_grant_is_kept() -> None:
    made = card("第一条 对新开业的民宿，给予一次性20万元奖励，申报项目须已通过消防验收。", 0)
    assert "申报项目须已通过消防验收" in made.line("条件").words


def test_a_reform_of_government_is_no_procedure_of_a_measure() -> None:
    made = card(
        "第一条 对企业给予5万元奖励。\n第二条 深化“放管服”改革，推行网上受理、网上审批，公示审批结果，提高办理率。", 0
    )
    assert (made.line("流程").words, made.line("地点").words) == ("", "")


@pytest.mark.deep
def test_the_granting_clauses_of_the_shelf_take_nothing_from_a_goal(corpus: Corpus) -> None:
    documents = {document.id: document for document in corpus.documents}
    for unit in corpus.units:
        if unit.benefits:
            units = [other for other in corpus.units if other.document_id == unit.document_id]
            made = card_of(unit, documents[unit.document_id], units, DAY, "")
            assert not made.line("流程").words
            assert not made.line("材料").words
            assert made.line("地点").words in ("",) or made.line("地点").words.startswith("文件未写明（")


def test_a_line_out_of_another_clause_names_it_also_in_the_copied_text() -> None:
    text = card_text(card(GUIDE, 0))
    assert "地点：县政务服务大厅工信窗口（第三条）" in text
    assert "电话：县工信局 0555-1234567（第六条）" in text
    assert "标准：奖励20万元\n" in text


# What a broken file holds by the thousand; twice as much of it may take twice as long, not four times
FILLERS = (
    "\n",
    " ",
    " \n",
    "|",
    "。",
    "\n-",
    "\n1)\n",
    "\n申报 ",
    "*",
    "( ",
    "0 ",
    "1",
    "，",
    "提交",
    "向",
    "须",
    "电话",
    "受理时间",
)


@pytest.mark.deep
@pytest.mark.parametrize("filler", FILLERS)
def test_a_line_of_a_card_is_looked_for_in_one_reading_of_the_text(filler: str) -> None:
    text = filler * (20_000 // len(filler)) + "\n申报材料：申请表。"
    found = labelled(text, re.compile("申报材料")), list(phones(text)), papers(text, text), list(places(text))
    assert found[0] == "申请表。"


def test_what_a_section_of_another_measure_asks_for_is_not_taken() -> None:
    text = (
        "一、甲补贴\n（一）给予甲企业5万元补贴。\n（二）企业向甲局提交甲表和发票，甲局审核后公示拨付。\n"
        "二、乙补贴\n（一）给予乙企业6万元补贴。"
    )
    units = parse_text(text, "x")
    unit = next(unit for unit in units if unit.benefits and "乙企业" in unit.text)
    made = card_of(unit, Document("x", "办法", "x.txt", "0" * 64), units, DAY, "")
    assert not any(made.line(name).words for name in ("材料", "流程", "地点"))


def test_the_lines_of_another_measure_are_not_taken() -> None:
    text = "一、甲补贴\n（一）标准。给予甲企业5万元补贴。\n（二）申报材料：甲表。\n二、乙补贴\n（一）标准。给予乙企业6万元补贴。\n（二）申报材料：乙表。\n三、丙补贴\n（一）标准。给予丙企业7万元补贴。\n（二）申报材料：丙表。"
    units = parse_text(text, "x")
    document = Document("x", "办法", "x.txt", "0" * 64)
    for unit in units:
        if unit.benefits:
            made = card_of(unit, document, units, DAY, "")
            assert made.line("材料").words[:1] == unit.benefits[0].recipient[:1]


def test_sums_dates_and_document_numbers_are_no_telephone_numbers() -> None:
    assert list(phones("预算13800001111元，松政发〔2021〕12345号，2026-11-29，投资12345678万元")) == []
    assert list(phones("咨询电话0937-1234567、13900001111，热线12345")) == ["0937-1234567", "13900001111", "12345"]


def test_real_clauses_and_the_page(open_page: Opener, assistant: Assistant) -> None:
    unit = next(unit for unit in assistant.library.units if "独角兽" in unit.text and unit.benefits)
    page = open_page(assistant, "card", clause=unit.id)
    assert not page.exception
    shown = html(page)
    for name in NAMES:
        assert f"<dt>{name}</dt>" in shown
    assert "一次性" in shown or "300万元" in shown


def test_without_a_clause_one_is_chosen(open_page: Opener, assistant: Assistant) -> None:
    page: AppTest = open_page(assistant, "card")
    page.selectbox(key="card_chosen").select_index(0).run()
    assert not page.exception
    assert "pa-card" in html(page)


def test_nothing_of_a_document_becomes_markup() -> None:
    seen = Seen(card_html(card("第一条 对<b>企业</b>给予5万元奖励。<script>alert(1)</script>", 0)))
    assert seen.tags <= OURS


TABLES = """松塔县人才补贴办法
第一条 补贴标准如下。
类别 | 条件 | 补贴标准 | 受理地点
甲类人才 | 须具有博士学位，年龄不超过45周岁 | 5000元/月 | 政务大厅3号窗口
乙类人才 | 须具有硕士学位 | 3000元/月 | 政务大厅5号窗口
第二条 申报条件
项目 | 要求
社保 | 须连续缴纳满12个月
学历 | 须为全日制本科以上
第三条 申报材料：
序号 | 材料名称 | 份数
1 | 申请表 | 2
2 | 身份证复印件 | 1
第四条 联系方式
科室 | 电话
人才科 | （0551）6234 5678
就业科 | 0551—62345678转801
"""


def test_rows_of_a_table_are_words_on_a_card() -> None:
    units = parse_text(TABLES, "x")
    assert not any(
        "|" in words for unit in units for each in unit.benefits for words in (each.condition, each.recipient)
    )
    made = card(TABLES, 0)
    assert not any("|" in line.words for line in made.lines)
    assert "须具有博士学位，年龄不超过45周岁" in made.line("条件").words
    assert "窗口" not in made.line("条件").words
    assert "社保：须连续缴纳满12个月；学历：须为全日制本科以上" in made.line("条件").words
    assert made.line("材料").words == "申请表：份数 2；身份证复印件：份数 1"
    assert made.line("电话").words == "人才科 （0551）6234 5678；就业科 0551—62345678转801"
