"""Reckonings of single offers in, those of several out: what is added, what each count gets, two persons, differences. Pure."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.computing.asked import Asked, pairs_of
from assistant.computing.count import THINGS, is_per_thing, periods_of, plain, rounded
from assistant.computing.reckoning import Reckoning
from assistant.computing.scheme import Offer, Scheme
from corpus.measure import yuan_text
from corpus.quantities.quantities import Quantity


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


_FOR_ALL = re.compile(r"合计|累计|总|年度|全年|[每单同一]家?个?(?:户|家|企业|单位|主体|机构)|每年")
_WITHIN = re.compile(r"其中|里头|里边|里面|当中|含在|包括|内含")
_OF_ONE = re.compile(r"每[项台个件次店笔场套张部仓]|单(?:个项|个产|个活|[项台件次店笔场套张部仓])")
_OF_YEAR = re.compile(r"每年|每年度|年度|全年|一年")
_OF_YEARS = re.compile(r"第[二三]年|次年|[两二三]年|去年[^。]*今年|前年[^。]*去年")
_MOST_EACH = 6  # figures of one kind
_MOST_NAMED = 10  # figures that are each paid by their own name


def of_each(bare: Sequence[Reckoning], asked: Asked) -> Iterator[Reckoning]:
    """FSC花了7万，CARB花了13万: the same offer for each of several figures of one kind, each under its cap, then all together."""
    if _WITHIN.search(asked.text):
        return
    scales: dict[int, dict[int, list[Reckoning]]] = {}
    nearest: dict[int, float] = {}
    for one in bare:
        given = [q for q in asked.required if q.start in one.used]
        if len(given) == 1 and one.used == {given[0].start} and one.offer.beyond is None and len(one.offers) == 1:
            scales.setdefault(one.offer.ladder or id(one.offer), {}).setdefault(given[0].start, []).append(one)
            nearest[given[0].start] = max(nearest.get(given[0].start, 0.0), near_names(one, asked))
    for ways in scales.values():
        for unit in dict.fromkeys(_counted_as(q) for q in asked.required):
            alike = [q for q in asked.required if _counted_as(q) == unit]
            if not 2 <= len(alike) <= _MOST_EACH or any(q.start not in ways for q in alike):
                continue
            chosen = [_fitting(ways[q.start], q, asked) for q in alike]
            made = [one for one in chosen if one is not None]
            # a figure that another offer names better is none of these
            if len(made) == len(alike) and all(
                near_names(one, asked) >= nearest[q.start] for one, q in zip(made, alike, strict=True)
            ):
                apart = any(one.offer is not made[0].offer and one.offer.per == made[0].offer.per for one in bare)
                joined = None if apart else _counted_together(made, alike)
                yield joined or _each_sum(made, asked)


def _counted_together(parts: Sequence[Reckoning], counts: Sequence[Quantity]) -> Reckoning | None:
    """3个应届生和2个失业的, each of whom brings the same: five of them; None where more than a number is put in."""
    offer = parts[0].offer
    if (
        offer.kind != "sum"
        or any(bound.unit in ("人", "个") for bound in offer.bounds)
        or [(per.unit, per.size) for per in offer.per] != [("人", Decimal(1))]
        or offer.times
    ):
        return None
    if any(
        part.offer is not offer or part.yuan != offer.value * q.value for part, q in zip(parts, counts, strict=True)
    ):
        return None
    many = sum((q.value for q in counts), Decimal(0))
    total = offer.value * many
    words = f"({' + '.join(plain(q.value) for q in counts)}) × {offer.source.partition('/')[0]} = {yuan_text(rounded(total))}"
    marks = {"joined": 1.0}
    lowest = min(offer.caps, key=lambda cap: cap.yuan, default=None)
    if lowest is not None and total > lowest.yuan and not is_per_thing(lowest, offer):
        total, words = lowest.yuan, f"{words}，超过上限，按{lowest.source}"
        marks["cap of one"] = float(not _FOR_ALL.search(lowest.words))
    return Reckoning((offer,), rounded(total), words, frozenset(q.start for q in counts), marks)


def _counted_as(q: Quantity) -> str:
    """3个应届生和2个失业的: what a person is called leaves open whether 个 counts one."""
    return "人" if q.unit == "个" else q.unit


def _fitting(ways: Sequence[Reckoning], q: Quantity, asked: Asked) -> Reckoning | None:
    """The rung of a scale in which the figure lies."""
    held = [
        one for one in ways if all(b.holds(asked.reached(q)) is not False for b in one.offer.bounds if b.unit == q.unit)
    ]
    return max(held, key=lambda one: sum(b.holds(asked.reached(q)) is True for b in one.offer.bounds), default=None)


def _each_sum(parts: Sequence[Reckoning], asked: Asked) -> Reckoning:
    total = sum((part.yuan for part in parts), Decimal(0))
    told = " + ".join(yuan_text(part.yuan) for part in parts)
    words = f"{'；'.join(part.working for part in parts)}；{told} = {yuan_text(rounded(total))}"
    by_year = bool(_OF_YEARS.search(asked.text))
    caps = {cap.source: cap for part in parts for cap in part.offer.caps}.values()
    for_all = [
        cap for cap in caps
        if not _OF_ONE.search(cap.words) and not any(is_per_thing(cap, part.offer) for part in parts) and not (by_year and _OF_YEAR.search(cap.words))
    ]  # fmt: skip
    marks = {"of each": 1.0, "of each growth": float(any("growth unsaid" in part.marks for part in parts))}
    lowest = min(for_all, key=lambda cap: cap.yuan, default=None)
    if lowest is not None and total > lowest.yuan:
        total, words = lowest.yuan, f"{words}，超过上限，按{lowest.source}"
        marks["cap of one"] = float(not _FOR_ALL.search(lowest.words))
    merged = {name: max(part.marks.get(name, 0.0) for part in parts) for part in parts for name in part.marks}
    merged |= {"growth unsaid": 0.0, "price of one": 0.0}
    offers = tuple(dict.fromkeys(part.offer for part in parts))
    return Reckoning(offers, rounded(total), words, _used_of(parts, asked), merged | marks)


def _used_of(parts: Sequence[Reckoning], asked: Asked) -> frozenset[int]:
    """The figures of all parts, and 两份 of 两份合同分别到账600万和300万: how many parts there are."""
    used = frozenset().union(*(part.used for part in parts))
    return used | {q.start for q in asked.required if q.unit in THINGS | {"次"} and q.value == len(parts)}


def of_several(bare: Sequence[Reckoning], asked: Asked) -> Iterator[Reckoning]:
    """10个重度、5个中度: each count with the offer that bears its name, added up."""
    given = frozenset(q.start for q in asked.required)
    if len(given) < 2 and not asked.wants_all:
        return
    named = [one for one in bare if not one.offer.is_extra and (one.used or _is_named(one.offer, asked))]
    named = sorted(named, key=lambda one: -near_names(one, asked))[:16]
    by_name = [one for timed in (False, True) for one in _by_names(bare, asked, timed)]
    yield from {one.working: one for one in by_name}.values()
    for one, other in itertools.combinations(named, 2):
        apart = not one.used & other.used & given and (one.used | other.used) & given
        # 学生本人3000元，企业每人1000元: the same eight for both
        both = (
            asked.wants_all and bool(one.used) and one.used == other.used and one.offer.sentence == other.offer.sentence
        )
        if (
            both
            and one.offer is not other.offer
            and one.offer.kind == other.offer.kind == "sum"
            and not one.offer.bounds
        ):
            yield _sum([one, other], {"of several": 1.0, "same count": 1.0})
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


def _by_names(bare: Sequence[Reckoning], asked: Asked, timed: bool) -> Iterator[Reckoning]:
    """Two or more counts, each with the offer that most bears the name beside it: 1项国际标准、3项国标、2项行标.

    `timed` takes them for the whole time that is named, otherwise for one month or year.
    """
    if len(asked.required) > _MOST_NAMED:
        return
    many = Counter(pair for offer in {id(one.offer): one.offer for one in bare}.values() for pair in _name_of(offer))
    given = frozenset(q.start for q in asked.required)
    singles = _singles(bare, asked)
    chosen: list[Reckoning] = []
    least, told, idle = 1.0, 1.0, frozenset[int]()

    def tells(one: Reckoning, q: Quantity) -> float:
        """What of an offer's name stands beside the figure; what few offers bear tells most."""
        return sum(1 / many[pair] for pair in _name_of(one.offer) & set(pairs_of(_beside(q, asked))))

    for q in sorted((*asked.required, *singles), key=lambda q: q.start):
        mine = (
            [one for one in bare if one.used & given == {q.start} and not one.offer.is_extra]
            if q.start in given
            else singles[q]
        )
        best = max(
            mine,
            key=lambda one: (tells(one, q), own_share(one, asked, q), ("timed" in one.marks) == timed),
            default=None,
        )
        score = tells(best, q) if best is not None else 0.0
        if best is None or score == 0 or (q.start not in given and score < 1):
            if q.start not in given:
                continue
            if q.unit in THINGS | {"次"} and q.value == len(singles) >= 2:
                continue  # 两趟, of which each is told
            if not _is_other_level(q, bare):
                return
            idle |= {q.start}  # 四个五级的, where one to three are paid for
            continue
        if any(best.offer is other.offer for other in chosen):
            return
        chosen.append(best)
        least, told = min(least, own_share(best, asked, q)), min(told, score)
    sentences = [one.offer.sentence for one in chosen]
    if len(chosen) >= 2 and (max(sentences) - min(sentences) <= 2 or min(sentences) >= 1000):
        alike = len({(one.offer.per, one.offer.times) for one in chosen}) == 1
        marks = {
            "of several": 1.0,
            "several named": least,
            "several told": told,
            "same scale": float(alike),
            "each named": 1.0,
        }
        total = _sum(chosen, marks | ({"one gets none": 1.0} if idle else {}))
        yield replace(total, used=_used_of(chosen, asked) | idle)


_LEVEL = re.compile(r"[一二三四五六]级|(?<![a-z])[a-f](?:类|级|档)|[一二三四五]星|[一二三四五六]类")


def _is_other_level(q: Quantity, bare: Sequence[Reckoning]) -> bool:
    """Whether what is counted is of a level that none of the offers is for, of a kind that they are for."""
    mine = _LEVEL.search(q.noun[:6])
    theirs = {level for one in bare for level in _LEVEL.findall(one.offer.own)}
    return mine is not None and mine[0] not in theirs and sum(level[-1] == mine[0][-1] for level in theirs) >= 2


def _name_of(offer: Offer) -> set[str]:
    """The pairs of letters of an offer's own name; of its condition, where it has none: 获评泰山品质的，每个产品奖2万元."""
    named = re.split(r"每|\d", offer.own)[0]
    if offer.sentence >= 1000:
        named = f"{offer.condition},{offer.own}"  # a row is named by its cells
    elif len(named) < 4:
        named = f"{named},{offer.condition.rpartition(',')[2]},{offer.per[0].noun if offer.per else ''}"
    return set(pairs_of(named))


def _singles(bare: Sequence[Reckoning], asked: Asked) -> dict[Quantity, list[Reckoning]]:
    """一项国家标准、三项行业标准: what is had once, with the offers that pay for one of it."""
    given = {q.start for q in asked.required}
    had_once = [one for one in bare if one.marks.get("once") and not one.used & given and not one.offer.is_extra]
    once = [q for q in asked.figures if q.value == 1 and q not in asked.required and q.unit in THINGS | {"人"}]
    return {q: [one for one in had_once if q.start in one.used] for q in once}


def own_share(one: Reckoning, asked: Asked, of: Quantity | None = None) -> float:
    """How much of an offer's own name stands beside the figures that are put into it; in the question, where none is."""
    named = set(pairs_of(re.split(r"每|\d", one.offer.own)[0]))
    used = [of] if of is not None else [q for q in asked.required if q.start in one.used]
    beside = [set(pairs_of(_beside(q, asked))) for q in used] or [set(asked.pairs)]
    return min(len(named & words) for words in beside) / len(named) if named else 0.0


def _beside(q: Quantity, asked: Asked) -> str:
    """The words about a figure: a sum is named before it, also in the stretch before (国际展，展位费5万), a count behind it."""
    before = re.split(r"[、和加,]" if q.noun else "[、和加]", asked.text[: q.start])[-1][-6:]
    if q.is_money:
        last = max((o.end for o in asked.required if o.end <= q.start and o.is_money), default=0)
        before = asked.text[max(last, q.start - 16) : q.start]
    return f"{before}|{re.split(r'[、和加,。]', asked.text[q.end :])[0][:8]}"


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
    caps = [
        cap
        for part in parts
        for cap in part.offer.caps
        if not is_per_thing(cap, part.offer) and not _OF_ONE.search(cap.words)
    ]
    months = max((part.months for part in parts if part.months is not None), default=None)
    lowest = min(caps, key=lambda cap: cap.yuan * periods_of(cap, months), default=None)
    shared = [cap for cap in caps if all(cap in part.offer.caps for part in parts)]
    if shared:
        lowest = min(shared, key=lambda cap: cap.yuan * periods_of(cap, months))
    periods = periods_of(lowest, months) if lowest is not None else Decimal(1)
    if (
        lowest is not None
        and "of several" in marks
        and total > lowest.yuan * periods
        and (shared or _FOR_ALL.search(lowest.words))
    ):
        total, words = lowest.yuan * periods, f"{words}，超过上限，按{lowest.source}"
        words = f"{words} × {plain(periods)}" if periods > 1 else words
        if not shared:  # whether it holds for all of them is not told
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
    if not asked.wants_all or asked.required:
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
            yield _sum([one, other], _STACKED if stacks else _STACKED | {"stacked unsaid": 1.0})


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
