"""What speaks for a clause and against it, in named numbers: what ranking and deciding weigh, and nothing else.

None of it filters: a place read wrongly or a title not found costs a clause points. None of it grows with the shelf:
scores are measured in standard deviations among all units, or as shares of the most that a question could get.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from assistant.library import Library, searched_text
from assistant.proposing.seeking import meant_text, search_text
from assistant.reading.applicants import applicants_asked, applicants_told
from assistant.reading.editions import Edition, edition_meant, means
from assistant.reading.givers import NAMES as GIVERS_NAMED
from assistant.reading.givers import givers_asked
from assistant.reading.levels import levels_in
from assistant.reading.query import Query
from assistant.reading.terms import content_terms, coverage, is_noun, without_marks
from assistant.reading.unmet import unmet
from assistant.reading.wanted import fits, may_stand_in, stands_in
from assistant.reading.wanted import wanted as kinds_wanted
from corpus.measure import Measure, Span
from corpus.text.normal import fold
from corpus.versions import are_editions
from index.tokens import char_ngrams
from index.within import own_words, standing_in_document

SENTENCE_WORDS = 0.1  # what a share of the question's words weighs against a cosine where a best sentence is chosen
RANKED = (
    "meaning", "words", "topic meaning", "topic words", "document", "named document", "another document named",
    "named part", "place", "wider or narrower place", "another place", "no place", "preamble", "introduction", "closing",
    "attachment", "paragraph", "heading", "sentence words", "best sentence words", "kind", "kind likelihood", "phrase",
    "recipient", "wanted kind", "edition", "own words", "centred meaning", "kind likelihood anywhere", "kind anywhere",
    "position", "whole × topic words", "whole × meaning", "whole × own words", "whole × kind anywhere", "whole × position",
)  # fmt: skip
# Whether a clause answers at all, not only better than others: also how near it is by itself
JUDGED = (
    *RANKED, "cosine", "share of words", "share of topic", "document words", "missing level", "foreign place", "length",
    "verbatim", "topic in document", "wanted kind in best sentence", "wanted kind in document", "nouns", "missing noun",
    "nouns in document", "applicant", "applicant not named", "applicant not in document",
    *(f"given by {name}" for name in GIVERS_NAMED), "unmet", "unmet in document",
)  # fmt: skip
ANSWERED, REFUSED = "answered", "refused"  # the classes of the model `unmet`
LONG_ENOUGH = 4  # characters: a shorter stretch stands in many clauses by chance
# Which sentence of a clause carries the answer
SENTENCED = (
    "cosine",
    "words",
    "topic words",
    "kind",
    "kind likelihood",
    "opens the clause",
    "length",
    "wanted kind",
    "own words",
)
# What holds for a whole document, and stands in a clause that need not name its subject
OF_WHOLE = ("procedure", "deadline", "contact", "department", "validity", "materials")
_KINDS = ("preamble", "introduction", "closing", "attachment", "paragraph")


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """The features of some clauses for one question: `values` (rows, RANKED), and where the best sentence of each stands."""

    rows: NDArray[np.int64]
    values: NDArray[np.float64]
    spans: tuple[Span, ...]


def seen(library: Library, query: Query, rows: NDArray[np.int64]) -> Seen:
    """What ranking weighs of the units in `rows`."""
    index = library.index
    whole = search_text(library, query.sought)
    topic = search_text(library, query.topic or query.sought)
    meant = meant_text(query, whole)
    standing, of_topic = index.standing(whole, rows, meant), index.standing(topic, rows)
    about = index.document_standing(query.sought)
    asked = _weights(library, query.sought)
    total = sum(asked.values()) or 1.0
    wanted = library.models.asked.probabilities(query.sought)
    places = _Places.of(library, query)
    own = set(asked)
    phrases = [fold(phrase) for phrase in query.phrases]
    named = {document for name in query.names if not name.is_region for document in name.documents}
    money = float(wanted[library.models.asked.classes.index("amount")])
    kinds = kinds_wanted(query.question)
    of_whole = float(sum(wanted[library.models.asked.classes.index(kind)] for kind in OF_WHOLE))
    own_share = own_words(index.lexical, sorted(own), rows, index.document_of_row)
    centred_meaning = index.centred(meant, rows)
    position = standing_in_document(rows, index.document_of_row)
    editions = _editions(library, query.question, {index.units[row].document_id for row in rows.tolist()})
    values, spans = [], []
    for place, row in enumerate(rows.tolist()):
        unit = index.units[row]
        words, share, best = _best_sentence(library, meant, asked, total, row)
        told = _told(library, _words(unit, best))
        every = np.array([_told(library, _words(unit, span)) for span in index.sentences_of(row)])
        anywhere, likely = float((np.log(every + 1e-3) @ wanted).max()), float((every @ wanted).max())
        heading = library.heading_grams(row)
        values.append([
            standing.meaning_z[place], standing.words_z[place], of_topic.meaning_z[place], of_topic.words_z[place],
            about[library.document_row(unit.document_id)],
            unit.document_id in named, bool(named) and unit.document_id not in named,
            query.part is not None and unit.part == query.part,
            *places.relations(library, unit),
            *(unit.kind == kind for kind in _KINDS),
            len(heading & own) / len(heading) if heading else 0.0,
            words, share,
            float(np.log(told + 1e-3) @ wanted), float(told @ wanted),
            bool(phrases) and any(phrase in fold(unit.text) for phrase in phrases),
            money * _recipient(library, asked, unit),
            fits(kinds, stands_in(unit.text)), editions.get(unit.document_id, 0),
            own_share[place], centred_meaning[place], anywhere, likely, position[place],
            *(of_whole * value for value in
              (of_topic.words_z[place], standing.meaning_z[place], own_share[place], likely, position[place])),
        ])  # fmt: skip
        spans.append(best)
    return Seen(rows, np.array(values, dtype=np.float64).reshape(len(rows), len(RANKED)), tuple(spans))


def judged(library: Library, query: Query, found: Seen, places: Sequence[int]) -> NDArray[np.float64]:
    """What deciding weighs of some of the clauses seen, (places, JUDGED)."""
    index = library.index
    rows = found.rows[list(places)]
    searched = search_text(library, query.sought)
    standing = index.standing(searched, rows, meant_text(query, searched))
    terms = content_terms(query.topic)
    asked = levels_in(query.question)
    weights = _weights(library, query.sought)
    total = sum(weights.values()) or 1.0
    kinds = kinds_wanted(query.question)
    nouns = [term for term in terms if is_noun(term)]
    applicants, givers = applicants_asked(query.question), givers_asked(query.question)
    more = []
    for place, row in enumerate(rows.tolist()):
        unit = index.units[row]
        text = searched_text(unit)
        source = library.corpus.sources[unit.document_id]
        known = library.document_grams(unit.document_id)
        named = coverage(nouns, text, library.weights)
        more.append([
            standing.meaning[place], standing.words[place],
            coverage(terms, text, library.weights).share if terms else 0.5,
            sum(weights[gram] for gram in sorted(weights) if gram in known) / total,
            bool(asked) and not (asked & levels_in(text)),
            bool(query.foreign) and not query.names and not any(fold(name) in text for name in query.foreign),
            float(np.log(len(unit.text))),
            _verbatim(query, unit),
            coverage(terms, source, library.weights).share if terms else 0.5,
            fits(kinds, stands_in(_words(unit, found.spans[places[place]]))), may_stand_in(kinds, source),
            named.share, max((library.weights.idf(noun) for noun in named.missing), default=0.0),
            coverage(nouns, source, library.weights).share,
            bool(applicants), bool(applicants - applicants_told(text)), bool(applicants - applicants_told(source)),
            *(giver in givers for giver in GIVERS_NAMED),
            _unmet(library, query, frozenset(char_ngrams(text))), _unmet(library, query, known),
        ])  # fmt: skip
    both = [found.values[list(places)], np.array(more, dtype=np.float64).reshape(len(rows), len(JUDGED) - len(RANKED))]
    return np.hstack(both)


def sentences_seen(library: Library, query: Query, row: int) -> tuple[tuple[Span, ...], NDArray[np.float64]]:
    """The sentences of the unit in that row of the index, in order, and what is weighed of each, (sentences, SENTENCED)."""
    unit = library.index.units[row]
    searched = search_text(library, query.topic or query.sought)
    found = library.index.sentence_cosines(query.meant if query.spoken else searched, row)
    highest = max(cosine for _, cosine in found)
    asked, topic = _weights(library, query.sought), _weights(library, searched)
    wanted = library.models.asked.probabilities(query.sought)
    kinds = kinds_wanted(query.question)
    every = [library.sentence_grams(_words(unit, span)) for span, _ in found]
    own = _own_weights(topic, every)
    values = []
    for place, (span, cosine) in enumerate(found):
        held, told = every[place], _told(library, _words(unit, span))
        values.append([
            cosine - highest, _share(asked, held), _share(topic, held),
            float(np.log(told + 1e-3) @ wanted), float(told @ wanted), place == 0, float(np.log(span.end - span.start + 1)),
            fits(kinds, stands_in(_words(unit, span))), round(_share(own, held), 3),
        ])  # fmt: skip
    return tuple(span for span, _ in found), np.array(values, dtype=np.float64)


def _own_weights(grams: Collection[str], every: Sequence[frozenset[str]]) -> dict[str, float]:
    """How much each of `grams` tells the sentences of one clause apart, as `index.within.own_words` does clauses."""
    counts = {gram: sum(gram in held for held in every) for gram in grams}
    return {
        gram: float(np.log1p((len(every) - count + 0.5) / (count + 0.5))) for gram, count in counts.items() if count
    }


def _share(weights: dict[str, float], held: frozenset[str]) -> float:
    return sum(weight for gram, weight in weights.items() if gram in held) / (sum(weights.values()) or 1.0)


@dataclass(frozen=True, slots=True)
class _Places:
    """The documents of the places that the question names, and whether it names any."""

    own: frozenset[str]
    near: frozenset[str]
    any_named: bool

    @classmethod
    def of(cls, library: Library, query: Query) -> _Places:
        regions = [name for name in query.names if name.is_region]
        own = frozenset(document for name in regions for document in name.documents)
        near = frozenset(document for name in regions for document in name.related) - own
        return cls(own, near, bool(regions or query.foreign))

    def relations(self, library: Library, unit: Measure) -> tuple[bool, bool, bool, bool]:
        """Of the place named, of one around or inside it, of another one, of none that is known."""
        document = unit.document_id
        placed = bool(library.document(document).regions)
        return (
            document in self.own,
            document in self.near,
            self.any_named and placed and document not in self.own | self.near,
            self.any_named and not placed,
        )


def _editions(library: Library, question: str, documents: Collection[str]) -> dict[str, int]:
    """Of each document that has another edition beside it: 1 where the question means it, -1 where it means the other."""
    meant = edition_meant(question)
    if meant == Edition():
        return {}
    shelf = sorted((library.document(name) for name in documents), key=lambda each: each.begins() or date.min)
    found: dict[str, int] = {}
    for at, older in enumerate(shelf):
        for newer in shelf[at + 1 :]:
            if are_editions(older, newer) and (side := means(meant, older, newer)):
                found[newer.id], found[older.id] = side, -side
    return found


def _weights(library: Library, text: str) -> dict[str, float]:
    """The characters and pairs of `text`, each with how much it tells units apart."""
    return {gram: library.index.lexical.idf(gram) for gram in sorted(set(char_ngrams(text)))}


def _unmet(library: Library, query: Query, held: frozenset[str]) -> float:
    """How much what stands nowhere in a text speaks for refusing, as log-odds."""
    model = library.models.unmet
    answered, refused = model.probabilities(unmet(query.sought, held)).tolist()
    return float(np.log(refused + 1e-6) - np.log(answered + 1e-6))


def _best_sentence(
    library: Library, whole: str, asked: dict[str, float], total: float, row: int
) -> tuple[float, float, Span]:
    """Of one unit the largest share of the question's words in a sentence, that of its best sentence, and the latter."""
    unit = library.index.units[row]
    scored = []
    for span, cosine in library.index.sentence_cosines(whole, row):
        held = library.sentence_grams(_words(unit, span))
        share = sum(weight for gram, weight in asked.items() if gram in held) / total
        scored.append((cosine + SENTENCE_WORDS * share, share, span))
    best = max(scored, key=lambda each: each[0])
    return max(each[1] for each in scored), best[1], best[2]


def _recipient(library: Library, asked: dict[str, float], unit: Measure) -> float:
    """How much of the recipient of one of the clause's benefits the question names, the best of them, by weight."""
    shares = [0.0]
    for benefit in unit.benefits:
        own = library.sentence_grams(benefit.recipient)
        weight = sum(library.index.lexical.idf(gram) for gram in sorted(own))
        shares.append(sum(asked[gram] for gram in sorted(own) if gram in asked) / weight if weight else 0.0)
    return max(shares)


def _verbatim(query: Query, unit: Measure) -> float:
    """The longest stretch of the topic, or of a quoted phrase, that stands in the clause word for word, as a share of it."""
    text = without_marks(unit.text)[0]
    best = 0.0
    telling = "".join(piece for piece in query.topic.split() if len(piece) > 1)
    for words in (telling, *query.phrases):
        bare = without_marks(words)[0]
        longest = 0
        for start in range(len(bare)):
            while start + longest < len(bare) and bare[start : start + longest + 1] in text:
                longest += 1
        best = max(best, longest / len(bare) if longest >= LONG_ENOUGH else 0.0)
    return best


def _words(unit: Measure, span: Span) -> str:
    return unit.text[span.start - unit.span.start : span.end - unit.span.start]


def _told(library: Library, sentence: str) -> NDArray[np.float64]:
    """Which kinds of question a sentence answers, by the model that learned it from gold sentences."""
    known = library.told.get(sentence)
    if known is None:
        if len(library.told) >= KEPT:
            library.told.clear()
        known = library.told[sentence] = library.models.told.probabilities(sentence)
    return known


KEPT = 20_000  # sentences whose kinds are remembered
