"""One document in, its measures out; a whole corpus folder in, all of them out."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar

from corpus.corrections import corrected
from corpus.errors import PolicyError
from corpus.facts.departments import Departments, departments_of_cells, parse_departments, role_of_column
from corpus.facts.references import is_omitted, parse_references
from corpus.files import Stamp, stamp_of
from corpus.formats.confined import for_text
from corpus.formats.read import SourceText, read_source
from corpus.grants.around import Named, Surroundings, counted, form_in, named_in, of_document
from corpus.grants.benefits import parse_benefits
from corpus.grants.leads import Lead, lead_above
from corpus.measure import Correction, Document, Measure, Span
from corpus.outline.units import Division, Unit, divide
from corpus.quantities.amounts import parse_amounts, parse_rates
from corpus.quantities.times import parse_periods, parse_times
from corpus.register import Register
from corpus.tables.tables import tables_of
from corpus.text.invisible import Visible

T = TypeVar("T")


def parse_text(source: str, document_id: str) -> tuple[Measure, ...]:
    """Every unit of `source` in order, boilerplate included; ids are unique and stable under changes elsewhere."""
    return measures_of(source, document_id, divide(source))


def measures_of(source: str, document_id: str, division: Division) -> tuple[Measure, ...]:
    seen: Counter[str] = Counter()
    measures = []
    surroundings = _Surroundings(source, division.units)
    for number, unit in enumerate(division.units):
        name = unit.label.replace(" ", "") or unit.kind
        seen[name] += 1
        clause_id = f"{document_id}/{name}" + (f"~{seen[name]}" if seen[name] > 1 else "")
        measures.append(_measure(source, document_id, clause_id, unit, partial(surroundings.of, number)))
    return _with_columns(source, measures)


def _with_columns(source: str, measures: Sequence[Measure]) -> tuple[Measure, ...]:
    """The units, those that are one row of a table with the departments that its columns name (牵头单位 | 完成时限)."""
    rows: list[tuple[Span, Departments]] = []
    for table in tables_of(source) if "|" in source else ():
        if any(role_of_column(column.name) for column in table.columns):
            names = [column.name for column in table.columns]
            rows += [
                (row.span, departments_of_cells(zip(names, (c.text for c in row.cells), strict=True)))
                for row in table.rows
            ]
    middles = [(span.start + span.end) // 2 for span, _ in rows]  # a bar that opens a row stands before its unit
    found = []
    for unit in measures:
        inside = rows[bisect_left(middles, unit.span.start) : bisect_left(middles, unit.span.end)]
        if len(inside) == 1 and not (unit.lead_units or unit.responsible_units or unit.implementing_units):
            told = inside[0][1]
            unit = replace(
                unit,
                lead_units=told.lead,
                responsible_units=told.responsible,
                implementing_units=told.implementing,
                cooperating_units=told.cooperating,
            )
        found.append(unit)
    return tuple(found)


def surroundings_of(source: str, units: Sequence[Unit | Measure]) -> Callable[[int], Surroundings]:
    """Whom a document names around each of its units, by the unit's number."""
    return _Surroundings(source, units).of


class _Surroundings:
    """Whom the headings, introductions and scope around a unit name; looked for where a unit grants something."""

    def __init__(self, source: str, units: Sequence[Unit | Measure]) -> None:
        self._source = source
        self._units = units

    @cached_property
    def _document(self) -> tuple[Named, ...]:
        return tuple(of_document(self._source))

    @cached_property
    def _counted(self) -> tuple[dict[str, int], tuple[Named, ...], dict[str, int]]:
        return counted(self._source)

    @cached_property
    def _told(self) -> dict[int, tuple[Named, ...]]:
        return {}

    def _named(self, number: int, place: str, most: int) -> tuple[Named, ...]:
        if number not in self._told:
            span = self._units[number].span
            self._told[number] = named_in(self._source[span.start : min(span.end, span.start + 300)], span.start, "", 6)
        return tuple(replace(one, place=place) for one in self._told[number][:most])

    def of(self, number: int) -> Surroundings:
        unit = self._units[number]
        found: list[Named] = []
        form = form_in(*self._start(number))
        wanted = unit.path[:-1]
        lead: Lead | None = None
        for back in range(number - 1, max(-1, number - 60), -1):
            other = self._units[back]
            if wanted and other.path == wanted[: len(other.path)] and other.path:
                found += self._named(back, "lead" if other.path == wanted else "heading", 4)
                form = form or form_in(*self._start(back))
                if other.path == unit.path[:-1]:
                    lead = lead_above(other.span.of(self._source), other.span.start, unit.span)
                wanted = other.path[:-1]
            if not wanted:
                break
        if number:
            found += self._named(number - 1, "previous", 3)
        often, oftenest, received = self._counted
        return Surroundings(
            (*found, *self._document), often, oftenest, form or form_in(self._source[:120], 0), received, lead
        )

    def _start(self, number: int) -> tuple[str, int]:
        """The heading that a unit begins with, and where it stands."""
        start, end = self._units[number].span.start, self._units[number].span.end
        return self._source[start : min(end, start + 60)], start


def _measure(source: str, document_id: str, clause_id: str, unit: Unit, around: Callable[[], Surroundings]) -> Measure:
    text = unit.span.of(source)
    common = (clause_id, document_id, unit.part, unit.path, unit.label, unit.title, text, unit.span, unit.kind)
    if unit.kind == "boilerplate":
        return Measure(*common)
    seen = Visible.of(text)
    start = unit.span.start
    departments = parse_departments(seen.text)

    def found(parse: Callable[[str, int], tuple[T, ...]]) -> tuple[T, ...]:
        return seen.restored(parse(seen.text, 0), start) if seen.places else parse(text, start)

    return Measure(
        *common,
        lead_units=departments.lead,
        responsible_units=departments.responsible,
        cooperating_units=departments.cooperating,
        implementing_units=departments.implementing,
        amounts=found(parse_amounts),
        benefits=found(lambda words, offset: parse_benefits(words, offset, None if seen.places else around)),
        references=parse_references(seen.text),
        rates=found(parse_rates),
        dates=found(parse_times),
        periods=found(parse_periods),
        omitted=is_omitted(seen.text),
    )


@dataclass(frozen=True, slots=True)
class Omitted:
    """A registered document that could not be read or parsed, and the sentence that says why."""

    document: Document
    why: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """The registered documents with their source texts and units, in the order of the register.

    A document of which nothing can be read is in `omitted` and nowhere else: it harms no other.
    """

    documents: Sequence[Document]
    units: Sequence[Measure]
    sources: Mapping[str, str]  # document id -> source text
    fingerprint: str
    omitted: tuple[Omitted, ...] = ()
    stamps: Mapping[str, Stamp] = field(default_factory=dict)  # of the documents' files, by name, before they were read


Loaded = tuple[str, tuple[Measure, ...]]  # the text of a document and its units


def load_corpus(register: Register, loaded: Callable[[Document], Loaded] | None = None, needed: bool = True) -> Corpus:
    """Read and parse every registered document; `loaded` gives text and units of one where they may be known already.

    Raises BadRegister or UnreadableDocument where not one of them can be read, unless none is `needed`.
    """
    load = loaded or (lambda document: load_document(register, document))
    documents: list[Document] = []
    sources: dict[str, str] = {}
    units: list[Measure] = []
    omitted: list[Omitted] = []
    problem: PolicyError | None = None
    stamps: dict[str, Stamp] = {}
    for document in register.documents:
        stamp = stamp_of(register.path_of(document))
        try:
            text, own = load(document)
        except PolicyError as error:
            problem = problem or error
            omitted.append(Omitted(document, str(error)))
            continue
        if stamp is not None:
            stamps[document.source_file] = stamp
        documents.append(document)
        sources[document.id] = text
        units += own
    if problem is not None and not documents and needed:
        raise problem
    return Corpus(tuple(documents), tuple(units), sources, register.fingerprint, tuple(omitted), stamps)


def load_document(register: Register, document: Document) -> Loaded:
    """The text and the units of one registered document. Raises BadRegister, UnreadableDocument."""
    where = str(register.path_of(document))
    parsed = parse_source(register.read(document), document.id, where, document.corrections)
    return parsed.source.text, parsed.units


@dataclass(frozen=True, slots=True)
class Parsed:
    """One file read and parsed, with how it was read and divided."""

    source: SourceText
    division: Division
    units: tuple[Measure, ...]


def parse_document(path: Path, document_id: str | None = None) -> Parsed:
    """Any file, registered or not; its name stands for the id where none is given. Raises UnreadableDocument."""
    return parse_source(
        read_source(path), document_id or path.stem.encode("utf-8", "backslashreplace").decode(), str(path)
    )


def parse_source(source: SourceText, document_id: str, where: str, corrections: tuple[Correction, ...] = ()) -> Parsed:
    """A text that was read, divided into its units as a person corrected them; `where` is what messages call it.

    Raises UnreadableDocument.
    """
    division, units = for_text(source.text, where, _parsed, source.text, document_id, corrections, source.headings)
    return Parsed(source, division, units)


def _parsed(
    text: str, document_id: str, corrections: tuple[Correction, ...], headings: tuple[tuple[int, int], ...] = ()
) -> tuple[Division, tuple[Measure, ...]]:
    division = divide(text, headings)
    if corrections:
        division = replace(division, units=corrected(division.units, text, corrections))
    return division, measures_of(text, document_id, division)


def parse_file(path: Path) -> tuple[Measure, ...]:
    """The units of any file, registered or not; its name stands for the document's id."""
    return parse_document(path).units
