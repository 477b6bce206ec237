"""The laws of division on any text: spans are the text, everything is held once, mutation never breaks them."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.measure import Measure
from corpus.parse import Corpus, parse_text

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
@settings(max_examples=150, deadline=None)
def test_laws_on_marker_soup(source: str) -> None:
    laws_hold(source, parse_text(source, "soup"))


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_laws_on_any_text(source: str) -> None:
    laws_hold(source, parse_text(source, "any"))


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


STYLES = {
    "cn": lambda n: f"{'一二三四五六七八九'[n - 1]}、",
    "cnp": lambda n: f"（{'一二三四五六七八九'[n - 1]}）",
    "ar": lambda n: f"{n}.",
    "arp": lambda n: f"({n})",
    "article": lambda n: f"第{'一二三四五六七八九'[n - 1]}条 ",
}


@given(
    styles=st.sampled_from([("cn", "cnp", "ar"), ("cn", "ar"), ("article",), ("cn",), ("cnp", "ar"), ("cn", "cnp"), ("ar", "arp")]),
    shape=st.lists(st.integers(2, 4), min_size=3, max_size=3),
    glued=st.booleans(),
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_a_generated_outline_parses_back(styles: tuple[str, ...], shape: list[int], glued: bool) -> None:
    """Any nesting of usual styles, line by line or glued into one line, gives back its own labels."""
    joint = "" if glued else "\n"
    expected: list[str] = []
    pieces: list[str] = []

    def write(level: int, above: str) -> None:
        for number in range(1, shape[level] + 1):
            marker = STYLES[styles[level]](number)
            label = above + marker.strip()
            if level + 1 < len(styles):
                pieces.append(f"{marker}做好第{number}方面的各项工作。{joint}")
                write(level + 1, label)
            else:
                pieces.append(f"{marker}支持措施甲乙丙丁。对符合条件的企业给予支持。{joint}")
                expected.append(label)

    write(0, "")
    units = parse_text("".join(pieces), "generated")
    assert [unit.label for unit in units if unit.kind == "measure"] == expected
