"""Faults planted on purpose: `python -m benchmarks.planted` shows that each turns the gate red, and whom it names.

Each fault is one change of the source, made in a copy of the committed tree; there the index is built and
`policy eval gate` is run. The tree as it is must pass first. About half a minute a fault.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from corpus.errors import PolicyError

ROOT = Path(__file__).parent.parent
_FIRST_GRANT = "next((m for m in {0} if m.benefits), None)"


@dataclass(frozen=True, slots=True)
class Fault:
    """`old` stands once in `file` and is exchanged for `new`."""

    name: str
    file: str
    old: str
    new: str


FAULTS = (
    Fault(
        "the parser drops the first clause of each document that grants something", "corpus/parse.py",
        "return _with_columns(source, measures)\n",
        f"return _with_columns(source, [each for each in measures if each is not {_FIRST_GRANT.format('measures')}])\n",
    ),
    Fault(
        "the index loses the first clause that grants something", "index/measure_index.py",
        "rows = [row for row, unit in enumerate(units) if is_searchable(unit)]\n",
        f"rows = [row for row, m in enumerate(units) if is_searchable(m) and m is not {_FIRST_GRANT.format('units')}]\n",
    ),
    Fault("ranking by meaning alone", "index/fusion.py", "LEXICAL_WEIGHT = 0.5", "LEXICAL_WEIGHT = 0.0"),
    Fault("ranking by keywords alone", "index/fusion.py", "LEXICAL_WEIGHT = 0.5", "LEXICAL_WEIGHT = 1.0"),
    Fault("the refusal threshold moved up", "assistant/deciding/answerable.py", "THRESHOLD = 0.6 ", "THRESHOLD = 0.95 "),
    Fault("the refusal threshold moved down", "assistant/deciding/answerable.py", "THRESHOLD = 0.6 ", "THRESHOLD = 0.02 "),
)  # fmt: skip


class CannotPlant(PolicyError):
    """The words that a fault exchanges are not, or not once, in the source."""


def planted(fault: Fault, source: str) -> str:
    """`source` with the fault in it. Raises CannotPlant where its place is not found exactly once."""
    if source.count(fault.old) != 1:
        raise CannotPlant(f"{fault.file}：「{fault.old.strip()}」应出现一次，实为 {source.count(fault.old)} 次。")
    return source.replace(fault.old, fault.new)


def gate(fault: Fault | None, folder: Path) -> tuple[int, str]:
    """Exit status and words of the gate on a fresh copy of the committed tree in `folder`."""
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x", "-C", str(folder)], input=archive, check=True)
    if fault is not None:
        path = folder / fault.file
        path.write_text(planted(fault, path.read_text("utf-8")), "utf-8")
    own = {"PYTHONPATH": str(folder), "POLICY_INDEX": str(folder / "index-built")}
    environment = {name: value for name, value in os.environ.items() if name != "POLICY_CORPUS"} | own
    for command in (["index"], ["eval", "gate"]):
        done = subprocess.run(
            [sys.executable, "-c", "from assistant.cli import main; main()", *command],
            cwd=folder, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            break
    return done.returncode, (done.stdout + done.stderr).strip().replace(f"{folder}/", "")


def main() -> None:
    for fault in tqdm((None, *FAULTS), unit="fault"):
        with tempfile.TemporaryDirectory() as folder:
            code, words = gate(fault, Path(folder))
        shown = [line for line in words.splitlines() if "%|" not in line and "it/s" not in line]
        tqdm.write(f"\n## {fault.name if fault else 'as committed'}: {'red' if code else 'green'}\n" + "\n".join(shown))


if __name__ == "__main__":
    main()
