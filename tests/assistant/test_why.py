"""`policy ask --why`: what each feature added, by names a person reads, and nothing hidden."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from assistant.ask import Assistant
from assistant.deciding.answerable import THRESHOLD, WEIGHED, both, weighed
from assistant.learned.models import logistic
from assistant.proposing.features import RANKED
from assistant.proposing.retrieve import Filters, rank
from assistant.showing.why import NAMES, _together, why, why_text

TODAY = date(2026, 11, 23)


def test_every_feature_has_a_name_that_a_person_reads() -> None:
    assert set(NAMES) == {*RANKED, *WEIGHED}
    assert len(set(NAMES.values())) == len(NAMES)


@pytest.mark.parametrize("question", ["昌吉高新区新认定的高企奖励多少", "兰州公交卡怎么办理", "兰州自创区由谁牵头"])
def test_the_parts_sum_up_to_how_sure_the_answer_is(assistant: Assistant, question: str) -> None:
    library = assistant.library
    query = assistant._read(question, (), Filters(), TODAY).query
    linear, trees, values = weighed(library, query, rank(library, query))
    roots = trees.bias + sum(tree[0][4] for tree in trees.nodes)
    total = (linear.bias + roots) / 2 + sum(_together(linear, trees, values).values())
    assert logistic(total) == pytest.approx(both(linear, trees, np.array([list(values.values())]), WEIGHED), abs=1e-9)


def test_a_question_that_is_not_answered_says_so_and_what_spoke_against_it(assistant: Assistant) -> None:
    found = assistant.why("月球上的矿产怎么开采")
    text = why_text(found)
    assert found.sure < THRESHOLD
    assert "不作答" in text
    assert text.count("」得分") == len(found.clauses)
    assert why(assistant.library, assistant._read("矿", (), Filters(), TODAY).query, lambda unit: False).clauses == ()
