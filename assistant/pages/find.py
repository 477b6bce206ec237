"""查条款: a number, a phrase, a department or a topic, filters, and every clause. Found in assistant/answering/find.py."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from assistant.answering.find import Found, FoundList, busiest, find
from assistant.ask import Assistant
from assistant.pages import shell
from assistant.pages.acting import action
from assistant.pages.choosing import more_words, offered
from assistant.proposing.retrieve import Filters
from assistant.saying.draft import citation_of
from assistant.showing import find_view, view
from assistant.showing.choices import MOST, few
from assistant.showing.library_view import names_of
from assistant.showing.match_view import regions
from assistant.within import documents_of
from corpus.errors import PolicyError
from corpus.measure import Document, Kind, Span

PLACE = "find"  # the panel's name
DEPARTMENTS = 8  # offered before anything is looked for
PAGEFUL = 30  # results drawn at once
LONGEST = 200  # characters of the words looked for
# The address carries what a widget holds under its key, and the opened clause under this one.
CLAUSE = "clause"
BESIDE_A_CLAUSE, BESIDE_THE_WHOLE = (11, 9), (6, 14)  # shares of the width: the list, the panel
NOTHING = FoundList("", "everything", ())
OPEN_FILTERS = {"file": None, "region": None, "unit": None, "kind": None, "valid": False, "amount": False}


def draw() -> None:
    st.title("查条款", anchor=False)
    st.html(
        view.note_html("写编号、原话、部门或主题。逐字出现的条款全部列出；地址栏里的网址带着问题和筛选，可以发给别人。")
    )
    assistant = shell.opened()
    as_of = shell.choose_day()
    words = st.text_input(
        "编号、原话、部门或主题", key="q", bind="query-params", max_chars=LONGEST, icon=":material/search:",
        placeholder="例如 第十七条 / 四棒接力 / 市科技局 / 人才引进",
    )  # fmt: skip
    filters = draw_filters(assistant)
    draw_chosen(filters, assistant)
    is_new = begin_list(f"{words}|{filters}")
    keep_opened()
    if not words.strip() and filters == Filters():
        alone = opened_clause(assistant, NOTHING, as_of)
        if alone is None:
            draw_empty(assistant)
        else:
            draw_opened(assistant, alone)
        return
    try:
        found = find(assistant, words, filters, as_of)
    except PolicyError as problem:
        st.error(view.plain(str(problem)), icon=":material/error:")
        return
    st.html(view.count_html(find_view.counts_words(found, found_documents(assistant, found))))
    if is_new:
        open_the_only(found)
    opened = opened_clause(assistant, found, as_of)
    whole = opened is not None and st.session_state.get(f"whole-{PLACE}")
    listed, panel = st.columns(BESIDE_THE_WHOLE if whole else BESIDE_A_CLAUSE, gap="large")
    with listed:
        draw_lists(assistant, found)
    if opened is not None:
        with panel:
            draw_opened(assistant, opened)


def found_documents(assistant: Assistant, found: FoundList) -> tuple[Document, ...]:
    return documents_of(assistant.corpus, (each.citation.measure.document_id for each in found.exact))


def draw_opened(assistant: Assistant, opened: Found) -> None:
    with st.container(border=True, gap="xsmall", key=f"panel-{PLACE}"):
        shell.draw_clause(assistant.corpus, opened.citation, PLACE, close_clause, jump=jump)


def draw_filters(assistant: Assistant) -> Filters:
    """The filters, each with the choices of this corpus; what nobody chose stays open."""
    documents = names_of(assistant.corpus)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="filters"):
        document = st.selectbox(
            "文件", offered(documents, "file", bound=True, width=250), index=None, format_func=lambda name: documents[name], placeholder=view.ALL_DOCUMENTS,
            key="file", bind="query-params", width=250,
        )  # fmt: skip
        places = regions(assistant.library)
        region = choice("地区", places, "全部地区", "region", len(places))
        unit = choice("部门", departments(assistant), "全部部门", "unit", len(assistant.library.departments))
        kind: Kind | None = st.selectbox(
            "类型", [*find_view.KIND_WORDS], index=None, format_func=find_view.KIND_WORDS.__getitem__,
            placeholder="全部类型", key="kind", bind="query-params", width=150,
        )  # fmt: skip
        valid = st.toggle("只看有效", key="valid", bind="query-params", help="只看写明了有效期、而且没有过期的条款")
        amount = st.toggle("只看有金额", key="amount", bind="query-params")
    return Filters(document, None, kind, unit, amount, valid, region)


def draw_chosen(filters: Filters, assistant: Assistant) -> None:
    """The filters that hold, in words: on a phone most of the fields are out of sight."""
    if filters == Filters():
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="chosen"):
        st.html(
            view.note_html(
                f"筛选：{find_view.filters_words(filters, documents_of(assistant.corpus, [filters.document or '']))}"
            ),
            width="content",
        )
        st.button("清除筛选", icon=":material/filter_alt_off:", type="tertiary", key="clear", on_click=clear_filters)


def departments(assistant: Assistant) -> Sequence[str]:
    """In the order of their names where all are offered, else those with most clauses."""
    every = assistant.library.departments
    if len(every) <= MOST:
        return sorted(every)
    known = assistant.library.offered.get("departments")
    if known is None:
        known = tuple(name for name, _ in busiest(assistant.library, MOST))
        assistant.library.offered["departments"] = known
    return known


@action
def clear_filters() -> None:
    st.session_state.update(OPEN_FILTERS)


def choice(label: str, options: Sequence[str], everything: str, key: str, total: int) -> str | None:
    """One of many words; beyond a few another may be typed, for not all can be offered."""
    kept = st.session_state.get(key)
    chosen: str | None = st.selectbox(
        label, few(options, [kept] if kept else ()), index=None, placeholder=everything, key=key, bind="query-params",
        width=170, accept_new_options=total > MOST, help=more_words(total),
    )  # fmt: skip
    return chosen


def draw_empty(assistant: Assistant) -> None:
    """Before anything is looked for: how much there is, and where to begin."""
    documents, clauses = len(assistant.corpus.documents), len(assistant.library.units)
    st.html(view.note_html(f"文件库里有 {documents} 份文件、{clauses} 条，写上要找的内容或选一个筛选。"))
    most_named = busiest(assistant.library, DEPARTMENTS)
    if not most_named:
        return
    st.html(view.note_html("条款最多的部门："))
    with st.container(horizontal=True, gap="small", key="departments"):
        for place, (name, number) in enumerate(most_named):
            label = view.plain(f"{name}（{number} 条）")
            st.button(label, key=f"department-{place}", on_click=choose_department, args=(name,), wrap=True)


@action
def choose_department(name: str) -> None:
    st.session_state.unit = name


def begin_list(asked: str) -> bool:
    """Another question begins at the top of its list, and without the clause that was opened from the one before.

    Whether it is another one.
    """
    before = st.session_state.get("find_asked")
    if before == asked:
        return False
    if before is not None:
        forget_clause()
    st.session_state.update(find_asked=asked, find_shown=PAGEFUL)
    return True


def open_the_only(found: FoundList) -> None:
    """Who writes the number of one clause wants to read it: it opens without a click, once."""
    if found.way == "number" and len(found.exact) == 1 and CLAUSE not in st.query_params:
        st.query_params[CLAUSE] = st.session_state.find_clause = found.exact[0].citation.measure.id
        st.session_state.find_result = "exact-0"
        shell.look_at(PLACE, clause=True)


def draw_lists(assistant: Assistant, found: FoundList) -> None:
    shown = st.session_state.find_shown
    for number, each in enumerate(found.exact[:shown]):
        draw_result(assistant, each, f"exact-{number}")
    if len(found.exact) > shown:
        rest = len(found.exact) - shown
        st.button(f"再显示 {min(rest, PAGEFUL)} 条（还有 {rest} 条）", key="more", on_click=show_more, width="stretch")
        return
    if found.close:
        if found.exact:
            st.subheader("意思相近", anchor=False)
        for number, each in enumerate(found.close):
            draw_result(assistant, each, f"close-{number}")


@action
def show_more() -> None:
    st.session_state.find_shown += PAGEFUL


def draw_result(assistant: Assistant, found: Found, key: str) -> None:
    unit = found.citation.measure
    document = assistant.library.document(unit.document_id)
    with st.container(gap="xsmall", key=f"turn-{PLACE}-{key}"):
        st.button(
            find_view.result_label(found),
            key=f"open-{key}",
            type="primary" if st.query_params.get(CLAUSE) == unit.id else "secondary",
            on_click=open_clause,
            args=(unit.id, key),
            wrap=True,
        )
        st.html(find_view.result_html(found, document, assistant.corpus))


def opened_clause(assistant: Assistant, found: FoundList, as_of: date) -> Found | None:
    """The clause that the address names: as it was found, or as it stands where the list does not hold it."""
    wanted = st.query_params.get(CLAUSE)
    unit = assistant.library.unit(wanted) if wanted else None
    if unit is None:
        return None
    listed = next((each for each in (*found.exact, *found.close) if each.citation.measure.id == unit.id), None)
    return listed or Found(citation_of(assistant.library, as_of, 0, unit, Span(unit.span.start, unit.span.start), 1.0))


def keep_opened() -> None:
    """The opened clause in the address again after a look at another page; Streamlit keeps only what its widgets hold."""
    if CLAUSE in st.query_params:
        st.session_state.find_clause = st.query_params[CLAUSE]
    elif st.session_state.get("find_clause"):
        st.query_params[CLAUSE] = st.session_state.find_clause


@action
def open_clause(clause: str, result: str) -> None:
    st.query_params[CLAUSE] = clause
    st.session_state.find_result = result
    shell.look_at(PLACE, clause=True)


@action
def jump(clause: str) -> None:
    """To another clause of the whole document that is open."""
    st.query_params[CLAUSE] = clause
    shell.look_at(PLACE, clause=True)


@action
def close_clause() -> None:
    forget_clause()
    if result := st.session_state.get("find_result"):
        shell.look_at(f"{PLACE}-{result}", clause=False, back=True)


def forget_clause() -> None:
    st.session_state.find_clause = None
    st.query_params.pop(CLAUSE, None)
