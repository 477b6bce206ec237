"""A visitor in Debian's Chromium and the server they visit: for the tests in tests/browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from PIL import Image

from benchmarks.server import STARTED, served

if TYPE_CHECKING:  # the default suite loads this folder without the browser's packages
    from playwright.sync_api import Locator, Page

CHROMIUM = shutil.which("chromium")

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
DESKTOP = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}
CHAT_READY = "[data-testid=stChatInputTextArea]"  # the question box, not the examples: a corpus may offer none
FELT_SLOW = 3000  # milliseconds; the goal is 300 on a quiet machine, this bound only catches what went wrong

# Times the way from Enter to the painted answer inside the browser.
WATCH = """() => {
  const before = document.querySelectorAll('.pa-answer').length;
  window.answered = new Promise(done => {
    addEventListener('keydown', event => {
      if (event.key !== 'Enter') return;
      const began = performance.now();
      const look = () => document.querySelectorAll('.pa-answer').length > before
        ? requestAnimationFrame(() => done(performance.now() - began)) : requestAnimationFrame(look);
      look();
    }, {once: true, capture: true});
  });
}"""
FITS = "document.documentElement.scrollWidth <= innerWidth"
SHELF = ".pa-outline"
# Every control says what it is: by its own words, a label, or what names it
UNNAMED = """() => [...document.querySelectorAll('.stMain button, .stMain input, .stMain textarea, .stMain a')]
  .filter(each => each.checkVisibility({visibilityProperty: true}) && !(each.innerText.trim() || each.getAttribute('aria-label') || each.title
    || each.getAttribute('aria-labelledby') || each.labels?.length)).map(each => each.outerHTML.slice(0, 200))"""
IN_VIEW = """element => {
  const {top, bottom} = element.getBoundingClientRect();
  const question = document.querySelector('.st-key-ask');
  return top >= 0 && bottom <= (question ? question.getBoundingClientRect().top : innerHeight);
}"""


class Visit:
    """One visitor's open page, with the few things a person does on it."""

    def __init__(self, page: Page, address: str, ready: str = CHAT_READY) -> None:
        self.page = page
        page.goto(address, timeout=STARTED * 1000)
        page.wait_for_selector(ready, timeout=STARTED * 1000)
        self.settle()

    def go(self, title: str, ready: str) -> None:
        """To another page of the application, by its link."""
        self.page.locator(".st-key-pages").get_by_role("link", name=title).click()
        self.page.wait_for_selector(ready)
        self.settle()

    def ask(self, question: str) -> float:
        """Type a question and press Enter; milliseconds until the answer is painted."""
        box = self.page.get_by_test_id("stChatInputTextArea")
        box.fill(question)
        self.page.evaluate(WATCH)
        box.press("Enter")
        took: float = self.page.evaluate("() => window.answered")
        self.settle()
        return took

    def settle(self) -> None:
        """Wait until the script has run to its end and the page has been brought into place."""
        for pause in (1300, 0):  # on a busy machine a click is taken up only after the first look
            self.page.wait_for_selector(
                "[data-testid=stApp][data-test-script-state=notRunning]", timeout=STARTED * 1000
            )
            self.page.wait_for_timeout(pause)

    def open_clause(self, turn: int, clause: int) -> None:
        self.page.locator(f".st-key-clause-{turn}-{clause} button").click()
        self.settle()

    def more(self, turn: int) -> None:
        """Open 详情 under an answer."""
        self.page.locator(f".st-key-more-{turn} summary").click()
        self.settle()

    def choose(self, box: Locator, words: str) -> None:
        """Take the option with `words`. A list that is drawn anew under the hand closes; then a person opens it again."""
        from playwright.sync_api import TimeoutError

        for patience in (5_000, 10_000, 30_000):
            box.fill(words)
            try:
                self.page.get_by_role("option").filter(has_text=words).click(timeout=patience)
                break
            except TimeoutError:
                if patience == 30_000:
                    raise
                box.press("Escape")
                self.settle()
        self.settle()

    def marked(self) -> str:
        words: str = self.page.locator("mark").inner_text()
        return words

    def picture(self, name: str) -> None:
        if os.environ.get("UPDATE_SCREENSHOTS") == "1":
            IMAGES.mkdir(parents=True, exist_ok=True)
            self.page.mouse.move(0, 0)
            self.page.screenshot(path=IMAGES / f"{name}.png")
            with Image.open(IMAGES / f"{name}.png") as picture:  # a page has few colours: a third of the bytes
                few = picture.convert("RGB").quantize(96, dither=Image.Dither.NONE)
            few.save(IMAGES / f"{name}.png", optimize=True)


@contextmanager
def serving(**settings: str) -> Iterator[str]:
    """`streamlit run` on a free port with the given environment; yields the page's address."""
    with served(**settings) as server:
        yield server.address


def own(request: str, url: str) -> bool:
    address = urlsplit(request.removeprefix("blob:"))
    return address.scheme == "data" or address.netloc == urlsplit(url).netloc


def name_of(size: dict[str, int]) -> str:
    return "desktop" if size is DESKTOP else "phone"


both_sizes = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=name_of)
