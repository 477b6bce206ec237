"""One bad file harms nobody: it is named, the others are registered, answered from and shown."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant import ask
from assistant.ask import Assistant, build_index, open_assistant, open_corpus
from assistant.cli import main
from assistant.showing import view
from assistant.upload import preview, register
from corpus import parse, reports
from corpus.errors import StaleIndex, UnreadableDocument
from corpus.measure import Document
from corpus.outline.units import Division, divide
from corpus.parse import parse_text
from corpus.register import load_register
from corpus.shelf import add_file
from index import store
from tests.corpus.test_units_laws import laws_hold
from tests.page_kit import Opener
from tests.shelf_kit import JOBS, KILNS, QUESTION
from tests.toy import ToyEncoder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus of two documents with its index, and a toy model for all commands."""
    folder = tmp_path / "corpus"
    monkeypatch.setenv("POLICY_CORPUS", str(folder))
    monkeypatch.setenv(reports.SETTING, str(tmp_path / "reports"))
    monkeypatch.delenv(store.SETTING, raising=False)
    encoder = ToyEncoder()
    for module in ("assistant.ask", "assistant.cli"):
        monkeypatch.setattr(f"{module}.load_encoder", lambda **_: encoder)
    monkeypatch.setattr(ask, "load_reranker", lambda: None)
    for name, text in (("jobs.txt", JOBS), ("kilns.txt", KILNS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        add_file(folder, tmp_path / name)
    build_index(open_corpus(), encoder)
    return folder


def spoilt(home: Path, how: str) -> None:
    path = home / "raw" / "jobs.txt"
    match how:
        case "gone":
            path.unlink()
        case "changed":
            path.write_text("另一份文件", encoding="utf-8")
        case "empty":
            path.write_bytes(b"")
        case "folder":
            path.unlink()
            path.mkdir()


def cannot_parse(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules fail on one document in a way that nobody foresaw."""

    def failing(source: str, headings: Sequence[tuple[int, int]] = ()) -> Division:
        if "松塔县" in source:
            raise IndexError("list index out of range")
        return divide(source, headings)

    monkeypatch.setattr(parse, "divide", failing)
    monkeypatch.setattr(ask, "parser_identity", lambda: "the rules that fail")  # else nothing is parsed again


@pytest.mark.deep
@pytest.mark.parametrize("how", ["gone", "changed", "empty", "folder", "cannot be parsed"])
def test_the_other_documents_answer_and_the_bad_one_is_named(
    how: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if how == "cannot be parsed":
        cannot_parse(monkeypatch)
    else:
        spoilt(home, how)
    for arguments, shown in (
        (["ask", QUESTION], "35万元"),
        (["corpus", "list"], "青石县"),
        (["corpus", "export"], "电窑"),
        (["search", "窑炉"], "窑炉"),
        (["show", "青石县第一条"], ""),
        (["match", "我们在青石县，是完成电窑改造的陶瓷企业"], "35万元"),
        (["supports"], "35万元"),
        (["calendar"], "青石县"),
        (["card", "kilns/一、"], "35万元"),
        (["index", "--if-stale"], "1 份文件"),
        (["index", "--check"], "1 份文件"),
        (["ask", QUESTION], "35万元"),
    ):
        result = CliRunner().invoke(main, arguments)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        assert shown in result.stdout, arguments
        assert "警告" in result.stderr
        assert "jobs.txt" in result.stderr
        assert "Traceback" not in result.output


def test_a_corpus_of_nothing_but_bad_files_says_why(home: Path) -> None:
    shutil.rmtree(home / "raw")
    with pytest.raises(UnreadableDocument, match=r"jobs\.txt"):
        open_corpus()


def test_an_index_of_other_rules_is_still_stale_where_every_document_is_read(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ask, "parser_identity", lambda: "another")
    with pytest.raises(StaleIndex):
        open_assistant()


def test_a_text_that_is_read_otherwise_makes_the_index_stale(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bytes, another version of a library: every offset behind the first difference would be false."""
    read = parse.load_document

    def otherwise(register: object, document: Document) -> parse.Loaded:
        text, _ = read(register, document)  # type: ignore[arg-type]
        return " " + text, parse_text(" " + text, document.id)

    monkeypatch.setattr(ask, "load_document", otherwise)
    monkeypatch.setattr(ask, "parser_identity", lambda: "another version")
    result = CliRunner().invoke(main, ["index", "--check"])
    assert result.exit_code == 1
    assert "policy index" in result.stderr


def test_what_cannot_be_parsed_is_not_registered_and_the_batch_goes_on(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (home / "documents.toml").read_bytes()
    paths = []
    for name, text in (("bad.txt", JOBS.replace("20", "30")), ("good.txt", KILNS.replace("青石", "云泽"))):
        (tmp_path / name).write_text(text, encoding="utf-8")
        paths.append(str(tmp_path / name))
    cannot_parse(monkeypatch)
    result = CliRunner().invoke(main, ["corpus", "add", *paths])
    assert result.exit_code == 1
    assert "bad.txt" in result.stderr
    assert "report-" in result.stderr
    assert "good.txt：已登记" in result.stdout
    (report,) = (tmp_path / "reports").iterdir()
    assert "IndexError" in report.read_text(encoding="utf-8")
    assert not (home / "raw" / "bad.txt").exists()
    after = (home / "documents.toml").read_bytes()
    assert after.startswith(before.rstrip())
    assert after.count(b"[[document]]") == 3


@pytest.mark.parametrize("name", ["甲\udcff乙.txt", "a\nb.txt", "c\x1b[31md.txt"])
def test_a_file_of_any_name_is_registered_under_one_that_every_system_takes(
    name: str, home: Path, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(KILNS.replace("青石", "云泽"), encoding="utf-8")
    result = CliRunner().invoke(main, ["corpus", "add", str(tmp_path / name)])
    assert result.exit_code == 0, result.output
    stored = load_register(home).documents[-1].source_file
    assert stored.isprintable()
    assert (home / "raw" / stored).exists()
    for arguments in (["corpus", "parse", str(tmp_path / name)], ["corpus", "parse", "--jsonl", str(tmp_path / name)], ["corpus", "check", str(tmp_path / name)]):  # fmt: skip
        assert "Traceback" not in CliRunner().invoke(main, arguments).output


def test_another_document_can_be_registered_and_taken_up_beside_a_bad_one(home: Path) -> None:
    spoilt(home, "gone")
    before = open_assistant(ToyEncoder())
    assert [each.document.source_file for each in before.corpus.omitted] == ["jobs.txt"]
    seen = preview(home, "new.txt", KILNS.replace("青石", "云泽").encode())
    made: list[Assistant] = []
    register(home, seen, seen.document, before, lambda *_: None, made.append)
    assert {document.source_file for document in made[0].corpus.documents} == {"kilns.txt", "new.txt"}
    assert "云泽" in open_assistant(ToyEncoder()).ask("云泽县对完成电窑改造的陶瓷企业奖励多少").text


def test_the_page_names_it_without_its_place_on_the_disk(home: Path, open_page: Opener) -> None:
    spoilt(home, "gone")
    assistant = open_assistant(ToyEncoder())
    assert view.omitted_words(assistant.corpus).startswith("有 1 份登记过的文件")
    for page in ("", "library", "find"):
        application = open_page(assistant, page)
        (warning,) = [each.value for each in application.warning if "没有收入" in each.value]
        assert "松塔县稳岗补贴办法" in warning
        assert str(home) not in warning


@pytest.mark.parametrize(
    "text",
    [
        "松塔县办法\n第一条 给予奖励。\n附件1\n附件2\n一、甲",
        "附件1",
        "办法\n附件1\n1.\n2.",
        "附件1\n第一条",
        "一、\n二、\n三、",
        "附件：\n附件",
        "\r\n一、甲\r第二条",
        "附件1\n附件1\n附件1\n",
    ],
)
def test_a_document_that_is_not_whole_is_divided(text: str) -> None:
    laws_hold(text, parse_text(text, "a"))


def test_a_document_that_is_registered_again_after_a_repair_is_back(home: Path) -> None:
    spoilt(home, "changed")
    assert len(open_corpus().documents) == 1
    (home / "raw" / "jobs.txt").write_text(JOBS, encoding="utf-8")
    assert len(open_corpus().documents) == 2
    assert open_assistant(ToyEncoder()).corpus.omitted == ()
