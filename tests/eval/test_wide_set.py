"""A wide set read: what is wrong is named line by line, snippets are found in the text as read, facts and verdicts too."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import BadQuestionSet, UsageError
from eval.wide.build import Pool, chunks, groups_of, read_pool
from eval.wide.examine import located
from eval.wide.folds import fold_of_question, folds_of, left_out
from eval.wide.locate import Squeezed, squeezed
from eval.wide.said import says, verdict_in
from eval.wide.set import SETTING, Snippet, load_set, load_split
from tests.wide_kit import CARDS, QUESTIONS, write_set


def test_an_english_version_is_a_question_of_its_own(tmp_path: Path) -> None:
    wide = load_set(write_set(tmp_path / "toy"), "toy")
    assert [one.id for one in wide.questions] == ["t-01", "t-01-en", "t-02", "t-03", "t-04"]
    english = wide.questions[1]
    assert (english.language, english.gold) == ("en", wide.questions[0].gold)
    assert [path.name for path in wide.files] == ["jobs.txt", "kilns.txt"]
    assert (len(wide.cards), len(wide.grants)) == (2, 3)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"kind": "riddle"}, "kind 不能是「riddle」"),
        ({"status": "maybe"}, "status 不能是「maybe」"),
        ({"verdict": "perhaps"}, "verdict 不能是「perhaps」"),
        ({"file": "lost.txt"}, "没有文件「lost.txt」"),
        ({"gold": [{"file": "jobs.txt"}]}, "snippet 应是非空的文字"),
        ({"must": []}, "要有 gold 和 must"),
        ({"status": "refuse"}, "不能有 gold 和 must"),
        ({"answer": "x"}, "不认识的字段 answer"),
        ({"id": "t-02"}, "重复"),
        ({"question": " "}, "question 应是非空的文字"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, changed: dict[str, Any], words: str) -> None:
    folder = write_set(tmp_path / "toy", [{**QUESTIONS[0], **changed}, *QUESTIONS[1:]])
    with pytest.raises(BadQuestionSet, match=r"questions\.jsonl:[12]：") as wrong:
        load_set(folder, "toy")
    assert words in str(wrong.value)


def test_every_wrong_line_is_named_at_once(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "toy")
    (folder / "questions.jsonl").write_text("{\n[1]\n" + json.dumps({"id": "x"}) + "\n", "utf-8")
    (folder / "cards.jsonl").write_text(json.dumps({**CARDS[0], "issued": "6月"}) + "\n", "utf-8")
    with pytest.raises(BadQuestionSet) as wrong:
        load_set(folder, "toy")
    lines = str(wrong.value).splitlines()
    assert [Path(line.split("：")[0]).name for line in lines] == [
        "questions.jsonl:1", "questions.jsonl:2", "questions.jsonl:3", "cards.jsonl:1",
    ]  # fmt: skip


@pytest.mark.parametrize("cap", [[], [{"value": 60, "unit": "万元", "per": "场"}]])
def test_a_sum_beside_a_share_is_its_limit(tmp_path: Path, cap: list[dict[str, Any]]) -> None:
    folder = write_set(tmp_path / "toy")
    row = {"file": "jobs.txt", "snippet": "x", "form": "补助", "rate": 20, "amount": {"value": 60, "unit": "万元"}}
    (folder / "grants.jsonl").write_text(json.dumps({**row, "cap": cap}) + "\n", "utf-8")
    (grant,) = load_set(folder, "toy").grants
    assert (grant.amount, grant.rate, [one.value for one in grant.cap]) == (None, 20.0, [60.0])


def test_a_folder_without_a_set_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"没有 questions\.jsonl"):
        load_set(tmp_path, "toy")


def test_a_folder_of_several_splits_gives_the_documents_of_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    questions = [{**one, "split": "dev" if one["file"] == "kilns.txt" else "learn"} for one in QUESTIONS[:3]]
    folder = write_set(tmp_path / "real", questions)
    for path in (folder / "documents").iterdir():
        path.rename(folder / path.name)
    (folder / "documents").rmdir()
    (folder / "README.md").write_text("no document", "utf-8")
    monkeypatch.setenv(SETTING, str(folder))
    wide = load_split("real-dev")
    assert wide is not None
    assert [path.name for path in wide.files] == ["kilns.txt"]
    assert [card.file for card in wide.cards] == ["kilns.txt"]
    assert {one.id for one in wide.questions} == {"t-01", "t-01-en", "t-03"}
    monkeypatch.delenv(SETTING)
    assert load_split("real-dev") is None


# ---------------------------------------------------------------- where a snippet stands


def test_layout_is_set_aside_and_every_copy_found() -> None:
    source = "第一条 每 人\n补贴 | ２０００元。\n<p>另:每人补贴<b>2000元</b>。</p>"
    found = Squeezed.of(source).spans_of("每人补贴2000元")
    assert [squeezed(span.of(source)) for span in found] == ["每人补贴2000元"] * 2
    assert found[0].of(source).startswith("每 人")


def test_a_snippet_leads_to_its_clause_and_a_foreign_one_to_none(tmp_path: Path) -> None:
    wide = load_set(write_set(tmp_path / "toy"), "toy")
    pool = read_pool(wide.files, progress=False)
    gold = located(wide.questions[0].gold[0], pool)
    assert gold.clause is not None
    assert gold.clause.label == "一、"
    assert located(Snippet("kilns.txt", "给予100万元"), pool).clause is None
    assert located(Snippet("gone.txt", "给予100万元"), pool).ids == ()


def test_a_file_that_cannot_be_read_harms_no_other(tmp_path: Path) -> None:
    texts = {"empty.txt": " ", "good.txt": "甲县规定\n第一条 给予1万元补贴。\n"}
    folder = write_set(tmp_path / "toy", [{**QUESTIONS[2], "file": "good.txt"}], texts)
    for name in ("cards", "grants"):
        (folder / f"{name}.jsonl").unlink()
    pool = read_pool(load_set(folder, "toy").files, progress=False)
    assert set(pool.shelved) == {"good.txt"}
    assert "没有文字" in pool.unread["empty.txt"]


# ---------------------------------------------------------------- what an answer says


@pytest.mark.parametrize(
    ("fact", "text", "said"),
    [
        ("30万元", "一次性奖励 300,000 元", True),
        ("30万元", "最高130万元", False),
        ("最高30万元", "最高300000元", True),
        ("15个工作日", "应当在十五个工作日内", True),
        ("15个工作日", "应当在25个工作日内", False),
        ("三年", "连续3年", True),
        ("5万户", "覆盖50000户", True),
        ("50岁以下", "须在５０岁 以下", True),
        ("20%", "按百分之二十", True),
        ("2025年12月31日", "有效期至2025-12-31[1]", True),
        ("0791-8888", "电话：0791－8888", True),
        ("不予补助", "予以补助", False),
    ],
)
def test_facts_are_compared_by_value(fact: str, text: str, said: bool) -> None:
    assert says(fact, text) is said


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("不可以。个体户不在范围内。", "no"),
        ("没有，文件只给企业。", "no"),
        ("可以，满一年即可[1]。", "yes"),
        ("是的，500万元。", "yes"),
        ("不一定：要看是否规上。", "depends"),
        ("视情况而定。", "depends"),
        ("No. Only firms may apply.", "no"),
        ("Yes, if it is registered there.", "yes"),
        ("It depends on the level.", "depends"),
        ("Nothing is said.", None),
        ("有效期至2025年。可以续。", None),
        ("能源企业一次性奖励30万元。", None),
        ("对企业给予30万元奖励。", None),
        ("企业可以申请。", None),
        ("", None),
    ],
)
def test_a_verdict_stands_at_the_head_of_the_first_sentence(text: str, verdict: str | None) -> None:
    assert verdict_in(text) == verdict


# ---------------------------------------------------------------- how documents are grouped


@pytest.mark.parametrize("size", [1, 2, 3, 5, 20, 40])
def test_every_document_is_somebodys_own_once_and_corpora_are_full(size: int) -> None:
    files = [f"f{number}" for number in range(17)]
    groups = groups_of(files, iter([["f1", "f2"], ["f2", "f3"], ["f9"]]))
    others = [f"x{number}" for number in range(10)]
    cut = chunks(groups, others, size)
    assert sorted(name for chunk in cut for name in chunk.own) == sorted(files)
    for chunk in cut:
        assert len(set(chunk.files)) == len(chunk.files)
        assert len(chunk.files) == max(min(size, 27), len(chunk.own))
        assert {"f1", "f2", "f3"} <= set(chunk.own) or not {"f1", "f2", "f3"} & set(chunk.own)
    assert cut == chunks(list(reversed(groups)), others, size)


@pytest.mark.deep
def test_folds_leave_whole_groups_of_documents_out() -> None:
    wide = load_split("learn")
    assert wide is not None
    folds = folds_of(wide)
    assert folds == folds_of(wide)
    assert set(folds) == {path.name for path in wide.files}
    for question in wide.questions:
        assert len({folds[name] for name in question.files}) == 1
    counts = Counter(fold_of_question(question, folds) for question in wide.questions)
    assert max(counts.values()) <= 1.3 * min(counts.values())
    for fitted, reported in left_out(wide):
        assert not {name for one in fitted for name in one.files} & {name for one in reported for name in one.files}
        assert len(fitted) + len(reported) == len(wide.questions)
    with pytest.raises(ValueError, match="leave nothing out"):
        folds_of(wide, 1)


# ---------------------------------------------------------------- the set itself


def test_no_document_is_in_two_splits() -> None:
    seen: dict[bytes, str] = {}
    for name in ("learn", "dev", "judge"):
        wide = load_split(name)
        for path in wide.files if wide is not None else ():
            other = seen.setdefault(path.read_bytes(), name)
            assert other == name, path.name


@pytest.fixture(scope="module")
def pools() -> dict[str, Pool]:
    found = {name: load_split(name) for name in ("learn", "dev")}
    return {name: read_pool(wide.files, progress=False) for name, wide in found.items() if wide is not None}


@pytest.mark.deep
@pytest.mark.parametrize("name", ["learn", "dev"])
def test_every_gold_snippet_of_the_wide_set_stands_in_a_clause(name: str, pools: dict[str, Pool]) -> None:
    wide = load_split(name)
    assert wide is not None
    lost = [
        (question.id, snippet.snippet)
        for question in wide.questions
        for snippet in (*question.gold, *question.also_ok)
        if located(snippet, pools[name]).clause is None
    ]
    assert not lost
    assert not pools[name].unread
