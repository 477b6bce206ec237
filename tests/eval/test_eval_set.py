"""Our own question set: how many of each sort, and that every clause of every document is asked for."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from corpus.parse import Corpus
from eval.lots import draw_lots, lot_of
from eval.questions import KINDS, Question, load_questions, questions_fingerprint, resolve

QUESTIONS = Path(__file__).parents[2] / "eval" / "questions.jsonl"
# Unanswerable, but not of the hard sort: off any topic of the documents, or asked without saying about what.
EASY = ("offtopic-", "unanswerable-13", "more-h-unanswerable-03")
# The last number of each kind before the batch that was drawn by lot with eval.lots.
BEFORE_THE_LOT = {
    "amount": 24, "support": 20, "department": 16, "clause_number": 14, "phrase": 8, "comparison": 8, "follow_up": 12,
    "unanswerable": 18, "profile": 0,
}  # fmt: skip
LAST_OF_THE_LOT = {
    "amount": 34, "support": 32, "department": 24, "clause_number": 28, "phrase": 14, "comparison": 14,
    "follow_up": 28, "unanswerable": 46, "profile": 34,
}  # fmt: skip


@pytest.fixture(scope="module")
def questions(corpus: Corpus) -> tuple[Question, ...]:
    return load_questions(QUESTIONS, corpus)


def of_kind(questions: tuple[Question, ...], kind: str) -> list[Question]:
    return [question for question in questions if question.kind == kind]


def test_there_are_enough_of_each_sort(questions: tuple[Question, ...]) -> None:
    hard = [
        one for one in of_kind(questions, "unanswerable") if not one.id.startswith(EASY) and one.status != "clarify"
    ]
    profiles = [one for one in of_kind(questions, "profile") if len(one.gold) >= 2]
    english = [
        one for one in questions if sum(c.isascii() and c.isalpha() for c in one.question) > len(one.question) / 2
    ]
    assert len(questions) >= 240
    assert len(hard) >= 40
    assert len(of_kind(questions, "follow_up")) >= 30
    assert len(of_kind(questions, "clause_number")) >= 30
    assert len(profiles) >= 30
    assert len(english) >= 8
    assert len([one for one in questions if "错别字" in one.note]) >= 3
    assert len([one for one in questions if len(one.history) >= 2]) >= 2
    assert {one.status for one in questions} == {"answered", "not_stated", "not_found", "clarify"}


def test_every_clause_of_every_document_is_asked_for(questions: tuple[Question, ...], corpus: Corpus) -> None:
    asked = {resolve(gold, corpus).id for question in questions for gold in question.gold}
    missing = [
        f"{unit.document_id} {unit.label}"
        for unit in corpus.units
        if unit.kind in ("measure", "paragraph") and unit.id not in asked
    ]
    assert not missing, f"no question has these as gold: {'; '.join(missing)}"


def test_both_splits_have_every_kind(questions: tuple[Question, ...]) -> None:
    counts = Counter((question.kind, question.split) for question in questions)
    assert {kind for kind, _ in counts} == set(KINDS)
    for kind in KINDS:
        assert counts[kind, "dev"] >= 3, kind
        assert counts[kind, "judge"] >= 3, kind


def test_the_lot_can_be_drawn_again(questions: tuple[Question, ...]) -> None:
    """The splits in the file are those of eval.lots: nobody has moved a question to where it looks better."""
    batch = {
        question.id: question
        for question in questions
        if (number := question.id.removeprefix(f"{question.kind}-")).isdigit()
        and BEFORE_THE_LOT[question.kind] < int(number) <= LAST_OF_THE_LOT[question.kind]
    }
    assert len(batch) == 134
    drawn = draw_lots((one.id, one.kind) for one in batch.values())
    assert {name: one.split for name, one in batch.items()} == drawn
    assert Counter(drawn.values()) == {"dev": 67, "judge": 67}


def test_a_lot_halves_each_kind_and_does_not_depend_on_the_order() -> None:
    batch = [(f"a{number}", "amount") for number in range(5)] + [(f"s{number}", "support") for number in range(4)]
    drawn = draw_lots(batch)  # type: ignore[arg-type]
    assert Counter(split for name, split in drawn.items() if name.startswith("a")) == {"dev": 3, "judge": 2}
    assert Counter(split for name, split in drawn.items() if name.startswith("s")) == {"dev": 2, "judge": 2}
    assert draw_lots(reversed(batch)) == drawn  # type: ignore[arg-type]
    assert draw_lots(batch, seed="another") != drawn  # type: ignore[arg-type]
    alone = Counter(lot_of(f"use-{number}") for number in range(400))
    assert 150 < alone["dev"] < 250


def test_no_question_is_asked_twice(questions: tuple[Question, ...]) -> None:
    counts = Counter((question.history, question.question) for question in questions)
    assert not [asked for asked, count in counts.items() if count > 1]


def test_the_fingerprint_is_that_of_the_bytes() -> None:
    assert len(questions_fingerprint(QUESTIONS)) == 64
