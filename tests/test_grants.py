"""How a clause is read as a whole: tags of its figures, who gets it among all who are named, and what each field rests on.

The clauses are invented; what a careful reader takes from them was written first.
"""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.benefits import parse_benefits, read_clause
from corpus.check import check_document
from corpus.measure import Benefit, Span
from corpus.parse import parse_source
from corpus.pieces import Piece
from corpus.read import source_of
from corpus.receivers import Named, Surroundings, nouns
from corpus.tagging import TAGS, emissions, read, steps, weights


def tags(text: str) -> list[tuple[str, str]]:
    clause = read_clause(text)
    assert clause is not None
    return [
        (clause.plain.verbatim(piece.group.start, piece.group.end), TAGS[tag.tag])
        for piece, tag in zip(clause.pieces, clause.tags, strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("企业取得绿色食品证书的奖3万元，取得有机食品证书的奖5万元。", [("3万元", "given"), ("5万元", "given")]),
        ("冷库每立方米补90元，一户一年最多补30万元。", [("90元", "given"), ("30万元", "limit")]),
        ("年营业收入2000万元以上的民宿，按投入的15%补助，封顶40万元。",
         [("2000万元", "other"), ("15%", "given"), ("40万元", "limit")]),
        ("60—79周岁的每人每月40元，80周岁以上的每人每月90元。", [("40元", "given"), ("90元", "given")]),
        ("未经许可占用的，处二万元以上十万元以下罚款。", [("二万元", "other"), ("十万元", "other")]),
    ],
)  # fmt: skip
def test_tags_are_read_as_a_whole(text: str, wanted: list[tuple[str, str]]) -> None:
    assert tags(text) == wanted


def score(pieces: tuple[Piece, ...], reading: tuple[int, ...]) -> float:
    around, moves = weights()
    total = sum(emissions(piece, around)[tag] for piece, tag in zip(pieces, reading, strict=True))
    for (before, after), (one, other) in zip(itertools.pairwise(pieces), itertools.pairwise(reading), strict=True):
        total += sum(moves[name][3 * one + other] for name in steps(before, after) if name in moves)
    return total


WORDS = st.lists(
    st.sampled_from(["给予", "奖励", "最高", "20万元", "5%", "，", "。", "以上的", "企业", "每人", "不超过", "1亿元", "的", "补"]),
    max_size=16,
).map("".join)  # fmt: skip


@given(WORDS)
@settings(max_examples=150, deadline=None)
def test_no_reading_scores_higher_and_the_lead_is_over_the_best_that_differs(text: str) -> None:
    clause = read_clause(text)
    if clause is None or not 0 < len(clause.pieces) <= 5:
        return
    every = {
        reading: score(clause.pieces, reading) for reading in itertools.product(range(3), repeat=len(clause.pieces))
    }
    found = read(clause.pieces, *weights())
    best = max(every.values())
    assert every[tuple(one.tag for one in found)] == pytest.approx(best)
    for place, one in enumerate(found):
        rival = max(value for reading, value in every.items() if reading[place] != one.tag)
        assert one.lead == pytest.approx(best - rival)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("用人单位新招用残疾人", ["用人单位", "残疾人"]),
        ("对4A级物流企业", ["4A级物流企业"]),
        ("第三章老年人", ["老年人"]),
        ("六是老人看病", ["老人"]),
        ("无人机运输、投放人工鱼礁、参赛人数", []),
        ("单家企业", ["企业"]),
        ("给予个人", ["个人"]),
    ],
)
def test_parties_begin_where_their_name_begins(text: str, wanted: list[str]) -> None:
    found = [text[start:end].removeprefix("单家").removeprefix("家") for start, end in nouns(text, 0, len(text))]
    assert found == wanted


def test_whoever_the_heading_names_gets_it_where_the_clause_names_nobody() -> None:
    heading = Named("养老机构", Span(3, 7), "lead")
    around = Surroundings((heading,), {"养老机构": 6}, (Named("养老机构", Span(3, 7), "often"),))
    [row] = parse_benefits("（一）运营补助。按实际入住人数每人每月补助200元。", 100, lambda: around)
    assert row.recipient == "养老机构"
    assert ("recipient", Span(3, 7)) in row.evidence


def test_a_level_keeps_the_noun_that_the_first_band_names() -> None:
    found = parse_benefits("国家级孵化器奖励100万元，省级50万元，市级20万元。")
    assert [row.amount.source for row in found if row.amount] == ["100万元", "50万元", "20万元"]
    assert [level in row.recipient for row, level in zip(found, ("国家级", "省级", "市级"), strict=True)] == [True] * 3


def test_the_longest_time_is_no_row_of_years() -> None:
    [row] = parse_benefits("对引进的外籍医师每年补贴15万元，最长3年。")
    assert (row.schedule, row.per, row.years) == ((), "年", 3)
    [row] = parse_benefits("对入驻企业每年给予10万元租金补贴，连续三年。")
    assert len(row.schedule) == 3


def test_bands_of_one_share_have_its_base_and_its_limit() -> None:
    found = parse_benefits("企业投入50万元至200万元的，按投入额的15%补助；200万元以上的，补助12%，最高180万元。")
    assert [(row.base, [cap.amount.source for cap in row.caps]) for row in found] == [("投入额", ["180万元"])] * 2


def fields_of(row: Benefit, source: str) -> list[tuple[str, str]]:
    return [(name, span.of(source)) for name, span in row.evidence]


@pytest.mark.parametrize(
    "text",
    [
        "对新认定的国家级、省级孵化器，分别给予50万元、20万元奖励。",
        "对租用厂房的企业，按实际租金的30%给予补贴，每年最高20万元。",
        "冷库每立方米补90元，一户一年最多补30万元。",
    ],
)
def test_every_field_can_be_pointed_to(text: str) -> None:
    for row in parse_benefits(text):
        told = fields_of(row, text)
        assert all(words in text for _, words in told)
        assert "".join(words for name, words in told if name == "recipient") == row.recipient
        assert ("form", row.form) in told
        assert row.base is None or ("base", row.base) in told


def test_a_near_tie_is_told_by_the_check() -> None:
    text = "一、支持企业。" + "企业" * 4 + "，3万元。\n二、其他。给予企业5万元奖励。\n"
    parsed = parse_source(source_of("near.txt", text.encode()), "near", "near.txt")
    rivals = [row.rival for unit in parsed.units for row in unit.benefits if row.rival]
    told = [finding.words for finding in check_document(parsed.source, parsed.division, parsed.units)]
    assert all(any(rival in words for words in told) for rival in rivals)
