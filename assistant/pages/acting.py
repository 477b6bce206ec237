"""What a button does by itself, before its page is drawn: an error in it costs a sentence, not the page and all that is on it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st

from assistant import unforeseen
from assistant.showing import view

P = ParamSpec("P")
_TOLD = "acting_told"  # the sentence about what went wrong, until the page is drawn


def action(callback: Callable[P, object]) -> Callable[P, None]:
    """`callback` for `on_click` or `on_change`: what nobody foresaw becomes a sentence that `draw_told` shows, and a report."""

    @wraps(callback)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            callback(*args, **kwargs)
        except Exception as error:
            st.session_state[_TOLD] = unforeseen.told(error, [callback.__module__, callback.__qualname__], path=False)

    return guarded


def draw_told() -> None:
    """The sentence of an action that failed, once."""
    if words := st.session_state.pop(_TOLD, ""):
        st.error(view.plain(words), icon=":material/error:")
