"""The story in a few lines: a question is read, its clauses are found, the answer is drafted and checked."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from assistant.answer import Answer
from assistant.clauses import resolve_reference
from assistant.conversation import Resolved, resolve, short_form
from assistant.lexicon import variants
from assistant.library import Library, searched_text
from assistant.query import Query, understand
from assistant.respond import respond
from assistant.retrieve import Filters, search
from assistant.terms import content_terms
from corpus.errors import UnknownClause, UsageError
from corpus.measure import Measure
from corpus.parse import Corpus, load_corpus
from corpus.register import load_register
from index import store
from index.encoder import Encoder, load_encoder
from index.hit import Hit
from index.measure_index import MeasureIndex

LONGEST_QUESTION = 2000  # characters; beyond this nobody asks, somebody pastes


class Assistant:
    """Answers questions over one opened corpus. Everything it holds is read-only; calls may come from any thread."""

    def __init__(self, corpus: Corpus, index: MeasureIndex) -> None:
        self.library = Library(corpus, index)

    @property
    def corpus(self) -> Corpus:
        return self.library.corpus

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
        allowed = chosen.allows(self.library, day)
        with clock("understand"):
            query, resolved, carried = self._read(question, history, chosen, day)
        with clock("answer"):
            draft = respond(self.library, query, day, allowed, carried)
        answer = draft.finish(question, resolved.text if resolved.leans else None)
        check(answer)
        return replace(answer, timings_ms=clock.timings)

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
        query, _, carried = self._read(question, history, chosen, day)
        allowed = chosen.allows(self.library, day)
        exact = [unit for unit in self._referred(query) if allowed(unit)]
        if carried is not None:
            exact.append(carried)
        hits = [Hit(unit, 100.0 - place, unit.span) for place, unit in enumerate(exact)]
        if exact and not carried:
            return hits[:k]
        taken = {unit.id for unit in exact}
        return [*hits, *(hit for hit in search(self.library, query, k, allowed) if hit.measure.id not in taken)][:k]

    def show(self, reference: str) -> list[Measure]:
        """The clauses that `reference` (昌吉附件2第4条) names. Raises UnknownClause where there is none."""
        query = understand(_checked(reference), self.library.catalogue, self.library.vocabulary)
        found = self._referred(query)
        if not found:
            raise UnknownClause(
                f"找不到条款「{reference}」。请写明文件和编号，例如「{self._example_reference()}」；policy search 可按内容查找。"
            )
        return found

    def examples(self) -> tuple[str, ...]:
        """Example questions made from the corpus: one a document, about a clause that grants or orders something."""
        questions = []
        for document in self.corpus.documents:
            units = [unit for unit in self.library.in_scope([document.id]) if unit.kind == "measure"]
            granting = [unit for unit in units if unit.benefits]
            led = [unit for unit in units if unit.lead_units]
            place = document.regions[0] if document.regions else document.title
            if granting:
                benefit = granting[len(granting) // 2].benefits[0]
                questions.append(f"{place}对{benefit.recipient}给多少{benefit.form}？")
            elif led:
                questions.append(f"{place}的「{led[len(led) // 2].title}」由谁牵头？")
            elif units:
                unit = units[len(units) // 2]
                questions.append(f"{place}在「{unit.title}」方面有什么规定？")
        return tuple(questions)

    def _read(
        self, question: str, history: Sequence[str], filters: Filters, as_of: date
    ) -> tuple[Query, Resolved, Measure | None]:
        """The question as a whole one, with the clause it points back at, if it does."""
        query = self._understand(_checked(question), filters)
        if not history:
            return query, Resolved(question), None
        earlier, _, _ = self._read(history[-1], history[:-1], filters, as_of)
        resolved = resolve(question, query, earlier)
        if not resolved.leans:
            return query, resolved, None
        carried = self._carried(resolved, history, filters, as_of)
        if carried is not None and resolved.neighbour:
            alias = self.library.document(carried.document_id).title
            resolved = replace(resolved, text=f"《{alias}》{carried.label}")
        elif carried is not None and resolved.exchanged:
            # 那独角兽落户呢？ and the same clause has it: only what is new picks the row.
            resolved = replace(resolved, text=short_form(query, earlier, resolved.exchanged))
        return self._understand(resolved.text, filters), resolved, carried

    def _carried(self, resolved: Resolved, history: Sequence[str], filters: Filters, as_of: date) -> Measure | None:
        """The clause of the turn before where the question asks on about it, or about the one beside it."""
        if not (resolved.carries_clause or resolved.exchanged):
            return None
        last = self._first_cited(history, filters, as_of)
        if last is None or resolved.carries_clause:
            return self._beside(last, resolved.neighbour)
        terms = content_terms(resolved.exchanged)
        text = searched_text(last)
        return last if terms and all(any(word in text for word in variants(term)) for term in terms) else None

    def _beside(self, unit: Measure | None, steps: int) -> Measure | None:
        if unit is None or not steps:
            return unit
        row = [other for other in self.library.in_scope([unit.document_id], unit.part) if other.kind == unit.kind]
        place = row.index(unit) + steps
        return row[place] if 0 <= place < len(row) else None

    def _understand(self, question: str, filters: Filters) -> Query:
        return understand(question, self.library.catalogue, self.library.vocabulary, filters.document_ids(self.library))

    def _first_cited(self, history: Sequence[str], filters: Filters, as_of: date) -> Measure | None:
        """The clause that the last turn's answer rested on."""
        answer = self.ask(history[-1], history[:-1], as_of, filters)
        return answer.citations[0].measure if answer.citations else None

    def _referred(self, query: Query) -> list[Measure]:
        units = self.library.in_scope(query.documents, query.part)
        found: dict[str, Measure] = {}
        for reference in query.references:
            found.update((unit.id, unit) for unit in resolve_reference(reference, units))
        return list(found.values())

    def _example_reference(self) -> str:
        unit = next((unit for unit in self.library.units if unit.kind == "measure"), self.library.units[0])
        document = self.library.document(unit.document_id)
        return f"{document.aliases[0] if document.aliases else document.title} {unit.label}"


def check(answer: Answer) -> None:
    """Every marker in the text resolves to a citation and every quote stands in its clause; else we are at fault."""
    markers = {citation.marker for citation in answer.citations}
    for citation in answer.citations:
        assert citation.measure.span.contains(citation.quote_span), f"quote outside {citation.measure.id}"
        assert f"[{citation.marker}]" in answer.text, f"citation {citation.marker} is not used"
    assert markers == set(range(1, len(markers) + 1)), f"markers {sorted(markers)} have gaps"


def _checked(question: str) -> str:
    if not question.strip():
        raise UsageError("问题是空的，请输入要问的内容，例如「新认定的高新技术企业奖励多少？」。")
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
    """The registered corpus: POLICY_CORPUS, else the one that comes with the product."""
    return load_corpus(load_register())


def build_index(corpus: Corpus, encoder: Encoder | None = None, folder: Path | None = None) -> MeasureIndex:
    """Embed the corpus and save the index; what stood there before stays until the new one is whole."""
    index = MeasureIndex.build(corpus.documents, corpus.units, encoder or load_encoder())
    store.save(index, folder or store.default_folder(), corpus_identity(corpus))
    return index


def corpus_identity(corpus: Corpus) -> str:
    """What an index must have been built from to be fresh: documents, register and the parser's code."""
    import corpus as room

    parser = store.code_fingerprint(Path(str(room.__file__)).parent)
    return store.corpus_fingerprint(corpus.documents, parser=parser, register=corpus.fingerprint.encode())


def open_assistant(encoder: Encoder | None = None, folder: Path | None = None) -> Assistant:
    """Open the corpus and its saved index. Raises IndexMissing, StaleIndex or DamagedIndex with what to run."""
    corpus = open_corpus()
    index = store.load(folder or store.default_folder(), encoder or load_encoder(), corpus_identity(corpus))
    return Assistant(corpus, index)
