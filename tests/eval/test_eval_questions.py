"""Loading a test set: what is read, and each way a set can be wrong with the sentence that says so."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import BadQuestionSet
from corpus.measure import Document, Measure, Span, Validity
from corpus.parse import Corpus
from eval.questions import Gold, load_questions, question_to_line, read_question, resolve

SOURCE = "第一条 给予20万元奖励。第二条 由市科技局牵头。第三条 由市科技局牵头。页脚 电话0931"


def unit(start: int, end: int, label: str, kind: Any = "measure") -> Measure:
    return Measure(f"d/{label}", "d", "正文", (label,), label, label, SOURCE[start:end], Span(start, end), kind)


@pytest.fixture
def corpus() -> Corpus:
    second, third, foot = (SOURCE.index(word) for word in ("第二条", "第三条", "页脚"))
    units = (
        unit(0, second, "第一条"),
        unit(second, third, "第二条"),
        unit(third, foot, "第三条"),
        unit(foot, len(SOURCE), "页脚", "boilerplate"),
    )
    document = Document("d", "某文件", "d.txt", "", number="某发〔2020〕1号", validity=(Validity(date(2025, 12, 31)),))
    return Corpus((document,), units, {"d": SOURCE}, "fingerprint")


def line(**changes: Any) -> str:
    given: dict[str, Any] = {
        "id": "q1", "kind": "amount", "question": "奖励多少？", "history": [], "status": "answered",
        "gold": [{"document": "d", "snippet": "给予20万元奖励"}], "also_ok": [], "facts": ["20万元"],
        "note": "", "split": "dev",
    }  # fmt: skip
    given |= changes
    return json.dumps({key: value for key, value in given.items() if value is not None}, ensure_ascii=False)


def test_a_question_is_read_whole(tmp_path: Path, corpus: Corpus) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text("\ufeff" + line(split="judge", note="备注\u2028一行") + "\n\n", "utf-8")
    (question,) = load_questions(path, corpus)
    assert (question.id, question.kind, question.status, question.split) == ("q1", "amount", "answered", "judge")
    assert question.gold == (Gold("d", "给予20万元奖励"),)
    assert question.facts == ("20万元",)


def test_what_may_be_left_out(tmp_path: Path, corpus: Corpus) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text('{"id": "q", "kind": "unanswerable", "question": "深圳呢？", "status": "not_found"}', "utf-8")
    (question,) = load_questions(path, corpus)
    assert (question.history, question.gold, question.facts, question.split) == ((), (), (), "dev")


def test_a_snippet_leads_to_the_unit_around_it(corpus: Corpus) -> None:
    assert resolve(Gold("d", "第二条 由市科技局牵头"), corpus).id == "d/第二条"
    assert resolve(Gold("d", "第三条"), corpus).id == "d/第三条"
    with pytest.raises(BadQuestionSet, match="出现 2 次"):
        resolve(Gold("d", "由市科技局牵头"), corpus)


def test_register_values_count_as_facts(tmp_path: Path, corpus: Corpus) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(line(facts=["2025年12月31日", "某发〔2020〕1号", "某文件"]), "utf-8")
    assert len(load_questions(path, corpus)) == 1


def test_a_question_goes_to_a_line_and_back(corpus: Corpus) -> None:
    question = read_question(line(kind="follow_up", history=["奖励吗？"], also_ok=[]), corpus)
    assert read_question(question_to_line(question), corpus) == question
    assert question_to_line(question).startswith('{"id": "q1", "kind": "follow_up", "question": ')


@pytest.mark.parametrize("first", ["那里有什么政策？", "那些企业能申请？", "昌吉呢？", "Android 企业有补贴吗"])
def test_a_first_turn_of_its_own_is_one(corpus: Corpus, first: str) -> None:
    assert read_question(line(kind="follow_up", history=[first]), corpus).history == (first,)


WRONG = [
    ("{", "不是合法的 JSON"),
    ("[]", "应是一个 JSON 对象"),
    (line(status=None), "缺少字段 status"),
    (line(answer="x"), "不认识的字段 answer"),
    (line(kind="amounts"), "不认识的 kind「amounts」"),
    (line(kind=["amount"]), "不认识的 kind"),
    (line(status="maybe"), "不认识的 status「maybe」"),
    (line(split="test"), "不认识的 split「test」"),
    (line(question=" "), "question 应是非空的文字"),
    (line(history="上一问"), "history 应是文字的列表"),
    (line(facts=[1]), "facts 应是文字的列表"),
    (line(gold=["x"]), "gold 应是列表"),
    (line(gold=[{"document": "d"}]), "应恰好有 document 和 snippet"),
    (line(gold=[{"document": "d", "snippet": ""}]), "snippet 应是非空的文字"),
    (line(kind="follow_up"), "没有 history"),
    (line(kind="follow_up", history=["那地方标准呢？", "行业呢"]), "history 的第一问「那地方标准呢？」本身是追问"),
    (line(kind="follow_up", history=["下一条讲什么"]), "请从对话的第一问写起"),
    (line(kind="follow_up", history=["And a gazelle company?"]), "请从对话的第一问写起"),
    (line(gold=[], facts=[]), "answered 却没有 gold"),
    (line(status="not_found", facts=[]), "not_found 却给了 gold"),
    (line(gold=[{"document": "e", "snippet": "给予"}]), "没有登记的文件「e」"),
    (line(gold=[{"document": "d", "snippet": "由市科技局牵头"}], facts=[]), "出现 2 次，应恰好出现一次"),
    (line(gold=[{"document": "d", "snippet": "给予30万元"}]), "出现 0 次"),
    (line(gold=[{"document": "d", "snippet": "奖励。第二条"}]), "跨了文件 d 的条款边界"),
    (line(gold=[{"document": "d", "snippet": "电话0931"}], facts=[]), "页面杂项"),
    (line(also_ok=[{"document": "d", "snippet": "没有这句"}]), "出现 0 次"),
    (line(facts=["30万元"]), "事实「30万元」不在任何一条 gold"),
    (line(facts=["市科技局"]), "事实「市科技局」不在任何一条 gold"),
]


@pytest.mark.parametrize(("text", "reason"), WRONG, ids=[reason for _, reason in WRONG])
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, corpus: Corpus, text: str, reason: str) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(line(id="good") + "\n\n" + text + "\n", "utf-8")
    with pytest.raises(BadQuestionSet) as caught:
        load_questions(path, corpus)
    assert str(caught.value).startswith(f"{path}:3：")
    assert reason in str(caught.value)


def test_a_repeated_id_names_both_lines(tmp_path: Path, corpus: Corpus) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(line() + "\n" + line(), "utf-8")
    with pytest.raises(BadQuestionSet, match=r":2：id「q1」与第 1 行重复"):
        load_questions(path, corpus)


def test_every_wrong_line_is_named_with_its_question(tmp_path: Path, corpus: Corpus) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join([line(id="a", facts=["30万元"]), line(id="b"), "{", line(id="c", gold=[])]), "utf-8")
    with pytest.raises(BadQuestionSet) as caught:
        load_questions(path, corpus)
    first, second, third = str(caught.value).split("\n")
    assert first.startswith(f"{path}:1：")
    assert first.endswith("（题 a）")
    assert second.startswith(f"{path}:3：")
    assert third.endswith("（题 c）")
    path.write_text("{\n" * 50, "utf-8")
    with pytest.raises(BadQuestionSet, match="……还有 10 行"):
        load_questions(path, corpus)


@pytest.mark.parametrize(
    ("content", "reason"), [(None, "打不开"), (b"", "一道题也没有"), (b"\xff\xfe\x00", "不是 UTF-8")]
)
def test_a_file_that_is_no_set(tmp_path: Path, corpus: Corpus, content: bytes | None, reason: str) -> None:
    path = tmp_path / "set.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadQuestionSet, match=reason):
        load_questions(path, corpus)
