"""Complete lists on the real documents: every clause, in document order, with their number."""

from __future__ import annotations

import pytest

from assistant.ask import Assistant
from assistant.reading.terms import without_marks
from corpus.text.normal import fold

# Question, the words every clause of the list holds, how many there are.
OCCURRENCES = [
    ("哪些条款引用了新政发(2019)39号", "新政发〔2019〕39号", 2),
    ("昌吉文件里哪些条款引用《昌吉州高层次创新创业人才引进办法》", "昌吉州高层次创新创业人才引进办法", 2),
    ("兰发〔2019〕20号被哪些文件引用", "兰发〔2019〕20号", 1),
    ("where does 互联网+ occur", "互联网+", 2),
    ("哪几条提到了“一区多园”", "一区多园", None),
]


@pytest.mark.parametrize(("question", "words", "count"), OCCURRENCES, ids=[row[0] for row in OCCURRENCES])
def test_every_clause_that_holds_the_words(assistant: Assistant, question: str, words: str, count: int | None) -> None:
    answer = assistant.ask(question)
    bare = without_marks(words)[0]
    expected = [unit.id for unit in assistant.library.units if bare in without_marks(unit.text)[0]]
    assert [citation.measure.id for citation in answer.citations] == expected
    assert count is None or len(expected) == count
    assert f"{len(expected)} 条中" in answer.text or f"in {len(expected)} clauses" in answer.text


@pytest.mark.parametrize("name", ["市科技局", "市发改委", "市工信局", "市人社局"])
def test_every_clause_of_a_department(assistant: Assistant, name: str) -> None:
    answer = assistant.ask(f"{name}牵头的任务有哪些")
    expected = [unit.id for unit in assistant.library.units if name in unit.lead_units]
    assert [citation.measure.id for citation in answer.citations] == expected
    assert f"共 {len(expected)} 条" in answer.text


def test_a_number_that_nothing_cites(assistant: Assistant) -> None:
    answer = assistant.ask("哪些条款依据国发〔1999〕999号")
    assert answer.status == "not_found"
    assert fold("国发〔1999〕999号") in fold(answer.text)
