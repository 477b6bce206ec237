"""A document's text in, what it says of itself out: title, number, issuer, dates, validity, place, what it replaces.

Everything here is inferred from where words stand: the head of the document down to its first sentence, the table that
a site puts above it, the signature, and the sentences on when it takes effect. Nothing is taken from what the document
says of other documents.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, zip_longest

from corpus.effect import DATE, as_date, bare, date_of, date_pattern, superseded, validity_of
from corpus.furniture import find_zones
from corpus.invisible import without_invisible
from corpus.lines import lines_of
from corpus.measure import Span
from corpus.normal import fold, without_markup
from corpus.places import is_national, region_mentioned, regions_of, wider_regions

_HEAD_LINES = 60
_FIELDS_LENGTH = 2000  # characters; what stands farther on in a line is no entry of the site's table
_NOUNS = (
    "通知|公告|通告|公报|意见|办法|措施|细则|方案|规定|条例|决定|规划|计划|要点|政策|指南|指引|导则|制度|标准|规则|章程|纲要"
    "|目录|清单|答复|批复|复函|函|请示|报告|解读|答记者问|问答|预案|名单|规程|准则|实施意见|若干措施|行动|工程|令|决议|公约|倡议书|说明"
)
_ENDS_TITLE = re.compile(rf"(?:{_NOUNS})(?:\s?\([^()]{{2,16}}\))*$")
_STAGE = re.compile(r"\((?:试行|暂行|征求意见稿?|草案|送审稿|修订稿?|\d{4}年?修[订正]版?|[^()]{0,8}(?:版|稿))\)$")
_BODY_END = (
    "人民政府|政府办公厅|政府办公室|办公厅|办公室|委员会|管委会|领导小组|指挥部|联席会议|总局|厅|局|部|院|委|会|行|署|办|社|集团|中心"
    "|公司|大学|学院|总队|支队|法院|检察院|政府"
)
_BODY = re.compile(rf"[\u4e00-\u9fff]{{2,30}}?(?:{_BODY_END})")
_NUMBER = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{1,14})\s?[\[(]\s?(?P<year>(?:19|20)\d{2})\s?[\])]\s?第?\s?(?P<number>\d{1,5})\s?号"
)
_ORDER = re.compile(r"(?P<body>[\u4e00-\u9fff]{2,24}?(?:令|公告))?\s?\(?第\s?(?P<number>\d{1,4})\s?号\)?")
_YEARLY = re.compile(r"(?:19|20)\d{2}年第\s?\d{1,4}\s?号")
_KEYS = {
    "issuing_body": "发文机关|发文机构|发布机构|发布机关|制定机关|制发机关|印发机关|发文单位|发布单位|颁布机关",
    "number": "发文字号|文号|文件编号|发文号",
    "issued": "成文日期|成文时间|发文日期|签发日期|印发日期",
    "published": "发布日期|发布时间|公布日期|公开日期|发表时间|颁布日期|时间|日期",
    "since": "实施日期|施行日期|生效日期|执行日期|实施时间|生效时间",
    "until": "失效日期|废止日期|失效时间|有效期至|截止日期",
    "title": "标题|名称|文件名称",
}
_OTHER_KEYS = "索引号|信息分类|主题分类|主题词|有效性|时效性|统一编号|来源|信息来源|浏览次数|字体|公文种类|分类|体裁|关键词|组配分类|签发人|责任编辑|作者"
_FIELD = re.compile(rf"[\[|]?(?P<key>{'|'.join(_KEYS.values())}|{_OTHER_KEYS})(?:[\]:|]|(?<=\]))\s*:?")
_SALUTATION = re.compile(r"[^。]{2,300}:$")
_CLAUSE = re.compile(
    r"(?:第\s?[一二三四五六七八九十\d]{1,4}\s?[编章节条]|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[.、](?!\d)|#{1,4} |\*\*?[一二三四五六七八九十]、)"
)
_NOISE = re.compile(
    r"(?:[-\s]*\d{1,6}[-\s]*|特急|加急|急件|平急|机密|秘密|内部|\(?此件[^)]*\)?|第\d+页.*|签发人.*|.*(?:打印|关闭|分享|浏览次数).*|首页.*|(?:您?(?:现在|当前)?(?:所在)?的?位置|当前位置).*"
    r"|目录|政府信息公开|公开目录)$"
)
_RED_HEAD = re.compile(rf"(?P<body>.{{2,60}}?(?:{_BODY_END}))\s*文件$")
# A report on a document is not the document: what it says of dates and issuers it says of another
_REPORT = re.compile(r"解读|答记者问|一图读懂|图解|发布会|新闻|访谈|[-—]访|问答|在线回应|专家谈|记者|举行|召开|座谈")
_REPORTED = re.compile(r"本报讯|讯\s?\(|记者(?:从|获悉|[:了])")
_PRINTS = re.compile(r"(?:关于)?(?:印发|公布|发布|下发|颁布|出台)")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a text says of itself; None where it does not. `words` holds for each field the words it was taken from."""

    title: str | None = None
    number: str | None = None
    issuing_body: str | None = None
    issued: date | None = None
    since: date | None = None  # in force from
    until: date | None = None  # the last day of its validity
    validity_part: str | None = None  # 附件2, where the validity is of that part only
    regions: tuple[str, ...] = ()
    wider_regions: tuple[str, ...] = ()  # the places around it, the widest first
    supersedes: tuple[str, ...] = ()  # titles, or numbers where no title is given
    words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    span: Span
    raw: str  # as it stands
    words: str  # folded


def infer_identity(source: str) -> Identity:
    """What `source` says of itself.

    >>> known = infer_identity("甲县人民政府关于促进就业的意见\\n甲政发〔2020〕3号\\n各乡镇：\\n一、给予补贴。\\n甲县人民政府\\n2020年5月6日")
    >>> known.title, known.number, known.issuing_body, known.issued
    ('甲县人民政府关于促进就业的意见', '甲政发〔2020〕3号', '甲县人民政府', datetime.date(2020, 5, 6))
    """
    readable = without_markup(without_invisible(source))
    lines = [_Line(span, span.of(readable), fold(span.of(readable)).strip(" >*#\\")) for span in lines_of(readable)]
    lines = [line for line in lines if line.words]
    fields = _fields(lines)
    zones = find_zones(readable)
    lines = [line for line in lines if line.span not in zones.furniture or _FIELD.search(line.words)]
    head = _head(lines)
    letter_title, title_end = _title(head)
    title = letter_title
    printed_at = None
    if letter_title is not None or head:
        printed = _printed(lines, letter_title or "", title_end)
        if printed is not None:
            title, printed_at = printed
    if "title" in fields and title is None:
        title = fields["title"]
    opening = " ".join(line.words for line in lines[len(head) : len(head) + 2])
    report = bool(_REPORT.search(fold(letter_title or "")) or _REPORTED.search(opening))
    signature = _signature(lines, printed_at)
    number = None if report else _own_number(lines, head, fields)
    body = None if report else _issuing_body(head, fields, letter_title, signature)
    issued = _issued(fields, head, signature)
    if report or title is None:
        title = title or _interview(readable)
    regions = regions_of(title, body, readable)
    if not regions and not report and not any(is_national(name) for name in (title, letter_title, body) if name):
        regions = tuple(filter(None, [region_mentioned(readable, body)]))
    if report:
        return Identity(title, issued=issued or None, regions=regions)
    since, until, part = validity_of(
        readable, zones.parts, issued, {bare(name) for name in (title, letter_title) if name}
    )
    since = since or date_of(fields.get("since"))
    until = until or date_of(fields.get("until"))
    return Identity(
        title,
        number,
        body,
        issued,
        since,
        until,
        part,
        regions,
        wider_regions(title, body, readable, regions[0] if regions else None),
        superseded(readable, letter_title or title or ""),
    )


# 近日，…联合印发了《关于…的意见》…问：…答：…
_INTERVIEW = re.compile(r"(?:印发|出台|发布|公布|制定)了?《(?P<title>[^《》\n]{6,80})》")
_ASKED = re.compile(r"(?:^|[。\s])(?:问|记者)\s?[:：]")


def _interview(readable: str) -> str | None:
    """《关于…的意见》答记者问: what an interview without a headline is on."""
    on = _INTERVIEW.search(readable[:600])
    return f"《{' '.join(on['title'].split())}》答记者问" if on and _ASKED.search(readable) else None


# ---------------------------------------------------------------- head and title


def _fields(lines: Sequence[_Line]) -> dict[str, str]:
    """The entries of the site's table above the document, by our names."""
    found: dict[str, str] = {}
    names = {key: field for field, keys in _KEYS.items() for key in keys.split("|")}
    head = lines[:_HEAD_LINES]
    for line, below in pairwise(head):
        field = names.get(line.words.replace(" ", ""))
        if field and not _FIELD.match(below.words + ":"):
            found.setdefault(field, below.raw.strip())
    for line in head:
        words = line.words[:_FIELDS_LENGTH]
        for key in {*names, "索引号", "有效性"}:  # 索 引 号: 标    题:
            words = re.sub(r" *".join(key) + r"(?= *[\]:|])", key, words)
        marks = list(_FIELD.finditer(words))
        for mark, following in zip_longest(marks, marks[1:]):
            assert mark is not None
            value = words[mark.end() : following.start() if following else len(words)].strip(" |[]")
            field = names.get(mark["key"])
            if field and value and value not in ("无", "-", "暂无"):
                found.setdefault(field, _original(line, value))
    return found


def _original(line: _Line, value: str) -> str:
    """`value`, found in the folded line, as the document writes it."""
    at = fold(line.raw[: 2 * _FIELDS_LENGTH]).find(value)
    return line.raw[at : at + len(value)].strip() if at >= 0 else value


def _head(lines: Sequence[_Line]) -> list[_Line]:
    """The lines above the first sentence, salutation or clause."""
    head = []
    for line in lines[:_HEAD_LINES]:
        field = (
            _FIELD.match(line.words)
            or _FIELD.fullmatch(line.words.replace(" ", "") + ":")
            or re.match(r"[\u4e00-\u9fff ]{2,12}:.{0,60}$", line.words)
        )
        if field and not _SALUTATION.fullmatch(line.words):
            head.append(line)
            continue
        if _CLAUSE.match(line.words) or (_SALUTATION.fullmatch(line.words) and head and not _FIELD.search(line.words)):
            break
        if re.search(r"[。;]", re.sub(r"\([^()]*\)", "", line.words)):
            break
        head.append(line)
    return head


def _is_bare_key(line: _Line) -> bool:
    """索引号 alone on its line: the next line is its value."""
    return _FIELD.fullmatch(line.words.replace(" ", "") + ":") is not None


def _is_title_line(line: _Line) -> bool:
    words = line.words
    close = words.replace(" ", "")
    if _FIELD.search(words) or _FIELD.match(close + ":") or _NOISE.match(words) or _RED_HEAD.fullmatch(close):
        return False
    if _NUMBER.fullmatch(words) or re.match(
        r"[\u4e00-\u9fff]{1,14}\s?[\[(]\s?(?:19|20)\d{2}\s?[\])]\s?\d+\s?号(?:\s|$)", words
    ):
        return False
    if _ORDER.fullmatch(words) or _YEARLY.fullmatch(words) or DATE.fullmatch(words.replace(" ", "")):
        return False
    if re.fullmatch(r"\([^()]{4,}\)", words) and not _STAGE.fullmatch(words):
        return False  # (2020年5月1日某市人大常委会通过)
    return not re.match(r"(?:信息)?来源|发布|\(注:|\[", words)


def _title(head: Sequence[_Line]) -> tuple[str | None, int]:
    """The title in the head, its lines joined, and the index of the line after it."""
    block: list[str] = []
    for at, line in enumerate(head):
        value = (
            bool(at) and _is_bare_key(head[at - 1]) and "关于" not in line.words
        )  # a key may stand there without one
        if value or not _is_title_line(line):
            if block and _ENDS_TITLE.search(fold(block[-1])):
                return _joined(block), at
            if block and not any("关于" in piece for piece in block) and not _BODY.fullmatch(fold(block[-1])):
                return _joined(block), at
            continue
        words = line.raw.strip(" \u3000*#>\\")
        ended = bool(block) and _ENDS_TITLE.search(fold(block[-1])) is not None
        if ended and not _STAGE.fullmatch(line.words):
            return _joined(block), at
        if (
            re.fullmatch(r"[\u4e00-\u9fff]{2,30}(?:公告|令)", line.words)
            and at + 1 < len(head)
            and (_ORDER.fullmatch(head[at + 1].words) or _YEARLY.fullmatch(head[at + 1].words))
        ):
            own, end = _title(head[at + 2 :])
            return (own, at + 2 + end) if own and "关于" in own else (_joined([*block, words]), at + 2)
        number = _NUMBER.search(line.words)
        if number and line.words[number.end() :].strip(" )") == "" and line.words[: number.start()].endswith("("):
            words = words[: number.start() - 1]
        elif number and line.words[number.end() :].strip(" )]") == "" and number.start() > 6:
            words = re.sub(r"[（(\s]+$", "", words[: number.start()])
        block.append(words)
    if not block:
        return None, len(head)
    if len(block) > 3 and not _ENDS_TITLE.search(fold(block[-1])):
        block = block[:1]
    return _joined(block), len(head)


def _joined(block: Sequence[str]) -> str | None:
    text = ""
    for piece in block:
        both_bodies = (
            text
            and _BODY.fullmatch(fold(text).split(" ")[-1])
            and re.match(r"[\u4e00-\u9fff]{2,20}?(?:厅|局|部|委|会)(?:关于)?", piece)
        )
        text += (" " if both_bodies and not piece.startswith("关于") else "") + piece
    text = re.sub(r"[(（][一二三四五六七八九十]{1,3}[)）]$", "", text.strip())  # counts the instalments of a newspaper
    text = re.sub(r"(?<=[\u4e00-\u9fff]) +(?=关于)", "", re.sub(r"[ \u3000]+", " ", text)).strip()
    return text if len(bare(text)) >= 4 else None


def _printed(lines: Sequence[_Line], letter: str, after: int) -> tuple[str, int] | None:
    """The title of the thing that a covering letter prints, if it follows in full, and the index of its line."""
    words = fold(letter)
    names = re.findall(r"<([^<>]{4,120})>", words)
    if _PRINTS.search(words):
        unquoted = re.search(r"(?:印发|公布|发布|下发|颁布)(.{4,120}?)的(?:通知|公告|通告|决定|函)", words)
        wanted = names if len(names) == 1 else [unquoted[1]] if unquoted and not names else []
    else:
        text = " ".join(line.words for line in lines[after : after + 6])
        promulgates = re.search(r"(?:公告|令)$", words) or re.search(
            r"印发给你们|予以印发|现予公布|现予发布|现印发", text
        )
        wanted = re.findall(r"<([^<>]{4,120})>", text)[:1] if promulgates else []
    for name in wanted:
        target = bare(name)
        for at in range(after, len(lines)):
            joined, count = "", 0
            while at + count < len(lines) and len(joined) < len(target) and count < 4:
                joined += bare(lines[at + count].words)
                count += 1
            if count and (joined == target or _STAGE.sub("", joined) == target):
                pieces = [line.raw.strip(" \u3000*#>\\") for line in lines[at : at + count]]
                following = lines[at + count] if at + count < len(lines) else None
                if following is not None and _STAGE.fullmatch(following.words) and not _STAGE.search(joined):
                    pieces.append(following.raw.strip())
                return "".join(pieces), at
    return None


# ---------------------------------------------------------------- number, issuer, date of issue


def _own_number(lines: Sequence[_Line], head: Sequence[_Line], fields: dict[str, str]) -> str | None:
    stated = fields.get("number")
    if stated is not None and (found := _NUMBER.search(fold(stated))):
        return _written(found)
    for at, line in enumerate(head):
        if re.match(r"\(注", line.words):
            continue
        found = _NUMBER.search(line.words)
        if (
            found
            and not re.search(r"[<《]", line.words[: found.start()])
            and not re.search(r"根据|依据|按照", line.words)
        ):
            return _written(found)
        if found and re.search(r"[)>]\s?\(?$", line.words[: found.start()]):
            return _written(found)
        order = _ORDER.search(line.words)
        if order and order["body"] and not re.search(r"[。]", line.words):
            body = re.sub(r"^.*日", "", order["body"])
            return f"{body}第{order['number']}号"
        if order and order.span() == (0, len(line.words)) and at:
            above = head[at - 1].words
            if re.search(r"(?:令|公告)$", above):
                return f"{above.replace(' ', '')}第{order['number']}号"
        if yearly := _YEARLY.fullmatch(line.words):
            return yearly[0].replace(" ", "")
    return None


def _written(found: re.Match[str]) -> str:
    return f"{found['name']}〔{found['year']}〕{found['number']}号"


def _issuing_body(
    head: Sequence[_Line], fields: dict[str, str], title: str | None, signature: _Signature | None
) -> str | None:
    if "issuing_body" in fields:
        return "、".join(re.split(r"[、,，;；\s]+", fields["issuing_body"].strip()))
    if signature is not None and signature.bodies:
        return "、".join(signature.bodies)
    before = re.match(r"(.{2,80}?)(?:关于|印发)", fold(title or ""))
    if before and (bodies := _bodies(before[1])):
        return "、".join(bodies)
    for line in head:
        red = _RED_HEAD.match(line.words) or _RED_HEAD.match(line.words.replace(" ", ""))
        if red and (bodies := _bodies(red["body"])):
            return "、".join(bodies)
        order = _ORDER.search(line.words)
        if order and order["body"] and (body := re.sub(r"^.*日|令$|公告$", "", order["body"])):
            return body
        passed = re.match(
            rf"\(.*?\d日(?P<body>[\u4e00-\u9fff]{{2,24}}?(?:{_BODY_END}))第[^次届]{{1,6}}次.*通过", line.words
        )
        if passed:
            return passed["body"]
    ordered = re.fullmatch(r"(.{2,30}?)(?:令|公告)", fold(title or ""))
    return ordered[1] if ordered else None


def _bodies(words: str) -> list[str]:
    """The authorities that a line names and nothing else; [] where it says more."""
    pieces = [piece for piece in re.split(r"\s{2,}|[、,]", words.strip()) if piece.strip()]
    if len(pieces) == 1 and re.fullmatch(r"(?:[\u4e00-\u9fff] )+[\u4e00-\u9fff]", pieces[0].strip()):
        pieces = [pieces[0].replace(" ", "")]
    else:
        pieces = [part for piece in pieces for part in piece.split(" ") if part]
    if pieces and all(len(piece) == 1 for piece in pieces):
        pieces = ["".join(pieces)]
    return pieces if pieces and all(_BODY.fullmatch(piece) for piece in pieces) else []


@dataclass(frozen=True, slots=True)
class _Signature:
    bodies: tuple[str, ...]
    day: date | None


def _signature(lines: Sequence[_Line], printed_at: int | None) -> _Signature | None:
    """The authorities and the date below a document; those below its covering letter where it has one."""
    places = range(1, printed_at) if printed_at else range(len(lines) - 1, 0, -1)
    found: _Signature | None = None
    for at in places:
        words = lines[at].words
        same = re.match(rf"(?P<bodies>.*?)\s*(?P<day>{date_pattern('a')})\s*(?:\(此件.*\))?$", _close_up(words))
        if not same or (same["bodies"] and not _bodies(same["bodies"])):
            continue
        day = date_of(same["day"]) if same["ad"] else None  # a month alone is no day
        bodies = _bodies(same["bodies"]) if same["bodies"] else []
        above = at - 1
        while not (same["bodies"] and bodies) and above >= 0 and (more := _bodies(lines[above].words)):
            bodies = [*more, *bodies]
            above -= 1
        if bodies:
            return _Signature(tuple(dict.fromkeys(bodies)), day)
        found = found or (_Signature((), day) if at * 2 > len(lines) or printed_at else None)
    return found


def _close_up(words: str) -> str:
    """A date without the spaces that typesetting puts into it; bodies keep theirs."""
    date_part = re.search(
        r"[\d零一二三四五六七八九][\d\s零一二三四五六七八九十年月./-]{6,40}日?\s*(?:\(此件.*\))?$", words
    )
    return words if date_part is None else words[: date_part.start()] + re.sub(r"\s", "", date_part[0])


def _issued(fields: dict[str, str], head: Sequence[_Line], signature: _Signature | None) -> date | None:
    if signature is not None and signature.day is not None:
        return signature.day
    if day := date_of(fields.get("issued")):
        return day
    for line in head:
        told = re.match(r"\((.*)\)$", line.words)
        if told and DATE.fullmatch(_close_up(told[1])):
            return date_of(told[1])
        days = list(DATE.finditer(_close_up(told[1]).replace(" ", ""))) if told else []
        for found in days:
            rest = told[1].replace(" ", "")[found.end() :] if told else ""
            if re.match(r"[^年]{0,60}?(?:公布|发布|颁布|印发)", rest):
                return as_date(found, "a")
        for found in days:
            if told and re.search(r"通过|批准", told[1]):
                return as_date(found, "a")
    bare = next((line.words for line in head if re.match(r"(?:19|20)\d{2}-\d{1,2}-\d{1,2}\b", line.words)), None)
    return date_of(fields.get("published")) or date_of(bare)
