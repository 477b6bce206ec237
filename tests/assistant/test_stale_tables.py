"""An index is stale as soon as a table changes that documents are read by, or looked up by, wherever that table stands."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import pytest

import corpus
from assistant import ask, learned, reading


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """What is remembered of the code's identity is that of this test alone."""
    remembered = (ask.parser_identity, ask._tables_identity)
    for each in remembered:
        each.cache_clear()
    yield
    for each in remembered:
        each.cache_clear()


@pytest.mark.parametrize(
    ("room", "file", "identity"),
    [
        (corpus, "grants/recipients.py", ask.parser_identity),
        (corpus, "places/gazetteer.txt", ask.parser_identity),
        (corpus, "places/zones.txt", ask.parser_identity),
        (corpus, "learned/grants.json", ask.parser_identity),
        (reading, "specific.py", ask._tables_identity),
        (reading, "stopwords.txt", ask._tables_identity),
        (reading, "lexicon.txt", ask._tables_identity),
        (reading, "beforehand.py", ask._tables_identity),
        (learned, "told.json", ask._tables_identity),
        (learned, "models.py", ask._tables_identity),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_changed_table_makes_the_index_stale(
    room: ModuleType, file: str, identity: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "room"
    shutil.copytree(Path(str(room.__file__)).parent, folder, ignore=shutil.ignore_patterns("raw", "__pycache__"))
    before = identity()
    monkeypatch.setattr(room, "__file__", str(folder / "__init__.py"))
    ask.parser_identity.cache_clear()
    ask._tables_identity.cache_clear()
    assert identity() == before  # the same files elsewhere
    with (folder / file).open("a", encoding="utf-8") as kept:
        kept.write("\n# 新\n")
    ask.parser_identity.cache_clear()
    ask._tables_identity.cache_clear()
    assert identity() != before


def test_documents_are_looked_up_by_nothing_beside_the_rooms_that_are_hashed() -> None:
    """What makes the tables imports only from `assistant/reading` and `corpus`, and from `index`, whose recipe is named."""
    seen: set[str] = set()
    waiting = ["assistant.reading.tables", "assistant.reading.beforehand"]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        spec = find_spec(name)
        assert spec is not None
        tree = ast.parse(Path(str(spec.origin)).read_text("utf-8"))
        waiting += [
            node.module
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            and node.module
            and node.module.startswith(("assistant.", "corpus.", "index."))
        ]
    outside = {name for name in seen if not name.startswith(("assistant.reading.", "corpus.", "index."))}
    assert outside == set()
    assert "corpus.places.gazetteer" in seen
