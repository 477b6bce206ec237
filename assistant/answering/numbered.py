"""A clause named by number: led to the clauses it may mean, or said not to exist."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from assistant.library import Library
from assistant.reading.clauses import ClauseReference, label_steps, part_name
from assistant.reading.inside import Located
from assistant.reading.query import Query, unknown_numbers
from assistant.saying.clause_facts import clause_facts
from assistant.saying.draft import QUOTED, Draft, name_of, verbatim
from assistant.saying.say_days import warn_validity
from corpus.measure import MAIN_PART, Measure
from corpus.tables.cells import CELL
from corpus.tables.tables import tables_of
from corpus.text.title_marks import titled

MOST_REFERENCES = 12


def by_reference(draft: Draft, query: Query) -> bool:
    """The clauses that the question names by number; False where it only names an annex and asks on."""
    library = draft.library
    references = [reference for reference in query.references if reference.steps or reference.inside]
    if not references or (query.foreign and not query.names):
        return False  # the number is that of a document of another place
    if unknown := unknown_numbers(query):
        draft.status = "not_found"
        draft.say("文件库里没有「{number}」这份文件。请核对文号。", number=draft.words.listed(unknown))
        return True
    found: list[Located] = []
    more = 0
    for reference in references:
        places, count = library.places(reference, query.documents, query.part, query.preferred)
        more += count - len(places)
        known = {(place.unit.id, place.span) for place in found}
        found += [place for place in places if (place.unit.id, place.span) not in known]
        if not places and not _say_around(draft, query, reference):
            _say_missing(draft, query, reference)
    if not found:
        draft.status = "not_found"
        return True
    found.sort(key=lambda place: bool(query.preferred) and place.unit.document_id not in query.preferred)
    count = len(found) + more
    found = found[:MOST_REFERENCES]
    if len(found) > len(references):
        _say_ambiguous(draft, query, [place.unit for place in found], count)
    for place in found:
        if place.called:
            _say_place(draft, place)
        else:
            clause_facts(draft, query, place.unit, whole=True)
    return True


def _say_place(draft: Draft, place: Located) -> None:
    """A paragraph or an item in its own words, a row with the head of its table."""
    unit, library = place.unit, draft.library
    marker = draft.cite(unit, place.span)
    table = next((one for one in tables_of(unit.text, unit.span.start) if one.row_at(place.span.start)), None)
    if table is None or (row := table.row_at(place.span.start)) is None:
        words = verbatim(library, unit, [place.span])
        draft.say(QUOTED, name=name_of(library, unit) + place.called, words=words, marker=marker)
    else:
        number = place.called.removeprefix("表")
        draft.say("依据{name}表{table}：[{marker}]", name=name_of(library, unit), table=number, marker=marker)
        if any(column.name for column in table.columns):
            draft.lines.append(CELL.join(f"{c.name}（{c.unit}）" if c.unit else c.name for c in table.columns))
        draft.lines.append(CELL.join(cell.text for cell in row.cells))
    warn_validity(draft, unit)


def _say_ambiguous(draft: Draft, query: Query, found: list[Measure], count: int) -> None:
    library = draft.library
    asked = "」「".join(reference.text for reference in query.references)
    one_document = len({unit.document_id for unit in found}) == 1
    where = draft.words.listed(unit.label if one_document else name_of(library, unit) for unit in found)
    if count > len(found):
        draft.say(
            "「{asked}」可能指 {count} 处，这里是其中 {shown} 处：{where}。",
            asked=asked,
            count=count,
            shown=len(found),
            where=where,
        )
        draft.warn("「{asked}」不止一处，请写明文件。", asked=asked)
        return
    draft.say("「{asked}」可能指 {count} 处：{where}。", asked=asked, count=count, where=where)
    draft.warn("「{asked}」不止一处，按可能性先后全部列出。", asked=asked)


def _say_around(draft: Draft, query: Query, reference: ClauseReference) -> bool:
    """第十一条第四款 of an article that has three: said so, and the article offered; False where there is no such article."""
    if reference.inside is None or not reference.outer:
        return False
    around = replace(reference, steps=reference.outer, inside=None, outer=())
    units, _ = draft.library.referred(around, query.documents, query.part, query.preferred)
    for unit in units[:1]:
        name = name_of(draft.library, unit)
        draft.say("没有找到「{number}」：{name}里没有这一处，请看全条。", number=reference.text, name=name)
        draft.relate(unit, unit.span)
    return bool(units)


def _say_missing(draft: Draft, query: Query, reference: ClauseReference) -> None:
    library = draft.library
    words = draft.words
    titles = words.listed(titled(library.document(document).title) for document in query.documents) or words(
        "已登记的文件"
    )
    numbers = list(_numbers(library, query, reference))
    extent = words("（条款编号从{first}到{last}）", first=min(numbers), last=max(numbers)) if numbers else ""
    number = reference.text
    annexes = _annexes(library, query) if reference.part else []
    if annexes and reference.part not in [part_name(each) for each in annexes]:
        draft.say(
            "没有找到「{number}」：{titles}的附件只有{annexes}。",
            number=number,
            titles=titles,
            annexes=words.listed(annexes),
        )
        draft.warn("「{number}」在{titles}中不存在。", number=number, titles=titles)
        return
    draft.say(
        "没有找到「{number}」：{titles}中没有这一条{extent}。请核对文件和编号。",
        number=number,
        titles=titles,
        extent=extent,
    )
    draft.warn("「{number}」在{titles}中不存在。", number=number, titles=titles)


def _annexes(library: Library, query: Query) -> list[str]:
    """The annexes of the only document that the question names."""
    if len(query.documents) != 1:
        return []
    parts = dict.fromkeys(unit.part for unit in library.in_scope(query.documents))
    return [part for part in parts if part != MAIN_PART]


def _numbers(library: Library, query: Query, reference: ClauseReference) -> Iterable[int]:
    """The numbers that the clauses in scope carry: to say where a document begins and ends."""
    if not query.documents and query.part is None and reference.part is None:
        yield from map(int, library.holdings.lookup.keys("clause number"))
        return
    for unit in library.in_scope(query.documents, query.part or reference.part):
        steps = label_steps(unit.label)
        if unit.kind == "measure" and steps:
            yield steps[-1].number
