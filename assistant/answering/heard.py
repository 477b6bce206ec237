"""Somebody's words, asked for one term after another: clauses of one kind share their terms, and each is looked for once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from assistant.reading.lexicon import Folded, says, variants
from assistant.reading.terms import TermWeights, coverage, written_apart


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """`said` are the folded words. `says` whether they say a term; `holds` whether `coverage` counts it at all: it is said, or
    a word that means the same is, in one piece or in halves. `share` is how much of some terms, by weight, they speak of,
    0 where there are none.
    """

    said: Folded
    says: Callable[[str], bool] = field(repr=False)
    holds: Callable[[str], bool] = field(repr=False)
    share: Callable[[tuple[str, ...]], float] = field(repr=False)

    @classmethod
    def of(cls, text: str, weights: TermWeights) -> Heard:
        """Of folded words. What a term weighs is counted in the documents, so it is asked only where one of them is spoken of."""
        said = Folded.of(text, folded=True)

        @cache
        def is_said(term: str) -> bool:
            return says(said, term)

        @cache
        def is_held(term: str) -> bool:
            return is_said(term) or any(written_apart(text, word) for word in variants(term))

        @cache
        def share(terms: tuple[str, ...]) -> float:
            return coverage(terms, said, weights).share if any(map(is_held, terms)) else 0.0

        return cls(said, is_said, is_held, share)
