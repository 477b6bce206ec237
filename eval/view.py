"""What the page of 评测 shows, as words and escaped HTML in the look of the application. Pure, no Streamlit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from assistant.showing.view import clipped
from eval.html import TILES, marked
from eval.metrics import quantile
from eval.report import KIND_TITLES, STATUS_TITLES
from eval.run import RunHead
from eval.scored import Clause, Scored
from eval.stages import STAGES, counted, rank_of_missing, stage_of
from eval.summary import (
    ALL,
    BY_NAME,
    Comparison,
    Mean,
    Metric,
    failures,
    groups,
    interval_of,
    mean_of,
)

SPLIT_WORDS = {"all": "全部", "dev": "dev", "judge": "judge"}
BY_KIND = ("passed", "hit@1", "citation_recall", "fact_recall", "status")
LONGEST_LABEL = 60  # characters of a question in the label of a button


def run_words(head: RunHead) -> str:
    """A run in a list: 2026-11-23 15:42 · dev · 581 题 · 1a2b3c."""
    day = head.conditions.date[:16].replace("T", " ")
    split = SPLIT_WORDS.get(head.conditions.split, head.conditions.split)
    return f"{day} · {split} · {head.questions} 题 · {head.conditions.commit[:12]}"


def left_words(seconds: float | None) -> str:
    """How much longer, as one would say it: 还要约 40 秒 / 还要约 3 分钟."""
    if seconds is None:
        return "正在开始"
    if seconds < 90:
        return f"还要约 {max(1, round(seconds))} 秒"
    return f"还要约 {round(seconds / 60)} 分钟"


def case_label(scored: Scored) -> str:
    """A question in a list: its id and its words."""
    return f"{scored.question.id}　{clipped(scored.question.question, LONGEST_LABEL)}"


def faults_words(scored: Scored) -> str:
    """What is wrong with an answer in a few words: 应为「没有找到」，实为「已回答」；漏引 1 条；缺 2 个事实."""
    parts = []
    if scored.error is not None:
        parts.append("出错")
    elif scored.status != scored.question.status:
        expected, given = STATUS_TITLES[scored.question.status], STATUS_TITLES[scored.status or "error"]
        parts.append(f"应为「{expected}」，实为「{given}」")
    if scored.missing_clauses:
        parts.append(f"漏引 {len(scored.missing_clauses)} 条")
    if scored.missing_facts:
        parts.append(f"缺 {len(scored.missing_facts)} 个事实")
    if scored.judgement is not None and not scored.judgement.sound:
        parts.append(f"无据 {len(scored.judgement.unsupported) + len(scored.judgement.dangling)} 处")
    return "；".join(parts) or "全对"


def stage_words(scored: Scored) -> str:
    """The step at which a question was lost: 没选中（检索排第 3 位）; empty where it passed."""
    stage = stage_of(scored)
    if stage is None:
        return ""
    rank = rank_of_missing(scored) if stage in ("choosing", "refusing") else None
    return STAGES[stage][0] + (f"（检索排第 {rank} 位）" if rank else "")


def stages_html(scored: Sequence[Scored]) -> str:
    """How many questions were lost at each step, and what the step is; empty where none was."""
    rows = [(STAGES[stage][0], str(number), STAGES[stage][1]) for stage, number in counted(scored)]
    return table_html(("错在哪一步", "题数", "意思"), rows) if rows else ""


def kinds_of(scored: Sequence[Scored]) -> list[str]:
    """The kinds of the questions, in the order of the report."""
    return [kind for kind in groups(scored) if kind != ALL]


def kind_words(kind: str) -> str:
    return KIND_TITLES.get(kind, kind)


def tiles_html(scored: Sequence[Scored]) -> str:
    """The figures one looks at first, each with its interval and the number of questions behind it."""
    tiles = [_tile(f"{len(failures(scored))}", f"题未全对，共 {len(scored)} 题", _waiting(scored))]
    for name in TILES:
        metric = BY_NAME[name]
        mean, interval = mean_of(metric, scored), interval_of(metric, scored)
        if mean.value is not None and interval is not None:
            low, high = (f"{100 * bound:.0f}" for bound in interval)
            less = "" if metric.rising else "（越低越好）"
            tiles.append(_tile(f"{100 * mean.value:.1f}%", metric.title + less, f"区间 {low}–{high}，{mean.n} 题"))
    return f'<ul lang="zh-CN" class="pa-tiles">{"".join(tiles)}</ul>'


# Every measure in plain words, by its title
PLAIN = {
    "首条对": "检索排在第一位的条款就是该引用的条款，这样的题占多少。",
    "R@1": "该引用的条款里，有多少排进了检索结果的第 1 位。",
    "R@3": "该引用的条款里，有多少排进了检索结果的前 3 位。",
    "R@5": "该引用的条款里，有多少排进了检索结果的前 5 位。",
    "R@10": "该引用的条款里，有多少排进了检索结果的前 10 位。",
    "MRR": "第一个对的条款排在第几位：第 1 位得 1，第 2 位得 1/2，第 3 位得 1/3，取平均。",
    "nDCG@10": "前 10 位的次序有多好：对的条款越靠前分越高，最高 100%。",
    "引用精确": "回答里给出的条款，有多少是该引用的。",
    "引用召回": "该引用的条款，有多少在回答里给出了。",
    "引用F1": "引用精确和引用召回合成的一个数，两样都高才高。",
    "事实": "题目标注的金额、部门、日期等事实，有多少在回答里说到了。",
    "拒答精确": "说「没有找到」的题里，有多少是文件里确实没有的。",
    "拒答召回": "文件里确实没有的题，有多少如实说了没有。",
    "误拒": "文件里有答案、却说没有找到的题占多少；越低越好。",
    "无据数字": "模型改写的回答里，条款中没有的数字有几处；越低越好。",
    "无据单位": "模型改写的回答里，条款中没有的部门有几处；越低越好。",
    "空标记": "回答里的 [1]、[2] 没有对应条款的有几处；越低越好。",
    "状态对": "「已回答」「文件未写明」「没有找到」「需要补充」判断得对的题占多少。",
    "全对": "状态、引用和事实都对的题占多少。",
}


def legend_html() -> str:
    """What each measure says, for whoever has never seen one."""
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(words)}</dd>" for name, words in PLAIN.items())
    interval = "<dt>区间</dt><dd>题目换一批，这个数大概会落在的范围（95%）；题越少越宽。</dd>"
    return f'<dl lang="zh-CN" class="pa-reasons">{rows}{interval}</dl>'


def _tile(figure: str, name: str, more: str) -> str:
    return (
        f'<li><strong class="pa-figure">{figure}</strong><span>{escape(name)}</span>'
        f'<span class="pa-small">{escape(more)}</span></li>'
    )


def _waiting(scored: Sequence[Scored]) -> str:
    times = [one.seconds for one in scored if one.error is None]
    return f"每题中位 {1000 * quantile(times, 0.5):.0f} 毫秒" if times else "没有成功回答的题"


def kinds_html(scored: Sequence[Scored]) -> str:
    """One row a kind: how many questions, and the means that matter most."""
    metrics = [BY_NAME[name] for name in BY_KIND]
    rows = [
        (kind_words(kind), str(len(members)), *(_mean(mean_of(metric, members), metric) for metric in metrics))
        for kind, members in groups(scored).items()
    ]
    return table_html(("题型", "题数", *(metric.title for metric in metrics)), rows)


def _mean(mean: Mean, metric: Metric) -> str:
    if mean.value is None:
        return "—"
    return f"{100 * mean.value:.0f}%" if metric.rising else f"{mean.value:.2f}"


def changes_html(difference: Comparison) -> str:
    """How each metric moved; only where the interval leaves out 0 it is said to be better or worse."""
    rows = []
    for change in difference.changes:
        metric = BY_NAME[change.metric]
        sure = change.low > 0 or change.high < 0
        verdict = ("变好" if (change.difference > 0) == metric.rising else "变差") if sure else "分不出"
        interval = f"{change.low:+.3f} 到 {change.high:+.3f}"
        figures = (f"{change.before:.3f}", f"{change.after:.3f}", f"{change.difference:+.3f}", interval)
        rows.append((metric.title, *figures, verdict, str(change.n)))
    return table_html(("指标", "之前", "这次", "差", "差的 95% 区间", "判断", "题数"), rows)


def difference_words(difference: Comparison) -> str:
    """两次都有 120 题：新对 4 题，新错 1 题；只在那一次里的 3 题，只在这一次里的 0 题."""
    both = max((change.n for change in difference.changes), default=0)
    alone = f"；只在那一次里的 {len(difference.only_before)} 题，只在这一次里的 {len(difference.only_after)} 题"
    gained, lost = len(difference.gained), len(difference.lost)
    return f"两次都有 {both} 题：新对 {gained} 题，新错 {lost} 题" + (
        alone if difference.only_before or difference.only_after else ""
    )


def comparable(head: RunHead, others: Sequence[RunHead]) -> list[RunHead]:
    """The other runs, those on the same questions first, the newest first among them."""

    def unlike(other: RunHead) -> bool:
        mine, theirs = head.conditions, other.conditions
        return (mine.questions, mine.split) != (theirs.questions, theirs.split)

    return sorted(others, key=unlike)


def unlike_words(before: RunHead, after: RunHead) -> str:
    """What makes two runs hard to compare, besides the code: other documents, other questions, another model."""
    pairs = (("corpus", "文件"), ("questions", "题集"), ("model", "模型"))
    unlike = [words for name, words in pairs if getattr(before.conditions, name) != getattr(after.conditions, name)]
    return f"两次评测的{'、'.join(unlike)}不同，差别不只来自程序。" if unlike else ""


def case_html(scored: Scored) -> str:
    """One question: what was asked, what had to come and what came, side by side in words."""
    question = scored.question
    turns = "".join(f"<li>{escape(turn)}</li>" for turn in (*question.history, question.question))
    note = f'<p class="pa-note">备注：{escape(question.note)}</p>' if question.note else ""
    return (
        f'<div lang="zh-CN" class="pa-case"><ol class="pa-turns" aria-label="问题">{turns}</ol>{note}'
        f"{_lost(scored)}"
        f'<p class="pa-roles">应当：{STATUS_TITLES[question.status]}</p>{_wanted(scored)}'
        f'<p class="pa-roles">实际：{STATUS_TITLES[scored.status or "error"]}</p>{_given(scored)}</div>'
    )


def _lost(scored: Scored) -> str:
    stage = stage_of(scored)
    if stage is None:
        return ""
    return f'<p class="pa-roles">错在：{stage_words(scored)}</p><p class="pa-note">{STAGES[stage][1]}</p>'


def _wanted(scored: Scored) -> str:
    missing = {clause.id for clause in scored.missing_clauses}
    lines = [(clause.name, "未引" if clause.id in missing else "已引", clause.id in missing) for clause in scored.gold]
    lines += [
        (fact, "没有说出" if fact in scored.missing_facts else "已说出", fact in scored.missing_facts)
        for fact in scored.question.facts
    ]
    return _lines(lines) or '<p class="pa-note">没有条款可引。</p>'


def _given(scored: Scored) -> str:
    text = scored.error if scored.error is not None else scored.text
    lines = [
        (clause.name, "可引", False) if clause.id in scored.acceptable_ids else (clause.name, "不在可引之列", True)
        for clause in scored.shown
    ]
    if scored.judgement is not None:
        lines += [(f"{one.words}：{one.sentence}", "无据", True) for one in scored.judgement.unsupported]
    return f'<p class="pa-quoted">{escape(text)}</p>{_lines(lines)}'


def _lines(lines: Iterable[tuple[str, str, bool]]) -> str:
    items = "".join(
        f'<li><span class="pa-tag pa-tag-{"expired" if wrong else "valid"}">{verdict}</span>{escape(words)}</li>'
        for words, verdict, wrong in lines
    )
    return f'<ul class="pa-verdicts">{items}</ul>' if items else ""


def clause_html(clause: Clause, title: str) -> str:
    """A clause as the run kept it, for a corpus that has changed since."""
    return (
        f'<div lang="zh-CN" class="pa-head"><p class="pa-document">{escape(title)}</p>'
        f'<p class="pa-tags"><span class="pa-tag pa-tag-open">评测时的原文，文件库已变</span></p></div>'
        f'<div lang="zh-CN" class="pa-place"><p class="pa-cited">{marked(clause.text, clause.quotes)}</p></div>'
    )


def clauses_of(scored: Scored) -> list[tuple[Clause, str]]:
    """The clauses worth opening, each once with what became of it: first what had to be cited and was not."""
    missing = {clause.id for clause in scored.missing_clauses}
    gold = sorted(scored.gold, key=lambda clause: clause.id not in missing)
    found = {clause.id: (clause, "应引，未引" if clause.id in missing else "应引，已引") for clause in gold}
    for clause in scored.shown:
        verdict = "实引" if clause.id in scored.acceptable_ids else "实引，不在可引之列"
        found.setdefault(clause.id, (clause, verdict))
    return list(found.values())


def table_html(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Cells of words as a table; on a phone each row becomes a card."""
    header = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    body = "".join(f"<tr>{_cells(head, row)}</tr>" for row in rows)
    return (
        f'<table lang="zh-CN" class="pa-facts pa-figures"><thead><tr>{header}</tr></thead><tbody>{body}</tbody></table>'
    )


def _cells(head: Sequence[str], row: Sequence[str]) -> str:
    named = zip(head, row, strict=True)
    return "".join(f'<td data-name="{escape(name)}">{escape(cell)}</td>' for name, cell in named)
