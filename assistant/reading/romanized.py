"""Chinese place names as a question in English writes them: 兰州市 is Lanzhou, 喀什 is Kashgar."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from pypinyin import lazy_pinyin

SHORTEST = 4  # letters; a shorter one is too often a word or part of another name
_RANK = re.compile(r"(?<=..)(?:省|市|县|区|旗|盟|州|地区|自治区|自治州|自治县)$")
_PEOPLES = re.compile(r"(?<=..)(?:[\u4e00-\u9fff]{1,3}族|维吾尔|哈萨克|蒙古|柯尔克孜)+(?:自治[州县区])?$")


def romanized(place: str) -> tuple[str, ...]:
    """The place in pinyin without tones and without its rank, then its other spellings in English, all in small letters.

    Empty for a name that is not Chinese or too short.

    >>> romanized("兰州市"), romanized("喀什地区"), romanized("伊犁哈萨克自治州"), romanized("Lanzhou"), romanized("义马")
    (('lanzhou',), ('kashi', 'kashgar'), ('yili', 'ili'), (), ('yima',))
    """
    name = _RANK.sub("", place)
    if not re.fullmatch(r"[\u4e00-\u9fff]+", name):
        return ()
    name = _PEOPLES.sub("", name)
    letters = "".join(lazy_pinyin(name))
    return tuple(dict.fromkeys([*([letters] if len(letters) >= SHORTEST else []), *_other_spellings().get(name, ())]))


@cache
def _other_spellings() -> dict[str, tuple[str, ...]]:
    text = resources.files("assistant.reading").joinpath("transliterated.txt").read_text(encoding="utf-8")
    lines = (line.split(maxsplit=1) for line in text.splitlines() if line and not line.startswith("#"))
    return {name: tuple(each.strip().lower() for each in spellings.split(",")) for name, spellings in lines}
