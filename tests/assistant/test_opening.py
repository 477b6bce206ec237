"""A shelf is opened from what is saved: nothing that did not change is parsed again, and nothing damaged is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import ask
from assistant.ask import build_index, open_assistant, open_corpus
from corpus import parse
from corpus.errors import DamagedIndex
from corpus.measure import Document
from corpus.register import Register
from corpus.shelf import Shelf
from index import checked_files
from tests.toy import ToyEncoder

TEXTS = {
    "松塔.txt": "松塔县稳岗补贴办法\n第一条 对新认定的高新技术企业给予35万元奖励。\n第二条 本办法自印发之日起施行。\n",
    "青石.txt": "青石县窑炉改造办法\n第一条 对电窑改造给予5万元补贴。\n第二条 由县工信局牵头。\n",
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "corpus"
    monkeypatch.setenv("POLICY_CORPUS", str(folder))
    monkeypatch.delenv("POLICY_INDEX", raising=False)
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        Shelf(folder).add(tmp_path / name)
    build_index(open_corpus(), ToyEncoder())
    return folder


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    parsed: list[str] = []
    real = parse.load_document

    def load(register: Register, document: Document) -> parse.Loaded:
        parsed.append(document.id)
        return real(register, document)

    monkeypatch.setattr(ask, "load_document", load)
    return parsed


def test_nothing_is_parsed_where_nothing_changed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = open_corpus()
    parsed = counted(monkeypatch)
    opened = open_assistant(ToyEncoder())
    assert opened.show("松塔第一条")[0].text == "第一条 对新认定的高新技术企业给予35万元奖励。"
    assert list(opened.corpus.units) == list(before.units)
    assert dict(opened.corpus.sources) == dict(before.sources)
    assert parsed == []


def test_only_what_came_is_parsed(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "云泽.txt").write_text("云泽市药材办法\n第一条 每亩补助300元。\n", encoding="utf-8")
    added = Shelf(home).add(tmp_path / "云泽.txt")
    parsed = counted(monkeypatch)
    corpus = open_corpus()
    assert parsed == [added.document_id]
    assert [document.id for document in corpus.documents] == ["松塔", "青石", "云泽"]


def test_a_file_that_was_touched_is_read_but_not_parsed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = home / "raw" / "松塔.txt"
    path.write_bytes(path.read_bytes())
    parsed = counted(monkeypatch)
    assert open_assistant(ToyEncoder()).show("松塔第一条")
    assert parsed == []


def test_a_damaged_record_is_not_taken(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is too large to be checked at the start is checked where it is read."""
    monkeypatch.setattr(checked_files, "SMALL", 0)
    monkeypatch.setattr(checked_files, "EDGE", 1)
    path = home / "index" / "units.jsonl"
    content = bytearray(path.read_bytes())
    content[content.index("35万元".encode())] ^= 1
    path.write_bytes(content)
    manifest = home / "index" / "manifest.json"
    opened = manifest.read_text(encoding="utf-8")
    # the edges of this small file as they are now: what is left to notice is the record
    monkeypatch.setattr(checked_files, "edges", lambda path: "same")
    import json

    value = json.loads(opened)
    for entry in value["files"].values():
        entry["edges"] = "same"
    manifest.write_text(json.dumps(value), encoding="utf-8")
    with pytest.raises(DamagedIndex, match=r"units\.jsonl"):
        open_assistant(ToyEncoder()).show("松塔第一条")
