"""Whose policy an answer rests on, where it is not the place's own: the country's, that of a larger place, or nobody's in particular.

What a city grants holds in a county inside it too; what the county grants itself is only known where its own documents
are on the shelf. So an answer from the city's document says whose it is, whichever way it was found.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.library import Library
from assistant.reading.query import Query
from assistant.reading.terms import content_terms
from assistant.saying.draft import Draft
from corpus.measure import Document
from corpus.places.places import holds_everywhere
from corpus.text.normal import fold
from corpus.text.title_marks import titled

MOST_TITLES = 4
_FROM_THE_COUNTRY = "文件库里没有「{said}」自己的文件，以下出自全国适用的文件。"
_FROM_NOWHERE = "文件库里没有「{said}」的文件，以下出自没有写明地区的文件。"
_FROM_AROUND = "文件库里没有「{said}」自己的文件，以下出自它所在的{place}的文件。"
_ONLY_AROUND = "文件库里没有「{said}」自己的文件，只有它所在的{place}的文件。"
_NOT_ITS_OWN = "以下出自「{said}」所在的{place}的文件。"
_BESIDE_ITS_OWN = "「{said}」所在的{place}也有文件：{titles}。"
_UNPLACED = "{titles}没有写明地区，是否适用于「{said}」请核对。"
_ASK_THERE = "「{said}」自己有没有规定，这里查不到；引用的是它所在的{place}的文件。"


@dataclass(frozen=True, slots=True)
class Around:
    """A place of a question that lies in a larger one: the documents of that one, and whether it has some of its own."""

    said: str
    documents: tuple[str, ...]
    own: tuple[str, ...]


def places_around(library: Library, query: Query) -> tuple[Around, ...]:
    """The places that the question asks of and that lie in one of which there are documents."""
    regions = [name for name in query.names if name.is_region]
    places = library.catalogue.places(query.question)
    begins = {place.span.start for place in places}  # 静宁县威戎镇: only the narrowest is asked of
    return tuple(
        Around(place.span.of(query.question), place.inside, place.same)
        for place in places
        if place.inside and place.span.end not in begins and any(name.span.overlaps(place.span) for name in regions)
    )


def say_from_where(draft: Draft, query: Query) -> None:
    """Tell in the draft whose documents it rests on, where these are not those of the place that was asked for."""
    cited = tuple(dict.fromkeys(one.measure.document_id for one in draft.citations))
    if query.foreign and not query.names:
        _say_placeless(draft, query, [draft.library.document(each) for each in cited])
    for around in places_around(draft.library, query):
        _say_around(draft, query, around, cited)
    _say_unplaced(draft, query, [draft.library.document(each) for each in cited])


def _say_unplaced(draft: Draft, query: Query, cited: list[Document]) -> None:
    """A place that has documents of its own, answered from one that does not say where it holds."""
    places = tuple(name.text for name in query.names if name.is_region)
    named = {document for name in query.names if not name.is_region for document in name.documents}
    unknown = [each for each in cited if not each.regions and not holds_everywhere(each) and each.id not in named]
    if places and unknown and len(unknown) == len(cited) and draft.status == "answered":
        titles = draft.words.listed(titled(each.title) for each in unknown[:MOST_TITLES])
        _head(draft, draft.words(_UNPLACED, titles=titles, said=draft.words.listed(places)))


def _say_placeless(draft: Draft, query: Query, cited: list[Document]) -> None:
    """A place of which there is no document, answered from one of the whole country, or one that does not say where it holds."""
    if draft.status != "answered" or not cited or any(document.regions for document in cited):
        return
    if all(fold(name) in fold(each.measure.text) for name in query.foreign for each in draft.citations):
        return  # 同意以哈尔滨市名义申办: the clause itself is about the place
    words = _FROM_THE_COUNTRY if all(map(holds_everywhere, cited)) else _FROM_NOWHERE
    _head(draft, draft.words(words, said=draft.words.listed(query.foreign)))


def _say_around(draft: Draft, query: Query, around: Around, cited: Iterable[str]) -> None:
    library, said = draft.library, around.said
    used = [each for each in cited if each in around.documents]
    if used:
        if all(fold(said) in fold(one.measure.text) for one in draft.citations):
            return  # the clause itself is about the place
        place = _placed(draft, used)
        if not around.own:
            _head(draft, draft.words(_FROM_AROUND, said=said, place=place))
            draft.warn(_ASK_THERE, said=said, place=place)
        elif not set(cited) & set(around.own):
            _head(draft, draft.words(_NOT_ITS_OWN, said=said, place=place))
    elif not around.own and draft.status == "not_found":
        draft.say(_ONLY_AROUND, said=said, place=_placed(draft, around.documents))
    elif around.own and draft.benefits and not content_terms(query.topic):  # a list of what there is
        titles = [titled(library.document(each).title) for each in around.documents[:MOST_TITLES]]
        place = _placed(draft, around.documents)
        draft.say(_BESIDE_ITS_OWN, said=said, place=place, titles=draft.words.listed(titles))


def _placed(draft: Draft, documents: Iterable[str]) -> str:
    """The places that documents are for."""
    regions = (draft.library.document(each).regions[:1] for each in documents)
    return draft.words.listed(dict.fromkeys(place for each in regions for place in each))


def _head(draft: Draft, line: str) -> None:
    """Above the answer; the first line of one to a question that asks whether is its verdict."""
    draft.lines.insert(draft.verdict is not None, line)
