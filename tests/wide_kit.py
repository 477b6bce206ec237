"""A wide set of two invented documents, written out as a folder, and outcomes made by hand. No model."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.scored import Clause
from eval.wide.examine import Gold, Outcome
from eval.wide.set import WideQuestion
from tests.shelf_kit import JOBS, KILNS

QUESTIONS: tuple[dict[str, Any], ...] = (
    {
        "id": "t-01", "kind": "amount", "file": "kilns.txt", "question": "青石县对完成电窑改造的陶瓷企业奖励多少？",
        "en": "How much does Qingshi county pay for an electric kiln?",
        "gold": [{"file": "kilns.txt", "snippet": "对完成电窑改造的陶瓷企业，一次性奖励 35万元"}], "also_ok": [],
        "must": ["350000元"], "verdict": None, "status": "answered", "note": "",
    },
    {
        "id": "t-02", "kind": "conditions", "file": "jobs.txt", "question": "松塔县没裁员的企业有补贴吗", "en": None,
        "gold": [{"file": "jobs.txt", "snippet": "对未裁员的企业给予10万元补贴"}], "also_ok": [],
        "must": ["10万元"], "verdict": "yes", "status": "answered", "note": "",
    },
    {
        "id": "t-03", "kind": "unanswerable", "file": "kilns.txt", "question": "白石县养牛给多少钱？", "en": None,
        "gold": [], "also_ok": [], "must": [], "verdict": None, "status": "refuse", "note": "邻县",
    },
    {
        "id": "t-04", "kind": "compare", "file": "jobs.txt", "question": "松塔县和青石县的文件有效期哪个长", "en": None,
        "gold": [
            {"file": "jobs.txt", "snippet": "自2020年6月1日起施行，有效期3年"},
            {"file": "kilns.txt", "snippet": "有效期至2027年2月28日"},
        ],
        "also_ok": [], "must": ["2027年2月28日"], "verdict": None, "status": "answered", "note": "",
    },
)  # fmt: skip
CARDS: tuple[dict[str, Any], ...] = (
    {
        "file": "jobs.txt", "kind": "annex", "title": "松塔县稳岗补贴办法（试行）", "aliases": ["稳岗办法"],
        "number": "松政办发〔2020〕3号", "issuer": "松塔县人民政府办公室", "places": ["云岭省松塔县"],
        "issued": "2020-05-06", "starts": "2020-06-01", "ends": "2023-06-01", "repeals": [],
    },
    {
        "file": "kilns.txt", "kind": "rules", "title": "青石县人民政府关于支持陶瓷产业发展的若干措施", "aliases": [],
        "number": "青政发〔2024〕99号", "issuer": None, "places": ["云岭省青石县"],
        "issued": "2024-02-20", "starts": "2024-03-01", "ends": "2027-02-28", "repeals": ["青石县陶瓷办法"],
    },
)  # fmt: skip
GRANTS: tuple[dict[str, Any], ...] = (
    {
        "file": "kilns.txt", "snippet": "对完成电窑改造的陶瓷企业，一次性奖励35万元", "recipient": "陶瓷企业",
        "level": None, "condition": ["完成电窑改造"], "form": "奖励", "amount": {"value": 35, "unit": "万元", "per": None},
        "amount_to": None, "rate": None, "base": None, "cap": [], "bound": None, "band": None, "schedule": None,
        "period": None, "note": None,
    },
    {
        "file": "jobs.txt", "snippet": "对未裁员的企业给予10万元补贴", "recipient": "个体工商户", "level": None,
        "condition": [], "form": "补贴", "amount": {"value": 10, "unit": "万元", "per": None}, "cap": [],
    },
    {
        "file": "jobs.txt", "snippet": "企业应当按季度报送用工情况", "recipient": "企业", "form": "奖励",
        "amount": {"value": 7, "unit": "万元", "per": None},
    },
)  # fmt: skip


def write_set(
    folder: Path, questions: Sequence[Mapping[str, Any]] = QUESTIONS, texts: Mapping[str, str] | None = None
) -> Path:
    """The set as writers deliver it; `texts` by file name in the place of the two documents."""
    (folder / "documents").mkdir(parents=True)
    for name, text in (texts or {"jobs.txt": JOBS, "kilns.txt": KILNS}).items():
        (folder / "documents" / name).write_text(text, "utf-8")
    for name, lines in (("questions", questions), ("cards", CARDS), ("grants", GRANTS)):
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (folder / f"{name}.jsonl").write_text(text, "utf-8")
    return folder


def clause(name: str) -> Clause:
    """ "d/1." is clause 1. of document d."""
    return Clause(name, name.split("/")[0], name.split("/")[1])


def outcome(question: WideQuestion, gold: Sequence[str] = ("d/1.",), **given: Any) -> Outcome:
    """An outcome that is wholly right, but for what is `given`; `ranked` and `shown` are names of clauses."""
    if question.status == "refuse":
        gold, right = (), Outcome(question, (), (), (), (), (), (), "not_found", "", (), (), None, 0.0)
    else:
        made = tuple(Gold("f.txt", "x", (name,), clause(name)) for name in gold)
        shown = tuple(clause(name) for name in gold)
        quoted = (True,) * len(made)
        right = Outcome(question, made, (), ("d",), shown, shown, quoted, "answered", "", (), (), question.verdict, 0.0)
    for name in ("ranked", "shown"):
        if name in given:
            given[name] = tuple(clause(each) for each in given[name])
    return Outcome(**{field: given.get(field, getattr(right, field)) for field in Outcome.__dataclass_fields__})
