"""A query and the library in, ranked hits out: filters before ranking, boosts from what the question asks."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from assistant.library import Library
from assistant.reading.lexicon import synonyms
from assistant.reading.query import Query
from corpus.errors import UnknownDocument
from corpus.measure import Measure
from corpus.normal import fold
from index.fusion import standardise
from index.hit import Hit
from index.reranker import READ, Reranker

# In standard deviations of the fused score (index.fusion). Chosen on the dev questions; see benchmarks/README.md.
BOOST_PREFERRED = 0.5  # the document the question names rather than one of a related area
BOOST_BENEFIT = 0.5  # asked how much: a clause that grants something
BOOST_WHOM = 0.5  # asked for a department: a clause that names one, or stands under a heading that announces them
BOOST_TITLE = 0.8  # the clause's own heading stands in the question
BOOST_PHRASE = 2.0  # a quoted phrase stands in the clause, word for word
SHORTEST_TITLE = 4  # characters; a shorter heading stands in many questions by chance
_WHOM = re.compile(r"部门|单位|受理|咨询|联系|地点|窗口|分工")
MASKS = 64  # sets of filters whose units are remembered
KIND_BOOST = {"introduction": -0.6, "preamble": -0.8, "closing": -0.4, "attachment": -0.6}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the caller limits a search to; None leaves it open."""

    document: str | None = None  # id, alias, region, title or source file name
    part: str | None = None
    kind: str | None = None
    unit: str | None = None  # a department in any role
    has_benefit: bool = False
    in_force: bool = False  # only what is in force on the as-of date
    region: str | None = None  # a place: its documents, and those of a larger area that hold for it too

    def document_ids(self, library: Library) -> tuple[str, ...]:
        """The documents meant by `document` and `region`, empty for all; UnknownDocument where they mean none."""
        if self.document is None:
            return self._of_region(library)
        found = library.catalogue.resolve(self.document)
        if not found:
            known = "、".join(document.id for document in library.corpus.documents)
            raise UnknownDocument(f"没有叫「{self.document}」的文件。可用的文件：{known}。")
        if self.region is None:
            return found
        both = tuple(document for document in found if document in self._of_region(library))
        if not both:
            raise UnknownDocument(f"文件「{self.document}」与地区「{self.region}」不符。请去掉其中一个筛选。")
        return both

    def _of_region(self, library: Library) -> tuple[str, ...]:
        if self.region is None:
            return ()
        found = library.catalogue.of_region(self.region)
        if not found:
            known = "、".join(dict.fromkeys(d.regions[0] for d in library.corpus.documents if d.regions))
            raise UnknownDocument(f"没有「{self.region}」的文件。已登记的地区：{known}。")
        return found

    def allows(self, library: Library, as_of: date) -> Passes:
        return Passes(self, self.document_ids(library), as_of, library)


@dataclass(frozen=True, slots=True)
class Passes:
    """Whether filters leave a unit. Equal ones leave the same, so what they say of all units can be kept."""

    filters: Filters
    documents: tuple[str, ...]
    as_of: date
    library: Library = field(compare=False, repr=False)

    def __call__(self, unit: Measure) -> bool:
        chosen, documents = self.filters, self.documents
        return (
            (not documents or unit.document_id in documents)
            and (chosen.part is None or unit.part == chosen.part)
            and (chosen.kind is None or unit.kind == chosen.kind)
            and (chosen.unit is None or any(chosen.unit in name for name in unit.all_units))
            and (not chosen.has_benefit or bool(unit.benefits))
            and (
                not chosen.in_force or self.library.document(unit.document_id).in_force(self.as_of, unit.part) == "yes"
            )
        )


def search(
    library: Library,
    query: Query,
    k: int = 10,
    allowed: Callable[[Measure], bool] | None = None,
    documents: Sequence[str] | None = None,
    topic: str | None = None,
) -> list[Hit]:
    """The `k` best units for `query`. `documents` and `topic` override the query's own, for comparisons."""
    scope = query.documents if documents is None else tuple(documents)
    words = topic if topic is not None else query.topic
    text = search_text(library, words or query.question)

    folded = fold(words or query.question)
    phrases = [fold(phrase) for phrase in query.phrases]

    def boost(unit: Measure) -> float:
        value = KIND_BOOST.get(unit.kind, 0.0)
        if query.preferred and unit.document_id in query.preferred:
            value += BOOST_PREFERRED
        if "amount" in query.asked and unit.benefits:
            value += BOOST_BENEFIT
        if "department" in query.asked and (unit.all_units or any(_WHOM.search(heading) for heading in unit.path)):
            value += BOOST_WHOM
        if len(unit.title) >= SHORTEST_TITLE and fold(unit.title) in folded:
            value += BOOST_TITLE
        if phrases and any(phrase in fold(unit.text) for phrase in phrases):
            value += BOOST_PHRASE
        return value

    where = _mask(library, scope, query.part, allowed)
    if library.reranker is None:
        return library.index.search(text, k, where, boost)
    candidates = library.index.search(text, max(k, READ), where, boost)
    return reranked(library.reranker, words or query.question, candidates)[:k]


def reranked(reranker: Reranker, question: str, hits: Sequence[Hit]) -> list[Hit]:
    """`hits` ordered by the sum of their scores and the reranker's z-scores; equal ones keep their order.

    Interpolation rather than replacement: the first ranking knows the boosts, and its scale is what the answer's
    thresholds are in. The best READ hits are read again, the others keep their place behind them.
    """
    read, rest = list(hits[:READ]), list(hits[READ:])
    scores = standardise(reranker.scores(question, [f"{hit.measure.title}\n{hit.measure.text}" for hit in read]))
    again = [replace(hit, score=hit.score + float(score)) for hit, score in zip(read, scores, strict=True)]
    return [*sorted(again, key=lambda hit: -hit.score), *rest]


def _mask(
    library: Library, scope: tuple[str, ...], part: str | None, allowed: Callable[[Measure], bool] | None
) -> NDArray[np.bool_]:
    """The units a search may find, asked of each once for one set of filters: with many units that takes longest."""

    def where(unit: Measure) -> bool:
        return (
            (not scope or unit.document_id in scope)
            and (part is None or unit.part == part)
            and (allowed is None or allowed(unit))
        )

    key = (scope, part, allowed)
    found = library.masks.get(key)
    if found is None:
        if len(library.masks) >= MASKS:
            library.masks.clear()
        found = library.masks[key] = library.index.mask(where)
    return found


def search_text(library: Library, topic: str) -> str:
    """The topic with the words of the documents that mean the same behind it; words they do not use would only dilute it."""
    more = [word for word in synonyms(fold(topic)) if library.speaks_of(word)]
    return f"{topic} {' '.join(more)}" if more else topic
