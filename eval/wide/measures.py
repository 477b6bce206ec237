"""Outcomes in, figures out: each a share with the number of questions it is taken over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from eval import metrics
from eval.summary import Mean
from eval.wide.examine import Outcome
from eval.wide.said import says
from eval.wide.set import KINDS

ALL, ENGLISH = "all", "en"


@dataclass(frozen=True, slots=True)
class Figure:
    """A named score of one question; None where it has nothing to score. `rising` is False where less is better."""

    name: str
    title: str
    of: Callable[[Outcome], float | None]
    rising: bool = True


def _has_gold(score: Callable[[Outcome], float | None]) -> Callable[[Outcome], float | None]:
    return lambda one: score(one) if one.gold else None


def _recall(one: Outcome, shown: frozenset[str]) -> float:
    wanted = {gold.ids for gold in one.gold}
    return sum(bool(shown & set(ids)) for ids in wanted) / len(wanted)


def _reciprocal(one: Outcome) -> float:
    return next((1 / rank for rank, clause in enumerate(one.ranked, 1) if clause.id in one.acceptable), 0.0)


def _first(one: Outcome) -> float:
    return float(bool(one.ranked) and one.ranked[0].id in one.acceptable)


def _wrong_document(one: Outcome) -> float:
    return float(bool(one.ranked) and one.ranked[0].document_id not in one.documents)


def _facts(one: Outcome) -> float:
    """A refusal says nothing, whatever stands in it."""
    return 1 - len(one.missing) / len(one.question.must) if one.is_answered and one.question.must else 0.0


def _first_five(one: Outcome) -> float:
    return _recall(one, frozenset(clause.id for clause in one.ranked[:5]))


def _precision(one: Outcome) -> float | None:
    return len(one.cited & one.acceptable) / len(one.cited) if one.is_answered and one.cited else None


def _verdict(one: Outcome) -> float | None:
    return None if one.question.verdict is None else float(one.verdict == one.question.verdict)


def _corrected(one: Outcome) -> float | None:
    if one.question.kind != "presupposition":
        return None
    return float(one.is_answered and not one.missing and one.verdict == (one.question.verdict or "no"))


def _computed(one: Outcome) -> float | None:
    if one.question.kind != "arithmetic":
        return None
    return float(one.is_answered and says(one.question.must[0], one.text))


FIGURES: tuple[Figure, ...] = (
    Figure("first", "首条对", _has_gold(_first)),
    Figure("mrr", "MRR", _has_gold(_reciprocal)),
    Figure("r5", "R@5", _has_gold(_first_five)),
    Figure("facts", "事实", _has_gold(_facts)),
    Figure("cite_p", "引用精确", _has_gold(_precision)),
    Figure("cite_r", "引用召回", _has_gold(lambda one: _recall(one, one.cited) if one.is_answered else 0.0)),
    Figure("wrong_document", "首条错文件", _has_gold(_wrong_document), rising=False),
    Figure("refused", "误拒", _has_gold(lambda one: float(not one.is_answered)), rising=False),
    Figure(
        "answered",
        "漏拒",
        lambda one: float(one.is_answered) if one.question.status == "refuse" else None,
        rising=False,
    ),
    Figure("verdict", "结论对", _verdict),
    Figure("corrected", "纠正前提", _corrected),
    Figure("computed", "算对", _computed),
    Figure("passed", "全对", lambda one: float(one.passed)),
)
BY_NAME: Mapping[str, Figure] = {figure.name: figure for figure in FIGURES}


def mean_of(figure: Figure, outcomes: Sequence[Outcome]) -> Mean:
    return Mean(*metrics.mean([figure.of(one) for one in outcomes]))


def means_of(outcomes: Sequence[Outcome]) -> dict[str, Mean]:
    return {figure.name: mean_of(figure, outcomes) for figure in FIGURES}


def groups(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    """All in Chinese, then those of each kind, then all in English, which count apart."""
    chinese = [one for one in outcomes if one.question.language == "zh"]
    by_kind = {kind: [one for one in chinese if one.question.kind == kind] for kind in KINDS}
    english = [one for one in outcomes if one.question.language == "en"]
    found = {ALL: chinese} | by_kind | {ENGLISH: english}
    return {name: members for name, members in found.items() if members}
