"""Many scored questions in, means by kind out, each with its n and its interval; and two runs set side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval import metrics
from eval.generated import Judgement
from eval.questions import KINDS
from eval.scored import Scored

ALL = "all"
NO_DOCUMENT = "—"  # the row of the questions without gold


@dataclass(frozen=True, slots=True)
class Metric:
    """A named score of one question. `rising` is False where less is better."""

    name: str
    title: str
    of: Callable[[Scored], float | None]
    rising: bool = True


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean with the number of questions it is taken over; `value` is None where that is 0."""

    value: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Change:
    """How one metric moved between two runs, over the questions both have, with the 95% interval of the difference."""

    metric: str
    before: float
    after: float
    low: float
    high: float
    n: int

    @property
    def difference(self) -> float:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Comparison:
    """Run `b` against run `a`: what it gained, what it lost, and what only one of them asked."""

    gained: tuple[tuple[Scored, Scored], ...]
    lost: tuple[tuple[Scored, Scored], ...]
    changes: tuple[Change, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]


def _generated(count: Callable[[Judgement], int]) -> Callable[[Scored], float | None]:
    """How many in one answer; None for an answer that no chat model wrote."""
    return lambda scored: None if scored.judgement is None else float(count(scored.judgement))


def _recall(k: int) -> Callable[[Scored], float | None]:
    return lambda scored: metrics.recall_at(k, scored.ranked_ids, scored.gold_ids)


# Recall asks for every clause that must be found; hit and MRR are content with any that may be cited.
METRICS: tuple[Metric, ...] = (
    Metric("hit@1", "首条对", lambda s: metrics.hit_at(1, s.ranked_ids, s.acceptable_ids if s.gold else frozenset())),
    *(Metric(f"recall@{k}", f"R@{k}", _recall(k)) for k in (1, 3, 5, 10)),
    Metric("mrr", "MRR", lambda s: metrics.reciprocal_rank(s.ranked_ids, s.acceptable_ids if s.gold else frozenset())),
    Metric("ndcg@10", "nDCG@10", lambda s: metrics.ndcg_at(10, s.ranked_ids, s.gold_ids)),
    Metric("citation_precision", "引用精确", lambda s: s.citation_precision),
    Metric("citation_recall", "引用召回", lambda s: s.citation_recall),
    Metric("citation_f1", "引用F1", lambda s: s.citation_f1),
    Metric("fact_recall", "事实", lambda s: s.fact_recall),
    Metric("refusal_precision", "拒答精确", lambda s: metrics.refusal_precision(s.question.status, s.status)),
    Metric("refusal_recall", "拒答召回", lambda s: metrics.refusal_recall(s.question.status, s.status)),
    Metric("false_refusal", "误拒", lambda s: metrics.false_refusal(s.question.status, s.status), rising=False),
    Metric("unsupported_numbers", "无据数字", _generated(lambda judged: judged.numbers), rising=False),
    Metric("unsupported_units", "无据单位", _generated(lambda judged: judged.units), rising=False),
    Metric("dangling_markers", "空标记", _generated(lambda judged: len(judged.dangling)), rising=False),
    Metric("status", "状态对", lambda s: float(s.status == s.question.status)),
    Metric("passed", "全对", lambda s: float(s.passed)),
)
BY_NAME: Mapping[str, Metric] = {metric.name: metric for metric in METRICS}


def mean_of(metric: Metric, scored: Sequence[Scored]) -> Mean:
    return Mean(*metrics.mean([metric.of(one) for one in scored]))


def groups(scored: Sequence[Scored]) -> dict[str, list[Scored]]:
    """All together, then by kind in the order of the kinds; kinds nobody asked are left out."""
    by_kind = {kind: [one for one in scored if one.question.kind == kind] for kind in KINDS}
    return {ALL: list(scored)} | {kind: members for kind, members in by_kind.items() if members}


def by_document(scored: Sequence[Scored]) -> dict[str, list[Scored]]:
    """Document id -> the questions with gold in it; one with gold in two counts in both, one without gold apart."""
    members: dict[str, list[Scored]] = {}
    for one in scored:
        for document in sorted({clause.document_id for clause in one.gold}) or [NO_DOCUMENT]:
            members.setdefault(document, []).append(one)
    return dict(sorted(members.items(), key=lambda pair: (pair[0] == NO_DOCUMENT, pair[0])))


def summarize(scored: Sequence[Scored]) -> dict[str, dict[str, Mean]]:
    """Group -> metric name -> mean."""
    return means_of(groups(scored))


def means_of(grouped: Mapping[str, Sequence[Scored]]) -> dict[str, dict[str, Mean]]:
    return {group: {metric.name: mean_of(metric, members) for metric in METRICS} for group, members in grouped.items()}


def interval_of(metric: Metric, scored: Sequence[Scored]) -> tuple[float, float] | None:
    values = [value for value in (metric.of(one) for one in scored) if value is not None]
    return metrics.bootstrap_interval(values) if values else None


def confusion(scored: Sequence[Scored]) -> Counter[tuple[str, str]]:
    """(expected, given) -> how often; a crashed question was given "error"."""
    return metrics.status_confusion([(one.question.status, one.status or "error") for one in scored])


def failures(scored: Sequence[Scored]) -> list[Scored]:
    return [one for one in scored if not one.passed]


def compare(before: Sequence[Scored], after: Sequence[Scored]) -> Comparison:
    """Question by question over what both runs asked; the order is that of `after`."""
    old = {one.question.id: one for one in before}
    new = {one.question.id: one for one in after}
    pairs = [(old[name], one) for name, one in new.items() if name in old]
    return Comparison(
        gained=tuple((a, b) for a, b in pairs if b.passed and not a.passed),
        lost=tuple((a, b) for a, b in pairs if a.passed and not b.passed),
        changes=tuple(change for metric in METRICS if (change := _change(metric, pairs)) is not None),
        only_before=tuple(name for name in old if name not in new),
        only_after=tuple(name for name in new if name not in old),
    )


def summary_to_json(scored: Sequence[Scored]) -> dict[str, Any]:
    """The summary as plain values: group -> metric -> {mean, n, low, high}."""

    def entry(metric: Metric, members: Sequence[Scored]) -> dict[str, Any]:
        value = mean_of(metric, members)
        low, high = interval_of(metric, members) or (None, None)
        return {"mean": value.value, "n": value.n, "low": low, "high": high}

    return {
        group: {metric.name: entry(metric, members) for metric in METRICS} for group, members in groups(scored).items()
    }


def _change(metric: Metric, pairs: Sequence[tuple[Scored, Scored]]) -> Change | None:
    scores = [(metric.of(a), metric.of(b)) for a, b in pairs]
    both = [(a, b) for a, b in scores if a is not None and b is not None]
    if not both:
        return None
    low, high = metrics.bootstrap_interval([b - a for a, b in both])
    before, after = (sum(column) / len(both) for column in zip(*both, strict=True))
    return Change(metric.name, before, after, low, high, len(both))
