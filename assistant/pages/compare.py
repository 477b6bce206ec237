"""对比: regions and a topic, and what each of them provides as a table. Made in assistant/showing/side_by_side.py."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from assistant.answer import Answer
from assistant.ask import Assistant
from assistant.pages import shell
from assistant.pages.acting import action
from assistant.pages.choosing import choose_some
from assistant.reading.topics import Topic, topics
from assistant.showing import compare_view, view
from assistant.showing.choices import MOST
from assistant.showing.match_view import regions
from assistant.showing.side_by_side import FEWEST, LONGEST, side_by_side
from corpus.errors import PolicyError

PLACE = "compare"  # the panel's name
OFFERED = 12  # topics
AT_ONCE = 20  # regions that one click compares


def draw() -> None:
    st.title("对比", anchor=False)
    st.html(view.note_html("选几个地区和一个事项，看各地分别怎么规定。地址栏里的网址带着所选内容，可以发给别人。"))
    assistant = shell.opened()
    as_of = shell.choose_day()
    places = regions(assistant.library)
    if len(places) < FEWEST:
        st.info("文件库里写明了地区的文件不足两个地区，还不能对比。", icon=":material/info:")
        return
    chosen, topic = draw_choice(assistant, places)
    if len(chosen) < FEWEST or not topic.strip():
        st.html(view.note_html("至少选两个地区，再写一个事项，或点一个上面的事项。"))
        return
    answer = looked_up(assistant, chosen, topic, as_of)
    if answer is not None:
        with st.container(key=f"turn-{PLACE}"):
            draw_answer(assistant, answer)


def draw_choice(assistant: Assistant, places: Sequence[str]) -> tuple[list[str], str]:
    """The regions and the topic; the topics offered are what the chosen regions, or else all, write about."""
    kept = st.session_state.get("regions", [])
    if not set(kept) <= set(places):  # the documents of a region may have been removed meanwhile
        st.session_state.regions = [place for place in kept if place in places]
    chosen = choose_some("地区", places, "regions", "选两个或更多", persist=True)
    topic = st.text_input(
        "事项", key="topic", max_chars=LONGEST, icon=":material/search:", placeholder="例如 孵化器 / 人才引进 / 融资",
        bind="query-params", persist_state="session",
    )  # fmt: skip
    named = chosen if len(chosen) >= FEWEST else places[:MOST]
    offered = shared_topics(assistant, assistant.corpus.fingerprint, tuple(named))
    if offered:
        st.html(view.note_html("几个地区都写到的事项："))
        with st.container(horizontal=True, gap="small", key="topics"):
            for number, each in enumerate(offered):
                st.button(
                    view.plain(compare_view.topic_words(each)), key=f"topic-{number}", on_click=choose_topic,
                    args=(each.word, places[:AT_ONCE]),
                )  # fmt: skip
    return chosen, topic or ""


@st.cache_resource(show_spinner=False, max_entries=100)
def shared_topics(_assistant: Assistant, fingerprint: str, chosen: tuple[str, ...]) -> tuple[Topic, ...]:  # noqa: ARG001 (kept by it)
    """The topics to offer, looked for once in the corpus of this fingerprint: in a large one that takes a moment."""
    return topics(_assistant.library, chosen, OFFERED)


@action
def choose_topic(word: str, places: Sequence[str]) -> None:
    """The topic into its field; whoever has chosen no regions yet compares them all, or the first of very many."""
    st.session_state.topic = word
    if len(st.session_state.get("regions", [])) < FEWEST:
        st.session_state.regions = list(places)


def looked_up(assistant: Assistant, chosen: Sequence[str], topic: str, as_of: date) -> Answer | None:
    """The comparison, made once for what was chosen; None behind the sentence that says why there is none."""
    asked = (tuple(chosen), topic, as_of, assistant.corpus.fingerprint)
    kept = st.session_state.get("compared")
    if kept is None or kept[0] != asked:
        try:
            kept = (asked, side_by_side(assistant.library, chosen, topic, as_of))
        except PolicyError as problem:
            st.error(view.plain(str(problem)), icon=":material/error:")
            return None
        st.session_state.update(compared=kept, compare_clause=None)
        shell.look_at(PLACE, clause=False)
    answer: Answer = kept[1]
    return answer


def draw_answer(assistant: Assistant, answer: Answer) -> None:
    st.html(view.count_html(compare_view.counts_words(answer)))
    if answer.warnings:
        st.warning(view.plain("\n".join(answer.warnings)), icon=":material/warning:")
    st.html(compare_view.table_html(answer))
    listed, panel = st.columns([11, 9], gap="large")
    with listed:
        draw_chips(assistant, answer)
        st.html(view.note_html(view.answer_note(answer)))
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"hand-on-{PLACE}"):
            shell.draw_exports(assistant.corpus, answer, PLACE)
    opened = st.session_state.compare_clause
    if opened is not None:
        with panel, st.container(border=True, gap="xsmall", key=f"panel-{PLACE}"):
            shell.draw_clause(assistant.corpus, answer.citations[opened], PLACE, close_clause)


def draw_chips(assistant: Assistant, answer: Answer) -> None:
    if not answer.citations:
        return
    st.html(view.note_html("依据"))
    with st.container(horizontal=True, gap="small", key=f"chips-{PLACE}"):
        for number, citation in enumerate(answer.citations):
            st.button(
                view.chip_label(citation, assistant.library.document(citation.measure.document_id), related=False),
                key=f"compare-clause-{number}",
                type="primary" if st.session_state.compare_clause == number else "secondary",
                on_click=open_clause,
                args=(number,),
                wrap=True,
            )


@action
def open_clause(number: int) -> None:
    st.session_state.compare_clause = number
    shell.look_at(PLACE, clause=True)


@action
def close_clause() -> None:
    st.session_state.compare_clause = None
