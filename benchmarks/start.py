"""What a cold `policy search` costs and where the time goes: `python -m benchmarks.start`.

Whole processes, median of three: one for a clause number and one for a question by meaning. Then the same in one fresh
process, step by step. A clause number may load no model; the run fails if torch or sentence-transformers was imported.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks.machine import Spent, facts, spent

ROOT = Path(__file__).parent.parent
QUESTIONS = {"a clause number": "昌吉附件2第4条", "by meaning": "新认定的高新技术企业奖励多少"}
RUNS = 3
STEPS = """
import json, sys, time
times, last = {}, (time.perf_counter(), time.process_time())
def done(name):
    global last
    now = (time.perf_counter(), time.process_time())
    times[name], last = (now[0] - last[0], now[1] - last[1]), now
import assistant.cli
done("importing the command line")
from assistant.ask import Assistant, corpus_identity, index_folder, open_corpus
from index import store
from index.encoder import load_encoder
corpus = open_corpus()
done("reading and parsing the documents")
encoder = load_encoder()
done("naming the model")
index = store.load(index_folder(), encoder, corpus_identity(corpus))
done("opening the index")
assistant = Assistant(corpus, index)
assistant.search(sys.argv[1])
done("a clause number")
loaded = [name for name in ("torch", "sentence_transformers") if name in sys.modules]
encoder.loaded()
done("importing and loading the model")
assistant.search(sys.argv[2])
done("the first search, with jieba's dictionary")
assistant.search(sys.argv[2] + "？")
done("the second search")
print(json.dumps([times, loaded]))
"""


def process(*arguments: str) -> str:
    """The output of a process. Raises RuntimeError with its last line if it fails."""
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError((done.stderr.strip() or done.stdout.strip()).splitlines()[-1])
    return done.stdout


def whole(*arguments: str) -> float:
    """Median seconds of a whole process."""
    return statistics.median(spent(lambda: process(*arguments)).wall for _ in range(RUNS))


def main() -> None:
    print(facts())
    for name, question in QUESTIONS.items():
        print(f"policy search, {name}: {whole('-m', 'assistant.cli', 'search', question):.2f} s", flush=True)
    print(f"python alone: {whole('-c', ''):.2f} s\n\nstep by step, in one process")
    steps, loaded = json.loads(process("-c", STEPS, *QUESTIONS.values()))
    for name, both in steps.items():
        print(f"  {name:44} {Spent(*both).wall:6.2f} s ({Spent(*both).processor:.2f} s of processor time)")
    if loaded:
        sys.exit(f"a clause number imported {' and '.join(loaded)}")


if __name__ == "__main__":
    main()
