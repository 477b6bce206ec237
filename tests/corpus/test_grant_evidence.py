"""Every field of every row of who gets what can be shown in the text: the stretches it was put together from carry it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from corpus.grants.benefits import parse_benefits
from corpus.measure import Benefit
from corpus.parse import load_corpus
from corpus.register import load_register
from corpus.text.normal import fold
from index.records import benefit_to_json

WRITTEN = Path(__file__).parents[1] / "fixtures" / "receivers"
Row = tuple[str, Benefit]  # a text, and a row of it


def letters(words: str) -> Counter[str]:
    return Counter(re.findall(r"[\u4e00-\u9fffA-Za-z0-9]", fold(words)))


def rows_of_the_corpus() -> Iterator[Row]:
    corpus = load_corpus(load_register())
    for unit in corpus.units:
        for row in unit.benefits:
            yield corpus.sources[unit.document_id], row


def rows_of_written_documents() -> Iterator[Row]:
    for path in sorted(WRITTEN.glob("*.txt")):
        text = path.read_text("utf-8")
        for match in re.finditer(r"[^\n]+", text):
            for row in parse_benefits(match[0], match.start()):
                yield text, row


@pytest.mark.deep
@pytest.mark.parametrize("rows", [rows_of_the_corpus, rows_of_written_documents])
def test_each_field_stands_where_its_evidence_says(rows: Callable[[], Iterator[Row]]) -> None:
    seen: Counter[str] = Counter()
    for text, row in rows():
        shown: dict[str, str] = {}
        for field, span in row.evidence:
            shown[field] = shown.get(field, "") + span.of(text)
        for field in ("recipient", "condition", "form", "base", "per"):
            value = getattr(row, field)
            if value:
                seen[field] += 1
                assert not letters(value) - letters(shown.get(field, "")), (field, value, shown.get(field))
        if row.years:
            seen["years"] += 1
            assert "年" in shown.get("years", "") or "个月" in shown.get("years", "")
        for cap in row.caps:
            assert all(unit in shown.get("cap_per", "") for unit in (cap.per or "").split("/")), (cap.per, row)
    assert min(seen[field] for field in ("recipient", "condition", "form")) > 30
    assert seen["per"] > 0


@pytest.mark.deep
@pytest.mark.parametrize("rows", [rows_of_the_corpus, rows_of_written_documents])
def test_each_figure_stands_where_its_span_says(rows: Callable[[], Iterator[Row]]) -> None:
    for text, row in rows():
        figures = (row.amount, row.amount_to, row.rate, row.rate_to, *row.schedule, *row.rate_schedule)
        for one in (*figures, *(cap.amount for cap in row.caps)):
            if one is not None:
                assert letters(one.source) >= letters(one.span.of(text))
                assert re.sub(r"\s", "", fold(one.source)).startswith(re.sub(r"\s", "", fold(one.span.of(text))))


def test_it_is_told_to_machines_too() -> None:
    text = "对租用厂房的企业，连续三年按实际租金的30%给予补贴，每年最高20万元。"
    [row] = [cast(dict[str, Any], benefit_to_json(each)) for each in parse_benefits(text)]
    shown = {(each["field"], text[each["start"] : each["end"]]) for each in row["evidence"]}
    assert {("base", "实际租金"), ("form", "补贴"), ("years", "三年"), ("cap_per", "年")} <= shown
