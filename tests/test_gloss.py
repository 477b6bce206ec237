"""An English question as Chinese words: what is asked, money, terms of the field; Chinese questions stay untouched."""

from __future__ import annotations

import pytest

from assistant.reading.gloss import to_chinese
from assistant.reading.query import asked_for

READ = [
    ("How much does the zone pay for local standards?", ["多少", "地方标准"]),
    ("What can a certified high-tech company get?", ["有哪些支持", "高新技术企业"]),
    ("We will invest RMB 18 million", ["1800万元"]),
    ("a contract of 500,000 yuan", ["50万元"]),
    ("What does Article 17 say?", ["第17条"]),
    ("Annex 2, item 8", ["附件2", "第8条"]),
    ("Gazelle companies and UNICORNS", ["瞪羚企业", "独角兽企业"]),
]


@pytest.mark.parametrize(("question", "words"), READ)
def test_words_of_the_field(question: str, words: list[str]) -> None:
    read = to_chinese(question)
    assert [word for word in words if word not in read] == []


ASKED = [
    ("How much is the subsidy?", "amount"),
    ("Which department leads this?", "department"),
    ("Who is responsible for incubators?", "department"),
    ("Is this policy still in force?", "validity"),
    ("Who can apply?", "eligibility"),
    ("What is the difference between Changji and Ganzhou?", "comparison"),
    ("What support is there for incubators?", "list"),
]


@pytest.mark.parametrize(("question", "kind"), ASKED)
def test_what_is_asked(question: str, kind: str) -> None:
    assert kind in asked_for(to_chinese(question))


@pytest.mark.parametrize(
    "question", ["How long is the Lanzhou plan valid?", "How long are the Changji measures valid?"]
)
def test_what_is_asked_takes_no_place_out_of_the_question(question: str) -> None:
    assert question.split(" the ")[1].split()[0].lower() in to_chinese(question).lower()


@pytest.mark.parametrize("question", ["新认定的高企给多少？", "R&D 经费加计扣除", "", "IPO"])
def test_chinese_questions_stay_as_they_are(question: str) -> None:
    assert to_chinese(question) == question
