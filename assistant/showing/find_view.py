"""What the page of 查条款 shows: counts in words, a result's lines as escaped HTML. Pure, no Streamlit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape

from assistant.answering.find import Found, FoundList
from assistant.proposing.retrieve import Filters
from assistant.showing.view import clipped, force_tag, plain, short_name
from corpus.measure import Document, Kind, Span
from corpus.parse import Corpus

BEFORE, AFTER = 24, 72  # characters of a snippet before and behind the first hit
KIND_WORDS: dict[Kind, str] = {
    "measure": "条款",
    "paragraph": "段落",
    "introduction": "章节开头",
    "preamble": "引言",
    "closing": "结尾",
    "attachment": "附表",
}
TITLE = 24  # characters of a title in a result's button


def counts_words(found: FoundList, documents: Sequence[Document]) -> str:
    """What was found and where: 写到“人才”的条款 12 条，已全部列出：甲区 8 条、乙市 4 条."""
    names = {document.id: short_name(document) for document in documents}
    counts = Counter(each.citation.measure.document_id for each in found.exact)
    where = "、".join(f"{names[document]} {number} 条" for document, number in counts.items())
    total = len(found.exact)
    if found.way == "everything":
        return f"共 {total} 条：{where}" if total else "这些筛选下没有条款，请去掉其中一个。"
    if found.way == "number":
        return f"编号所指的条款 {total} 处：{where}"
    if total:
        return f"写到“{found.words.strip()}”的条款 {total} 条，已全部列出：{where}"
    if found.close:
        return f"没有条款写着“{found.words.strip()}”，下面是意思最相近的条款。"
    return f"没有找到“{found.words.strip()}”，请换一个说法，或去掉筛选。"


def filters_words(filters: Filters, documents: Sequence[Document]) -> str:
    """The filters that hold, in words: 部门 市科技局；只看有效. Empty where none does."""
    titles = {document.id: short_name(document) for document in documents}
    kind = next((words for kind, words in KIND_WORDS.items() if kind == filters.kind), filters.kind)
    chosen = (
        ("文件 ", titles.get(filters.document or "", filters.document)),
        ("地区 ", filters.region),
        ("部门 ", filters.unit),
        ("类型 ", kind),
        ("只看有效", "" if filters.in_force else None),
        ("只看有金额", "" if filters.has_benefit else None),
    )
    return "；".join(f"{name}{value}" for name, value in chosen if value is not None)


def result_label(found: Found) -> str:
    """The label of the button that opens a result: its number and title."""
    unit = found.citation.measure
    title = "" if unit.title in unit.label else f" {clipped(unit.title, TITLE)}"
    return plain(f"{unit.label or KIND_WORDS.get(unit.kind, '')}{title}")


def result_html(found: Found, document: Document, corpus: Corpus) -> str:
    """Under the button: the document, whether it is in force, what a department does, the words around the hit."""
    citation = found.citation
    roles = f'<p class="pa-roles">{escape("；".join(found.roles))}</p>' if found.roles else ""
    more = f'<span class="pa-count">{len(found.places)} 处</span>' if len(found.places) > 1 else ""
    return (
        f'<div lang="zh-CN" class="pa-result"><p class="pa-where">{escape(short_name(document))}'
        f"{force_tag(citation, document)}{more}</p>{roles}"
        f'<p class="pa-snippet">{snippet_html(corpus.sources[document.id], found)}</p></div>'
    )


def snippet_html(source: str, found: Found) -> str:
    """One line of the clause about the first hit, each hit inside a <mark>."""
    unit, quote = found.citation.measure, found.citation.quote_span
    first = found.places[0] if found.places else quote
    start = max(unit.span.start, first.start - BEFORE)
    end = min(unit.span.end, max(first.end, start + BEFORE) + AFTER)
    pieces, at = [], start
    for place in found.places:
        if place.start < at or place.end > end:
            continue
        pieces += [escape(source[at : place.start]), f"<mark>{escape(place.of(source))}</mark>"]
        at = place.end
    pieces.append(escape(Span(at, end).of(source)))
    lead, tail = "…" if start > unit.span.start else "", "…" if end < unit.span.end else ""
    return f"{lead}{''.join(pieces)}{tail}"
