"""What a chat model wrote, held against the clauses it cites: every number, sum, date and department must stand there.

A judge of plausibility lets altered numbers pass; arithmetic does not. It reads figures and names as assistant/writing/checked.py
does, which sees a sentence before it is shown; what it asks of a whole answer is simpler, and its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from assistant.answer import Answer, Citation
from assistant.writing.checked import ITEM
from assistant.writing.claims import departments_in, forms_of
from assistant.writing.rules import with_parts
from assistant.writing.sentences import markers_in, sentences
from assistant.writing.values import Value, values_in
from assistant.writing.whose import is_anothers
from corpus.text.normal import fold

EXTRACTIVE = "extractive"

Fault = Literal["money", "percent", "date", "number", "unit", "recipient"]
_FAULTS: dict[str, Fault] = {"元": "money", "%": "percent", "日": "date", "数": "number"}


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Words of a sentence that the clauses it cites do not bear out. For "recipient" the sum is there, but another's."""

    fault: Fault
    words: str
    sentence: str
    markers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is wrong with one generated answer. `dangling` markers lead to nothing, `unused` citations are not marked."""

    unsupported: tuple[Unsupported, ...] = ()
    dangling: tuple[int, ...] = ()
    unused: tuple[int, ...] = ()

    @property
    def numbers(self) -> int:
        """Unsupported sums, percentages, dates and counts, and sums given to the wrong recipient."""
        return sum(one.fault != "unit" for one in self.unsupported)

    @property
    def units(self) -> int:
        return sum(one.fault == "unit" for one in self.unsupported)

    @property
    def sound(self) -> bool:
        return not (self.unsupported or self.dangling)


def is_generated(answer: Answer) -> bool:
    return answer.engine != EXTRACTIVE


def marked_citations(answer: Answer) -> tuple[Citation, ...]:
    """The citations that the text points at: what a model was given but did not mark counts for nothing."""
    marked = markers_in(answer.text)
    return tuple(citation for citation in answer.citations if citation.marker in marked)


def judge(answer: Answer, departments: Collection[str] = (), registered: str = "") -> Judgement:
    """Hold `answer` against its citations.

    `departments` are names the corpus knows, to be found in any form of words; `registered` is what the register says
    of the cited documents (numbers, dates), which any sentence may repeat. So may it the question's own numbers, the
    day it is answered for, and a sum of the question times a rate of the clause.
    """
    known = {citation.marker: citation for citation in answer.citations}
    marked = markers_in(answer.text)
    told = (answer.question, answer.resolved_question or "", answer.as_of.isoformat(), registered)
    given = with_parts({value for text in told for _, value in values_in(text)})
    wrong = [
        fault
        for one in sentences(answer.text)
        for fault in _faults(one.bare, one.markers, [known[m] for m in one.markers if m in known], given, departments)
    ]
    return Judgement(
        unsupported=tuple(wrong),
        dangling=tuple(sorted({marker for marker in marked if marker not in known})),
        unused=tuple(marker for marker in known if marker not in marked),
    )


def _faults(
    sentence: str,
    markers: tuple[int, ...],
    citations: Sequence[Citation],
    given: set[Value],
    departments: Collection[str],
) -> Iterator[Unsupported]:
    support = _supported(citations) | given
    support |= _products(given, support)
    body = ITEM.sub("", sentence)
    for words, value in values_in(body):
        if value not in support:
            yield Unsupported(_FAULTS[value[0]], words, sentence, markers)
        elif (
            isinstance(value[1], Decimal)
            and value[0] == "元"
            and any(is_anothers(value[1], body, cited.measure.benefits) for cited in citations)
        ):
            yield Unsupported("recipient", words, sentence, markers)
    cited = fold("\n".join(_text_of(citation) for citation in citations))
    for name in departments_in(body, departments):
        if not any(form in cited for form in forms_of(fold(name))):
            yield Unsupported("unit", name, sentence, markers)


def _text_of(citation: Citation) -> str:
    """Everything a sentence may lean on: the clause, the headings above it, its label and its document's title."""
    unit = citation.measure
    return "\n".join((unit.text, *unit.path, unit.label, unit.part, citation.document_title))


def _supported(citations: Sequence[Citation]) -> set[Value]:
    """The values of the clauses."""
    return with_parts({value for citation in citations for _, value in values_in(_text_of(citation))})


def _products(given: set[Value], support: set[Value]) -> set[Value]:
    """A sum of the question times a rate of the clause: 2000万元 × 3% may be worked out."""
    sums = [value[1] for value in given if value[0] == "元" and isinstance(value[1], Decimal)]
    rates = [value[1] for value in support if value[0] == "%" and isinstance(value[1], Decimal)]
    return {("元", amount * rate / 100) for amount in sums for rate in rates}
