"""What a careful reader should look at: each kind of finding on a text that has it, and none on one that has not."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.check import Finding, check_document
from corpus.parse import parse_document

CLEAN = "松塔县稳岗办法\n第一条 对企业给予奖励。\n第二条 对个人给予补贴。\n第三条 本办法由县人社局负责解释。\n"


def findings(tmp_path: Path, text: str) -> list[Finding]:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    parsed = parse_document(path)
    return list(check_document(parsed.source, parsed.division, parsed.units))


def test_a_clean_document_has_nothing_to_look_at(tmp_path: Path) -> None:
    assert findings(tmp_path, CLEAN) == []


@pytest.mark.parametrize(
    ("text", "line", "said", "problem"),
    [
        (CLEAN.replace("第二条", "第四条").replace("第三条", "第五条"), 3, "「第四条」接在 1 之后", True),
        (CLEAN.replace("第三条", "第二条"), 4, "「第二条」重复", True),
        (CLEAN.replace("第一条", "第七条").replace("第二条", "第八条").replace("第三条", "第九条"), 2, "从「第七条」开始", False),
        (CLEAN.replace("对个人给予补贴。", "对企业给予奖励" + "，凡符合条件的均可以申请" * 300 + "。"), 3, "可能还有没认出的条款", True),
        (CLEAN.replace("对个人给予补贴。", ""), 3, "几乎没有内容", True),
        ("松塔县通告\n凡在本县经营的，应当备案。\n违反的，依法处理。\n", 0, "按自然段划分", False),
    ],
)  # fmt: skip
def test_each_kind_of_finding(text: str, line: int, said: str, problem: bool, tmp_path: Path) -> None:
    found = [finding for finding in findings(tmp_path, text) if said in finding.words]
    assert [(finding.line, finding.problem) for finding in found] == [(line, problem)]


def test_the_same_text_twice(tmp_path: Path) -> None:
    text = CLEAN.replace("对个人给予补贴。", "对在本县注册并连续经营三年以上的工业企业给予奖励。")
    doubled = text.replace(
        "第三条 本办法由县人社局负责解释。",
        "附件1\n第一条 甲。\n第二条 对在本县注册并连续经营三年以上的工业企业给予奖励。",
    )
    assert [finding.words for finding in findings(tmp_path, doubled) if "完全相同" in finding.words] == [
        "「附件1 第二条」与「第二条」文字完全相同。"
    ]


@pytest.mark.parametrize(
    ("text", "marker", "said"),
    [
        ("一、总则\n1.支持研发。给予奖励。\n2.支持生产。给予奖励。\n1.支持销售。给予奖励。\n二、附则\n1.由县局解释。\n", "1.", "没有当作编号"),
        ("县里决定1.支持研发2.支持生产。另外安排资金。", "2.", "读作一条的编号"),
    ],
)  # fmt: skip
def test_two_readings_about_equally_good_are_named(text: str, marker: str, said: str, tmp_path: Path) -> None:
    found = [finding for finding in findings(tmp_path, text) if said in finding.words]
    assert f"「{marker}」" in found[-1].words
    assert found[-1].problem
