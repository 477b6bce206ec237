"""What the written documents teach of who gets a grant."""

from __future__ import annotations

import re
from types import ModuleType

import pytest

from corpus.grants.benefits import read_clause
from corpus.outline.units import divide
from corpus.parse import measures_of


@pytest.fixture(scope="module")
def train_grants() -> ModuleType:
    """Imported for the tests of this file only, for every worker collects it and scipy is large."""
    return pytest.importorskip("eval.train_grants", reason="fitting needs scipy")


def test_marks_stand_right_behind_a_sum_and_are_no_part_of_the_text(train_grants: ModuleType) -> None:
    documents = list(train_grants.marked_documents())
    assert len(documents) > 20
    for document in documents:
        assert not re.search("[{}]", document.text)
        for place in document.marks:
            assert re.search(r"[\d一二三四五六七八九十百千万亿]+(?:[万亿]?元|%|分之一)?$", document.text[:place]), (
                document.text[:place][-20:]
            )


@pytest.mark.deep
def test_whoever_a_mark_names_is_told_from_others(train_grants: ModuleType) -> None:
    examples = list(train_grants.marked_examples())
    assert len(examples) > 250
    told = [max(one.agrees) > 0 for one in examples]
    assert sum(told) > 0.9 * len(told)
    assert any(min(one.agrees) == 0 for one in examples)


def test_a_mark_agrees_with_its_own_candidate_alone(train_grants: ModuleType) -> None:
    text = "第一条 企业引进博士的，给予博士安家费10万元，另奖励企业2万元。\n"
    places = {text.index("，另"): ("博士", None), text.index("。\n"): ("企业", None)}
    [unit] = [unit for unit in measures_of(text, "d", divide(text)) if unit.benefits]
    clause = read_clause(unit.text)
    assert clause is not None
    for grant, name in zip(clause.grants, ("博士", "企业"), strict=True):
        assert grant.choice is not None
        agrees = train_grants._agreeing(clause, grant, unit, places)
        right = [one.text for one, share in zip(train_grants.open_of(grant.choice), agrees, strict=True) if share == 1]
        assert right == [name]
