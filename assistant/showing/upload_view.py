"""What the preview of an uploaded file shows, its form as values, and the words of a progress bar. Pure, no Streamlit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape

from assistant.showing.find_view import KIND_WORDS
from assistant.showing.view import clipped, note_html
from assistant.upload import Preview
from corpus.check import Finding
from corpus.errors import UsageError
from corpus.identity.stated import Standing
from corpus.measure import Document, Measure, Validity
from corpus.text.title_marks import titled

RESTS = 24  # characters of the words that a value was worked out from
BEGINNING = 60  # characters of a unit in the table
BETWEEN = re.compile(r"[、，,；;\n]+")
SOON = 2  # seconds left that are not worth naming


@dataclass(frozen=True, slots=True)
class Entry:
    """The form of one document: what a person may correct before it is registered. Lists are written with 、 between."""

    title: str
    aliases: str
    regions: str
    issuing_body: str
    number: str
    issued: date | None
    effective: date | None
    until: date | None
    part: str
    supersedes: str

    @classmethod
    def of(cls, document: Document) -> Entry:
        validity = document.validity[0] if document.validity else None
        return cls(
            title=document.title,
            aliases="、".join(document.aliases),
            regions="、".join(document.regions),
            issuing_body=document.issuing_body or "",
            number=document.number or "",
            issued=document.issued,
            effective=document.effective,
            until=validity.until if validity else None,
            part=(validity.part or "") if validity else "",
            supersedes="\n".join(document.supersedes),
        )

    def applied(self, document: Document) -> Document:
        """`document` with these values. Raises UsageError where they cannot be."""
        title = " ".join(self.title.split())
        if not title:
            raise UsageError("标题是空的，请写上标题再登记。")
        validity = document.validity[1:]
        if self.until is not None:
            since = document.validity[0].since if document.validity else self.effective
            if since is not None and since > self.until:
                raise UsageError(f"有效期至 {self.until}，早于开始的日期 {since}，请改正其中一个再登记。")
            validity = (Validity(self.until, self.part.strip() or None, since), *validity)
        return replace(
            document,
            title=title,
            aliases=_listed(self.aliases),
            regions=_listed(self.regions),
            issuing_body=" ".join(self.issuing_body.split()) or None,
            number=" ".join(self.number.split()) or None,
            issued=self.issued,
            effective=self.effective,
            validity=validity,
            supersedes=tuple(line.strip() for line in self.supersedes.splitlines() if line.strip()),
        )


def _listed(words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for word in BETWEEN.split(words) if word.strip()))


def outcome_words(seen: Preview) -> str:
    """What registering would do, in one sentence."""
    title = clipped(seen.change.document.title, BEGINNING)
    if seen.is_known:
        return f"这份文件已经登记过：{titled(title)}，内容一字不差，不用再登记。"
    if seen.change.outcome == "replaced":
        return f"将替换文件库里同名、同题的旧文件{titled(title)}，旧文件会删除；手工填写过的登记信息保留。"
    if seen.change.stored != seen.name:
        return f"文件库里已有同名的另一份文件，这一份将存为 {seen.change.stored}。"
    return f"将作为新文件登记，存为 {seen.change.stored}。"


def counts_words(seen: Preview) -> str:
    """How the file was divided, in figures."""
    units = seen.parsed.units
    counts = (
        ("条款", sum(unit.kind == "measure" for unit in units)),
        ("其他可引用的段落", sum(unit.kind not in ("measure", "boilerplate") for unit in units)),
        ("支持事项", sum(len(unit.benefits) for unit in units)),
        ("当作页面附加文字", sum(unit.kind == "boilerplate" for unit in units)),
        ("要看一看", sum(finding.problem for finding in seen.findings)),
    )
    return "　".join(f"{name} {number}" for name, number in counts)


def stated_words(field: str, document: Document, standings: Mapping[str, Standing] | None = None) -> str:
    """Whether the value proposed for a field stands in the text, and on which line; or what it was worked out from."""
    if not getattr(document, field):
        return "文中没有认出，请填写"
    standing = (standings or {}).get(field)
    if field in document.inferred:
        rests = f"，由第 {standing.line} 行「{clipped(standing.words, RESTS)}」算出" if standing else ""
        return f"推断{rests}" if rests else "推断，文中没有这个写法"
    return f"文中写明，第 {standing.line} 行" if standing else "文中写明"


def batch_row_html(seen: Preview) -> str:
    """One file of several: its name, what would become of it, what was read, what is doubtful, what needs a word."""
    problems = sum(finding.problem for finding in seen.findings)
    missing = [
        name
        for field, name in (("regions", "地区"), ("issued", "发布日期"), ("validity", "有效期"))
        if not getattr(seen.document, field)
    ]
    clauses = sum(unit.kind == "measure" for unit in seen.parsed.units)
    supports = sum(len(unit.benefits) for unit in seen.parsed.units)
    doubts = (
        f'<span class="pa-tag pa-tag-related">要看一看 {problems} 处</span>'
        if problems
        else '<span class="pa-tag pa-tag-valid">没有疑点</span>'
    )
    words = f'<span class="pa-tag pa-tag-open">文中没有认出：{"、".join(missing)}</span>' if missing else ""
    old = '<span class="pa-tag pa-tag-related">替换旧版本</span>' if seen.change.outcome == "replaced" else ""
    return (
        f'<p lang="zh-CN" class="pa-tags"><strong>{escape(seen.name)}</strong>　'
        f'<span class="pa-count">条款 {clauses}　支持事项 {supports}</span> {doubts}{words}{old}</p>'
    )


def text_html(text: str) -> str:
    """The whole text of a file in a scrolling box."""
    return f'<div lang="zh-CN" class="pa-place pa-whole" tabindex="0" role="region" aria-label="文件全文"><p class="pa-near">{escape(text)}</p></div>'


def units_html(units: Sequence[Measure]) -> str:
    """Every citable unit with its label, title and kind, and how it begins."""
    rows = [
        (unit.label or "—", "" if unit.title in unit.label else unit.title, KIND_WORDS[unit.kind], _beginning(unit))
        for unit in units
        if unit.kind != "boilerplate"
    ]
    return _table(("编号", "标题", "类别", "开头"), rows, "没有可以引用的文字。")


def furniture_html(units: Sequence[Measure]) -> str:
    """What will be neither searched nor cited, all of it: a clause that went astray must be seen."""
    rows = [(" ".join(unit.text.split()),) for unit in units if unit.kind == "boilerplate"]
    return _table(("不检索、不引用的文字",), rows, "没有，全文都归入了条款和段落。")


def findings_html(findings: Iterable[Finding]) -> str:
    rows = [
        ("问题" if finding.problem else "说明", f"第 {finding.line} 行" if finding.line else "全文", finding.words)
        for finding in findings
    ]
    return _table(("类别", "位置", "内容"), rows, "没有发现缺号、重号或拿不准的地方。")


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], empty: str) -> str:
    if not rows:
        return note_html(empty)
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "".join(
        "<tr>"
        + "".join(f'<td data-name="{name}">{escape(cell) or "—"}</td>' for name, cell in zip(heads, row, strict=True))
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="pa-scroll" tabindex="0" role="region" aria-label="{heads[0]}等">'
        f'<table lang="zh-CN" class="pa-facts pa-preview"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _beginning(unit: Measure) -> str:
    return clipped(" ".join(unit.text.split()), BEGINNING)


def progress_words(stage: str, done: int, total: int, seconds: float) -> str:
    """计算向量：45%，还需约 12 秒. `seconds` is how long this stage has taken so far."""
    if total <= 0 or done <= 0:
        return f"{stage}……"
    left = seconds * (total - done) / done
    share = f"{stage}：{100 * done // total}%"
    if left < SOON:
        return share
    return f"{share}，还需约 {left:.0f} 秒" if left < 100 else f"{share}，还需约 {left / 60:.0f} 分钟"


def removal_words(document: Document, units: Sequence[Measure]) -> str:
    """What goes when a document is taken out."""
    clauses = sum(unit.kind == "measure" for unit in units)
    return (
        f"将移除{titled(document.title)}：源文件 {document.source_file} 会从磁盘上删除，{len(units)} 个单元（其中条款 {clauses} 条）"
        "不再能查到，它的登记信息也一并删除。这一步不能撤回。"
    )
