"""Which of two editions of one document a question means: by a year (2020那版, 18年), or by a word (老办法, 新规). Pure.

Rules are rows, each with a line in which it must fire and one in which it must not. What they find filters nothing: the
edition that is meant gains points, the other one loses them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.reading.rules import rule
from corpus.measure import Document
from corpus.text.normal import fold

_PAPER = r"(?:[^，,。;\s]{0,4}?)(?:办法|政策|规定|细则|措施|文件|标准|条例|方案|那版|那份|版)"
OLDER = (
    rule(
        rf"(?:(?<![养敬尊长为])老|旧|原先?的?|以前的?|从前的?|前一?个|上一?个){_PAPER}",
        "按旧的扶持办法奖多少",
        "居家养老条例管不管",
    ),
    rule(r"[老旧]版|上一版(?=[的里给，,]|是|怎)|修订前|[改换]之?前", "上一版给多少", "老板能不能领"),
    rule(r"当时|那会儿|那时候?", "按当时的标准能拿哪几样", "当地有没有补贴"),
)
NEWER = (
    rule(rf"(?:新|现行的?|现在的?|最新的?|修订后的?){_PAPER}", "新办法给多少", "新建厂房按什么标准补"),
    rule(r"新版|新规|修订后|[改换]之?后", "新规怎么说", "新三板怎么奖"),
)
# 新建厂房…标准 is no new edition: what stands between must not begin another word
_NOT_NEW = re.compile(r"新(?:建|增|购|认定|引进|入|开|设|办(?!法)|招|上|能源|型|材料|兴|区|三板|产品)")
_YEAR = re.compile(
    r"(?<!\d)(?:(?P<whole>(?:19|20)\d{2})(?!\d|元|万|个|人|家|平|亩|米|[-—]\d{3})|(?P<short>[012]\d)年(?!期|限|以|内|工|[的之]?久|龄))"
)


@dataclass(frozen=True, slots=True)
class Edition:
    """What a question says of the edition that it means: `years`, or that it is an `older` or a `newer` one."""

    years: tuple[int, ...] = ()
    older: bool = False
    newer: bool = False


def edition_meant(question: str) -> Edition:
    """What `question` says of the edition it means.

    >>> edition_meant("2020那版首次评上4A给多少"), edition_meant("老政策里一辆补多少"), edition_meant("新建的厂房一平补多少")
    (Edition(years=(2020,), older=False, newer=False), Edition(years=(), older=True, newer=False), Edition(years=(), older=False, newer=False))
    """
    folded = fold(question)
    years = tuple(int(found["whole"] or f"20{found['short']}") for found in _YEAR.finditer(folded))
    without = _NOT_NEW.sub("", folded)
    older = any(each.pattern.search(folded) for each in OLDER)
    newer = any(each.pattern.search(without) for each in NEWER)
    return Edition(years, older and not newer, newer and not older)


def means(meant: Edition, older: Document, newer: Document, *, named: bool = False) -> int:
    """1 where the newer of two editions is meant, -1 where the older is, 0 where nothing tells.

    A year means the edition that was in force in it: 2019年那会儿 is before a revision of 2023. If an edition must be
    `named`, only a year in which one of the two began, or was issued, counts.
    """
    began = newer.begins() if meant.years else None
    if began is not None:
        own = {day.year for each in (older, newer) for day in (each.issued, each.begins()) if day}
        sides = {1 if year >= began.year else -1 for year in meant.years if not named or year in own}
        if len(sides) == 1:
            return sides.pop()
    return 1 if meant.newer else -1 if meant.older else 0
