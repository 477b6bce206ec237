"""The strip of pages above every page: those for the visitor's role first, the others under 更多, in one line on a phone too."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from assistant.pages import history
from assistant.pages.acting import action
from assistant.showing.roles import ROLES, offered


def draw(pages: Mapping[str, StreamlitPage], here: str) -> None:
    """`pages` by their icons in the order of the application; `here` is the title of the page one is on."""
    by_title = {page.title: (icon, page) for icon, page in pages.items()}
    role = history.role()
    first, others = offered(role, [*by_title], here)
    with st.container(horizontal=True, gap="small", key="pages"):
        for title in first:
            icon, page = by_title[title]
            st.page_link(page, icon=icon)
        if role is None:
            return
        with st.popover("更多", type="tertiary", key="more-pages"):
            for title in others:
                icon, page = by_title[title]
                st.page_link(page, icon=icon)
            st.selectbox("我是", ["全部页面", *ROLES], index=ROLES.index(role) + 1, key="role_now", on_change=_change)


@action
def _change() -> None:
    chosen = st.session_state.role_now
    history.choose_role("" if chosen == "全部页面" else chosen)
