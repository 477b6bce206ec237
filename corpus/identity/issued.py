"""What stands around a title in, who issued the document, under which number and on which day out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from corpus.identity.effect import DATE, as_date, date_of, date_pattern
from corpus.identity.site_table import original
from corpus.identity.titles import (
    BODY,
    BODY_END,
    CLAUSE,
    CODE,
    NUMBER,
    ORDER,
    RED_HEAD,
    SALUTATION,
    YEARLY,
    Line,
    Title,
)
from corpus.text.normal import fold

_ANNOUNCED = re.compile(rf"[\u3400-\u9fff ]{{2,30}}(?:{BODY_END})公告\s?\(?{YEARLY.pattern}\)?")
# 甲科公告〔2024〕4号, 中国人民银行公告〔2021〕第5号: a number whose name says what it counts, alone on its line
_COUNTED_NOTICE = re.compile(
    r"[\[(]?(?P<name>[\u3400-\u9fff]{2,24}?(?:公告|通告|通知|令))\s?[\[(]\s?(?P<year>(?:19|20)\d{2})\s?[\])]\s?(?P<nth>第?\s?\d{1,5}\s?号)[\])]?"
)


def own_number(lines: Sequence[Line], head: Sequence[Line], title: Title | None, fields: dict[str, str]) -> str | None:
    stated = fields.get("number")
    if stated is not None and (found := NUMBER.search(fold(stated))):
        return _written(found)
    behind = NUMBER.search(fold(title.behind)) if title else None
    if behind is not None:
        return _written(behind)
    if title is not None and (announced := _ANNOUNCED.match(fold(title.words))):
        return announced[0]  # 海关总署公告2022年第87号（关于…的公告）
    if title is not None and (counted := _COUNTED_NOTICE.fullmatch(fold(title.words))):
        return _counted(counted)
    code = None
    for line in head:
        if re.match(r"\(注", line.words):
            continue
        if counted := _COUNTED_NOTICE.fullmatch(line.words):
            return _counted(counted)
        found = NUMBER.search(line.words) or NUMBER.search(line.words.replace(" ", ""))
        if (
            found
            and not re.search(r"根据|依据|按照|依照|[<《]", line.words[: found.start()])
            and not re.search("。", line.words)
        ):
            return _written(found)
        cited = re.search(r"依据|根据|按照|依照", line.words[: found.start()] if found else "")
        if found and not cited and re.search(r"[)>]\s?\(?$", line.words[: found.start()]) and len(line.words) < 120:
            return _written(found)
        order = ORDER.search(line.words)
        if (
            order
            and order["body"]
            and "。" not in line.words
            and len(line.words) < (300 if line.words[0] == "(" else 80)
        ):
            body = re.sub(r"^.*日", "", order["body"])
            return f"{body}第{order['number']}号"
        if yearly := YEARLY.fullmatch(line.words):
            return yearly[0].replace(" ", "")
        session = re.fullmatch(
            rf"([\u3400-\u9fff\U00020000-\U0003ffff]{{2,30}}(?:{BODY_END}|大会)公告)\s?[\[(]?[^。:()]{{0,14}}?第?\s?[\d一二三四五六七八九十]+\s?号[\])]?",
            line.words,
        )
        if session:
            return original(line, session[0])
        code = code or CODE.search(line.words)
    if (alone := _alone(lines, title)) is not None:
        return alone
    if title is not None:
        whole = fold(title.words)
        for at in range(title.end, min(title.end + 2, len(lines))):
            order = ORDER.fullmatch(lines[at].words)
            if order and re.search(r"(?:令|公告)$", whole):
                return whole.replace(" ", "") + _as_counted(lines[at])
    for above, line in pairwise(lines[: title.end + 14 if title else 8]):
        order = ORDER.fullmatch(line.words)
        if order and re.search(r"(?:令|公告)$", above.words):
            return above.words.replace(" ", "") + _as_counted(line)
        if re.search(r"(?:令|公告)$", above.words) and re.fullmatch(
            r"[\[(][^。:]{1,16}第\s?\d{1,4}\s?号[\])]?", line.words
        ):
            return above.words.replace(" ", "") + original(line, line.words).replace(" ", "")
    return code[0].upper() if code else None


_STANDS_ALONE = re.compile(rf"[\[(]?{NUMBER.pattern}[\])]?(?:\s*{DATE.pattern})?")
_SOON, _AT_LAST = 10, 3  # lines below the title, and those that end a document


def _alone(lines: Sequence[Line], title: Title | None) -> str | None:
    """The number that is a line of its own below an abstract, before the text is addressed to anybody, or that ends the document."""
    after = title.end if title else 0
    above = lines[after : after + _SOON]
    text = next(
        (at for at, line in enumerate(above) if SALUTATION.fullmatch(line.words) or CLAUSE.match(line.words)), None
    )
    last = lines[max(after, len(lines) - _AT_LAST) :]
    for line in (*above[: len(above) if text is None else text], *last):
        if found := _STANDS_ALONE.fullmatch(line.words.replace(" ", "")):
            return _written(found)
    return None


def _counted(found: re.Match[str]) -> str:
    return f"{found['name']}〔{found['year']}〕{''.join(found['nth'].split())}"


def _as_counted(line: Line) -> str:
    """第 12 号, （第二十三号）: as it is written, without the spaces of typesetting."""
    return "".join(original(line, line.words).split())


def _written(found: re.Match[str]) -> str:
    return f"{found['name']}〔{found['year']}〕{found['number']}号"


# 甲局关于…, 甲办公厅转发乙局…, 甲办公厅对…的答复: who stands before is who writes, whoever is named behind
_WRITES = re.compile(r"(?:等[一二三四五六七八九十\d]+(?:部门|单位))?(?:联合)?(?:关于|印发|转发|批转|对|公布|发布)")


def named_in(title: str | None) -> list[str]:
    """The authorities that open a title and write what it says; [] where it names none.

    >>> named_in("甲市人民政府办公厅转发乙局关于就业意见的通知"), named_in("关于印发甲办法的通知")
    (['甲市人民政府办公厅'], [])
    """
    words = re.sub(r"^\([^()]{1,6}\)", "", fold(title or ""))  # (转载)甲市人民政府办公厅关于…
    found = (bodies_in(words[: verb.start()]) for verb in _WRITES.finditer(words) if 2 <= verb.start() <= 80)
    return next((bodies for bodies in found if bodies), [])


def _in_short(name: str) -> str:
    """管委会 for 管理委员会, 党工委 for 党的工作委员会, 政府办 for 人民政府办公室."""
    name = re.sub(r"管委会$", "管理委员会", re.sub(r"党工委$", "工作委员会", name))
    return re.sub(r"(?<=办)公[室厅]$", "", name).replace("委员会", "委")


def _are_same(one: str, other: str) -> bool:
    """Whether two names are of one authority, the one perhaps shorter: 市财政局 and 甲市财政局, 国家发展改革委 in full.

    >>> _are_same("县财政局", "甲县财政局"), _are_same("国家发展改革委", "国家发展和改革委员会")
    (True, True)
    >>> _are_same("县政府办", "甲县人民政府办公室"), _are_same("甲区管委会", "乙甲区管理委员会")
    (True, True)
    >>> _are_same("甲县人民政府", "甲县人民政府办公室"), _are_same("甲县财政局", "乙县财政局")
    (False, False)
    """
    short, whole = sorted(map(_in_short, (one, other)), key=len)
    rest = iter(whole)
    return short[-1] == whole[-1] and all(character in rest for character in short)


def _fullest(body: str, others: Sequence[str]) -> str:
    """The longest of the names that are of this authority: who signs 甲区人民政府 may be named 甲市甲区人民政府 above."""
    return max([body, *(one for one in others if _are_same(one, body) and one[:1] not in _RANKS)], key=len)


_UNDER = re.compile(r"^(?:省|市|县|区|州|我|本站)")  # 省政府办公厅: the body without its place


def issuing_body_of(
    head: Sequence[Line], fields: dict[str, str], title: str | None, signature: Signature | None
) -> str | None:
    by_title = named_in(title)
    signed = list(signature.bodies) if signature is not None else []
    if signed and not _UNDER.match(signed[0]):
        return "、".join(_fullest(one, by_title) for one in signed)
    stated = fields.get("issuing_body", "")
    is_body = bool(bodies_in(fold(stated))) or not (by_title or signed)  # 发布机构: 上海市 names nobody
    if stated and is_body and len(by_title) < 2 and not _SITE.search(stated):
        return "、".join(re.split(r"[、,，;；\s]+", fields["issuing_body"].strip()))
    if by_title or signed:
        return "、".join(by_title or signed)
    for line in head:
        red = RED_HEAD.match(line.words) or RED_HEAD.match(line.words.replace(" ", ""))
        if red and (bodies := bodies_in(red["body"])):
            return "、".join(bodies)
        order = ORDER.search(line.words)
        if order and order["body"] and len(line.words) < 80 and (body := re.sub(r"^.*日|令$|公告$", "", order["body"])):
            return of_the_state(body)
        passed = re.match(
            rf"\(?.*?\d日\s?经?(?P<body>[\u3400-\u9fff\U00020000-\U0003ffff]{{2,24}}?(?:{BODY_END}|大会))第[^次届]{{1,6}}次.*通过",
            line.words,
        )
        if passed:
            return re.sub(r"第[一二三四五六七八九十]+届", "", passed["body"])
        note = re.match(r"\((?P<bodies>[^()\d]{4,60}?)\s*(?:19|20)\d{2}年", line.words) or re.match(
            r"\(.*?\d日\s?(?P<bodies>[^()\d]{4,60}?)(?:印发|发布|公布|颁布)\)", line.words
        )
        if note and (bodies := bodies_in(note["bodies"])):
            return "、".join(bodies)
    letterhead = [line for line, below in pairwise(reversed(head)) if NUMBER.fullmatch(below.words.replace(" ", ""))]
    if letterhead and letterhead[0] is head[-1] and (bodies := bodies_in(letterhead[0].words)):
        return "、".join(bodies)  # above the number, on the first line, without 文件 behind it
    for at, line in enumerate(head):  # a line below the title that is an authority
        if at and line.span.start < head[at - 1].span.start:
            break  # from here on what stands above the title
        if len(line.words) > 5 and (bodies := bodies_in(line.words)) and not _UNDER.match(bodies[0]):
            return "、".join(bodies)
    ordered = re.fullmatch(r"(.{2,30}?)(?:令|公告)", fold(title or ""))
    if ordered and bodies_in(ordered[1]):
        return ordered[1]
    for line in head[:8]:  # 甲市财政局编印 2024年6月
        made = re.match(
            r"[(|]?\s*(?P<bodies>[^()|:\d]{5,60}?)\s?(?:联合)?(?:编制|编印|编写|编|汇编|整理|制作|印制|制|发布)(?=$|[\s|,)\d])",
            line.words,
        )
        if made and (bodies := bodies_in(made["bodies"])) and not any(_UNDER.match(one) for one in bodies):
            return "、".join(bodies)
    source = re.split(r"[|(]|(?:19|20)\d{2}[年./-]", fold(fields.get("source", "")))[0].strip()
    source = re.sub(r"\s+\S*[科处部股]$|(?<=[局委厅])[\u3400-\u9fff\U00020000-\U0003ffff]{2,8}[科处股]$", "", source)
    bodies = bodies_in(source) if source and not re.search(r"(?<!委)[部处科股]$", source) else []
    return "、".join(bodies) if bodies and all(len(one) > 5 and not _NOBODY.match(one) for one in bodies) else None


_SITE = re.compile(r"(?:网站|网|频道|门户|平台)\s*$")  # 县政府网站 publishes and issues nothing
_NOBODY = re.compile(r"^(?:我|本站)")
_RANKS = "省市县区州"


# 中华人民共和国财政部令: the office is called 财政部
_OF_THE_STATE = re.compile(r"^中华人民共和国(?=(?:国务院|.{2,20}(?:部|总局|总署|委员会|局|银行))$)")
_ORDERED = re.compile(r"(?P<body>.{2,40}?)(?:令|公告)[\[(]?(?:(?:19|20)\d{2}年?)?[\])]?第")


def issuer_by_number(number: str | None, names: str, places: Sequence[str]) -> str | None:
    """Who issued a document, as its number tells it: 甲县人民政府令第9号, or 甲政发〔2020〕3号 where `names` writes out that government.

    >>> issuer_by_number("中华人民共和国财政部令第87号", "", ())
    '财政部'
    >>> issuer_by_number("松政办发〔2020〕3号", "报松塔县人民政府办公室备案。", ("松塔县", "松塔"))
    '松塔县人民政府办公室'
    """
    if ordered := _ORDERED.match(number or ""):
        bodies = bodies_in(of_the_state(ordered["body"]))
        return bodies[0] if bodies else None
    prefix = re.match(r"(?P<place>[^政府]{1,4})(?:政|府)(?P<office>办)?[\u3400-\u9fff]{0,3}〔", number or "")
    for place in places if prefix else ():
        assert prefix is not None
        office = "办公[厅室]" if prefix["office"] else ""
        found = (
            re.search(rf"{re.escape(place)}人民政府{office}(?!办公)", names) if prefix["place"][0] in place else None
        )
        if found:
            return found[0]
    return None


def of_the_state(body: str) -> str:
    return _OF_THE_STATE.sub("", body)


def with_place(body: str | None, places: Sequence[str]) -> str | None:
    """An authority that names only its rank with its place: 市财政局 of 武汉市 is 武汉市财政局; unchanged without such a place.

    >>> with_place("市财政局、市委金融办", ["湖北省", "武汉市"]), with_place("区财政局", ["武汉市"])
    ('武汉市财政局、武汉市委金融办', '区财政局')
    """
    if body is None:
        return None
    named = {place[-1]: place for place in places}
    whole = [named[one[0]] + one[1:] if one[0] in _RANKS and one[0] in named else one for one in body.split("、")]
    return "、".join(whole)


_MADE_BY = re.compile(
    r"(?:上述|以上|本)(?:问答|解答|清单|内容|答复)[^。]{0,8}?由(?P<bodies>[^。,:;]{4,60}?)(?:负责|联合|共同)?(?:整理|编写|编制|提供|解答|解释|作答|答复)"
)
_EXPLAINED_BY = re.compile(r"(?:政策)?(?:解读|解答|答复)(?:单位|机关|机构|部门)\s?:\s?(?P<bodies>[^。,:;]{4,60})")
_OWNER = re.compile(
    r"(?:主办单位|主办|版权所有|承办单位)\s?[:：]?\s?(?P<body>[\u3400-\u9fff\U00020000-\U0003ffff]{4,24})"
)


def made_by(lines: Sequence[Line]) -> str | None:
    """Who says at the end of questions and answers, or of a list, that it made them."""
    for line in reversed(lines):
        found = _MADE_BY.search(line.words) or _EXPLAINED_BY.fullmatch(line.words)
        if found and (bodies := bodies_in(found["bodies"])):
            return "、".join(bodies)
    return None


def owner_of(lines: Sequence[Line]) -> str | None:
    """The authority whose site the page is from, as its foot says (主办：甲市财政局, 版权所有：甲市人民政府)."""
    for line in lines[-30:]:
        if (found := _OWNER.search(line.words)) and (bodies := bodies_in(found["body"])):
            return bodies[0]
    return None


_PLACED = re.compile(
    r"(?:中共)?[\u3400-\u9fff\U00020000-\U0003ffff]{2,7}?(?:省|市|县|区|州|旗)|[\u3400-\u9fff\U00020000-\U0003ffff]{2}海关"
)
_EACH = re.compile(
    r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,20}?(?:人民政府|办公厅|办公室|委员会|管委会|厅|局|海关|[市省县区]委)(?=$|[\u3400-\u9fff\U00020000-\U0003ffff]{3})"
)


def _apart(words: str) -> list[str]:
    """湖北省商务厅武汉海关, written without a space between them, as the two that they are."""
    found = _EACH.findall(words)
    placed = len(found) > 1 and all(_PLACED.match(one) and not one.startswith("国家") for one in found)
    return found if placed and "".join(found) == words else [words]


def bodies_in(words: str) -> list[str]:
    """The authorities that a line names and nothing else; [] where it says more."""
    pieces = [piece for piece in re.split(r"\s{2,}|[、,]", words.strip()) if piece.strip()]
    if len(pieces) == 1 and re.fullmatch(
        r"(?:[\u3400-\u9fff\U00020000-\U0003ffff] )+[\u3400-\u9fff\U00020000-\U0003ffff]", pieces[0].strip()
    ):
        pieces = [pieces[0].replace(" ", "")]
    else:
        pieces = [part for piece in pieces for part in piece.split(" ") if part]
    if pieces and all(len(piece) == 1 for piece in pieces):
        pieces = ["".join(pieces)]
    known = rf"{BODY.pattern}|[\u3400-\u9fff\U00020000-\U0003ffff]{{2,12}}(?:办|国务院)|国务院|中共[\u3400-\u9fff\U00020000-\U0003ffff]{{2,8}}委|[\u3400-\u9fff\U00020000-\U0003ffff]{{2,8}}(?:市委|省委|县委|区委)"
    pieces = [one for piece in pieces for one in _apart(piece)]
    return (
        pieces
        if pieces and all(re.fullmatch(known, _MARKED.sub(lambda mark: mark["name"] or "", piece)) for piece in pieces)
        else []
    )


# 甲市"三品"战略领导小组办公室, 中国(云南)自由贸易试验区管委会, 甲区住房局(交通局): a name may hold a name
_MARKED = re.compile(r"\"(?P<name>[^\"()]{1,10})\"|\((?!\d)[\u3400-\u9fff]{2,16}\)")


@dataclass(frozen=True, slots=True)
class Signature:
    bodies: tuple[str, ...]
    day: date | None


def signature_of(lines: Sequence[Line], printed_at: int | None, named: Sequence[str] = ()) -> Signature | None:
    """The authorities and the date below a document; those below its covering letter where it has one.

    `named` are the authorities that its title or its site's table names: what they signed is theirs, and what only others
    signed is an annex, or a report that is passed on.
    """
    places = range(1, printed_at) if printed_at else range(len(lines) - 1, -1, -1)
    found: Signature | None = None
    others: Signature | None = None
    for at in places:
        signed = _signature_at(lines, at)
        if signed is None:
            continue
        if not signed.bodies:
            # Above what a letter prints the last day is the letter's; a page's own stands at its head
            found = signed if printed_at else found or (signed if at * 2 > len(lines) else None)
        elif not named or any(_are_same(one, other) for one in signed.bodies for other in named):
            return signed
        else:
            others = others or signed
    if others is not None:
        return Signature((), others.day)
    return found


# (甲市人民政府办公厅 2023年5月16日印发), below a document in a book; without brackets it is the printer's line
_NOTED = re.compile(r"\((?P<signed>[^()\d]{4,60}(?:19|20)\d{2}年[^()]{3,8}日)(?:印发|发布|公布)\)")


def _signature_at(lines: Sequence[Line], at: int) -> Signature | None:
    """What is signed with the date on the line `at`, with the authorities on it or above it; None where no date closes it."""
    words = re.sub(r"\((?:代章|盖章|公章|章|印章)\)|\|", " ", lines[at].words).strip()
    if noted := _NOTED.fullmatch(words):
        words = noted["signed"]
    if len(words) > 160:
        return None
    same = re.match(rf"(?P<bodies>.*?)\s*(?P<day>{date_pattern('a')})\s*(?:\(此件.*\))?$", close_up(words))
    if not same or (same["bodies"] and not bodies_in(same["bodies"])):
        return None
    day = date_of(same["day"]) if same["ad"] else None  # a month alone is no day
    bodies = bodies_in(same["bodies"]) if same["bodies"] else []
    above = at - 1
    while not (same["bodies"] and bodies) and above >= 0 and (more := bodies_in(lines[above].words)):
        bodies = [*more, *bodies]
        above -= 1
    if not bodies and at + 1 < len(lines) and at * 2 > len(lines):  # the day above the name
        bodies = bodies_in(lines[at + 1].words)
    return Signature(tuple(dict.fromkeys(bodies)), day)


def close_up(words: str) -> str:
    """A date without the spaces that typesetting puts into it; bodies keep theirs."""
    date_part = re.search(
        r"[\d零一二三四五六七八九][\d\s零一二三四五六七八九十年月./-]{6,40}日?\s*(?:\(此件.*\))?$", words
    )
    return words if date_part is None else words[: date_part.start()] + re.sub(r"\s", "", date_part[0])


def issued_on(
    fields: dict[str, str],
    head: Sequence[Line],
    below: Sequence[Line],
    title: Title | None,
    signature: Signature | None,
    number: str | None = None,
) -> date | None:
    """The day of issue. What a site calls the day of publication is only that of a page, where the year of the `number` is another."""
    if signature is not None and signature.day is not None and (signature.bodies or "issued" not in fields):
        return signature.day
    if day := whole_day(fields.get("issued")):
        return day
    if title is not None and (day := whole_day(title.behind)):
        return day
    for line in head:
        told = re.match(r"\(?(.*?)\)?$", line.words)
        if told and DATE.fullmatch(close_up(told[1])):
            return whole_day(told[1])
        bracketed = re.search(r"\(([^()]*)\)", line.words)
        days = list(DATE.finditer(line.words.replace(" ", ""))) if len(line.words) < 300 else []
        days = [found for found in days if found["ad"]]
        for found in days:
            rest = line.words.replace(" ", "")[found.end() :]
            if re.match(r"[^年]{0,60}?(?:公布|发布|颁布|印发)", rest) and not re.search("[:。]", rest[:12]):
                return as_date(found, "a")
        if days and re.search(r"通过|批准", line.words) and "。" not in line.words:
            return _approved(head) or as_date(days[0], "a")
        if (
            bracketed
            and days
            and re.search(r"[\u3400-\u9fff\U00020000-\U0003ffff]\s*\d{4}年", bracketed[1])
            and bodies_in(re.split(r"(?=\d{4}年)", bracketed[1])[0])
        ):
            return as_date(days[-1], "a")
        words = line.words.lstrip("( ")
        numbered = NUMBER.match(words)
        if numbered and (own := DATE.match(words[numbered.end() :].strip(" (,、").replace(" ", ""))):
            return as_date(own, "a")
    printed = next(
        (last for line in reversed(below) if (last := _PRINTED_ON.search(line.words.replace(" ", "")))), None
    )
    bare_day = next((line.words for line in head if re.match(r"(?:19|20)\d{2}-\d{1,2}-\d{1,2}\b", line.words)), None)
    for day in (whole_day(fields.get("published")), date_of(bare_day)):
        if day is not None and _may_be_of(day, number):
            return day
    return whole_day(printed[0] if printed else None)


def _may_be_of(day: date, number: str | None) -> bool:
    """Whether a document with this number may have been published on that day: in its year, or in the first weeks after."""
    year = re.search(r"〔(\d{4})〕", number or "")
    return year is None or day.year == int(year[1]) or (day.year == int(year[1]) + 1 and day.month <= 3)


def only_passed_on(head: Sequence[Line]) -> frozenset[date]:
    """The days of the head on which a rule was passed, where nothing there says that it was published on that day."""
    lines = [line.words.replace(" ", "") for line in head]
    passed = [line for line in lines if re.search("通过|批准", line) and not re.search("公布|发布|颁布|印发", line)]
    return frozenset(day for line in passed for found in DATE.finditer(line) if (day := as_date(found, "a")))


_APPROVED = re.compile(rf"{date_pattern('a')}[^年。]{{2,60}}批准")


def _approved(head: Sequence[Line]) -> date | None:
    """The day on which the assembly above approved what one below it had passed: only then it is made."""
    found = next((match for line in head if (match := _APPROVED.search(line.words.replace(" ", "")))), None)
    return as_date(found, "a") if found else None


_PRINTED_ON = re.compile(r"(?:19|20)\d{2}年\d{1,2}月\d{1,2}日(?:印发|发布|公布)$")


def whole_day(words: str | None) -> date | None:
    """The first day that the words write; a month alone is none."""
    found = DATE.search(re.sub(r"\s", "", fold(words))) if words else None
    return as_date(found, "a") if found and found["ad"] else None
