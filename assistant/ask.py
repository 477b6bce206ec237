"""The story in a few lines: a question is read, its clauses are found, the answer is drafted and checked."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from importlib.metadata import version
from itertools import islice
from pathlib import Path

import numpy as np

from assistant import learned, reading
from assistant.answer import Answer
from assistant.answering.listing import Told, told_of
from assistant.answering.numbered import MOST_REFERENCES, by_reference
from assistant.answering.respond import respond
from assistant.deciding.confidence import confidences
from assistant.engines import with_chosen_engine
from assistant.growing import Embedding, Kept, as_held, grown, index_of, joined_corpus, same_text
from assistant.library import Library, searched_text
from assistant.proposing.retrieve import Filters, search
from assistant.reading.conversation import Resolved, asks_besides, resolve
from assistant.reading.lexicon import says
from assistant.reading.query import Query, understand, unknown_numbers
from assistant.reading.terms import content_terms
from assistant.saying.draft import Draft
from assistant.showing.why import Why, why
from corpus.errors import DamagedIndex, IndexMissing, StaleIndex, UnknownClause, UsageError
from corpus.files import stamp_of
from corpus.measure import Document, InForce, Measure
from corpus.parse import Corpus, Loaded, load_corpus, load_document
from corpus.register import (
    REGISTER_NAME,
    Known,
    Register,
    default_folder,
    entry_ids,
    load_register,
    register_fingerprint,
    register_text,
)
from corpus.text.invisible import without_invisible
from corpus.text.title_marks import titled
from index import store
from index.encoder import Encoder, load_encoder
from index.hit import Hit
from index.holdings import Saved
from index.measure_index import MeasureIndex
from index.passages import KnownVectors
from index.reranker import Reranker, load_reranker
from index.tokens import word_classes

EXACT = 100.0  # the score of a clause named by number: above whatever a search gives
LONGEST_MEMORY = 8  # turns of a conversation that a question may lean on
MOST_EXAMPLES = 6  # questions offered to begin with
MOST_TRIED = 60  # documents looked at for them: some have nothing to ask about in plain words
LONGEST_QUESTION = 2000  # characters; beyond this nobody asks, somebody pastes


@dataclass(frozen=True, slots=True)
class _Turn:
    """One question of a conversation, read: as a whole question, with the clause it points back at, if it does.

    `told` is what the turns before granted, where the question asks what else there is; `topic` is the last question that
    named a topic of its own.
    """

    query: Query
    resolved: Resolved
    carried: Measure | None
    told: Told | None = None
    topic: Query | None = None


class Assistant:
    """Answers questions over one opened corpus. Everything it holds is read-only; calls may come from any thread."""

    def __init__(self, corpus: Corpus, index: MeasureIndex, reranker: Reranker | None = None) -> None:
        self.library = Library(corpus, index, reranker)
        self._examples: dict[date, tuple[str, ...]] = {}  # of the day last asked for

    @property
    def corpus(self) -> Corpus:
        return self.library.corpus

    @cached_property
    def known_entries(self) -> Known | None:
        """The register's entries that it holds as documents: what a preview looked up, registering finds."""
        return known_entries(self.library.index.saved)

    @property
    def model_name(self) -> str:
        return self.library.index.encoder.name

    def ask(
        self, question: str, history: Sequence[str] = (), as_of: date | None = None, filters: Filters | None = None
    ) -> Answer:
        """Answer `question`, which may lean on the earlier questions of the conversation (`history`, oldest first).

        Raises UsageError for an empty or over-long question, UnknownDocument for a filter that means no document.
        """
        clock = _Clock()
        day = as_of or date.today()
        chosen = filters or Filters()
        with clock("understand"):
            turn = self._read(question, history, chosen, day)
        with clock("answer"):
            draft = self._respond(turn, chosen, day)
        answer = draft.finish(question, draft.resolved or (turn.resolved.text if turn.resolved.leans else None))
        check(answer)
        return replace(answer, timings_ms=clock.timings)

    def leans_on_words(
        self, question: str, history: Sequence[str], as_of: date | None = None, filters: Filters | None = None
    ) -> bool:
        """Whether a follow-up may be worded anew: not where it points back at the very clause of the turn before (这条)."""
        turn = self._read(question, history, filters or Filters(), as_of or date.today())
        return not (turn.resolved.carries_clause or turn.query.references)

    def why(self, question: str, filters: Filters | None = None, as_of: date | None = None) -> Why:
        """What ranking and deciding weighed of a question that stands alone. Raises as `ask` does."""
        chosen, day = filters or Filters(), as_of or date.today()
        turn = self._read(question, (), chosen, day)
        return why(self.library, turn.query, chosen.allows(self.library, day))

    def search(
        self,
        question: str,
        k: int = 10,
        history: Sequence[str] = (),
        filters: Filters | None = None,
        as_of: date | None = None,
    ) -> list[Hit]:
        """The `k` units that fit best. A clause named by number comes first, without any model."""
        chosen = filters or Filters()
        day = as_of or date.today()
        turn = self._read(question, history, chosen, day)
        query = turn.query
        allowed = chosen.allows(self.library, day)
        exact = [unit for unit in self._referred(query) if allowed(unit)]
        named = bool(exact)
        if turn.carried is not None and turn.carried not in exact:
            exact.append(turn.carried)
        hits = [Hit(unit, EXACT - place, unit.span) for place, unit in enumerate(exact)]
        if named:
            return hits[:k]
        taken = {unit.id for unit in exact}
        return [*hits, *(hit for hit in search(self.library, query, k, allowed) if hit.measure.id not in taken)][:k]

    def sureness(self, question: str, hits: Sequence[Hit], filters: Filters | None = None) -> list[float]:
        """How sure we may be that each of these hits of a search answers `question`, 0 to 1; never rising.

        A clause named by number is what was asked for.
        """
        query = self._read(question, (), filters or Filters(), date.today()).query
        searched = [hit for hit in hits if hit.score < EXACT / 2]
        known = iter(confidences(self.library, query, searched))
        sure, told = 1.0, []
        for hit in hits:
            if hit.score < EXACT / 2:
                sure = min(sure, next(known))
            told.append(sure)
        return told

    def show(self, reference: str) -> list[Measure]:
        """The clauses that `reference` (昌吉附件2第4条) names. Raises UnknownClause where there is none."""
        return self.show_counted(reference)[0]

    def show_counted(self, reference: str) -> tuple[list[Measure], int]:
        """`show`, and how many clauses there are: of a number that hundreds of documents have, only some are given."""
        query = understand(_checked(reference), self.library.catalogue, self.library.vocabulary)
        found, count = self._counted(query)
        if not found:
            draft = Draft(self.library, date.today())
            if query.references and by_reference(draft, query):  # it says what is near
                raise UnknownClause("\n".join((f"找不到条款「{reference}」。", *draft.lines)))
            raise UnknownClause(
                f"找不到条款「{reference}」。请写明文件和编号，例如「{self._example_reference()}」；policy search 可按内容查找。"
            )
        return found, count

    def warm(self) -> None:
        """Load the model, count the words and read their classes now, so that the first visitor does not wait for it."""
        self.search("支持", 1)
        word_classes("支持")

    def examples(self, as_of: date | None = None) -> tuple[str, ...]:
        """A handful of example questions, however many documents there are: each about something that one of them grants
        or orders, those first that are in force on that day, and of different places."""
        day = as_of or date.today()
        known = self._examples.get(day)
        if known is None:
            self._examples = {day: (known := self._made_examples(day))}
        return known

    def _made_examples(self, day: date) -> tuple[str, ...]:
        found: dict[str, int] = {}
        documents = self.corpus.documents
        for row in islice(_telling_first(documents, day), MOST_TRIED):
            question = _example(documents[row], self.library.in_scope([documents[row].id]))
            if question:
                found.setdefault(question, row)
            if len(found) == MOST_EXAMPLES:
                break
        # Of a small shelf each has one, and they stand in its order
        return tuple(sorted(found, key=found.__getitem__) if len(documents) <= MOST_EXAMPLES else found)

    def _read(self, question: str, history: Sequence[str], filters: Filters, as_of: date) -> _Turn:
        """The question as a whole one, in the light of the turns before."""
        turn: _Turn | None = None
        for text in (*history[-LONGEST_MEMORY:], question):
            turn = self._turn(text, turn, filters, as_of)
        assert turn is not None
        return turn

    def _turn(self, question: str, before: _Turn | None, filters: Filters, as_of: date) -> _Turn:
        query = self._understand(_checked(question), filters)
        language, question = query.language, query.question
        said = self._respond(before, filters, as_of) if before is not None and asks_besides(question) else None
        about = said.citations[0].document_title if said is not None and said.citations else ""
        resolved = resolve(
            question,
            query,
            before.query if before else None,
            self._others(before),
            about,
            before.topic if before else None,
        )
        carried, told = None, None
        if before is not None and said is not None and resolved.besides:
            told = told_of(said, before.told)
        elif before is not None and (resolved.carries_clause or resolved.exchanged):
            carried = self._carried(resolved, self._cited(before, filters, as_of))
            if carried is not None and resolved.neighbour:
                title = self.library.document(carried.document_id).title
                resolved = replace(resolved, text=f"{titled(title)}{carried.label}")
        if resolved.text != question:
            query = replace(self._understand(resolved.text, filters), language=language)
        topic = before.topic if before is not None and resolved.carries_clause else query
        return _Turn(query, resolved, carried, told, topic)

    def _others(self, before: _Turn | None) -> tuple[str, ...]:
        """The titles of the documents of the same place as the turn before, or else of all others."""
        if before is None or not before.query.references:
            return ()
        cited = {*before.query.preferred, *(unit.document_id for unit in self._referred(before.query))}
        held, documents = self.library.holdings, self.corpus.documents
        own = {self.library.row_of_document(document) for document in cited}
        places = {place for row in own for place in documents[row].regions}
        near = {row for place in places for row in held.lookup.get("own region", place).tolist()} - own
        others = sorted(near) or (row for row in range(len(documents)) if row not in own)
        return tuple(documents[row].title for row in islice(others, MOST_REFERENCES))

    def _cited(self, turn: _Turn, filters: Filters, as_of: date) -> Measure | None:
        """The clause that a turn's answer rests on."""
        draft = self._respond(turn, filters, as_of)
        return draft.citations[0].measure if draft.citations else None

    def _respond(self, turn: _Turn, filters: Filters, as_of: date) -> Draft:
        allowed = filters.allows(self.library, as_of)
        if turn.told:
            return respond(self.library, turn.query, as_of, allowed, None, turn.told)
        draft = respond(self.library, turn.query, as_of, allowed, turn.carried)
        if draft.status == "not_found" and turn.resolved.fallback:
            query = replace(self._understand(turn.resolved.fallback, filters), language=turn.query.language)
            second = respond(self.library, query, as_of, allowed, None)
            if second.status != "not_found":
                second.resolved = turn.resolved.fallback
                return second
        return draft

    def _understand(self, question: str, filters: Filters) -> Query:
        return understand(question, self.library.catalogue, self.library.vocabulary, filters.document_ids(self.library))

    def _carried(self, resolved: Resolved, last: Measure | None) -> Measure | None:
        """The clause of the turn before where the question asks on about it, or about the one beside it."""
        if last is None or resolved.carries_clause:
            return self._beside(last, resolved.neighbour)
        terms = content_terms(resolved.exchanged)
        text = searched_text(last)
        return last if terms and all(says(text, term) for term in terms) else None

    def _beside(self, unit: Measure | None, steps: int) -> Measure | None:
        if unit is None or not steps:
            return unit
        row = [other for other in self.library.in_scope([unit.document_id], unit.part) if other.kind == unit.kind]
        place = row.index(unit) + steps
        return row[place] if 0 <= place < len(row) else None

    def _referred(self, query: Query) -> list[Measure]:
        return self._counted(query)[0]

    def _counted(self, query: Query) -> tuple[list[Measure], int]:
        """The clauses that the question names by number, and how many there are of them."""
        found: dict[str, Measure] = {}
        more = 0
        for reference in () if unknown_numbers(query) else query.references:
            places, count = self.library.places(reference, query.documents, query.part, query.preferred)
            found.update((place.unit.id, place.unit) for place in places)
            more += count - len(places)
        return list(found.values()), len(found) + more

    def _example_reference(self) -> str:
        rows = self.library.holdings.lookup.get("kind", "measure")
        unit = self.corpus.units[int(rows[0])] if len(rows) else self.library.units[0]
        document = self.library.document(unit.document_id)
        return f"{document.aliases[0] if document.aliases else document.title} {unit.label}"


_RUNNING: tuple[InForce, ...] = ("yes", "not stated", "not yet", "expired")


def _telling_first(documents: Sequence[Document], day: date) -> Iterator[int]:
    """The rows of documents in the order in which examples are made of them: of those that are equally in force one of
    each place, then a second one of each."""
    ranks = [_running(document, day) for document in documents]
    regions = [document.regions[:1] for document in documents]
    met: Counter[tuple[str, ...]] = Counter()
    keyed = []
    for row in sorted(range(len(ranks)), key=lambda row: (ranks[row], row)):
        keyed.append((ranks[row], met[regions[row]], row))
        met[regions[row]] += 1
    return (row for *_, row in sorted(keyed))


def _running(document: Document, day: date) -> int:
    """0 for a document of which some part is in force on that day, and the less likely, the more."""
    parts = [validity.part for validity in document.validity if validity.part is not None]
    states = [document.in_force(day, part) for part in parts] or [document.in_force(day)]
    return min(map(_RUNNING.index, states))


def _example(document: Document, units: Sequence[Measure]) -> str | None:
    """A question that this document answers, in plain words; its clauses with short, clean headings come first."""
    place = document.regions[0] if document.regions else titled(document.title)
    benefits = [benefit for unit in units for benefit in unit.benefits if _PLAIN.fullmatch(benefit.recipient)]
    if benefits:
        benefit = min(benefits, key=lambda benefit: len(benefit.recipient))
        return f"{place}对{benefit.recipient}{benefit.form}多少？"
    clauses = [unit for unit in units if unit.kind == "measure" and _PLAIN.fullmatch(unit.title)]
    led = [unit for unit in clauses if unit.lead_units]
    if led:
        return f"{place}的{led[len(led) // 2].title}由谁牵头？"
    return f"{place}在{clauses[len(clauses) // 2].title}方面有什么规定？" if clauses else None


_PLAIN = re.compile(r"[\u4e00-\u9fff]{5,14}")


def check(answer: Answer) -> None:
    """Every marker in the text resolves to a citation and every quote stands in its clause; else we are at fault."""
    markers = {citation.marker for citation in answer.citations}
    for citation in answer.citations:
        assert citation.measure.span.contains(citation.quote_span), f"quote outside {citation.measure.id}"
        assert f"[{citation.marker}]" in answer.text, f"citation {citation.marker} is not used"
    assert markers == set(range(1, len(markers) + 1)), f"markers {sorted(markers)} have gaps"


def _checked(question: str) -> str:
    question = without_invisible(question)
    if not question.strip():
        raise UsageError("问题是空的，请输入要问的内容，例如「新认定的高新技术企业奖励多少？」。")
    if any("\ud800" <= character <= "\udfff" for character in question):
        raise UsageError("问题里有无法识别的字符（编码不完整），请重新输入。")
    if len(question) > LONGEST_QUESTION:
        raise UsageError(f"问题太长（{len(question)} 字），请控制在 {LONGEST_QUESTION} 字以内。")
    return question


class _Clock:
    """Milliseconds by stage."""

    def __init__(self) -> None:
        self.timings: dict[str, float] = {}

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            self.timings[stage] = round((time.perf_counter() - began) * 1000, 2)


def open_corpus() -> Corpus:
    """The registered corpus: POLICY_CORPUS, else the one that comes with the product.

    What the index holds of it is taken from there: a document that did not change is not parsed again.
    """
    saved = store.saved_shelf(index_folder())
    folder = default_folder()
    if saved is not None and (corpus := _as_saved(saved, folder)) is not None:
        return corpus
    return corpus_beside(load_register(folder, known_entries(saved)), saved)


def _as_saved(saved: Saved, folder: Path) -> Corpus | None:
    """The corpus as it was saved, if nothing that it was made from has changed since."""
    fingerprint = register_fingerprint(folder)
    if fingerprint is None or saved.corpus != _identity(fingerprint) or not _are_unchanged(saved, folder / "raw"):
        return None
    held = saved.holdings
    return Corpus(held.documents, held.units, held.sources, fingerprint, stamps=saved.stamps)


def _are_unchanged(saved: Saved, raw: Path) -> bool:
    """Whether every document's file is the one that was parsed; read again only where its size or time is another."""
    return bool(saved.stamps) and all(
        stamp_of(f"{raw}{os.sep}{name}") == stamp or _holds(saved, raw / name) for name, stamp in saved.stamps.items()
    )


def _holds(saved: Saved, path: Path) -> bool:
    """Whether a file has the bytes that are registered under its name."""
    rows = saved.holdings.lookup.get("called", path.name)
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return False
    return any(saved.holdings.documents[int(row)].sha256 == found for row in rows)


def known_entries(saved: Saved | None) -> Known | None:
    """The entries of the register that a saved shelf has as documents; None where they may be read in another way today."""
    if saved is None or saved.parser != parser_identity():
        return None
    held, ids = saved.holdings, saved.entries
    rows = held.rows_of_documents()
    met: dict[str, Document] = {}

    def known(entry: str) -> Document | None:
        digest = _digest(entry)
        if digest not in met and (row := rows.get(ids.get(digest, ""))) is not None:
            # What repealed it is told by the others, each time
            met[digest] = replace(held.documents[row], repealed=None)
        return met.get(digest)

    return known


def _digest(entry: str) -> str:
    return hashlib.blake2b(entry.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _entries(corpus: Corpus) -> Mapping[str, str]:
    """The ids of the register's entries by the digests of their texts; none where the register is another by now."""
    path = default_folder() / REGISTER_NAME
    try:
        raw = path.read_bytes()
    except OSError:
        return {}
    if hashlib.sha256(raw).hexdigest() != corpus.fingerprint:
        return {}
    found = entry_ids(register_text(raw, path)) or {}
    ids = {document.id for document in (*corpus.documents, *(each.document for each in corpus.omitted))}
    return {_digest(entry): name for entry, name in found.items()} if set(found.values()) == ids else {}


def corpus_beside(
    register: Register, saved: Saved | None, further: Callable[[Document], Loaded | None] = lambda document: None
) -> Corpus:
    """The corpus of a register: what a saved shelf has of it stays there until somebody asks, if its file is the same.

    Of other documents text and clauses are what `further` knows of them, or else parsed. Raises as `load_corpus` does.
    """
    kept: dict[str, Kept] = {}
    if saved is not None and saved.parser == parser_identity():
        rows = saved.holdings.rows_of_documents()
        for document in register.documents:
            found = _kept(saved, rows.get(document.id), document, register.path_of(document))
            if found is not None:
                kept[document.id] = found
    fresh = replace(register, documents=tuple(each for each in register.documents if each.id not in kept))
    loaded = load_corpus(fresh, lambda document: further(document) or load_document(register, document), not kept)
    if saved is None or not kept:
        return loaded
    return joined_corpus(register, saved.holdings, kept, loaded)


def _kept(saved: Saved, row: int | None, document: Document, path: Path) -> Kept | None:
    """Where a document stands on a saved shelf, which has that id in `row`; None where it, its corrections or its file are
    others."""
    stamp = stamp_of(path)
    if row is None or stamp is None or not same_text(saved.holdings.documents[row], document):
        return None
    return (row, stamp) if stamp == saved.stamps.get(document.source_file) or _holds(saved, path) else None


def index_folder() -> Path:
    """Where the index stands: POLICY_INDEX, else beside a corpus of one's own (POLICY_CORPUS), else in the product."""
    own = os.environ.get("POLICY_CORPUS")
    return Path(own) / "index" if own and not os.environ.get(store.SETTING) else store.default_folder()


def build_index(
    corpus: Corpus,
    encoder: Encoder | None = None,
    folder: Path | None = None,
    full: bool = False,
    further: KnownVectors | None = None,
) -> tuple[MeasureIndex, int]:
    """Index the corpus and save that; what stood there before stays until the new one is whole.

    What the old index holds of the corpus is taken over, and sentences that it holds, or `further`, are not embedded
    again, unless `full`. The second value is their number.
    """
    encoder, folder = encoder or load_encoder(), folder or index_folder()
    given = further or KnownVectors.none()
    before = None if full else growable(folder, encoder)
    if before is not None:
        index, reused = grown(corpus, before, Embedding(encoder, given))
    else:
        known = given if full else given.beside(store.known_vectors(folder, encoder))
        index = index_of(corpus, encoder, known)
        reused = known.reused(np.asarray(index.digests))
    save_index(index, folder, corpus)
    return index, reused


def growable(folder: Path, encoder: Encoder) -> MeasureIndex | None:
    """The index in `folder` if it was made by the rules of today, of whatever corpus; else None."""
    try:
        index = store.load(folder, encoder)
    except (IndexMissing, StaleIndex, DamagedIndex):
        return None
    saved = index.saved
    return (
        index if saved is not None and (saved.parser, saved.tables) == (parser_identity(), _tables_identity()) else None
    )


def save_index(index: MeasureIndex, folder: Path, corpus: Corpus) -> None:
    """Save the index of a corpus. Raises UsageError, PolicyError as `store.save` does."""
    store.save(
        index, folder, corpus_identity(corpus), parser_identity(), corpus.stamps, _tables_identity(), _entries(corpus)
    )


def corpus_identity(corpus: Corpus) -> str:
    """What an index must have been built from to be fresh: the register, which names each document's sha256, the parser's
    code and the libraries it reads with, and which documents could not be read."""
    return _identity(corpus.fingerprint, [each.document.id for each in corpus.omitted])


def _identity(register: str, left_out: Sequence[str] = ()) -> str:
    return store.corpus_fingerprint(register.encode(), f"{parser_identity()}; {_tables_identity()}", left_out)


@cache
def _tables_identity() -> str:
    """The code and the words that say by what documents and clauses are looked up (assistant/reading/tables.py) and what is read of
    clauses beforehand (assistant/reading/beforehand.py)."""
    words = store.code_fingerprint(Path(str(reading.__file__)).parent, "*.py", "*.txt")
    kinds = store.code_fingerprint(Path(str(learned.__file__)).parent, "models.py", "told.json")
    return f"{words}; {kinds}"


@cache
def parser_identity() -> str:
    """The parser's code and the libraries that it reads with: another version may read another text from the same bytes,
    and then every offset is false."""
    import corpus as room

    code = store.code_fingerprint(Path(str(room.__file__)).parent, *PARSES)
    return "; ".join([code, *(f"{name} {version(name)}" for name in READERS)])


PARSES = ("**/*.py", "text/*.txt", "places/*.txt", "learned/*.json")  # in `corpus`: code, words, weights
READERS = ("lxml", "pypdfium2", "python-docx")  # whatever takes files apart


def open_assistant(encoder: Encoder | None = None, folder: Path | None = None) -> Assistant:
    """Open the corpus and its saved index. Raises IndexMissing, StaleIndex or DamagedIndex with what to run.

    Nothing is read but what a question leads to. Where a document cannot be read, the index that was saved with it
    serves for the others.
    """
    folder, encoder = folder or index_folder(), encoder or load_encoder()
    opened = opened_as_saved(encoder, folder)
    if opened is not None:
        corpus, index = opened
        return Assistant(corpus, with_chosen_engine(index), load_reranker())
    saved = store.saved_shelf(folder)
    corpus = corpus_beside(load_register(known=known_entries(saved)), saved)
    try:
        index = store.load(folder, encoder, corpus_identity(corpus))
    except StaleIndex:
        if not corpus.omitted:
            raise
        before = growable(folder, encoder)
        known = KnownVectors.none() if before is not None else store.known_vectors(folder, encoder)
        if before is not None:
            index, _ = grown(corpus, before, Embedding(encoder, known))
            corpus = as_held(corpus, index)
        elif len(known):
            index = MeasureIndex.build(corpus.documents, corpus.units, encoder, known=known)
        else:
            raise
    return Assistant(corpus, with_chosen_engine(index), load_reranker())


def opened_as_saved(encoder: Encoder, folder: Path, whole: bool = False) -> tuple[Corpus, MeasureIndex] | None:
    """Corpus and index as they were saved; None where anything that they were made from has changed.

    `whole` reads all of the index and compares checksums. Raises IndexMissing, StaleIndex, DamagedIndex.
    """
    fingerprint = register_fingerprint()
    if fingerprint is None:
        return None
    try:
        index = store.load(folder, encoder, _identity(fingerprint), whole)
    except StaleIndex:
        return None
    corpus = _as_saved(index.saved, default_folder()) if index.saved is not None else None
    return None if corpus is None else (corpus, index)
