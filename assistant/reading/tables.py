"""What documents and clauses are looked up by: (table, key, row) for each name, number, department and grant in them. Pure.

A row is the place of a document, or of a clause, on its shelf. Made once for each document, saved with the index, and the
same whether the shelf is opened from there or made in memory.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from assistant.reading.clauses import TAIL, Part, label_steps
from assistant.reading.coverage import APART, places_of
from assistant.reading.grants import sort_of
from assistant.reading.lexicon import meanings_said, variants, words_in
from assistant.reading.names import KIND_WORDS, derived_aliases, key_of
from assistant.reading.romanized import romanized
from assistant.reading.specific import specific_words
from assistant.reading.terms import COMPOUND
from assistant.reading.thresholds import thresholds
from corpus.facts.due import due_of
from corpus.measure import Benefit, Document, Measure
from corpus.places.gazetteer import places_in
from corpus.text.normal import fold

Entry = tuple[str, str, int]  # table, key, row

WILD = "\x03"  # any one character of a name
TOPICAL = ("measure", "paragraph")  # kinds of clauses that topics are made of
SHORTEST_SLIP = 3  # characters of a place's name in which one wrong one is seen


def document_entries(document: Document, row: int) -> Iterator[Entry]:
    """By what a document is found."""
    yield "id", document.id, row
    for called in (document.id, document.source_file, document.title):
        yield "called", called, row
    proper = [*derived_aliases(document), *(name for name, _ in document.part_aliases)]
    proper += [name for name in document.aliases if name not in document.regions]
    places = [*document.regions, *(name for name in document.aliases if name in document.regions)]
    letters = [spelling for name in document.regions for spelling in romanized(name)]
    title = fold(document.title)
    touched = [*document.related_regions, *(mention.span.of(title) for mention in places_in(title))]
    touched += [spelling for name in touched for spelling in romanized(name)]
    for name in proper:
        yield "proper", key_of(name), row
    for name in (*proper, *places, *letters):
        yield "name", key_of(name), row
    for name in touched:
        yield "touched", key_of(name), row
    for name in dict.fromkeys(map(key_of, (*places, *letters, *touched))):
        if len(name) >= SHORTEST_SLIP and not name.isascii():
            for at in range(len(name)):
                yield "slip", f"{name[:at]}{WILD}{name[at + 1 :]}{APART}{name}", row
    for name in (*document.regions, *document.related_regions):
        yield "region", key_of(name), row
    for name in document.regions:
        yield "own region", name, row
    if document.regions:
        yield "first region", document.regions[0], row
    if document.validity:
        yield "valid", "", row
    for word in KIND_WORDS:
        if word in document.title[-12:]:
            yield "kind word", word, row
    for table, place in places_of(document):
        yield table, APART.join(place), row


def title_text(document: Document) -> str:
    """A title as pieces of it are looked up."""
    return fold(document.title).strip("<>")


def unit_entries(units: Sequence[Measure], first: int) -> Iterator[Entry]:
    """By what the clauses of one document are found; `first` is the row of the first of them."""
    for row, unit in enumerate(units, start=first):
        yield "unit", unit.id, row
        yield "kind", unit.kind, row
        if unit.kind != "boilerplate":
            yield from _unit_entries(unit, row)
    rows = {id(unit): row for row, unit in enumerate(units, start=first)}
    citable = [unit for unit in units if unit.kind != "boilerplate"]
    for _, part in groupby(citable, key=lambda unit: unit.part):
        for number, unit in Part(list(part)).meant_by_number():
            yield "meant", str(number), rows[id(unit)]


def _unit_entries(unit: Measure, row: int) -> Iterator[Entry]:
    yield "part", unit.part, row
    for role in ("lead", "responsible", "implementing", "cooperating"):
        for name in getattr(unit, f"{role}_units"):
            yield role, name, row
    if unit.all_units:
        yield "fact", "department", row
    for name in dict.fromkeys(unit.all_units):
        folded = fold(name)
        yield "department", name, row
        yield "department said", folded, row
        yield "department end", f"{folded[::-1]}{APART}{name}", row
        if len(name) > 3 and name[0] in "国省州市县区":
            yield "department short", folded[1:], row
    steps = label_steps(unit.label)
    if steps:
        yield "number", str(steps[-1].number), row
        if unit.kind == "measure":
            yield "clause number", str(steps[-1].number), row
    if unit.kind == "measure":
        for step in steps:
            if step.style == "named":
                yield "numbering", step.word, row
    if unit.kind == "introduction" and unit.title:
        heading = fold(unit.title).strip("\"'")
        if len(heading) >= TAIL:
            yield "section", f"{heading[-TAIL:]}{APART}{unit.title}", row
    if unit.references:
        yield "fact", "reference", row
    if due_of(unit):
        yield "fact", "due", row
    if unit.benefits:
        yield "fact", "benefit", row
        for benefit in unit.benefits:
            yield from _benefit_entries(benefit, row)
        for sort, count in Counter(map(sort_of, unit.benefits)).items():
            yield "granted", sort.key(count), row
    if unit.kind in TOPICAL:
        yield from _topic_entries(unit, row)


def _topic_entries(unit: Measure, row: int) -> Iterator[Entry]:
    """By the meanings of the lexicon that a clause says, of these by those in its heading and in whom it grants something, and
    by the words of the lexicon, each with how often the clause writes it."""
    text = fold(unit.text)
    said = meanings_said(text)
    headed = meanings_said(fold(unit.title))
    granted = meanings_said(fold("\n".join(benefit.recipient for benefit in unit.benefits)))
    for word in said:
        yield "topic", word, row
        if word in headed:
            yield "topic headed", word, row
        if word in granted:
            yield "topic granted", word, row
    for word in words_in(text):
        yield "topic word", f"{word}{APART}{text.count(word)}", row


def _benefit_entries(benefit: Benefit, row: int) -> Iterator[Entry]:
    """By what somebody's words may speak of a benefit: no word of them in the words, and it is no row of theirs."""
    subject = specific_words(benefit.recipient)
    terms = (*subject, *specific_words(benefit.base or ""))
    for term in terms if subject else (*terms, *specific_words(benefit.condition)):
        for word in variants(term):
            yield "grant word", word, row
            if len(word) >= COMPOUND:  # may be said in halves
                yield "grant half", word[2:], row
    if not subject:
        for threshold in thresholds(f"{benefit.condition}，{benefit.recipient}"):
            noun = threshold.figure.noun
            for at in range(len(noun) - 1):
                yield "grant figure", f"{threshold.figure.unit}{APART}{noun[at : at + 2]}", row


# 组 长: two characters set wide in a list of names
_SPACED = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")


def searched_text(unit: Measure) -> str:
    """The folded words a unit may be found by: its text and the headings above it."""
    return _SPACED.sub("", fold("\n".join((*unit.path, unit.text))))


def said_text(unit: Measure) -> str:
    """What `says` looks into: a 的 inside a word does not matter; nothing of page furniture."""
    return "" if unit.kind == "boilerplate" else searched_text(unit).replace("的", "")
