"""Levels and sizes that tell one offer from another: 省级, 二星, 中小微企业. An offer and a question in, whether they meet out. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.computing.asked import Asked
from assistant.computing.scheme import Offer

_KINDS = tuple(
    re.compile(pattern)
    for pattern in (
        r"[一二三四五]星", r"(?<![a-z])[a-f](?:类|级|档)", r"[一二三四五六](?:类|等奖)", r"[一二三四五]级(?!标|指)", r"(?:国家|省|市|区|县|州)级", r"[甲乙丙]级",
        r"(?:初|中|高)级(?!人民)", r"(?:轻|中|重)度|完全失能", r"博士|硕士|本科|大专|专科", r"国际标准|国家标准|行业标准|地方标准|团体标准|企业标准",
        r"三类证|二类证|第[一二三]类", r"金奖|银奖|铜奖|优秀奖", r"农户|合作社|家庭农场", r"去程|回程", r"种子期|初创期|成长期",
    )
)  # fmt: skip
# 中小微企业 are three sizes in one word; 小公司 is what people say for one of them
_SIZES = re.compile(
    r"(?P<sizes>大中型?|中小微型?|小微型?|中小型?)(?=企|公司|[^\u4e00-\u9fff]|$)|(?P<size>[大中小微])型(?=企|公司|工|民营)"
    r"|(?<![扩做壮重较最集其规模缩国])(?P<said>[大小微])(?=企业|公司|工厂|厂子?[^家]|店)"
)
_ALL_KINDS: tuple[re.Pattern[str], ...] = (*_KINDS, _SIZES)


def is_other_level(offer: Offer, asked: Asked) -> bool:
    """Whether the question names a level (二星, B类, 省级, 微型企业) and the offer only others of the kind."""
    return any(
        (wanted := _levels(asked.meant, kind)) and (offered := _offered(offer, kind)) and not wanted & offered
        for kind in _ALL_KINDS
    )


def is_same_level(offer: Offer, asked: Asked) -> bool:
    return any(_levels(asked.meant, kind) & _offered(offer, kind) for kind in _ALL_KINDS)


def _offered(offer: Offer, kind: re.Pattern[str]) -> frozenset[str]:
    """The levels that an offer is for: its own, and only where it has none those of the condition nearest to it."""
    nearest = offer.condition.rpartition(",")[2]
    return _levels(offer.own, kind) or _levels(nearest, kind) or _levels(offer.condition, kind)


@lru_cache(maxsize=4096)  # those of the question are held against every offer
def _levels(words: str, kind: re.Pattern[str]) -> frozenset[str]:
    """
    >>> sorted(_levels("中小微企业按60%返还", _SIZES)), sorted(_levels("我们小公司", _SIZES)), sorted(_levels("做大企业", _SIZES))
    (['中', '小', '微'], ['小'], [])
    """
    if kind is _SIZES:
        told = "".join(m["sizes"] or m["size"] or m["said"] for m in kind.finditer(words))
        return frozenset(told) & frozenset("大中小微")
    return frozenset(match[0] for match in kind.finditer(words))
