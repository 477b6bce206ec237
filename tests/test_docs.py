"""What the documentation says is still so: the examples' output, the commands, settings and files it names, its links, and
the same in both languages. A README is short and its guide holds the rest; both are held to the same.

After a change of answers, `python -m scripts.examples` writes the new output into all of them; read the difference before
you commit it.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import click
import pytest

from assistant.ask import Assistant
from assistant.cli import main as policy
from benchmarks.audited import verdict
from benchmarks.licences import closure
from corpus.register import load_register
from scripts.examples import EXAMPLE, rewritten

ROOT = Path(__file__).parent.parent
READMES = (ROOT / "README.md", ROOT / "README.zh.md")
GUIDES = (ROOT / "docs" / "guide.md", ROOT / "docs" / "guide.zh.md")
LONGEST_README = 8_000  # bytes: a stranger reads it in one go
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("benchmarks/*.md")])
BLOCK = re.compile(r"^ *```(?P<language>\w*)\n(?P<body>.*?)^ *```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?://)(?P<target>[^)#\s]*)(?:#(?P<anchor>[^)\s]+))?\)")
NAMED = re.compile(
    r"`(?P<path>(?:corpus|index|assistant|service|deploy|eval|tests|benchmarks|scripts|docs|\.streamlit|\.ci)/[\w./-]*)`"
)
MODULE = re.compile(r"python -m (?P<module>(?:benchmarks|scripts)\.\w+)")
MADE_BY_USE = {"index/built", "eval/runs", "eval/baseline.json"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def said(paths: tuple[Path, ...]) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def commands(text: str) -> set[str]:
    """Every command of ours that a page shows, in a block or inside a line."""
    lines = [line for block in BLOCK.finditer(text) for line in block["body"].splitlines()]
    inline = re.findall(r"`([^`\n]+)`", BLOCK.sub("", text))
    candidates = [line.strip().removeprefix("$ ").split("  #")[0].strip() for line in [*lines, *inline]]
    return {line for line in candidates if re.match(r"(?:policy|make|python\S*|\.venv/bin/\S+|sha256sum) ", line)}


def anchors(text: str) -> set[str]:
    """What the headings of a page can be linked by, as GitHub makes it."""
    headings = re.findall(r"^#+ (.+)$", BLOCK.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def block(text: str, language: str) -> str:
    return next(found["body"] for found in BLOCK.finditer(text) if found["language"] == language)


@pytest.mark.parametrize("path", [*READMES, *GUIDES], ids=name_of)
def test_examples_show_the_real_output(path: Path, assistant: Assistant) -> None:
    text = path.read_text(encoding="utf-8")
    real = rewritten(text, assistant)
    shown, expected = ([match["output"] for match in EXAMPLE.finditer(one)] for one in (text, real))
    assert len(shown) == (1 if path in READMES else 6)
    assert shown == expected, f"{path.name} is out of date: python -m scripts.examples"


@pytest.mark.parametrize("path", READMES, ids=name_of)
def test_a_readme_is_short(path: Path) -> None:
    assert len(path.read_bytes()) <= LONGEST_README


def test_both_languages_show_the_same_commands() -> None:
    for english, chinese in (READMES, GUIDES):
        shown = commands(said((english,)))
        assert shown == commands(said((chinese,)))
        assert shown, name_of(english)
    assert {"make run", "make test"} <= commands(said(READMES[:1]))


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_the_commands_named_are_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    made = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    for line in commands(text):
        program, word, *words = line.split()
        if program == "make":
            assert word in made, f"{name_of(path)} names {line}"
        if program == "policy":
            group: click.Command = policy
            for name in (word, *words):
                if not isinstance(group, click.Group) or not name.isalpha():
                    break
                known = group.get_command(click.Context(group), name)
                assert known is not None, f"{name_of(path)} names {line}"
                group = known
    for module in MODULE.finditer(text):
        assert (ROOT / f"{module['module'].replace('.', '/')}.py").exists(), f"{name_of(path)} names {module[0]}"


@pytest.mark.parametrize("path", GUIDES, ids=name_of)
def test_every_setting_is_explained(path: Path) -> None:
    rows = re.findall(r"^\| (`POLICY_[^|]*) \|", path.read_text(encoding="utf-8"), re.MULTILINE)
    explained = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    sources = [
        file for room in ("corpus", "index", "assistant", "service", "eval") for file in (ROOT / room).rglob("*.py")
    ]
    read = {name for file in sources for name in re.findall(r'"(POLICY_[A-Z_]+)"', file.read_text(encoding="utf-8"))}
    assert explained == read


@pytest.mark.parametrize("path", [*READMES, *GUIDES], ids=name_of)
def test_the_map_of_the_house_names_what_is_there(path: Path) -> None:
    lines = block(path.read_text(encoding="utf-8"), "text").splitlines()
    assert len(lines) > 10
    for line in lines:
        assert (ROOT / line.split()[0]).exists(), line
    mapped = {line.split()[0] for line in lines}
    rooms = {"corpus/", "index/", "assistant/", "service/", "eval/", "eval/wide/"}
    rooms |= {f"{name_of(room.parent)}/" for room in ROOT.glob("assistant/*/__init__.py")}
    assert rooms <= mapped, f"{name_of(path)} leaves out {sorted(rooms - mapped)}"


def test_both_maps_have_the_same_rooms() -> None:
    for pages in (READMES, GUIDES):
        english, chinese = (
            [line.split()[0] for line in block(path.read_text(encoding="utf-8"), "text").splitlines()] for path in pages
        )
        assert english == chinese


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_links_and_files_resolve(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for link in LINK.finditer(BLOCK.sub("", text)):
        target = path.parent / link["target"] if link["target"] else path
        assert target.exists(), f"{name_of(path)} links to {link['target']}"
        if link["anchor"]:
            assert link["anchor"] in anchors(said((target,))), f"{name_of(path)} links to {link[0]}"
    for named in NAMED.finditer(text):
        if named["path"].rstrip("/") not in MADE_BY_USE:
            assert (ROOT / named["path"]).exists(), f"{name_of(path)} names {named['path']}"


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_test_that_is_named_is_there(path: Path) -> None:
    for file, name in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", path.read_text(encoding="utf-8")):
        assert f"\ndef {name}(" in (ROOT / file).read_text(encoding="utf-8"), f"{name_of(path)} names {file}::{name}"


@pytest.mark.parametrize("path", GUIDES, ids=name_of)
def test_the_python_example_runs(path: Path, assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.ask.open_assistant", lambda: assistant)
    names: dict[str, object] = {}
    exec(block(path.read_text(encoding="utf-8"), "python"), names)
    assert getattr(names["answer"], "status", None) == "answered"


@pytest.mark.parametrize("path", GUIDES, ids=name_of)
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
