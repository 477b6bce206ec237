"""A document's text in, what it says of itself out: title, number, issuer, dates, validity, place, what it replaces.

Everything here is inferred from where words stand: the title is the block of lines that is most like one
(`corpus/titles.py`), around it stand number and dates, below the document or its covering letter the signature; the
sentences on when it takes effect say the rest. Nothing is taken from what the document says of other documents, but for
one: questions and answers on a policy, or a list of what it grants, hold as long as that policy does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from itertools import pairwise, zip_longest

from corpus.effect import DATE, as_date, bare, date_of, date_pattern, superseded, validity_of
from corpus.furniture import find_zones
from corpus.lines import lines_of
from corpus.measure import Span
from corpus.normal import fold, without_markup
from corpus.places import is_national, region_mentioned, regions_of, wider_regions
from corpus.titles import (
    BODY, BODY_END, CODE, ENDS_TITLE, NUMBER, ORDER, RED_HEAD, STAGE, YEARLY, Kind, Line, Title, find_title, joined, kind_of,
)  # fmt: skip

_HEAD_LINES = 60
_KEYS = {
    "issuing_body": "发文机关|发文机构|发布机构|发布机关|制定机关|制发机关|印发机关|发文单位|发布单位|颁布机关|编制单位|编印单位",
    "number": "发文字号|文号|文件编号|发文号",
    "issued": "成文日期|成文时间|发文日期|发文时间|签发日期|签署日期|印发日期",
    "published": "发布日期|发布时间|公布日期|公开日期|发表时间|颁布日期|整理日期|编制日期|更新时间|时间|日期",
    "since": "实施日期|施行日期|生效日期|执行日期|实施时间|生效时间",
    "until": "失效日期|废止日期|失效时间|有效期至|截止日期|信息时效期",
    "title": "标题|名称|文件名称",
    "source": "信息来源|文章来源|来源|编制|编印|编写|汇编|整理单位|整理|制作单位|答复单位|解答单位",
}
_OTHER_KEYS = "索引号|信息分类|主题分类|主题词|有效性|时效性|统一编号|浏览次数|浏览量|字体|公文种类|分类|体裁|关键词|组配分类|签发人|责任编辑|作者|统一登记号|公开责任部门|登记日期|公开范围|文件状态"
_FIELD = re.compile(rf"[\[|]?(?P<key>{'|'.join(_KEYS.values())}|{_OTHER_KEYS})\s?(?:[\]:|]|(?<=\]))\s*[:|]?")
# A report on a document is not the document: what it says of dates and issuers it says of another
_REPORT = re.compile(r"解读|答记者问|一图读懂|图解|发布会|新闻|访谈|[-—]访|问答|在线回应|专家谈|记者|举行|召开|座谈")
_REPORTED = re.compile(r"本报讯|讯\s?\(|记者(?:从|获悉|[:了])")
# What an office itself says of a policy, to those whom it is for: it holds as long as the policy
_GUIDES = re.compile(r"热点|问答|答疑|解答|清单|一览|卡片?")
_NO_GUIDE = re.compile(r"解读|记者|发布会|[-—]访|新闻")
_BASIS = re.compile(r"《(?P<title>[^《》\n]{4,80})》\s*[（(](?P<number>[\u4e00-\u9fff]{1,14}\s?[〔\[【]\s?(?:19|20)\d{2}\s?[〕\]】]\s?\d{1,5}\s?号)")
_MADE_FROM = re.compile(r"(?:依据|根据|按照|围绕|就)《.*(?:整理|编制|汇编|汇总|解答|答复|作答|问答|回应)")
_PRINTS = re.compile(r"(?:关于)?(?:印发|公布|发布|下发|颁布|出台)")
_LETTER = re.compile(r"(?:通知|公告|通告|决定|函|令)$")
# 甲局、乙局近日联合出台《…》(甲发〔2023〕19号),全文如下
_IN_FULL = re.compile(
    r"^(?P<bodies>[^。《》]{2,80}?)(?:近日|日前)?(?:联合)?(?:出台|印发|发布|制定)了?《(?P<title>[^《》\n]{6,80})》(?:[（(](?P<number>[^()（）]{5,24}号)[)）])?[^。\n]{0,20}全文(?:如下|刊[登发]|发布)"
)
_SHORT = re.compile(r"[（(](?:以下|下)(?:统一)?简?称[:：]?(?:为)?(?P<name>[^（）()。；;]{2,40})[)）]")
_CALLED_ITSELF = re.compile(r"本(?:文件?|办法|政策|措施|意见|方案|细则)(?:以下)?(?:统一)?简称(?:为)?[“\"](?P<name>[^“”\"。]{2,20})[”\"]")
_GENERAL_NAMES = re.compile(
    r"(?:[本新旧老原])?(?:关于)?(?:意见|办法|措施|规定|细则|方案|通知|条例|政策|若干措施|若干政策|实施意见|实施办法|实施细则|行动方案|指南|清单|文件|公告|计划|实施方案|管理办法)"
)


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
    aliases: tuple[str, ...] = ()  # the notice that carries it, the short names that it gives itself


def infer_identity(source: str, name: str = "") -> Identity:
    """What `source` says of itself; `name` is its file's, without the ending: a title where the text has none.

    >>> known = infer_identity("甲县人民政府关于促进就业的意见\\n甲政发〔2020〕3号\\n各乡镇：\\n一、给予补贴。\\n甲县人民政府\\n2020年5月6日")
    >>> known.title, known.number, known.issuing_body, known.issued
    ('甲县人民政府关于促进就业的意见', '甲政发〔2020〕3号', '甲县人民政府', datetime.date(2020, 5, 6))
    """
    readable = _parted(_without_directives(without_markup(source)))
    everything = _lines(readable)
    zones = find_zones(readable)
    path = {below.span for line, below in pairwise(everything) if re.search(r"位置\s?:|首页\s?>", line.words)}
    lines = [
        replace(line, below_path=line.span in path)
        for line in everything
        if line.span not in zones.furniture or _FIELD.search(line.words)
    ]
    kinds = [kind_of(line, _is_field(lines, at)) for at, line in enumerate(lines)]
    found = find_title(lines, kinds, bare(readable))
    start, after = (found.start, found.end) if found else (0, 0)
    head_end = _head_end(lines, kinds, after)
    text_from = lines[head_end].span.start if found and head_end < len(lines) else len(readable)
    fields = _fields([line for line in everything if line.span.start < text_from])
    above = [line for line, kind in zip(lines[:start], kinds[:start], strict=True) if kind not in ("body", "clause")]
    head = [*lines[after:head_end], *reversed(above)]
    letter = found.words if found else None
    title, printed_at = letter, None
    printed = _printed(lines, kinds, letter or "", after) or _unheaded(lines, kinds, letter or "", after)
    if printed is not None:
        title, printed_at = printed
    opening = [line.raw.strip() for line in lines[after : head_end + 3]]
    whole = next((match for line in opening if (match := _IN_FULL.search(line))), None)
    if title is None or (found is not None and found.score < 5 and _as_title(fields.get("title"))):
        title = _as_title(fields.get("title")) or title
    report = whole is None and (
        bool(_REPORT.search(fold(letter or ""))) or any(_REPORTED.search(fold(line)) for line in opening[:6])
    )
    guide = bool(title and _GUIDES.search(title) and not _NO_GUIDE.search(title))
    if whole is not None:
        title = whole["title"]
    if (report and not guide) or title is None:
        title = title or _interview(readable) or _as_title(re.sub(r"^[A-Za-z]?\d+[_\-. ]+", "", name))
    signature = _signature(lines, printed_at)
    number = body = None
    if not report or guide:
        number = _own_number(lines, head, found, fields) if whole is None else whole["number"]
        body = _issuing_body(head, fields, letter or title, signature)
        if whole is not None and body is None:
            body = "、".join(_bodies(fold(whole["bodies"]))) or None
    issued = _issued(fields, head, found, signature)
    regions = regions_of(title, body)
    if not regions and body is None and title is not None and not report and not is_national(title):
        regions = tuple(filter(None, [region_mentioned(readable)]))
    if report and not guide:
        return Identity(title, issued=issued or None, regions=regions)
    own = {bare(one) for one in (title, letter) if one}
    basis = _basis(opening) if guide else None
    if basis is not None:
        own |= {bare(basis)}
    since, until, part = validity_of(readable, zones.parts, issued, own, explains=basis is not None)
    since = date_of(fields.get("since")) or since
    until = date_of(fields.get("until")) or until
    return Identity(
        title,
        number,
        body,
        issued,
        since,
        until,
        part,
        regions,
        wider_regions(title, body),
        superseded(readable, title or letter or ""),
        aliases=_aliases(readable, title, letter),
    )


def _lines(readable: str) -> list[Line]:
    lines = []
    for span in lines_of(readable):
        raw = span.of(readable)
        heading = re.match(r"\s*(#{1,6}) ", raw)
        words = re.sub(r"!\[[^\]]*\]\([^)]*\)|\*\*", "", fold(raw)).strip(" >*#\\")
        if words:
            lines.append(Line(span, re.sub(r"!\[[^\]]*\]\([^)]*\)|\*\*", "", raw), words, len(heading[1]) if heading else 0))
    return lines


# <%@ page …%>, {{ item.title }}: what a server or a page's script should have replaced
_DIRECTIVE = re.compile(r"<%.{0,400}?%>|\{\{[^{}\n]{0,200}\}\}|<!--.{0,400}?-->", re.DOTALL)


def _without_directives(text: str) -> str:
    return _DIRECTIVE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


_GLUED = 150  # characters; a longer first line is a document without line breaks
_SEAMS = re.compile(
    r"(?<=通知|公告|意见|办法)(?=[\u4e00-\u9fff]{1,8}[〔\[](?:19|20)\d{2}[〕\]]\d+号)|(?<=\d号)(?=各[^。]{2,60}[:：])|(?<=[:：])(?=[《现])|(?<=。)(?=[\u4e00-\u9fff]{4,24}(?:19|20)\d{2}年\d{1,2}月\d{1,2}日)"
    r"|(?<=日)(?=[\u4e00-\u9fff（）()]{6,60}第一[条章])|(?<=[\u4e00-\u9fff）)。])(?=第[一二三四五六七八九十]{1,3}[条章][ \u3000])"
)


def _parted(text: str) -> str:
    """A document that came as one line, with its lines again: only white space is put where a line certainly ends.

    The text is read, never stored: its offsets are its own.
    """
    first = text.lstrip().partition("\n")[0]
    return _SEAMS.sub("\n", text) if len(first) > _GLUED and _SEAMS.search(first) else text


def _as_title(words: str | None) -> str | None:
    """Words that were called a title elsewhere (a file's name, a site's table), where they can be one."""
    words = " ".join((words or "").split())
    chinese = len(re.findall(r"[\u4e00-\u9fff]", words))
    return words if chinese >= 6 and ENDS_TITLE.search(fold(words)) else None


# 近日，…联合印发了《关于…的意见》…问：…答：…
_INTERVIEW = re.compile(r"(?:印发|出台|发布|公布|制定)了?《(?P<title>[^《》\n]{6,80})》")
_ASKED = re.compile(r"(?:^|[。\s])(?:问|记者)\s?[:：]")


def _interview(readable: str) -> str | None:
    """《关于…的意见》答记者问: what an interview without a headline is on."""
    on = _INTERVIEW.search(readable[:600])
    return f"《{' '.join(on['title'].split())}》答记者问" if on and _ASKED.search(readable) else None


def _basis(opening: Sequence[str]) -> str | None:
    """The policy that questions and answers, or a list of benefits, are on: the only one that the opening numbers."""
    numbered = [match["title"] for line in opening for match in _BASIS.finditer(line)]
    named = [name for line in opening if _MADE_FROM.search(line) for name in re.findall(r"《([^《》\n]{4,80})》", line)]
    found = numbered or named
    return found[0] if len(set(map(bare, found))) == 1 else None


def _aliases(readable: str, title: str | None, letter: str | None) -> tuple[str, ...]:
    """Other names of the document: the notice that carries it, and what it calls itself."""
    found = [letter] if letter and title and bare(letter) != bare(title) else []
    found += [match["name"] for match in _CALLED_ITSELF.finditer(readable)]
    for match in _SHORT.finditer(readable):
        before = bare(readable[max(0, match.start() - 120) : match.start()])
        named = title is not None and re.search(rf"{re.escape(bare(title))}(?:[(\[][^()]*[)\]])?$", before)
        itself = re.search(r"(?:制定|制订|提出|出台|采取)(?:了)?(?:如下|以下|本)[\u4e00-\u9fff]{2,6}$", before)
        short = re.split(r"[、，,]|或者?", match["name"])[0].strip(" 《》“”\"")
        short = re.sub(r"^[“”\"《]|[“”\"》].*$|\s", "", short)
        if (named or itself) and 2 <= len(short) <= 20 and not _GENERAL_NAMES.fullmatch(short):
            found.append(short)
    return tuple(dict.fromkeys(found))


# ---------------------------------------------------------------- the head of the document


def _fields(lines: Sequence[Line]) -> dict[str, str]:
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
        if len(words) > 160:  # a line of text, at most with an entry of the site's glued before it
            words = words[:60] if _FIELD.match(words) else ""
        for key in {*names, "索引号", "有效性"}:  # 索 引 号: 标    题:
            words = re.sub(r" *".join(key) + r"(?= *[\]:|])", key, words)
        marks = list(_FIELD.finditer(words))
        for mark, following in zip_longest(marks, marks[1:]):
            assert mark is not None
            value = words[mark.end() : following.start() if following else len(words)].strip(" |[]>")
            field = names.get(mark["key"])
            if field and value and value not in ("无", "-", "暂无", "/"):
                found.setdefault(field, _original(line, value))
    if "issuing_body" not in found or "issued" not in found:
        found |= {field: value for field, value in _card(head).items() if field not in found}
    return found


_CARD = re.compile(r"^(?P<key>发文机构|发布机构|发文机关|发文单位|发文字号|发布日期|发文时间|发布时间|成文日期)\s*(?P<value>[^:|\s/].{1,40})$")


def _card(lines: Sequence[Line]) -> dict[str, str]:
    """The entries of a policy card whose keys have no colon: 发文机构北京市经济和信息化局."""
    names = {key: field for field, keys in _KEYS.items() for key in keys.split("|")}
    found: dict[str, str] = {}
    for line in lines:
        if card := _CARD.match(line.words):
            found.setdefault(names[card["key"]], _original(line, card["value"].strip()))
    return found


def _original(line: Line, value: str) -> str:
    """`value`, found in the folded line, as the document writes it."""
    at = fold(line.raw).find(value)
    return line.raw[at : at + len(value)].strip() if at >= 0 else value


def _is_field(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is an entry of the site's table, its key alone, or the value below such a key."""
    words = lines[at].words
    close = words.replace(" ", "")
    if _FIELD.search(words) or _FIELD.fullmatch(close + ":") or _FIELD.match(close):
        return True
    if at and _FIELD.fullmatch(lines[at - 1].words.replace(" ", "") + ":") and "关于" not in words:
        return True
    return bool(re.match(r"[\u4e00-\u9fff ]{2,12}:.{1,60}$", words) and not ENDS_TITLE.search(words))


def _head_end(lines: Sequence[Line], kinds: Sequence[Kind], after: int) -> int:
    """Where the text begins below the title: at the first salutation, sentence or clause."""
    for at in range(after, min(len(lines), after + 14)):
        if kinds[at] in ("salutation", "clause", "body") or lines[at].heading > lines[after - 1].heading:
            return at
    return min(len(lines), after + 14)


def _printed(lines: Sequence[Line], kinds: Sequence[Kind], letter: str, after: int) -> tuple[str, int] | None:
    """The title of the thing that a covering letter prints, if it follows in full, and the index of its line."""
    words = fold(letter)
    if letter and not _LETTER.search(words):
        return None
    text = "".join(line.raw.strip() for line in lines[after : after + 12])
    below = [name for name in re.findall(r"《([^《》]{4,120})》", text)]
    inside = re.findall(r"<((?:[^<>]|<[^<>]*>){4,120})>", words)
    unquoted = re.search(r"(?:印发|公布|发布|下发|颁布)<?(.{4,120}?)>?的(?:通知|公告|通告|决定|函)", words)
    if _PRINTS.search(words):
        wanted = [*inside, *([unquoted[1]] if unquoted and len(inside) != 2 else [])]
        wanted += [name for name in below[:3] if any(_alike(name, one) for one in wanted)]
    elif re.search(r"(?:公告|令)$", words) or re.search(r"印发给?你们|予以印发|现予公布|现予发布|现印发|制定了?《", text):
        wanted = below[:1]
    else:
        return None
    found = [hit for name in dict.fromkeys(map(bare, wanted)) if (hit := _heading(lines, kinds, name, after)) is not None]
    found = list(dict.fromkeys(found))
    places = {at for _, at in found}
    return found[0] if len(places) == 1 else None


def _unheaded(lines: Sequence[Line], kinds: Sequence[Kind], letter: str, after: int) -> tuple[str, int] | None:
    """The thing that a covering letter names and prints without its title: it follows the letter's date."""
    text = "".join(line.raw.strip() for line in lines[after : after + 6])
    names = list(dict.fromkeys(re.findall(r"《([^《》]{4,120})》", text)))
    if not _PRINTS.search(fold(letter)) or not re.search(r"(?:通知|公告)$", fold(letter)) or not names:
        return None
    if "附件" in text or re.search(r"<[^<>]*>.*<", fold(letter)):
        return None
    about = bare(letter)
    ends = next((at for at in range(after, min(len(lines), after + 12)) if DATE.fullmatch(lines[at].words.replace(" ", ""))), None)
    if ends is None or (len(lines) - ends < 5) or not any(kind in ("clause", "body") for kind in kinds[ends + 1 : ends + 4]):
        return None
    core = re.search(r"印发(.{4,80})的(?:通知|公告)$", about)
    if core and (bare(names[0]) == core[1] or SequenceMatcher(None, bare(names[0]), core[1], autojunk=False).ratio() > 0.7):
        return names[0], ends + 1
    return None


def _alike(one: str, other: str) -> bool:
    one, other = bare(one), bare(other)
    return one == other or SequenceMatcher(None, one, other, autojunk=False).ratio() >= 0.85


def _heading(lines: Sequence[Line], kinds: Sequence[Kind], target: str, after: int) -> tuple[str, int] | None:
    """The lines below the covering letter that are the title `target` and nothing else."""
    for at in range(after, len(lines)):
        if kinds[at] not in ("text", "aside", "noise") or lines[at].words[:1] != target[:1] and not target.startswith(bare(lines[at].words)[:4]):
            continue
        close = ""
        for count in range(1, 6):
            if at + count > len(lines) or len(close) > len(target) + 4:
                break
            close = "".join(bare(line.words) for line in lines[at : at + count])
            if close == target or STAGE.sub("", close) == target or (len(close) > 8 and _same_but_small(close, target)):
                pieces = [line.raw for line in lines[at : at + count]]
                following = lines[at + count] if at + count < len(lines) else None
                if following is not None and STAGE.fullmatch(following.words) and not STAGE.search(close):
                    pieces.append(following.raw)
                return joined(pieces), at
    return None


def _same_but_small(one: str, other: str) -> bool:
    """Whether two titles differ in no more than 关于 or 的."""
    return re.sub(r"关于|的|\(试行\)", "", one) == re.sub(r"关于|的|\(试行\)", "", other)


# ---------------------------------------------------------------- number, issuer, date of issue


def _own_number(
    lines: Sequence[Line], head: Sequence[Line], title: Title | None, fields: dict[str, str]
) -> str | None:
    stated = fields.get("number")
    if stated is not None and (found := NUMBER.search(fold(stated))):
        return _written(found)
    behind = NUMBER.search(fold(title.behind)) if title else None
    if behind is not None:
        return _written(behind)
    code = None
    for at, line in enumerate(head):
        if re.match(r"\(注", line.words):
            continue
        found = NUMBER.search(line.words) or NUMBER.search(line.words.replace(" ", ""))
        if found and not re.search(r"根据|依据|按照|依照|[<《]", line.words[: found.start()]) and not re.search("。", line.words):
            return _written(found)
        if found and re.search(r"[)>]\s?\(?$", line.words[: found.start()]) and len(line.words) < 120:
            return _written(found)
        order = ORDER.search(line.words)
        if order and order["body"] and not re.search(r"[。]", line.words) and len(line.words) < 80:
            body = re.sub(r"^.*日", "", order["body"])
            return f"{body}第{order['number']}号"
        if yearly := YEARLY.fullmatch(line.words):
            return yearly[0].replace(" ", "")
        session = re.fullmatch(
            rf"([\u4e00-\u9fff]{{2,30}}(?:{BODY_END}|大会)公告)\s?[\[(]?[^。:()]{{0,14}}?第?\s?[\d一二三四五六七八九十]+\s?号[\])]?",
            line.words,
        )
        if session:
            return _original(line, session[0])
        code = code or CODE.search(line.words)
    if title is not None:
        whole = fold(title.words)
        for at in range(title.end, min(title.end + 2, len(lines))):
            order = ORDER.fullmatch(lines[at].words)
            if order and re.search(r"(?:令|公告)$", whole):
                return f"{whole.replace(' ', '')}第{order['number']}号"
    for above, line in pairwise(lines[: title.end + 14 if title else 8]):
        order = ORDER.fullmatch(line.words)
        if order and re.search(r"(?:令|公告)$", above.words):
            return f"{above.words.replace(' ', '')}第{order['number']}号"
    return code[0].upper() if code else None


def _written(found: re.Match[str]) -> str:
    return f"{found['name']}〔{found['year']}〕{found['number']}号"


_UNDER = re.compile(r"^(?:省|市|县|区|州|我|本站)")  # 省政府办公厅: the body without its place


def _issuing_body(
    head: Sequence[Line], fields: dict[str, str], title: str | None, signature: _Signature | None
) -> str | None:
    before = re.match(r"(.{2,80}?)(?:等[一二三四五六七八九十\d]+(?:部门|单位))?(?:关于|印发)", fold(title or ""))
    by_title = _bodies(before[1]) if before else []
    signed = list(signature.bodies) if signature is not None else []
    if signed and not _UNDER.match(signed[0]):
        return "、".join(signed)
    if "issuing_body" in fields and len(by_title) < 2:
        return "、".join(re.split(r"[、,，;；\s]+", fields["issuing_body"].strip()))
    if by_title or signed:
        return "、".join(by_title or signed)
    for line in head:
        red = RED_HEAD.match(line.words) or RED_HEAD.match(line.words.replace(" ", ""))
        if red and (bodies := _bodies(red["body"])):
            return "、".join(bodies)
        order = ORDER.search(line.words)
        if order and order["body"] and len(line.words) < 80 and (body := re.sub(r"^.*日|令$|公告$", "", order["body"])):
            return body
        passed = re.match(
            rf"\(?.*?\d日\s?(?P<body>[\u4e00-\u9fff]{{2,24}}?(?:{BODY_END}|大会))第[^次届]{{1,6}}次.*通过", line.words
        )
        if passed:
            return re.sub(r"第[一二三四五六七八九十]+届", "", passed["body"])
        note = re.match(r"\((?P<bodies>[^()\d]{4,60})\s(?:19|20)\d{2}年", line.words)
        if note and (bodies := _bodies(note["bodies"])):
            return "、".join(bodies)
    ordered = re.fullmatch(r"(.{2,30}?)(?:令|公告)", fold(title or ""))
    if ordered:
        return ordered[1]
    source = re.split(r"[|(]", fold(fields.get("source", "")))[0].strip()
    source = re.sub(r"\s+\S*[科处部股]$", "", source)
    bodies = _bodies(source) if source and not re.search(r"(?<!委)[部处科股]$", source) else []
    return "、".join(bodies) if bodies and all(len(one) > 5 and not _UNDER.match(one) for one in bodies) else None


_PLACED = re.compile(r"(?:中共)?[\u4e00-\u9fff]{2,7}?(?:省|市|县|区|州|旗)|[\u4e00-\u9fff]{2}海关")
_EACH = re.compile(
    r"[\u4e00-\u9fff]{2,20}?(?:人民政府|办公厅|办公室|委员会|管委会|厅|局|海关|[市省县区]委)(?=$|[\u4e00-\u9fff]{3})"
)


def _apart(words: str) -> list[str]:
    """湖北省商务厅武汉海关, written without a space between them, as the two that they are."""
    found = _EACH.findall(words)
    placed = len(found) > 1 and all(_PLACED.match(one) and not one.startswith("国家") for one in found)
    return found if placed and "".join(found) == words else [words]


def _bodies(words: str) -> list[str]:
    """The authorities that a line names and nothing else; [] where it says more."""
    pieces = [piece for piece in re.split(r"\s{2,}|[、,]", words.strip()) if piece.strip()]
    if len(pieces) == 1 and re.fullmatch(r"(?:[\u4e00-\u9fff] )+[\u4e00-\u9fff]", pieces[0].strip()):
        pieces = [pieces[0].replace(" ", "")]
    else:
        pieces = [part for piece in pieces for part in piece.split(" ") if part]
    if pieces and all(len(piece) == 1 for piece in pieces):
        pieces = ["".join(pieces)]
    known = rf"{BODY.pattern}|[\u4e00-\u9fff]{{2,12}}(?:办|国务院)|国务院|中共[\u4e00-\u9fff]{{2,8}}委|[\u4e00-\u9fff]{{2,8}}(?:市委|省委|县委|区委)"
    pieces = [one for piece in pieces for one in _apart(piece)]
    return pieces if pieces and all(re.fullmatch(known, piece) for piece in pieces) else []


@dataclass(frozen=True, slots=True)
class _Signature:
    bodies: tuple[str, ...]
    day: date | None


def _signature(lines: Sequence[Line], printed_at: int | None) -> _Signature | None:
    """The authorities and the date below a document; those below its covering letter where it has one."""
    places = range(1, printed_at) if printed_at else range(len(lines) - 1, 0, -1)
    found: _Signature | None = None
    for at in places:
        words = lines[at].words
        if len(words) > 160:
            continue
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


def _issued(
    fields: dict[str, str], head: Sequence[Line], title: Title | None, signature: _Signature | None
) -> date | None:
    if signature is not None and signature.day is not None and (signature.bodies or "issued" not in fields):
        return signature.day
    if day := _whole_day(fields.get("issued")):
        return day
    if title is not None and (day := _whole_day(title.behind)):
        return day
    for line in head:
        told = re.match(r"\(?(.*?)\)?$", line.words)
        if told and DATE.fullmatch(_close_up(told[1])):
            return _whole_day(told[1])
        bracketed = re.search(r"\(([^()]*)\)", line.words)
        days = list(DATE.finditer(line.words.replace(" ", ""))) if len(line.words) < 300 else []
        days = [found for found in days if found["ad"]]
        for found in days:
            rest = line.words.replace(" ", "")[found.end() :]
            if re.match(r"[^年]{0,60}?(?:公布|发布|颁布|印发)", rest) and not re.search("[:。]", rest[:12]):
                return as_date(found, "a")
        for found in days:
            if re.search(r"通过|批准", line.words) and "。" not in line.words:
                return as_date(found, "a")
        if bracketed and days and re.search(r"[\u4e00-\u9fff]\s*\d{4}年", bracketed[1]) and _bodies(re.split(r"(?=\d{4}年)", bracketed[1])[0]):
            return as_date(days[-1], "a")
        number = NUMBER.match(line.words)
        if number and (own := DATE.match(line.words[number.end() :].strip(" (").replace(" ", ""))):
            return as_date(own, "a")
    bare_day = next((line.words for line in head if re.match(r"(?:19|20)\d{2}-\d{1,2}-\d{1,2}\b", line.words)), None)
    return _whole_day(fields.get("published")) or date_of(bare_day)


def _whole_day(words: str | None) -> date | None:
    """The first day that the words write; a month alone is none."""
    found = DATE.search(re.sub(r"\s", "", fold(words))) if words else None
    return as_date(found, "a") if found and found["ad"] else None
