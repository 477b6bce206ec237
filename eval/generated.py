"""What a chat model wrote, held against the clauses it cites: every number, sum, date and department must stand there.

A judge of plausibility lets altered numbers pass; arithmetic does not. A sentence rests on the clauses whose markers
it carries; one without a marker rests on those of the next marked sentence of its line, else of the one before.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from assistant.answer import Answer, Citation
from corpus.measure import Benefit, Measure
from corpus.normal import fold
from assistant.values import Value, values_in

EXTRACTIVE = "extractive"

Fault = Literal["money", "percent", "date", "number", "unit", "recipient"]
_FAULTS: dict[str, Fault] = {"元": "money", "%": "percent", "日": "date", "数": "number"}

_MARKER = re.compile(r"\[(\d{1,2})\]")
# A sentence with the markers behind its full stop; 《…》 and numbers hold no sentence end
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?(?:\s*\[\d{1,2}\])*")
_ITEM = re.compile(r"^\s*(?:[-*•]\s*)?(?:\(?\d{1,2}[.、)）](?!\d))?\s*")  # "1. " and "- " number the answer's own lines
# 市科技局, 省金融监管局, 兰州高新区管委会: a place or level, then a department
_DEPARTMENT = re.compile(
    r"(?:国家|自治区|[省市区县州旗盟])[\u4e00-\u9fff]{1,9}?(?:局|厅|管委会|委员会|办公室|领导小组|金融办|委(?=[^托员]|$))"
)
_LEVELS = ("国家", "自治区", *"省市区县州旗盟")


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
    marked = {int(found[1]) for found in _MARKER.finditer(answer.text)}
    return tuple(citation for citation in answer.citations if citation.marker in marked)


def judge(answer: Answer, departments: Collection[str] = (), registered: str = "") -> Judgement:
    """Hold `answer` against its citations.

    `departments` are names the corpus knows, to be found in any form of words; `registered` is what the register says
    of the cited documents (numbers, dates), which any sentence may repeat. So may it the question's own numbers, the
    day it is answered for, and a sum of the question times a rate of the clause.
    """
    known = {citation.marker: citation for citation in answer.citations}
    marked = [int(found[1]) for found in _MARKER.finditer(answer.text)]
    told = (answer.question, answer.resolved_question or "", answer.as_of.isoformat(), registered)
    given = _with_parts({value for text in told for _, value in values_in(text)})
    wrong = [
        fault
        for sentence, markers in _sentences(answer.text)
        for fault in _faults(sentence, markers, [known[m] for m in markers if m in known], given, departments)
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
    body = _ITEM.sub("", sentence)
    for words, value in values_in(body):
        if value not in support:
            yield Unsupported(_FAULTS[value[0]], words, sentence, markers)
        elif value[0] == "元" and any(_is_anothers(value[1], body, cited.measure) for cited in citations):
            yield Unsupported("recipient", words, sentence, markers)
    cited = fold("\n".join(_text_of(citation) for citation in citations))
    for name in _departments_in(body, departments):
        if not any(form in cited for form in _forms(fold(name))):
            yield Unsupported("unit", name, sentence, markers)


def _sentences(text: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Each sentence, without its markers, with the markers it rests on."""
    for line in text.split("\n"):
        pieces = [found[0].strip() for found in _SENTENCE.finditer(line) if found[0].strip()]
        own = [tuple(dict.fromkeys(int(found[1]) for found in _MARKER.finditer(piece))) for piece in pieces]
        for place, piece in enumerate(pieces):
            after = next((markers for markers in own[place:] if markers), None)
            before = next((markers for markers in reversed(own[:place]) if markers), ())
            yield _MARKER.sub("", piece).strip(), after if after is not None else before


def _text_of(citation: Citation) -> str:
    """Everything a sentence may lean on: the clause, the headings above it, its label and its document's title."""
    unit = citation.measure
    return "\n".join((unit.text, *unit.path, unit.label, unit.part, citation.document_title))


def _supported(citations: Sequence[Citation]) -> set[Value]:
    """The values of the clauses."""
    return _with_parts({value for citation in citations for _, value in values_in(_text_of(citation))})


def _with_parts(values: set[Value]) -> set[Value]:
    """A date gives its year, month and day as well."""
    days = [value[1] for value in values if isinstance(value[1], date)]
    return values | {("数", Decimal(part)) for day in days for part in (day.year, day.month, day.day)}


def _products(given: set[Value], support: set[Value]) -> set[Value]:
    """A sum of the question times a rate of the clause: 2000万元 × 3% may be worked out."""
    sums = [value[1] for value in given if value[0] == "元" and isinstance(value[1], Decimal)]
    rates = [value[1] for value in support if value[0] == "%" and isinstance(value[1], Decimal)]
    return {("元", amount * rate / 100) for amount in sums for rate in rates}


def _is_anothers(amount: Decimal | date, sentence: str, measure: Measure) -> bool:
    """Whether the clause grants `amount` in a breath with other sums, and the sentence names only whom it gives those."""
    said = fold(sentence)
    for grant in _grants(measure.benefits):
        named = {id(row): _mark_of(row, grant) in said for row in grant}
        owners = [row for row in grant if amount in _sums(row)]
        others = [row for row in grant if row not in owners]
        if owners and any(named[id(row)] for row in others) and not any(named[id(row)] for row in owners):
            return True
    return False


def _grants(rows: Sequence[Benefit]) -> list[list[Benefit]]:
    """The rows granted by the same words (分别给予…), each to a recipient of its own."""
    together: dict[tuple[int, int], list[Benefit]] = {}
    for row in rows:
        if row.recipient:
            together.setdefault((row.span.start, row.span.end), []).append(row)
    return [grant for grant in together.values() if len({row.recipient for row in grant}) == len(grant) > 1]


def _mark_of(row: Benefit, grant: Sequence[Benefit]) -> str:
    """The shortest beginning of the recipient, two characters at least, that no other recipient of the grant has."""
    name = fold(row.recipient)
    others = [fold(other.recipient) for other in grant if other is not row]
    return next(
        (name[:n] for n in range(2, len(name)) if not any(other.startswith(name[:n]) for other in others)), name
    )


def _sums(row: Benefit) -> set[Decimal]:
    amounts = (row.amount, row.amount_to, *row.schedule, *(cap.amount for cap in row.caps))
    return {amount.yuan for amount in amounts if amount is not None}


def _departments_in(sentence: str, departments: Collection[str]) -> list[str]:
    """The departments a sentence names: those the corpus knows, the longest first, then any that look like one."""
    found: list[str] = []
    rest = sentence
    for name in sorted(departments, key=lambda name: (-len(name), name)):
        if len(name) > 2 and name in rest:
            found.append(name)
            rest = rest.replace(name, "　" * len(name))
    return found + [match[0] for match in _DEPARTMENT.finditer(rest)]


def _forms(name: str) -> Iterator[str]:
    """`name` and what is left of it from each level on: 州市发改委 was cut out of 兰州市发改委."""
    yield name
    for place in range(1, len(name) - 2):
        if name.startswith(_LEVELS, place):
            yield name[place:]
