"""Whether a sum that somebody gives is what a share is taken of: the tax, the pay, the rent or what is spent. Pure."""

from __future__ import annotations

import re

from assistant.computing.asked import Asked, pairs_of
from assistant.computing.scheme import Offer
from corpus.quantities.quantities import Quantity

# Words of the two sides that speak of one thing
ALIKE = (
    r"税", r"年薪|薪|工资|薪酬", r"利息|息", r"租金|房租|租", r"保费|保险费", r"出口|进口|外贸", r"营收|营业收入|销售|产值|卖|主营|流水|收入",
    r"贷款|借款|融资|贷了", r"展位|摊位|标摊", r"加计扣除|研发", r"到账|合同|交易|专利|技术|买断", r"机票|交通|差旅", r"年费|(?<![级新务发化])平台", r"捐赠",
    r"实缴|出资|注册资本|到位", r"检测|认证", r"担保", r"运费|物流|运输", r"地价|土地", r"评估|审计|代理", r"损失|亏", r"利润",
)  # fmt: skip
_SPENT = re.compile(
    r"投|花|费|付|支出|购|采|买|造价|设备|金额|成本|建|砸|装修|改造|机器|研发|软件|合同|采购|价|出了|用了"
)
_NARROW = re.compile(
    r"留成|留存|地方贡献|地方财力|区级贡献|增值税|所得税|[契关]税|印花税|房产税|土地使用税|实缴税|纳税|税收|利息|租息|租金|保费|增量|净增|差额|差价|本金|损失|余额|年费|运费|薪|展位|摊位|机票"
    r"|担保费|评估费|审计费|检测费|认证费|票房|利润|收入|销售额|产值|出口额|lpr|利率|贴息|维修|注册费|代理费|中介|保额|工资"
)
_LOCAL = re.compile(r"留成|留存|贡献|财力|地方部分|地方所得|地方分享")
_GROWTH = re.compile(r"增量|净增|新增部分|增长部分|增加部分|超出部分|超过部分|差额|同比增加|环比")
_PRICE_BEFORE = re.compile(
    r"(?:每|单)(?:个)?(?P<unit>[台套件张辆间家平月人座条亩头年份项笔宗单床度瓦])(?:[\u4e00-\u9fff]{0,9})$"
    r"|(?:^|[^\d零一二三四五六七八九十])一(?:个)?(?P<one>[台套件张辆间平月人亩头份笔床度])(?:[\u4e00-\u9fff]{0,5})$"
    r"|(?:每|一)个(?P<noun>[\u4e00-\u9fff]{1,2})[\u4e00-\u9fff]{0,4}$"
)
_PRICE_AFTER = re.compile(r"(?:元|块)?(?:一|每|/)个?(?P<unit>[台套件张辆间家平月人座条亩头个年份项])")


def base_match(offer: Offer, asked: Asked, given: Quantity) -> dict[str, float]:
    """What speaks for and against `given` being what the share is taken of, by name."""
    base = offer.base or f"{offer.condition}{offer.own}"
    around = _without_tax(asked.around(given))
    text = _without_tax(asked.text)
    narrow = list(dict.fromkeys(_NARROW.findall(base)))
    ours = {n for n, group in enumerate(ALIKE) if re.search(group, base)}
    theirs = {n for n, group in enumerate(ALIKE) if re.search(group, around)}
    anywhere = {n for n, group in enumerate(ALIKE) if re.search(group, text)}
    unmet = [
        word
        for word in narrow
        if word not in text
        and not any(re.search(ALIKE[n], word[-1:] if word.endswith("息") else word) for n in ours & anywhere)
    ]
    return {
        "base unmet": float(bool(unmet)),
        "base local": float(bool(_LOCAL.search(base)) and not _LOCAL.search(text)),
        "base alike": float(bool(ours & theirs)),
        "base alike far": float(bool(ours & anywhere) and not ours & theirs),
        "base other": float(bool(theirs) and not ours & theirs),
        "base pairs": min(2.0, float(len(set(pairs_of(base)) & set(pairs_of(around))))),
        "base spent": float(bool(_SPENT.search(around)) and not narrow),
        "base unnamed": float(not offer.base),
        "base income": float(bool(_OUTLAY.search(base)) and _is_taken_in(asked, given)),
        "sole money": float(len(asked.money) == 1),
    }


# What is spent, and a sum that is taken in: 平台一年能收600万元
_OUTLAY = re.compile(r"投入|投资|支出|费用|成本|购置")
_TAKEN_IN = re.compile(r"(?:(?<![吸招回接验])收(?![购储到货])|赚|挣|进账|卖)[^,。;?投花付买建]{0,6}$")


def _is_taken_in(asked: Asked, given: Quantity) -> bool:
    return bool(_TAKEN_IN.search(re.split(r"[,。;?]", asked.text[: given.start])[-1]))


def _without_tax(words: str) -> str:
    """不含税 speaks of no tax, 融资租赁买了 of no rent, and 贴息多少, 贴多少利息 of no interest that was paid."""
    return re.sub(
        r"不?含税|融资租赁|贴息|(?:贴|补|给)[^,。;?\d]{0,4}(?:多少|几多?|好多)[^,。;?\d]{0,2}(?:利息|息)", "", words
    )


def is_growth(offer: Offer) -> bool:
    return bool(_GROWTH.search(f"{offer.base},{offer.own}") or _GROWTH.search(offer.condition.rpartition(",")[2]))


def price_per(text: str, given: Quantity) -> str | None:
    """一台28万, 每个展位费3万: what one costs, and one of what; None where the sum is for all."""
    match = _PRICE_BEFORE.search(text[max(0, given.start - 13) : given.start])
    if match:
        return match["unit"] or match["one"] or match["noun"]
    after = _PRICE_AFTER.match(text[given.end :])
    return after["unit"] if after else None
