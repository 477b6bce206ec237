"""The text of a file in, the policies in it out, where it holds several: a compiled book, a page of cards, two files in one.

A policy opens where a title stands beside what only the head of a document has: a number of its own, a card's table, the day
it was passed, a salutation after the signature of another. An annex has none of these, or is named by the notice that carries
it; what has no text of its own is an entry in a list. When in doubt a file is one document.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from corpus.identity.effect import bare
from corpus.identity.site_table import is_field
from corpus.identity.titles import (
    ENDS_TITLE,
    FEWEST,
    NUMBER,
    Kind,
    Line,
    find_title,
    joined,
    kind_of,
    scored_block,
    seen_lines,
)
from corpus.measure import Span
from corpus.text.normal import fold, without_markup

_LEAST = 100  # characters that a policy has below its head; an entry of a list has none
_EARLY = 3  # clauses among which the first one must be: a list of annexes may stand above it
_HEAD = 6  # lines between a title and the mark that belongs to it
_LONGEST = 5  # lines of a title
_FIRST = re.compile(r"(?:第\s?[一1]\s?[编章节条]|\(?一[、)]|\(?1[.、)]|①)")
_ANNEX = re.compile(r"附\s?[件录表]\s?[\d一二三四五六七八九十]{0,3}\s?[:：]?$")
_CARD = re.compile(r"(?:发文机[构关]|发布机[构关]|发文单位)\s?[|:：]?")
_CARD_TABLE = re.compile(r"(?:依据文件|发文字号|发文时间|发布日期|工具分类|发文日期)\s?[|:：]?")
_PASSED = re.compile(r"(?:19|20)\d{2}年\d{1,2}月\d{1,2}日.*(?:通过|批准|公布|发布|印发)")
_ABOVE = re.compile(r"索引号|统一编号|主题分类|发文")  # rows of a site's table above a title
_OVER = re.compile(r"(?:\(?此件|抄送|.*印发$|.*(?:19|20)\d{2}年\d{1,2}月\d{1,2}日\)?$)")
_PUBLISHED = re.compile(r"(?:来源|发布|发表|公布|印发).*(?:19|20)\d{2}")
_ENTRY = re.compile(r"\d{1,3}[.、]\s*[\u3400-\u9fff\U00020000-\U0003ffff]{2,40}?(?:关于|印发)")
_DAY_BEHIND = re.compile(r"\((?:19|20)\d{2}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日\s?\)$")
_ANNEX_LINE = re.compile(r"附\s?[件录表]")
_MOST_ANNEXES = 40  # lines that name annexes, the nearest ones
_LETTER = 14  # lines at the top of a notice that may name what it prints
_NO_TITLE = re.compile(r"[。;:|]|(?:表|书|函|名单|解读|答记者问)(?:\([^()]*\))?$")


@dataclass(frozen=True, slots=True)
class Inner:
    """One policy of a file: what it is called, and where it stands in the text."""

    title: str
    span: Span


@dataclass(frozen=True, slots=True)
class _Head:
    start: int  # the line of the title, or the number above it
    title: str
    below: int  # the first line below title and mark
    number: str = ""
    card: bool = False


class _Text:
    """The lines of a file with what is asked of stretches of them: each answer is found without walking through the stretch."""

    def __init__(self, lines: Sequence[Line], kinds: Sequence[Kind]) -> None:
        self.lines, self.kinds = lines, kinds
        self._length = [0, *accumulate(len(line.words) for line in lines)]
        self._clauses = [at for at, kind in enumerate(kinds) if kind == "clause"]
        self._annexes = [at for at, line in enumerate(lines) if _ANNEX_LINE.match(line.words)]

    def has_text(self, start: int, end: int) -> bool:
        """Whether the lines are more than an entry of a list or of a table of contents, and begin with the first clause."""
        first = bisect_left(self._clauses, start)
        early = [at for at in self._clauses[first : first + _EARLY] if at < end]
        begins = not early or any(_FIRST.match(self.lines[at].words) for at in early)
        return self._length[max(start, end)] - self._length[start] >= _LEAST and begins

    def begins(self, at: int) -> bool:
        """Whether the next clause from a line on is the first one."""
        place = bisect_left(self._clauses, at)
        return place < len(self._clauses) and _FIRST.match(self.lines[self._clauses[place]].words) is not None

    def annexes(self, start: int, end: int) -> list[str]:
        """The last lines of a stretch that name an annex."""
        first, last = bisect_left(self._annexes, start), bisect_left(self._annexes, end)
        return [self.lines[at].words for at in self._annexes[max(first, last - _MOST_ANNEXES) : last]]


def policies_in(text: str) -> tuple[Inner, ...]:
    """The policies that `text` holds, in order; () where it is one document, whatever annexes and chapters that has.

    What stands before the first of them and has no text of its own (cover, contents) belongs to none.
    """
    everything = seen_lines(without_markup(text))
    told = [(line, kind_of(line, is_field(everything, at))) for at, line in enumerate(everything)]
    lines = [line for line, kind in told if kind != "noise"]
    kinds: list[Kind] = [kind for _, kind in told if kind != "noise"]
    whole = _Text(lines, kinds)
    heads = _apart(whole, sorted(_heads(whole), key=lambda head: (head.start, -head.below)))
    if heads and (before := _before(whole, heads[0])) is not None:
        heads = _apart(whole, [before, *heads])
    if len(heads) < 2:
        return ()
    ends = [*(lines[head.start].span.start for head in heads[1:]), len(text)]
    return tuple(
        Inner(head.title, Span(lines[head.start].span.start, end)) for head, end in zip(heads, ends, strict=True)
    )


def _before(whole: _Text, first: _Head) -> _Head | None:
    """The document above the first one that has a mark of its own, where there is one."""
    above = whole.lines[: first.start]
    title = find_title(above, whole.kinds[: first.start], bare("".join(line.words for line in above)))
    if title is None or not whole.has_text(title.end, first.start):
        return None
    return _Head(title.start, title.words, title.end)


def _apart(whole: _Text, heads: Sequence[_Head]) -> list[_Head]:
    """The heads that open a document: with a text, another title and number than before, and no annex of the one before."""
    kept: list[_Head] = []
    names: set[str] = set()  # titles and numbers of those kept
    for head in heads:
        if kept and head.start < kept[-1].below:
            continue  # another mark of the same head
        if kept and not whole.has_text(kept[-1].below, head.start):
            names -= _names(kept.pop())
        if names & _names(head) or (kept and _is_carried(whole, kept[-1], head)):
            continue
        kept.append(head)
        names |= _names(head)
    if kept and not whole.has_text(kept[-1].below, len(whole.lines)):
        kept.pop()
    return kept


def _names(head: _Head) -> set[str]:
    return {bare(head.title), *([head.number] if head.number else [])}


def _is_carried(whole: _Text, carrier: _Head, head: _Head) -> bool:
    """Whether the document above prints this one, as an annex or as the thing that it is about."""
    own = bare(head.title)
    if own in bare(carrier.title) or bare(carrier.title) in own:
        return True
    near = "".join(line.words for line in whole.lines[carrier.start : min(head.start, carrier.start + _LETTER)])
    return own in bare(near) or own in bare("".join(whole.annexes(carrier.start, head.start)))


def _heads(whole: _Text) -> Iterator[_Head]:
    lines, kinds = whole.lines, whole.kinds
    for at, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        if _CARD.match(line.words) and (head := _card(lines, kinds, at)):
            yield head
        elif kind == "number" and len(line.words) < 60:
            yield from filter(None, [_above(lines, kinds, at, line.words), _under(lines, kinds, at)])
        elif kind in ("aside", "date") and _PASSED.search(line.words) and whole.begins(at + 1):
            yield from filter(None, [_above(lines, kinds, at, line.words)])
        elif (kind == "field" and _PUBLISHED.search(line.words)) or kind == "salutation":
            head = _above(lines, kinds, at)
            if head and _is_over(lines, (head := _with_table(lines, kinds, head)).start):
                yield head
        elif kind == "text" and (head := _dated(lines, kinds, at)):
            yield head


def _with_table(lines: Sequence[Line], kinds: Sequence[Kind], head: _Head) -> _Head:
    """The head with the number and the rows of a site's table right above it."""
    start = head.start
    while (
        start
        and head.start - start < _HEAD
        and (kinds[start - 1] in ("number", "order", "head") or _ABOVE.match(lines[start - 1].words))
    ):
        start -= 1
    return replace(head, start=start)


def _dated(lines: Sequence[Line], kinds: Sequence[Kind], at: int) -> _Head | None:
    """An entry of a compiled book, with its number before it and its day behind: 2. 甲厅关于…的公告（2023年2月24日）."""
    if not _ENTRY.match(lines[at].words):
        return None
    for end in range(at + 1, min(len(lines), at + _LONGEST) + 1):
        whole = fold(joined([line.raw for line in lines[at:end]]))
        if _DAY_BEHIND.search(whole):
            return _titled(lines, kinds, end, end, first=at)
    return None


def _card(lines: Sequence[Line], kinds: Sequence[Kind], at: int) -> _Head | None:
    """The card that a table with its issuer is of: the table's other rows stand around, the title above."""
    top = at
    while top and at - top < 4 and _CARD_TABLE.match(lines[top - 1].words):
        top -= 1
    around = lines[max(0, at - 2) : at + 4]
    if sum(_CARD_TABLE.match(line.words) is not None for line in around) < 2 or not top:
        return None
    title = lines[top - 1].words
    if kinds[top - 1] not in ("text", "clause") or _NO_TITLE.search(title) or not 6 <= len(bare(title)) <= 60:
        return None
    start = top - 1
    if start and _ends_alike(lines[start - 1].words, title):
        start -= 1  # the card's heading with its number, then the name again
    return _Head(start, joined([lines[top - 1].raw], numbered=True), at + 1, card=True)


def _ends_alike(above: str, title: str) -> bool:
    numbered = re.sub(r"^\d{1,3}[.、]\s*", "", above)
    return numbered != above and (bare(title) in bare(numbered) or bare(numbered)[-8:] == bare(title)[-8:])


def _above(lines: Sequence[Line], kinds: Sequence[Kind], at: int, number: str = "") -> _Head | None:
    """The title that ends above a mark, with no text between them."""
    end = at
    while end and at - end < _HEAD and kinds[end - 1] in ("date", "aside", "field", "number", "order"):
        end -= 1
    return _titled(lines, kinds, end, at + 1, number)


def _under(lines: Sequence[Line], kinds: Sequence[Kind], at: int) -> _Head | None:
    """The title below a number that stands alone between two documents."""
    if at and not _is_over(lines, at) and kinds[at - 1] != "head":
        return None
    ends = range(at + 2, min(len(lines), at + 2 + _LONGEST))
    found = next(
        (head for end in ends if (head := _titled(lines, kinds, end, end, lines[at].words, first=at + 1))), None
    )
    if found is None:
        return None
    start = at - 1 if at and kinds[at - 1] == "head" else at
    return replace(found, start=start)


def _titled(
    lines: Sequence[Line], kinds: Sequence[Kind], end: int, below: int, number: str = "", *, first: int = 0
) -> _Head | None:
    """The best block of lines that ends before `end` and is a title; None where there is none, or it is an annex's."""
    best: tuple[float, int, str] | None = None
    for start in range(max(first, end - _LONGEST), end):
        if any(kind not in ("text", "aside") for kind in kinds[start:end]) or kinds[start] != "text":
            continue
        words, score = scored_block(lines, kinds, start, end)
        if ENDS_TITLE.search(fold(words)) and not _NO_TITLE.search(fold(words)) and (best is None or score > best[0]):
            best = (score, start, words)
    if best is None or best[0] < FEWEST or (first and best[1] != first):
        return None
    _, start, words = best
    if (start and _ANNEX.fullmatch(lines[start - 1].words)) or re.match(r"附\s?[件录表]", lines[start].words):
        return None
    found = NUMBER.search(number)
    return _Head(start, words, below, found[0].replace(" ", "") if found else "")


def _is_over(lines: Sequence[Line], at: int) -> bool:
    """Whether the document above ends here: with its day, what stands below a signature, or at least a sentence or a row."""
    above = [line.words.replace(" ", "") for line in lines[max(0, at - 4) : at]]
    return not above or above[-1].endswith(("。", ")")) or "|" in above[-1] or any(map(_OVER.match, above))
