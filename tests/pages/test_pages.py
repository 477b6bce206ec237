"""The pages beside the chat in each of their states, driven as Streamlit drives them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from streamlit.testing.v1 import AppTest

from assistant.answering.find import find
from assistant.ask import Assistant
from assistant.showing import view
from corpus.errors import IndexMissing
from corpus.parse import Corpus
from index.measure_index import MeasureIndex
from tests.page_kit import ANSWERED, Opener, html, switch, table_assistant
from tests.pages.test_find import hostile
from tests.toy import ToyEncoder

IN_FORCE = date(2025, 6, 1)
STORY = "昌吉高新区，博士后科研工作站挂牌了，企业出资2000万新设立异地研发平台"


@pytest.fixture(scope="module")
def real(corpus: Corpus) -> Assistant:
    return Assistant(corpus, MeasureIndex.build(corpus.documents, corpus.units, ToyEncoder()))


def keys(page: AppTest) -> set[str]:
    return {button.key for button in page.button if button.key}


@pytest.mark.parametrize(("page", "title"), [("match", "我能享受什么"), ("find", "查条款"), ("library", "文件库")])
def test_every_page_says_what_it_is_and_what_is_missing(open_page: Opener, page: str, title: str) -> None:
    opened = open_page(IndexMissing("没有索引。请运行 policy index。"), page)
    assert not opened.exception
    assert opened.title[0].value == title
    assert [error.value for error in opened.error] == [view.plain("没有索引。请运行 policy index。")]


def test_a_profile_gives_benefits_with_their_working_and_clauses(open_page: Opener, real: Assistant) -> None:
    page = open_page(real, "match")
    page.date_input(key="as_of").set_value(date(2026, 1, 1))
    page.text_area(key="match_words").set_value(STORY)
    page.button(key="match_go").click().run()
    assert not page.exception
    assert "合计：" not in html(page)  # what has ended adds up to nothing
    page.date_input(key="as_of").set_value(IN_FORCE).run()
    shown = html(page)
    assert "补助 企业出资额的5%" in shown
    assert "企业出资额2000万元 × 5% = 100万元" in shown
    assert "合计：140万元" in shown
    page.date_input(key="as_of").set_value(date(2026, 1, 1)).run()
    assert "<mark>" not in shown
    page.button(key="match-clause-0").click().run()
    assert "<mark>对企业出资额不低于1000万元" in html(page)
    assert "已过期，2025-12-31 到期" in html(page)
    page.button(key="close-match").click().run()
    assert "<mark>" not in html(page)


def test_another_day_is_another_judgement(open_page: Opener, real: Assistant) -> None:
    page = open_page(real, "match")
    page.date_input(key="as_of").set_value(date(2026, 1, 1))
    page.text_area(key="match_words").set_value(STORY)
    page.button(key="match_go").click().run()
    assert page.warning
    page.date_input(key="as_of").set_value(date(2024, 6, 1)).run()
    assert not page.warning
    assert "有效，至 2025-12-31" in html(page)


def test_the_form_is_put_into_the_same_words(open_page: Opener, real: Assistant) -> None:
    page = open_page(real, "match")
    page.selectbox(key="match_region").set_value("昌吉高新区").run()
    page.multiselect(key="match_kinds").set_value(["异地研发平台"])
    page.text_input(key="match_plan").set_value("新设立")
    page.text_area(key="match_figures").set_value("出资 2000万元")
    page.button(key="match_go").click().run()
    assert "我们在昌吉高新区。我们是异地研发平台。新设立。出资2000万元。" in html(page)
    assert "补助 企业出资额的5%" in html(page)


def test_what_a_form_lacks_is_said(open_page: Opener, real: Assistant) -> None:
    page = open_page(real, "match")
    page.button(key="match_go").click().run()
    assert "还没有写任何内容" in page.error[0].value
    page.text_area(key="match_figures").set_value("很多钱")
    page.button(key="match_go").click().run()
    assert "看不懂" in page.error[0].value
    page.text_area(key="match_figures").set_value("")
    page.text_area(key="match_words").set_value("我们是深圳的瞪羚企业")
    page.button(key="match_go").click().run()
    assert not page.error
    assert "深圳" in page.info[0].value


def test_a_shared_address_opens_words_filters_and_clause(open_page: Opener, real: Assistant) -> None:
    clause = next(unit for unit in real.library.units if unit.label == "附件2 五、13.")
    page = open_page(real, "find", q="众创空间", region="昌吉高新区", clause=clause.id)
    assert not page.exception
    assert page.text_input(key="q").value == "众创空间"
    assert page.selectbox(key="region").value == "昌吉高新区"
    shown = html(page)
    assert "写到“众创空间”的条款 2 条，已全部列出：昌吉 2 条" in shown
    assert "筛选：地区 昌吉高新区" in shown
    assert 'class="pa-cited"' in shown
    page.button(key="close-find").click().run()
    assert 'class="pa-cited"' not in html(page)


def test_a_result_opens_in_its_place_and_another_question_closes_it(open_page: Opener, real: Assistant) -> None:
    page = open_page(real, "find", q="众创空间")
    page.button(key="open-exact-0").click().run()
    assert 'class="pa-cited"' in html(page)
    assert page.query_params["clause"]
    page.text_input(key="q").set_value("四棒接力").run()
    assert 'class="pa-cited"' not in html(page)
    assert "clause" not in page.query_params


def test_the_number_of_one_clause_opens_it_once(open_page: Opener, real: Assistant) -> None:
    page = open_page(real, "find", q="昌吉附件2第10条")
    (found,) = find(real, "昌吉附件2第10条").exact
    assert page.query_params["clause"] == found.citation.measure.id
    assert "pa-cited" in html(page)
    page.button(key="close-find").click().run()
    assert "clause" not in page.query_params
    page.run()
    assert "clause" not in page.query_params  # who closed it has closed it
    page.text_input(key="q").set_value("众创空间").run()
    assert "clause" not in page.query_params  # words may stand in several


def test_a_long_list_is_drawn_piece_by_piece_and_filters_are_cleared(open_page: Opener, real: Assistant) -> None:
    page = open_page(real, "find", kind="条款")
    assert "open-exact-29" in keys(page)
    assert "open-exact-30" not in keys(page)
    page.button(key="more").click().run()
    assert "open-exact-30" in keys(page)
    page.button(key="clear").click().run()
    assert "筛选：" not in html(page)
    assert "写上要找的内容" in html(page)


def test_a_department_offered_at_the_beginning_is_one_click_away(open_page: Opener, real: Assistant) -> None:
    page = open_page(real, "find")
    page.button(key="department-0").click().run()
    name = page.selectbox(key="unit").value
    expected = sum(name in unit.all_units for unit in real.library.units)
    assert expected == max(
        sum(other in unit.all_units for unit in real.library.units) for other in real.library.departments
    )
    assert f"共 {expected} 条" in html(page)


def test_contradicting_filters_are_a_sentence(open_page: Opener, real: Assistant) -> None:
    page = open_page(real, "find")
    page.selectbox(key="region").set_value("甘州区")
    page.selectbox(key="file").set_value("changji-2020").run()
    assert "请去掉其中一个筛选" in page.error[0].value


def test_pages_keep_their_state_while_another_is_looked_at(open_page: Opener, real: Assistant) -> None:
    page = open_page(real, "match")
    page.date_input(key="as_of").set_value(IN_FORCE)
    page.text_area(key="match_words").set_value(STORY)
    page.button(key="match_go").click().run()
    switch(page, "library")
    assert "pa-outline" in html(page)
    switch(page, "match")
    assert page.text_area(key="match_words").value == STORY
    assert "合计：140万元" in html(page)


def test_the_shelf_shows_a_document_with_its_facts(open_page: Opener, real: Assistant) -> None:
    page = open_page(real, "library")
    page.selectbox(key="shelf").set_value("changji-2020").run()
    assert not page.exception
    shown = html(page)
    assert "附件2 四、10." in shown
    assert "已过期，2025-12-31 到期" in shown
    assert "奖励 30万元" in shown


def test_markup_of_a_document_or_visitor_stays_text(open_page: Opener) -> None:
    page = open_page(hostile(), "find", q="<img src=x onerror=alert(2)>")
    page.button(key="open-exact-0").click().run()
    assert not page.exception
    assert "<img" not in html(page)
    switch(page, "library")
    assert "<script" not in html(page)
    switch(page, "match")
    page.text_area(key="match_words").set_value("<img src=x> 企业")
    page.button(key="match_go").click().run()
    assert not page.exception
    assert "<img" not in html(page)


def test_an_answer_is_handed_on_as_files_and_as_text(open_page: Opener) -> None:
    page = open_page(table_assistant())
    page.chat_input(key="question").set_value(ANSWERED.question).run()
    assert not page.exception
    names = [button.proto.label for button in page.get("download_button")]
    assert names == ["Word", "Excel"]
    assert not page.code


def test_an_address_with_a_clause_alone_shows_that_clause(open_page: Opener, real: Assistant) -> None:
    clause = next(unit for unit in real.library.units if unit.label == "附件2 五、13.")
    page = open_page(real, "find", clause=clause.id)
    assert not page.exception
    assert 'class="pa-cited"' in html(page)
    assert "写上要找的内容" not in html(page)
    page.button(key="close-find").click().run()
    assert "写上要找的内容" in html(page)
    assert 'class="pa-cited"' not in html(open_page(real, "find", clause="nowhere/1"))


def scripts(page: AppTest) -> dict[str, dict[str, Any]]:
    """What the scripts of the page are given, by the name of each."""
    found = [element.proto for element in page.get("bidi_component")]
    return {proto.component_name: json.loads(proto.json) for proto in found if proto.json}


def test_the_whole_document_has_its_outline_beside_it(open_page: Opener, real: Assistant) -> None:
    page = open_page(real, "find", q="众创空间")
    page.button(key="open-exact-0").click().run()
    assert "outline" not in scripts(page)
    page.toggle(key="whole-find").set_value(True).run()
    assert not page.exception
    given = scripts(page)["outline"]
    clause = next(unit for unit in real.library.units if unit.id == given["current"])
    units = real.library.in_scope([clause.document_id])
    assert [line["id"] for line in given["items"]] == [unit.id for unit in units]
    assert page.query_params["clause"] == clause.id


def test_the_opened_clause_can_be_copied_with_its_source(open_page: Opener) -> None:
    page = open_page(table_assistant())
    page.chat_input(key="question").set_value(ANSWERED.question).run()
    rows = [
        json.loads(each.proto.json)["buttons"] for each in page.get("bidi_component") if '"buttons"' in each.proto.json
    ]
    copy, address = next(row for row in rows if row[0]["label"] == "复制引文")
    assert (
        copy["text"]
        == "「对新认定的企业,给予20万元奖励。」——《甲区若干政策》（甲政〔2021〕3号）附件 一、1.，有效期至 2025-12-31，已过期"
    )
    assert address["open"] == f"find?{urlencode({'clause': ANSWERED.citations[0].measure.id})}"
