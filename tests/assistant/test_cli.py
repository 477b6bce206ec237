"""The command line as a person types it: real index, exit codes, one sentence for each failure, never a traceback."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result

import corpus as room
from assistant.ask import Assistant
from assistant.cli import main
from assistant.corpus_commands import told_corpus


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, built_index: Path, assistant: Assistant) -> object:
    """Run `policy …` in this process over the index and model the session already has."""
    monkeypatch.setenv("POLICY_INDEX", str(built_index))
    monkeypatch.setattr("assistant.cli._opened", lambda: assistant)
    monkeypatch.setattr("assistant.cli.told_corpus", lambda: assistant.corpus)

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(main, arguments)

    return invoke


def test_ask_prints_the_clause(run) -> None:  # type: ignore[no-untyped-def]
    result = run("ask", "昌吉高新区对瞪羚企业奖励多少")
    assert result.exit_code == 0
    assert "100万元" in result.output
    assert "附件2 三、6." in result.output
    assert "已过期" in result.output


def test_ask_json_is_the_contract(run) -> None:  # type: ignore[no-untyped-def]
    answer = json.loads(run("ask", "兰州容错机制由谁牵头", "--json").output)
    assert {"question", "status", "text", "citations", "benefits", "warnings", "as_of", "engine", "timings_ms"} <= set(
        answer
    )
    citation = answer["citations"][0]
    assert {
        "marker", "document_id", "document_title", "source_file", "label", "path", "quote", "text", "start", "end",
        "score", "in_force",
    } <= set(citation)  # fmt: skip
    assert citation["quote"] in citation["text"]


def test_search_json(run) -> None:  # type: ignore[no-untyped-def]
    found = json.loads(run("search", "知识产权保护", "-k", "3", "--json").output)
    assert found["query"] == "知识产权保护"
    assert len(found["hits"]) == 3


def test_batch_keeps_order_and_reports_the_bad_line(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "q.jsonl"
    lines = [
        {"id": "1", "question": "昌吉高新区新认定的高企奖励多少？"},
        {"id": "2", "question": "那独角兽落户呢？", "history": ["昌吉高新区新认定的高企奖励多少？"]},
        {"id": "3", "question": " "},
        {"id": "4", "question": "众创空间补助多少", "filters": {"document": "甘州"}},
    ]
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    result = run("ask", "--jsonl", str(path))
    answers = [json.loads(line) for line in result.output.splitlines() if line.startswith("{")]
    assert [answer["id"] for answer in answers] == ["1", "2", "3", "4"]
    assert "300万元" in answers[1]["text"]
    assert "error" in answers[2]
    assert answers[3]["citations"][0]["document_id"] == "ganzhou-2017"
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", ":1：不是合法的 JSON"),
        ('{"question": "a"}\n{"q": 1}', ":2：应是含有 question"),
        ('{"question": "a", "filters": {"colour": "red"}}', "不认识的筛选「colour」"),
        ('{"question": "a", "history": "b"}', "history 应是"),
        ("", "没有问题"),
        ("[" * 100_000, ":1：不是合法的 JSON（嵌套太深）"),
        ('{"question": ' + "9" * 5_000 + "}", ":1：不是合法的 JSON（数字太长）"),
    ],
)
def test_a_bad_batch_names_the_line(content: str, message: str, run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "q.jsonl"
    path.write_text(content, encoding="utf-8")
    result = run("ask", "--jsonl", str(path))
    assert result.exit_code == 2
    assert message in result.output


def test_a_line_separator_inside_a_string_ends_no_line(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "q.jsonl"
    path.write_text('{"id": "1", "question": "昌吉附件2第4条\u2028"}', encoding="utf-8")
    assert json.loads(run("ask", "--jsonl", str(path)).output)["status"] == "answered"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("command", [["ask", "--jsonl"], ["eval", "--set"], ["eval", "gate", "--floors"]])
def test_a_device_without_end_is_not_read(command: list[str], run) -> None:  # type: ignore[no-untyped-def]
    result = run(*command, "/dev/full")
    assert result.exit_code == 1
    assert "这不是普通文件" in result.output


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["ask", ""], 2, "问题是空的"),
        (["ask"], 2, "请给出问题"),
        (["ask", "问" * 10_000], 2, "10000 字"),
        (["ask", "高企", "--as-of", "明天"], 2, "--as-of"),
        (["ask", "高企", "--document", "火星"], 1, "没有叫「火星」的文件"),
        (["show", "昌吉附件2第99条"], 1, "找不到条款「昌吉附件2第99条」"),
        (["corpus", "parse", "/nirgends/a.txt"], 1, "找不到这个文件"),
        (["corpus", "parse", "深" * 200 + ".txt"], 1, "读不了这个文件"),
        (["ask", "兰发20号文第十七条", "--export", "深" * 200 + ".docx"], 2, "这个文件名不能用"),
        (["verify", "深" * 200 + ".txt"], 1, "只能核对 .docx"),
        (["match", "我们是瞪羚企业" * 1_000], 2, "7000 字"),
        (["search", "高企", "-k", "0"], 2, "-k"),
        (["search", "高企", "-k", "9" * 5_000], 2, "-k"),
        (["fliegen"], 2, "fliegen"),
    ],
)
def test_failures_are_sentences_with_exit_codes(arguments: list[str], code: int, message: str, run) -> None:  # type: ignore[no-untyped-def]
    result = run(*arguments)
    assert result.exit_code == code
    assert message in result.output
    assert "Traceback" not in result.output


def test_an_answer_is_exported_and_verified(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    question = ("ask", "--as-of", "2025-11-23", "昌吉高新区对瞪羚企业奖励多少")
    for suffix in (".docx", ".xlsx", ".md"):
        result = run(*question, "--export", str(tmp_path / f"a{suffix}"))
        assert result.exit_code == 0
        assert "100万元" in result.output
        assert (tmp_path / f"a{suffix}").stat().st_size > 500
    sheet = tmp_path / "a.docx"
    holds = run("verify", str(sheet), "--as-of", "2025-11-24")
    assert (holds.exit_code, "全部相符" in holds.output) == (0, True)
    expired = run("verify", str(sheet), "--as-of", "2026-01-01")
    assert (expired.exit_code, "已过期" in expired.output) == (1, True)
    document = docx.Document(str(sheet))
    for table in document.tables:
        for row in table.rows:
            row.cells[1].text = row.cells[1].text.replace("100万元", "900万元")
    document.save(str(sheet))
    forged = json.loads(run("verify", str(sheet), "--as-of", "2025-11-24", "--json").output)
    assert {finding["kind"] for finding in forged["findings"]} == {"edited", "text"}
    assert forged["holds"] is False


@pytest.mark.deep
def test_a_sheet_names_the_document_that_was_removed(  # type: ignore[no-untyped-def]
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = tmp_path / "a.docx"
    run("ask", "--document", "甘州", "众创空间补助多少", "--export", str(sheet))
    folder = tmp_path / "corpus"
    shutil.copytree(Path(str(room.__file__)).parent, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    monkeypatch.setenv("POLICY_CORPUS", str(folder))
    monkeypatch.setattr("assistant.cli.told_corpus", told_corpus)
    assert run("verify", str(sheet)).exit_code == 0
    assert run("corpus", "remove", "甘州").exit_code == 0
    result = run("verify", str(sheet))
    assert result.exit_code == 1
    assert "ganzhou-2017" in result.output
    assert "没有登记" in result.output


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["ask", "高企", "--export", "a.pdf"], 2, "不能导出为 .pdf"),
        (["ask", "高企", "--export", "there.md"], 2, "--force"),
        (["ask", "--jsonl", "q.jsonl", "--export", "a.md"], 2, "不能与 --jsonl 同用"),
        (["ask", "兰发20号文第十七条", "--export", "none/a.md"], 1, "请检查文件夹"),
        (["verify", "there.md"], 1, "只能核对 .docx"),
        (["verify", "none.docx"], 1, "找不到这个文件"),
        (["verify", "."], 1, "文件夹"),
        (["verify"], 2, "FILES"),
    ],
)
def test_export_and_verify_fail_in_a_sentence(  # type: ignore[no-untyped-def]
    arguments: list[str], code: int, message: str, run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.md").write_text("mine", encoding="utf-8")
    result = run(*arguments)
    assert result.exit_code == code
    assert message in result.output
    assert "Traceback" not in result.output
    assert (tmp_path / "there.md").read_text(encoding="utf-8") == "mine"


def test_show(run) -> None:  # type: ignore[no-untyped-def]
    result = run("show", "昌吉附件2第4条")
    assert "技术交易额的3%" in result.output
    assert json.loads(run("show", "昌吉附件2第4条", "--json").output)[0]["label"] == "附件2 二、4."


def test_corpus_parse_and_export(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "新政策.txt"
    path.write_text("一、支持。给予10万元奖励。\n二、附则。自印发之日起施行。\n- 1 -\n", encoding="utf-8")
    units = [json.loads(line) for line in run("corpus", "parse", str(path), "--jsonl").output.splitlines()]
    text = path.read_text(encoding="utf-8")
    assert [unit["kind"] for unit in units] == ["measure", "measure", "boilerplate"]
    assert all(text[unit["start"] : unit["end"]] == unit["text"] for unit in units)
    assert all(unit["source_file"] == "新政策.txt" for unit in units)
    exported = [json.loads(line) for line in run("corpus", "export").output.splitlines()]
    assert sum(unit["kind"] == "measure" for unit in exported) == 118


@pytest.mark.deep
def test_a_missing_index_says_what_to_run(tmp_path: Path) -> None:
    """In a process of its own, with an empty index folder and no network: a sentence, exit code 1."""
    environment = {**os.environ, "POLICY_INDEX": str(tmp_path / "none")}
    command = [sys.executable, "-m", "assistant.cli", "ask", "高企"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "policy index" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.deep
def test_a_clause_number_loads_no_model(built_index: Path) -> None:
    """In a process of its own: the model's libraries are never imported for a clause number."""
    script = (
        "import sys; from assistant.ask import open_assistant; "
        "assistant = open_assistant(); answer = assistant.ask('兰发20号文第十七条'); "
        "assert assistant.search('兰发20号文第十七条'); assert answer.status == 'answered'; assert 'torch' not in sys.modules, 'model loaded'"
    )
    environment = {**os.environ, "POLICY_INDEX": str(built_index)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_command_has_help_and_a_mention(run) -> None:  # type: ignore[no-untyped-def]
    guide = (Path(__file__).parents[2] / "docs" / "guide.md").read_text(encoding="utf-8")
    for name in ("ask", "search", "show", "verify", "index", "corpus", "eval", "page", "doctor", "serve", "mcp"):
        result = run(name, "--help")
        assert result.exit_code == 0
        assert f"policy {name}" in guide


@pytest.mark.deep
def test_training_prints_its_report(run, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("eval.train.train", lambda: "2 题，2 组文件")
    result = run("eval", "train")
    assert (result.exit_code, result.output) == (0, "2 题，2 组文件\n")


@pytest.mark.deep
def test_training_without_its_library_says_what_to_do(run, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.delitem(sys.modules, "eval.train", raising=False)
    monkeypatch.setitem(sys.modules, "sklearn.linear_model", None)
    result = run("eval", "train")
    assert result.exit_code == 2
    assert "sklearn" in result.output
    assert "make install" in result.output
