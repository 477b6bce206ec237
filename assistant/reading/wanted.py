"""What an answer must look like: 多少天 wants a length of time, 电话是多少 a telephone number, 几折 a share. Pure.

The question's own unit says it (`corpus.quantities.quantities` knows which units are one): no list of topics is needed. A text that
holds nothing of the kind does not state what is asked, however near it is; one that does may.
"""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.quantities.amounts import parse_amounts, parse_dates
from corpus.quantities.quantities import MONEY, TIME, UNIT, canonical_unit, quantities
from corpus.text.normal import fold

PHONE, DAY, FIGURE = "电话", "日期", "数"
COUNT = "个数"  # of things, as opposed to sums, shares, times and sizes
URL, MAIL, ADDRESS, PERSON = "网址", "邮箱", "地址", "联系人"
CELL = "格"  # a cell of a table that is a bare number: its unit stands in the head, so it may be of any
ASKED_KEPT = 1_000  # questions of which is remembered what they want
KEPT = 20_000  # texts of which is remembered what they hold
ANY = frozenset({CELL, FIGURE})  # what holds no unit of its own
Kinds = frozenset[str]  # PHONE, URL, MAIL, ADDRESS, PERSON, DAY, FIGURE, COUNT, CELL and the names of units

_NO_COUNT = frozenset({*MONEY, "%", *TIME, "平方米", "亩", "公顷", "公里", "岁", "分"})
_GRANTED = frozenset({*MONEY, "%"})  # what is granted is a sum, or a share of one
_ALSO = {"度": ("℃",)}  # what else a unit may be short for: 用了多少度, 室温多少度
_MUCH = r"(?:多少|几多|好多|(?<![十百千万好第哪])几(?!乎|经|率|何))"  # 哪几样: which
_PHONE_ASKED = re.compile(
    r"电话(?!来|说|通知)|座机|热线|手机号|号码|联系方式|打给(?:谁|哪|什么|啥)|打哪(?!年|天|月|儿起)|\bphone|\btelephone"
)
# What is asked for by its own name, and what a text that holds one is seen by
_NAMED: dict[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    URL: (
        re.compile(r"网址|域名|网站地址|网页链接|链接(?:是|发|给|在|地址)|\b(?:url|web ?site address|link to)\b"),
        re.compile(r"https?://|www\.|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:cn|com|net|org|gov)(?![\w@])"),
    ),
    MAIL: (re.compile(r"邮箱|电子邮件|邮件发|\be-?mail\b"), re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|邮箱")),
    ADDRESS: (
        re.compile(r"(?<![册记营所])地址(?!变|不|一致|迁|和注册|与|栏)|门牌|哪条[路街]|几号楼|[在是]几[楼层]|哪[栋幢]"),
        re.compile(r"[路街道巷村镇场]\S{0,8}\d+号|\d+\s?[号栋幢]?[楼室层座]|[一二三四五六七八九十]+[楼室层]|窗口|地址"),
    ),
    PERSON: (
        re.compile(r"联系人(?:是谁|叫|姓|名|是哪)|姓什么|姓啥|贵姓"),
        re.compile(r"联系人\s*[:：]?\s*[\u4e00-\u9fff]|[\u4e00-\u9fff](?:老师|主任|科长|同志|女士|先生|经理)"),
    ),
}
BY_NAME = frozenset({PHONE, *_NAMED})  # what a question calls by its own name, and a text holds or does not
_UNIT_ASKED = re.compile(
    rf"{_MUCH}(?:[来号]|个(?!月))?(?:百(?!分)|千|万|亿)?(?P<unit>(?!成[员立本果品功年套绩]|分钱)(?:{UNIT}))?"
)
# 多少个成员, 几个床位, 多少社员: things that are counted, in whichever unit the document counts them
_COUNT_ASKED = re.compile(
    r"(?:多少|(?:要|需要?|须|应|得|[至最]少|够|满)(?:有|具备|达到)?几)"  # 手里就几个专利 asks for nothing
    r"(?:[个位](?!钱|月|百?分?点|工作日|[百千万亿元])(?=[\u4e00-\u9fff])|(?=成员|社员|会员|股东))"
)
_SHARE_ASKED = re.compile(r"百分之(?:几|多少)|几个百?分?点|几成|几折|多少折")
_AREA_ASKED = re.compile(r"多大(?:的地|地方|面积)")
_AREAS = frozenset({"平方米", "亩", "公顷", "公里"})
# 按比例打个折吗, 多出来的面积要不要补: named, and not asked for
_NAMED_SIZES = ((re.compile(r"比例|增速|占比"), frozenset({"%"})), (re.compile("面积"), _AREAS))
_ASKS_WHETHER = re.compile(r"(?:吗|嘛|么|吧|不|没|没有)[？?]?$|(.)[不没]\1")
_TOTAL_ASKED = re.compile(r"(?:基金|资金|投资)\S{0,4}(?:规模|总额|盘子|有多大)")
# 几个百亿级产业 are counted
_SUM_ASKED = re.compile(rf"{_MUCH}(?:百(?!分)|千|万|亿|元|资金)|{_MUCH}个(?:百万|千万|亿)(?!级)")
_MONEY_ASKED = re.compile(
    rf"{_MUCH}(?:[角分个]?钱|块|毛|补助|补贴|奖励|奖金|资助|扶持)|(?:奖励?|补助?|给予?|拿到?|领取?|补?贴|资助|扶持|支持|发放?)(?:是|了|到)?{_MUCH}(?![\u4e00-\u9fff])|金额"
    r"|(?:奖|补|资助)\S{0,6}(?:标准|额度)|\bhow much(?= ?(?:$|\?)| (?:is|are|was|were|do|does|did|can|could|may|will|would|should|must|money|support|subsidy|funding|cash|of|per|the|an?)\b)"
)
_DAY_ASKED = re.compile(
    r"(?:什么|啥)时候|何时|几时|哪一?[天年日]|哪个月|几月|(?<!第)几号|到哪年|截止|截至|\bwhen(?= (?:is|are|was|were|do|does|did|will|can|may|must|should)\b)|(?:^|\b(?:and|until|by|since|from) )when\b|\bdeadline"
)
# 几家单位联合办展，没错吧: some, where what comes last asks whether
_SOME = re.compile(
    r"(?<![哪第])几(?=[^，。；！？,;!?]*[，。；！？,;!?](?:[^？?]*[^？?什怎])?(?:吗|嘛|[^什怎多]么|吧|[^要得]不|没|没有)[？?]?$)"
)
_PHONE = re.compile(
    r"(?<!\d)(?:0\d{2,3}[-—–－ 、)）]{0,3}(?:\d{3,4}[- ]?\d{4}|\d{4}[- ]\d{3})|1[3-9]\d{9}|\d{7,8}|400[- ]?\d{3}[- ]?\d{4}|12\d{3})(?!\d)"
)
# What counts nothing: the number of the clause, of a document (〔2017〕4号), a year
_NO_FIGURE = re.compile(
    r"^\s*(?:第[\d一二三四五六七八九十百]+[条款]|[(（]?[\d一二三四五六七八九十]{1,3}[)）.、．])"
    r"|(?<!\d)0\d{2,3}\s?[-—–]\s?\d{3,4}[- ]?\d{4}(?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)"
    r"|[〔\[(（][12]\d{3}[〕\])）]\d*号?|(?<!\d)[12]\d{3}年?(?!\d|[万元亿人家个])"
)
_CELL = re.compile(r"(?:^|\|)\s*[¥￥]?\d[\d,.]*\s*(?=\||$)", re.MULTILINE)
_PART_OF_YEAR = re.compile(r"\d{1,2}月|每年|年度|[季年月][初底末]|季度|[上下]半年|工作日")
_DAYS = re.compile(r"[\d一二三四五六七八九十百]个?(?:工作)?日")  # 四十日: how long, or the day of a month


@lru_cache(maxsize=ASKED_KEPT)
def wanted(question: str) -> Kinds:
    """What an answer to `question` must hold one of; empty where it asks for words, and any text may answer.

    >>> sorted(wanted("要提前多少亩通知")), sorted(wanted("电话是多少")), sorted(wanted("怎么申报"))
    (['亩', '格'], ['电话'], [])
    """
    folded = _SOME.sub(" ", fold(question))
    kinds: set[str] = {kind for kind, (asked, _) in _NAMED.items() if asked.search(folded)}
    if _PHONE_ASKED.search(folded):
        return frozenset({PHONE, *kinds})
    if _DAY_ASKED.search(folded):
        kinds |= {DAY, *TIME}
    if _SHARE_ASKED.search(folded):
        kinds |= {"%", CELL}
    if _MONEY_ASKED.search(folded):
        kinds |= {*_GRANTED, CELL}
    if _TOTAL_ASKED.search(folded) or _SUM_ASKED.search(folded):
        kinds |= {*MONEY, CELL}
    if _AREA_ASKED.search(folded):
        kinds |= {*_AREAS, CELL}
    for word, units in _NAMED_SIZES if not _ASKS_WHETHER.search(folded) else ():
        if word.search(folded):
            kinds |= {*units, CELL}
    asked = list(_UNIT_ASKED.finditer(folded))
    for written in (found["unit"] for found in asked if found["unit"]):
        unit = canonical_unit(written)
        kinds |= {CELL, *(TIME if unit in TIME else MONEY if unit in MONEY else (unit, *_ALSO.get(written, ())))}
    if not kinds and _COUNT_ASKED.search(folded):
        return frozenset({COUNT, CELL})
    return frozenset(kinds or ({FIGURE, CELL} if asked else ()))


@lru_cache(maxsize=KEPT)
def stands_in(text: str) -> Kinds:
    """What `text` holds that a question may want.

    >>> sorted(stands_in("提前四十日书面告知，电话0352—5102236"))
    ['天', '数', '日期', '电话']
    """
    folded = fold(text)
    units = {one.unit for one in quantities(_NO_FIGURE.sub(" ", folded).replace("一次性", " "))}
    found = {one.unit for one in quantities(folded)} - {""}
    if units - _NO_COUNT:
        found.add(COUNT)
    if parse_amounts(text):  # 叁拾万元整
        found.add("元")
    if _PHONE.search(folded):
        found.add(PHONE)
    found |= {kind for kind, (_, held) in _NAMED.items() if held.search(folded)}
    if _DAYS.search(folded):
        found.add("天")
    if _DAYS.search(folded) or _PART_OF_YEAR.search(folded) or next(iter(parse_dates(folded)), None) is not None:
        found.add(DAY)
    if _CELL.search(folded):
        found.add(CELL)
    if found - {DAY, *_NAMED} or any(character.isdigit() for character in _NO_FIGURE.sub("", folded)):
        found.add(FIGURE)
    return frozenset(found)


# What a question wants, as an answer calls it that does not find it
_CALLED = {
    **dict.fromkeys(MONEY, "金额"), "人": "人数", "户": "户数", "家": "家数", "次": "次数", "%": "比例", "平方米": "面积", "亩": "面积", "公顷": "面积", "岁": "年龄",
    "分": "分数", DAY: "时间", PHONE: "电话", **{kind: kind for kind in _NAMED}, **dict.fromkeys(TIME, "时间"),
}  # fmt: skip
NUMBER = "数量"
CALLED = tuple(dict.fromkeys((*_CALLED.values(), NUMBER)))


def called(kinds: Kinds) -> tuple[str, ...]:
    """What is wanted, by the names of `CALLED`; none where a text was wanted.

    >>> called(wanted("要多少人从业才算")), called(wanted("要几辆车才够")), called(wanted("奖励多少"))
    (('人数',), ('数量',), ('金额', '比例'))
    """
    found = {_CALLED.get(kind, NUMBER) for kind in kinds - {CELL}}
    return tuple(name for name in CALLED if name in found)


def wants_money(kinds: Kinds) -> bool:
    """Whether a sum or a share may be what is wanted: not where the question names another unit (多少人)."""
    return not kinds or bool(kinds & {*_GRANTED, FIGURE})


def may_stand_in(kinds: Kinds, folded: str) -> int:
    """What `fits` says of a whole document, folded, seen at a glance: by the signs that each kind is written with."""
    if not kinds:
        return 0
    signs = {unit for unit in kinds if unit not in (PHONE, DAY, FIGURE, COUNT, CELL, *_NAMED)}
    found = (
        bool(kinds & {FIGURE, COUNT})
        or any(sign in folded for sign in signs)
        or (PHONE in kinds and bool(_PHONE.search(folded)))
        or any(kind in kinds and held.search(folded) for kind, (_, held) in _NAMED.items())
        or (DAY in kinds and bool(_DAYS.search(folded) or _PART_OF_YEAR.search(folded)))
    )
    return 1 if found else -1


def fits(kinds: Kinds, held: Kinds) -> int:
    """1 where a text holds what is wanted, -1 where it does not, 0 where nothing of a kind is wanted."""
    return 0 if not kinds else 1 if kinds & held else -1
