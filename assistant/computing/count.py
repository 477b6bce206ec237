"""What a sum is before its caps, and the small questions about it: what counts what, what is a condition. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from assistant.computing.asked import Asked, pairs_of
from assistant.computing.scheme import Cap, Offer, Per
from corpus.quantities.quantities import Quantity

THINGS = frozenset(
    {
        "个",
        "项",
        "件",
        "家",
        "次",
        "场",
        "台",
        "套",
        "张",
        "间",
        "座",
        "店",
        "栋",
        "辆",
        "单",
        "届",
        "门",
        "所",
        "户",
        "份",
        "笔",
        "宗",
    }
)


_IS_CONDITION = re.compile(r"(?:[满签缴交订]|租[期约]|毕业|成立|注册|运营|经营|干了?|开了?|不到|近|最近|过去)了?$")


_CONDITION_BEHIND = re.compile(
    r"以?[前内上]|内|之内|了(?!多少|几)|就|里|社保|劳动|合同|的?(?:公司|企业|厂|博士|硕士)|没|不到|后"
)


# 每展位, 单个标准展位, 每床每年: of what a cap is told, one of its words at a time
_CAP_OF = re.compile(r"[每单](?P<of>[^\W\d_每]{1,6})")
_CAP_OF_ALL = re.compile(r"家|户|个?企|个?主体|个?单位|个?机构|次|年|月|季")
_NAMES_THING = re.compile(r"(?!最高|不|封|限|补|奖|年|每|支持|给予|累计)[\u4e00-\u9fff]{2}")


NAMED = 0.6  # a count fits as well as that where its unit or its noun is the one of the offer


@dataclass(frozen=True, slots=True)
class Count:
    """A sum before its caps: `expression` is how it came about, `count` how many of the offer's things it is for."""

    offer: Offer
    raw: Decimal
    expression: str
    used: frozenset[int] = frozenset()
    count: Decimal = Decimal(1)
    marks: dict[str, float] = field(default_factory=dict)
    is_plain: bool = False  # the sum of the offer itself: nothing was worked out yet
    each: Decimal | None = None  # what one of the counted things costs, where each is capped by itself
    of_months: bool = False  # `count` are months: caps of one month hold for each
    months: Decimal | None = None  # for how long `raw` and `each` are, where the offer is paid by the month or year
    main: Offer | None = None  # the offer that it goes on from: its words tell what is meant


def fit_of(per: Per, q: Quantity, asked: Asked) -> float:
    """How well a figure counts what the offer counts by: the same unit; of 个 and the like the same noun."""
    if per.unit == q.unit and per.unit not in ("个", "项", "件", "家", "次"):
        return 1.0
    noun = q.noun[:8] or asked.around(q).partition("|")[0][-4:]
    named = bool(set(pairs_of(per.noun)) & set(pairs_of(noun)))
    if per.unit == q.unit:
        return 1.0 if named or not per.noun else 0.6 if not q.noun or per.unit != "个" else 0.3
    is_bare = q.unit == "" or (q.unit == "元" and asked.text[q.end - 1] in "百千万亿")
    if is_bare and asked.text.startswith(f"{per.unit}{per.noun}", q.end):
        return 1.0  # 2500P, 两万空方
    if q.unit in THINGS and per.unit in THINGS:
        return 0.8 if named else 0.2 if {per.unit, q.unit} & {"个", "项", "件"} else 0.0
    if q.unit in THINGS and (per.unit in noun[:4] or per.unit in per.noun):
        return 0.8
    if q.unit in THINGS and per.unit[-1] in noun:
        return 0.6  # 1800个重箱, per 标箱
    return 0.3 if {per.unit, q.unit} == {"人", "个"} else 0.0


def limited(q: Quantity, offer: Offer) -> Decimal:
    most = [limit.value for limit in offer.limits if limit.unit == q.unit or {limit.unit, q.unit} <= THINGS | {"人"}]
    return min([q.value, *most])


def is_condition(q: Quantity, text: str) -> bool:
    """缴满半年社保, 毕业2年内: a length of time that is no time of payment."""
    return bool(_IS_CONDITION.search(text[max(0, q.start - 2) : q.start]) or _CONDITION_BEHIND.match(text[q.end :]))


def is_per_thing(cap: Cap, offer: Offer) -> bool:
    """每展位最高2万元 is the most for one of what is counted, not for all."""
    if behind := re.search(
        r"每(?P<unit>[^\W\d_每]{1,6})$", cap.words
    ):  # 累计不超过60元/亩: of each, however it is summed up
        return not offer.per or behind["unit"].startswith(offer.per[0].unit)
    if re.search(r"合计|累计|同一(?:企|单|主)", cap.words) and not re.search(r"每(?:人|台|套|件|个展|张)", cap.words):
        return False
    of = [m["of"] for m in _CAP_OF.finditer(cap.words) if not _CAP_OF_ALL.match(m["of"])]
    if not of or not offer.per:
        return bool(of)
    per = offer.per[0]
    if set(pairs_of(per.noun)) & set(pairs_of(cap.words)):
        return True
    # 单个小区 is no 个 of 充电桩: only a thing's own unit, or 个 with nothing named, is the one that is counted
    return any(
        each.startswith(per.unit) and (per.unit not in ("个", "项") or not per.noun or not _NAMES_THING.match(each[1:])) for each in of
    )  # fmt: skip


# 每年最高50万元, 每企业/年: the most of one year; 三年累计 is of all
_BY_YEAR = re.compile(r"每(?:个)?(?:自然|会计)?年|(?<![\d一二两三四五六七八九十])年度|全年|当年|一年内?|[/每]年$")
_BY_MONTH = re.compile(r"每个?月|月最高|[/每]月$")
_BY_ALL = re.compile(r"(?:[\d一二两三四五六七八九十]年|期|全部|总共?)(?:内)?(?:累计|合计|总)")


def periods_of(cap: Cap, months: Decimal | None) -> Decimal:
    """How often a most is had in so many months: that of one year twice in 24; once where it is told of no period.

    >>> periods_of(Cap(Decimal(500000), "50万元", "单个企业每年最高不超过"), Decimal(24))
    Decimal('2')
    """
    if months is None or _BY_ALL.search(cap.words):
        return Decimal(1)
    period = 1 if _BY_MONTH.search(cap.words) else 12 if _BY_YEAR.search(cap.words) else None
    if period is None or months <= period or months % period:
        return Decimal(1)
    return months / period


def rounded(value: Decimal) -> Decimal:
    to = value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return to.to_integral_value() if to == to.to_integral_value() else to.normalize()


def plain(number: Decimal) -> str:
    short = number.quantize(Decimal("0.0001")) if number != number.to_integral_value() else number
    return f"{short.normalize():f}"
