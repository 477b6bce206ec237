"""Who may change things: whoever gives the password that the server's environment holds (POLICY_ADMIN_PASSWORD)."""

from __future__ import annotations

import hmac
import os

import streamlit as st

from assistant import view

SETTING = "POLICY_ADMIN_PASSWORD"


def admin_signed_in() -> bool:
    """Whether this visitor gave the password. Draws nothing."""
    return bool(st.session_state.get("admin")) and bool(os.environ.get(SETTING))


def draw_sign_in(purpose: str) -> bool:
    """The field for the password, or a sentence where none is configured; whether this visitor is signed in."""
    password = os.environ.get(SETTING)
    if not password:
        st.html(view.note_html(f"这里只能看，不能{purpose}：服务器没有设置管理密码（{SETTING}）。"))
        return False
    if not admin_signed_in():
        given = st.text_input(f"管理密码（{purpose}要用）", type="password", key="admin_password")
        if not given:
            return False
        st.session_state.admin = hmac.compare_digest(given.encode(), password.encode())
        if not st.session_state.admin:
            st.error("密码不对。", icon=":material/error:")
    return admin_signed_in()
