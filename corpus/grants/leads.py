"""What the sentence that opens a list asks of whoever any of its items is for: 对服务面积500亩以上的服务组织，按环节补助：1.… 2.…

An item says only what tells it from the others; what the list says once holds for each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.measure import Benefit, Span
from corpus.quantities.quantities import stretches
from corpus.text.plain import Plain, plain

_ITEM = (
    r"(?:[(（]?\d{1,2}[.、)）]|[(（][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,2}(?:、|是)|[①-⑳]|[-•●])"
)
_OPENS = re.compile(rf"(?P<lead>[^。;!?\n:|]{{6,160}}):\n?(?={_ITEM})")
# 民办养老机构收住本市户籍老年人:自理老人每人每月60元,半失能100元: a row of sums behind a colon, in one sentence
_ROW = re.compile(
    r"(?:^|[。;!?\n])(?P<lead>[^。;!?\n:|]{6,120}):(?=[^\n。;:|]{2,60}?[\d一二三四五六七八九十百千][万亿]?元[^\n。:|]{1,60}?元)"
)
_STOP = re.compile(r"[。\n]")
_NEXT_ITEM = re.compile(_ITEM)
_LAST = re.compile(r"(?:^|[。;!?\n:])(?P<lead>[^。;!?\n:|]{6,160}):$")
# What is asked stands between 对 and the act; it ends in the 的 that whoever is meant stands behind
_FOR = re.compile(r"^.{0,60}?(?:(?<![面针相应])对于?|凡是?)(?=[^,]{4})")
_ACT = re.compile(
    r",?(?:按照?|分别|分档|分级|给予|予以|一次性|享受|发放|可(?:享受|申请)|实行|执行|奖励|补助|补贴|资助)(?:.{0,20})$"
)
_NUMBERED = re.compile(
    rf"^(?:{_ITEM}|第[一二三四五六七八九十百]{{1,3}}条|[一二三四五六七八九十]{{1,3}}、)*(?:[^,的]{{1,14}}[ 。])?"
)
_ASKS = re.compile(
    r"\d|以上|以下|首次|新(?!增|型)|符合|取得|获|达到|超过|参加|入选|通过|承办|引进|购|建|租|接入|实现|签订|从事|开展|完成|满"
)
_TELLS_NOTHING = re.compile(r"以下|下列|如下|上述|有关|相关|符合条件|标准|情形|情况|要求")


@dataclass(frozen=True, slots=True)
class Lead:
    """What a list asks, in its words, where they stand in the source, and the stretch of the source in which its items do."""

    text: str
    span: Span
    items: Span


def leads_in(text: str, offset: int = 0) -> tuple[Lead, ...]:
    """The lists of a clause that ask something once for all items; spans are shifted by `offset`.

    >>> [lead.text for lead in leads_in("对托管面积在500亩以上的服务组织，按环节补助：1.深松每亩15元；2.播种每亩8元。")]
    ['托管面积在500亩以上']
    """
    source = plain(text)
    lists = tuple(_leads(source, offset))
    return (*lists, *(row for row in _rows(source, offset) if not any(row.span == each.span for each in lists)))


def _leads(source: Plain, offset: int) -> Iterator[Lead]:
    words = source.words
    for opening in _OPENS.finditer(words):
        asked = _asked(words, *opening.span("lead"))
        if asked is not None:
            end = _end_of_list(words, opening.end())
            yield Lead(source.verbatim(*asked), source.span(*asked, offset), source.span(opening.end(), end, offset))


def _rows(source: Plain, offset: int) -> Iterator[Lead]:
    words = source.words
    for opening in _ROW.finditer(words):
        asked = _asked(words, *opening.span("lead"), is_whole=True)
        stop = _STOP.search(words, opening.end())
        end = stop.start() if stop else len(words)
        if asked is not None:
            yield Lead(source.verbatim(*asked), source.span(*asked, offset), source.span(opening.end(), end, offset))


def lead_above(text: str, offset: int, items: Span) -> Lead | None:
    """What a clause asks that ends by opening a list, whose items are clauses of their own in the stretch `items`."""
    source = plain(text)
    opening = _LAST.search(source.words.rstrip())
    asked = None if opening is None else _asked(source.words, *opening.span("lead"))
    return None if asked is None else Lead(source.verbatim(*asked), source.span(*asked, offset), items)


def _asked(words: str, start: int, end: int, *, is_whole: bool = False) -> tuple[int, int] | None:
    start += len(_NUMBERED.match(words[start:end])[0])  # type: ignore[index]
    if found := _FOR.match(words[start:end]):
        start += found.end()
    if act := _ACT.search(words[start:end]):
        end = start + act.start()
    last = words.rfind("的", start, end)
    if is_whole and last < 0:
        last = end
    if last - start < 4:
        return None
    told = words[start:last]
    return (start, last) if _ASKS.search(told) and not _TELLS_NOTHING.search(told) else None


def _end_of_list(words: str, start: int) -> int:
    """Where the items end: at the first line that is none."""
    end = words.find("\n", start)
    while end >= 0 and _NEXT_ITEM.match(words, end + 1):
        end = words.find("\n", end + 1)
    return len(words) if end < 0 else end


def with_leads(rows: Sequence[Benefit], leads: Sequence[Lead]) -> list[Benefit]:
    """The rows of items with what their list asks before what they ask themselves."""
    return [_with_leads(row, [lead for lead in leads if lead.items.contains(row.span)]) for row in rows]


def _with_leads(row: Benefit, leads: Sequence[Lead]) -> Benefit:
    for lead in reversed(leads):
        units = {bound.unit for bound in stretches(lead.text)} & {bound.unit for bound in stretches(row.condition)}
        if (
            lead.text not in row.condition and lead.text not in row.recipient and not units
        ):  # a band of its own is enough
            said = f"{lead.text},{row.condition}" if row.condition else lead.text
            row = replace(row, condition=said, evidence=(*row.evidence, ("condition", lead.span)))
    return row
