"""A run as one HTML page that needs nothing else: summary, plots, tables, every failure to open. Everything escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape

from eval.curves import depth_curve, latency_bins, sure_of, trade_off
from eval.metrics import quantile
from eval.plots import depth_plot, interval_bar, latency_plot, trade_off_plot
from eval.report import BY_DOCUMENT, GENERATED, KIND_TITLES, STATUS_TITLES, timing
from eval.run import Conditions, Run
from eval.scored import Clause, Scored
from eval.style import STYLE
from eval.summary import (
    ALL,
    BY_NAME,
    METRICS,
    NO_DOCUMENT,
    Comparison,
    Mean,
    Metric,
    by_document,
    confusion,
    failures,
    groups,
    interval_of,
    mean_of,
    means_of,
)
from eval.sureness import IN_USE

# Columns of the tables; the curve shows what R@1 and R@3 would
BY_KIND = (
    "hit@1", "recall@5", "recall@10", "mrr", "ndcg@10", "citation_precision", "citation_recall", "fact_recall",
    "refusal_recall", "false_refusal", *GENERATED, "status", "passed",
)  # fmt: skip
TILES = ("passed", "hit@1", "recall@5", "citation_f1", "fact_recall", "false_refusal", "refusal_recall")
LONG = 700  # characters; of a longer clause only the surroundings of the marked words are shown
AROUND = 140


def page(run: Run, difference: Comparison | None = None) -> str:
    """The report of `run` as a complete HTML document; with `difference` also what changed from an earlier run."""
    scored, titles = run.scored, run.conditions.documents
    failed = failures(scored)
    body = [
        "<header><h1>政策问答评测报告</h1>",
        _conditions(run.conditions),
        "<nav>"
        + "".join(f'<a href="#{name}">{title}</a>' for name, title in _chapters(difference))
        + "</nav></header>",
        _tiles(scored),
        _plots(scored),
        '<h2 id="kinds">按题型</h2><p class="note">每格是平均值，小字是计入的题数；「误拒」越低越好。'
        "「首条对」「MRR」认任何可引的条款，「R@k」「引用召回」要求找全应引的条款。</p>",
        _means_table(groups(scored), BY_KIND, lambda name: KIND_TITLES.get(name, name)),
        '<h2 id="documents">按文件</h2><p class="note">按应引条款所在的文件；跨文件的题在每份文件里各计一次。</p>',
        _means_table(by_document(scored), BY_DOCUMENT, lambda name: _document_title(name, titles)),
        '<h2 id="intervals">95% 区间</h2><p class="note">对题目做 2000 次自助重抽样，种子固定，同样的结果总给同样的区间。</p>',
        _intervals(scored),
        '<h2 id="states">状态</h2><p class="note">行是应有，列是实际。</p>',
        _confusion(scored),
        *(_changes(difference) if difference is not None else ()),
        f'<h2 id="failures">未全对的 {len(failed)} 题</h2><p class="note">左边是应当给出的，右边是实际给出的；'
        "黄色是答案所在的原文。</p>",
        *_failures_by_kind(failed, titles),
        '<h2 id="passed">全对的题</h2>',
        _passed([one for one in scored if one.passed]),
    ]
    return whole("政策问答评测报告", body)


def whole(title: str, body: Sequence[str], style: str = STYLE) -> str:
    """`body`, which is HTML, as a document that needs nothing else."""
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{style}</style></head><body><main>\n"
        + "\n".join(body)
        + "\n</main></body></html>\n"
    )


def marked(text: str, quotes: Sequence[str]) -> str:
    """`text` escaped, with every quote in it marked; of a long text only what surrounds the marks.

    >>> marked("a<b", ["<"])
    'a<mark>&lt;</mark>b'
    """
    spans = _merged((text.find(quote), len(quote)) for quote in quotes if quote)
    if len(text) <= LONG:
        shown = [(0, len(text))]
    elif spans:
        shown = _merged((max(0, start - AROUND), end + AROUND - max(0, start - AROUND)) for start, end in spans)
    else:
        shown = [(0, 2 * AROUND)]
    cut = '<span class="cut"> …… </span>'
    parts = [cut if shown[0][0] > 0 else ""]
    for number, (start, end) in enumerate(shown):
        parts.append(cut if number else "")
        place = start
        for left, right in spans:
            if start <= left and right <= min(end, len(text)):
                parts.append(f"{escape(text[place:left])}<mark>{escape(text[left:right])}</mark>")
                place = right
        parts.append(escape(text[place:end]))
    return "".join([*parts, cut if shown[-1][1] < len(text) else ""])


def _merged(found: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """(start, length) pairs as spans in order, overlapping ones as one; -1 means not found."""
    out: list[tuple[int, int]] = []
    for start, length in sorted(pair for pair in found if pair[0] >= 0):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], start + length))
        else:
            out.append((start, start + length))
    return out


def _chapters(difference: Comparison | None) -> Iterator[tuple[str, str]]:
    yield from (("kinds", "按题型"), ("documents", "按文件"), ("intervals", "95% 区间"), ("states", "状态"))
    if difference is not None:
        yield ("changes", "与基准相比")
    yield from (("failures", "未全对的题"), ("passed", "全对的题"))


def _conditions(conditions: Conditions) -> str:
    named = {
        "时间": conditions.date,
        "代码版本": conditions.commit,
        "模型": conditions.model,
        "文件指纹": conditions.corpus[:12],
        "题集指纹": conditions.questions[:12],
        "部分": conditions.split,
        **conditions.settings,
    }
    rows = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in named.items())
    return f'<dl class="conditions">{rows}</dl>'


def _tiles(scored: Sequence[Scored]) -> str:
    tiles = [f'<div class="tile"><b>{len(scored)}</b><span>题</span><small>{escape(_waiting(scored))}</small></div>']
    for name in TILES:
        metric = BY_NAME[name]
        value, interval = mean_of(metric, scored), interval_of(metric, scored)
        if value.value is not None and interval is not None:
            low, high = (f"{100 * bound:.0f}" for bound in interval)
            tiles.append(
                f'<div class="tile"><b>{100 * value.value:.1f}%</b><span>{metric.title}</span>'
                f"<small>区间 {low}–{high}，{value.n} 题</small></div>"
            )
    return f'<div class="tiles">{"".join(tiles)}</div>'


def _waiting(scored: Sequence[Scored]) -> str:
    times = [one.seconds for one in scored if one.error is None]
    return f"每题中位 {1000 * quantile(times, 0.5):.0f} 毫秒" if times else "没有成功回答的题"


def _plots(scored: Sequence[Scored]) -> str:
    figures = []
    if depths := depth_curve(scored):
        asked = sum(1 for one in scored if one.gold)
        figures.append(figure("检索：看得越深，找到越多", f"{asked} 道有应引条款的题", depth_plot(depths)))
    if points := trade_off(scored):
        yes, no = sure_of(scored)
        words = f"由阈值决定的题：能答 {len(yes)}，不能答 {len(no)}；编号、引语、未收录地区的题另有判法，不在内"
        figures.append(figure("拒答：误拒与漏拒的取舍", words, trade_off_plot(points, IN_USE)))
    if bins := latency_bins(scored):
        times = [1000 * one.seconds for one in scored if one.error is None]
        plot = latency_plot(bins, quantile(times, 0.5), quantile(times, 0.95))
        figures.append(figure("等多久", timing(scored), plot))
    return f'<div class="plots">{"".join(figures)}</div>'


def figure(title: str, words: str, plot: str) -> str:
    """A plot with its title and, smaller, what it is of."""
    return f"<figure><figcaption>{escape(title)}<small>{escape(words)}</small></figcaption>{plot}</figure>"


def _document_title(name: str, titles: Mapping[str, str]) -> str:
    return "没有应引条款的题" if name == NO_DOCUMENT else titles.get(name, name)


def _means_table(grouped: Mapping[str, Sequence[Scored]], names: Sequence[str], title: Callable[[str], str]) -> str:
    """One row a group; a metric that nobody has is left out."""
    shown = [BY_NAME[name] for name in names if any(mean_of(BY_NAME[name], one).n for one in grouped.values())]
    rows = []
    for name, means in means_of(grouped).items():
        cells = "".join(_value_cell(metric, means[metric.name]) for metric in shown)
        look = ' class="total"' if name == ALL else ""
        rows.append(
            f'<tr{look}><td class="{"wraps" if len(title(name)) > 12 else ""}">{escape(title(name))}</td>{cells}</tr>'
        )
    return html_table(["", *(metric.title for metric in shown)], rows)


def _value_cell(metric: Metric, mean: Mean) -> str:
    if mean.value is None:
        return "<td>—</td>"
    bar = f' class="value" style="--v:{min(1.0, mean.value):.3f}"' if metric.rising else ""
    return f"<td{bar}>{mean.value:.2f}<small>{mean.n}</small></td>"


def _intervals(scored: Sequence[Scored]) -> str:
    rows = []
    for metric in METRICS:
        value, interval = mean_of(metric, scored).value, interval_of(metric, scored)
        if value is not None and interval is not None:
            low, high = interval
            bar = interval_bar(value, low, high, whole=max(1.0, high))
            numbers = "".join(f"<td>{number:.3f}</td>" for number in (value, low, high))
            rows.append(f"<tr><td>{metric.title}</td>{numbers}<td>{mean_of(metric, scored).n}</td><td>{bar}</td></tr>")
    return html_table(["", "平均", "下限", "上限", "题数", "0 … 1"], rows)


def _confusion(scored: Sequence[Scored]) -> str:
    counts = confusion(scored)
    columns = [name for name in STATUS_TITLES if any(given == name for _, given in counts)]
    rows = []
    for row in (name for name in STATUS_TITLES if any(expected == name for expected, _ in counts)):
        cells = "".join(_count_cell(counts[row, column], row == column) for column in columns)
        rows.append(f"<tr><td>应为 {STATUS_TITLES[row]}</td>{cells}</tr>")
    return html_table(["", *(f"实为 {STATUS_TITLES[column]}" for column in columns)], rows)


def _count_cell(count: int, right: bool) -> str:
    return f'<td class="{"right" if right else "wrong"}">{count}</td>' if count else "<td>0</td>"


def _changes(difference: Comparison) -> Iterator[str]:
    yield '<h2 id="changes">与基准相比</h2><p class="note">只比两次都有的题；区间不含 0 的差才算数。</p>'
    rows = []
    for change in difference.changes:
        metric = BY_NAME[change.metric]
        sure = change.low > 0 or change.high < 0
        look = ("right" if (change.difference > 0) == metric.rising else "wrong") if sure else ""
        rows.append(
            f"<tr><td>{metric.title}</td><td>{change.before:.3f}</td><td>{change.after:.3f}</td>"
            f'<td class="{look}">{change.difference:+.3f}</td><td>{change.low:+.3f} 到 {change.high:+.3f}</td>'
            f"<td>{change.n}</td></tr>"
        )
    yield html_table(["", "之前", "现在", "差", "差的 95% 区间", "题数"], rows)
    for title, pairs in (("新对", difference.gained), ("新错", difference.lost)):
        items = "".join(_listed(after) for _, after in pairs)
        yield f'<h3>{title} {len(pairs)} 题</h3><ul class="passed">{items}</ul>'


def _failures_by_kind(failed: Sequence[Scored], titles: Mapping[str, str]) -> Iterator[str]:
    for kind, members in groups(failed).items():
        if kind != ALL:
            yield f"<h3>{escape(KIND_TITLES.get(kind, kind))}：{len(members)} 题</h3>"
            yield from (_card(one, titles) for one in members)


def _card(scored: Scored, titles: Mapping[str, str]) -> str:
    question = scored.question
    turns = "".join(f"<li>{escape(turn)}</li>" for turn in (*question.history, question.question))
    talk = f'<ul class="turns">{turns}</ul>' if question.history else ""
    tags = "".join(f'<span class="tag">{escape(tag)}</span>' for tag in _faults(scored))
    note = f'<p class="note">备注：{escape(question.note)}</p>' if question.note else ""
    return (
        f'<details><summary><span class="id">{escape(question.id)}</span>'
        f'<span class="asked">{escape(question.question)}</span>{tags}</summary>'
        f'<div class="inside" id="{escape(question.id)}">'
        f"{talk}{note}"
        f'<div class="pair"><div>{_wanted(scored, titles)}</div><div>{_given(scored, titles)}</div></div>'
        f"{_ranking(scored)}</div></details>"
    )


def _faults(scored: Scored) -> Iterator[str]:
    if scored.error is not None:
        yield "出错"
    elif scored.status != scored.question.status:
        yield f"应为「{STATUS_TITLES[scored.question.status]}」，实为「{STATUS_TITLES[scored.status or 'error']}」"
    if scored.missing_clauses:
        yield f"漏引 {len(scored.missing_clauses)} 条"
    if scored.missing_facts:
        yield f"缺 {len(scored.missing_facts)} 个事实"
    if scored.judgement is not None and not scored.judgement.sound:
        yield f"无据 {len(scored.judgement.unsupported) + len(scored.judgement.dangling)} 处"


def _wanted(scored: Scored, titles: Mapping[str, str]) -> str:
    missing = {clause.id for clause in scored.missing_clauses}
    clauses = [
        clause_card(clause, titles, *(("missing", "未引") if clause.id in missing else ("found", "已引")))
        for clause in scored.gold
    ]
    facts = "".join(
        f'<span class="tag{"" if fact in scored.missing_facts else " fine"}">{escape(fact)}</span>'
        for fact in scored.question.facts
    )
    also = "；".join(clause.name for clause in scored.also_ok)
    parts = [f"<h4>应当：{STATUS_TITLES[scored.question.status]}</h4>", *clauses]
    parts += [f"<h4>须说出的事实</h4><p>{facts}</p>"] if facts else []
    parts += [f'<p class="note">也可引：{escape(also)}</p>'] if also else []
    return "".join(parts) + ("" if clauses else '<p class="note">没有条款可引。</p>')


def _given(scored: Scored, titles: Mapping[str, str]) -> str:
    parts = [f"<h4>实际：{STATUS_TITLES[scored.status or 'error']}</h4>"]
    if scored.error is not None:
        parts.append(f'<p class="answer">{escape(scored.error)}</p>')
    parts.append(f'<p class="answer">{escape(scored.text)}</p>' if scored.text else "")
    parts += [f'<p class="note">提示：{escape(warning)}</p>' for warning in scored.warnings]
    if scored.judgement is not None:
        parts += [
            f'<p class="note"><span class="tag">{_FAULT_TITLES[one.fault]}</span>{escape(one.words)}：{escape(one.sentence)}</p>'
            for one in scored.judgement.unsupported
        ]
        parts += [f'<p class="note"><span class="tag">空标记</span>[{n}]</p>' for n in scored.judgement.dangling]
    if scored.shown:
        parts.append("<h4>引用的条款</h4>")
    for clause in scored.shown:
        fits = clause.id in scored.acceptable_ids
        parts.append(clause_card(clause, titles, *(("found", "可引") if fits else ("extra", "不在可引之列"))))
    return "".join(parts)


_FAULT_TITLES = {
    "money": "无据金额",
    "percent": "无据比例",
    "date": "无据日期",
    "number": "无据数字",
    "unit": "无据单位",
    "recipient": "张冠李戴",
}


def clause_card(clause: Clause, titles: Mapping[str, str], look: str, verdict: str) -> str:
    """One clause with its quotes marked; `look` is missing, found or extra, `verdict` the word on it."""
    tag = {"missing": "tag", "found": "tag fine", "extra": "tag plain"}[look]
    document = titles.get(clause.document_id, clause.document_id)
    return (
        f'<div class="clause {look}"><header><span class="{tag}">{verdict}</span><b>{escape(clause.label)}</b> '
        f"<i>{escape(document)}</i></header><p>{marked(clause.text, clause.quotes)}</p></div>"
    )


def _ranking(scored: Scored) -> str:
    if not scored.ranked:
        return ""
    items = "".join(
        f'<li class="{"right" if clause.id in scored.acceptable_ids else ""}">{escape(clause.name)} {escape(clause.title)}</li>'
        for clause in scored.ranked
    )
    sure = "" if scored.confidence is None else f"（把握 {scored.confidence:.2f}）"
    return f'<div class="rest"><h4>检索排序{sure}</h4><ol class="ranking">{items}</ol></div>'


def _passed(passed: Sequence[Scored]) -> str:
    items = "".join(map(_listed, passed))
    return f'<details><summary>共 {len(passed)} 题</summary><ul class="passed">{items}</ul></details>'


def _listed(scored: Scored) -> str:
    asked = " → ".join((*scored.question.history, scored.question.question))
    return f'<li><span class="id">{escape(scored.question.id)}</span>{escape(asked)}</li>'


def html_table(head: Sequence[str], rows: Iterable[str]) -> str:
    """`rows`, which are HTML, under their head; wide ones scroll."""
    header = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    return f'<div class="wide"><table><thead><tr>{header}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
