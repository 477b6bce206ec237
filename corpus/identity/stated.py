"""Which values of a register entry stand in the document's own text, word for word or as its date, and where: the rest is inferred."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from corpus.measure import Document, Span
from corpus.quantities.times import parse_times
from corpus.text.invisible import Visible, without_invisible
from corpus.text.normal import fold

_FIELDS = ("title", "number", "issuing_body", "issued", "effective")
# What stands on the line of a value of this field, where the value does not stand alone
_BESIDE = {
    "number": r"文号|字号|编号",
    "issuing_body": r"机关|机构|单位|来源|印发|制定",
    "issued": r"成文|印发|发布|公布|通过|批准|日期|时间",
    "effective": r"施行|实施|执行|生效|起效",
    "validity": r"有效|失效|废止|截止|期限|至|止",
}
# What a day is worked out from: 自印发之日起施行, 有效期五年
_RESTS_ON = {
    "effective": re.compile(r"之日[^。；;\n]{0,40}(?:施行|实施|执行|生效)"),
    "validity": re.compile(r"(?:有效期|期限|试行|执行|施行|暂定)[^。；;\n]{0,40}(?:年|月)"),
}
_BRACKETS = str.maketrans("()", "[]")  # 甲政发（2020）3号 is 甲政发〔2020〕3号
_SENTENCE = re.compile(r"[^。；;\n]{1,200}")
_MOST = 200  # places of one value that are weighed
_AROUND = 120  # characters on either side of a value that are its line


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a value of the entry stands: `span` in the text, `line` counted from 1, `words` as they are written there.

    Where the value itself does not stand in the text (`is_stated` is false), these are the words it was worked out from.
    """

    value: str
    span: Span
    line: int
    words: str
    is_stated: bool


class Statements:
    """What a text states: its words without spaces and width, and its days."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._seen = Visible.of(text)
        folded = fold(self._seen.text)
        self._kept = [at for at, character in enumerate(folded) if not character.isspace()]
        self._words = "".join(folded[at] for at in self._kept).translate(_BRACKETS)
        self._days = [(when.first, when.span) for when in parse_times(self._seen.text) if when.first == when.last]
        self._lines = [found.start() for found in re.finditer("\n", text)]

    def hold(self, value: str | date) -> bool:
        """
        >>> stated = Statements("甲政发〔2020〕3号 二、自2020年6月1日起施行。")
        >>> [stated.hold(value) for value in ("甲政发[2020]3号", "乙政发〔2020〕3号", date(2020, 6, 1), date(2021, 6, 1))]
        [True, False, True, False]
        >>> Statements("甲政发（2020）第3号").hold("甲政发〔2020〕3号")
        True
        """
        if isinstance(value, date):
            return next(self._of_day(value), None) is not None
        return all(next(self._of_words(part), None) is not None for part in value.split("、"))  # each on its own line

    def told(self, document: Document) -> Document:
        """`document` with `inferred` as this text has it: the fields with a value that does not stand here."""
        values = {field: getattr(document, field) for field in _FIELDS}
        inferred = {field for field, value in values.items() if value is not None and not self.hold(value)}
        if any(not self.hold(validity.until) for validity in document.validity):
            inferred.add("validity")
        return replace(document, inferred=frozenset(inferred))

    def standings(self, document: Document) -> Mapping[str, Standing]:
        """By field where its value stands, of what the document says of itself; a value that stands nowhere is left out.

        >>> stated = Statements("甲县就业办法\\n第二条 自2020年6月1日起施行。")
        >>> known = stated.standings(Document("a", "甲县就业办法", "a.txt", "", regions=("甲县",), effective=date(2020, 6, 1)))
        >>> [(field, one.line, one.words) for field, one in known.items()]
        [('title', 1, '甲县就业办法'), ('effective', 2, '2020年6月1日'), ('regions', 1, '甲县')]
        """
        values: dict[str, str | date | None] = {field: getattr(document, field) for field in _FIELDS}
        values["validity"] = document.validity[0].until if document.validity else None
        values["regions"] = document.regions[0] if document.regions else None
        found = {field: self._standing(field, value) for field, value in values.items() if value is not None}
        return {field: one for field, one in found.items() if one is not None}

    def listed(self, document: Document) -> Mapping[str, tuple[Standing, ...]]:
        """The same for each value of a field that may have several: joint issuers, places, other names, what it repeals.

        >>> stated = Statements("甲局、乙局关于印发丙办法的通知\\n本办法施行后，《丁办法》废止。")
        >>> known = stated.listed(Document("a", "丙办法", "a.txt", "", issuing_body="甲局、乙局", supersedes=("丁办法",)))
        >>> [(field, [one.words for one in places]) for field, places in known.items()]
        [('issuing_body', ['甲局', '乙局']), ('supersedes', ['丁办法'])]
        """
        values = {
            "issuing_body": tuple((document.issuing_body or "").split("、")), "regions": document.regions,
            "aliases": document.aliases, "supersedes": document.supersedes,
        }  # fmt: skip
        found = {
            field: [self._standing(field, value) for value in several if value] for field, several in values.items()
        }
        return {field: tuple(filter(None, places)) for field, places in found.items() if any(places)}

    def _standing(self, field: str, value: str | date) -> Standing | None:
        words = value.isoformat() if isinstance(value, date) else value
        found = self._of_day(value) if isinstance(value, date) else self._of_words(value.split("、")[0])
        places = list(islice(found, _MOST))
        if places:
            span = self._seen.span(max(places, key=lambda place: self._fits(field, place)))
            return Standing(words, span, self._line(span), span.of(self._text), True)
        sentences = _SENTENCE.finditer(self._seen.text) if field in _RESTS_ON else ()
        rests = [Span(*one.span()) for one in sentences if _RESTS_ON[field].search(one[0])]
        if not rests:
            return None
        span = self._seen.span(rests[-1])
        return Standing(words, span, self._line(span), span.of(self._text).strip(), False)

    def _of_words(self, value: str) -> Iterator[Span]:
        """Where the words stand, in the text as one sees it."""
        close = _close(value)
        counted = re.sub(r"(?<=\])(?=\d+号$)", "第", close)  # 甲政发〔2020〕第3号
        if close not in self._words and counted != close:
            close = counted
        at = self._words.find(close) if close else -1
        while at >= 0:
            yield Span(self._kept[at], self._kept[at + len(close) - 1] + 1)
            at = self._words.find(close, at + 1)

    def _of_day(self, day: date) -> Iterator[Span]:
        yield from (span for known, span in self._days if known == day)
        # A range of days is one date to the parser, two to a reader
        yield from self._of_words(f"{day.year}年{day.month}月{day.day}日")

    def _fits(self, field: str, place: Span) -> tuple[int, int]:
        """A value alone on its line, then one beside words that say what it is; the first one among equals."""
        text = self._seen.text
        before = text[max(0, place.start - _AROUND) : place.start].rpartition("\n")[2]
        around = before + text[place.end : place.end + _AROUND].partition("\n")[0]
        rest = re.sub(r"[\W_]", "", around)
        beside = field in _BESIDE and re.search(_BESIDE[field], around) is not None
        alone = not rest and field not in ("effective", "validity")
        return (2 * alone + beside, -place.start)

    def _line(self, span: Span) -> int:
        return bisect_left(self._lines, span.start) + 1


def _close(text: str) -> str:
    return "".join(fold(without_invisible(text)).split()).translate(_BRACKETS)
