"""对比: regions and a topic chosen instead of asked, as the same table and the same clauses as the question would give."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.answer import Answer
from assistant.answering.compare import comparison
from assistant.library import Library
from assistant.reading.catalogue import Name
from assistant.reading.query import Query, asked_for, quoted
from assistant.reading.topics import own_documents
from assistant.saying.draft import Draft
from corpus.errors import UsageError
from corpus.measure import Span

JOINT = "、"
LONGEST = 100  # characters of a topic
FEWEST = 2


def side_by_side(library: Library, regions: Sequence[str], topic: str, as_of: date) -> Answer:
    """What each of `regions` provides on `topic`; a region that provides nothing has a row that says so.

    Raises UsageError for fewer than two regions, an unknown one, and a topic that is empty or too long.
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


def _query(library: Library, regions: Sequence[str], topic: str) -> Query:
    """The question that somebody would ask, read as it is meant: only the chosen regions are places, all else is topic."""
    question = f"{JOINT.join(regions)}对{topic}的支持有什么不同？"
    names, start = [], 0
    for region in regions:
        documents = own_documents(library, region)
        if not documents:
            raise UsageError(f"没有「{region}」的文件，请重新选择地区。")
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
