"""What of a question stands against a sentence without a figure: another place, another time, something that whoever asks lacks. Pure."""

from __future__ import annotations

import re
from datetime import date

from corpus.measure import Span, When
from corpus.places.gazetteer import Place, places_in, relation
from corpus.quantities.times import parse_times
from corpus.text.normal import fold

# 不是省级出口品牌, 没进过库, 未备案: not what asks (能不能, …没？), and not what says the contrary of a lack (没错, 不管)
_LACKED = re.compile(
    r"(?:并?不是|不属于|不算|不在|没有?(?:能|再|被|去|来)?|未[能经被]?|无(?!锡|人机|论|障碍)|还没)(?P<what>[\u4e00-\u9fffA-Za-z0-9“”\"]{2,20})"
)
_ASKS = re.compile(r"有没有|是不是|能不能|没错|没问题|不管|(?:没有?|不是|不)(?:吗|呢|吧|的?[?？]|$)")
_BEFORE = re.compile(r"\s?(?:\(?含?\)?(?:及|或)?(?:以前|之前)|前|止|及以前)")
_AFTER = re.compile(r"\s?(?:\(?含?\)?(?:及|或)?(?:以后|之后)|起|后)")
_MONTH_OR_DAY = (
    31  # days that a date may last and still be one that somebody tells of herself; a year names editions too
)


def lacks(question: str) -> tuple[str, ...]:
    """What whoever asks says she is not or has not.

    >>> lacks("安徽外贸厂，不是省级出口品牌，自己去参展给吗"), lacks("个体户能不能报，没有吗")
    (('省级出口品牌',), ())
    """
    asked = fold(question)
    held = [Span(*found.span()) for found in _ASKS.finditer(asked)]
    found = (match for match in _LACKED.finditer(asked) if not any(span.overlaps(Span(*match.span())) for span in held))
    return tuple(match["what"] for match in found)


def is_elsewhere(question: str, sentence: str) -> bool:
    """Whether the sentence names places, the question too, and none of its places is one of them, in one or around one.

    >>> is_elsewhere("金融服务中心设在成都对吧", "支持重庆设立金融服务中心"), is_elsewhere("番禺养鱼", "广州市的农户")
    (True, False)
    """
    told = _places(sentence)
    asked = _places(question) if told else []
    return bool(asked) and all(relation(mine, other) == "elsewhere" for mine in asked for other in told)


def _places(text: str) -> list[Place]:
    return [place for found in places_in(text) for place in found.candidates]


def times_held(question: str, sentence: str) -> tuple[bool, bool]:
    """Whether all days and months that the question tells lie in stretches of time that the sentence names, and whether any lies in none.

    Years alone do not count: they name the edition of a policy as often as a time.

    >>> times_held("2023年3月才拿到贷款", "对2022年第四季度获得贷款的"), times_held("2023年3月才拿到", "2023年1月1日以后的")
    ((False, True), (True, False))
    """
    own = [when for when in parse_times(question) if (when.last - when.first).days < _MONTH_OR_DAY]
    told = [_opened(when, fold(sentence)) for when in parse_times(sentence)]
    if not own or not told:
        return False, False
    inside = [any(first <= when.last and when.first <= last for first, last in told) for when in own]
    return all(inside), not all(inside)


def _opened(when: When, text: str) -> tuple[date, date]:
    """The stretch with the end that the words behind it open: 2016年2月23日及之前, 2017年1月1日起."""
    if _BEFORE.match(text, when.span.end):
        return date.min, when.last
    if _AFTER.match(text, when.span.end):
        return when.first, date.max
    return when.first, when.last
