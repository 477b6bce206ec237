"""The journeys of a page that is kept open: reload and go on, copy, print, subscribe, compare, register ten files, correct a unit."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import icalendar
import pypdfium2
import pytest

from corpus.parse import load_corpus
from corpus.register import load_register
from index import store
from index.encoder import load_encoder
from tests.browser_kit import CHROMIUM, DESKTOP, FITS, IN_VIEW, PHONE, SHELF, Visit, both_sizes, name_of, serving
from tests.shelf_kit import JOBS, KILNS, PASSWORD, make_library

pytest.importorskip("playwright.sync_api", reason="pip install -e '.[browser]'")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium: sh tests/browser/install.sh"),
]

GRANT = "新认定的高新技术企业奖励多少？"
TALL = "() => document.querySelector('.st-key-turn-0').getBoundingClientRect().height"
# What Streamlit itself says in English, outside of what documents, visitors and files say
ENGLISH = """() => {
  const own = each => each.closest('style, script, noscript, .stHtml, .pa-copy, .pa-tree, .pa-scroll-x, .pa-picture, code, [data-testid=stMarkdownContainer], [data-testid^=stFileChip]');
  const letters = /[A-Za-z]{3,}/, han = /[\\u4e00-\\u9fff]/, found = new Set();
  const icon = each => each.closest('[data-testid*=Icon], [data-testid^=stIcon], [class*=material]') || /^[a-z_ ]+icon$/.test(each.innerText ?? '');
  for (const each of document.querySelectorAll('.stApp *')) {
    if (own(each)) continue;
    for (const name of ['aria-label', 'title', 'placeholder', 'aria-valuetext']) {
      const words = each.getAttribute(name);
      if (words && letters.test(words) && (!han.test(words) || /^[A-Za-z]{3,}[ ,]/.test(words))) found.add(name + ': ' + words);
    }
    if (icon(each)) continue;
    for (const node of each.childNodes)
      if (node.nodeType === 3 && letters.test(node.data) && !han.test(node.data)) found.add('text: ' + node.data);
  }
  return [...found].filter(each => !/Lanzhou/.test(each));
}"""
SIGNED_IN = ".st-key-admin"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("kept")
    with serving(POLICY_HISTORY=str(folder / "history.sqlite"), POLICY_FEEDBACK=str(folder / "f.jsonl")) as address:
        yield address


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server over a corpus of its own, with an administrator."""
    folder = tmp_path_factory.mktemp("own") / "corpus"
    settings = {
        "POLICY_CORPUS": str(folder),
        store.SETTING: str(folder / "index"),
        "POLICY_HISTORY": str(folder.parent / "history.sqlite"),
        "POLICY_FEEDBACK": str(folder.parent / "f.jsonl"),
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(name, value)
        make_library(folder, load_encoder(progress=False))
    with serving(**settings, POLICY_ADMIN_PASSWORD=PASSWORD) as address:
        yield address, folder


def sign_in(seen: Visit) -> None:
    seen.page.get_by_text("登记和移除文件").first.click()
    field = seen.page.get_by_label("管理密码")
    field.fill(PASSWORD)
    field.press("Enter")
    seen.page.wait_for_selector(SIGNED_IN)
    seen.settle()


def clipboard(seen: Visit) -> str:
    words: str = seen.page.evaluate("() => navigator.clipboard.readText()")
    return words


@both_sizes
def test_a_reload_shows_the_same_and_one_goes_on(kept: str, visit: Callable[..., Visit], size: dict[str, int]) -> None:
    seen = visit(kept, size)
    seen.ask(GRANT)
    before = seen.page.locator(".pa-glance").inner_text()
    seen.page.reload()
    seen.page.wait_for_selector(".pa-glance")
    seen.settle()
    assert seen.page.locator(".pa-glance").inner_text() == before
    seen.ask("那瞪羚企业呢？")
    assert "100万元" in seen.page.locator(".pa-glance").last.inner_text()
    other = visit(
        kept, size, address="/" + seen.page.url.split("/", 3)[3], ready=".pa-glance"
    )  # somebody it was shared with
    assert other.page.locator(".pa-glance").count() == 2
    assert seen.page.evaluate(FITS)


@both_sizes
def test_a_conversation_is_shared_renamed_and_deleted(
    kept: str, visit: Callable[..., Visit], size: dict[str, int]
) -> None:
    seen = visit(kept, size)
    seen.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    seen.ask(GRANT)
    seen.page.locator(".st-key-hand-on-0").get_by_role("button", name="分享").click()
    seen.page.get_by_text("对话网址已复制").wait_for()
    assert clipboard(seen) == seen.page.url
    if size is PHONE:
        seen.page.get_by_test_id("stExpandSidebarButton").click()
        seen.settle()
    seen.page.get_by_text("改名、分享、删除").click()
    seen.page.get_by_label("新的标题").fill("今年的奖励")
    seen.page.get_by_role("button", name="改名", exact=True).click()  # one click, without Enter before it
    seen.page.get_by_role("button", name="今年的奖励").wait_for()
    seen.settle()
    for name in ("删除这个对话", "确定删除"):
        if not seen.page.get_by_role("button", name=name).is_visible():
            seen.page.get_by_text("改名、分享、删除").click()
        seen.page.get_by_role("button", name=name).click()
        seen.settle()
    assert seen.page.locator(".pa-glance").count() == 0
    assert "c=" not in seen.page.url


def test_an_answer_fits_a_phone_and_is_copied_in_one_click(kept: str, visit: Callable[..., Visit]) -> None:
    seen = visit(kept, PHONE)
    seen.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    seen.ask(GRANT)
    assert seen.page.evaluate(TALL) <= 900
    assert not seen.page.locator("mark").is_visible()
    seen.page.locator(".st-key-hand-on-0 button", has_text="复制").click()
    seen.page.get_by_text("已复制").wait_for()
    words = clipboard(seen)
    assert words.startswith(f"问：{GRANT}\n昌吉高新区 · 一次性奖励20万元")
    seen.open_clause(0, 0)  # one tap
    assert seen.page.locator("mark").is_visible()


@both_sizes
def test_a_card_is_two_clicks_away_and_prints(kept: str, visit: Callable[..., Visit], size: dict[str, int]) -> None:
    seen = visit(kept, size)
    seen.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    seen.ask(GRANT)
    seen.page.locator(".st-key-hand-on-0").get_by_role("link", name="办事卡").click()
    seen.page.wait_for_selector(".pa-card")
    seen.settle()
    seen.picture(f"card-{name_of(size)}")
    assert seen.page.evaluate(FITS)
    seen.page.get_by_role("button", name="复制为文字").click()
    seen.page.get_by_text("已复制").wait_for()
    assert clipboard(seen).startswith("【办事卡】昌吉高新区")
    printed = pypdfium2.PdfDocument(io.BytesIO(seen.page.pdf(format="A4")))
    words = "".join(page.get_textpage().get_text_bounded() for page in printed).replace("\r\n", "")
    for name in ("对象", "条件", "标准", "材料", "流程", "时间", "地点", "电话", "依据", "有效期", "20万元"):
        assert name in words
    assert "我能享受什么" not in words
    assert len(printed) == 1


def test_a_calendar_is_subscribed_to(kept: str, visit: Callable[..., Visit]) -> None:
    seen = visit(kept, DESKTOP, address="/deadlines", ready=".pa-calendar, .pa-note")
    seen.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    seen.settle()
    seen.picture("calendar-desktop")
    seen.page.get_by_role("button", name="复制订阅网址").click()
    seen.page.get_by_text("已复制").wait_for()
    with urlopen(clipboard(seen)) as response:
        assert response.headers["content-type"].startswith("text/calendar")
        read = icalendar.Calendar.from_ical(response.read())
    corpus = load_corpus(load_register())
    ends = sum(len(document.validity) for document in corpus.documents)
    kinds: list[Any] = [event["categories"].to_ical().decode() for event in read.walk("VEVENT")]
    assert kinds.count("到期失效") == ends


@both_sizes
def test_two_editions_are_compared(kept: str, visit: Callable[..., Visit], size: dict[str, int]) -> None:
    old, new = (document.id for document in load_corpus(load_register()).documents[:2])
    seen = visit(kept, size, address=f"/editions?old={old}&new={new}", ready=".pa-sides")
    assert seen.page.locator(".pa-effects tbody tr").count() > 5
    assert seen.page.evaluate(FITS)
    seen.picture(f"editions-{name_of(size)}")


@both_sizes
def test_the_list_of_supports_is_sorted_by_a_click(
    kept: str, visit: Callable[..., Visit], size: dict[str, int]
) -> None:
    seen = visit(kept, size, address="/supports", ready=".pa-list")
    assert seen.page.evaluate(FITS)
    seen.page.get_by_role("button", name="标准").click()  # on a phone too, where the heads are a row of buttons
    seen.page.wait_for_selector("[aria-sort=descending]")
    seen.settle()
    assert "500万元" in seen.page.locator(".pa-list tbody tr").first.inner_text()
    assert seen.page.evaluate(FITS)
    assert seen.page.get_by_role("button", name="Excel").evaluate(IN_VIEW)  # not below the list
    seen.picture(f"supports-{name_of(size)}")


def test_ten_files_are_registered_with_one_click_and_a_unit_is_corrected(
    own: tuple[str, Path], visit: Callable[..., Visit], tmp_path: Path
) -> None:
    address, folder = own
    paths = []
    for number in range(10):
        path = tmp_path / f"办法{number}.txt"
        path.write_text(
            KILNS.replace("青石县", f"青石{number}县").replace("〔2024〕12", f"〔2024〕{number}"), encoding="utf-8"
        )
        paths.append(str(path))
    seen = visit(address, address="/library", ready=SHELF)
    sign_in(seen)
    seen.page.locator("input[type=file]").set_input_files(paths)
    seen.page.get_by_role("button", name="登记这 10 份").wait_for()
    seen.settle()
    seen.picture("batch-desktop")
    seen.page.get_by_role("button", name="登记这 10 份").click()
    seen.page.get_by_text("已登记《").wait_for(timeout=120_000)
    seen.settle()
    assert len(load_register(folder).documents) == 11
    seen.choose(seen.page.get_by_role("combobox", name="哪一条"), "支持品牌建设")
    field = seen.page.get_by_label("新的标题")
    field.fill("品牌奖励")
    field.press("Enter")
    seen.settle()
    seen.page.get_by_role("button", name="保存校正").click()
    seen.page.get_by_text("重新解析以后也会照这样分条").wait_for(timeout=120_000)
    corpus = load_corpus(load_register(folder))  # parsed anew, in another process
    assert "品牌奖励" in {unit.title for unit in corpus.units}
    assert JOBS.splitlines()[0] in corpus.sources["jobs"]


TABLET = {"width": 820, "height": 1100}
# Words that stick out of their own box, where nothing lets one push them sideways
STICKS_OUT = """() => [...document.querySelectorAll('.stMain :is(p, li, dd, dt, td, th, h1, h3, button, summary, label)')]
  .filter(each => each.checkVisibility() && getComputedStyle(each).display !== 'inline' && getComputedStyle(each).overflowX === 'visible'
    && each.scrollWidth > each.clientWidth + 1).map(each => each.innerText.slice(0, 40))"""


@pytest.mark.parametrize("size", [TABLET, PHONE], ids=["tablet", "phone"])
def test_a_narrow_page_stands_in_one_column_and_shows_where_one_is(
    kept: str, visit: Callable[..., Visit], size: dict[str, int]
) -> None:
    seen = visit(kept, size)
    seen.ask(GRANT)
    box = seen.page.locator(".pa-glance").bounding_box()
    main = seen.page.locator(".st-key-turn-0").bounding_box()
    assert box is not None
    assert main is not None
    assert box["width"] > 0.75 * main["width"]
    for path, title in (("/supports", "支持清单"), ("/editions", "版本对照"), ("/evaluation", "评测")):
        each = visit(kept, size, address=path, ready=".stMain h1")
        here = each.page.locator(".st-key-pages a[aria-current=page]")
        assert here.inner_text() == title
        assert here.evaluate(
            "a => { const [l, s] = [a, a.closest('.st-key-pages')].map(e => e.getBoundingClientRect());"
            " return l.left >= s.left - 1 && l.right <= s.right + 1; }"
        )
        assert each.page.evaluate(STICKS_OUT) == []


def test_a_long_word_breaks(kept: str, visit: Callable[..., Visit]) -> None:
    seen = visit(kept, PHONE, address=f"/find?q={'X' * 150}", ready=".pa-lead-count")
    assert seen.page.evaluate(STICKS_OUT) == []
    assert seen.page.evaluate(FITS)
    asked = visit(kept, PHONE)
    asked.ask("长" * 120 + "Y" * 150)
    assert asked.page.evaluate(STICKS_OUT) == []
    assert asked.page.evaluate(FITS)


@both_sizes
def test_pages_stand_in_one_line(kept: str, visit: Callable[..., Visit], size: dict[str, int]) -> None:
    seen = visit(kept, size)
    tops = seen.page.locator(".st-key-pages a").evaluate_all(
        "links => [...new Set(links.map(each => Math.round(each.getBoundingClientRect().top)))]"
    )
    assert len(tops) == 1
    assert seen.page.evaluate(FITS)


def test_streamlit_speaks_chinese(own: tuple[str, Path], visit: Callable[..., Visit]) -> None:
    seen = visit(own[0], address="/library", ready=SHELF)
    sign_in(seen)
    seen.page.wait_for_timeout(500)
    assert seen.page.evaluate(ENGLISH) == []
    pages = {
        "/supports": ".stMain h1",
        "/deadlines": ".stMain h1",
        "/find": ".st-key-filters",
        "/match": ".st-key-match_go",
    }
    for path, ready in pages.items():
        each = visit(own[0], address=path, ready=ready)
        each.page.wait_for_function("window.saidInChinese")
        each.page.get_by_role("combobox").first.click()
        each.page.wait_for_timeout(500)
        assert each.page.evaluate(ENGLISH) == [], path
    each.page.get_by_label("选日期").first.click()
    each.page.wait_for_timeout(500)
    assert each.page.evaluate(ENGLISH) == []
    asked = visit(own[0])
    asked.ask(GRANT)
    asked.more(0)
    assert asked.page.evaluate(ENGLISH) == []


def test_an_uploader_tells_its_own_limit(own: tuple[str, Path], visit: Callable[..., Visit]) -> None:
    seen = visit(own[0], address="/evaluation", ready=".st-key-examine")
    seen.page.get_by_text("开始一次评测").click()
    field = seen.page.get_by_label("管理密码")
    field.fill(PASSWORD)
    field.press("Enter")
    zone = seen.page.get_by_test_id("stFileUploaderDropzone")
    zone.get_by_text("每份不超过 5 MB").wait_for()
    assert "选择文件" in zone.locator("button").inner_text()
