"""Clause text in, what it refers to out: 《titles》 and document numbers, verbatim and in order."""

from __future__ import annotations

import re

from corpus.text.normal import fold

# 《关于…的意见》, one level of titles inside titles; only true title marks: <p> and < 5 are no titles
_TITLE = re.compile(r"《(?:[^《》\n]|《[^《》\n]{1,120}》|\n(?=[^《》\n])){1,200}》")
# [2018]145 号, (2018)12号, 【2019】第 4 号, 令第588号: what follows the letters of a number
_YEAR_AND_NUMBER = re.compile(
    r"\s?[\[(<]\s?(?:19|20)\d{2}\s?[\])>]\s?(?:第\s?)?\d{1,5}\s?号|令\s?第?\s?(?:\d{1,5}|[一二三四五六七八九十百零]{1,6})\s?号"
)
# 国函, 昌州党办发, 新政发, 东府办, 财建: the letters before the year
_LETTERS = re.compile(r"[\u4e00-\u9fff]{1,12}$")
# Words that stand before a number and are not of it: 根据国发, 批复国函, 印发的新政发, 文件要求执行兰政发
_NOT_OF_NUMBER = (
    r"根据|按照|依据|依照|遵照|参照|遵循|落实|执行|贯彻|印发|下发|转发|发布|废止|通知|意见|批复|办法|规定|文件|方案"
    r"|引用|引述|援引|提到|提及|涉及|了|以及|详见|关于|附件|(?:省政府|市政府|国务院)(?=[\u4e00-\u9fff])|第[一二三四五六七八九十百]{1,4}条|的|和|及|与|或|是|由|照|见|为|在|以|即|号|依|按"
)
# 原松政发〔2019〕3号: the number that was; 原政发 may be a county's own letters
_FORMER = re.compile(r"原(?![政党府办委发函])[\u4e00-\u9fff]{2}")
_LAST_OUTSIDE_WORD = re.compile(rf"^[\u4e00-\u9fff]*(?:{_NOT_OF_NUMBER})")


# (略) (此处略) (名单略) ……略: left out at publication
_OMITTED = re.compile(r"\([\u4e00-\u9fff]{0,6}略\)|(?:……|\.{3,6})\s?略")


def is_omitted(text: str) -> bool:
    """Whether words of the clause were left out at publication.

    >>> is_omitted("1.加大人才引进支持力度。（略）"), is_omitted("实施创新战略（五年）")
    (True, False)
    """
    return _OMITTED.search(fold(text)) is not None


def parse_references(text: str) -> tuple[str, ...]:
    """Each 《title》 and document number once, in order of first mention.

    >>> parse_references("落实《创新人才办法（试行）》（昌州党办发〔2017〕4号）")
    ('《创新人才办法（试行）》', '昌州党办发〔2017〕4号')
    >>> parse_references("根据国函〔2018〕145 号要求")
    ('国函〔2018〕145 号',)
    """
    folded = fold(text)
    found: dict[str, int] = {}
    for match in _TITLE.finditer(text):
        found.setdefault(match[0], match.start())
    for match in _YEAR_AND_NUMBER.finditer(folded):
        start = _number_start(folded, match.start())
        if start < match.start():
            found.setdefault(text[start : match.end()], start)
    return tuple(sorted(found, key=lambda reference: found[reference]))


def _number_start(folded: str, end: int) -> int:
    """Where the letters of a document number begin that end at `end`; `end` where there are none."""
    window = max(0, end - 12)
    letters = _LETTERS.search(folded[window:end])
    if letters is None:
        return end
    outside = _LAST_OUTSIDE_WORD.match(letters[0])
    kept = letters[0][outside.end() :] if outside else letters[0]
    if _FORMER.match(kept):
        kept = kept[1:]
    return end - len(kept)
