"""The wide set over every engine: `python -m benchmarks.engines [--documents 30]`; Milvus needs the extra `milvus-test`.

The same questions over the same corpora, once as the index finds candidates itself and once with those of each engine. Printed
are the questions right by each, and, one by one, those whose answer is not that of the index itself: what of it differs, and by
how much the candidates do.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.ask import Assistant
from assistant.engines import written
from assistant.growing import index_of
from benchmarks.machine import Spent, facts, in_all, spent
from corpus.parse import Corpus
from eval.wide.build import Vectors
from eval.wide.examine import Outcome
from eval.wide.run import Examiner, examine_wide
from eval.wide.set import REAL_SPLITS, SPLITS, load_split
from index.encoder import Encoder, load_encoder
from index.engines import Engine
from index.engines.exact import ExactEngine
from index.engines.grouped import GroupedEngine
from index.engines.leaves import candidates
from index.engines.milvus import MilvusEngine
from index.measure_index import MeasureIndex

ITSELF = "the index itself"
NAMES = ("exact", "FAISS", "Milvus Lite")
Asked = dict[tuple[bytes, bytes], NDArray[np.int64]]  # by the vector and the rows allowed


@dataclass
class Kept:
    """What searches through one engine found, and how long each took; how long writing took."""

    found: Asked = field(default_factory=dict)
    times: list[Spent] = field(default_factory=list)
    writing: list[Spent] = field(default_factory=list)


def engines(folder: Path, dimension: int) -> Mapping[str, Callable[[str], Engine]]:
    """How each engine that can be had here is opened under a name of its own."""
    made: dict[str, Callable[[str], Engine]] = {
        "exact": lambda name: ExactEngine(folder / name),
        "FAISS": lambda name: GroupedEngine(folder / name),
    }
    if find_spec("pymilvus") is not None and find_spec("milvus_lite") is not None:
        made["Milvus Lite"] = lambda name: MilvusEngine(str(folder / f"{name}.db"), dimension=dimension)
    return made


def watched(index: MeasureIndex, engine: Engine, kept: Kept) -> MeasureIndex:
    """`index` with candidates from `engine`, which are noted."""

    def found_by(vector: NDArray[np.float32], tokens: Sequence[str], allowed: NDArray[np.int64]) -> NDArray[np.int64]:
        found: list[NDArray[np.int64]] = []
        kept.times.append(spent(lambda: found.append(candidates(engine, index, vector, tokens, allowed))))
        kept.found[vector.tobytes(), allowed.tobytes()] = found[0]
        return found[0]

    index.found_by = found_by
    return index


def opener(make: Callable[[str], Engine] | None, kept: Kept) -> Callable[[Corpus, Encoder, Vectors], Assistant]:
    """Opens a corpus over an engine, or over the index alone."""

    def opened(corpus: Corpus, encoder: Encoder, vectors: Vectors) -> Assistant:
        index = index_of(corpus, encoder, vectors.known, progress=False)
        vectors.take(np.asarray(index.digests), index.vectors.matrix)
        if make is None:
            return Assistant(corpus, index)
        engine = make(f"corpus-{len(kept.writing)}")
        kept.writing.append(spent(lambda: written(index, engine)))
        return Assistant(corpus, watched(index, engine, kept))

    return opened


def differences(one: Outcome, other: Outcome) -> Iterator[str]:
    """What of an answer differs, in words; nothing where the same was said and ranked."""
    if one.passed != other.passed:
        yield "right" if other.passed else "wrong"
    if one.status != other.status:
        yield f"{one.status} became {other.status}"
    if one.cited != other.cited:
        gone, came = sorted(one.cited - other.cited), sorted(other.cited - one.cited)
        yield f"cites {', '.join(came) or 'nothing more'} for {', '.join(gone) or 'nothing less'}"
    elif one.text != other.text:
        yield "other words"
    before, after = ([clause.id for clause in each.ranked] for each in (one, other))
    if before != after:
        same = next((at for at, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(before))
        yield f"ranking from place {same + 1} on"


def shared(kept: Kept, exact: Kept) -> float:
    """The share of what exact search finds that an engine finds too, the mean over the searches that both made."""
    both = [(found, kept.found[key]) for key, found in exact.found.items() if key in kept.found and len(found)]
    return float(np.mean([np.isin(true, own).mean() for true, own in both])) if both else 1.0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engines", description=__doc__)
    parser.add_argument("--split", choices=("learn", "dev", *REAL_SPLITS), default="dev")
    parser.add_argument("--documents", type=int, default=30, help="of a corpus")
    parser.add_argument("--every", type=int, default=1, help="ask only each so-manieth question")
    parser.add_argument(
        "--engine", choices=NAMES, action="append", help="only these beside the index itself, by default all"
    )
    chosen = parser.parse_args()
    wide = load_split(chosen.split)
    assert wide is not None, f"no {chosen.split} here"
    wide = replace(wide, questions=wide.questions[:: chosen.every])
    print(facts(), flush=True)
    encoder = load_encoder()
    examiner = Examiner(encoder, Vectors(encoder), SPLITS[:1])
    outcomes: dict[str, Sequence[Outcome]] = {}
    notes: dict[str, Kept] = {}
    with tempfile.TemporaryDirectory() as name:
        made = engines(Path(name), encoder.dimension)
        asked = {engine: make for engine, make in made.items() if engine in (chosen.engine or made)}
        for engine, make in {ITSELF: None, **asked}.items():
            notes[engine] = Kept()
            run = examine_wide(examiner, wide, (chosen.documents,), open_corpus=opener(make, notes[engine]))
            outcomes[engine] = run.main.outcomes
            right = sum(one.passed for one in run.main.outcomes)
            print(f"\n{engine}: {right} of {len(run.main.outcomes)} right, {run.main.documents} documents", flush=True)
            if make is None:
                continue
            told = notes[engine]
            print(f"  written in {'; '.join(map(str, told.writing))}")
            print(
                f"  candidates of a search: {in_all(told.times)}"
                + (f"; shared with exact {shared(told, notes['exact']):.4f}" if "exact" in notes else "")
            )
            for before, after in zip(outcomes[ITSELF], outcomes[engine], strict=True):
                if found := list(differences(before, after)):
                    print(f"  {after.question.id}: {'; '.join(found)}", flush=True)
    for engine in list(outcomes)[2:] if "exact" in outcomes else ():
        pairs = zip(outcomes["exact"], outcomes[engine], strict=True)
        others = [after.question.id for before, after in pairs if list(differences(before, after))]
        print(f"\n{engine} against exact: {len(others)} differ ({', '.join(others) or 'none'})")


if __name__ == "__main__":
    main()
