"""Floors under the scores: what a change may not push down, and the names of the questions that fell.

`baseline.json` holds the fingerprints it was made for, the floors by group and metric, and the ids of the questions
that were wholly right when it was written. A floor is lowered only with the reason in the same commit.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.errors import PolicyError
from eval.run import Conditions
from eval.scored import Scored
from eval.summary import BY_NAME, groups, mean_of, summarize

ROUNDING = 1e-9  # a floor written as 0.9 must not fail a mean of 0.9


class BadBaseline(PolicyError):
    """The file of floors is malformed."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """Floors (for `false_refusal` a ceiling) as group -> metric -> value, for one corpus, one test set, one split."""

    corpus: str
    questions: str
    split: str
    floors: Mapping[str, Mapping[str, float]]
    passed: tuple[str, ...] = ()


def check(scored: Sequence[Scored], baseline: Baseline, conditions: Conditions | None = None) -> list[str]:
    """Everything that fell below its floor, one sentence each; empty is good."""
    violations = _wrong_conditions(baseline, conditions) if conditions is not None else []
    members = groups(scored)
    lost = [one.question.id for one in scored if one.question.id in set(baseline.passed) and not one.passed]
    for group, floors in baseline.floors.items():
        for name, floor in floors.items():
            if (violation := _below(group, name, floor, members.get(group, []))) is not None:
                violations.append(violation)
    if violations and lost:
        violations.append(f"原来全对、现在不对的题：{'、'.join(lost)}。")
    return violations


def proposed(scored: Sequence[Scored], conditions: Conditions, margin: float = 0.0) -> Baseline:
    """Floors at today's means less `margin`, for a person to review before they are written."""
    floors = {
        group: {name: _with_margin(name, mean.value, margin) for name, mean in means.items() if mean.value is not None}
        for group, means in summarize(scored).items()
    }
    passed = tuple(one.question.id for one in scored if one.passed)
    return Baseline(conditions.corpus, conditions.questions, conditions.split, floors, passed)


def load_baseline(path: Path) -> Baseline:
    """Read the file of floors. Raises BadBaseline naming the file and what is wrong."""
    try:
        given = json.loads(path.read_text("utf-8"))
        baseline = Baseline(
            corpus=given["corpus"],
            questions=given["questions"],
            split=given["split"],
            floors={
                group: {name: float(floor) for name, floor in floors.items()}
                for group, floors in given["floors"].items()
            },
            passed=tuple(given.get("passed", ())),
        )
    except OSError as error:
        raise BadBaseline(f"{path}：打不开（{error.strerror}）。") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadBaseline(f"{path}：不是合格的基准文件（{type(error).__name__}: {error}）。") from None
    for group, floors in baseline.floors.items():
        for name in floors:
            if name not in BY_NAME:
                raise BadBaseline(f"{path}：{group} 下有不认识的指标「{name}」（可用：{'、'.join(BY_NAME)}）。")
    return baseline


def save_baseline(baseline: Baseline, path: Path) -> None:
    path.write_text(json.dumps(asdict(baseline), ensure_ascii=False, indent=2) + "\n", "utf-8")


def _wrong_conditions(baseline: Baseline, conditions: Conditions) -> list[str]:
    pairs = (
        ("文件", baseline.corpus, conditions.corpus),
        ("题集", baseline.questions, conditions.questions),
        ("部分", baseline.split, conditions.split),
    )
    return [
        f"{title}与基准不同（基准 {old[:12]}，现在 {new[:12]}）：请复核后更新 eval/baseline.json。"
        for title, old, new in pairs
        if old != new
    ]


def _below(group: str, name: str, floor: float, members: Sequence[Scored]) -> str | None:
    metric = BY_NAME[name]
    value = mean_of(metric, members).value
    if value is None:
        return f"{group} {name}：没有可计的题，而基准要求 {floor:.3f}。"
    if metric.rising and value < floor - ROUNDING:
        return f"{group} {name}：{value:.3f}，低于下限 {floor:.3f}。"
    if not metric.rising and value > floor + ROUNDING:
        return f"{group} {name}：{value:.3f}，高于上限 {floor:.3f}。"
    return None


def _with_margin(name: str, value: float, margin: float) -> float:
    """Rounded away from today's mean to three places, so that no run fails the floor proposed from itself."""
    if BY_NAME[name].rising:
        return max(0.0, math.floor((value - margin) * 1000) / 1000)
    return min(1.0, math.ceil((value + margin) * 1000) / 1000)
