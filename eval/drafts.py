"""Feedback in, drafts of questions out: status, gold and kind guessed from the verdict, for a person to correct. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.reading.catalogue import Catalogue
from assistant.reading.clauses import (
    find_references,
    named_words,
    resolve_reference,
    section_among,
    section_titles,
)
from assistant.reading.query import asked_for
from assistant.showing.feedback import CitedClause, Feedback
from corpus.errors import BadQuestionSet
from corpus.measure import Measure
from corpus.parse import Corpus
from corpus.text.normal import fold
from eval.lots import lot_of
from eval.questions import Gold, Kind, Question, check_question, resolve

SNIPPET = 60  # characters: the most a snippet should have where fewer tell the place
_SHORTEST = 6
PREFIX = "use-"
_VERDICTS = {"up": "赞", "down": "踩"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A candidate, or the reason why a person must write it: exactly one of the two is there."""

    feedback: Feedback
    question: Question | None
    reason: str = ""

    @property
    def id(self) -> str:
        return PREFIX + self.feedback.id


def draft(feedback: Feedback, corpus: Corpus) -> Draft:
    """Up: the answer was right, so its quotes are the gold. Down: the gold is what the correction names."""
    if feedback.verdict == "up":
        gold = [found for cited in feedback.cited if (found := _quoted(cited, corpus)) is not None]
        status = feedback.status
        if len(gold) < len(feedback.cited):
            return Draft(feedback, None, "引文在现在的文件里找不到，文件可能换过。")
        if status in ("not_found", "clarify"):
            gold = []
    else:
        if not feedback.correction:
            return Draft(feedback, None, "只说不对，没有写明正确的条款。")
        gold = list(dict.fromkeys(_corrected(feedback.correction, corpus)))
        status = "answered"
        if not gold:
            return Draft(feedback, None, f"看不出「{feedback.correction}」指哪一条。")
    name = PREFIX + feedback.id
    question = Question(
        id=name,
        kind=_kind(feedback, status),
        question=feedback.question,
        status=status,
        history=feedback.history,
        gold=tuple(gold),
        note=_note(feedback),
        split=lot_of(name),
    )
    try:
        check_question(question, corpus)
    except BadQuestionSet as wrong:
        return Draft(feedback, None, str(wrong))
    return Draft(feedback, question)


def _note(feedback: Feedback) -> str:
    parts = [f"来自使用 {feedback.time[:10]}（{_VERDICTS[feedback.verdict]}，按 {feedback.as_of} 作答）"]
    parts += [f"改正：{feedback.correction}"] if feedback.correction else []
    parts += [f"留言：{feedback.comment}"] if feedback.comment else []
    return "；".join(parts)


def _kind(feedback: Feedback, status: str) -> Kind:
    """A first guess by what the question asks; the reviewer has the last word."""
    if status != "answered":
        return "unanswerable"
    if feedback.history:
        return "follow_up"
    asked = asked_for(feedback.question)
    guesses: tuple[tuple[str, Kind], ...] = (
        ("comparison", "comparison"), ("department", "department"), ("amount", "amount"), ("where", "phrase"),
    )  # fmt: skip
    return next((kind for word, kind in guesses if word in asked), "support")


def _quoted(cited: CitedClause, corpus: Corpus) -> Gold | None:
    """The quote as a snippet that stands in its document once; where it stands more often, the clause decides."""
    source = corpus.sources.get(cited.document, "")
    unit = next((unit for unit in corpus.units if unit.id == cited.id), None)
    starts = [found.start() for found in re.finditer(re.escape(cited.quote), source)] if cited.quote else []
    if unit is not None:
        starts = [start for start in starts if unit.span.start <= start < unit.span.end] or starts
    return _snippet(cited.document, starts[0], starts[0] + len(cited.quote), corpus) if starts else None


def _snippet(document: str, start: int, end: int, corpus: Corpus) -> Gold | None:
    """The shortest beginning of the stretch, in steps, that leads to one unit; the whole unit if it must be."""
    source = corpus.sources[document]
    around = [u for u in corpus.units if u.document_id == document and u.span.start <= start < u.span.end]
    ends = [min(end, start + SNIPPET // 2), min(end, start + SNIPPET), end, *(unit.span.end for unit in around)]
    stretches = [(start, stop) for stop in ends] + [(unit.span.start, unit.span.end) for unit in around]
    for left, right in stretches:
        gold = Gold(document, source[left:right].strip())
        if len(gold.snippet) >= _SHORTEST and _resolves(gold, corpus):
            return gold
    return None


def _resolves(gold: Gold, corpus: Corpus) -> bool:
    try:
        resolve(gold, corpus)
    except BadQuestionSet:
        return False
    return True


def _corrected(words: str, corpus: Corpus) -> Iterator[Gold]:
    """The clauses that a correction names: by their own words, else by number."""
    said = fold(words)
    for piece in [words, *re.split(r"[\n。；;]", words)]:
        wanted = fold(piece.strip(" 　「」“”\"'《》"))
        for document, source in corpus.sources.items():
            folded = fold(source)  # one character for one: places in it are places in the source
            if len(wanted) >= _SHORTEST and folded.count(wanted) == 1:
                start = folded.index(wanted)
                if (gold := _snippet(document, start, start + len(wanted), corpus)) is not None:
                    yield gold
                    if wanted == said:
                        return
    for unit in _numbered(words, corpus):
        if (gold := _snippet(unit.document_id, unit.span.start, unit.span.end, corpus)) is not None:
            yield gold


def _numbered(words: str, corpus: Corpus) -> list[Measure]:
    """The units that a clause number in `words` means: 附件2第4条."""
    units = [unit for unit in corpus.units if unit.kind != "boilerplate"]
    names = Catalogue(corpus.documents).find(words)
    meant = [name for name in names if not name.is_region] or list(names)
    documents = {document for name in meant for document in name.documents}
    part = next((name.part for name in meant if name.part), None)
    scope = [unit for unit in units if (not documents or unit.document_id in documents) and part in (None, unit.part)]
    references = find_references(
        words, named_words(units), section_among(section_titles(units)), [name.span for name in names]
    )
    found = {unit.id: unit for reference in references for unit in resolve_reference(reference, scope)}
    return list(found.values())
