"""办事卡: ten lines, each in the document's words or said to be missing; what another measure says is not taken."""

from __future__ import annotations

from datetime import date

from streamlit.testing.v1 import AppTest

from assistant.ask import Assistant
from assistant.handing_on.card import Card, card_html, card_of, card_text, phones
from corpus.measure import Document, Measure
from corpus.parse import parse_text
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
