"""What a person waits for in a browser: `python -m benchmarks.page [--runs 5]`. Needs chromium (tests/browser/install.sh).

The server is warm. First paint is the browser's own first contentful paint, of a new visitor with an empty cache and of
one who comes again; then the time until the question box is there, from Enter to the painted answer, and to a page.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from benchmarks.machine import facts
from benchmarks.server import served
from benchmarks.visitors import QUESTIONS

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
NOW = "() => performance.now()"
READY = "[data-testid=stChatInputTextArea]"
# What tells that each page is there
PAGES = {
    "我能享受什么": ".st-key-match_go",
    "查条款": ".st-key-filters",
    "对比": ".st-key-topics",
    "文件库": ".pa-outline",
}


def opened(page: Page, address: str) -> tuple[float, float]:
    """Milliseconds from the request to the first paint, and to the question box."""
    page.goto(address)
    page.wait_for_selector(READY)
    ready: float = page.evaluate(NOW)
    page.wait_for_function(PAINTED)
    painted: float = page.evaluate(PAINTED)
    return painted, ready


def summary(name: str, times: Sequence[float], wanted: str = "") -> str:
    worst = f"{statistics.median(times):6.0f} ms median, {max(times):6.0f} ms slowest of {len(times)}"
    return f"  {name:36} {worst}{f' (wanted: {wanted})' if wanted else ''}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    try:
        from playwright.sync_api import sync_playwright

        from tests.browser_kit import CHROMIUM, Visit
    except ImportError:
        sys.exit("this needs playwright: pip install -e '.[browser]'")
    print(facts(), flush=True)
    with served() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        opened(browser.new_page(), server.address)  # the server's own first visitor waits for the model
        first, again, box, answers, pages = [], [], [], [], []
        for _ in range(runs):
            context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="zh-CN")
            page = context.new_page()
            painted, ready = opened(page, server.address)
            first.append(painted)
            box.append(ready)
            again.append(opened(page, server.address)[0])
            visit = Visit(page, server.address)
            answers += [visit.ask(question) for question in QUESTIONS[:5]]
            for title, there in PAGES.items():
                began: float = page.evaluate(NOW)
                page.locator(".st-key-pages").get_by_role("link", name=title).click()
                page.wait_for_selector(there)
                pages.append(float(page.evaluate(NOW)) - began)
                visit.settle()
            context.close()
        browser.close()
    print(summary("first paint, empty browser cache", first, "1,500"))
    print(summary("first paint, coming again", again, "1,500"))
    print(summary("question box, empty browser cache", box))
    print(summary("Enter to the painted answer", answers, "300"))
    print(summary("a click to another page", pages))


if __name__ == "__main__":
    main()
