"""The conversations in the sidebar of 问答: begun, gone on with, looked for, renamed, shared, deleted. Kept in assistant/keeping."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import streamlit as st

from assistant import unforeseen
from assistant.answer import Answer
from assistant.keeping.conversations import Conversations, Listed, kept_here, title_of
from assistant.keeping.kept_answer import answer_from_kept, answer_to_kept, remembered
from assistant.pages import shell
from assistant.pages.acting import action
from assistant.showing import view
from assistant.showing.roles import WORDS, Role, role_of
from assistant.showing.view import Turn
from assistant.visitor import visitor_of
from assistant.within import document_of
from corpus.errors import PolicyError
from corpus.parse import Corpus

ADDRESS = "c"  # the conversation in the address
PAGEFUL = 8
LONGEST_SEARCH = 100


@st.cache_resource(show_spinner=False)
def kept() -> Conversations | None:
    """The one file of this server; None where nothing is kept."""
    return kept_here()


def visitor() -> str:
    """Whose conversations these are; without a cookie, those of this one visit."""
    found = visitor_of(st.context.cookies)
    return found or str(st.session_state.setdefault("visitor", f"visit-{secrets.token_hex(8)}"))


def role() -> Role | None:
    """What this visitor said to be, at this visit or before."""
    if "role" not in st.session_state:
        try:
            book = kept()
            st.session_state.role = book.role(visitor()) if book is not None else ""
        except PolicyError:
            st.session_state.role = ""
    return role_of(st.session_state.role)


@action
def choose_role(chosen: str) -> None:
    """Keep it; an empty one offers all pages again."""
    st.session_state.role = chosen
    st.session_state.role_asked = True
    try:
        book = kept()
        if book is not None:
            book.keep_role(visitor(), chosen)
    except PolicyError:
        return  # it holds for this visit


def draw_roles() -> None:
    """The choice at the first visit: it only changes which pages are offered first."""
    if role() is not None or st.session_state.get("role_asked"):
        return
    st.html(view.note_html("您是？选了只是把常用的页面放在前面，随时可以在「更多」里换。"))
    with st.container(horizontal=True, gap="small", key="roles"):
        for each, words in WORDS.items():
            st.button(words, key=f"role-{each}", on_click=choose_role, args=(each,), wrap=True)


def start() -> None:
    """An empty conversation; it gets an address with its first question."""
    st.session_state.update(
        turns=[], opened=None, unasked=False, judged={}, example=None, conversation=None, shared=False
    )
    st.session_state.answered_in = {}
    st.query_params.pop(ADDRESS, None)


def resume(corpus: Corpus) -> None:
    """The conversation of the address, or the one this visit is in; a reload shows the same."""
    wanted = st.query_params.get(ADDRESS)
    if "turns" not in st.session_state:
        start()
        if wanted:
            _open(wanted, corpus)
    elif wanted and wanted != st.session_state.conversation:
        _open(wanted, corpus)
    if st.session_state.conversation:
        st.query_params[ADDRESS] = st.session_state.conversation


def _open(address: str, corpus: Corpus) -> None:
    start()
    try:
        book = kept()
        found = book.opened(address) if book is not None else None
    except PolicyError as problem:
        st.warning(view.plain(str(problem)), icon=":material/warning:")
        return
    if found is None:
        st.info("这个网址的对话已经删除、过期，或者没有保存。可以在下面开始新的对话。", icon=":material/history:")
        return
    for number, (question, each) in enumerate(found.turns):
        turn, documents = _turn(question, each, corpus)
        st.session_state.turns.append(turn)
        if documents is not None:
            shell.remember(number, documents)
    st.session_state.update(conversation=address, shared=found.owner != visitor())


def _turn(question: str, each: Mapping[str, Any], corpus: Corpus) -> tuple[Turn, Corpus | None]:
    """A kept turn and the documents it shows: those of today where they are the same, else what was kept of them."""
    if "error" in each:
        return Turn(question, error=str(each["error"])), None
    try:
        answer, documents = answer_from_kept(each)
    except (ValueError, KeyError, TypeError, IndexError, StopIteration):
        return Turn(question, error="这个回答存下来的内容读不出来了，请再问一次。"), None
    today = (document_of(corpus, document.id) for document in documents)
    if all(now is not None and now.sha256 == then.sha256 for now, then in zip(today, documents, strict=True)):
        return Turn(question, answer), corpus
    return Turn(question, answer), remembered(answer, documents)


def keep(number: int, turn: Turn, corpus: Corpus) -> None:
    """Keep a turn under the conversation's address; who goes on in a shared one goes on in a copy of his own."""
    try:
        book = kept()
        if book is None:
            return
        state = st.session_state
        if state.conversation is None:
            state.conversation = book.begin(visitor(), title_of([turn.question]))
        elif state.shared:
            state.conversation, state.shared = book.copy(state.conversation, visitor()), False
        kept_turn = _kept(turn.answer, turn.error, corpus)
        if not book.keep(state.conversation, number, turn.question, kept_turn):  # deleted meanwhile, in another window
            state.conversation = book.begin(visitor(), title_of([turn.question]))
            book.keep(state.conversation, number, turn.question, kept_turn)
        st.query_params[ADDRESS] = state.conversation
    except PolicyError as problem:
        st.warning(view.plain(str(problem)), icon=":material/warning:")
    except Exception as error:  # what was answered is shown, whatever goes wrong in keeping it
        st.warning(view.plain(unforeseen.told(error, ["keep"], path=False)), icon=":material/warning:")


def _kept(answer: Answer | None, error: str | None, corpus: Corpus) -> dict[str, Any]:
    return answer_to_kept(answer, corpus) if answer is not None else {"error": error or ""}


# ---------------------------------------------------------------- the list


def draw() -> None:
    """The list in the sidebar, with what can be done to the conversation that is open."""
    try:
        book = kept()
        if book is None:
            st.html(view.note_html("这台服务器不保存对话。"))
            return
        _draw(book)
    except PolicyError as problem:
        st.warning(view.plain(str(problem)), icon=":material/warning:")


def _draw(book: Conversations) -> None:
    words = st.session_state.get("history_words") or ""
    most = int(st.session_state.get("history_most", PAGEFUL))
    listed, total = book.of(visitor(), words, most)
    if not total and not words:
        return
    st.subheader("我的对话", anchor=False)
    if total > PAGEFUL or words:
        st.text_input(
            "找对话", key="history_words", placeholder="找对话", label_visibility="collapsed", max_chars=LONGEST_SEARCH
        )
    if not listed:
        st.html(view.note_html("没有这样的对话。"))
    with st.container(gap="xsmall", key="history"):
        for each in listed:
            _draw_listed(each)
    if total > most:
        st.button(
            f"再显示（还有 {total - most} 个）", key="history-more", type="tertiary", on_click=_more, args=(most,)
        )
    if st.session_state.conversation and not st.session_state.shared:
        _draw_open(book, st.session_state.conversation)


def _draw_listed(each: Listed) -> None:
    here = each.address == st.session_state.conversation
    label = view.plain(view.clipped(each.title, 16)) + f" :small[{each.updated:%m-%d}]"
    st.button(
        label, key=f"talk-{each.address}", type="secondary" if here else "tertiary", on_click=_choose,
        args=(each.address,), help=view.plain(f"{each.title}（{each.turns} 问）"), width="stretch",
    )  # fmt: skip


@action
def _more(most: int) -> None:
    st.session_state.history_most = most + 2 * PAGEFUL


@action
def _choose(address: str) -> None:
    st.query_params[ADDRESS] = address


def _draw_open(book: Conversations, address: str) -> None:
    with st.popover("改名、分享、删除", icon=":material/more_horiz:", type="tertiary", key="talk", width="stretch"):
        st.text_input("新的标题", key=f"rename-{address}", max_chars=60)
        st.button(
            "改名", key="talk-rename", on_click=_rename, args=(book, address)
        )  # what is being typed comes with the click
        st.html(view.note_html("拿到网址的人都能看这个对话，不能改。"))
        shell.draw_buttons("share", {"label": "复制对话网址", "link": f"?{ADDRESS}={address}"})
        st.button("删除这个对话", key="talk-delete", icon=":material/delete:", on_click=_ask_first, args=(address,))
        if st.session_state.get("talk_deleted") == address:
            st.html(view.note_html("删了就找不回来，分享出去的网址也打不开了。"))
            st.button("确定删除", type="primary", key="talk-sure", on_click=_delete, args=(book, address))
    if problem := st.session_state.pop("history_problem", ""):
        st.warning(view.plain(problem), icon=":material/warning:")


@action
def _ask_first(address: str) -> None:
    st.session_state.talk_deleted = address


@action
def _rename(book: Conversations, address: str) -> None:
    title = st.session_state[f"rename-{address}"]
    if not title.strip():
        return
    try:
        book.rename(address, visitor(), title)
    except PolicyError as problem:
        st.session_state.history_problem = str(problem)


@action
def _delete(book: Conversations, address: str) -> None:
    try:
        book.delete(address, visitor())
    except PolicyError as problem:
        st.session_state.history_problem = str(problem)
    else:
        start()
