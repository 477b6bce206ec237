"""Clause text in, what it refers to out: 《titles》 and document numbers, verbatim and in order."""

from __future__ import annotations

import re

from corpus.normal import fold

# <关于…的意见>, one level of titles inside titles
_TITLE = re.compile(r"<(?:[^<>\n]|<[^<>\n]*>)+>")
# 国函[2018]145 号, 昌州党办发[2017]4号, 国办发(2018)12号
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,10}\s?[\[(]\s?(?:19|20)\d{2}\s?[\])]\s?(?:第\s?)?\d{1,4}\s?号")
# Words that the number's letters cannot begin with: 根据国发〔2018〕1号 -> 国发〔2018〕1号
_NOT_IN_NUMBER = re.compile(r"^.*(?:根据|按照|依据|依照|通知|意见|批复|办法|以及|和|及|与|的|是|由|照|见|为)")


def parse_references(text: str) -> tuple[str, ...]:
    """Each 《title》 and document number once, in order of first mention.

    >>> parse_references("落实《创新人才办法（试行）》（昌州党办发〔2017〕4号）")
    ('《创新人才办法（试行）》', '昌州党办发〔2017〕4号')
    """
    folded = fold(text)
    found: dict[str, int] = {}
    for match in _TITLE.finditer(folded):
        found.setdefault(text[match.start() : match.end()], match.start())
    for match in _NUMBER.finditer(folded):
        start = match.start()
        head = _NOT_IN_NUMBER.match(match[0].split("[")[0].split("(")[0])
        if head and head.end() < len(match[0]) - 4:
            start += head.end()
        found.setdefault(text[start : match.end()], start)
    return tuple(sorted(found, key=lambda reference: found[reference]))
