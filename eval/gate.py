"""Floors under the scores: what a change may not push down, and the names of the questions that fell.

`baseline.json` holds the fingerprints it was made for, the floors by group and metric, and what every question scored
when it was written. Two things turn the gate red: a mean below its floor, and questions that were wholly right and are
not any more. `slack` is how many questions may differ on another machine's arithmetic before either does; they are named
all the same. A floor is lowered only with a reason, which the file keeps, and against new floors nothing is slack.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path

from corpus.errors import PolicyError
from corpus.files import read_text, write_whole
from corpus.json_text import json_of
from eval.report import KIND_TITLES
from eval.run import Conditions
from eval.scored import Scored
from eval.summary import ALL, BY_NAME, groups, mean_of

ROUNDING = 1e-9  # a floor written as 0.9 must not fail a mean of 0.9
BASELINE = Path(__file__).parent / "baseline.json"
PASSED = "passed"
# What is held: everything over all questions, and by kind how many are wholly right.
HELD = (
    "hit@1", "recall@5", "recall@10", "mrr", "ndcg@10", "citation_precision", "citation_recall", "citation_f1",
    "fact_recall", "refusal_precision", "refusal_recall", "false_refusal", "status", PASSED,
)  # fmt: skip
# The order of a ranking may change by a hair without anybody seeing another answer: its means get this much play.
PLAY = {"hit@1": 0.01, "recall@5": 0.01, "recall@10": 0.01, "mrr": 0.01, "ndcg@10": 0.01}
MOST_NAMED = 10  # questions named for one mean, the deepest fall first; those no longer right are all named
KEPT = (
    PASSED,
    "mrr",
    "recall@5",
    "recall@10",
    "citation_f1",
    "fact_recall",
)  # of every question, to name those that fell


class BadBaseline(PolicyError):
    """The file of floors is malformed."""


class Fallen(PolicyError):
    """The gate is red, or a new baseline would lower a floor."""


@dataclass(frozen=True, slots=True)
class Regression:
    """Why floors were once lowered: the reason given, and what fell."""

    date: str
    commit: str
    reason: str
    fell: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Baseline:
    """Floors (for `false_refusal` a ceiling) as group -> metric -> value, for one corpus, one test set, one split.

    `scores` are the scores of every question it was made from, by id; `as_of` the day the answers are given for.
    """

    corpus: str
    questions: str
    split: str
    floors: Mapping[str, Mapping[str, float]]
    scores: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    as_of: str = "2020-12-01"
    regressions: tuple[Regression, ...] = ()
    slack: int = 0  # questions

    @property
    def passed(self) -> tuple[str, ...]:
        """The questions that must stay wholly right."""
        return tuple(name for name, values in self.scores.items() if values.get(PASSED) == 1.0)

    @property
    def day(self) -> date:
        return date.fromisoformat(self.as_of)


def check(scored: Sequence[Scored], baseline: Baseline, conditions: Conditions | None = None) -> list[str]:
    """Everything that fell by more than the slack, one sentence each; empty is good. The questions to blame are named."""
    wrong = _wrong_conditions(baseline, conditions) if conditions is not None else []
    return wrong + fallen(scored, baseline, baseline.slack)


def lost_questions(scored: Sequence[Scored], baseline: Baseline) -> list[str]:
    """The questions that were wholly right and are not any more."""
    asked = {one.question.id: one for one in scored}
    return [name for name in baseline.passed if name in asked and not asked[name].passed]


def fallen(scored: Sequence[Scored], baseline: Baseline, slack: int = 0) -> list[str]:
    """The questions no longer right, if more than `slack`, then the means that fell below their floors by more than so
    many questions weigh, with whoever else pulled them down."""
    lost = lost_questions(scored, baseline)
    violations = [f"原来全对、现在不对的 {len(lost)} 题：{'、'.join(lost)}。"] if len(lost) > slack else []
    members = groups(scored)
    for group, floors in baseline.floors.items():
        for name, floor in floors.items():
            if (violation := _below(group, name, floor, members.get(group, []), slack)) is not None:
                violations.append(violation + _blamed(name, members.get(group, []), baseline, lost))
    return violations


def proposed(scored: Sequence[Scored], conditions: Conditions, as_of: date | None = None) -> Baseline:
    """Floors at today's means, less a little play for rankings, for a person to review before they are committed."""
    floors = {
        group: {name: floor for name in _held_in(group) if (floor := _floor(name, members)) is not None}
        for group, members in groups(scored).items()
    }
    scores = {one.question.id: _kept_of(one) for one in scored}
    made = Baseline(conditions.corpus, conditions.questions, conditions.split, floors, scores)
    return made if as_of is None else replace(made, as_of=as_of.isoformat())


def repinned(
    old: Baseline | None, scored: Sequence[Scored], conditions: Conditions, as_of: date, reason: str | None = None
) -> Baseline:
    """The baseline that takes the place of `old`. Raises Fallen where it would lower a floor and no reason is given.

    The old floors are held against the questions they were made from; questions added since lower nothing. One that
    was right and has been taken out of the set counts as fallen.
    """
    made = proposed(scored, conditions, as_of)
    if old is None:
        return made
    made = replace(made, slack=old.slack)
    asked = {one.question.id for one in scored}
    fell = fallen([one for one in scored if one.question.id in old.scores], old) if old.scores else []
    if gone := [name for name in old.passed if name not in asked]:
        fell.append(f"原来全对、现在题集里没有的 {len(gone)} 题：{'、'.join(gone)}。")
    if fell and not (reason and reason.strip()):
        raise Fallen(
            "不降低下限：\n"
            + "\n".join(fell)
            + '\n确要降低，请用 --allow-regression "原因" 写明理由，理由会记在基准文件里。'
        )
    if not fell:
        return replace(made, regressions=old.regressions)
    noted = Regression(conditions.date[:10], conditions.commit, str(reason).strip(), tuple(fell))
    return replace(made, regressions=(*old.regressions, noted))


def load_baseline(path: Path) -> Baseline:
    """Read the file of floors. Raises BadBaseline naming the file and what is wrong."""
    try:
        given = json_of(read_text(path))
        baseline = Baseline(
            corpus=given["corpus"],
            questions=given["questions"],
            split=given["split"],
            floors=_numbers(given["floors"]),
            scores=_numbers(given.get("scores", {})),
            as_of=date.fromisoformat(given["as_of"]).isoformat(),
            regressions=tuple(
                Regression(**{**item, "fell": tuple(item["fell"])}) for item in given.get("regressions", ())
            ),
            slack=int(given.get("slack", 0)),
        )
    except OSError as error:
        raise BadBaseline(f"{path}：打不开（{error.strerror}）。请先用 policy eval pin 写一份。") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadBaseline(f"{path}：不是合格的基准文件（{type(error).__name__}: {error}）。") from None
    for group, floors in baseline.floors.items():
        for name in floors:
            if name not in BY_NAME:
                raise BadBaseline(f"{path}：{group} 下有不认识的指标「{name}」（可用：{'、'.join(BY_NAME)}）。")
    return baseline


def save_baseline(baseline: Baseline, path: Path) -> None:
    """One line a group and one line a question, so that a change of the file reads as what it is."""
    given = asdict(baseline)
    tables = ("floors", "scores")
    lines = [f"  {json.dumps(name)}: {_dumped(given[name])}" for name in given if name not in tables]
    for name in tables:
        rows = [f"    {json.dumps(key, ensure_ascii=False)}: {_dumped(values)}" for key, values in given[name].items()]
        lines.append(f"  {json.dumps(name)}: {{\n" + ",\n".join(rows) + "\n  }")
    write_lines(path, lines)


def write_lines(path: Path, lines: Sequence[str]) -> None:
    """An object of JSON, one of `lines` for each key. Raises BadBaseline; what stood there is as it was then."""
    try:
        write_whole(path, ("{\n" + ",\n".join(lines) + "\n}\n").encode())
    except OSError as error:
        raise BadBaseline(f"{path}：写不进去（{error.strerror}）。请检查磁盘空间和权限。") from None


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _numbers(table: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    return {key: {name: float(value) for name, value in values.items()} for key, values in table.items()}


def _wrong_conditions(baseline: Baseline, conditions: Conditions) -> list[str]:
    pairs = (
        ("文件", baseline.corpus, conditions.corpus),
        ("题集", baseline.questions, conditions.questions),
        ("部分", baseline.split, conditions.split),
    )
    return [
        f"{title}与基准不同（基准 {old[:12]}，现在 {new[:12]}）：请复核后用 policy eval pin 更新基准。"
        for title, old, new in pairs
        if old != new
    ]


def _below(group: str, name: str, floor: float, members: Sequence[Scored], slack: int) -> str | None:
    metric = BY_NAME[name]
    mean = mean_of(metric, members)
    value = mean.value
    if value is None:
        return f"{_where(group)}{metric.title}没有可计的题，而基准要求 {floor:.3f}。"
    play = slack / mean.n + ROUNDING
    if metric.rising and value < floor - play:
        return f"{_where(group)}{metric.title} {value:.4f}，低于下限 {floor:.3f}。"
    if not metric.rising and value > floor + play:
        return f"{_where(group)}{metric.title} {value:.4f}，高于上限 {floor:.3f}。"
    return None


def _blamed(name: str, members: Sequence[Scored], baseline: Baseline, lost: Sequence[str]) -> str:
    """The questions whose score for `name`, or for what stands closest to it, fell; those in `lost` are named already."""
    kept = _NEAREST.get(name, name)
    if kept not in KEPT or kept == PASSED:
        return ""
    falls = []
    for one in members:
        before, now = baseline.scores.get(one.question.id, {}).get(kept), BY_NAME[kept].of(one)
        if before is not None and now is not None and now < before - 5e-4 and one.question.id not in lost:
            falls.append((before - now, f"{one.question.id}（{before:.2f}→{now:.2f}）"))
    falls.sort(key=lambda fall: -fall[0])
    named = "、".join(words for _, words in falls[:MOST_NAMED])
    more = f" 等 {len(falls)} 题" if len(falls) > MOST_NAMED else ""
    also = "也" if lost else ""
    return f"{also}下降的题（{BY_NAME[kept].title}）：{named}{more}。" if falls else ""


_NEAREST = {"hit@1": "mrr", "ndcg@10": "mrr", "citation_precision": "citation_f1", "citation_recall": "citation_f1"}


def _where(group: str) -> str:
    return f"{KIND_TITLES.get(group, group)}："


def _held_in(group: str) -> tuple[str, ...]:
    return HELD if group == ALL else (PASSED,)


def _kept_of(scored: Scored) -> dict[str, float]:
    values = {name: BY_NAME[name].of(scored) for name in KEPT}
    return {name: round(value, 3) for name, value in values.items() if value is not None}


def _floor(name: str, members: Sequence[Scored]) -> float | None:
    """Rounded away from today's mean to three places, so that no run fails the floor proposed from itself."""
    value, play = mean_of(BY_NAME[name], members).value, PLAY.get(name, 0.0)
    if value is None:
        return None
    if BY_NAME[name].rising:
        return max(0.0, math.floor((value - play) * 1000 + ROUNDING) / 1000)
    return min(1.0, math.ceil((value + play) * 1000 - ROUNDING) / 1000)
