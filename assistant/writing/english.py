"""A sentence written in English, as the Chinese words and figures that the check compares. Pure.

CNY 1.8 million becomes 180万元, three years 3年, up to 最高; the words of the field come from the glossary of
`assistant.reading`. What comes out is no sentence: figures, marks and terms in the order of the English one.
"""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.reading.gloss import to_chinese
from assistant.reading.language import language_of

_SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"
_TENS = {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "ninety": "90", "hundred": "100", "half": "0.5"}
_WORDS = {word: Decimal(number) for number, word in enumerate(_SMALL.split())}
_WORDS |= {word: Decimal(number) for word, number in _TENS.items()}
_MONTH_NAMES = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTHS = {form: number for number, name in enumerate(_MONTH_NAMES, 1) for form in (name, name[:3])}
_SIZES = {"thousand": 10**3, "k": 10**3, "million": 10**6, "m": 10**6, "mn": 10**6, "billion": 10**9, "bn": 10**9}
_N = rf"(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\b(?:{'|'.join(_WORDS)})\b)"
_MONEY = re.compile(
    rf"(?:(?P<sign>cny|rmb|yuan|¥|￥)\s?(?P<one>{_N})(?:[\s-]?(?P<size>thousand|million|billion|mn|bn|k|m)\b)?"
    rf"|(?P<other>{_N})(?:[\s-]?(?P<many>thousand|million|billion|mn|bn|k|m))?[\s-]?(?:cny|rmb|yuan)\b)",
    re.IGNORECASE,
)
_LARGE = re.compile(rf"(?P<one>{_N})[\s-]?(?P<size>thousand|million|billion)\b", re.IGNORECASE)
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = re.compile(
    rf"\b(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m>{_NAMES})\.?|(?P<n>{_NAMES})\.? (?P<e>\d{{1,2}})(?!\d)(?:st|nd|rd|th)?)(?:,? (?P<y>\d{{4}}))?",
    re.IGNORECASE,
)
_MONTH = re.compile(rf"\b(?P<m>{_NAMES})\.? (?P<y>20\d\d)", re.IGNORECASE)
_UNITS = (
    (r"(?:working|business) days?", "个工作日"), (r"(?:calendar |natural )?days?", "日"), (r"months?", "个月"), (r"years?(?! old)", "年"), (r"hours?", "小时"),
    (r"(?:people|persons?|employees?|workers?|staff|graduates?|students?|trainees?|members?)", "人"),
    (r"(?:companies|company|firms?|enterprises?|businesses|stores?|shops?)", "家"), (r"(?:sqm|square met(?:er|re)s?|m²|m2)", "平方米"),
    (r"(?:tonnes?|tons?)", "吨"), (r"mu", "亩"), (r"(?:items?|pieces?)", "件"), (r"households?", "户"), (r"beds?", "张"), (r"vehicles?", "辆"),
    (r"(?:per ?cent|percent|%)", "%"), (r"times", "次"), (r"years? old", "周岁"), (r"projects?", "个项目"),
)  # fmt: skip
_AGED = re.compile(
    r"\b(?:aged?|ages|age of)(?: over| above)? (?P<n>\d{2,3}(?: ?(?:to|-|–|and) ?\d{2,3})?)(?!\d)", re.IGNORECASE
)
_ORDINAL = re.compile(r"\b(\d+)(?:st|nd|rd|th)\b", re.IGNORECASE)
_DOLLARS = re.compile(
    rf"(?:us ?\$|\$|usd ?)\s?(?P<one>{_N})(?:[\s-]?(?P<size>thousand|million|billion|mn|bn|k|m)\b)?", re.IGNORECASE
)
_COUNTED = tuple((re.compile(rf"(?P<n>{_N})[\s-]?(?:full |consecutive |new |whole )?{unit}(?![a-z])", re.IGNORECASE), name) for unit, name in _UNITS)  # fmt: skip
_SAID = tuple(
    (re.compile(rf"(?<![a-z])(?:{english})(?![a-z])", re.IGNORECASE), chinese)
    for english, chinese in (
        (r"(?:(?:may|must|shall|should|can|will) )?not (?:be )?(?:more than|exceed\w*|above|over)|no more than|up to|at most|cap(?:ped)?(?: at| of)?|maximum(?: of)?|ceiling(?: of| at)?|limited to|a limit of|not to exceed", "最高"),
        (r"(?:(?:may|must|shall|should|can|will) )?not (?:be )?(?:less than|fewer than|below|under)|no (?:less|fewer) than|at least|minimum(?: of)?", "不低于"),
        (r"or (?:more|above|over|higher)|and (?:above|over)|or older", "以上"), (r"or (?:less|below|under|fewer)", "以下"),
        (r"under(?= +(?:第|the |this |these |section|point|item))", ""), (r"provincial capitals?", "省会城市"),
        (r"more than|over|exceed(?:s|ing|ed)?|above|greater than|beyond", "超过"), (r"less than|fewer than|below|under", "低于"),
        (r"(?:paper|hard|printed) (?:cop(?:y|ies)|documents?|forms?|materials?)", "纸质材料"),
        (r"reach(?:es|ed|ing)?", "达到"), (r"within", "以内"),
        (r"one[- ](?:off|time)|lump[- ]sum|single payment|once only|once", "一次性"),
        (r"(?:per|each|every|a|/) ?year|annual(?:ly)?|yearly", "每年"), (r"(?:per|each|every|a|/) ?month|monthly", "每月"),
        (r"quarterly|per quarter|each quarter", "每季度"),
        (r"(?:must|may|shall|should|can|could|will) ?not|cannot|can't|mustn't|(?:is|are) (?:not|never) (?:allowed|permitted|eligible|entitled)(?: to)?|prohibited(?: from)?|forbidden", "不得"),
        (r"(?:need|do|does|is|are) not (?:need|have|required?)(?: to)?|needn't|no need(?: to| for)?|not required(?: to)?|without (?:having to|needing to)", "无需"),
        (r"must|shall|(?:is|are) (?:required|obliged)(?: to)?|required(?: to)?|ha(?:s|ve) to|needs? to|mandatory|compulsory", "应当"),
        (r"may|can|could|optional(?:ly)?|(?:is|are) (?:allowed|permitted)(?: to)?", "可以"),
        (r"only|solely|exclusively", "只"), (r"all|whoever|regardless of|no matter|whatever|irrespective of", "全部"),
        (r"as long as|so long as|simply by|just need(?: to)?|nothing else|automatically", "只要"),
        (r"not|no|never|without|neither|nor|excluded?|excluding|except|ineligible", "不"),
        (r"national(?:[- ]level)?|state[- ]level", "国家级"), (r"provincial(?:[- ]level)?|province[- ]level", "省级"),
        (r"(?:municipal|city|prefecture)(?:[- ]level)?", "市级"), (r"(?:county|district)[- ]level", "区县级"),
        (r"first[- ]time|for the first time", "首次"), (r"newly", "新"), (r"or", "或"), (r"and also|as well as", "同时"),
        (r"apply|application|applications|applies", "申请"), (r"valid until|until|by(?= +\d)", "至"), (r"before", "前"), (r"after", "后"),
    )
)  # fmt: skip
_LATIN = re.compile(
    r"(?<![\da-z])(?!(?-i:[A-Z]{2,3}|[B-HJ-Z])(?![A-Za-z'’-]))[a-z'’\"-]+", re.IGNORECASE
)  # TC, A and B stay: classes


def in_chinese(text: str) -> str:
    """An English sentence in Chinese words and figures, any other as it is.

    >>> in_chinese("Newly recognised national platforms get a one-off CNY 1.8 million for three years.")
    '新 认定 国家级 平台 给予 一次性 180万元 3年'
    """
    if language_of(text) != "en":
        return text
    said = text.replace("’", "'").replace("**", "")
    said = _MONEY.sub(lambda found: f" {_yuan(found['one'] or found['other'], found['size'] or found['many'])} ", said)
    said = _DOLLARS.sub(lambda found: f" {_money(found['one'], found['size'])}美元 ", said)
    said = _DAY.sub(_day, said)
    said = _MONTH.sub(lambda found: f" {found['y']}年{_MONTHS[found['m'].lower()]}月 ", said)
    said = _LARGE.sub(lambda found: f" {_plain(_number(found['one']) * _SIZES[found['size'].lower()])} ", said)
    said = _AGED.sub(lambda found: f" {re.sub(r'[^0-9]+', '-', found['n'])}周岁 ", said)
    said = _ORDINAL.sub(r" 第\1 ", said)
    for pattern, unit in _COUNTED:
        said = pattern.sub(lambda found, unit=unit: f" {_plain(_number(found['n']))}{unit} ", said)  # type: ignore[misc]
    for pattern, chinese in _SAID:
        said = pattern.sub(f" {chinese} ", said)
    if language_of(said) == "en":
        said = to_chinese(said)
    words = _LATIN.sub(" ", said).replace(" .", "").replace("给补助", "给予").replace("所有", "").split()
    return re.sub(r"(?<=\d) (?=\d)", "，", " ".join(words))


def _number(words: str) -> Decimal:
    return _WORDS[words.lower()] if words.lower() in _WORDS else Decimal(words.replace(",", ""))


def _yuan(words: str, size: str | None) -> str:
    return f"{_money(words, size)}元"


def _money(words: str, size: str | None) -> str:
    """1.8 million as 180万."""
    sum_ = _number(words) * _SIZES[size.lower()] if size else _number(words)
    return f"{_plain(sum_ / 10_000)}万" if sum_ >= 10_000 else _plain(sum_)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _day(found: re.Match[str]) -> str:
    month = _MONTHS[(found["m"] or found["n"]).lower()]
    year = f"{found['y']}年" if found["y"] else ""
    return f" {year}{month}月{int(found['d'] or found['e'])}日 "
