"""`policy eval --wide`: the splits named, each over corpora of each size, with a report of each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from corpus.errors import UsageError
from eval.gate import Fallen
from eval.run import save_folder
from eval.wide.build import Vectors
from eval.wide.gate import DOCUMENTS, fallen, load_floors, pinned, save_floors
from eval.wide.gate import SPLITS as GATED
from eval.wide.html import page
from eval.wide.measures import groups, means_of
from eval.wide.report import difference_report, report
from eval.wide.run import KEPT, SIZES, Difference, Examiner, WideRun, compared, examine_wide, lines_of, load_kept
from eval.wide.set import SETTING, SPLITS, WideSet, load_set, load_split
from eval.wide.stages import stages_of
from index.encoder import load_encoder


def run_wide(
    split: str,
    folder: Path | None,
    sizes: Sequence[int],
    baseline: Path | None,
    out: Path,
    as_of: date,
    *,
    with_failures: bool = False,
    stock: bool = False,
    as_json: bool = False,
) -> None:
    """Examine a split (all for "all"), or the set of `folder`, and keep and print its report."""
    if any(size < 1 for size in sizes):
        raise UsageError("--documents 应是大于 0 的整数，例如 --documents 30。")
    before = None if baseline is None else load_kept(baseline)
    examiner: Examiner | None = None
    for name, wide in _sets(split, folder).items():
        if wide is None:
            click.echo(_absent(name), err=as_json)
            continue
        if examiner is None:
            encoder = load_encoder()
            examiner = Examiner(encoder, Vectors(encoder), SPLITS, as_of)
        run = examine_wide(examiner, wide, sizes or SIZES, stock=stock)
        difference = None if before is None else compared(before, run)
        changes = "" if difference is None else "\n\n" + difference_report(difference)
        texts = {KEPT: lines_of(run), "report.txt": report(run) + changes + "\n", "report.html": page(run, difference)}
        kept = save_folder(out, texts)
        if as_json:
            click.echo(json.dumps(_as_json(run, kept, difference), ensure_ascii=False))
            continue
        click.echo(report(run, with_failures=with_failures) + changes)
        click.echo(f"\n已存到 {kept}（{kept / 'report.html'} 可用浏览器打开）\n")


def gate_wide(floors_file: Path) -> None:
    """Examine the splits that have floors and are here; raises Fallen naming what fell."""
    floors = load_floors(floors_file)
    violations: list[str] = []
    for run in _runs(tuple(floors.splits), floors.documents, floors.as_of):
        violations += fallen(floors, run)
        right = sum(one.passed for one in run.main.outcomes)
        click.echo(f"{run.split}：{len(run.main.outcomes)} 题，全对 {right} 题，{run.seconds:.0f} 秒。")
    if violations:
        raise Fallen("\n".join(violations))
    click.echo(f"通过：没有一项比下限少 {floors.slack} 题以上。")


def pin_wide(floors_file: Path, as_of: date, reason: str | None) -> None:
    """Rewrite the floors from what the product reaches today; raises Fallen where one would be lower without a reason."""
    old = load_floors(floors_file) if floors_file.exists() else None
    made = pinned(old, list(_runs(GATED, DOCUMENTS, as_of)), as_of, reason)
    save_floors(made, floors_file)
    click.echo(f"已写 {floors_file}：{'、'.join(made.splits)}，允许少 {made.slack} 题。")


def _runs(splits: Sequence[str], documents: int, as_of: date) -> Iterator[WideRun]:
    encoder = load_encoder()
    examiner = Examiner(
        encoder, Vectors(encoder), (), as_of
    )  # the same documents beside them, whatever is on the machine
    for name in splits:
        wide = load_split(name)
        if wide is None:
            click.echo(_absent(name))
        else:
            yield examine_wide(examiner, wide, (documents,))


def _as_json(run: WideRun, folder: Path, difference: Difference | None) -> dict[str, Any]:
    """One line a split: figures by size, in Chinese and English apart, and stages."""
    sizes = {}
    for sized in run.sizes:
        found = {name: means_of(members) for name, members in groups(sized.outcomes).items()}
        sizes[str(sized.size)] = {
            "documents": sized.documents,
            "figures": {group: {name: asdict(mean) for name, mean in means.items()} for group, means in found.items()},
            "stages": dict(stages_of(sized.outcomes, run.misread)),
        }
    result: dict[str, Any] = {"split": run.split, "folder": str(folder), "commit": run.commit, "sizes": sizes}
    if difference is not None:
        result |= {"gained": difference.gained, "lost": difference.lost}
    return result


def _sets(split: str, folder: Path | None) -> Mapping[str, WideSet | None]:
    if folder is not None:
        return {folder.name: load_set(folder, folder.name)}
    return {name: load_split(name) for name in (SPLITS if split == "all" else (split,))}


def _absent(name: str) -> str:
    if name.startswith("real-"):
        return f"{name}：没有评。真实文件不在仓库里，请用 {SETTING} 指出它们的文件夹。"
    return f"{name}：没有评。题集 eval/wide/{name} 不在这里。"
