"""申报日历: windows, last days and validities on a line of time, by place and kind, with a file to subscribe to."""

from __future__ import annotations

from functools import partial

import streamlit as st

from assistant.handing_on.deadlines import KINDS, SOON, ics_bytes
from assistant.handing_on.of_shelf import calendar_on, chosen_entries, places_of_calendar
from assistant.pages import shell
from assistant.pages.choosing import choose_some, current, draw_turning
from assistant.showing import view
from assistant.showing.calendar_view import entries_html, subscription
from assistant.showing.choices import meant

USUAL = [kind for kind in KINDS if kind != "完成期限"]
PAGEFUL = 60
NOW, LATER, PAST = SPANS = ("即将到期", "以后", "已过")


def draw() -> None:
    st.title("申报日历", anchor=False)
    st.html(view.note_html(f"文件里写明的申报期、截止日、施行和失效日期；{SOON} 天内的列在「即将到期」。"))
    assistant = shell.opened()
    as_of = shell.choose_day()
    corpus, held = assistant.corpus, assistant.library.holdings
    with st.spinner("正在整理日历……"):  # once for a state of the library
        every = calendar_on(corpus, held, as_of)
    if not every:
        st.info("已登记的文件没有写明申报时间、截止日或有效期。", icon=":material/event_busy:")
        return
    places = places_of_calendar(corpus, held, as_of)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="filters"):
        chosen = choose_some("地区", places, "where", "全部", 220)
        kinds = st.multiselect("种类", KINDS, default=USUAL, key="what", placeholder="全部", width=430)
    chosen = list(meant(places, chosen))
    entries = chosen_entries(corpus, held, as_of, frozenset(chosen), frozenset(kinds))
    groups = dict(zip(SPANS, (entries.near, entries.later, entries.past), strict=True))
    default = next((name for name, group in groups.items() if group), NOW)
    span = st.segmented_control(
        "时间",
        SPANS,
        default=default,
        format_func=lambda name: f"{name}（{len(groups[name])}）",
        required=True,
        key="span",
    )
    shown = groups[span or NOW]
    page = current("deadlines", (corpus.fingerprint, as_of, *chosen, *kinds, span), PAGEFUL, len(shown))
    if shown:
        st.html(entries_html(shown[page.first : page.end], as_of))
        draw_turning(page, "deadlines", "项")
    else:
        st.html(view.note_html("没有这样的日期。"))
    st.subheader("订阅到手机或电脑的日历", anchor=False)
    st.html(view.note_html("在日历程序里「添加订阅」，粘贴这个网址；文件库有变动，日历会跟着更新。也可以下载一份。"))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="hand-on-calendar"):
        shell.draw_buttons(
            "subscribe",
            {"label": "复制订阅网址", "link": subscription(chosen, kinds if set(kinds) != set(USUAL) else ())},
        )
        st.download_button(
            "下载 .ics", partial(ics_bytes, entries.every, as_of), "policy-calendar.ics", "text/calendar",
            icon=":material/calendar_add_on:", on_click="ignore", key="calendar-ics", width="content",
        )  # fmt: skip
