"""A question too vague to answer is asked back, with a few whole questions to choose from, made from the corpus."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.library import Library
from assistant.proposing.retrieve import NAMED, passing
from assistant.reading.conversation import asked_words
from assistant.reading.noise import is_noise
from assistant.reading.query import Query, asks_for_money
from assistant.reading.terms import content_terms
from assistant.saying.draft import Draft
from assistant.saying.wording import Words
from corpus.measure import Measure

SHORT = 30  # characters; a longer question is never called too vague
MOST_CHOICES = 3
MOST_SAID = 20  # characters of what was said that are said again
SAMPLE = 1_000  # clauses whose headings are looked at
_PLAIN = re.compile(r"[\u4e00-\u9fff“”]{4,24}")  # a heading that reads as the topic of a question

Allowed = Callable[[Measure], bool]


def is_vague(query: Query) -> bool:
    """No topic to search for; or a place alone, with words of asking that any of its clauses might answer."""
    return not content_terms(query.topic) and not query.phrases and len(query.question) <= SHORT


def lacks_place(library: Library, query: Query) -> bool:
    """我是做新材料的，能拿多少钱: money is asked for, the clauses know every word of it, but no place is named."""
    terms = content_terms(query.topic)
    known = bool(terms) and all(library.weights.known(term) for term in terms)
    return known and asks_for_money(query) and not query.names and not query.foreign and len(regions(library)) > 1


def ask_for_a_question(draft: Draft, query: Query, allowed: Allowed) -> bool:
    """Ask for a question where the words are none (啊啊啊啊, asdfgh), with some that can be asked; False where they may be one."""
    said = _unnamed(query).strip()
    if query.references or not is_noise(said):
        return False
    library = draft.library
    draft.status = "clarify"
    draft.say("没有看懂「{said}」。请用一句话写出想问的事，例如哪个地区、哪一类支持、给多少。", said=said[:MOST_SAID])
    place = f"{query.names[0].text}：" if query.names else ""
    titles = _titles(library, query, query.preferred or query.documents, allowed)
    draft.choices = [f"{place}{title}给多少？" for title in titles]
    return True


def _unnamed(query: Query) -> str:
    """The question without the names of places and documents."""
    kept = list(query.question)
    for name in query.names:
        kept[name.span.start : name.span.end] = " " * (name.span.end - name.span.start)
    return "".join(kept)


def ask_back(draft: Draft, query: Query, allowed: Allowed) -> None:
    """Ask for the place where none is named, else for the topic; `draft.choices` are whole questions."""
    library, words = draft.library, draft.words
    draft.status = "clarify"
    if not query.names:
        places = regions(library)
        topics = _titles(library, query, (), allowed)
        draft.say("请说得再具体一些：您在哪个地区、想了解哪一类事项？")
        draft.say(
            "地区：{regions}。事项例如：{topics}。", regions=listed_regions(words, places), topics=words.listed(topics)
        )
        draft.choices = [f"{place}：{query.question}" for place in places[:MOST_CHOICES]]
        return
    place = query.names[0].text
    titles = _titles(library, query, query.preferred or query.documents, allowed)
    draft.say("请说得再具体一些：想了解哪一类事项？")
    draft.say("事项例如：{topics}。", topics=words.listed(titles))
    draft.choices = [f"{place}：{title}{asked_words(query)}" for title in titles]


def regions(library: Library) -> list[str]:
    """The places that the documents are for, each by its first name."""
    return list(library.regions)


def listed_regions(words: Words, places: Sequence[str]) -> str:
    """Places for a sentence: the first of them where there are very many."""
    if len(places) <= NAMED:
        return words.listed(places)
    return words("{places}等 {count} 个地区", places=words.listed(places[:NAMED]), count=len(places))


def _titles(library: Library, query: Query, documents: Sequence[str], allowed: Allowed) -> list[str]:
    """Headings of clauses spread over the documents: of those that grant something, unless a department is asked for."""
    lookup = library.holdings.lookup
    measures = lookup.get("kind", "measure").astype(np.int64)
    rows = passing(library, allowed, library.within(measures, documents, query.part))
    led = rows[np.isin(rows, lookup.get("fact", "department"))] if "department" in query.asked else rows[:0]
    granting = rows[np.isin(rows, lookup.get("fact", "benefit"))]
    some = next((each for each in (led, granting) if len(each)), rows)
    chosen = [unit for unit in library.units_at(_spread(some)) if _PLAIN.fullmatch(unit.title)]
    step = max(1, len(chosen) // MOST_CHOICES)
    return list(dict.fromkeys(unit.title for unit in chosen[::step]))[:MOST_CHOICES]


def _spread(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """All of the rows, or an even sample of very many."""
    return rows[:: -(-len(rows) // SAMPLE)] if len(rows) > SAMPLE else rows
