"""One citation as a line to paste, and the outline as a tree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from assistant.answer import Citation
from assistant.handing_on.quotation import citation_line, quoted
from assistant.showing.library_view import document_names, outline_lines
from corpus.measure import Document, Repeal, Span
from corpus.parse import Corpus, parse_text
from tests.page_kit import CORPUS, UNITS, cite

JIA = CORPUS.documents[0]
TEXT = "第一条 支持企业引进高级人才落户。引进博士的,每人补贴5万元。\n第二条 其他人才另行规定。"
BARE = Document("bare", "乙市办法", "bare.txt", "0")


def cited(span: Span) -> Citation:
    unit = parse_text(TEXT, "bare")[0]
    return Citation(1, unit, BARE.title, BARE.source_file, span.of(TEXT), span, 1.0, "not stated")


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (Span(4, 17), "支持企业引进高级人才落户。"),
        (Span(19, 21), "引进博士的,每人补贴5万元。"),
        (Span(0, 0), "第一条 支持企业引进高级人才落户。引进博士的,每人补贴5万元。"),
    ],
    ids=["a quotation", "a word", "nothing"],
)
def test_what_is_quoted_stands_in_the_clause(span: Span, words: str) -> None:
    citation = cited(span)
    assert quoted(citation) == words
    assert words in citation.measure.text
    assert citation_line(citation, BARE) == f"「{words}」——《乙市办法》第一条，未写明有效期"


def test_the_validity_is_that_of_the_part() -> None:
    citation = cite(UNITS[2], "对新认定的企业,给予20万元奖励", in_force="yes")
    assert citation_line(citation, JIA).endswith("《甲区若干政策》（甲政〔2021〕3号）附件 一、1.，有效期至 2025-12-31")
    repealed = replace(JIA, repealed=Repeal("x", "新政策", date(2024, 1, 1)))
    assert citation_line(replace(citation, in_force="expired"), repealed).endswith("，已被《新政策》取代")


def test_levels_of_the_outline_never_skip_one_on_the_way_down(corpus: Corpus) -> None:
    for document in corpus.documents:
        units = [unit for unit in corpus.units if unit.document_id == document.id and unit.kind != "boilerplate"]
        lines = outline_lines(units)
        assert [line.id for line in lines] == [unit.id for unit in units]
        levels = [line.level for line in lines]
        assert levels[0] == 1
        assert max(levels) > 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_two_documents_of_one_title_are_told_apart_by_their_files() -> None:
    twin = replace(JIA, id="twin", source_file="twin.txt")
    assert document_names([JIA, twin, BARE]) == {
        "jia": "甲区若干政策（jia.txt）", "twin": "甲区若干政策（twin.txt）", "bare": "乙市办法"
    }  # fmt: skip
