"""What all pages share: the one warm assistant, the day of judgement, the clause panel, the exports, bringing into view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

import streamlit as st

from assistant import ask, view
from assistant.answer import Answer, Citation
from assistant.ask import Assistant
from assistant.export import FORMATS, suggested_name
from assistant.export_markdown import markdown_text
from assistant.sheet import Table, answer_sheet
from corpus.errors import PolicyError

EXPORTS = ((".docx", "Word", ":material/description:"), (".xlsx", "Excel", ":material/table_view:"))


@st.cache_resource(show_spinner="正在载入文件、索引和模型……")
def _warm() -> Assistant:
    """One assistant for all visitors, its model loaded: the first question must not wait for it."""
    assistant = ask.open_assistant()
    assistant.warm()
    return assistant


def opened() -> Assistant:
    """The assistant, or the sentence that says why there is none, and no more of the page."""
    try:
        return _warm()
    except PolicyError as problem:
        st.error(view.plain(str(problem)), icon=":material/error:")
        st.stop()


def choose_day() -> date:
    """The day on which validity is judged: one for all pages, in the sidebar."""
    with st.sidebar:
        return st.date_input("截至日期", key="as_of", help="按这一天判断文件是否有效", persist_state="session")


def look_at(place: int | str, *, clause: bool, back: bool = False) -> None:
    """Have the page bring a turn, or the opened clause of a page, into view: once, however often it is drawn again.

    `back` leads from a closed clause to the line of the list it was opened from, if that is out of view.
    """
    event = st.session_state.attention["event"] + 1
    st.session_state.attention = {"event": event, "turn": place, "clause": clause, "back": back}


def draw_clause(
    assistant: Assistant, citation: Citation, place: int | str, close: Callable[[], None], *, related: bool = False
) -> None:
    """The clause in its place in the document, its evidence marked. `place` names the panel in keys and to `look_at`."""
    document = next(one for one in assistant.corpus.documents if one.id == citation.measure.document_id)
    st.html(view.clause_head_html(citation, document, related=related))
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        whole = st.toggle("看全文", key=f"whole-{place}", on_change=look_at, args=(place,), kwargs={"clause": True})
        st.button("收起", icon=":material/close:", type="tertiary", key=f"close-{place}", on_click=close)
    html = view.document_html if whole else view.clause_html
    st.html(html(assistant.corpus, citation))


def draw_exports(assistant: Assistant, answer: Answer, place: int | str, *more: Table) -> None:
    """Word, Excel, and the text with its citations to copy; `more` tables come after those of the answer.

    A file is made when somebody asks for it, not before.
    """
    sheet = answer_sheet(answer, assistant.corpus)
    sheet = replace(sheet, tables=(*sheet.tables, *more))
    for suffix, name, icon in EXPORTS:
        kind = FORMATS[suffix]
        st.download_button(
            name, partial(kind.write, sheet), suggested_name(sheet, suffix), kind.media_type,
            icon=icon, type="tertiary", on_click="ignore", key=f"export-{place}-{suffix[1:]}", help=f"导出为 {name} 文件",
        )  # fmt: skip
    copying = st.popover(
        "复制", icon=":material/content_copy:", type="tertiary", key=f"copy-{place}", on_change="rerun"
    )
    if copying.open:
        with copying:
            st.html(view.note_html("带出处的全文（Markdown），点右上角的图标复制。"))
            st.code(markdown_text(sheet), language=None, wrap_lines=True, height=320)
