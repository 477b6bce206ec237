"""Small invented documents of one trait each, three of a kind, and what is said of them; and how such cases are read and run."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus.errors import BadQuestionSet
from eval.cases import WANTED, Case, Tried, read_cases, run_cases
from index.encoder import LazyEncoder
from tests.toy import ToyEncoder

FOLDER = Path(__file__).parents[1] / "fixtures" / "cases"
DAY = date(2026, 1, 10)


# Right before the weights of December 2026, which are better on every whole set (docs/log.md): one is surely refused on so short a
# document, one prefers the clause that pays to the one that tells how large the fund is, one tells what a trade may beside what it gets
KNOWN_MISSES = {
    "白石县小微企业贷款风险分担资金规模多大",
    "失业金第一笔到账了，听说往后每个月都得“打卡”核一次，从几时开始，手机上在哪点？",
    "卖茶叶的，摊位费年年交，想去马来西亚参加展会，白石省外贸二十二条补的是哪方面的钱？",
}


@pytest.mark.deep
def test_every_small_case_is_right(model: LazyEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_CACHE", str(tmp_path))
    tried = list(run_cases(FOLDER, read_cases(FOLDER), model, DAY))
    wrong = {one.case.tried: one.said[:200] for one in tried if not one.is_right}
    assert wrong.keys() == KNOWN_MISSES, "\n".join(f"{asked}：{said}" for asked, said in wrong.items())


def test_every_file_is_tried() -> None:
    used = {name for case in read_cases(FOLDER) for name in case.files}
    assert used == {path.name for path in FOLDER.iterdir()} - {WANTED}


@pytest.mark.parametrize(
    ("said", "is_right"), [("answered\n奖励5万元", True), ("answered\n奖励8万元", False), ("奖励5万元、8万元", False)]
)
def test_a_case_is_right_where_it_says_what_it_must_and_nothing_that_it_must_not(said: str, is_right: bool) -> None:
    assert Tried(Case(("a.txt",), "多少", "5万元", "8万元"), said).is_right is is_right


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("a.txt\t多少", "1：应有三列"),
        ("b.txt\t多少\t5万元", "没有文件 b.txt"),
        ("a.txt\t多少\t(5万元", "正则表达式"),
    ],
)
def test_a_line_that_is_wrong_is_named(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "a.txt").write_text("第一条 甲。\n", "utf-8")
    (tmp_path / WANTED).write_text(line + "\n", "utf-8")
    with pytest.raises(BadQuestionSet, match=said):
        read_cases(tmp_path)


def test_a_file_that_cannot_be_read_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    (tmp_path / "bad.docx").write_bytes(b"PK")
    (tmp_path / "good.txt").write_text("松塔县办法\n第一条 补助5万元。\n", "utf-8")
    (tmp_path / WANTED).write_text("bad.docx\tparse\t第一条\ngood.txt\tparse\t第一条\n", "utf-8")
    tried = list(run_cases(tmp_path, read_cases(tmp_path), ToyEncoder(), DAY))
    assert [one.is_right for one in tried] == [False, True]
    assert "bad.docx" in tried[0].said


def test_without_a_list_of_cases_the_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadQuestionSet, match="没有 want"):
        read_cases(tmp_path)
