"""The laws of division on any text: spans are the text, everything is held once, mutation never breaks them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.formats.word_numbers import number_text
from corpus.measure import Measure
from corpus.parse import Corpus, parse_text
from tests.examples import examples

PIECES = st.sampled_from(
    ["一、", "二、", "（一）", "(二)", "1.", "2、", "第一条", "第二条", "①", "附件1", "附件：", "工作3：", "问：", "答：", "。", "；", "\n",
     "支持企业发展", "给予10万元奖励", "（略）", "牵头单位：市科技局", "《管理办法》", " ", "**", "2020年6月16日", "- 3 -", "本办法自印发之日起施行", "😀", "\u3000", "\t"]
)  # fmt: skip


def laws_hold(source: str, units: Sequence[Measure]) -> None:
    seen = [0] * len(source)
    for unit in units:
        assert source[unit.span.start : unit.span.end] == unit.text
        assert unit.text == unit.text.strip()
        for position in range(unit.span.start, unit.span.end):
            seen[position] += 1
    assert all(count <= 1 for count in seen)
    assert all(count == 1 for character, count in zip(source, seen, strict=True) if not character.isspace())
    assert len({unit.id for unit in units}) == len(units)


@given(st.lists(PIECES, max_size=60).map("".join))
@settings(max_examples=examples(150), deadline=None)
def test_laws_on_marker_soup(source: str) -> None:
    laws_hold(source, parse_text(source, "soup"))


@given(st.text(max_size=200))
@settings(max_examples=examples(100), deadline=None)
def test_laws_on_any_text(source: str) -> None:
    laws_hold(source, parse_text(source, "any"))


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(6))
def test_laws_on_mutated_documents(seed: int, corpus: Corpus) -> None:
    rng = random.Random(seed)
    for source in corpus.sources.values():
        characters = list(source)
        for _ in range(rng.randint(1, 40)):
            place = rng.randrange(len(characters))
            match rng.randrange(3):
                case 0:
                    del characters[place]
                case 1:
                    characters.insert(place, rng.choice("一二1.、()（）\n第条附件：。 "))
                case _:
                    characters[place] = rng.choice("一二1.、()（）\n第条附件：。 ")
        mutated = "".join(characters)
        laws_hold(mutated, parse_text(mutated, "mutated"))


def chinese(number: int) -> str:
    return number_text(number, "chineseCounting")


# Every style a document may number in; the first argument is the number. Rank 0 is the outermost.
STYLES: dict[str, tuple[int, Callable[[int], str]]] = {
    "volume": (0, lambda n: f"第{chinese(n)}编 "),
    "chapter": (1, lambda n: f"第{chinese(n)}章　"),
    "section": (2, lambda n: f"第{chinese(n)}节 "),
    "cn": (3, lambda n: f"{chinese(n)}、"),
    "cn bold": (3, lambda n: f"**{chinese(n)}、**"),
    "cn heading": (3, lambda n: f"## {chinese(n)}、"),
    "article": (4, lambda n: f"第{chinese(n)}条　"),
    "article arabic": (4, lambda n: f"第{n}条 "),
    "article spaced": (4, lambda n: f"第 {' '.join(str(n))} 条 "),
    "cnp": (5, lambda n: f"（{chinese(n)}）"),
    "cnp half": (5, lambda n: f"({chinese(n)})"),
    "cnp open": (5, lambda n: f"{chinese(n)}）"),
    "task": (6, lambda n: f"工作{n}："),
    "ar": (7, lambda n: f"{n}."),
    "ar comma": (7, lambda n: f"{n}、"),
    "ar full": (7, lambda n: f"{number_text(n, 'decimalFullWidth')}．"),
    "arp": (8, lambda n: f"({n})"),
    "arp open": (8, lambda n: f"{n}）"),
    "circled": (9, lambda n: number_text(n, "decimalEnclosedCircle")),
}
LINES_ONLY = {"cn heading", "cn bold", "task", "cnp open", "arp open"}  # these open a line, or they are something else
ALONE = {"article", "article arabic", "article spaced", "task"}  # what a label needs nothing above
TITLES = ["研发投入", "人才引进", "融资担保", "场地租金", "市场开拓", "知识产权", "数字转型", "绿色发展"]


@st.composite
def outlines(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A document and the labels of its measures: nested styles, restarting or running on, line by line or glued."""
    glued = draw(st.booleans())
    usable = sorted(set(STYLES) - LINES_ONLY if glued else STYLES)
    chosen = draw(st.lists(st.sampled_from(usable), min_size=1, max_size=4, unique_by=lambda name: STYLES[name][0]))
    levels = sorted(chosen, key=lambda name: STYLES[name][0])
    shape = [draw(st.integers(2, 4)) for _ in levels]
    runs_on = len(levels) > 1 and prod(shape) <= 20 and draw(st.booleans())  # there are twenty circled numbers
    counted = 0
    pieces: list[str] = [] if glued else ["松塔县若干措施\n"]
    labels: list[str] = []

    def write(level: int, above: str) -> None:
        nonlocal counted
        for step in range(1, shape[level] + 1):
            last = level + 1 == len(levels)
            counted += last
            number = counted if last and runs_on else step
            marker = STYLES[levels[level]][1](number)
            plain = "".join(marker.replace("*", "").replace("#", "").split()).removesuffix("：")
            apart = " " if above[-1:].isdigit() and plain[:1].isdigit() else ""  # 工作1 and its item 1. are no 工作11.
            label = plain if levels[level] in ALONE else above + apart + plain
            title = draw(st.sampled_from(TITLES))
            if last:
                pieces.append(f"{marker}支持{title}。对符合条件的企业给予支持。" + ("" if glued else "\n"))
                labels.append(label)
            else:
                pieces.append(f"{marker}做好{title}方面的各项工作。" + ("" if glued else "\n"))
                write(level + 1, label)

    write(0, "")
    return "".join(pieces), labels


@given(outlines())
@settings(max_examples=examples(250), deadline=None)
def test_a_generated_outline_parses_back(document: tuple[str, list[str]]) -> None:
    """Any nesting of styles, restarting or running on, line by line or glued into one line, gives back its own labels."""
    source, labels = document
    units = parse_text(source, "generated")
    laws_hold(source, units)
    assert [unit.label for unit in units if unit.kind == "measure"] == labels


GROUPED = """一、支持范围
（一）投资奖励
第一条 对新建项目，按投资的5%给予奖励。
第二条 投资1亿元以上的，可以一事一议。
（二）绩效奖励
第三条 对投产项目，按下列标准给予奖励：
（一）第一年奖励8万元，由县财政局拨付。
（二）第二年奖励5万元，由县财政局拨付。
（三）总部奖励
第四条 对总部项目，奖励20万元。
二、附则
第五条 本办法由县发改局解释。
"""


def test_the_heading_of_a_group_of_articles_is_no_item_of_the_article_above() -> None:
    units = parse_text(GROUPED, "x")
    labels = [unit.label for unit in units]
    assert [label for label in labels if label.startswith("二、(") or label.startswith("一、")] == [
        "一、",
        "一、（一）",
        "一、（二）",
        "一、（三）",
    ]
    third = next(unit for unit in units if unit.label.startswith("第三条"))
    assert "（二）绩效奖励" in third.path
    assert {unit.kind for unit in units if unit.label in ("第一条", "第二条", "第四条")} == {"measure"}
