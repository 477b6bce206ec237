"""Which part of the clause a figure of a sentence is told of: what stands around it, and what stands around its rivals there. Pure.

A figure that the clause has may still be another one's: the amount of another level, the share for another district, the day of
another step. So every figure is taken with its surroundings, up to the next of its kind, and those of the sentence are laid on those
of the clause. Words of the clause count the more the fewer figures they stand at, so that free wording costs nothing: only what
tells one figure of the clause from another is compared.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.writing.counted import Key, Number
from assistant.writing.found import Evidence
from assistant.writing.labelled import SENTENCE, Labelled, grams, holds, labelled
from assistant.writing.marks import marks_of
from assistant.writing.telling import telling
from corpus.quantities.quantities import Stretch

_STOP = re.compile(r"[,;。、|()!?:\n]")
_PIECE = re.compile(r'[,;。:!?()"\n]')
_RELATIVE = ("一半", "减半", "半数", "半价")  # half of something told is no figure of its own
_REACH = 30  # characters of a sentence in front of a figure in which its marks are looked for
_NAMING = frozenset(
    {"level", "grade", "star", "skill", "degree", "size", "home", "side", "per", "rhythm", "anchor", "first"}
)  # dimensions that name which figure is meant
POINTS = frozenset(
    {"phone", "date", "month", "days", "work day", "clock"}
)  # kinds that are one's own more surely than a sum is
GRANTED = ("元", "%")  # kinds of figures that are some recipient's even where nothing beside them says so
# What a sum is counted by, and from when a time runs: only figures have these
_PER = (
    ("per", "firm", re.compile(r"每家|每户企业|每企业|单户企业|同一企业|单个企业|单家企业|(?:每个?|一家)(?:企业|单位|主体|公司)")),
    ("per", "person", re.compile(r"每人|人均|每名|每位|/人")),
    ("per", "item", re.compile(r"单站|每站|每个(?:站|产品)|单个产品|每张|每件|每项|每个项目|单个?项|每条|单条|单件|每台|每辆|每套|每间|每栋|每单|每笔|每批|每场|单场|每期|每架次|每列|每吨|每亩|每平方?米|每千瓦")),
    ("anchor", "issue", re.compile(r"(?:发布|印发|公布|施行)之日")),
    ("anchor", "next", re.compile(r"次月|次日|次年|下个?月|下一年")),
    ("anchor", "same", re.compile(r"当月|当日|当年|当天")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure with the telling pairs around it and the marks of its surroundings."""

    number: Number
    words: frozenset[str]
    marks: frozenset[tuple[str, str]]
    is_bound: bool = False  # 出资不少于1000万元: it is nobody's grant
    bands: tuple[Stretch, ...] = ()  # for whom it is, where a band says so


def look(found: Evidence, said: str, stated: str, given: Sequence[Number], skipped: frozenset[Key]) -> None:
    """How the figures of `said` stand to those of the clauses.

    `given` are the person's figures, which lie in one band and not in another; `skipped` are figures of the question and the left
    sides of equations.
    """
    theirs = placed(stated)
    weights = _weights(theirs)
    for one in _placed(said, within=_REACH):
        words = said[one.number.start : one.number.end]
        if one.number.key in skipped or words in _RELATIVE:
            continue
        own = [other for other in theirs if other.number.key == one.number.key]
        rivals = [
            other for other in theirs if other.number.kind == one.number.kind and other.number.key != one.number.key
        ]
        if not own:
            continue
        if rivals:
            able = [other for other in rivals if not _excludes(one, other)]
            if able:
                lead = lead_of(one, own, able, weights)
                found.most("nearer another figure", words, lead)
                if one.number.kind in POINTS:
                    found.most("nearer another point", words, lead)
            lies = [holds(other.bands, given) for other in own]
            if all(one is False for one in lies) and any(holds(other.bands, given) for other in rivals):
                found.most("band of another figure", words)
        for name in _against(one, own, rivals):
            found.most(name, words)
        if _is_singled_out(one, own, rivals):
            found.most("mark of its own figure", words)
            found.owned.add(words)


def lead_of(
    one: Placed, own: Sequence[Placed], rivals: Sequence[Placed], weights: Mapping[str, float]
) -> float:  # fmt: skip
    """By how much the surroundings of a figure fit those of another figure better than its own; 0 to about 1."""

    def fit(other: Placed) -> float:
        shared = sum(weights[gram] for gram in sorted(one.words & other.words))
        return shared / math.sqrt(1 + sum(weights[gram] for gram in sorted(other.words)))

    told = sum(weights.get(gram, 0.0) for gram in sorted(one.words))
    return (max(map(fit, rivals)) - max(map(fit, own))) / math.sqrt(1 + told)


def _against(one: Placed, own: Sequence[Placed], rivals: Sequence[Placed]) -> Iterator[str]:
    """The marks at a figure (省级, 每人, 次月) that exclude those at it in the clause, or that only another figure has there."""
    for dimension in sorted({name for name, _ in one.marks} & _NAMING):
        mine = _of(one, dimension)
        if any(mine & _of(other, dimension) for other in own):
            continue
        marked = all(_of(other, dimension) for other in own)
        if marked:
            yield "mark against the figure's"
        if (marked or (one.number.kind in GRANTED and not one.is_bound)) and any(
            mine & _of(other, dimension) for other in rivals
        ):
            yield "mark of another figure"


def _is_singled_out(one: Placed, own: Sequence[Placed], rivals: Sequence[Placed]) -> bool:
    """Whether a mark at the figure is its own in the clause and none of its rivals': 省级80万元 beside 国家级200万元."""
    return any(
        (mine := _of(one, dimension)) <= set().union(*(_of(other, dimension) for other in own))
        and any(_of(other, dimension) for other in rivals)
        and not any(mine & _of(other, dimension) for other in rivals)
        for dimension in {name for name, _ in one.marks} & _NAMING
    )


def _excludes(one: Placed, other: Placed) -> bool:
    """Whether a mark of one is another than the other's: what is told of 五星级 is not the figure of 四星级."""
    return any(
        bool(theirs := _of(other, dimension)) and not theirs & _of(one, dimension)
        for dimension in {name for name, _ in one.marks} & _NAMING
    )


def _of(one: Placed, dimension: str) -> set[str]:
    return {name for other, name in one.marks if other == dimension}


def _weights(theirs: Sequence[Placed]) -> dict[str, float]:
    count = Counter(gram for one in theirs for gram in one.words)
    return {gram: math.log((len(theirs) + 1) / n) for gram, n in count.items()}


@lru_cache(64)
def placed(text: str) -> tuple[Placed, ...]:
    """The figures of a plain text of clauses with their surroundings."""
    return tuple(_placed(text))


def _placed(text: str, within: int | None = None) -> Iterator[Placed]:
    every = labelled(text)
    ends = [match.start() for match in SENTENCE.finditer(text)] + [len(text)]
    starts = [0, *(end + 1 for end in ends[:-1])]
    by_sentence: dict[int, list[Labelled]] = {}
    for one in every:
        by_sentence.setdefault(bisect_right(starts, one.number.start) - 1, []).append(one)
    for one in every:
        number = one.number
        if "|" in one.sentence:
            words, marks = one.label, _marks(one.label)
        else:
            at = bisect_right(starts, number.start) - 1
            kin = [
                other.number
                for other in by_sentence[at]
                if other is not one and other.number.kind == number.kind and not (one.is_listed and other.is_listed)
            ]
            words, marked = _around(text, one, kin, starts[at], ends[at], within)
            marks = _marks(marked)
            if one.is_listed:  # 五星级、四星级分别奖励30万元、20万元: of the words before them only what one item has
                several = Counter(dimension for dimension, _ in marks)
                words = one.label
                marks = _marks(one.label) | {mark for mark in marks if several[mark[0]] == 1}
        yield Placed(number, frozenset(grams(telling(words))), frozenset(marks), one.is_bound, one.bands)


def _around(
    text: str, one: Labelled, kin: Sequence[Number], start: int, end: int, within: int | None
) -> tuple[str, str]:
    """The words around a figure: those that say what it is of, and those in which its marks stand."""
    number = one.number
    before = max((other.end for other in kin if other.end <= number.start), default=start)
    if before > start and (stop := _STOP.search(text, before, number.start)):
        before = stop.start()
    behind = min((other.start for other in kin if other.start >= number.end), default=end)
    stop = _STOP.search(text, number.end, end)
    piece = stop.start() if stop else end
    after = text[number.end : piece]
    if one.is_bound:  # 误差30%以上的,取消补助: what follows is what it is for
        after = text[number.end : behind]
        cut = max(after.rfind(","), after.rfind("、"))
        after = after[:cut] if behind < end and cut > 0 else after
    words = f"{one.label},{text[before : number.start]},{after}"
    near = before if within is None else max(before, number.start - within)
    stop = _PIECE.search(text, number.end, behind)
    until = stop.start() if stop else behind if behind == end else min(behind, number.end + 4)
    return words, f"{one.label}#{text[near:until]}"


def _marks(text: str) -> frozenset[tuple[str, str]]:
    return marks_of(text) | {(dimension, name) for dimension, name, pattern in _PER if pattern.search(text)}
