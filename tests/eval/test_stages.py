"""At which step a question was lost: one row a step, and none for what passed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eval.run import evaluate
from eval.scored import Scored
from eval.stages import STAGES, Stage, counted, rank_of_missing, stage_of
from eval.view import case_html, stage_words, stages_html
from tests.examination import CORPUS, QUESTIONS, ToyAssistant, by_id
from tests.page_kit import OURS, Seen


@pytest.fixture(scope="module")
def scored() -> list[Scored]:
    return evaluate(ToyAssistant(), QUESTIONS, CORPUS, progress=False)


def at(scored: list[Scored], step: Stage | None) -> Scored:
    """A question that got an answer, made to be lost at `step`."""
    one = by_id(scored, "sum")
    match step:
        case "error":
            return replace(one, status=None, error="模型不见了", shown=())
        case "searching":
            return replace(one, ranked=(), shown=())
        case "choosing":
            return replace(one, shown=())
        case "refusing":
            return replace(one, status="not_found", shown=(), text="")
        case "answering":
            return replace(one, question=replace(one.question, status="not_stated"))
        case "saying":
            return replace(one, text="给予奖励。")
    return one


@pytest.mark.parametrize("step", [*STAGES, None])
def test_a_question_is_lost_at_one_step(scored: list[Scored], step: Stage | None) -> None:
    one = at(scored, step)
    assert stage_of(one) == step
    assert one.passed == (step is None)


def test_what_was_not_searched_out_is_not_said_to_be_refused(scored: list[Scored]) -> None:
    assert stage_of(replace(by_id(scored, "sum"), status="not_found", ranked=(), shown=())) == "searching"


def test_the_steps_are_counted_in_the_order_of_the_work(scored: list[Scored]) -> None:
    lost = [at(scored, step) for step in ("saying", "searching", "saying", None)]
    assert counted(lost) == [("searching", 1), ("saying", 2)]
    shown = Seen(stages_html(lost))
    assert shown.tags <= OURS
    assert shown.words.index("没检索到") < shown.words.index("说法不对")
    assert stages_html([at(scored, None)]) == ""


def test_a_clause_that_was_found_and_not_chosen_is_told_with_its_place(scored: list[Scored]) -> None:
    one = at(scored, "choosing")
    assert stage_words(one) == f"没选中（检索排第 {rank_of_missing(one)} 位）"
    assert f"错在：{stage_words(one)}" in Seen(case_html(one)).words
    assert stage_words(at(scored, None)) == ""
