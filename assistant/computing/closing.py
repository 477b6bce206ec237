"""Lines that close what stands before them: 单家企业年度最高260万元。其中大专毕业生不超过24个月。 Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.computing.prose import PART, REACH, Sentence, without_commas_in_brackets
from assistant.computing.scheme import Cap, Offer
from assistant.computing.stretch import cap_of, is_cap, limits_of, months_of
from corpus.quantities.quantities import Quantity, quantities


def with_closing(offers: Sequence[Offer], sentence: Sentence, number: int) -> list[Offer]:
    """单家企业年度最高260万元。 closes what stands before it in its block, a line of its own all that stands before it."""
    caps: list[Cap] = []
    limits: tuple[Quantity, ...] = ()
    months: int | None = None
    for part in PART.split(without_commas_in_brackets(sentence.text)):
        found = [
            cap_of(part, figure)
            for figure in quantities(part)
            if figure.unit == "元" and is_cap(part[max(0, figure.start - 10) : figure.start], part[figure.end :])
        ]
        more, period = limits_of(part), months_of(part)
        if not (found or more or period) or re.match(r"参加|对|新|已", part):
            break
        if part.startswith("其中"):  # 其中大专毕业生、技师不超过24个月
            offers = [
                replace(o, months=period) if period and _alike(part[2:], o.condition or o.own) else o for o in offers
            ]
            break
        caps, limits, months = [*caps, *found], (*limits, *more), months or period
    meant = [o.block == sentence.block or (sentence.is_line and number - o.sentence <= REACH) for o in offers]
    return [
        replace(o, caps=(*o.caps, *caps), limits=(*o.limits, *limits), months=o.months or months) if here else o
        for o, here in zip(offers, meant, strict=True)
    ]


def excepted(offers: Sequence[Offer], sentence: Sentence) -> list[Offer]:
    """其中大专毕业生、技师不超过24个月; after the sentence with the rule for all."""
    period = months_of(sentence.text)
    return [
        replace(o, months=period) if period and _alike(sentence.text[2:], o.condition or o.own) else o for o in offers
    ]


def _alike(words: str, other: str) -> bool:
    """Whether two texts begin with the same name: 大专毕业生、技师不超过… and 大专毕业生、技师."""
    return len(other) >= 2 and words[:4] == other[:4]
