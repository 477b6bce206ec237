"""What the page of 文件库 shows of one document: its register, outline and benefits as escaped HTML. Pure, no Streamlit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from assistant.once import once
from assistant.showing.choices import hits, with_chosen
from assistant.showing.view import (
    FORCE_LOOKS,
    INFERRED,
    INFERRED_LEGEND,
    clipped,
    fact_row_html,
    facts_table_html,
    note_html,
    validity_words,
)
from corpus.measure import Document, Measure
from corpus.parse import Corpus
from corpus.places.places import EVERYWHERE, holds_everywhere

TITLE = 40  # characters of a clause's title in the outline
FIELDS = {
    "issuing_body": "发文机关", "number": "文号", "issued": "发布日期", "effective": "施行日期",
}  # fmt: skip


def document_names(documents: Sequence[Document]) -> dict[str, str]:
    """Each document's title by its id, with the file where two have one title: what lists choose by and addresses carry."""
    titles = Counter(document.title for document in documents)
    return {
        document.id: document.title if titles[document.title] == 1 else f"{document.title}（{document.source_file}）"
        for document in documents
    }


def names_of(corpus: Corpus) -> Mapping[str, str]:
    """`document_names` of all documents of a corpus, made once."""
    return once(corpus, _names_of)


def _names_of(corpus: Corpus) -> Mapping[str, str]:
    return document_names(corpus.documents)


def matching(names: Mapping[str, str], words: str, chosen: str | None, most: int) -> list[str]:
    """The ids whose names hold all of `words`, at most so many, and the chosen one."""
    return with_chosen(hits(names, words)[:most], chosen, names)


def counts_words(units: Sequence[Measure]) -> str:
    """条款 26、写明金额或比例 12、写明部门 8: how much there is of what one looks for."""
    counts = (
        ("条款", sum(unit.kind == "measure" for unit in units)),
        ("支持事项", sum(len(unit.benefits) for unit in units)),
        ("写明部门的条款", sum(bool(unit.all_units) for unit in units)),
    )
    return "　".join(f"{name} {number}" for name, number in counts)


def register_html(document: Document, units: Sequence[Measure], as_of: date) -> str:
    """What the register knows of the document, and the validity of each of its parts."""
    lines = [
        (words, str(value) + (INFERRED if name in document.inferred else ""))
        for name, words in FIELDS.items()
        if (value := getattr(document, name)) is not None
    ]
    if document.regions or holds_everywhere(document):
        lines.append(("地区", "、".join(document.regions) or EVERYWHERE))
    lines.append(("源文件", document.source_file))
    facts = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in lines)
    validity = "".join(
        f"<dd>{escape(part)}：<span class='pa-tag pa-tag-{FORCE_LOOKS[force]}'>"
        f"{escape(validity_words(force, document, part))}</span></dd>"
        for part in dict.fromkeys(unit.part for unit in units)
        for force in [document.in_force(as_of, part)]
    )
    legend = note_html(INFERRED_LEGEND) if document.inferred else ""
    return f'<dl lang="zh-CN" class="pa-reasons">{facts}<dt>有效期</dt>{validity}</dl>{legend}'


def outline_html(units: Sequence[Measure]) -> str:
    """The headings and clauses in order, each as deep as it stands."""
    items = "".join(
        f'<li class="pa-depth-{min(4, max(1, len(unit.path)))}"><strong>{escape(unit.label)}</strong> '
        f"{escape('' if unit.title in unit.label else clipped(unit.title, TITLE))}</li>"
        for unit in units
    )
    return f'<ol lang="zh-CN" class="pa-outline">{items}</ol>'


@dataclass(frozen=True, slots=True)
class OutlineLine:
    """One line of the outline as a tree; `level` counts from 1 and never skips one on the way down."""

    id: str
    label: str
    title: str
    level: int


def outline_lines(units: Sequence[Measure]) -> tuple[OutlineLine, ...]:
    """The outline of one document, each unit under the one it stands in."""
    lines: list[OutlineLine] = []
    above: list[int] = []  # how many headings each line has that the present one stands under
    part = None
    for unit in units:
        depth = max(1, len(unit.path))
        if unit.part != part:
            above, part = [], unit.part
        while above and above[-1] >= depth:
            above.pop()
        above.append(depth)
        title = "" if unit.title in unit.label else clipped(unit.title, TITLE)
        lines.append(OutlineLine(unit.id, unit.label or unit.part, title, len(above)))
    return tuple(lines)


def benefits_html(document: Document, units: Sequence[Measure], as_of: date) -> str:
    """Everything the document grants, clause by clause; empty where it grants nothing with a figure."""
    rows = [
        fact_row_html(benefit, unit.label, validity_words(document.in_force(as_of, unit.part), document, unit.part))
        for unit in units
        for benefit in unit.benefits
    ]
    return facts_table_html(rows) if rows else note_html("这份文件没有写明金额或比例的支持事项。")


def departments_html(units: Sequence[Measure]) -> str:
    """Each department with the clauses that name it, the busiest first."""
    clauses: dict[str, list[str]] = {}
    for unit in units:
        for name in dict.fromkeys(unit.all_units):
            clauses.setdefault(name, []).append(unit.label)
    busiest = sorted(clauses.items(), key=lambda item: -len(item[1]))
    rows = "".join(
        f"<dt>{escape(name)}</dt><dd>{len(labels)} 条：{escape('、'.join(labels))}</dd>" for name, labels in busiest
    )
    return (
        f'<dl lang="zh-CN" class="pa-reasons pa-wide">{rows}</dl>' if rows else note_html("这份文件没有写明负责部门。")
    )
