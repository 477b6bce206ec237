"""What a chat model wrote over wide questions: which are asked, what is kept of it, what became of an answer, the judge beside the check."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from assistant.answer import Answer, CheckedClaim, CheckedSentence, Generated, Outcome
from assistant.writing.chat_model import ChatUnavailable, Message
from eval.wide.plausible import Doubted, sample_of
from eval.wide.plausible import told_lines as judged_lines
from eval.wide.sentences import Told
from eval.wide.set import KINDS, WideQuestion
from eval.wide.written import READ, Recorded, Written, drawn, lines_of, page, save_written, told

ASKED: list[Message] = [("system", "改写"), ("user", "条款")]


class Scripted:
    """A chat model that writes `text` in two pieces, and fails behind the first where it `breaks`."""

    name = "scripted"

    def __init__(self, text: str, *, breaks: bool = False) -> None:
        self.text, self.breaks, self.asked = text, breaks, 0

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        self.asked += 1
        yield self.text[:2]
        if self.breaks:
            raise ChatUnavailable("断开")
        yield self.text[2:]


def test_what_was_written_is_told_again_and_not_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "run" / "texts.jsonl"
    model = Scripted("奖励20万元[1]。")
    assert "".join(Recorded(model, path).stream(ASKED)) == model.text
    assert "".join(Recorded(model, path).stream(ASKED)) == model.text
    assert model.asked == 1
    assert "".join(Recorded(model, path).stream([*ASKED, ("user", "另一个")])) == model.text
    assert model.asked == 2


def test_what_broke_off_is_asked_for_again(tmp_path: Path) -> None:
    path = tmp_path / "texts.jsonl"
    with pytest.raises(ChatUnavailable):
        list(Recorded(Scripted("奖励20万元[1]。", breaks=True), path).stream(ASKED))
    assert "".join(Recorded(Scripted("奖励30万元[1]。"), path).stream(ASKED)) == "奖励30万元[1]。"


def test_what_was_stopped_is_kept_as_far_as_it_was_heard(tmp_path: Path) -> None:
    path = tmp_path / "texts.jsonl"
    heard = Recorded(Scripted("奖励20万元[1]。"), path).stream(ASKED)
    assert next(heard) == "奖励"
    heard.close()  # type: ignore[attr-defined]
    assert "".join(Recorded(Scripted("另一句"), path).stream(ASKED)) == "奖励"


def question(number: int, kind: str = "amount") -> WideQuestion:
    return WideQuestion(f"q-{number}", KINDS[KINDS.index(kind)], "多少", "answered")  # type: ignore[arg-type]


def test_questions_are_drawn_from_every_kind_in_turn_and_the_same_ones_each_time() -> None:
    questions = [question(number, KINDS[0] if number < 20 else KINDS[number % 3]) for number in range(30)]
    first = list(drawn(questions))
    assert sorted(one.id for one in first) == sorted(one.id for one in questions)
    assert {one.kind for one in first[:3]} == set(KINDS[:3])
    assert list(drawn(questions[::-1])) == first


def written(*outcomes: Outcome, engine: str = "scripted", failure: str | None = None) -> Written:
    sentences = tuple(
        CheckedSentence(f"第{place}句[1]。", outcome, claims=(CheckedClaim(f"第{place}句", "stated"),))
        for place, outcome in enumerate(outcomes)
    )
    generated = Generated("scripted", sentences, failure)
    answer = Answer("多少", "answered", "第0句。", date(2026, 1, 1), engine=engine, generated=generated)
    return Written(question(len(outcomes)), answer, is_sound=True)


FATES = [
    (written("kept", "kept"), "whole", 2),
    (written("kept", "replaced"), "mended", 1),
    (written("kept", "dropped"), "mended", 1),
    (written("kept", "added"), "mended", 1),
    (written("dropped"), "dropped", 0),
    (written("kept", engine="extractive"), "dropped", 0),  # a sentence that rests on nothing, and so is not shown
    (written(failure="太慢"), "failed", 0),
]


@pytest.mark.parametrize(("one", "fate", "left"), FATES)
def test_what_became_of_an_answer_and_which_statements_a_person_sees(one: Written, fate: str, left: int) -> None:
    assert (one.fate, len(one.statements)) == (fate, left)


def test_the_table_counts_answers_and_sentences_and_the_page_has_each_statement(tmp_path: Path) -> None:
    found = [one for one, _, _ in FATES]
    lines = list(told(found, "scripted"))
    assert "7 题，整篇保留 1，改过 3，整篇换成原文 2，模型没有答完 1" in lines[0]
    assert "保留 6，换成原文 1，删去 2，补上 1" in lines[1]
    assert "模型句子 5 句" in lines[2]
    save_written(tmp_path, found, "scripted")
    assert (tmp_path / READ).read_text("utf-8") == page(found, "scripted")
    kept = [json.loads(line) for line in lines_of(found).splitlines()]
    assert [line["fate"] for line in kept] == [fate for _, fate, _ in FATES]
    assert kept[0]["generated"]["sentences"][0]["claims"] == [{"text": "第0句", "standing": "stated", "faults": []}]


def doubted(faithful: bool, doubt: float, is_dropped: bool) -> Doubted:
    return Doubted(Told("a.txt", (), "", f"{faithful}{doubt}", faithful, "other", "", ""), doubt, is_dropped)


def test_the_judge_stands_beside_the_check_at_the_same_share_of_faithful_sentences_dropped() -> None:
    faulty = [doubted(False, doubt, doubt > 0.3) for doubt in (0.9, 0.8, 0.4, 0.1)]
    faithful = [doubted(True, doubt, doubt > 0.7) for doubt in (0.85, 0.6, 0.2, 0.1)]
    lines = list(judged_lines([*faulty, *faithful], "scripted"))
    assert "错的查出 3/4 = 0.750，对的误删 1/4 = 0.250" in lines[1]
    assert "错的查出 2/4 = 0.500，对的误删 2/4 = 0.500" in lines[2]
    assert lines[3] == "scripted 误删 0.250 时查出 2/4 = 0.500"  # above 0.6, one of four faithful ones
    assert sample_of([one.told for one in faulty], 2) == sample_of([one.told for one in faulty[::-1]], 2)
