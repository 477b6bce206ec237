"""What the page of 我能享受什么 shows: choices from the corpus, a matched benefit as escaped HTML. Pure, no Streamlit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from assistant.answering.match import Certainty, MatchedRow, MatchList
from assistant.library import Library
from assistant.showing.view import amount_words, cap_words, force_tag
from corpus.errors import UsageError
from corpus.measure import Document, Measure, Span, yuan_text
from index.hit import Hit

MEASURES = "没有写明金额、可能用得上的措施"
LONGEST_KIND = 24  # characters: a longer recipient is a sentence, not a kind
BADGES: Mapping[Certainty, tuple[str, str]] = {
    "certain": ("已经对上", "valid"),
    "likely": ("还要确认", "related"),
    "possible": ("可能相关", "open"),
}
_FIGURE = re.compile(r"^\s*(?P<name>[^\d=＝:：]+?)\s*[=＝:：]?\s*(?P<value>\d.*?)\s*$")


def regions(library: Library) -> tuple[str, ...]:
    """The places of the documents, each as its document calls it first."""
    return tuple(dict.fromkeys(document.regions[0] for document in library.corpus.documents if document.regions))


def kinds(library: Library, region: str | None) -> tuple[str, ...]:
    """Whom the documents of `region` (None: all) grant something, in their own words, in document order."""
    documents = library.catalogue.of_region(region) if region else ()
    recipients = (benefit.recipient for unit in library.in_scope(documents) for benefit in unit.benefits)
    return tuple(dict.fromkeys(name for name in recipients if 0 < len(name) <= LONGEST_KIND))


def read_figures(text: str) -> dict[str, str]:
    """Lines such as 出资 1800万元 as a name and a value each. Raises UsageError for a line that is neither.

    >>> read_figures("出资 1800万元\\n专利＝20件")
    {'出资': '1800万元', '专利': '20件'}
    """
    found = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        match = _FIGURE.match(line)
        if match is None:
            raise UsageError(f"数字「{line}」看不懂，请一行写一项，先写名称再写数字，例如：出资 1800万元。")
        found[match["name"]] = match["value"]
    return found


def row_html(row: MatchedRow, document: Document) -> str:
    """One benefit: who, how much, what the words met, the working, what is still open, whether it is in force."""
    benefit = row.benefit
    words, look = BADGES[row.certainty]
    caps = cap_words(benefit)
    lines = [("条件", benefit.condition), ("上限", caps), ("对上", "、".join(row.matched))]
    lines += [("核对", check.words) for check in row.checks if check.met]
    if row.payment is not None and benefit.rate is not None:
        lines.append(("计算", f"{row.payment.working}，即{yuan_text(row.payment.yuan)}"))
    lines += [("待确认", each) for each in row.unknown]
    facts = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in lines if value)
    return (
        f'<div lang="zh-CN" class="pa-match"><p class="pa-whom">{escape(benefit.recipient or row.measure.title)}'
        f'<span class="pa-tag pa-tag-{look}">{words}</span>{force_tag(row, document)}</p>'
        f'<p class="pa-amount">{escape(amount_words(benefit))}</p><dl class="pa-reasons">{facts}</dl></div>'
    )


def measure_html(hit: Hit) -> str:
    """A measure without a sum: its heading and the sentence that fits."""
    unit = hit.measure
    words = unit.text[hit.sentence.start - unit.span.start : hit.sentence.end - unit.span.start]
    title = f'<p class="pa-whom">{escape(unit.title)}</p>'
    return f'<div lang="zh-CN" class="pa-match">{title}<p>「{escape(" ".join(words.split()))}」</p></div>'


def clause_at(found: MatchList, number: int) -> tuple[Measure, Span]:
    """The clause of the `number`-th line of the page, benefits before measures, with the words it is listed for."""
    if number < len(found.rows):
        row = found.rows[number]
        return row.measure, row.benefit.span
    hit = found.measures[number - len(found.rows)]
    return hit.measure, hit.sentence


def total_words(found: MatchList) -> str:
    """What the certain rows come to, or why there is no sum; empty where there is nothing to add."""
    if found.total is not None:
        return f"已经对上的各项合计：{yuan_text(found.total)}（一次性和各年度金额相加，未计待确认的项）。"
    return f"不合计：{found.no_total}。" if found.no_total else ""
