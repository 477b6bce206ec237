"""Whether a question sets documents side by side without naming them: two editions of one policy, or several levels of government.

Rules are rows, each with a line in which it must fire and one in which it must not. What they find filters nothing: further
documents are shown beside the best one where their clauses come near it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.normal import fold


@dataclass(frozen=True, slots=True)
class Row:
    """A pattern over the folded question, a line that must fire and one that must not."""

    pattern: re.Pattern[str]
    fires: str
    spares: str


def _row(pattern: str, fires: str, spares: str) -> Row:
    return Row(re.compile(pattern), fires, spares)


_RULES = r"(?:办法|政策|规定|细则|措施|文件|版|的|标准|那)"
EDITIONS: tuple[Row, ...] = (
    _row(rf"[老旧原]{_RULES}.*新{_RULES}|新{_RULES}.*[老旧原]{_RULES}", "老办法跟新办法差多少", "老政策还有效吗"),
    _row(r"新旧|两版|前后两|两个版本|新老", "新旧两版有什么不同", "旧版在哪"),
    _row(
        r"\d{2}版.*\d{2}版|\d{2}年\S{0,8}(?:跟|和|与|还是)\S{0,4}\d{2}年\S{0,10}(?:版|办法|政策|比|差)|新办法和\S{0,6}\d{2}年",
        "19年跟24年的两版办法，申报窗口有啥变化",
        "2024年1月到2024年6月投的设备能补吗",
    ),
    _row(
        r"(?:涨|提高|降|调整?|变|改)(?:了|成|到)?(?:多少|几|什么|啥)|有(?:什么|啥)(?:变化|不同|区别)",
        "涨了多少一个月",
        "涨价了怎么办",
    ),
)
LEVELS: tuple[Row, ...] = tuple(
    _row(pattern, fires, spares)
    for pattern, fires, spares in (
        (r"省(?:里|级|上|内)?(?=[、，,和跟与]|.{0,6}[给补])|\w{2,3}省", "省里给多少", "节省多少"),
        (r"市(?:里|级|上)(?!场)|(?<=[、，,和跟与])市(?!场)|[\u4e00-\u9fff]{2}市(?!场|级)", "市里给多少", "超市能补吗"),
        (r"区(?:里|级)|(?<=[、，,和跟与])区(?=[、，,里各]|$)|[\u4e00-\u9fff]{2}区(?!域)", "区里给多少", "区别在哪"),
        (r"县(?:里|级)|[\u4e00-\u9fff]{1,2}县", "县里给多少", "悬在哪"),
        (r"国家(?:层面|那边)|中央", "中央给多少", "国家级平台给多少"),
    )
)
COMPARED = _row(
    r"差多少|差几|哪(?:个|级|一级|份|边|家)\S{0,6}(?:多|高|低|少|早|晚|好|长|大)|比\S{0,12}(?:多|高|低|少)|各(?:给|补|是|多少|报|奖|级)"
    r"|分别|合计|叠加|加起来|一共最多|标准跟",
    "省里和市里各给多少",
    "各位怎么报",
)


def asks_of_several(question: str, places: int = 0) -> bool:
    """Whether more than one document is asked for: editions of one policy, or those of several levels or `places` named.

    >>> asks_of_several("泸州百岁老人的津贴，老办法跟新办法差多少"), asks_of_several("市里新认定的高企给多少")
    (True, False)
    """
    folded = fold(question)
    if any(row.pattern.search(folded) for row in EDITIONS):
        return True
    levels = sum(bool(row.pattern.search(folded)) for row in LEVELS)
    return max(levels, places) > 1 and bool(COMPARED.pattern.search(folded))
