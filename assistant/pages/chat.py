"""问答: ask in Chinese, read the answer beside the clause it rests on. Words and HTML are made in assistant/showing/view.py."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant.answer import Answer
from assistant.ask import Assistant
from assistant.handing_on.card import Line, can_be_applied_for, where_and_when
from assistant.once import once
from assistant.pages import card, history, match, shell
from assistant.pages.acting import action
from assistant.pages.choosing import offered
from assistant.pages.shell import look_at
from assistant.proposing.retrieve import Filters
from assistant.saying.wording import Words
from assistant.showing import compare_view, feedback, view
from assistant.showing.glance import Glance, glance, glance_html, next_questions
from assistant.showing.library_view import names_of
from assistant.showing.match_view import is_story
from assistant.showing.plain_text import plain_answer
from assistant.showing.view import Turn
from assistant.within import document_of, documents_of, places_of, units_of
from assistant.writing.chat_model import ChatModel, load_chat_model
from assistant.writing.fluent import FluentAssistant, Telling
from assistant.writing.polling import polled
from corpus.errors import PolicyError
from corpus.measure import Document, Measure
from corpus.parse import Corpus

LOOKING_UP = 0.2  # seconds between two looks at whether the visitor wants to stop
STOPPED = "已停止改写，以下是原文摘录。"
MOST_DOCUMENTS = 12  # of the list in the sidebar; 文件库 has them all
AVATARS = {"user": ":material/person:", "assistant": ":material/description:"}


@action
def open_clause(turn: int, clause: int) -> None:
    st.session_state.opened = (turn, clause)
    st.session_state.unasked = False
    look_at(turn, clause=True)


@action
def close_clause() -> None:
    st.session_state.opened = None


@action
def choose_example(question: str) -> None:
    st.session_state.example = question


def draw_sidebar(assistant: Assistant) -> tuple[date, Filters | None, DeltaGenerator]:
    """The controls and the documents. The day and the filters go into every question asked from now on; the conversations
    are listed in the place that comes third."""
    names = names_of(assistant.corpus)
    with st.sidebar:
        st.button("新对话", icon=":material/add_comment:", on_click=action(history.start), width="stretch", key="new")
        talks = st.container(key="talks")  # filled last: the list holds the conversation that this run begins
    as_of = shell.choose_day()
    with st.sidebar:
        chosen = st.selectbox(
            "只在这份文件里找",
            ["", *offered(names, "document")],
            format_func=lambda name: names.get(name, view.ALL_DOCUMENTS),
            key="document",
            persist_state="session",
        )
        st.subheader(f"文件（{len(names)} 份）", anchor=False)
        st.html(view.documents_html(assistant.corpus, as_of, MOST_DOCUMENTS))
    return as_of, Filters(document=chosen) if chosen else None, talks


@st.cache_resource(show_spinner=False)
def _chat_model() -> ChatModel | None:
    return load_chat_model()


def choose_writer(assistant: Assistant) -> FluentAssistant | None:
    """The switch to fluent answers, where a chat model is set; without one nothing of it is seen."""
    with st.sidebar:
        try:
            model = _chat_model()
        except PolicyError as problem:
            st.warning(view.plain(str(problem)), icon=":material/warning:")
            return None
        if model is None:
            return None
        wanted = st.toggle(
            "由模型改写", key="fluent", persist_state="session",
            help=view.plain(f"由 {model.name} 写得更通顺；每句话都与条款核对，不符的换成原文。"),
        )  # fmt: skip
    return FluentAssistant(assistant, model) if wanted else None


def draw_empty(assistant: Assistant) -> None:
    examples = assistant.examples()
    if not examples:  # a corpus whose clauses have no plain headings and no plain recipients
        st.html(view.note_html("请在下面输入问题。"))
        return
    st.html(view.note_html("可以直接点一个问题试试，也可以在下面输入自己的问题。"))
    with st.container(horizontal=True, key="examples"):
        for number, question in enumerate(examples):
            label = view.plain(question)
            st.button(label, key=f"example-{number}", on_click=choose_example, args=(question,), wrap=True)


@action
def judge(number: int, verdict: feedback.Verdict) -> None:
    """Keep what the visitor thinks of an answer, and the clause that would have been right if one is given."""
    turn = st.session_state.turns[number]
    correction = st.session_state.get(f"correction-{number}") or ""
    history = view.earlier_questions(st.session_state.turns[:number])
    try:
        feedback.record(turn.answer, verdict, history=history, correction=correction)
    except PolicyError as error:
        st.session_state.judged[number] = (verdict, str(error))
    else:
        st.session_state.judged[number] = (verdict, "")


def draw_verdict(number: int) -> None:
    """有帮助 or 没帮助; after the second, room for the right clause. Nothing of it leaves this machine."""
    verdict, problem = st.session_state.judged.get(number, (None, ""))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"verdict-{number}"):
        for name, word, icon in (("up", "有帮助", "thumb_up"), ("down", "没帮助", "thumb_down")):
            st.button(
                word, icon=f":material/{icon}:", type="primary" if verdict == name else "tertiary",
                key=f"{name}-{number}", on_click=judge, args=(number, name), disabled=verdict == name and not problem,
            )  # fmt: skip
        if verdict and not problem:
            st.html(view.note_html("已记在本机，供改进题集用。"))
    if problem:
        st.warning(view.plain(problem), icon=":material/warning:")
    if verdict == "down":
        st.text_input(
            "正确的条款是（写编号或原文，回车保存；可以不填）", key=f"correction-{number}", on_change=judge,
            args=(number, "down"), max_chars=feedback.LONGEST,
        )  # fmt: skip


def draw_turn(assistant: Assistant, number: int, turn: Turn) -> None:
    """The answer with its clauses on the left; the opened clause beside it. On a phone it opens below, once asked for."""
    if turn.answer is None:
        st.error(view.plain(turn.error or ""), icon=":material/error:")
        return
    corpus = shell.answered_in(number, turn.answer, assistant.corpus)
    reading, clause = st.columns([11, 9], gap="large")
    with reading, st.chat_message("assistant", avatar=AVATARS["assistant"]):
        draw_answer(assistant, corpus, number, turn.answer)
    if st.session_state.opened and st.session_state.opened[0] == number:
        asked = "" if st.session_state.get("unasked") else "-asked"
        with (
            clause,
            st.container(key=f"beside{asked}-{number}"),
            st.container(border=True, gap="xsmall", key=f"panel-{number}"),
        ):
            at = st.session_state.opened[1]
            citation, related = view.evidence(turn.answer)[at], view.is_related(turn.answer, at)
            shell.draw_clause(corpus, citation, number, close_clause, related=related)


def draw_answer(assistant: Assistant, corpus: Corpus, number: int, answer: Answer) -> None:
    """At a glance first; the clauses to open; what to do with it and what to ask next; all else under 详情."""
    look = view.STATUS_LOOKS[answer.status]
    words = Words(answer.language)
    seen = glance(answer, cited_documents(corpus, answer), beside_the_clause(corpus, answer))
    if answer.status != "answered":
        st.badge(words(look.words), icon=look.icon, color=look.color)
    if answer.resolved_question:
        st.html(view.understood_html(answer.resolved_question, words))
    if answer.generated is not None:
        st.html(view.answer_html(answer))
        st.html(glance_html(replace(seen, said=()), words))
        st.html(view.note_html(view.writer_note(answer)))
    else:
        st.html(glance_html(seen, words))
    if answer.comparison:
        st.html(compare_view.table_html(answer))
    draw_choices(number, answer.choices or offered_instead(assistant, answer))
    draw_chips(corpus, number, answer)
    draw_next(corpus, number, answer, seen)
    with st.expander("详情", key=f"more-{number}"):
        draw_details(corpus, number, answer, words)


def offered_instead(assistant: Assistant, answer: Answer) -> tuple[str, ...]:
    """Questions to begin with, where the words were no question."""
    return assistant.examples() if answer.status == "clarify" and not answer.citations else ()


def draw_next(corpus: Corpus, number: int, answer: Answer, seen: Glance) -> None:
    """Copy it, take a card along, go on: questions that suit the clause, a story into 我能享受什么."""
    if answer.citations or answer.comparison:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"hand-on-{number}"):
            buttons = [{"label": "复制", "text": plain_answer(answer, seen, corpus)}]
            if st.session_state.conversation:
                buttons.append(
                    {
                        "label": "分享",
                        "link": f"?{history.ADDRESS}={st.session_state.conversation}",
                        "done": "对话网址已复制",
                    }
                )
            shell.draw_buttons(f"plain-{number}", *buttons)
            if (unit := card_unit(answer)) is not None:
                st.page_link(
                    st.Page(card.draw, title="办事卡", url_path="card"), label="办事卡", icon=":material/badge:",
                    query_params={card.CLAUSE: unit.id}, width="content",
                )  # fmt: skip
    questions = suited(corpus, answer)
    story = is_story(answer.question)
    if not questions and not story:
        return
    with st.container(horizontal=True, gap="small", key=f"next-{number}"):
        if story:
            st.page_link(
                st.Page(match.draw, title="我能享受什么", url_path="match"), label="逐项看我能享受什么",
                icon=":material/redeem:", query_params={match.STORY: answer.question},
            )  # fmt: skip
        for at, question in enumerate(questions):
            st.button(
                view.plain(question), key=f"next-{number}-{at}", on_click=choose_example, args=(question,), wrap=True
            )


def card_unit(answer: Answer) -> Measure | None:
    """The first clause that can be applied for."""
    units = (citation.measure for citation in answer.citations)
    return next((unit for unit in units if unit.kind == "measure" and can_be_applied_for(unit)), None)


def beside_the_clause(corpus: Corpus, answer: Answer) -> tuple[Line, ...]:
    """When, where and by what telephone one applies, by the only clause of an answer; of what it grants also where its
    document says so elsewhere. Worked out once for a state of the library."""
    if len(answer.citations) != 1:
        return ()
    unit = answer.citations[0].measure
    lines = once(corpus, _where_and_when, unit)
    return lines if unit.benefits else tuple(line for line in lines if line.source == unit.label)


def _where_and_when(corpus: Corpus, unit: Measure) -> tuple[Line, ...]:
    return where_and_when(unit, units_of(corpus, unit.document_id))


def suited(corpus: Corpus, answer: Answer) -> tuple[str, ...]:
    document = document_of(corpus, answer.citations[0].measure.document_id) if answer.citations else None
    if document is None:
        return ()
    return next_questions(answer, document, units_of(corpus, document.id), places_of(corpus))


def cited_documents(corpus: Corpus, answer: Answer) -> tuple[Document, ...]:
    return documents_of(corpus, (citation.measure.document_id for citation in view.evidence(answer)))


def draw_details(corpus: Corpus, number: int, answer: Answer, words: Words) -> None:
    """The answer word for word, its table, the warnings, when and how it was made, files, and what one thinks of it."""
    look = view.STATUS_LOOKS[answer.status]
    st.badge(words(look.words), icon=look.icon, color=look.color)
    if answer.generated is None and answer.citations:
        st.html(view.answer_html(answer, "pa-words"))
    if answer.warnings:
        st.warning(view.plain("\n".join(answer.warnings)), icon=":material/warning:")
    if answer.benefits and not answer.comparison:
        st.html(view.facts_html(answer.benefits, answer.citations, cited_documents(corpus, answer), words))
    st.html(view.note_html(view.answer_note(answer)))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"files-{number}"):
        shell.draw_exports(corpus, answer, number)
    draw_verdict(number)


def draw_choices(number: int, choices: Sequence[str]) -> None:
    """What may be asked instead of a vague question: one button each."""
    if choices:
        with st.container(horizontal=True, key=f"choices-{number}"):
            for at, choice in enumerate(choices):
                key = f"choice-{number}-{at}"
                st.button(view.plain(choice), key=key, on_click=choose_example, args=(choice,), wrap=True)


def draw_chips(corpus: Corpus, number: int, answer: Answer) -> None:
    """One button a clause; related clauses stand apart under their own words."""
    documents = {document.id: document for document in cited_documents(corpus, answer)}
    for related, title in ((False, "依据"), (True, "相关条款（不是答案）")):
        group = [at for at in range(len(view.evidence(answer))) if view.is_related(answer, at) == related]
        if not group:
            continue
        if related:
            st.html(view.note_html(Words(answer.language)(title)))
        with st.container(horizontal=True, gap="small", key=f"chips-{number}-{related}"):
            for at in group:
                citation = view.evidence(answer)[at]
                document = documents[citation.measure.document_id]
                st.button(
                    view.chip_label(citation, document, related=related),
                    key=f"clause-{number}-{at}",
                    type="primary" if st.session_state.opened == (number, at) else "secondary",
                    on_click=open_clause,
                    args=(number, at),
                    wrap=True,
                )


def ask(assistant: Assistant, question: str, as_of: date, filters: Filters | None) -> Turn:
    earlier = view.earlier_questions(st.session_state.turns)
    try:
        return Turn(question, assistant.ask(question, history=earlier, as_of=as_of, filters=filters))
    except PolicyError as error:
        return Turn(question, error=str(error))


def draw_question(question: str) -> None:
    with st.chat_message("user", avatar=AVATARS["user"]):
        st.html(view.question_html(question))


def draw_new_turn(
    assistant: Assistant, writer: FluentAssistant | None, question: str, as_of: date, filters: Filters | None
) -> None:
    number = len(st.session_state.turns)
    telling: Telling | None = None
    with st.container(key=f"turn-{number}"):
        draw_question(question)
        place = st.empty()  # the spinner gives way to the answer in the same place: nothing is drawn twice
        with place, st.spinner("正在查找条款……"):
            if writer is None:
                turn = ask(assistant, question, as_of, filters)
            else:
                turn, telling = begin(writer, question, as_of, filters)
        st.session_state.turns.append(turn)
        shell.remember(number, assistant.corpus)
        history.keep(number, turn, assistant.corpus)
        if telling is not None and telling.is_written:
            turn = st.session_state.turns[number] = write(place, number, question, telling)
            history.keep(number, turn, assistant.corpus)
        st.session_state.unasked = True  # a phone keeps the clause closed until somebody taps it
        st.session_state.opened = (number, 0) if turn.answer and turn.answer.citations else None
        look_at(number, clause=False)
        with place.container():
            draw_turn(assistant, number, turn)


def begin(writer: FluentAssistant, question: str, as_of: date, filters: Filters | None) -> tuple[Turn, Telling | None]:
    """The turn with the extractive answer, which stands if the visitor stops the writing, and the writing itself."""
    earlier = view.earlier_questions(st.session_state.turns)
    try:
        telling = writer.tell(question, earlier, as_of, filters)
    except PolicyError as error:
        return Turn(question, error=str(error)), None
    return Turn(question, telling.draft), telling


@action
def stop_writing(number: int) -> None:
    """Keep the extractive answer; the click itself ends the run that was writing."""
    turn = st.session_state.turns[number]
    answer = replace(turn.answer, warnings=(*turn.answer.warnings, STOPPED))
    st.session_state.turns[number] = replace(turn, answer=answer)
    if (corpus := st.session_state.get("answered_in", {}).get(number)) is not None:
        history.keep(number, st.session_state.turns[number], corpus)


def write(place: DeltaGenerator, number: int, question: str, telling: Telling) -> Turn:
    """Show each checked sentence as it comes, with a button to stop."""
    shown = ""
    with place.container(), st.chat_message("assistant", avatar=AVATARS["assistant"]):
        text = st.empty()
        st.button("停止", icon=":material/stop_circle:", key=f"stop-{number}", on_click=stop_writing, args=(number,))
        with closing(polled(iter(telling), LOOKING_UP)) as pieces:
            try:
                for piece in pieces:  # None too: drawing is when Streamlit notices a click
                    shown += piece or ""
                    text.html(view.writing_html(shown))
            finally:
                telling.stop()
    return Turn(question, telling.answer)


def draw() -> None:
    st.title("政策问答", anchor=False)
    st.html(
        view.note_html(
            "用中文或英文提问，回答只引用政策文件的原文，并打开所依据的那一条。文件里没有写的，会直接告诉你没有写。"
        )
    )
    assistant = shell.opened()
    history.resume(assistant.corpus)
    writer = choose_writer(assistant)
    as_of, filters, talks = draw_sidebar(assistant)
    conversation = st.container(key="conversation")
    # In a container, for a question box of the page itself makes Streamlit scroll past the beginning of every answer.
    with st.container(key="ask"):
        asked = st.chat_input("输入问题，可以接着上一个问", key="question") or st.session_state.example
    st.session_state.example = None
    if asked:
        st.session_state.opened = None  # the new answer opens its own clause
    with conversation:
        for number, past in enumerate(st.session_state.turns):
            with st.container(key=f"turn-{number}"):
                draw_question(past.question)
                with st.container():
                    draw_turn(assistant, number, past)
        if asked:
            draw_new_turn(assistant, writer, asked, as_of, filters)
        elif not st.session_state.turns:
            history.draw_roles()
            draw_empty(assistant)
    with talks:
        history.draw()
