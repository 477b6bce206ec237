"""A question that no exact way answers: the clauses that fit best with what it asks of them, or that there is nothing.

Whether anything answers, which clauses are shown and for which place they are is decided by `assistant.deciding`; here it is said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from assistant.answering.ask_back import ask_back, is_vague, lacks_place, listed_regions, regions
from assistant.answering.beside import with_editions
from assistant.answering.cell import cell_of_table
from assistant.answering.listing import no_sum_at_all
from assistant.answering.rest import say_rest, states_part
from assistant.answering.short_names import by_short_name
from assistant.deciding.answerable import THRESHOLD, answerable
from assistant.deciding.asked import asks_for_grant
from assistant.deciding.choose import choose, choose_each, grants_to_named
from assistant.deciding.editions import of_current_editions
from assistant.deciding.facets import speaks_generally
from assistant.deciding.place import place_of
from assistant.library import Library
from assistant.proposing.evidence import best_sentences, matching_benefits, quote_of
from assistant.proposing.features import RANKED
from assistant.proposing.pieces import bounds_asked, ranked_pieces
from assistant.proposing.retrieve import Ranking, rank
from assistant.reading.parts import Part, parts_of
from assistant.reading.query import Query, asks_for_bound
from assistant.reading.several import asks_of_editions, asks_of_several
from assistant.reading.terms import content_terms, coverage, whole_terms
from assistant.reading.wanted import wanted, wants_money
from assistant.saying.clause_facts import clause_facts, clause_words, may_state, states
from assistant.saying.draft import Draft, name_of, verbatim
from assistant.saying.nearest import say_unsure
from assistant.saying.nowhere import missing
from assistant.saying.say_offices import asks_for_help
from assistant.saying.say_sums import other_than_asked
from corpus.facts.purpose import says_purpose
from corpus.measure import Measure
from corpus.quantities.amounts import parse_amounts
from corpus.text.normal import fold
from corpus.text.title_marks import titled
from index.hit import Hit
from index.tokens import is_known, word_rarity

TELLS = 0.3  # how likely its best sentence states the kind of fact that is asked for
LEAST = 0.5  # so sure that a clause answers, it does where the very fact could be read from it
SURE_TOPIC = 0.9  # so sure that a clause is meant, though the question has no topic of its own
SURE_STATED = 0.8  # so sure that a clause answers, its words are shown even where no fact could be read from them
NEAR_BOUND = 8  # of the clauses that fit best: one of them may hold the bound that is asked for
EVERY_WORD = 0.999  # of the topic's words by weight
ON_TOPIC = 0.5  # of the topic's words by weight: a clause that holds as much is about it

Allowed = Callable[[Measure], bool]


def from_search(draft: Draft, query: Query, allowed: Allowed) -> None:
    """The clauses that fit best, with what the question asks of them, or that there is nothing.

    Which place a clause is for is decided here, on the clauses that would be shown: another place's is no answer.
    """
    library = draft.library
    everywhere = rank(library, query, allowed)
    several = asks_of_several(query.question, sum(name.is_region for name in query.names))
    if not several:
        everywhere = of_current_editions(library, query.question, draft.as_of, everywhere)
    ranking = everywhere.without(lambda unit: place_of(library, query, unit) == "another")
    if asks_for_grant(query):  # what the rule is for names its topic best of all, and grants nothing
        ranking = ranking.without(lambda unit: says_purpose(unit.text))
    sure = answerable(library, query, ranking) if ranking.hits else 0.0
    if LEAST <= sure < THRESHOLD:
        leading = _stating_first(draft, query, ranking, list(ranking.hits[:1]))[0]
        sure = THRESHOLD if states(draft, query, leading.measure) else sure
    if cell_of_table(draft, query, ranking, best_only=sure >= THRESHOLD):
        return
    asks_place = sure < THRESHOLD and lacks_place(library, query) and not _is_of_one_place(library, query, ranking)
    if asks_place or (is_vague(query) and sure < _enough(query)):
        if not no_sum_at_all(draft, query, allowed):
            ask_back(draft, query, allowed)
        return
    if ranking.hits and by_short_name(draft, query, ranking.hits):
        return
    if sure < THRESHOLD:
        if ranking.hits and _unstated(draft, query, _bounding_first(query, ranking, [ranking.hits[0]])[0]):
            return
        if (query.foreign and not query.names) or not ranking.hits:
            foreign_place(draft, query, everywhere.hits)
        else:
            _not_found(draft, query, ranking.hits)
        return
    beside = choose_each(ranking) if several else []
    if asks_of_editions(query.question):
        beside = with_editions(library, query, beside, ranking, allowed)
    if len(beside) > 1:
        _say_beside(draft, query, beside)
        return
    draft.sure = sure
    chosen = _granting_first(library, query, ranking, _bounding_first(query, ranking, choose(query, ranking)))
    best, *others = _stating_first(draft, query, ranking, chosen)
    places = _places_of(library, query, [best, *others])
    if sure >= SURE_STATED and _tells(ranking) and _only_words(draft, query, best.measure):
        clause_words(draft, query, best.measure, best.score)
    elif not _say(draft, query, best, places, surely=sure >= SURE_STATED or best not in chosen):
        return  # the clause that was asked for does not say it; what others say is not the answer
    others = [hit for hit in others if states(draft, query, hit.measure)]  # else it would be said to be unsure of
    if "validity" in query.asked:  # it is the document's, and told
        others = [hit for hit in others if hit.measure.document_id != best.measure.document_id]
    for hit in others:
        _say(draft, query, hit, places)
    say_rest(draft, query, best.measure, allowed)
    draft.status = "answered"  # a further clause that does not state it takes nothing from the one that does


def _is_of_one_place(library: Library, query: Query, ranking: Ranking) -> bool:
    """Whether all clauses that hold every word of the topic are of documents of one place: nobody has to be asked for it."""
    terms = content_terms(query.topic)
    whole = (
        hit.measure.document_id
        for hit in ranking.hits
        if coverage(terms, library.searched(hit.measure), library.weights).share >= EVERY_WORD
    )
    return len({library.document(each).regions[:1] for each in whole}) == 1


def _bounding_first(query: Query, ranking: Ranking, chosen: list[Hit]) -> list[Hit]:
    """要多少人才算: the clause of the same document that has the bound, where the one that fits best has none."""
    if not asks_for_bound(query) or wants_money(wanted(query.question)) or bounds_asked(query, chosen[0].measure):
        return chosen
    near = (hit for hit in ranking.hits[:NEAR_BOUND] if hit.measure.document_id == chosen[0].measure.document_id)
    found = next((hit for hit in near if bounds_asked(query, hit.measure)), None)
    return [found] if found is not None else chosen


def _granting_first(library: Library, query: Query, ranking: Ranking, chosen: list[Hit]) -> list[Hit]:
    """Who asks for money is not led by a clause that tells of none, an aim, where another grants some to whom she names."""
    first = chosen[0].measure
    if not asks_for_grant(query) or first.benefits or parse_amounts(first.text):
        return chosen
    granting = [hit for hit in chosen if hit.measure.benefits]
    if not granting:
        near = [hit for hit in ranking.hits[:NEAR_BOUND] if hit.measure.document_id == first.document_id]
        granting = [hit for hit in near if grants_to_named(library, query, hit)][:1]
        granting = granting or _granting_to_all(first, near)
        if not granting and speaks_generally(first):  # an aim is no support, if anything is granted that may be meant
            granting = [hit for hit in near if matching_benefits(query, query.topic, hit.measure, library.weights)][:1]
    return [*granting, *(hit for hit in chosen if hit not in granting)]


def _stating_first(draft: Draft, query: Query, ranking: Ranking, chosen: list[Hit]) -> list[Hit]:
    """Of a question that asks several things the clause leads that states the one told first, where the best one does not."""
    parts = parts_of(query.question)
    decides = "department" in query.asked and not asks_for_help(query.question)  # it stands beside what is decided
    if (len(parts) < 2 and not decides) or states(draft, query, chosen[0].measure):
        return chosen
    near = [hit for hit in ranking.hits[:NEAR_BOUND] if hit.measure.document_id == chosen[0].measure.document_id]
    stating = next((hit for hit in near if states(draft, query, hit.measure)), None)
    by_form = (hit for part in _told_first(parts) for hit in near if states_part(hit.measure, part))
    stating = stating or next(by_form, None)
    return chosen if stating is None else [stating, *(hit for hit in chosen[1:] if hit is not stating)]


def _told_first(parts: Sequence[Part]) -> list[Part]:
    """A day that is asked for is told before a sum, whichever of them is asked first."""
    return sorted(parts, key=lambda part: part.asks != "deadline")


# 每招用1名符合条件人员,给予1500元: a recipient without a name of its own, whose conditions another clause tells
_NAMELESS = 3  # characters


def _granting_to_all(first: Measure, near: Sequence[Hit]) -> list[Hit]:
    """补贴对象 in one clause, 补贴标准 in the next: the one clause of those `near` that grants to whom `first` tells of; none
    where several do, or where what is granted has conditions of its own."""
    found = [hit for hit in near if hit.measure.benefits]
    if len(found) != 1:
        return []
    told = fold(first.text)
    rows = found[0].measure.benefits
    ours = all(not row.condition and (len(row.recipient) <= _NAMELESS or fold(row.recipient) in told) for row in rows)
    return found if ours else []


def _say_beside(draft: Draft, query: Query, hits: Sequence[Hit]) -> None:
    """One clause of each document, under the document's name: what is asked may differ between them in everything."""
    library = draft.library
    for hit in sorted(hits, key=lambda hit: library.document(hit.measure.document_id).begins() or date.max):
        draft.say("《{title}》：", title=library.document(hit.measure.document_id).title)
        if states(draft, query, hit.measure):
            clause_facts(draft, query, hit.measure, score=hit.score)
        else:
            clause_words(draft, query, hit.measure, hit.score)
    draft.status = "answered"


def _only_words(draft: Draft, query: Query, unit: Measure) -> bool:
    """Whether the clause may state what is asked although no fact of it could be read."""
    library = draft.library
    if other_than_asked(library, query, unit) is not None or missing(draft.words, library, query, unit) is not None:
        return False
    return not states(draft, query, unit) and may_state(library, query, unit, ranked_pieces(library, query, unit))


def _enough(query: Query) -> float:
    """How sure a clause must be to answer a question without a topic; surer where no document is named."""
    return THRESHOLD if any(not name.is_region for name in query.names) else SURE_TOPIC


def _unstated(draft: Draft, query: Query, hit: Hit) -> bool:
    """Whether the clause is about the topic, though what is asked does not stand there; said so then."""
    library = draft.library
    if not _is_on_topic(library, query, hit):
        return False
    if not states(draft, query, hit.measure):
        clause_facts(draft, query, hit.measure, score=hit.score)
        return True
    unit, ranked = hit.measure, ranked_pieces(library, query, hit.measure)
    marker = draft.cite(unit, quote_of(ranked, unit), hit.score)
    words = verbatim(library, unit, best_sentences(ranked, unit))
    say_unsure(draft, name_of(library, unit), words, marker)
    return True


def _tells(ranking: Ranking) -> bool:
    """Whether the best sentence of the best clause states the kind of fact that is asked for, by what was learned."""
    likelihood = ranking.seen.values[ranking.order[0], RANKED.index("kind likelihood")]
    return bool(likelihood >= TELLS)


def _is_on_topic(library: Library, query: Query, hit: Hit) -> bool:
    """Whether a clause holds most of the topic's words, or words that mean the same."""
    terms = content_terms(query.topic)
    return bool(terms) and coverage(terms, library.searched(hit.measure), library.weights).share >= ON_TOPIC


def _say(draft: Draft, query: Query, hit: Hit, places: Mapping[str, str], *, surely: bool = False) -> bool:
    if places:
        draft.say("{place}：", place=places[hit.measure.document_id])
    return clause_facts(draft, query, hit.measure, score=hit.score, surely=surely)


def _places_of(library: Library, query: Query, hits: Sequence[Hit]) -> dict[str, str]:
    """The place of each document cited, where several places answer and the question named none."""
    if query.names or query.foreign:
        return {}
    documents = dict.fromkeys(hit.measure.document_id for hit in hits)
    named = {name: document.regions[0] for name in documents if (document := library.document(name)).regions}
    return named if len(named) == len(documents) and len(set(named.values())) > 1 else {}


def _not_found(draft: Draft, query: Query, hits: Sequence[Hit]) -> None:
    """Nothing fits: say what is missing; the nearest clauses only as related ones, marked as not the answer."""
    library = draft.library
    draft.status = "not_found"
    words = draft.words
    scope = words.listed(titled(library.document(document).title) for document in (query.preferred or query.documents))
    missing = [term for term in whole_terms(query.topic) if library.weights.lacks(term) and _is_word(term, query)]
    about = words("{words}的规定", words=f"「{'」「'.join(missing)}」") if missing else words("与问题相符的规定")
    draft.say("{scope}中没有找到{about}。", scope=scope or words("已登记的文件"), about=about)
    draft.warn("没有足够的依据，不作回答。")
    _relate(draft, query, hits[:2])
    if draft.related:
        draft.say("最接近的条款列在下面，仅供参考，不是答案。")


def _is_word(term: str, query: Query) -> bool:
    """Whether a reader would look a term up: one of the language, and a word where it was said: 家小 is none in 我家小母狗."""
    question = fold(query.question)
    return is_known(term) and (term not in question or any(word == term for word, _ in word_rarity(question)))


def foreign_place(draft: Draft, query: Query, hits: Sequence[Hit]) -> None:
    """A place that no document covers: say so; another region's clause is never given as the answer."""
    library = draft.library
    named = query.foreign or tuple(name.text for name in query.names if name.is_region)
    places = draft.words.listed(place.title() if place.isascii() else place for place in named)
    covered = listed_regions(draft.words, regions(library))
    draft.status = "not_found"
    draft.say("没有找到{places}的政策：已登记的文件只涉及{regions}。", places=places, regions=covered)
    _relate(draft, query, [hit for hit in hits[:2] if _is_on_topic(library, query, hit)])
    if draft.related:
        draft.say("其他地区的相近条款列在下面，仅供参考，不适用于{places}。", places=places)
    draft.warn("文件库中没有{places}的文件。", places=places)


def _relate(draft: Draft, query: Query, hits: Sequence[Hit]) -> None:
    for hit in hits:
        draft.relate(hit.measure, quote_of(ranked_pieces(draft.library, query, hit.measure), hit.measure), hit.score)
