"""What the documentation says is still so: the examples' output, the files it names, its links, the same in both languages.

After a change of answers, `UPDATE_README=1 python -m pytest tests/test_docs.py` writes the new output into both READMEs;
read the difference before you commit it.
"""

from __future__ import annotations

import os
import re
import shlex
import tomllib
from datetime import date
from pathlib import Path

import pytest

from assistant.ask import Assistant
from assistant.cli import answer_text
from benchmarks.audited import verdict
from benchmarks.licences import closure
from corpus.register import load_register

ROOT = Path(__file__).parent.parent
READMES = (ROOT / "README.md", ROOT / "README.zh.md")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("benchmarks/*.md")])
EXAMPLE = re.compile(r"^```console\n\$ (?P<command>policy ask .*)\n(?P<output>(?:.*\n)*?)```$", re.MULTILINE)
BLOCK = re.compile(r"^ *```(?P<language>\w*)\n(?P<body>.*?)^ *```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?://|#)(?P<target>[^)#\s]+)")
NAMED = re.compile(r"`(?P<path>(?:corpus|index|assistant|eval|tests|benchmarks|docs|\.streamlit|\.ci)/[\w./-]*)`")
MADE_BY_USE = {"index/built", "eval/runs", "eval/baseline.json"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def shown_output(command: str, assistant: Assistant) -> str:
    """What `command` (policy ask --as-of DAY QUESTION) prints."""
    match shlex.split(command):
        case ["policy", "ask", "--as-of", day, question]:
            return answer_text(assistant.ask(question, as_of=date.fromisoformat(day)))
    raise ValueError(f"an example must fix the day, so that its output stays the same: {command}")


def commands(text: str) -> set[str]:
    """Every command of ours that a page shows, in a block or inside a line."""
    lines = [line for block in BLOCK.finditer(text) for line in block["body"].splitlines()]
    inline = re.findall(r"`([^`\n]+)`", BLOCK.sub("", text))
    candidates = [line.strip().removeprefix("$ ").split("  #")[0].strip() for line in [*lines, *inline]]
    return {line for line in candidates if re.match(r"(?:policy|make|python\S*|\.venv/bin/\S+|sha256sum) ", line)}


def block(text: str, language: str) -> str:
    return next(found["body"] for found in BLOCK.finditer(text) if found["language"] == language)


@pytest.mark.parametrize("path", READMES, ids=name_of)
def test_examples_show_the_real_output(path: Path, assistant: Assistant) -> None:
    text = path.read_text(encoding="utf-8")
    real = EXAMPLE.sub(
        lambda match: f"```console\n$ {match['command']}\n{shown_output(match['command'], assistant)}\n```", text
    )
    if os.environ.get("UPDATE_README"):
        path.write_text(real, encoding="utf-8")
        text = real
    assert len(EXAMPLE.findall(text)) >= 5
    shown, expected = ([match["output"] for match in EXAMPLE.finditer(one)] for one in (text, real))
    assert shown == expected, f"{path.name} is out of date: UPDATE_README=1 python -m pytest tests/test_docs.py"


def test_both_readmes_show_the_same_commands() -> None:
    english, chinese = (commands(path.read_text(encoding="utf-8")) for path in READMES)
    assert english == chinese
    assert {"make run", "make test"} <= english


@pytest.mark.parametrize("path", READMES, ids=name_of)
def test_the_map_of_the_house_names_what_is_there(path: Path) -> None:
    lines = block(path.read_text(encoding="utf-8"), "text").splitlines()
    assert len(lines) > 10
    for line in lines:
        assert (ROOT / line.split()[0]).exists(), line


def test_both_maps_have_the_same_rooms() -> None:
    english, chinese = (
        [line.split()[0] for line in block(path.read_text(encoding="utf-8"), "text").splitlines()] for path in READMES
    )
    assert english == chinese


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_links_and_files_resolve(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for link in LINK.finditer(BLOCK.sub("", text)):
        assert (path.parent / link["target"]).exists(), f"{name_of(path)} links to {link['target']}"
    for named in NAMED.finditer(text):
        if named["path"].rstrip("/") not in MADE_BY_USE:
            assert (ROOT / named["path"]).exists(), f"{name_of(path)} names {named['path']}"


@pytest.mark.parametrize("path", READMES, ids=name_of)
def test_the_python_example_runs(path: Path, assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.ask.open_assistant", lambda: assistant)
    names: dict[str, object] = {}
    exec(block(path.read_text(encoding="utf-8"), "python"), names)
    assert getattr(names["answer"], "status", None) == "answered"


@pytest.mark.parametrize("path", READMES, ids=name_of)
def test_the_register_example_is_accepted_and_complete(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    entry = block(text, "toml")
    (tmp_path / "documents.toml").write_text(entry, encoding="utf-8")
    (document,) = load_register(tmp_path).documents
    assert document.id == "qingshan-2025"
    assert document.inferred == {"issuing_body"}
    for field in tomllib.loads(entry)["document"][0]:
        assert f"`{field}`" in text, f"{field} is not explained"


def test_every_dependency_has_its_licence_named() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(name for extra in project["optional-dependencies"].values() for name in extra),
    ]
    page = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    for requirement in wanted:
        name = re.split(r"[<>=~;\[ ]", requirement)[0]
        assert f"| {name} |" in page, f"docs/licences.md does not name {name}"


def test_every_package_that_is_installed_with_the_product_has_its_licence_named() -> None:
    page = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    named = {row.split("|")[1].strip() for row in page.splitlines() if row.startswith("| ")}
    missing = {package.name for package in closure()} - named
    assert not missing, f"run make licences: {sorted(missing)}"


def test_an_audit_without_data_says_so() -> None:
    assert verdict({"dependencies": [{"name": "a", "skip_reason": "not found"}]})[0].startswith(
        "pip-audit reached no data"
    )
    found = {"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "X-1"}]}, {"name": "b", "vulns": []}]}
    assert verdict(found) == ("2 of 2 packages looked up; known faults: a 1 (X-1)", 1)
