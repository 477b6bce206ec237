"""A text in, its telephone numbers out, each whole and where it stands. Pure.

A number is written in groups with spaces, dashes or brackets between them, and an extension behind it; what makes digits a
telephone number is that the groups are as long as those of one: an area code and seven or eight digits, eleven of a mobile,
400 and seven. Seven or eight digits or a short service number alone are one only behind a word for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.measure import Span
from corpus.text.normal import fold

_GAP = r"[\s\-/.]{0,2}"  # within a number, folded: — and － are -
_LOCAL = rf"(?:[2-9]\d{{2,3}}{_GAP}\d{{4}})"  # 6234 5678, 62345678, 1234567 behind an area code only
_AREA = r"0(?:10|2\d|[3-9]\d{2})"
_ABROAD = r"(?:\+?\s?\(?(?:00)?86\)?[\s-]{0,2})"
# 转801、802: two extensions of one number, whole numbers behind it are none
_EXTENSION = (
    r"(?:[\s,(]{0,2}(?:转(?:接|分机)?|分机(?:号)?)\s?(?:分机(?:号)?|接)?[:\s]{0,2}\d{1,6}"
    r"(?:\s?[、,/或和及至]\s?(?:转)?\d{2,6}(?![\d-]|\s?(?:万|亿|元|年|%|月|日)))*\)?|-\d{1,5}(?!\d))"
)
# 0551-62345678/79: the last digits of a second number
_LAST_DIGITS = r"(?:/\d{1,4}(?![\d./-]|\s?(?:万|亿|元|年|%|月|日)))"
_WHOLE = (
    rf"\(?{_AREA}\)?[\s-]{{0,3}}(?:\d{{3,4}}{_GAP}\d{{4}}|\d{{4}}[\s-]\d{{3}})(?!\d)",
    rf"(?:{_ABROAD}\(?0?(?:10|2\d|[3-9]\d{{2}})\)?[\s-]{{0,3}}(?:\d{{3,4}}{_GAP}\d{{4}})(?!\d))",
    r"[48]00[\s-]?(?:\d{3}[\s-]?\d{4}|\d{4}[\s-]?\d{3}|\d[\s-]?\d{3}[\s-]?\d{3})(?!\d)",
    rf"{_ABROAD}?1[3-9]\d(?:[\s-]?\d{{4}}[\s-]?\d{{4}})(?!\d)",
)
_NOT_BEHIND = r"(?<![\d.\-\[+])"
_NOT_BEFORE = r"(?![\d.]\d|\s?(?:万|亿|元|年|%|号文|吨|亩))"
_NUMBER = re.compile(rf"{_NOT_BEHIND}(?P<number>(?:{'|'.join(_WHOLE)}))(?:{_EXTENSION}|{_LAST_DIGITS})?{_NOT_BEFORE}")
# Behind a word for it, or behind another number and what parts two of them
_SHORT = re.compile(
    rf"(?P<number>(?:\d{{7,8}}|{_LOCAL}|1\d{{4}}|9[56]\d{{3,4}})(?!\d)(?:{_EXTENSION}|{_LAST_DIGITS})?){_NOT_BEFORE}"
)
_ALSO = re.compile(r"\s?(?:\([^()\d]{1,8}\))?\s?(?:[、,;/和或及]|\s)\s?")
_WORD = re.compile(r"电话|热线|拨打|致电|座机|手机|传真|联系方式|(?<=[\s(;,。:])tel\b|号码")
_FAR = 12  # characters that a name may take between the word and its number
_UP_TO_NUMBER = re.compile(r"[^\d。;\n]*")
_OF_DOCUMENT = re.compile(r"[〔\[(]\s?(?:19|20)\d{2}\s?[〕\])]$")


def telephones(text: str) -> Iterator[Span]:
    """Where each telephone number stands, its extension with it, in order.

    >>> told = "电话：（0551）6234 5678、62345679，0551—62345678转分机801；400-820-8820。预算1234567元"
    >>> [span.of(told) for span in telephones(told)]
    ['（0551）6234 5678', '62345679', '0551—62345678转分机801', '400-820-8820']
    """
    folded = fold(text)
    found = [Span(*match.span()) for match in _NUMBER.finditer(folded) if not _of_a_document(folded, match.start())]
    taken = {at for span in found for at in range(span.start, span.end)}
    for word in _WORD.finditer(folded):
        gap = _UP_TO_NUMBER.match(folded, word.end())
        if gap and gap.end() - word.end() <= _FAR and gap.end() not in taken:
            found += _short_at(folded, gap.end(), taken)
    row = list(found)
    while row:
        also = _ALSO.match(folded, row.pop().end)
        more = _short_at(folded, also.end(), taken) if also else []
        found += more
        row += more
    yield from sorted(found)


def _of_a_document(folded: str, start: int) -> bool:
    return _OF_DOCUMENT.search(folded[max(0, start - 8) : start]) is not None


def _short_at(folded: str, place: int, taken: set[int]) -> list[Span]:
    match = _SHORT.match(folded, place)
    if match is None or place in taken:
        return []
    taken.update(range(*match.span()))
    return [Span(*match.span())]
