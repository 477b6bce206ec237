"""The clerk's and the administrator's journeys: outline, a citation to copy, a file uploaded, asked about and taken out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from assistant.answering.find import find
from assistant.ask import Assistant, open_assistant
from assistant.showing.feedback import read_feedback
from assistant.showing.password import SETTING
from corpus.formats.extract import MAX_BYTES
from index import store
from index.encoder import load_encoder
from tests.browser_kit import (
    CHROMIUM,
    DESKTOP,
    FITS,
    IN_VIEW,
    PHONE,
    SHELF,
    UNNAMED,
    Visit,
    both_sizes,
    name_of,
    serving,
)
from tests.shelf_kit import HOSTILE_TEXT, KILNS, PASSWORD, QUESTION, make_library

pytest.importorskip("playwright.sync_api", reason="pip install -e '.[browser]'")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium: sh tests/browser/install.sh"),
]

PHRASE = "人才"
TITLE = "青石县人民政府关于支持陶瓷产业发展的若干措施"
CURRENT = ".pa-tree li[aria-selected=true]"
ADMIN = "登记和移除文件"
# The contrast of each text of the page with what lies behind it, by WCAG 2; what is below 4.5 with its words
CONTRAST = """() => {
  const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
  const over = (top, under) => top.slice(0, 3).map((part, at) => part * (top[3] ?? 1) + under[at] * (1 - (top[3] ?? 1)));
  const light = colour => colour.map(part => part / 255)
    .map(part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const painted = colour => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255]; };
  const behind = element => element ? over(painted(getComputedStyle(element).backgroundColor), behind(element.parentElement)) : [255, 255, 255];
  const faded = element => element ? Number(getComputedStyle(element).opacity) * faded(element.parentElement) : 1;
  const words = [...document.querySelectorAll('.stMain p, .stMain dd, .stMain dt, .stMain li, .stMain label, .stMain summary, .stMain button, .stMain td, .stMain a')];
  return words.filter(each => each.offsetParent && each.innerText.trim() && !each.closest(':disabled')
    && !each.querySelector('[data-testid=stIconMaterial]')).map(each => {
    const ground = behind(each), ink = painted(getComputedStyle(each).color);
    const seen = over([...ink.slice(0, 3), ink[3] * faded(each)], ground);
    const [a, b] = [light(seen), light(ground)].sort((x, y) => y - x);
    return [Math.round((a + 0.05) / (b + 0.05) * 100) / 100, each.innerText.slice(0, 30)];
  }).filter(([ratio]) => ratio < 4.5);
}"""


@pytest.fixture(scope="module")
def product() -> Assistant:
    return open_assistant()


@pytest.fixture(scope="module")
def own_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server over a corpus folder of its own, with an administrator; the folder beside it."""
    folder = tmp_path_factory.mktemp("library") / "corpus"
    settings = {
        "POLICY_CORPUS": str(folder),
        store.SETTING: str(folder / "index"),
        "POLICY_FEEDBACK": str(folder.parent / "feedback.jsonl"),
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(name, value)
        make_library(folder, load_encoder(progress=False))
    with serving(**settings, **{SETTING: PASSWORD}) as address:
        yield address, folder


def put(folder: Path, name: str, text: str | bytes) -> str:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def sign_in(seen: Visit, password: str = PASSWORD) -> None:
    field = seen.page.get_by_label("管理密码")
    if not field.is_visible():
        seen.page.get_by_text(ADMIN).first.click()
    field.fill(password)
    field.press("Enter")
    seen.settle()


def choose(seen: Visit, *paths: str) -> None:
    seen.page.locator("input[type=file]").set_input_files(list(paths))
    seen.page.wait_for_selector(".st-key-preview, [data-testid=stAlert]")
    seen.settle()


def tab(seen: Visit, title: str) -> None:
    seen.page.get_by_test_id("stTab").filter(has_text=title).first.click()
    seen.settle()


@both_sizes
def test_a_file_is_uploaded_asked_about_and_taken_out(
    own_library: tuple[str, Path], visit: Callable[..., Visit], tmp_path: Path, size: dict[str, int]
) -> None:
    url, folder = own_library
    other = visit(url, size)  # somebody who was there before
    other.ask(QUESTION)
    assert "35万元" not in other.page.locator(".pa-answer").inner_text()
    seen = visit(url, size, address="/library", ready=SHELF)
    sign_in(seen, "falsch")
    assert seen.page.get_by_text("密码不对").is_visible()
    sign_in(seen)
    choose(seen, put(tmp_path, "陶瓷.txt", KILNS))
    assert seen.page.locator(".st-key-preview").get_by_text("条款 3").is_visible()
    seen.page.locator(".st-key-preview").evaluate("element => element.scrollIntoView({block: 'start'})")
    assert seen.page.get_by_label("标题（文中写明，第 1 行）").input_value() == TITLE
    assert seen.page.get_by_role("group", name="有效期至（文中写明，第 8 行）").is_visible()
    seen.picture(f"upload-{name_of(size)}")
    tab(seen, "条款")
    assert "支持窑炉改造" in seen.page.locator(".pa-preview").first.inner_text()
    if size is DESKTOP:
        seen.picture("preview-desktop")
    tab(seen, "页面附加文字")
    assert seen.page.get_by_text("关闭窗口").is_visible()
    tab(seen, "要看一看")
    assert seen.page.get_by_text("中间缺号").is_visible()
    assert seen.page.evaluate(FITS)
    assert seen.page.evaluate(UNNAMED) == []
    assert not (folder / "raw" / "陶瓷.txt").exists()
    tab(seen, "登记信息")
    seen.page.get_by_role("button", name="登记", exact=True).click()
    seen.page.get_by_text(f"已登记《{TITLE}》").wait_for()
    seen.settle()
    assert (folder / "raw" / "陶瓷.txt").read_text(encoding="utf-8") == KILNS
    other.ask(QUESTION)
    assert "35万元" in other.page.locator(".pa-answer").last.inner_text()
    assert "完成电窑改造" in other.page.locator(".pa-cited mark").inner_text()
    seen.page.get_by_role("button", name="移除《").click()
    seen.page.get_by_text("会从磁盘上删除").wait_for()
    seen.settle()
    seen.page.get_by_role("button", name="确认移除").click()
    seen.page.get_by_text(f"已移除《{TITLE}》").wait_for()
    assert not (folder / "raw" / "陶瓷.txt").exists()
    other.ask("那对新获得省级名牌的呢？")
    assert "8万元" not in other.page.locator(".pa-answer").last.inner_text()
    assert other.page.get_by_text("已经移除或换了新版本").is_visible()
    seen.page.get_by_role("button", name="退出登录").click()
    seen.settle()
    assert seen.page.locator("input[type=file]").count() == 0


def test_the_password_is_not_in_the_address_and_not_in_the_field(
    own_library: tuple[str, Path], visit: Callable[..., Visit]
) -> None:
    seen = visit(own_library[0], address="/library", ready=SHELF)
    seen.page.get_by_text(ADMIN).first.click()
    assert seen.page.get_by_label("管理密码").get_attribute("type") == "password"
    sign_in(seen)
    assert PASSWORD not in unquote(seen.page.url)
    assert PASSWORD not in seen.page.content()


def test_a_file_that_is_too_large_is_refused_in_chinese(
    own_library: tuple[str, Path], visit: Callable[..., Visit], tmp_path: Path
) -> None:
    seen = visit(own_library[0], PHONE, address="/library", ready=SHELF)
    sign_in(seen)
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(MAX_BYTES + 2**20)
    seen.page.locator("input[type=file]").set_input_files(huge)
    seen.page.wait_for_selector("[data-testid=stFileUploader] [role=alert]", state="attached")
    after = seen.page.get_by_test_id("stFileUploader").evaluate("each => getComputedStyle(each, '::after').content")
    assert f"{MAX_BYTES // 2**20} MB" in after
    assert seen.page.locator(".st-key-preview").count() == 0


def test_what_an_uploaded_file_says_is_shown_as_written(
    own_library: tuple[str, Path], visit: Callable[..., Visit], tmp_path: Path
) -> None:
    """The visit fails on any dialog or request that the file's markup would cause."""
    seen = visit(own_library[0], address="/library", ready=SHELF)
    sign_in(seen)
    choose(seen, put(tmp_path, "$x$ :red[名] <b>.txt", HOSTILE_TEXT), put(tmp_path, "坏.pdf", b"no pdf"))
    assert "不是完好的 PDF 文件" in seen.page.get_by_test_id("stAlert").inner_text()
    for title in ("条款", "页面附加文字", "支持事项", "登记信息"):
        tab(seen, title)
        assert seen.page.locator(".stMain").locator("b, .pa-preview img, .katex, a[href^=javascript]").count() == 0
    assert "$x^2$ :red[红] [链](javascript:alert(2))办法" in seen.page.get_by_label("标题（推断").input_value()
    seen.page.get_by_role("button", name="登记", exact=True).click()
    seen.page.get_by_text("已登记《").wait_for()
    seen.settle()
    assert "$x^2$ :red[" in seen.page.locator(".st-key-remove").inner_text().replace("\u2060", "")
    seen.page.get_by_role("button", name="移除《").click()
    seen.page.get_by_text("会从磁盘上删除").wait_for()
    seen.settle()
    seen.page.get_by_role("button", name="确认移除").click()
    seen.page.get_by_text("已移除《").wait_for()
    seen.settle()
    assert seen.page.locator(".stMain").locator("b, .katex, a[href^=javascript]").count() == 0


@both_sizes
def test_the_outline_leads_to_any_clause_of_the_document(
    url: str, visit: Callable[..., Visit], product: Assistant, size: dict[str, int]
) -> None:
    seen = visit(url, size, address=f"/find?q={PHRASE}", ready=".pa-result")
    seen.page.locator(".st-key-open-exact-1 button").click()
    seen.settle()
    seen.page.locator(".st-key-whole-find label").click()
    seen.settle()
    unit = find(product, PHRASE).exact[1].citation.measure
    units = product.library.in_scope([unit.document_id])
    if size is PHONE:
        assert not seen.page.locator(CURRENT).is_visible()
        assert seen.page.locator(".pa-cited").evaluate(IN_VIEW.replace("bottom <=", "top <="))
        seen.page.locator(".pa-tree summary").click()
    lines = seen.page.locator(".pa-tree li")
    assert lines.count() == len(units)
    assert seen.page.locator(CURRENT).inner_text().startswith(unit.label)
    assert len(set(lines.evaluate_all("all => all.map(each => each.ariaLevel)"))) > 1
    at = units.index(unit)
    lines.nth(at + 3).click()
    seen.settle()
    assert seen.page.locator(CURRENT).inner_text().startswith(units[at + 3].label)
    assert seen.page.locator(".pa-cited").inner_text().split() == units[at + 3].text.split()
    assert units[at + 3].id in unquote(seen.page.url)
    seen.picture(f"outline-{name_of(size)}")
    lines.nth(at + 3).focus()
    seen.page.keyboard.press("ArrowDown")
    seen.page.keyboard.press("Enter")
    seen.settle()
    assert seen.page.locator(CURRENT).inner_text().startswith(units[at + 4].label)
    assert seen.page.locator(".pa-cited").inner_text().split() == units[at + 4].text.split()
    assert seen.page.locator(CURRENT).evaluate("element => element === document.activeElement")
    assert seen.page.evaluate(FITS)


@both_sizes
def test_a_citation_is_copied_with_one_click_and_its_address_opens_the_clause(
    url: str, visit: Callable[..., Visit], product: Assistant, size: dict[str, int]
) -> None:
    seen = visit(url, size)
    seen.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    seen.ask("昌吉附件2第10条")
    if size is PHONE:
        seen.open_clause(0, 0)
    seen.page.get_by_role("button", name="复制引文").click()
    seen.page.get_by_text("已复制").wait_for()
    copied = seen.page.evaluate("navigator.clipboard.readText()")
    citation = product.ask("昌吉附件2第10条").citations[0]
    assert copied.startswith(f"「{citation.quote}」——《{citation.document_title}》")
    assert re.search(r"附件2 四、10\.，有效期至 2025-12-31(，已过期)?$", copied)
    with seen.page.context.expect_page() as coming:
        seen.page.get_by_role("link", name="条款网址").click()
    alone = coming.value
    alone.wait_for_selector(".pa-cited")
    assert alone.locator(".pa-cited").inner_text().split() == citation.measure.text.split()


def test_a_citation_is_copied_where_the_browser_keeps_its_clipboard_to_itself(
    url: str, visit: Callable[..., Visit]
) -> None:
    seen = visit(url, address=f"/find?q={PHRASE}", ready=".pa-result")
    seen.page.locator(".st-key-open-exact-0 button").click()
    seen.settle()
    seen.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    seen.page.get_by_role("button", name="复制引文").press("Enter")
    seen.page.get_by_text("已复制").wait_for()
    box = seen.page.get_by_label("编号、原话、部门或主题")
    box.fill("")
    box.press("ControlOrMeta+v")
    assert box.input_value().startswith("「")


def test_a_verdict_and_the_right_clause_are_given_on_a_phone(
    own_library: tuple[str, Path], visit: Callable[..., Visit]
) -> None:
    url, folder = own_library
    seen = visit(url, PHONE)
    seen.ask("松塔县对未裁员的企业补贴多少")
    seen.more(0)
    seen.page.get_by_role("button", name="没帮助").click()
    seen.settle()
    field = seen.page.get_by_label("正确的条款是")
    field.scroll_into_view_if_needed()
    assert field.evaluate(IN_VIEW)
    field.fill("第二条")
    field.press("Enter")
    seen.settle()
    assert seen.page.evaluate(FITS)
    (*_, last), _damaged = read_feedback(folder.parent / "feedback.jsonl")
    assert (last.verdict, last.correction) == ("down", "第二条")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_stand_out_from_their_ground(
    url: str, own_library: tuple[str, Path], visit: Callable[..., Visit], tmp_path: Path, theme: str
) -> None:
    seen = visit(own_library[0], theme=theme, address="/library", ready=SHELF)
    sign_in(seen)
    choose(seen, put(tmp_path, "陶瓷.txt", KILNS))
    tab(seen, "条款")
    assert seen.page.evaluate(CONTRAST) == []
    reading = visit(url, theme=theme, address=f"/find?q={PHRASE}", ready=".pa-result")
    reading.page.locator(".st-key-open-exact-1 button").click()
    reading.settle()
    reading.page.locator(".st-key-whole-find label").click()
    reading.settle()
    assert reading.page.evaluate(CONTRAST) == []
