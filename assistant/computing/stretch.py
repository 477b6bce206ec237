"""The small things of a stretch of words between commas: what it counts by, its most, its marks, limits and times. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.computing.scheme import SAID_BEFORE, UNKNOWN, Cap, Per
from corpus.quantities.quantities import MONEY, UNIT, Quantity, Stretch, quantities, stretches
from corpus.text.normal import chinese_number

_CAP_BEFORE = re.compile(
    r"(?:最高|不超过|不得超过|不高于|不得高于|不超|(?<!超)不过|封顶|上限|最多|限额|至多)(?:限额)?(?:为|是|不超过|给予|奖励|补助|补贴|资助|补|奖|支持)?$"
)
_CAP_OF_ONE = re.compile(
    r"(?:不得?超过|不超|不得?高于|封顶|上限为?|限额为?)每(?:个|一)?(?:人|户|家|台|套|辆|亩|张|件|项|场|次|间|个|只|头)[\u4e00-\u9fff]{0,4}$"
)
_CAP_AFTER = re.compile(r"(?:封顶|为限|以内|为上限)")
_PER = re.compile(
    r"每(?!年|月|季|周|天|日|次性)"
    # 每带一个团, 每备案一件: any verb before a number of things; 每新增企业: these before a thing
    rf"(?:[^\W\d_每限最不至多家户企]{{1,6}}?(?=(?:\d{{1,5}}万?|[一二两三五十][百千万]|一)(?!次性|[元块%万亿])(?:{UNIT}))|(?:新|招用|吸纳|引进|接入|招收|新增|新招用|完成|服务|培训|建成|开设|输送|超过|增加|承办|举办|满|一)*)"
    rf"(?P<number>\d{{1,5}}万?|[一二两三五十][百千万]|一)?(?P<unit>(?:{UNIT})|[\u4e00-\u9fff])(?P<noun>[\u4e00-\u9fffa-z、]{{0,14}}?)(?:\([^()]*\))?"
    r"(?=每|再|另|按|给|奖|补|资|\d|[零一二两三四五六七八九十百千]+(?:万|元|点)|一次性|增|计|不|最|$)"
)
_PER_TIME = re.compile(r"每(?:个)?(?P<unit>月|年|学年|年度)|按(?P<by>月|年)(?=发|给|补)|(?:一|每)?年(?=\d[\d.]*万?元$)")
BEHIND = re.compile(rf"[/每](?P<units>(?:{UNIT}|个月|月|年|人)(?:[./每](?:{UNIT}|月|年|人))*)")
_COINS = frozenset({"元", "块", "圆"})
_BEYOND = re.compile(
    r"(?:(?<!不)(?:超过|超出|高于)|高出|大于|突破)(?P<figure>[^,。;]{1,14})(?:以外|以上)?的?部分|超出(?:的)?部分|(?:从)?第(?P<nth>\d{1,4}|[一二三四五六七八九十]+)(?:人|件|个|项|场|家|台|名)起"
)
_PERIOD = re.compile(
    r"(?:最长|期限|累计不超过|不超过|最多|连续|最多补|最长补|连补|补贴期|减免期|发放?|不多于)(?:为|不超过|补贴|资助|补)?(?P<count>\d{1,3}|[一二两三四五六]|十二|二十四|三十六)(?P<unit>个月|年)"
)
_PER_DAY = re.compile(r"每个?[天日](?![\u4e00-\u9fff]{0,8}不超过\d+[次个小])")
# 每家最多计5人, 限报2项, 按10人补; a verb of up to three characters may stand between
_LIMIT = re.compile(
    r"(?:(?:最多|不超过|不多于|至多|(?<![年期权])限)[\u4e00-\u9fff]{0,3}|按(?:支持|补助|补贴|补|奖励)?)$"
)
_LIMIT_BEHIND = re.compile(r"(?:为限|封顶)")
_NUMBER_WORDS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "十二": 12, "二十四": 24, "三十六": 36}
_ROW_OF_MARKS = re.compile(
    r"(?:首次)?(?:达到?|超过|突破|满|(?<![不超经通])过)(?P<row>[\d.]+[万亿]?(?:美元|元)?(?:[、/][\d.]+[万亿]?(?:美元|元)?)+)"
)
_JOINT = r"[、和及/]|以及"
_APART = re.compile(r"分别(?:按|按照|给予|奖励|补助|补贴|资助|再?奖|为|给)*")


def is_mark_in_row(part: str, figure: Quantity) -> bool:
    """首次突破5亿元、10亿元、30亿元: each is a mark, not only the first."""
    return any(row.start() <= figure.start < row.end() for row in _ROW_OF_MARKS.finditer(part))


def marks_of(part: str) -> list[Stretch]:
    """The marks of such a row, each from its figure up."""
    row = _ROW_OF_MARKS.search(part)
    if row is None:
        return []
    unit = "美元" if "美元" in row["row"] else "元"
    open_ = bool(re.search(r"超过|突破", row[0]))
    found = quantities(row["row"] if row["row"].endswith("元") else f"{row['row']}{unit}")
    return [Stretch(unit, row.start(), row.end(), low=q.value, low_closed=not open_) for q in found if q.is_money]


# 给予最高不超过10万元的一次性扶持: what is given is limited; 投资不超过100万元的企业 is a condition
_GIVES_AT_MOST = re.compile(
    r"(?:最高|给予|补助|补贴|奖励|资助|支持|扶持)(?:的|总?额|金额)?(?:最高)?不(?:得)?(?:超过|高于)$"
)
_GIVEN_BEHIND = re.compile(
    r"(?:\(含\))?的(?:一次性)?[^,。;的\d]{0,10}?(?:补助|补贴|奖励|奖补|资助|扶持|支持|经费|资金|贴息|贴租)"
)
# 1000万元以内的部分 is the stretch that is paid for, not the most that is paid
_PART_BEHIND = re.compile(r"(?:\(不?含\))?(?:以[内下上]|及以上)的?部分")


def is_cap(near: str, after: str) -> bool:
    if _PART_BEHIND.match(after):
        return False
    if re.search(r"按不超过$|按最高$", near):
        return True
    if _GIVES_AT_MOST.search(near) and _GIVEN_BEHIND.match(after):
        return True
    if re.match(r"(?:\(含\))?的(?:,|$|[^部])", after) and re.search(r"不超过$", near):
        return False
    return bool(_CAP_BEFORE.search(near) or _CAP_AFTER.match(after))


def is_cap_of_one(near: str) -> bool:
    """最高不超过每人2万元, behind a share: the most for each, no sum of its own."""
    return bool(_CAP_OF_ONE.search(near))


_PART = re.compile(r"(?:\(不?含\))?(?:之间)?的?部分")


def beyond_of(part: str) -> Decimal | None:
    """From which count on it is paid: 超过5万立方米的部分 5 万, 第11件起 10; SAID_BEFORE where the part says only 超出部分.

    500万元至1000万元的部分 begins at 500万元: how far it goes is told by the bound of the offer.
    """
    if re.search(r"每超过|每高于", part):
        return UNKNOWN
    match = _BEYOND.search(part)
    if match is None:
        above = [q for q in quantities(part) if re.match(r"(?:\(不?含\))?及?以上的?部分", part[q.end :])]
        if above:
            return above[0].value
        return next((b.low for b in stretches(part) if b.low is not None and _PART.match(part, b.end)), None)
    if match["nth"]:
        nth = quantities(f"{match['nth']}人")
        return nth[0].value - 1 if nth else None
    if match["figure"]:
        named = quantities(match["figure"])
        return named[0].value if named else None
    return SAID_BEFORE


def pers_of(part: str, end: int) -> tuple[tuple[Per, ...], tuple[str, ...]]:
    """What the part counts by, before its first figure: 每人每月, 每平方米, 每100万美元."""
    before = part[:end]
    pers: list[Per] = []
    for match in _PER.finditer(before):
        words = match["unit"]
        if words in _COINS and not match["number"]:  # 冰场每块1万元 counts things
            pers.append(Per(words, Decimal(1), match["noun"]))
            continue
        size = quantities(f"{match['number']}{words}") if match["number"] and match["number"] != "一" else ()
        known = quantities(f"3{words}")
        unit = known[0].unit if known and known[0].unit else words
        factor = size[0].value if size else (known[0].value / 3 if known and known[0].unit else Decimal(1))
        if words in ("生", "学"):
            unit = "人"
        pers.append(Per(unit, factor, match["noun"]))
    if _PER_DAY.search(before):
        pers.append(Per("天"))
    times = tuple(
        dict.fromkeys("月" if "月" in (m["unit"] or m["by"] or "") else "年" for m in _PER_TIME.finditer(before))
    )
    return tuple(pers), times


def is_next_in_row(between: str) -> bool:
    """Whether what stands between two figures joins them: 30万元、20万元."""
    return bool(re.fullmatch(_JOINT, between))


def names_apart(part: str, condition: str, payable: Sequence[Quantity]) -> list[str]:
    """甲、乙、丙…分别x、y、z: the names in order; [] where there are not as many names as figures."""
    if len(payable) < 2:
        return []
    cut = _APART.search(part[: payable[0].start])
    head = part[: cut.start()] if cut else condition.split(",")[-1]
    between = [part[a.end : b.start] for a, b in itertools.pairwise(payable)]
    if not all(map(is_next_in_row, between)):
        return []
    named = [
        f"{condition},{head}".split(",")[-2:][::-1],
        [each.rpartition("的")[2] for each in (head, condition.rpartition(",")[2])],
    ]
    for stretch, joint in ((s, j) for group in named for s in group for j in ("、", "、|和|或者?|以及|及")):
        items = re.split(joint, stretch)
        if len(items) == len(payable):
            last = items[-1]
            items[0] = re.sub(r"^[对给为]", "", items[0])
            alike = len(items[0]) - len(items[1]) <= 1 and items[0][-1:] == items[1][-1:]  # 国家级、省级
            if len(items) > 2 and len(items[1]) <= 2 < len(items[0]) and not alike:
                items[0] = items[0][-len(items[1]) :]  # 引进一、二、三类人才: what is shared stands at the end
            short = [
                item + last[len(item) :] if len(item) <= 2 and len(last) > len(item) else item for item in items[:-1]
            ]
            return [*short, last]
    return []


# 每年不超过实际租金, 补贴总额不得超过售价: what stands before the base of a share that is the most
_MOST_OF = re.compile(r"^.*(?:不(?:得|应|能)?(?:超过|高于|超出|超)|上限为?|最高为?|至多)(?=.)")


# 按实际完成的转贷规模一次性给予发行人: what stands behind the act is who gets it, where what stands before is a size
_GIVEN_TO = re.compile(
    r"按照?(?P<base>[^按,\d]{2,}?(?:规模|金额|额|费用?|支出|投入|投资|租金|利息|价款?|款|成本|增量))(?:的)?(?:一次性)?(?:给予|奖励|补助|补贴)(?:企业|单位|个人|机构|[\u4e00-\u9fff]{1,4}[人者方])$"
)


def base_of(own: str) -> str:
    """What a share is taken of: the words before it.

    >>> base_of("补贴总额不得超过设备售价的"), base_of("每年给予不超过实际租金")
    ('设备售价', '实际租金')
    """
    own = re.sub(r"(?:给予)?(?:补贴|补助|奖励|资助|返还|抵扣|补|贴|承担|报销)$", "", own)
    given_to = _GIVEN_TO.search(own)
    own = own[: given_to.end("base")] if given_to else own
    base = re.sub(r"^.*(?:按照|按|根据|依照|以|补[助贴]?|奖励|资助|给予)(?=[^按]*$)", "", own)
    base = re.sub(r"(?:的|给予|予以|不超过|最高|为|标准|比例)+$", "", base)
    base = re.sub(r"^其(?!他|它|余|中)|^(?:每(?:个|一)?(?:人|名|月|年|户|台|套))+", "", _MOST_OF.sub("", base))
    base = re.sub(r"\([^()]*\)", "", base)
    return base.strip()


def limits_of(part: str) -> tuple[Quantity, ...]:
    """最多补10人, 一年内不超过6个产品, 单户不超过300平方米: the most units that are counted."""
    return tuple(
        q
        for q in quantities(part)
        if q.unit not in MONEY and q.unit not in ("%", "", "月", "年", "岁")
        and (_LIMIT.search(part[max(0, q.start - 8) : q.start]) or _LIMIT_BEHIND.match(part, q.end))
        and (q.unit == "天" or not re.match(r"的(?!$)", part[q.end + len(q.noun) :]))
    )  # fmt: skip


def months_of(part: str) -> int | None:
    match = _PERIOD.search(part)
    if match is None:
        return None
    count = int(match["count"]) if match["count"].isdecimal() else _NUMBER_WORDS[match["count"]]
    return count * (12 if match["unit"] == "年" else 1)


def cap_of(part: str, figure: Quantity, start: int = 0) -> Cap:
    """The most that is paid, with the words from `start` before it; 不超过60元/亩 is of each 亩."""
    behind = BEHIND.match(part, figure.end)
    words = part[start : figure.start]
    return Cap(figure.value, part[figure.start : figure.end], f"{words}每{behind['units']}" if behind else words)


_FRACTION = re.compile(
    r"(?P<of>[二三四五六七八九十])分之(?P<many>[一二三四五六七八九])|(?<![\d/])(?P<many_>[1-9])/(?P<of_>[2-9])(?![\d/])|一半|减半"
)
# 实际租金的一半, 租金减半, 缴费额三分之二: of a sum, not of what the clause pays
_OF_A_SUM = re.compile(
    r"(?:额|费用?|支出|租金|房租|利息|息|利率|lpr|成本|造价|价格?|税|薪|工资|投资|投入)(?:的|补贴?|给予?|减免?|报销|贴)?(?:按照?)?$"
)


def fractions_in(part: str) -> tuple[Quantity, ...]:
    """三分之二, 一半, 1/3 of a sum that is named before it (or 按一半贴息), as shares.

    >>> [(str(q.value), q.start) for q in fractions_in("按租金的一半补贴")]
    [('50', 4)]
    """
    found = []
    for match in _FRACTION.finditer(part):
        near, after = part[max(0, match.start() - 8) : match.start()], part[match.end() :]
        if match[0] == "减半" and not re.search(r"(?:租金|房租|费用?|利息)$", near):
            continue
        if re.search(r"(?:不得?|未)(?:超过?|低于|高于|足)|占", near):
            continue
        if not (_OF_A_SUM.search(near) or (near.endswith("按") and after.startswith("贴息"))):
            continue
        of, many = match["of"] or match["of_"], match["many"] or match["many_"]
        share = Decimal(50) if of is None else Decimal(100) * _digit(many) / _digit(of)
        found.append(Quantity(share, "%", match.start(), match.end()))
    return tuple(found)


def _digit(written: str) -> int:
    return int(written) if written.isdecimal() else chinese_number(written) or 1


# 1000P(含)-3000P(不含), 14纳米以上至28纳米(含): the word that stands behind both ends is their unit, whatever it is
_LOOSE = re.compile(
    r"(?<![\d.])(?P<low>\d[\d.]*万?)(?P<unit>[a-zA-Z]{1,3}|[\u4e00-\u9fff]{1,2}?)(?P<first>\((?:不?含)[^()]*\))?(?:以上)?[-~至到]{1,2}"
    r"(?P<high>\d[\d.]*万?)(?P=unit)(?P<last>\((?:不?含)[^()]*\))?"
)


def loose_units(text: str) -> tuple[str, ...]:
    """The words that the bands of a text use as their units and that are no unit elsewhere."""
    found = (m["unit"] for m in _LOOSE.finditer(text) if not re.match(r"[万亿千百十点个第月年日号条]", m["unit"]))
    return tuple(dict.fromkeys(unit for unit in found if not any(q.unit for q in quantities(f"3{unit}"))))


def bands_in(text: str, units: Sequence[str] = ()) -> tuple[Stretch, ...]:
    """The bands and bounds of a text, in any unit; `units` are those that only its clause knows.

    >>> [(b.unit, str(b.low), str(b.high), b.high_closed) for b in bands_in("算力1000p(含)-3000p(不含)的;3000p(含)以上的", "p")]
    [('p', '1000', '3000', False), ('p', '3000', 'None', None)]
    """
    found = list(stretches(text))
    for unit in units:
        both = [m for m in _LOOSE.finditer(text) if m["unit"] == unit]
        for match in both:
            low, high = _written(match["low"]), _written(match["high"])
            if low < high:
                closed = [_is_closed(match[part]) for part in ("first", "last")]
                found.append(Stretch(unit, match.start(), match.end(), low, high, closed[0], closed[1]))
        one_sided = re.compile(
            rf"(?<![\d.])(?P<bound>\d[\d.]*万?){re.escape(unit)}(?P<mark>\((?:不?含)[^()]*\))?(?:及)?以(?P<way>[上下])"
        )
        for one in one_sided.finditer(text):
            if any(one.start() < m.end() and m.start() < one.end() for m in both):
                continue
            value, shut = _written(one["bound"]), _is_closed(one["mark"])
            if one["way"] == "上":
                found.append(Stretch(unit, one.start(), one.end(), low=value, low_closed=shut))
            else:
                found.append(Stretch(unit, one.start(), one.end(), high=value, high_closed=shut))
    return tuple(sorted(dict.fromkeys(found), key=lambda b: b.start))


def _written(number: str) -> Decimal:
    """1万 of 1万P as it counts."""
    return Decimal(number.rstrip("万").rstrip(".")) * (10_000 if number.endswith("万") else 1)


def of_unit(text: str, unit: str) -> tuple[Decimal, ...]:
    """The figures of `text` that are counted in a unit that only a clause knows.

    >>> [str(value) for value in of_unit("新建2500P智算中心", "p")]
    ['2500']
    """
    pattern = re.compile(rf"(?<![\d.])(\d[\d.]*万?){re.escape(unit)}(?![a-z])", re.IGNORECASE)
    return tuple(_written(found[1]) for found in pattern.finditer(text))


def _is_closed(mark: str | None) -> bool | None:
    return None if mark is None else not mark.startswith("(不")


def caps_in(words: str) -> list[Cap]:
    return [
        cap_of(words, figure, max(0, figure.start - 20, *(words.rfind(end, 0, figure.start) + 1 for end in ";。|")))
        for figure in quantities(words)
        if figure.unit == "元" and is_cap(words[max(0, figure.start - 10) : figure.start], words[figure.end :])
    ]
