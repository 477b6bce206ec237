"""The page as a person meets it: the real server, documents and model, in Debian's Chromium (make test-browser).

UPDATE_SCREENSHOTS=1 writes the pictures of the README into docs/images/ on the way.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.ask import Assistant, open_assistant
from tests.browser_kit import CHROMIUM, DESKTOP, FELT_SLOW, IN_VIEW, PHONE, ROOT, Visit, serving

pytest.importorskip("playwright.sync_api", reason="pip install -e '.[browser]'")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium: sh tests/browser/install.sh"),
]

GRANT = "新认定的高新技术企业奖励多少？"
SEVERAL = "加强组织领导"  # the title of clauses in several documents
HOSTILE = (
    "<b>粗</b> **重** $x^2$ [链](http://a.b) :smile: :material/home: www.a.b `码` <img src=x onerror=alert(1)> -> 1"
)

MARKUP = "b, img, .katex, a:not([data-testid=stPageLink-NavLink], .pa-copy > a, .pa-ref)"  # none of which a page makes itself


@pytest.fixture(scope="module")
def answers() -> Callable[[str], Answer]:
    """What the product answers, asked without the page."""
    assistant: Assistant = open_assistant()
    return assistant.ask


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_answer_and_its_evidence_are_in_view(
    url: str, visit: Callable[..., Visit], answers: Callable[[str], Answer], size: dict[str, int]
) -> None:
    name = "desktop" if size is DESKTOP else "phone"
    seen = visit(url, size)
    if size is DESKTOP:
        seen.picture("empty-desktop")
    took = seen.ask(GRANT)
    seen.picture(f"answer-{name}")
    expected = answers(GRANT)
    assert seen.page.locator("mark").is_visible() == (size is DESKTOP)  # on a phone the clause is one tap away
    assert seen.page.locator(".st-key-turn-0 .pa-question").evaluate(IN_VIEW)
    seen.open_clause(0, 0)
    assert seen.marked() == expected.citations[0].quote
    assert seen.page.locator("mark").evaluate(IN_VIEW)
    if size is PHONE:
        seen.picture("clause-phone")
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert took < FELT_SLOW


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_citation_opens_at_its_evidence(
    url: str, visit: Callable[..., Visit], answers: Callable[[str], Answer], size: dict[str, int]
) -> None:
    seen = visit(url, size)
    seen.ask(SEVERAL)
    seen.ask(GRANT)
    shown = answers(SEVERAL)
    citations = (*shown.citations, *shown.related)
    assert len(citations) > 1
    for at, citation in enumerate(citations):
        seen.open_clause(0, at)
        assert seen.marked() == citation.quote
        assert seen.page.locator("mark").evaluate(IN_VIEW), citation.measure.id
    seen.page.locator(".st-key-whole-0 label").click()
    seen.settle()
    assert seen.page.locator("mark").evaluate(IN_VIEW)
    if size is DESKTOP:
        seen.picture("document-desktop")


def test_a_conversation_goes_on_from_the_keyboard(url: str, visit: Callable[..., Visit]) -> None:
    seen = visit(url)
    seen.ask(GRANT)
    assert seen.page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    seen.ask("那瞪羚企业呢？")
    seen.picture("follow-up-desktop")
    assert seen.page.get_by_text("理解为：").is_visible()
    seen.page.get_by_role("button", name="新对话").press("Enter")
    seen.page.wait_for_selector(".st-key-examples")
    seen.settle()
    assert seen.page.locator(".pa-answer").count() == 0


def test_a_dark_page_is_as_complete(url: str, visit: Callable[..., Visit]) -> None:
    seen = visit(url, DESKTOP, "dark")
    seen.ask(GRANT)
    seen.picture("answer-dark")
    lightness = (
        "element => getComputedStyle(element).backgroundColor.match(/\\d+/g).slice(0, 3).every(part => part < 60)"
    )
    assert seen.page.locator(".stApp").evaluate(lightness)
    assert seen.page.locator(".st-key-ask").evaluate(lightness)


def test_what_a_visitor_writes_is_shown_as_written(url: str, visit: Callable[..., Visit]) -> None:
    seen = visit(url)
    seen.ask(HOSTILE)
    assert seen.page.locator(".pa-question").inner_text() == HOSTILE
    assert seen.page.locator(".stMain").locator(MARKUP).count() == 0


def test_what_a_document_writes_is_shown_as_written(visit: Callable[..., Visit], tmp_path: Path) -> None:
    settings = hostile_corpus(tmp_path)
    policy = Path(sys.executable).parent / "policy"
    subprocess.run([policy, "index"], env={**os.environ, **settings}, check=True, cwd=ROOT, capture_output=True)
    with serving(**settings) as address:
        seen = visit(address)
        seen.ask("第一条")
        assert seen.page.locator(".pa-document").inner_text() == HOSTILE
        chip = seen.page.locator(".st-key-clause-0-0 button")
        assert chip.inner_text().replace("\u2060", "").startswith(f"[1] {HOSTILE[:12]}")
        assert HOSTILE in seen.page.locator(".pa-cited").inner_text()
        assert seen.page.locator(".stMain").locator(MARKUP).count() == 0
        seen.page.get_by_test_id("stSidebar").get_by_role("combobox").click()
        seen.page.get_by_role("option", name=HOSTILE).wait_for()
        seen.page.keyboard.press("Escape")
        seen.go("查条款", ".st-key-filters")
        seen.page.get_by_label("编号、原话、部门或主题").fill("奖励")
        seen.page.keyboard.press("Enter")
        seen.page.wait_for_selector(".pa-snippet")
        seen.settle()
        seen.page.locator(".st-key-open-exact-0 button").click()
        seen.settle()
        assert HOSTILE in seen.page.locator(".pa-cited").inner_text()
        assert seen.page.locator(".stMain").locator(MARKUP).count() == 0
        seen.go("文件库", ".pa-outline")
        assert "$x^2$ [链](http" in seen.page.locator(".pa-outline").inner_text()  # titles come without tags
        assert seen.page.locator(".stMain").locator(MARKUP).count() == 0


def hostile_corpus(folder: Path) -> dict[str, str]:
    """A corpus of one document that is full of markup, and the settings that make the product use it."""
    from hashlib import sha256

    text = f"{HOSTILE}\n第一条 {HOSTILE}给予企业20万元奖励。\n第二条 {HOSTILE}由科技局牵头。\n".encode()
    (folder / "raw").mkdir()
    (folder / "raw" / "hostile.txt").write_bytes(text)
    register = f"""[[document]]
id = "hostile"
source_file = "hostile.txt"
sha256 = "{sha256(text).hexdigest()}"
title = {{ value = '{HOSTILE}', stated = true }}
"""
    (folder / "documents.toml").write_text(register, encoding="utf-8")
    return {"POLICY_CORPUS": str(folder), "POLICY_INDEX": str(folder / "built")}


def test_an_answer_comes_before_one_waits(
    url: str, visit: Callable[..., Visit], record_property: Callable[[str, object], None]
) -> None:
    seen = visit(url)
    began = time.perf_counter()
    seen.page.reload()
    seen.page.wait_for_selector(".st-key-examples")
    opened = (time.perf_counter() - began) * 1000
    times = [
        seen.ask(question)
        for question in (GRANT, "数字化转型由哪个单位牵头？", "昌吉附件2第10条", "深圳的人才补贴是多少？")
    ]
    record_property("page_ms", round(opened))
    record_property("answer_ms", [round(took) for took in times])
    print(f"page {opened:.0f} ms; Enter to answer {[round(took) for took in times]} ms")  # noqa: T201
    assert statistics.median(times) < FELT_SLOW
