"""The chart of matched amounts adds up to the total, shows its numbers as text, and goes into the exported files."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from assistant.answering.match import MatchList, match
from assistant.answering.match_answer import what_can_i_get
from assistant.ask import Assistant
from assistant.handing_on.export_docx import docx_bytes
from assistant.handing_on.export_xlsx import xlsx_bytes
from assistant.handing_on.sheet import answer_sheet
from assistant.handing_on.verify import read_sheet, verify
from assistant.showing.match_chart import TITLE, bars, bars_html, bars_table
from corpus.parse import Corpus
from index.measure_index import MeasureIndex
from tests.page_kit import HOSTILE, OURS, Opener, Seen, html
from tests.toy import ToyEncoder

DAY = date(2024, 1, 15)
STORY = "昌吉高新区，博士后科研工作站挂牌了，企业出资2000万元新设立异地研发平台"
ONE_FORM = "昌吉高新区，我们是新认定的高新技术企业，研究院当年被认定为自治区级以上新型研发机构，具有较高技术研发水平和公共服务能力"


@pytest.fixture(scope="module")
def real(corpus: Corpus) -> Assistant:
    return Assistant(corpus, MeasureIndex.build(corpus.documents, corpus.units, ToyEncoder()))


def matched(real: Assistant, words: str) -> MatchList:
    return match(real.library, words, DAY)


@pytest.mark.parametrize("words", [STORY, ONE_FORM])
def test_the_bars_come_to_the_total(real: Assistant, words: str) -> None:
    found = matched(real, words)
    shown = bars(found)
    assert len(shown) > 1
    assert sum((bar.yuan for bar in shown), Decimal(0)) == found.total
    assert [bar.yuan for bar in shown] == sorted((bar.yuan for bar in shown), reverse=True)


def test_one_form_is_shown_by_recipient_and_several_by_form(real: Assistant) -> None:
    found = matched(real, STORY)
    forms = {row.benefit.form for row in found.rows if row.certainty == "certain"}
    recipients = {row.benefit.recipient for row in found.rows if row.certainty == "certain"}
    assert {bar.name for bar in bars(found)} == (forms if len(forms) > 1 else recipients)
    same = replace(found, rows=tuple(replace(row, benefit=replace(row.benefit, form="奖励")) for row in found.rows))
    assert {bar.name for bar in bars(same)} == recipients


def test_nothing_is_drawn_where_nothing_may_be_added(real: Assistant) -> None:
    found = matched(real, STORY)
    assert bars(replace(found, total=None, no_total="写明不重复享受，不能合计")) == ()
    assert bars(replace(found, rows=found.rows[:1])) == ()


def test_every_bar_has_its_number_beside_it(real: Assistant) -> None:
    shown = bars(matched(real, STORY))
    seen = Seen(bars_html(shown))
    assert "100万元" in seen.words
    assert all(bar.name in seen.words for bar in shown)
    hostile = Seen(bars_html([replace(bar, name=HOSTILE) for bar in shown]))
    assert hostile.tags <= OURS | {"caption"}
    assert HOSTILE in hostile.words


def test_excel_draws_the_chart_and_word_holds_its_table(real: Assistant, corpus: Corpus, tmp_path: Path) -> None:
    found, answer = what_can_i_get(real, STORY, DAY)
    sheet = answer_sheet(answer, corpus)
    sheet = replace(sheet, tables=(*sheet.tables, bars_table(bars(found))))
    page = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(sheet)))[TITLE]
    (chart,) = page._charts
    assert chart.series[0].val.numRef.f == f"'{TITLE}'!$B$2:$B${len(bars(found)) + 1}"
    assert sum(cell.value for cell in page["B"][1:]) == found.total
    path = tmp_path / "sheet.docx"
    path.write_bytes(docx_bytes(sheet))
    assert verify(read_sheet(path), corpus, DAY).holds


def test_the_page_shows_the_chart_under_its_total(open_page: Opener, real: Assistant) -> None:
    page = open_page(real, "match")
    page.date_input(key="as_of").set_value(DAY)
    page.text_area(key="match_words").set_value(STORY)
    page.button(key="match_go").click().run()
    assert not page.exception
    assert html(page).index("合计：140万元") < html(page).index('class="pa-bars"')
    page.text_area(key="match_words").set_value("我们是瞪羚企业")
    page.button(key="match_go").click().run()
    assert 'class="pa-bars"' not in html(page)
