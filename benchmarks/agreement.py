"""Whether the same questions get the same answers on other arithmetic: python -m benchmarks.agreement [--count 300]

Each way of computing has a process of its own, which builds an index of its own and answers every question of the set.
Compared with the first way: statuses, first citations, all citations, texts, and the largest difference between any
two cosines. Whatever differs is named. A way that cannot run here says so and is left out.

    default       as the product is delivered, one text after the other
    batch         question vectors made beforehand, many at once
    quantised     activations in 8-bit blocks, where the processor multiplies those (POLICY_QUANTISED)
    one thread, two threads
    AVX2          what a processor without AVX-512 and VNNI computes (ONEDNN_MAX_CPU_ISA)
    no fonts      fontconfig that knows no font
    reference     sentence-transformers, in floats, by PyTorch
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from benchmarks.machine import facts
from eval.examinee import QUESTIONS
from eval.questions import Question, load_questions

DAY = date(2026, 11, 25)  # on which validity is judged
NO_FONTS = "<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'urn:fontconfig:fonts.dtd'><fontconfig></fontconfig>"
WAYS: Mapping[str, Mapping[str, str]] = {
    "default": {},
    "batch": {},
    "quantised": {"POLICY_QUANTISED": "1"},
    "one thread": {"POLICY_THREADS": "1"},
    "two threads": {"POLICY_THREADS": "2"},
    "AVX2": {"ONEDNN_MAX_CPU_ISA": "AVX2"},
    "no fonts": {"FONTCONFIG_FILE": "fonts.conf"},  # written into the folder of the run
    "reference": {},
}
BATCH, REFERENCE = "batch", "reference"
Answers: TypeAlias = dict[str, dict[str, Any]]  # by question: status, citations, text, cosines of the best ten


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=0, help="so many questions, evenly taken from the set; 0 for all")
    parser.add_argument("--ways", nargs="+", choices=[*WAYS], default=[*WAYS], help="the first one is compared with")
    parser.add_argument("--child", choices=[*WAYS], help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        print(json.dumps(answered(given.child, given.count)))
        return
    print(facts())
    with tempfile.TemporaryDirectory() as folder:
        told: dict[str, Answers] = {}
        for way in given.ways:
            began = time.perf_counter()
            answers = asked(way, given.count, Path(folder))
            took = time.perf_counter() - began
            if answers is None:
                continue
            told[way] = answers
            first = next(iter(told))
            print(
                f"{way}: {len(answers)} questions in {took:.0f} s"
                if way == first
                else compared(told[first], answers, way)
            )


def asked(way: str, count: int, folder: Path) -> Answers | None:
    """The answers of a process of its own; None, with a sentence, where it cannot run."""
    (folder / "fonts.conf").write_text(NO_FONTS, encoding="utf-8")
    own = {name: str(folder / value) if name == "FONTCONFIG_FILE" else value for name, value in WAYS[way].items()}
    command = [sys.executable, "-m", "benchmarks.agreement", "--child", way, "--count", str(count)]
    done = subprocess.run(command, env={**os.environ, **own}, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{way}: cannot run here ({(done.stderr.strip() or '?').splitlines()[-1]})")
        return None
    found: Answers = json.loads(done.stdout)
    return found


def answered(way: str, count: int) -> Answers:
    """Every question answered in this process, from an index built in it."""
    from assistant.ask import Assistant, open_corpus
    from eval.prefetch import prefetched
    from index.encoder import load_default_reference, load_encoder
    from index.measure_index import MeasureIndex

    corpus = open_corpus()
    encoder = load_default_reference(progress=False) if way == REFERENCE else load_encoder(progress=False)
    assistant = Assistant(corpus, MeasureIndex.build(corpus.documents, corpus.units, encoder, progress=False))
    questions = chosen(load_questions(QUESTIONS, corpus), count)
    with prefetched(assistant, questions) if way == BATCH else nullcontext():
        return {one.id: told_of(assistant, one) for one in questions}


def told_of(assistant: Any, one: Question) -> dict[str, Any]:
    answer = assistant.ask(one.question, one.history, DAY)
    scores = assistant.library.index.scores(one.question)
    return {
        "status": answer.status,
        "citations": [citation.measure.id for citation in answer.citations],
        "text": answer.text,
        "cosines": [round(float(cosine), 7) for cosine in scores.dense],
    }


def chosen(questions: Sequence[Question], count: int) -> list[Question]:
    """`count` of them, evenly through the set; all for 0."""
    if not 0 < count < len(questions):
        return list(questions)
    places = np.linspace(0, len(questions) - 1, count).astype(int)
    return [questions[place] for place in places]


def compared(first: Answers, second: Answers, way: str) -> str:
    """A line of counts, and behind it the questions that differ in what a person sees."""
    largest = max(float(np.abs(np.subtract(first[name]["cosines"], second[name]["cosines"])).max()) for name in first)
    differing = {
        "statuses": [name for name in first if first[name]["status"] != second[name]["status"]],
        "first citations": [n for n in first if first[n]["citations"][:1] != second[n]["citations"][:1]],
        "citations": [name for name in first if first[name]["citations"] != second[name]["citations"]],
        "texts": [name for name in first if first[name]["text"] != second[name]["text"]],
    }
    counts = ", ".join(f"{what} {len(names)}" for what, names in differing.items())
    named = sorted({name for names in differing.values() for name in names})
    return f"{way}: {counts}; largest difference of a cosine {largest:.1e}" + "".join(f"\n    {name}" for name in named)


if __name__ == "__main__":
    main()
