"""From use to test: feedback becomes drafts, a person edits and accepts them, and only what is sound joins the set."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.answer import Answer, Citation, Status
from assistant.showing.feedback import Verdict, record
from corpus.errors import BadQuestionSet, UsageError
from corpus.measure import Span
from corpus.parse import Corpus
from eval.command import eval_command
from eval.drafts import draft
from eval.examinee import Examinee
from eval.questions import Gold, load_questions, resolve
from eval.review import accept, prepare, reject

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SETTLING = Gold("changji-2020", "分别给予300万元、100万元一次性奖励")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "set.jsonl").write_text(
        json.dumps(
            {
                "id": "old", "kind": "amount", "question": "瞪羚企业落户昌吉奖励多少？", "status": "answered",
                "gold": [{"document": SETTLING.document, "snippet": SETTLING.snippet}],
            },
            ensure_ascii=False,
        ),  # no newline at the end, as hands leave it
        "utf-8",
    )  # fmt: skip
    return tmp_path


def said(
    folder: Path,
    corpus: Corpus,
    question: str,
    verdict: Verdict,
    *,
    quote: Gold | None = None,
    status: Status = "answered",
    correction: str = "",
    comment: str = "",
    history: tuple[str, ...] = (),
) -> str:
    """Keep a verdict and give the id its candidate will have."""
    citations: tuple[Citation, ...] = ()
    if quote is not None:
        unit = resolve(quote, corpus)
        start = corpus.sources[quote.document].index(quote.snippet)
        span = Span(start, start + len(quote.snippet))
        citations = (Citation(1, unit, "某文件", "a.txt", quote.snippet, span, 1.0, "yes"),)
    answer = Answer(question, status, "……", date(2026, 11, 23), citations)
    kept = record(
        answer, verdict, history=history, correction=correction, comment=comment, path=folder / "f.jsonl", now=NOW
    )
    return f"use-{kept.id}"


def candidates(folder: Path) -> dict[str, dict[str, object]]:
    lines = (folder / "candidates.jsonl").read_text("utf-8").splitlines()
    return {json.loads(line)["id"]: json.loads(line) for line in lines}


def test_thumbs_up_takes_the_quote_as_gold(folder: Path, corpus: Corpus) -> None:
    name = said(folder, corpus, "独角兽落户昌吉给多少钱？", "up", quote=SETTLING, comment="很快")
    done = prepare(folder / "f.jsonl", folder, folder / "set.jsonl", corpus)
    assert (done.read, done.new, done.waiting, done.open) == (1, 1, 1, 0)
    made = candidates(folder)[name]
    assert (made["kind"], made["status"], made["history"]) == ("amount", "answered", [])
    assert made["gold"] == [{"document": "changji-2020", "snippet": SETTLING.snippet}]
    assert made["note"] == "来自使用 2026-11-23（赞，按 2026-11-23 作答）；留言：很快"
    assert made["split"] in ("dev", "judge")


@pytest.mark.parametrize(
    "correction",
    [
        "昌吉附件2第6条",
        "应该是附件2第6条，不是正文",
        "分别给予300万元、100万元一次性奖励",
        "「分别给予３００万元、１００万元一次性奖励」",  # full width, quoted
    ],
)
def test_a_correction_by_number_or_by_words_becomes_gold(folder: Path, corpus: Corpus, correction: str) -> None:
    wrong = Gold("changji-2020", "试点推行“拿地即开工”的项目审批模式")
    name = said(folder, corpus, "独角兽奖多少？", "down", quote=wrong, correction=correction)
    prepare(folder / "f.jsonl", folder, folder / "set.jsonl", corpus)
    (gold,) = candidates(folder)[name]["gold"]  # type: ignore[misc]
    assert resolve(Gold(**gold), corpus) == resolve(SETTLING, corpus)
    assert "当时引用的是：changji\\-2020" in sheet(folder) or "当时引用的是：changji-2020" in sheet(folder)


def sheet(folder: Path) -> str:
    return (folder / "review.md").read_text("utf-8")


def test_a_right_refusal_becomes_an_unanswerable_question(folder: Path, corpus: Corpus) -> None:
    name = said(folder, corpus, "深圳高企奖励多少？", "up", status="not_found")
    prepare(folder / "f.jsonl", folder, folder / "set.jsonl", corpus)
    made = candidates(folder)[name]
    assert (made["kind"], made["status"], made["gold"]) == ("unanswerable", "not_found", [])


def test_a_follow_up_keeps_its_first_turn(folder: Path, corpus: Corpus) -> None:
    name = said(folder, corpus, "那独角兽呢？", "up", quote=SETTLING, history=("昌吉高企奖励多少？",))
    prepare(folder / "f.jsonl", folder, folder / "set.jsonl", corpus)
    assert candidates(folder)[name]["kind"] == "follow_up"
    assert candidates(folder)[name]["history"] == ["昌吉高企奖励多少？"]


def test_what_cannot_be_drafted_is_left_to_a_person(folder: Path, corpus: Corpus) -> None:
    said(folder, corpus, "怎么申请？", "down", quote=SETTLING)
    said(folder, corpus, "在哪办？", "down", correction="市民中心三楼", comment="`去`过\n# 了")
    said(folder, corpus, "呢？", "up", quote=SETTLING, history=("那个呢？",))
    done = prepare(folder / "f.jsonl", folder, folder / "set.jsonl", corpus)
    assert (done.new, done.open) == (0, 3)
    text = sheet(folder)
    assert "只说不对，没有写明正确的条款" in text
    assert "看不出「市民中心三楼」指哪一条" in text
    assert "本身是追问" in text
    assert "\n# 了" not in text  # a user's words are shown, not rendered


def test_a_quote_that_is_no_longer_there_is_said_so(folder: Path, corpus: Corpus) -> None:
    said(folder, corpus, "奖多少？", "up", quote=SETTLING)
    lines = (folder / "f.jsonl").read_text("utf-8").replace("100万元", "700万元")
    (folder / "f.jsonl").write_text(lines, "utf-8")
    done = prepare(folder / "f.jsonl", folder, folder / "set.jsonl", corpus)
    assert done.open == 1
    assert "文件可能换过" in sheet(folder)


def test_a_quote_that_stands_twice_is_told_apart_by_its_clause(corpus: Corpus) -> None:
    from assistant.showing.feedback import CitedClause, Feedback

    unit = resolve(SETTLING, corpus)
    assert corpus.sources["changji-2020"].count("一次性奖励") > 1
    cited = (CitedClause(unit.id, "changji-2020", unit.label, "一次性奖励"),)
    feedback = Feedback("1", "t", "up", "奖吗？", (), "2026-01-01", "answered", "extractive", cited)
    question = draft(feedback, corpus).question
    assert question is not None
    assert resolve(question.gold[0], corpus) == unit


def test_a_person_s_edits_survive_and_are_accepted(folder: Path, corpus: Corpus) -> None:
    name = said(folder, corpus, "独角兽落户昌吉给多少钱？", "up", quote=SETTLING)
    prepare(folder / "f.jsonl", folder, folder / "set.jsonl", corpus)
    path = folder / "candidates.jsonl"
    path.write_text(path.read_text("utf-8").replace('"facts": []', '"facts": ["300万元"]'), "utf-8")
    other = said(folder, corpus, "瞪羚呢，昌吉给多少？", "up", quote=SETTLING)
    done = prepare(folder / "f.jsonl", folder, folder / "set.jsonl", corpus)
    assert (done.new, done.waiting) == (1, 2)
    assert candidates(folder)[name]["facts"] == ["300万元"]
    assert "可以写进 facts 的：300万元、100万元" in sheet(folder)  # for the one that has none yet

    (accepted,) = accept([name], folder, folder / "set.jsonl", corpus)
    assert accepted.facts == ("300万元",)
    assert [question.id for question in load_questions(folder / "set.jsonl", corpus)] == ["old", name]
    assert list(candidates(folder)) == [other]

    done = prepare(folder / "f.jsonl", folder, folder / "set.jsonl", corpus)  # nothing comes back
    assert (done.new, done.waiting) == (0, 1)
    reject([other], folder)
    done = prepare(folder / "f.jsonl", folder, folder / "set.jsonl", corpus)
    assert (done.new, done.waiting) == (0, 0)


def test_what_the_set_already_asks_is_not_offered(folder: Path, corpus: Corpus) -> None:
    said(folder, corpus, "瞪羚企业落户昌吉奖励多少？", "up", quote=SETTLING)
    first = said(folder, corpus, "独角兽呢，昌吉给多少？", "up", quote=SETTLING)
    said(folder, corpus, "独角兽呢，昌吉给多少？", "down", correction="昌吉附件2第6条")
    prepare(folder / "f.jsonl", folder, folder / "set.jsonl", corpus)
    assert list(candidates(folder)) == [first]


def test_an_unsound_candidate_changes_nothing(folder: Path, corpus: Corpus) -> None:
    name = said(folder, corpus, "独角兽落户昌吉给多少钱？", "up", quote=SETTLING)
    prepare(folder / "f.jsonl", folder, folder / "set.jsonl", corpus)
    path = folder / "candidates.jsonl"
    path.write_text(path.read_text("utf-8").replace('"facts": []', '"facts": ["900万元"]'), "utf-8")
    before = (folder / "set.jsonl").read_bytes()
    with pytest.raises(BadQuestionSet, match=f"候选题 {name}：事实「900万元」"):
        accept([name], folder, folder / "set.jsonl", corpus)
    assert (folder / "set.jsonl").read_bytes() == before
    assert name in candidates(folder)
    prepare(folder / "f.jsonl", folder, folder / "set.jsonl", corpus)
    assert "这一行还不合格" in sheet(folder)

    path.write_text("{", "utf-8")
    with pytest.raises(BadQuestionSet, match=r"candidates\.jsonl:1："):
        prepare(folder / "f.jsonl", folder, folder / "set.jsonl", corpus)


def test_an_unknown_or_repeated_id_is_named(folder: Path, corpus: Corpus) -> None:
    name = said(folder, corpus, "独角兽落户昌吉给多少钱？", "up", quote=SETTLING)
    prepare(folder / "f.jsonl", folder, folder / "set.jsonl", corpus)
    with pytest.raises(UsageError, match=f"没有候选题 use-x（待审：{name}）"):
        accept([name, "use-x"], folder, folder / "set.jsonl", corpus)
    path = folder / "candidates.jsonl"
    path.write_text(path.read_text("utf-8").replace(name, "old"), "utf-8")
    with pytest.raises(BadQuestionSet, match="已有 id 是「old」的题"):
        accept(["old"], folder, folder / "set.jsonl", corpus)


def test_the_command_end_to_end(folder: Path, corpus: Corpus) -> None:
    first = said(folder, corpus, "独角兽落户昌吉给多少钱？", "up", quote=SETTLING)
    second = said(folder, corpus, "深圳高企奖励多少？", "up", status="not_found")
    with (folder / "f.jsonl").open("a", encoding="utf-8") as file:
        file.write("{broken\n")
    examinee = Examinee(None, corpus, "none")  # type: ignore[arg-type]
    call = ["review", "--from", str(folder / "f.jsonl"), "--into", str(folder / "set.jsonl")]

    def run(*more: str) -> str:
        result = CliRunner().invoke(eval_command, [*call, *more], obj=examinee, catch_exceptions=False)
        assert result.exit_code == 0
        return result.output

    output = run()
    assert "反馈 2 条：新候选 2 题，待审 2 题，需人补条款 0 条" in output
    assert "f.jsonl:3：这条反馈已损坏" in output
    assert "已收下 1 题" in run("--accept", f"{first},{first}")
    assert "已不收 1 题" in run("--reject", second)
    assert [question.id for question in load_questions(folder / "set.jsonl", corpus)] == ["old", first]
    with pytest.raises(UsageError, match="同时要收又不收"):
        run("--accept", second, "--reject", second)


def test_a_first_set_is_begun(folder: Path, corpus: Corpus) -> None:
    name = said(folder, corpus, "独角兽落户昌吉给多少钱？", "up", quote=SETTLING)
    prepare(folder / "f.jsonl", folder, folder / "new.jsonl", corpus)
    accept([name], folder, folder / "new.jsonl", corpus)
    assert [question.id for question in load_questions(folder / "new.jsonl", corpus)] == [name]
