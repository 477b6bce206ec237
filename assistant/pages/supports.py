"""支持清单: all benefits of the shelf as one table to filter and sort, charts to save, Excel to print. Made in assistant/handing_on/supports.py."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial

import streamlit as st

from assistant.handing_on.export import FORMATS, suggested_name
from assistant.handing_on.of_shelf import Chosen, Fields, chosen_supports, fields_of, supports_on
from assistant.handing_on.supports import COLUMNS, Column, Support, Wanted, cells, supports_sheet
from assistant.pages import shell
from assistant.pages.acting import action
from assistant.pages.choosing import choose_some, current, draw_turning
from assistant.showing import view
from assistant.showing.chart import bars_svg, bars_words
from assistant.showing.choices import meant

PAGEFUL = 40
LONGEST = 100  # characters of the words looked for
SHOWN: tuple[Column, ...] = ("地区", "对象", "层级", "形式", "标准", "条件", "部门", "效力", "条款")
SUMS = {0: "不限", 10: "10万元以上", 50: "50万元以上", 100: "100万元以上", 500: "500万元以上"}
SORTED = "supports_sorted"


def draw() -> None:
    st.title("支持清单", anchor=False)
    st.html(view.note_html("文件库里写明金额或比例的支持，一项一行；点表头排序，点条款看原文。"))
    assistant = shell.opened()
    as_of = shell.choose_day()
    corpus, held = assistant.corpus, assistant.library.holdings
    with st.spinner("正在整理支持清单……"):  # once for a state of the library
        every = supports_on(corpus, held, as_of)
    if not every:
        st.info(
            "文件库里还没有写明金额或比例的条款。登记带有补贴、奖励的文件后，这里会列出来。", icon=":material/info:"
        )
        return
    fields = fields_of(corpus, held)
    wanted = draw_filters(fields)
    meaning = replace(wanted, places=meant(fields.places, wanted.places))
    column, descending = st.session_state.setdefault(SORTED, (None, False))
    chosen = chosen_supports(corpus, held, as_of, meaning, column, descending=descending)
    counted = view.count_html(f"{len(chosen.rows)} 项支持，{chosen.clauses} 条，{len(chosen.by_place)} 个地区")
    if not chosen.rows:
        st.html(counted)
        st.info("没有符合这些条件的支持，请放宽筛选。", icon=":material/filter_alt_off:")
        return
    kind = FORMATS[".xlsx"]
    name = suggested_name(supports_sheet((), _words(wanted), as_of), ".xlsx")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="hand-on-supports"):
        st.html(counted, width="content")
        st.download_button(
            "Excel（A4 横向）", partial(written, chosen.rows, _words(wanted), as_of), name, kind.media_type,
            icon=":material/table_view:", on_click="ignore", key="supports-xlsx",
        )  # fmt: skip
    draw_table(chosen.rows, (corpus.fingerprint, as_of, wanted, column, descending))
    draw_charts(chosen)


def written(rows: Sequence[Support], wanted: str, as_of: date) -> bytes:
    """The workbook of all rows, made when somebody asks for it."""
    return FORMATS[".xlsx"].write(supports_sheet(rows, wanted, as_of))


def draw_filters(fields: Fields) -> Wanted:
    """The filters, each with the choices of this shelf; the address carries them."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="filters"):
        words = st.text_input(
            "对象、条件或部门",
            key="words",
            bind="query-params",
            max_chars=LONGEST,
            placeholder="例如 企业 / 科技局",
            width=190,
        )
        places = choose_some("地区", fields.places, "places", "全部", 190)
        level = st.multiselect("层级", fields.levels, key="levels", bind="query-params", placeholder="全部", width=150)
        form = st.multiselect("形式", fields.forms, key="forms", bind="query-params", placeholder="全部", width=170)
        least = st.selectbox("金额", [*SUMS], format_func=SUMS.__getitem__, key="least", width=150)
        valid = st.toggle("只看有效", key="valid_only", help="只看写明了有效期、而且没有过期的")
    return Wanted(
        words or "", tuple(places), tuple(level), tuple(form), bool(valid), Decimal(10_000 * least) if least else None
    )


def _words(wanted: Wanted) -> str:
    pieces = [wanted.words, *wanted.places, *wanted.levels, *wanted.forms, "只看有效" if wanted.valid else ""]
    return "、".join(filter(None, pieces))


def draw_table(rows: Sequence[Support], asked: Hashable) -> None:
    page = current("supports", asked, PAGEFUL, len(rows))
    column, descending = st.session_state[SORTED]
    data = {
        "title": "支持清单",
        "head": list(SHOWN),
        "sorted": column,
        "descending": descending,
        "rows": [
            {"cells": [told[name] for name in SHOWN], "clause": row.unit.id, "page": "find"}
            for row in rows[page.first : page.end]
            for told in [cells(row)]
        ],
    }

    @action
    def sort() -> None:
        clicked = st.session_state["supports-table"].sort
        if clicked in COLUMNS:
            before, down = st.session_state[SORTED]
            st.session_state[SORTED] = (clicked, not down if before == clicked else clicked in ("标准", "比例", "上限"))

    shell.script("table")(key="supports-table", data=data, on_sort_change=sort)
    draw_turning(page, "supports", "项")


def draw_charts(chosen: Chosen) -> None:
    charts = (("各地区的支持项数", chosen.by_place), ("各形式的支持项数", chosen.by_form))
    for number, (place, (title, counts)) in enumerate(zip(st.columns(2, gap="medium"), charts, strict=True)):
        with place:
            data = {"svg": bars_svg(title, counts), "name": title, "alt": bars_words(title, counts)}
            shell.script("picture")(key=f"picture-{number}", data=data)
