"""A name in, the place it is of out: 临江市望河区财政局 is of 望河区."""

from __future__ import annotations

import re

from corpus.normal import fold

_PLACE_END = "(?:特别行政区|自治区|自治州|自治县|自治旗|开发区|高新区|新区|示范区|试验区|省|市|州|盟|县|区|旗|街道|镇|(?<!城)乡)(?![域位块间划级内别直属长])"
_NATIONAL = re.compile(r"^(?:国务院|国家|中国|中华人民共和国|全国|最高人民|中共中央)")
_PLACE = re.compile(rf"(?P<name>[\u4e00-\u9fff]{{2,8}}?)(?P<end>{_PLACE_END})")
_LONGEST_INNER = 6  # characters; more is no place but words that happen to end like one
_LEVELS = {"省": 1, "自治区": 1, "特别行政区": 1, "市": 2, "州": 2, "自治州": 2, "盟": 2, "街道": 4, "镇": 4, "乡": 4}


def regions_of(title: str | None, body: str | None) -> tuple[str, ...]:
    """The narrowest place that the issuer's name or the title begins with: 临江市望河区财政局 is of 望河区."""
    for words in (body, title):
        start = re.sub(
            r"^(?:国家税务总局|中国人民银行|中国共产党|中共)|[《》<>]|^关于(?:公布|印发|做好|支持|加快|推进|促进)?",
            "",
            fold(words or ""),
        )
        start = re.sub(r"^.*[-—]访", "", start)
        if not _NATIONAL.match(start) and (place := _narrowest(start)):
            return (place,)
    return ()


def _narrowest(words: str) -> str | None:
    """The last of the places, each inside the one before it, that `words` begin with."""
    at, level, narrowest = 0, 0, None
    while place := _PLACE.match(words, at):
        own = _LEVELS.get(place["end"], 3)
        if own <= level or (level and len(place[0]) > _LONGEST_INNER):
            break
        at, level, narrowest = place.end(), own, place[0]
    return narrowest
