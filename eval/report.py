"""Scored questions in, plain text for a terminal out: tables by kind, the failures, the difference of two runs."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from eval.metrics import quantile
from eval.scored import Clause, Scored
from eval.summary import (
    ALL,
    BY_NAME,
    METRICS,
    Comparison,
    Mean,
    by_document,
    confusion,
    failures,
    interval_of,
    mean_of,
    means_of,
    summarize,
)

KIND_TITLES = {
    ALL: "全部",
    "amount": "金额",
    "support": "扶持",
    "profile": "画像",
    "department": "部门",
    "clause_number": "条款号",
    "phrase": "用语",
    "comparison": "比较",
    "follow_up": "追问",
    "unanswerable": "不可答",
}
STATUS_TITLES = {
    "answered": "已回答",
    "not_stated": "文件未写明",
    "not_found": "没有找到",
    "clarify": "需要补充",
    "error": "出错",
}
RETRIEVAL = ("hit@1", "recall@1", "recall@3", "recall@5", "recall@10", "mrr", "ndcg@10")
ANSWERS = ("citation_precision", "citation_recall", "citation_f1", "fact_recall")
GENERATED = ("unsupported_numbers", "unsupported_units", "dangling_markers")
BY_DOCUMENT = ("hit@1", "recall@5", "mrr", "citation_precision", "citation_recall", "fact_recall", "passed")
STATES = ("refusal_precision", "refusal_recall", "false_refusal", "status", "passed")


def report(scored: Sequence[Scored], *, with_failures: bool = True) -> str:
    """The whole report of one run."""
    if not scored:
        return "没有题目。"
    parts = [
        f"共 {len(scored)} 题。每格是平均值，括号内是计入的题数；「—」表示没有可计的题。",
        _section("检索", table(scored, RETRIEVAL)),
        _section("引用与事实", table(scored, ANSWERS)),
        _section("拒答与状态（误拒：能答却拒答的比例，越低越好）", table(scored, STATES)),
        *([_section("模型写的回答（每答平均，越低越好）", table(scored, GENERATED))] if has_generated(scored) else []),
        _section("按文件（跨文件的题各计一次；「—」是没有应引条款的题）", document_table(scored)),
        _section("全部题目的 95% 区间（自助法）", interval_table(scored)),
        _section("状态：行是应有，列是实际", confusion_table(scored)),
        _section("用时", timing(scored)),
    ]
    if with_failures:
        parts.append(failure_list(scored))
    return "\n\n".join(parts)


def table(scored: Sequence[Scored], names: Sequence[str]) -> str:
    """One row a kind, one column a metric, each cell a mean with its n."""
    summary = summarize(scored)
    head = ["", *(BY_NAME[name].title for name in names)]
    rows = [
        [KIND_TITLES.get(group, group), *(_cell(means[name]) for name in names)] for group, means in summary.items()
    ]
    return columns([head, *rows])


def document_table(scored: Sequence[Scored]) -> str:
    """One row a document, over the questions with gold in it."""
    head = ["", *(BY_NAME[name].title for name in BY_DOCUMENT)]
    rows = [
        [document, *(_cell(means[name]) for name in BY_DOCUMENT)]
        for document, means in means_of(by_document(scored)).items()
    ]
    return columns([head, *rows])


def has_generated(scored: Sequence[Scored]) -> bool:
    """Whether a chat model wrote any of the answers."""
    return any(one.judgement is not None for one in scored)


def interval_table(scored: Sequence[Scored]) -> str:
    rows = [["", "平均", "下限", "上限", "n"]]
    for metric in METRICS:
        interval = interval_of(metric, scored)
        value = mean_of(metric, scored)
        if interval is not None and value.value is not None:
            rows.append([metric.title, _number(value.value), *map(_number, interval), str(value.n)])
    return columns(rows)


def confusion_table(scored: Sequence[Scored]) -> str:
    counts = confusion(scored)
    expected = sorted({pair[0] for pair in counts})
    given = sorted({pair[1] for pair in counts})
    return columns([["", *given], *([row, *(str(counts[row, column]) for column in given)] for row in expected)])


def timing(scored: Sequence[Scored]) -> str:
    """How long a user waits for one answer."""
    times = [one.seconds for one in scored if one.error is None]
    if not times:
        return "没有成功回答的题。"
    middle, late = quantile(times, 0.5), quantile(times, 0.95)
    return (
        f"每题中位 {1000 * middle:.0f} 毫秒，95% 分位 {1000 * late:.0f} 毫秒，共 {sum(times):.1f} 秒（{len(times)} 题）"
    )


def failure_list(scored: Sequence[Scored]) -> str:
    """Every question that is not wholly right, with what should have been shown and what was."""
    failed = failures(scored)
    if not failed:
        return "没有失败的题。"
    return "\n\n".join([f"未全对 {len(failed)} 题：", *map(failure, failed)])


def failure(scored: Scored) -> str:
    question = scored.question
    asked = " → ".join([*question.history, question.question])
    lines = [
        f"✗ {question.id}（{KIND_TITLES.get(question.kind, question.kind)}，{question.split}）{asked}",
        f"    状态  应为 {question.status}，实为 {scored.status or '出错'}",
        f"    应引  {names_of(scored.gold)}",
        f"    实引  {names_of(scored.shown)}",
    ]
    if scored.missing_facts:
        lines.append(f"    缺少  {'；'.join(scored.missing_facts)}")
    if scored.judgement is not None and not scored.judgement.sound:
        words = [one.words for one in scored.judgement.unsupported] + [f"[{n}]" for n in scored.judgement.dangling]
        lines.append(f"    无据  {'；'.join(words)}")
    if scored.error is not None:
        lines.append(f"    错误  {scored.error}")
    return "\n".join(lines)


def comparison_report(comparison: Comparison) -> str:
    """What changed from the baseline to this run."""
    rows = [["", "之前", "现在", "差", "95% 区间", "n"]]
    rows += [
        [
            BY_NAME[change.metric].title, _number(change.before), _number(change.after), f"{change.difference:+.3f}",
            f"{change.low:+.3f} … {change.high:+.3f}", str(change.n),
        ]
        for change in comparison.changes
    ]  # fmt: skip
    parts = [
        _section("与基准相比（只比两次都有的题）", columns(rows)),
        _listed("新对", [after for _, after in comparison.gained]),
        _listed("新错", [after for _, after in comparison.lost], full=True),
    ]
    for title, ids in (("只在基准里的题", comparison.only_before), ("只在这次里的题", comparison.only_after)):
        if ids:
            parts.append(f"{title}：{'、'.join(ids)}")
    return "\n\n".join(parts)


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Cells in straight columns; a Chinese character is two places wide. First column left, the others right."""
    widths = [max(_width(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            row[place] + " " * (widths[place] - _width(row[place]))
            if place == 0
            else " " * (widths[place] - _width(row[place])) + row[place]
            for place in range(len(row))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def names_of(clauses: Sequence[Clause]) -> str:
    return "；".join(clause.name for clause in clauses) or "（无）"


def _listed(title: str, scored: Sequence[Scored], *, full: bool = False) -> str:
    lines = [failure(one) if full else f"✓ {one.question.id} {one.question.question}" for one in scored]
    return "\n".join([f"{title} {len(scored)} 题" + ("：" if scored else "。"), *lines])


def _section(title: str, body: str) -> str:
    return f"【{title}】\n{body}"


def _cell(value: Mean) -> str:
    return "—" if value.value is None else f"{value.value:.2f} ({value.n})"


def _number(value: float) -> str:
    return f"{value:.3f}"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
