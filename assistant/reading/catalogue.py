"""The registered documents as people name them: names found in a question, with the documents and part they mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.reading.coverage import Coverage, PlaceAsked
from assistant.reading.romanized import romanized
from assistant.reading.titles import Title, mentions
from corpus.gazetteer import Relation, places_in
from corpus.measure import Document, Span
from corpus.normal import fold

# What a document calls itself, the longest first: 实施意见 before 意见.
KIND_WORDS = (
    "实施意见", "若干意见", "实施方案", "工作方案", "行动方案", "行动计划", "实施细则", "管理办法", "实施办法", "暂行办法",
    "若干政策", "若干措施", "工作要点", "意见", "方案", "细则", "办法", "政策", "措施", "要点", "规定", "条例", "通知",
    "规划", "计划", "指南", "公告",
)  # fmt: skip
SHORTEST_SLIP = 3
SHORTEST_MISSPELT = 4  # characters: shorter names differ from ordinary words by one character too often
_NUMBER = re.compile(r"(?P<letters>[^\[\]\d]+)\[(?P<year>\d{4})\](?P<number>\d+)号")
# What people type between the letters and the number: 国办发〔2018〕126号, 国办发2018 126号, 国办126号
_YEAR_FORMS = ("[{}]", "({})", "{}年", "{}", "{} ", "{}-", "[{}]第", "{}年第", "", " ", "第")
# X区, X县, X高新区 at the start of a question or behind a word that announces a place
_PLACE_LIKE = re.compile(
    r"(?:^|[,。?!;:、\s]|在|到|去|从|是|我们|咱们?|落户|请问|想问|问下?)(?P<place>[^\W\d_是不的了有给这那归由向对和与及或个家]{2,4}?(?:高新区|经开区|开发区|新区|省|市|县|区|旗|自治州|自治区)(?![级场面民里内位域块间]))"
)
_NOT_A_PLACE = re.compile(
    r"[找级扩该整片管归升搞评上下]|高.区|国家|全国|示范|试验|园区|社区|校区|城区|地区|区域|自治区$|小区|各|本|我|你|哪|什么|高新区$(?<=^高新区)|省级|市级|区级"
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


class Catalogue:
    """All names of all documents, ready to be found in a question. Longer names win over shorter ones."""

    def __init__(self, documents: Iterable[Document], texts: Mapping[str, str] | None = None) -> None:
        """`texts` are the source texts by document id: what stands in one text only tells its title from others."""
        self.documents = tuple(documents)
        self._titles = tuple(
            Title(document.id, fold(document.title).strip("<>"), fold((texts or {}).get(document.id, "")))
            for document in self.documents
        )
        self._by_name: dict[str, tuple[dict[str, str | None], bool]] = {}
        self._related: dict[str, list[str]] = {}
        for document in self.documents:
            for name in derived_aliases(document):
                self._add(name, document.id, None, is_region=False)
            for name in document.aliases:
                self._add(name, document.id, None, is_region=name in document.regions)
            for name, part in document.part_aliases:
                self._add(name, document.id, part, is_region=False)
            for name in document.regions:
                self._add(name, document.id, None, is_region=True)
            for letters in filter(None, map(romanized, document.regions)):
                self._add(letters, document.id, None, is_region=True)
            title = fold(document.title)
            in_title = [mention.span.of(title) for mention in places_in(title)]
            touched = (*document.related_regions, *in_title)
            for name in (*touched, *filter(None, map(romanized, touched))):
                self._related.setdefault(_key(name), []).append(document.id)
                self._by_name.setdefault(_key(name), ({}, True))
        self._coverage = Coverage(self.documents)

    def _add(self, name: str, document_id: str, part: str | None, *, is_region: bool) -> None:
        key = _key(name)
        meant, region = self._by_name.setdefault(key, ({}, is_region))
        if part is not None or document_id not in meant:
            meant[document_id] = part
        self._by_name[key] = (meant, region and is_region)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        names = sorted(self._by_name, key=lambda name: (-len(name), name))
        return re.compile("|".join(_bounded(name) for name in names) or r"(?!)")

    def get(self, document_id: str) -> Document:
        return next(document for document in self.documents if document.id == document_id)

    def find(self, question: str) -> list[Name]:
        """Every name in `question`, left to right, without overlaps."""
        folded = fold(question)
        names = []
        for match in self._pattern.finditer(folded):
            meant, is_region = self._by_name[match[0]]
            related = tuple(self._related.get(match[0], ()))
            parts = {part for part in meant.values() if part}
            part = parts.pop() if len(parts) == 1 and len(meant) == 1 else None
            span = Span(match.start(), match.end())
            names.append(
                Name(span, span.of(question), tuple(meant) or related, part, is_region, related if meant else ())
            )
        names = self._with_places(question, names)
        names += self._titled(question, names)
        return sorted(names, key=lambda name: name.span) or self._misspelt(question)

    def places(self, question: str) -> tuple[PlaceAsked, ...]:
        """The places that `question` names, with the documents that cover each; 常平 is covered by a document of 东莞."""
        return self._coverage.asked(question)

    def _with_places(self, question: str, names: list[Name]) -> list[Name]:
        """`names` with the places that no registered name gives, and without those that only look like one.

        和平区 of one city is not that of another: 沈阳和平区 takes no document of 天津和平区. In pinyin places share their names
        (赣州 and its like), so a registered one stands.
        """
        found = list(names)
        for place in self.places(question):
            over = [name for name in found if name.span.overlaps(place.span)]
            if not over and place.documents:
                lies: Relation = "same" if place.same else "inside"
                further = place.inside if place.same else ()
                found.append(Name(place.span, place.span.of(question), place.documents, None, True, further, lies))
            elif place.documents or place.around:
                found = [
                    replace(name, lies="same" if place.same else "inside" if place.inside else "around")
                    if name in over and name.is_region and place.span.contains(name.span)
                    else name
                    for name in found
                ]
            elif all(one.level != "town" for one in place.candidates):
                wrong = [
                    name for name in over
                    if name.is_region and not name.text.isascii() and place.span.contains(name.span) and all(map(self._coverage.is_placed, name.documents))
                ]  # fmt: skip
                found = [name for name in found if name not in wrong]
        return found

    def _titled(self, question: str, names: list[Name]) -> list[Name]:
        """Names by pieces of a title, where no document is named as such; of a place that is named, its documents."""
        if any(not name.is_region for name in names):
            return []
        places = {document for name in names for document in (*name.documents, *name.related)}
        titles = [title for title in self._titles if not places or title.document in places]
        folded = fold(question)
        for name in names:  # the place is read already
            folded = folded[: name.span.start] + " " * (name.span.end - name.span.start) + folded[name.span.end :]
        return [
            Name(span, span.of(question), documents, None, is_region=False)
            for span, documents in mentions(folded, titles, KIND_WORDS)
        ]

    def _misspelt(self, question: str) -> list[Name]:
        """昌集高新区: a region's name with one character wrong, where no name stands as it should.

        Only long names, and never where the wrong character makes another real place (柳州高新区).
        """
        folded = fold(question)
        known_places = [place.span for place in self.places(question)]
        for name, (meant, is_region) in sorted(self._by_name.items(), key=lambda item: (-len(item[0]), item[0])):
            if not (is_region and meant) or len(name) < SHORTEST_MISSPELT or name.isascii():
                continue
            for start in range(len(folded) - len(name) + 1):
                span = Span(start, start + len(name))
                wrong = sum(a != b for a, b in zip(span.of(folded), name, strict=True))
                if wrong == 1 and not any(span.overlaps(place) for place in known_places):
                    return [Name(span, span.of(question), tuple(meant), None, is_region=True)]
        return []

    def resolve(self, name: str) -> tuple[str, ...]:
        """The documents that an id, alias, region or source file name means; empty where none does."""
        for document in self.documents:
            if name in (document.id, document.source_file, document.title):
                return (document.id,)
        meant = self._by_name.get(_key(name))
        return tuple(meant[0]) if meant else self._coverage.called(name)[0]

    def _is_slip(self, span: Span, place: str, names: Sequence[Span]) -> bool:
        """张掖甘洲区: right behind a name, one character away from a place that we know."""
        if not any(name.end == span.start for name in names):
            return False
        known = [name for name, (_, is_region) in self._by_name.items() if is_region and len(name) == len(place)]
        return len(place) >= SHORTEST_SLIP and any(
            sum(a != b for a, b in zip(place, name, strict=True)) == 1 for name in known
        )

    def of_region(self, region: str) -> tuple[str, ...]:
        """The documents that hold for a place, in register order; those that only touch it among them."""
        key = _key(region)
        same, inside, _ = self._coverage.called(region)
        return tuple(
            document.id
            for document in self.documents
            if document.id in same
            or document.id in inside
            or key in {_key(name) for name in (*document.regions, *document.related_regions)}
        )

    def kind_word_documents(self, question: str) -> tuple[tuple[str, ...], Span | None]:
        """The documents that call themselves by a kind word in the question (实施意见, 要点) and where it stands."""
        folded = fold(question)
        for word in KIND_WORDS:
            at = folded.find(word)
            if at < 0:
                continue
            documents = tuple(document.id for document in self.documents if word in document.title[-12:])
            if documents:
                return documents, Span(at, at + len(word))
        return (), None

    def foreign_places(self, question: str, corpus_text: str) -> tuple[Span, ...]:
        """Where the question names places that no registered document covers, in order.

        A name already read ends like a mark: 黄埔区 in 广州黄埔区 is a place of its own.
        """
        folded = fold(question)
        taken = [name.span for name in self.find(question)]
        places = self.places(question)
        found: list[Span] = []
        for place in places:
            if place.documents or any(place.span.overlaps(other) for other in taken):
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
            if _NOT_A_PLACE.search(words) or words in corpus_text or self._is_slip(span, words, taken):
                continue
            if not any(span.overlaps(other) for other in found):
                found.append(span)
        return tuple(sorted(found))


def _comes_from(question: str, span: Span) -> bool:
    """从水城区过来上班: where somebody comes from is not where the support is asked for."""
    return question[: span.start].endswith(("从", "自")) and bool(_COMES.match(question, span.end))


def _key(name: str) -> str:
    return fold(name).strip()


def _bounded(name: str) -> str:
    """A name as a pattern; a Latin one ends at word boundaries."""
    pattern = re.escape(name)
    return rf"(?<![a-z]){pattern}(?![a-z])" if name.isascii() and name.isalpha() else pattern


def derived_aliases(document: Document) -> tuple[str, ...]:
    """Names that follow from the register: the title, its short forms, the number as people type it."""
    title = fold(document.title).strip("<>")
    names = [title]
    if title.startswith("关于"):
        names.append(title.removeprefix("关于"))
    kinds = [word for word in KIND_WORDS if title.endswith(word) or word in title[-12:]]
    for region in document.regions:
        names += [f"{region}{kind}" for kind in kinds] + [f"{region}的{kind}" for kind in kinds]
        names += [f"{region}文件", f"{region}政策文件"]
    if document.number and (match := _NUMBER.match(fold(document.number).replace(" ", ""))):
        year, number = match["year"], match["number"]
        short = match["letters"].removesuffix("字").removesuffix("发")  # 国办126号文 of 国办发〔2018〕126号
        for letters in (match["letters"], *([short] if len(short) > 1 else [])):
            between = [form.format(year) for form in _YEAR_FORMS]
            names += [f"{letters}{each}{number}号{end}" for each in between for end in ("文件", "文", "")]
        names += [f"{number}号文件", f"{number}号文"]
    return tuple(dict.fromkeys(names))
