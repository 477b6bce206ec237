"""A name in, the place it is of out: 临江市望河区财政局 is of 望河区."""

from __future__ import annotations

import re
from collections import Counter

from corpus.normal import fold

_PLACE_END = "(?:特别行政区|自治区|自治州|自治县|自治旗|开发区|高新区|新区|示范区|试验区|省|市|州|盟|县|区|旗|街道|镇|(?<!城)乡)(?![域位块间划级内别直属长])"
_NATIONAL = re.compile(r"^(?:国务院|国家|中国|中华人民共和国|全国|最高人民|中共中央)")
_PLACE = re.compile(rf"(?P<name>[\u4e00-\u9fff]{{2,8}}?)(?P<end>{_PLACE_END})")
_LONGEST_INNER = 6  # characters; more is no place but words that happen to end like one
_LEVELS = {"省": 1, "自治区": 1, "特别行政区": 1, "市": 2, "州": 2, "自治州": 2, "盟": 2, "街道": 4, "镇": 4, "乡": 4}


# 《柳河县名录》, 在柳河县注册: a name behind a mark or a word that places follow
_MENTION = re.compile(
    r"(?:^|[\s,。、;:(<\"'《]|在|由|向|经|对|为)(?P<name>[\u4e00-\u9fff]{2,3}(?:自治县|县|市|区|州|旗))(?![域位块间划级内别直属长场])"
)
# Characters of words that only end like a place: 列入县级, 扩大市场, 企业上市, 各园区
_NO_NAME = re.compile(
    r"[其入大立取成并在本我各股板业的是将把让使得了和与及或等从对为由经向到全该外跨省建设园景社校小片厂矿库灌林郊街功能集聚辖上下夜早菜债楼车商都闹]"
    r"|[地创心中主]区|港澳|国家|地方|自治[区州]|示范|试验|高新|开发|保税|产业"
)
LEAST_MENTIONS = 2


def region_mentioned(source: str) -> str | None:
    """The place that a text which names no issuer speaks of most: at least twice, and twice as often as any other.

    >>> region_mentioned("企业在柳河县注册，纳入《柳河县名录》。")
    '柳河县'
    """
    found = Counter(match["name"] for match in _MENTION.finditer(fold(source)) if not _NO_NAME.search(match["name"]))
    ranked = [*found.most_common(2), ("", 0), ("", 0)]
    (first, times), (_, others) = ranked[0], ranked[1]
    return first if times >= LEAST_MENTIONS and times >= 2 * others else None


def wider_regions(title: str | None, body: str | None) -> tuple[str, ...]:
    """The places around the narrowest one, as the issuer's name gives them: 广州市 of 广州市天河区."""
    narrowest = regions_of(title, body)
    for words in (body, title):
        chain = _chain(_start(words))
        if narrowest and chain[-1:] == narrowest:
            return chain[:-1]
    return ()


def regions_of(title: str | None, body: str | None) -> tuple[str, ...]:
    """The narrowest place that the issuer's name or the title begins with: 临江市望河区财政局 is of 望河区."""
    for words in (body, title):
        if chain := _chain(_start(words)):
            return chain[-1:]
    return ()


def is_national(title: str) -> bool:
    """Whether the title names a body of the whole country as issuer."""
    return bool(
        _NATIONAL.match(fold(title))
        or re.match(r"[^关]{2,30}(?:部|总局|委员会|委|人民银行|证监会)\s?(?:关于|令|公告)", fold(title))
    )


def _start(words: str | None) -> str:
    """A name from where its place begins."""
    start = re.sub(
        r"^(?:国家税务总局|中国人民银行|中国共产党|中共)|[《》<>]|^关于(?:公布|印发|做好|支持|加快|推进|促进)?",
        "",
        fold(words or ""),
    )
    return re.sub(r"^.*[-—]访", "", start)


def _chain(words: str) -> tuple[str, ...]:
    """The places that `words` begin with, each inside the one before it; none where a national body acts."""
    if _NATIONAL.match(words):
        return ()
    at, level = 0, 0
    chain: list[str] = []
    while place := _PLACE.match(words, at):
        own = _LEVELS.get(place["end"], 3)
        if own <= level or (level and len(place[0]) > _LONGEST_INNER):
            break
        at, level = place.end(), own
        chain.append(place[0])
    return tuple(chain)
