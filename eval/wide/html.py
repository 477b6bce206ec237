"""A wide run as one HTML page that needs nothing else: the curve, the stages as bars, each failure beside its clause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from eval.html import clause_card, figure, html_table, whole
from eval.plots import growth_plot
from eval.scored import Clause
from eval.style import STYLE
from eval.summary import Mean
from eval.wide.examine import Gold, Outcome
from eval.wide.grants import FIELD_TITLES, Rows
from eval.wide.identity import FIELDS, Read, counts_of
from eval.wide.measures import BY_NAME, FIGURES, Figure, groups, means_of
from eval.wide.report import KIND_TITLES, grant_lines, timing
from eval.wide.run import Difference, WideRun
from eval.wide.stages import TITLES, Stage, failure_of, stages_of

RISING = ("first", "r5", "facts", "passed")
FALLING = ("wrong_document", "refused", "answered")
STATUS_TITLES = {
    "answered": "已回答",
    "not_stated": "文件未写明",
    "not_found": "没有找到",
    "clarify": "需要补充",
    None: "出错",
}
# Eight stages in the order of a question's way, told apart in light and dark alike
_COLOURS = ("#7b5ea7", "#c0504d", "#d98634", "#8a8f98", "#3f7fb5", "#4a9d8e", "#b3477d", "#222831")
_STYLE = (
    STYLE
    + ".bars{width:100%;height:auto}.bars text{font-size:13px;fill:var(--ink)}.bars .in{fill:#fff;font-weight:600}\n"
    + ".legend{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;font-size:.85rem;margin:.4rem 0;padding:0;list-style:none}\n"
    + ".legend i{display:inline-block;width:.8em;height:.8em;border-radius:.2em;margin-right:.4em}\n"
)


def page(run: WideRun, difference: Difference | None = None) -> str:
    """The report of `run` as a complete HTML document; with `difference` also what changed from a kept run."""
    main = run.main
    body = [
        f"<header><h1>没见过的文件：{escape(run.split)}</h1>",
        _conditions(run),
        "</header>",
        _curves(run),
        '<h2 id="sizes">随文件数的变化</h2><p class="note">中文题；每格是平均值，小字是计入的题数。</p>',
        _sizes(run),
        '<h2 id="stages">失败在哪一步</h2><p class="note">每道没有全对的题只算在它最先出错的那一步。</p>',
        _stages(run),
        f'<h2 id="kinds">按题型</h2><p class="note">{main.documents} 份文件；英文题另计。</p>',
        _means({KIND_TITLES[name]: members for name, members in groups(main.outcomes).items()}),
        *_identity(run.reads),
        *_grants(run.rows),
        *(_changes(difference) if difference is not None else ()),
        f'<h2 id="failures">未全对的题（{main.documents} 份文件）</h2><p class="note">左边是应当给出的，右边是实际给出的；'
        "黄色是答案所在的原文。</p>",
        *_failures(run),
    ]
    return whole(f"没见过的文件：{run.split}", body, _STYLE)


def _conditions(run: WideRun) -> str:
    named = {
        "时间": run.made, "代码版本": run.commit, "模型": run.model, "题集指纹": run.fingerprint[:12],
        "截至日期": run.as_of.isoformat(), "用时": timing(run),
        **({"读不了的文件": "；".join(f"{name}：{why}" for name, why in run.unread.items())} if run.unread else {}),
    }  # fmt: skip
    rows = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in named.items())
    return f'<dl class="conditions">{rows}</dl>'


def _curves(run: WideRun) -> str:
    figures = []
    for title, words, names in (
        ("文件越多，还对多少", "中文题；越高越好", RISING),
        ("文件越多，错在哪里", "中文题；越低越好", FALLING),
    ):
        curves: dict[str, list[tuple[int, float]]] = {BY_NAME[name].title: [] for name in names}
        for sized in run.sizes:
            means = means_of([one for one in sized.outcomes if one.question.language == "zh"])
            for name in names:
                if (value := means[name].value) is not None:
                    curves[BY_NAME[name].title].append((sized.documents, value))
        if any(curves.values()):
            figures.append(figure(title, words, growth_plot(curves)))
    return f'<div class="plots">{"".join(figures)}</div>'


def _sizes(run: WideRun) -> str:
    chinese = {
        f"{sized.documents} 份": [one for one in sized.outcomes if one.question.language == "zh"] for sized in run.sizes
    }
    return _means(chinese)


def _means(grouped: Mapping[str, Sequence[Outcome]]) -> str:
    """One row a group; a figure that nobody has is left out."""
    means = {name: means_of(members) for name, members in grouped.items()}
    shown = [one for one in FIGURES if any(found[one.name].n for found in means.values())]
    rows = [
        f"<tr><td>{escape(name)}</td>{''.join(_cell(one, found[one.name]) for one in shown)}</tr>"
        for name, found in means.items()
    ]
    return html_table(["", *(one.title for one in shown)], rows)


def _cell(one: Figure, mean: Mean) -> str:
    if mean.value is None:
        return "<td>—</td>"
    bar = f' class="value" style="--v:{min(1.0, mean.value):.3f}"' if one.rising else ""
    return f"<td{bar}>{mean.value:.2f}<small>{mean.n}</small></td>"


def _stages(run: WideRun) -> str:
    counts = [(sized.documents, stages_of(sized.outcomes, run.misread), len(sized.outcomes)) for sized in run.sizes]
    colours = dict(zip(TITLES, _COLOURS, strict=True))
    shown = [stage for stage in TITLES if any(found[stage] for _, found, _ in counts)]
    legend = "".join(f'<li><i style="background:{colours[stage]}"></i>{TITLES[stage]}</li>' for stage in shown)
    return stage_bars(counts, colours) + f'<ul class="legend">{legend}</ul>'


def stage_bars(counts: Sequence[tuple[int, Counter[Stage], int]], colours: Mapping[Stage, str]) -> str:
    """One bar for each number of documents, as long as the share of all questions that failed, divided by stage."""
    height, left, right = 34, 90, 120
    longest = max((sum(found.values()) / asked for _, found, asked in counts if asked), default=1.0) or 1.0
    parts = []
    for row, (documents, found, asked) in enumerate(counts):
        top, at, total = row * height + 4, float(left), sum(found.values())
        parts.append(f'<text x="{left - 10}" y="{top + 18}" text-anchor="end">{documents} 份</text>')
        for stage, title in TITLES.items():
            width = (900 - left - right) * found[stage] / asked / longest if asked else 0.0
            if not width:
                continue
            words = f"{title} {found[stage]} 题"
            parts.append(
                f'<rect x="{at:.1f}" y="{top}" width="{width:.1f}" height="{height - 8}" fill="{colours[stage]}">'
                f"<title>{words}</title></rect>"
            )
            if width > 24:
                middle = at + width / 2
                parts.append(
                    f'<text class="in" x="{middle:.1f}" y="{top + 18}" text-anchor="middle">{found[stage]}</text>'
                )
            at += width
        parts.append(f'<text x="{at + 10:.1f}" y="{top + 18}">{total} / {asked} 题</text>')
    said = "；".join(f"{documents} 份 {sum(found.values())} 题" for documents, found, _ in counts)
    return (
        f'<svg class="bars" viewBox="0 0 900 {height * len(counts) + 4}" role="img" aria-label="失败：{said}">'
        f"{''.join(parts)}</svg>"
    )


def _identity(reads: Sequence[Read]) -> Iterator[str]:
    if not reads:
        return
    yield '<h2 id="identity">文件自己说的</h2><p class="note">登记的与读者填的卡片相比：文件写明的有几份对，没写明的有几份却登记了。</p>'
    rows = []
    for name, found in counts_of(reads).items():
        stated = found["right"] + found["missing"] + found["wrong"]
        cells = "".join(f"<td>{found[kind]}</td>" for kind in ("right", "missing", "wrong", "invented"))
        share = f"{found['right'] / stated:.2f}" if stated else "—"
        rows.append(f"<tr><td>{FIELDS[name]}</td><td>{share}<small>{stated}</small></td>{cells}</tr>")
    yield html_table(["", "对的比例", "对", "缺", "错", "无中生有"], rows)
    wrong = [one for one in reads if one.finding not in ("right", "silent")]
    items = "".join(
        f"<li><span class='id'>{escape(one.file)}</span>{FIELDS[one.field]}：应为「{escape(one.stated or '未写明')}」，"
        f"登记「{escape(one.registered or '无')}」</li>"
        for one in wrong
    )
    yield f"<details><summary>不符的 {len(wrong)} 处</summary><ul class='passed'>{items}</ul></details>"


def _grants(rows: Rows | None) -> Iterator[str]:
    if rows is None or not rows.rows:
        return
    yield '<h2 id="grants">谁得多少</h2>'
    yield "".join(f'<p class="note">{escape(line)}</p>' for line in grant_lines(rows))
    items = "".join(
        f"<li><span class='id'>{escape(one.grant.file)}</span>{escape(one.grant.recipient)}：{escape(one.grant.snippet)}"
        f"<br>{escape(_row_fault(one.agrees, one.benefit))}</li>"
        for one in rows.rows
        if not one.is_strict
    )
    yield f"<details><summary>不全对的行</summary><ul class='passed'>{items}</ul></details>"
    made = "".join(
        f"<li><span class='id'>{escape(one.file)}</span>{escape(one.figure)}：{escape(one.words)}</li>"
        for one in rows.invented
    )
    yield f"<details><summary>读出来却没有的 {len(rows.invented)} 行</summary><ul class='passed'>{made}</ul></details>"


def _row_fault(agrees: Mapping[str, bool], benefit: str) -> str:
    if not agrees:
        return "没有读出这个金额"
    return f"读作「{benefit}」，不符：{'、'.join(FIELD_TITLES[name] for name, fine in agrees.items() if not fine)}"


def _changes(difference: Difference) -> Iterator[str]:
    yield '<h2 id="changes">与基准相比</h2><p class="note">只比两次都有的题；区间不含 0 的差才算数。</p>'
    rows = []
    for change in difference.changes:
        sure = change.low > 0 or change.high < 0
        moved = change.after - change.before
        look = ("right" if (moved > 0) == BY_NAME[change.figure].rising else "wrong") if sure else ""
        rows.append(
            f"<tr><td>{change.size} 份 {BY_NAME[change.figure].title}</td><td>{change.before:.3f}</td>"
            f'<td>{change.after:.3f}</td><td class="{look}">{moved:+.3f}</td>'
            f"<td>{change.low:+.3f} 到 {change.high:+.3f}</td><td>{change.n}</td></tr>"
        )
    yield html_table(["", "之前", "现在", "差", "差的 95% 区间", "题数"], rows)
    for title, found in (("新对", difference.gained), ("新错", difference.lost)):
        items = "".join(f"<li>{size} 份 <span class='id'>{escape(name)}</span></li>" for size, name in found)
        yield f'<h3>{title} {len(found)} 题</h3><ul class="passed">{items}</ul>'


def _failures(run: WideRun) -> Iterator[str]:
    failed = [(one, found) for one in run.main.outcomes if (found := failure_of(one, run.misread)) is not None]
    for stage, title in TITLES.items():
        members = [(one, found.words) for one, found in failed if found.stage == stage]
        if members:
            yield f"<h3>{title}：{len(members)} 题</h3>"
            yield from (_card(one, words, run.titles) for one, words in members)


def _card(outcome: Outcome, words: str, titles: Mapping[str, str]) -> str:
    question = outcome.question
    note = f'<p class="note">备注：{escape(question.note)}</p>' if question.note else ""
    return (
        f'<details><summary><span class="id">{escape(question.id)}</span>'
        f'<span class="asked">{escape(question.question)}</span><span class="tag">{escape(words)}</span></summary>'
        f'<div class="inside" id="{escape(question.id)}">{note}'
        f'<div class="pair"><div>{_wanted(outcome, titles)}</div><div>{_given(outcome, titles)}</div></div>'
        f"{_ranking(outcome)}</div></details>"
    )


def _wanted(outcome: Outcome, titles: Mapping[str, str]) -> str:
    question = outcome.question
    verdict = {"yes": "，结论「是」", "no": "，结论「否」", "depends": "，结论「看情况」", None: ""}[question.verdict]
    parts = [f"<h4>应当：{'回答' if question.status == 'answered' else '拒答'}{verdict}</h4>"]
    parts += [_gold(gold, outcome, titles) for gold in outcome.gold]
    parts += [
        f'<span class="tag{"" if fact in outcome.missing or not outcome.is_answered else " fine"}">{escape(fact)}</span>'
        for fact in question.must
    ]
    return "".join(parts)


def _gold(gold: Gold, outcome: Outcome, titles: Mapping[str, str]) -> str:
    if gold.clause is None:
        lost = Clause("", gold.file, "不在任何条款里", "", (gold.snippet,), gold.snippet)
        return clause_card(lost, titles, "missing", "没读到")
    cited = bool(set(gold.ids) & outcome.cited)
    return clause_card(gold.clause, titles, "found" if cited else "missing", "已引" if cited else "未引")


def _given(outcome: Outcome, titles: Mapping[str, str]) -> str:
    parts = [f"<h4>实际：{STATUS_TITLES[outcome.status]}</h4>"]
    parts.append(f'<p class="answer">{escape(outcome.error or outcome.text)}</p>')
    for clause in outcome.shown:
        fits = clause.id in outcome.acceptable
        parts.append(clause_card(clause, titles, *(("found", "可引") if fits else ("extra", "不在可引之列"))))
    return "".join(parts)


def _ranking(outcome: Outcome) -> str:
    items = "".join(
        f'<li class="{"right" if clause.id in outcome.acceptable else ""}">{escape(clause.name)} {escape(clause.title)}</li>'
        for clause in outcome.ranked
    )
    return f'<div class="rest"><h4>检索排序</h4><ol class="ranking">{items}</ol></div>' if items else ""
