"""The gate: what turns it red, whom it names, what a new baseline may not do; and the real dev questions against it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

from assistant.ask import Assistant
from benchmarks.planted import FAULTS, ROOT, CannotPlant, Fault, planted
from corpus.errors import UsageError
from corpus.parse import Corpus
from eval.command import eval_command
from eval.examinee import QUESTIONS as OUR_QUESTIONS
from eval.examinee import Examinee
from eval.gate import (
    BASELINE,
    BadBaseline,
    Baseline,
    Fallen,
    check,
    fallen,
    load_baseline,
    lost_questions,
    proposed,
    repinned,
    save_baseline,
)
from eval.prefetch import Remembering, prefetched
from eval.questions import load_questions, questions_fingerprint
from eval.run import conditions_now, evaluate
from eval.scored import Scored
from tests.examination import CONDITIONS, CORPUS, QUESTIONS, ToyAssistant
from tests.toy import ToyEncoder

DAY = date(2020, 12, 1)
SPREAD = 40  # every so many-th dev question is part of the default suite


@pytest.fixture(scope="module")
def scored() -> list[Scored]:
    return evaluate(ToyAssistant(), QUESTIONS, CORPUS, progress=False)


def worse(scored: Sequence[Scored], *names: str) -> list[Scored]:
    return [replace(one, text="") if one.question.id in names else one for one in scored]


# --- the product ---


@pytest.mark.deep
def test_no_dev_question_fell(assistant: Assistant, corpus: Corpus) -> None:
    """Every dev question through the real product. Red? `policy eval gate` says the same; docs/eval.md says what then."""
    baseline = load_baseline(BASELINE)
    questions = [one for one in load_questions(OUR_QUESTIONS, corpus) if one.split == baseline.split]
    with prefetched(assistant, questions):
        scored = evaluate(assistant, questions, corpus, as_of=baseline.day, progress=False)
    conditions = conditions_now(assistant.model_name, corpus, questions_fingerprint(OUR_QUESTIONS), baseline.split)
    violations = check(scored, baseline, conditions)
    assert not violations, "\n" + "\n".join(violations)


def test_of_every_fortieth_dev_question_no_more_fell_than_are_slack(assistant: Assistant, corpus: Corpus) -> None:
    """The same in a few seconds. A question that falls here falls there too; most falls only show there."""
    baseline = load_baseline(BASELINE)
    passed = set(baseline.passed)
    questions = [one for one in load_questions(OUR_QUESTIONS, corpus) if one.id in passed][::SPREAD]
    scored = evaluate(assistant, questions, corpus, as_of=baseline.day, progress=False)
    assert len(scored) > 15
    assert sum(not one.passed for one in scored) <= baseline.slack, lost_questions(scored, baseline)


def test_every_lowered_floor_has_its_reason() -> None:
    baseline = load_baseline(BASELINE)
    assert baseline.split == "dev"
    assert len(baseline.passed) > 150
    for regression in baseline.regressions:
        assert regression.reason.strip()
        assert regression.fell


@pytest.mark.deep
def test_prefetching_changes_speed_and_nothing_else(assistant: Assistant, corpus: Corpus) -> None:
    questions = load_questions(OUR_QUESTIONS, corpus)[:6]
    plain = [assistant.search(one.question, 5) for one in questions]
    encoder = assistant.library.index.encoder
    with prefetched(assistant, questions):
        assert isinstance(assistant.library.index.encoder, Remembering)
        fetched = [assistant.search(one.question, 5) for one in questions]
    assert assistant.library.index.encoder is encoder
    for before, after in zip(plain, fetched, strict=True):
        assert [hit.measure.id for hit in before] == [hit.measure.id for hit in after]
        assert [hit.score for hit in before] == pytest.approx([hit.score for hit in after], abs=1e-3)
    with prefetched(ToyAssistant(), questions):
        pass  # one that is not ours is left alone


def test_no_question_is_embedded_twice() -> None:
    class Counting(ToyEncoder):
        asked = 0

        def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
            self.asked += len(texts)
            return super().encode_queries(texts)

    inner = Counting()
    remembering = Remembering(inner)
    remembering.fetch(["乙乙", "甲", "甲"])
    assert np.array_equal(
        remembering.encode_queries(["甲", "丙", "甲"]), ToyEncoder().encode_queries(["甲", "丙", "甲"])
    )
    assert inner.asked == 3
    assert (remembering.name, remembering.dimension) == (inner.name, inner.dimension)


# --- what turns it red ---


def test_floors_proposed_from_a_run_hold_for_it(tmp_path: Path, scored: list[Scored]) -> None:
    path = tmp_path / "baseline.json"
    save_baseline(proposed(scored, CONDITIONS, DAY), path)
    baseline = load_baseline(path)
    assert baseline == proposed(scored, CONDITIONS, DAY)
    assert baseline.passed == ("sum", "who", "then", "none")
    assert baseline.day == DAY
    assert check(scored, baseline, CONDITIONS) == []


def test_a_fall_is_named_with_its_questions(scored: list[Scored]) -> None:
    violations = check(worse(scored, "who"), proposed(scored, CONDITIONS))
    assert violations[0] == "原来全对、现在不对的 1 题：who。"
    assert "全部：事实 0.3333，低于下限 0.666。" in violations
    assert "部门：全对 0.0000，低于下限 1.000。" in violations


def test_so_many_questions_are_slack_and_one_more_is_red(scored: list[Scored]) -> None:
    baseline = replace(proposed(scored, CONDITIONS), slack=1)
    assert check(worse(scored, "who"), baseline) == []
    assert lost_questions(worse(scored, "who"), baseline) == ["who"]
    assert check(worse(scored, "who", "sum"), baseline)[0] == "原来全对、现在不对的 2 题：sum、who。"
    # New floors have no slack, and keep that of the old ones.
    with pytest.raises(Fallen, match="1 题：who"):
        repinned(baseline, worse(scored, "who"), CONDITIONS, DAY)
    assert repinned(baseline, scored, CONDITIONS, DAY).slack == 1


def test_a_question_that_was_not_right_before_is_named_where_it_pulls_a_mean_down(scored: list[Scored]) -> None:
    lower = [replace(one, shown=()) if one.question.id == "two" else one for one in scored]
    violations = check(lower, proposed(scored, CONDITIONS))
    assert "全部：引用召回 0.6667，低于下限 0.750。下降的题（引用F1）：two（0.67→0.00）。" in violations
    assert not any("不对的" in violation for violation in violations)


def test_many_falls_are_counted_not_all_listed(scored: list[Scored]) -> None:
    many = [
        replace(one, status="not_found", question=replace(one.question, id=f"two-{number}"))
        for number in range(14)
        for one in scored
        if one.question.id == "two"
    ]
    violations = check([replace(one, shown=()) for one in many], proposed(many, CONDITIONS))
    assert any(violation.endswith("等 14 题。") for violation in violations)


def test_a_question_lost_turns_it_red_though_another_is_gained(scored: list[Scored]) -> None:
    """A mean that holds because one question makes up for another hides a loss; the list does not."""
    baseline = replace(proposed(scored, CONDITIONS), floors={"all": {"passed": 0.571}})
    swapped = [
        replace(one, status="not_stated") if one.question.id == "untold" else one for one in worse(scored, "who")
    ]
    assert sum(one.passed for one in swapped) == sum(one.passed for one in scored)
    assert check(swapped, baseline) == ["原来全对、现在不对的 1 题：who。"]


def test_a_ranking_may_move_by_a_hair(scored: list[Scored]) -> None:
    floors = proposed(scored, CONDITIONS).floors["all"]
    assert floors["mrr"] == 0.99  # 1.0 less the play
    assert floors["citation_recall"] == 0.75  # 4.5 of 6, no play


def test_a_ceiling_is_kept_too(scored: list[Scored]) -> None:
    baseline = Baseline("", "", "all", {"all": {"false_refusal": 0.0}})
    assert check(scored, baseline) == []
    refusing = [replace(one, status="not_found") for one in scored]
    assert check(refusing, baseline) == ["全部：误拒 1.0000，高于上限 0.000。"]


def test_other_conditions_and_missing_kinds_are_violations(scored: list[Scored]) -> None:
    baseline = Baseline("corpus-b", "set-a", "dev", {"comparison": {"mrr": 0.5}})
    violations = check(scored, baseline, CONDITIONS)
    assert len(violations) == 3
    assert violations[0].startswith("文件与基准不同")
    assert violations[1].startswith("部分与基准不同")
    assert violations[2] == "比较：MRR没有可计的题，而基准要求 0.500。"


# --- a new baseline ---


def test_a_better_run_raises_the_floors_without_a_word(scored: list[Scored]) -> None:
    old = proposed(worse(scored, "who"), CONDITIONS)
    made = repinned(old, scored, CONDITIONS, DAY)
    assert "who" in made.passed
    assert made.regressions == ()


def test_a_worse_run_is_refused_and_names_what_fell(scored: list[Scored]) -> None:
    old = proposed(scored, CONDITIONS)
    with pytest.raises(Fallen, match="who") as caught:
        repinned(old, worse(scored, "who"), CONDITIONS, DAY)
    assert "--allow-regression" in str(caught.value)
    with pytest.raises(Fallen):
        repinned(old, worse(scored, "who"), CONDITIONS, DAY, "  ")


def test_a_reason_is_written_into_the_file_and_stays(tmp_path: Path, scored: list[Scored]) -> None:
    path = tmp_path / "baseline.json"
    save_baseline(repinned(proposed(scored, CONDITIONS), worse(scored, "who"), CONDITIONS, DAY, "换了模型"), path)
    (noted,) = load_baseline(path).regressions
    assert (noted.date, noted.commit, noted.reason) == ("2020-06-16", "abc", "换了模型")
    assert any("who" in sentence for sentence in noted.fell)
    again = repinned(load_baseline(path), worse(scored, "who", "sum"), CONDITIONS, DAY, "又一次")
    assert [one.reason for one in again.regressions] == ["换了模型", "又一次"]
    kept = repinned(again, worse(scored, "who", "sum"), CONDITIONS, DAY, "没有下降，不必记")
    assert kept.regressions == again.regressions


def test_new_questions_lower_no_floor(scored: list[Scored]) -> None:
    """A harder set has lower means; the old floors are held against the old questions only."""
    old = proposed([one for one in scored if one.question.id != "crash"], CONDITIONS)
    assert fallen(scored, old)  # as it stands, the new question pulls the means down
    assert repinned(old, scored, CONDITIONS, DAY).regressions == ()


def test_a_right_question_taken_out_of_the_set_is_a_fall(scored: list[Scored]) -> None:
    left = [one for one in scored if one.question.id != "none"]
    with pytest.raises(Fallen, match="题集里没有的 1 题：none"):
        repinned(proposed(scored, CONDITIONS), left, CONDITIONS, DAY)


def test_the_first_baseline_needs_no_reason(scored: list[Scored]) -> None:
    assert repinned(None, scored, CONDITIONS, DAY) == proposed(scored, CONDITIONS, DAY)


def test_a_change_of_one_question_is_one_line_of_the_file(tmp_path: Path, scored: list[Scored]) -> None:
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    save_baseline(proposed(scored, CONDITIONS), first)
    save_baseline(
        replace(proposed(scored, CONDITIONS), scores=proposed(worse(scored, "who"), CONDITIONS).scores), second
    )
    changed = set(first.read_text("utf-8").splitlines()) - set(second.read_text("utf-8").splitlines())
    assert len(changed) == 1
    assert '"who"' in changed.pop()
    json.loads(first.read_text("utf-8"))


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        '{"corpus": "", "questions": "", "split": "", "as_of": "2020-01-01", "floors": {"all": {"magic": 1}}}',
        '{"corpus": "", "questions": "", "split": "", "as_of": "soon", "floors": {}}',
        '{"corpus": "", "questions": "", "split": "", "floors": {}}',
    ],
)
def test_a_malformed_baseline_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(content, "utf-8")
    with pytest.raises(BadBaseline, match=r"baseline\.json"):
        load_baseline(path)


def test_a_missing_baseline_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(BadBaseline, match="policy eval pin"):
        load_baseline(tmp_path / "none.json")


# --- the commands ---


def test_pin_and_gate_through_the_command(tmp_path: Path) -> None:
    row = {
        "id": "a", "kind": "amount", "question": "奖励？", "status": "answered", "facts": ["20万元"],
        "gold": [{"document": "d", "snippet": "给予20万元"}],
    }  # fmt: skip
    questions, floors = tmp_path / "set.jsonl", tmp_path / "baseline.json"
    questions.write_text(json.dumps(row, ensure_ascii=False) + "\n", "utf-8")
    call = ["--set", str(questions), "--floors", str(floors)]

    def run(command: str, *more: str, assistant: ToyAssistant | None = None) -> str:
        examinee = Examinee(assistant or ToyAssistant(), CORPUS, "toy")
        return CliRunner().invoke(eval_command, [command, *call, *more], obj=examinee, catch_exceptions=False).output

    assert "1 题，其中 1 题须保持全对" in run("pin", "--as-of", "2020-12-01")
    assert load_baseline(floors).as_of == "2020-12-01"
    assert "通过：1 题，全对 1 题" in run("gate")

    class Silent(ToyAssistant):
        def search(self, question: str, k: int, history: Sequence[str] = ()) -> list[object]:  # type: ignore[override]
            return []

    before = floors.read_bytes()
    with pytest.raises(Fallen, match="原来全对、现在不对的 1 题：a"):
        run("gate", assistant=Silent())
    with pytest.raises(Fallen, match="不降低下限"):
        run("pin", assistant=Silent())
    with pytest.raises(UsageError, match="原因"):
        run("pin", "--allow-regression", " ", assistant=Silent())
    assert floors.read_bytes() == before
    assert "原因已记下：换题" in run("pin", "--allow-regression", "换题", assistant=Silent())
    assert load_baseline(floors).regressions[0].reason == "换题"
    assert "通过" in run("gate", assistant=Silent())


# --- the faults planted by benchmarks/planted.py ---


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_planted_fault_finds_its_place(fault: Fault) -> None:
    source = (ROOT / fault.file).read_text("utf-8")
    assert planted(fault, source) != source
    with pytest.raises(CannotPlant, match=fault.file):
        planted(fault, source + source)
