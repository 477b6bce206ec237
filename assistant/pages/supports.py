"""支持清单: all benefits of the shelf as one table to filter and sort, charts to save, Excel to print. Made in assistant/handing_on/supports.py."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

import streamlit as st

from assistant.ask import Assistant
from assistant.handing_on.export import FORMATS, suggested_name
from assistant.handing_on.supports import (
    COLUMNS,
    FORM_KINDS,
    OTHER,
    Column,
    Support,
    Wanted,
    cells,
    counted,
    sorted_by,
    supports,
    supports_sheet,
)
from assistant.pages import shell
from assistant.pages.acting import action
from assistant.reading.levels import LEVELS
from assistant.showing import view
from assistant.showing.chart import bars_svg, bars_words

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
    rows = supports(assistant.corpus.documents, assistant.corpus.units, as_of)
    if not rows:
        st.info(
            "文件库里还没有写明金额或比例的条款。登记带有补贴、奖励的文件后，这里会列出来。", icon=":material/info:"
        )
        return
    wanted = draw_filters(rows)
    chosen = [row for row in rows if wanted.takes(row)]
    column, descending = st.session_state.setdefault(SORTED, (None, False))
    if column is not None:
        chosen = sorted_by(chosen, column, descending=descending)
    places = len({row.place for row in chosen})
    st.html(view.count_html(f"{len(chosen)} 项支持，{len({row.unit.id for row in chosen})} 条，{places} 个地区"))
    if not chosen:
        st.info("没有符合这些条件的支持，请放宽筛选。", icon=":material/filter_alt_off:")
        return
    draw_table(assistant, chosen)
    sheet = supports_sheet(chosen, _words(wanted), as_of)
    kind = FORMATS[".xlsx"]
    with st.container(horizontal=True, gap="small", key="hand-on-supports"):
        st.download_button(
            "Excel（A4 横向）", partial(kind.write, sheet), suggested_name(sheet, ".xlsx"), kind.media_type,
            icon=":material/table_view:", on_click="ignore", key="supports-xlsx",
        )  # fmt: skip
    draw_charts(chosen)


def draw_filters(rows: Sequence[Support]) -> Wanted:
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
        places = st.multiselect(
            "地区", _named(rows, "地区"), key="places", bind="query-params", placeholder="全部", width=190
        )
        levels = [f"{level}级" for level in LEVELS if any(row.level == f"{level}级" for row in rows)]
        level = st.multiselect("层级", levels, key="levels", bind="query-params", placeholder="全部", width=150)
        forms = [name for name in (*(name for name, _ in FORM_KINDS), OTHER) if any(row.form == name for row in rows)]
        form = st.multiselect("形式", forms, key="forms", bind="query-params", placeholder="全部", width=170)
        least = st.selectbox("金额", [*SUMS], format_func=SUMS.__getitem__, key="least", width=150)
        valid = st.toggle("只看有效", key="valid_only", help="只看写明了有效期、而且没有过期的")
    return Wanted(
        words or "", tuple(places), tuple(level), tuple(form), bool(valid), Decimal(10_000 * least) if least else None
    )


def _named(rows: Sequence[Support], column: Column) -> list[str]:
    return list(dict.fromkeys(cells(row)[column] for row in rows))


def _words(wanted: Wanted) -> str:
    pieces = [wanted.words, *wanted.places, *wanted.levels, *wanted.forms, "只看有效" if wanted.valid else ""]
    return "、".join(filter(None, pieces))


def draw_table(assistant: Assistant, rows: Sequence[Support]) -> None:
    most = st.session_state.setdefault("supports_shown", PAGEFUL)
    column, descending = st.session_state[SORTED]
    data = {
        "title": "支持清单",
        "head": list(SHOWN),
        "sorted": column,
        "descending": descending,
        "rows": [
            {"cells": [told[name] for name in SHOWN], "clause": row.unit.id, "page": "find"}
            for row in rows[:most]
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
    if len(rows) > most:
        st.button(f"再显示（还有 {len(rows) - most} 项）", key="supports-more", on_click=_more, width="stretch")


@action
def _more() -> None:
    st.session_state.supports_shown += 2 * PAGEFUL


def draw_charts(rows: Sequence[Support]) -> None:
    charts = (
        ("各地区的支持项数", counted(rows, lambda row: row.place)),
        ("各形式的支持项数", counted(rows, lambda row: row.form)),
    )
    for number, (place, (title, counts)) in enumerate(zip(st.columns(2, gap="medium"), charts, strict=True)):
        with place:
            data = {"svg": bars_svg(title, counts), "name": title, "alt": bars_words(title, counts)}
            shell.script("picture")(key=f"picture-{number}", data=data)
