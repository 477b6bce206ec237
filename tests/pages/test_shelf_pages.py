"""支持清单, 申报日历 and 版本对照: what is listed, how it is sorted, what the files hold, what changed and what it means."""

from __future__ import annotations

import io
import json
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import icalendar
import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from assistant.address import clause_address
from assistant.ask import Assistant
from assistant.calendar_door import calendar_file
from assistant.cli import main
from assistant.comparing.editions import Compared, compared, effect_words
from assistant.comparing.terms import days_of
from assistant.comparing.words import changed_words
from assistant.handing_on import of_shelf
from assistant.handing_on.deadlines import calendar_of, ics_bytes, soon, state_words
from assistant.handing_on.export_xlsx import xlsx_bytes
from assistant.handing_on.supports import Column, Wanted, cells, sorted_by, supports, supports_sheet
from assistant.showing.chart import bars_svg
from assistant.showing.editions_view import effects_html, pair_html
from assistant.showing.references import relations
from assistant.showing.view import plain
from corpus.measure import Document, Validity
from corpus.parse import Corpus, parse_text
from index.measure_index import MeasureIndex
from tests.page_kit import CORPUS, HOSTILE, OURS, Opener, Seen, html
from tests.toy import ToyEncoder

DAY = date(2025, 6, 1)
OLD = """松塔县产业扶持办法
第一条 对新认定的专精特新企业，奖励20万元。
第二条 对孵化器按投资额的10%给予补贴，最高50万元。
第三条 对引进的博士，每人补贴3万元。(牵头单位:县人社局)
第四条 企业每年5月1日至5月31日申报。
"""
NEW = """松塔县产业扶持办法
第一条 对引进的博士，每人补贴5万元。(牵头单位:县科技局)
第二条 对新认定的专精特新企业，奖励20万元。
第三条 对孵化器按投资额的15%给予补贴，最高80万元。
第四条 对首次上市的企业，奖励200万元。
第五条 企业每年6月1日至6月30日申报。
"""


def made(old: str = OLD, new: str = NEW) -> Compared:
    one = Document("old", "办法", "a.txt", "0" * 64, validity=(Validity(date(2024, 12, 31)),))
    other = Document("new", "办法", "b.txt", "1" * 64, validity=(Validity(date(2027, 12, 31)),))
    return compared(one, parse_text(old, "old"), other, parse_text(new, "new"))


# ---------------------------------------------------------------- two editions


def test_each_clause_finds_its_other_edition() -> None:
    found = {(pair.old.label if pair.old else "", pair.new.label if pair.new else "") for pair in made().pairs}
    assert {
        ("第三条", "第一条"),
        ("第一条", "第二条"),
        ("第二条", "第三条"),
        ("", "第四条"),
        ("第四条", "第五条"),
    } <= found


def test_changes_are_told_in_money_and_conditions() -> None:
    told = [effect_words(effect) for effect in made().effects]
    assert "有效期：有效期至 2024-12-31 → 2027-12-31" in told
    assert "金额：博士 每人补贴3万元 → 每人补贴5万元（+2万元）［第一条］" in told
    assert any(line.startswith("金额：孵化器") and "（+30万元）" in line for line in told)
    assert any(line.startswith("新增支持：") and "奖励200万元" in line for line in told)
    assert any(line.startswith("部门：") and "县人社局 → 县科技局" in line for line in told)
    assert not any("专精特新" in line for line in told)


TABLE = """松塔县工业投资奖励办法
第一条 企业上一年度完成的固定资产投资额，按下表给予一次性奖励：
档次 | 上一年度固定资产投资额 | 一次性奖励（万元）
一 | 1亿元至3亿元 | 100
二 | 3亿元以上 | 300
"""


def test_a_sum_of_a_table_is_a_figure_that_changed() -> None:
    (pair,) = (pair for pair in made(TABLE, TABLE.replace("| 300", "| 400")).pairs if pair.change == "changed")
    assert pair.figures
    worded = TABLE.replace("按下表给予", "按照下表给予")
    assert not any(pair.figures for pair in made(TABLE, worded).pairs)


def test_an_edition_beside_itself_has_no_change() -> None:
    same = made(OLD, OLD)
    assert {pair.change for pair in same.pairs} == {"same"}
    assert [effect.kind for effect in same.effects] == ["有效期"]


def test_a_clause_that_only_got_another_number_moved() -> None:
    found = made(
        "第一条 甲事项由县财政局负责办理。\n第二条 对企业奖励5万元。",
        "第一条 对企业奖励5万元。\n第二条 甲事项由县财政局负责办理。",
    )
    assert {pair.change for pair in found.pairs} == {"moved"}


def told(old: str, new: str) -> list[str]:
    return [effect_words(effect) for effect in made(old, new).effects if effect.kind != "有效期"]


WINDOWS = (
    ("企业每年6月申报，逾期不予受理。", "企业每年5月申报，逾期不予受理。", "企业每年6月申报 → 企业每年5月申报"),
    ("申报单位于2026年8月31日前提交申请。", "申报单位于2026年7月31日前提交申请。", "2026年8月31日前提交申请 → 申报单位于2026年7月31日前提交申请"),
    ("企业每年5月1日至5月31日向县工信局申报。", "企业每年5月1日至6月15日向县工信局申报。", "5月31日向县工信局申报 → 企业每年5月1日至6月15日"),
    ("企业每年十二月申报。", "企业每年十一月申报。", "企业每年十二月申报 → 企业每年十一月申报"),
    ("企业每年三月一日至三月三十一日申报。", "企业每年四月一日至四月三十日申报。", "三月三十一日申报 → 企业每年四月一日"),
    ("企业须于十二月底前报送材料。", "企业须于十一月底前报送材料。", "十二月底前报送材料 → 企业须于十一月底前"),
    ("认定之日起三个月内提出申请。", "认定之日起六个月内提出申请。", "三个月内提出申请 → 认定之日起六个月内"),
    ("认定之日起60日内提出申请。", "认定之日起30日内提出申请。", "60日内提出申请 → 认定之日起30日内提出申请"),
)  # fmt: skip


@pytest.mark.parametrize(("before", "after", "words"), WINDOWS)
def test_a_moved_window_is_an_effect_and_a_changed_figure(before: str, after: str, words: str) -> None:
    texts = [f"松塔县办法\n第一条 对新开业的民宿，奖励20万元。\n第二条 {each}" for each in (before, after)]
    (line,) = told(*texts)
    assert line.startswith("时间：")
    assert words in line
    assert made(*texts).figures == 1


# One figure or word changed, which several readings hold: told once, as what says it most exactly
ONCE = (
    ("对2025年6月30日前申报的企业，给予20万元奖励。", "6月30日", "9月30日", "时间"),
    ("企业取得证书满六个月方可申请奖励5万元。", "六", "九", "条件"),
    ("超过三个月内未申请的不予受理。", "三", "六", "时间"),
    ("对年营业收入500万元以上的企业，给予营业收入1%的奖励。", "500", "800", "条件"),
    ("企业营业收入须达到500万元，奖励5万元。", "500", "800", "条件"),
    ("每户企业最高不得享受超过50万元。", "50", "80", "金额"),
    ("申请企业须于每年5月31日前申报，逾期不予受理，给予10万元。", "5月31日", "6月30日", "时间"),
    ("对认定为省级的企业奖励100万元。", "省级", "国家级", "条件"),
)


@pytest.mark.parametrize(("clause", "was", "now", "kind"), ONCE)
def test_one_change_is_told_once(clause: str, was: str, now: str, kind: str) -> None:
    old = f"松塔县办法\n第一条 {clause}\n第二条 由县发改局解释。"
    (line,) = told(old, old.replace(was, now))
    assert line.startswith(f"{kind}：")


def test_two_equal_changes_of_one_clause_are_told_twice() -> None:
    old = "松塔县办法\n第一条 对瞪羚企业奖励20万元；对独角兽企业奖励20万元。\n第二条 由县发改局解释。"
    assert len(told(old, old.replace("20万元", "30万元"))) == 2


def test_what_another_clause_gives_now_was_neither_dropped_nor_added() -> None:
    rest = "第二条 由县发改局会同有关部门负责本办法的解释和监督检查工作。"
    old = f"第一条 县里统筹安排资金用于产业园区道路管网厂房建设。对引进的博士，每人补贴3万元。\n{rest}"
    new = f"第一条 县里统筹安排资金用于产业园区道路管网厂房建设。\n{rest}\n第三条 对引进的博士，每人补贴3万元。"
    assert told(old, new) == []
    assert [line.split("［")[0] for line in told(old, new.replace("3万", "5万"))] == [
        "金额：博士 每人补贴3万元 → 每人补贴5万元（+2万元）"
    ]


def test_months_and_days_that_are_none_are_not_read() -> None:
    assert days_of("36月、13月、十三月、2月30日、三十六月") == {}
    assert days_of("十二月底、二月二十九日") == {(12, None, "底"): 1, (2, 29, ""): 1}


def test_an_added_and_a_dropped_condition_are_effects() -> None:
    bare = "松塔县办法\n第一条 对新开业的民宿，给予一次性20万元奖励。\n第二条 由县文旅局解释。"
    asked = bare.replace("奖励。", "奖励，申报项目须已通过消防验收。")
    assert told(bare, asked) == ["条件：民宿 无 → 申报项目须已通过消防验收［第一条］"]
    assert told(asked, bare) == ["条件：民宿 申报项目须已通过消防验收 → 无［第一条］"]
    clause = bare.replace("第二条 由", "第二条 申报项目须已通过消防验收。已获上级补助的项目不予支持。\n第三条 由")
    assert len([line for line in told(bare, clause) if line.startswith("条件：")]) == 2


def test_a_tightened_condition_stands_beside_what_it_was() -> None:
    old, new = (f"第一条 对企业奖励5万元。\n第二条 企业须连续经营{years}年以上。" for years in ("一", "三"))
    assert told(old, new) == ["条件：第二条 企业须连续经营一年以上 → 企业须连续经营三年以上［第二条］"]


def test_what_an_office_must_do_is_no_condition_and_a_moved_clause_no_change() -> None:
    old = "第一条 对企业奖励5万元。\n第二条 企业须已通过消防验收。\n第三条 每年5月受理申报。"
    new = "第一条 每年5月受理申报。\n第二条 对企业奖励5万元。\n第三条 企业须已通过消防验收。\n第四条 各部门应当依法加强监管。"
    assert told(old, new) == []


@pytest.mark.deep
def test_editions_of_hundreds_of_clauses_are_not_compared_each_with_each() -> None:
    old, new = (
        "松塔县办法\n" + "\n".join(f"第{n}条 对{n * 7919:b}类{chr(0x4E00 + n)}{chr(0x5E00 + n)}企业{word}奖励{n}万元。" for n in range(1, 500))
        for word in ("", "一次性")
    )  # fmt: skip
    found = made(old, new)
    assert all(pair.old and pair.new and pair.old.label == pair.new.label for pair in found.pairs)


TEXTS = st.text("给予30万元5%奖励企业。，()（） \nabc<", max_size=60)


@given(TEXTS, TEXTS)
def test_both_texts_stand_in_the_marked_words(old: str, new: str) -> None:
    pieces = changed_words(old, new)
    assert "".join(piece.text for piece in pieces if piece.sort != "gone") == new
    left = "".join(piece.text for piece in pieces if piece.sort != "new")
    from corpus.text.normal import fold

    assert "".join(fold(left).split()) == "".join(fold(old).split())


def test_a_figure_changes_whole() -> None:
    pieces = changed_words("最高不超过130万元。", "最高不超过30万元。")
    assert [(piece.sort, piece.text) for piece in pieces if piece.sort != "same"] == [
        ("gone", "130万元"),
        ("new", "30万元"),
    ]


def test_documents_of_other_matters_share_next_to_nothing() -> None:
    other = "一、建设充电桩。对公用充电桩每千瓦补助200元。\n二、附则。由市发改委解释。"
    assert made(OLD, other).count("changed") <= 1


def test_nothing_of_an_edition_becomes_markup() -> None:
    found = made("第一条 <b>甲</b>给予企业5万元奖励。", f"第一条 {HOSTILE.replace(chr(10), '')}给予企业6万元奖励。")
    seen = Seen("".join(pair_html(pair) for pair in found.pairs) + effects_html(found.effects))
    assert seen.tags <= OURS | {"del", "ins"}


def test_the_command_says_the_same_as_json(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(OLD, encoding="utf-8")
    (tmp_path / "b.txt").write_text(NEW, encoding="utf-8")
    names = [str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]
    told = json.loads(CliRunner().invoke(main, ["diff", *names, "--json"]).output)
    assert told["counts"]["added"] == 1
    assert {"kind": "金额", "difference_yuan": "20000"}.items() <= next(
        e for e in told["effects"] if e["what"] == "博士"
    ).items()
    shown = CliRunner().invoke(main, ["diff", *names]).output
    assert "[-每人补贴3万元" in shown or "[-3万元-]{+5万元+}" in shown
    wrong = CliRunner().invoke(main, ["diff", names[0], "没有这份"])
    assert wrong.exit_code != 0
    assert "没有文件「没有这份」" in wrong.output


def test_the_page_compares_what_the_address_names(open_page: Opener, assistant: Assistant) -> None:
    one, other = (document.id for document in assistant.corpus.documents[:2])
    page = open_page(assistant, "editions", old=one, new=other)
    assert not page.exception
    assert "pa-sides" in html(page)


# ---------------------------------------------------------------- the list of supports


def test_two_editions_nobody_chose_are_told_how_to_come(open_page: Opener, assistant: Assistant) -> None:
    page = open_page(assistant, "editions")
    assert "两边各选一份" in html(page)
    assert '<div class="pa-sides"' not in html(page)


def test_every_benefit_is_a_row_and_filters_only_narrow(corpus: Corpus) -> None:
    rows = supports(corpus.documents, corpus.units, DAY)
    assert len(rows) == sum(len(unit.benefits) for unit in corpus.units)
    for wanted in (
        Wanted(words="企业"),
        Wanted(valid=True),
        Wanted(least=Decimal(1_000_000)),
        Wanted(levels=("国家级",)),
    ):
        narrowed = [row for row in rows if wanted.takes(row)]
        assert 0 < len(narrowed) < len(rows)
    assert all(
        row.yuan is not None and row.yuan >= 1_000_000 for row in rows if Wanted(least=Decimal(1_000_000)).takes(row)
    )


@pytest.mark.parametrize("column", [None, "标准"])
@pytest.mark.parametrize(
    "wanted",
    [Wanted(), Wanted(words="企业"), Wanted(valid=True), Wanted(levels=("国家级",)), Wanted(forms=("奖励", "其他"))],
    ids=lambda wanted: "-".join(map(str, (wanted.words, wanted.valid, *wanted.levels, *wanted.forms))),
)
@pytest.mark.parametrize("at_once", [0, 500])
def test_what_the_index_knows_of_benefits_is_what_their_clauses_say(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, wanted: Wanted, column: Column | None, at_once: int
) -> None:
    monkeypatch.setattr(of_shelf, "AT_ONCE", at_once)
    corpus, held = replace(assistant.corpus), assistant.library.holdings
    read = supports(corpus.documents, corpus.units, DAY)
    fields = of_shelf.fields_of(corpus, held)
    assert fields.places == tuple(dict.fromkeys(row.place for row in read))
    assert (set(fields.levels), set(fields.forms)) == ({row.level for row in read} - {""}, {row.form for row in read})
    rows = [row for row in read if wanted.takes(row)]
    rows = rows if column is None else sorted_by(rows, column, descending=True)
    chosen = of_shelf.chosen_supports(corpus, held, DAY, wanted, column, descending=True)
    assert list(chosen.rows) == rows
    assert [chosen.rows[at] for at in range(len(rows))] == rows
    assert chosen.clauses == len({row.unit.id for row in rows})
    assert dict(chosen.by_place) == Counter(row.place for row in rows)
    assert dict(chosen.by_form) == Counter(row.form for row in rows)


def test_what_is_due_and_what_refers_is_known_of_every_clause(assistant: Assistant) -> None:
    corpus, held = replace(assistant.corpus), assistant.library.holdings
    assert of_shelf.calendar_on(corpus, held, DAY) == of_shelf.calendar_on(corpus, None, DAY)
    referring = of_shelf.units_with(corpus, held, "reference")
    assert 0 < len(referring) < len(corpus.units)
    assert relations(corpus.documents, referring) == relations(corpus.documents, corpus.units)


def test_sorting_keeps_every_row_and_puts_what_is_missing_last(corpus: Corpus) -> None:
    rows = supports(corpus.documents, corpus.units, DAY)
    for column in ("标准", "比例", "上限", "层级", "效力", "地区", "部门"):
        for descending in (False, True):
            made_rows = sorted_by(rows, column, descending=descending)  # type: ignore[arg-type]
            assert sorted(map(id, made_rows)) == sorted(map(id, rows))
    sums = [row.yuan for row in sorted_by(rows, "标准", descending=True)]
    have = [each for each in sums if each is not None]
    assert have == sorted(have, reverse=True)
    assert sums[: len(have)] == have


def test_the_workbook_prints_on_a4_across(corpus: Corpus) -> None:
    rows = supports(corpus.documents, corpus.units, DAY)
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(supports_sheet(rows, "", DAY))))
    page = book["支持清单"]
    assert (page.page_setup.orientation, str(page.page_setup.paperSize)) == ("landscape", "9")
    assert (page.page_setup.fitToWidth, page.sheet_properties.pageSetUpPr.fitToPage) == (1, True)
    assert page.print_title_rows == "$1:$1"
    assert page.max_row == len(rows) + 1
    heads = [cell.value for cell in page[1]]
    sums = [row[heads.index("金额（元）")].value for row in page.iter_rows(min_row=2)]
    assert any(isinstance(each, int | float) for each in sums)
    assert book["按地区"]["B2"].value == max(
        sum(row.place == place for row in rows) for place in {row.place for row in rows}
    )


def test_the_page_lists_filters_and_sorts(open_page: Opener, assistant: Assistant) -> None:
    page = open_page(assistant, "supports")
    assert not page.exception
    assert "项支持" in html(page)
    page.text_input(key="words").set_value("没有这样的对象").run()
    assert "没有符合这些条件的支持" in " ".join(each.value for each in page.info)


def test_an_empty_shelf_says_what_to_do(open_page: Opener) -> None:
    bare = Assistant(replace(CORPUS, units=()), MeasureIndex.build(CORPUS.documents, (), ToyEncoder(), progress=False))
    for name in ("supports", "deadlines"):
        page = open_page(bare, name)
        assert not page.exception
    assert plain("文件库里还没有写明金额或比例的条款")[:5] in " ".join(
        each.value for each in open_page(bare, "supports").info
    )


def test_a_chart_is_a_picture_of_words() -> None:
    svg = bars_svg("<b>", [(f"<i>{number}", 20 - number) for number in range(15)])
    assert "<b>" not in svg
    assert "<i>" not in svg
    assert "其他 3 类" in svg


def test_commands_list_and_write(tmp_path: Path, corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.shelf_commands.told_corpus", lambda: corpus)  # else each call parses all of it
    runner = CliRunner()
    target = tmp_path / "list.xlsx"
    assert "项。" in runner.invoke(main, ["supports", "--export", str(target)]).output
    assert target.exists()
    rows = json.loads(runner.invoke(main, ["supports", "--json", "--least", "100"]).output)
    assert all(Decimal(row["yuan"]) >= 1_000_000 for row in rows)
    ics = tmp_path / "c.ics"
    assert "已写入" in runner.invoke(main, ["calendar", "--ics", str(ics)]).output
    assert runner.invoke(main, ["calendar", "--ics", str(ics)]).exit_code != 0
    assert icalendar.Calendar.from_ical(ics.read_bytes())
    card = runner.invoke(main, ["card", rows[0]["clause_id"]])
    assert card.output.startswith("【办事卡】")
    assert "没有条款" in runner.invoke(main, ["card", "x"]).output


# ---------------------------------------------------------------- the calendar


def entries(day: date = DAY) -> list:  # type: ignore[type-arg]
    document = Document(
        "x", "松塔县办法，一", "x.txt", "0" * 64, regions=("松塔县",), effective=date(2024, 1, 1),
        validity=(Validity(date(2025, 7, 1)),),
    )  # fmt: skip
    text = "第一条 申报时间为2025年6月10日至2025年6月20日。\n第二条 每年5月1日至5月31日受理申请。\n第三条 材料于2025年6月30日前报送。\n第四条 2025年8月底前建成平台。"
    return calendar_of((document,), parse_text(text, "x"), day)


def test_the_calendar_holds_windows_last_days_and_validity_in_order() -> None:
    kinds = [entry.kind for entry in entries()]
    assert kinds == [
        "开始施行",
        "申报期",
        "申报截止",
        "到期失效",
        "完成期限",
    ]  # the yearly one ends before it comes again
    near = soon(entries(), DAY)
    assert [entry.kind for entry in near] == ["申报期", "申报截止", "到期失效"]
    assert [state_words(entry, DAY) for entry in near] == ["9 天后开始", "还有 29 天", "还有 30 天"]
    assert state_words(near[0], date(2025, 6, 20)) == "今天截止"
    assert state_words(near[0], date(2025, 6, 21)) == "已过"


def test_a_calendar_program_reads_the_file() -> None:
    found = entries(date(2025, 5, 2))
    raw = ics_bytes(found, date(2025, 5, 2))
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    read = icalendar.Calendar.from_ical(raw)
    events = read.walk("VEVENT")
    assert len(events) == len(found)
    assert len({str(event["uid"]) for event in events}) == len(events)
    opened = [str(event["url"]) if "url" in event else None for event in events]
    assert opened == [clause_address(entry.clause) if entry.clause else None for entry in found]
    window = next(
        event for event in events if event["categories"].to_ical() == "申报期".encode() and "rrule" not in event
    )
    assert (window.decoded("dtstart"), window.decoded("dtend")) == (date(2025, 6, 10), date(2025, 6, 21))
    yearly = next(event for event in events if "rrule" in event)
    assert yearly["rrule"]["freq"] == ["YEARLY"]
    assert yearly["rrule"]["until"] == [date(2025, 7, 1)]
    assert "，一" in str(window["summary"])
    alarm = window.walk("VALARM")[0]
    assert alarm.decoded("trigger") == timedelta(days=-7)


def test_a_validity_without_end_spoils_no_calendar() -> None:
    found = [replace(entry, last=date.max, yearly=False) for entry in entries(date(2025, 5, 2))[:1]]
    assert icalendar.Calendar.from_ical(ics_bytes(found, date(2025, 5, 2))).walk("VEVENT")


def test_the_same_entry_keeps_its_name_from_day_to_day() -> None:
    def names(day: date) -> set[str]:
        events = icalendar.Calendar.from_ical(ics_bytes(entries(day), day)).walk("VEVENT")
        return {str(event["uid"]) for event in events}

    assert names(date(2025, 5, 2)) == names(date(2025, 5, 3))


def test_the_address_to_subscribe_to(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant import calendar_door

    monkeypatch.setattr(calendar_door, "_shelf", lambda: (corpus, None))
    read = icalendar.Calendar.from_ical(calendar_file({}, DAY))
    assert read.walk("VEVENT")
    nowhere = icalendar.Calendar.from_ical(calendar_file({"place": ["别处"]}, DAY))
    assert not nowhere.walk("VEVENT")


def test_the_page_shows_the_line_of_time(open_page: Opener, assistant: Assistant) -> None:
    page = open_page(assistant, "deadlines")
    assert not page.exception
    assert "pa-calendar" in html(page)
    assert "申报日历" in page.title[0].value
    assert cells  # the list and the calendar are of one shelf
