"""Why a sum cannot be worked out, where the clause is plain and something is missing: its base, a number, a time, a band."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.computing.asked import Asked
from assistant.computing.beside import TABLE, Beside, case_named, least_named, rival_caps, unread_per
from assistant.computing.choosing import Weighed, Weighing
from assistant.computing.conditions import shares_asked
from assistant.computing.deriving import REACH, is_spoken
from assistant.computing.reckoning import band_of, named
from assistant.computing.schedules import beyond_of
from assistant.computing.scheme import Offer
from assistant.computing.unread import unread_way
from assistant.computing.weighing import fits_of
from corpus.measure import yuan_text
from corpus.quantities.quantities import MONEY, Quantity

MOST_RATES = 3
MOST_CASES = 2
LEAST = 0.1  # share of the likeliest way: below it the clause speaks of something else
SPOKEN, HALF = 0.34, 0.5  # of an offer's content words; of its name


def lacking(found: Weighing) -> str | None:
    """What is missing for a sum, in Chinese, with the rate or the standard; None where nothing can be told for certain.

    >>> from assistant.computing.choosing import weighing
    >>> lacking(weighing("年薪80万的高管能返多少", "对引进的高管，按其缴纳个人所得税的40%给予奖励。"))
    '按「缴纳个人所得税」的40%计算，您给的80万元不是这一项，还缺它的金额'
    """
    asked = found.asked
    if (beyond := beyond_of(found.scheme.offers, asked)) is not None:
        return beyond
    if (unread := _unread(found)) is not None:
        return unread
    if not asked.wants_sum or asked.wants_other or asked.wants_one:
        return None
    if not (asked.required or any(map(_is_length, asked.times))):
        return _baseless(found)
    ways = sorted(found.ways, key=lambda way: -way.share)
    spoken = [way for way in ways if _is_spoken_of(way)]
    likely = [way for way in spoken if way.share >= LEAST]
    return (
        next((told for way in (*spoken[:1], *likely[1:]) if (told := _shut(way, found))), None)
        or next((told for way in spoken[:1] if (told := _why(way, asked, found.scheme.offers) or _beside_it(way, found))), None)
        or _undecided(found)
        or _unused(found)
        or _baseless(found)
        or _open(found)
    )  # fmt: skip


def _unread(found: Weighing) -> str | None:
    """A way of the clause that was not read, of the offer that the question is about."""
    if not found.asked.wants_sum:
        return None
    spoken = [way for way in found.ways if _is_spoken_of(way)]
    best = max(spoken, key=lambda way: way.share, default=None)
    return None if best is None else unread_way(best.reckoning, best.marks, found.scheme, found.asked)


def _is_spoken_of(way: Weighed) -> bool:
    """Whether the question is about the offer, whatever its figures are."""
    marks = way.marks
    named = marks["spoken"] >= SPOKEN or marks["named"] >= HALF or marks["met"] > 0
    return not marks["other level"] and (named or (marks["fit"] >= HALF and not marks["fit behind"]))


def _why(way: Weighed, asked: Asked, others: Sequence[Offer]) -> str | None:
    offer, marks = way.reckoning.offer, way.marks
    if (other := _other_base(way, asked)) is not None:
        return other
    if marks.get("unmet") and (beside := _beside(offer, asked, others)):
        return beside
    if marks.get("share unmet") or marks.get("share missing"):
        shares = shares_asked(f"{offer.lead},{offer.condition},{offer.own}", asked)
        return "；".join(share.told() for share in shares if share.state != "met")
    if marks.get("rate unsaid"):
        return f"按{offer.base or '利率'}的{_rate(offer)}计算，还缺贷款的利率"
    if marks.get("growth unsaid"):
        return f"按增量的{_rate(offer)}计算，还缺上一年的数额"
    if marks.get("at bound"):
        return "您给的数正好在两档的交界，原文没有写明归哪一档"
    if marks.get("unknown band"):
        bands = "、".join(band_of(bound) for bound in offer.bounds)
        return f"分档给予（如「{bands}」为{offer.source}），还缺用来定档的数"
    if marks.get("time implied") and not asked.is_monthly:
        unit = "月" if "月" in offer.times else "年"
        return f"标准是每{unit}{offer.source.partition('/')[0]}，还缺发放的{'月' if unit == '月' else '年'}数"
    if marks.get("implied one") and asked.wants_all and offer.per:
        return f"标准是每{offer.per[0].noun or offer.per[0].unit}{offer.source.partition('/')[0]}，还缺数量"
    return None


def _other_base(way: Weighed, asked: Asked) -> str | None:
    offer, marks = way.reckoning.offer, way.marks
    base = offer.base or _given_for(offer)
    if offer.kind != "share" or not base:
        return None
    if not any(marks.get(mark) for mark in ("base unmet", "base local", "base other", "base income")):
        return None
    given = "、".join(yuan_text(q.value) for q in asked.money if q.start in way.reckoning.used)
    return f"按「{base}」的{_rate(offer)}计算，您给的{given}不是这一项，还缺它的金额"


def _given_for(offer: Offer) -> str:
    """订单贷实际支付利息 of 对企业订单贷实际支付利息给予30%贴息: what stands before the act, where no 按 tells the base."""
    before = offer.own.partition(offer.source)[0]
    return re.sub(r"^(?:对|给)(?:企业|单位|个人)?|(?:给予|予以|按照?|的)+$", "", before)


def _beside(offer: Offer, asked: Asked, others: Sequence[Offer]) -> str | None:
    """正好2000平方米 where 超过2000平方米 is asked for, and no other offer of the clause is for so much."""
    for bound in offer.bounds:
        same = [q for q in asked.required if q.unit == bound.unit]
        if len(same) == 1 and any(
            each.unit == bound.unit and each.holds(asked.reached(same[0])) is not False
            for other in others
            if other is not offer
            for each in other.bounds
        ):
            continue
        if len(same) == 1 and bound.holds(asked.reached(same[0])) is False and not offer.ladder:
            return f"您给的{named(same[0].value, same[0].unit)}不在原文的「{band_of(bound)}」之内"
    return None


def _shut(way: Weighed, found: Weighing) -> str | None:
    """Who gets nothing, what is too little, a unit besides: what no further figure of the question could mend."""
    one, marks = way.reckoning, way.marks
    if marks.get("shut out") and (words := Beside(found.scheme, found.asked).shut_out(one.offers)):
        return f"原文写明「{words}」"
    if marks.get("below least") and (least := least_named(one, found.scheme)):
        return f"您给的数没有达到原文的要求（「{least}」）"
    if marks.get("rounds unread") or marks.get("per unread"):
        units = [*(per.unit for per in one.offer.per), *([unit] if (unit := unread_per(one.offer)) else [])]
        return f"标准按每{'、每'.join(dict.fromkeys(units))}计（{one.offer.source}），怎样相乘没有读出，请按原文核对"
    return None


def _beside_it(way: Weighed, found: Weighing) -> str | None:
    """A most or a sum of another case, and a change that the clause tells beside the offer."""
    one, marks, asked = way.reckoning, way.marks, found.asked
    around = Beside(found.scheme, asked)
    if marks.get("caps of cases") and (caps := rival_caps(one)):
        return f"原文有两个上限（{'、'.join(cap.source for cap in caps)}），从您的话里定不下用哪一个"
    if marks.get("case untold") and (others := around.untold(one)):
        cases = "、".join(f"「{case_named(each)}」{each.source}" for each in (one.offer, *others[:MOST_CASES]))
        return f"原文按不同情形分别规定（{cases}），从您的话里定不下是哪一种"
    near = [
        c for c in found.scheme.changes if abs(c.sentence - one.offer.sentence) <= REACH or one.offer.sentence >= TABLE
    ]
    spoken = [c for c in near if "changed" not in marks and is_spoken(c, one.offer, asked)]
    if spoken:
        return f"原文另写明「{spoken[0].source}」，是否适用、怎样合起来算，请按原文核对"
    return None


def _is_length(q: Quantity) -> bool:
    """一个月多少, 一年能补几万 asks by the month or year, and gives no length of time to be reckoned with."""
    return q.value != 1


_RATE_ASKED = re.compile(r"比例|上限|封顶|限额")
_TO_BE_COUNTED = re.compile(r"算|几万|几千|几块|到手|一共|总共|合计|下来|共")


def _baseless(found: Weighing) -> str | None:
    """按实际支出的30%, where nobody says what was spent: the rate, and which figure it wants."""
    asked, offers = found.asked, found.scheme.offers
    if asked.money or _RATE_ASKED.search(asked.text):
        return None
    fits = fits_of(found.scheme, asked)
    best = max(offers, key=lambda offer: fits[id(offer)], default=None)
    if best is None or best.kind != "share" or not best.base or fits[id(best)] < HALF:
        return None
    bounded = {bound.unit for bound in best.bounds}  # 600平方米 of a bound is nothing that the share is to be taken of
    if not (any(q.unit and q.unit not in bounded for q in asked.required) or _TO_BE_COUNTED.search(asked.text)):
        return None
    return f"按「{best.base}」的{_rate(best)}计算，还缺它的金额"


def _open(found: Weighing) -> str | None:
    """The last resort: the standard, and the figures that could not be brought to it; None where they have nothing to do with it."""
    asked, offers = found.asked, found.scheme.offers
    fits = fits_of(found.scheme, asked)
    best = max(offers, key=lambda offer: fits[id(offer)], default=None)
    if best is None or fits[id(best)] < HALF:
        return None
    if asked.nth is not None and found.scheme.stages:
        return f"原文写的是「{found.scheme.stages[0].source}」，按哪一档标准分期，从您的话里定不下，请按原文核对"
    units = {each.unit for offer in offers for each in offer.per} | {
        each.unit for offer in offers for each in offer.bounds
    }
    units |= {"元"} if any(offer.kind == "share" for offer in offers) else set()
    given = [q for q in asked.required if q.unit in units or asked.wants_all]
    given += [q for q in asked.times if _is_length(q) and any(offer.times for offer in offers)]
    if not given:
        return None
    told = "、".join(dict.fromkeys(named(q.value, q.unit) for q in given))
    sources = "、".join(dict.fromkeys(o.source for o in sorted(offers, key=lambda o: -fits[id(o)])[:MOST_RATES]))
    return f"您给的{told}怎样用到原文的标准（{sources}等）上，没有把握读出，请按原文核对"


def _unused(found: Weighing) -> str | None:
    """A rate, and a sum that it could not be brought to: another currency, a growth of which the year before is not told."""
    given, offers = [q for q in found.asked.required if q.unit in MONEY], found.scheme.offers
    if found.ways or not given or not offers or any(offer.kind != "share" for offer in offers):
        return None
    rates = "、".join(dict.fromkeys(offer.source for offer in offers[:MOST_RATES]))
    return f"您给的{named(given[0].value, given[0].unit)}怎样按{rates}计算，没有读出，请按原文核对"


def _rate(offer: Offer) -> str:
    most = f"（最高{offer.caps[0].source}）" if offer.caps else ""
    return f"{offer.source}{most}"


def _undecided(found: Weighing) -> str | None:
    """Several ways are about as likely, or it is not told that the one applies: said where a sum is plainly asked for."""
    worked = [way for way in found.ways if not way.reckoning.is_plain and "×" in way.reckoning.working]
    best = max(worked, key=lambda way: way.share, default=None)
    if (
        best is None
        or best.share < LEAST
        or any(way.share > 2 * best.share for way in found.ways if way.reckoning.is_plain)
    ):
        return None
    if (baseless := _other_base(best, found.asked)) is not None:
        return baseless
    rivals = [way for way in worked if way.reckoning.yuan != best.reckoning.yuan and way.share >= best.share / 2]
    if rivals:
        other = max(rivals, key=lambda way: way.share)
        heads = (_head(best), _head(other))
        heads = heads if heads[0] != heads[1] else (best.reckoning.working, other.reckoning.working)
        return f"有几种算法，从您的话里定不下用哪一种（如「{heads[0]}」或「{heads[1]}」），请按原文核对"
    return f"从您的话里定不下原文的标准（{best.reckoning.offer.source}）是否这样适用，请按原文核对"


def _head(way: Weighed) -> str:
    return way.reckoning.working.split("，")[0].split(" = ")[0]
