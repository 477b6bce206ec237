"""An English question as Chinese words: what is asked, money, terms of the field; Chinese questions stay untouched."""

from __future__ import annotations

import pytest

from assistant.ask import Assistant
from assistant.reading.gloss import to_chinese
from assistant.reading.query import asked_for, understand

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


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("What does the Lanzhou plan say about Hualong Park?", "lanzhou-hnz-plan"),
        ("Which department leads task 3 in the plan of Lanzhou?", "lanzhou-hnz-plan"),
        ("Which department leads task 3 of the Lanzhou opinions?", "lanfa-2019-20"),
        ("What do the Ganzhou measures say about incubators?", "ganzhou-2017"),
    ],
)
def test_a_document_is_named_by_its_place_and_kind(assistant: Assistant, question: str, document: str) -> None:
    query = understand(question, assistant.library.catalogue, assistant.library.vocabulary)
    assert query.documents == (document,)


@pytest.mark.parametrize(
    "question",
    [
        "What measures support incubators in Lanzhou?",
        "I plan to move to Lanzhou, what can I get?",
        "Lanzhou plans to grow",
    ],
)
def test_a_word_that_documents_call_themselves_is_not_always_one(assistant: Assistant, question: str) -> None:
    query = understand(question, assistant.library.catalogue, assistant.library.vocabulary)
    assert len(query.documents) > 1
