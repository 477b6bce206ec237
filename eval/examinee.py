"""Who is examined, on which questions, and where a run is kept: what the command and the page share."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from assistant.writing.fluent import model_of, written_by
from corpus.parse import Corpus, load_corpus
from corpus.register import load_register
from eval.html import page
from eval.questions import Question, questions_fingerprint
from eval.report import comparison_report, report
from eval.run import Assistant, Run, conditions_now, evaluate, save_run
from eval.summary import Comparison
from eval.sureness import IN_USE
from index.fusion import LEXICAL_WEIGHT

QUESTIONS = Path(__file__).parent / "questions.jsonl"
SETTING = "POLICY_RUNS"


@dataclass(frozen=True, slots=True)
class Examinee:
    """The assistant under examination with the corpus it answers from, opened."""

    assistant: Assistant
    corpus: Corpus
    model: str
    settings: Mapping[str, str] = field(default_factory=dict)


def runs_folder() -> Path:
    """Where runs are kept: POLICY_RUNS, else eval/runs under the working folder."""
    return Path(os.environ.get(SETTING) or Path("eval") / "runs")


def open_examinee(engine: str = "extractive") -> Examinee:
    """The product as installed: the registered corpus and the assistant over its index, its answers by `engine`."""
    model = model_of(engine)
    assistant = written_by(importlib.import_module("assistant.ask").open_assistant(), model)
    return examinee_of(assistant, load_corpus(load_register()), model.name if model is not None else None)


def examinee_of(assistant: Assistant, corpus: Corpus, chat_model: str | None = None) -> Examinee:
    """An opened assistant with the settings that a report names."""
    settings = {"对话模型": chat_model} if chat_model is not None else {}
    settings |= {"关键词权重": f"{LEXICAL_WEIGHT:g}", "拒答阈值": f"{IN_USE:g}"}
    return Examinee(assistant, corpus, str(getattr(assistant, "model_name", "未说明")), settings)


def examined(
    examinee: Examinee,
    set_file: Path,
    questions: Iterable[Question],
    split: str,
    as_of: date,
    *,
    sureness: bool = False,
    progress: bool = True,
) -> Run:
    """Every question put to the examinee, with the conditions under which that was done."""
    settings = {"截至日期": as_of.isoformat()} | dict(examinee.settings)
    fingerprint = questions_fingerprint(set_file)
    conditions = conditions_now(examinee.model, examinee.corpus, fingerprint, split, settings)
    scored = evaluate(examinee.assistant, questions, examinee.corpus, as_of=as_of, sureness=sureness, progress=progress)
    return Run(conditions, tuple(scored))


def kept(run: Run, parent: Path, difference: Comparison | None = None) -> Path:
    """Save `run` with its reports under `parent`; the folder."""
    text = report(run.scored) + ("" if difference is None else "\n\n" + comparison_report(difference))
    return save_run(run, parent, {"report.html": page(run, difference), "report.txt": text + "\n"})
