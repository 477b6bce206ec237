"""我能享受什么: a form and free words side by side, and every benefit they speak of. Found in assistant/answering/match.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from assistant.answer import Answer
from assistant.answering.match import GROUPS, MatchList, form_words
from assistant.answering.match_answer import HEADINGS, what_can_i_get
from assistant.ask import Assistant
from assistant.pages import shell
from assistant.pages.acting import action
from assistant.pages.choosing import more_words
from assistant.saying.draft import citation_of
from assistant.showing import match_chart, match_view, view
from assistant.showing.choices import MOST, few
from corpus.errors import PolicyError
from corpus.measure import Document, Measure

PLACE = "match"  # the panel's name
STORY = "story"  # in the address: what somebody told of himself in 问答
LONGEST = 500  # characters of one field
MOST_KINDS = 8
MOST_OFFERED = 200  # kinds; others may be written
ANYWHERE = "全部地区"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one filled-in form: a list, or the sentence that says why there is none."""

    words: str
    found: MatchList | None = None
    answer: Answer | None = None
    error: str | None = None


def draw() -> None:
    st.title("我能享受什么", anchor=False)
    st.html(view.note_html("逐项填写，或者用自己的话说，两样一起写也行。对得上的支持会逐项列出，并说明还要确认什么。"))
    assistant = shell.opened()
    as_of = shell.choose_day()
    st.session_state.setdefault("matched", None)
    st.session_state.setdefault("match_row", None)
    told = take_story(assistant)
    if draw_form(assistant) or told:
        st.session_state.matched = work_out(assistant, as_of)
        st.session_state.match_row = None
        shell.look_at(PLACE, clause=False)
    outcome: Outcome | None = st.session_state.matched
    changed = shell.library_changed(PLACE, assistant)
    if outcome is None:
        return
    if outcome.answer is not None and (outcome.answer.as_of != as_of or changed):  # the same words on another day
        st.session_state.match_row = None if changed else st.session_state.match_row
        outcome = st.session_state.matched = look_up(assistant, outcome.words, as_of)
    with st.container(key=f"turn-{PLACE}"):
        if outcome.found is None or outcome.answer is None:
            st.error(view.plain(outcome.error or ""), icon=":material/error:")
        else:
            draw_outcome(assistant, outcome.found, outcome.answer)


def take_story(assistant: Assistant) -> bool:
    """A story that leads here from 问答: its facts into the fields, once. Whether there was one."""
    story = st.query_params.pop(STORY, None)
    if not story or not story.strip():
        return False
    told = match_view.filled(assistant.library, story, MOST_KINDS)
    st.session_state.update(
        match_region=told.region, match_kinds=list(told.kinds), match_plan="", match_figures=told.figures,
        match_words=story[: LONGEST * 2],
    )  # fmt: skip
    return True


def draw_form(assistant: Assistant) -> bool:
    """The fields; whether somebody asked for the list."""
    with st.container(border=True, key="profile"):
        left, right = st.columns(2, gap="large")
        with left:
            places, kept = match_view.regions(assistant.library), st.session_state.get("match_region")
            region = st.selectbox(
                "地区", few(places, [kept] if kept else ()), index=None, placeholder=ANYWHERE, key="match_region",
                persist_state="session", accept_new_options=len(places) > MOST, help=more_words(len(places)),
            )  # fmt: skip
            offered = match_view.kinds(assistant.library, region, MOST_OFFERED)
            kinds = few(offered, st.session_state.get("match_kinds") or (), MOST_OFFERED)
            st.multiselect(
                "我们是（可以选几个，也可以自己写）", kinds, key="match_kinds",
                accept_new_options=True, max_selections=MOST_KINDS, placeholder="例如 瞪羚企业", persist_state="session",
            )  # fmt: skip
            st.text_input(
                "打算做什么", key="match_plan", placeholder="例如 准备落户", max_chars=LONGEST, persist_state="session"
            )
            st.text_area(
                "数字（一行一项）", key="match_figures", placeholder="例如 出资 1800万元", max_chars=LONGEST, height=80,
                persist_state="session",
            )  # fmt: skip
        with right:
            st.text_area(
                "或者用自己的话说", key="match_words", height=230, max_chars=LONGEST * 2, persist_state="session",
                placeholder="例如 我们的研究院刚被认定为新型研发机构，还打算出资1800万元在外地建研发平台",
            )  # fmt: skip
            return st.button(
                "看看能享受什么", type="primary", icon=":material/search:", key="match_go", width="stretch"
            )


def work_out(assistant: Assistant, as_of: date) -> Outcome:
    """What the form and the free words together speak of."""
    state = st.session_state
    try:
        figures = match_view.read_figures(state.match_figures or "")
    except PolicyError as problem:
        return Outcome("", error=str(problem))
    form = form_words(state.match_region or "", state.match_kinds, state.match_plan or "", figures)
    words = form + (state.match_words or "").strip()
    if not words:
        return Outcome("", error="还没有写任何内容。请至少写明是哪一类单位，或者打算做什么。")
    return look_up(assistant, words, as_of)


def look_up(assistant: Assistant, words: str, as_of: date) -> Outcome:
    try:
        return Outcome(words, *what_can_i_get(assistant, words, as_of))
    except PolicyError as problem:
        return Outcome(words, error=str(problem))


def draw_outcome(assistant: Assistant, found: MatchList, answer: Answer) -> None:
    st.html(view.understood_html(found.words))
    if not found.rows and not found.measures:
        st.info(view.plain(answer.text), icon=":material/search_off:")
        return
    if found.ask:
        st.info(view.plain(f"请先确认：{found.ask}？这一点关系到最多的项。"), icon=":material/help:")
    if answer.warnings:
        st.warning(view.plain("\n".join(answer.warnings)), icon=":material/warning:")
    listed, panel = st.columns([11, 9], gap="large")
    with listed:
        draw_rows(assistant, found, answer)
        if total := match_view.total_words(found):
            st.html(view.note_html(total))
        draw_measures(assistant, found, answer)
        bars = match_chart.bars(found)
        if bars:
            st.html(match_chart.bars_html(bars))
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="hand-on-match"):
            shell.draw_exports(assistant.corpus, answer, PLACE, *([match_chart.bars_table(bars)] if bars else []))
    if st.session_state.match_row is not None:
        unit, quote = match_view.clause_at(found, st.session_state.match_row)
        citation = citation_of(assistant.library, answer.as_of, 0, unit, quote, 1.0)
        with panel, st.container(border=True, gap="xsmall", key=f"panel-{PLACE}"):
            shell.draw_clause(assistant.corpus, citation, PLACE, close_clause)


def draw_rows(assistant: Assistant, found: MatchList, answer: Answer) -> None:
    for group in GROUPS:
        rows = [(number, row) for number, row in enumerate(found.rows) if row.group == group]
        if rows:
            st.subheader(f"{HEADINGS[group]}（{len(rows)} 项）", anchor=False)
        for number, row in rows:
            document = assistant.library.document(row.measure.document_id)
            with st.container(border=True, gap="xsmall", key=f"turn-{PLACE}-{number}"):
                st.html(match_view.row_html(row, document))
                draw_chip(number, row.measure, document, answer.benefits[number].marker)


def draw_measures(assistant: Assistant, found: MatchList, answer: Answer) -> None:
    """What the words speak of and no sum is stated for: the sentence that fits, and its clause to open."""
    if found.measures:
        st.subheader(f"{match_view.MEASURES}（{len(found.measures)} 条）", anchor=False)
    markers = {citation.measure.id: citation.marker for citation in answer.citations}
    for number, hit in enumerate(found.measures, start=len(found.rows)):
        document = assistant.library.document(hit.measure.document_id)
        with st.container(border=True, gap="xsmall", key=f"turn-{PLACE}-{number}"):
            st.html(match_view.measure_html(hit))
            draw_chip(number, hit.measure, document, markers[hit.measure.id])


def draw_chip(number: int, unit: Measure, document: Document, marker: int) -> None:
    st.button(
        view.plain(f"[{marker}] {view.unit_name(unit, document)}"),
        key=f"match-clause-{number}",
        type="primary" if st.session_state.match_row == number else "secondary",
        on_click=open_clause,
        args=(number,),
        wrap=True,
    )


@action
def open_clause(number: int) -> None:
    st.session_state.match_row = number
    shell.look_at(PLACE, clause=True)


@action
def close_clause() -> None:
    shell.look_at(f"{PLACE}-{st.session_state.match_row}", clause=False, back=True)
    st.session_state.match_row = None
