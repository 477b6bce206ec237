"""Put every question to the assistant, note what came back, keep it in a folder together with the conditions."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from tqdm import tqdm

from assistant.answer import Answer
from assistant.writing.grounds import registered_words
from corpus.errors import PolicyError
from corpus.json_text import json_of
from corpus.measure import Measure
from corpus.parse import Corpus
from eval.generated import Judgement, is_generated, judge
from eval.questions import Question, resolve
from eval.scored import Scored, scored_from, scored_from_json, scored_to_json
from eval.sureness import confidence_of
from index.hit import Hit

DEPTH = 10  # how deep a ranking is kept; no metric looks further
RUN_FORMAT = 2
_CONDITIONS, _ANSWERS = "run.json", "answers.jsonl"


class Assistant(Protocol):
    """The part of `assistant.ask.Assistant` an examination needs."""

    def ask(self, question: str, history: Sequence[str] = (), as_of: date | None = None) -> Answer: ...

    def search(self, question: str, k: int, history: Sequence[str] = ()) -> list[Hit]: ...


class BadRun(PolicyError):
    """A folder is not a saved run."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a score holds for: without these it cannot be compared with another."""

    model: str
    corpus: str  # fingerprint of the documents
    questions: str  # sha256 of the test set
    split: str
    commit: str
    date: str
    settings: Mapping[str, str] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)  # id -> title


@dataclass(frozen=True, slots=True)
class Run:
    """One examination: its conditions and every question's outcome, in the order of the set."""

    conditions: Conditions
    scored: tuple[Scored, ...]


def evaluate(
    assistant: Assistant,
    questions: Iterable[Question],
    corpus: Corpus,
    *,
    as_of: date | None = None,
    depth: int = DEPTH,
    progress: bool = True,
    sureness: bool = False,
) -> list[Scored]:
    """Every question through search and ask. One that fails is noted as failed and the rest go on.

    With `sureness` each is also asked how sure it was, which the report's refusal plot needs.
    """
    bar = tqdm(questions, desc="评测", unit="题", disable=not progress)
    return [examine(assistant, question, corpus, as_of=as_of, depth=depth, sureness=sureness) for question in bar]


def examine(
    assistant: Assistant,
    question: Question,
    corpus: Corpus,
    *,
    as_of: date | None = None,
    depth: int = DEPTH,
    sureness: bool = False,
) -> Scored:
    """One question through search and ask; the time taken is that of ask alone, which a user waits for."""
    hits: list[Hit] = []
    answer: Answer | None = None
    error: str | None = None
    seconds, sure = 0.0, None
    try:
        hits = assistant.search(question.question, depth, history=question.history)[:depth]
        started = time.perf_counter()
        answer = assistant.ask(question.question, history=question.history, as_of=as_of)
        seconds = time.perf_counter() - started
        sure = confidence_of(assistant, question, answer, hits) if sureness else None
    except Exception as failure:  # whatever one question breaks, the others must still be examined
        error = f"{type(failure).__name__}: {failure}"
    gold = [resolve(one, corpus) for one in question.gold]
    also_ok = [resolve(one, corpus) for one in question.also_ok]
    judgement = None if answer is None or not is_generated(answer) else judged(answer, corpus)
    return scored_from(question, gold, also_ok, hits, answer, seconds, error, sure, judgement)


def judged(answer: Answer, corpus: Corpus) -> Judgement:
    """`answer`, which a model wrote, held against its clauses and what the register says of their documents."""
    cited = {citation.measure.document_id for citation in answer.citations}
    documents = [document for document in corpus.documents if document.id in cited]
    registered = "\n".join(words for document in documents for words in registered_words(document))
    return judge(answer, departments_of(corpus.units), registered)


def departments_of(units: Sequence[Measure]) -> frozenset[str]:
    """Every department that holds a role in some clause."""
    return frozenset(name for unit in units for name in unit.all_units)


def conditions_now(
    model: str, corpus: Corpus, questions: str, split: str, settings: Mapping[str, str] | None = None
) -> Conditions:
    """The conditions of a run made here and now."""
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    titles = {document.id: document.title for document in corpus.documents}
    return Conditions(model, corpus.fingerprint, questions, split, commit_here(), now, dict(settings or {}), titles)


def commit_here() -> str:
    """The commit of the code that runs, marked where files differ from it; "unknown" outside a checkout."""
    here = Path(__file__).parent
    try:
        described = subprocess.run(
            ["git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"],
            cwd=here, capture_output=True, text=True, check=True, timeout=10,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return described.stdout.strip()


def save_run(run: Run, parent: Path, extras: Mapping[str, str] | None = None) -> Path:
    """Write `run` to a new folder under `parent` named by the time; it appears there complete or not at all.

    `extras` are further texts by file name, such as a report, that belong to the run.
    """
    conditions = {"format": RUN_FORMAT, "questions_asked": len(run.scored), "conditions": asdict(run.conditions)}
    lines = (json.dumps(scored_to_json(scored), ensure_ascii=False) + "\n" for scored in run.scored)
    head = json.dumps(conditions, ensure_ascii=False, indent=2) + "\n"
    return save_folder(parent, {_CONDITIONS: head, _ANSWERS: "".join(lines)} | dict(extras or {}))


def save_folder(parent: Path, texts: Mapping[str, str]) -> Path:
    """Write `texts`, by file name, to a new folder under `parent` named by the time; it appears complete or not at all."""
    parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".writing-", dir=parent))
    try:
        for name, text in texts.items():
            (draft / name).write_text(text, "utf-8")
        draft.chmod(0o755)  # mkdtemp makes it private
        return _rename_into(draft, parent, datetime.now().strftime("%Y%m%dT%H%M%S"))
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def load_run(folder: Path) -> Run:
    """The run saved in `folder`. Raises BadRun naming the file that is missing or damaged."""
    try:
        head = json_of((folder / _CONDITIONS).read_text("utf-8"))
        if head["format"] != RUN_FORMAT:
            raise BadRun(f"{folder / _CONDITIONS}：格式版本是 {head['format']}，这里读 {RUN_FORMAT}。请重新评测。")
        conditions = Conditions(**head["conditions"])
        lines = (folder / _ANSWERS).read_text("utf-8").split("\n")
        scored = tuple(scored_from_json(json_of(line)) for line in lines if line)
    except OSError as error:
        raise BadRun(f"{error.filename}：打不开（{error.strerror}）。请给出 policy eval 存下的评测文件夹。") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadRun(f"{folder}：评测记录已损坏（{type(error).__name__}: {error}）。请重新评测。") from None
    if len(scored) != head.get("questions_asked"):
        raise BadRun(f"{folder}：应有 {head.get('questions_asked')} 题，只读到 {len(scored)} 题。请重新评测。")
    return Run(conditions, scored)


@dataclass(frozen=True, slots=True)
class RunHead:
    """A saved run as a list names it, its answers unread."""

    name: str
    conditions: Conditions
    questions: int


def saved_runs(parent: Path) -> tuple[RunHead, ...]:
    """The runs under `parent`, the newest first. Folders that are no run of today's format are left out."""
    found = [head for folder in parent.glob("[!.]*/") if (head := _head(folder)) is not None]
    return tuple(sorted(found, key=lambda head: (head.conditions.date, head.name), reverse=True))


def _head(folder: Path) -> RunHead | None:
    try:
        head = json_of((folder / _CONDITIONS).read_text("utf-8"))
        if head["format"] != RUN_FORMAT:
            return None
        return RunHead(folder.name, Conditions(**head["conditions"]), int(head["questions_asked"]))
    except (OSError, UnicodeDecodeError, KeyError, TypeError, ValueError):
        return None


def run_summary_line(conditions: Conditions) -> str:
    """The conditions in one line, for the head of a report."""
    parts = [
        ("时间", conditions.date),
        ("版本", conditions.commit),
        ("模型", conditions.model),
        ("文件", conditions.corpus[:12]),
        ("题集", conditions.questions[:12]),
        ("部分", conditions.split),
        *conditions.settings.items(),
    ]
    return "  ".join(f"{name} {value}" for name, value in parts)


def _rename_into(draft: Path, parent: Path, name: str) -> Path:
    """Rename `draft` to a name nobody has: two runs may end within one second."""
    for number in range(1, 1000):
        target = parent / (name if number == 1 else f"{name}-{number}")
        if target.exists():
            continue
        try:
            draft.rename(target)
        except OSError:
            if target.exists():  # another run took the name between the two calls
                continue
            raise
        return target
    raise BadRun(f"{parent}：同一秒里的评测太多，请稍后再试。")
