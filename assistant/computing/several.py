"""Reckonings of single offers in, those of several out: what is added, what each count gets, two persons, differences. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from assistant.computing.asked import Asked, pairs_of
from assistant.computing.count import is_per_thing, plain, rounded
from assistant.computing.reckoning import Reckoning
from assistant.computing.scheme import Offer, Scheme
from corpus.measure import yuan_text
from corpus.quantities import Quantity


def with_extras(bare: Sequence[Reckoning], asked: Asked) -> Iterator[Reckoning]:
    """按20%补助，最高150万元；获评省级的另奖50万元: both, where the question speaks of what is added."""
    extras = [one for one in bare if one.offer.is_extra and not one.offer.is_step and one.offer.beyond is None]
    for main in bare:
        if main.offer.is_extra:
            continue
        near = [
            e
            for e in extras
            if e.offer not in main.offers
            and _may_add(main.offer, e.offer)
            and (e.used <= main.used or not e.used & main.used)
        ]
        for extra in near[:6]:
            spoken = len(
                set(pairs_of(f"{extra.offer.condition},{extra.offer.own}"))
                & asked.pairs - set(pairs_of(main.offer.own))
            )
            yield _sum([main, extra], {"added": 1.0, "added words": min(3.0, float(spoken))})


def _may_add(main: Offer, extra: Offer) -> bool:
    return extra.sentence >= 1000 or main.sentence >= 1000 or 0 <= extra.sentence - main.sentence <= 2


def of_several(bare: Sequence[Reckoning], asked: Asked) -> Iterator[Reckoning]:
    """10个重度、5个中度: each count with the offer that bears its name, added up."""
    given = frozenset(q.start for q in asked.required)
    if len(given) < 2 and not asked.wants_all:
        return
    named = [one for one in bare if not one.offer.is_extra and (one.used or _is_named(one.offer, asked))]
    named = sorted(named, key=lambda one: -near_names(one, asked))[:16]
    yield from _by_names(bare, asked)
    for one, other in itertools.combinations(named, 2):
        apart = not one.used & other.used & given and (one.used | other.used) & given
        if one.offer is other.offer or not apart or abs(one.offer.sentence - other.offer.sentence) > 2:
            continue
        first, second = sorted((one, other), key=lambda each: min(each.used, default=0))
        apart_names = min(own_share(each, asked) for each in (first, second))
        yield _sum(
            [first, second],
            {
                "of several": 1.0,
                "several named": apart_names,
                "same scale": float(one.offer.per == other.offer.per and one.offer.times == other.offer.times),
            },
        )


def _by_names(bare: Sequence[Reckoning], asked: Asked) -> Iterator[Reckoning]:
    """Two or more counts, each with the offer that most bears the name beside it: 1项国际标准、3项国标、2项行标."""
    chosen: list[Reckoning] = []
    least = 1.0
    for q in asked.required:
        mine = [
            one
            for one in bare
            if one.used & {each.start for each in asked.required} == {q.start} and not one.offer.is_extra
        ]
        best = max(mine, key=lambda one: (own_share(one, asked), near_names(one, asked)), default=None)
        if best is None or own_share(best, asked) == 0 or any(best.offer is other.offer for other in chosen):
            return
        chosen.append(best)
        least = min(least, own_share(best, asked))
    sentences = [one.offer.sentence for one in chosen]
    if len(chosen) >= 2 and (max(sentences) - min(sentences) <= 2 or min(sentences) >= 1000):
        alike = len({(one.offer.per, one.offer.times) for one in chosen}) == 1
        yield _sum(chosen, {"of several": 1.0, "several named": least, "same scale": float(alike), "each named": 1.0})


def own_share(one: Reckoning, asked: Asked) -> float:
    """How much of an offer's own name stands beside the figures that are put into it; in the question, where none is."""
    named = set(pairs_of(re.split(r"每|\d", one.offer.own)[0]))
    used = [q for q in asked.required if q.start in one.used]
    beside = [set(pairs_of(_beside(q, asked))) for q in used] or [set(asked.pairs)]
    return min(len(named & words) for words in beside) / len(named) if named else 0.0


def _beside(q: Quantity, asked: Asked) -> str:
    return f"{re.split(r'[、和加]', asked.text[: q.start])[-1][-6:]}|{re.split(r'[、和加,。]', asked.text[q.end :])[0][:8]}"


def near_names(one: Reckoning, asked: Asked) -> float:
    """How many of the letters of an offer's own name stand beside the figures that are put into it."""
    named = set(pairs_of(f"{one.offer.own},{one.offer.condition.rpartition(',')[2]}"))
    beside = [_beside(q, asked) for q in asked.required if q.start in one.used]
    return float(max((len(named & set(pairs_of(words))) for words in beside), default=0))


def _sum(parts: Sequence[Reckoning], marks: dict[str, float]) -> Reckoning:
    total = sum((part.yuan for part in parts), Decimal(0))
    told = " + ".join(yuan_text(part.yuan) for part in parts)
    words = "；".join(part.working for part in parts if not part.is_plain)
    words = f"{words}；{told} = {yuan_text(rounded(total))}".lstrip("；")
    caps = [cap for part in parts for cap in part.offer.caps if not is_per_thing(cap, part.offer)]
    lowest = min(caps, key=lambda cap: cap.yuan, default=None)
    if lowest is not None and "of several" in marks and total > lowest.yuan:
        total, words = lowest.yuan, f"{words}，超过上限，按{lowest.source}"
        if not all(lowest in part.offer.caps for part in parts):  # whether it holds for all of them is not told
            marks = marks | {"cap of some": 1.0}
    merged = {name: max(part.marks.get(name, 0.0) for part in parts) for part in parts for name in part.marks}
    return Reckoning(
        tuple(part.offer for part in parts), rounded(total), words,
        frozenset().union(*(part.used for part in parts)), merged | marks,
    )  # fmt: skip


_STACKS = re.compile(r"叠加|同时享受|累计享受|可?兼得|一并享受|分别享受")
_EXCLUDES = re.compile(r"不(?:得|能|可)?(?:重复|叠加|同时|累计|兼)|就高|从高|择优|择其一")


def stacked(bare: Sequence[Reckoning], scheme: Scheme, asked: Asked) -> Iterator[Reckoning]:
    """认定为省级中心又评为专精特新，一共多少: both sums where the clause lets them be added, the higher where it does not."""
    clause = ",".join(scheme.sentences)
    excludes, stacks = _EXCLUDES.search(clause), _STACKS.search(clause)
    if not asked.wants_all or asked.required or not (excludes or stacks):
        return
    spoken = [one for one in bare if one.is_plain and not one.used and one.offer.kind == "sum" and not one.offer.per]
    named = [one for one in spoken if _names_offer(one.offer, asked)]
    for one, other in itertools.combinations(named[:8], 2):
        if one.offer is other.offer or abs(one.offer.sentence - other.offer.sentence) > 3:
            continue
        if excludes:
            more, less = (one, other) if one.yuan >= other.yuan else (other, one)
            words = f"{yuan_text(more.yuan)}与{yuan_text(less.yuan)}不能同时享受（{excludes[0]}），取高的 = {yuan_text(more.yuan)}"
            yield Reckoning((more.offer, less.offer), more.yuan, words, frozenset(), _STACKED)
        else:
            yield _sum([one, other], _STACKED)


_STACKED = {"of several": 1.0, "each named": 1.0, "same scale": 1.0, "several named": 1.0, "stacked": 1.0}


def _names_offer(offer: Offer, asked: Asked) -> bool:
    """Whether the question has most of what tells an offer from the others of its clause."""
    said = set(pairs_of(re.split(r"\d", f"{offer.condition},{offer.own}")[0]))
    return bool(said) and 2 * len(said & asked.pairs) >= len(said)


def of_two_persons(bare: Sequence[Reckoning], scheme: Scheme, asked: Asked) -> Iterator[Reckoning]:
    """较高一方全额、另一方按50%: of two offers that the question names."""
    if scheme.paired is None or not asked.is_of_two:
        return
    named = [one for one in bare if not one.used and not one.offer.is_extra]
    for one, other in itertools.combinations(named[:12], 2):
        if (
            one.offer is other.offer
            or one.yuan == other.yuan
            or one.offer.sentence // 1000 != other.offer.sentence // 1000
        ):
            continue
        if abs(one.offer.sentence - other.offer.sentence) > 8 or not all(
            _is_named(each.offer, asked) for each in (one, other)
        ):
            continue
        more, less = (one, other) if one.yuan > other.yuan else (other, one)
        total = rounded(more.yuan + less.yuan * scheme.paired)
        words = f"较高一方{yuan_text(more.yuan)} + 另一方{yuan_text(less.yuan)} × {plain(scheme.paired * 100)}% = {yuan_text(total)}"
        yield Reckoning((more.offer, less.offer), total, words, frozenset(), {"two persons": 1.0})


def _is_named(offer: Offer, asked: Asked) -> bool:
    return bool(set(pairs_of(f"{offer.own},{offer.condition.rpartition(',')[2]}")) & asked.pairs)


def differences(bare: Sequence[Reckoning], scheme: Scheme, asked: Asked) -> Iterator[Reckoning]:
    """从低一级升到高一级的补差额: what was had before is taken off."""
    if not scheme.pays_difference or not asked.had_before:
        return
    for one in bare:
        for had in asked.money:
            if had.value < one.yuan and had.start not in one.used:
                left = rounded(one.yuan - had.value)
                told = one.working if one.used else yuan_text(one.yuan)
                words = (
                    f"{told}，{yuan_text(one.yuan)} - 已得的{yuan_text(had.value)} = {yuan_text(left)}"
                    if one.used
                    else f"{told} - 已得的{yuan_text(had.value)} = {yuan_text(left)}"
                )
                yield Reckoning(one.offers, left, words, one.used | {had.start}, one.marks | {"difference": 1.0})
