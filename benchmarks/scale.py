"""How a search grows with the corpus: `python -m benchmarks.scale [SENTENCES …]`, by default 10000 and 100000.

For each number of sentence vectors, an index made of the registered corpus (benchmarks/synthetic.py) is built and saved
by one process, then opened and asked by another: the dev questions, their vectors made beforehand. 1000000 takes
about 8 GB of memory while building, 3 GB of disk and some minutes; `--keep FOLDER` leaves it there, and
`--ask --keep FOLDER` asks it again.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.ask import index_folder, open_corpus
from benchmarks.machine import Spent, facts, in_all, resident, spent
from benchmarks.synthetic import SENTENCES, dev_questions, embedded, large_index, perturbed
from index import store
from index.encoder import Encoder, load_encoder
from index.measure_index import MeasureIndex
from index.neighbours import QUERIES, Neighbours, inner_products
from index.vectors import EXACT_ROWS, SentenceVectors

SIZES = (10_000, 100_000)
_Asked = TypeVar("_Asked")
_Answer = TypeVar("_Answer")
QUESTIONS = "questions.json"
SHARES = (0.2, 0.01)  # of the units that a filter leaves


class Prepared:
    """An encoder that has its vectors from a file: the asking process loads no model."""

    def __init__(self, name: str, vectors: dict[str, NDArray[np.float32]]) -> None:
        self.name, self._vectors = name, vectors
        self.dimension = len(next(iter(vectors.values())))

    def encode_queries(self, texts: list[str]) -> NDArray[np.float32]:
        return np.stack([self._vectors[text] for text in texts])

    encode_passages = encode_queries


def build(size: int, folder: Path) -> None:
    """Make, time and save an index of `size` sentences in `folder`, and the questions beside it."""
    encoder = load_encoder()
    small = store.load(index_folder(), encoder)
    questions = dev_questions(open_corpus())
    asked = embedded(encoder, questions).encode_queries(questions)
    content = {"name": encoder.name, "questions": questions, "vectors": asked.tolist()}
    (folder / QUESTIONS).write_text(json.dumps(content))

    matrix, bases = perturbed(small, size)
    vectors = SentenceVectors.build(matrix, [SENTENCES] * (size // SENTENCES), exact_rows=size)
    made: list[Neighbours] = []
    grouping = spent(lambda: made.append(Neighbours.build(matrix)))
    if size > EXACT_ROWS:
        vectors = SentenceVectors(matrix, vectors.starts, made[0])
    large: list[MeasureIndex] = []
    counting = spent(lambda: large.append(large_index(small, vectors, bases)))
    saving = spent(lambda: store.save(large[0], folder / "built", "benchmark"))
    print(
        f"  build: neighbours {grouping}, {made[0].index.nlist} groups, {made[0].probes} probed, "
        f"recall@10 {made[0].recall:.3f} of {QUERIES} perturbed queries; words {counting}; save {saving}"
    )
    sizes = {path.name: path.stat().st_size / 1e6 for path in (folder / "built").iterdir()}
    listed = ", ".join(f"{name} {size:.0f}" for name, size in sorted(sizes.items(), key=lambda item: -item[1])[:6])
    print(f"  on disk: {sum(sizes.values()):.0f} MB ({listed})")


def ask(folder: Path) -> None:
    """Open the index in `folder` and put the questions to it."""
    saved = json.loads((folder / QUESTIONS).read_text())
    questions = saved["questions"]
    vectors = np.array(saved["vectors"], dtype=np.float32)
    encoder: Encoder = Prepared(saved["name"], dict(zip(questions, vectors, strict=True)))  # type: ignore[assignment]
    before = sum(resident())
    opened: list[MeasureIndex] = []
    opening = spent(lambda: opened.append(store.load(folder / "built", encoder)))
    index = opened[0]
    own, mapped = resident()
    print(f"  opening: {opening}; resident {own:.0f} MB own + {mapped:.0f} MB mapped, of it {before:.0f} before")

    # An index too small to use neighbours gets them here, for comparison.
    near = index.vectors.neighbours or Neighbours.build(index.vectors.matrix)
    print_vectors(index.vectors.matrix, near, vectors)
    print_search("search", index, questions, None)
    for share in SHARES:
        kept = np.random.default_rng(1).random(len(index.units)) < share
        print_search(f"search, {share:.0%} allowed", index, questions, kept)
    own, mapped = resident()
    print(f"  after all questions: resident {own:.0f} MB own + {mapped:.0f} MB mapped")


def print_vectors(matrix: NDArray[np.float32], near: Neighbours, queries: NDArray[np.float32]) -> None:
    """The ten nearest sentences: exactly, and through the neighbours."""
    exact, exact_times = _each(queries, lambda query: _exact(query, matrix))
    found, times = _each(queries, lambda query: near.nearest(query, matrix, 10))
    recall = np.mean([np.isin(one, other).mean() for one, other in zip(exact, found, strict=True)])
    print(f"  ten nearest, exact: {in_all(exact_times)}")
    print(f"  ten nearest, neighbours: {in_all(times)}, recall@10 {recall:.3f}")


def print_search(name: str, index: MeasureIndex, questions: list[str], where: NDArray[np.bool_] | None) -> None:
    """Whole searches without the embedding, against those of the same index with every unit scored."""
    index.search(questions[0], where=where)
    found, times = _each(questions, lambda question: _ids(index, question, where))
    recall = ""
    near, index.vectors.neighbours = index.vectors.neighbours, None
    if near is not None:
        exact = [_ids(index, question, where) for question in questions[:60]]
        shares = [len({*one} & {*other}) / 10 for one, other in zip(exact, found, strict=False)]
        firsts = [one[0] == other[0] for one, other in zip(exact, found, strict=False)]
        recall = f", top 10 shared with exact {np.mean(shares):.3f}, first the same {np.mean(firsts):.3f}"
    index.vectors.neighbours = near
    print(f"  {name}: {in_all(times)}{recall}")


def _each(asked: Iterable[_Asked], answer: Callable[[_Asked], _Answer]) -> tuple[list[_Answer], list[Spent]]:
    """The answers one by one, and what each took."""
    answers: list[_Answer] = []
    times = [spent(lambda one=one: answers.append(answer(one)), time.thread_time) for one in asked]  # type: ignore[misc]
    return answers, times


def _ids(index: MeasureIndex, question: str, where: NDArray[np.bool_] | None) -> list[str]:
    return [hit.measure.id for hit in index.search(question, where=where)]


def _exact(query: NDArray[np.float32], matrix: NDArray[np.float32]) -> NDArray[np.int64]:
    scores = inner_products(query, matrix)
    return np.argpartition(-scores, 10)[:10]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, help="numbers of sentence vectors")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="build there, one size, and leave it")
    parser.add_argument("--ask", action="store_true", help="only open and ask what --keep left")
    parser.add_argument("--build", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.build:
        build(chosen.sizes[0], chosen.keep)
    elif chosen.ask:
        print(facts())
        ask(chosen.keep)
    else:
        for size in chosen.sizes:
            print(f"\n{size:,} sentence vectors", flush=True)
            with tempfile.TemporaryDirectory() as name:
                folder = str(chosen.keep or name)
                for step in ("--build", "--ask"):
                    command = [sys.executable, "-m", "benchmarks.scale", str(size), "--keep", folder, step]
                    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
