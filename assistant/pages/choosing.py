"""Fields that choose among all of a shelf, and lists in pages: what goes to the visitor does not grow with the shelf."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

import streamlit as st

from assistant.pages.acting import action
from assistant.showing import view
from assistant.showing.choices import MOST, Page, few, hits, page_at, with_chosen

LONGEST = 100  # characters of the words looked for


def offered(names: Mapping[str, str], key: str, *, bound: bool = False, width: int | None = None) -> list[str]:
    """The ids of documents that the select box `key` offers: all of a few, else those that a search box finds, with the
    one chosen. `bound` where the address carries the choice by its name."""
    if len(names) <= MOST:
        return [*names]
    words = _words(names, key, width)
    found = hits(names, words)
    if not found:
        st.html(view.note_html(nothing_words(words)))
    elif len(found) > MOST and words.strip():
        st.html(
            view.note_html(f"标题里有「{words.strip()}」的文件 {len(found)} 份，只列出前 {MOST} 份，可以再写几个字。")
        )
    return with_chosen(found[:MOST], chosen_of(names, key, bound=bound), names)


def _words(names: Mapping[str, str], key: str, width: int | None) -> str:
    words = st.text_input(
        f"找文件（共 {len(names)} 份）", key=f"{key}_words", max_chars=LONGEST, icon=":material/search:",
        placeholder="标题里的字，用空格隔开", persist_state="session", width=width or "stretch",
    )  # fmt: skip
    return words or ""


def nothing_words(words: str) -> str:
    return f"没有标题里有「{' '.join(words.split())}」的文件，请换几个字。"


def chosen_of(names: Mapping[str, str], key: str, *, bound: bool) -> str | None:
    """What the field holds, before it is drawn; at the first visit what the address says."""
    kept: str | None = st.session_state.get(key)
    if kept in names:  # a field of another page may have the same key
        return kept
    if not bound or (told := st.query_params.get(key)) is None:
        return None
    return next((each for each, name in names.items() if name == told), None)


def looked_for(names: Mapping[str, str], key: str) -> tuple[list[str], Page] | None:
    """As `offered`, page after page; None behind the sentence that nothing was found."""
    words = _words(names, key, None) if len(names) > MOST else ""
    found = hits(names, words)
    if not found:
        st.info(view.plain(nothing_words(words)), icon=":material/search_off:")
        return None
    return found, current(key, tuple(words.split()), MOST, len(found))


def choose_some(
    label: str, options: Sequence[str], key: str, placeholder: str, width: int | None = None, *, persist: bool = False
) -> list[str]:
    """Some of many words; beyond a few they are typed, for not all can be offered."""
    return st.multiselect(
        label, few(options, st.session_state.get(key) or ()), key=key, placeholder=placeholder, width=width or "stretch",
        bind="query-params", accept_new_options=len(options) > MOST, persist_state="session" if persist else None,
        help=more_words(len(options)),
    )  # fmt: skip


def more_words(total: int) -> str | None:
    """Why one may type, where one may."""
    return f"共 {total} 个，只列出 {MOST} 个；其他的可以直接写。" if total > MOST else None


def current(key: str, asked: Hashable, size: int, total: int) -> Page:
    """The page of a list that is to be drawn; another question begins at the first."""
    kept = st.session_state.get(f"page-of-{key}")
    if kept is None or kept[0] != asked:
        kept = (asked, 0)
    page = page_at(kept[1], size, total)
    st.session_state[f"page-of-{key}"] = (asked, page.number)
    return page


def draw_turning(page: Page, key: str, what: str) -> None:
    """上一页, where one is, 下一页; nothing where all is on one page."""
    if page.total <= page.size:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"turning-{key}"):
        st.button(
            "上一页",
            icon=":material/chevron_left:",
            key=f"{key}-back",
            on_click=_turn,
            args=(key, -1),
            disabled=not page.number,
        )
        st.html(view.note_html(page.words(what)), width="content")
        st.button("下一页", icon=":material/chevron_right:", key=f"{key}-on", on_click=_turn, args=(key, 1), disabled=page.is_last)  # fmt: skip


@action
def _turn(key: str, steps: int) -> None:
    asked, number = st.session_state[f"page-of-{key}"]
    st.session_state[f"page-of-{key}"] = (asked, number + steps)
