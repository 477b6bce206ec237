"""A scheme and a question in, all that it may come to out: changes, caps, parts of the payment, additions. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.computing.asked import Asked, pairs_of
from assistant.computing.bearers import parts_borne
from assistant.computing.conditions import shares_asked, state_of
from assistant.computing.count import Count, is_per_thing, periods_of, plain, rounded
from assistant.computing.counting import counted, counts_of
from assistant.computing.reckoning import Reckoning, band_of, named
from assistant.computing.schedules import of_years, without_other_years
from assistant.computing.scheme import Cap, Change, Offer, Scheme, Stages
from assistant.computing.several import differences, of_each, of_several, of_two_persons, stacked, with_extras
from corpus.measure import yuan_text
from corpus.places.gazetteer import places_in
from corpus.text.normal import chinese_number

MOST = 600  # ways that are weighed: more only where a whole document is one clause
REACH = 6  # sentences over which a change speaks of an offer
_MONTHLY = re.compile(r"每个?月|月最高")
_RANKS = re.compile(
    r"第(?P<low>[一二三四五六七八九十\d]+)(?:位|名)?(?:至|到|-)第?(?P<high>[一二三四五六七八九十\d]+)(?:位|名)|排名前(?P<first>[一二三四五六七八九十\d]+)"
)
_RANK_ASKED = re.compile(r"(?:排(?:名|在)?)?第(?P<rank>[一二三四五六七八九十\d]+)(?=位|名|[,。)起参]|的|$)")
_FROM_NTH = re.compile(r"自?第(?P<nth>[一二三四五六七八九十\d]+)(?P<unit>年|届|次|场|台|个)(?:起|及以后|以后)?")


def reckonings(scheme: Scheme, asked: Asked) -> tuple[Reckoning, ...]:
    """All that the clause may come to on the question's figures; `is_plain` are sums that stand in it as they are."""
    single: list[Reckoning] = []
    bare: list[Reckoning] = []  # before any change, for sums of several
    for at in range(len(scheme.offers)):
        for count in counts_of(at, scheme.offers, asked):
            made = list(_finished(count, scheme, asked))
            bare += [one for one in made if "changed" not in one.marks and "staged" not in one.marks]
            single += made
            if len(single) > MOST:
                break
    added = list(with_extras(bare, asked))
    found = [
        *single,
        *added,
        *of_two_persons(bare, scheme, asked),
        *differences(bare, scheme, asked),
    ]
    charged = [count for charge in scheme.charges for count in counted(charge, asked)]
    found += parts_borne(bare, charged, scheme.offers, asked)
    together = [*of_each(bare, asked), *of_several(bare, asked)]
    found += together
    found += [
        part for one in (*together, *added[:MOST]) for stages in scheme.stages for part in _staged(one, stages, asked)
    ]
    found += [*of_years(scheme.offers, asked), *stacked(bare, scheme, asked)]
    return tuple(without_other_years(found[: 2 * MOST], scheme.offers, asked))


# ---------------------------------------------------------------- one offer: its changes, caps, and the part paid


def _finished(count: Count, scheme: Scheme, asked: Asked) -> Iterator[Reckoning]:
    count = _shared(_banded(count, asked), asked)
    changes = [change for change in scheme.changes if _may_change(change, count.offer)]
    spoken = [change for change in changes if is_spoken(change, count.offer, asked)]
    left = float(len(spoken))
    ways: list[tuple[Change, ...]] = [
        (),
        *((change,) for change in spoken if change.factor_for(count.offer) is not None),
    ]
    ways += [
        pair
        for pair in itertools.combinations(spoken[:4], 2)
        if all(c.factor_for(count.offer) is not None for c in pair) and pair[0].of != pair[1].of
    ]
    for way in ways:
        done = _capped(count, way)
        marks = done.marks | {"change left": left - len(way)} | ({"changed": float(len(way))} if way else {})
        if way:
            marks["change words"] = min(3.0, min(float(len(is_spoken(change, count.offer, asked))) for change in way))
            marks["change apart"] = max(_distance(change.sentence, count.offer) for change in way)
        done = replace(done, marks=marks, is_plain=done.is_plain and not way)
        yield done
        for stages in scheme.stages:
            yield from _staged(done, stages, asked)


def _may_change(change: Change, offer: Offer) -> bool:
    return _distance(change.sentence, offer) <= REACH and change.source not in offer.own


def _distance(sentence: int, offer: Offer) -> float:
    return 1.0 if offer.sentence >= 1000 else abs(sentence - offer.sentence)


def is_spoken(change: Change, offer: Offer, asked: Asked) -> set[str]:
    """The words of whom a change is for that the question uses and the offer itself does not."""
    own = set(pairs_of(f"{offer.own},{offer.condition}"))
    subject = re.sub(r"\([^()]*\)", lambda b: b[0].replace("·", ","), change.subject)
    found = {pair for pair in pairs_of(subject) if pair in asked.pairs and pair not in own}
    if set(re.findall(r"20\d\d", subject)) and not set(re.findall(r"20\d\d", subject)) & set(
        re.findall(r"20\d\d", f"{asked.text},{asked.meant}")
    ):
        return set()
    denied = re.search(r"不(?P<what>合格|足|满|达|符合)", subject)
    if denied and not re.search(rf"不{denied['what']}|没{denied['what']}|才|只有", asked.text):
        return set()
    nth = [
        (m["unit"], chinese_number(m["nth"]) or 0, "起" in m[0] or "以后" in m[0])
        for m in _FROM_NTH.finditer(f"{subject}{change.source[:4]}")
    ]
    for unit, start, on in nth:
        given = [chinese_number(n) or 0 for n in re.findall(rf"第([一二三四五六七八九十\d]+){unit}", asked.text)]
        if given and (given[0] >= start if on else given[0] == start):
            return {*found, f"第{start}{unit}"}
        return set()
    ranks, rank = _RANKS.search(subject), _RANK_ASKED.search(asked.text)
    if ranks and rank:
        low = chinese_number(ranks["low"] or "一") or 1
        high = chinese_number(ranks["high"] or ranks["first"]) or 0
        return {*found, "排名"} if max(low, 2) <= (chinese_number(rank["rank"]) or 0) <= high else set()
    places = [mention.span.of(subject) for mention in places_in(subject)]
    return found | {place for place in places if place in asked.text and len(places) > 1}


def _capped(count: Count, way: Sequence[Change]) -> Reckoning:
    """The sum of a count with its changes under its caps, in the order that the words of the changes tell."""
    raw, words, marks = count.raw, count.expression, dict(count.marks)
    cap_factor = Decimal(1)
    for change in way:
        factor = change.factor_for(count.offer) or Decimal(1)
        if change.of == "rate":
            raw *= factor
            words = f"{words}，{change.source} = {yuan_text(rounded(raw))}"
        elif change.of == "cap":
            cap_factor *= factor
    is_yearly = count.count > 1 and bool({"yearly share", "interest"} & set(marks))
    apiece = [
        cap for cap in count.offer.caps
        if count.count != 1 and (_is_of_its_own(cap, count.offer) or _is_too_little(cap, count) or is_per_thing(cap, count.offer) or (count.of_months and _MONTHLY.search(cap.words)) or (is_yearly and not re.search(r"累计|合计|总", cap.words)))
    ]  # fmt: skip
    if apiece and count.each is not None:
        most = min(cap.yuan * periods_of(cap, count.months) for cap in apiece) * cap_factor
        if count.each > most:
            unit = (
                "年"
                if is_yearly
                else "月"
                if count.of_months
                else (count.offer.per[0].noun[:6] or count.offer.per[0].unit)
                if count.offer.per
                else "个"
            )
            raw = most * count.count
            words = f"{words}，每{unit}最高{yuan_text(most)}，× {plain(count.count)} = {yuan_text(rounded(raw))}"
    caps = [cap for cap in count.offer.caps if cap not in apiece]
    marks["cap taken"] = float(any(_is_too_little(cap, count) for cap in apiece))
    lowest = min(caps, key=lambda cap: cap.yuan * periods_of(cap, count.months), default=None)
    if lowest is not None and raw > lowest.yuan * cap_factor * periods_of(lowest, count.months):
        periods = periods_of(lowest, count.months)
        raw = lowest.yuan * cap_factor * periods
        changed = f"（{yuan_text(rounded(lowest.yuan * cap_factor))}）" if cap_factor != 1 else ""
        words = f"{words}，超过上限，按{lowest.source}{changed}"
        if periods > 1:
            unit = "年" if count.months == periods * 12 else "月"
            words = f"{words.rpartition('，')[0]}，每{unit}按{lowest.source}{changed} × {plain(periods)} = {yuan_text(rounded(raw))}"
        marks["doubtful cap"] = float(lowest.is_doubtful)
        marks["yearly cap"] = float("timed" in marks and periods == 1 and bool(re.search(r"年", lowest.words)))
        marks["cap uncounted"] = float(_is_for_one(lowest) and count.count == 1)
        marks["cap of one"] = float(_is_for_one(lowest) and count.count > 1)
    for change in way:
        if change.of == "paid":
            raw *= change.factor or Decimal(1)
            words = f"{words}，{change.source} = {yuan_text(rounded(raw))}"
    offers = (count.main, count.offer) if count.main is not None else (count.offer,)
    return Reckoning(offers, rounded(raw), words, count.used, marks, count.is_plain, count.months)


def _is_of_its_own(cap: Cap, offer: Offer) -> bool:
    """每个直播间按20%补助，最高5000元，单园区不超过8万元: the cap that is told of nothing is of each, beside one of all."""
    return (
        offer.kind == "share" and bool(offer.per) and not re.search(r"[每单同各]|合计|累计|年", cap.words)
        and any(other.yuan > cap.yuan and re.search(r"[每单同]|合计|累计|年", other.words) for other in offer.caps)
    )  # fmt: skip


_SAYS_NO_SCOPE = re.compile(r"最高|不得?超过|不高于|封顶|上限|补[助贴]|奖励|资助|给予|总额|金额|额度|标准|限额|[为的,]")


def _is_too_little(cap: Cap, count: Count) -> bool:
    """每人每学时10元，总额不超过1000元, where 20 persons have 800 each: a most that not even two would reach is of one."""
    return (
        count.offer.kind == "sum" and bool(count.offer.per) and count.each is not None and count.count > 1
        and cap.yuan < 2 * count.each and not _SAYS_NO_SCOPE.sub("", cap.words)
    )  # fmt: skip


def _is_for_one(cap: Cap) -> bool:
    return bool(re.search(r"[单每]个?(?:人|名|项|件|个|台|套|辆|座|张|场)", cap.words)) and not re.search(
        r"每个?(?:企|单位|主体)", cap.words
    )


def _banded(count: Count, asked: Asked) -> Count:
    """6亿元 where 5亿元至10亿元 gets 20万元: which band it is, is worked out as well."""
    if not count.is_plain or count.offer.kind != "sum":
        return count
    for bound in count.offer.bounds:
        for q in asked.of_unit(bound.unit):
            if bound.holds(asked.reached(q)) is not False and q.start not in count.used:
                words = f"{named(q.value, q.unit)}属于「{band_of(bound)}」一档：{count.expression}"
                return replace(count, expression=words, used=count.used | {q.start}, is_plain=False)
    return count


def _shared(count: Count, asked: Asked) -> Count:
    """且发明占比达20%: worked out from the question's figures, and doubtful where it is not fulfilled or cannot be told."""
    shares = shares_asked(f"{count.offer.lead},{count.offer.condition},{count.offer.own}", asked)
    state = state_of(shares)
    if state is None:
        return count
    if state != "met":
        return replace(count, marks=count.marks | {f"share {state}": 1.0})
    told = "，".join(share.told() for share in shares if share.state == "met")
    return replace(count, expression=f"{told}；{count.expression}", marks=count.marks | {"met": 1.0})


def _part(share: Decimal) -> str:
    """30%, or 1/6 where no whole percentage says it."""
    if (100 * share) % 1 and (1 / share).quantize(Decimal("0.0001")) % 1 == 0:
        return f"1/{plain((1 / share).quantize(Decimal(1)))}"
    return f"{plain(share * 100)}%"


_BY_YEARS = re.compile(r"分[^,;。满]{1,3}年|第[一二三四五六七八九十]年|年度|每年")
_PART_ASKED = re.compile(r"(?:那|这)(?:一)?(?:笔|期|部分|次)|(?:的|那)(?:\d+%|[一二三四五六七八九][成折])")


def _stage_asked(stages: Stages, asked: Asked) -> int | None:
    """Which part of a payment is asked for: 第二年, 先拨的, 中期那笔, 再付的三成; None where no part is."""
    shares = [q.value / 100 for q in asked.figures if q.unit == "%"]
    of_share = [n for n, share in enumerate(stages.shares, 1) if share in shares]
    if len(of_share) == 1 and _PART_ASKED.search(asked.text):
        return of_share[0]
    named = [n for n, words in enumerate(stages.words, 1) if _is_stage_named(words, stages, asked)]
    is_told = asked.nth is not None or _PART_ASKED.search(asked.text)
    if asked.nth_year is None and len(named) == 1 and is_told:
        return named[0]
    return asked.nth


def _is_stage_named(words: str, stages: Stages, asked: Asked) -> bool:
    others = {pair for other in stages.words if other != words for pair in pairs_of(other)}
    return bool((set(pairs_of(words)) - others) & asked.pairs)


def _staged(done: Reckoning, stages: Stages, asked: Asked) -> Iterator[Reckoning]:
    nth = _stage_asked(stages, asked)
    if nth is None or nth > len(stages.shares) or _distance(stages.sentence, done.offer) > REACH:
        return
    share = stages.shares[nth - 1]
    yuan = rounded(done.yuan * share)
    first = yuan_text(done.yuan)
    words = done.working if "=" in done.working or "，" in done.working else f"{done.working}"
    yield replace(
        done, yuan=yuan, working=f"{words}{'' if first in words[-12:] else f' = {first}'}，第{nth}{'年' if _BY_YEARS.search(stages.source) else '次'} × {_part(share)} = {yuan_text(yuan)}",
        marks=done.marks | {"staged": 1.0, "stage apart": _distance(stages.sentence, done.offer)}, is_plain=False,
        used=done.used | {q.start for q in asked.times if q.value == len(stages.shares)} | {q.start for q in asked.figures if q.unit == "%" and q.value == share * 100},
    )  # fmt: skip


# ---------------------------------------------------------------- several offers
