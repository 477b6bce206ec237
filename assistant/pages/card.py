"""办事卡: one measure with its ten lines, to print, to copy in one click, to take along. Made in assistant/handing_on/card.py."""

from __future__ import annotations

from datetime import date
from itertools import islice

import streamlit as st

from assistant.ask import Assistant
from assistant.handing_on.card import can_be_applied_for, card_html, card_of, card_text
from assistant.pages import shell
from assistant.pages.acting import action
from assistant.showing import view
from corpus.measure import Measure

CLAUSE = "clause"
MOST_OFFERED = 200


def draw() -> None:
    assistant = shell.opened()
    as_of = shell.choose_day()
    wanted = st.query_params.get(CLAUSE) or st.session_state.get("card_clause")
    unit = assistant.library.unit(wanted) if wanted else None
    st.title("办事卡", anchor=False)
    if unit is None:
        draw_choice(assistant)
        return
    st.session_state.card_clause = unit.id
    st.query_params[CLAUSE] = unit.id
    draw_card(assistant, unit, as_of)


def draw_card(assistant: Assistant, unit: Measure, as_of: date) -> None:
    document = assistant.library.document(unit.document_id)
    validity = view.validity_words(document.in_force(as_of, unit.part), document, unit.part)
    card = card_of(unit, document, assistant.library.in_scope([document.id]), as_of, validity)
    with st.container(border=True, key="card"):
        st.html(card_html(card))
    shell.draw_buttons(
        "card-buttons",
        {"label": "复制为文字", "text": card_text(card)},
        {"label": "打印", "print": True},
        {"label": "复制网址", "link": ""},
    )
    with st.expander("条款原文", icon=":material/article:"):
        st.html(view.marked_unit_html(assistant.corpus, unit))


def draw_choice(assistant: Assistant) -> None:
    """No clause in the address: the measures that grant something, to choose one."""
    library = assistant.library
    granting = (library.corpus.units[row] for row in library.holdings.lookup.get("fact", "benefit").tolist())
    units = [*islice((unit for unit in granting if can_be_applied_for(unit)), MOST_OFFERED)]
    if not units:
        st.info("文件库里还没有写明支持的条款。", icon=":material/info:")
        return
    names = {unit.id: view.unit_name(unit, assistant.library.document(unit.document_id)) for unit in units}
    st.selectbox(
        "选一项措施", [*names], index=None, format_func=names.__getitem__, placeholder="选一项，生成办事卡",
        key="card_chosen", on_change=choose,
    )  # fmt: skip


@action
def choose() -> None:
    st.session_state.card_clause = st.session_state.card_chosen
