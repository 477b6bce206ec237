"""Administrative levels as questions and clauses name them: 国家级 is not 省级, whatever else agrees."""

from __future__ import annotations

import re

from corpus.text.normal import fold

# The words of one level, the highest first; a level that stands in a longer one (自治区级 in none) is read as written.
LEVELS = {
    "国家": r"国家级|全国|国家(?=高新|重点|科技|实验|企业|技术|工程|众创|孵化)",
    "省": r"省级|自治区级|省部级",
    "市": r"(?<!省)市级|州级|地市级|设区市级",
    "县": r"区级|县级|旗级|县区级|区县级",
    "镇": r"镇级|乡级|街道级|村级",
}
_PATTERNS = {level: re.compile(pattern) for level, pattern in LEVELS.items()}


def levels_in(text: str) -> frozenset[str]:
    """The levels that `text` names, each by its first character or word.

    >>> sorted(levels_in("国家级众创空间和省级孵化器"))
    ['国家', '省']
    """
    folded = fold(text).replace("自治区级", "省级")
    return frozenset(level for level, pattern in _PATTERNS.items() if pattern.search(folded))
