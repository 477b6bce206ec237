"""对比: regions and a topic chosen instead of asked, as the same table and the same clauses as the question would give."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.answer import Answer
from assistant.answering.compare import comparison
from assistant.library import Library
from assistant.reading.catalogue import Name
from assistant.reading.names import key_of
from assistant.reading.query import Query, asked_for, quoted
from assistant.reading.topics import own_documents
from assistant.saying.draft import Draft
from corpus.errors import UnknownRegion, UsageError
from corpus.measure import Span

JOINT = "、"
LONGEST = 100  # characters of a topic
FEWEST = 2


def side_by_side(library: Library, regions: Sequence[str], topic: str, as_of: date) -> Answer:
    """What each of `regions` provides on `topic`; a region that provides nothing has a row that says so.

    A region is named as the catalogue knows it, by any of its names. Raises UnknownRegion, and UsageError for fewer than
    two regions, two names of one, and a topic that is empty or too long.
    """
    chosen, words = list(dict.fromkeys(regions)), " ".join(topic.split())
    if len(chosen) < FEWEST:
        raise UsageError("至少要选两个地区，才能对比。")
    if not words:
        raise UsageError("还没有写要对比的事项，例如人才、孵化器。")
    if len(words) > LONGEST:
        raise UsageError(f"要对比的事项太长（{len(words)} 字），请控制在 {LONGEST} 字以内。")
    query = _query(library, chosen, words)
    draft = Draft(library, as_of)
    if not comparison(draft, query, lambda unit: True):
        raise UsageError(f"「{words}」里没有可以对比的事项，请换一个说法，例如人才、孵化器。")
    return draft.finish(query.question, None)


def _documents_of(library: Library, region: str) -> tuple[str, ...]:
    """The documents of the region that has this name: registered, or what the gazetteer calls the same place.

    Raises UnknownRegion.
    """
    if first := own_documents(library, region):
        return first
    key, catalogue = key_of(region), library.catalogue
    named = [one for one in catalogue.resolve(region) if key in map(key_of, library.document(one).regions)]
    whole = Span(0, len(region))
    named = named or [one for place in catalogue.places(region) if place.span == whole for one in place.same]
    firsts = dict.fromkeys(name for one in named for name in library.document(one).regions[:1])
    if not firsts:
        raise UnknownRegion(f"没有「{region}」的文件，请重新选择地区。", library.regions)
    return tuple(document for name in firsts for document in own_documents(library, name))


def _query(library: Library, regions: Sequence[str], topic: str) -> Query:
    """The question that somebody would ask, read as it is meant: only the chosen regions are places, all else is topic."""
    question = f"{JOINT.join(regions)}对{topic}的支持有什么不同？"
    names: list[Name] = []
    start = 0
    for region in regions:
        documents = _documents_of(library, region)
        for other in names:
            if set(other.documents) & set(documents):
                raise UsageError(f"「{other.text}」和「{region}」是同一个地区的名称，不能相互对比。")
        names.append(Name(Span(start, start + len(region)), region, documents, None, is_region=True))
        start += len(region) + len(JOINT)
    documents = tuple(document for name in names for document in name.documents)
    return Query(
        question=question,
        topic=topic,
        documents=documents,
        preferred=documents,
        names=tuple(names),
        asked=asked_for(question) | {"comparison"},
        phrases=quoted(question),
    )
