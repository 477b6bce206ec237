"""What a search reads of a clause that it never met, read when the shelf is made and kept with the index. Pure.

Nothing here hangs on a question or on other clauses: the kinds of facts that a clause states, which kinds of question each of
its sentences answers, and the words that tell its benefits apart. A search meets dozens of clauses for the first time on a
large shelf, and on a small one none. One line of JSON each; a change of what makes them makes the index stale (assistant/ask.py).
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assistant.reading.specific import specific_words
from assistant.reading.wanted import Kinds, stands_in
from corpus.measure import Benefit, Measure
from index.measure_index import is_searchable
from index.sentences import split_sentences

Told = Callable[[str], NDArray[np.float64]]  # which kinds of question a sentence answers, (kinds,)


@dataclass(frozen=True, slots=True)
class GrantWords:
    """The telling words of a benefit (assistant/reading/specific.py): of its recipient, its condition and its base."""

    recipient: tuple[str, ...]
    condition: tuple[str, ...]
    base: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Beforehand:
    """`stated` is what stands in the clause of what a question may want, `told` (sentences, kinds) which kinds of question each
    sentence answers; `grants` are the words of its benefits, in order."""

    stated: Kinds
    told: NDArray[np.float64]
    written: Sequence[Sequence[Sequence[str]]]  # the grants as they are kept: most clauses are met and asked for none

    @cached_property
    def grants(self) -> tuple[GrantWords, ...]:
        return tuple(GrantWords(*map(tuple, each)) for each in self.written)


def read_beforehand(unit: Measure, told: Told) -> Beforehand:
    """What is read of a unit; of one that is not searched for only what it grants."""
    grants = [_words_of(benefit) for benefit in unit.benefits]
    if not is_searchable(unit):
        return Beforehand(frozenset(), np.zeros((0, 0)), grants)
    sentences = [span.of(unit.text) for span in split_sentences(unit.text)]
    return Beforehand(stands_in(unit.text), np.array([told(each) for each in sentences], dtype=np.float64), grants)


def _words_of(benefit: Benefit) -> tuple[tuple[str, ...], ...]:
    return tuple(map(specific_words, (benefit.recipient, benefit.condition, benefit.base or "")))


def to_line(known: Beforehand) -> str:
    """As it is kept. Figures keep every bit: what is ranked by them is the same, whoever worked them out."""
    told = b64encode(known.told.astype("<f8").tobytes()).decode()
    return json.dumps(
        [sorted(known.stated), len(known.told), told, known.written], ensure_ascii=False, separators=(",", ":")
    )


def of_line(line: str) -> Beforehand:
    """What `to_line` wrote."""
    stated, sentences, told, grants = json.loads(line)
    figures = np.frombuffer(b64decode(told), dtype="<f8").astype(np.float64, copy=False)
    return Beforehand(frozenset(stated), figures.reshape(sentences, -1) if sentences else np.zeros((0, 0)), grants)
