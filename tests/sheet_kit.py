"""A small parsed corpus and sheets of its clauses: for tests of what is exported and verified."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from assistant.answer import Answer, BenefitRow, Citation
from assistant.handing_on.sheet import Sheet, answer_sheet
from corpus.measure import Document, Measure, Span, Validity
from corpus.parse import Corpus, parse_text

DAY = date(2025, 6, 1)
SOURCE = """青山市支持科技创新若干措施
一、支持企业创新
1.支持研发投入。对新认定的高新技术企业,给予20万元奖励。
2.支持引进人才。按有关规定给予补助。
二、附则
本措施由青山市科技局负责解释。
"""
QUOTE = "给予20万元奖励"


def corpus_of(source: str = SOURCE, **registered: Any) -> Corpus:
    """One document, parsed by the real parser; `registered` replaces fields of its register entry."""
    entry: Mapping[str, Any] = {
        "id": "qingshan",
        "title": "青山市支持科技创新若干措施",
        "source_file": "qingshan.txt",
        "sha256": hashlib.sha256(source.encode("utf-8", "replace")).hexdigest(),
        "validity": (Validity(date(2025, 12, 31)),),
        **registered,
    }
    document = Document(**entry)
    return Corpus((document,), parse_text(source, document.id), {document.id: source}, "kit")


def cited(corpus: Corpus, unit: Measure, quote: str, marker: int = 1) -> Citation:
    (document,) = corpus.documents
    start = unit.span.start + unit.text.index(quote)
    span = Span(start, start + len(quote))
    in_force = document.in_force(DAY, unit.part)
    return Citation(marker, unit, document.title, document.source_file, quote, span, 0.9, in_force)


def answer_of(corpus: Corpus) -> Answer:
    """An answer over the two clauses of SOURCE, with a benefit and a related clause."""
    first, second = (unit for unit in corpus.units if unit.kind == "measure" and unit.text[0] in "12")
    closing = next(unit for unit in corpus.units if "解释" in unit.text)
    return Answer(
        question="高企奖励多少？人才呢？",
        status="answered",
        text="新认定的高新技术企业：奖励20万元。[1]\n人才：文件未写明补助金额。[2]",
        as_of=DAY,
        citations=(cited(corpus, first, QUOTE), cited(corpus, second, "按有关规定给予补助", 2)),
        benefits=tuple(BenefitRow(benefit, 1) for benefit in first.benefits),
        warnings=("第二条没有金额。",),
        related=(cited(corpus, closing, "青山市科技局", 0),),
    )


def sheet_of_text(text: str) -> tuple[Sheet, Corpus]:
    """A sheet that holds `text` in every place that takes one, over a document of nothing else."""
    document = Document("d", text, text, "0" * 64, aliases=())
    span = Span(0, len(text))
    unit = Measure("d/1", "d", "正文", (text,), text, text, text, span, "measure")
    corpus = Corpus((document,), (unit,), {"d": text}, "kit")
    citation = Citation(1, unit, text, text, text, span, 1.0, "not stated")
    answer = Answer(text, "answered", text, DAY, (citation,), warnings=(text,), resolved_question=text)
    return answer_sheet(answer, corpus), corpus
