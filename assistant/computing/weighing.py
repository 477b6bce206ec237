"""What speaks for and against one reckoning, each under its name: the words, the bounds, what is left over. Pure."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from assistant.computing.asked import GENERIC, Asked, pairs_of
from assistant.computing.bearers import names_bearer
from assistant.computing.beside import Beside, is_below_least
from assistant.computing.count import is_condition
from assistant.computing.levels import is_other_level, is_same_level
from assistant.computing.reckoning import Reckoning
from assistant.computing.schedules import is_told_of_nth
from assistant.computing.scheme import Offer, Scheme
from assistant.computing.several import near_names
from assistant.reading.terms import content_terms
from corpus.places.gazetteer import places_in
from corpus.quantities.quantities import Quantity, Stretch

_RANKS = frozenset("级类星等档届期号年月日成折")  # 三类器械, 五星酒店 tell which, not how many
_IDLE_UNITS = frozenset({"月", "年", "天", "岁", "晚", "%", "小时"})


def weigh(one: Reckoning, scheme: Scheme, asked: Asked, fits: dict[int, float], around: Beside) -> dict[str, float]:
    """The features of one reckoning; `fits` how well each offer of the scheme is spoken of, by its identity."""
    best = max(fits.values(), default=0.0)
    own_fit = max(fits[id(offer)] for offer in one.offers)
    offer = one.offer
    found = dict(one.marks)
    found |= {
        "spoken": _share_spoken(offer, asked),
        "fit": min(3.0, own_fit),
        "fit behind": min(2.0, best - own_fit),
        "rivals": math.log(1 + sum(fit >= own_fit - 0.2 for fit in fits.values())),
        "covered": _covered(offer, asked),
        "named": _named(offer, asked),
        "near names": min(3.0, near_names(one, asked)),
        "about": float(bool(set(pairs_of(offer.about)) & asked.pairs)),
        "other level": float(sum(is_other_level(each, asked) for each in one.offers)),
        "same level": float(sum(is_same_level(each, asked) for each in one.offers)),
        "used": float(min(3, len(one.used))),
        "sole": float(_is_sole(one, scheme, asked)),
        "quoted": float(offer.kind == "sum" and bool(one.used) and any(q.value == offer.value for q in asked.money)),
        "of most": float(any(map(_is_most, one.offers))),
        "most beside": float(any(map(_is_most, one.offers)) and _pays_beside(one, scheme)),
        "in table": float(offer.sentence >= 1000),
        "share": float(offer.kind == "share"),
    }
    found |= _left_over(one, asked)
    found |= _bounds(one, scheme, asked)
    found |= _wanted(one, scheme, asked)
    found |= around.marks(one)
    return found


_MOST_SHARE = re.compile(
    r"(?:总额|合计|累计|总和|之和|比例)[^,]{0,6}?不(?:得|应|能)?(?:超过|高于|超出)|不(?:得|应|能)(?:超过|高于|超出)|上限"
)


def _is_most(offer: Offer) -> bool:
    """补贴总额不得超过售价的50%: the most that a share may be, and no share that is paid."""
    return offer.kind == "share" and bool(_MOST_SHARE.search(offer.own.partition(offer.source)[0]))


def _pays_beside(one: Reckoning, scheme: Scheme) -> bool:
    """Whether something else is what is paid, of which the share is only the most."""
    return scheme.has_rows or any(
        other.kind == "sum" and other.per and other not in one.offers for other in scheme.offers
    )


def _is_sole(one: Reckoning, scheme: Scheme, asked: Asked) -> bool:
    """Whether the clause pays by one offer or one scale alone, and every figure of the question found its place in it."""
    alone = len(scheme.offers) == 1 or (
        bool(one.offer.ladder) and {o.ladder for o in scheme.offers} == {one.offer.ladder}
    )
    bounded = {bound.unit for bound in one.offer.bounds}
    return alone and bool(one.used) and all(q.start in one.used or q.unit in bounded for q in asked.required)


def fits_of(scheme: Scheme, asked: Asked) -> dict[int, float]:
    """How well each offer is spoken of: rare words among the offers count most."""
    many = Counter(pair for offer in (*scheme.offers, *scheme.charges) for pair in set(pairs_of(offer.words)))

    def weighed(words: str) -> float:
        return sum(1 / many.get(pair, 1) for pair in set(pairs_of(words)) & asked.pairs)

    fits = {
        id(offer): weighed(_own_of(offer)) + 0.8 * weighed(offer.condition) + 0.6 * weighed(offer.lead) + 0.4 * weighed(offer.about)
        for offer in (*scheme.offers, *scheme.charges)
    }  # fmt: skip
    # The rungs of one scale are told apart by figures alone: what the first names is meant by each
    most: dict[int, float] = {}
    for offer in scheme.offers:
        if offer.ladder > 0:
            most[offer.ladder] = max(most.get(offer.ladder, 0.0), fits[id(offer)])
    return fits | {id(offer): most[offer.ladder] for offer in scheme.offers if offer.ladder > 0}


def _own_of(offer: Offer) -> str:
    """An offer's own words, with the base that it takes over from the offer before it: 中小微企业按60%返还."""
    return f"{offer.own},{offer.base}" if offer.lead and offer.lead == offer.base else offer.own


def _share_spoken(offer: Offer, asked: Asked) -> float:
    """How many of the content words of an offer and its condition the question uses."""
    terms = {
        t for t in content_terms(f"{offer.lead},{offer.condition},{offer.own}") if len(t) > 1 and t not in GENERIC and not re.search(r"\d", t)
    }  # fmt: skip
    spoken = {t for t in terms if t in asked.meant or (len(t) > 2 and (t[:2] in asked.meant or t[-2:] in asked.meant))}
    return len(spoken) / len(terms) if terms else 0.0


def _covered(offer: Offer, asked: Asked) -> float:
    name = set(pairs_of(re.split(r"每|\d", offer.own)[0]))
    return len(name & asked.pairs) / len(name) if name else 0.0


def _named(offer: Offer, asked: Asked) -> float:
    """How much of the offer's own name the question has in one piece: 失能 all of 失能, and half of 半失能."""
    own = re.split(r"每|\d|[零一二两三四五六七八九十百千]+(?:万?元|%)|按|给予|奖|补", offer.own)[0]
    name = re.sub(r"^(?:对|其中|另|再)|的$", "", re.split(r"[、,:;|]", own or offer.condition.rpartition(",")[2])[-1])[
        :16
    ]
    if len(name) < 2:
        return 0.0
    longest = max(
        (high - low for low in range(len(name)) for high in range(low + 2, len(name) + 1) if name[low:high] in asked.meant), default=0
    )  # fmt: skip
    return longest / len(name)


# 两条高级雪道: whatever word stands between a number and what an offer is for counts it
_COUNT = re.compile(
    r"(?<![第几\d.])(?:[二两三四五六七八九十]|[2-9]|[1-9]\d)(?P<word>[\u4e00-\u9fff])(?P<noun>[\u4e00-\u9fff]{2})"
)


def _counts_unread(offer: Offer, asked: Asked) -> bool:
    """Whether the question counts what the offer is for by a word that is no unit anywhere, so that the number is not used."""
    used = {q.start for q in asked.figures if q.unit}
    return any(
        found.start() not in used and found["word"] not in _RANKS and found["noun"] in offer.own
        for found in _COUNT.finditer(asked.text)
    )


def _left_over(one: Reckoning, asked: Asked) -> dict[str, float]:
    bounded = {b.unit for offer in one.offers for b in offer.bounds}
    told = {(q.value, q.unit) for q in asked.times if q.start in one.used}  # 三年没还，贴息三年: one length told twice
    idle = [q for q in asked.required if q.start not in one.used]
    free = [q for q in idle if q.unit not in bounded and not any(asked.is_bare_of(q, unit) for unit in bounded)]
    banded = one.offer.kind == "sum" and any(q.start in one.used for q in asked.money)
    money = [q for q in (idle if banded else free) if q.unit == "元"]  # which of two sums the band is for is not told
    return {
        "money left": float(len(money)),
        "count unread": float(any(_counts_unread(offer, asked) for offer in one.offers)),
        "count left": float(sum(q.unit != "元" for q in free)),
        "only bounds": float(len(idle) - len(free)),
        "times left": float(
            sum(q.start not in one.used for q in asked.times if q.value == 1 or is_condition(q, asked.text))
        ),
        "length left": float(
            sum(
                q.start not in one.used and (q.value, q.unit) not in told
                for q in asked.times
                if q.value > 1 and not is_condition(q, asked.text)
            )
        ),
    }


def _bounds(one: Reckoning, scheme: Scheme, asked: Asked) -> dict[str, float]:
    met = unmet = unknown = band_unknown = at_bound = higher = 0
    if "by parts" in one.marks:  # what lies in each part was told when it was put together
        return {"met": 1.0}
    met += len(one.offers) == 1 and _is_first_part(one, scheme, asked)
    for offer in one.offers:
        rivals = [
            b
            for other in scheme.offers
            if other is not offer and offer.ladder and other.ladder == offer.ladder
            for b in other.bounds
        ]
        for bound in offer.bounds:
            if bound.unit in _IDLE_UNITS:
                continue
            if "tiered" in one.marks and offer is not one.offers[-1] and bound.high is not None:
                continue  # what lies above it is paid by the part behind
            given = _given_for(bound, asked, one, offer)
            if not given:
                unknown += 1
                band_unknown += any(b.unit == bound.unit and b != bound for b in rivals)
                continue
            held = [bound.holds(asked.reached(q)) for q in given]
            same = [b for b in rivals if b.unit == bound.unit and b != bound]
            if all(each is False for each in held):
                unmet += 1
            elif any(held):
                met += 1
                value = next(asked.reached(q) for q, each in zip(given, held, strict=True) if each)
                higher += bound.high is None and any(
                    b.low is not None and bound.low is not None and b.low > bound.low and b.holds(value) is not False
                    for b in same
                )
            else:
                value = next(q.value for q, each in zip(given, held, strict=True) if each is None)
                taken = any(b.holds(value) or (b.holds(value) is None and b.low == value) for b in same)
                at_bound += bool(taken and bound.high == value)
                met += not (taken and bound.high == value)
    return {
        "met": float(min(met, 2)), "unmet": float(min(unmet, 2)), "unknown bound": float(min(unknown, 2)),
        "unknown band": float(min(band_unknown, 2)), "at bound": float(min(at_bound, 1)), "higher rung": float(min(higher, 1)),
    }  # fmt: skip


def _is_first_part(one: Reckoning, scheme: Scheme, asked: Asked) -> bool:
    """10000 at 30元, where 40元 are paid for what lies above 20000: that it lies below is told."""
    own = one.offer
    if own.kind != "sum" or own.beyond is not None or own.bounds or not own.per:
        return False
    above = [
        o for o in scheme.offers if o.beyond is not None and o.per == own.per and 0 <= o.sentence - own.sentence <= 1
    ]
    lows = [b.low for o in above for b in o.bounds if b.low is not None and b.unit == own.per[0].unit]
    lows += [o.beyond for o in above if o.beyond is not None and o.beyond > 0]
    used = [q for q in asked.figures if q.start in one.used and q.unit == own.per[0].unit]
    return bool(lows) and len(used) == 1 and all(used[0].value <= low for low in lows)


def _given_for(bound: Stretch, asked: Asked, one: Reckoning, offer: Offer) -> list[Quantity]:
    """The figures of the question that a bound may speak of: of its unit, or counted as what the offer counts by."""
    counted = any(per.unit == bound.unit for per in offer.per)
    bare = [q for q in asked.of_unit(bound.unit) if not q.unit]
    return bare + [
        q for q in asked.required if q.unit == bound.unit or (counted and q.start in one.used and not q.is_money)
    ]


def _wanted(one: Reckoning, scheme: Scheme, asked: Asked) -> dict[str, float]:
    marks = one.marks
    offer = one.offer
    left = [
        extra for extra in scheme.offers
        if extra.is_extra and extra not in one.offers and 0 <= extra.sentence - offer.sentence <= 2
    ]  # fmt: skip
    main = set(pairs_of(offer.words))
    spoken = [e for e in left if set(pairs_of(f"{e.condition},{e.own}")) & asked.pairs - main]
    per = {each.unit for each in offer.per}
    return {
        "wants other": float(asked.wants_other),
        "part asked": float((asked.asks_own_part or asked.bearer_asked is not None) and not any(names_bearer(each, asked) for each in one.offers) and "rest" not in marks),
        "wants no sum": float(not asked.wants_sum),
        "wants one": float(asked.wants_one and not asked.wants_all and not _is_for_one_person(one, asked)),
        "had before": float(asked.had_before and "difference" not in marks),
        "of two": float(asked.is_of_two and "two persons" not in marks),
        "nth unstaged": float(asked.nth is not None and "staged" not in marks and not (asked.nth == 1 and ("年" in offer.times or marks.get("time one year", 0) > 0)) and not is_told_of_nth(offer, asked)),
        "monthly misfit": float(asked.is_monthly and "月" not in offer.times and not asked.times),
        "extra left": float(bool(left) and asked.wants_all),
        "extra spoken": float(min(2, len(spoken))),
        "own extra": float(offer.is_extra and "added" not in marks),
        "all for one": float(asked.wants_all and not one.used),
        "stray cap": float(any(cap.yuan < one.yuan for cap in scheme.stray) and not offer.caps),
        "has rows": float(scheme.has_rows and "met" not in marks),
        "uncounted per": float(bool(per - {"人", "户", "家", "个"}) and marks.get("implied one", 0) > marks.get("implied person", 0)),
        "nth of things": float(bool(re.search(r"第[二三四五六七八九2-9](?:届|次|台|个|名|家|位|批|场)|排第|首届|首台(?!\(?套)", asked.text)) and "changed" not in marks),
        "added unasked": float("added" in marks and not asked.wants_all and not marks.get("added words")),
        "nothing used": float(not one.used),
        "remark spoken": float(len(set(pairs_of(offer.aside)) & asked.pairs - main)),
        "place listed": _listed(offer, asked),
        "per day": float("days counted" not in marks and any(_PER_DAY.search(f"{each.own},{each.source}") for each in one.offers)),
        "inexact": float(offer.kind == "share" and any(_is_inexact(q, asked) for q in asked.money if q.start in one.used)),
        "below least": float(is_below_least(one, scheme, asked)),
        "partly": float(_is_partly(one, scheme)),
        "negated": float(bool(_NEGATED.search(_END_OF_BAND.sub("", f"{offer.condition},{offer.own}")))),
    }  # fmt: skip


def _is_for_one_person(one: Reckoning, asked: Asked) -> bool:
    """120个学时，每人多少, where a sum is per person and per hour: it was worked out for one person."""
    return bool(one.used) and one.marks.get("implied person", 0) > 0 and bool(re.search(r"[每一]个?人", asked.text))


_NEGATED = re.compile(r"不予|不得(?!超|高于|低于|少于)|不再|不享受|除外|不含")  # 不得超过 is a most
_END_OF_BAND = re.compile(r"\(不?含[^()]*\)")
_PER_DAY = re.compile(r"日(?:综合)?费率|每个?[天日晚]|[/每.·][天日]|按[天日]")


def _is_inexact(q: Quantity, asked: Asked) -> bool:
    """年薪过六十万, 八十来万: the share of a sum that is not told exactly is no sum."""
    told = asked.text[q.start : q.end]
    before, behind = asked.text[max(0, q.start - 2) : q.start], asked.text[q.end : q.end + 2]
    return bool(
        re.search(r"[来余]", told)
        or re.search(r"(?:(?<![补领拿给贴得拨])过|超|近|约|大概)了?$", before)
        or re.match(r"[多余]|左右|以上|出头|上下", behind)
    )


_PARTLY = re.compile(
    r"(?:不超过|以内|以下)[^,。;]{0,12}(?:的部分|部分)|(?:本金|贷款|额度)[^,。;]{0,8}不超过[^,。;]{0,10}部分"
)


def _is_partly(one: Reckoning, scheme: Scheme) -> bool:
    """本金不超过300万元的部分: only a part of what is given counts, which is not reckoned with."""
    near = range(one.offer.sentence, one.offer.sentence + 2)
    return (
        one.offer.kind == "share"
        and not {"parts", "by parts"} & set(one.marks)
        and any(n < len(scheme.sentences) and _PARTLY.search(scheme.sentences[n]) for n in near)
    )


def _listed(offer: Offer, asked: Asked) -> float:
    """兰陵、郯城、沂水等: 1 where the question names one of the places that an offer is for, -1 where it names none."""
    places = [mention.span.of(offer.own) for mention in places_in(offer.own)]
    return 0.0 if len(places) < 2 else 1.0 if any(place in asked.text for place in places) else -1.0


def features_of(made: Sequence[Reckoning], scheme: Scheme, asked: Asked) -> list[dict[str, float]]:
    fits, around = fits_of(scheme, asked), Beside(scheme, asked)
    return [weigh(one, scheme, asked, fits, around) for one in made]
