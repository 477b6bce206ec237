"""Clause text in, benefits out: who gets how much, as which share of what, up to which cap."""

from __future__ import annotations

from corpus.measure import Benefit


def parse_benefits(text: str, offset: int = 0) -> tuple[Benefit, ...]:
    return ()
