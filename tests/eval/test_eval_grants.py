"""`policy eval grants`: what is counted, family by family and document by document."""

from __future__ import annotations

import pytest

from eval.grants import FAMILIES, REAL, as_json, figures_of, real_half, told
from eval.wide.grants import FIELDS, Invented, Row, Rows
from eval.wide.set import Grant, Sum, load_split


def row(
    snippet: str, *, wrong: tuple[str, ...] = (), read: bool = True, file: str = "a.txt", level: str | None = None
) -> Row:
    grant = Grant(file, snippet, "企业", "奖励", level=level, amount=Sum(5, "万元"))
    return Row(grant, "企业 奖励 5万元" if read else "", {name: name not in wrong for name in FIELDS} if read else {})


ROWS = (
    row("分别给予5万元奖励"),
    row("省级奖5万元", level="省级", wrong=("level",)),
    row("给予5万元奖励", wrong=("recipient",), file="b.txt"),
    row("给予5万元奖励", read=False, file="b.txt"),
)


def test_a_row_counts_by_how_much_of_it_is_right() -> None:
    figures = figures_of(ROWS)
    assert (figures.rows, figures.amount, figures.whom, figures.strict) == (4, 0.75, 0.25, 0.25)


def test_families_and_documents_are_told_apart() -> None:
    told_by_family = as_json(Rows(ROWS, (Invented("a.txt", "…", "5万元"),), 4, 0))
    assert told_by_family["families"]["级别"] == {"rows": 1, "amount": 1.0, "whom": 0.0, "strict": 0.0}
    assert told_by_family["families"]["分别"]["strict"] == 1.0
    assert told_by_family["invented"] == 1
    lines = "\n".join(told(Rows(ROWS, (), 4, 0), failures=2))
    assert "a.txt" in lines
    assert "b.txt" in lines
    assert lines.count("应为 企业") == 2


def test_every_family_is_of_some_rows_and_not_of_all() -> None:
    wide = load_split("learn")
    assert wide is not None
    grants = wide.grants
    for name, belongs in FAMILIES.items():
        assert 0 < sum(belongs(grant) for grant in grants) < len(grants), name


@pytest.mark.parametrize("file", ["a.docx", "b.pdf", "丙.txt"])
def test_a_document_from_elsewhere_stays_in_its_half(file: str) -> None:
    assert real_half(file) in REAL
    assert real_half(file) == real_half(file)
