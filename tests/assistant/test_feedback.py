"""Feedback is kept line by line, survives a crash in mid-line and writers side by side, and never breaks the page."""

from __future__ import annotations

import json
import stat
import sys
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assistant.answer import Answer, Citation
from assistant.showing import feedback
from assistant.showing.feedback import LONGEST, CitedClause, FeedbackNotKept, default_path, read_feedback, record
from corpus.errors import UsageError
from corpus.measure import Measure, Span

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nobody_was_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """What other tests said within the minute counts for nothing here."""
    monkeypatch.setattr(feedback, "_lately", deque(maxlen=feedback.FASTEST))


def answer(question: str = "高企奖励多少？") -> Answer:
    unit = Measure("d/1.", "d", "正文", ("1.",), "1.", "1.", "给予20万元", Span(0, 6), "measure")
    cited = Citation(1, unit, "某文件", "d.txt", "20万元", Span(2, 6), 1.0, "yes")
    return Answer(question, "answered", "20万元[1]", date(2026, 11, 23), (cited,))


def test_everything_a_reviewer_needs_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "new" / "feedback.jsonl"
    kept = record(
        answer(), "down", history=["昌吉有什么？"], correction=" 附件2第6条 ", comment="不是这条", path=path, now=NOW
    )
    assert read_feedback(path) == ([kept], [])
    assert kept.time == "2026-11-23T09:30:00.000+00:00"
    assert (kept.question, kept.history, kept.as_of) == ("高企奖励多少？", ("昌吉有什么？",), "2026-11-23")
    assert (kept.status, kept.engine, kept.verdict) == ("answered", "extractive", "down")
    assert kept.cited == (CitedClause("d/1.", "d", "1.", "20万元"),)
    assert (kept.correction, kept.comment) == ("附件2第6条", "不是这条")
    assert len(path.read_text("utf-8").splitlines()) == 1


def test_lines_are_only_added(tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    first = record(answer(), "up", path=path, now=NOW)
    before = path.read_bytes()
    second = record(answer("第二问\n换行\u2028"), "down", path=path)
    assert path.read_bytes().startswith(before)
    assert read_feedback(path) == ([first, second], [])
    assert first.id != second.id


def test_a_line_cut_short_by_a_crash_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    first = record(answer(), "up", path=path, now=NOW)
    with path.open("ab") as file:
        file.write(b'{"id": "cut", "question": "\xe6\x98')
    third = record(answer("还在吗？"), "up", path=path, now=NOW)
    found, damaged = read_feedback(path)
    assert found == [first, third]
    assert [line.startswith(f"{path}:2：") for line in damaged] == [True]


@pytest.mark.parametrize(
    "line", ["[]", "7", "{}", '{"id": 1}', '{"id": "a", "time": "t", "verdict": "sideways"}', "\ufeff{", "null"]
)
def test_a_damaged_line_is_named_and_skipped(tmp_path: Path, line: str) -> None:
    path = tmp_path / "feedback.jsonl"
    path.write_text(line + "\n", "utf-8")
    good = record(answer(), "up", path=path, now=NOW)
    found, damaged = read_feedback(path)
    assert found == [good]
    assert len(damaged) == 1


def test_a_verdict_of_another_kind_in_a_whole_line_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    record(answer(), "up", path=path, now=NOW)
    given = json.loads(path.read_text("utf-8"))
    path.write_text(
        json.dumps(given | {"verdict": "maybe"}) + "\n" + json.dumps(given | {"question": " "}) + "\n", "utf-8"
    )
    found, damaged = read_feedback(path)
    assert (found, len(damaged)) == ([], 2)


def test_many_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: record(answer(f"第{number}问" + "长" * 3000), "up", path=path), range(40)))
    found, damaged = read_feedback(path)
    assert (len(found), damaged) == (40, [])
    assert len({one.id for one in found}) == 40


def test_what_users_write_is_cut_to_length(tmp_path: Path) -> None:
    kept = record(answer(), "down", correction="改" * 9999, comment="说" * 9999, path=tmp_path / "f.jsonl")
    assert (len(kept.correction), len(kept.comment)) == (LONGEST, LONGEST)


def test_no_file_is_no_feedback(tmp_path: Path) -> None:
    assert read_feedback(tmp_path / "none.jsonl") == ([], [])


def test_where_it_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("POLICY_FEEDBACK", str(tmp_path / "f.jsonl"))
    assert default_path() == tmp_path / "f.jsonl"
    record(answer(), "up")
    assert (tmp_path / "f.jsonl").exists()
    monkeypatch.delenv("POLICY_FEEDBACK")
    assert default_path().name == "feedback.jsonl"
    assert "policy-assistant" in str(default_path())


@pytest.mark.skipif(sys.platform == "win32", reason="no file modes")
def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    record(answer(), "up", path=tmp_path / "f.jsonl")
    assert stat.S_IMODE((tmp_path / "f.jsonl").stat().st_mode) == 0o600


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(FeedbackNotKept, match="反馈没有存下"):
        record(answer(), "up", path=tmp_path / "file" / "f.jsonl")
    with pytest.raises(FeedbackNotKept, match="读不了"):
        read_feedback(tmp_path)
    with pytest.raises(UsageError, match="up 或 down"):
        record(answer(), "sideways", path=tmp_path / "f.jsonl")  # type: ignore[arg-type]


def test_a_file_that_has_grown_makes_room_and_the_oldest_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "feedback.jsonl"
    monkeypatch.setattr(feedback, "LARGEST", 1000)
    monkeypatch.setattr(feedback, "KEPT", 3)
    kept = [record(answer(f"第{number}问"), "up", path=path) for number in range(60)]
    found, damaged = read_feedback(path)
    assert (found, damaged) == (kept[-len(found) :], [])
    assert len(found) >= 6
    assert len(list(tmp_path.iterdir())) in (3, 4)  # the file itself, and the three before it
    assert sum(each.stat().st_size for each in tmp_path.iterdir()) < 4 * 1600


def test_nobody_pushes_out_what_others_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback, "_lately", deque(maxlen=feedback.FASTEST))
    for _ in range(feedback.FASTEST):
        record(answer(), "up", path=tmp_path / "a.jsonl")
    with pytest.raises(FeedbackNotKept, match="一分钟"):
        record(answer(), "up", path=tmp_path / "a.jsonl")


def test_a_long_conversation_is_kept_in_part(tmp_path: Path) -> None:
    kept = record(answer(), "up", history=[f"第{number}问" for number in range(100)], path=tmp_path / "a.jsonl")
    assert kept.history == tuple(f"第{number}问" for number in range(92, 100))
