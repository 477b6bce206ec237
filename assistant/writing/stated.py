"""The clauses that a sentence cites, prepared once: their sentences and pieces, figures with what they are of, bounds, parties."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from assistant.writing.counted import Bound, Key, Number, bounds_of, numbers_of
from assistant.writing.labelled import SENTENCE, Labelled, grams, labelled
from assistant.writing.marks import marks_of
from corpus.tables.tables import Column, tables_of
from corpus.text.normal import fold, without_markup

LONGEST = 4000  # characters of one clause that are read
NOT = re.compile(
    r"不(?!得?[超低少高多]|足|满|同|仅|断|限于|动产|小于|大于|管|论|过)|未(?!来)|无(?!论|人|形|偿|障碍)|没有?(?!收)|非(?!洲|遗|物质|公|营利)|免(?!费)|禁止|除外|停止|取消|排除"
)
GIVEN = re.compile(r"享受|支持|补[贴助]?|奖励?|给予|予以|受理|发放?|纳入|适用|在其内|在内|之列|范围")  # what is denied
_LACKS = re.compile(r"(?:没有?|未|无)[^不]*的")  # 没有违法所得的: for whom something holds
_LIST = re.compile(r"[、和及]|以及|或者?|\|")
_PIECE = re.compile(r"[,;。!?\n:()]")
_HEADS = re.compile(r"下列|以下|如下|之一|情形|情况")
_AFFIRMS_LIST = re.compile(r"没有|具备|符合|满足|除")  # 申请人应没有下列情形 is a condition
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DAY = re.compile(r"(\d{4})[年-](\d{1,2})[月-](\d{1,2})")
_ENDS = re.compile(r"[。;!?:]$")
_OPENS = re.compile(
    r"[(\[]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)\]、.:﹒]|第[一二三四五六七八九十百\d]{1,4}[条章节款项]|[①-⑳#*-]|[问答]:"
)


@dataclass(frozen=True)
class Stated:
    """What the cited clauses say, in the forms that a sentence is compared with.

    `text` has lines, otherwise no white space; `known` is all else that a sentence may lean on: headings, what is registered.
    """

    text: str
    known: str
    headings: str = ""  # of `known` what is no clause: labels, titles, what is registered

    @classmethod
    def of(cls, texts: Sequence[str], known: str, headings: str = "") -> Stated:
        return cls("\n".join(_lines(text[:LONGEST]) for text in texts), known, headings)

    @cached_property
    def sentences(self) -> list[str]:
        return [words for words in SENTENCE.split(self.text) if words]

    @cached_property
    def sentence_grams(self) -> list[set[str]]:
        return [grams(words) for words in self.sentences]

    @cached_property
    def pieces(self) -> list[str]:
        """What stands between commas."""
        return [words for words in _PIECE.split(self.text) if len(words) > 1]

    @cached_property
    def piece_grams(self) -> list[set[str]]:
        return [grams(words) for words in self.pieces]

    @cached_property
    def weight(self) -> dict[str, float]:
        """What a pair of characters tells of a sentence: the rarer among the sentences the more."""
        count = Counter(gram for some in self.sentence_grams for gram in some)
        total = len(self.sentences)
        return {gram: math.log(1 + total / n) for gram, n in count.items()}

    @cached_property
    def marks(self) -> frozenset[tuple[str, str]]:
        return marks_of(self.text) | marks_of(self.headings)

    @cached_property
    def labelled(self) -> tuple[Labelled, ...]:
        return labelled(self.text)

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        return tuple(one.number for one in self.labelled) + numbers_of(self.text)

    @cached_property
    def keys(self) -> set[Key]:
        """Every number, the month of every day, the time between two days."""
        found = {one.key for one in self.numbers} | self.registered
        found |= {("months", span) for span in _spans(self.text)}
        months = {str(value).split("-")[0] for kind, value in found if kind == "date"}
        return found | {("month", Decimal(month)) for month in months if month.isdigit()}

    @cached_property
    def spans(self) -> set[Decimal]:
        """The months for which the documents hold, as they are registered."""
        return set(_spans(self.known))

    @cached_property
    def registered(self) -> set[Key]:
        """The numbers of headings and of what is registered, whose days are written 2025-07-08."""
        found = {one.key for one in numbers_of(self.headings)}
        for year, month, day in _ISO.findall(self.headings):
            found |= {("year", Decimal(year)), ("month", Decimal(int(month))), ("date", f"{int(month)}-{int(day)}")}
        return found

    @cached_property
    def values(self) -> set[Decimal | str]:
        return {value for _, value in self.keys}

    @cached_property
    def ratios(self) -> set[Decimal | str]:
        """The parts of what is written as 5:3:2, as they stand and in hundredths of the whole."""
        found: set[Decimal | str] = set()
        for kind, value in self.keys:
            parts = [Decimal(part) for part in str(value).split(":")] if kind == "ratio" else []
            found |= {*parts, *(100 * part / sum(parts) for part in parts if sum(parts))}
        return found

    @cached_property
    def bounds(self) -> tuple[Bound, ...]:
        return tuple(one for words in self.sentences for one in bounds_of(words))

    @cached_property
    def denials(self) -> list[tuple[str, set[str]]]:
        """What the clauses deny, thing by thing, with its pairs: 二手设备和融资租赁购置的不补 is two."""
        found = []
        for piece in self.pieces:
            if NOT.search(piece) and not _LACKS.fullmatch(piece):
                items = _LIST.split(piece)
                found += [(item, grams(NOT.sub(",", GIVEN.sub(",", item)))) for item in (items if len(items) < 6 else [piece])]  # fmt: skip
        return found

    @cached_property
    def listed_denials(self) -> list[str]:
        """The items of a list below a head that denies: 有下列情形之一的,不予支持: and all that is numbered below it."""
        found: list[str] = []
        under = False
        for sentence in self.sentences:
            head, colon, first = sentence.partition(":")
            if colon and _HEADS.search(head):
                under = bool(NOT.search(head) or NOT.search(first)) and not _AFFIRMS_LIST.search(head)
                found += [first] if under and len(first) > 3 else []
            elif under and _OPENS.match(sentence):
                found.append(sentence)
            else:
                under = False
        return found

    def nearest_sentence(self, said: set[str]) -> int:
        """The sentence that shares the most with the pairs of `said`; -1 where none shares anything."""
        key = frozenset(said)
        if key not in self._nearest_known:
            self._nearest_known[key] = self._nearest(said, self.sentence_grams)[0]
        return self._nearest_known[key]

    @cached_property
    def _nearest_known(self) -> dict[frozenset[str], int]:
        """What was asked before: several features look for the same sentence."""
        return {}

    @cached_property
    def _nearest_piece_known(self) -> dict[frozenset[str], tuple[int, float]]:
        return {}

    def nearest_piece(self, said: set[str]) -> tuple[int, float]:
        """The same of the pieces, and how much it shares."""
        key = frozenset(said)
        if key not in self._nearest_piece_known:
            self._nearest_piece_known[key] = self._nearest(said, self.piece_grams)
        return self._nearest_piece_known[key]

    def beside(self, at: int) -> str:
        """A sentence with the one before and the one behind it."""
        return "。".join(self.sentences[max(0, at - 1) : at + 2])

    def _nearest(self, said: set[str], among: Sequence[set[str]]) -> tuple[int, float]:
        known = [(gram, self.weight[gram]) for gram in said if gram in self.weight]
        best, most = -1, 0.0
        for at, some in enumerate(among):
            shared = sum(weight for gram, weight in known if gram in some)
            if shared > most:
                best, most = at, shared
        return best, most


def _spans(text: str) -> Iterator[Decimal]:
    """The months from each day to the next that is written: 2022年7月1日 to 2027年6月30日 are 60."""
    days = [(int(year), int(month), int(day)) for year, month, day in _DAY.findall(text)]
    for (year, month, day), (other, last, until) in pairwise(days):
        months = 12 * (other - year) + last - month + (day == 1 and until >= 28)
        if months > 0:
            yield Decimal(months)


def _lines(text: str) -> str:
    """A clause with its lines, those of a table as the names of its columns and its cells, each with its unit."""
    found: list[str] = []
    at = 0
    for table in tables_of(text) if "|" in text else ():
        found += _bare(text[at : table.span.start])
        found.append("|".join(fold(_named(column)) for column in table.columns))
        found += ["|".join(fold(cell.value or cell.text) for cell in row.cells) for row in table.rows]
        at = table.span.end
    return "\n".join("".join(line.split()) for line in _unwrapped([*found, *_bare(text[at:])]))


def _bare(text: str) -> list[str]:
    """The lines of a text, folded, without white space and markup."""
    return [words for line in fold(without_markup(text)).splitlines() if (words := "".join(line.split()))]


def _named(column: Column) -> str:
    return f"{column.name}({column.unit})" if column.unit and column.unit not in column.name else column.name


def _unwrapped(lines: Sequence[str]) -> list[str]:
    """Lines that a page broke off in mid-sentence put together again."""
    found: list[str] = []
    for line in lines:
        ended = bool(found) and bool(_ENDS.search(found[-1])) and not (found[-1].endswith(":") and line[:1].isdigit())
        goes_on = found and "|" not in found[-1] + line and not ended and not _OPENS.match(line)
        if goes_on and len(found[-1]) > 8:
            found[-1] += line
        else:
            found.append(line)
    return found
