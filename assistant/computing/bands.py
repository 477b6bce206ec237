"""At what rate a figure is paid, where a share has bands and only the rate is asked for. Pure."""

from __future__ import annotations

import re

from assistant.computing.asked import Asked, pairs_of
from assistant.computing.base import ALIKE
from assistant.computing.choosing import Computation, Weighing
from assistant.computing.reckoning import band_of, named
from assistant.computing.scheme import Offer
from corpus.measure import Span
from corpus.quantities.quantities import Quantity, Stretch

_RATE_ASKED = re.compile(r"比例|费率|百分之几|百分之多少|几个点|几成|按多少点")


# 不到7亿元, 7亿元以下: where the figure lies is not told
_LESS_BEFORE = re.compile(
    r"(?:不到|不足|不满|未满|没到|未达到?|低于|少于|小于|不超过|不高于|接近|将近|近|约|大概)(?:了|人民币)?$"
)
_LESS_BEHIND = re.compile(r"以[下内]|不到|左右|上下")
_MORE_BEFORE = re.compile(r"(?:超过?|过|破|突破|高于|大于|不低于|不少于|至少)了?$")
_MORE_BEHIND = re.compile(r"以上|多|余|出头|往上")
_SAYS_NOTHING = re.compile(r"奖励|奖补|补助|补贴|资助|比例|费率|标准|项目|企业|公司|单位")
_SPENT = re.compile(r"投资|投入|投了|固投|总投|投(?=\||$)")


def rate_of_band(found: Weighing) -> Computation | None:
    """投资7亿元的奖励比例: the rate of the one band of a scale in which the figure lies; None where that is not plain."""
    asked = found.asked
    if not _RATE_ASKED.search(asked.text) or asked.unclear is not None:
        return None
    held = [
        (offer, bound, q)
        for offer in found.scheme.offers
        if offer.kind == "share" and offer.ladder and offer.beyond is None and (at := _where(offer, asked)) is not None
        for bound, q in [at]
    ]
    if len(held) != 1:
        return None
    offer, bound, q = held[0]
    working = f"{named(q.value, q.unit)}属于「{band_of(bound)}」一档：{offer.source}"
    return Computation(working, Span(offer.start, offer.end), q.value)


def _where(offer: Offer, asked: Asked) -> tuple[Stretch, Quantity] | None:
    for bound in offer.bounds:
        same = [q for q in asked.required if q.unit == bound.unit]
        if len(same) != 1 or not bound.holds(asked.reached(same[0])) or not _is_of(offer, same[0], asked):
            continue
        before, behind = asked.text[: same[0].start], asked.text[same[0].end :]
        if _LESS_BEFORE.search(before) or _LESS_BEHIND.match(behind):
            continue
        if bound.high is not None and (_MORE_BEFORE.search(before) or _MORE_BEHIND.match(behind)):
            continue  # 超过5亿元 may be more than the band holds
        return bound, same[0]
    return None


def _is_of(offer: Offer, q: Quantity, asked: Asked) -> bool:
    """Whether the figure is of what the bands of the offer are of: 营业收入7亿元 lies in no band of an investment."""
    around = asked.around(q)
    measure = f"{offer.lead},{offer.condition},{offer.own},{offer.base}"
    theirs = {n for n, group in enumerate(ALIKE) if re.search(group, around)}
    ours = {n for n, group in enumerate(ALIKE) if re.search(group, measure)}
    if theirs and not theirs & ours:
        return False
    named = set(pairs_of(_SAYS_NOTHING.sub(",", around))) & set(pairs_of(_SAYS_NOTHING.sub(",", measure)))
    return bool(named or theirs or (_SPENT.search(around) and _SPENT.search(measure)))
