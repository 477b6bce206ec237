"""The server and the browser, started once for all journeys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser_kit import CHAT_READY, CHROMIUM, DESKTOP, Visit, own, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("visitors")
    with serving(POLICY_HISTORY=str(folder / "history.sqlite"), POLICY_FEEDBACK=str(folder / "f.jsonl")) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Visit]]:
    """Opens the page at a size and in a theme. Any dialog, page error or request to elsewhere fails the test."""
    wrong: list[str] = []
    contexts = []

    def opened(
        url: str, size: dict[str, int] = DESKTOP, theme: str = "light", address: str = "", ready: str = CHAT_READY
    ) -> Visit:
        context = chromium.new_context(viewport=size, locale="zh-CN", color_scheme=theme)
        contexts.append(context)
        page = context.new_page()
        page.on("dialog", lambda dialog: (wrong.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("pageerror", lambda error: wrong.append(f"error {error}"))
        page.on("request", lambda request: own(request.url, url) or wrong.append(request.url))
        page.on("websocket", lambda link: own(link.url, url) or wrong.append(link.url))
        return Visit(page, url + address, ready)

    yield opened
    for context in contexts:
        context.close()
    assert not wrong
