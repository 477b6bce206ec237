"""Keys as they are written, and the keeper: what answers goes on answering whatever becomes of the index."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from assistant.ask import build_index, open_assistant, open_corpus
from assistant.cli import main
from corpus.errors import DamagedIndex, UsageError
from corpus.shelf import add_file
from index import store
from service.command import serve
from service.keeper import Keeper
from service.keys import keys_from
from service.problems import Problem
from tests.service_kit import serving
from tests.shelf_kit import KILNS, QUESTION, make_library
from tests.toy import ToyEncoder

LONG = "k" * 16


@pytest.mark.parametrize(
    ("written", "scopes"),
    [
        ("", []),
        (f"read:{LONG}", ["read"]),
        (f"read:{LONG},write:{LONG}w", ["read", "write"]),
        (f" read : {LONG} # the portal ,\nwrite:{LONG}w", ["read", "write"]),
        ("# nothing but a word\n\n", []),
    ],
)
def test_keys_as_they_are_written(written: str, scopes: list[str], tmp_path: Path) -> None:
    assert [key.scope for key in keys_from({"POLICY_API_KEYS": written}).known] == scopes


@pytest.mark.parametrize(
    "written", ["secret", "read:short", f"admin:{LONG}", f"read:{LONG} more", "read:密钥密钥密钥密钥密钥密钥密钥密钥"]
)
def test_a_key_that_is_none_is_said_without_repeating_it(written: str) -> None:
    with pytest.raises(UsageError, match="第 1 个密钥") as error:
        keys_from({"POLICY_API_KEYS": written})
    assert written not in str(error.value)


def test_keys_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_text(f"\ufeff# portal and clerk\nread:{LONG}  # portal\nwrite:{LONG}w\n", encoding="utf-8")
    keys = keys_from({"POLICY_API_KEYS_FILE": str(path)})
    found = keys.of(LONG)
    assert found is not None
    assert found.name == "portal"
    assert keys.of(f"{LONG}x") is None
    assert LONG not in repr(keys)
    for name, words in (("none", "读不了"), ("empty", "没有密钥")):
        (tmp_path / "empty").write_text("", encoding="utf-8")
        with pytest.raises(UsageError, match=words):
            keys_from({"POLICY_API_KEYS_FILE": str(tmp_path / name)})


def test_nobody_serves_others_without_keys_by_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[object] = []
    monkeypatch.setattr("service.command.run", ran.append)
    monkeypatch.delenv("POLICY_API_KEYS", raising=False)
    group = CliRunner().invoke(main, ["--help"])
    assert "ask" in group.output
    refused = CliRunner().invoke(serve, ["--host", "0.0.0.0"])
    assert isinstance(refused.exception, UsageError)
    assert "--without-keys" in str(refused.exception)
    assert CliRunner().invoke(serve, ["--host", "0.0.0.0", "--without-keys"]).exit_code == 0
    assert CliRunner().invoke(serve, []).exit_code == 0
    assert len(ran) == 2


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_what_answers_goes_on_until_another_index_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "corpus"
    monkeypatch.setenv("POLICY_CORPUS", str(home))
    encoder = ToyEncoder()
    monkeypatch.setattr("assistant.ask.load_encoder", lambda: encoder)
    make_library(home, encoder)
    keeper = Keeper(0.02)
    with pytest.raises(Problem, match="正在载入"):
        keeper.assistant()
    keeper.start()
    try:
        until(lambda: keeper.is_ready)
        first = keeper.assistant()
        manifest = home / "index" / store.MANIFEST
        whole = manifest.read_bytes()
        manifest.write_bytes(whole[:100])
        until(lambda: keeper.problem is not None)
        assert keeper.assistant() is first
        with pytest.raises(DamagedIndex):
            keeper.look(always=True)
        manifest.write_bytes(whole)
        until(lambda: keeper.assistant() is not first)
        assert (keeper.problem, keeper.exchanges) == (None, 1)
    finally:
        keeper.stop()


@pytest.mark.deep
def test_a_document_that_cannot_be_read_is_named_and_the_others_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    home, encoder = tmp_path / "corpus", ToyEncoder()
    monkeypatch.setenv("POLICY_CORPUS", str(home))
    monkeypatch.setattr("assistant.ask.load_encoder", lambda: encoder)
    make_library(home, encoder)
    (tmp_path / "kilns.txt").write_text(KILNS, encoding="utf-8")
    add_file(home, tmp_path / "kilns.txt")
    build_index(open_corpus(), encoder)
    (home / "raw" / "jobs.txt").unlink()
    keeper = Keeper(3600.0)
    with serving(open_assistant(encoder), keeper=keeper) as url, httpx.Client(base_url=url, timeout=60) as client:
        assert client.get("/v1/documents").json()["omitted"] == ["松塔县稳岗补贴办法（试行）"]
        assert "35万元" in client.post("/v1/ask", json={"question": QUESTION}).json()["text"]
    (record,) = [record for record in caplog.records if record.getMessage() == "a document is left out"]
    assert record.levelname == "WARNING"
    assert "jobs.txt" in str(vars(record)["said"])
