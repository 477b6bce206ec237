"""An examination from end to end over three clauses and an assistant of a few lines; no model, no index."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.answer import Answer, Citation
from corpus.errors import UsageError
from corpus.measure import Document, Measure, Span
from corpus.parse import Corpus
from eval.command import Examinee, eval_command
from eval.gate import BadBaseline, Baseline, check, load_baseline, proposed, save_baseline
from eval.html import page
from eval.questions import Gold, Question
from eval.report import columns, comparison_report, report
from eval.run import BadRun, Conditions, Run, evaluate, load_run, save_run
from eval.scored import Scored
from eval.summary import compare, failures, summarize
from index.hit import Hit

CLAUSES = {"1.": "1.给予20万元奖励。", "2.": "2.由市科技局牵头。", "3.": "3.予以补助。"}
SOURCE = "".join(CLAUSES.values())
CONDITIONS = Conditions("toy", "corpus-a", "set-a", "all", "abc", "2020-06-16T00:00:00+08:00")


def measures() -> list[Measure]:
    made = []
    for label, text in CLAUSES.items():
        start = SOURCE.index(text)
        span = Span(start, start + len(text))
        made.append(Measure(f"d/{label}", "d", "正文", (label,), label, label, text, span, "measure"))
    return made


CORPUS = Corpus((Document("d", "某文件", "d.txt", ""),), tuple(measures()), {"d": SOURCE}, "corpus-a")


class ToyAssistant:
    """Ranks clauses by characters shared with the question; answers with the first, or refuses where none fits."""

    def search(self, question: str, k: int, history: Sequence[str] = ()) -> list[Hit]:
        asked = set("".join([*history, question]))
        scored = [(len(asked & set(measure.text)), measure) for measure in CORPUS.units]
        ranked = sorted(scored, key=lambda pair: -pair[0])
        return [Hit(measure, float(score), measure.span) for score, measure in ranked if score][:k]

    def ask(self, question: str, history: Sequence[str] = (), as_of: date | None = None) -> Answer:
        if "崩" in question:
            raise RuntimeError("模型不见了")
        hits = self.search(question, 1, history)
        today = as_of or date(2020, 6, 16)
        if not hits:
            return Answer(question, "not_found", "没有找到。", today)
        best = hits[0].measure
        cited = Citation(1, best, "某文件", "d.txt", best.text, best.span, hits[0].score, "not stated")
        return Answer(question, "answered", f"{best.text}[1]", today, (cited,))


QUESTIONS = (
    Question("sum", "amount", "奖励多少？", "answered", gold=(Gold("d", "给予20万元"),), facts=("200,000元",)),
    Question("who", "department", "谁牵头？", "answered", gold=(Gold("d", "由市科技局牵头"),), facts=("市科技局",)),
    Question("then", "follow_up", "？", "answered", history=("谁牵头",), gold=(Gold("d", "由市科技局牵头"),)),
    Question("none", "unanswerable", "深圳？", "not_found"),
    Question("untold", "unanswerable", "补助？", "not_stated", gold=(Gold("d", "予以补助"),)),
    Question("two", "support", "奖励补助", "answered", gold=(Gold("d", "给予20万元"), Gold("d", "予以补助"))),
    Question("crash", "phrase", "奖励崩了", "answered", gold=(Gold("d", "给予20万元"),), facts=("20万元",)),
)


@pytest.fixture(scope="module")
def scored() -> list[Scored]:
    return evaluate(ToyAssistant(), QUESTIONS, CORPUS, progress=False)


def by_id(scored: Sequence[Scored], name: str) -> Scored:
    return next(one for one in scored if one.question.id == name)


def test_every_question_is_scored_in_order(scored: list[Scored]) -> None:
    assert [one.question.id for one in scored] == [question.id for question in QUESTIONS]
    assert [one.question.id for one in scored if one.passed] == ["sum", "who", "then", "none"]


def test_a_crash_is_noted_and_the_rest_goes_on(scored: list[Scored]) -> None:
    crashed = by_id(scored, "crash")
    assert crashed.error == "RuntimeError: 模型不见了"
    assert (crashed.status, crashed.text, crashed.shown) == (None, "", ())
    assert (crashed.citation_recall, crashed.fact_recall) == (0.0, 0.0)


def test_history_reaches_the_assistant(scored: list[Scored]) -> None:
    assert [clause.id for clause in by_id(scored, "then").shown] == ["d/2."]


def test_what_is_missing_is_named(scored: list[Scored]) -> None:
    two = by_id(scored, "two")
    assert two.citation_recall == 0.5
    assert len(two.missing_clauses) == 1


def test_two_snippets_of_one_clause_are_one_clause() -> None:
    question = replace(QUESTIONS[0], gold=(Gold("d", "给予20"), Gold("d", "万元奖励")))
    (one,) = evaluate(ToyAssistant(), [question], CORPUS, progress=False)
    assert [clause.id for clause in one.gold] == ["d/1."]


def test_summary(scored: list[Scored]) -> None:
    means = summarize(scored)["all"]
    # refused: none (rightly); answered though it should not be: untold -> precision 1/1, recall 1/2
    assert (means["refusal_precision"].value, means["refusal_precision"].n) == (1.0, 1)
    assert (means["refusal_recall"].value, means["refusal_recall"].n) == (0.5, 2)
    assert (means["false_refusal"].value, means["false_refusal"].n) == (0.0, 5)
    # six have gold; recall: sum 1, who 1, then 1, untold 1, two 1/2, crash 0
    assert means["citation_recall"].value == pytest.approx(4.5 / 6)
    assert means["citation_recall"].n == 6
    assert means["fact_recall"].value == pytest.approx(2 / 3)  # sum, who said; crash not
    assert means["status"].value == pytest.approx(5 / 7)  # all but untold and crash
    assert means["passed"].n == 7
    assert summarize(scored)["unanswerable"]["fact_recall"].value is None


def test_report_shows_means_with_n_and_each_failure(scored: list[Scored]) -> None:
    text = report(scored)
    assert "共 7 题" in text
    assert "R@10" in text
    assert "✗ untold（不可答，dev）补助？" in text
    assert "状态  应为 not_stated，实为 answered" in text
    assert "应引  d 3." in text
    assert "错误  RuntimeError: 模型不见了" in text
    assert "✗ sum" not in text
    assert "✗" not in report(scored, with_failures=False)
    assert report([]) == "没有题目。"


def test_columns_are_straight_with_chinese_in_them() -> None:
    assert columns([["", "平均"], ["全部", "1"], ["a", "0.25"]]).split("\n") == [
        "      平均",
        "全部     1",
        "a     0.25",
    ]


def test_comparison_lists_gained_and_lost(scored: list[Scored]) -> None:
    better = [replace(one, status="not_stated") if one.question.id == "untold" else one for one in scored]
    worse = [replace(one, text="") if one.question.id == "who" else one for one in better]
    comparison = compare(scored, worse[:-1])
    assert [after.question.id for _, after in comparison.gained] == ["untold"]
    assert [after.question.id for _, after in comparison.lost] == ["who"]
    assert comparison.only_before == ("crash",)
    facts = next(change for change in comparison.changes if change.metric == "fact_recall")
    assert (facts.before, facts.after, facts.n) == (1.0, 0.5, 2)
    text = comparison_report(comparison)
    assert "新对 1 题：\n✓ untold" in text
    assert "新错 1 题：\n✗ who" in text
    assert "只在基准里的题：crash" in text


def test_html_escapes_everything_and_needs_nothing(scored: list[Scored]) -> None:
    nasty = replace(by_id(scored, "crash"), text="<script>1</script>", error="<b>&")
    nasty = replace(nasty, question=replace(nasty.question, question="<img src=x>", note='"><i>'))
    html = page(Run(replace(CONDITIONS, model="<u>m"), (nasty, *scored)))
    for tag in ("<script", "<img", "<i>", "<b>", "<u>", "http://", "https://", "src="):
        assert tag not in html.replace("&lt;img src=x&gt;", "")
    assert "&lt;script&gt;" in html
    assert "未引" in html


def test_a_run_comes_back_as_it_was(tmp_path: Path, scored: list[Scored]) -> None:
    run = Run(CONDITIONS, tuple(scored))
    first, second = save_run(run, tmp_path, {"report.txt": "x"}), save_run(run, tmp_path)
    assert first != second
    assert load_run(first) == run
    assert sorted(path.name for path in first.iterdir()) == ["answers.jsonl", "report.txt", "run.json"]
    assert {path.name for path in tmp_path.iterdir()} == {first.name, second.name}  # no draft left over


def test_a_failed_save_leaves_nothing(tmp_path: Path, scored: list[Scored]) -> None:
    with pytest.raises(OSError, match="no-such"):
        save_run(Run(CONDITIONS, tuple(scored)), tmp_path, {"no-such/report.txt": "x"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", ["missing", "no head", "short", "json", "format"])
def test_a_damaged_run_is_named(tmp_path: Path, scored: list[Scored], damage: str) -> None:
    folder = save_run(Run(CONDITIONS, tuple(scored)), tmp_path)
    head, answers = folder / "run.json", folder / "answers.jsonl"
    match damage:
        case "missing":
            answers.unlink()
        case "no head":
            head.write_text("[]", "utf-8")
        case "short":
            answers.write_text(answers.read_text("utf-8").split("\n")[0] + "\n", "utf-8")
        case "json":
            answers.write_text("{", "utf-8")
        case "format":
            head.write_text(json.dumps({"format": 0}), "utf-8")
    with pytest.raises(BadRun, match=folder.name):
        load_run(folder)


# --- the gate ---


def test_floors_proposed_from_a_run_hold_for_it(tmp_path: Path, scored: list[Scored]) -> None:
    path = tmp_path / "baseline.json"
    save_baseline(proposed(scored, CONDITIONS), path)
    baseline = load_baseline(path)
    assert baseline.passed == ("sum", "who", "then", "none")
    assert check(scored, baseline, CONDITIONS) == []


def test_a_fall_is_named_with_its_questions(scored: list[Scored]) -> None:
    worse = [replace(one, text="") if one.question.id == "who" else one for one in scored]
    violations = check(worse, proposed(scored, CONDITIONS))
    assert "department fact_recall：0.000，低于下限 1.000。" in violations
    assert violations[-1] == "原来全对、现在不对的题：who。"


def test_a_ceiling_is_kept_too(scored: list[Scored]) -> None:
    baseline = Baseline("", "", "all", {"all": {"false_refusal": 0.0}})
    assert check(scored, baseline) == []
    refusing = [replace(one, status="not_found") for one in scored]
    assert check(refusing, baseline) == ["all false_refusal：1.000，高于上限 0.000。"]


def test_other_conditions_and_missing_kinds_are_violations(scored: list[Scored]) -> None:
    baseline = Baseline("corpus-b", "set-a", "dev", {"comparison": {"mrr": 0.5}})
    violations = check(scored, baseline, CONDITIONS)
    assert len(violations) == 3
    assert violations[0].startswith("文件与基准不同")
    assert violations[1].startswith("部分与基准不同")
    assert violations[2] == "comparison mrr：没有可计的题，而基准要求 0.500。"


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"corpus": "", "questions": "", "split": "", "floors": {"all": {"magic": 1}}}']
)
def test_a_malformed_baseline_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(content, "utf-8")
    with pytest.raises(BadBaseline, match=r"baseline\.json"):
        load_baseline(path)


def test_failures_are_those_not_passed(scored: list[Scored]) -> None:
    assert [one.question.id for one in failures(scored)] == ["untold", "two", "crash"]


# --- the command ---


@pytest.fixture
def set_file(tmp_path: Path) -> Path:
    gold = [{"document": "d", "snippet": "给予20万元"}]
    rows = [
        {"id": "a", "kind": "amount", "question": "奖励？", "status": "answered", "gold": gold, "facts": ["20万元"]},
        {"id": "b", "kind": "unanswerable", "question": "深圳？", "status": "not_found", "split": "judge"},
    ]
    path = tmp_path / "set.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def test_command_prints_the_report_and_keeps_the_run(tmp_path: Path, set_file: Path) -> None:
    examinee = Examinee(ToyAssistant(), CORPUS, "toy")
    call = ["--set", str(set_file), "--out", str(tmp_path / "runs")]
    result = CliRunner().invoke(eval_command, call, obj=examinee, catch_exceptions=False)
    assert result.exit_code == 0
    assert "共 2 题" in result.output
    (folder,) = (tmp_path / "runs").iterdir()
    assert sorted(path.name for path in folder.iterdir()) == ["answers.jsonl", "report.html", "report.txt", "run.json"]

    again = [*call, "--split", "dev", "--baseline", str(folder), "--json"]
    given = json.loads(CliRunner().invoke(eval_command, again, obj=examinee, catch_exceptions=False).stdout)
    assert (given["questions"], given["failures"], given["gained"], given["lost"]) == (1, [], [], [])
    assert given["summary"]["all"]["fact_recall"] == {"mean": 1.0, "n": 1, "low": 1.0, "high": 1.0}
    assert given["conditions"]["split"] == "dev"


def test_command_with_an_empty_split_is_a_usage_error(tmp_path: Path, set_file: Path) -> None:
    set_file.write_text(set_file.read_text("utf-8").split("\n")[0], "utf-8")
    call = ["--set", str(set_file), "--out", str(tmp_path / "runs"), "--split", "judge"]
    with pytest.raises(UsageError, match="judge"):
        CliRunner().invoke(eval_command, call, obj=Examinee(ToyAssistant(), CORPUS, "toy"), catch_exceptions=False)
    assert not (tmp_path / "runs").exists()
