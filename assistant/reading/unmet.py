"""What of a question stands nowhere in a text: the words that a clause would have to hold, if it answered."""

from __future__ import annotations

import re
from collections.abc import Container

from corpus.text.normal import fold

GAP = "\N{LOWER ONE EIGHTH BLOCK}"  # in place of what the text holds
_IDLE = re.compile(r"[\s,.;:!?、，。；：！？“”\"'（）()]+")
_GAPS = re.compile(f"{GAP}+")


def unmet(question: str, held: Container[str]) -> str:
    """`question`, folded, with a GAP for each stretch whose pairs of characters are among `held` (`index.tokens.char_ngrams`).

    >>> unmet("单位集资房能领购房补贴吗", {"单位", "购房", "房补", "补贴"})
    '▁集资房能领▁吗'
    """
    text = _IDLE.sub("", fold(question))
    met = [False] * len(text)
    for at in range(len(text) - 1):
        if text[at : at + 2] in held:
            met[at] = met[at + 1] = True
    return _GAPS.sub(GAP, "".join(GAP if covered else sign for sign, covered in zip(text, met, strict=True)))
