"""An examination from end to end over three clauses and an assistant of a few lines; no model, no index."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.ask import corpus_identity
from corpus.errors import UsageError
from corpus.parse import load_corpus
from corpus.register import load_register
from eval.command import eval_command
from eval.examinee import Examinee
from eval.questions import Gold
from eval.report import columns, comparison_report, report
from eval.run import BadRun, Run, evaluate, load_run, save_run
from eval.scored import Scored
from eval.summary import NO_DOCUMENT, by_document, compare, failures, summarize
from index import store
from index.encoder import LazyEncoder
from index.measure_index import MeasureIndex
from tests.examination import CONDITIONS, CORPUS, QUESTIONS, ToyAssistant, by_id


@pytest.fixture(scope="module")
def scored() -> list[Scored]:
    return evaluate(ToyAssistant(), QUESTIONS, CORPUS, progress=False)


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
    assert one.gold[0].quotes == ("给予20", "万元奖励")


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


def test_by_document_counts_a_question_in_each_of_its_documents(scored: list[Scored]) -> None:
    members = by_document(scored)
    assert list(members) == ["d", NO_DOCUMENT]
    assert [one.question.id for one in members[NO_DOCUMENT]] == ["none"]
    two = replace(scored[0], gold=(*scored[0].gold, replace(scored[0].gold[0], id="e/1.", document_id="e")))
    assert [len(group) for group in by_document([two, *scored]).values()] == [7, 1, 1]
    assert "按文件" in report(scored)


def test_the_whole_answer_is_kept(scored: list[Scored]) -> None:
    kept = by_id(scored, "sum").answer
    assert kept is not None
    assert (kept["status"], kept["as_of"], kept["citations"][0]["label"]) == ("answered", "2020-06-16", "1.")
    assert by_id(scored, "crash").answer is None


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


def test_a_comparison_comes_with_the_report(tmp_path: Path, set_file: Path) -> None:
    examinee = Examinee(ToyAssistant(), CORPUS, "toy")
    call = ["--set", str(set_file), "--out", str(tmp_path / "runs")]
    CliRunner().invoke(eval_command, call, obj=examinee, catch_exceptions=False)
    (before,) = (tmp_path / "runs").iterdir()
    result = CliRunner().invoke(eval_command, [*call, "--baseline", str(before)], obj=examinee, catch_exceptions=False)
    assert "与基准相比" in result.output
    (after,) = set((tmp_path / "runs").iterdir()) - {before}
    assert "与基准相比" in (after / "report.html").read_text("utf-8")
    assert "新错 0 题" in (after / "report.txt").read_text("utf-8")


def test_a_wrong_day_is_a_usage_error(set_file: Path) -> None:
    call = ["--set", str(set_file), "--as-of", "明天"]
    with pytest.raises(UsageError, match="年-月-日"):
        CliRunner().invoke(eval_command, call, obj=Examinee(ToyAssistant(), CORPUS, "toy"), catch_exceptions=False)


@pytest.mark.parametrize("command", [[], ["gate"], ["pin"], ["review"]])
def test_help_is_in_chinese(command: list[str]) -> None:
    result = CliRunner().invoke(eval_command, [*command, "--help"])
    assert result.exit_code == 0
    options = [line for line in result.output.splitlines() if line.strip().startswith("--") and "--help" not in line]
    assert options
    for number, line in enumerate(options):
        assert any("\u4e00" <= character <= "\u9fff" for character in line), (number, line)


# --- anyone's set over anyone's corpus ---

MINE = """关于支持青禾镇发展的办法
一、支持对象
在青禾镇注册的农产品加工企业。
二、支持措施
（一）建设冷库。对新建冷库的企业，一次性补助8万元。（牵头单位：镇农业服务中心）
（二）开设网店。对开设网店的企业，补助网络费用的30%。
三、附则
本办法自印发之日起施行，有效期至2030年6月30日。
"""


@pytest.mark.deep
def test_any_corpus_and_any_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: LazyEncoder) -> None:
    """A corpus that nobody here has seen, named by POLICY_CORPUS, with the real model, through the command."""
    import hashlib

    raw = tmp_path / "corpus" / "raw"
    raw.mkdir(parents=True)
    (raw / "mine.txt").write_text(MINE, "utf-8")
    digest = hashlib.sha256((raw / "mine.txt").read_bytes()).hexdigest()
    (tmp_path / "corpus" / "documents.toml").write_text(
        f'[[document]]\nid = "qinghe"\nsource_file = "mine.txt"\nsha256 = "{digest}"\n'
        'title = { value = "关于支持青禾镇发展的办法", stated = true }\naliases = ["青禾"]\nregions = ["青禾镇"]\n',
        "utf-8",
    )
    rows = [
        {"id": "1", "kind": "amount", "question": "青禾镇新建冷库补助多少？", "status": "answered",
         "gold": [{"document": "qinghe", "snippet": "一次性补助8万元"}], "facts": ["8万元"]},
        {"id": "2", "kind": "department", "question": "青禾镇冷库谁牵头？", "status": "answered",
         "gold": [{"document": "qinghe", "snippet": "建设冷库"}], "facts": ["镇农业服务中心"]},
    ]  # fmt: skip
    mine = tmp_path / "mine.jsonl"
    mine.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    monkeypatch.setenv("POLICY_CORPUS", str(tmp_path / "corpus"))
    monkeypatch.setenv("POLICY_INDEX", str(tmp_path / "index"))
    monkeypatch.setattr("assistant.ask.load_encoder", lambda: model)
    corpus = load_corpus(load_register())
    index = MeasureIndex.build(corpus.documents, corpus.units, model, progress=False)
    store.save(index, tmp_path / "index", corpus_identity(corpus))

    call = ["--set", str(mine), "--out", str(tmp_path / "runs"), "--json"]
    result = CliRunner().invoke(eval_command, call, catch_exceptions=False)
    given = json.loads(result.stdout)
    assert (given["questions"], given["failures"]) == (2, [])
    assert "2/2" in result.stderr  # the progress bar
    page = (Path(given["folder"]) / "report.html").read_text("utf-8")
    assert "关于支持青禾镇发展的办法" in page
