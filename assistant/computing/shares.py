"""A share of what the question gives, and a fine that is a multiple of it: every way to reckon with one. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from assistant.computing.asked import Asked, pairs_of
from assistant.computing.base import base_match, is_growth, price_per
from assistant.computing.count import THINGS, Count, fit_of, is_condition, is_per_thing, limited, plain, rounded
from assistant.computing.scheme import Offer
from corpus.measure import yuan_text
from corpus.quantities.quantities import Quantity


def shares_of(offer: Offer, asked: Asked) -> Iterator[Count]:
    """A share of each sum that the question gives: of one, of what two years differ by, of a price times a number."""
    money = asked.money
    name = offer.base if 0 < len(offer.base) <= 12 and not re.search(r"\d", offer.base) else ""
    name = "" if _ACT.fullmatch(name) else name  # 年度贡献在200万元至400万元的，扶持15%: it says not of what
    if len(money) == 2 and money[1].value != money[0].value and is_growth(offer):
        less, more = sorted(money, key=lambda q: q.value)
        rise = more.value - less.value
        raw = rise * offer.value
        words = f"增量{yuan_text(more.value)} - {yuan_text(less.value)} = {yuan_text(rise)}，× {offer.source} = {yuan_text(rounded(raw))}"
        yield Count(offer, raw, words, frozenset(q.start for q in money), marks={"growth": 1.0})
    yield from _of_parts(offer, asked)
    if _is_of_rate(offer):
        for given in money:
            yield from _of_rate(offer, asked, given)
        return
    for given in money:
        marks = base_match(offer, asked, given)
        counts = [q for q in asked.required if not q.is_money and q.unit not in ("立方米", "") and q.value > 1]
        priced = price_per(asked.text, given)
        told = f"{name}{yuan_text(given.value)}"
        yield from _over_time(offer, asked, given, marks, told)
        yield from _over_days(offer, asked, given)
        spans = [q for q in asked.times if not (q.value == 1 and 0 <= given.start - q.end <= 6)]  # 一个月房租一千块
        monthly = priced != "月" and bool(_MONTHLY_PRICE.search(asked.text[: given.start]))  # 一平一个月32块
        times = [(q.start, q.value * (12 if q.unit == "年" else 1)) for q in spans] if priced == "月" or monthly else []
        if priced == "月" and not times and offer.months and asked.wants_whole_time:
            times = [(given.start, Decimal(offer.months))]
        if priced == "月" and not times and asked.is_yearly:
            times = [(given.start, Decimal(12))]
        for start, months in times if priced == "月" else ():
            months = min(months, Decimal(offer.months)) if offer.months else months
            raw = given.value * offer.value * months
            words = f"{told} × {offer.source} × {plain(months)}个月 = {yuan_text(rounded(raw))}"
            yield Count(
                offer,
                raw,
                words,
                frozenset({given.start, start}),
                months,
                marks | {"timed": 1.0},
                each=given.value * offer.value,
                of_months=True,
            )
        for q in counts:
            value = limited(q, offer)
            if priced is not None:
                each = given.value * offer.value
                words = f"每{priced}{yuan_text(given.value)} × {offer.source} × {plain(value)} = {yuan_text(rounded(each * value))}"
                fits = priced in asked.text[q.start : q.end + 4] or q.unit == priced
                for start, months in times:
                    months = min(months, Decimal(offer.months)) if offer.months else months
                    long = f"每{priced}{yuan_text(given.value)} × {offer.source} × {plain(value)} × {plain(months)}个月 = {yuan_text(rounded(each * value * months))}"
                    found = marks | {"priced": 1.0, "price misfits": float(not fits), "timed": 1.0}
                    yield Count(
                        offer, each * value * months, long, frozenset({given.start, q.start, start}), value, found, each=each * months,
                        months=months,
                    )  # fmt: skip
                untold = float(monthly and (asked.is_yearly or asked.nth_year is not None or bool(times)))
                marks = marks | {"untimed": untold}
                yield Count(offer, each * value, words, frozenset({given.start, q.start}), value, marks | {"priced": 1.0, "price misfits": float(not fits)}, each=each)  # fmt: skip
            elif _OF_EACH.search(asked.text[max(0, given.start - 12) : given.start]):
                each = given.value * offer.value
                counted = f"{plain(value)}{q.unit}" if value == q.value else f"{plain(value)}{q.unit}（最多）"
                words = f"{told} × {offer.source} × {counted} = {yuan_text(rounded(each * value))}"
                yield Count(offer, each * value, words, frozenset({given.start, q.start}), value, marks | {"priced": 1.0}, each=each)  # fmt: skip
            elif offer.per or any(is_per_thing(cap, offer) for cap in offer.caps) or offer.limits:
                each = given.value * offer.value / q.value
                fits = any(fit_of(per, q, asked) >= 0.6 for per in offer.per) or any(
                    set(pairs_of(q.noun[:6])) & set(pairs_of(cap.words)) for cap in offer.caps
                )
                if not fits and q.unit not in THINGS | {"人", "次"}:
                    continue  # 1000公斤 are no stations, of each of which a cap is told
                words = f"{told} × {offer.source} = {yuan_text(rounded(each * q.value))}"
                if value != q.value:
                    words = f"{words}，只计{plain(value)}{q.unit}，{yuan_text(rounded(each * value))}"
                yield Count(offer, each * value, words, frozenset({given.start, q.start}), value, marks | {"shared out": 1.0, "loose unit": float(not fits)}, each=each)  # fmt: skip
        yield from _of_one(offer, asked, given, marks)
        yield from _less_part(offer, asked, given, marks, name)
        raw = given.value * offer.value
        timed: dict[str, float] = {
            "rate is timed": float(bool(offer.times)),
            "price of one": float(priced is not None),
            "untimed": float(_is_interest(offer) and bool(asked.times)),
        }
        if is_growth(offer):
            timed["growth unsaid"] = float(not re.search(r"净增|增量|多了|增加|增长|新增|超", asked.around(given)))
        yield Count(
            offer,
            raw,
            f"{told} × {offer.source} = {yuan_text(rounded(raw))}",
            frozenset({given.start}),
            marks=marks | timed,
        )


def _over_time(offer: Offer, asked: Asked, given: Quantity, marks: dict[str, float], told: str) -> Iterator[Count]:
    """按年利率2%贴息 for three years, or 按年薪8% a year for two: a yearly share as often as the question says."""
    is_interest = _is_interest(offer)
    for q in asked.times:
        months = q.value * (12 if q.unit == "年" else 1)
        if not is_interest and (is_condition(q, asked.text) or months < 24):
            continue
        months = min(months, Decimal(offer.months)) if offer.months else months
        years = months / 12
        raw = given.value * offer.value * years
        length = f"{plain(years)}年" if months % 12 == 0 else f"{plain(months)}/12年"
        words = f"{'' if is_interest else told or ''}{yuan_text(given.value) if is_interest else ''} × {offer.source} × {length} = {yuan_text(rounded(raw))}"
        kind = (
            {"interest": 1.0, "base unmet": 0.0, "base other": 0.0}
            if is_interest
            else {"yearly share": 1.0, "timed": 1.0}
        )
        yield Count(
            offer, raw, words, frozenset({given.start, q.start}), years, marks | kind, each=given.value * offer.value
        )


_ACT = re.compile(r"扶持|支持|资助|奖励|补助|补贴")
_JOINT = re.compile(r"[、和与及]|以及")


def _of_parts(offer: Offer, asked: Asked) -> Iterator[Count]:
    """平台费40万、推广费30万, where the share is of 平台费和推广费: of both together."""
    parts = [set(pairs_of(part)) for part in _JOINT.split(offer.base)]
    money = asked.money
    if len(parts) < 2 or not 2 <= len(money) <= len(parts) or _is_of_rate(offer):
        return
    taken: list[int] = []
    for q in money:
        beside = set(pairs_of(asked.around(q).partition("|")[0][-8:]))
        best = max(range(len(parts)), key=lambda n: len(parts[n] & beside))
        if best in taken or not parts[best] & beside:
            return
        taken.append(best)
    total = sum((q.value for q in money), Decimal(0))
    told = " + ".join(yuan_text(q.value) for q in money)
    raw = total * offer.value
    words = f"{told} = {yuan_text(total)}，× {offer.source} = {yuan_text(rounded(raw))}"
    marks = base_match(offer, asked, money[0]) | {"base parts": 1.0}
    yield Count(offer, raw, words, frozenset(q.start for q in money), marks=marks)


def _of_one(offer: Offer, asked: Asked, given: Quantity, marks: dict[str, float]) -> Iterator[Count]:
    """按每人每月最低工资的70%: of what is told of one person and one month, as many as the question says."""
    if not offer.base or not offer.times or len(offer.per) != 1:
        return
    # a base that does not stand in the offer's own words is taken over from the one before, with what it is counted by
    if offer.base in offer.own and "每" not in offer.own.partition(offer.base)[0]:
        return
    unit, whole = ("个月", 1) if "月" in offer.times else ("年", 12)
    for q in [q for q in asked.required if fit_of(offer.per[0], q, asked) > 0]:
        value = limited(q, offer)
        for span in [each for each in asked.times if not is_condition(each, asked.text)]:
            months = span.value * (12 if span.unit == "年" else 1)
            months = min(months, Decimal(offer.months)) if offer.months else months
            each = given.value * offer.value * months / whole
            words = f"{yuan_text(given.value)} × {offer.source} × {plain(value)} × {plain(months / whole)}{unit} = {yuan_text(rounded(each * value))}"
            used = frozenset({given.start, q.start, span.start})
            found = marks | {"of one": 1.0, "timed": 1.0}
            yield Count(offer, each * value, words, used, value, found, each=each, months=months)


_MONTHLY_PRICE = re.compile(r"(?:一|每)个?月[^,。;?\d]{0,3}$")
# 年薪都是75万, 每人缴了800: what each has, not what all have together
_OF_EACH = re.compile(r"(?:都|均|各|每(?:[人个家户名位]|一?个人))[^,。;\d]{0,8}$")
_PART_OF_IT = re.compile(r"(?:其中|里头|里面|里边|当中|含)(?:有|的)?[^,。;?\d]{0,6}$")
_LESS = re.compile(r"不含|不包括|除外|剔除|扣除|不计|关联")


def _less_part(offer: Offer, asked: Asked, given: Quantity, marks: dict[str, float], name: str) -> Iterator[Count]:
    """总支出3000万，其中500万是改场馆的, where the share is of what is spent 不含场馆改造."""
    for part in [q for q in asked.money if q.start > given.end][:3]:
        before = asked.text[max(given.end, part.start - 12) : part.start]
        if part.value >= given.value or not _PART_OF_IT.search(before):
            continue
        left = given.value - part.value
        raw = left * offer.value
        words = f"{name}{yuan_text(given.value)} - {yuan_text(part.value)} = {yuan_text(left)}，× {offer.source} = {yuan_text(rounded(raw))}"
        less = float(bool(_LESS.search(f"{offer.condition},{offer.own}")))
        yield Count(
            offer, raw, words, frozenset({given.start, part.start}), marks=marks | {"less part": 1.0, "less told": less}
        )


def _over_days(offer: Offer, asked: Asked, given: Quantity) -> Iterator[Count]:
    """日费率万分之三: of the loan, for each day."""
    if not _DAILY.search(f"{offer.base}{offer.own}"):
        return
    for q in asked.figures:
        if q.unit != "天":
            continue
        days = limited(q, offer)
        raw = given.value * offer.value * days
        words = f"{yuan_text(given.value)} × {offer.source} × {plain(days)}天 = {yuan_text(rounded(raw))}"
        yield Count(offer, raw, words, frozenset({given.start, q.start}), marks={"interest": 1.0, "days counted": 1.0})


_DAILY = re.compile(r"日(?:综合)?(?:费率|息|利率)|按日")
_RATE = re.compile(r"(?:利率|lpr)(?:\([^()]*\))?(?:水平)?$")
_RATE_OF = re.compile(r"(?:利率|lpr)(?:\([^()]*\))?(?:水平)?的$")


def _is_of_rate(offer: Offer) -> bool:
    """按LPR的30%贴息: a share of the rate, not of the loan."""
    before = offer.own.partition(offer.source)[0]
    return "点" not in offer.source and bool(
        _RATE_OF.search(before) or (_RATE.search(offer.base) and offer.base not in before)
    )


def _of_rate(offer: Offer, asked: Asked, given: Quantity) -> Iterator[Count]:
    """A loan at the rate that the question gives, the part of the rate that is paid, for each year of the loan."""
    rates = [q for q in asked.figures if q.unit == "%" and q.value < 30]
    spans = [(q.start, q.value * (12 if q.unit == "年" else 1)) for q in asked.times]
    if not spans and asked.is_yearly:
        spans = [(given.start, Decimal(12))]
    for rate in rates:
        share = rate.value / 100 * offer.value
        told = f"{yuan_text(given.value)} × {plain(rate.value)}% × {offer.source}"
        if offer.most_rate is not None and share > offer.most_rate:
            share = offer.most_rate
            told = f"{yuan_text(given.value)} × 最高{plain(share * 100)}%"
        for start, months in spans or [(given.start, Decimal(0))]:
            months = min(months, Decimal(offer.months)) if offer.months else months
            years = months / 12 if months else Decimal(1)
            raw = given.value * share * years
            length = "" if not months else f" × {plain(years)}年" if months % 12 == 0 else f" × {plain(months)}/12年"
            yield Count(
                offer, raw, f"{told}{length} = {yuan_text(rounded(raw))}", frozenset({given.start, rate.start, start}), years,
                {"interest": 1.0, "of rate": 1.0, "time implied": float(not months)}, each=given.value * share,
            )  # fmt: skip
    if not rates:
        yield Count(
            offer, given.value * offer.value, f"{yuan_text(given.value)} × {offer.source}", frozenset({given.start}),
            marks={"rate unsaid": 1.0, "interest": 1.0},
        )  # fmt: skip


def _is_interest(offer: Offer) -> bool:
    """按年利率2%贴息: of the loan, for each year; a share of interest that was paid is of that."""
    return bool(re.search(r"利率|年化|贴息", f"{offer.base}{offer.own}")) and "利息" not in offer.base


_SAYS_WHAT = re.compile(r"金额|数额|款项|资金|补[助贴]|部分|所得|的")  # what is left tells which: 骗取金额, 违法所得


def fines_of(offer: Offer, asked: Asked) -> Iterator[Count]:
    """一倍以上三倍以下罚款 of the sum that was had; a fine of fixed bounds has nothing to be worked out."""
    if offer.is_most or not asked.speaks_of_fine:
        return
    for given in asked.money:
        raw = given.value * offer.value
        most = yuan_text(rounded(raw))
        words = f"{offer.base}{yuan_text(given.value)} × {plain(offer.value)}倍 = {most}"
        if offer.least is not None:
            least = yuan_text(rounded(given.value * offer.least))
            words = f"{offer.base}{yuan_text(given.value)} × {plain(offer.least)}至{plain(offer.value)}倍 = {least}至{most}，最高{most}"
        around = asked.around(given, 16)
        named = set(pairs_of(offer.base)) & set(pairs_of(around)) or set(_SAYS_WHAT.sub("", offer.base)) & set(around)
        yield Count(offer, raw, words, frozenset({given.start}), marks={"fine": 1.0, "base unmet": float(not named)})
