"""JSON that somebody else wrote: one kind of error for all that is wrong with it, and nothing legal is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.batch import read_batch
from assistant.showing.feedback import read_feedback
from corpus.errors import BadQuestionSet, UsageError
from corpus.json_text import json_of
from corpus.parse import Corpus
from eval.questions import load_questions

WRONG = [
    "[" * 100_000,
    '{"a":' * 100_000,
    "1" * 5000,
    f'{{"question": "甲", "id": {"9" * 5000}}}',
    "{",
    "",
    "\x00",
    "NaNo",
]


@pytest.mark.parametrize("text", WRONG, ids=range(len(WRONG)))
def test_one_kind_of_error(text: str) -> None:
    with pytest.raises(json.JSONDecodeError):
        json_of(text)


@pytest.mark.parametrize("text", [each for each in WRONG if each], ids=range(len(WRONG) - 1))
def test_every_reader_of_lines_names_the_line(text: str, tmp_path: Path, corpus: Corpus) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "1", "question": "甲"}\n' + text + "\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"a\.jsonl:2：不是合法的 JSON"):
        read_batch(path)
    found, damaged = read_feedback(path)
    assert found == []
    assert any(line.startswith(f"{path}:2") for line in damaged)
    with pytest.raises(BadQuestionSet, match="2"):
        load_questions(path, corpus)


def test_what_json_allows_in_a_string_ends_no_line(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"id": "1", "question": "甲\u2028乙\u2029丙\x85丁"}\r\n{"id": "2", "question": "戊"}', encoding="utf-8"
    )
    assert [line.question for line in read_batch(path)] == ["甲\u2028乙\u2029丙\x85丁", "戊"]


@pytest.mark.parametrize("where", ["id", "question"])
def test_half_a_character_is_refused(where: str, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"id": "1", "question": "甲", where: "\ud83d"}), encoding="utf-8")
    with pytest.raises(UsageError, match=r"a\.jsonl:1：有无法识别的字符"):
        read_batch(path)
