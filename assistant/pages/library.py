"""文件库: the registered documents with outline, benefits, departments and validity. Nothing can be changed here."""

from __future__ import annotations

import streamlit as st

from assistant import library_view, view
from assistant.pages import find, shell


def draw() -> None:
    st.title("文件库", anchor=False)
    assistant = shell.opened()
    as_of = shell.choose_day()
    documents = {document.id: document for document in assistant.corpus.documents}
    if not documents:
        st.info("文件库是空的。请用 policy corpus add 登记文件。", icon=":material/info:")
        return
    chosen = st.selectbox(
        f"文件（{len(documents)} 份）", [*documents], format_func=lambda name: documents[name].title, key="shelf",
        bind="query-params", persist_state="session",
    )  # fmt: skip
    document = documents[chosen]
    units = assistant.library.in_scope([document.id])
    st.html(view.count_html(library_view.counts_words(units)))
    st.html(library_view.register_html(document, units, as_of))
    st.page_link(
        st.Page(find.draw, title="查条款", url_path="find"),
        label="在查条款里查这份文件",
        icon=":material/manage_search:",
        query_params={"file": document.title},
    )
    outline, benefits, departments, text = st.tabs(["目录", "支持事项", "负责部门", "全文"])
    with outline:
        st.html(library_view.outline_html(units))
    with benefits:
        st.html(library_view.benefits_html(document, units, as_of))
    with departments:
        st.html(library_view.departments_html(units))
    with text:
        st.html(view.text_html(assistant.corpus, document.id))
