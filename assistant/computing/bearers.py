"""Who bears which part: 省与市县按5:5负担, 保费每亩60元、农户自缴20%. Sentences in, shares out; sums in, parts of them out. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from assistant.computing.asked import Asked, pairs_of
from assistant.computing.count import Count, plain, rounded
from assistant.computing.prose import Sentence
from assistant.computing.reckoning import Reckoning
from assistant.computing.scheme import Offer
from corpus.measure import yuan_text

_MOST = 40  # parts that are reckoned with
_NEAR = 2  # sentences
_BEARS = r"(?:共同)?(?:负担|分担|承担|分摊|配套|安排)"
_RATIO = re.compile(
    rf"(?P<names>[\u4e00-\u9fff()、]{{2,30}}?)(?:财政)?(?:分别)?(?:按照?)?(?P<ratio>\d+:\d+(?::\d+)?)(?:的?比例)?{_BEARS}"
)
_HALVES = re.compile(
    r"(?P<names>[\u4e00-\u9fff]{2,8}[和与、][\u4e00-\u9fff]{2,8}?)(?:各|五五)(?:奖励?|补助?|分?担?|负担|承担|给)?(?P<ratio>一半|分担|50%)"
)
_SELF = re.compile(r"自[缴付担筹]|农户|个人|投保人")


def borne_in(sentence: Sentence, number: int) -> Iterator[Offer]:
    """The shares of a sentence that tells who bears how much of a sum, one for each bearer."""
    for match in (*_RATIO.finditer(sentence.text), *_HALVES.finditer(sentence.text)):
        names = [name for name in re.split(r"[、与和]", re.sub(r"^.*[由,。]", "", match["names"])) if name]
        told = (
            [Decimal(part) for part in match["ratio"].split(":")] if ":" in match["ratio"] else [Decimal(1), Decimal(1)]
        )
        if len(names) != len(told):
            continue
        for name, part in zip(names, told, strict=True):
            share = part / sum(told)
            yield Offer(
                "share", share, f"{plain(share * 100)}%", sentence.start + match.start(), sentence.start + match.end(),
                f"{name}{match['ratio']}", sentence.text[: match.start()], about=sentence.about, sentence=number,
                block=sentence.block, is_borne=True,
            )  # fmt: skip


def names_bearer(offer: Offer, asked: Asked) -> bool:
    """Whether the share is of the one whose part is asked for: 自己 of 农户自缴, 市级 of 市."""
    bearer = f"{offer.condition.rpartition(',')[2]}{offer.own.partition(offer.source)[0]}"
    if asked.asks_own_part:
        return bool(_SELF.search(bearer))
    who = asked.bearer_asked
    if who is None:
        return False
    level = re.search(r"[省市州区县镇国](?=$|里|级|财)", who)
    if level:
        return offer.own.startswith(level[0]) or f"{level[0]}级" in bearer
    return bool(set(pairs_of(who)) & set(pairs_of(bearer))) or who[0] == offer.own[0]


def parts_borne(
    sums: Sequence[Reckoning], charged: Sequence[Count], offers: Sequence[Offer], asked: Asked
) -> Iterator[Reckoning]:
    """The share of one bearer in a sum that is paid, or in what is charged: 45 × 60元 × 30%."""
    made = 0
    for share in offers:
        if share.kind != "share" or share.beyond is not None:
            continue
        wholes: list[Reckoning] = []
        if share.is_borne:
            wholes += [
                one
                for one in sums
                if one.used and one.offer.kind == "sum" and not one.is_plain and _is_near(one.offer, share)
            ]
        wholes += [
            Reckoning(
                (count.offer,), rounded(count.raw), count.expression, count.used, dict(count.marks) | {"of charge": 1.0}
            )
            for count in charged
            if count.used and _is_near(count.offer, share)
        ]
        for whole in wholes[: _MOST - made]:
            made += 1
            yield _part(whole, share, share.value, share.source, float(names_bearer(share, asked)))
            if "of charge" in whole.marks and asked.asks_own_part and not _SELF.search(share.own):
                rest = 1 - share.value  # 市级补贴80%: what is left is paid by oneself
                yield _part(whole, share, rest, f"(1 - {share.source})", 1.0, {"rest": 1.0})


def _part(
    whole: Reckoning, share: Offer, value: Decimal, told: str, is_named: float, more: dict[str, float] | None = None
) -> Reckoning:
    yuan = rounded(whole.yuan * value)
    words = f"{whole.working}，× {told} = {yuan_text(yuan)}"
    marks = {"borne": 1.0, "bearer named": is_named} | (more or {})
    return Reckoning((*whole.offers, share), yuan, words, whole.used, whole.marks | marks)


def _is_near(one: Offer, share: Offer) -> bool:
    return 0 <= share.sentence - one.sentence <= _NEAR or share.sentence >= 1000
