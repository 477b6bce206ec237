"""The parser against outlines written by hand: the five documents, and invented ones in other formats."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from corpus.measure import Measure
from corpus.parse import Corpus, parse_text

FIXTURES = Path(__file__).parents[1] / "fixtures"
SNIPPETS = sorted((FIXTURES / "parse").glob("*.md"))


def merged(rows: list[list[str]]) -> list[list[str]]:
    """Neighbouring boilerplate lines as one row: where furniture is cut into lines says nothing."""
    out: list[list[str]] = []
    for row in rows:
        if out and row[0] == out[-1][0] == "boilerplate":
            out[-1] = [*out[-1][:4], row[4].rpartition("⏎")[2], *row[5:]]
        elif row[0] == "boilerplate":
            out.append([*row[:3], row[3].partition("⏎")[0], row[4].rpartition("⏎")[2], *row[5:]])
        else:
            out.append(row)
    return out


def golden_row(unit: Measure) -> list[str]:
    text = unit.text.replace("\n", "⏎")
    untitled = unit.kind in ("preamble", "closing", "boilerplate")
    departments = (unit.lead_units, unit.responsible_units, unit.implementing_units, unit.cooperating_units)
    return [
        unit.kind,
        unit.label or "-",
        "-" if untitled else unit.title,
        text[:10],
        text[-10:],
        *("|".join(units) or "-" for units in departments),
    ]


@pytest.mark.parametrize("path", sorted((FIXTURES / "outline").glob("*.txt")), ids=lambda path: path.stem)
def test_registered_document_parses_to_its_reviewed_outline(path: Path, corpus: Corpus) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    expected = merged([line.split("\t") for line in lines if line and not line.startswith("#")])
    got = merged([golden_row(unit) for unit in corpus.units if unit.document_id == path.stem])
    assert got == expected


def test_every_registered_document_has_a_reviewed_outline(corpus: Corpus) -> None:
    reviewed = {path.stem for path in (FIXTURES / "outline").glob("*.txt")}
    assert {document.id for document in corpus.documents} == reviewed


@pytest.mark.parametrize("path", SNIPPETS, ids=lambda path: path.stem)
def test_invented_document_parses_to_its_reviewed_outline(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    source = re.search(r"```source\n(.*?)```", text, re.DOTALL)
    units = re.search(r"```units\n(.*?)```", text, re.DOTALL)
    assert source
    assert units
    expected = [line.split("\t") for line in units[1].splitlines()]
    got = []
    for unit in parse_text(source[1], path.stem):
        words = unit.text.replace("\n", "⏎")
        got.append([unit.kind, unit.label or "-", words[:8], words[-8:]])
    assert got == expected


@pytest.mark.parametrize("number", range(5))
def test_units_hold_every_character_exactly_once(number: int, corpus: Corpus) -> None:
    document = corpus.documents[number]
    source = corpus.sources[document.id]
    seen = [0] * len(source)
    for unit in corpus.units:
        if unit.document_id == document.id:
            assert source[unit.span.start : unit.span.end] == unit.text
            for position in range(unit.span.start, unit.span.end):
                seen[position] += 1
    assert all(count == 1 for character, count in zip(source, seen, strict=True) if not character.isspace())
    assert max(seen) == 1


WRAPPED = """桐坞县办法
第一条 为支持县域经济发展，鼓励企业做大做强，制定本办法，由县
工信局负责组织实施。
第二条 对首次认定的国家级农业产业化重点龙头企业一次性奖励1
00万元，对省级的奖励50万元，同一企业不重复享受本条奖励政策。
第三条 支持技术改造
企业购置设备的，按投资额的10%给予补助，单个企业最高50万元，资
金由县财政统筹。
"""


def test_the_title_of_a_clause_goes_on_over_a_wrapped_line() -> None:
    titles = {unit.label: unit.title for unit in parse_text(WRAPPED, "x") if unit.kind == "measure"}
    assert titles["第二条"] == "对首次认定的国家级农业产业化重点龙头企业一次性奖励100万元"
    assert titles["第三条"] == "支持技术改造"
