"""A document's text in, what it says of itself out: title, number, issuer, dates, validity, place, what it replaces.

Everything here is inferred from where words stand: the head of the document down to its first sentence, the table that
a site puts above it, the signature, and the sentences on when it takes effect. Nothing is taken from what the document
says of other documents.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise, zip_longest

from corpus.furniture import Part, find_zones
from corpus.lines import lines_of
from corpus.measure import MAIN_PART, Span
from corpus.normal import chinese_number, fold, without_markup
from corpus.references import parse_references

_HEAD_LINES = 60
_NOUNS = (
    "通知|公告|通告|公报|意见|办法|措施|细则|方案|规定|条例|决定|规划|计划|要点|政策|指南|指引|导则|制度|标准|规则|章程|纲要"
    "|目录|清单|答复|批复|复函|函|请示|报告|解读|答记者问|问答|预案|名单|规程|准则|实施意见|若干措施|行动|工程|令|决议|公约|倡议书|说明"
)
_ENDS_TITLE = re.compile(rf"(?:{_NOUNS})(?:\s?\([^()]{{2,16}}\))*$")
_STAGE = re.compile(r"\((?:试行|暂行|征求意见稿?|草案|送审稿|修订稿?|\d{4}年?修[订正]版?|[^()]{0,8}(?:版|稿))\)$")
_PLACE_END = "(?:特别行政区|自治区|自治州|自治县|自治旗|开发区|高新区|新区|示范区|试验区|省|市|州|盟|县|区|旗|街道|镇|(?<!城)乡)(?![域位块间划级内别直属长])"
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
_CN_DIGITS = "零一二三四五六七八九0o"  # 二0二0年 and 二O二O年 are often typed
_DATE_WORDS = (
    rf"(?P<{{0}}y>(?:19|20)\d{{{{2}}}}|[{_CN_DIGITS}]{{{{4}}}})[年./-](?P<{{0}}m>\d{{{{1,2}}}}|[一二三四五六七八九十]{{{{1,2}}}})"
    r"[月./-](?:(?P<{0}d>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})日?|(?P<{0}e>底))?"
)


def _a_date(name: str) -> str:
    return _DATE_WORDS.format(name)


_DATE = re.compile(_a_date("a"))
_YEAR = r"(?:19|20)\d{2}年"
# 索引号:  发文机关:  成文日期:  … the table that sites put above a document
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
_SPACED_KEY = re.compile(r"(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff] *(?:[\u4e00-\u9fff] *){0,2}[\]:])")
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
_WORKS = "施行|实施|执行|生效|试行|起效|计算"
_FOREIGN = re.compile(
    r"该|许可证|合格证|证书|资质|合同|协议|资格|活动|项目|工程|保修|质保|租赁|租期|聘期|任期|申报|报名|受理|授牌|称号|消费券|券"
)
_SINCE = re.compile(
    rf"(?:自|从|于)?(?:{_a_date('a')}|(?P<print>(?:本[\u4e00-\u9fff]{{1,6}})?(?:印发|发布|公布|下发|签发|颁布|发文)之日))(?:起)?"
    rf"(?:(?P<days>\d{{1,3}}|[一二三四五六七八九十]{{1,3}})(?:个工作)?日(?:之)?后(?:起)?)?(?:正式|开始|起)?(?:{_WORKS})"
)
_SPAN_OF_YEARS = r"(?P<years>\d{1,2}|[一二两三四五六七八九十]{1,2})(?P<half>年半)?(?:年|周年)?|(?P<months>\d{1,3}|[一二三四五六七八九十]{1,3})个月"
_TERM = r"(?:有效期限?|执行期限?|实施期限?|政策期限?|施行期限?|试行期限?|适用期限?|执行时间|实施时间|政策时限|期限)(?:自|从|为|是|:|暂定|暂为|共)*"
_UNTIL = re.compile(rf"(?:{_TERM})(?:至|到|截至|截止到?)(?:{_a_date('u')}|(?P<year>{_YEAR})(?P<yearend>底|末)?)")
_RANGE = re.compile(
    rf"(?:{_TERM})(?:{_a_date('a')}(?:起)?|(?P<from>{_YEAR}?))(?:-{{1,2}}|至|到|~)(?:{_a_date('u')}|(?P<to>{_YEAR}))"
)
_YEARS = re.compile(
    rf"(?:{_TERM}|暂定|暂行|试行)(?:(?P<years>\d{{1,2}}|[一二两三四五六七八九十]{{1,2}})年|(?P<months>\d{{1,3}}|[一二三四五六七八九十]{{1,3}})个月)"
)
_TO = re.compile(
    rf"(?:起(?:{_WORKS})?,?|{_WORKS},?)(?:有效期|期限)?(?:至|到|截至|截止到?)(?:{_a_date('u')}|(?P<year>{_YEAR})(?P<yearend>底|末)?)"
)
_ENDS = re.compile(rf"(?:于|至){_a_date('u')}(?:止|自行失效|失效|自行废止|废止|自动失效)")
_REPEAL = re.compile(r"(?:同时|予以|即行|自行|相应|一并|随之|一律)?(?:废止|停止执行|失效|不再执行)")
# 决定废止下列文件: the titles that follow are repealed
_REPEALS_LIST = re.compile(
    r"(?:废止|失效)[^。]{0,30}(?:下列|以下|如下|目录|清单)|(?:下列|以下)[^。]{0,40}(?:废止|失效)"
)
_REPEALS_NOTHING = re.compile(
    r"已(?:于|经|由)?[^,]{0,16}(?:废止|失效)|(?:废止|失效)[后前时]|之日起[^,<>]{0,6}(?:自行)?失效|继续有效|继续执行"
)
# 根据《…》: cited, not repealed; 《…》第五条同时废止 repeals a clause only
_CITED = re.compile(
    r"(?:根据|按照|依据|依照)《[^《》]*》|《[^《》]*》(?:[（(][^（）()]*[）)])?第[一二三四五六七八九十\d]+[条款项章](?:[、和及]第[一二三四五六七八九十\d]+[条款项章])*"
)
_ANNEX = re.compile(r"附[件表]\s?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})?")


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
    readable = without_markup(source)
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
    if report:
        return Identity(title, issued=issued or None, regions=_regions(title, None))
    since, until, part = _validity(
        readable, zones.parts, issued, {_bare(name) for name in (title, letter_title) if name}
    )
    since = since or _date_of(fields.get("since"))
    until = until or _date_of(fields.get("until"))
    return Identity(
        title,
        number,
        body,
        issued,
        since,
        until,
        part,
        _regions(title, body),
        _supersedes(readable, letter_title or title or ""),
    )


def _bare(text: str) -> str:
    return re.sub(r"[\s《》<>\"“”]", "", fold(text))


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
        words = line.words
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
    at = fold(line.raw).find(value)
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
    if _ORDER.fullmatch(words) or _YEARLY.fullmatch(words) or _DATE.fullmatch(words.replace(" ", "")):
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
    return text if len(_bare(text)) >= 4 else None


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
        target = _bare(name)
        for at in range(after, len(lines)):
            joined, count = "", 0
            while at + count < len(lines) and len(joined) < len(target) and count < 4:
                joined += _bare(lines[at + count].words)
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
        same = re.match(rf"(?P<bodies>.*?)\s*(?P<day>{_a_date('a')})\s*(?:\(此件.*\))?$", _close_up(words))
        if not same or (same["bodies"] and not _bodies(same["bodies"])):
            continue
        day = _date_of(same["day"]) if same["ad"] else None  # a month alone is no day
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
    if day := _date_of(fields.get("issued")):
        return day
    for line in head:
        told = re.match(r"\((.*)\)$", line.words)
        if told and _DATE.fullmatch(_close_up(told[1])):
            return _date_of(told[1])
        days = list(_DATE.finditer(_close_up(told[1]).replace(" ", ""))) if told else []
        for found in days:
            rest = told[1].replace(" ", "")[found.end() :] if told else ""
            if re.match(r"[^年]{0,60}?(?:公布|发布|颁布|印发)", rest):
                return _as_date(found, "a")
        for found in days:
            if told and re.search(r"通过|批准", told[1]):
                return _as_date(found, "a")
    bare = next((line.words for line in head if re.match(r"(?:19|20)\d{2}-\d{1,2}-\d{1,2}\b", line.words)), None)
    return _date_of(fields.get("published")) or _date_of(bare)


def _date_of(words: str | None) -> date | None:
    found = _DATE.search(re.sub(r"\s", "", fold(words))) if words else None
    return _as_date(found, "a") if found else None


def _as_date(found: re.Match[str], name: str, *, end: bool = False) -> date | None:
    """The day that a match of `_a_date(name)` means; a bare month means its first day, or its last where `end`."""
    written_year = re.sub(r"o|(?<!\d)0|0(?!\d)", "零", found[f"{name}y"] or "")
    year, month = chinese_number(written_year), chinese_number(found[f"{name}m"] or "")
    if not year or not month or not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    written = found[f"{name}d"]
    day = chinese_number(written) if written else last if end or found[f"{name}e"] else 1
    return date(year, month, day) if day and 1 <= day <= last else None


# ---------------------------------------------------------------- validity


def _validity(
    readable: str, parts: Sequence[Part], issued: date | None, own: set[str]
) -> tuple[date | None, date | None, str | None]:
    """(in force from, last day, the annex it is about) as the sentences on taking effect say."""
    since = until = part = None
    main = sum(1 for line in fold(parts[0].span.of(readable)).split("\n") if _CLAUSE.match(line.strip()))
    for within, words in ((zone, sentence) for zone in parts for sentence in _sentences(zone.span.of(readable))):
        sentence = re.sub(r"^\((.*)\)$", r"\1", fold(words))
        if not re.search(rf"{_WORKS}|期限|有效|暂定|试行|止", sentence):
            continue
        begun = _SINCE.search(sentence)
        if begun and not _speaks_of_us(sentence, begun.start(), own):
            begun = None
        start = _start(begun, issued) if begun else None
        about = _about_annex(sentence)
        end, its_start = _end(sentence, start or (since if about is None else None), own)
        start = start or its_start
        if start and since is None:
            since = start
        if end and until is None:
            # A sentence inside an annex speaks of the annex, unless the annex is all that the letter before it prints.
            until, part = end, about or (within.name if within.name != MAIN_PART and main > 1 else None)
    return since, until, part


def _sentences(text: str) -> Iterator[str]:
    """Sentences without white space, as they are written; lines that a page wrapped are joined."""
    joined = ""
    for line in text.split("\n"):
        begins = re.match(r"\s*(?:本|第[一二三四五六七八九十\d]+[章条]|[一二三四五六七八九十]+、|[（(])", line)
        wrapped = (
            len(before := joined.rpartition("\n")[2].strip()) > 20
            and re.search(r"[，、,]", before)
            and before[-1] not in "。；;：:！？!?"
        )
        joined += line if wrapped and not begins else "\n" + line
    for piece in re.split(r"[。；;！!？?\n]", joined):
        sentence = re.sub(r"\s", "", piece)
        if sentence:
            yield sentence


def _speaks_of_us(sentence: str, at: int, own: set[str]) -> bool:
    """Whether what stands before the words on taking effect names this document, or nothing else that could be meant."""
    before = sentence[:at]
    if before.count("(") > before.count(")"):
        return False  # (江财金[2019]41号,有效期5年)
    for name in re.findall(r"<([^<>]+)>", re.sub(r"附件\d?<[^<>]+>", "", before)):
        if _bare(name) not in own:
            return False
    near = re.split(r"[,:]", before)[-1] or (re.split(r"[,:]", before)[-2] if "," in before else "")
    if re.search(r"本(?:政策|办法|意见|措施|规定|细则|方案|通知|条例|文件|公告|通告|决定|指南|标准)", near):
        return True
    return not _FOREIGN.search(near) and not re.search(r"其中第", near)


def _start(begun: re.Match[str], issued: date | None) -> date | None:
    day = issued if begun["print"] else _as_date(begun, "a")
    if day is None:
        return None
    days = chinese_number(begun["days"]) if begun["days"] else 0
    return day + timedelta(days=days or 0)


def _about_annex(sentence: str) -> str | None:
    annex = _ANNEX.match(
        re.sub(
            r"^(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十\d]+条|\d+[.、]|\([一二三四五六七八九十]+\))",
            "",
            sentence,
        )
    )
    return annex[0].replace(" ", "") if annex else None


def _end(sentence: str, start: date | None, own: set[str]) -> tuple[date | None, date | None]:
    """The last day that a sentence gives, and the first one where it gives both."""
    for pattern in (_RANGE, _UNTIL, _TO, _ENDS, _YEARS):
        found = pattern.search(sentence)
        if not found or not _speaks_of_us(sentence, found.start(), own):
            continue
        if pattern is _YEARS:
            if start is None:
                continue
            months = (
                12 * (chinese_number(found["years"]) or 0) if found["years"] else chinese_number(found["months"]) or 0
            )
            return (_months_later(start, months) - timedelta(days=1), None) if months else (None, None)
        if pattern is _RANGE:
            first = _as_date(found, "a") if found["ay"] else _year(found["from"], 1, 1)
            last = _as_date(found, "u", end=True) if found["uy"] else _year(found["to"], 12, 31)
            return last, first
        if found["uy"]:
            return _as_date(found, "u", end=True), None
        if "year" in found.groupdict() and found["year"]:
            return _year(found["year"], 12, 31), None
    return None, None


def _year(words: str | None, month: int, day: int) -> date | None:
    return date(int(words[:4]), month, day) if words else None


def _months_later(day: date, months: int) -> date:
    """The same day some months later; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


# ---------------------------------------------------------------- what it replaces, and where it holds


def _supersedes(readable: str, title: str) -> tuple[str, ...]:
    """The documents that this one repeals, by title or else by number, in order."""
    found: list[str] = []
    clearing = bool(re.search(r"废止|失效", title))
    listing = False
    for sentence in _sentences(readable):
        folded = fold(sentence)
        if clearing and _REPEALS_LIST.search(folded):
            listing = True
        verb = _REPEAL.search(folded)
        if listing and not verb:
            found += re.findall(r"^[^《》]{0,8}《([^《》]{4,120})》", sentence)
        elif verb and not _REPEALS_NOTHING.search(folded):
            scope = sentence[: verb.start()]
            scope = scope if re.search(r"[《\]〕]", scope) else sentence[verb.end() :]
            named = parse_references(_CITED.sub("", scope))
            titles = [name[1:-1] for name in named if name.startswith("《")]
            found += titles or list(named)
    own = _bare(title)
    return tuple(dict.fromkeys(name for name in found if clearing or _bare(name) not in own))


_NATIONAL = re.compile(r"^(?:国务院|国家|中国|中华人民共和国|全国|最高人民|中共中央)")
_PLACE = re.compile(rf"(?P<name>[\u4e00-\u9fff]{{2,8}}?)(?P<end>{_PLACE_END})")
_LONGEST_INNER = 6  # characters; more is no place but words that happen to end like one
_LEVELS = {"省": 1, "自治区": 1, "特别行政区": 1, "市": 2, "州": 2, "自治州": 2, "盟": 2, "街道": 4, "镇": 4, "乡": 4}


def _regions(title: str | None, body: str | None) -> tuple[str, ...]:
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
