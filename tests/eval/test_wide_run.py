"""The wide examination from end to end on two invented documents: figures, stages, cards, grants, report, gate."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from corpus.errors import UsageError
from eval.command import eval_command
from eval.gate import BadBaseline, Fallen
from eval.run import BadRun
from eval.wide import command
from eval.wide.build import Vectors, corpus_of, open_over, read_pool
from eval.wide.gate import fallen, load_floors, pinned, save_floors
from eval.wide.grants import rows_of
from eval.wide.html import page
from eval.wide.identity import misread_of, read_of
from eval.wide.measures import FIGURES, groups, mean_of, means_of
from eval.wide.report import difference_report, report
from eval.wide.run import KEPT, Examiner, WideRun, compared, examine_wide, lines_of, load_kept
from eval.wide.set import SETTING, WideQuestion, WideSet, load_set
from eval.wide.stages import failure_of, stages_of
from eval.wide.stock import pieces_of
from tests.toy import ToyEncoder
from tests.wide_kit import QUESTIONS, outcome, write_set

DAY = date(2026, 11, 23)
ASKED = WideQuestion("q", "amount", "多少？", "answered", "f.txt", must=("30万元",))
YES = replace(ASKED, kind="conditions", verdict="yes")
REFUSE = WideQuestion("r", "unanswerable", "多少？", "refuse", "f.txt")


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> WideSet:
    return load_set(write_set(tmp_path_factory.mktemp("wide") / "toy"), "toy")


@pytest.fixture(scope="module")
def run(wide: WideSet, tmp_path_factory: pytest.TempPathFactory) -> WideRun:
    encoder = ToyEncoder()
    examiner = Examiner(encoder, Vectors(encoder, tmp_path_factory.mktemp("vectors")), (), DAY, progress=False)
    return examine_wide(examiner, wide, (1, 2), stock=True)


# ---------------------------------------------------------------- the run


def test_each_question_is_asked_over_the_documents_it_needs(run: WideRun) -> None:
    # t-04 needs both documents, so there is no corpus of one
    assert [sized.documents for sized in run.sizes] == [2]
    assert [one.question.id for one in run.main.outcomes] == ["t-01", "t-01-en", "t-02", "t-03", "t-04"]
    assert all(one.error is None for one in run.main.outcomes)


def test_the_right_clause_is_found_by_its_words(run: WideRun) -> None:
    first = run.main.outcomes[0]
    assert first.ranked[0].id in first.acceptable
    assert (first.status, first.missing, first.passed) == ("answered", (), True)


def test_english_counts_apart(run: WideRun) -> None:
    found = groups(run.main.outcomes)
    assert [one.question.id for one in found["all"]] == ["t-01", "t-02", "t-03", "t-04"]
    assert [one.question.id for one in found["en"]] == ["t-01-en"]


def test_a_second_run_embeds_nothing(wide: WideSet, tmp_path: Path) -> None:
    pool = read_pool(wide.files, progress=False)
    corpus = corpus_of(pool, ["jobs.txt", "kilns.txt"])
    first, second = ToyEncoder(), ToyEncoder()
    open_over(corpus, first, Vectors(first, tmp_path), progress=False)
    open_over(corpus, second, Vectors(second, tmp_path), progress=False)
    assert first.seen
    assert not second.seen


def test_a_damaged_cache_is_made_anew(wide: WideSet, tmp_path: Path) -> None:
    encoder = ToyEncoder()
    corpus = corpus_of(read_pool(wide.files, progress=False), ["jobs.txt"])
    open_over(corpus, encoder, Vectors(encoder, tmp_path), progress=False)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:200])
    again = ToyEncoder()
    open_over(corpus, again, Vectors(again, tmp_path), progress=False)
    assert again.seen == encoder.seen


def test_ids_stay_apart_where_file_names_are_alike(tmp_path: Path) -> None:
    paths = []
    for suffix, words in (("txt", "甲"), ("md", "乙")):
        paths.append(tmp_path / f"same.{suffix}")
        paths[-1].write_text(f"{words}县规定\n第一条 给予1万元补贴。\n", "utf-8")
    corpus = corpus_of(read_pool(paths, progress=False), ["same.txt", "same.md"])
    assert len({document.id for document in corpus.documents}) == 2
    assert len({unit.id for unit in corpus.units}) == len(corpus.units)


# ---------------------------------------------------------------- figures


def value(name: str, one: Any) -> float | None:
    return next(figure for figure in FIGURES if figure.name == name).of(one)


@pytest.mark.parametrize(
    ("name", "question", "given", "expected"),
    [
        ("first", ASKED, {}, 1.0),
        ("first", ASKED, {"ranked": ("d/2.", "d/1.")}, 0.0),
        ("first", REFUSE, {}, None),
        ("mrr", ASKED, {"ranked": ("d/2.", "d/1.")}, 0.5),
        ("r5", ASKED, {"ranked": ("d/2.", "d/3.", "d/4.", "d/5.", "d/6.", "d/1.")}, 0.0),
        ("wrong_document", ASKED, {"ranked": ("e/1.", "d/1.")}, 1.0),
        ("wrong_document", ASKED, {"ranked": ()}, 0.0),
        ("facts", ASKED, {"missing": ("30万元",)}, 0.0),
        ("facts", ASKED, {"status": "not_found"}, 0.0),
        ("cite_p", ASKED, {"shown": ("d/1.", "d/2.")}, 0.5),
        ("cite_p", ASKED, {"status": "not_found", "shown": ()}, None),
        ("cite_r", ASKED, {"shown": ("d/2.",)}, 0.0),
        ("refused", ASKED, {"status": "clarify"}, 1.0),
        ("answered", REFUSE, {"status": "answered"}, 1.0),
        ("answered", REFUSE, {"status": "not_stated"}, 0.0),
        ("answered", ASKED, {}, None),
        ("verdict", YES, {}, 1.0),
        ("verdict", YES, {"verdict": None}, 0.0),
        ("verdict", ASKED, {}, None),
        ("corrected", replace(ASKED, kind="presupposition", verdict="no"), {}, 1.0),
        ("corrected", replace(ASKED, kind="presupposition", verdict="no"), {"verdict": None}, 0.0),
        ("computed", replace(ASKED, kind="arithmetic"), {"text": "共30万元"}, 1.0),
        ("computed", replace(ASKED, kind="arithmetic"), {"text": "每人3万元"}, 0.0),
        ("passed", ASKED, {}, 1.0),
        ("passed", ASKED, {"missing": ("30万元",)}, 0.0),
        ("passed", YES, {"verdict": "no"}, 0.0),
        ("passed", REFUSE, {"status": None}, 0.0),
    ],
)
def test_figures_worked_out_by_hand(
    name: str, question: WideQuestion, given: dict[str, Any], expected: float | None
) -> None:
    assert value(name, outcome(question, **given)) == expected


def test_a_mean_is_taken_over_what_can_be_scored() -> None:
    members = [outcome(ASKED), outcome(ASKED, ranked=("d/2.",)), outcome(REFUSE)]
    mean = mean_of(FIGURES[0], members)
    assert (mean.value, mean.n) == (0.5, 2)


# ---------------------------------------------------------------- stages


MISREAD = {"f.txt": ("title", "ends")}


@pytest.mark.parametrize(
    ("question", "given", "misread", "stage"),
    [
        (ASKED, {}, {}, None),
        (ASKED, {"error": "IndexError: x", "status": None}, {}, "error"),
        (REFUSE, {"status": "answered"}, {}, "answered"),
        (ASKED, {"ranked": ("e/1.", "d/1."), "shown": ("e/1.",)}, MISREAD, "read"),
        (ASKED, {"ranked": ("e/1.", "d/1."), "shown": ("e/1.",)}, {"f.txt": ("number",)}, "clause"),
        (ASKED, {"missing": ("30万元",), "unsaid": ("30万元",)}, MISREAD, "worded"),
        (replace(ASKED, kind="validity"), {"missing": ("30万元",)}, MISREAD, "read"),
        (ASKED, {"ranked": ("e/1.",), "shown": ("e/1.",)}, {}, "document"),
        (ASKED, {"ranked": (), "shown": (), "status": "not_found"}, {}, "document"),
        (ASKED, {"ranked": ("d/2.",), "shown": ("d/2.",)}, {}, "clause"),
        (ASKED, {"ranked": ("d/2.", "d/1."), "shown": ("d/2.",)}, {}, "clause"),
        (ASKED, {"shown": (), "status": "not_found"}, {}, "refused"),
        (ASKED, {"shown": ("d/2.",)}, {}, "sentence"),
        (ASKED, {"missing": ("30万元",), "quoted": (False,)}, {}, "sentence"),
        (ASKED, {"missing": ("30万元",), "quoted": (True,)}, {}, "worded"),
        (YES, {"verdict": None}, {}, "worded"),
        (YES, {"verdict": "no"}, {}, "worded"),
    ],
)
def test_a_failure_is_blamed_on_the_first_stage_that_went_wrong(
    question: WideQuestion, given: dict[str, Any], misread: dict[str, tuple[str, ...]], stage: str | None
) -> None:
    failure = failure_of(outcome(question, **given), misread)
    assert (failure.stage if failure else None) == stage
    assert failure is None or failure.words


def test_a_snippet_in_no_clause_is_a_document_read_wrongly() -> None:
    one = outcome(ASKED, status="not_found", shown=())
    lost = replace(one, gold=(replace(one.gold[0], ids=(), clause=None),))
    failure = failure_of(lost)
    assert failure is not None
    assert failure.stage == "read"


def test_of_two_clauses_both_must_be_cited() -> None:
    one = outcome(ASKED, ("d/1.", "d/2."), shown=("d/1.",))
    failure = failure_of(one)
    assert failure is not None
    assert failure.stage == "sentence"
    assert stages_of([one, outcome(ASKED)]) == {"sentence": 1}


# ---------------------------------------------------------------- cards and grants


def test_cards_against_the_register(wide: WideSet) -> None:
    reads = read_of(wide.cards, read_pool(wide.files, progress=False))
    found = {(one.file, one.field): one.finding for one in reads}
    # three years from 1 June end on 31 May or on 1 June, as one counts
    assert {field: found["jobs.txt", field] for _, field in found} == {
        "title": "right", "number": "right", "issuer": "right", "places": "right", "issued": "right",
        "starts": "right", "ends": "right", "repeals": "silent",
    }  # fmt: skip
    assert found["kilns.txt", "number"] == "wrong"
    assert found["kilns.txt", "issuer"] == "invented"
    assert found["kilns.txt", "repeals"] == "missing"
    assert misread_of(reads) == {"kilns.txt": ("number", "issuer", "repeals")}


def test_of_a_file_that_was_not_read_everything_is_missing(wide: WideSet) -> None:
    reads = read_of(wide.cards[:1], read_pool((), progress=False))
    assert {one.finding for one in reads} == {"missing", "silent"}


def test_grants_against_benefits(wide: WideSet) -> None:
    found = rows_of(wide.grants, read_pool(wide.files, progress=False))
    kilns, jobs, none = found.rows
    assert kilns.is_strict
    assert jobs.has_amount
    assert not jobs.has_recipient
    assert not none.has_amount
    assert found.read == 2
    assert not found.invented


def test_a_sum_that_no_row_grants_is_invented(wide: WideSet) -> None:
    grants = [replace(grant, form="none") for grant in wide.grants]
    found = rows_of(grants, read_pool(wide.files, progress=False))
    assert not found.rows
    assert {one.file for one in found.invented} == {"kilns.txt", "jobs.txt"}


# ---------------------------------------------------------------- stock


def test_pieces_cover_a_text_and_overlap() -> None:
    text = ("给予补贴。" * 30 + "\n") * 20
    pieces = pieces_of(text)
    assert pieces[0].start == 0
    assert pieces[-1].end == len(text)
    for before, after in pairwise(pieces):
        assert before.end - after.start == 50
        assert before.end - before.start <= 500


def test_the_stock_pipeline_answers_the_same_questions(run: WideRun) -> None:
    (sized,) = run.stock
    assert [one.id for one in sized.outcomes] == ["t-01", "t-01-en", "t-02", "t-04"]
    assert sized.outcomes[0].first
    assert sized.outcomes[0].recall5 == 1.0


# ---------------------------------------------------------------- reports, kept runs, gate


def test_the_reports_show_curve_stages_and_failures(run: WideRun) -> None:
    text, html = report(run), page(run)
    for words in ("首条对", "失败在哪一步", "2 份", "文件自己说的", "谁得多少", "现成的流水线"):
        assert words in text, words
    failed = [one for one in run.main.outcomes if not one.passed]
    assert failed
    for one in failed:
        assert one.question.id in text
        assert f'id="{one.question.id}"' in html
    assert html.count("<svg") == 3  # two curves and the bars
    assert "http" not in html


def test_nothing_of_a_document_is_markup(wide: WideSet, run: WideRun) -> None:
    main = run.main
    hostile = replace(main.outcomes[3].question, question="<script>alert(1)</script>")
    outcomes = (replace(main.outcomes[3], question=hostile, status="answered", text="<img src=x>"),)
    html = page(replace(run, sizes=(replace(main, outcomes=outcomes),)))
    assert "&lt;script&gt;" in html
    assert "<script" not in html
    assert "<img" not in html


def test_two_runs_are_compared_question_by_question(run: WideRun, tmp_path: Path) -> None:
    (tmp_path / KEPT).write_text(lines_of(run), "utf-8")
    kept = load_kept(tmp_path)
    same = compared(kept, run)
    assert (same.gained, same.lost) == ((), ())
    worse = replace(run, sizes=(replace(run.main, outcomes=_broken(run)),))
    changed = compared(kept, worse)
    assert changed.lost == ((1, "t-01"),)
    assert "新错 1 题" in difference_report(changed)
    assert "t-01" in page(worse, changed)


def _broken(run: WideRun) -> tuple[Any, ...]:
    first, *rest = run.main.outcomes
    return (replace(first, status="not_found", shown=()), *rest)


@pytest.mark.parametrize("text", ["", "{", '{"format": 99}\n', '{"format": 1}\n{"id": 1}\n'])
def test_a_damaged_run_is_named(text: str, tmp_path: Path) -> None:
    (tmp_path / KEPT).write_text(text, "utf-8")
    with pytest.raises(BadRun, match=r"wide\.jsonl"):
        load_kept(tmp_path)


def test_runs_without_a_common_question_are_not_compared(run: WideRun, tmp_path: Path) -> None:
    (tmp_path / KEPT).write_text(lines_of(replace(run, sizes=(replace(run.main, size=77),))), "utf-8")
    with pytest.raises(UsageError, match="没有共同的题"):
        compared(load_kept(tmp_path), run)


def test_the_gate_has_slack_of_a_named_number_of_questions(run: WideRun, tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    save_floors(pinned(None, [run], DAY), path)
    floors = load_floors(path)
    assert fallen(floors, run) == []
    worse = replace(run, sizes=(replace(run.main, outcomes=_broken(run)),))
    assert fallen(floors, worse) == []  # one question lost, five may be
    strict = replace(floors, slack=0)
    sentences = fallen(strict, worse)
    assert any("误拒" in sentence for sentence in sentences)
    assert "t-01" in sentences[-1]


def test_a_floor_is_lowered_only_with_a_reason(run: WideRun) -> None:
    floors = pinned(None, [run], DAY)
    worse = replace(run, sizes=(replace(run.main, outcomes=_broken(run)),))
    with pytest.raises(Fallen, match="不降低下限"):
        pinned(floors, [worse], DAY)
    lowered = pinned(floors, [worse], DAY, "a better refusal")
    assert lowered.regressions[-1].reason == "a better refusal"
    assert lowered.splits["toy"].sums["passed"] == floors.splits["toy"].sums["passed"] - 1


def test_floors_of_another_set_are_not_held(run: WideRun) -> None:
    floors = pinned(None, [run], DAY)
    (sentence,) = fallen(floors, replace(run, fingerprint="other"))
    assert "不是同一份" in sentence


@pytest.mark.parametrize("text", ["", "{}", '{"splits": {"dev": {}}}'])
def test_a_damaged_file_of_floors_is_named(text: str, tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    path.write_text(text, "utf-8")
    with pytest.raises(BadBaseline, match=r"floors\.json"):
        load_floors(path)


# ---------------------------------------------------------------- the command


@pytest.fixture
def called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    monkeypatch.setattr(command, "load_encoder", ToyEncoder)
    monkeypatch.setenv("POLICY_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv(SETTING, raising=False)

    def call(*words: str) -> Any:
        return CliRunner().invoke(eval_command, [*words, "--out", str(tmp_path / "runs")])

    return call


def test_the_command_examines_a_folder_and_compares(tmp_path: Path, called: Callable[..., Any]) -> None:
    folder = str(write_set(tmp_path / "toy"))
    first = called("--wide", "--wide-folder", folder, "--documents", "2", "--failures")
    assert first.exit_code == 0, first.output
    assert "toy：4 题中文，1 题英文" in first.output
    (kept,) = (tmp_path / "runs").iterdir()
    assert {path.name for path in kept.iterdir()} == {KEPT, "report.txt", "report.html"}
    lines = [json.loads(line) for line in (kept / KEPT).read_text("utf-8").splitlines()]
    assert [line["id"] for line in lines[1:]] == ["t-01", "t-01-en", "t-02", "t-03", "t-04"]
    second = called("--wide-folder", folder, "--documents", "2", "--baseline", str(kept))
    assert "新对 0 题" in second.output


def test_the_command_prints_json(tmp_path: Path, called: Callable[..., Any]) -> None:
    given = json.loads(called("--wide-folder", str(write_set(tmp_path / "toy")), "--documents", "2", "--json").stdout)
    assert given["split"] == "toy"
    assert given["sizes"]["2"]["figures"]["all"]["passed"]["n"] == 4
    assert given["sizes"]["2"]["figures"]["en"]["passed"]["n"] == 1


def test_a_split_that_is_not_here_is_said_and_passed_over(called: Callable[..., Any]) -> None:
    result = called("--wide", "--split", "real-dev")
    assert result.exit_code == 0
    assert SETTING in result.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--split", "learn"), "--wide"),
        (("--wide", "--documents", "0"), "大于 0"),
        (("--wide", "--engine", "model"), "--engine"),
    ],
)
def test_what_cannot_be_asked_is_said(words: tuple[str, ...], said: str, called: Callable[..., Any]) -> None:
    result = called(*words)
    assert isinstance(result.exception, UsageError)
    assert said in str(result.exception)


def test_every_kind_of_the_toy_set_is_scored(run: WideRun) -> None:
    assert {one["kind"] for one in QUESTIONS} <= set(groups(run.main.outcomes))
    assert means_of(run.main.outcomes)["passed"].n == 5
