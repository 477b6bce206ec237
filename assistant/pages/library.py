"""文件库: the registered documents with outline, benefits, departments and validity; who may change them is asked first."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from assistant.ask import Assistant
from assistant.handing_on.of_shelf import units_with
from assistant.pages import choosing, find, shell, upkeep, upload
from assistant.showing import library_view, view
from assistant.showing.choices import with_chosen
from assistant.showing.references import Relations, map_html, relations

DOC = "doc"  # a document by its id in the address


def draw() -> None:
    st.title("文件库", anchor=False)
    assistant = shell.opened_or_none()
    if assistant is None:
        upload.draw(None, None)  # a first file, or a new index, may be what is missing
        return
    as_of = shell.choose_day()
    names = library_view.names_of(assistant.corpus)
    chosen = choose(names)
    if chosen is None:
        upload.draw(assistant, None)
        return
    document = assistant.library.document(chosen)
    upload.draw(assistant, document)
    upkeep.draw(assistant, document)
    units = assistant.library.in_scope([document.id])
    st.html(view.count_html(library_view.counts_words(units)))
    st.html(library_view.register_html(document, units, as_of))
    st.page_link(
        st.Page(find.draw, title="查条款", url_path="find"),
        label="在查条款里查这份文件",
        icon=":material/manage_search:",
        query_params={"file": names[document.id]},
    )
    outline, benefits, departments, references, text = st.tabs(["目录", "支持", "部门", "关系", "全文"])
    with outline:
        st.html(library_view.outline_html(units))
    with benefits:
        st.html(library_view.benefits_html(document, units, as_of))
    with departments:
        st.html(library_view.departments_html(units))
    with references:
        st.html(map_html(document, all_relations(assistant, assistant.corpus.fingerprint)[document.id]))
    with text:
        st.html(view.text_html(assistant.corpus, document.id))


@st.cache_resource(show_spinner=False, max_entries=2)
def all_relations(_assistant: Assistant, fingerprint: str) -> Mapping[str, Relations]:  # noqa: ARG001 (kept by it)
    referring = units_with(_assistant.corpus, _assistant.library.holdings, "reference")
    return relations(_assistant.corpus.documents, referring)


def choose(names: Mapping[str, str]) -> str | None:
    """The document to look at: the one that was just registered, the one of the address, the one chosen, else the first.

    Of a long list those are offered that hold the words looked for, page after page; None where no title holds them.
    """
    for wanted in (st.session_state.pop("shelf_next", None), st.query_params.pop(DOC, None)):
        if wanted in names:
            st.session_state.shelf = wanted
    looked = choosing.looked_for(names, "shelf")
    if looked is None:
        return None
    found, page = looked
    offered = with_chosen(found[page.first : page.end], choosing.chosen_of(names, "shelf", bound=True), names)
    chosen: str = st.selectbox(
        f"文件（{page.words('份')}）", offered, format_func=names.__getitem__, key="shelf", bind="query-params",
        persist_state="session",
    )  # fmt: skip
    choosing.draw_turning(page, "shelf", "份")
    return chosen
