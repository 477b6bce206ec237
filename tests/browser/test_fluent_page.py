"""A chat model behind the page in a real browser: checked sentences as they come, and 停止 in the middle of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser_kit import CHROMIUM, Visit, serving
from tests.chat_kit import Endpoint, Reply, endpoint

pytest.importorskip("playwright.sync_api", reason="pip install -e '.[browser]'")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium: sh tests/browser/install.sh"),
]

QUESTION = "昌吉高新区新认定的高企奖励多少？"
TRUE = "高新区里新认定的国家高新技术企业，一次性给20万元[1]。"
WRONG = "瞪羚企业奖励900万元[1]。"
SLOW = Reply(
    TRUE + TRUE + "其余的话" * 400, size=len(TRUE) + 1, pause=1.0
)  # the second begins, so the first is settled


def written(address: str, visit: Callable[..., Visit]) -> Visit:
    """The page with the switch on and the question asked; the answer may still be coming."""
    seen = visit(address)
    seen.page.locator(".st-key-fluent label").click()
    seen.settle()
    box = seen.page.get_by_test_id("stChatInputTextArea")
    box.fill(QUESTION)
    box.press("Enter")
    return seen


def served_by(script: Endpoint, folder: Path) -> dict[str, str]:
    history = str(folder / "history.sqlite")
    return {"POLICY_CHAT_URL": script.url, "POLICY_CHAT_MODEL": "scripted", "POLICY_HISTORY": history}


def test_what_is_wrong_is_not_shown_and_writing_can_be_stopped(visit: Callable[..., Visit], tmp_path: Path) -> None:
    with endpoint(TRUE + WRONG, SLOW) as script, serving(**served_by(script, tmp_path)) as address:
        whole = written(address, visit)
        # Also among the details, which are closed, and for a moment in what is replaced.
        whole.page.get_by_text("由 scripted 依据条款撰写").filter(visible=True).first.wait_for()
        shown = whole.page.locator(".stMain").inner_text()
        assert "一次性给20万元" in shown
        assert "900万元" not in shown

        stopped = written(address, visit)
        stopped.page.get_by_text("一次性给20万元").wait_for()
        stopped.page.get_by_role("button", name="停止").click()
        stopped.settle()
        shown = stopped.page.locator(".stMain").inner_text()
        assert "一次性奖励20万元" in shown
        assert "已停止" in shown
        assert "一次性给20万元" not in shown
        assert stopped.page.get_by_role("button", name="停止").count() == 0
        assert script.hung_up.wait(6)  # the request ended with it
