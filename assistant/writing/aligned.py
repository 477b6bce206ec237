"""A sentence laid along the clause that it tells: which stretches they share, and what stands between them on either side. Pure.

Where words before and behind agree and those between do not (市级示范社 for 省级示范社), something was put in the place of something
else; that shows without any list of words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

SHORTEST = 2  # characters that a shared stretch has
LONGEST_GAP = 10  # characters that may stand between two of them on either side
LEADING = 3  # characters that must agree in front of one that was put for another
_FAR = 40
_NOTHING = re.compile(
    r"[的了和与及或、,;:。.!?()\"《》是为将对在于其该此等并且由按以之所被把可能会也还就都则即到至给予各个一得要有指说|*\-]+"
)
# Characters of a kind: one in the place of another says something else
KIN = (
    "东西南北", "前后", "内外", "上下", "左右", "首末", "国省市州县区乡镇村", "甲乙丙丁", "一二三四五六七八九十", "0123456789", "年季月周日时", "进出", "买卖", "新旧", "有无",
    "含除", "或且和并", "可应", "可须", "可必", "增减", "升降", "多少", "大中小微", "高低", "abcde", "次户家人件项亩吨台", "先后", "正副", "公私", "收支", "早晚", "首次再",
)  # fmt: skip


SIDES = (
    "东西南北",
    "正副",
    "左右",
    "甲乙丙丁",
    "上下",
    "前后",
    "内外",
    "早晚",
    "进出",
    "买卖",
    "高低",
    "增减",
    "升降",
    "公私",
)


@dataclass(frozen=True, slots=True)
class Block:
    """`length` characters at `said` in the sentence that stand at `stated` in the clause."""

    said: int
    stated: int
    length: int


@dataclass(frozen=True, slots=True)
class Edit:
    """What stands between two shared stretches: in the sentence and in the clause, and the two stretches themselves."""

    said: str
    stated: str
    before: str
    after: str

    @property
    def put_in(self) -> str:
        """The telling characters that only the sentence has."""
        return _NOTHING.sub("", self.said)

    @property
    def left_out(self) -> str:
        """The telling characters that only the clause has."""
        return _NOTHING.sub("", self.stated)


def blocks(said: str, stated: str) -> list[Block]:
    """The shared stretches in the order of the sentence, each as long as it can be, near the one before it in the clause."""
    found: list[Block] = []
    at, last = 0, 0
    while at < len(said) - 1:
        length = SHORTEST
        if said[at : at + length] not in stated:
            at += 1
            continue
        while at + length < len(said) and said[at : at + length + 1] in stated:
            length += 1
        words = said[at : at + length]
        ahead, behind = stated.find(words, last), stated.rfind(words, 0, max(last, length))
        place = ahead if ahead >= 0 and (ahead - last <= _FAR or behind < 0) else behind if behind >= 0 else ahead
        found.append(Block(at, place, length))
        at, last = at + length, place + length
    return found


def edits(said: str, stated: str, shared: Sequence[Block]) -> Iterator[Edit]:
    """What differs between neighbouring shared stretches that stand in the same order on both sides.

    >>> said, stated = "省级示范社一次性奖励5万元", "对市级示范社一次性给予奖励3万元"
    >>> [(one.said, one.stated) for one in edits(said, stated, blocks(said, stated))]
    [('', '给予'), ('5', '3')]
    """
    for one, other in pairwise(shared):
        ours = (one.said + one.length, other.said)
        theirs = (one.stated + one.length, other.stated)
        if ours[1] - ours[0] <= LONGEST_GAP and 0 <= theirs[1] - theirs[0] <= LONGEST_GAP and (ours[0] < ours[1] or theirs[0] < theirs[1]):  # fmt: skip
            yield Edit(
                said[slice(*ours)], stated[slice(*theirs)],
                said[one.said : ours[0]], said[other.said : other.said + other.length],
            )  # fmt: skip


def swapped(said: str, stated: str, shared: Sequence[Block]) -> Iterator[Edit]:
    """One character behind a shared stretch in the place of another of its kind: 大厦二楼 where the clause has only 大厦三楼.

    Figures are left out: they are compared as figures.

    >>> said, stated = "设在商会大厦二楼", "地点在沂蒙路商会大厦三楼"
    >>> [(one.said, one.stated) for one in swapped(said, stated, blocks(said, stated))]
    [('二', '三')]
    """
    for one in shared:
        end = one.said + one.length
        if one.length < LEADING or end + 1 >= len(said) or said[end].isdigit() or not said[end + 1].isalnum():
            continue
        before = said[max(one.said, end - LEADING - 1) : end]
        behind = set(_behind(before, stated))
        put = said[end]
        if any(words[:1] == put for words in behind):
            continue
        rivals = {words[0] for words in behind if words[1:] == said[end + 1]}
        for out in sorted(rivals):
            if any(put in kin and out in kin for kin in KIN):
                yield Edit(put, out, before, said[end + 1])


def turned(said: str, stated: str) -> Iterator[Edit]:
    """A side in the place of another before the same two characters: 东看台 where the clause has only 西看台.

    >>> [(one.said, one.stated) for one in turned("在东看台一层", "设在体育中心西看台一层")]
    [('东', '西')]
    """
    for at, put in enumerate(said):
        after = said[at + 1 : at + 3]
        for kin in SIDES:
            if put in kin and len(after) == 2 and after.isalpha() and after[0] != "于" and put + after not in stated:
                for out in kin.replace(put, ""):
                    if out + after in stated:
                        yield Edit(put, out, "", after)


def _behind(words: str, stated: str) -> Iterator[str]:
    """The two characters behind every place where `words` stand."""
    at = stated.find(words)
    while at >= 0:
        at += len(words)
        yield stated[at : at + 2]
        at = stated.find(words, at)


def _piece_before(words: str) -> str:
    return re.split(r"[,;:。、()!?|的对]", words)[-1]


def are_kin(one: str, other: str) -> bool:
    """Whether two words differ in one character only, and by two of a kind: 东街 and 西街, 期满前 and 期满后.

    >>> are_kin("鼓楼西街", "鼓楼东街"), are_kin("期满后", "期满前"), are_kin("补贴", "补助")
    (True, True, False)
    """
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    if len(one) != 1 or len(other) != 1 or one.isdigit() or other.isdigit():  # figures are compared as figures
        return False
    return any(one in kin and other in kin for kin in KIN)
