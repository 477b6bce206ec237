"""What the index gives back: a measure, how well it fits, and the sentence in it that fits best."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.measure import Measure, Span


@dataclass(frozen=True, slots=True)
class Hit:
    """One ranked unit. `sentence` is the best matching sentence, in offsets of the source document."""

    measure: Measure
    score: float
    sentence: Span
