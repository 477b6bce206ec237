"""The page of 评测 in each of its states, and the one examination that a server holds."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assistant.ask import Assistant
from assistant.showing import view
from corpus.errors import BadQuestionSet, IndexMissing, UsageError
from corpus.parse import Corpus
from eval.examinee import Examinee
from eval.examiner import Examiner, ExaminerBusy, Running
from eval.page import PAGE
from eval.questions import Question, question_to_line
from eval.run import Run, RunHead, evaluate, load_run, save_run, saved_runs
from eval.scored import Scored
from eval.summary import compare
from eval.view import (
    case_html,
    case_label,
    changes_html,
    clause_html,
    clauses_of,
    comparable,
    difference_words,
    faults_words,
    kinds_html,
    left_words,
    tiles_html,
    unlike_words,
)
from index.measure_index import MeasureIndex
from tests.examination import CONDITIONS, CORPUS, QUESTIONS, ToyAssistant, by_id
from tests.page_kit import HOSTILE, OURS, Opener, Seen, html, switch
from tests.toy import ToyEncoder

DAY = date(2026, 1, 15)
ASKED = [replace(QUESTIONS[0], facts=("20万元",)), *QUESTIONS[1:]]
SET = "".join(question_to_line(question) + "\n" for question in ASKED).encode()
TOY = Examinee(ToyAssistant(), CORPUS, "toy")


@pytest.fixture(scope="module")
def scored() -> list[Scored]:
    return evaluate(ToyAssistant(), QUESTIONS, CORPUS, progress=False)


@pytest.fixture(scope="module")
def real(corpus: Corpus) -> Assistant:
    return Assistant(corpus, MeasureIndex.build(corpus.documents, corpus.units, ToyEncoder()))


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("POLICY_RUNS", str(tmp_path / "runs"))
    monkeypatch.delenv("POLICY_ADMIN_PASSWORD", raising=False)
    return tmp_path / "runs"


@pytest.fixture(autouse=True)
def _no_registered_page_is_missing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The page is there whether or not this checkout was installed anew since it was added."""
    monkeypatch.setattr("assistant.pages.offered.entry_points", lambda group: [Registered()])
    from assistant.pages.offered import offered_pages

    offered_pages.cache_clear()
    yield
    offered_pages.cache_clear()


class Registered:
    name = "evaluation"

    def load(self) -> object:
        return PAGE


def wait(examiner: Examiner, seconds: float = 20.0) -> None:
    until = time.monotonic() + seconds
    while examiner.running is not None and time.monotonic() < until:
        time.sleep(0.01)
    assert examiner.running is None


def test_the_page_is_registered_in_the_project_file() -> None:
    import tomllib

    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["entry-points"]["policy.pages"] == {"evaluation": "eval.page:PAGE"}
    assert PAGE.address == "evaluation"


def test_an_examination_in_the_background_gives_the_same_run_as_the_command(tmp_path: Path) -> None:
    examiner = Examiner()
    examiner.start(TOY, "七题.jsonl", SET, "all", DAY, tmp_path).join(20)
    assert examiner.running is None
    assert examiner.last is not None
    assert examiner.last.problem is None
    assert examiner.last.what == "七题.jsonl，7 题"
    folder = tmp_path / str(examiner.last.run)
    run = load_run(folder)
    assert [one.passed for one in run.scored] == [
        one.passed for one in evaluate(ToyAssistant(), QUESTIONS, CORPUS, progress=False)
    ]
    assert run.conditions.settings["截至日期"] == "2026-01-15"
    assert "<!doctype html>" in (folder / "report.html").read_text(encoding="utf-8")


class Slow(ToyAssistant):
    """Answers when told to, so that what happens meanwhile can be seen."""

    def __init__(self) -> None:
        import threading

        self.go = threading.Event()

    def search(self, question: str, k: int, history: object = ()) -> list[object]:  # type: ignore[override]
        self.go.wait(20)
        return super().search(question, k, tuple(history))  # type: ignore[arg-type,return-value]


def test_there_is_one_at_a_time_and_it_can_be_stopped(tmp_path: Path) -> None:
    examiner, slow = Examiner(), Slow()
    thread = examiner.start(replace(TOY, assistant=slow), "慢", SET, "all", DAY, tmp_path)
    with pytest.raises(ExaminerBusy, match="一次只能做一个"):
        examiner.start(TOY, "另一个", SET, "all", DAY, tmp_path)
    assert examiner.running is not None
    assert (examiner.running.done, examiner.running.total) == (0, 7)
    examiner.stop()
    slow.go.set()
    thread.join(20)
    assert examiner.last is not None
    assert examiner.last.problem == "已停止，没有存下结果。"
    assert not saved_runs(tmp_path)
    examiner.start(TOY, "再来", SET, "all", DAY, tmp_path).join(20)
    assert examiner.last.run is not None


@pytest.mark.parametrize(
    ("questions", "split", "error", "words"),
    [
        (b"{]\n", "all", BadQuestionSet, "题.jsonl:1"),
        (b"", "all", BadQuestionSet, "题.jsonl"),
        (SET, "judge", UsageError, "题.jsonl 里没有 split 是 judge 的题"),
    ],
)
def test_a_bad_set_starts_nothing(
    tmp_path: Path, questions: bytes, split: str, error: type[Exception], words: str
) -> None:
    examiner = Examiner()
    with pytest.raises(error, match=words):
        examiner.start(TOY, "题.jsonl", questions, split, DAY, tmp_path)
    assert examiner.running is None


def test_a_run_that_cannot_be_kept_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    examiner = Examiner()
    examiner.start(TOY, "题", SET, "all", DAY, tmp_path / "file" / "runs").join(20)
    assert examiner.last is not None
    assert "写不进去" in str(examiner.last.problem)


def test_saved_runs_are_listed_newest_first_and_strangers_left_out(tmp_path: Path, scored: list[Scored]) -> None:
    old = save_run(Run(CONDITIONS, tuple(scored)), tmp_path)
    new = save_run(Run(replace(CONDITIONS, date="2026-06-16T00:00:00+08:00"), tuple(scored[:2])), tmp_path)
    (tmp_path / "other").mkdir()
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "run.json").write_text("{]", encoding="utf-8")
    assert [(head.name, head.questions) for head in saved_runs(tmp_path)] == [(new.name, 2), (old.name, 7)]
    assert saved_runs(tmp_path / "nowhere") == ()


def test_words_of_a_run(scored: list[Scored]) -> None:
    assert left_words(None) == "正在开始"
    assert left_words(Running("", 10, 5, 0.0).left(20.0)) == "还要约 20 秒"
    assert left_words(Running("", 100, 10, 0.0).left(60.0)) == "还要约 9 分钟"
    assert faults_words(by_id(scored, "two")) == "漏引 1 条"
    assert faults_words(by_id(scored, "untold")) == "应为「文件未写明」，实为「已回答」"
    assert faults_words(by_id(scored, "crash")) == "出错；漏引 1 条；缺 1 个事实"
    assert faults_words(by_id(scored, "sum")) == "全对"
    assert "题未全对，共 7 题" in Seen(tiles_html(scored)).words
    assert "追问" in Seen(kinds_html(scored)).words
    moved = compare([by_id(scored, "two")], [by_id(scored, "two")])
    assert difference_words(moved) == "两次都有 1 题：新对 0 题，新错 0 题"


def test_markup_of_a_question_set_stays_text(scored: list[Scored]) -> None:
    two = by_id(scored, "two")
    question = replace(two.question, question=HOSTILE, history=(HOSTILE,), note=HOSTILE, facts=(HOSTILE,))
    clause = replace(two.gold[0], text=HOSTILE, label=HOSTILE, document_id=HOSTILE, quotes=(HOSTILE,))
    one = replace(two, question=question, text=HOSTILE, gold=(clause,), shown=(clause,))
    for made in (case_html(one), clause_html(clause, HOSTILE), changes_html(compare([one], [one]))):
        assert Seen(made).tags <= OURS
    assert HOSTILE in Seen(case_html(one)).words
    assert len(clauses_of(one)) == 1
    assert case_label(one).startswith("two")


def many(scored: list[Scored], corpus: str) -> Run:
    return Run(replace(CONDITIONS, corpus=corpus, documents={"d": "某文件"}), tuple(scored))


def test_without_a_run_the_page_says_how_to_make_one(open_page: Opener, real: Assistant, runs: Path) -> None:
    page = open_page(real, "evaluation")
    assert not page.exception
    assert page.title[0].value == "评测"
    assert "还没有评测过" in page.info[0].value
    assert not [button for button in page.button if button.key == "start"]
    assert "POLICY" in html(page) or "管理密码" in html(page)


def test_a_missing_index_is_said(open_page: Opener, runs: Path) -> None:
    page = open_page(IndexMissing("没有索引。请运行 policy index。"), "evaluation")
    assert page.title[0].value == "评测"
    assert "没有索引" in page.error[0].value


def part(page: AppTest, name: str) -> AppTest:
    return page.button_group(key="part").set_value(name).run()


def test_a_run_is_looked_through(open_page: Opener, real: Assistant, runs: Path, scored: list[Scored]) -> None:
    save_run(many(scored, "corpus-a"), runs)
    page = open_page(real, "evaluation")
    assert not page.exception
    assert "题未全对，共 7 题" in html(page)
    assert "错在哪一步" in html(page)
    part(page, "未全对的题")
    assert "未全对 3 题" in html(page)
    page.selectbox(key="stage").set_value("error").run()
    assert "未全对 1 题" in html(page)
    assert "出错" in html(page)
    page.selectbox(key="stage").set_value(None).run()
    page.selectbox(key="kind_of_case").set_value("support").run()
    assert "未全对 1 题" in html(page)
    page.button(key="open-two").click().run()
    assert not page.exception
    shown = html(page)
    assert "应当：已回答" in shown
    assert "评测时的原文，文件库已变" in shown
    assert "<mark>" in shown
    assert page.query_params["case"] == "two"
    switch(page, "library")
    switch(page, "evaluation")
    assert "应当：已回答" in html(page)
    page.button(key="back").click().run()
    assert "case" not in page.query_params
    part(page, "与另一次比较")
    assert "只有这一次评测" in page.info[0].value
    part(page, "完整报告")
    assert not page.exception
    assert [button.proto.label for button in page.get("download_button")] == ["下载报告"]


def test_two_runs_are_compared(open_page: Opener, real: Assistant, runs: Path, scored: list[Scored]) -> None:
    worse = [replace(one, status="clarify") if one.question.id == "sum" else one for one in scored]
    save_run(many(scored, "corpus-a"), runs)
    later = replace(CONDITIONS, date="2026-06-16T00:00:00+08:00")
    save_run(Run(later, tuple(worse)), runs)
    page = open_page(real, "evaluation", part="与另一次比较")
    assert not page.exception
    assert "两次都有 7 题：新对 0 题，新错 1 题" in html(page)
    assert "pa-figures" in html(page)
    page.button(key="open-sum").click().run()
    assert "实际：需要补充" in html(page)


def test_runs_on_the_same_questions_are_offered_first(scored: list[Scored]) -> None:
    heads = [
        RunHead(name, replace(CONDITIONS, split=split), 7) for name, split in (("a", "dev"), ("b", "all"), ("c", "all"))
    ]
    assert [head.name for head in comparable(RunHead("now", CONDITIONS, 7), heads)] == ["b", "c", "a"]


def test_conditions_that_differ_are_said(tmp_path: Path, scored: list[Scored]) -> None:
    save_run(many(scored, "corpus-a"), tmp_path)
    save_run(many(scored, "corpus-b"), tmp_path)
    one, other = saved_runs(tmp_path)
    assert unlike_words(one, other) == "两次评测的文件不同，差别不只来自程序。"
    assert unlike_words(one, one) == ""


def test_a_clause_of_the_same_documents_opens_in_its_place(
    open_page: Opener, real: Assistant, runs: Path, corpus: Corpus
) -> None:
    unit = next(unit for unit in corpus.units if unit.label == "附件2 四、10.")
    gold = {"document": unit.document_id, "snippet": "给予一次性30万元的奖励"}
    line = {"id": "q", "kind": "amount", "question": "深圳给多少", "status": "answered", "gold": [gold]}
    examiner = Examiner()
    examinee = Examinee(real, corpus, "toy")
    examiner.start(examinee, "一题", json.dumps(line).encode(), "all", DAY, runs).join(20)
    page = open_page(real, "evaluation", part="未全对的题", case="q")
    assert not page.exception
    assert "<mark>给予一次性30万元的奖励</mark>" in html(page)
    assert "关于支持昌吉高新区建设" in html(page)
    page.button(key="close-evaluation").click().run()
    assert "未全对 1 题" in html(page)


def test_a_damaged_run_is_a_sentence(open_page: Opener, real: Assistant, runs: Path, scored: list[Scored]) -> None:
    folder = save_run(many(scored, "corpus-a"), runs)
    (folder / "answers.jsonl").write_text("", encoding="utf-8")
    page = open_page(real, "evaluation", part="未全对的题")
    assert not page.exception
    assert "请重新评测" in page.error[0].value


def test_whoever_knows_the_password_starts_an_examination(
    open_page: Opener, real: Assistant, runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_ADMIN_PASSWORD", "芝麻开门")
    monkeypatch.setattr("assistant.pages.admin.draw_sign_in", lambda purpose: True)
    monkeypatch.setattr("eval.page.QUESTIONS", one_question(runs))
    page = open_page(real, "evaluation")
    page.selectbox(key="split").set_value("all")
    page.button(key="start").click().run()
    from eval.page import the_examiner

    wait(the_examiner())
    page.run()
    assert not page.exception
    assert "评测完成" in page.success[0].value
    assert len(saved_runs(runs)) == 1
    assert "题未全对，共 1 题" in html(page)


def test_everybody_sees_what_is_under_way_and_who_may_stops_it(
    open_page: Opener, real: Assistant, runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(real, "evaluation")
    from eval.page import the_examiner

    examiner = the_examiner()
    examiner.running = Running("few.jsonl，all，10 题", 10, 4, time.monotonic() - 8)
    page.run()
    assert not page.exception
    assert not [button for button in page.button if button.key in ("start", "stop")]
    (bar,) = page.get("progress")
    assert bar.proto.value == 40
    assert view.plain("4/10，还要约 12 秒") in bar.proto.text
    monkeypatch.setattr("assistant.pages.admin.admin_signed_in", lambda: True)
    stopped = []
    monkeypatch.setattr(Examiner, "stop", lambda self: stopped.append(self))
    page.run()
    page.button(key="stop").click().run()
    assert stopped == [examiner]
    examiner.running = None


def one_question(folder: Path) -> Path:
    folder.mkdir(parents=True)
    path = folder / "one.jsonl"
    path.write_text(question_to_line(Question("q", "unanswerable", "深圳给多少", "not_found")) + "\n", encoding="utf-8")
    return path


def test_conditions_can_be_read_back(tmp_path: Path, scored: list[Scored]) -> None:
    save_run(many(scored, "corpus-a"), tmp_path)
    (head,) = saved_runs(tmp_path)
    assert asdict(head.conditions) == asdict(many(scored, "corpus-a").conditions)
