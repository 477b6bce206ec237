"""What a clause says to a question that asks whether: its sentences read one by one, then weighed together. Pure.

Which sentence decides is not known beforehand (农机给予补贴。二手机不补。), and often none does. So what the sentences hold for and
against, each as near to the question as it stands, is one row of features, and what was learned from whole answers says how likely
yes, no, that it depends, and that the clause decides nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.learned.models import VerdictModels, both
from assistant.proposing.verdict import (
    WEIGHED,
    Evidence,
    Says,
    Verdict,
    denying_head,
    evidence_of,
    said_of,
    shared_pairs,
    told_apart,
)
from assistant.reading.whether import is_claim, manner_of
from corpus.measure import Measure, Span
from index.sentences import without_wraps

Ranked = Sequence[tuple[Span, float]]
# How much a sentence speaks of the question: in words that the others lack, and by how far its evidence is behind the best
APART, BEHIND = 0.3, 0.3
NEAR = 0.5  # of the sentence that speaks most of it: those that may decide
SHARP = 3.0  # how fast what is further from the question loses its say
FIRST = 3  # sentences that have features of their own
EVEN = 0.5
FAR = 5.0  # stands for the evidence of a sentence that is not there
DECIDES = 0.15  # what a logit for the verdict counts beside the words, in choosing the sentence to show
_END = re.compile(r"[。；;\n]")
SAYS: tuple[Says, ...] = ("yes", "no", "depends")
_OF_FIRST = ("apart", "behind", "yes", "depends", "unmet", "for yes", "for no", "meant")
_MANNERS = ("can", "is", "need", "have")
NAMES: tuple[str, ...] = (
    *(f"{name} {place}" for place in range(FIRST) for name in _OF_FIRST),
    *(f"first {name}" for name in WEIGHED),
    *(f"all {name}" for name in WEIGHED),
    "all yes", "all depends", "least yes", "most yes", "most depends", "any unmet", "sentences", "near sentences", "spoken of",
    "sure", "preamble", *(f"asks {manner}" for manner in _MANNERS),
    "told", "told first", "untold", "beside", "length", "question length",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a clause against the question: `yes` and `depends` are log-odds, `spoken` how much it speaks of it."""

    span: Span
    text: str
    evidence: Evidence
    values: NDArray[np.float64]  # (WEIGHED,)
    yes: float
    depends: float
    apart: float
    behind: float
    meant: bool

    @property
    def spoken(self) -> float:
        return APART * self.apart - BEHIND * self.behind


def verdict_of(
    question: str, unit: Measure, ranked: Ranked, sure: float, models: VerdictModels, least: Mapping[Says, float]
) -> tuple[Verdict, Sentence] | None:
    """What `unit` says to `question`, with the sentence that says it; None where nothing is as likely as `least`.

    `sure` is how likely the clause answers the question at all.
    """
    sentences = sentences_against(question, unit, ranked, models)
    if not sentences:
        return None
    shares = models.clause.shares(values_of(question, unit, sentences, sure), NAMES)
    return decided(sentences, shares, least, is_supposed=is_claim(question))


def sentences_against(question: str, unit: Measure, ranked: Ranked, models: VerdictModels) -> list[Sentence]:
    """The sentences of `unit`, those first that speak most of the question. `ranked` are its pieces, best evidence first."""
    whole, start = without_wraps(unit.text), unit.span.start
    spans = list(_sentences(unit, whole))
    texts = [whole[span.start - start : span.end - start] for span in spans]
    found = []
    for span, text, apart in zip(spans, texts, told_apart(question, texts), strict=True):
        head = denying_head(whole, span.start - start)
        read = f"{text}，{head}" if head else text
        evidence = evidence_of(question, read)
        values = np.array([*evidence.values, said_of(models.said, question, read)])
        yes = _logit(both(models.yes, models.yes_trees, values[None], WEIGHED))
        depends = _logit(float(models.depends.probabilities(values[None])[0]))
        meant = bool(ranked) and ranked[0][0].overlaps(span)
        found.append(Sentence(span, text, evidence, values, yes, depends, apart, _behind(span, ranked), meant))
    return sorted(found, key=lambda one: (-one.spoken, one.span.start))


def values_of(question: str, unit: Measure, sentences: Sequence[Sentence], sure: float) -> NDArray[np.float64]:
    """The features of NAMES, (NAMES,), of at least one sentence; `sure` is how likely the clause answers at all."""
    first = sentences[0]
    near = [one for one in sentences if one.spoken >= first.spoken - NEAR]
    weights = np.exp(SHARP * (np.array([one.spoken for one in sentences]) - first.spoken))
    weights /= weights.sum()
    wanted, told, told_first = shared_pairs(question, [one.text for one in sentences])
    manner = manner_of(question)
    row = [value for place in range(FIRST) for value in _of_first(sentences, place)]
    row += first.values.tolist()
    row += (weights[:, None] * np.array([one.values for one in sentences])).sum(axis=0).tolist()
    row += [
        float(weights @ np.array([one.yes for one in sentences])),
        float(weights @ np.array([one.depends for one in sentences])),
        min(one.yes for one in near),
        max(one.yes for one in near),
        max(one.depends for one in near),
        float(any(one.evidence.unmet for one in near)),
        float(len(sentences)),
        float(len(near)),
        first.spoken,
        _logit(sure),
        float(unit.kind == "preamble"),
        *(float(manner == each) for each in _MANNERS),
        told / max(1, wanted),
        told_first[0] / max(1, wanted),
        float(wanted - told),
        float(told_first[1]),
        float(len(first.text)),
        float(len(question)),
    ]
    return np.array(row, dtype=np.float64)


def decided(
    sentences: Sequence[Sentence],
    shares: Mapping[str, float],
    least: Mapping[Says, float],
    *,
    is_supposed: bool = False,
) -> tuple[Verdict, Sentence] | None:
    """The likeliest verdict, with the sentence that speaks most for it; None where none is as likely as `least`.

    `is_supposed`: the question supposes something, to be confirmed or put right.
    """
    says = max(SAYS, key=lambda each: shares[each])
    if shares[says] < least[says]:
        return None
    if says == "yes" and sentences[0].evidence.needless:
        says = "no"  # 要交房租吗, 可免收房租: that it is allowed is no yes
    exempt = next((one for one in sentences if one.evidence.exempts), None)
    if says == "no" and exempt is not None and any(one.evidence.unmet for one in sentences if one is not exempt):
        return Verdict("yes", exempt.text, Span(0, len(exempt.text)), least["yes"]), exempt
    near = [one for one in sentences if one.spoken >= sentences[0].spoken - NEAR]
    # Said without any sign for it, a yes was right in 12 of 35 left out, a no in 21 of 68: it rests on how one asks. Only where
    # something is supposed, and a no is rather likely, more were right than not
    if says == "yes" and not any(one.evidence.speaks_for_yes for one in near):
        return None
    # Nobody confirms a figure that does not stand there
    if says == "yes" and any(one.evidence.claims for one in near) and not any(one.evidence.confirms for one in near):
        return None
    if says == "no" and not (is_supposed and shares[says] >= EVEN) and not any(one.evidence.may_deny for one in near):
        return None

    def speaks(one: Sentence) -> float:
        return one.spoken + DECIDES * {"yes": one.yes, "no": -one.yes, "depends": one.depends}[says]

    best = max(near, key=lambda one: (speaks(one), -one.span.start))
    span = best.evidence.span
    if span.end > len(best.text):  # what decides is the head of the list; shown is the item
        span = Span(0, len(best.text))
    supposed = best.evidence.supposed if says == "no" else ""
    return Verdict(says, best.text[span.start : span.end], span, shares[says], supposed), best


def _of_first(sentences: Sequence[Sentence], place: int) -> tuple[float, ...]:
    if place >= len(sentences):
        return (0.0, FAR, 0.0, -3.0, 0.0, 0.0, 0.0, 0.0)
    one = sentences[place]
    return (
        one.apart, one.behind, one.yes, one.depends, float(one.evidence.unmet), float(one.evidence.speaks_for_yes),
        float(one.evidence.speaks_for_no), float(one.meant),
    )  # fmt: skip


def _sentences(unit: Measure, whole: str) -> Iterator[Span]:
    """The sentences of the clause in offsets of the source; a semicolon, a line and a row of a table end one too.

    `whole` is the text of the clause without the line breaks of a page.
    """
    start = 0
    for end in [*(found.end() for found in _END.finditer(whole)), len(whole)]:
        words = whole[start:end]
        if words.strip():
            lead = len(words) - len(words.lstrip())
            yield Span(unit.span.start + start + lead, unit.span.start + start + len(words.rstrip()))
        start = end


def _behind(span: Span, ranked: Ranked) -> float:
    """By how much the evidence of the sentence is behind the best of the clause."""
    if not ranked:
        return 0.0
    return ranked[0][1] - max((score for piece, score in ranked if piece.overlaps(span)), default=ranked[-1][1])


def _logit(share: float) -> float:
    return math.log((share + 1e-4) / (1 - share + 1e-4))
