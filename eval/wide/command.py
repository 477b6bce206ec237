"""`policy eval --wide`: the splits named, each over corpora of each size, with a report of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import click

from corpus.errors import UsageError
from eval.run import save_folder
from eval.wide.build import Vectors
from eval.wide.html import page
from eval.wide.report import difference_report, report
from eval.wide.run import KEPT, SIZES, Examiner, compared, examine_wide, lines_of, load_kept
from eval.wide.set import SETTING, SPLITS, WideSet, load_set, load_split
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
) -> None:
    """Examine a split (all for "all"), or the set of `folder`, and keep and print its report."""
    if any(size < 1 for size in sizes):
        raise UsageError("--documents 应是大于 0 的整数，例如 --documents 30。")
    before = None if baseline is None else load_kept(baseline)
    examiner: Examiner | None = None
    for name, wide in _sets(split, folder).items():
        if wide is None:
            click.echo(_absent(name))
            continue
        if examiner is None:
            encoder = load_encoder()
            examiner = Examiner(encoder, Vectors(encoder), SPLITS, as_of)
        run = examine_wide(examiner, wide, sizes or SIZES, stock=stock)
        difference = None if before is None else compared(before, run)
        changes = "" if difference is None else "\n\n" + difference_report(difference)
        texts = {KEPT: lines_of(run), "report.txt": report(run) + changes + "\n", "report.html": page(run, difference)}
        kept = save_folder(out, texts)
        click.echo(report(run, with_failures=with_failures) + changes)
        click.echo(f"\n已存到 {kept}（{kept / 'report.html'} 可用浏览器打开）\n")


def _sets(split: str, folder: Path | None) -> Mapping[str, WideSet | None]:
    if folder is not None:
        return {folder.name: load_set(folder, folder.name)}
    return {name: load_split(name) for name in (SPLITS if split == "all" else (split,))}


def _absent(name: str) -> str:
    if name.startswith("real-"):
        return f"{name}：没有评。真实文件不在仓库里，请用 {SETTING} 指出它们的文件夹。"
    return f"{name}：没有评。题集 eval/wide/{name} 不在这里。"
