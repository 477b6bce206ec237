"""The journeys beside the chat, in a real browser: a shared address, a profile with its export, a department's clauses."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from openpyxl import load_workbook

from assistant.answering.find import find
from assistant.ask import Assistant, open_assistant
from assistant.handing_on.verify import read_sheet, verify
from assistant.proposing.retrieve import Filters
from tests.browser_kit import CHROMIUM, FITS, IN_VIEW, SHELF, UNNAMED, Visit, both_sizes, name_of

playwright_api = pytest.importorskip("playwright.sync_api", reason="pip install -e '.[browser]'")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium: sh tests/browser/install.sh"),
]

PHRASE = "人才"
STORY = "企业出资2000万元新设立异地研发平台，博士后科研工作站也挂牌了"
FIND, MATCH = ".st-key-filters", ".st-key-match_go"


@pytest.fixture(scope="module")
def product() -> Assistant:
    return open_assistant()


@both_sizes
def test_a_shared_address_opens_as_it_was_left(
    url: str, visit: Callable[..., Visit], product: Assistant, size: dict[str, int]
) -> None:
    found = find(product, PHRASE, Filters(has_benefit=True))
    clause = found.exact[0].citation.measure
    address = f"/find?q={quote(PHRASE)}&amount=true&clause={quote(clause.id, safe='')}"
    seen = visit(url, size, address=address, ready=".pa-cited")
    box = seen.page.get_by_label("编号、原话、部门或主题")
    assert box.input_value() == PHRASE
    assert seen.page.get_by_text("筛选：只看有金额").is_visible()
    assert seen.page.locator(".pa-result").count() == len(found.exact) + len(found.close)
    assert seen.page.locator(".pa-cited").inner_text().replace("\n", "") == clause.text.replace("\n", "")
    assert seen.page.evaluate(FITS)
    seen.page.locator(".st-key-open-exact-1 button").click()
    seen.settle()
    assert seen.page.locator(".pa-cited mark").evaluate(IN_VIEW)
    seen.picture(f"find-{name_of(size)}")
    seen.page.reload()
    seen.page.wait_for_selector(".pa-cited")
    second = found.exact[1].citation.measure
    assert seen.page.locator(".pa-cited").inner_text().replace("\n", "") == second.text.replace("\n", "")


@both_sizes
def test_a_profile_is_matched_and_handed_on(
    url: str, visit: Callable[..., Visit], product: Assistant, size: dict[str, int], tmp_path: Path
) -> None:
    seen = visit(url, size, address="/match", ready=MATCH)
    region = seen.page.get_by_role("combobox", name="地区")
    region.fill("昌吉")
    region.press("Enter")
    seen.settle()
    seen.page.get_by_label("或者用自己的话说").fill(STORY)
    seen.page.get_by_role("button", name="看看能享受什么").click()
    seen.page.wait_for_selector(".pa-match")
    seen.settle()
    assert seen.page.locator(".pa-match").first.evaluate(IN_VIEW)
    assert seen.page.get_by_text("× 5% = 100万元").is_visible()
    seen.page.locator(".st-key-match-clause-0 button").click()
    seen.settle()
    assert seen.page.locator(".pa-cited mark").evaluate(IN_VIEW)
    seen.picture(f"match-{name_of(size)}")
    assert seen.page.evaluate(FITS)
    word, excel = download(seen, "Word", tmp_path), download(seen, "Excel", tmp_path)
    assert verify(read_sheet(word), product.corpus, date.today()).holds
    cells = [cell for sheet in load_workbook(excel) for row in sheet.iter_rows(values_only=True) for cell in row]
    assert any("我们在昌吉" in str(cell) for cell in cells)


def download(seen: Visit, name: str, folder: Path) -> Path:
    with seen.page.expect_download() as coming:
        seen.page.get_by_role("button", name=name).click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return path


@both_sizes
def test_the_clauses_of_a_department_from_the_keyboard(
    url: str, visit: Callable[..., Visit], product: Assistant, size: dict[str, int]
) -> None:
    seen = visit(url, size)
    seen.go("查条款", FIND)
    department = max(
        product.library.departments, key=lambda name: sum(name in unit.all_units for unit in product.library.units)
    )
    field = seen.page.get_by_role("combobox", name="部门")
    field.click()  # on a phone the filters are scrolled to first
    field.fill(department)
    field.press("Enter")
    seen.page.wait_for_selector(".pa-result")
    seen.settle()
    expected = find(product, "", Filters(unit=department)).exact
    assert f"共 {len(expected)} 条" in seen.page.locator(".pa-lead-count").inner_text()
    assert quote(department) in seen.page.url
    first = seen.page.locator(".st-key-open-exact-0 button")
    first.focus()
    first.press("Enter")
    seen.settle()
    assert seen.page.locator(".pa-cited mark").first.evaluate(IN_VIEW)
    seen.page.get_by_role("button", name="收起").press("Enter")
    seen.settle()
    assert first.evaluate(IN_VIEW)
    seen.page.get_by_role("button", name="清除筛选").press("Enter")
    seen.settle()
    assert seen.page.locator(".pa-result").count() == 0
    assert "unit=" not in seen.page.url


def test_an_answer_is_handed_on_and_waits_while_other_pages_are_read(
    url: str, visit: Callable[..., Visit], product: Assistant, tmp_path: Path
) -> None:
    seen = visit(url)
    seen.ask("昌吉附件2第10条")
    seen.more(0)
    assert verify(read_sheet(download(seen, "Word", tmp_path)), product.corpus, date.today()).holds
    seen.page.locator(".st-key-copy-0 button").click()
    seen.page.wait_for_selector("[data-testid=stCode]")
    assert "政策问答依据单" in seen.page.locator("[data-testid=stCode]").inner_text()
    seen.page.keyboard.press("Escape")
    for title, ready in (("我能享受什么", MATCH), ("查条款", FIND), ("文件库", SHELF)):
        seen.go(title, ready)
    seen.go("问答", ".pa-answer")
    assert seen.page.locator(".pa-cited mark").is_visible()


def test_a_document_of_the_shelf_is_looked_through(url: str, visit: Callable[..., Visit], product: Assistant) -> None:
    seen = visit(url, address="/library", ready=SHELF)
    assert seen.page.get_by_text("这里只能查看").is_visible()
    document = product.corpus.documents[1]
    field = seen.page.get_by_role("combobox").first
    field.fill(document.title)
    field.press("Enter")
    seen.page.get_by_text("源文件").wait_for()
    seen.settle()
    assert document.source_file in seen.page.locator(".stMain").inner_text()
    seen.picture("library-desktop")
    seen.page.get_by_role("link", name="在查条款里查这份文件").click()
    seen.page.wait_for_selector(".pa-result")
    seen.settle()
    units = product.library.in_scope([document.id])
    assert f"共 {len(units)} 条" in seen.page.locator(".pa-lead-count").inner_text()


@both_sizes
def test_every_control_of_every_page_has_a_name_and_every_page_fits(
    url: str, visit: Callable[..., Visit], size: dict[str, int]
) -> None:
    seen = visit(url, size)
    for title, ready in (("我能享受什么", MATCH), ("查条款", FIND), ("文件库", SHELF)):
        seen.go(title, ready)
        assert seen.page.evaluate(UNNAMED) == []
        assert seen.page.evaluate(FITS), title


def test_pages_come_before_one_waits(
    url: str, visit: Callable[..., Visit], record_property: Callable[[str, object], None]
) -> None:
    """No bound but the time-outs: the figures are printed for docs, a busy machine fails no test."""
    seen = visit(url)
    times = {}
    for title, ready in (("我能享受什么", MATCH), ("查条款", FIND), ("文件库", SHELF)):
        began = time.perf_counter()
        seen.page.locator(".st-key-pages").get_by_role("link", name=title).click()
        seen.page.wait_for_selector(ready)
        times[title] = round((time.perf_counter() - began) * 1000)
        seen.settle()
    seen.go("查条款", FIND)
    box = seen.page.get_by_label("编号、原话、部门或主题")
    for words in ("人才", "市科技局", "昌吉附件2第10条"):
        before = seen.page.locator(".pa-lead-count").all_inner_texts()
        box.fill(words)
        began = time.perf_counter()
        box.press("Enter")
        seen.page.wait_for_function(
            "before => (document.querySelector('.pa-lead-count')?.innerText ?? '') !== before", arg="".join(before)
        )
        times[words] = round((time.perf_counter() - began) * 1000)
        seen.settle()
    record_property("pages_ms", times)
    print(f"milliseconds: {times}")  # noqa: T201
