"""Whose money a question asks for: the nation's, the province's, a town's own, or that of somebody within the place. Pure.

国家对…另外奖多少 asks of a city's policy what only the nation could say. What is found here filters nothing.
"""

from __future__ import annotations

from assistant.reading.rules import Rule, rule
from corpus.text.normal import fold

_GIVES = r"(?:对|给|补|奖|发|另|再|还)"
GIVERS: tuple[Rule, ...] = (
    rule(rf"国家(?:层面|财政|那边|那一级|另外)?{_GIVES}|国家(?:层面|财政|那边|那一级)|国家[\u4e00-\u9fff]{{1,6}}(?:局|部|委){_GIVES}|中央(?:财政|层面)",
         "国家层面一吨给多少", "国家级平台奖多少", name="国家"),
    rule(r"(?:省|自治区)(?:里|层面|财政)|省[\u4e00-\u9fff]{2,3}厅",
         "省里另外给多少", "省级平台奖多少", name="省"),
    rule(r"[镇乡村]里?(?:自己|另外|单独|还另|再给)|[\u4e00-\u9fff]{2}(?:镇|乡|村|街道)[\u4e00-\u9fff]{0,3}(?:自己|另外|单独|给[多几补]|的?户)",
         "镇里另外给多少", "下乡给多少", name="镇村"),
    rule(r"(?:自己|另外|单独|自个儿|本身)(?:还|也)?(?:的|有|另|给|再|奖|补|设|对|发)",
         "开发区自己有没有补贴", "自己申请还是单位申请", name="自己"),
)  # fmt: skip
NAMES = tuple(row.name for row in GIVERS)


def givers_asked(question: str) -> frozenset[str]:
    """Who is asked to give in `question`.

    >>> sorted(givers_asked("甲镇自己另外给种薰衣草的每户多少钱"))
    ['自己', '镇村']
    """
    folded = fold(question)
    return frozenset(row.name for row in GIVERS if row.pattern.search(folded))
