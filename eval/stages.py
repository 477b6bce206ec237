"""At which step a question of our set was lost, in the words of the wide report (`eval/wide/stages.py`). Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

from eval.scored import Scored

Stage = Literal["error", "searching", "choosing", "refusing", "answering", "saying"]
# In the order of the work; what each says to somebody who has never seen the code
STAGES: Mapping[Stage, tuple[str, str]] = {
    "error": ("出错", "程序没有给出回答。"),
    "searching": ("没检索到", "该引用的条款不在检索结果里：多半是说法和文件差得远，或者题里的地区、文件没有登记。"),
    "choosing": ("没选中", "检索结果里有该引用的条款，回答却引了别的。"),
    "refusing": ("写明了却拒答", "检索结果里有该引用的条款，却说没有找到，或者要求补充。"),
    "answering": ("没写明却回答", "文件里没有或没有写明，却当作有来回答。"),
    "saying": ("说法不对", "条款引对了，该说的事实没说全，或者说成了别的状态。"),
}
REFUSED = ("not_found", "clarify")


def stage_of(scored: Scored) -> Stage | None:
    """The first step at which the question was lost; None where it passed.

    What comes later cannot be right once an earlier step went wrong, so only that one is told.
    """
    if scored.passed:
        return None
    if scored.error is not None:
        return "error"
    asked, given = scored.question.status, scored.status
    if given == "answered" and asked != "answered":
        return "answering"
    missing = {clause.id for clause in scored.missing_clauses}
    if missing - set(scored.ranked_ids):
        return "searching"
    if given in REFUSED and asked not in REFUSED:
        return "refusing"
    return "choosing" if missing else "saying"


def counted(scored: Sequence[Scored]) -> list[tuple[Stage, int]]:
    """How many questions were lost at each step, in the order of the work; steps that lost none are left out."""
    counts = Counter(stage for one in scored if (stage := stage_of(one)) is not None)
    return [(stage, counts[stage]) for stage in STAGES if counts[stage]]


def rank_of_missing(scored: Scored) -> int | None:
    """At which place of the ranking the first clause stands that had to be cited and was not; None where at none."""
    missing = {clause.id for clause in scored.missing_clauses}
    return next((rank for rank, name in enumerate(scored.ranked_ids, 1) if name in missing), None)
