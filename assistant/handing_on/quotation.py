"""One citation as a line to paste: the words of the clause, where they stand, and until when they hold. Pure."""

from __future__ import annotations

from assistant.answer import Citation
from corpus.measure import Document, Span
from corpus.text.title_marks import titled
from index.sentences import split_sentences

SHORTEST = 12  # characters; a shorter stretch is a word that was looked for, not a quotation


def citation_line(citation: Citation, document: Document) -> str:
    """「给予5万元奖励」——《甲区若干政策》（甲政〔2021〕3号）附件 一、1.，有效期至 2025-12-31."""
    number = f"（{document.number}）" if document.number else ""
    where = f"{titled(document.title)}{number}{citation.measure.label}"
    return f"「{quoted(citation)}」——{where}，{_validity(citation, document)}"


def quoted(citation: Citation) -> str:
    """The citation's own words, verbatim; for a mere word the sentences around it, for none the whole clause."""
    unit, span = citation.measure, citation.quote_span
    if span.end - span.start >= SHORTEST:
        return citation.quote.strip()
    if span.start == span.end:
        return unit.text.strip()
    inside = Span(span.start - unit.span.start, span.end - unit.span.start)
    around = [sentence for sentence in split_sentences(unit.text) if sentence.overlaps(inside)]
    if not around:
        return citation.quote.strip()
    return unit.text[around[0].start : around[-1].end].strip()


def _validity(citation: Citation, document: Document) -> str:
    if citation.in_force == "expired" and document.repealed is not None:
        return f"已被{titled(document.repealed.by_title)}取代"
    if citation.in_force == "not yet":
        return f"尚未施行，{document.begins(citation.measure.part)} 起施行"
    validity = document.validity_of(citation.measure.part)
    if validity is None:
        return "未写明有效期"
    return f"有效期至 {validity.until}" + ("，已过期" if citation.in_force == "expired" else "")
