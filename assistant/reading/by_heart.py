"""What of a clause, of a document and of a question's words does not hang on what they are held against.

A clause is weighed for one question after another, and a question against one clause after another: each is read once. What
is not asked for is not made.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from sys import intern

from assistant.reading.applicants import applicants_told
from assistant.reading.beforehand import Beforehand
from assistant.reading.lexicon import Folded
from assistant.reading.tables import searched_text
from assistant.reading.terms import without_marks
from assistant.reading.wanted import Kinds, stands_in
from corpus.measure import Measure, Span
from corpus.text.normal import fold
from index.tokens import Held, char_ngrams


def grams_of(text: str) -> frozenset[str]:
    """The characters and pairs of a text. Interned: the same few stand in all texts."""
    return frozenset(map(intern, set(char_ngrams(text))))


@dataclass(frozen=True, eq=False)
class Clause:
    """A unit of the index with its sentences, in offsets of the source."""

    unit: Measure
    spans: tuple[Span, ...]
    known: Beforehand | None = None  # what is kept of it, where something is

    def words(self, span: Span) -> str:
        """The words of the clause that stand there."""
        start = self.unit.span.start
        return self.unit.text[span.start - start : span.end - start]

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        return tuple(self.words(span) for span in self.spans)

    @cached_property
    def held(self) -> tuple[Held, ...]:
        """The characters and pairs of each sentence."""
        return Held.each(self.sentences)

    @cached_property
    def heading(self) -> frozenset[str]:
        """The characters and pairs of the heading."""
        return grams_of(self.unit.title)

    @cached_property
    def folded(self) -> str:
        return fold(self.unit.text)

    @cached_property
    def bare(self) -> str:
        """The folded text without marks and white space."""
        return without_marks(self.unit.text)[0]

    @cached_property
    def stated(self) -> Kinds:
        """What stands in it of what a question may want."""
        return stands_in(self.unit.text) if self.known is None else self.known.stated

    @cached_property
    def stated_by_sentence(self) -> tuple[Kinds, ...]:
        """The same of each sentence."""
        return tuple(map(stands_in, self.sentences))

    @cached_property
    def recipients(self) -> tuple[tuple[str, ...], ...]:
        """The characters and pairs of the recipient of each benefit, in order."""
        return tuple(tuple(sorted(grams_of(benefit.recipient))) for benefit in self.unit.benefits)

    @cached_property
    def searched(self) -> Folded:
        """Its words with the headings above it."""
        return Folded.of(searched_text(self.unit), folded=True)

    @cached_property
    def searched_grams(self) -> Held:
        return Held.of(self.searched.text)

    @cached_property
    def applicants(self) -> frozenset[str]:
        """The kinds of applicant that it speaks of."""
        return applicants_told(self.searched.text)


@dataclass(frozen=True, eq=False)
class Source:
    """A whole document."""

    title: str
    source: str

    @cached_property
    def folded(self) -> Folded:
        return Folded.of(self.source)

    @cached_property
    def grams(self) -> frozenset[str]:
        """Its characters and pairs, those of the title included."""
        return grams_of(f"{self.title}\n{self.source}")

    @cached_property
    def applicants(self) -> frozenset[str]:
        """The kinds of applicant that it speaks of."""
        return applicants_told(self.source)
