"""What an answer says: the words it must say, compared by value, and whether it says yes, no, or that it depends."""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.answer import Answer
from assistant.writing.values import MARKS, plain, valued_words
from corpus.text.normal import chinese_number
from eval.facts import is_stated, stands_in
from eval.wide.set import Verdict

_NUMERAL = re.compile(r"[零一二两三四五六七八九十百千万亿]+")
_SIZED = re.compile(r"(\d+(?:\.\d+)?)([百千万亿]+)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_SIZES = {"百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_SENTENCE = re.compile(r"[。！？!?；;\n]|\.(?=\s|$)")
# At the head of the first sentence only: inside a quotation 不得 or 可以 is the document's word, not the answer's
_VERDICTS: tuple[tuple[Verdict, re.Pattern[str]], ...] = (
    (
        "depends",
        re.compile(r"(?:不一定|视|要看|得看|看情况|看|取决于|分情况|it depends|depends|that depends)", re.IGNORECASE),
    ),
    (
        "no",
        re.compile(
            r"(?:不是|不对|不能|不可|不行|不符合|不需要|不用|不必|不算|不会|不在|不予|不享受|不属于|不够|不满足|没有|并非|并不|否|无需|未)|no\b|not\b",
            re.IGNORECASE,
        ),
    ),
    (
        "yes",
        re.compile(
            r"(?:是的|可以|能(?![源量])|符合|需要|属于|对(?=[,，的]|$)|是(?=[,，]|$)|有(?=[,，的]|$)|要(?=[,，的]|$)|行(?=[,，]|$)|会(?=[,，的]|$))|yes\b",
            re.IGNORECASE,
        ),
    ),
)


def says(fact: str, text: str) -> bool:
    """Whether `text` says `fact`: width, spaces, kinds of numerals and ways to write a sum set aside.

    >>> says("20万元", "奖励200,000元"), says("50岁以下", "年龄五十岁以下"), says("5万户", "覆盖50000户"), says("2件", "12件")
    (True, True, True, False)
    """
    return is_stated(fact, text) or stands_in(_canonical(fact), _canonical(text))


def _canonical(text: str) -> str:
    """`text` plain, every sum, share and day as its value, every other numeral in Arabic digits."""
    words = plain(MARKS.sub("", text))
    parts, place = [], 0
    for start, length, value in sorted(valued_words(words), key=lambda found: (found[0], -found[1])):
        if start >= place:
            worth = f"{value[1].normalize():f}" if isinstance(value[1], Decimal) else str(value[1])
            parts += [_arabic(words[place:start]), f"<{value[0]}{worth}>"]
            place = start + length
    return "".join([*parts, _arabic(words[place:])])


def _arabic(words: str) -> str:
    words = _SIZED.sub(_unsized, _THOUSANDS.sub("", words))
    return _NUMERAL.sub(
        lambda found: str(number) if (number := chinese_number(found[0])) is not None else found[0], words
    )


def _unsized(found: re.Match[str]) -> str:
    value = Decimal(found[1])
    for size in found[2]:
        value *= _SIZES[size]
    return f"{value.normalize():f}"


def verdict_of(answer: Answer) -> Verdict | None:
    """The answer's own verdict where it has that field, else the one its first sentence begins with; None: it has none."""
    own = getattr(answer, "verdict", None)
    if own is not None or hasattr(answer, "verdict"):
        return own if own in ("yes", "no", "depends") else None
    return verdict_in(answer.text)


def verdict_in(text: str) -> Verdict | None:
    """What the first sentence of `text` begins with.

    >>> verdict_in("不能。个体户不在范围内。"), verdict_in("可以，满一年即可[1]。"), verdict_in("一次性奖励30万元。")
    ('no', 'yes', None)
    """
    first = next((part for part in _SENTENCE.split(text.strip()) if part.strip()), "").strip(" 「“\"'：:")
    return next((verdict for verdict, pattern in _VERDICTS if pattern.match(first)), None)
