"""How sure the assistant was: what its refusal threshold is held against, so that a report can show the trade-off."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer import Answer
from assistant.deciding.answerable import THRESHOLD, answerable
from assistant.library import Library
from assistant.proposing.retrieve import rank
from assistant.reading.query import understand
from eval.questions import Question
from index.hit import Hit

IN_USE = THRESHOLD


def confidence_of(assistant: object, question: Question, answer: Answer, hits: Sequence[Hit]) -> float | None:
    """How sure the assistant was that anything answers.

    None where no threshold decides: clauses asked for by number or by a quoted phrase, places that no document
    covers, questions too vague to search for, and assistants that are not ours.
    """
    library = getattr(assistant, "library", None)
    if not isinstance(library, Library) or not hits or "clarify" in (question.status, answer.status):
        return None
    query = understand(answer.resolved_question or question.question, library.catalogue, library.vocabulary)
    if query.references or query.phrases or (query.foreign and not query.names):
        return None
    return answerable(library, query, rank(library, query))
