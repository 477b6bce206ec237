"""The registered documents as people name them: names found in a question, with the documents and part they mean."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.reading.coverage import APART, Coverage, PlaceAsked
from assistant.reading.names import KIND_WORDS, key_of
from assistant.reading.tables import SHORTEST_SLIP, WILD, document_entries, title_text
from assistant.reading.titles import Titles, mentions
from corpus.measure import Document, Span
from corpus.places.gazetteer import Relation
from corpus.text.normal import fold
from index.lookup import Leading, Lookup
from index.occurrences import Occurrences, Occurring
from index.recent import Recent
from index.tokens import is_known, jieba_words

ASKED_KEPT = 64  # questions whose names and places are kept at hand: each is read several times in one reading
OPENED = 2_000  # documents that are kept at hand by their id
LONGEST_SLIP = 24  # characters: no place has a longer name
SHORTEST_MISSPELT = 4  # characters: shorter names differ from ordinary words by one character too often
# X区, X县, X高新区 at the start of a question or behind a word that announces a place
_PLACE_LIKE = re.compile(
    r"(?:^|[,。?!;:、\s]|在|到|去|从|是|我们|咱们?|落户|请问|想问|问下?)(?P<place>[^\W\d_是不的了有给这那归由向对和与及或个家]{2,4}?(?:高新区|经开区|开发区|新区|省|市|县|区|旗|自治州|自治区)(?![级场面民里内位域块间]))"
)
_NOT_A_PLACE = re.compile(
    r"[找级扩该整片管归升搞评上下]|^高.区$|国家|全国|示范|试验|园区|社区|校区|城区|地区|区域|自治区$|小区|各|本|我|你|哪|什么|高新区$(?<=^高新区)|省级|市级|区级"
)


_COMES = re.compile(r"(?:那边|那里|过)?(?:来|搬|迁|转|调|引进|回)")


@dataclass(frozen=True, slots=True)
class Name:
    """A name found in a question: which documents it may mean, and which part of them."""

    span: Span
    text: str
    documents: tuple[str, ...]
    part: str | None
    is_region: bool
    related: tuple[str, ...] = ()  # documents that the name may mean too: of a larger area, or of a place inside it
    lies: Relation | None = (
        None  # how the place that is named lies to the nearest of its documents, where that is known
    )
    meant: str = ""  # the registered name that is taken for what stands there, where that is spelt otherwise


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """What a shelf is asked by: `ids` of the documents, their entries (assistant/reading/tables.py), where what stands.

    `titles` are the folded titles, `whole` the folded source texts, of each document in order.
    """

    ids: Sequence[str]
    lookup: Leading
    titles: Occurring
    whole: Occurring

    @classmethod
    def of(cls, documents: Sequence[Document], texts: Mapping[str, str]) -> Names:
        """Made in memory, of documents alone."""
        entries = (entry for row, document in enumerate(documents) for entry in document_entries(document, row))
        return cls(
            [document.id for document in documents],
            Lookup.build(entries),
            Occurrences.build([title_text(document) for document in documents]),
            Occurrences.build([fold(texts.get(document.id, "")) for document in documents]),
        )


class Catalogue:
    """All names of all documents, ready to be found in a question. Longer names win over shorter ones."""

    def __init__(
        self, documents: Sequence[Document], texts: Mapping[str, str] | None = None, names: Names | None = None
    ) -> None:
        """`texts` are the source texts by document id: what stands in one text only tells its title from others.

        `names` are those of a shelf that is open already; else they are made of `documents` and `texts`.
        """
        self.documents = documents
        self._names = names or Names.of(documents, texts or {})
        self._lookup = self._names.lookup
        self._opened: dict[str, Document] = {}
        self._id_of: dict[int, str] = {}  # of the documents named so far: a place may have hundreds, and is named again
        self._row_of: dict[str, int] = {}
        self._coverage = Coverage(documents, self._id, self._lookup)
        self._found: Recent[str, tuple[Name, ...]] = Recent(ASKED_KEPT)
        self._placed: Recent[str, tuple[PlaceAsked, ...]] = Recent(ASKED_KEPT)

    def _ids(self, table: str, key: str) -> tuple[str, ...]:
        return tuple(map(self._id, self._lookup.get(table, key).tolist()))

    def _id(self, row: int) -> str:
        known = self._id_of.get(row)
        if known is None:
            known = self._id_of[row] = self._names.ids[row]
        return known

    def _is_region(self, key: str) -> bool:
        return not self._lookup.has("proper", key)

    def get(self, document_id: str) -> Document:
        known = self._opened.get(document_id)
        if known is None:
            if len(self._opened) >= OPENED:
                self._opened.clear()
            known = self._opened[document_id] = self.documents[self._row(document_id)]
        return known

    def _known_names(self, folded: str) -> Iterator[tuple[Span, str]]:
        """The longest name at each place, left to right, none in another."""
        start = 0
        while start < len(folded):
            names = {*self._lookup.at("name", folded, start), *self._lookup.at("touched", folded, start)}
            held = [name for name in names if name and _is_bounded(folded, start, name)]
            if held:
                name = max(held, key=len)
                yield Span(start, start + len(name)), name
            start += len(name) if held else 1

    def find(self, question: str) -> list[Name]:
        """Every name in `question`, left to right, without overlaps."""
        return list(self._found.get(question, lambda: tuple(self._names_in(question))))

    def _names_in(self, question: str) -> list[Name]:
        folded = fold(question)
        names = []
        for span, key in self._known_names(folded):
            documents, related = self._ids("name", key), self._ids("touched", key)
            part = self._part(documents[0], key) if len(documents) == 1 else None
            kept = related if documents else ()
            names.append(Name(span, span.of(question), documents or related, part, self._is_region(key), kept))
        names = self._with_places(question, names)
        names += self._titled(question, names)
        return sorted(names, key=lambda name: name.span) or self._misspelt(question)

    def _part(self, document_id: str, key: str) -> str | None:
        """The part of a document that a name means, where it is the name of a part."""
        parts = [part for name, part in self.get(document_id).part_aliases if key_of(name) == key]
        return parts[-1] if parts else None

    def places(self, question: str) -> tuple[PlaceAsked, ...]:
        """The places that `question` names, with the documents that cover each; 常平 is covered by a document of 东莞."""
        return self._placed.get(question, lambda: self._coverage.asked(question))

    def _with_places(self, question: str, names: list[Name]) -> list[Name]:
        """`names` with the places that no registered name gives, and without those that only look like one.

        和平区 of one city is not that of another: 沈阳和平区 takes no document of 天津和平区. In pinyin places share their names
        (赣州 and its like), so a registered one stands.
        """
        folded = fold(question)
        found: list[Name | None] = list(names)
        starts = [name.span.start for name in names]  # left to right, none in another
        added = []
        for place in self.places(question):
            first, last = bisect_left(starts, place.span.start), bisect_left(starts, place.span.end)
            before = first - 1 if first and names[first - 1].span.overlaps(place.span) else first
            over = [(at, name) for at in range(before, last) if (name := found[at]) is not None]
            held = [(at, name) for at, name in over if name.is_region and place.span.contains(name.span)]
            if not over and place.documents:
                lies: Relation = "same" if place.same else "inside"
                further = place.inside if place.same else ()
                added.append(Name(place.span, place.span.of(question), place.documents, None, True, further, lies))
            elif place.documents or place.around:
                for at, name in held:
                    lying: Relation = "same" if place.same else "inside" if place.inside else "around"
                    called = {*name.documents} <= {*place.same} or self._is_unspoken_zone(folded, name, place)
                    own = place.span if called else name.span
                    found[at] = replace(name, span=own, text=own.of(question), lies=lying)
            elif all(one.level != "town" for one in place.candidates):
                for at, name in held:
                    if not name.text.isascii() and all(map(self._coverage.is_placed, name.documents)):
                        found[at] = None
        return [name for name in found if name is not None] + added

    def _is_unspoken_zone(self, folded: str, name: Name, place: PlaceAsked) -> bool:
        """昆明工业园区 asked of documents of 昆明 that know of none: 工业园区 is of the place's name, and no topic that they lack."""
        kind = folded[name.span.end : place.span.end]
        if not kind or name.span.start != place.span.start or place.same:
            return False
        spoken = set(self._names.whole.holding(kind).tolist())
        return not any(self._row(document) in spoken for document in name.documents)

    def _titled(self, question: str, names: list[Name]) -> list[Name]:
        """Names by pieces of a title, where no document is named as such; of a place that is named, its documents."""
        if any(not name.is_region for name in names):
            return []
        if not names and any(not place.documents and not place.around for place in self.places(question)):
            return []  # 青岛市养老服务补助办法: a document of a place that none here covers
        places = {document for name in names for document in (*name.documents, *name.related)}
        folded = fold(question)
        for name in names:  # the place is read already
            folded = folded[: name.span.start] + " " * (name.span.end - name.span.start) + folded[name.span.end :]
        within = frozenset(self._row(document) for document in places) if places else None
        titles = Titles(self._names.titles, self._names.whole, self._title_of, within)
        return [
            Name(span, span.of(question), (self._names.ids[row],), None, is_region=False)
            for span, row in mentions(folded, titles, KIND_WORDS)
        ]

    def _row(self, document_id: str) -> int:
        known = self._row_of.get(document_id)
        if known is None:
            known = self._row_of[document_id] = int(self._lookup.get("id", document_id)[0])
        return known

    def _title_of(self, row: int) -> str:
        return title_text(self.documents[row])

    def _misspelt(self, question: str) -> list[Name]:
        """昌集高新区: a region's name with one character wrong, where no name stands as it should.

        Only long names, and never where the wrong character makes another real place (柳州高新区).
        """
        folded = fold(question)
        known_places = [place.span for place in self.places(question)]
        found = set(self._slips(folded))
        for name, span in sorted(found, key=lambda each: (-len(each[0]), each[0], each[1])):
            if not any(span.overlaps(place) for place in known_places) and (meant := self._ids("name", name)):
                called = next((r for each in meant for r in self.get(each).regions if key_of(r) == name), name)
                return [Name(span, span.of(question), meant, None, is_region=True, meant=called)]
        return []

    def _slips(self, folded: str) -> Iterator[tuple[str, Span]]:
        """The regions' names that differ in exactly one character from what stands there.

        What begins like none of them, one character left out, is not looked at any further: nearly everything.
        """
        known: dict[str, list[tuple[str, str]]] = {}
        for start in range(len(folded) - SHORTEST_MISSPELT + 1):
            head = folded[start : start + 3]
            for begins in (head, *(f"{head[:at]}{WILD}{head[at + 1 :]}" for at in range(3))):
                if begins not in known:
                    keys = (key.split(APART) for key in self._lookup.keys("slip", begins))
                    known[begins] = [(pattern, name) for pattern, name in keys]
                for pattern, name in known[begins]:
                    words = folded[start : start + len(pattern)]
                    at = pattern.index(WILD)
                    if (
                        SHORTEST_MISSPELT <= len(pattern) <= LONGEST_SLIP
                        and words[:at] == pattern[:at]
                        and words[at + 1 :] == pattern[at + 1 :]
                        and len(words) == len(pattern)
                        and words != name
                        and self._is_region(name)
                    ):
                        yield name, Span(start, start + len(pattern))

    def _one_off(self, words: str) -> set[str]:
        """The regions' names that differ from `words` in exactly one character."""
        if len(words) > LONGEST_SLIP:
            return set()
        patterns = (f"{words[:at]}{WILD}{words[at + 1 :]}{APART}" for at in range(len(words)))
        names = {key.rpartition(APART)[2] for pattern in patterns for key in self._lookup.keys("slip", pattern)}
        return {name for name in names if name != words and self._is_region(name)}

    def resolve(self, name: str) -> tuple[str, ...]:
        """The documents that an id, alias, region or source file name means; empty where none does."""
        if called := self._ids("called", name):
            return called[:1]
        return self._ids("name", key_of(name)) or self._coverage.called(name)[0]

    def _is_slip(self, span: Span, place: str, names: Sequence[Span]) -> bool:
        """张掖甘洲区: right behind a name, one character away from a place that we know."""
        if not any(name.end == span.start for name in names):
            return False
        return len(place) >= SHORTEST_SLIP and bool(self._one_off(place))

    def of_region(self, region: str) -> tuple[str, ...]:
        """The documents that hold for a place, in register order; those that only touch it among them."""
        same, inside, _ = self._coverage.called(region)
        rows = {self._row(document) for document in (*same, *inside)}
        rows.update(self._lookup.get("region", key_of(region)).tolist())
        return tuple(self._names.ids[row] for row in sorted(rows))

    def kind_word_documents(self, question: str) -> tuple[tuple[str, ...], Span | None]:
        """The documents that call themselves by a kind word in the question (实施意见, 要点) and where it stands."""
        folded = fold(question)
        for word in KIND_WORDS:
            at = folded.find(word)
            if at < 0:
                continue
            if documents := self._ids("kind word", word):
                return documents, Span(at, at + len(word))
        return (), None

    @cached_property
    def everywhere(self) -> tuple[str, ...]:
        """The documents of the whole country."""
        return self._coverage.everywhere()

    def _is_within(self, words: str, place: PlaceAsked, names: Sequence[Name], corpus_text: Container[str]) -> bool:
        """A street that the documents name themselves is theirs, though another town's is called so; 东屿|湾里 says no 湾里区
        behind a place that no gazetteer knows."""
        if all(one.level == "town" for one in place.candidates) and words in corpus_text:
            return True
        before = next((name for name in names if name.is_region and name.span.end == place.span.start), None)
        if before is None or words.endswith(_WRITTEN_WHOLE):
            return False
        return not any(map(self._coverage.is_placed, before.documents))

    def foreign_places(self, question: str, corpus_text: Container[str]) -> tuple[Span, ...]:
        """Where the question names places that no registered document covers, in order.

        A name already read ends like a mark: 黄埔区 in 广州黄埔区 is a place of its own.
        """
        folded = fold(question)
        names = self.find(question)
        taken = [name.span for name in names]
        read = bytearray(len(question))  # where a name stands
        for span in taken:
            read[span.start : span.end] = b"\1" * (span.end - span.start)
        places = self.places(question)
        found: list[Span] = []
        for place in places:
            if place.documents or any(read[place.span.start : place.span.end]):
                continue
            if self._is_within(place.span.of(folded), place, names, corpus_text):
                continue
            if found and found[-1].end == place.span.start:  # 大同市云州区 is one place
                found[-1] = Span(found[-1].start, place.span.end)
            else:
                found.append(place.span)
        for span in (*taken, *(place.span for place in places)):
            folded = folded[: span.start] + " " * (span.end - span.start) + folded[span.end :]
        found = [span for span in found if not _comes_from(question, span)]
        for match in _PLACE_LIKE.finditer(folded):
            words, span = match["place"], Span(*match.span("place"))
            if (
                _NOT_A_PLACE.search(words)
                or _is_any_zone(words)
                or _is_of_words(words)
                or words in corpus_text
                or self._is_slip(span, words, taken)
            ):
                continue
            if not any(span.overlaps(other) for other in found):
                found.append(span)
        return tuple(sorted(found))


def _comes_from(question: str, span: Span) -> bool:
    """从水城区过来上班: where somebody comes from is not where the support is asked for."""
    return question[: span.start].endswith(("从", "自")) and bool(_COMES.match(question, span.end))


_WRITTEN_WHOLE = tuple("省市区县旗镇乡村道岛")  # 黄埔|区: the place and its kind
_ZONE = "高新区"


def _is_any_zone(words: str) -> bool:
    """入驻高新区, 申报高新区: what stands before it is a word, no name; 松搭高新区 is a place of which no dictionary knows."""
    stem = words.removesuffix(_ZONE)
    return words.endswith(_ZONE) and (
        len(stem) < 2 or any(len(word) > 1 and is_known(word) for word in jieba_words(stem))
    )


def _is_of_words(words: str) -> bool:
    """低空开跨|市, 想开民宿|区: so long a name of a place is no word of the language before its rank, and holds none."""
    stem = _RANK_ENDS.sub("", words)
    return len(stem) > 2 and any(len(word) > 1 and is_known(word) for word in jieba_words(stem))


_RANK_ENDS = re.compile(r"(?:高新区|经开区|开发区|新区|自治[州区县旗]|[省市县区旗])$")


def _is_bounded(folded: str, start: int, name: str) -> bool:
    """Whether a name may begin there; a Latin one ends at word boundaries, and 99号文 is no 9号文."""
    if name[0].isdigit() and folded[start - 1 : start].isdigit():
        return False
    if not (name.isascii() and name.isalpha()):
        return True
    end = start + len(name)
    return not _LATIN.match(folded[start - 1 : start]) and not _LATIN.match(folded[end : end + 1])


_LATIN = re.compile(r"[a-z]")
