"""A run as one HTML page that needs nothing else: summary by kind, states, every failure to open. Everything escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from eval.report import KIND_TITLES, names_of, timing
from eval.run import Run, run_summary_line
from eval.scored import Clause, Scored
from eval.summary import METRICS, Mean, confusion, failures, interval_of, mean_of, summarize

STYLE = """
body{font:16px/1.6 system-ui,"PingFang SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif;margin:2rem auto;
max-width:76rem;padding:0 1rem;color:#1c2430;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2.2rem}
.wide{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.9rem}
th,td{padding:.3rem .6rem;border-bottom:1px solid #e3e7ee;text-align:right;white-space:nowrap}
th:first-child,td:first-child{text-align:left}thead th{border-bottom:2px solid #9aa7ba}
small{color:#6b7788}details{border:1px solid #e3e7ee;border-radius:.5rem;padding:.5rem .9rem;margin:.5rem 0}
summary{cursor:pointer}dt{font-weight:600;margin-top:.5rem}dd{margin:0 0 0 1rem;white-space:pre-wrap}
mark{background:#ffe9a8}.missing{color:#a3261b}
"""


def page(run: Run) -> str:
    """The report of `run` as a complete HTML document."""
    scored = run.scored
    failed = failures(scored)
    body = [
        "<h1>政策问答评测</h1>",
        f"<p><small>{escape(run_summary_line(run.conditions))}</small></p>",
        f"<p>共 {len(scored)} 题，全对 {len(scored) - len(failed)} 题。{escape(timing(scored))}</p>",
        "<h2>按题型</h2><p><small>每格是平均值，小字是计入的题数；「误拒」越低越好。</small></p>",
        _table(["", *(metric.title for metric in METRICS)], _summary_rows(scored)),
        "<h2>95% 区间（自助法）</h2>",
        _table(["", "平均", "下限", "上限", "n"], _interval_rows(scored)),
        "<h2>状态</h2><p><small>行是应有，列是实际。</small></p>",
        _confusion(scored),
        f"<h2>未全对的 {len(failed)} 题</h2>",
        *map(_drill_down, failed),
    ]
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>政策问答评测</title><style>{STYLE}</style></head><body>\n" + "\n".join(body) + "\n</body></html>\n"
    )


def _summary_rows(scored: Sequence[Scored]) -> Iterable[list[str]]:
    for group, means in summarize(scored).items():
        yield [escape(KIND_TITLES.get(group, group)), *(_cell(means[metric.name]) for metric in METRICS)]


def _interval_rows(scored: Sequence[Scored]) -> Iterable[list[str]]:
    for metric in METRICS:
        interval, value = interval_of(metric, scored), mean_of(metric, scored)
        if interval is not None and value.value is not None:
            yield [metric.title, f"{value.value:.3f}", *(f"{bound:.3f}" for bound in interval), str(value.n)]


def _confusion(scored: Sequence[Scored]) -> str:
    counts = confusion(scored)
    given = sorted({pair[1] for pair in counts})
    rows = [
        [escape(row), *(str(counts[row, column]) for column in given)] for row in sorted({pair[0] for pair in counts})
    ]
    return _table(["", *map(escape, given)], rows)


def _drill_down(scored: Scored) -> str:
    question = scored.question
    parts = [
        ("问题", escape(" → ".join([*question.history, question.question]))),
        ("状态", escape(f"应为 {question.status}，实为 {scored.status or '出错'}")),
        ("应引", "<br>".join(_gold(clause, scored.missing_clauses) for clause in scored.gold) or "（无）"),
        ("实引", "<br>".join(_shown(clause, scored.acceptable_ids) for clause in scored.shown) or "（无）"),
        (
            "缺少的事实",
            f'<span class="missing">{escape("；".join(scored.missing_facts))}</span>' if scored.missing_facts else "",
        ),
        ("回答", escape(scored.text)),
        ("提示", escape("\n".join(scored.warnings))),
        ("错误", escape(scored.error or "")),
        ("检索前十", escape(names_of(scored.ranked))),
        ("备注", escape(question.note)),
    ]
    rows = "".join(f"<dt>{title}</dt><dd>{value}</dd>" for title, value in parts if value)
    kind = KIND_TITLES.get(question.kind, question.kind)
    head = f"{question.id}（{kind}）{question.question}"
    return f"<details><summary>{escape(head)}</summary><dl>{rows}</dl></details>"


def _gold(clause: Clause, missing: Sequence[Clause]) -> str:
    verdict = ' <span class="missing">未引</span>' if clause in missing else ""
    return f"{escape(clause.name)}{verdict} <mark>{escape(clause.quote)}</mark>"


def _shown(clause: Clause, acceptable: frozenset[str]) -> str:
    verdict = "" if clause.id in acceptable else ' <span class="missing">不在可引之列</span>'
    return f"{escape(clause.name)}{verdict} <small>{escape(clause.quote)}</small>"


def _cell(value: Mean) -> str:
    return "—" if value.value is None else f"{value.value:.2f} <small>{value.n}</small>"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Cells are HTML already: whoever makes them escapes them."""
    header = "".join(f"<th>{cell}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{header}</tr></thead><tbody>{body}</tbody></table></div>'
