"""Where the product writes: a checkout beside its code, an installed one in the user's folder and never into itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant import doctor, first_start
from assistant.ask import index_folder
from assistant.cli import main
from corpus import home, register
from corpus.errors import BadRegister, IndexMissing
from corpus.register import default_folder, home_folder, load_register
from index import store

ROOT = Path(__file__).parents[2]


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The user's data folder of a product that runs from no checkout."""
    for setting in ("POLICY_CORPUS", store.SETTING):
        monkeypatch.delenv(setting, raising=False)
    for room in (register, store):
        monkeypatch.setattr(room, "checkout", lambda: None)
    monkeypatch.setenv(home.SETTING, str(tmp_path / "data"))
    return tmp_path / "data"


def test_a_checkout_keeps_everything_beside_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POLICY_CORPUS", raising=False)
    assert home.checkout() == ROOT
    assert default_folder() == home_folder() == ROOT / "corpus"


def test_what_is_installed_is_read_where_it_lies_and_nothing_is_made(installed: Path) -> None:
    assert default_folder() == ROOT / "corpus"
    assert index_folder() == installed / "index"
    assert not installed.exists()


def test_documents_are_copied_before_the_first_of_them_changes(installed: Path) -> None:
    shipped = load_register()
    assert home_folder() == default_folder() == installed / "corpus"
    assert load_register().documents == shipped.documents
    assert home_folder() == installed / "corpus"  # and not again
    assert [path.name for path in installed.iterdir()] == ["corpus"]


def test_a_data_folder_that_cannot_be_written_is_said(installed: Path) -> None:
    installed.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(BadRegister, match="POLICY_CORPUS"):
        home_folder()
    assert default_folder() == ROOT / "corpus"


def test_a_file_is_added_to_the_users_own_documents(installed: Path, tmp_path: Path) -> None:
    path = tmp_path / "办法.txt"
    path.write_text("松塔县稳岗补贴办法\n第一条 给予10万元补贴。\n第二条 自印发之日起施行。\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["corpus", "add", str(path)])
    assert result.exit_code == 0, result.output
    assert (installed / "corpus" / "raw" / "办法.txt").is_file()
    assert not (ROOT / "corpus" / "raw" / "办法.txt").exists()


def test_a_first_question_makes_the_index(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []

    def opened() -> str:
        if not made:
            raise IndexMissing("no index")
        return "assistant"

    monkeypatch.delenv(store.SETTING, raising=False)
    monkeypatch.setattr(first_start, "open_assistant", opened)
    monkeypatch.setattr(first_start, "build_index", made.append)
    assert first_start.opened_or_made() == "assistant"
    assert len(made) == 1


def test_a_named_folder_without_an_index_is_a_slip(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(store.SETTING, str(tmp_path))
    with pytest.raises(IndexMissing):
        first_start.opened_or_made()


@pytest.mark.deep
def test_the_doctor_says_what_is_wrong_and_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, built_index: Path
) -> None:
    monkeypatch.setenv(store.SETTING, str(built_index))
    healthy = CliRunner().invoke(main, ["doctor"])
    assert (healthy.exit_code, "✗" in healthy.output) == (0, False), healthy.output
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("POLICY_DATA", str(tmp_path / "file" / "data"))
    monkeypatch.setenv("POLICY_CORPUS", str(tmp_path))
    monkeypatch.setattr(doctor, "MEMORY", 10_000.0)
    ill = CliRunner().invoke(main, ["doctor"])
    assert ill.exit_code == 1
    for words in ("✗ 数据文件夹", "✗ 文件：", "✗ 内存"):
        assert words in ill.output
    assert "POLICY_DATA" in ill.output


def test_a_look_that_fails_is_one_that_is_not_well(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(doctor, "LOOKS", {"字体": broken})
    (looked,) = doctor.examine()
    assert (looked.state, "ZeroDivisionError" in looked.words) == ("bad", True)


def test_a_folder_is_registered_in_the_users_own_folder(installed: Path, tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (ROOT / "corpus").iterdir()}
    (tmp_path / "many").mkdir()
    (tmp_path / "many" / "a.txt").write_text(
        "松塔县稳岗补贴办法\n第一条 对未裁员的企业给予10万元补贴。\n", encoding="utf-8"
    )
    result = CliRunner().invoke(main, ["corpus", "add", str(tmp_path / "many"), "--workers", "1"])
    assert result.exit_code == 0, result.output
    assert {path: path.stat().st_mtime_ns for path in (ROOT / "corpus").iterdir()} == before
    assert (installed / "corpus" / "ingest.sqlite").is_file()
    assert any(document.title == "松塔县稳岗补贴办法" for document in load_register().documents)
