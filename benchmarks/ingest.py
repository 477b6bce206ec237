"""What taking in a folder costs beside reading, parsing and embedding its files: `python -m benchmarks.ingest [--files 20]`.

One worker, in this process: the files of `eval/wide/learn` read, parsed and embedded one by one, and the same as jobs of the table
(assistant/ingest.py), where each is also looked over for doubts, packed and noted. CPU seconds, in turns, the model loaded before.
"""

from __future__ import annotations

import argparse
import contextlib
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from assistant import ingest
from assistant.ask import parser_identity
from benchmarks.machine import facts, spent
from corpus.shelf import ready
from eval.wide.set import load_split
from index.encoder import Encoder, load_encoder
from index.measure_index import passages_of
from index.passages import KnownVectors, digests_of, embed


def alone(files: Sequence[Path], encoder: Encoder) -> None:
    """What there is to do of each file in any case."""
    for path in files:
        passages = passages_of(ready(path)[1].units)
        embed(passages, digests_of(passages, encoder.name), encoder, KnownVectors.none(), progress=False)


def as_jobs(files: Sequence[Path], encoder: Encoder) -> None:
    """The same files through the table of jobs."""
    with tempfile.TemporaryDirectory() as name:
        given = Path(name) / "given"
        given.mkdir()
        for path in files:
            shutil.copy(path, given)
        with contextlib.closing(ingest.opened(Path(name) / ingest.TABLE)) as jobs:
            ingest.enqueue(jobs, given, parser_identity(), encoder.name)
            ingest.work(jobs, encoder, parser_identity())
            assert ingest.progress(jobs).done == len(files)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ingest", description=__doc__)
    parser.add_argument("--files", type=int, default=20)
    parser.add_argument("--turns", type=int, default=3)
    chosen = parser.parse_args()
    learn = load_split("learn")
    assert learn is not None
    files, encoder = learn.files[: chosen.files], load_encoder()
    print(facts(), flush=True)
    encoder.encode_passages(["支持企业发展"])
    ready(files[0])
    parser_identity()
    for _ in range(chosen.turns):
        one, other = spent(lambda: alone(files, encoder)), spent(lambda: as_jobs(files, encoder))
        rate = one.processor / other.processor
        print(f"  alone {one.processor:.2f} s, as jobs {other.processor:.2f} s: {rate:.3f} of it", flush=True)


if __name__ == "__main__":
    main()
