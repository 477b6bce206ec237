"""The cell of a table that a question singles out by its row and its column: said by itself, with the row as a small table.

Tried on the tables of the clauses that fit best, whichever of them holds the row: a table over several clauses, or one whose
rows are clauses of their own, is read as the one table it is in the document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.computing.bands import rate_of_band
from assistant.computing.choosing import chosen, weighing
from assistant.learned.models import verdict_models
from assistant.library import Library
from assistant.proposing.cells import AskedCells, asked_cells
from assistant.proposing.retrieve import Ranking
from assistant.reading.query import Query
from assistant.reading.table_head import table_above
from assistant.reading.terms import content_terms, coverage
from assistant.reading.whether import asks_whether
from assistant.saying.draft import Draft
from assistant.saying.say_rows import say_row_of_table
from corpus.measure import Measure
from corpus.quantities.quantities import quantities
from corpus.tables.tables import Table, tables_of
from corpus.text.normal import fold
from index.hit import Hit

NEAR_HITS = 8  # of the clauses that fit best: one of them holds the row
LEAST = 1.2  # of 2: how well the question must name the row and the column
COVERED = 0.75  # of the topic's words by weight that the row, its head and what stands around them hold
WHOLLY, MOSTLY = 1.9, 0.5  # the same, where the question names the row and the column wholly
KEPT = 64  # documents whose tables are remembered


@dataclass(frozen=True, slots=True)
class _Found:
    cells: AskedCells
    unit: Measure
    number: int  # of the table among those of its clause, 0 where there is one
    score: float


def cell_of_table(draft: Draft, query: Query, ranking: Ranking, *, best_only: bool) -> bool:
    """The cells that the question singles out, said; False where it singles out none, or asks for something else.

    `best_only`: the best clause answers, so that only its own table can; else that of any clause that fits well.
    """
    if query.asked & {"comparison"} or asks_whether(query.question, verdict_models().whether, query.spoken):
        return False
    found = _found(draft.library, query, ranking.hits[: 1 if best_only else NEAR_HITS])
    if found is None or _is_worked_out(draft.library, query, found):
        return False
    say_row_of_table(draft, query, found.unit, found.cells, found.number, found.score)
    return True


def _found(library: Library, query: Query, hits: Sequence[Hit]) -> _Found | None:
    """The one row of all near tables that the question names best; None where two of them fit as well."""
    made = []
    for (table, document), score in _near_tables(library, hits).items():
        cells = asked_cells(query.question, [table])
        if cells is None or cells.fit < LEAST:
            continue
        said = cells.row.cells[cells.columns[0]].span
        unit = next((u for u in library.in_scope([document]) if u.span.contains(said)), None)
        if unit is not None and _covers(library, query, cells, unit):
            own = [each for each in _tables(library.corpus.sources[document]) if unit.span.overlaps(each.span)]
            made.append(_Found(cells, unit, own.index(table) + 1 if len(own) > 1 else 0, score))
    best = max(made, key=lambda found: found.cells.fit, default=None)
    if best is None or sum(found.cells.fit >= best.cells.fit for found in made) > 1:
        return None
    return best


def _near_tables(library: Library, hits: Sequence[Hit]) -> dict[tuple[Table, str], float]:
    """The tables of the clauses that fit best, with their documents, and how well the best clause of each fits."""
    found: dict[tuple[Table, str], float] = {}
    for hit in hits:
        document = hit.measure.document_id
        for table in _tables(library.corpus.sources[document]):
            if table.span.overlaps(hit.measure.span):
                found.setdefault((table, document), hit.score)
    return found


@lru_cache(maxsize=KEPT)
def _tables(source: str) -> tuple[Table, ...]:
    return tables_of(source)


def _covers(library: Library, query: Query, cells: AskedCells, unit: Measure) -> bool:
    """Whether the row, its head and what stands around them speak of what the question is about."""
    terms = _terms(fold(query.topic), cells)
    around = [library.document(unit.document_id).title, *unit.path, _beside(cells, unit)]
    row = [*(column.name for column in cells.table.columns), *(cell.text for cell in cells.row.cells), cells.row.group]
    share = coverage(terms, "\n".join([*around, *row]), library.weights).share
    return share >= (MOSTLY if cells.fit >= WHOLLY else COVERED)


def _terms(topic: str, cells: AskedCells) -> list[str]:
    """The words of the topic, the names of the row and of the columns each as one: 户种 is no word of 种植户种大豆."""
    names = [*(fold(words) for words in cells.label), *(fold(cells.table.columns[at].name) for at in cells.columns)]
    held = [part for name in names for part in name.split("·") if len(part) > 1 and part in topic]
    for name in sorted(held, key=len, reverse=True):
        topic = topic.replace(name, "\n")
    return [*held, *(term for rest in topic.split("\n") for term in content_terms(rest))]


def _beside(cells: AskedCells, unit: Measure) -> str:
    """The caption, and the words of the clause before its table."""
    before = unit.text[: max(0, cells.table.span.start - unit.span.start)]
    return f"{cells.table.caption}\n{before}"


def _is_worked_out(library: Library, query: Query, found: _Found) -> bool:
    """Whether the figures of the question are to be reckoned with: what comes of them is worked out, not looked up."""
    if "amount" not in query.asked:
        return False
    asked, row = fold(query.question), fold("\n".join(cell.text for cell in found.cells.row.cells))
    if any(figure.unit and asked[figure.start : figure.end] not in row for figure in quantities(asked)):
        return True
    read = weighing(query.question, found.unit.text, table_above(library, found.unit))
    return (chosen(read) or rate_of_band(read)) is not None
