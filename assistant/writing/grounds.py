"""What one sentence is held against: the clauses it cites, made plain once, with every figure in its surroundings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from assistant.answer import Citation
from assistant.writing.stated import Stated
from assistant.writing.telling import bare, telling
from assistant.writing.values import Figure, Value, figures_in, plain, values_in
from corpus.measure import Benefit, Document

PIECE_END = ",;。:!?()"
_PART_END = ";。!?"
_YEAR = range(1900, 2101)
_COUNTERS = (
    "家户个所座处项条款件篇",
    "人名位",
    "年",
    "月",
    "日天",
    "次",
    "倍",
    "亩",
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure of a plain text with what stands around it.

    `own` are the words that lead to it (and behind it, for the last of its piece), without those that stand anywhere;
    `near` the piece before and its own, word for word; `part` the stretch between full stops and semicolons around it.
    """

    figure: Figure
    own: str
    near: str
    lead: str
    tail: str
    part: str
    before: str  # everything of the part in front of it

    @property
    def value(self) -> Value:
        return self.figure.value

    @property
    def counter(self) -> int | None:
        """Which kind of thing a number counts; None where nothing says so."""
        return next((n for n, marks in enumerate(_COUNTERS) if self.tail[:1] and self.tail[0] in marks), None)

    @property
    def is_year(self) -> bool:
        value = self.value[1]
        return not isinstance(value, date) and self.figure.kind == "数" and value in _YEAR


@dataclass(frozen=True)
class Context:
    """What all sentences of an answer share. `registered` are the registered words of each document by its id."""

    citations: Mapping[int, Citation]
    documents: Mapping[str, Document]
    question: str
    as_of: date
    departments: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    told: str = ""  # what the answer in the documents' own words says: worked sums stand there
    heads: Mapping[str, str] = field(default_factory=dict)  # by the id of a clause that is the row of a table, its head
    _kept: dict[tuple[int, ...], Grounds] = field(default_factory=dict)

    def grounds(self, markers: tuple[int, ...]) -> Grounds:
        """The clauses behind `markers`; those that lead to nothing are left out."""
        if markers not in self._kept:
            self._kept[markers] = Grounds(self, [self.citations[m] for m in markers if m in self.citations])
        return self._kept[markers]


@dataclass(frozen=True)
class Grounds:
    """The clauses a sentence cites, as plain text and as figures."""

    context: Context
    citations: Sequence[Citation]

    @cached_property
    def clauses(self) -> list[str]:
        return [plain(words) for words in self._texts]

    @cached_property
    def _texts(self) -> list[str]:
        """The clauses, a row of a table behind its head."""
        units = [citation.measure for citation in self.citations]
        return [self.context.heads.get(unit.id, "") + unit.text for unit in units]

    @cached_property
    def text(self) -> str:
        """Everything a sentence may lean on: the clauses, the headings above, labels and titles, what is registered."""
        return "\n".join([*self.clauses, *(plain(words) for one in self.citations for words in self._around(one))])

    @cached_property
    def stated(self) -> Stated:
        """The clauses in the forms that the words of a sentence are compared with."""
        headings = ",".join(plain(words) for one in self.citations for words in self._around(one))
        return Stated.of(self._texts, plain(self.text), headings)

    @cached_property
    def registered(self) -> str:
        """What the register says of the cited documents."""
        found = (self.context.documents.get(citation.measure.document_id) for citation in self.citations)
        return "\n".join(words for document in found if document is not None for words in registered_words(document))

    @cached_property
    def registered_values(self) -> set[Value]:
        """The figures that the register has of the cited documents."""
        return {value for _, value in values_in(self.registered)}

    def _around(self, citation: Citation) -> Iterator[str]:
        unit, document = citation.measure, self.context.documents.get(citation.measure.document_id)
        yield from (*unit.path, unit.label, unit.part, citation.document_title)
        if document is not None:
            yield from registered_words(document)

    @cached_property
    def placed(self) -> list[Placed]:
        return [one for clause in self.clauses for one in placed(clause)]

    @cached_property
    def rows(self) -> list[Benefit]:
        return [row for citation in self.citations for row in citation.measure.benefits]

    @cached_property
    def places(self) -> frozenset[str]:
        """The places that the cited documents are of, and those around and inside them."""
        cited = {citation.measure.document_id for citation in self.citations}
        found = [document for name, document in self.context.documents.items() if name in cited]
        return frozenset(plain(place) for one in found for place in (*one.regions, *one.related_regions))


def registered_words(document: Document) -> Iterator[str]:
    """What the register says of a document, as words a fact may be compared with."""
    yield document.title
    yield from (text for text in (document.number, document.issuing_body) if text)
    dates = [document.issued, *(day for item in document.validity for day in (item.since, item.until))]
    yield from (day.isoformat() for day in dates if day is not None)


def placed(text: str) -> list[Placed]:
    """The figures of a plain text, each with its surroundings. Those of a row (50万元、30万元、20万元) share theirs."""
    figures = figures_in(text)
    found = []
    for row in _rows(text, figures):
        first, last = row[0], row[-1]
        start, end = _bounds(text, first, PIECE_END)[0], _bounds(text, last, PIECE_END)[1]
        part_start, part_end = _bounds(text, first, _PART_END)
        previous = max((other.end for other in figures if start < other.end <= first.start), default=start)
        alone = not any(last.end <= other.start < end for other in figures)
        words = text[previous : first.start] + "," + (text[last.end : end] if alone else "")
        piece = start
        while len(bare(words)) < 2 and piece > part_start:
            behind = piece - 1
            piece = max(part_start, 1 + max((text.rfind(mark, part_start, behind) for mark in PIECE_END), default=-1))
            words = text[piece:behind] + "," + words
        near = 1 + max((text.rfind(mark, 0, max(start - 1, 0)) for mark in PIECE_END), default=-1)
        own = telling(words)
        for place, figure in enumerate(row):
            lead = text[row[place - 1].end if place else previous : figure.start]
            tail, before = text[figure.end : figure.end + 6], text[part_start : figure.start]
            found.append(Placed(figure, own, text[near:end], lead, tail, text[part_start:part_end], before))
    return found


def _rows(text: str, figures: Sequence[Figure]) -> Iterator[list[Figure]]:
    """The figures, those with nothing but marks and common words between them together."""
    row: list[Figure] = []
    for figure in figures:
        between = text[row[-1].end : figure.start] if row else ""
        if row and (figure.kind != row[-1].kind or bare(between) or any(mark in between for mark in PIECE_END)):
            yield row
            row = []
        row.append(figure)
    if row:
        yield row


def same_counter(one: Placed, other: Placed) -> bool:
    return one.counter is None or other.counter is None or one.counter == other.counter


def values_of(figures: Iterable[Placed]) -> set[Value]:
    return {one.value for one in figures}


def _bounds(text: str, figure: Figure, marks: str) -> tuple[int, int]:
    start = max((text.rfind(mark, 0, figure.start) for mark in marks), default=-1) + 1
    ends = [at for mark in marks if (at := text.find(mark, figure.end)) >= 0]
    return start, min(ends, default=len(text))
