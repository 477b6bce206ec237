"""Chinese place names as a question in English writes them: 兰州市 is Lanzhou."""

from __future__ import annotations

import re

from pypinyin import lazy_pinyin

SHORTEST = 4  # letters; a shorter one is too often a word or part of another name
_RANK = re.compile(r"(?<=..)(?:省|市|县|区|旗|盟|州|自治区|自治州|自治县)$")


def romanized(place: str) -> str | None:
    """The place in pinyin without tones and without its rank; None for a name that is not Chinese or too short.

    >>> romanized("兰州市"), romanized("呼伦贝尔"), romanized("Lanzhou"), romanized("义马")
    ('lanzhou', 'hulunbeier', None, 'yima')
    """
    name = _RANK.sub("", place)
    if not re.fullmatch(r"[\u4e00-\u9fff]+", name):
        return None
    letters = "".join(lazy_pinyin(name))
    return letters if len(letters) >= SHORTEST else None
