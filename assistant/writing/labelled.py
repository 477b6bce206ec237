"""The figures of a text, each with the words that say what it is of: its piece, its place in a list, its row and column. Pure.

五星级、四星级分别奖励30万元、20万元: 30万元 is of 五星级, 20万元 of 四星级. In a table a cell is of its row's names and its column's head.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from assistant.writing.counted import COUNTED_UNITS as _COUNTED_UNITS
from assistant.writing.counted import Number, numbers_of
from corpus.quantities.quantities import Stretch, stretches

SENTENCE = re.compile(r"[。;!?\n]")
COMMA = re.compile(r"[,;。!?\n]")
_SEPARATOR = re.compile(r"(?:元|%|/[\u4e00-\u9fff.]{1,3})*(?:[、,]|以?及|和|与|或)+(?:最高|分别|按|各)*")
_ITEM = re.compile(r"[、]|以及|和(?!谐)|与(?!会)|或者?|及(?!以)")
_EMPTY = re.compile(
    r"那?(?:也?就是|即为?|算是|算)|标准|额度|金额|奖励?|补[贴助]?|给予?|可以?|拿到?|领取?|获得?|得到?|享受?|最[高多]|不超过|分别|一次性|每|按|约|大[约概]|合计|一共|共计?|累计|封顶|上限|的话|[的为是能再还又则就都会有到将个了在,、\d.%元万亿]"
)
_UNIT_OF = re.compile(r"\((?:单位:)?(?P<size>[千百]?[万亿])?(?:(?P<money>元)|(?P<unit>[\u4e00-\u9fff]{1,3}))\)")
_REACH = 90
NO_QUANTITY = frozenset({"clause", "nth", "clock", "grade"})  # kinds of numbers that only point at something


@dataclass(frozen=True, slots=True)
class Labelled:
    """A number with the words of its own piece or cells (`label`), those of its whole sentence, and the numbers beside it."""

    number: Number
    label: str
    sentence: str
    beside: frozenset[tuple[str, object]] = frozenset()
    is_bound: bool = False  # 突破5亿元, 500万元以上: it is no grant
    is_listed: bool = False  # one of a row of figures that a row of things stands before
    bands: tuple[Stretch, ...] = ()  # for whom it is, where a band says so: 投入50万元—200万元的,补助15%


@lru_cache(1024)
def labelled(text: str) -> tuple[Labelled, ...]:
    """The figures of a plain text (lines of tables with bars).

    >>> [(one.label, str(one.number.value)) for one in labelled("五星级、四星级分别奖励30万元、20万元")]
    [('五星级,分别奖励', '300000'), ('四星级,分别奖励', '200000')]
    """
    found: list[Labelled] = []
    head: list[str] = []
    start, read = 0, 0
    every = numbers_of(text)
    for end in [*(match.start() for match in SENTENCE.finditer(text)), len(text)]:
        sentence = text[start:end]
        first = read
        while read < len(every) and every[read].start < end:
            read += 1
        if sentence.count("|") >= 1:
            cells = sentence.split("|")
            if first == read or not head or len(head) != len(cells):
                head = cells
            found += _of_row(cells, head if head is not cells else [""] * len(cells), sentence, start)
        elif first < read:
            found += _of_sentence(sentence, start, every[first:read])
        start = end + 1
    return tuple(found)


def _of_row(cells: Sequence[str], head: Sequence[str], row: str, start: int) -> Iterator[Labelled]:
    at = start
    for number, cell in enumerate(cells):
        named = "|".join(other for place, other in enumerate(cells) if place != number and not re.match(r"\d", other))
        for one in numbers_of(cell):
            words = cell[: one.start] + "," + cell[one.end :]
            moved = Number(one.value, one.kind, at + one.start, at + one.end)
            if one.kind == "bare":
                moved = _with_unit(moved, head[number])
            beside = frozenset(other.key for other in numbers_of(row)) - {one.key, moved.key}
            yield Labelled(
                moved,
                f"{named},{head[number]},{words}",
                row,
                beside,
                _is_bound(cell, one),
                False,
                _bands_of_row(cells, head, number),
            )
        at += len(cell) + 1


def _bands_of_row(cells: Sequence[str], head: Sequence[str], number: int) -> tuple[Stretch, ...]:
    found: list[Stretch] = []
    for place, cell in enumerate(cells[:number]):
        unit = _UNIT_OF.search(head[place])
        size = unit["size"] if unit and unit["size"] and not re.search(r"[万亿]", cell) else ""
        words = re.sub(r"(?<=\d)(?=[-~至(]|$|以|及)", size, cell) if size else cell
        found += stretches(words, "元" if unit and unit["money"] else unit["unit"] if unit else "")
    return tuple(found)


def _with_unit(one: Number, head: str) -> Number:
    """A bare figure below 标准（元） or 比例（%）."""
    value = one.value
    if isinstance(value, str):
        return one
    if unit := re.search(r"\(?([千百]?[万亿])?元", head):
        size = {"万": 10**4, "亿": 10**8, "千万": 10**7, "百万": 10**6}.get(unit[1] or "", 1)
        return Number(value * size, "元", one.start, one.end)
    return Number(value, "%", one.start, one.end) if "%" in head else one


def _of_sentence(sentence: str, start: int, read: Sequence[Number]) -> Iterator[Labelled]:
    """The figures of the sentence that begins at `start` of the text in which they were read."""
    numbers = [
        Number(one.value, one.kind, one.start - start, one.end - start) for one in read if one.kind not in NO_QUANTITY
    ]
    cuts = [match.start() for match in COMMA.finditer(sentence)]
    for run in _runs(sentence, numbers):
        left = max((cut + 1 for cut in cuts if cut < run[0].start), default=0)
        right = min((cut for cut in cuts if cut >= run[-1].end), default=len(sentence))
        kin = [one for one in numbers if one.kind == run[0].kind]
        before = max([left, *(one.end for one in kin if one.end <= run[0].start)])
        behind = min([right, *(one.start for one in numbers if one.start >= run[-1].end)])
        own = sentence[before : run[0].start]
        if run[0].kind == "phone":
            before = max([0, *(one.end for one in numbers if one.kind == "phone" and one.end <= run[0].start)])
            own = sentence[before : run[0].start]
        while len(_EMPTY.sub("", own)) < 2 and left > 0:  # 那就是80万元: what it is of stands in the piece before
            left = max((cut + 1 for cut in cuts if cut + 1 < left), default=0)
            own = sentence[left : run[0].start]
            if run[0].start - left > _REACH:
                break
        tail = re.split("[、和及]", sentence[run[-1].end : behind])[0][:8]
        items = _items(sentence[max(0, run[0].start - _REACH) : run[0].start], len(run)) if len(run) > 1 else None
        previous = max((cut + 1 for cut in cuts if cut + 1 < left), default=0)
        beside = frozenset(
            one.key for one in numbers if previous <= one.start < right and one not in run and one.start < run[0].start
        )
        floor = max(
            [
                0,
                *(
                    one.end
                    for one in numbers
                    if one.end <= run[0].start and one.kind == run[0].kind and not _is_bound(sentence, one)
                ),
            ]
        )
        bands = tuple(stretches(sentence[floor : run[0].start])) if len(run) == 1 else ()
        for place, one in enumerate(run):
            label = f"{items[0][place]},{items[1]}" if items else own
            lead = sentence[run[place - 1].end : one.start].strip("、,和") if place else ""
            moved = Number(one.value, one.kind, start + one.start, start + one.end)
            yield Labelled(
                moved,
                f"{lead}{label}{',' + tail if tail and not items else ''}",
                sentence,
                beside,
                _is_bound(sentence, one),
                items is not None,
                bands,
            )


def _is_bound(sentence: str, one: Number) -> bool:
    return bool(re.match(r"\(?不?含?\)?(?:以上|以下|以内|[-至到~]|的|及以)", sentence[one.end :])) or bool(
        re.search(
            r"(?:达到?|超过|不低于|不少于|不足|突破|(?<![不未])满|\d[万亿千百元%]*[-至到~])$", sentence[: one.start]
        )
    )


def _runs(sentence: str, numbers: Sequence[Number]) -> Iterator[list[Number]]:
    """Figures of one kind with nothing but separators between them together."""
    run: list[Number] = []
    for one in numbers:
        if run and not (one.kind == run[-1].kind and _SEPARATOR.fullmatch(sentence[run[-1].end : one.start])):
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _items(before: str, count: int) -> tuple[list[str], str] | None:
    """The list of `count` things nearest in front of a row of figures, and the words that all of them share."""
    for piece in reversed(list(re.finditer(r"[^,;:。()]+", before))):
        items = _ITEM.split(piece[0])
        if len(items) == count:
            last = re.match(r"[^\d的]{1,10}?(?:级|等|类|星级|档|度|生|者|工|师|奖|赛|名|企业|机构|中心|园区|基地|项目|平台|标准|产品|专利|商标|人才)?(?=的|$|机构|企业|分别|按|每)", items[-1])  # fmt: skip
            cut = last.end() if last and last.end() else min(8, len(items[-1]))
            shared = items[-1][cut:]
            return [*(item[-12:] for item in items[:-1]), items[-1][:cut]], shared + before[piece.end() :]
    return None


def grams(words: str) -> set[str]:
    """Pairs of neighbouring telling characters."""
    return {words[n : n + 2] for n in range(len(words) - 1) if words[n].isalnum() and words[n + 1].isalnum()}


def holds(bands: Sequence[Stretch], given: Sequence[Number]) -> bool | None:
    """Whether the person's figures lie in the bands; None where none is of their kind."""
    answers = []
    for band in bands:
        kind = {"年": "months", "月": "months", "天": "days"}.get(band.unit, band.unit)
        kind = "count" if len(kind) == 1 and kind in _COUNTED_UNITS else kind
        size = 12 if band.unit == "年" else 1
        kin = [(one.start, one.value) for one in given if one.kind == kind and isinstance(one.value, Decimal)]
        own = {value / size for start, value in kin if start >= 0}
        same = own or {value / size for _, value in kin}
        if len(same) == 1:
            held = band.holds(same.pop())
            answers.append(True if held is None else held)
    return None if not answers else all(answers)
