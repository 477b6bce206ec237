"""One split examined over corpora of several sizes, what is kept of it, and two of them set side by side."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from corpus.errors import UsageError
from corpus.parse import Corpus
from eval import metrics
from eval.prefetch import Remembering
from eval.run import Assistant, BadRun, commit_here
from eval.wide.build import (
    Chunk,
    Pool,
    Vectors,
    add_texts,
    chunks,
    corpus_of,
    fixture_texts,
    groups_of,
    open_over,
    own_documents,
    read_pool,
)
from eval.wide.examine import Outcome, examine_split
from eval.wide.grants import Rows, rows_of
from eval.wide.identity import Read, misread_of, read_of
from eval.wide.measures import FIGURES
from eval.wide.set import WideSet, load_split
from eval.wide.stages import failure_of
from eval.wide.stock import StockSized, stock_outcomes
from index.encoder import Encoder

SIZES = (5, 30, 100, 300)
MAIN = 30  # of these documents the failures are shown, where there is such a corpus
FORMAT = 1
KEPT = "wide.jsonl"


@dataclass(frozen=True, slots=True)
class Sized:
    """The outcomes of all questions over corpora of `size` documents; `documents` is what there really were."""

    size: int
    documents: int
    outcomes: tuple[Outcome, ...]
    seconds: float


@dataclass(frozen=True)
class WideRun:
    """One split, examined. `unread` names files with reasons, `misread` by file the fields that the product has wrong."""

    split: str
    model: str
    fingerprint: str
    as_of: date
    sizes: tuple[Sized, ...]
    unread: Mapping[str, str] = field(default_factory=dict)
    reads: tuple[Read, ...] = ()  # what is registered, against the cards
    rows: Rows | None = None  # benefits, against the grants
    stock: tuple[StockSized, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)  # document id -> title
    seconds: float = 0.0
    commit: str = ""
    made: str = ""

    @cached_property
    def misread(self) -> Mapping[str, tuple[str, ...]]:
        return misread_of(self.reads)

    @property
    def main(self) -> Sized:
        return next((one for one in self.sizes if one.size == MAIN), self.sizes[-1])


@dataclass(frozen=True, slots=True)
class Examiner:
    """What all splits share: the model, its vectors, and the documents that may stand beside those examined."""

    encoder: Encoder
    vectors: Vectors
    others: tuple[str, ...] = ()  # names of splits whose documents may stand beside
    as_of: date = field(default_factory=date.today)
    progress: bool = True


def examine_wide(
    examiner: Examiner,
    wide: WideSet,
    sizes: Sequence[int],
    *,
    stock: bool = False,
    open_corpus: Callable[[Corpus, Encoder, Vectors], Assistant] = open_over,
) -> WideRun:
    """Every question of `wide` over corpora of each size, the smallest first; with `stock` also put to a stock pipeline.

    `open_corpus` makes what answers over a corpus, of an encoder and the vectors that are known.
    """
    began = time.perf_counter()
    pool = read_pool(wide.files, progress=examiner.progress)
    own = [path.name for path in wide.files]
    needed = max(sizes) - len(own)
    others = _beside(pool, wide, examiner) if needed > 0 else []
    groups = groups_of(own, (question.files for question in wide.questions))
    remembering = Remembering(examiner.encoder)  # a question is asked once for each size, and embedded once
    done: list[Sized] = []
    stocked: list[StockSized] = []
    before: list[Chunk] = []
    for size in sorted(set(sizes)):
        cut = chunks(groups, others, size)
        documents = max(len(chunk.files) for chunk in cut)
        if cut == before:
            continue  # there are no more documents than last time
        before = cut

        def opened(files: Sequence[str]) -> Assistant:
            return open_corpus(corpus_of(pool, files), remembering, examiner.vectors)

        started = time.perf_counter()
        outcomes = examine_split(opened, pool, cut, wide.questions, examiner.as_of, progress=examiner.progress)
        done.append(Sized(size, documents, tuple(outcomes), time.perf_counter() - started))
        if stock:
            found = stock_outcomes(remembering, examiner.vectors, pool, cut, wide.questions)
            stocked.append(StockSized(documents, tuple(found)))
    return WideRun(
        wide.name,
        examiner.encoder.name,
        wide.fingerprint,
        examiner.as_of,
        tuple(done),
        {name: why for name, why in pool.unread.items() if name in own},
        read_of(wide.cards, pool),
        rows_of(wide.grants, pool) if wide.grants else None,
        tuple(stocked),
        {one.document.id: one.document.title for one in pool.shelved.values()},
        time.perf_counter() - began,
        commit_here(),
        datetime.now().astimezone().isoformat(timespec="seconds"),
    )


def _beside(pool: Pool, wide: WideSet, examiner: Examiner) -> list[str]:
    """Further documents, read into `pool`: those of the parser's tests, of other splits, and the product's own.

    Never those of judge: what they say must not be seen in the failures of a split that is tuned on.
    """
    own = {path.name for path in wide.files}
    names = add_texts(pool, fixture_texts())
    for name in examiner.others:
        other = load_split(name) if name not in (wide.name, "judge") else None
        if other is not None:
            read_pool(other.files, progress=examiner.progress, into=pool)
            names += [path.name for path in other.files]
    read_pool(own_documents(), progress=False, into=pool)
    names += [path.name for path in own_documents()]
    return [name for name in dict.fromkeys(names) if name not in own]


# ---------------------------------------------------------------- kept and compared


def lines_of(run: WideRun) -> str:
    """What is kept of a run: its conditions, then one line for each question and size, with every score."""
    head = {
        "format": FORMAT, "split": run.split, "model": run.model, "fingerprint": run.fingerprint,
        "as_of": run.as_of.isoformat(), "commit": run.commit, "made": run.made, "seconds": round(run.seconds, 1),
        "documents": {str(sized.size): sized.documents for sized in run.sizes},
        "unread": dict(run.unread), "misread": {file: list(fields) for file, fields in run.misread.items()},
    }  # fmt: skip
    lines = [head]
    lines += [_line(sized, outcome, run.misread) for sized in run.sizes for outcome in sized.outcomes]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _line(sized: Sized, outcome: Outcome, misread: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    failure = failure_of(outcome, misread)
    question = outcome.question
    return {
        "documents": sized.size, "id": question.id, "kind": question.kind, "language": question.language,
        "question": question.question, "status": outcome.status, "verdict": outcome.verdict,
        "stage": failure.stage if failure else None, "words": failure.words if failure else "",
        "scores": {one.name: round(value, 4) for one in FIGURES if (value := one.of(outcome)) is not None},
        "gold": [list(gold.ids) for gold in outcome.gold], "ranked": [clause.id for clause in outcome.ranked],
        "cited": [clause.id for clause in outcome.shown], "missing": list(outcome.missing), "text": outcome.text,
        "seconds": round(outcome.seconds, 4),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """A run read back: the scores of each question by size."""

    head: Mapping[str, Any]
    scores: Mapping[tuple[int, str], Mapping[str, float]]


def load_kept(folder: Path) -> Kept:
    """The run kept in `folder`. Raises BadRun naming the file that is missing or damaged."""
    path = folder / KEPT
    try:
        head, *lines = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
        if head["format"] != FORMAT:
            raise BadRun(f"{path}：格式版本是 {head['format']}，这里读 {FORMAT}。请重新评测。")
        return Kept(head, {(line["documents"], line["id"]): line["scores"] for line in lines})
    except OSError as error:
        raise BadRun(f"{path}：打不开（{error.strerror}）。请给出 policy eval --wide 存下的文件夹。") from None
    except (UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
        raise BadRun(f"{path}：评测记录已损坏（{type(error).__name__}: {error}）。请重新评测。") from None


@dataclass(frozen=True, slots=True)
class Change:
    """How one figure moved for one size, over the questions both runs asked, with the 95% interval of the difference."""

    size: int
    figure: str
    before: float
    after: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What a run gained and lost against a kept one: (size, question id)."""

    gained: tuple[tuple[int, str], ...]
    lost: tuple[tuple[int, str], ...]
    changes: tuple[Change, ...]


def compared(before: Kept, run: WideRun) -> Difference:
    """`run` against `before`, question by question. Raises UsageError where they have no question in common."""
    after = {
        (sized.size, one.question.id): {f.name: value for f in FIGURES if (value := f.of(one)) is not None}
        for sized in run.sizes
        for one in sized.outcomes
    }
    both = [key for key in after if key in before.scores]
    if not both:
        raise UsageError(f"基准是 {before.head.get('split')} 的，与 {run.split} 没有共同的题。请给出同一部分的文件夹。")
    moved = {key: after[key]["passed"] - before.scores[key]["passed"] for key in both}
    sizes = sorted({size for size, _ in both})
    changes = [
        change
        for size in sizes
        for one in FIGURES
        if (change := _change(size, one.name, [(before.scores[key], after[key]) for key in both if key[0] == size]))
    ]
    return Difference(
        tuple(key for key in both if moved[key] > 0), tuple(key for key in both if moved[key] < 0), tuple(changes)
    )


def _change(size: int, name: str, pairs: Sequence[tuple[Mapping[str, float], Mapping[str, float]]]) -> Change | None:
    values = [(a[name], b[name]) for a, b in pairs if name in a and name in b]
    if not values:
        return None
    low, high = metrics.bootstrap_interval([b - a for a, b in values])
    before, after = (sum(column) / len(values) for column in zip(*values, strict=True))
    return Change(size, name, before, after, low, high, len(values))
