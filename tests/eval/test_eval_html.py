"""The report page: everything escaped, nothing from elsewhere, the right words marked, the plots from the right numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from eval.curves import DepthPoint, TradeOff, depth_curve, latency_bins, sure_of, trade_off
from eval.generated import Judgement, Unsupported
from eval.html import LONG, marked, page
from eval.plots import depth_plot, interval_bar, latency_plot, trade_off_plot
from eval.run import Run, evaluate
from eval.scored import Scored
from eval.summary import compare
from tests.examination import CONDITIONS, CORPUS, QUESTIONS, ToyAssistant, by_id


@pytest.fixture(scope="module")
def scored() -> list[Scored]:
    return evaluate(ToyAssistant(), QUESTIONS, CORPUS, progress=False)


class Reader(HTMLParser):
    """Every tag of a page, and whether they close in the order they were opened."""

    VOID = ("meta", "br")

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    assert reader.open == []
    return reader


def nasty(scored: list[Scored]) -> Iterator[Scored]:
    """Every field a reader is shown, with markup in it."""
    evil = '"><script>alert(1)</script><img src=x>'
    crash = by_id(scored, "crash")
    question = replace(crash.question, id=evil, question=evil, history=(evil,), note=evil, facts=(evil,))
    clause = replace(crash.gold[0], label=evil, title=evil, text=evil, document_id=evil, quotes=(evil,))
    lists = dict.fromkeys(("gold", "also_ok", "ranked", "shown"), (clause,))
    fault = Unsupported("money", evil, evil, (1,))
    yield replace(
        crash, question=question, text=evil, error=evil, warnings=(evil,), judgement=Judgement((fault,), (9,)), **lists
    )


def test_everything_is_escaped_and_nothing_comes_from_elsewhere(scored: list[Scored]) -> None:
    evil = list(nasty(scored))
    conditions = replace(CONDITIONS, model="<u>m", settings={"<u>": "<u>"}, documents={"d": "<u>某文件"})
    html = page(Run(conditions, (*evil, *scored)), compare(scored, [*evil, *scored]))
    reader = read(html)
    assert not reader.tags & {"script", "img", "u", "link", "iframe", "object", "base", "form"}
    assert not {name for name in reader.attributes if name.startswith("on")} | (reader.attributes & {"src", "srcset"})
    assert not re.search(r"https?:|url\(|@import", html)
    assert all(link.startswith("#") for link in re.findall(r'href="([^"]*)"', html))
    assert "&lt;script&gt;" in html


def test_a_failure_shows_what_was_wanted_and_what_came(scored: list[Scored]) -> None:
    html = page(Run(replace(CONDITIONS, documents={"d": "某文件"}), tuple(scored)))
    assert "未全对的 3 题" in html
    card = html[html.index('id="two"') :]
    card = card[: card.index("</details>")]
    assert "<mark>予以补助</mark>" in card  # the gold snippet in its clause
    assert "未引" in card
    assert "某文件" in card
    assert "可引" in card
    untold = html[html.index('id="untold"') - 300 : html.index('id="untold"') + 300]
    assert "应为「文件未写明」，实为「已回答」" in untold


def test_a_follow_up_is_shown_with_its_history(scored: list[Scored]) -> None:
    wrong = replace(by_id(scored, "then"), status="not_found")
    html = page(Run(CONDITIONS, (wrong,)))
    assert "<li>谁牵头</li><li>？</li>" in html


def test_a_generated_answer_shows_what_has_no_ground(scored: list[Scored]) -> None:
    fault = Unsupported("recipient", "100万元", "独角兽100万元。", (1,))
    html = page(Run(CONDITIONS, (replace(scored[0], judgement=Judgement((fault,), (7,))),)))
    assert "张冠李戴" in html
    assert "[7]" in html
    assert "无据数字" in html


def test_marked() -> None:
    assert marked("给予20万元奖励", ["20万元"]) == "给予<mark>20万元</mark>奖励"
    assert marked("abcabc", ["ab", "bc", "zz", ""]) == "<mark>abc</mark>abc"  # overlapping marks are one
    assert marked("<b>", []) == "&lt;b&gt;"


def test_of_a_long_text_only_the_surroundings_are_shown() -> None:
    text = "头" + "甲" * LONG + "要点" + "乙" * LONG + "尾"
    shown = marked(text, ["要点"])
    assert "<mark>要点</mark>" in shown
    assert len(shown) < LONG
    assert "头" not in shown
    assert "尾" not in shown
    assert shown.count("……") == 2
    assert marked(text, []).startswith("头")
    both = marked(text, ["头甲", "要点"])
    assert both.count("……") == 2  # between the two, and at the end


def test_depth_curve(scored: list[Scored]) -> None:
    first, second = depth_curve(scored, [1, 10])
    # six questions with gold, each with a right clause first ("crash" fell over only after its search); "two" needs
    # both its clauses, of which one stands first: recall (5 + 1/2) / 6 at depth 1
    assert first == DepthPoint(1, pytest.approx(5.5 / 6), 1.0)
    assert second == DepthPoint(10, 1.0, 1.0)
    assert depth_curve([by_id(scored, "none")]) == []


def test_trade_off(scored: list[Scored]) -> None:
    sure = {"sum": 0.9, "who": 0.4, "untold": 0.6, "none": 0.5}
    given = [replace(one, confidence=sure.get(one.question.id)) for one in scored]
    assert sure_of(given) == ([0.9, 0.4, 0.6], [0.5])  # not_stated is answerable: its clause must be found
    low, at, high = trade_off(given, [0.0, 0.5, 1.0])
    assert low == TradeOff(0.0, 0.0, 1.0)
    assert at == TradeOff(0.5, 1 / 3, 1.0)  # below the threshold is refused, at it is answered
    assert high == TradeOff(1.0, 1.0, 0.0)
    assert trade_off(scored) == []  # nobody said how sure it was


def test_latency_bins(scored: list[Scored]) -> None:
    given = [
        replace(one, seconds=ms / 1000, error=None) for one, ms in zip(scored, (0, 5, 9.9, 10, 55, 99), strict=False)
    ]
    bins = latency_bins(given, most=10)
    assert [one.count for one in bins] == [3, 1, 0, 0, 0, 1, 0, 0, 0, 1]
    assert {one.high - one.low for one in bins} == {10}
    assert bins[-1].low <= 99 < bins[-1].high
    assert latency_bins([]) == []


@pytest.mark.parametrize(
    "plot",
    [
        depth_plot([DepthPoint(k, 0.5 + k / 40, 0.6 + k / 40) for k in range(1, 11)]),
        depth_plot([DepthPoint(k, 1.0, 1.0) for k in range(1, 11)]),
        depth_plot([DepthPoint(k, 0.0, 0.0) for k in range(1, 11)]),
        trade_off_plot([TradeOff(t / 10, t / 10, 1 - t / 10) for t in range(11)], 0.5),
        trade_off_plot([TradeOff(t / 10, 1.0 if t else 0.0, 1.0) for t in range(11)], 0.5),
        interval_bar(0.5, 0.4, 0.6),
    ],
)
def test_plots_are_sound_svg_within_their_frame(plot: str) -> None:
    reader = read(plot)
    assert "svg" in reader.tags
    assert "nan" not in plot
    for number in re.findall(r'(?:x1|x2|cx|x)="(-?[\d.]+)"', plot):
        assert -1 <= float(number) <= 421


def test_a_latency_plot_of_one_and_of_many(scored: list[Scored]) -> None:
    for seconds in ([0.01], [0.0], [0.001 * n for n in range(300)], [9.0, 0.01]):
        given = [replace(scored[0], seconds=one) for one in seconds]
        read(latency_plot(latency_bins(given), 10.0, 20.0))


def test_a_run_of_failures_only_still_makes_a_page(scored: list[Scored]) -> None:
    read(page(Run(CONDITIONS, (by_id(scored, "crash"),))))
    read(page(Run(CONDITIONS, ())))
