"""文件库: the registered documents with outline, benefits, departments and validity; who may change them is asked first."""

from __future__ import annotations

import streamlit as st

from assistant.pages import find, shell, upload
from assistant.showing import library_view, view


def draw() -> None:
    st.title("文件库", anchor=False)
    assistant = shell.opened_or_none()
    if assistant is None:
        upload.draw(None, None)  # a first file, or a new index, may be what is missing
        return
    as_of = shell.choose_day()
    names = library_view.document_names(assistant.corpus.documents)
    document = assistant.library.document(choose(names))
    upload.draw(assistant, document)
    units = assistant.library.in_scope([document.id])
    st.html(view.count_html(library_view.counts_words(units)))
    st.html(library_view.register_html(document, units, as_of))
    st.page_link(
        st.Page(find.draw, title="查条款", url_path="find"),
        label="在查条款里查这份文件",
        icon=":material/manage_search:",
        query_params={"file": names[document.id]},
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


def choose(names: dict[str, str]) -> str:
    """The document to look at: the one that was just registered, the one chosen, else the first."""
    if (wanted := st.session_state.pop("shelf_next", None)) in names:
        st.session_state.shelf = wanted
    chosen: str = st.selectbox(
        f"文件（{len(names)} 份）", [*names], format_func=names.__getitem__, key="shelf", bind="query-params",
        persist_state="session",
    )  # fmt: skip
    return chosen
