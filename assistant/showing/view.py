"""What the page shows, as words and escaped HTML: pure functions, no Streamlit. Nothing from outside stays markup.

Two ways lead to the screen. `st.html` gets only what `*_html` functions here return: every word of a document or
visitor went through `html.escape`. Labels of Streamlit's own widgets are Markdown and get only what `plain` returns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import groupby
from typing import Literal, Protocol

from assistant.answer import Answer, BenefitRow, Citation, Status
from assistant.saying.wording import Words
from assistant.within import units_of
from corpus.measure import Amount, Benefit, Document, InForce, Measure, Rate, Span
from corpus.parse import Corpus
from corpus.tables.cells import CELL
from corpus.text.title_marks import titled

NEIGHBOURS = 1  # units shown before and after the cited one
NEIGHBOUR_CHARACTERS = 70  # of each: enough to recognise the place, short enough to keep the clause in view
SHORT_TITLE = 12
LEAD_CHARACTERS = 60
ALL_DOCUMENTS = "全部文件"
INFERRED = "〔推断〕"
INFERRED_LEGEND = "标〔推断〕的内容文件本身没有写，由登记者根据上下文填写。"

CHINESE = Words()
BadgeColor = Literal["green", "orange", "gray", "blue"]

FORCE_LOOKS: Mapping[InForce, str] = {
    "yes": "valid",
    "not yet": "open",
    "expired": "expired",
    "not stated": "open",
}

# Every ASCII mark that may carry meaning in Markdown, LaTeX, HTML or Streamlit's own directives.
_MARKUP = re.compile(r"[!-/:-@\[-`{-~]")
# Streamlit rewrites these after the escapes are gone: links (https:, www., a@b), :emoji: and :material/icons:, arrows.
# An invisible word joiner before them keeps the rewriting away, and nothing is read or seen differently.
_REWRITTEN = re.compile(r"[:@<>=~-]|\.(?=\w)")
_WORD_JOINER = "\u2060"
_MARKER = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of the conversation with what came of it: an answer, or the sentence that says why there is none."""

    question: str
    answer: Answer | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """How a status is shown: in words first, then as an icon and a colour."""

    words: str
    icon: str
    color: BadgeColor


STATUS_LOOKS: Mapping[Status, Look] = {
    "answered": Look("已回答", ":material/check_circle:", "green"),
    "not_stated": Look("文件未写明", ":material/info:", "orange"),
    "not_found": Look("没有找到", ":material/search_off:", "gray"),
    "clarify": Look("需要补充", ":material/help:", "blue"),
}


def plain(text: str) -> str:
    """`text` as Streamlit Markdown that reads exactly as it is written.

    >>> print(plain("$x$ **重点**"))
    \\$x\\$ \\*\\*重点\\*\\*
    """
    lines = [line.strip() for line in text.strip().splitlines()]
    guarded = (_REWRITTEN.sub(lambda match: _WORD_JOINER + match[0], line) for line in lines)
    return "\\\n".join(_MARKUP.sub(lambda match: "\\" + match[0], line) for line in guarded)


def earlier_questions(turns: Iterable[Turn]) -> tuple[str, ...]:
    """The questions a follow-up may lean on: those that got an answer, oldest first."""
    return tuple(turn.question for turn in turns if turn.answer is not None)


def evidence(answer: Answer) -> tuple[Citation, ...]:
    """All clauses of an answer that can be opened: first those it rests on, then the related ones."""
    return (*answer.citations, *answer.related)


def is_related(answer: Answer, number: int) -> bool:
    """Whether the `number`-th clause of `evidence(answer)` is related only, not what the answer rests on."""
    return number >= len(answer.citations)


def short_name(document: Document) -> str:
    """How people call the document: its first alias that is short, else the beginning of its title.

    The title of the notice that prints a policy is an alias too, and longer than what it prints.
    """
    short = (alias for alias in document.aliases if len(alias) <= SHORT_TITLE)
    return next(short, clipped(document.title, SHORT_TITLE))


def clipped(text: str, length: int) -> str:
    return text if len(text) <= length else text[:length] + "…"


def clause_name(citation: Citation, document: Document) -> str:
    """The clause as a chip names it: 昌吉 · 附件2 四、10. 支持建设一批新型…"""
    return unit_name(citation.measure, document)


def unit_name(unit: Measure, document: Document) -> str:
    title = "" if unit.title in unit.label else " " + clipped(unit.title, SHORT_TITLE)
    return f"{short_name(document)} · {unit.label}{title}"


def chip_label(citation: Citation, document: Document, *, related: bool) -> str:
    """The label of the button that opens a clause; a related one carries no marker, for no answer rests on it."""
    marker = "" if related else f"[{citation.marker}] "
    return plain(marker + clause_name(citation, document))


def validity_words(in_force: InForce, document: Document, part: str, words: Words = CHINESE) -> str:
    """有效，至 2025-12-31 / 已过期，2025-12-31 到期 / 未写明有效期."""
    validity = document.validity_of(part)
    if in_force == "expired" and document.repealed is not None:
        return words("已被《{title}》取代", title=clipped(document.repealed.by_title, SHORT_TITLE))
    if in_force == "not yet":
        return words("尚未施行，{since} 起施行", since=document.begins(part))
    if validity is None or in_force == "not stated":
        return words("未写明有效期")
    told = "有效，至 {until}" if in_force == "yes" else "已过期，{until} 到期"
    return words(told, until=validity.until)


def writer_note(answer: Answer) -> str:
    """Under the answer: whether it is the words of the clauses, or who wrote it."""
    words = Words(answer.language)
    return words("原文摘录") if answer.engine == "extractive" else words("由 {model} 依据条款撰写", model=answer.engine)


def answer_note(answer: Answer) -> str:
    """In its details: as of when it holds, how it was made, how long it took."""
    words = Words(answer.language)
    total = answer.timings_ms.get("total", sum(answer.timings_ms.values()))
    took = words(" · {count} 毫秒", count=f"{total:.0f}") if total else ""
    return f"{words('截至 {day}', day=answer.as_of)} · {writer_note(answer)}{took}"


def question_html(question: str) -> str:
    return f'<p lang="zh-CN" class="pa-question">{escape(question)}</p>'


def note_html(text: str) -> str:
    return f'<p lang="zh-CN" class="pa-note">{escape(text)}</p>'


def count_html(text: str) -> str:
    """How much was found: what a reader of a list wants to know first."""
    return f'<p lang="zh-CN" class="pa-lead-count" role="status">{escape(text)}</p>'


def understood_html(resolved_question: str, words: Words = CHINESE) -> str:
    """What a follow-up was understood as: a wrong guess must be seen at once."""
    label = escape(words("理解为：{question}", question=""))
    return f'<p lang="zh-CN" class="pa-note">{label}<strong>{escape(resolved_question)}</strong></p>'


def answer_html(answer: Answer, look: str = "pa-answer") -> str:
    """The answer's paragraphs, its markers raised. A first one that is short enough to be the answer stands out.

    `look` is pa-words where the same was said at a glance already.
    """
    markers = {citation.marker for citation in answer.citations}

    def raised(match: re.Match[str]) -> str:
        return f'<sup class="pa-marker">{match[0]}</sup>' if int(match[1]) in markers else match[0]

    lines = [line for line in answer.text.splitlines() if line.strip()]
    paragraphs = "".join(
        _table_html(group) if is_row else "".join(f"<p>{_MARKER.sub(raised, escape(line))}</p>" for line in group)
        for is_row, group in groupby(lines, key=lambda line: CELL in line and not _MARKER.search(line))
    )
    lead = " pa-lead" if look == "pa-answer" and lines and len(lines[0]) <= LEAD_CHARACTERS else ""
    return f'<div lang="zh-CN" class="{look}{lead}">{paragraphs}</div>'


def _table_html(lines: Iterable[str]) -> str:
    """Rows of a table that an answer shows, the first of them its head."""
    head, *body = ([escape(cell.strip()) for cell in line.split(CELL.strip())] for line in lines)
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in body)
    return f'<table class="pa-facts pa-row"><tr>{"".join(f"<th>{cell}</th>" for cell in head)}</tr>{rows}</table>'


def writing_html(text: str) -> str:
    """An answer that is still being written: its checked sentences so far."""
    lines = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())
    return f'<div lang="zh-CN" class="pa-answer" role="status">{lines or "<p>正在改写并逐句核对……</p>"}</div>'


FACT_NAMES = ("对象", "条件", "金额", "依据", "有效期")


def facts_html(
    rows: Sequence[BenefitRow], citations: Sequence[Citation], documents: Sequence[Document], words: Words = CHINESE
) -> str:
    """Who gets what, under which condition and until when, as a table; on a phone each row becomes a card."""
    by_marker = {citation.marker: citation for citation in citations}
    by_id = {document.id: document for document in documents}
    body = []
    for row in rows:
        citation = by_marker[row.marker]
        unit = citation.measure
        source = f"[{row.marker}] {unit.label}".strip()
        validity = validity_words(citation.in_force, by_id[unit.document_id], unit.part, words)
        body.append(fact_row_html(row.benefit, source, validity, words))
    return facts_table_html(body, words)


def facts_table_html(rows: Iterable[str], words: Words = CHINESE) -> str:
    """Rows of `fact_row_html` under their heads."""
    head = "".join(f'<th scope="col">{words(name)}</th>' for name in FACT_NAMES)
    return f'<table lang="zh-CN" class="pa-facts"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def fact_row_html(benefit: Benefit, source: str, validity: str, words: Words = CHINESE) -> str:
    caps = cap_words(benefit)
    amount = amount_words(benefit) + (f"，上限 {caps}" if caps else "")
    amount = amount if words.language == "zh" else words.figure(benefit)
    values = (benefit.recipient, benefit.condition, amount, source, validity)
    named = zip(FACT_NAMES, values, strict=True)
    cells = "".join(f'<td data-name="{words(name)}">{escape(value) or "—"}</td>' for name, value in named)
    return f"<tr>{cells}</tr>"


def amount_words(benefit: Benefit) -> str:
    """What is paid, in the clause's own figures: 奖励 20万元 / 补贴 技术交易额的3% / 补贴 第1年50万元、第2年30万元."""
    sums = _figure(benefit.amount, benefit.amount_to, benefit.is_upper_bound, benefit.is_lower_bound)
    share = _figure(benefit.rate, benefit.rate_to, benefit.rate_is_upper_bound, benefit.is_lower_bound)
    if share and benefit.base:
        share = f"{benefit.base}的{share}"
    years: tuple[Amount | Rate, ...] = benefit.schedule or benefit.rate_schedule
    yearly = "、".join(f"第{year}年{figure.source}" for year, figure in enumerate(years, start=1))
    figures = "；".join(part for part in (sums, share, yearly) if part)
    per = f"（每{benefit.per}）" if benefit.per and figures else ""
    span = f"，连续{benefit.years}年" if benefit.years and not yearly else ""
    return f"{benefit.form} {figures}{per}{span}".strip()


def _figure(figure: Amount | Rate | None, upto: Amount | Rate | None, at_most: bool, at_least: bool) -> str:
    if figure is None:
        return ""
    if upto is not None:
        return f"{figure.source}至{upto.source}"
    return ("最高" if at_most else "不低于" if at_least else "") + figure.source


def cap_words(benefit: Benefit) -> str:
    """50万元（每技术合同）；150万元（每单位年度）: all limits, in the order of the clause."""
    return "；".join(cap.amount.source + (f"（每{cap.per}）" if cap.per else "") for cap in benefit.caps)


def clause_head_html(citation: Citation, document: Document, *, related: bool) -> str:
    """Above the clause: the document, the way down to the clause, whether it is in force, whether it is the answer."""
    unit = citation.measure
    steps = "".join(f"<li>{escape(step)}</li>" for step in unit.path or (unit.label,))
    tags = [_tag("相关条款（不是答案）", "related")] if related else []
    tags.append(force_tag(citation, document))
    return (
        f'<div lang="zh-CN" class="pa-head"><p class="pa-document">{escape(document.title)}</p>'
        f'<ol class="pa-path" aria-label="条款在文件中的位置">{steps}</ol>'
        f'<p class="pa-tags">{"".join(tags)}</p></div>'
    )


class Dated(Protocol):
    """Whatever knows whether its clause is in force: a citation, a matched row."""

    @property
    def in_force(self) -> InForce: ...

    @property
    def measure(self) -> Measure: ...


def force_tag(dated: Dated, document: Document) -> str:
    """Whether the clause is in force, in words and colour."""
    return _tag(validity_words(dated.in_force, document, dated.measure.part), FORCE_LOOKS[dated.in_force])


def _tag(words: str, look: str) -> str:
    return f'<span class="pa-tag pa-tag-{look}">{escape(words)}</span>'


def clause_html(corpus: Corpus, citation: Citation, told: Callable[[str], str] = escape) -> str:
    """The clause between the ends of its neighbours, the evidence in it marked: in view without scrolling."""
    units = [unit for unit in units_of(corpus, citation.measure.document_id) if unit.kind != "boilerplate"]
    at = next((number for number, unit in enumerate(units) if unit.id == citation.measure.id), None)
    source = corpus.sources[citation.measure.document_id]
    before = units[max(0, at - NEIGHBOURS) : at] if at is not None else []
    after = units[at + 1 : at + 1 + NEIGHBOURS] if at is not None else []
    blocks = [_near(_tail(unit.text)) for unit in before]
    blocks.append(_cited(source, citation, told))
    blocks += [_near(_head(unit.text)) for unit in after]
    return f'<div lang="zh-CN" class="pa-place">{"".join(blocks)}</div>'


def document_html(corpus: Corpus, citation: Citation) -> str:
    """The whole document in a scrolling box that opens at the clause, the evidence marked."""
    return text_html(corpus, citation.measure.document_id, citation)


def text_html(corpus: Corpus, document_id: str, citation: Citation | None = None) -> str:
    """The whole document in a scrolling box, the cited clause set off where there is one."""
    source = corpus.sources[document_id]
    blocks = []
    for unit in units_of(corpus, document_id):
        if citation is not None and unit.id == citation.measure.id:
            blocks.append(_cited(source, citation))
        else:
            blocks.append(_near(unit.text, "pa-furniture" if unit.kind == "boilerplate" else ""))
    return (
        f'<div lang="zh-CN" class="pa-place pa-whole" tabindex="0" role="region" aria-label="文件全文">'
        f"{''.join(blocks)}</div>"
    )


def marked_unit_html(corpus: Corpus, unit: Measure) -> str:
    """One clause by itself, set off."""
    return f'<div lang="zh-CN" class="pa-place"><p class="pa-cited">{escape(unit.span.of(corpus.sources[unit.document_id]))}</p></div>'


def _tail(text: str) -> str:
    return text if len(text) <= NEIGHBOUR_CHARACTERS else "…" + text[-NEIGHBOUR_CHARACTERS:]


def _head(text: str) -> str:
    return clipped(text, NEIGHBOUR_CHARACTERS)


def _near(text: str, extra: str = "") -> str:
    return f'<p class="{f"pa-near {extra}".strip()}">{escape(text)}</p>'


def _cited(source: str, citation: Citation, told: Callable[[str], str] = escape) -> str:
    return f'<p class="pa-cited">{marked_html(source, citation.measure.span, citation.quote_span, told)}</p>'


def marked_html(source: str, span: Span, quote: Span, told: Callable[[str], str] = escape) -> str:
    """The words of `span`, those of `quote` inside a <mark>; nothing but the marking is added.

    >>> marked_html("奖励<5万元", Span(0, 6), Span(2, 5))
    '奖励<mark>&lt;5万</mark>元'
    """
    start, end = (min(max(at, span.start), span.end) for at in (quote.start, quote.end))
    before, inside, after = (told(source[a:b]) for a, b in ((span.start, start), (start, end), (end, span.end)))
    return f"{before}<mark>{inside}</mark>{after}" if inside else before + after


def documents_html(corpus: Corpus, as_of: date, most: int | None = None) -> str:
    """The document list of the sidebar; of a long one the first `most`, and where the others are."""
    shown = corpus.documents[:most]
    cards = "".join(_document_html(document, corpus, as_of) for document in shown)
    if len(shown) < len(corpus.documents):
        cards += f"<li>另有 {len(corpus.documents) - len(shown)} 份，见「文件库」。</li>"
    legend = note_html(INFERRED_LEGEND) if any(document.inferred for document in shown) else ""
    return f'<ul lang="zh-CN" class="pa-documents">{cards}</ul>{legend}'


def _document_html(document: Document, corpus: Corpus, as_of: date) -> str:
    stated = (
        ("issuing_body", document.issuing_body),
        ("number", document.number),
        ("issued", document.issued),
    )
    lines = [f"<dd>{escape(str(value))}{_inferred(name, document)}</dd>" for name, value in stated if value is not None]
    lines += [f"<dd>{_tag(words, look)}</dd>" for words, look in validity_lines(document, corpus, as_of)]
    title = f"<dt>{escape(document.title)}{_inferred('title', document)}</dt>"
    return f"<li><dl>{title}{''.join(lines)}</dl></li>"


def _inferred(field: str, document: Document) -> str:
    return f'<span class="pa-inferred">{INFERRED}</span>' if field in document.inferred else ""


def validity_lines(document: Document, corpus: Corpus, as_of: date) -> list[tuple[str, str]]:
    """The validity of each part in words with its look; parts that share one are named together, one part not at all."""
    parts = list(dict.fromkeys(unit.part for unit in units_of(corpus, document.id) if unit.kind != "boilerplate"))
    states = [
        (validity_words(in_force, document, part), FORCE_LOOKS[in_force], part)
        for part in parts
        for in_force in [document.in_force(as_of, part)]
    ]
    grouped = [(key, [part for *_, part in group]) for key, group in groupby(states, key=lambda state: state[:2])]
    if len(grouped) == 1:
        return [grouped[0][0]]
    return [(f"{'、'.join(names)}：{words}", look) for (words, look), names in grouped]


def omitted_words(corpus: Corpus) -> str:
    """Which registered documents could not be read; empty where all could. Where they lie is no visitor's business."""
    titles = "、".join(titled(each.document.title) for each in corpus.omitted)
    return f"有 {len(corpus.omitted)} 份登记过的文件读不出来，没有收入，其余文件照常：{titles}。" if titles else ""
