"""What a band is of: 年营业收入1亿元至5亿元的,…,5亿元至10亿元的,… says it once, and every band behind the first means it too."""

from __future__ import annotations

import re

from corpus.grants.recipients import HIDDEN, Stretch

_FAR = 240  # characters between a band and the one before it
# 5亿元以上, 超过5亿元: a band that says not of what
_BARE = re.compile(r"(?:(?:超过|达到?|不足|不满|突破|低于|高于|大于|小于)?\d|[一二三四五六七八九十百千]+[万亿])")
_HEAD = re.compile(r"[^\d,;。:]{2,24}?(?=(?:[一二三四五六七八九十百千]+[万亿]|\d))")
# How the first band is compared belongs to it alone where the next has a comparison of its own
_COMPARED = re.compile(
    r"(?:(?:首次|新|均|累计)?(?:达到?|超过|突破|不足|不满|未满|满|低于|高于|大于|小于|不低于|不少于|不超过|在|为|介于)(?:了|到)?(?:或者?)?)+$"
)
_OWN_BOUND = re.compile(r"以上|以下|以内|不[足满]|未满|超过|达到?|突破|低于|高于|大于|小于|[至到~-](?=\d)|之间")
_UNIT = re.compile(rf"\d[\d.]*[十百千万亿]*[{HIDDEN}]*(?P<unit>[^\d.,\-~至到十百千万亿{HIDDEN}])")
_SAME = {"㎡": "平", "名": "人", "位": "人"}
_ITEM = rf"[{HIDDEN}]|\d{{1,2}}[.、)]|[一二三四五六七八九十]是|[①-⑳]"
# Bands stand in one sentence, or each in an item of one list
_PARTED = re.compile(rf"。(?!\n)|\n(?!{_ITEM})")


def measured_before(words: str, band: Stretch, before: Stretch, end_of_before: int) -> Stretch | None:
    """What `band` is of, told by the band `before`; None where it says so itself, or is no band, or counts other things.

    >>> words = "年营业收入1亿元至5亿元的奖励15万元,5亿元至10亿元的奖励40万元"
    >>> words[slice(*measured_before(words, (20, 28), (0, 12), 19))]
    '年营业收入'
    """
    start, end = band
    if start >= end or not _BARE.match(words, start) or start - end_of_before > _FAR:
        return None
    if _PARTED.search(words, end_of_before, start) or _unit(words, band) != _unit(words, before):
        return None
    head = _HEAD.match(words, *before)
    if head is None or _BARE.match(words, before[0]):
        return None
    stop = head.end()
    if _OWN_BOUND.search(words, start, end) and (compared := _COMPARED.search(words, head.start(), stop)):
        stop = compared.start()
    return (head.start(), stop) if stop - head.start() > 1 else None


def same_measure(words: str, band: Stretch, before: Stretch, end_of_before: int) -> bool:
    """Whether `band`, bare like the one `before`, goes on with what that is of."""
    bare = all(one[0] < one[1] and _BARE.match(words, one[0]) for one in (band, before))
    near = band[0] - end_of_before <= _FAR and not _PARTED.search(words, end_of_before, band[0])
    return bare and near and _unit(words, band) == _unit(words, before)


def without_band(words: str, recipient: Stretch, band: Stretch) -> Stretch:
    """年营业收入1亿元至5亿元的|企业, for another band: whom the first band names, without the first band."""
    head = words.rfind("的", *recipient) + 1
    own = head and _UNIT.search(words, recipient[0], head) and _BARE.match(words, band[0])
    return (head, recipient[1]) if own else recipient


def _unit(words: str, band: Stretch) -> str:
    """The first letter of what the figures of a band count: 元, 平, 人."""
    found = _UNIT.search(words, *band)
    return _SAME.get(found["unit"], found["unit"]) if found else ""
