"""The application: its pages and what stands around them. Each page draws itself in assistant/pages/."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from assistant import unforeseen
from assistant.pages import card, chat, compare, deadlines, editions, find, library, match, strip, supports
from assistant.pages.acting import draw_told
from assistant.pages.offered import offered_pages
from assistant.showing import view

LOOKS = Path(__file__).parent / ".streamlit"

st.set_page_config(page_title="政策问答", layout="wide")
if "attention" not in st.session_state:
    st.session_state.attention = {"event": 0, "turn": 0, "clause": False, "back": False}
# The icons stand in the links alone: Streamlit fetches a page's own icon for the browser's tab from the network.
pages = {
    ":material/forum:": st.Page(chat.draw, title="问答", url_path="ask", default=True),
    ":material/redeem:": st.Page(match.draw, title="我能享受什么", url_path="match"),
    ":material/table_view:": st.Page(supports.draw, title="支持清单", url_path="supports"),
    ":material/event:": st.Page(deadlines.draw, title="申报日历", url_path="deadlines"),
    ":material/manage_search:": st.Page(find.draw, title="查条款", url_path="find"),
    ":material/compare_arrows:": st.Page(compare.draw, title="对比", url_path="compare"),
    ":material/difference:": st.Page(editions.draw, title="版本对照", url_path="editions"),
    ":material/library_books:": st.Page(library.draw, title="文件库", url_path="library"),
    **{each.icon: st.Page(each.draw, title=each.title, url_path=each.address) for each in offered_pages()},
}
apart = [st.Page(card.draw, title="办事卡", url_path="card")]  # what other pages lead to
chosen = st.navigation([*pages.values(), *apart], position="hidden")  # Streamlit's own menu hides on a phone
st.html(LOOKS / "page.css")
say_in_chinese = st.components.v2.component("say_in_chinese", js=(LOOKS / "chinese.js").read_text(encoding="utf-8"))
say_in_chinese(key="say-in-chinese")  # before the page: a slow one is read while it comes
bring_into_view = st.components.v2.component("bring_into_view", js=(LOOKS / "page.js").read_text(encoding="utf-8"))
strip.draw(pages, chosen.title)
draw_told()
try:
    chosen.run()
except Exception as error:  # what the pages themselves foresee they say themselves
    st.error(view.plain(unforeseen.told(error, [str(chosen.url_path)], path=False)), icon=":material/error:")
bring_into_view(key="bring-into-view", data={**st.session_state.attention, "page": chosen.url_path})
