"""How sure the assistant was: what its refusal threshold is held against, so that a report can show the trade-off."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer import Answer
from assistant.deciding.confidence import THRESHOLD, confidence
from assistant.library import Library
from assistant.reading.query import understand
from eval.questions import Question
from index.hit import Hit

READ = 3  # as many of the first hits as assistant/deciding/respond.py reads before it refuses
IN_USE = THRESHOLD


def confidence_of(assistant: object, question: Question, answer: Answer, hits: Sequence[Hit]) -> float | None:
    """The confidence of the surest of the first hits.

    None where no threshold decides: clauses asked for by number or by a quoted phrase, places that no document
    covers, questions too vague to search for, and assistants that are not ours.
    """
    library = getattr(assistant, "library", None)
    if not isinstance(library, Library) or not hits or "clarify" in (question.status, answer.status):
        return None
    query = understand(answer.resolved_question or question.question, library.catalogue, library.vocabulary)
    if query.references or query.phrases or (query.foreign and not query.names):
        return None
    return max(confidence(library, query, hit) for hit in hits[:READ])
