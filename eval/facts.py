"""Is a fact said in a text? Sums, percentages and dates are compared as values, everything else as folded words."""

from __future__ import annotations

import re

from assistant.writing.values import MARKS, plain, valued_words


def is_stated(fact: str, text: str) -> bool:
    """Whether `text` says `fact`.

    >>> is_stated("20万元", "一次性奖励200,000元"), is_stated("20万元", "奖励120万元")
    (True, False)
    >>> is_stated("2025年12月31日", "有效期至2025-12-31"), is_stated("市科技局", "牵头单位：市科技局")
    (True, True)
    """
    wanted = plain(fact)
    said = plain(MARKS.sub("", text))
    value = next((value for _, length, value in valued_words(wanted) if length == len(wanted)), None)
    if value is not None:
        return any(value == other for _, _, other in valued_words(said))
    return stands_in(wanted, said)


def stands_in(wanted: str, said: str) -> bool:
    """As words; a number at either end must be the whole number: 82件 is not said by 182件."""
    before = r"(?<![\d.])" if wanted[:1].isdigit() else ""
    after = r"(?!\d)" if wanted[-1:].isdigit() else ""
    return bool(wanted) and re.search(before + re.escape(wanted) + after, said) is not None
