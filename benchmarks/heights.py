"""How tall usual answers are on a phone and how many clicks lead on: `python -m benchmarks.heights`. Needs chromium.

Each question is the first of a conversation, at 390 × 844. Measured is the whole turn: the question, what is said to it
and all that stands under it, down to the last button. Then the ways on from the first question are gone and their clicks
counted; each must end where it says, or the command fails.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from typing import TYPE_CHECKING

from benchmarks.machine import facts
from benchmarks.server import served

if TYPE_CHECKING:
    from tests.browser_kit import Visit

# As people type them, of every usual kind: sums, conditions, departments, validity, a number, a comparison, a story.
QUESTIONS = (
    "新认定的高新技术企业奖励多少？",
    "我们的研究院刚被认成自治区级新型研发机构，昌吉高新区给多少",
    "双区强化资金支持那一项，哪四家牵头",
    "兰发20号文第十七条",
    "昌吉和甘州对众创空间的补助有什么不同",
    "昌吉的政策现在还有效吗？",
    "瞪羚企业能拿多少钱，要什么条件",
    "甘州区对技术转移示范机构补助多少？",
    "国家级科技企业孵化器连续三年给多少运营补贴？",
    "数字化转型由哪个单位牵头？",
)
TALL = "() => document.querySelector('.st-key-turn-0').getBoundingClientRect().height"
WANTED = 900  # pixels, the median
# A way on: what is clicked, one selector after the other, and what is there to see at its end
WAYS = (
    ("plain text in the clipboard", (".st-key-hand-on-0 .pa-copy button >> nth=0",), "text=已复制"),
    ("the clause", (".st-key-clause-0-0 button",), ".st-key-panel-0 mark"),
    ("an address to share in the clipboard", (".st-key-hand-on-0 .pa-copy button >> nth=1",), "text=对话网址已复制"),
    ("a card in the clipboard", (".st-key-hand-on-0 a", ".st-key-card-buttons button >> nth=0"), "text=已复制"),
)  # fmt: skip


def clicks(seen: Visit) -> None:
    """Go each way on from the answer that is shown, and print how many clicks it took; the last leaves the page.

    Raises playwright's TimeoutError where a way does not end where it should.
    """
    for name, steps, end in WAYS:
        for step in steps:
            seen.page.locator(step).click()
        seen.page.locator(end).first.wait_for()
        seen.settle()
        print(f"{len(steps):7d} click{'s' if len(steps) > 1 else ''}  {name}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--width", type=int, default=390)
    width = parser.parse_args().width
    try:
        from playwright.sync_api import sync_playwright

        from tests.browser_kit import CHROMIUM, Visit
    except ImportError:
        sys.exit("this needs playwright: pip install -e '.[browser]'")
    print(facts(), flush=True)
    heights = []
    with served() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for question in QUESTIONS:
            context = browser.new_context(viewport={"width": width, "height": 844}, locale="zh-CN")
            seen = Visit(context.new_page(), server.address)
            seen.ask(question)
            heights.append(float(seen.page.evaluate(TALL)))
            print(f"{heights[-1]:7.0f} px  {question}", flush=True)
            if question == QUESTIONS[0]:
                clicks(seen)
            context.close()
        browser.close()
    print(
        f"median {statistics.median(heights):.0f} px, tallest {max(heights):.0f} px (wanted: median {WANTED} at 390 px)"
    )


if __name__ == "__main__":
    main()
