"""Quantities in, as documents and as people write them: a value in one unit each, and the stretches of values of a band.

二十五万元, 三十来万, 2万3千趟, 六个亿, 半年, 3200平, 两成, 元/人·月; 500万元（含）—2000万元, 不满15家, 超过1000万元.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

from corpus.quantities.amounts import without_formal_numerals
from corpus.text.normal import chinese_number, fold

_ONE = Decimal(1)
# How a unit is written -> (its one name, how many of that one it is)
_WRITTEN: dict[str, tuple[str, Decimal]] = {}
for _name, _ways in {
    "元": "元 块钱 块 圆", "美元": "美元 美金", "港元": "港元 港币", "欧元": "欧元", "日元": "日元",
    "英镑": "英镑", "倍": "倍",
    "%": "% 个百分点 个点", "平方米": "平方米 平方 个平方 平米 ㎡ m2 m² 平", "立方米": "立方米 立方 方 m3", "亩": "亩",
    "公顷": "公顷", "吨": "吨", "千瓦时": "千瓦时 度电 度", "瓦": "瓦", "公里": "公里 千米", "公斤": "公斤 千克 kg",
    "标箱": "标箱 个标箱 标准箱 个标准箱 重箱 teu 个柜 柜", "亩次": "亩次", "人": "人次 人 名 位 个人 口", "月": "个月", "年": "年 周年",
    "天": "天 个工作日 工作日", "小时": "小时 个小时 钟头 个钟头", "次": "架次 趟 班次 次 航次 回", "户": "户", "家": "家", "间": "间", "套": "套",
    "台": "台", "辆": "辆", "张": "张", "件": "件", "项": "项", "场": "场", "单": "单", "株": "株", "头": "头", "只": "只",
    "羽": "羽", "艘": "艘", "座": "座", "栋": "栋", "店": "店", "所": "所", "岁": "周岁 岁", "分": "分", "毫升": "毫升",
    "晚": "晚", "学时": "学时 个学时", "课时": "课时 个课时", "门": "门", "℃": "℃ °c 摄氏度", "班": "班", "对": "对", "份": "份", "笔": "笔", "宗": "宗", "个": "个",
}.items():  # fmt: skip
    _WRITTEN |= dict.fromkeys(_ways.split(), (_name, _ONE))
_WRITTEN |= {"千瓦": ("瓦", Decimal(1000)), "kw": ("瓦", Decimal(1000)), "兆瓦": ("瓦", Decimal(1_000_000)),
             "mw": ("瓦", Decimal(1_000_000)), "成": ("%", Decimal(10)), "折": ("%", Decimal(10)), "‰": ("%", Decimal("0.1")),
             "个基点": ("%", Decimal("0.01")), "bp": ("%", Decimal("0.01"))}  # fmt: skip
UNIT = "|".join(sorted(map(re.escape, _WRITTEN), key=len, reverse=True))
_UNIT = re.compile(UNIT)
MONEY = frozenset({"元", "美元", "港元", "欧元", "日元", "英镑"})
TIME = frozenset({"月", "年", "天", "小时", "晚"})
# 个 and the like count whatever is named behind them
PERSON = re.compile(
    r"(?:[\u4e00-\u9fff]{0,6}?)(?:学生|毕业生|大学生|应届生|人才|老人|老年人|博士后?|硕士|研究生|本科生|工人|员工|职工|残疾|脱贫户|农民工"
    r"|见习生|实习生|学徒|退伍兵|军人|技师|专家|客人|游客|外地客|学员|徒弟|失能|职员|高管|新人)"
)
_SCALES = {"百": 100, "千": 1000, "万": 10_000, "十万": 100_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 10**8,
           "百亿": 10**10, "千亿": 10**11, "万亿": 10**12}  # fmt: skip
_DIGITS = r"(?<![\d.])(?:\d{1,3}(?:,\d{3}){1,4}(?!\d)|\d{1,15})(?:\.\d{1,6})?"
_HAN = r"[零一二两三四五六七八九十百千]{1,9}(?:点[零一二三四五六七八九]{1,4})?"
_LAST = r"[一二三四五六七八九](?=$|[,。;?!、()]|元|块|[美港]|的|多|左右|能|补|奖|钱|架次|度电)"  # 四万五
_QUANTITY = re.compile(
    rf"(?<!第)(?P<half>半(?=年|个月))|(?<![哥姐爷娘])(?P<pair>[俩仨])|(?:(?P<of>[百千万])分之(?P<hundredth>{_DIGITS}|{_HAN}))"
    rf"|(?P<number>{_DIGITS}|(?<![几数第统唯同之零一二两三四五六七八九十百千])(?<!(?<![正刚恰])好){_HAN})(?P<rough>[来多余]?)"
    rf"(?:个?(?P<scale>万亿|[十百千]?万|[百千万]?亿|[百千](?![分瓦米克])))?(?P<later>[多余]?)"
    rf"(?:(?P<rest>\d{{1,4}}|[一二两三四五六七八九][百千零一二两三四五六七八九十]{{1,6}}(?<=[千百十])|[一二两三四五六七八九](?=[千百])|{_LAST})(?P<rest_scale>[万千百])?)?"
    rf"(?P<unit>{UNIT})?(?P<half_more>半(?!年))?"
)
_SIGNS = {"$": "美元", "¥": "元", "￥": "元", "€": "欧元", "£": "英镑"}
_TENTH = re.compile(r"[一二三四五六七八九](?![十百千万])")
# Behind a number, and neither a unit nor a rank: a scale, a day of a calendar
_NO_COUNT = frozenset("百千万亿十点日号第半分")
_NO_UNIT = re.compile(r"(?:级|类|星|等|档|届|期|号|条|款|批|种|代|度|折)")
_NOUN = re.compile(r"[\u4e00-\u9fff]{1,10}")
_NO_TIMES = re.compile(r"[事来到去家国乡头收购款报合路]")
_ASKS_BACK = re.compile(r"[吗嘛吧不么没否伐哈呗]")  # 500万对吧 counts no pairs


@dataclass(frozen=True, slots=True)
class Quantity:
    """`value` of `unit` at start:end of the text; `noun` is what stands behind it: 25, 人, 学生顶岗实习."""

    value: Decimal
    unit: str
    start: int
    end: int
    noun: str = ""

    @property
    def is_money(self) -> bool:
        return self.unit in MONEY


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `low` to `high` of `unit`. A bound is `closed`, open, or None where the words leave it to the reader."""

    unit: str
    start: int
    end: int
    low: Decimal | None = None
    high: Decimal | None = None
    low_closed: bool | None = None
    high_closed: bool | None = None

    def holds(self, value: Decimal) -> bool | None:
        """Whether `value` lies inside; None at a bound that the words leave open."""
        if (self.low is not None and value < self.low) or (self.high is not None and value > self.high):
            return False
        if value == self.low:
            return self.low_closed
        return self.high_closed if value == self.high else True


_Placed = TypeVar("_Placed", Quantity, Stretch)
_OTHER_UNIT = re.compile(r"(?!usd|rmb|cny|eur|hkd|k\b)[a-z]", re.IGNORECASE)


def canonical_unit(written: str) -> str:
    """The one name of a unit: 块 -> 元, 平米 -> 平方米. Raises KeyError for what is no unit of `UNIT`."""
    return _WRITTEN[written][0]


def unit_before(words: str) -> str:
    """The one name of the unit that `words` begin with, or "": 航次 is 次."""
    written = _UNIT.match(words)
    return canonical_unit(written[0]) if written else ""


def quantities(text: str, units: Sequence[str] = ()) -> tuple[Quantity, ...]:
    """Every quantity of `text`, in order; 20万 without a unit is money, a bare number has the unit "".

    `units`: words that count something here, though they are no unit elsewhere (see `shared_units`).

    >>> [(str(q.value), q.unit) for q in quantities("招了两万五千个外地客，花了三十来万，租3200平，半年")]
    [('25000', '人'), ('300000', '元'), ('3200', '平方米'), ('6', '月')]
    >>> [(str(q.value), q.unit) for q in quantities("一共摆了二十桌", ["桌"])]
    [('20', '桌')]
    """
    tight, at = _tight(without_formal_numerals(fold(text)))
    return _back(_quantities(tight, units), at)


# The space that a page or a word processor sets around figures: 2023 年, 200 万元, 3 %, 满 5 年. At the opening of a line or a cell
# a figure counts its lines (1 项目名称), unless a sum, a share or a time stands behind it
_SPACES = re.compile(
    r"(?<=\d)[ \u3000\xa0]+(?=[\u4e00-\u9fff%‰(])|(?<=[\u4e00-\u9fff(])[ \u3000\xa0]+(?=\d)"
    r"|(?<=[\d)\u4e00-\u9fff])[ \u3000\xa0]+(?=[-~—]+[ \u3000\xa0]*\d)|(?<=[-~—])[ \u3000\xa0]+(?=\d)"
)
_LINE_NUMBER = re.compile(r"(?:^|[\n|])[ \u3000\xa0]*\d+[ \u3000\xa0]+(?!万|亿|元|%|‰|个月|年)")


def _tight(folded: str) -> tuple[str, list[int] | None]:
    """`folded` without the spaces around figures, and where each of its characters stands in `folded`; None where none is gone."""
    gone = [found.span() for found in _SPACES.finditer(folded)]
    if not gone:
        return folded, None
    counted = {found.end() for found in _LINE_NUMBER.finditer(folded)}
    gone = [(start, end) for start, end in gone if end not in counted]
    kept = [(end, start) for (_, end), (start, _) in zip([(0, 0), *gone], [*gone, (len(folded), 0)], strict=True)]
    at = [place for start, end in kept for place in range(start, end)]
    return "".join(folded[start:end] for start, end in kept), [*at, len(folded)]


def _back(found: Iterable[_Placed], at: Sequence[int] | None) -> tuple[_Placed, ...]:
    """What was found in the text without these spaces, where it stands in the text with them."""
    if at is None:
        return tuple(found)
    return tuple(replace(one, start=at[one.start], end=at[one.end - 1] + 1) for one in found)


_COUNTED = re.compile(
    rf"(?<![\d.第])(?:{_DIGITS}|(?<![几数第统唯同之零一二两三四五六七八九十百千]){_HAN})万?(?P<unit>[a-z]{{1,4}}|[\u4e00-\u9fff])"
)


def shared_units(first: str, second: str) -> tuple[str, ...]:
    """The words that stand behind a number in both texts and are no unit elsewhere: 12桌 and 不少于10桌 are of one kind.

    >>> shared_units("办了12桌，算力3000P", "不少于10桌；1000P以上的；第三桌")
    ('p', '桌')
    """
    one, other = ({m["unit"] for m in _COUNTED.finditer(fold(text))} for text in (first, second))
    return tuple(
        sorted(
            unit for unit in one & other if unit not in _WRITTEN and not _NO_UNIT.match(unit) and unit not in _NO_COUNT
        )
    )


def _quantities(folded: str, units: Sequence[str] = ()) -> Iterator[Quantity]:
    for match in _QUANTITY.finditer(folded):
        found = _quantity(folded, match, units)
        if found is not None:
            yield found


def _quantity(folded: str, match: re.Match[str], units: Sequence[str] = ()) -> Quantity | None:
    if match["half"]:
        months = 6 if folded.startswith("年", match.end()) else Decimal("0.5")
        return Quantity(Decimal(months), "月", match.start(), match.end() + 1)
    if match["hundredth"]:
        value = _number(match["hundredth"])
        parts = {"百": 1, "千": 10, "万": 100}[match["of"]]
        return None if value is None else Quantity(value / parts, "%", match.start(), match.end())
    if match["pair"]:
        noun = _NOUN.match(folded, match.end())
        counted = noun[0] if noun else ""
        unit = "人" if PERSON.match(counted) else "个"
        return Quantity(Decimal(2 if match["pair"] == "俩" else 3), unit, match.start(), match.end(), counted)
    if match[0] == "一块" and re.search(r"[加在到合]$", folded[max(0, match.start() - 1) : match.start()]):
        return None  # 加一块 is together
    value = _number(match["number"])
    if value is None:
        return None
    value *= _SCALES.get(match["scale"] or "", 1)
    if match["rest"]:
        rest = _number(match["rest"])
        if rest is None or not match["scale"]:
            return None
        value += rest * _SCALES.get(match["rest_scale"] or "", _next_place(match))
    written, end = match["unit"], match.end()
    if written == "对" and _ASKS_BACK.match(folded, end):
        written, end = None, match.start("unit")
    if written is None:
        if folded.startswith("日", end) and (
            folded.startswith("内", end + 1) or _is_days(folded, match.start(), value)
        ):
            return Quantity(value, "天", match.start(), end + 1)
        if folded.startswith("成", end) or _NO_UNIT.match(folded, end):
            return None
        if of_both := next((unit for unit in units if folded.startswith(unit, end)), ""):
            end += len(of_both)
            noun = _NOUN.match(folded, end)
            return Quantity(value, of_both, match.start(), end, noun[0] if noun else "")
        loose = (match["scale"] or "").endswith(("万", "亿")) or (match["rest_scale"] or "") == "万"
        loose = loose and not _OTHER_UNIT.match(folded, end)  # 1万P
        bare_word = not match["number"][0].isdigit() and not match["scale"] and value < 100
        if bare_word:
            return None
        signed = _SIGNS.get(folded[match.start() - 1 : match.start()])  # $20万
        return Quantity(value, signed or ("元" if loose else ""), match.start(), end)
    unit, factor = _WRITTEN[written]
    if folded.startswith("年到头", end - 1) or (written == "回" and _NO_TIMES.match(folded, end)):
        return None  # 一年到头, 两回事
    if written == "次" and folded.startswith("性", end):
        return None  # 一次性 counts nothing
    if unit == "年" and (value > 100 or (value != int(value)) or (match["number"].isdigit() and 15 <= value <= 35)):
        return None  # 2024年, 24年: which year, not how long
    if unit == "年" and match["half_more"]:
        return Quantity(value * 12 + 6, "月", match.start(), end)
    if written in ("成", "折") and value > 10:
        return None
    if written == "成" and (tenth := _TENTH.match(folded, end)):
        value, end = value + Decimal(chinese_number(tenth[0]) or 0) / 10, tenth.end()  # 八成五
    noun = _NOUN.match(folded, end)
    counted = noun[0] if noun else ""
    if unit == "个" and (
        PERSON.match(counted) or (not counted and PERSON.search(folded[max(0, match.start() - 3) : match.start()]))
    ):
        unit = "人"  # 6个应届生, 失能老人20个
    if unit == "个" and match["scale"] == "万" and counted.startswith(("税", "人所得税", "人收入")):
        unit, counted = "元", f"个{counted}"  # 120万个税: the sum is 120万
    return Quantity(value * factor, unit, match.start(), end, counted)


# Before 15日 these make it a day of a month: 5月15日, 每月15日, 5月1日至15日, 5月、6月15日
_OF_A_MONTH = re.compile(r"(?:月|[月日]\s?[-~至到—、和及]+)\s?$")


def _is_days(folded: str, start: int, value: Decimal) -> bool:
    """Whether 日 behind a number counts days (公示期为七日, 三十日前), and is no day of a month."""
    return 0 < value < 1000 and value == int(value) and not _OF_A_MONTH.search(folded[max(0, start - 4) : start])


def _next_place(match: re.Match[str]) -> int:
    """四万五 is 45000: a single digit behind a scale stands for the next place."""
    return (
        _SCALES[match["scale"]] // 10 if len(match["rest"]) == 1 and match["scale"] in ("百", "千", "万", "亿") else 1
    )


def _number(words: str) -> Decimal | None:
    """三十五, 1,200, 零点五."""
    if words[0].isdigit() and words.isascii():
        return Decimal(words.replace(",", ""))
    whole, point, rest = words.partition("点")
    short = re.fullmatch(r"(?P<most>[一二两三四五六七八九][百千])(?P<last>[一二三四五六七八九])", whole)
    if short:  # 两千五 is 2500
        tens = 100 if short["most"].endswith("千") else 10
        return Decimal((chinese_number(short["most"]) or 0) + (chinese_number(short["last"]) or 0) * tens)
    value = chinese_number(whole)
    if value is None or not point:
        return None if value is None else Decimal(value)
    return Decimal(f"{value}." + "".join(str(chinese_number(digit) or 0) for digit in rest))


_UPTO = re.compile(r"(?P<a>\(含\)|\(不含\))?(?P<over>以上)?(?:的)?[-~至到]{1,3}")
_BELOW_BEFORE = re.compile(r"(?:不足|不满|未满|(?<!不)(?<!不得)(?:低于|少于|小于))(?:为)?$")
_MOST_BEFORE = re.compile(r"不得?(?:超过|高于|多于|大于)$")
_OR_EQUAL = r"(?:达到?|等于|满|不得?(?:低于|少于))(?:或者?|或是|及)?"  # 达到或超过1亿元
_ABOVE_BEFORE = re.compile(r"(?:(?<!不)(?<!不得)超过|(?<!不)高于|(?<!不)大于|突破)$")
_LEAST_BEFORE = re.compile(
    rf"(?:达到?了?|不得?(?:低于|少于|小于)|(?<!不)(?<!未)满|至少|{_OR_EQUAL}(?:超过|高于|大于))(?:为)?$"
)
_OVER = re.compile(r"(?P<a>\(含\)|\(不含\)|及)?以上")
# 100万元至300万元(含300万元): the end may be told again
_TAIL = re.compile(rf"(?P<a>\((?:含|不含)(?:[\d.]+(?:万|亿)?(?:{UNIT})?)?\))?(?:以[下内])?")
# 5亿元(含)不足20亿元: the lower end of a band whose upper end has its own word
_FROM = re.compile(r"(?P<a>\(含\)|\(不含\))?[,、]?(?:但|且)?(?:不足|不满|未满|低于|少于|小于|不超过|不高于)(?:为)?")
_UNDER = re.compile(r"(?P<a>\(含\)|\(不含\))?(?:及)?以[下内]")
# 500万元≤x<1000万元, x≥1亿元; < and > only beside a letter, for titles stand in the same marks
_BETWEEN_SIGNS = re.compile(r"(?P<left>≤)[^\W\d]{0,6}(?P<right>[≤<])|(?P<below><)[a-z](?P<most>[≤<])", re.IGNORECASE)
_SIGN_BEFORE = re.compile(r"(?:(?P<or>[≥≤])|[a-z](?P<sign>[<>]))$", re.IGNORECASE)


def stretches(text: str, unit: str = "") -> tuple[Stretch, ...]:
    """The bands and bounds that `text` names, in order; a bare number borrows the unit beside it, or `unit`.

    >>> [(str(s.low), s.low_closed, str(s.high), s.high_closed) for s in stretches("500（含）—2000万元的；超过1亿元")]
    [('5000000', True, '20000000', False), ('100000000', False, 'None', None)]
    >>> [(str(s.low), s.low_closed, str(s.high), s.high_closed) for s in stretches("500万元≤X＜1000万元；X≥1亿元")]
    [('5000000', True, '10000000', False), ('100000000', True, 'None', None)]
    """
    folded, at = _tight(without_formal_numerals(fold(text)))
    found: list[Stretch] = []
    for one in _stretches(folded, unit):
        whole = _both_bounds(found[-1], one, folded) if found else None
        if whole is None:
            found.append(one)
        else:
            found[-1] = whole
    return _back(found, at)


_BETWEEN_BOUNDS = re.compile(
    r"(?:的)?[、,]?(?:且|并且|并)?(?:不?(?:低于|高于|少于|多于|小于|大于|超过|超出)|未?达到?|不足)?"
)


def _both_bounds(one: Stretch, other: Stretch, folded: str) -> Stretch | None:
    """1000万元(含)以上、5000万元以下 as the one band that the two bounds make; None where they are two things."""
    if one.unit != other.unit or not _BETWEEN_BOUNDS.fullmatch(folded, one.end, max(one.end, other.start)):
        return None
    below, above = (one, other) if one.low is not None else (other, one)
    if below.low is None or below.high is not None or above.high is None or above.low is not None:
        return None
    if below.low >= above.high:
        return None
    return Stretch(one.unit, one.start, other.end, below.low, above.high, below.low_closed, above.high_closed)


def _stretches(folded: str, unit: str) -> Iterator[Stretch]:
    found = list(_quantities(folded))
    taken = -1
    for at, one in enumerate(found):
        if one.start < taken:
            continue
        joined = _UPTO.match(folded, one.end)
        other = found[at + 1] if at + 1 < len(found) else None
        if joined and other is not None and other.start == joined.end():
            low, high = _alike(folded, one, other, unit)
            if low is None or low.unit != high.unit or low.value >= high.value:
                continue
            tail = _TAIL.match(folded, other.end)
            low_closed = _closed(joined["a"])
            high_closed = _closed(tail["a"] if tail else None)
            if low_closed and high_closed is None:
                high_closed = False
            elif high_closed and low_closed is None:
                low_closed = False
            taken = other.end
            yield Stretch(
                high.unit, one.start, tail.end() if tail else other.end, low.value, high.value, low_closed, high_closed
            )
            continue
        signs = _BETWEEN_SIGNS.match(folded, one.end)
        if signs and other is not None and other.start == signs.end():
            low, high = _alike(folded, one, other, unit)
            if low is not None and low.unit == high.unit and low.unit and low.value < high.value:
                taken = other.end
                closed = (signs["left"] or signs["below"]) == "≤", (signs["right"] or signs["most"]) == "≤"
                yield Stretch(high.unit, one.start, other.end, low.value, high.value, *closed)
                continue
        bare = one if one.unit else Quantity(one.value, unit, one.start, one.end)
        if not bare.unit:
            continue
        before = folded[max(0, one.start - 6) : one.start]
        if sign := _SIGN_BEFORE.search(before):
            is_least, is_closed = (sign["or"] or sign["sign"]) in "≥>", sign["or"] is not None
            if is_least:
                yield Stretch(bare.unit, one.start, one.end, low=bare.value, low_closed=is_closed)
            else:
                yield Stretch(bare.unit, one.start, one.end, high=bare.value, high_closed=is_closed)
        elif _BELOW_BEFORE.search(before):
            yield Stretch(bare.unit, one.start, one.end, high=bare.value, high_closed=False)
        elif (below := _FROM.match(folded, one.end)) and _is_higher(folded, other, bare, below):
            end = below.end("a") if below["a"] else one.end
            yield Stretch(bare.unit, one.start, end, low=bare.value, low_closed=_closed(below["a"]) is not False)
        elif over := _OVER.match(folded, one.end):
            yield Stretch(bare.unit, one.start, over.end(), low=bare.value, low_closed=_closed(over["a"]))
        elif under := _UNDER.match(folded, one.end):
            yield Stretch(bare.unit, one.start, under.end(), high=bare.value, high_closed=_closed(under["a"]))
        elif _LEAST_BEFORE.search(before):
            yield Stretch(bare.unit, one.start, one.end, low=bare.value, low_closed=True)
        elif _ABOVE_BEFORE.search(before):
            yield Stretch(bare.unit, one.start, one.end, low=bare.value, low_closed=False)
        elif _MOST_BEFORE.search(before) and folded.startswith("的", one.end):
            yield Stretch(bare.unit, one.start, one.end, high=bare.value, high_closed=True)


def _is_higher(folded: str, other: Quantity | None, one: Quantity, between: re.Match[str]) -> bool:
    """Whether `other` stands right behind `between` and is the larger of the same: 1亿元不足5亿元, not 5万元，不足1年."""
    if other is None or other.start != between.end():
        return False
    return other.unit == one.unit and other.value > one.value and not folded.startswith("的部分", other.end)


def _closed(mark: str | None) -> bool | None:
    return None if mark is None else mark == "及" or mark.startswith("(含")


def _alike(folded: str, one: Quantity, other: Quantity, unit: str) -> tuple[Quantity | None, Quantity]:
    """Both ends in one unit: in 500—2000万元 the first borrows unit and scale, in bare columns both take `unit`."""
    if one.unit == "" and other.unit == "":
        return Quantity(one.value, unit, one.start, one.end), Quantity(other.value, unit, other.start, other.end)
    if one.unit == "" and other.unit:
        words = folded[other.start : other.end]
        scale = re.search(r"[十百千]?万|[百千万]?亿", words)
        value = one.value * _SCALES[scale[0]] if scale else one.value
        return Quantity(value, other.unit, one.start, one.end), other
    if one.unit == "元" and folded[one.end - 1] in "万亿" and not (other.is_money or other.unit in ("", "%", *TIME)):
        return Quantity(one.value, other.unit, one.start, one.end), other  # 5万至10万立方米
    if one.unit and other.unit == "":
        return one, Quantity(other.value, one.unit, other.start, other.end)
    return one, other
