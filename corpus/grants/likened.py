"""Benefits that a clause gives by likening: 对度假区，参照4A级景区标准奖励 is the sum of the 4A级景区, to somebody else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.measure import Benefit, Span
from corpus.text.normal import fold

_LIKENED = re.compile(
    r"对?(?P<who>[^,;。:]{2,40}?)的?,?\s*(?:参照|比照|按照?|按)\s*(?P<like>[^,;。:]{2,24}?)\s*的?\s*标准\s*(?:执行|(?:一次性|分别)?(?:给予|予以)?\s*(?P<form>奖励|补助|补贴|资助|支持|扶持))"
)
_BECOMING = re.compile(
    r"^(?:新|首次|当年)*(?:被?(?:评为|认定为?|获评|入选|列为|授予|获得)|获评)?(?:的|为)?(?=[\u4e00-\u9fffA-Za-z\d])"
)
_MARKS = re.compile(r"[¹²³⁰-⁹\[\]①-⑳\s]+$")
_FACTOR = re.compile(r"[×✕÷*/]\s*$")


def likened(text: str, benefits: Sequence[Benefit], offset: int = 0) -> Iterator[Benefit]:
    """What `text` gives like something that it gives before, as `benefits` have it with spans shifted by `offset`.

    Nothing where the words fit none of them, or several that differ.
    """
    folded = fold(text)
    for match in _LIKENED.finditer(folded):
        like = re.sub(r"\s|同类|上述|相应", "", match["like"])
        meant = [one for one in benefits if like and like in _named(one)]
        sums = {(one.amount, one.rate, one.form) for one in meant}
        told = any(Span(match.start() + offset, match.end() + offset).contains(one.span) for one in benefits)
        if len(sums) != 1 or told:
            continue
        opening = _BECOMING.match(match["who"])
        start = match.start("who") + (opening.end() if opening else 0)
        end = match.end("who") - len(found[0]) if (found := _MARKS.search(match["who"])) else match.end("who")
        if end <= start:
            continue
        who, condition = Span(start, end), Span(match.start("who"), end)
        evidence = [("recipient", who), ("condition", condition)]
        evidence += [("form", Span(*match.span("form")))] if match["form"] else []
        granted = Span(min(meant[0].span.start, match.start() + offset), match.end() + offset)
        yield replace(
            meant[0],
            recipient="".join(who.of(text).split()),
            condition="".join(condition.of(text).split()),
            form=match["form"] or meant[0].form,
            span=granted,
            evidence=tuple((name, Span(span.start + offset, span.end + offset)) for name, span in evidence),
        )


def _named(benefit: Benefit) -> str:
    return re.sub(r"\s", "", fold(benefit.recipient + benefit.condition))


def is_factor(text: str, benefit: Benefit, offset: int = 0) -> bool:
    """Whether the only figure of a benefit is a factor of a formula: 补助金额=(实际投资额−200万元)×12% is 12% of no base."""
    figure = benefit.rate or benefit.amount
    return figure is not None and not benefit.caps and _FACTOR.search(text[: figure.span.start - offset]) is not None
