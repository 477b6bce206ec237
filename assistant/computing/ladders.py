"""Offers of one scale brought together: later rungs share the condition of the first, earlier ones the cap of the last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.computing.scheme import Offer

_FOR_ALL = re.compile(r"单[家个户]|每[家户]|合计|累计|全年|年度|总")


def with_ladders(offers: Sequence[Offer]) -> list[Offer]:
    """Rungs (…的补15%；…的补12%，最高180万元) share the condition of the first and the cap of the last."""
    done: list[Offer] = []
    for offer in offers:
        before = done[-1] if done else None
        if before is not None and not offer.ladder and not before.ladder < 0 and _are_rungs(before, offer):
            lead = before.lead or before.condition or before.own
            done[-1] = before = replace(before, ladder=before.ladder or len(done))
            offer = replace(
                offer,
                lead="" if offer.condition.startswith(lead) else lead,
                base=offer.base or before.base,
                ladder=before.ladder,
            )
        done.append(offer)
    for at in range(len(done) - 2, -1, -1):
        if done[at].ladder and done[at].ladder == done[at + 1].ladder and not done[at].caps:
            caps = (
                replace(cap, is_doubtful=cap.is_doubtful or not _FOR_ALL.search(cap.words)) for cap in done[at + 1].caps
            )
            done[at] = replace(done[at], caps=tuple(caps))
    return done


def _are_rungs(one: Offer, other: Offer) -> bool:
    """Whether the second goes on with the scale of the first: the same unit, and no thing that the first does not name."""
    units = {bound.unit for bound in one.bounds} & {bound.unit for bound in other.bounds}
    if not units or other.sentence - one.sentence > 1 or one.kind != other.kind or one.per != other.per:
        return False
    if other.sentence == one.sentence and other.condition == one.condition and other.bounds == one.bounds:
        return False
    before = f"{one.lead},{one.condition},{one.own}"
    named = re.sub(r"[^\u4e00-\u9fff]", " ", f"{other.condition},{other.own}")
    named = re.sub(
        r"以上|以下|以内|超过|不满|不足|不超过|至|到|含|[零一二两三四五六七八九十百千万亿]+|元|的|按|给予|一次性|奖励|补助|补贴|资助|奖|补|每|人|届|标准|美|平方米|亩|家|个|台|套|最高|首次|达到",
        " ",
        named,
    )
    return all(word in before for word in re.findall(r"[\u4e00-\u9fff]{2}", named))
