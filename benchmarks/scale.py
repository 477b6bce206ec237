"""How a search grows with the corpus: `python -m benchmarks.scale [SENTENCES …]`, by default 10000 and 100000.

For each number of sentence vectors, an index made of the registered corpus (benchmarks/synthetic.py) is built and saved
by one process, then opened and asked by another: the dev questions, their vectors made beforehand. 1000000 takes
about 8 GB of memory while building, 3 GB of disk and some minutes; `--keep FOLDER` leaves it there, and
`--ask --keep FOLDER` asks it again.

`--documents 5 100 1000 10000 --texts FOLDER` measures whole shelves instead (benchmarks/shelves.py makes them of the one that is
open now and of the files of FOLDER, as far as they reach): cold `policy show` and `policy ask`, warm questions, `match`, memory, pages
and one document more, in CPU seconds, each size in processes of its own. `--keep FOLDER` leaves them there, and takes those
that are there as they are.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

import corpus as corpus_room
from assistant.answering.match import match
from assistant.ask import Assistant, index_folder, open_assistant, open_corpus
from assistant.upload import preview, register
from benchmarks.machine import Spent, facts, in_all, resident, spent
from benchmarks.shelves import make
from benchmarks.synthetic import SENTENCES, dev_questions, embedded, large_index, perturbed
from corpus.errors import UnknownClause
from corpus.parse import load_corpus
from corpus.register import load_register
from index import store
from index.encoder import Encoder, load_encoder
from index.measure_index import MeasureIndex
from index.neighbours import QUERIES, Neighbours, inner_products
from index.vectors import EXACT_ROWS, SentenceVectors

SIZES = (10_000, 100_000)
if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

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


def shelves(sizes: Sequence[int], texts: Path | None, keep: Path | None, clauses: int | None) -> None:
    """Make, open and ask shelves of these sizes; ratios are to the first of them."""
    print(facts())
    model = open_assistant()
    first: dict[str, float] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            home = (keep or Path(name)) / f"{size}" / "corpus"
            environment = {**os.environ, "POLICY_CORPUS": str(home)}
            environment.pop(store.SETTING, None)
            if not (home / "index").exists():  # in a process of its own: its memory is not that of who asks
                command = ["--documents", str(size), "--shelf", str(home), "--build"]
                _own_process(
                    [
                        *command,
                        *(["--texts", str(texts)] if texts else []),
                        *(["--clauses", str(clauses)] if clauses else []),
                    ],
                    dict(os.environ),
                )
            asked = _own_clause(model, home)
            figures = {
                "cold show": _cold(["show", asked], environment),
                "cold ask": _cold(["ask", QUESTION], environment),
                **_own_process(["--shelf", str(home)], environment),
                **_own_process(["--shelf", str(home), "--pages"], environment),
                "one more document: two commands": _one_more(Path(name), environment),
                **_own_process(["--shelf", str(home), "--more"], environment),
            }
        first = first or figures
        print(f"\n{size:,} documents", flush=True)
        for what, value in figures.items():
            ratio = f" ({value / first[what]:.2f} of the first)" if first[what] else ""
            print(f"  {what}: {value:.3f}{ratio}", flush=True)
        beyond = figures[OWN_MEMORY] - first[OWN_MEMORY]
        if size > sizes[0]:
            print(
                f"  memory of its own beyond the first: {1024 * beyond / (size - sizes[0]):.1f} KB a document",
                flush=True,
            )


def _own_process(arguments: Sequence[str], environment: dict[str, str]) -> dict[str, float]:
    """What this program says in its last line when called so, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.scale", *arguments]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def build_shelf(size: int, home: Path, texts: Path | None, clauses: int | None) -> None:
    """Make a shelf; one line of JSON."""
    took = spent(lambda: make(open_assistant(), size, home, home / "index", load_encoder(), texts, clauses))
    print(json.dumps({"making": took.processor}))


def _own_clause(model: Assistant, home: Path) -> str:
    """A clause of a document whose title the fewest others have: of a title that hundreds have, hundreds are shown."""
    titles = Counter(document.title for document in load_register(home).documents)
    for document in sorted(model.corpus.documents, key=lambda each: titles[each.title]):
        for unit in model.library.in_scope([document.id]):
            reference = f"《{document.title}》{unit.label}"
            with suppress(UnknownClause):
                if unit.kind == "measure" and model.show(reference) == [unit]:
                    return reference
    raise LookupError("no clause that its own name leads to")


def _one_more(folder: Path, environment: dict[str, str]) -> float:
    """CPU seconds of registering a document and bringing the index up to it, starts included, the median of three."""
    begin = time.time_ns()  # a shelf that is kept has those of the last time
    return sorted(_added(folder / f"新增{number}.txt", number, environment) for number in range(begin, begin + 3))[1]


def _added(path: Path, number: int, environment: dict[str, str]) -> float:
    path.write_text(more(number), encoding="utf-8")
    return sum(_cold(command, environment, tries=1) for command in (["corpus", "add", str(path)], ["index"]))


def _cold(arguments: list[str], environment: dict[str, str], tries: int = 2) -> float:
    """CPU seconds of a command, the best of its tries."""
    code = "from assistant.cli import main; main()"
    times = []
    for _ in range(tries):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code, *arguments], env=environment, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(times)


def warm(_home: Path) -> None:
    """Questions to an opened shelf, in CPU seconds, the embedding included; one line of JSON."""
    assistant = open_assistant()
    assistant.warm()
    questions = dev_questions(load_corpus(load_register(Path(str(corpus_room.__file__)).parent)))[::8]
    for question in questions[1::10]:
        assistant.ask(question)
    asked = [_seconds(lambda question=question: assistant.ask(question)) for question in questions]  # type: ignore[misc]
    matched = max(_seconds(lambda told=told: match(assistant.library, told, date.today())) for told in TOLD)  # type: ignore[misc]
    own, mapped = resident()
    print(
        json.dumps(
            {
                "question, median": float(np.median(asked)),
                "question, p95": float(np.percentile(asked, 95)),
                "match without a place": matched,
                OWN_MEMORY: own,
                "mapped files in memory, MB": mapped,
            }
        )
    )


def pages(_home: Path) -> None:
    """Pages over a shelf, drawn as Streamlit draws them, without a browser; one line of JSON.

    The server's own first visitor waits for the model and for what is made once of a shelf: that stands apart.
    """
    figures = {f"page {at}, its first visitor": _drawn(at)[0] for at in PAGES}
    for at in PAGES:
        drawn = [_drawn(at) for _ in range(3)]
        figures[f"page {at}, open"] = min(seconds for seconds, _ in drawn)
        figures[f"page {at}, rerun"] = min(_seconds(drawn[-1][1].run) for _ in range(3))
    print(json.dumps(figures))


def _drawn(address: str) -> tuple[float, AppTest]:
    """CPU seconds of a page's drawing for a new visitor, and the page."""
    logging.getLogger("streamlit").setLevel(logging.ERROR)
    from streamlit.testing.v1 import AppTest

    from tests.page_kit import switch

    page = AppTest.from_file(str(APPLICATION), default_timeout=600)
    seconds = _seconds(page.run)
    if address != PAGES[0]:
        seconds = _seconds(lambda: switch(page, address))
    assert not page.exception
    return seconds, page


def more_in_process(home: Path) -> None:
    """One document more as the page takes it up, where everything is open; one line of JSON."""
    desk = [open_assistant()]
    desk[0].warm()
    times = []
    begin = time.time_ns()
    for number in range(begin, begin + 3):
        began = time.process_time()
        seen = preview(home, f"新增{number}.txt", more(number).encode(), before=desk[-1])
        register(home, seen, seen.document, desk[-1], lambda *_: None, desk.append)
        times.append(time.process_time() - began)
        assert len(desk[-1].corpus.documents) == len(desk[-2].corpus.documents) + 1
    print(json.dumps({"one more document: in an open process": sorted(times)[1]}))


def _seconds(what: Callable[[], object]) -> float:
    began = time.process_time()
    what()
    return time.process_time() - began


def more(number: int) -> str:
    """A small policy that is not on the shelf yet."""
    return MORE.format(number=number, sum=10 + number % 90)


OWN_MEMORY = "memory of its own, MB"
APPLICATION = Path(__file__).parents[1] / "streamlit_app.py"
PAGES = ("ask", "match", "supports", "deadlines", "find", "compare", "editions", "library", "card")
QUESTION = "新认定的高新技术企业奖励多少？"
MORE = """松塔县第{number}号稳岗补贴办法
松政办发〔2020〕{number}号
第一条 对未裁员的第{number}类企业给予{sum}万元补贴。(牵头单位:县人社局)
第二条 企业应当按季度报送用工情况，不报送的不予补贴。
第三条 本办法自2020年6月1日起施行，有效期3年。
"""
TOLD = ("我们是新认定的高新技术企业，能拿多少", "我们企业引进了博士，投资500万元建研发平台")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, help="numbers of sentence vectors")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="build there, one size, and leave it")
    parser.add_argument("--ask", action="store_true", help="only open and ask what --keep left")
    parser.add_argument("--build", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--documents", nargs="+", type=int, help="measure shelves of so many documents")
    parser.add_argument("--texts", type=Path, metavar="FOLDER", help="real texts for these shelves")
    parser.add_argument("--clauses", type=int, help="that copies keep: such shelves are made sooner and hold less")
    parser.add_argument("--shelf", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--pages", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--more", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.shelf and chosen.build:
        build_shelf(chosen.documents[0], chosen.shelf, chosen.texts, chosen.clauses)
    elif chosen.shelf:
        (pages if chosen.pages else more_in_process if chosen.more else warm)(chosen.shelf)
    elif chosen.documents:
        shelves(chosen.documents, chosen.texts, chosen.keep, chosen.clauses)
    elif chosen.build:
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
