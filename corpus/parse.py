"""One document in, its measures out; a whole corpus folder in, all of them out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from corpus.amounts import parse_amounts, parse_rates
from corpus.benefits import parse_benefits
from corpus.confined import for_text
from corpus.corrections import corrected
from corpus.departments import parse_departments
from corpus.errors import PolicyError
from corpus.invisible import Visible
from corpus.measure import Correction, Document, Measure
from corpus.read import SourceText, read_source
from corpus.references import is_omitted, parse_references
from corpus.register import Register
from corpus.times import parse_periods, parse_times
from corpus.units import Division, Unit, divide

T = TypeVar("T")


def parse_text(source: str, document_id: str) -> tuple[Measure, ...]:
    """Every unit of `source` in order, boilerplate included; ids are unique and stable under changes elsewhere."""
    return measures_of(source, document_id, divide(source))


def measures_of(source: str, document_id: str, division: Division) -> tuple[Measure, ...]:
    seen: Counter[str] = Counter()
    measures = []
    for unit in division.units:
        name = unit.label.replace(" ", "") or unit.kind
        seen[name] += 1
        clause_id = f"{document_id}/{name}" + (f"~{seen[name]}" if seen[name] > 1 else "")
        measures.append(_measure(source, document_id, clause_id, unit))
    return tuple(measures)


def _measure(source: str, document_id: str, clause_id: str, unit: Unit) -> Measure:
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
        benefits=found(parse_benefits),
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

    documents: tuple[Document, ...]
    units: tuple[Measure, ...]
    sources: dict[str, str]  # document id -> source text
    fingerprint: str
    omitted: tuple[Omitted, ...] = ()


Loaded = tuple[str, tuple[Measure, ...]]  # the text of a document and its units


def load_corpus(register: Register, loaded: Callable[[Document], Loaded] | None = None) -> Corpus:
    """Read and parse every registered document; `loaded` gives text and units of one where they may be known already.

    Raises BadRegister or UnreadableDocument where not one of them can be read.
    """
    load = loaded or (lambda document: load_document(register, document))
    documents: list[Document] = []
    sources: dict[str, str] = {}
    units: list[Measure] = []
    omitted: list[Omitted] = []
    problem: PolicyError | None = None
    for document in register.documents:
        try:
            text, own = load(document)
        except PolicyError as error:
            problem = problem or error
            omitted.append(Omitted(document, str(error)))
            continue
        documents.append(document)
        sources[document.id] = text
        units += own
    if problem is not None and not documents:
        raise problem
    return Corpus(tuple(documents), tuple(units), sources, register.fingerprint, tuple(omitted))


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
    return for_text(source.text, where, _parsed, source, document_id, corrections)


def _parsed(source: SourceText, document_id: str, corrections: tuple[Correction, ...]) -> Parsed:
    division = divide(source.text)
    if corrections:
        division = replace(division, units=corrected(division.units, source.text, corrections))
    return Parsed(source, division, measures_of(source.text, document_id, division))


def parse_file(path: Path) -> tuple[Measure, ...]:
    """The units of any file, registered or not; its name stands for the document's id."""
    return parse_document(path).units
