"""What nobody foresaw, on the real server in a real browser: a sentence with a number, and no word of Python."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.reports import SETTING
from tests.browser_kit import CHROMIUM, ROOT, Visit, serving

pytest.importorskip("playwright.sync_api", reason="pip install -e '.[browser]'")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium: sh tests/browser/install.sh"),
]

BROKEN = """
import {module}

def broken(*_, **__):
    raise ZeroDivisionError("never thought of")

{module}.{name} = broken
"""
ALERT = "[data-testid=stAlert]"


def with_a_fault(folder: Path, module: str, name: str) -> dict[str, str]:
    """The environment of a server in which this function fails."""
    (folder / "sitecustomize.py").write_text(BROKEN.format(module=module, name=name), encoding="utf-8")
    path = os.pathsep.join((str(folder), str(ROOT), os.environ.get("PYTHONPATH", "")))
    return {"PYTHONPATH": path, SETTING: str(folder / "reports")}


def holds_the_sentence(seen: Visit, folder: Path) -> None:
    (report,) = (folder / "reports").iterdir()
    words = seen.page.locator(ALERT).filter(has_text="没有料到").inner_text()
    assert report.stem.removeprefix("report-") in words
    shown = seen.page.locator("body").inner_text()
    for foreign in ("never thought of", "ZeroDivisionError", "Traceback", str(folder), "redacted"):
        assert foreign not in shown
    assert "ZeroDivisionError: never thought of" in report.read_text(encoding="utf-8")


def test_a_button_that_fails_leaves_the_conversation(visit: Callable[..., Visit], tmp_path: Path) -> None:
    with serving(**with_a_fault(tmp_path, "assistant.showing.feedback", "record")) as url:
        seen = visit(url)
        seen.ask("新认定的高新技术企业奖励多少？")
        answer = seen.page.locator(".pa-answer").inner_text()
        seen.more(0)
        seen.page.locator(".st-key-up-0 button").click()
        seen.page.wait_for_selector(ALERT)
        seen.settle()
        holds_the_sentence(seen, tmp_path)
        assert seen.page.locator(".pa-answer").inner_text() == answer
        seen.open_clause(0, 0)  # goes on, and the sentence is gone
        assert seen.page.get_by_text("没有料到").count() == 0


def test_what_fails_outside_of_every_page_is_a_sentence_too(visit: Callable[..., Visit], tmp_path: Path) -> None:
    with serving(**with_a_fault(tmp_path, "assistant.pages.offered", "offered_pages")) as url:
        holds_the_sentence(visit(url, ready=ALERT), tmp_path)
