"""Which language a question is asked in; the answer is worded in the same one."""

from __future__ import annotations

import re
from typing import Literal

Language = Literal["zh", "en"]
MARK_WORDS = 2  # an English question has at least so many words of Latin letters
_LATIN = re.compile(r"[A-Za-z]{2,}")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_QUOTED = re.compile(r"《[^《》]*》|[“\"「『][^”\"」』]*[”\"」』]")


def language_of(question: str) -> Language:
    """The language that a question is asked in; Chinese names and quotations in an English one do not matter.

    >>> language_of("Which department leads 市科技局?"), language_of("R&D 投入补贴多少"), language_of("IPO")
    ('en', 'zh', 'zh')
    """
    rest = _QUOTED.sub(" ", question)
    words = _LATIN.findall(rest)
    return "en" if len(words) >= MARK_WORDS and sum(map(len, words)) > 2 * len(_HAN.findall(rest)) else "zh"
