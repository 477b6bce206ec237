"""The words before 分别 in, those among whom it hands out the sums out: levels, grades, thresholds, or a list of names.

A member is put together from pieces of the text: in 国家、省级高新技术企业 the noun belongs to both levels, in
突破1亿元、5亿元的企业 each threshold is a condition of the one recipient.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.grants.recipients import (
    ENDS_IN_ENTITY,
    FIRST_ENTITY,
    GENERIC,
    HIDDEN,
    PARTY,
    RECOGNISED,
    Stretch,
    Subject,
    ends_in,
)

_AND = re.compile(r"、|以及|及(?!以[上下内])|[和与或]")
_LEVEL_NAME = (
    "国家|省部|省内|国内|省|自治区|直辖市|兵团|市|州|盟|地区|区|县|旗|镇|乡|国际|全国|全省|全市|世界|行业|地方|团体"
    "|特等|[一二三四五六][等级类档]|第[一二三四五六]|[a-e甲乙丙](?=[级类等])|(?:国家)?(?:[1-5]a|a{2,5})|特|冠|亚|季|金|银|铜"
)
LEVEL = rf"(?:{_LEVEL_NAME})(?:级|等|类|档|名|军)?(?:奖(?!励|补|金))?"
# 国家、省认定的: who recognises has a level too, and gets nothing
_LEVELS = re.compile(
    rf"(?:{LEVEL})(?:(?:、|以及|[及和与或])(?:{LEVEL}))+(?!认定|评定|批准|命名|授予|备案|财政|有关|主管|相关|部门)"
)
# 国家级一、二、三等奖; A、B、C类
_GRADE = "[特一二三四五六甲乙丙丁a-e]|[1-5]a?"
_GRADES = re.compile(
    rf"(?:(?:国家|省部?|市|州|县|区|自治区)级?)?(?P<list>(?:{_GRADE})(?:[、和及](?:{_GRADE}))+)(?P<kind>(?:等奖|等级|等|级|类|档|星级|星)"
    rf"(?:[^,;:。、的\d{HIDDEN}]{{0,6}}?(?:{PARTY}))?)"
)
# 1亿元、5亿元和10亿元; 10%、20%; 5家、10家: what has to be reached is not who gets it
_AMOUNT = r"\d[\d.,]{0,8}(?:[十百千]?[万亿]?(?:美?元|人次|人|名|家|户|件|项|个百分点|个|台|套|亩|吨|辆|倍|平方米|次|千瓦时)|[十百千]?[万亿]|%)(?:\(含\)|\0{3})?"
_BOUND = r"(?:(?:\(不?含\)|\0{3,4})?(?:及|含)?以[上下内])?(?:\(不?含\)|\0{3,4})?"
# 1000万元及以上至2000万元、2000万元以上至5000万元、5000万元以上: each a band of its own
_BAND = rf"{_AMOUNT}{_BOUND}(?:[至到~-]{_AMOUNT}{_BOUND})?"
_ENDS_IN_BOUND = re.compile(r"(?:(?:\(不?含\)|\0{3,4})?(?:及|含)?以[上下内])(?:\(不?含\)|\0{3,4})?$")
_OF_A_BAND = re.compile(r"以[上下内]|\d[^、]{0,6}[至到~-]\d")
_THRESHOLDS = re.compile(
    rf"(?:{_BAND}|\d[\d.,]{{0,8}}(?=[、和及]))(?:(?:、|以及|[及和与或])(?:{_BAND}|\d[\d.,]{{0,8}}(?=[、和及])))+"
)


@dataclass(frozen=True, slots=True)
class Member:
    """One of those among whom 分别 hands out the sums, in pieces of the text: 国家 + 高新技术企业.

    `condition` is given where it is the member's own: 首次突破 + 5亿元.
    """

    recipient: tuple[Stretch, ...]
    condition: tuple[Stretch, ...] | None = None


def _readings(words: str, stretch: Stretch) -> list[list[Stretch]]:
    """A list cut at 、 only, with its last member cut at 和, and cut at every conjunction."""
    start, end = stretch
    cuts = [match.span() for match in _AND.finditer(words, start, end)]
    commas = [cut for cut in cuts if words[cut[0]] == "、"]
    after = commas[-1][1] if commas else start
    last = [cut for cut in cuts if cut[0] >= after and words[cut[0]] != "、"]
    readings = []
    for chosen in (commas, [*commas, *last[-1:]], [*commas, *last[:1]], cuts):
        edges = [(start, start), *chosen, (end, end)]
        reading = [(a[1], b[0]) for a, b in pairwise(edges)]
        if all(b - a >= 1 for a, b in reading) and len(reading) > 1:
            readings.append(reading)
    return readings


def listed(words: str, subject: Subject) -> list[Stretch]:
    """The recipients that each get the same: 省级孵化器、众创空间 -> two; [] where the recipient is no list."""
    if subject.recipient is None:
        return []
    start, end = subject.recipient
    if _LEVELS.match(words, start, end):
        return []
    for reading in _readings(words, subject.recipient)[1::-1]:
        if all(2 <= b - a <= 24 for a, b in reading):
            return reading
    return []


def distributed(words: str, subject: Subject, count: int) -> list[Member]:
    """The `count` members that 分别 hands the sums to; [] where the phrase has no list of that length.

    Levels come first (国家级、省级孵化器), then thresholds (1亿元、5亿元), then a list of recipients, then any list of the phrase.
    """
    start, end = subject.phrase
    for grades in _GRADES.finditer(words, start, end):
        cuts = [match.span() for match in _AND.finditer(words, *grades.span("list"))]
        if len(cuts) + 1 == count:
            return _grade_members(grades, cuts)
    for levels in _LEVELS.finditer(words, start, end):
        cuts = [match.span() for match in _AND.finditer(words, *levels.span())]
        if len(cuts) + 1 == count:
            return _level_members(words, levels.span(), cuts, subject)
    for thresholds in _THRESHOLDS.finditer(words, start, end):
        cuts = [match.span() for match in _AND.finditer(words, *thresholds.span())]
        if len(cuts) + 1 == count:
            return _threshold_members(words, _without_shared_bound(words, thresholds.span(), cuts), cuts, subject)
    if subject.recipient:
        framed = "的" in words[slice(*subject.recipient)]
        for reading in _readings(words, subject.recipient):
            if len(reading) == count:
                return _with_shared_noun(
                    words, _without_frame(words, reading) if framed else _without_tail(words, reading)
                )
    for reading in _readings(words, subject.phrase):
        if len(reading) == count:
            return _with_shared_noun(words, _without_frame(words, reading))
    return []


def _pieces(span: Stretch, cuts: Sequence[Stretch]) -> list[Stretch]:
    edges = [(span[0], span[0]), *cuts, (span[1], span[1])]
    return [(a[1], b[0]) for a, b in pairwise(edges)]


def _level_members(words: str, levels: Stretch, cuts: Sequence[Stretch], subject: Subject) -> list[Member]:
    found = _pieces(levels, cuts)
    # The noun behind the last level belongs to all of them: 自治区级|企业技术中心
    end = subject.phrase[1]
    for mark in (",", "的"):
        cut = words.find(mark, levels[1], end)
        end = cut if cut > 0 else end
    nouns = _ends_of_nouns(words, levels[1], end)
    recipient = subject.recipient
    within = recipient is not None and recipient[0] <= levels[0] and levels[1] <= recipient[1]
    if recipient and (within or recipient[0] == levels[1] + 1):
        # 国家、行业标准|任务并通过批准的企业: the things have levels, the enterprise has none
        end = nouns[-1] if nouns and end < recipient[1] else recipient[1]
    elif nouns:
        end = nouns[0]
    else:
        return [Member((each,)) for each in found[:-1]] + [Member(((found[-1][0], min(end, levels[1] + 6)),))]
    if words[levels[1] : levels[1] + 1] == "的" and GENERIC.fullmatch(words, levels[1] + 1, end):
        return [Member((each,)) for each in found]  # 金奖、银奖|的企业
    return [Member((each, (levels[1], end)) if end > levels[1] else (each,)) for each in found]


def _ends_of_nouns(words: str, start: int, end: int) -> list[int]:
    """Where the nouns end that name somebody or something; one that begins where another ends is part of it: 科技企业|孵化器."""
    found: list[int] = []
    for match in FIRST_ENTITY.finditer(words, start, end):
        if found and match.start() == found[-1] and len(match[0]) > 1:
            found.pop()
        found.append(match.end())
    return found


def _grade_members(grades: re.Match[str], cuts: Sequence[Stretch]) -> list[Member]:
    """国家级|一、二、三|等奖: each grade with the words around the list."""
    around = [(grades.start(), grades.start("list"))], [grades.span("kind")]
    return [Member((*around[0], each, *around[1])) for each in _pieces(grades.span("list"), cuts)]


def _without_shared_bound(words: str, thresholds: Stretch, cuts: Sequence[Stretch]) -> Stretch:
    """10亿元和50亿元|以上: the bound behind the last of plain thresholds is of them all."""
    start, end = thresholds
    bound = _ENDS_IN_BOUND.search(words, cuts[-1][1], end)
    banded = _OF_A_BAND.search(words, start, cuts[-1][0]) or _OF_A_BAND.search(
        words, cuts[-1][1], bound.start() if bound else end
    )
    return (start, bound.start()) if bound and not banded else thresholds


def _threshold_members(words: str, thresholds: Stretch, cuts: Sequence[Stretch], subject: Subject) -> list[Member]:
    """首次突破|1亿元、5亿元|的企业: one recipient, whose condition is a threshold of its own."""
    recipient = subject.recipient
    if recipient and recipient[0] < thresholds[1] and thresholds[0] < recipient[1]:
        head = words.rfind("的", *recipient) + 1
        recipient = (head, recipient[1]) if thresholds[1] < head < recipient[1] else None
    end = subject.phrase[1]
    for mark in (",", "的"):
        cut = words.find(mark, thresholds[1], end)
        end = cut if cut > 0 else end
    start = subject.phrase[0]
    if recipient and start <= recipient[0] < recipient[1] <= thresholds[0]:
        start = recipient[1]
    named = () if recipient is None else (recipient,)
    return [Member(named, ((start, thresholds[0]), each, (thresholds[1], end))) for each in _pieces(thresholds, cuts)]


# 五星级、四星级、三星级|民宿: members that end alike, and what follows the last
_ENDS_AS_LEVEL = "级类等档型"


def _with_shared_noun(words: str, reading: Sequence[Stretch]) -> list[Member]:
    """A noun that stands behind the last of several grades belongs to each of them."""
    grade = words[reading[0][1] - 1]
    last_start, end = reading[-1]
    after = words.find(grade, last_start, end) + 1
    alike = grade in _ENDS_AS_LEVEL and all(words[stop - 1] == grade for _, stop in reading[:-1])
    if not alike or not 0 < after < end:
        return [Member((each,)) for each in reading]
    return [Member((each, (after, end))) for each in reading[:-1]] + [Member((reading[-1],))]


# 销售额首次突破|1亿元
_REACHES = re.compile(r"(?:突破|达到?|超过|满)(?=[\d一二三四五六七八九十])")


def _without_frame(words: str, reading: Sequence[Stretch]) -> list[Stretch]:
    """The first member without what stands before the list, the last without what follows: 入选的|甲企业、乙企业|落户."""
    (start, first_end), (last_start, end) = reading[0], reading[-1]
    second = reading[1][1] - reading[1][0] if len(reading) > 2 else None
    start = max(start, words.rfind("的", start, first_end) + 1)
    if verb := list(RECOGNISED.finditer(words, start, first_end)):
        start = verb[-1].end() if verb[-1].end() < first_end else start
    elif words[start] in "在从于获" and first_end - start > 2:
        start += 1
    elif second and first_end - start > second + 2 and words[first_end - 1] == words[reading[1][1] - 1]:
        start = first_end - second
    if (reached := _REACHES.search(words, start, first_end)) and reached.end() < first_end:
        start = reached.end()
    if first_end - start >= 2:
        end = _shared_end(words, first_end, last_start, end)
    return [(start, first_end), *reading[1:-1], (last_start, end)]


def _without_tail(words: str, reading: Sequence[Stretch]) -> list[Stretch]:
    """甲企业、乙企业|落户我市: what follows the last member is none of its name, unless it is a name itself."""
    (start, first_end), (last_start, end) = reading[0], reading[-1]
    if first_end - start >= 2 and not ends_in(words, (last_start, end), ENDS_IN_ENTITY):
        end = _shared_end(words, first_end, last_start, end)
    return [*reading[:-1], (last_start, end)]


def _shared_end(words: str, first_end: int, last_start: int, end: int) -> int:
    """Where the last member ends that ends as the first does."""
    tail = words[first_end - 2 : first_end]
    shared = words.find(tail, last_start, end)
    if shared > last_start and (words[shared + 2 : shared + 3] != "的" or tail[-1] not in _ENDS_AS_LEVEL):
        return shared + 2
    return end
