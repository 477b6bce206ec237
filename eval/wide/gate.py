"""Floors under the wide examination: how many questions each figure may not lose, with a named number of slack.

A wide figure moves by a question or two when anything does; the gate turns red where one has lost more than `slack`
questions, and then names every question that was right and is not any more.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from eval.gate import BadBaseline, Fallen, Regression, write_lines
from eval.wide.examine import Outcome
from eval.wide.measures import BY_NAME
from eval.wide.run import WideRun

FLOORS = Path(__file__).parent / "floors.json"
SPLITS = ("dev", "real-dev")  # what may be looked at; the real one is left out where it is not
SLACK = 5  # questions
DOCUMENTS = 30
# Figures over a number of questions that no change of the product moves
HELD = (
    "first", "r5", "facts", "cite_r", "wrong_document", "refused", "answered", "verdict", "corrected", "computed", "passed",
)  # fmt: skip
MOST_NAMED = 40


@dataclass(frozen=True, slots=True)
class Floor:
    """The floors of one split: of each figure the sum of its scores, and the questions that were right."""

    fingerprint: str
    questions: int
    sums: Mapping[str, float]
    passed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Floors:
    """The reviewed file: over corpora of how many documents, on which day, with how many questions of slack."""

    documents: int
    as_of: date
    slack: int
    splits: Mapping[str, Floor] = field(default_factory=dict)
    regressions: tuple[Regression, ...] = ()


def fallen(floors: Floors, run: WideRun) -> list[str]:
    """What fell in `run`, one sentence each; empty is good."""
    floor = floors.splits[run.split]
    if floor.fingerprint != run.fingerprint:
        return [f"{run.split}：题集或文件与下限不是同一份，请复核后用 policy eval pin --wide 更新。"]
    outcomes = run.main.outcomes
    sums = sums_of(outcomes)
    found = []
    for name, least in floor.sums.items():
        figure, now = BY_NAME[name], sums[name]
        lost = least - now if figure.rising else now - least
        if lost > floors.slack:
            found.append(f"{run.split}：{figure.title}从 {least:g} 题变为 {now:g} 题，超过允许的 {floors.slack} 题。")
    if found:
        right = {one.question.id for one in outcomes if one.passed}
        gone = [name for name in floor.passed if name not in right]
        more = f" 等 {len(gone)} 题" if len(gone) > MOST_NAMED else ""
        found.append(f"{run.split}：原来全对、现在不对的题：{'、'.join(gone[:MOST_NAMED])}{more}。")
    return found


def lowered(old: Floors, run: WideRun) -> list[str]:
    """Which floors would be lower if `run` were pinned: without slack, so that it cannot be used up step by step."""
    floor = old.splits.get(run.split)
    if floor is None or floor.fingerprint != run.fingerprint:
        return []  # made from other questions
    sums = sums_of(run.main.outcomes)
    return [
        f"{run.split}：{BY_NAME[name].title} {least:g} → {sums[name]:g} 题"
        for name, least in floor.sums.items()
        if (sums[name] < least if BY_NAME[name].rising else sums[name] > least)
    ]


def pinned(old: Floors | None, runs: Sequence[WideRun], as_of: date, reason: str | None = None) -> Floors:
    """Floors at what `runs` reach. Raises Fallen where one would be lower than in `old` and no reason is given."""
    fell = [sentence for run in runs for sentence in (lowered(old, run) if old else [])]
    if fell and not (reason and reason.strip()):
        raise Fallen("不降低下限：\n" + "\n".join(fell) + '\n确要降低，请用 --allow-regression "原因" 写明理由。')
    noted = () if old is None else old.regressions
    if fell:
        noted = (*noted, Regression(runs[0].made[:10], runs[0].commit, str(reason).strip(), tuple(fell)))
    splits = {} if old is None else dict(old.splits)
    splits |= {run.split: _floor_of(run) for run in runs}
    return Floors(DOCUMENTS, as_of, SLACK if old is None else old.slack, splits, noted)


def sums_of(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """The sum of the scores of each held figure, Chinese and English together, to a hundredth of a question."""
    sums = {}
    for name in HELD:
        values = [value for one in outcomes if (value := BY_NAME[name].of(one)) is not None]
        if values:
            sums[name] = round(math.fsum(values), 2)
    return sums


def _floor_of(run: WideRun) -> Floor:
    outcomes = run.main.outcomes
    passed = tuple(one.question.id for one in outcomes if one.passed)
    return Floor(run.fingerprint, len(outcomes), sums_of(outcomes), passed)


def load_floors(path: Path = FLOORS) -> Floors:
    """The file of floors. Raises BadBaseline naming what is wrong."""
    try:
        given = json.loads(path.read_text("utf-8"))
        splits = {
            name: Floor(
                str(one["fingerprint"]),
                int(one["questions"]),
                {BY_NAME[figure].name: float(value) for figure, value in one["sums"].items()},
                tuple(one["passed"]),
            )
            for name, one in given["splits"].items()
        }
        regressions = tuple(Regression(**{**one, "fell": tuple(one["fell"])}) for one in given["regressions"])
        as_of = date.fromisoformat(given["as_of"])
        return Floors(int(given["documents"]), as_of, int(given["slack"]), splits, regressions)
    except OSError as error:
        raise BadBaseline(f"{path}：打不开（{error.strerror}）。请先用 policy eval pin --wide 写一份。") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadBaseline(f"{path}：不是合格的下限文件（{type(error).__name__}: {error}）。") from None


def save_floors(floors: Floors, path: Path = FLOORS) -> None:
    """One line a split's figures and one its questions, so that a change of the file reads as what it is."""
    given = asdict(floors) | {"as_of": floors.as_of.isoformat()}
    splits = []
    for name, one in given.pop("splits").items():
        lines = [f"      {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in one.items()]
        splits.append(f"    {json.dumps(name)}: {{\n" + ",\n".join(lines) + "\n    }")
    lines = [f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in given.items()]
    lines.append('  "splits": {\n' + ",\n".join(splits) + "\n  }")
    write_lines(path, lines)
