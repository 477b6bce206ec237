"""`policy eval`: examine the product on a test set, print the report, keep the run. Found through `policy.commands`."""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import click

from corpus.errors import UsageError
from corpus.parse import Corpus, load_corpus
from corpus.register import load_register
from eval.html import page
from eval.questions import SPLITS, load_questions, questions_fingerprint
from eval.report import comparison_report, report
from eval.run import Assistant, Run, conditions_now, evaluate, load_run, run_summary_line, save_run
from eval.summary import Comparison, compare, summary_to_json

QUESTIONS = Path(__file__).parent / "questions.jsonl"
RUNS = Path("eval") / "runs"


@dataclass(frozen=True, slots=True)
class Examinee:
    """The assistant under examination with the corpus it answers from, opened."""

    assistant: Assistant
    corpus: Corpus
    model: str
    settings: Mapping[str, str] = field(default_factory=dict)


def open_examinee() -> Examinee:
    """The product as installed: the registered corpus and the assistant over its index."""
    corpus = load_corpus(load_register())
    assistant = importlib.import_module("assistant.ask").open_assistant()
    return Examinee(assistant, corpus, str(getattr(assistant, "model_name", "未说明")))


@click.command("eval", help="在题集上评测：检索、引用、事实与拒答，按题型给出，并存下每题的完整结果。")
@click.option(
    "--set",
    "set_file",
    type=click.Path(path_type=Path),
    default=QUESTIONS,
    show_default="自带题集",
    help="题集（JSONL）。",
)
@click.option("--split", type=click.Choice([*SPLITS, "all"]), default="all", show_default=True, help="只评哪一部分。")
@click.option("--baseline", type=click.Path(path_type=Path), help="与这个评测文件夹逐题比较。")
@click.option("--out", type=click.Path(path_type=Path), default=RUNS, show_default=True, help="评测文件夹放在哪里。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.option("--failures/--no-failures", default=True, show_default=True, help="是否列出未全对的题。")
@click.pass_context
def eval_command(
    context: click.Context,
    set_file: Path,
    split: str,
    baseline: Path | None,
    out: Path,
    as_json: bool,
    failures: bool,
) -> None:
    # What can be wrong with the call is found before minutes are spent on it.
    before = None if baseline is None else load_run(baseline)
    given = context.obj if isinstance(context.obj, Examinee) else None
    corpus = load_corpus(load_register()) if given is None else given.corpus
    questions = [one for one in load_questions(set_file, corpus) if split in (one.split, "all")]
    if not questions:
        raise UsageError(f"{set_file} 里没有 split 是 {split} 的题，请换一个 --split。")
    examinee = given or open_examinee()
    conditions = conditions_now(
        examinee.model, examinee.corpus, questions_fingerprint(set_file), split,
        {"截至日期": date.today().isoformat()} | dict(examinee.settings),
    )  # fmt: skip
    scored = evaluate(examinee.assistant, questions, examinee.corpus, as_of=date.today())
    run = Run(conditions, tuple(scored))
    folder = save_run(run, out, {"report.html": page(run), "report.txt": report(scored) + "\n"})
    difference = None if before is None else compare(before.scored, scored)
    if as_json:
        click.echo(json.dumps(_as_json(run, folder, difference), ensure_ascii=False, indent=2))
        return
    click.echo(run_summary_line(conditions))
    click.echo(report(scored, with_failures=failures))
    if difference is not None:
        click.echo("\n" + comparison_report(difference))
    click.echo(f"\n已存到 {folder}（report.html 可用浏览器打开）")


def _as_json(run: Run, folder: Path, difference: Comparison | None) -> dict[str, Any]:
    result: dict[str, Any] = {
        "folder": str(folder),
        "conditions": asdict(run.conditions),
        "questions": len(run.scored),
        "summary": summary_to_json(run.scored),
        "failures": [one.question.id for one in run.scored if not one.passed],
    }
    if difference is not None:
        result["gained"] = [after.question.id for _, after in difference.gained]
        result["lost"] = [after.question.id for _, after in difference.lost]
    return result
