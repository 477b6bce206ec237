"""《…》 and document numbers in a clause lead to the document, where it is on the shelf; which document stands on which. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote

from assistant.showing.view import clipped
from corpus.facts.references import parse_references
from corpus.measure import Document, Measure
from corpus.text.normal import fold
from corpus.text.title_marks import titled
from corpus.versions import names_of_document, names_of_reference

# Words before a reference that say that the document stands on it
_STANDS_ON = re.compile(r"(?:贯彻|落实|根据|依据|依照|按照|遵照|执行|实施|推进|细化)[^。；;《]{0,30}$")
_REPEALED = re.compile(r"^[^。；;]{0,40}(?:废止|停止执行|失效|不再执行)")
LONGEST = 26  # characters of a title in a box
MOST_OUTSIDE = 8  # documents named that are not on the shelf


class Shelf:
    """What every document of the shelf may be called; made once for a corpus."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._by_name: dict[str, Document] = {}
        self._by_id: dict[str, Document] = {}
        for document in documents:
            self._by_id[document.id] = document
            for name in names_of_document(document):
                self._by_name.setdefault(name, document)

    def named(self, reference: str) -> Document | None:
        """The document that a reference means; None where it is not on the shelf."""
        return next((self._by_name[name] for name in names_of_reference(reference) if name in self._by_name), None)

    def called(self, document_id: str) -> Document | None:
        """The document with this id."""
        return self._by_id.get(document_id)


# 本办法第八条第二款, 《甲办法》第三条: a clause of this document, or of the one that is named right before it
_CLAUSE = re.compile(
    r"(?:本(?:办法|规定|细则|意见|条例|措施|政策|方案|规则))?第[一二三四五六七八九十百零\d]{1,5}条(?:之[一二三四五六七八九十])?"
    r"(?:第[一二三四五六七八九十\d]{1,3}款)?(?:第[（(]?[一二三四五六七八九十\d]{1,3}[)）]?项)?"
)
_OF_ANOTHER = re.compile(r"(?:》|法|条例|规定|办法|细则|意见)\s*(?:[（(][^（）()]{0,40}[)）])?\s*$")


def linked_text(text: str, shelf: Shelf, own: str = "") -> str:
    """`text` escaped, each reference to another document of the shelf a link to it, each to a clause a link to that clause.

    >>> linked_text("按<甲>执行", Shelf(()))
    '按&lt;甲&gt;执行'
    """
    found: list[tuple[int, int, Document]] = []
    for reference in parse_references(text):
        document = shelf.named(reference)
        if document is None or document.id == own:
            continue
        for match in re.finditer(re.escape(reference), text):
            found.append((match.start(), match.end(), document))
    links = [(start, end, _link(document, text[start:end])) for start, end, document in found]
    links += _clause_links(text, shelf, own, found)
    pieces: list[str] = []
    at = 0
    for start, end, link in sorted(links, key=lambda each: (each[0], -each[1])):
        if start < at:
            continue
        pieces += [escape(text[at:start]), link]
        at = end
    return "".join([*pieces, escape(text[at:])])


def _clause_links(
    text: str, shelf: Shelf, own: str, named: Sequence[tuple[int, int, Document]]
) -> Iterator[tuple[int, int, str]]:
    """Links to the clauses that a text refers to by number: of its own document, or of a document named right before."""
    for match in _CLAUSE.finditer(text):
        before = text[: match.start()]
        other = next((one for _, end, one in named if end <= match.start() and not before[end:].strip()), None)
        opens_line = not before.rpartition("\n")[2].strip()
        if other is None and (opens_line or (_OF_ANOTHER.search(before) and not match[0].startswith("本"))):
            continue  # the clause's own number, or one of a law that is not on the shelf
        document = other or shelf.called(own)
        if document is not None:
            words = f"{titled(document.title)}{match[0] if other else re.sub('^本[^第]+', '', match[0])}"
            yield match.start(), match.end(), _clause_link(words, match[0])


def _clause_link(words: str, shown: str) -> str:
    address = f"find?q={quote(words, safe='')}"
    return (
        f'<a class="pa-ref" href="{escape(address)}" target="_blank" rel="noopener" '
        f'title="{escape(words)}">{escape(shown)}</a>'
    )


def address_of(document: Document) -> str:
    return f"library?doc={quote(document.id, safe='')}"


def _link(document: Document, words: str) -> str:
    return (
        f'<a class="pa-ref" href="{escape(address_of(document))}" target="_blank" rel="noopener" '
        f'title="{escape(document.title)}">{escape(words)}</a>'
    )


@dataclass(frozen=True, slots=True)
class Relations:
    """How one document stands to others of the shelf; `outside` are the names of those that are not on it."""

    implements: tuple[Document, ...] = ()
    implemented_by: tuple[Document, ...] = ()
    mentions: tuple[Document, ...] = ()
    mentioned_by: tuple[Document, ...] = ()
    repeals: tuple[Document, ...] = ()
    repealed_by: tuple[Document, ...] = ()
    outside: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        return any(
            (self.implements, self.implemented_by, self.mentions, self.mentioned_by, self.repeals, self.repealed_by)
        )


@dataclass(slots=True)
class _Found:
    implements: dict[str, None] = field(default_factory=dict)
    mentions: dict[str, None] = field(default_factory=dict)
    repeals: dict[str, None] = field(default_factory=dict)
    outside: dict[str, None] = field(default_factory=dict)


def relations(documents: Sequence[Document], units: Iterable[Measure]) -> Mapping[str, Relations]:
    """The relations of every document, by its id; what repeals is no mere mention, nor is what it stands on."""
    shelf = Shelf(documents)
    found = {document.id: _Found() for document in documents}
    for unit in units:
        if unit.references and unit.kind != "boilerplate":
            _of_unit(unit, shelf, found[unit.document_id])
    by_id = {document.id: document for document in documents}
    for document in documents:
        if document.repealed is not None and document.repealed.by_id in found:
            found[document.repealed.by_id].repeals[document.id] = None
    for each in found.values():
        for name in each.repeals:
            each.implements.pop(name, None)
        for name in (*each.repeals, *each.implements):
            each.mentions.pop(name, None)

    def of(names: Iterable[str]) -> tuple[Document, ...]:
        return tuple(by_id[name] for name in names)

    def turned(named: Callable[[_Found], Iterable[str]]) -> Mapping[str, list[str]]:
        """Who names each document in this way."""
        naming: dict[str, list[str]] = {}
        for other, theirs in found.items():
            for name in named(theirs):
                naming.setdefault(name, []).append(other)
        return naming

    implementing, mentioning = turned(lambda each: each.implements), turned(lambda each: each.mentions)
    repealing = turned(lambda each: each.repeals)

    return {
        name: Relations(
            implements=of(each.implements),
            implemented_by=of(implementing.get(name, ())),
            mentions=of(each.mentions),
            mentioned_by=of(mentioning.get(name, ())),
            repeals=of(each.repeals),
            repealed_by=of(repealing.get(name, ())),
            outside=tuple(each.outside)[:MOST_OUTSIDE],
        )
        for name, each in found.items()
    }


def _of_unit(unit: Measure, shelf: Shelf, found: _Found) -> None:
    for reference in unit.references:
        document = shelf.named(reference)
        if document is None:
            if reference.startswith("《"):
                found.outside[reference] = None
            continue
        if document.id == unit.document_id:
            continue
        at = unit.text.find(reference)
        before, after = fold(unit.text[max(0, at - 40) : at]), fold(unit.text[at + len(reference) :][:60])
        if _REPEALED.search(after):
            found.repeals[document.id] = None
        elif _STANDS_ON.search(before):
            found.implements[document.id] = None
        else:
            found.mentions[document.id] = None


def map_html(document: Document, known: Relations) -> str:
    """The document in the middle, what it stands on above or to the left, what stands on it to the right, what was repealed below."""
    left = _group("依据和落实的文件", known.implements) + _group("提到的文件", known.mentions)
    right = _group("落实它的文件", known.implemented_by) + _group("提到它的文件", known.mentioned_by)
    below = _group("它废止的文件", known.repeals) + _group("废止它的文件", known.repealed_by)
    outside = "".join(f"<li>{escape(clipped(name, 60))}</li>" for name in known.outside)
    middle = f'<p class="pa-node pa-node-own">{escape(clipped(document.title, 2 * LONGEST))}</p>'
    drawn = (
        f'<div class="pa-map"><div class="pa-map-side">{left}</div><div class="pa-map-own">'
        f'{_arrow(left)}{middle}{_arrow(right)}</div><div class="pa-map-side">{right}</div></div>{below}'
    )
    missing = f'<p class="pa-note">文中还提到，文件库里没有：</p><ul class="pa-rows">{outside}</ul>' if outside else ""
    nothing = '<p class="pa-note">文件库里没有和它互相引用的文件。登记它依据的文件后，这里会画出来。</p>'
    return f'<div lang="zh-CN">{drawn if known.any else nothing}{missing}</div>'


def _arrow(group: str) -> str:
    return '<span class="pa-arrow" aria-hidden="true">→</span>' if group else ""


def _group(name: str, documents: Sequence[Document]) -> str:
    if not documents:
        return ""
    boxes = "".join(
        f'<p class="pa-node"><a class="pa-ref" href="{escape(address_of(one))}" target="_blank" rel="noopener">'
        f"{escape(clipped(one.title, LONGEST))}</a></p>"
        for one in documents
    )
    return f'<p class="pa-note">{name}</p>{boxes}'
