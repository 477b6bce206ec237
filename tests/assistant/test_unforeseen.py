"""What nobody foresaw: one sentence, one report, no traceback, on the command line and on the page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from assistant import ask, unforeseen
from assistant.cli import main
from corpus.reports import SETTING
from tests.conftest import APPLICATION

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def reports(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    monkeypatch.setenv(SETTING, str(folder))
    return folder


def failing(error: BaseException) -> BaseException:
    try:
        raise error
    except BaseException as raised:
        return raised


def test_a_sentence_and_a_report(reports: Path) -> None:
    words = unforeseen.told(failing(KeyError("geheim")), ["ask", "多少"])
    (report,) = reports.iterdir()
    assert str(report) in words
    assert "\n" not in words
    assert "geheim" not in words
    content = report.read_text(encoding="utf-8")
    assert "Traceback" in content
    assert "about     ask 多少" in content
    assert report.stat().st_mode & 0o077 == 0


def test_a_visitor_is_told_a_number_and_no_folder(reports: Path) -> None:
    words = unforeseen.told(failing(OSError(28, "No space", "/srv/secret")), path=False)
    (report,) = reports.iterdir()
    assert report.stem.removeprefix("report-") in words
    assert str(reports) not in words
    assert "/srv" not in words


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(36, "File name too long", "a" * 9), "File name too long：aaaaaaaaa"),
        (MemoryError(), "内存不足"),
        (RecursionError(), "RecursionError"),
        (UnicodeEncodeError("utf-8", "\udcff", 0, 1, "x"), "UnicodeEncodeError"),
    ],
)
def test_what_the_system_says_is_told(error: Exception, words: str) -> None:
    assert words in unforeseen.told(failing(error))


def test_where_no_report_can_be_written_that_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(SETTING, str(tmp_path / "file" / "reports"))
    assert "报告也没有写下" in unforeseen.told(failing(ValueError("x")))


def test_reports_do_not_fill_the_disk(reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.reports.KEPT", 5)
    reports.mkdir()
    for number in range(20):
        (reports / f"report-2020{number:02}.txt").write_text("old")
    unforeseen.told(failing(ValueError("x")))
    assert len([*reports.iterdir()]) == 5

    def deep() -> None:
        deep()

    try:
        deep()
    except RecursionError as error:
        unforeseen.told(error)
    assert max(report.stat().st_size for report in reports.iterdir()) < 300_000


def test_the_command_line_ends_in_a_sentence(reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> object:
        raise ZeroDivisionError("never thought of")

    monkeypatch.setattr("assistant.cli._opened", broken)
    result = CliRunner().invoke(main, ["ask", "多少"])
    assert result.exit_code == 1
    assert re.fullmatch(r"程序遇到没有料到的错误（ZeroDivisionError）。报告在 .*txt，请读过.*\n", result.output)
    assert "never thought of" in next(reports.iterdir()).read_text(encoding="utf-8")


@pytest.mark.deep
def test_names_that_are_no_utf8_are_shown_escaped() -> None:
    environment = {**os.environ, "PYTHONPATH": "."}
    run = [sys.executable, "-m", "assistant.cli", "corpus", "parse", b"\xff\xfe.txt"]
    done = subprocess.run(run, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode == 1
    assert "\\udcff\\udcfe.txt：找不到这个文件" in done.stderr.decode()


def test_the_page_ends_in_a_sentence(reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import streamlit as st

    def broken() -> object:
        raise ZeroDivisionError("never thought of")

    monkeypatch.setattr(ask, "open_assistant", broken)
    st.cache_resource.clear()
    page = AppTest.from_file(str(APPLICATION), default_timeout=20).run()
    st.cache_resource.clear()
    assert not page.exception
    assert any("编号" in element.value for element in page.error)
    assert "never thought of" in next(reports.iterdir()).read_text(encoding="utf-8")
