"""Every row of every table of rules fires where it must and spares what it must not."""

from __future__ import annotations

import pytest

from assistant.reading.rules import Rule
from corpus.text.normal import fold
from eval.rules import modules_of
from eval.watching import patterns_of

ROOMS = [f"assistant.{room}" for room in ("reading", "proposing", "computing", "answering", "saying", "writing")]
ROWS = [(path, row) for module in modules_of(ROOMS) for path, _, row in patterns_of(module) if row is not None]


def test_there_are_rows() -> None:
    assert len(ROWS) > 50


@pytest.mark.parametrize("row", [row for _, row in ROWS], ids=[f"{path} {row.fires}" for path, row in ROWS])
def test_a_row_fires_where_it_must_and_nowhere_else(row: Rule) -> None:
    assert row.pattern.search(fold(row.fires))
    assert not row.pattern.search(fold(row.spares))
