"""Which of two editions a question means: years by what was in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.reading.editions import edition_meant, means
from corpus.parse import Corpus


@pytest.mark.parametrize(
    ("question", "side", "named"),
    [
        ("2020那版首次评上4A给多少", -1, -1),
        ("老政策里买冷藏车一辆补多少", -1, -1),
        ("21年评上的按什么标准", -1, 0),  # in force then, but of another year
        ("新办法里报关单还要纸质的吗", 1, 1),
        ("2024年的措施给多少", 1, 1),
        ("新建3000立方冷库补多少", 0, 0),
        ("居家养老政策给多少", 0, 0),
        ("2020年的和2024年的差多少", 0, 0),
        ("注册资本2020万元能报吗", 0, 0),
        ("做了18年工龄补多少", 0, 0),
    ],
)
def test_which_edition_is_meant(question: str, side: int, named: int, corpus: Corpus) -> None:
    any_document = corpus.documents[0]
    older = replace(any_document, id="a", issued=date(2020, 5, 1), effective=None, validity=())
    newer = replace(any_document, id="b", issued=date(2024, 8, 12), effective=None, validity=())
    meant = edition_meant(question)
    assert (means(meant, older, newer), means(meant, older, newer, named=True)) == (side, named)
