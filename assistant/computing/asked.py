"""A question in, what a sum can use of it out: its figures with the words around them, its times, what it wants. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache

from corpus.places.gazetteer import places_in
from corpus.quantities.quantities import Quantity, quantities
from corpus.text.normal import fold

KEPT = 64  # questions that are kept as they were read
_YEARS = {"两": 2, "头一": 1, "首": 1} | {name: n for n, name in enumerate("一二三四五六七八九十", 1)}
_YEARS |= {str(n): n for n in range(1, 11)}
_NTH = re.compile(
    r"第(?P<nth>10|[一二三四五六七八九十1-9])(?P<unit>年|期|批|笔|次(?=[拨付领发给拿能]))|(?P<first>(?<!猎)头一|首)(?P<same>年|期|批|笔)|(?P<begin>(?:头一|首|第一)次(?:就|先|能|可)?(?=[拨付领发给拿])|先(?:期|下)?(?=拨|付|发|到手)|先(?:到手|能拿|拿|拨|给|付|领|发|打|兑)|验收(?:后|时)?先)"
)
_WANTS = re.compile(
    r"多少|几(?=万|千|百|块|钱|钿|元|多|何|[,。?!]|$)|好多|怎么算|有没有钱|哪一?档|拿到?得?到?手|合计|总共|一共|是多|算(?:一下|下)"
)
_WANTS_OTHER = re.compile(
    r"哪些|哪一?[级个版边种]|各(?:自)?(?:多少|几|给|奖|补|能|得)|差多少|差几|几(?:个)?(?:分|月|天|年|次|座|条|件|折|成|点|家)|多少(?:分|个?月|天|年|次|平|人|家|个点|岁)"
    r"|对吧|是吧|对不对|是不是|几时|什么时候|几几|多久|比例是|(?:利率|条件|材料|期限|电话)[^,。;?\d]{0,5}(?:什么|多少|哪|几|啥|怎)"
    r"|(?:什么|哪些|哪个|啥|多少)的?(?:条件|材料|利率|期限|电话)|(?:利率|条件|材料|期限|电话)(?:呢|吗)?[?。]?$"
)
_ALL = re.compile(r"一共|总共|合共|合计|合起来|加起来|总的|总计|共(?:能|可|计|补|奖|给|拿|多少|几)|一齐|全部|下来")
_PER_ONE = re.compile(
    r"(?:每|一)(?:个)?(?:亩|人|张|平|平米|吨|方|台|辆|套|件|项|场|座|千瓦|度|个|柜|餐|次|架次)(?:能|可以|可)?(?:补|给|奖|领|拿|租金|是|收)?(?:多少|几|好多)"
)
_MONTHLY = re.compile(r"(?:一|每)(?:个)?月|(?<!个)月(?:能|可|给|补|领)")
_YEARLY = re.compile(r"(?:一|每)(?:整)?年|全年|年终|头一年")
_WHOLE_TIME = re.compile(
    r"(?:[领拿发补]|享受)完|发满|发足|领满|拿满|领足|拿足|补满|享满|期满|满期|全程|最多.{0,4}一共|满了?[一二两三四五六七八九十\d]+(?:年|个月)"
)
_HAD = re.compile(
    r"(?:之前|已经|以前|前面|早先|去年|前年|原来|先前|上次|曾)(?:[^,。]{0,14})?(?:领|拿|享受|得|评|给|获|补|贴|拨)过?了?|领过|拿过|还能|再拿|再领|补差"
)
_PERSONS = re.compile(r"夫妻|两口子|两公婆|双方|我们俩|俩人|老公|老婆|爱人|丈夫|妻子|太太|先生|配偶|两人都")
# 我自己要掏多少, 市级财政要出多少, 学校那一半
_SELF_ASKED = re.compile(r"(?:自己|自家|个人)[^,。;?]{0,6}?(?:掏|出|付|缴|交|拿出)[^,。;?]{0,4}(?:多少|几|好多|啥)")
_BEARER_ASKED = re.compile(
    r"(?P<who>[\u4e00-\u9fff]{1,6}?)(?:里头?|级|财政|本级|上|这边|那边|方)*(?:要|得|该|应该|应|能|还要)?(?:(?:掏|承担|负担|分担|(?<![算做进])出(?!来|口))[^,。;?]{0,4}(?:多少|几|好多)|那(?:一)?半(?:是|要|得|能)?[^,。;?]{0,3}(?:多少|几|好多))"
)
_NOT_SAID = re.compile(r"(?:不是|没有|没|并非|不算|除了|不含|非)[^,。;()?]{1,8}")
# What people say in one word, and what documents write for it
_SAID_SHORT = {
    "村": "行政村,乡村,农村", "镇": "乡镇", "摊": "展位,摊位", "个税": "个人所得税", "机器": "设备", "设备": "机器", "本科": "本科毕业生",
    "应届": "高校毕业生,毕业生", "大学生": "高校毕业生,毕业生", "厂": "企业", "租": "租金,租赁", "娃": "孩", "网上": "网络", "抖音": "网络",
    "过了": "首次突破,达到", "招": "招用,吸纳,引进", "卖": "销售", "审计": "审计费", "船": "渔船", "车": "车辆,汽车", "婴": "托育", "国标": "国家标准", "行标": "行业标准", "地标": "地方标准",
}  # fmt: skip
# A sign that joins no stretch (300-500万元), and a scale that is left over
_SIGN = re.compile(r"(?:^|[^\da-z年月日元块万亿千百十%第号])(?P<sign>[-−负])$")
_MORE = re.compile(r"[百千万亿]+元?(?![\u4e00-\u9fff])|[万亿]+元")
# 售价1600, 每人1000: a bare number behind the name of a sum, or behind what each has, is a sum
_SUM_BEFORE = re.compile(
    r"(?:[价费薪息税]|[房月年]租|工资|租金|金额|成本|收入|投入|投资|花费?|投|每(?:个?人|[名台套家亩户件张辆]))了?(?:是|为|有|共|才|只|都)?$"
)
_UNIT_BEHIND = re.compile(r"[a-z%\u4e00-\u9fff](?<![的多左上每一能可应补奖该给贴报要])")
_LEAST_SUM = 100
# 24年退的产能: a year, where no length of time is meant
_SHORT_YEAR = re.compile(r"(?<![\d.])((?:1[5-9]|2\d)(?=年(?!以上|以下|以内|内|期|来|多|了|的?时间)))")
_NTH_UNITS = ("第", "头", "每")


@dataclass(frozen=True)
class Asked:
    """A question read: `text` folded without blanks, its figures, and the words that may name an offer."""

    text: str
    figures: tuple[Quantity, ...]
    meant: str  # without places and what is denied, with those that documents write for its words

    @cached_property
    def pairs(self) -> frozenset[str]:
        return frozenset(pairs_of(self.meant))

    @cached_property
    def money(self) -> tuple[Quantity, ...]:
        return tuple(q for q in self.figures if q.unit == "元")

    @cached_property
    def required(self) -> tuple[Quantity, ...]:
        """The figures that must find a place in the sum."""
        return tuple(q for q in self.figures if _is_given(q, self.text))

    @cached_property
    def times(self) -> tuple[Quantity, ...]:
        return tuple(
            q
            for q in self.figures
            if q.unit in ("月", "年") and self.text[max(0, q.start - 1) : q.start] not in _NTH_UNITS
        )

    @cached_property
    def nth(self) -> int | None:
        """Which year or part of the payment is asked for, counted from 1."""
        match = self._nth
        if match is None:
            return None
        return 1 if match["begin"] else _YEARS[match["nth"] or match["first"]]

    @property
    def nth_words(self) -> str:
        """第二年, 首年 as the question has it; "" where it asks for none."""
        return self._nth[0] if self._nth is not None else ""

    @cached_property
    def _nth(self) -> re.Match[str] | None:
        asks = re.compile(r"多少|几|好多|拿|领|发|拨|给|到手|付")
        return next((m for m in reversed(list(_NTH.finditer(self.text))) if asks.search(self.text, m.end())), None)

    @property
    def nth_year(self) -> int | None:
        """Which year is asked for: 第三年, 次年; None where it is a part of the payment, or where several are named."""
        if "次年" in self.text and not re.search(r"第.年", self.text):
            return 2 if self.wants_sum else None
        named = {m["nth"] or m["first"] for m in _NTH.finditer(self.text) if "年" in (m["unit"], m["same"])}
        return _YEARS[named.pop()] if len(named) == 1 and self.nth is not None else None

    def of_unit(self, unit: str) -> tuple[Quantity, ...]:
        """The figures that are of a unit: those that must find a place, and 2500 of 2500P."""
        return tuple(q for q in self.figures if (q in self.required and q.unit == unit) or self.is_bare_of(q, unit))

    def is_bare_of(self, q: Quantity, unit: str) -> bool:
        return q.unit == "" and bool(unit) and self.text.startswith(unit, q.end)

    @property
    def wants_sum(self) -> bool:
        return bool(_WANTS.search(",".join(re.split(r"[,。;?!]", self.text.strip(",。;?!"))[-2:])))

    @property
    def wants_other(self) -> bool:
        return bool(_WANTS_OTHER.search(self.text))

    @property
    def wants_all(self) -> bool:
        return bool(_ALL.search(self.text))

    @property
    def wants_one(self) -> bool:
        return bool(_PER_ONE.search(self.text))

    @property
    def is_monthly(self) -> bool:
        return bool(_MONTHLY.search(self.text))

    @property
    def is_yearly(self) -> bool:
        return bool(_YEARLY.search(self.text))

    @property
    def wants_whole_time(self) -> bool:
        return bool(_WHOLE_TIME.search(self.text))

    @property
    def had_before(self) -> bool:
        return bool(_HAD.search(self.text))

    @cached_property
    def asks_own_part(self) -> bool:
        return bool(_SELF_ASKED.search(self.text))

    @cached_property
    def bearer_asked(self) -> str | None:
        """Of whom the part is asked for that he bears: 市 of 市级财政要出多少."""
        match = _BEARER_ASKED.search(self.text)
        return None if match is None else match["who"]

    @property
    def is_of_two(self) -> bool:
        return bool(_PERSONS.search(self.text))

    @property
    def speaks_of_fine(self) -> bool:
        return bool(re.search(r"罚|处罚|违法|骗", self.text))

    @property
    def unclear(self) -> str | None:
        """A figure of which nobody can tell how much it is: -500万元, 1万亿亿元."""
        for q in self.figures:
            sign = _SIGN.search(self.text[: q.start])
            more = _MORE.match(self.text, q.end)
            if sign or more:
                return self.text[sign.start("sign") if sign else q.start : more.end() if more else q.end]
        return None

    def reached(self, q: Quantity) -> Decimal:
        """The figure as bounds see it: 冲过3亿 is above 3亿."""
        passed = re.search(r"[过破超]了?$", self.text[max(0, q.start - 3) : q.start])
        return q.value * (1 + Decimal(1) / 10**7) if passed else q.value

    def around(self, q: Quantity, reach: int = 10) -> str:
        """The words of the stretch in which a figure stands, and those right before that stretch."""
        before = re.split(r"[,。;?]", self.text[: q.start])
        return f"{(before[-1] if len(before[-1]) > 1 else ','.join(before[-2:]))[-reach - 6 :]}|{re.split(r'[,。;?]', self.text[q.end :])[0][:reach]}"


@lru_cache(maxsize=KEPT)
def asked_of(question: str) -> Asked:
    text = bare = re.sub(r"\s", "", fold(question))
    for mention in reversed(list(places_in(text))):
        bare = bare[: mention.span.start] + "," + bare[mention.span.end :]
    meant = _NOT_SAID.sub(",", bare)
    alike = "".join(f",{more}" for word, more in _SAID_SHORT.items() if word in text)
    alike += "".join(f",20{year[1]}" for year in _SHORT_YEAR.finditer(text))
    return Asked(text, tuple(_as_money(q, text) for q in quantities(text)), f"{meant}{alike}")


def _as_money(q: Quantity, text: str) -> Quantity:
    """A number without a unit as the sum that it is, where what stands before it names one: 售价1600, 每人1000."""
    named = q.unit == "" and q.value >= _LEAST_SUM and _SUM_BEFORE.search(text[max(0, q.start - 6) : q.start])
    return replace(q, unit="元") if named and not _UNIT_BEHIND.match(text, q.end) else q


GENERIC = frozenset(
    [
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
        "型企",
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
    ]
)


_PAIR = re.compile(r"[\u4e00-\u9fffa-z]{2}")


def pairs_of(words: str) -> Iterator[str]:
    """Two neighbouring letters that may tell one thing from another, and years."""
    for at in range(len(words) - 1):
        pair = words[at : at + 2]
        if pair not in GENERIC and _PAIR.fullmatch(pair):
            yield pair
    yield from re.findall(r"20\d\d", words)
    yield from re.findall(r"[a-z]+\d+|(?<![a-z])[a-z](?=类)", words)


def _is_given(q: Quantity, text: str) -> bool:
    """A figure that must find its place in the sum: not 一家, no length of time, no share, no year."""
    if q.unit in ("月", "年", "天", "岁", "%", "晚", "小时"):
        return False
    if q.unit == "" and (q.value < 100 or 1990 <= q.value <= 2040):
        return False
    if re.match(r"号|度电|版|年", text[q.end : q.end + 1]) and q.unit == "":
        return False
    return not (q.value == 1 and text[q.start] in "一1" and q.unit != "元")
