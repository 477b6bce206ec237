"""Signing in as the administrator, on any page that changes something. What is checked is in assistant/showing/password.py."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from assistant.pages.acting import action
from assistant.showing import view
from assistant.showing.password import SETTING, Gate, counted_as, is_configured
from assistant.upload_door import UPLOADS
from assistant.visitor import visitor_of

_PASSWORD = "admin_password"
_CALLED = "admin_called"
_NAME = "admin_name"
_SIGNED_IN = "admin_signed_in"
_REFUSED = "admin_refused"


@st.cache_resource(show_spinner=False)
def _gate() -> Gate:
    """One for all visitors: a new tab must not start counting anew."""
    return Gate()


def admin_signed_in() -> bool:
    """Whether this visitor signed in with the password. Draws nothing."""
    return is_configured() and bool(st.session_state.get(_SIGNED_IN))


def who() -> str:
    """What the administrator calls himself; empty where nothing was given."""
    return str(st.session_state.get(_NAME, ""))


def draw_sign_in(purpose: str) -> bool:
    """The password field, or who is signed in with the way out; `purpose` says what for: 登记和移除文件.

    Returns whether the visitor is signed in. Without a password in the environment: False and one quiet sentence.
    """
    if not is_configured():
        st.html(
            view.note_html(f"这里只能查看，不能{purpose}：要开放，请设置环境变量 {SETTING}（管理密码）后重新启动。")
        )
        return False
    if admin_signed_in():
        UPLOADS.allow(_session())
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="admin"):
            st.html(view.note_html(f"已登录，可以{purpose}。"), width="content")
            st.button("退出登录", icon=":material/logout:", type="tertiary", key="sign-out", on_click=_sign_out)
        return True
    with st.form("admin-form", clear_on_submit=True):
        st.text_input(
            f"管理密码（{purpose}需要登录）", type="password", key=_PASSWORD, max_chars=200,
            autocomplete="current-password",
        )  # fmt: skip
        st.text_input("怎么称呼您（记在改动记录里，可以不填）", key=_CALLED, max_chars=40, autocomplete="name")
        st.form_submit_button("登录", icon=":material/login:", on_click=_sign_in)
    refused = st.session_state.get(_REFUSED)
    if refused == "not compared":
        st.error("现在试密码的太多，这一次没有核对。请再试；登录过的浏览器不受影响。", icon=":material/lock:")
    elif refused == "wrong":
        pause = _gate().pause(_address())
        slow = f"错的次数多了，下一次若还不对，要等 {pause} 秒才告知。" if pause else ""
        st.error(f"密码不对，请再试。{slow}", icon=":material/lock:")
    return False


@action
def _sign_in() -> None:
    given = st.session_state[_PASSWORD]
    st.session_state[_NAME] = (st.session_state.get(_CALLED) or "").strip()
    st.session_state[_PASSWORD] = ""  # it is needed no longer, and nothing must keep it
    outcome = _gate().tries(_address(), given, visitor_of(st.context.cookies))
    st.session_state[_SIGNED_IN] = outcome == "in"
    st.session_state[_REFUSED] = outcome


@action
def _sign_out() -> None:
    UPLOADS.forbid(_session())
    st.session_state[_SIGNED_IN] = False


def _session() -> str:
    context = get_script_run_ctx()
    return context.session_id if context is not None else ""


def _address() -> str:
    return counted_as(st.context.ip_address, st.context.headers)
