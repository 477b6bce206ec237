"""`policy eval grants`: labelled rows of who gets what, held against what the reader gives, family by family.

What is compared is eval/wide/grants.py's; here the rows are put into families by what makes them hard, and the rows of a
document are never fitted on where its split is dev.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import UsageError
from eval.report import columns
from eval.wide.build import Pool, read_pool
from eval.wide.grants import FIELD_TITLES, Row, Rows, rows_of
from eval.wide.set import OWN_SPLITS, SETTING, Grant, load_set, load_split

REAL = ("real-learn", "real-dev")
SPLITS = (*OWN_SPLITS, *REAL)

# What makes a row hard, by its words and its label; a row may be of several families
FAMILIES: Mapping[str, Callable[[Grant], bool]] = {
    "分别": lambda g: re.search("分别|依次", g.snippet) is not None,
    "级别": lambda g: g.level is not None,
    "比例": lambda g: g.rate is not None and not g.cap,
    "比例带上限": lambda g: g.rate is not None and bool(g.cap),
    "按单位计": lambda g: bool(g.amount and g.amount.per),
    "单位上限": lambda g: any(one.per for one in g.cap),
    "只有上限或下限": lambda g: g.bound is not None and not g.cap,
    "区间": lambda g: g.amount_to is not None,
    "分档": lambda g: re.search("以上|以下|不足|超过|突破|达到", g.snippet) is not None,
    "表格": lambda g: "|" in g.snippet or re.search(r"\d\s+\d", g.snippet) is not None,
    "没有给予二字": lambda g: re.search("给予|予以|奖励|补助|补贴|资助|贴息", g.snippet) is None,
}


@dataclass(frozen=True, slots=True)
class Figures:
    """Of `rows` labelled rows: the share whose sum is read, with the right recipient and level, and right in every field."""

    rows: int
    amount: float
    whom: float
    strict: float


def figures_of(rows: Sequence[Row]) -> Figures:
    count = max(1, len(rows))
    return Figures(
        len(rows),
        sum(row.has_amount for row in rows) / count,
        sum(row.has_recipient and row.agrees["level"] for row in rows) / count,
        sum(row.is_strict for row in rows) / count,
    )


def real_half(file: str) -> str:
    """Which half of the documents from elsewhere a file is in: by the hash of its name, so that it never changes."""
    return REAL[int(hashlib.sha256(file.encode()).hexdigest(), 16) % 2]


def labelled(split: str) -> tuple[tuple[Grant, ...], Pool]:
    """The labelled rows of a split, and its documents read. Raises UsageError where the split is not on this machine."""
    if split in REAL:
        folder = os.environ.get(SETTING, "").strip()
        if not folder:
            raise UsageError(f"{split} 的文件不在这里：请用 {SETTING} 指出文件夹，或换一个 --split。")
        wide = load_set(Path(folder), split)
        grants = tuple(grant for grant in wide.grants if real_half(grant.file) == split)
    else:
        found = load_split(split)
        if found is None:
            raise UsageError(f"没有 {split} 的文件，请换一个 --split。")
        wide, grants = found, found.grants
    named = {grant.file for grant in grants}
    return grants, read_pool([path for path in wide.files if path.name in named], progress=False)


def told(rows: Rows, *, failures: int = 0) -> Iterator[str]:
    """The report, line by line."""
    whole = figures_of(rows.rows)
    lines = [["", "行", "金额", "金额、对象、级别", "整行"], _line("全部", whole)]
    for name, belongs in FAMILIES.items():
        members = [row for row in rows.rows if belongs(row.grant)]
        if members:
            lines.append(_line(name, figures_of(members)))
    lines.append(["—"] * 5)
    for file in dict.fromkeys(row.grant.file for row in rows.rows):
        lines.append(_line(file[:24], figures_of([row for row in rows.rows if row.grant.file == file])))
    yield columns(lines)
    read = [row for row in rows.rows if row.has_amount]
    yield "金额读出的行里：" + "，".join(
        f"{title} {sum(row.agrees[name] for row in read) / max(1, len(read)):.2f}"
        for name, title in FIELD_TITLES.items()
    )
    yield (
        f"标注过的句子里读出 {rows.read} 行，其中 {len(rows.invented)} 行"
        f"（{len(rows.invented) / max(1, rows.read):.3f}）的金额没有标注；另有 {rows.others} 行的单位不能比"
    )
    for row in [row for row in rows.rows if not row.is_strict][:failures]:
        wrong = "、".join(FIELD_TITLES[name] for name, right in row.agrees.items() if not right) or "没有读出"
        yield f"  {wrong}：{row.grant.snippet[:60]} → 应为 {row.grant.recipient}，读作 {row.benefit or '—'}"


def as_json(rows: Rows) -> dict[str, Any]:
    whole = figures_of(rows.rows)
    families = {
        name: figures_of([row for row in rows.rows if belongs(row.grant)]) for name, belongs in FAMILIES.items()
    }
    return {
        **_json(whole),
        "read": rows.read,
        "invented": len(rows.invented),
        "families": {name: _json(figures) for name, figures in families.items() if figures.rows},
    }


def examined(split: str) -> Rows:
    return rows_of(*labelled(split))


def _json(figures: Figures) -> dict[str, Any]:
    return {
        "rows": figures.rows,
        "amount": round(figures.amount, 4),
        "whom": round(figures.whom, 4),
        "strict": round(figures.strict, 4),
    }


def _line(name: str, figures: Figures) -> list[str]:
    return [name, str(figures.rows), f"{figures.amount:.3f}", f"{figures.whom:.3f}", f"{figures.strict:.3f}"]
