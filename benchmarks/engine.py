"""The fast engine against plain sentence-transformers (PyTorch, float32) on the same weights: python -m benchmarks.engine

    python -m benchmarks.engine                        # all figures, as ratios in one run
    python -m benchmarks.engine --texts FOLDER         # sentences of further texts for the comparison of vectors
    python -m benchmarks.engine --stream 1000000       # only memory while so many sentences stream through

Both engines take turns inside one process for latency and throughput, so that other work on the machine falls on both;
start and memory are those of whole processes of their own.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from tqdm import tqdm

from index.encoder import Encoder, load_default_reference, load_encoder

ROOT = Path(__file__).parent.parent
RAW = ROOT / "corpus" / "raw"
QUESTIONS = (
    "新认定的高新技术企业奖励多少？",
    "瞪羚企业有什么支持",
    "我们的研究院刚被认成自治区级新型研发机构，高新区给多少",
    "容错机制由谁牵头",
)
SENTENCES = 5_000
STARTS = 3
ROUNDS = 100
LOADS = {"fast": "load_encoder(progress=False)", "reference": "load_default_reference(progress=False)"}
# A process that answers one question by its vector, then embeds some passages, and says what that took.
CHILD = """
import json, sys, time
began = time.perf_counter()
from index.encoder import load_default_reference, load_encoder
encoder = {load}
encoder.encode_queries(["新认定的高新技术企业奖励多少？"])
started = time.perf_counter() - began
from benchmarks.engine import resident
first = resident()
encoder.encode_passages(json.load(sys.stdin))
print(json.dumps([started, first, resident()]))
"""
# The stages of `policy ask`, in one process.
ASK = """
import json, time
stages, last = {}, time.perf_counter()
def done(name):
    global last
    now = time.perf_counter(); stages[name] = now - last; last = now
import assistant.cli
done("importing our own code, faiss and numpy")
from assistant.ask import Assistant, corpus_identity, index_folder, open_corpus
from index import store
from index.encoder import load_encoder
corpus = open_corpus()
done("reading and parsing the documents")
index = store.load(index_folder(), load_encoder(progress=False), corpus_identity(corpus))
done("reading the index")
index.encoder.loaded()
done("importing and loading the model")
assistant = Assistant(corpus, index)
assistant.ask("容错机制由谁牵头")
done("answering (with jieba's dictionary)")
print(json.dumps(stages))
"""


def resident() -> float:
    """Memory of this process in MiB; where the system does not say, the most it ever had."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        return float(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024
    except (OSError, StopIteration):
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)


def sentences(folders: Sequence[Path]) -> list[str]:
    """Different sentences of all text files of `folders`, in their order."""
    found: dict[str, None] = {}
    for path in sorted(path for folder in folders for path in folder.glob("*.txt")):
        text = re.sub(r"<[^>]*>", " ", path.read_text(encoding="utf-8", errors="ignore"))
        for sentence in re.split(r"(?<=[。；！？])|\n", text):
            if len(sentence.strip()) > 1:
                found[sentence.strip()[:500]] = None
    return list(found)


def with_parts(texts: Sequence[str], wanted: int) -> list[str]:
    """`wanted` texts: the sentences, then, where they do not suffice, their parts between commas."""
    parts = (part.strip() for text in texts for part in re.split(r"[，,、：:]", text))
    return list(dict.fromkeys([*texts, *(part for part in parts if len(part) > 3)]))[:wanted]


def process(program: str, given: str = "") -> object:
    """What `program`, run in a process of its own, prints as JSON. Raises CalledProcessError if it fails."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        input=given,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def ratio(name: str, fast: float, slow: float, unit: str) -> None:
    print(f"{name:34} {fast:9.2f} {slow:9.2f} {unit:10} x{fast / slow:.2f}")


def start_and_memory(texts: Sequence[str]) -> None:
    found: dict[str, list[list[float]]] = {name: [] for name in LOADS}
    for _ in range(STARTS):
        for name, load in LOADS.items():
            found[name].append(process(CHILD.replace("{load}", load), json.dumps(texts)))  # type: ignore[arg-type]
    rows = ("start to the first vector", "memory after a question", f"memory after {len(texts)} passages")
    for column, (name, unit) in enumerate(zip(rows, ("s", "MiB", "MiB"), strict=True)):
        fast, slow = (statistics.median(run[column] for run in found[engine]) for engine in LOADS)
        ratio(name, fast, slow, unit)


def speed(fast: Encoder, slow: Encoder, texts: Sequence[str]) -> None:
    waits: dict[Encoder, list[float]] = {fast: [], slow: []}
    for turn in range(ROUNDS):
        for engine, taken in waits.items():
            began = time.perf_counter()
            engine.encode_queries([QUESTIONS[turn % len(QUESTIONS)]])
            taken.append(1000 * (time.perf_counter() - began))
    ratio("a question, median", statistics.median(waits[fast]), statistics.median(waits[slow]), "ms")
    rates: dict[Encoder, list[float]] = {fast: [], slow: []}
    for _ in range(5):
        for engine, reached in rates.items():
            began = time.perf_counter()
            engine.encode_passages(texts)
            reached.append(len(texts) / (time.perf_counter() - began))
    ratio("passages, median", statistics.median(rates[fast]), statistics.median(rates[slow]), "per s")


def agreement(fast: Encoder, slow: Encoder, texts: Sequence[str]) -> None:
    cosines: list[float] = []
    for start in tqdm(range(0, len(texts), 500), desc="comparing vectors", leave=False):
        part = texts[start : start + 500]
        cosines += np.sum(fast.encode_passages(part) * slow.encode_passages(part), axis=1).tolist()
    worst = int(np.argmin(cosines))
    print(
        f"smallest cosine over {len(cosines)} texts: {cosines[worst]:.6f} ({texts[worst][:30]}), mean {np.mean(cosines):.6f}"
    )


def stream(count: int, texts: Sequence[str]) -> None:
    """Memory while `count` sentences, none like another, go through; vectors are dropped as they come."""
    from index.engine import OpenVinoEncoder

    engine = load_encoder(progress=False).loaded()
    assert isinstance(engine, OpenVinoEncoder)

    def made() -> Iterator[str]:
        for number in range(count):
            yield f"{texts[number % len(texts)][:60]}{number}"

    done, mark, began = 0, 1, time.perf_counter()
    bar = tqdm(total=count, unit="sentence", leave=False)
    for vectors in engine.stream_passages(made()):
        done += len(vectors)
        bar.update(len(vectors))
        if done >= mark * count / 10:
            tqdm.write(f"{done:9} sentences {resident():7.0f} MiB  {done / (time.perf_counter() - began):6.0f} per s")
            mark = int(10 * done / count) + 1
    bar.close()


def main(arguments: Iterable[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--texts", type=Path, action="append", default=[], help="a folder of further .txt files")
    parser.add_argument("--stream", type=int, help="only memory, while so many sentences stream through")
    chosen = parser.parse_args(None if arguments is None else list(arguments))
    texts = sentences([RAW, *chosen.texts])
    if chosen.stream:
        stream(chosen.stream, texts)
        return
    passages = list(islice(texts, 200))
    print(f"{os.cpu_count()} cores, {len(texts)} sentences\n{'':34} {'fast':>9} {'reference':>9}")
    start_and_memory(passages)
    fast, slow = load_encoder(progress=False).loaded(), load_default_reference(progress=False)
    for engine in (fast, slow):  # what is made on first use
        engine.encode_queries(QUESTIONS[:1])
        engine.encode_passages(passages[:64])
    speed(fast, slow, passages)
    agreement(fast, slow, with_parts(texts, SENTENCES))
    stages = process(ASK)
    assert isinstance(stages, dict)
    total = sum(stages.values())
    print(f"\npolicy ask, cold: {total:.2f} s")
    for name, seconds in stages.items():
        print(f"  {name:40} {seconds:6.2f} s {seconds / total:4.0%}")


if __name__ == "__main__":
    main()
