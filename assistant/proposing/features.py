"""What speaks for a clause and against it, in named numbers: what ranking and deciding weigh, and nothing else.

None of it filters: a place read wrongly or a title not found costs a clause points. None of it grows with the shelf:
scores are measured in standard deviations among all units, or as shares of the most that a question could get.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from assistant.library import Library
from assistant.proposing.seeking import meant_text, search_text
from assistant.reading.applicants import applicants_asked
from assistant.reading.by_heart import Clause
from assistant.reading.callers import body_asked, is_called
from assistant.reading.editions import Edition, edition_meant, means
from assistant.reading.givers import NAMES as GIVERS_NAMED
from assistant.reading.givers import givers_asked
from assistant.reading.levels import levels_in
from assistant.reading.query import Query
from assistant.reading.rounds import is_another_round, is_nowhere, rounds_asked
from assistant.reading.terms import content_terms, coverage, is_noun, without_marks
from assistant.reading.unmet import unmet
from assistant.reading.wanted import fits, may_stand_in, stands_in
from assistant.reading.wanted import wanted as kinds_wanted
from corpus.measure import Span
from corpus.places.places import holds_everywhere
from corpus.text.normal import fold
from corpus.versions import are_editions
from index.tokens import Held
from index.within import own_words, standing_in_document

SENTENCE_WORDS = 0.1  # what a share of the question's words weighs against a cosine where a best sentence is chosen
RANKED = (
    "meaning", "words", "topic meaning", "topic words", "document", "named document", "another document named",
    "named part", "place", "wider or narrower place", "another place", "no place", "preamble", "introduction", "closing",
    "attachment", "paragraph", "heading", "sentence words", "best sentence words", "kind", "kind likelihood", "phrase",
    "recipient", "wanted kind", "edition", "own words", "centred meaning", "kind likelihood anywhere", "kind anywhere",
    "position", "whole × topic words", "whole × meaning", "whole × own words", "whole × kind anywhere", "whole × position",
    "nearness", "whole × nearness",
)  # fmt: skip
# Whether a clause answers at all, not only better than others: also how near it is by itself
JUDGED = (
    *RANKED, "cosine", "share of words", "share of topic", "document words", "missing level", "foreign place", "length",
    "verbatim", "topic in document", "wanted kind in best sentence", "wanted kind in document", "nouns", "missing noun",
    "nouns in document", "applicant", "applicant not named", "applicant not in document",
    *(f"given by {name}" for name in GIVERS_NAMED), "unmet", "unmet in document",
    "year nowhere", "another round", "no place, its own beside", "no place, none beside",
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
    "nearness",
)
# What holds for a whole document, and stands in a clause that need not name its subject
OF_WHOLE = ("procedure", "deadline", "contact", "department", "validity", "materials")


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """The features of some clauses for one question: `values` (rows, RANKED), and where the best sentence of each stands."""

    rows: NDArray[np.int64]
    values: NDArray[np.float64]
    spans: tuple[Span, ...]


def seen(library: Library, query: Query, rows: NDArray[np.int64], *, beside: bool = True) -> Seen:
    """What ranking weighs of the units in `rows`; without `beside` each is looked at as if it were the only one."""
    index = library.index
    whole = search_text(library, query.sought)
    topic = search_text(library, query.topic or query.sought)
    meant = meant_text(query, whole)
    standing, of_topic = index.standing(whole, rows, meant), index.standing(topic, rows)
    asked = library.gram_weights(query.sought)
    wanted = library.kinds_asked(query.sought)
    clauses = [library.clause(row) for row in rows.tolist()]
    units = [clause.unit for clause in clauses]
    phrases = [fold(phrase) for phrase in query.phrases]
    named = {document for name in query.names if not name.is_region for document in name.documents}
    money = float(wanted[library.models.asked.classes.index("amount")])
    kinds = kinds_wanted(query.question)
    of_whole = float(sum(wanted[library.models.asked.classes.index(kind)] for kind in OF_WHOLE))
    own_share = own_words(index.lexical, list(asked), rows, index.document_of_row)
    position = standing_in_document(rows, index.document_of_row)
    documents = {unit.document_id for unit in units}
    editions = _editions(library, query.question, documents) if beside else {}
    places = _Places.of(query)
    by_document = {
        name: (name in named, bool(named) and name not in named, places.relations(library, name)) for name in documents
    }
    words = _in_sentences(clauses, asked, index.cosines(meant, rows))
    likely = _likely(library, rows, wanted, words.best)
    by_unit = []
    for clause, unit in zip(clauses, units, strict=True):
        is_named, is_other, relations = by_document[unit.document_id]
        heading, kind = clause.heading, unit.kind
        by_unit.append((
            is_named, is_other, query.part is not None and unit.part == query.part, *relations,
            kind == "preamble", kind == "introduction", kind == "closing", kind == "attachment", kind == "paragraph",
            len(heading & asked.keys()) / len(heading) if heading else 0.0,
            bool(phrases) and any(phrase in clause.folded for phrase in phrases),
            money * _recipient(library, asked, clause) if unit.benefits else 0.0,
            fits(kinds, clause.stated) if kinds else 0, editions.get(unit.document_id, 0),
        ))  # fmt: skip
    near = _nearest(library, meant, rows)
    told = np.array(by_unit, dtype=np.float64).reshape(len(rows), _BY_UNIT)
    values = np.column_stack([
        standing.meaning_z, standing.words_z, of_topic.meaning_z, of_topic.words_z,
        index.document_standing(query.sought)[index.document_of_row[rows]],
        told[:, :-4], words.most, words.in_best, likely.log_of_best, likely.of_best, told[:, -4:],
        own_share, index.centred(meant, rows), likely.log_anywhere, likely.anywhere, position,
        *(of_whole * value for value in (of_topic.words_z, standing.meaning_z, own_share, likely.anywhere, position)),
        near, of_whole * near,
    ])  # fmt: skip
    spans = tuple(clause.spans[best] for clause, best in zip(clauses, words.best, strict=True))
    return Seen(rows, values.astype(np.float64), spans)


_BY_UNIT = 17  # features that are told of one unit after another, without any other


def _nearest(library: Library, meant: str, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Of each unit the nearness of its nearest sentence, (rows,)."""
    if not len(rows):
        return np.zeros(0)
    starts = library.index.vectors.starts
    lengths = starts[rows + 1] - starts[rows]
    nearest: NDArray[np.float32] = np.maximum.reduceat(library.nearness(meant, rows), np.cumsum(lengths) - lengths)
    return nearest.astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class _InSentences:
    """Of each unit the largest share of the question's words in a sentence, the number of its best sentence, and the
    share in that, (units,)."""

    most: list[float]
    best: list[int]
    in_best: list[float]


def _in_sentences(clauses: Sequence[Clause], asked: Mapping[str, float], cosines: NDArray[np.float32]) -> _InSentences:
    """`cosines` are of all sentences of the clauses, one after the other."""
    total = sum(asked.values()) or 1.0
    found = _InSentences([], [], [])
    near = iter(cosines.tolist())
    for clause in clauses:
        shares = [held.weight(asked) / total for held in clause.held]
        scores = [cosine + SENTENCE_WORDS * share for share, cosine in zip(shares, near, strict=False)]
        best = scores.index(max(scores))  # the first of equal ones
        found.most.append(max(shares))
        found.best.append(best)
        found.in_best.append(shares[best])
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Likely:
    """How likely the best sentence of each unit, and the likeliest anywhere in it, states the kind that is asked for,
    (units,): the probability, and the logarithms of all kinds weighed by what is asked for."""

    log_of_best: NDArray[np.float64]
    of_best: NDArray[np.float64]
    log_anywhere: NDArray[np.float64]
    anywhere: NDArray[np.float64]


def _likely(library: Library, rows: NDArray[np.int64], wanted: NDArray[np.float64], best: Sequence[int]) -> _Likely:
    told = [library.told(row) for row in rows.tolist()]
    if not told:
        none = np.zeros(0)
        return _Likely(none, none, none, none)
    every = np.concatenate(told)
    lengths = np.array([len(each) for each in told])
    starts = np.cumsum(lengths) - lengths
    logs, shares = np.log(every + 1e-3) @ wanted, every @ wanted
    at = starts + np.array(best)
    return _Likely(logs[at], shares[at], np.maximum.reduceat(logs, starts), np.maximum.reduceat(shares, starts))


def judged(library: Library, query: Query, found: Seen, places: Sequence[int]) -> NDArray[np.float64]:
    """What deciding weighs of some of the clauses seen, (places, JUDGED)."""
    index = library.index
    rows = found.rows[list(places)]
    searched = search_text(library, query.sought)
    standing = index.standing(searched, rows, meant_text(query, searched))
    terms = content_terms(query.topic)
    asked = levels_in(query.question)
    weights = library.gram_weights(query.sought)
    total = sum(weights.values()) or 1.0
    kinds = kinds_wanted(query.question)
    nouns = [term for term in terms if is_noun(term)]
    applicants, givers = applicants_asked(query.question), givers_asked(query.question)
    years, places_asked = rounds_asked(query.question), _Places.of(query)
    body = body_asked(query.question, [*(name.text for name in query.names if name.is_region), *query.foreign])
    more = []
    for place, row in enumerate(rows.tolist()):
        clause = library.clause(row)
        unit, text = clause.unit, clause.searched
        source = library.source(unit.document_id)
        document = library.document(unit.document_id)
        covers = any(places_asked.relations(library, unit.document_id)[:2]) and document.regions == ()
        # A document need not name the place for which it holds
        sought = _without_places(query) if covers else query.sought
        wanted_terms = [term for term in terms if term in sought] if covers else terms
        wanted_nouns = [noun for noun in nouns if noun in sought] if covers else nouns
        unplaced = places_asked.any_named and not document.regions and not holds_everywhere(document)
        named = coverage(wanted_nouns, text, library.weights)
        # A number of somebody else is no number of the body that is asked for
        silent = body is not None and not is_called(body, source.source, issuer=document.issuing_body or "")
        more.append([
            standing.meaning[place], standing.words[place],
            coverage(wanted_terms, text, library.weights).share if wanted_terms else 0.5,
            sum(weight for gram, weight in weights.items() if gram in source.grams) / total,
            bool(asked) and not (asked & levels_in(text.text)),
            bool(query.foreign) and not query.names and not holds_everywhere(document)
            and not any(fold(name) in text.text for name in query.foreign),
            float(np.log(len(unit.text))),
            _verbatim(query, clause.bare),
            coverage(wanted_terms, source.folded, library.weights).share if wanted_terms else 0.5,
            -1 if silent else fits(kinds, stands_in(clause.words(found.spans[places[place]]))),
            -1 if silent else may_stand_in(kinds, source.folded.text),
            named.share, max((library.weights.idf(noun) for noun in named.missing), default=0.0),
            coverage(wanted_nouns, source.folded, library.weights).share,
            bool(applicants), bool(applicants and applicants - clause.applicants),
            bool(applicants and applicants - source.applicants),
            *(giver in givers for giver in GIVERS_NAMED),
            _unmet(library, sought, clause.searched_grams), _unmet(library, sought, source.grams),
            is_nowhere(years, document, source.folded.text), is_another_round(years, document),
            unplaced and bool(places_asked.own), unplaced and not places_asked.own,
        ])  # fmt: skip
    both = [found.values[list(places)], np.array(more, dtype=np.float64).reshape(len(rows), len(JUDGED) - len(RANKED))]
    return np.hstack(both)


def sentences_seen(library: Library, query: Query, row: int) -> tuple[tuple[Span, ...], NDArray[np.float64]]:
    """The sentences of the unit in that row of the index, in order, and what is weighed of each, (sentences, SENTENCED)."""
    clause, told = library.clause(row), library.told(row)
    searched = search_text(library, query.topic or query.sought)
    meant = query.meant if query.spoken else searched
    cosines = library.index.cosines(meant, np.array([row])).tolist()
    near = library.nearness(meant, np.array([row])).tolist()
    highest, nearest = max(cosines), max(near)
    asked, topic = library.gram_weights(query.sought), library.gram_weights(searched)
    wanted = library.kinds_asked(query.sought)
    kinds = kinds_wanted(query.question)
    own = _own_weights(topic, clause.held)
    likely, logs = told @ wanted, np.log(told + 1e-3) @ wanted
    values = [
        [
            cosine - highest, _share(asked, held), _share(topic, held),
            logs[place], likely[place], place == 0, float(np.log(span.end - span.start + 1)),
            fits(kinds, clause.stated_by_sentence[place]) if kinds else 0, round(_share(own, held), 3), near[place] - nearest,
        ]
        for place, (span, cosine, held) in enumerate(zip(clause.spans, cosines, clause.held, strict=True))
    ]  # fmt: skip
    return clause.spans, np.array(values, dtype=np.float64)


def _own_weights(grams: Collection[str], every: Sequence[Held]) -> dict[str, float]:
    """How much each of `grams` tells the sentences of one clause apart, as `index.within.own_words` does clauses."""
    counts = {gram: sum(gram in held for held in every) for gram in grams}
    return {
        gram: float(np.log1p((len(every) - count + 0.5) / (count + 0.5))) for gram, count in counts.items() if count
    }


def _share(weights: Mapping[str, float], held: Held) -> float:
    return sum(weight for gram, weight in weights.items() if gram in held) / (sum(weights.values()) or 1.0)


@dataclass(frozen=True, slots=True)
class _Places:
    """The documents of the places that the question names, and whether it names any."""

    own: frozenset[str]
    near: frozenset[str]
    any_named: bool

    @classmethod
    def of(cls, query: Query) -> _Places:
        regions = [name for name in query.names if name.is_region]
        own = frozenset(document for name in regions for document in name.documents)
        near = frozenset(document for name in regions for document in name.related) - own
        return cls(own, near, bool(regions or query.foreign))

    def relations(self, library: Library, document: str) -> tuple[bool, bool, bool, bool]:
        """Of the place named, of one around or inside it, of another one, of none that is known."""
        placed, everywhere = (
            bool(library.document(document).regions),
            holds_everywhere(library.document(document)),
        )
        return (
            document in self.own,
            document in self.near or (self.any_named and everywhere),  # what holds everywhere holds there
            self.any_named and placed and document not in self.own | self.near,
            self.any_named and not placed and not everywhere,
        )


def _editions(library: Library, question: str, documents: Collection[str]) -> dict[str, int]:
    """Of each document that has another edition beside it: 1 where the question means it, -1 where it means the other."""
    meant = edition_meant(question)
    if meant == Edition():
        return {}
    # Of those that began on one day always the same first, in whichever order a set happens to give them
    shelf = sorted(map(library.document, documents), key=lambda each: (each.begins() or date.min, each.id))
    found: dict[str, int] = {}
    for at, older in enumerate(shelf):
        for newer in shelf[at + 1 :]:
            if are_editions(older, newer) and (side := means(meant, older, newer)):
                found[newer.id], found[older.id] = side, -side
    return found


def _without_places(query: Query) -> str:
    places = (*(name.text for name in query.names if name.is_region), *query.foreign)
    text = fold(query.sought)
    for place in sorted(places, key=len, reverse=True):
        text = text.replace(fold(place), " ")
    return text


def _unmet(library: Library, sought: str, held: Container[str]) -> float:
    """How much what stands nowhere in a text speaks for refusing, as log-odds."""
    model = library.models.unmet
    answered, refused = model.probabilities(unmet(sought, held)).tolist()
    return float(np.log(refused + 1e-6) - np.log(answered + 1e-6))


def _recipient(library: Library, asked: Mapping[str, float], clause: Clause) -> float:
    """How much of the recipient of one of the clause's benefits the question names, the best of them, by weight."""
    shares = [0.0]
    for own in clause.recipients:
        named = sum(asked[gram] for gram in own if gram in asked)
        shares.append(named / sum(library.index.lexical.idf(gram) for gram in own) if named else 0.0)
    return max(shares)


def _verbatim(query: Query, text: str) -> float:
    """The longest stretch of the topic, or of a quoted phrase, that stands in the clause word for word, as a share of it.

    `text` is the clause without marks."""
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
