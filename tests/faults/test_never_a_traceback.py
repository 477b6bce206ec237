"""Every surface that takes words, given thousands that are wrong: a sentence each time, never a traceback or a report.

POLICY_FAULTS says how many inputs a surface gets.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant import unforeseen
from assistant.ask import Assistant
from assistant.cli import main
from assistant.showing import feedback
from assistant.writing import chat_model
from corpus.errors import PolicyError
from corpus.parse import Corpus
from corpus.read import source_of
from eval.gate import load_baseline
from eval.questions import load_questions
from eval.run import load_run, saved_runs
from index import made_folder
from index.measure_index import MeasureIndex
from tests.faults import nasty
from tests.toy import ToyEncoder

pytestmark = pytest.mark.faults
INPUTS = int(os.environ.get("POLICY_FAULTS", "200"))
MANY = 150 * INPUTS  # where one costs nothing


@pytest.fixture(scope="module")
def toy(corpus: Corpus) -> Assistant:
    """The real documents with an encoder that costs nothing."""
    return Assistant(corpus, MeasureIndex.build(corpus.documents, corpus.units, ToyEncoder(), progress=False))


@pytest.fixture
def run(toy: Assistant, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[Sequence[str]], str]:
    """`policy …` in this process; what it says. Whatever nobody foresaw is raised."""

    def raised(error: BaseException, *_: object, **__: object) -> str:
        raise error

    monkeypatch.setattr(unforeseen, "told", raised)
    monkeypatch.setattr("assistant.cli._opened", lambda: toy)
    monkeypatch.setattr("assistant.cli.open_assistant", lambda: toy)
    monkeypatch.setenv("POLICY_CORPUS", str(tmp_path / "corpus"))
    monkeypatch.chdir(tmp_path)

    def invoke(arguments: Sequence[str]) -> str:
        result = CliRunner().invoke(main, list(arguments))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise AssertionError(f"policy {[each[:80] for each in arguments]}") from result.exception
        assert result.exit_code in (0, 1, 2)
        assert "Traceback" not in result.output
        return result.output

    return invoke


WORDS: dict[str, Callable[[random.Random], list[str]]] = {
    "ask": lambda r: ["ask", "--", nasty.question(r)],
    "ask --json": lambda r: ["ask", "--json", "--", nasty.question(r)],
    "ask --document": lambda r: ["ask", f"--document={nasty.question(r)}", "补贴多少"],
    "ask --region": lambda r: ["ask", f"--region={nasty.question(r)}", "补贴多少"],
    "ask --as-of": lambda r: ["ask", f"--as-of={nasty.question(r)}", "补贴多少"],
    "ask --export": lambda r: ["ask", f"--export={nasty.name(r)}{r.choice(('', '.docx', '.xlsx', '.md'))}", "兰州第3条"],
    "search": lambda r: ["search", "--", nasty.question(r)],
    "search -k": lambda r: ["search", f"-k{nasty.long_number(r)}", "补贴"],
    "search filters": lambda r: ["search", f"--part={nasty.question(r)}", f"--unit={nasty.question(r)}", "补贴"],
    "match": lambda r: ["match", "--", nasty.question(r)],
    "match --figure": lambda r: ["match", f"--figure={nasty.question(r)}={nasty.long_number(r)}", "我们是瞪羚企业"],
    "match --kind": lambda r: ["match", f"--kind={nasty.question(r)}", f"--region={nasty.question(r)}", f"--plan={nasty.question(r)}"],
    "show": lambda r: ["show", "--", nasty.question(r)],
    "verify": lambda r: ["verify", "--", nasty.name(r)],
    "corpus parse": lambda r: ["corpus", "parse", "--", nasty.name(r)],
    "corpus add": lambda r: ["corpus", "add", "--", nasty.name(r)],
    "corpus check": lambda r: ["corpus", "check", "--", nasty.name(r)],
    "corpus show": lambda r: ["corpus", "show", "--", nasty.question(r)],
    "corpus remove": lambda r: ["corpus", "remove", "--", nasty.question(r)],
    "ask --jsonl": lambda r: ["ask", f"--jsonl={nasty.name(r)}"],
    "eval --set": lambda r: ["eval", f"--set={nasty.name(r)}", f"--baseline={nasty.name(r)}"],
    "anything": lambda r: [nasty.question(r) for _ in range(r.randrange(4))],
}  # fmt: skip


@pytest.mark.parametrize("surface", WORDS)
def test_words_on_the_command_line(surface: str, run: Callable[[Sequence[str]], str]) -> None:
    chance = random.Random(surface)
    for _ in range(INPUTS):
        # The system itself refuses NUL in an argument.
        run([argument.replace("\0", "") for argument in WORDS[surface](chance)])


@pytest.mark.parametrize("command", ["ask", "search"])
def test_lines_of_a_question_file(command: str, run: Callable[[Sequence[str]], str], tmp_path: Path) -> None:
    chance = random.Random(command)
    for _ in range(INPUTS):
        lines = "\n".join(nasty.json_line(chance) for _ in range(chance.randrange(1, 3)))
        (tmp_path / "lines.jsonl").write_bytes(lines.encode("utf-8", chance.choice(("surrogatepass", "replace"))))
        run([command, f"--jsonl={tmp_path / 'lines.jsonl'}"])


def test_endpoints_of_a_chat_model() -> None:
    chance = random.Random(1)
    for _ in range(MANY):
        url = chance.choice(("http://", "https://[", "http://[::1", "//", "http://a:", "")) + nasty.question(chance)
        given = {chat_model.URL: url, chat_model.MODEL: "m", chat_model.SECONDS: nasty.long_number(chance)}
        expected(lambda given=given: chat_model.settings_from(given))  # type: ignore[misc]


def test_files_of_our_own_that_somebody_changed(corpus: Corpus, tmp_path: Path) -> None:
    chance = random.Random(2)
    path, folder = tmp_path / "file", tmp_path / "folder"
    folder.mkdir()
    for _ in range(10 * INPUTS):
        content = chance.choice((nasty.json_line, nasty.nested, nasty.question))(chance)
        path.write_bytes(content.encode("utf-8", "surrogatepass"))
        expected(lambda: load_questions(path, corpus))
        expected(lambda: load_baseline(path))
        feedback.read_feedback(path)
        for name in ("run.json", "answers.jsonl", made_folder.STAMP):
            (folder / name).write_bytes(content.encode("utf-8", "surrogatepass"))
        expected(lambda: load_run(folder))
        saved_runs(tmp_path)
        assert made_folder.fault(folder, {"layout": 1}, verify=True) is not None


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
def test_pages_that_lie_about_their_encoding(suffix: str) -> None:
    chance = random.Random(suffix)
    names = (
        "undefined",
        "idna",
        "punycode",
        "utf-7",
        "rot13",
        "base64",
        "utf-16",
        "hex",
        "zip",
        "x" * 20,
        "unicode_escape",
        "mbcs",
    )
    for _ in range(MANY):
        meta = f'<meta charset="{chance.choice(names)}">' if suffix == ".html" else ""
        raw = (
            meta.encode()
            + nasty.question(chance).encode("utf-8", "surrogatepass")
            + chance.randbytes(chance.randrange(40))
        )
        expected(lambda raw=raw: source_of(f"a{suffix}", raw))  # type: ignore[misc]


def expected(call: Callable[[], object]) -> None:
    """A value or a sentence."""
    try:
        call()
    except PolicyError:
        return
