"""An error in what a button does by itself: a sentence above the page, a report, and the page as it was."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from assistant import ask
from assistant.pages import history
from assistant.showing import feedback
from corpus.reports import SETTING
from tests.conftest import APPLICATION
from tests.page_kit import ANSWERED, table_assistant

ROOT = Path(__file__).parents[2]
PAGES = sorted((*(ROOT / "assistant" / "pages").glob("*.py"), ROOT / "eval" / "page.py"))


@pytest.mark.deep
def test_the_page_stays_and_says_so_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("never thought of")

    monkeypatch.setenv(SETTING, str(tmp_path / "reports"))
    monkeypatch.setattr(ask, "open_assistant", table_assistant)
    monkeypatch.setattr(feedback, "record", broken)
    st.cache_resource.clear()
    page = AppTest.from_file(str(APPLICATION), default_timeout=20).run()
    page.chat_input[0].set_value(ANSWERED.question).run()
    page.button(key="up-0").click().run()
    (report,) = (tmp_path / "reports").iterdir()
    assert not page.exception
    number = report.stem.removeprefix("report-")
    assert [number in each.value for each in page.error] == [True]
    assert "never thought of" not in page.error[0].value
    assert str(tmp_path) not in page.error[0].value
    assert page.button(key="clause-0-0").label  # the conversation is still there
    told = report.read_text(encoding="utf-8")
    assert "ZeroDivisionError: never thought of" in told
    assert "assistant.pages.chat judge" in told
    page.run()
    assert not page.error
    st.cache_resource.clear()


def test_an_answer_that_cannot_be_kept_is_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("never thought of")

    monkeypatch.setenv(SETTING, str(tmp_path / "reports"))
    monkeypatch.setenv("POLICY_HISTORY", str(tmp_path / "history.sqlite"))
    monkeypatch.setattr(ask, "open_assistant", table_assistant)
    monkeypatch.setattr(history, "answer_to_kept", broken)
    st.cache_resource.clear()
    page = AppTest.from_file(str(APPLICATION), default_timeout=20).run()
    page.chat_input[0].set_value(ANSWERED.question).run()
    assert page.button(key="clause-0-0").label
    (report,) = (tmp_path / "reports").iterdir()
    assert [report.stem.removeprefix("report-") in each.value for each in page.warning].count(True) == 1
    assert not page.error
    st.cache_resource.clear()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_action_is_guarded(path: Path) -> None:
    """Named functions carry `@action`, others are wrapped where they are handed over; `close` comes from a page."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    guarded = {
        each.name
        for each in ast.walk(tree)
        if isinstance(each, ast.FunctionDef) and any(ast.unparse(one) == "action" for one in each.decorator_list)
    }
    given = {
        argument.arg for each in ast.walk(tree) if isinstance(each, ast.FunctionDef) for argument in each.args.args
    }
    for call in (each for each in ast.walk(tree) if isinstance(each, ast.Call)):
        for word in call.keywords:
            if word.arg is None or not word.arg.startswith("on_") or isinstance(word.value, ast.Constant):
                continue
            named = ast.unparse(word.value)
            assert named in guarded | (given & {"close"}) or named.startswith("action("), f"{path.name}: {named}"
        for handed in call.args:  # to the clause panel, which hands it on to its button
            name = ast.unparse(handed)
            assert not name.startswith("close_") or name in guarded, f"{path.name}: {name}"
