"""Conditions in shares of a number: 15件以上，且发明占比达20%或实用新型占比达80%, held against the figures of a question. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from assistant.computing.asked import Asked
from assistant.computing.count import plain
from corpus.quantities.quantities import Quantity

State = Literal["met", "unmet", "missing"]

_SHARE_OF = re.compile(
    r"(?P<what>[\u4e00-\u9fff]{2,10}?)(?:数量?|人数)?(?:所?占(?:总数|全部|总人数|职工总数)?的?(?:比例|比重|比)|(?:比例|比重)|(?P<rate>率))"
    r"(?P<how>达到?|不低于|不少于|超过|大于|高于|在|为)?(?P<share>\d{1,3}(?:\.\d+)?)%(?:\(含\))?(?:以上)?"
)
_LEADS = re.compile(r"^(?:且|并且?|或者?|其中|同时|年度|当年|的)+")
_OR = re.compile(r"或者?$")
_NEAR = 6  # characters before a figure in which it is named


@dataclass(frozen=True, slots=True)
class Share:
    """One share that is asked for: of what, how much, whether more than that, and what the question's figures make of it."""

    what: str
    least: Decimal  # per cent
    is_open: bool  # 超过20%: 20 % is not enough
    is_either: bool  # the one before would do as well
    have: Decimal | None = None
    working: str = ""

    @property
    def state(self) -> State:
        if self.have is None:
            return "missing"
        return "met" if self.have > self.least or (self.have == self.least and not self.is_open) else "unmet"

    def told(self) -> str:
        limit = f"{'超过' if self.is_open else '达到'}{plain(self.least)}%"
        if self.have is None:
            return f"{self.what}占比须{limit}，还缺这个占比"
        return f"{self.what}占比{self.working}，{'' if self.state == 'met' else '没有'}{limit}"


def shares_asked(condition: str, asked: Asked) -> tuple[Share, ...]:
    """Every share that the words of a condition ask for, in order, worked out from the question where it gives both numbers.

    >>> from assistant.computing.asked import asked_of
    >>> [one.told() for one in shares_asked("专利15件以上,且发明占比达20%", asked_of("专利18件，其中发明3件"))]
    ['发明占比3 ÷ 18 = 16.7%，没有达到20%']
    """
    found = []
    for match in _SHARE_OF.finditer(condition):
        what = _LEADS.sub("", match["what"])
        if len(what) < 2:
            continue
        what = what[-2:] if match["rate"] else what  # 见习期满留用率 is the share of those who were kept
        have, working = _have(what, asked)
        if match["rate"] and have is None:
            continue  # 利率, 税率: no share of a number that the question gives
        is_either = _OR.search(condition[: match.start("what")] + _lead_of(match["what"])) is not None
        is_open = match["how"] in ("超过", "大于", "高于") and "以上" not in match[0]
        found.append(Share(what, Decimal(match["share"]), is_open, is_either, have, working))
    return tuple(found)


def state_of(shares: tuple[Share, ...]) -> State | None:
    """What all of them together come to: with 或 one of a row is enough; None where nothing is asked for."""
    rows: list[list[State]] = []
    for share in shares:
        if share.is_either and rows:
            rows[-1].append(share.state)
        else:
            rows.append([share.state])
    states = ["met" if "met" in row else "missing" if "missing" in row else "unmet" for row in rows]
    if not states:
        return None
    return "unmet" if "unmet" in states else "missing" if "missing" in states else "met"


def _lead_of(words: str) -> str:
    lead = _LEADS.match(words)
    return lead[0] if lead else ""


def _have(what: str, asked: Asked) -> tuple[Decimal | None, str]:
    parts = [q for q in asked.figures if _names(what, q, asked)]
    told = next((q for q in parts if q.unit == "%"), None)
    if told is not None:
        return told.value, f"{plain(told.value)}%"
    part = next((q for q in parts if q.unit not in ("元", "%")), None)
    if part is None:
        return None, ""
    alike = {part.unit, "人"} if part.unit in ("人", "个") else {part.unit}  # 4个学徒, 留用了1个
    wholes = [q for q in asked.figures if q.unit in alike and q is not part and q.value >= part.value]
    if not wholes:
        return None, ""
    whole = max(wholes, key=lambda q: q.value)
    have = part.value / whole.value * 100
    return have, f"{plain(part.value)} ÷ {plain(whole.value)} = {plain(have.quantize(Decimal('0.1')))}%"


def _names(what: str, q: Quantity, asked: Asked) -> bool:
    """Whether a figure of the question counts `what`: 发明4件, 4件发明, 发明占25%."""
    before = re.split(r"[,、;。和]", asked.text[max(0, q.start - _NEAR) : q.start])[-1]
    beside = f"{before}|{q.noun[:_NEAR]}"
    return what in beside or (len(what) > 2 and what[:2] in beside)
