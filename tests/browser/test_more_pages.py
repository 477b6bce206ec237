"""对比 and 评测 in a real browser, and what holds for every page: readable in both themes, all reached by the keyboard."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from openpyxl import load_workbook

from assistant.ask import Assistant, open_assistant
from assistant.showing.match_view import regions
from assistant.showing.side_by_side import side_by_side
from eval.examinee import QUESTIONS
from tests.browser_kit import CHROMIUM, DESKTOP, FITS, IN_VIEW, PHONE, ROOT, UNNAMED, Visit, serving

pytest.importorskip("playwright.sync_api", reason="pip install -e '.[browser]'")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium: sh tests/browser/install.sh"),
]

PASSWORD = "芝麻开门"
TOPIC = "众创空间"
STORY = "昌吉高新区，博士后科研工作站挂牌了，企业出资2000万元新设立异地研发平台"  # two sums that add up
FEW = 12  # questions of the small set
COMPARE, EXAMINE = ".st-key-topics", ".st-key-examine"
# Every control can be reached by Tab, or by arrows from the one of its group that can
OUT_OF_REACH = """() => [...document.querySelectorAll('.stMain :is(button, input, textarea, a, [role=tab], [role=radio])')]
  .filter(each => each.checkVisibility({visibilityProperty: true}) && !each.disabled && each.tabIndex < 0
    && ![...(each.closest('[role=radiogroup], [role=tablist], [role=group]') ?? each).querySelectorAll('*')]
      .some(other => other.tabIndex >= 0)).map(each => each.outerHTML.slice(0, 200))"""
# The contrast of every visible piece of text with what lies behind it, by WCAG 2.2: 4.5 for words (1.4.3), 3 for icons,
# which are letters of a font of their own (1.4.11). Inactive controls are exempt.
REDRAWN = 20  # looks, 0.3 s apart, that a page is given to come to rest
FAINT = """() => {
  const parsed = text => { const canvas = document.createElement('canvas'); canvas.width = canvas.height = 1;
    const brush = canvas.getContext('2d', {willReadFrequently: true}); brush.fillStyle = text; brush.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = brush.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255]; };
  const over = (top, under, alpha = top[3]) => [0, 1, 2].map(i => top[i] * alpha + under[i] * (1 - alpha));
  const bright = rgb => rgb.map(part => part / 255)
    .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
  const page = getComputedStyle(document.querySelector('.stApp')).backgroundColor;
  const faint = [];
  const walker = document.createTreeWalker(document.querySelector('.stApp'), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    if (element.closest('style, script, [disabled], [aria-disabled=true]')) continue;
    const box = element.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    const above = [];
    for (let each = element; each; each = each.parentElement) above.unshift(each);
    let ground = parsed(page).slice(0, 3), strength = 1;
    for (const each of above) {
      const style = getComputedStyle(each), paint = parsed(style.backgroundColor);
      strength *= parseFloat(style.opacity);
      if (paint[3]) ground = over(paint, ground, paint[3] * strength);
    }
    const ink = parsed(getComputedStyle(element).webkitTextFillColor || getComputedStyle(element).color);
    const [high, low] = [bright(over(ink, ground, ink[3] * strength)), bright(ground)].sort((a, b) => b - a);
    const contrast = (high + 0.05) / (low + 0.05);
    const least = getComputedStyle(element).fontFamily.includes('Material') ? 3 : 4.5;
    if (contrast < least) faint.push(`${contrast.toFixed(2)} ${element.className} ${node.data.trim().slice(0, 30)}`);
  }
  return [...new Set(faint)];
}"""


@pytest.fixture(scope="module")
def product() -> Assistant:
    return open_assistant()


@pytest.fixture(scope="module")
def examined(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of its own with an empty folder of runs and a password."""
    folder = tmp_path_factory.mktemp("runs")
    with serving(POLICY_RUNS=str(folder), POLICY_ADMIN_PASSWORD=PASSWORD) as address:
        yield address


@pytest.fixture(scope="module")
def small_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few of our questions, and one that nothing answers as it wants: there is a failure to look at."""
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()[: FEW - 1]
    wrong = {**json.loads(lines[0]), "id": "wrong-01", "question": "深圳的人才补贴是多少？", "history": []}
    path = tmp_path_factory.mktemp("set") / "few.jsonl"
    path.write_text("\n".join([*lines, json.dumps(wrong, ensure_ascii=False)]) + "\n", encoding="utf-8")
    return path


def name_of(size: dict[str, int]) -> str:
    return "desktop" if size is DESKTOP else "phone"


both_sizes = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=name_of)


@both_sizes
def test_regions_are_compared_and_handed_on(
    url: str, visit: Callable[..., Visit], product: Assistant, size: dict[str, int], tmp_path: Path
) -> None:
    places = regions(product.library)[1:4]
    seen = visit(url, size, address="/compare", ready=COMPARE)
    field = seen.page.get_by_role("combobox", name="地区")
    for place in places:
        field.fill(place)
        field.press("Enter")
        seen.settle()
    field.press("Escape")
    topic = seen.page.get_by_label("事项")
    topic.fill(TOPIC)
    topic.press("Enter")
    seen.page.wait_for_selector(".pa-compared")
    seen.settle()
    expected = side_by_side(product.library, places, TOPIC, date.today())
    assert seen.page.locator(".pa-compared tbody tr").count() == len(expected.comparison)
    amounts = seen.page.locator(".pa-compared td:nth-child(3)").all_inner_texts()
    assert amounts == [row.amount or "—" for row in expected.comparison]
    assert seen.page.locator(".pa-compared").evaluate("each => each.getBoundingClientRect().top < innerHeight")
    assert seen.page.evaluate(FITS)
    seen.picture(f"compare-{name_of(size)}")
    seen.page.locator(".st-key-compare-clause-0 button").click()
    seen.settle()
    assert seen.marked() == expected.citations[0].quote
    assert seen.page.locator(".pa-cited mark").evaluate(IN_VIEW)
    with seen.page.expect_download() as coming:
        seen.page.get_by_role("button", name="Excel").click()
    coming.value.save_as(tmp_path / "compared.xlsx")
    cells = [
        cell for row in load_workbook(tmp_path / "compared.xlsx")["对比"].iter_rows(values_only=True) for cell in row
    ]
    assert set(places) <= set(cells)
    address = seen.page.url
    assert quote(TOPIC) in address
    seen.go("文件库", ".pa-outline")
    seen.go("对比", ".pa-compared")
    assert seen.page.get_by_label("事项").input_value() == TOPIC
    other = visit(url, size, address=address.removeprefix(url), ready=".pa-compared")
    assert other.page.locator(".pa-compared td:nth-child(3)").all_inner_texts() == amounts


def test_a_topic_is_chosen_from_the_keyboard(url: str, visit: Callable[..., Visit]) -> None:
    seen = visit(url, address="/compare", ready=COMPARE)
    first = seen.page.locator(".st-key-topic-0 button")
    walk_to(seen, first)
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_selector(".pa-compared")
    seen.settle()
    assert seen.page.get_by_label("事项").input_value()
    chip = seen.page.locator(".st-key-compare-clause-0 button")
    walk_to(seen, chip)
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_selector(".pa-cited")
    walk_to(seen, seen.page.get_by_role("button", name="收起"))


def walk_to(seen: Visit, target: object, steps: int = 60) -> None:
    """Press Tab until the control has the focus, as somebody without a mouse does."""
    for _ in range(steps):
        if target.evaluate("each => each === document.activeElement"):  # type: ignore[attr-defined]
            return
        seen.page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not lead there")


@both_sizes
def test_an_examination_is_run_and_looked_through(
    examined: str, visit: Callable[..., Visit], small_set: Path, size: dict[str, int]
) -> None:
    theme = "light" if size is DESKTOP else "dark"
    seen = visit(examined, size, theme, address="/evaluation", ready=EXAMINE)
    seen.page.get_by_text("开始一次评测").click()
    field = seen.page.get_by_label("管理密码")
    field.fill(PASSWORD)
    field.press("Enter")
    seen.page.wait_for_selector("[data-testid=stFileUploader]")
    seen.page.locator("[data-testid=stFileUploader] input").set_input_files(small_set)
    seen.settle()
    watching = visit(examined, size, address="/evaluation", ready=EXAMINE)
    seen.page.get_by_role("button", name="开始评测").click()
    seen.page.get_by_text("评测完成").wait_for(timeout=120_000)
    seen.settle()
    assert f"共 {FEW} 题" in seen.page.locator(".pa-tiles").inner_text()
    assert seen.page.evaluate(FAINT) == []
    assert seen.page.evaluate(FITS)
    if seen.page.get_by_role("button", name="看这一次").count():
        seen.page.get_by_role("button", name="看这一次").click()
        seen.settle()
    watching.page.reload()
    watching.page.get_by_text("评测完成").wait_for(timeout=120_000)
    part(seen, "未全对的题")
    wrong = seen.page.locator(".st-key-open-wrong-01 button")
    wrong.wait_for()
    assert "应为「已回答」，实为「没有找到」" in seen.page.locator(".stMain").inner_text()
    wrong.press("Enter")
    seen.page.wait_for_selector(".pa-case")
    seen.settle()
    assert "深圳的人才补贴是多少" in seen.page.locator(".pa-case").inner_text()
    assert seen.page.locator(".pa-case").evaluate("each => each.getBoundingClientRect().top < innerHeight / 2")
    assert seen.page.locator(".pa-cited mark").count() == 1
    assert seen.page.evaluate(FITS)
    assert seen.page.evaluate(UNNAMED) == []
    assert seen.page.evaluate(FAINT) == []
    assert seen.page.evaluate(OUT_OF_REACH) == []
    seen.picture(f"evaluation-{name_of(size)}")
    assert "case=wrong-01" in seen.page.url
    seen.page.get_by_role("button", name="返回列表").press("Enter")
    wrong.wait_for()
    part(seen, "完整报告")
    report = seen.page.frame_locator("iframe")
    report.get_by_text("政策问答评测报告").first.wait_for()
    if size is PHONE:  # the second run over the same questions
        part(seen, "与另一次比较")
        seen.page.get_by_text(f"两次都有 {FEW} 题：新对 0 题，新错 0 题").wait_for()


def part(seen: Visit, name: str) -> None:
    seen.page.locator(".st-key-part").get_by_text(name).click()
    seen.settle()


def test_nobody_starts_an_examination_without_the_password(examined: str, visit: Callable[..., Visit]) -> None:
    seen = visit(examined, address="/evaluation", ready=EXAMINE)
    seen.page.get_by_text("开始一次评测").click()
    field = seen.page.get_by_label("管理密码")
    field.fill("猜的")
    field.press("Enter")
    seen.settle()
    assert seen.page.get_by_role("button", name="开始评测").count() == 0


# Each page with something on it to read, and what tells that it is there
FILLED = {
    "/": "[data-testid=stChatInputTextArea]",
    "/match": ".st-key-match_go",
    f"/find?q={quote('人才')}": ".pa-result",
    f"/compare?regions={quote('{0}')}&regions={quote('{1}')}&topic={quote(TOPIC)}": ".pa-compared",
    "/library": ".pa-outline",
    "/evaluation": EXAMINE,
}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_of_every_page_stands_out(
    url: str, visit: Callable[..., Visit], product: Assistant, theme: str
) -> None:
    places = [quote(place) for place in regions(product.library)]
    for address, ready in FILLED.items():
        address = address.replace(quote("{0}"), places[0]).replace(quote("{1}"), places[1])
        seen = visit(url, DESKTOP, theme, address=address, ready=ready)
        if address == "/":
            seen.ask("新认定的高新技术企业奖励多少？")
        if address == "/match":
            seen.page.get_by_label("或者用自己的话说").fill(STORY)
            seen.page.get_by_role("button", name="看看能享受什么").click()
            seen.page.wait_for_selector(".pa-match")
            seen.settle()
        opened = seen.page.locator(".st-key-open-exact-0 button, .st-key-compare-clause-0 button")
        if opened.count():
            opened.first.click()
            seen.settle()
        seen.page.mouse.move(0, 0)  # what the pointer is on looks otherwise
        faint = seen.page.evaluate(FAINT)
        for _ in range(REDRAWN):  # a button that is still fading in is not faint; what stays so is
            if not faint:
                break
            seen.page.wait_for_timeout(300)
            faint = seen.page.evaluate(FAINT)
        assert faint == [], address


def test_visitors_at_once_see_no_error() -> None:
    """In a process of its own: the browser of this one holds the event loop."""
    command = [sys.executable, "-m", "benchmarks.visitors", "--visitors", "3", "--rounds", "1", "--pause", "0"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "3 visitors, 0 errors" in done.stdout


@both_sizes
def test_every_control_of_the_new_pages_has_a_name(url: str, visit: Callable[..., Visit], size: dict[str, int]) -> None:
    seen = visit(url, size)
    for title, ready in (("对比", COMPARE), ("评测", EXAMINE)):
        seen.go(title, ready)
        assert seen.page.evaluate(UNNAMED) == []
        assert seen.page.evaluate(OUT_OF_REACH) == []
        assert seen.page.evaluate(FITS), title
