"""make test-llm-large: a capable instruction model writes over wide questions, and is asked which sentences are borne out.

    python -m tests.llm.large 0.5b --questions 60 --judged 100

What passed the check lies in written.md of the run's folder, each statement beside its clause: somebody has to read it. A folder that
is there is gone on with. Answers whose figures or offices the examiner does not find in their clauses are named.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from assistant.writing.chat_model import MODEL, SECONDS, URL
from tests.llm.conftest import start
from tests.llm.weights import MODELS, weights_of

PATIENCE = "3000"  # seconds for an answer: two cores may be shared with much else


def main() -> int:
    given = argparse.ArgumentParser(prog="python -m tests.llm.large")
    given.add_argument("size", choices=sorted(MODELS))
    given.add_argument("--questions", default="60", help="put to the model; 0 for none")
    given.add_argument("--judged", default="100", help="sentences put to it as a judge of plausibility; 0 for none")
    given.add_argument("--out", type=Path, default=Path("eval/runs"))
    given.add_argument("--threads", type=int, default=2)
    asked = given.parse_args()
    model = MODELS[asked.size]
    server = start(weights_of(model), asked.threads)
    settings = os.environ | {URL: server.url, MODEL: model.name, SECONDS: PATIENCE}
    runs = []
    if asked.questions != "0":
        runs.append(["written", "--questions", asked.questions, "--out", str(asked.out / f"written-{model.name}")])
    if asked.judged != "0":
        runs.append(["sentences", "--split", "dev", "--judge", asked.judged])
    try:
        return max(
            (
                subprocess.run([sys.executable, "-m", "assistant.cli", "eval", *run], env=settings).returncode
                for run in runs
            ),
            default=0,
        )
    finally:
        server.kill()


if __name__ == "__main__":
    sys.exit(main())
