"""For each failure the stage at which it failed: the first one on the way of a question that went wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from eval.wide.examine import Outcome

Stage = Literal["read", "document", "clause", "refused", "sentence", "worded", "answered", "error"]
TITLES: Mapping[Stage, str] = {
    "read": "文件读错",
    "document": "没有到对的文件",
    "clause": "条款没排上",
    "refused": "写明了却拒答",
    "sentence": "句或行选错",
    "worded": "说法不对",
    "answered": "没写明却回答",
    "error": "出错",
}
NEAR = 5  # a clause further down is not read by anybody


@dataclass(frozen=True, slots=True)
class Failure:
    """Where one question failed, and in a few words how."""

    stage: Stage
    words: str


def failure_of(outcome: Outcome, misread: Mapping[str, Sequence[str]] | None = None) -> Failure | None:
    """Where `outcome` failed; None where it is right. `misread` names by file the fields the product has wrong."""
    if outcome.passed:
        return None
    if outcome.error is not None:
        return Failure("error", outcome.error)
    if outcome.question.status == "refuse":
        return Failure("answered", f"应拒答，却引了 {len(outcome.shown)} 条")
    if lost := [gold for gold in outcome.gold if gold.clause is None]:
        return Failure("read", f"原文不在任何条款里：{lost[0].snippet[:20]}…")
    return _misread(outcome, misread or {}) or _not_found(outcome) or _not_said(outcome)


def _misread(outcome: Outcome, misread: Mapping[str, Sequence[str]]) -> Failure | None:
    """A field read wrongly, where the failure is of the kind that such a field explains."""
    wrong = {field for gold in outcome.gold for field in misread.get(gold.file, ())}
    lost_way = not _in_first(outcome, 1) and (_first_elsewhere(outcome) or not outcome.is_answered)
    blamed = wrong & {"title", "places"} if lost_way else set()
    if outcome.question.kind == "validity":
        blamed |= wrong & {"starts", "ends", "repeals"}
    return Failure("read", f"登记的{'、'.join(_FIELDS[name] for name in sorted(blamed))}与文件不符") if blamed else None


_FIELDS = {
    "title": "标题",
    "places": "地区",
    "issued": "日期",
    "starts": "施行日期",
    "ends": "失效日期",
    "repeals": "废止",
}


def _not_found(outcome: Outcome) -> Failure | None:
    if all(clause.document_id not in outcome.documents for clause in outcome.ranked):
        return Failure("document", f"前 {len(outcome.ranked)} 条都在别的文件里" if outcome.ranked else "什么也没找到")
    missed = [gold for gold in outcome.gold if not set(gold.ids) & (outcome.cited | _first_ids(outcome, NEAR))]
    if missed and not outcome.cited_enough:
        places = [rank for rank, one in enumerate(outcome.ranked, 1) if one.id in missed[0].ids]
        return Failure("clause", f"排在第 {places[0]} 位" if places else f"不在前 {len(outcome.ranked)} 条里")
    if not _in_first(outcome, 1) and not outcome.cited & outcome.acceptable:
        return Failure("clause", "在前五条里，不是首条")
    return None


def _not_said(outcome: Outcome) -> Failure:
    if not outcome.is_answered:
        return Failure("refused", "首条就是，却拒答")
    if not outcome.cited_enough:
        return Failure("sentence", "排在前面，没有引用")
    if any(fact not in outcome.unsaid for fact in outcome.missing) and not all(outcome.quoted):
        return Failure("sentence", f"引的句子里没有：{'；'.join(outcome.missing)}")
    if outcome.missing:
        return Failure("worded", f"条款里有，没说出：{'；'.join(outcome.missing)}")
    given = {"yes": "是", "no": "否", "depends": "看情况", None: "没有结论"}
    return Failure("worded", f"结论应为「{given[outcome.question.verdict]}」，实为「{given[outcome.verdict]}」")


def _first_ids(outcome: Outcome, depth: int) -> frozenset[str]:
    return frozenset(clause.id for clause in outcome.ranked[:depth])


def _in_first(outcome: Outcome, depth: int) -> bool:
    return bool(_first_ids(outcome, depth) & outcome.acceptable)


def _first_elsewhere(outcome: Outcome) -> bool:
    return bool(outcome.ranked) and outcome.ranked[0].document_id not in outcome.documents


def stages_of(outcomes: Sequence[Outcome], misread: Mapping[str, Sequence[str]] | None = None) -> Counter[Stage]:
    """How many failed at each stage, in the order of the stages."""
    found = Counter(failure.stage for one in outcomes if (failure := failure_of(one, misread)) is not None)
    return Counter({stage: found[stage] for stage in TITLES if found[stage]})
