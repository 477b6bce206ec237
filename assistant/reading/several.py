"""Whether a question sets documents side by side without naming them: two editions of one policy, or several levels of government.

Rules are rows, each with a line in which it must fire and one in which it must not. What they find filters nothing: further
documents are shown beside the best one where their clauses come near it.
"""

from __future__ import annotations

import re
from typing import Literal

from assistant.reading.rules import Rule, rule
from corpus.text.normal import fold

_RULES = r"(?:办法|政策|规定|细则|措施|文件|版|的|标准|那)"
EDITIONS: tuple[Rule, ...] = (
    rule(rf"[老旧原]{_RULES}.*新{_RULES}|新{_RULES}.*[老旧原]{_RULES}", "老办法跟新办法差多少", "老政策还有效吗"),
    rule(r"新旧|两版|前后两|两个版本|新老", "新旧两版有什么不同", "旧版在哪"),
    rule(
        r"\d{2}版.*\d{2}版|\d{2}年\S{0,8}(?:跟|和|与|还是)\S{0,4}\d{2}年\S{0,10}(?:版|办法|政策|比|差)|新办法和\S{0,6}\d{2}年",
        "19年跟24年的两版办法，申报窗口有啥变化",
        "2024年1月到2024年6月投的设备能补吗",
    ),
    rule(
        r"(?:涨|提高|降|调整?|变|改)(?:了|成|到)?(?:多少|几|什么|啥)|有(?:什么|啥)(?:变化|不同|区别)",
        "涨了多少一个月",
        "涨价了怎么办",
    ),
)
LEVELS: tuple[Rule, ...] = (
    rule(r"省(?:里|级|上|内)?(?=[、，,和跟与]|.{0,6}[给补])|\w{2,3}省", "省里给多少", "节省多少"),
    rule(r"市(?:里|级|上)|(?<=[、，,和跟与])市(?!场)|[\u4e00-\u9fff]{2}市(?!场)", "市里给多少", "超市能补吗"),
    rule(r"区(?:里|级)|(?<=[、，,和跟与])区(?=[、，,里各])|[\u4e00-\u9fff]{2}区(?!域)", "区里给多少", "区别在哪"),
    rule(r"县(?:里|级)|[\u4e00-\u9fff]{1,2}县", "县里给多少", "悬在哪"),
    rule(r"国家(?:层面|那边)|中央", "中央给多少", "国家级平台给多少"),
)
COMPARED = rule(
    r"差多少|差几|哪(?:个|级|一级|份|边|家)\S{0,6}(?:多|高|低|少|早|晚|最[先后])|比\S{0,12}(?:多|高|低|少)|各(?:给|补|是|多少|奖)|分别|合计|叠加|加起来|一共最多|标准跟",
    "省里和市里各给多少",
    "各位怎么报",
)


Level = Literal["province", "city", "county"]
_CALLED: tuple[tuple[Level, re.Pattern[str]], ...] = (
    ("province", LEVELS[0].pattern),
    ("city", LEVELS[1].pattern),
    ("county", LEVELS[2].pattern),
    ("county", LEVELS[3].pattern),
)


def levels_asked(question: str) -> frozenset[Level]:
    """The levels of government that a question which compares several calls; empty where it compares nothing.

    >>> sorted(levels_asked("买信用保险，省、市、兰山区各给补多少")), levels_asked("市里给多少")
    (['city', 'county', 'province'], frozenset())
    """
    folded = fold(question)
    found = frozenset(level for level, pattern in _CALLED if pattern.search(folded))
    return found if len(found) > 1 and COMPARED.pattern.search(folded) else frozenset()


def asks_of_editions(question: str) -> bool:
    """Whether editions of one policy are set side by side.

    >>> asks_of_editions("老办法跟新办法差多少"), asks_of_editions("老政策还有效吗")
    (True, False)
    """
    folded = fold(question)
    return any(row.pattern.search(folded) for row in EDITIONS)


def asks_of_several(question: str, places: int = 0) -> bool:
    """Whether more than one document is asked for: editions of one policy, or those of several levels or `places` named.

    >>> asks_of_several("泸州百岁老人的津贴，老办法跟新办法差多少"), asks_of_several("市里新认定的高企给多少")
    (True, False)
    """
    if asks_of_editions(question):
        return True
    folded = fold(question)
    levels = sum(bool(row.pattern.search(folded)) for row in LEVELS)
    return max(levels, places) > 1 and bool(COMPARED.pattern.search(folded))
