"""The words of a text that tell something, and what they are compared by. Pure."""

from __future__ import annotations

import re

# Words that stand around any figure and tell it from no other
_COMMON = re.compile(
    r"最高|最多|最大|至多|不得?超过|不高于|不低于|不少于|以上|以下|以内|上限|封顶|达到?|突破|超过|给予|可?获得?|享受|补贴|补助|奖励|资助|配套|支持|"
    r"金额|资金|标准|一次性|分别|按照?|万元|其中|进行|予以|每年给?|可以|还有|以及|对于?|的|了|和|与|及|或|、|为|是|在|到|并|且|则|各|均|都|将|可|得|拿|能"
)


def grams(text: str) -> set[str]:
    """The pairs of neighbouring Chinese characters and Latin letters; marks and figures break them."""
    return {text[n : n + 2] for n in range(len(text) - 1) if _wordy(text[n]) and _wordy(text[n + 1])}


def telling(text: str) -> str:
    """`text` without the words that stand around any figure."""
    return _COMMON.sub(",", text)


def _wordy(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff" or "a" <= character <= "z"


def bare(words: str) -> str:
    return "".join(character for character in _COMMON.sub("", words) if _wordy(character))
