"""What a clause comes to on the figures of a question, worked out with its working; None where that is not certain. Pure.

Every offer of the clause that the figures can be put into is worked out, under its bounds, limits and caps. The one whose
words the question uses is kept where it is clearly the one; a figure of the question that found no place, a change of the
sum (上浮, 减半, 另给) that may be meant but cannot be read, or a second offer as likely as the first make it None:
a wrong sum is worse than none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from assistant.proposing.offers import SAID_BEFORE, UNKNOWN, Cap, Offer, Per, read_offers
from assistant.reading.terms import content_terms
from corpus.gazetteer import places_in
from corpus.measure import Span, yuan_text
from corpus.normal import fold
from corpus.quantities import Quantity, Stretch, quantities

MOST_OFFERS = 80  # a clause with more is a whole document in one piece
LEAST_SPOKEN = 0.2  # of the content words of an offer: with fewer in the question another offer is meant
CLEAR = 0.35  # by how much the words of the best offer must outweigh those of the next with another result
_YEARS = {
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "头一": 1,
    "首": 1,
    "1": 1,
    "2": 2,
    "3": 3,
    "4": 4,
    "5": 5,
}
_NTH_YEAR = re.compile(r"第(?P<nth>[一二三四五1-5])年|(?P<first>头一|首)年")
_FIRST_STAGE = re.compile(r"先(?:到手|拿|拨|给|付|领|发)|(?:首笔|头一笔|第一笔)(?:拨|付|到|能|拿|给|钱)")
_DURATION = re.compile(r"领满|拿满|领足|拿足|补满|享满")
_MONTHLY = re.compile(r"(?:一|每)(?:个)?月")
_ALL = re.compile(r"一共|总共|合共|合计|合起来|加起来|总的|总计|共(?:能|可|计|补|奖|给|拿)|一齐")
_TWO = re.compile(
    r"(?<![参增追外添])(?:加|和)(?!起|盟|工|强|计|班|装|快|入|急|热|分|扣|上)[^,。]{1,10}(?:总共|一共|合计|共)"
)  # two things at once
_WANTS_SUM = re.compile(r"多少|几(?=万|千|百|块|钱|钿|元|多|何|[,。?!]|$)|好多|怎么算|有没有钱|哪一?档|拿到?得?到?手")
_WANTS_OTHER = re.compile(
    r"哪些|哪一?[级个版边种]|各(?:自)?(?:多少|几|给|奖|补|能|得)|差多少|差几|几(?:个)?(?:分|月|天|年|次|座|条|件|折|成|点|家)|多少(?:分|个?月|天|年|次|平|人|家|个点)|对吧|是吧|对不对|是不是|几时|什么时候"
    r"|利率|几几"
)
# What the one sum of a clause does not answer: what is left after what was had, a later part, two persons as one
_MORE_THAN_A_SUM = re.compile(
    r"还(?:能|可以|可|有|剩|差)|再(?:拿|领|补|得)|(?:之前|已经|以前|前面|早先|去年|前年)(?:领|拿|享受|得|评)过?了?|剩下|余下|剩余|尾款|后面|最后(?:能|一)|第[二三四五](?:笔|次|批|期)"
    r"|夫妻|两口子|两公婆|双方|我们俩|俩人|老公|老婆|爱人|平均|人均|倍"
)
_NTH = re.compile(r"第[二三四五六七八九2-9](?:届|次|台|个|名|家|位|批|场)|排第|首[届台]")
_EXTRA = re.compile(r"(?:另|再|额外|还)(?:外)?(?:给|奖|补|加|发|按|予)|(?:加|增)(?:奖|发|补)|在此基础|叠加")
_PER_ONE = re.compile(
    r"(?:每|一)(?:个)?(?:亩|人|张|平|平米|吨|方|台|辆|套|件|项|场|座|千瓦|度|个|柜|餐|次|架次)(?:能|可以|可)?(?:补|给|奖|领|拿|租金|是|收)?(?:多少|几|好多)"
)
_GENERIC = {
    "企业",
    "公司",
    "单位",
    "我们",
    "你们",
    "多少",
    "少钱",
    "能拿",
    "能补",
    "补多",
    "奖多",
    "给多",
    "能领",
    "能得",
    "可以",
    "补贴",
    "补助",
    "奖励",
    "资助",
    "给予",
    "一个",
    "一年",
    "年度",
    "项目",
    "按照",
    "最高",
    "不超",
    "超过",
    "政策",
    "一次",
    "次性",
    "标准",
    "以上",
    "以下",
    "的企",
    "的公",
    "个人",
    "单个",
    "每个",
    "每年",
    "每月",
    "每人",
    "拿多",
    "奖补",
    "家企",
    "一共",
    "总共",
    "支持",
    "符合",
    "什么",
    "怎么",
    "有多",
    "算下",
    "下来",
    "公里",
    "万元",
    "新增",
    "实际",
    "的按",
    "的给",
    "一家",
    "满一",
}
# What people say in one word, and what documents write for it
_SAID_SHORT = {"村": "行政村,乡村,农村", "镇": "乡镇", "摊": "展位,摊位", "个税": "个人所得税", "机器": "设备", "设备": "机器", "本科": "本科毕业生",
               "应届": "高校毕业生,毕业生", "大学生": "高校毕业生,毕业生", "厂": "企业", "租": "租金,租赁", "娃": "孩", "网上": "网络", "抖音": "网络"}  # fmt: skip
# Words of the two sides that speak of one thing
_ALIKE = (
    r"税", r"年薪|薪|工资|薪酬", r"利息|息", r"租金|房租|租", r"保费|保险费", r"出口|进口|外贸", r"营收|营业收入|销售|产值|卖|主营|流水",
    r"贷款|借款|融资", r"展位|摊位", r"加计扣除", r"到账|合同|交易|专利|技术|买断", r"机票|交通|差旅", r"年费|平台", r"捐赠", r"实缴|出资|注册资本",
)  # fmt: skip
_SPENT = re.compile(r"投|花|费|付|支出|购|采|买|造价|设备|金额|成本|建|砸|装修|改造|机器|研发|软件|合同|采购|价")
_NARROW = re.compile(
    r"留成|留存|地方贡献|地方财力|区级贡献|增值税|所得税|实缴税|纳税|税收|利息|租金|保费|增量|净增|差额|差价|本金|损失|余额|年费|运费|薪|展位|摊位|机票|担保费|评估费|审计费|检测费|认证费|票房|利润|收入|销售额|产值|出口额|lpr|利率|贴息|维修|注册费|代理费|中介"
)
_GROWTH = re.compile(r"增量|净增|新增部分|增长部分|增加部分|超出部分|超过部分|差额|同比增加")
_SAYS_GROWTH = re.compile(r"净增|增量|多了|增加|增长|新增|超|前年|上年|比去年|涨")
_CHANGE = re.compile(
    r"(?P<up>(?:上浮|提高|增加|加发|加奖|上调))(?:至|到)?(?P<up_share>\d+(?:\.\d+)?%|百分之[零一二三四五六七八九十]+|[一二两三四五六七八九]成)"
    r"|(?P<down>(?:下浮|扣减|下调|减少|核减))(?P<down_share>\d+(?:\.\d+)?%|百分之[零一二三四五六七八九十]+|[一二两三四五六七八九]成)"
    r"|(?P<half>减半|折半|一半(?:给予|发放|补助|奖励|执行)|五折)"
    r"|(?:打|按)[^,。;]{0,14}?(?P<part>[一二两三四五六七八九](?:点五)?[折成])|(?:的)?(?P<only>(?:按|发放|给予)(?P<only_share>\d+(?:\.\d+)?%|百分之[零一二三四五六七八九十]+))(?=发放|兑现|执行|拨付|计算|计发|给予$|$)"
    r"|(?<!工资)(?:标准|额度)的(?P<of>\d+(?:\.\d+)?%|[二三四五六七八九十]分之[一二三四])"
)
_OTHER = re.compile(
    r"另(?:外)?(?:给|奖|补|加|发)|再(?:给|奖|补|加|发)|加(?:奖|发|补|[一二两三四五六七八九\d])|补差|差额|就高|不再|不予|不补|不享受|除外|折算|据实|扣除|抵扣|减半|折半|上浮|下浮|提高|合并计算|按\d+(?:人|个)计|按[一二两三]人计|限补|取消|累计"
)
_ADDED = re.compile(r"基础上(?:再|另)?[^,]{0,12}(?:加|补|增)")  # paid on top of what another clause or table says
_LEVELS = (re.compile(r"[一二三四五]星"), re.compile(r"[一二三四五六a-f]类"), re.compile(r"[一二三四五]级(?!标|指)"), re.compile(r"(?:国家|省|市|区|县|州)级"),
           re.compile(r"[甲乙丙]级"), re.compile(r"(?:初|中|高)级"), re.compile(r"(?:轻|中|重)度"))  # fmt: skip
_STAGES = re.compile(r"分(?:[一二三四五两2-5])(?:年|次|期)[^。;]{0,12}?(?P<shares>\d+(?::\d+)+|\d+%(?:[、,和]\d+%)+)")
_NTH_STAGE = re.compile(r"第(?P<nth>[一二三四五1-5])年(?:拨付|发放|兑现|给予|支付|付)?(?P<share>\d+%)")
_FIRST_SHARE = re.compile(r"(?:后|时|先)(?:拨付|发放|兑付|支付|付|拨)(?P<share>\d+%|[一二三四五六七八九]成)")


@dataclass(frozen=True, slots=True)
class Computation:
    """What it comes to in yuan, how it was worked out, and the stretch of the clause it rests on."""

    working: str
    span: Span
    yuan: Decimal
    fit: float = 0.0  # how much of the offer's words the question uses, 0 to 1

    @property
    def result(self) -> str:
        return yuan_text(self.yuan)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question read: its figures, those of them that a sum must use, its words."""

    text: str
    figures: tuple[Quantity, ...]
    pairs: frozenset[str]
    meant: str = ""  # the words without places and what is denied, with those that documents write for them

    @property
    def money(self) -> list[Quantity]:
        return [q for q in self.figures if q.unit == "元"]

    @property
    def required(self) -> list[Quantity]:
        return [q for q in self.figures if _is_given(q, self.text)]

    @property
    def year(self) -> int | None:
        match = _NTH_YEAR.search(self.text)
        return _YEARS[match["nth"] or match["first"]] if match else None

    @property
    def wants_first(self) -> bool:
        return bool(_FIRST_STAGE.search(self.text))

    @property
    def months(self) -> list[Quantity]:
        return [q for q in self.figures if q.unit in ("月", "年") and not _ordinal(self.text, q)]


@dataclass(frozen=True, slots=True)
class _Sum:
    """A reading worked out: with the figures of the question that it used, and how well the words fit."""

    offer: Offer
    yuan: Decimal
    working: str
    used: frozenset[int]
    is_plain: bool = False  # nothing was worked out yet: only a sum that a change or a stage may act on
    fit: float = 0.0
    words_fit: float = 0.0
    is_band: bool = False


def computed(question: str, text: str) -> Computation | None:
    """What the clause `text` comes to on the figures of `question`; spans are offsets in `text`.

    >>> found = computed("设备投资了800万，能补多少", "对企业技术改造，按设备投资额的10%给予补助，最高50万元。")
    >>> found.working, found.result
    ('设备投资额800万元 × 10% = 80万元，超过上限，按50万元', '50万元')
    >>> computed("招了6个应届生一共给几万", "对年度营业收入首次达到1亿元的企业，奖励10万元。") is None
    True
    """
    asked = _asked(question)
    if not asked.required and asked.year is None and not asked.months and not asked.text:
        return None
    if (
        _TWO.search(asked.text)
        or not _WANTS_SUM.search(",".join(re.split(r"[,。;?!]", asked.text.strip(",。;?!"))[-2:]))
        or _WANTS_OTHER.search(asked.text)
    ):
        return None
    if _MORE_THAN_A_SUM.search(asked.text):
        return None
    if _PER_ONE.search(asked.text) and not _ALL.search(asked.text):
        return None  # what one unit gets stands in the clause
    read = read_offers(text)
    offers, words = read.offers, read.words
    if not offers or len(offers) > MOST_OFFERS:
        return None
    sums = [_fitted(found, offers, asked) for found in _sums(offers, asked)]
    whole = [found for found in (_changed(found, offers, words, asked) for found in sums) if found is not None]
    whole = [found for found in whole if not found.is_plain and _uses_all(found, asked)]
    best = _best(whole, offers, asked)
    if (
        best is None
        or _share_spoken(best.offer, asked) < LEAST_SPOKEN
        or _more_may_be_meant(best, offers, words, asked)
        or (best.is_band and read.has_rows)
        or _may_be_capped(best, read.stray)
    ):
        return None
    return Computation(
        best.working, Span(best.offer.start, best.offer.end), best.yuan, _share_spoken(best.offer, asked)
    )


def _asked(question: str) -> _Asked:
    text = text_without = re.sub(r"\s", "", fold(question))
    for mention in reversed(list(places_in(text))):
        text_without = text_without[: mention.span.start] + "," + text_without[mention.span.end :]
    meant = re.sub(r"(?:不是|没有|没|并非|不算|除了)[^,。;()?]{1,8}", ",", text_without)
    alike = "".join(f",{more}" for word, more in _SAID_SHORT.items() if word in text)
    return _Asked(text, quantities(text), frozenset(_pairs(f"{meant}{alike}")), f"{meant}{alike}")


def _pairs(words: str) -> Iterator[str]:
    for at in range(len(words) - 1):
        pair = words[at : at + 2]
        if pair not in _GENERIC and re.fullmatch(r"[\u4e00-\u9fffa-z]{2}", pair):
            yield pair
    yield from re.findall(r"20\d\d", words)


def _is_given(q: Quantity, text: str) -> bool:
    """A figure that must find its place in the sum: not 一家, no length of time, no share, no year."""
    if q.unit in ("月", "年", "天", "岁", "%", "晚", "小时", "次") and q.unit != "次":
        return False
    if q.unit == "" and (q.value < 1000 or 1990 <= q.value <= 2040):
        return False
    return not (q.value == 1 and text[q.start] in "一1" and q.unit != "元")


def _ordinal(text: str, q: Quantity) -> bool:
    return text[max(0, q.start - 1) : q.start] in ("第", "头", "每")


# Readings


def _sums(offers: Sequence[Offer], asked: _Asked) -> Iterator[_Sum]:
    for at, offer in enumerate(offers):
        if _GROWTH.search(f"{offer.condition},{offer.own}") and not _SAYS_GROWTH.search(asked.text):
            continue
        if offer.own.startswith("其中") and offer.kind == "share":
            continue  # a part of the share before it
        if (
            offer.beyond == UNKNOWN
            or _other_level(offer, asked)
            or _ADDED.search(offer.words)
            or not _may(offer, offers, asked)
        ):
            continue
        if offer.is_step:
            yield from _stepped(offers, at, asked)
        elif offer.kind == "share":
            yield from _share(offer, asked)
        elif offer.beyond is not None:
            yield from _beyond(offers, at, asked)
        elif at + 1 < len(offers) and offers[at + 1].is_step and offers[at + 1].sentence - offer.sentence <= 1:
            continue  # worked out with its steps
        else:
            yield from _counted(offer, asked)
    yield from _together(offers, asked)


def _other_level(offer: Offer, asked: _Asked) -> bool:
    """Whether the question names a level (二星, B类, 省级) and the offer only others of the kind."""
    words = f"{offer.condition},{offer.own}"
    for kind in _LEVELS:
        asked_for = {m[0][0] for m in kind.finditer(asked.text)}
        offered = {m[0][0] for m in kind.finditer(words)}
        if asked_for and offered and not asked_for & offered:
            return True
    return False


def _may(offer: Offer, offers: Sequence[Offer], asked: _Asked) -> bool:
    """Whether the figures given lie within the offer's bounds, and in no other band of the same scale better."""
    if offer.beyond is None and any(
        other.per == offer.per and other.beyond is not None and 0 <= other.beyond < q.value
        for other in offers
        if offer.per and 0 <= other.sentence - offer.sentence <= 1
        for q in _find(offer.per[0], asked)
    ):
        return False  # a part is paid at another rate: worked out with that
    for bound in offer.bounds:
        if bound.unit in ("月", "年", "天", "岁", "晚", "%", "小时"):
            continue
        given = _given_for(bound, asked)
        if given is None:
            if _is_band(bound, offer, offers):
                return False
            continue
        value = _reached(given, asked)
        held = bound.holds(value)
        if held is False:
            return False
        rivals = [
            b
            for other in offers
            if other is not offer and _siblings(offer, other)
            for b in other.bounds
            if b.unit == bound.unit and b != bound
        ]
        if (
            held is None
            and any(
                b.holds(value) is not False and b.high is not None
                for b in rivals
                if b.low != value or bound.low != value
            )
            and (bound.high == value or any(b.holds(value) for b in rivals if b.high is not None))
        ):
            return False  # 500万 where one rung ends and the next begins: only the rung that says (含)
        higher = [
            b
            for b in rivals
            if b.low is not None and bound.low is not None and b.low > bound.low and b.holds(value) is not False
        ]
        if higher and bound.high is None:
            return False  # 100万以上 and 300万以上: the highest that is reached
    return True


def _given_for(bound: Stretch, asked: _Asked) -> Quantity | None:
    """The one figure of the question that the bound speaks of."""
    same = [q for q in asked.figures if q.unit == bound.unit and _is_given(q, asked.text)]
    if len(same) != 1:
        return None
    return same[0]


def _reached(q: Quantity, asked: _Asked) -> Decimal:
    """The figure as bounds see it: 冲过3亿 is above 3亿."""
    passed = re.search(r"[过破超]了?$", asked.text[max(0, q.start - 3) : q.start])
    return q.value * Decimal("1.0000001") if passed else q.value


def _siblings(one: Offer, other: Offer) -> bool:
    return bool(one.ladder) and one.ladder == other.ladder


def _is_band(bound: Stretch, offer: Offer, offers: Sequence[Offer]) -> bool:
    """Whether the offer is one rung of several: then the figure decides, and must be given."""
    return any(
        b.unit == bound.unit and b != bound
        for other in offers
        if other is not offer and _siblings(offer, other)
        for b in other.bounds
    )


def _share(offer: Offer, asked: _Asked) -> Iterator[_Sum]:
    """A share of the one sum that the question gives, where it is the sum the share is taken of."""
    used_by_bound = _used_in_bounds(offer, asked)
    money = asked.money
    if _GROWTH.search(f"{offer.base}{offer.own}"):
        yield from _share_of_growth(offer, asked)
        return
    if len(money) != 1 or offer.times or not _same_base(offer, asked, money[0]):
        return
    given = money[0]
    name = offer.base if 0 < len(offer.base) <= 12 and not re.search(r"\d", offer.base) else ""
    counts = [
        q for q in asked.required if not q.is_money and q.unit not in ("平方米", "亩", "立方米", "") and q.value > 1
    ]
    priced = _price_per(asked.text, given)
    per_cap = [cap for cap in offer.caps if _is_per_thing(cap, offer)]
    if priced is not None and counts:
        counted = [
            q
            for q in counts
            if priced in asked.text[q.start : q.end + 4] or q.unit == priced or (offer.per and _fits(offer.per[0], q))
        ]
        if len(counted) != 1:
            return
        count = _limited(counted[0], offer)
        one = given.value * offer.value
        working = f"每{priced}{yuan_text(given.value)} × {offer.source}"
        if per_cap and one > per_cap[0].yuan:
            working, one = f"{working} = {yuan_text(_round(one))}，每{priced}按{per_cap[0].source}", per_cap[0].yuan
            working = f"{working} × {_plain(count)} = {yuan_text(_round(one * count))}"
        else:
            working = f"{working} × {_plain(count)} = {yuan_text(_round(one * count))}"
        found = _Sum(offer, one * count, working, used_by_bound | {given.start, counted[0].start})
        yield _capped(found, [cap for cap in offer.caps if cap not in per_cap])
        return
    if priced is not None and not counts and priced in ("月", "平", "平方米"):
        return
    raw = given.value * offer.value
    working = f"{name}{yuan_text(given.value)} × {offer.source} = {yuan_text(_round(raw))}"
    counted = [q for q in counts if offer.per and _fits(offer.per[0], q)]
    used = used_by_bound | {given.start} | {q.start for q in counted}
    if counted:  # 两个展位一共花了10万: so much each, under the cap of each
        count, one = _limited(counted[0], offer), raw / counted[0].value
        if per_cap and one > per_cap[0].yuan:
            working = f"{working}，每{counted[0].noun[:2] or counted[0].unit}最高{per_cap[0].source}，× {_plain(count)} = {yuan_text(per_cap[0].yuan * count)}"
            one = per_cap[0].yuan
        elif count != counted[0].value:
            return
        yield _capped(_Sum(offer, one * count, working, used), [cap for cap in offer.caps if cap not in per_cap])
        return
    yield _capped(_Sum(offer, raw, working, used), offer.caps)


def _share_of_growth(offer: Offer, asked: _Asked) -> Iterator[_Sum]:
    """对增量部分按8%: of what two years differ by, or of what the question calls the growth itself."""
    money = asked.money
    used = _used_in_bounds(offer, asked)
    if len(money) == 2 and re.search(r"前年|上年|去年|今年|从\S+到", asked.text) and money[1].value > money[0].value:
        if any(b.unit == "元" and b.holds(money[1].value) is False for b in offer.bounds):
            return
        more = money[1].value - money[0].value
        raw = more * offer.value
        working = f"增量{yuan_text(money[1].value)} - {yuan_text(money[0].value)} = {yuan_text(more)}，× {offer.source} = {yuan_text(_round(raw))}"
        yield _capped(_Sum(offer, raw, working, used | {q.start for q in money}), offer.caps)
    elif len(money) == 1 and re.search(r"净增|增量|多了|增加了|增长了|新增", asked.text):
        raw = money[0].value * offer.value
        working = f"增量{yuan_text(money[0].value)} × {offer.source} = {yuan_text(_round(raw))}"
        yield _capped(_Sum(offer, raw, working, used | {money[0].start}), offer.caps)


def _price_per(text: str, given: Quantity) -> str | None:
    """一台28万, 每个展位费3万: what one costs, and one of what; None where the sum is for all."""
    before = text[max(0, given.start - 9) : given.start]
    match = re.search(
        r"(?:^|[^\d零一二三四五六七八九十])(?:一|每|单)(?:个)?(?P<unit>[台套件张辆间家平月人座条亩头])(?:[\u4e00-\u9fff]{0,4})$|每个(?P<noun>[\u4e00-\u9fff]{2})[\u4e00-\u9fff]{0,3}$",
        before,
    )
    if match:
        return match["unit"] or match["noun"]
    after = re.match(r"(?:元|块)?(?:一|每|/)(?P<unit>[台套件张辆间家平月人座条亩头个])", text[given.end :])
    return after["unit"] if after else None


def _counted(offer: Offer, asked: _Asked) -> Iterator[_Sum]:
    """A sum per unit times the units, per month times the months; or a plain sum."""
    used = set(_used_in_bounds(offer, asked)) | {q.start for q in asked.money if q.value == offer.value}
    factors: list[str] = []
    total = offer.value
    real = False
    notes = ""
    pers = [
        per
        for per in offer.per
        if not (per.unit in ("造", "届", "场", "次", "年", "户", "家", "个") and not _find(per, asked))
    ]
    for per in pers:
        found = _find(per, asked)
        if len(found) > 1:
            return
        if not found:
            if per.unit in ("人", "项", "件") and (offer.times or per.unit != "人"):
                continue
            return
        count = _limited(found[0], offer)
        if count != found[0].value:
            notes += f"（最多{_plain(count)}{found[0].unit}）"
        count = count / per.size
        if per.size > 1 and per.unit in ("元", "美元"):
            count = Decimal(int(count))
        total *= count
        factors.append(f"{_plain(count)}{notes}")
        used.add(found[0].start)
        real, notes = True, ""
    if "月" in offer.times or "年" in offer.times:
        time = _time(offer, asked, bool(factors))
        if time is None:
            return
        count, label, time_used = time
        if count != 1 or "月" in offer.times:
            total *= count
        if count != 1:
            factors.append(label)
            real = True
        used |= time_used
        if count != 1 and any("年" in cap.words for cap in offer.caps) and "年" in offer.times:
            return
    banded = (
        not pers
        and not factors
        and any(b.unit not in ("月", "年", "天", "岁", "%") and _given_for(b, asked) for b in offer.bounds)
    )
    head = offer.source
    if not factors:
        if banded:
            bound = next(
                b for b in offer.bounds if b.unit not in ("月", "年", "天", "岁", "%") and _given_for(b, asked)
            )
            given = _given_for(bound, asked)
            assert given is not None
            yield _Sum(
                offer,
                total,
                f"{_named(given)}属于「{_band(bound)}」一档：{offer.source}",
                frozenset(used),
                is_band=True,
            )
        else:
            yield _Sum(offer, total, head, frozenset(used), is_plain=True)
        return
    working = f"{' × '.join([*factors[:1], head, *factors[1:]])} = {yuan_text(_round(total))}"
    found_sum = _Sum(offer, total, working, frozenset(used), is_plain=not real)
    caps = [cap for cap in offer.caps if not _is_per_thing(cap, offer) or not offer.per]
    apiece = [cap for cap in offer.caps if cap not in caps]
    if apiece and real:
        counts = [_limited(found[0], offer) for per in pers[:1] if (found := _find(per, asked))]
        if not counts:
            return
        if total / counts[0] > apiece[0].yuan:
            total = apiece[0].yuan * counts[0]
            working = (
                f"{working}，每{pers[0].unit}最高{apiece[0].source}，× {_plain(counts[0])} = {yuan_text(_round(total))}"
            )
            found_sum = replace(found_sum, yuan=total, working=working)
    several = sum(q.value for q in asked.figures if q.start in used and q.unit in ("个", "家", "户", "项"))
    if len(caps) != len(offer.caps) and several > 1:
        return
    yield _capped(found_sum, caps)


def _time(offer: Offer, asked: _Asked, has_counts: bool) -> tuple[Decimal, str, set[int]] | None:
    """For how many months or years: as the question says, at most as long as the clause does; None where nobody says."""
    monthly = "月" in offer.times
    months: Decimal | None = None
    used: set[int] = set()
    periods = [q for q in asked.months if not _is_condition(q, asked.text)]
    whole = [q for q in periods if re.match(r"(?:下来|一共|总共|合计|合共|共|能|可以|加起来)", asked.text[q.end :])]
    periods = whole if len(whole) == 1 else periods
    if _DURATION.search(asked.text) and offer.months:
        months = Decimal(offer.months)
    elif (
        monthly
        and re.search(r"(?:一|每)个?月|(?<!个)月(?:能|可|给|补|领)", asked.text)
        and not re.search(r"[一两二三]年", asked.text)
    ):
        return Decimal(1), "", used
    elif len(periods) >= 1:
        lengths = [q.value * (12 if q.unit == "年" else 1) for q in periods]
        if len(set(lengths)) > 1:
            return None
        months, used = lengths[0], {q.start for q in periods}
    elif re.search(r"一整年|全年|一年|头一年|每年|年终", asked.text):
        months = Decimal(12)
    if (
        not has_counts
        and not whole
        and not _DURATION.search(asked.text)
        and not re.search(r"(?:一|每)个?月|一年|每年|全年", asked.text)
    ):
        return None  # nothing says that what is paid is meant for this time
    if months is None:
        return (Decimal(1), "", used) if not monthly and not _ALL.search(asked.text) else None
    label = ""
    if offer.months and months > offer.months:
        months, label = Decimal(offer.months), "（最长）"
    if monthly:
        return months, f"{_plain(months)}个月{label}", used
    if months % 12:
        return None
    return months / 12, f"{_plain(months / 12)}年{label}", used


def _is_condition(q: Quantity, text: str) -> bool:
    """缴满半年社保, 毕业2年内: a length of time that is no time of payment."""
    return bool(
        re.search(r"[满签缴交]了?$", text[max(0, q.start - 2) : q.start])
        or re.match(r"以[前内上]|前|内|社保|劳动|合同", text[q.end :])
    )


def _beyond(offers: Sequence[Offer], at: int, asked: _Asked) -> Iterator[_Sum]:
    """超过5万立方米的部分每立方米45元: what lies below at the rate before it, if there is one, the rest at this."""
    offer = offers[at]
    if not offer.per:
        return
    found = _find(offer.per[0], asked)
    start = offer.beyond
    if start == SAID_BEFORE:
        lows = [b.low for b in offer.bounds if b.unit == offer.per[0].unit and b.low is not None]
        start = lows[-1] if lows else None
    if len(found) != 1 or start is None or found[0].value <= start or offer.times:
        return
    rest = found[0].value - start
    used = _used_in_bounds(offer, asked) | {found[0].start}
    before = offers[at - 1] if at else None
    size = offer.per[0].size
    if (
        before is not None
        and before.per == offer.per
        and before.beyond is None
        and abs(before.sentence - offer.sentence) <= 1
    ):
        total = (start * before.value + rest * offer.value) / size
        working = f"{_plain(start / size)} × {before.source} + {_plain(rest / size)} × {offer.source} = {yuan_text(_round(total))}"
    else:
        total = rest / size * offer.value
        working = f"超出的{_plain(rest / size)} × {offer.source} = {yuan_text(_round(total))}"
    yield _capped(_Sum(offer, total, working, frozenset(used)), offer.caps)


def _stepped(offers: Sequence[Offer], at: int, asked: _Asked) -> Iterator[_Sum]:
    """达到500万元的奖励5万元，每增加500万元增奖4万元: the whole steps beyond the bound."""
    offer = offers[at]
    before = offers[at - 1] if at else None
    if before is None or before.kind != "sum" or before.sentence < offer.sentence - 1 or len(offer.per) != 1:
        return
    step = offer.per[0]
    lows = [b.low for b in before.bounds if b.unit == step.unit and b.low is not None]
    found = [q for q in asked.figures if q.unit == step.unit]
    if len(lows) != 1 or len(found) != 1 or lows[0] is None or found[0].value < lows[0]:
        return
    steps = Decimal(int((found[0].value - lows[0]) / step.size))
    total = before.value + steps * offer.value
    working = f"{before.source} + {_plain(steps)} × {offer.source} = {yuan_text(_round(total))}"
    used = _used_in_bounds(before, asked) | {found[0].start}
    yield _capped(
        _Sum(replace(offer, condition=f"{before.condition},{before.own}"), total, working, frozenset(used)), offer.caps
    )


def _together(offers: Sequence[Offer], asked: _Asked) -> Iterator[_Sum]:
    """10个重度、5个中度: several counts, each with the offer that bears its name, added up."""
    for at, first in enumerate(offers):
        row = [
            o
            for o in offers
            if o.sentence == first.sentence and o.per and o.per == first.per and o.times == first.times
        ]
        if first is not row[0:1][0] if row else True:
            continue
        counts = [q for q in asked.required if first.per[0].unit == q.unit]
        if counts and first.per[0].unit == "人":
            counts = [q for q in asked.required if q.unit in ("人", "个")]
        if len(counts) < 2 or len(counts) > len(row) or at < 0:
            continue
        chosen: list[Offer] = []
        for q in counts:
            name = asked.text[q.end : q.end + 6]
            fitting = [o for o in row if _begins_alike(o.own, name)]
            if len(fitting) != 1:
                break
            chosen += fitting
        if len(chosen) != len(counts) or len(set(map(id, chosen))) != len(chosen):
            continue
        if first.times and "月" in first.times and not _MONTHLY.search(asked.text):
            continue
        total = sum((q.value * o.value for q, o in zip(counts, chosen, strict=True)), Decimal(0))
        working = " + ".join(f"{_plain(q.value)} × {o.source}" for q, o in zip(counts, chosen, strict=True))
        hull = replace(
            first,
            start=min(o.start for o in row),
            end=max(o.end for o in row),
            own=",".join(o.own for o in row),
            caps=row[-1].caps,
        )
        found = _Sum(hull, total, f"{working} = {yuan_text(_round(total))}", frozenset(q.start for q in counts))
        yield _capped(found, hull.caps)


def _begins_alike(own: str, name: str) -> bool:
    """Whether an offer bears the name that stands behind a count: 二类人才 and 二类人才的, 重度失能 and 重度失能老年人."""
    name = re.sub(r"^的", "", name)
    return len(name) >= 2 and name[:2] in own


# What holds for every reading


def _capped(found: _Sum, caps: Sequence[Cap]) -> _Sum:
    lowest = min(caps, key=lambda cap: cap.yuan, default=None)
    if lowest is not None and found.yuan > lowest.yuan and lowest.is_doubtful:
        return replace(found, used=frozenset({-1}), is_plain=True)  # whether the cap holds here is not told: no sum
    if lowest is None or found.yuan <= lowest.yuan:
        return replace(found, yuan=_round(found.yuan))
    return replace(found, yuan=lowest.yuan, working=f"{found.working}，超过上限，按{lowest.source}")


def _used_in_bounds(offer: Offer, asked: _Asked) -> frozenset[int]:
    return frozenset(given.start for bound in offer.bounds if (given := _given_for(bound, asked)) is not None)


def _find(per: Per, asked: _Asked) -> list[Quantity]:
    return [
        q
        for q in asked.figures
        if _fits(per, q) and not (q.value == 1 and not _is_given(q, asked.text) and q.unit not in ("月", "年"))
    ]


def _fits(per: Per, q: Quantity) -> bool:
    """Whether a figure counts what the offer counts by: the same unit, and where that is 个, the same noun."""
    if per.unit == q.unit and per.unit not in ("个", "项", "件", "家", "次"):
        return True
    named = bool(set(_pairs(per.noun)) & set(_pairs(q.noun[:8])))
    if per.unit == q.unit:
        return named or not (per.noun and q.noun) or per.unit != "个"
    return named and q.unit in ("个", "项", "件", "家", "座", "间", "套", "台", "张", "店")


def _limited(q: Quantity, offer: Offer) -> Decimal:
    most = [limit.value for limit in offer.limits if limit.unit == q.unit]
    return min([q.value, *most])


def _is_per_thing(cap: Cap, offer: Offer) -> bool:
    """每展位最高2万元 is the most for one of what is counted, not for all."""
    noun = offer.per[0].noun if offer.per else ""
    return bool(re.search(r"每(?!家|户|年|个企|次|人每?年)|单(?=个|件|项|台|套|座|张)", cap.words)) and bool(
        offer.per and (set(_pairs(noun)) & set(_pairs(cap.words)) or f"每{offer.per[0].unit}" in cap.words)
    )


def _same_base(offer: Offer, asked: _Asked, given: Quantity) -> bool:
    """Whether the sum given is what the share is taken of, as far as the words tell."""
    base = f"{offer.base}" or f"{offer.condition}{offer.own}"
    around = re.split(r"[,。;]", asked.text[: given.start])[-1] + re.split(r"[,。;?]", asked.text[given.end :])[0]
    narrow = _NARROW.findall(base)
    if re.search(r"留成|留存|贡献|财力", base) and not re.search(r"留成|留存|贡献|财力", asked.text):
        return False
    if narrow:
        return all(
            any(re.search(group, word) and re.search(group, asked.text) for group in _ALIKE) or word in asked.text
            for word in narrow[:2]
        )
    ours = {group for group in _ALIKE if re.search(group, base)}
    theirs = {group for group in _ALIKE if re.search(group, around)}
    if ours and theirs and ours & theirs:
        return True
    if theirs and not ours & theirs and theirs & {_ALIKE[0], _ALIKE[1], _ALIKE[6], _ALIKE[5]}:
        return False  # 税, 年薪, 出口, 营收 are not what is spent
    return not (offer.base and ours and not theirs and not _SPENT.search(around))


def _uses_all(found: _Sum, asked: _Asked) -> bool:
    return all(q.start in found.used for q in asked.required)


def _fitted(found: _Sum, offers: Sequence[Offer], asked: _Asked) -> _Sum:
    """How well the words of the offer fit those of the question: rare ones among the offers count most."""
    many = Counter(pair for offer in offers for pair in set(_pairs(offer.words)))

    def weigh(words: str) -> float:
        return sum(1 / many.get(pair, 1) for pair in set(_pairs(words)) & asked.pairs)

    offer = found.offer
    fit = weigh(offer.own) + 0.8 * weigh(offer.condition) + 0.6 * weigh(offer.lead) + 0.4 * weigh(offer.about)
    met = sum(_given_for(bound, asked) is not None for bound in offer.bounds)
    unmet = sum(
        _given_for(bound, asked) is None and bound.unit not in ("月", "年", "岁", "%", "晚") for bound in offer.bounds
    )
    name = set(_pairs(re.split(r"每|\d", offer.own)[0]))
    covered = len(name & asked.pairs) / len(name) if name else 0.0
    return replace(found, words_fit=fit, fit=fit + 0.5 * len(found.used) + 0.4 * met - 0.3 * unmet + 0.8 * covered)


def _best(whole: Sequence[_Sum], offers: Sequence[Offer], asked: _Asked) -> _Sum | None:
    if not whole:
        return None
    best, *others = sorted(whole, key=lambda found: -found.fit)
    if any(other.yuan != best.yuan and other.fit > best.fit - CLEAR for other in others):
        return None
    if not (set(_pairs(best.offer.words)) & asked.pairs):
        return None
    # an offer of another sentence that could not be worked out, and is named better, is the one that was meant
    others_named = [
        _fitted(_Sum(o, Decimal(0), "", frozenset()), offers, asked)
        for o in offers
        if o.sentence != best.offer.sentence
        and not (o.per == best.offer.per and (o.beyond is not None or _siblings(o, best.offer)))
    ]
    return best if all(best.fit >= other.words_fit for other in others_named) else None


def _more_may_be_meant(best: _Sum, offers: Sequence[Offer], words: str, asked: _Asked) -> bool:
    """Whether the question may mean more than this one sum: an order (第二届), years together, a month, what is added."""
    if (
        _NTH.search(asked.text)
        and _NTH.search(words)
        and "第" not in best.working
        and "×" not in best.working.split("，")[-1]
    ):
        return True
    together = [q for q in asked.months if re.match(r"(?:下来|一共|总共|合计|合共|加起来|总计)", asked.text[q.end :])]
    if any(q.start not in best.used for q in together) and not best.offer.times:
        return True
    if _MONTHLY.search(asked.text) and "月" not in best.offer.times:
        return True
    near = [
        part
        for sentence in _around(best.offer, words)
        for part in re.split(r"[,|]", sentence)
        if _EXTRA.search(part) and best.offer.own not in part
    ]
    own = best.offer.words
    return any(_ALL.search(asked.text) or _spoken_of(part, own, asked) for part in near) and not _EXTRA.search(
        best.offer.own
    )


def _share_spoken(offer: Offer, asked: _Asked) -> float:
    """How many of the content words of an offer and its condition the question uses."""
    terms = {
        t
        for t in content_terms(f"{offer.lead},{offer.condition},{offer.own}")
        if len(t) > 1 and t not in _GENERIC and not re.search(r"\d", t)
    }
    spoken = {t for t in terms if t in asked.meant or (len(t) > 2 and (t[:2] in asked.meant or t[-2:] in asked.meant))}
    return len(spoken) / len(terms) if terms else 0.0


def _around(offer: Offer, words: str) -> list[str]:
    """The sentence of the offer and the next two."""
    sentences = re.split(r"[。;\n]", words.replace("\x00", ""))
    at = next((n for n, sentence in enumerate(sentences) if offer.own and offer.own[:12] in sentence), None)
    return [] if at is None else sentences[at : at + 3]


def _may_be_capped(best: _Sum, stray: Sequence[Cap]) -> bool:
    """Whether the clause names a lower most that may hold for this sum and was not read as its cap."""
    read = {cap.yuan for cap in best.offer.caps}
    return not read and any(cap.yuan < best.yuan for cap in stray)


# Changes and stages


def _changed(found: _Sum, offers: Sequence[Offer], words: str, asked: _Asked) -> _Sum | None:
    """The sum with what raises, lowers or divides it where the question speaks of that; None where that cannot be read."""
    for factor, label in _changes(found, words, asked):
        if factor is None:
            return None
        changed = found.yuan * factor
        source = found.offer.source if found.is_plain else yuan_text(found.yuan)
        working = (
            f"{found.working}，{label} = {yuan_text(_round(changed))}"
            if not found.is_plain
            else f"{source}，{label} = {yuan_text(_round(changed))}"
        )
        if (
            not found.is_plain
            and found.offer.caps
            and (changed > min(c.yuan for c in found.offer.caps) or found.yuan == min(c.yuan for c in found.offer.caps))
        ):
            return None  # whether the cap comes before the change is not ours to say
        found = replace(found, yuan=_round(changed), working=working, is_plain=False, fit=found.fit + 0.3)
    if asked.year is not None or asked.wants_first:
        share = _stage(words, asked, found.offer)
        if share is None:
            return found if asked.year == 1 and not found.is_plain and "年" in "".join(found.offer.times) else None
        staged = found.yuan * share
        label = f"第{asked.year}年" if asked.year else "首次"
        working = f"{found.working if not found.is_plain else found.offer.source}，{label} × {_plain(share * 100)}% = {yuan_text(_round(staged))}"
        found = replace(found, yuan=_round(staged), working=working, is_plain=False)
    return found


def _changes(found: _Sum, words: str, asked: _Asked) -> Iterator[tuple[Decimal | None, str]]:
    """The changes that the question speaks of, each a factor with its words; a factor of None where it cannot be read."""
    own = found.offer.words
    met: list[tuple[Decimal | None, str, int]] = []
    for sentence in re.split(r"[。;\n]", words.replace("\x00", "")):
        before = ""
        for part in re.split(
            r"[,|]", re.sub(r"\([^()]{0,60}\)", lambda b: b[0].replace(",", "·").replace("、", "·"), sentence)
        ):
            match = _CHANGE.search(part)
            is_own = found.offer.own and found.offer.own in part
            if (match or _OTHER.search(part)) and not is_own:
                subject = part[: match.start()] if match else part
                hits = _spoken_of(subject, own, asked) or _spoken_of(before, own, asked)
                if hits:
                    met.append((_factor(match) if match else None, part[match.start() :] if match else part, len(hits)))
            before = part
    if not met:
        return
    most = max(hits for *_, hits in met)
    best = [each for each in met if each[2] == most]
    if len(best) > 1:
        yield None, ""
        return
    yield best[0][0], best[0][1]


def _spoken_of(subject: str, own: str, asked: _Asked) -> set[str]:
    """The words of the subject of a change that the question uses and the offer itself does not."""
    terms = {term for term in content_terms(subject) if len(term) > 1 and term not in _GENERIC}
    terms |= set(re.findall(r"20\d\d", subject))
    places = [mention.span.of(subject) for mention in places_in(subject)]
    listed = {place for place in places if place in asked.text} if len(places) > 1 else set()  # 兰陵、郯城、沂水等
    return {term for term in terms if term in asked.meant and term not in own} | listed


def _factor(match: re.Match[str]) -> Decimal | None:
    def share(words: str) -> Decimal | None:
        found = quantities(words)
        return found[0].value / 100 if found and found[0].unit == "%" else None

    if match["up"]:
        if "到" in match[0] or "至" in match[0]:
            return None
        up = share(match["up_share"])
        return None if up is None else 1 + up
    if match["down"]:
        down = share(match["down_share"])
        return None if down is None else 1 - down
    if match["half"]:
        return Decimal("0.5")
    if match["part"]:
        return share(match["part"])
    if match["only"]:
        return share(match["only_share"])
    if match["of"]:
        parts = re.match(r"(.)分之(.)", match["of"])
        if parts:
            low, high = quantities(f"{parts[1]}人"), quantities(f"{parts[2]}人")
            return high[0].value / low[0].value if low and high else None
        return share(match["of"])
    return None


def _stage(words: str, asked: _Asked, offer: Offer) -> Decimal | None:
    """Which share is paid in the year asked for, or at first; None where the clause does not divide the sum."""
    bare = words.replace("\x00", "")
    if asked.year is not None or asked.wants_first:
        nth = asked.year or 1
        if asked.wants_first and asked.year is None:
            first = _FIRST_SHARE.search(bare)
            if first:
                found = quantities(first["share"])
                return found[0].value / 100 if found else None
        divided = _STAGES.findall(bare)
        if len(divided) == 1:
            numbers = [Decimal(n) for n in re.findall(r"\d+", divided[0])]
            total = sum(numbers, Decimal(0))
            return numbers[nth - 1] / total if nth <= len(numbers) and (":" in divided[0] or total == 100) else None
        stages = {_YEARS[m["nth"]]: Decimal(m["share"][:-1]) / 100 for m in _NTH_STAGE.finditer(bare)}
        if stages and sum(stages.values()) == 1:
            return stages.get(nth)
    return None


def _round(value: Decimal) -> Decimal:
    rounded = value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return rounded.to_integral_value() if rounded == rounded.to_integral_value() else rounded.normalize()


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _named(q: Quantity) -> str:
    return yuan_text(q.value) if q.unit == "元" else f"{_plain(q.value)}{q.unit}"


def _band(bound: Stretch) -> str:
    low = "" if bound.low is None else _named(Quantity(bound.low, bound.unit, 0, 0))
    high = "" if bound.high is None else _named(Quantity(bound.high, bound.unit, 0, 0))
    return f"{low}至{high}" if low and high else f"{low}以上" if low else f"{high}以下"
