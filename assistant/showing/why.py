"""Why these clauses, in this order, and why an answer or none: what each feature added, for `policy ask --why`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from assistant.deciding.answerable import THRESHOLD, answerable, weighed
from assistant.learned.models import LinearModel, TreeModel
from assistant.library import Library
from assistant.proposing.retrieve import rank
from assistant.reading.query import Query
from corpus.measure import Measure

CLAUSES = 3  # the best ones are told
FEATURES = 6  # of each, those that weigh most
NAMES = {
    "meaning": "意思相近", "words": "字词相同", "topic meaning": "主题意思相近", "topic words": "主题字词相同",
    "document": "整份文件的字词", "named document": "点名的文件", "another document named": "点名的是别的文件",
    "named part": "点名的部分", "place": "所问的地区", "wider or narrower place": "上级或下级地区",
    "another place": "别的地区", "no place": "地区不明", "preamble": "前言", "introduction": "引言", "closing": "结尾",
    "attachment": "附件", "paragraph": "普通段落", "heading": "标题字词", "sentence words": "一句里的字词",
    "best sentence words": "最相近一句的字词", "kind": "句子答的是所问的一类（对数）", "kind likelihood": "句子答的是所问的一类",
    "phrase": "引用的原话", "recipient": "支持对象", "wanted kind": "含有所问的那种量", "cosine": "余弦", "share of words": "问句字词占比",
    "share of topic": "主题字词占比", "document words": "文件含有的问句字词", "missing level": "级别对不上",
    "foreign place": "文件没有的地名", "length": "条款长度", "verbatim": "连续的原文", "topic in document": "文件含有的主题字词",
    "wanted kind in best sentence": "最相近一句含有所问的那种量", "score": "首条得分", "lead": "首条领先", "share": "首条占比",
    "spread": "各条得分相近", "question length": "问句长度", "unmet": "条款里没有的说法", "unmet in document": "文件里没有的说法", "asks amount": "问金额", "asks clause": "问条款",
    "asks conditions": "问条件", "asks contact": "问联系方式", "asks deadline": "问截止时间", "asks definition": "问定义",
    "edition": "所指的版本", "own words": "文内少见的字词", "centred meaning": "与同文他条的意思差别",
    "nearness": "学得的应答相近", "whole × nearness": "问全文的事 × 应答相近", "year nowhere": "文件里没有的年份", "another round": "另一年度",
    "no place, its own beside": "未写明地区，所问地区另有文件", "no place, none beside": "未写明地区，所问地区没有文件",
    "kind likelihood anywhere": "有一句答的是所问的一类（对数）", "kind anywhere": "有一句答的是所问的一类",
    "position": "在文中的位置", "whole × topic words": "问整份文件的事×主题字词", "whole × meaning": "问整份文件的事×意思相近",
    "whole × own words": "问整份文件的事×文内少见的字词", "whole × kind anywhere": "问整份文件的事×有一句答的是所问的一类",
    "whole × position": "问整份文件的事×在文中的位置", "wanted kind in document": "文件里有所问的那种量",
    "nouns": "条款含有的名词", "missing noun": "条款没有的名词", "nouns in document": "文件含有的名词",
    "applicant": "问到某类申请人", "applicant not named": "条款没提这类申请人", "applicant not in document": "文件没提这类申请人",
    "given by 国家": "问国家给的", "given by 省": "问省里给的", "given by 镇村": "问镇村给的", "given by 自己": "问某处自己另给的",
    "asks department": "问部门", "asks materials": "问材料", "asks procedure": "问流程", "asks validity": "问有效期",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Weighed:
    """A feature by its Chinese name, its value, and what it added to the score (in logits)."""

    name: str
    value: float
    added: float


@dataclass(frozen=True, slots=True)
class WhyClause:
    """A clause that was proposed, its score, and what weighed most for and against it."""

    measure: Measure
    score: float
    features: tuple[Weighed, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """The best clauses of a search; how sure it is that anything answers (0 to 1, refused below `threshold`), and why."""

    clauses: tuple[WhyClause, ...]
    sure: float
    threshold: float
    features: tuple[Weighed, ...]


def why(library: Library, query: Query, allowed: Callable[[Measure], bool] | None = None) -> Why:
    """What ranking and deciding weighed for `query`. Of a clause asked for by its number, what a search for it would weigh."""
    ranking = rank(library, query, allowed)
    if not ranking.hits:
        return Why((), 0.0, THRESHOLD, ())
    model = library.models.ranking
    rows = ranking.seen.values[list(ranking.order[:CLAUSES])]
    clauses = tuple(
        WhyClause(hit.measure, hit.score, _most(model.names, values, added))
        for hit, values, added in zip(ranking.hits, rows, model.contributions(rows), strict=False)
    )
    linear, trees, values = weighed(library, query, ranking)
    added = _together(linear, trees, values)
    return Why(clauses, answerable(library, query, ranking), THRESHOLD, _most(added.keys(), values, added.values()))


def _together(linear: LinearModel, trees: TreeModel, values: dict[str, float]) -> dict[str, float]:
    """What each feature adds to the mean of the two models."""
    found = dict.fromkeys(values, 0.0)
    for model in (linear, trees):
        row = np.array([[values[name] for name in model.names]])
        for name, added in zip(model.names, model.contributions(row)[0].tolist(), strict=True):
            found[name] += added / 2
    return found


def _most(
    names: Iterable[str], values: Iterable[float] | dict[str, float], added: Iterable[float]
) -> tuple[Weighed, ...]:
    told = values.values() if isinstance(values, dict) else values
    every = [
        Weighed(NAMES[name], float(value), float(more)) for name, value, more in zip(names, told, added, strict=True)
    ]
    return tuple(sorted(every, key=lambda one: -abs(one.added))[:FEATURES])


def why_text(found: Why) -> str:
    """`found` in lines a person reads."""
    lines = ["为什么："]
    for place, clause in enumerate(found.clauses, start=1):
        lines.append(
            f"{place}. {clause.measure.label}「{clause.measure.title}」得分 {clause.score:.2f}：{_told(clause.features)}"
        )
    verdict = "作答" if found.sure >= found.threshold else "不作答"
    lines.append(f"把握 {found.sure:.2f}（界线 {found.threshold:.2f}，按此{verdict}）：{_told(found.features)}")
    return "\n".join(lines)


def _told(features: tuple[Weighed, ...]) -> str:
    return "，".join(f"{one.name} {one.added:+.2f}" for one in features)
