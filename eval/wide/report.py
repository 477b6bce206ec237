"""A wide run in, plain text for a terminal out: the curve, the kinds, the stages, what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eval.metrics import quantile
from eval.report import columns
from eval.summary import Mean
from eval.wide.examine import Outcome
from eval.wide.grants import FIELD_TITLES, Rows
from eval.wide.identity import FIELDS, Read, counts_of
from eval.wide.measures import ALL, BY_NAME, ENGLISH, FIGURES, groups, means_of
from eval.wide.run import Difference, Sized, WideRun
from eval.wide.stages import TITLES, failure_of, stages_of
from eval.wide.stock import StockOutcome

KIND_TITLES: Mapping[str, str] = {
    ALL: "中文全部", "amount": "金额", "conditions": "条件", "materials": "材料", "procedure": "办理", "deadline": "时限",
    "contact": "联系", "department": "部门", "validity": "有效期", "clause": "条款号", "definition": "定义",
    "profile": "画像", "compare": "比较", "presupposition": "错误前提", "table": "表格", "arithmetic": "计算",
    "unanswerable": "不可答", ENGLISH: "英文全部",
}  # fmt: skip


def report(run: WideRun, *, with_failures: bool = True) -> str:
    """The whole report of one split."""
    main = run.main
    parts = [
        head(run),
        _section("随文件数的变化（中文题；误拒、漏拒、首条错文件越低越好）", curve_table(run)),
        _section(f"按题型（{main.documents} 份文件；格内是平均值和题数）", kind_table(main.outcomes)),
        _section("失败在哪一步（题数，中英文合计）", stage_table(run)),
        *([_section("文件自己说的（登记的与卡片相比，份数）", identity_table(run.reads))] if run.reads else []),
        *([_section("谁得多少（行数）", "\n".join(grant_lines(run.rows)))] if run.rows and run.rows.rows else []),
        *(
            [_section("现成的流水线（500/50 字一段，二元 BM25 与同一模型，倒数排名合并）", stock_table(run))]
            if run.stock
            else []
        ),
        _section("用时", timing(run)),
    ]
    if with_failures:
        parts.append(_section(f"未全对的题（{main.documents} 份文件）", failure_list(run)))
    return "\n\n".join(parts)


def head(run: WideRun) -> str:
    outcomes = run.main.outcomes
    english = sum(one.question.language == "en" for one in outcomes)
    words = f"{run.split}：{len(outcomes) - english} 题中文，{english} 题英文。版本 {run.commit}，模型 {run.model}。"
    if run.unread:
        words += f"\n读不了的文件 {len(run.unread)} 份：" + "；".join(
            f"{name}（{why}）" for name, why in run.unread.items()
        )
    return words


def curve_table(run: WideRun) -> str:
    """One row a size, one column a figure."""
    rows = []
    for sized in run.sizes:
        means = means_of([one for one in sized.outcomes if one.question.language == "zh"])
        rows.append([f"{sized.documents} 份", *(_cell(means[figure.name]) for figure in FIGURES)])
    return _table(["", *(figure.title for figure in FIGURES)], rows)


def kind_table(outcomes: Sequence[Outcome]) -> str:
    """One row a kind, those in English apart."""
    rows = []
    for name, members in groups(outcomes).items():
        means = means_of(members)
        rows.append([f"{KIND_TITLES[name]} {len(members)}", *(_cell(means[figure.name]) for figure in FIGURES)])
    return _table(["", *(figure.title for figure in FIGURES)], rows)


def stage_table(run: WideRun) -> str:
    counts = [stages_of(sized.outcomes, run.misread) for sized in run.sizes]
    shown = [stage for stage in TITLES if any(found[stage] for found in counts)]
    rows = [
        [f"{sized.documents} 份", *(str(found[stage]) for stage in shown), str(sum(found.values()))]
        for sized, found in zip(run.sizes, counts, strict=True)
    ]
    return columns([["", *(TITLES[stage] for stage in shown), "共"], *rows])


def identity_table(reads: Sequence[Read]) -> str:
    """One row a field: of how many documents that state it, it is right, missing or wrong; of the others, invented."""
    rows = []
    for name, found in counts_of(reads).items():
        stated = found["right"] + found["missing"] + found["wrong"]
        share = f"{found['right'] / stated:.2f}/{stated}" if stated else "—"
        rows.append([FIELDS[name], share, *(str(found[kind]) for kind in ("missing", "wrong", "invented"))])
    return columns([["", "对", "缺", "错", "无中生有"], *rows])


def grant_lines(rows: Rows) -> list[str]:
    """How many labelled rows are read: the sum, the sum with its recipient, everything; which fields fail; what is made up."""
    n = len(rows.rows)
    found = [row for row in rows.rows if row.has_amount]
    parts = [
        ("金额读出", len(found)),
        ("金额和对象对", sum(row.has_recipient for row in found)),
        ("整行对", sum(row.is_strict for row in found)),
    ]
    fields = [
        f"{title} {sum(row.agrees[name] for row in found) / len(found):.2f}"
        for name, title in FIELD_TITLES.items()
        if found
    ]
    return [
        "，".join(f"{title} {count / n:.2f}/{n}" for title, count in parts) + f"；另有 {rows.others} 行的单位不能比",
        "金额读出的行里：" + "，".join(fields),
        f"标注过的句子里读出 {rows.read} 行，其中 {len(rows.invented)} 行的金额不是给谁的",
    ]


def stock_table(run: WideRun) -> str:
    """The stock pipeline beside the product, over the same corpora: a piece counts where it overlaps the gold words."""
    rows = []
    for sized, ours in zip(run.stock, run.sizes, strict=True):
        means = means_of([one for one in ours.outcomes if one.question.language == "zh"])
        scored = [one for one in sized.outcomes if one.language == "zh"]
        own = [_cell(means[name]) for name in ("first", "r5", "wrong_document")]
        theirs = [
            f"{sum(values) / len(values):.2f}/{len(values)}" for values in zip(*map(_of_stock, scored), strict=True)
        ]
        rows.append([f"{sized.documents} 份", *(cell for pair in zip(own, theirs, strict=True) for cell in pair)])
    return columns([["", "首条对", "现成", "R@5", "现成", "首条错文件", "现成"], *rows])


def _of_stock(one: StockOutcome) -> tuple[float, float, float]:
    return float(one.first), one.recall5, float(one.wrong_document)


def timing(run: WideRun) -> str:
    parts = [_timing(sized) for sized in run.sizes]
    return "；".join([*parts, f"全部 {run.seconds:.0f} 秒"])


def _timing(sized: Sized) -> str:
    times = [one.seconds for one in sized.outcomes if one.error is None]
    middle = f"每题中位 {1000 * quantile(times, 0.5):.0f} 毫秒，" if times else ""
    return f"{sized.documents} 份：{middle}共 {sized.seconds:.0f} 秒"


def failure_list(run: WideRun) -> str:
    lines = []
    for one in run.main.outcomes:
        if (failure := failure_of(one, run.misread)) is not None:
            lines.append(f"✗ {one.question.id}（{KIND_TITLES[one.question.kind]}）{one.question.question}")
            lines.append(f"    {TITLES[failure.stage]}：{failure.words}")
    return "\n".join(lines) or "没有。"


def difference_report(difference: Difference) -> str:
    """What changed from a kept run to this one; only differences whose interval excludes 0 are marked."""
    rows = [["", "", "之前", "现在", "差", "95% 区间", "n"]]
    for change in difference.changes:
        sure = "*" if change.low > 0 or change.high < 0 else ""
        moved = f"{change.after - change.before:+.3f}{sure}"
        interval = f"{change.low:+.3f} … {change.high:+.3f}"
        title = BY_NAME[change.figure].title
        rows.append(
            [f"{change.size} 份", title, f"{change.before:.3f}", f"{change.after:.3f}", moved, interval, str(change.n)]
        )
    parts = [_section("与基准相比（只比两次都有的题）", columns(rows))]
    for title, found in (("新对", difference.gained), ("新错", difference.lost)):
        sizes = sorted({size for size, _ in found})
        lines = [f"  {size} 份：{'、'.join(name for at, name in found if at == size)}" for size in sizes]
        parts.append("\n".join([f"{title} {len(found)} 题", *lines]))
    return "\n\n".join(parts)


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns in which nobody has anything are left out."""
    kept = [at for at in range(len(titles)) if at == 0 or any(row[at] != "—" for row in rows)]
    return columns([[titles[at] for at in kept], *([row[at] for at in kept] for row in rows)])


def _cell(mean: Mean) -> str:
    return "—" if mean.value is None else f"{mean.value:.2f}/{mean.n}"


def _section(title: str, body: str) -> str:
    return f"【{title}】\n{body}"
