"""What a careful reader wrote on a document's card, held against what the product registered of it, field by field."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from corpus.measure import MAIN_PART, Document
from corpus.text.normal import fold
from eval.wide.build import Pool
from eval.wide.set import Card

Finding = Literal["right", "missing", "wrong", "invented", "silent"]
FIELDS: Mapping[str, str] = {
    "title": "标题", "number": "文号", "issuer": "发文机关", "places": "地区", "issued": "成文日期", "starts": "施行日期",
    "ends": "失效日期", "repeals": "废止的文件",
}  # fmt: skip
_WHOLE_COUNTRY = {"全国", "中国", "国家", "中华人民共和国"}
_SHORTEST_TITLE = 8  # characters of a title that may stand inside a longer one: 实施办法 stands in hundreds
_PEOPLES = (
    "壮|回|藏|苗|彝|白|傣|侗|瑶|土家|布依|朝鲜|哈尼|哈萨克|蒙古|柯尔克孜|傈僳|景颇|羌|黎|满|土|水|撒拉|东乡|保安|裕固|达斡尔|锡伯|塔吉克"
    "|佤|拉祜|纳西|仡佬|仫佬|毛南|畲|鄂伦春|鄂温克|独龙|怒|普米|布朗|各"
)
# What may follow the short name of a place: 大理|白族自治州, 新疆|维吾尔自治区, 岳麓|区
_LEVEL = rf"(?:(?:(?:{_PEOPLES})族?|维吾尔)*自治[区州县旗]|(?:(?:{_PEOPLES})族)+[乡镇]|特别行政区|地区|省|市|盟|州|县|区|旗|镇|乡|街道)"
_OTHERS = re.compile(r"等[一二三四五六七八九十\d]{1,3}个?(?:部门|单位)")
_SESSION = re.compile(r"第[一二三四五六七八九十\d]{1,4}届")


@dataclass(frozen=True, slots=True)
class Read:
    """One field of one document: what the card says, what is registered, and how they agree."""

    file: str
    field: str
    stated: str
    registered: str
    finding: Finding


def read_of(cards: Sequence[Card], pool: Pool) -> tuple[Read, ...]:
    """Every field of every card. Of a document that could not be read everything stated is missing."""
    found = []
    for card in cards:
        shelved = pool.shelved.get(card.file)
        found += [_field(card, name, shelved.document if shelved else None) for name in FIELDS]
    return tuple(found)


def misread_of(reads: Sequence[Read]) -> dict[str, tuple[str, ...]]:
    """By file the fields that the product has wrong or lacks."""
    wrong: dict[str, list[str]] = {}
    for one in reads:
        if one.finding not in ("right", "silent"):
            wrong.setdefault(one.file, []).append(one.field)
    return {file: tuple(fields) for file, fields in wrong.items()}


def counts_of(reads: Sequence[Read]) -> dict[str, Counter[Finding]]:
    return {name: Counter(one.finding for one in reads if one.field == name) for name in FIELDS}


def _field(card: Card, name: str, document: Document | None) -> Read:
    stated, registered = _STATED[name](card), _REGISTERED[name](document) if document is not None else ()
    if not stated:
        finding: Finding = "invented" if registered else "silent"
    elif not registered:
        finding = "missing"
    else:
        finding = "right" if _AGREE[name](stated, registered) else "wrong"
    return Read(card.file, name, "；".join(stated), "；".join(registered), finding)


def _day(value: date | None) -> tuple[str, ...]:
    return (value.isoformat(),) if value else ()


def _words(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


_STATED: Mapping[str, Callable[[Card], tuple[str, ...]]] = {
    "title": lambda card: (card.title, *card.aliases),
    "number": lambda card: _words(card.number),
    "issuer": lambda card: _words(card.issuer),
    "places": lambda card: tuple(place for place in card.places if place not in _WHOLE_COUNTRY),
    "issued": lambda card: _day(card.issued),
    "starts": lambda card: _day(card.starts),
    "ends": lambda card: _day(card.ends),
    "repeals": lambda card: card.repeals,
}


def _starts(document: Document) -> date | None:
    since = [one.since for one in document.validity if one.since]
    return document.effective or (since[0] if since else None)


def _ends(document: Document) -> date | None:
    validity = document.validity_of(MAIN_PART) or next(iter(document.validity), None)
    return validity.until if validity else None


_REGISTERED: Mapping[str, Callable[[Document], tuple[str, ...]]] = {
    "title": lambda document: _words(document.title),
    "number": lambda document: _words(document.number),
    "issuer": lambda document: _words(document.issuing_body),
    "places": lambda document: document.regions,
    "issued": lambda document: _day(document.issued),
    "starts": lambda document: _day(_starts(document)),
    "ends": lambda document: _day(_ends(document)),
    "repeals": lambda document: document.supersedes,
}


def _bare(words: str) -> str:
    return re.sub(r"[\s<>\"'()\[\]]", "", fold(words))


def _one_title(stated: Sequence[str], registered: Sequence[str]) -> bool:
    """The title or one of its other names; with the letter around it or without: 关于印发《X》的通知 is X."""
    own = _bare(registered[0])
    return any(
        own == one or (min(len(own), len(one)) >= _SHORTEST_TITLE and (own in one or one in own))
        for one in map(_bare, stated)
    )


def _one_body(stated: Sequence[str], registered: Sequence[str]) -> bool:
    """One of those who issued it jointly is enough."""
    both = [_OTHERS.sub("", _SESSION.sub("", words)) for words in (stated[0], registered[0])]
    bodies = [{_bare(body) for body in re.split(r"[、,，;；\s]+", words) if body} for words in both]
    return bool(bodies[0] & bodies[1]) or _bare(both[0]) == _bare(both[1])


def _same(stated: Sequence[str], registered: Sequence[str]) -> bool:
    return {_bare(one) for one in stated} == {_bare(one) for one in registered}


def _same_end(stated: Sequence[str], registered: Sequence[str]) -> bool:
    """To a day: three years from 10 May are over on 9 May or on 10 May, as one counts."""
    return abs((date.fromisoformat(stated[0]) - date.fromisoformat(registered[0])).days) <= 1


def _same_places(stated: Sequence[str], registered: Sequence[str]) -> bool:
    """Every place is registered by its narrowest name, full or short, and nothing but these."""
    return all(any(ends_with(path, name) for name in registered) for path in stated) and all(
        any(ends_with(path, name) for path in stated) for name in registered
    )


def ends_with(path: str, name: str) -> bool:
    """Whether `name` is what the narrowest place of `path` is called.

    >>> ends_with("甲省乙市丙区", "丙"), ends_with("甲乙省丙市丁区", "丙市"), ends_with("甲乙白族自治州", "甲乙")
    (False, False, True)
    >>> ends_with("甲乙白族自治州", "甲乙州"), ends_with("甲乙白族自治州", "甲乙县")
    (True, False)
    """
    plain = re.search(rf"{re.escape(name)}{_LEVEL}?$", path) or path.replace("省", "").endswith(name)  # 河北雄安新区
    own = re.search(rf"{re.escape(name[:-1])}{_LEVEL}$", path) if name[-1:] in "州县旗区" else None  # 大理州
    return len(name) >= 2 and bool(plain or (own and path[-1] == name[-1] and "自治" in path))


def _same_repeals(stated: Sequence[str], registered: Sequence[str]) -> bool:
    """Each registered one is named on the card, where a document may stand with its title and with its number."""
    named = [_bare(one) for one in stated]
    known = [_bare(one) for one in registered]
    return all(any(one in other or other in one for other in named) for one in known)


_AGREE: Mapping[str, Callable[[Sequence[str], Sequence[str]], bool]] = {
    "title": _one_title, "number": _same, "issuer": _one_body, "places": _same_places, "issued": _same, "starts": _same,
    "ends": _same_end, "repeals": _same_repeals,
}  # fmt: skip
