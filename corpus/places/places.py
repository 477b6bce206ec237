"""A name in, the place it is of out: 临江市望河区财政局 is of 望河区.

Which words are places is what `corpus.places.gazetteer` knows. Only an authority's own name may be of a place that it does not
know, for then the words behind the place say that it is one. What is given always stands in the document.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from corpus.measure import Document
from corpus.places.gazetteer import (
    Place,
    PlaceMention,
    contains,
    named,
    ordinary_districts,
    places_in,
    short_forms,
    wider,
)
from corpus.text.normal import fold

_NATIONAL = re.compile(r"^(?:国务院|国家|中国(?!\()|中华人民共和国|全国|最高人民|中共中央)")
# A place that the gazetteer does not know, where an authority's name follows: 松塔县人民政府, 云河区财政局
_RANK = ("特别行政区", "自治区", "自治州", "自治县", "自治旗", "开发区", "高新区", "新区", "省", "市", "州", "盟", "县", "区", "旗", "街道", "镇", "乡")  # fmt: skip
_RANKS = f"(?:{'|'.join(_RANK[:-1])}|(?<!城)乡)"
_UNKNOWN = re.compile(rf"[\u3400-\u9fff\U00020000-\U0003ffff]{{2,5}}?{_RANKS}(?![域位块间划级内别直属长场])")
_AUTHORITY = re.compile(
    r"(?:[\u3400-\u9fff\U00020000-\U0003ffff]{0,18}?(?:人民政府|政府|管理委员会|管委会|委员会|办公室|厅|局|委))(?![\u3400-\u9fff\U00020000-\U0003ffff]{0,2}[长员])"
)
_NO_NAME = re.compile(
    r"示范|试验|实验|保护|辐射|高新|开发|保税|产业|工业|建设|建筑|法治|地方|^(?:民族)?自治|各|本|全|农村|边境|城[乡镇市区]|企业|公司|[上超股都楼夜]市|贫困|脱贫|组织|申报|国家"
)
_LONGEST_UNKNOWN = 4  # characters; what is longer must have an authority to be believed
LEAST_MENTIONS = 2
EVERYWHERE = "全国"


_LEVEL_OF = {
    "省": "province",
    "市": "city",
    "州": "city",
    "县": "county",
    "区": "county",
}  # 省政府办公厅 is of a province


def region_mentioned(source: str, body: str | None = None) -> str | None:
    """The place that a text speaks of most: at least twice, and twice as often as any place beside it.

    An issuer `body` that names only its rank (省政府办公厅) says of which level the place is.

    >>> region_mentioned("企业在柳河县注册，纳入《柳河县名录》。")
    '柳河县'
    """
    times: Counter[Place] = Counter()
    written: dict[Place, str] = {}
    level = _LEVEL_OF.get((body or "")[:1])
    for mention in places_in(source):
        if mention.place is not None and mention.place.level != "town" and level in (None, mention.place.level):
            times[mention.place] += 1
            words = fold(mention.span.of(source))
            known = written.setdefault(mention.place, words)
            written[mention.place] = max(known, words, key=len)
    for place, count in times.most_common():
        elsewhere = [
            others for other, others in times.items()
            if other != place and not contains(other, place) and not contains(place, other)
        ]  # fmt: skip
        if count >= LEAST_MENTIONS and count >= 2 * max(elsewhere, default=0):
            inner = [one for one in times if contains(place, one) and 2 * times[one] > count]
            if not inner:
                return "".join(written[place].split())
    return None


_FITTED = re.compile(r"结合(?P<place>[^，,。；;\n]{2,14}?)的?实际")


def region_fitted(source: str) -> str | None:
    """The one place to whose circumstances a text says that it is fitted: 结合官渡区实际 is of 官渡区, whatever it follows.

    >>> region_fitted("根据《昆明市若干措施》，结合官渡区实际，制定本措施。")
    '官渡区'
    """
    folded = fold(source)
    found = [(match, places_in(match["place"])) for match in _FITTED.finditer(folded)]
    whole = {
        match["place"] for match, places in found
        if len(places) == 1 and places[0].place is not None and places[0].span.of(match["place"]) == match["place"]
    }  # fmt: skip
    return whole.pop() if len(whole) == 1 else None


def regions_of(title: str | None, body: str | None, source: str = "") -> tuple[str, ...]:
    """The narrowest place of the issuer's name, or of the title: 临江市望河区财政局 is of 望河区.

    A place that the gazetteer does not know is one where an authority of it is named, be it in `source`.
    """
    return _names(title, body, source)[-1:]


def wider_regions(
    title: str | None, body: str | None, source: str = "", narrowest: str | None = None
) -> tuple[str, ...]:
    """The places around the narrowest one, the widest first: as the issuer's name gives them, or as `source` names them.

    >>> wider_regions("某某办法", "天河区财政局", "广州市各单位。")
    ('广州市',)
    """
    chain = _names(title, body, source)
    narrowest = narrowest or next(iter(chain[-1:]), None)
    if narrowest is None:
        return ()
    told = chain[:-1] if chain[-1:] == (narrowest,) else ()
    known = places_in(" ".join(filter(None, (title, body, source))))
    meant = named(narrowest, [one.place for one in known if one.place is not None])
    if len(meant) != 1:
        return told
    around: list[str] = []
    for place in wider(meant[0]):
        names = (place.name, *short_forms(place.name))
        standing = [
            name for name in names if name in told or any(name in (words or "") for words in (source, body, title))
        ]
        around += standing[:1]
    return (*(name for name in told if name not in around), *around)


def is_national(title: str) -> bool:
    """Whether a title names a body of the whole country as issuer, or an issuer is one."""
    return bool(
        _NATIONAL.match(fold(title))
        or re.match(
            r"(?![省市州县区])[^关]{2,30}(?:部|总局|委员会|委|人民银行|证监会)(?:$|\s?(?:关于|令|公告))", fold(title)
        )
    )


# 财政部, 海关总署; not the department of a party committee or of a zone
_MINISTRY = re.compile(
    r"(?!省|市|州|县|区)(?!.*(?:宣传|组织|统战|武装|党工)部)[^关区园街校院司社县]{2,20}(?:部|总局|总署)$"
)


def holds_everywhere(document: Document) -> bool:
    """Whether a document is of the whole country: it names no place, and a body of the country issued it."""
    issuer = re.split(r"[、,，;；\s]", fold(document.issuing_body or document.title))[0]
    return not document.regions and bool(_NATIONAL.match(issuer) or _MINISTRY.match(issuer))


def _names(title: str | None, body: str | None, source: str) -> tuple[str, ...]:
    """The places that the issuer's name begins with, each inside the one before it; else those of the title."""
    for words in (body, title):
        start = _start(words)
        if _NATIONAL.match(start):
            continue
        if chain := _chain(start, source):
            return chain
    return _in_title(_start(title))


def _start(words: str | None) -> str:
    """A name from where its place begins."""
    start = re.sub(
        r"^(?:国家税务总局|中国人民银行|中国共产党|中共)|[《》<>]|^(?:关于)?(?:公布|印发|发布|转发|批转|做好|支持|加快|推进|促进)?",
        "",
        fold(words or ""),
    )
    start = re.sub(r"^中国\((.{2,4}?)\)自由贸易试验区", r"\1", start)
    return re.sub(r"^.*[-—]访", "", start)


def _chain(words: str, source: str) -> tuple[str, ...]:
    """The places that `words` begin with, each inside the one before it."""
    chain: list[PlaceMention] = []
    at = 0
    for mention in places_in(words):
        inner = not chain or any(contains(a, b) for a in chain[-1].candidates for b in mention.candidates)
        if mention.span.start != at or not inner:
            break
        chain.append(mention)
        at = mention.span.end
    if chain and (district := _former_district(words, chain[-1], source)):
        return (*(mention.span.of(words) for mention in chain), district)
    if chain and (other := _longer(words, chain[-1], source)):
        return (*(mention.span.of(words) for mention in chain[:-1]), other)
    known = tuple(mention.span.of(words) for mention in chain)
    return known + tuple(_unknown(words, at, source)) if not known or known[-1][-1] in "省市州区盟" else known


def _former_district(words: str, mention: PlaceMention, source: str) -> str | None:
    """大同市城区, of which the gazetteer knows no more, where the text names its government."""
    name = next((name for name in ordinary_districts() if words.startswith(name, mention.span.end)), None)
    if name is None or not mention.is_full or any(place.level != "city" for place in mention.candidates):
        return None
    whole = mention.span.of(words) + name
    return whole if f"{whole}人民政府" in fold(f"{words}\n{source}") else None


def _longer(words: str, mention: PlaceMention, source: str) -> str | None:
    """荔湾湖市 in 荔湾湖市人民政府, which is not 荔湾 for all that it begins with it; None where it is that."""
    if mention.is_full or all(place.level not in ("county", "town") for place in mention.candidates):
        return None
    found = next(iter(_unknown_at(words, mention.span.start, source)), None)
    return found if found and len(found) > len(mention.span.of(words)) + 1 else None


def _in_title(words: str) -> tuple[str, ...]:
    """关于组织申报2024年度建湖县项目的通知: the places that a title names further on, where all are in one line."""
    found = [mention for mention in places_in(words) if mention.is_full]
    if _NATIONAL.match(words) or not found or not all(_in_line(found)):
        return ()
    narrowest = max(found, key=lambda mention: len(mention.candidates[0].path))
    return tuple(mention.span.of(words) for mention in (*(one for one in found if one is not narrowest), narrowest))


def _in_line(found: Sequence[PlaceMention]) -> Iterator[bool]:
    for one in found:
        for other in found:
            pairs = ((a, b) for a in one.candidates for b in other.candidates)
            yield any(a == b or contains(a, b) or contains(b, a) for a, b in pairs)


def _unknown(words: str, at: int, source: str) -> Iterator[str]:
    """Places from `at` on that the gazetteer does not know, as far as the names of authorities tell of them."""
    yield from _unknown_at(words, at, source, known=False)


def _unknown_at(words: str, at: int, source: str, *, known: bool = True) -> Iterator[str]:
    """See `_unknown`; with `known` also those in whose name a known place stands."""
    found: list[str] = []
    while place := _UNKNOWN.match(words, at):
        if _NO_NAME.search(place[0]) or (not known and any(_is_whole(one) for one in places_in(place[0]))):
            break
        at = place.end()
        found.append(place[0])
        if known:
            break
    if found and found[-1][-1] in "县市州旗" and len(found[-1]) <= _LONGEST_UNKNOWN:
        yield from found
        return
    if found and (_AUTHORITY.match(words, at) or _confirmed_by(found[-1]).search(fold(source))):
        yield from found


def _is_whole(mention: PlaceMention) -> bool:
    """Whether a known place is meant, and not the beginning of a longer name: 海陵 of 海陵湾区 is none."""
    return mention.is_full or mention.span.start > 0


def _confirmed_by(place: str) -> re.Pattern[str]:
    """An authority of the place, or the number of a document of one: 岱南区民政局, 岱南民规〔2024〕2号, 岱政办发〔2024〕2号."""
    stem = next(place.removesuffix(rank) for rank in _RANK if place.endswith(rank))
    number = rf"(?<![\u3400-\u9fff])(?:{re.escape(stem)}[\u3400-\u9fff]{{1,6}}|{re.escape(stem[0])}[政府][\u3400-\u9fff]{{0,4}})"
    return re.compile(rf"{re.escape(place)}{_AUTHORITY.pattern}|{number}\[(?:19|20)\d\d\]")
