"""The lines of a document in, its title out: every block of lines that may be one is scored, the best is kept.

No single mark makes a title: a menu is short like one, a sentence may end in 办法, a heading of a clause stands alone on its
line. So the evidence is added up: what the words are, what stands above and below them, whether the text names them again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from corpus.identity.effect import DATE, bare
from corpus.measure import Span
from corpus.text.lines import lines_of
from corpus.text.normal import fold

NOUNS = (
    "通知|公告|通告|公报|意见|办法|措施|举措|细则|方案|规定|条例|决定|规划|计划|要点|政策|指南|指引|导则|制度|标准|规则|章程|纲要"
    "|目录|清单|答复|批复|复函|函|请示|报告|解读|答记者问|问答|解答|实录|(?:相关|有关)情况|预案|名单|规程|准则|若干措施|行动|工程|令|决议|公约|倡议书|说明"
    r"|简介|须知|专栏|要求|条件|一览表?|汇编|手册|[一二三四五六七八九十\d]{1,3}条|机制|实施"
)
STAGE = re.compile(r"\((?:试行|暂行|征求意见稿?|草案|送审稿|修订稿?|\d{4}年?修[订正]版?|[^()]{0,8}(?:版|稿))\)$")
ENDS_TITLE = re.compile(rf"(?:{NOUNS})[>\"]?(?:\s?\([^()]{{2,20}}\))*$")
# 常见问题解答:甲补贴, 一图读懂|乙办法: what kind of page it is stands before what it is on
HEADED = re.compile(r"[^:|。<>]{0,10}(?:解答|问答|解读|图解|一图读懂|答疑|常见问题|政策原文)\s?[:|]\s?[^:|。]{4,60}")
BODY_END = (
    "人民政府|主席团|政府办公厅|政府办公室|办公厅|办公室|委员会|管委会|领导小组|指挥部|联席会议|联合会|总局|总工会|厅|局|部|院|委|会|行|署|办|社|集团|中心"
    "|公司|大学|学院|总队|支队|大队|法院|检察院|政府|海关|办事处|管理处|司|党组|政协|联盟|研究所|档案馆|图书馆|博物馆|推广站|管理站"
)
BODY = re.compile(rf"[\u3400-\u9fff\U00020000-\U0003ffff]{{2,30}}?(?:{BODY_END})")
NUMBER = re.compile(
    r"(?<!通)(?<!公)(?<!意)(?P<name>(?:(?!的|通知|公告|意见|办法)[\u3400-\u9fff\U00020000-\U0003ffff]){1,14})\s?[\[(]\s?(?P<year>(?:19|20)\d{2})\s?[\])]\s?第?\s?(?P<number>\d{1,5})\s?号"
)
_NOTICE_NUMBER = re.compile(r"[\[(]?[\u3400-\u9fff]{2,8}(?:公告|通告|通知)[\[(](?:19|20)\d{2}[\])]第?\d{1,5}号[\])]?")
CODE = re.compile(r"[a-z]{2,8}-(?:19|20)\d{2}-\d{4,9}")  # SDPR-2024-0140006: the number of a register of regulations
ORDER = re.compile(
    r"(?P<body>[\u3400-\u9fff\U00020000-\U0003ffff]{2,24}?(?:令|公告))?\s?\(?第\s?(?P<number>\d{1,4}|[零一二三四五六七八九十百]{1,6})\s?号\)?"
)
YEARLY = re.compile(r"(?:19|20)\d{2}年?第\s?\d{1,4}\s?号")
RED_HEAD = re.compile(rf"(?P<body>.{{2,60}}?(?:{BODY_END}))\s*文件$")
SALUTATION = re.compile(r"[^。]{2,300}:$")
CLAUSE = re.compile(
    r"(?:第\s?[一二三四五六七八九十\d]{1,4}\s?[编章节条]|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[.、](?!\d)|#{1,4} |\*\*?[一二三四五六七八九十]、)"
)
_NOISE = re.compile(
    r"(?:[-\s]*\d{1,6}[-\s]*|特急|加急|急件|平急|机密|秘密|内部|\(?此件[^)]*\)?|第\d+页.*|.{2,40}第\s?\d{1,4}\s?页\)?|签发人.*|.*(?:打印|关闭|分享|浏览次数).*|首页.*|(?:您?(?:现在|当前)?(?:所在)?的?位置|当前位置).*"
    r"|目\s*[录次]|政府信息公开|公开目录|!\[.*|page \d+:?)$"
)
# Marks of a site, of a shop's head and of a line about the page: no title has them
_SITE = re.compile(r"首页|位置:|english|手机版|字[体号]:|您好|欢迎(?:访问|光临)|访问量|版权|icp|>>? |[|»]|<%|\{\{")
# Words of a site that titles may hold where they end as one: 长者食堂运营补助办法, 企业注册登记便利化措施
_SITE_TOPIC = re.compile(r"无障碍|登录|注册|繁[体體]|客户端|手机端|微信|微博|打印|浏览|搜索|热线|收藏|欢迎|访问")
_LONG_TITLE = 9  # characters
_SENTENCE = re.compile(
    r"[。;!]|^(?:现将|为了?(?!\S{0,10}(?:关于|的意见))|根据|近日|按照|经|自|该|本(?!市|省|区|县)|以上|全文如下)"
)
_STARTS_TEXT = re.compile(
    r"(?:为|根据|按照|依据|经|近日|抢抓|围绕|深入|现|本报讯|\"|各|第一[章条]|一、|1[.、])|\(.*(?:通过|批准|公布).*\)$"
)
_COMPANY = re.compile(
    r"(?:网|网站|公司|频道|专区|门户|中国)$|^[^\u3400-\u9fff\U00020000-\U0003ffff]*$|[a-z]{4,} [a-z]{4,}"
)
_HAPPENS = re.compile(r"举行|召开|出台|发布会|开展|启动")
_YEARS = re.compile(r"\((?:19|20)\d{2}\s?年?\s?-{1,2}\s?(?:19|20)\d{2}\s?年\)")
_SPACED = re.compile(
    r"[\u3400-\u9fff\U00020000-\U0003ffff](?: [\u3400-\u9fff\U00020000-\U0003ffff]){2,}(?![\u3400-\u9fff\U00020000-\U0003ffff])"
)  # 工 作 规 则, set wide
_UNFINISHED = re.compile(r"(?:[和的及与暨]|关于|印发|<[^>]*|\([^)]*)$")
# 某某日报: …?, 问: …: a question that somebody asks in the text
_QUESTION = re.compile(r"(?:问|[^<>:]{2,20}):[^<>]{8,}\?$")
_SURE = 5.0  # from here on a title ends the search when the text begins
FEWEST = 3.0  # what a block of lines must score to be called the title
REACH = 90  # the lines among which a title is looked for
_NAMED = 5.0  # what it adds that the site's table says the same
_LONGEST_BLOCK = 5  # lines

_PLACED = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,4}(?:省|市|区|县|州)")
_ENTRY = 10  # characters that the name of a policy has at least, where a book counts it like a clause
_KEY_ALONE = re.compile(r"(?!各|你|县|市|区|省)[^:]{2,6}:")  # 发文字号: with the value on the line below
_WIDE = re.compile(
    r"[\u3400-\u9fff\U00020000-\U0003ffff](?: +[\u3400-\u9fff\U00020000-\U0003ffff]){1,3}"
)  # 通   知, alone on its line
_BULLET = re.compile(r"^[.▪■◆●□◇o]\s{1,4}(?=\S)")

Kind = Literal["field", "number", "date", "salutation", "clause", "noise", "order", "head", "aside", "text", "body"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line that a reader sees: where it stands, as it stands, and folded without the marks of a heading."""

    span: Span
    raw: str
    words: str
    heading: int = 0  # the level of a Markdown heading; 0 for other lines
    below_path: bool = False  # right below the path through the site (当前位置: 首页 > …)


@dataclass(frozen=True, slots=True)
class Title:
    """A title as the document writes it, the lines it stands on, and the day and number written behind it."""

    words: str
    start: int
    end: int
    behind: str = ""
    score: float = 0.0


def seen_lines(readable: str) -> list[Line]:
    """The lines that hold something, without pictures and the marks of Markdown."""
    lines = []
    for span in lines_of(readable):
        raw = span.of(readable)
        heading = re.match(r"\s*(#{1,6}) ", raw)
        words = re.sub(r"!\[[^\]]*\]\([^)]*\)|\*\*", "", fold(raw)).strip(" >*#\\")
        words = _BULLET.sub("", words)
        words = words.replace(" ", "") if _WIDE.fullmatch(words) else words
        if words:
            lines.append(
                Line(span, re.sub(r"!\[[^\]]*\]\([^)]*\)|\*\*", "", raw), words, len(heading[1]) if heading else 0)
            )
    return lines


def kind_of(line: Line, is_field: bool) -> Kind:
    """What a line is, by itself."""
    words, close = line.words, line.words.replace(" ", "")
    if _NOISE.match(words):
        return "noise"
    if RED_HEAD.fullmatch(close):
        return "head"
    if re.fullmatch(r"附[件表]:", close) or re.match(r"[^。:]{2,8}:\s?[\[(]?https?://", words):
        return "field"  # of a page's head: files are below it, nobody is addressed
    if is_field and (not SALUTATION.fullmatch(words) or _KEY_ALONE.fullmatch(close)):
        return "field"
    if NUMBER.match(close) or CODE.match(words) or _NOTICE_NUMBER.fullmatch(close):
        return "number"
    if re.fullmatch(r"[\u3400-\u9fff\U00020000-\U0003ffff]{4,30}公告\s?[\[(][^。:]{1,16}号[\])]", words):
        return "order"
    if YEARLY.fullmatch(words.strip("()[]")) or (ORDER.fullmatch(words) and len(words) < 40):
        return "order"
    if DATE.fullmatch(close) or DATE.match(words):
        return "date" if len(close) <= 40 and not ENDS_TITLE.search(words) else "text"
    if re.fullmatch(r"\([^()]{4,}\)", words) and not STAGE.fullmatch(words):
        return "aside"
    if re.match(r"(?:信息|文章)?来源|发布|发表|\(注:|\[[^\]]*\]$|编制|编印|>|依据文件|发文[机时]|工具分类", words):
        return "field"
    if CLAUSE.match(words) and not _numbered_title(words):
        return "clause"
    if SALUTATION.fullmatch(words):
        return "salutation"
    outside = re.sub(r"\([^()]*\)|<[^<>]*>|\"[^\"]*\"", "", words)
    return "body" if re.search(r"[。;]", outside) or len(words) > 160 else "text"


def _numbered_title(words: str) -> bool:
    """5. 甲省人民政府关于…的通知(2023年2月28日): one document of a compiled book."""
    entry = re.sub(r"^[一二三四五六七八九十]{1,3}、\s*", "", words)
    if entry != words:  # 二十三、平湖市加快楼宇经济发展若干意见; 一、支持对象 is none
        return bool(_PLACED.match(entry) and ENDS_TITLE.search(entry) and len(entry) >= _ENTRY and "。" not in entry)
    own = re.sub(r"^\d{1,3}[.、]\s*", "", words)
    return own != words and bool(
        re.match(r"[^。;:]{2,40}?(?:关于|印发)", own) or (re.search(r"\((?:19|20)\d{2} ?年", own) and "。" not in own)
        or (_PLACED.match(own) and ("\"" in own or ENDS_TITLE.search(own)) and "。" not in own)
        or _is_numbered(own)
    )  # fmt: skip


def _is_numbered(words: str) -> bool:
    """甲乙支持融资若干措施(甲府办发〔2023〕9号): a title with its number behind it, in a book that counts its documents."""
    own, behind = _cut(words)
    return bool(behind) and "号" in behind and ENDS_TITLE.search(own) is not None and "。" not in own


def find_title(lines: Sequence[Line], kinds: Sequence[Kind], text: str, site_title: str | None = None) -> Title | None:
    """The block of lines that is most like a title; None where none is.

    `text` is the whole document without white space and marks (`bare`), to see what it names again; `site_title` is what
    the site's table calls the document: a block of just these words is one.
    """
    best: Title | None = None
    named = bare(site_title or "")
    for candidate in _candidates(lines, kinds, text):
        if named and bare(candidate.words) == named:
            candidate = replace(candidate, score=candidate.score + _NAMED)
        if best is not None and best.score >= _SURE and _text_between(kinds, best.end, candidate.start):
            break  # what stands below the text is the title of an annex, however good
        if best is None or candidate.score > best.score:
            best = candidate
    if best is None or best.score < FEWEST:
        return None
    if re.fullmatch(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,30}(?:公告|令)", fold(best.words)) and kinds[
        best.end : best.end + 1
    ] in (["order"], ["number"]):
        own = find_title(lines[best.end + 1 :], kinds[best.end + 1 :], text)  # 甲局公告 2021年第6号 关于…的公告
        if own is not None and "关于" in own.words and "body" not in kinds[best.end : best.end + 1 + own.start]:
            return Title(own.words, own.start + best.end + 1, own.end + best.end + 1, own.behind, own.score)
    return best


def _text_between(kinds: Sequence[Kind], start: int, end: int) -> bool:
    return any(kind in ("body", "salutation", "clause") for kind in kinds[start:end])


def _candidates(lines: Sequence[Line], kinds: Sequence[Kind], text: str) -> Iterator[Title]:
    long = 0
    for start in range(min(len(lines), REACH)):
        long += kinds[start] in ("body", "clause") and len(lines[start].words) > 40
        if long > 2:
            return  # the text has begun
        if kinds[start] != "text":
            continue
        for count in range(1, _LONGEST_BLOCK + 1):
            end = start + count
            if end > len(lines) or kinds[end - 1] not in ("text", "aside" if count > 1 else "text"):
                break
            block = lines[start:end]
            if (
                kinds[end - 1] == "aside"
                and not STAGE.fullmatch(block[-1].words)
                and not _YEARS.fullmatch(block[-1].words)
            ):
                break
            if count > 1 and len({line.heading for line in block}) > 1:
                break  # a heading of Markdown is whole
            words, behind = _cut(joined([line.raw for line in block], numbered=start < 3 or "关于" in block[0].words))
            score = _score(lines, kinds, start, end, fold(words), text) - 0.05 * start
            yield Title(words, start, end, behind, score)


def scored_block(lines: Sequence[Line], kinds: Sequence[Kind], start: int, end: int) -> tuple[str, float]:
    """The lines from `start` to `end` as a title, and how much they are like one; see `find_title`."""
    words, _ = _cut(joined([line.raw for line in lines[start:end]], numbered=True))
    return words, _score(lines, kinds, start, end, fold(words), "")


def joined(pieces: Sequence[str], *, numbered: bool = False) -> str:
    """The lines of a title as one, with a space only between the bodies that issue it together."""
    text = ""
    for position, piece in enumerate(pieces):
        piece = piece.strip(" \u3000*#>\\")
        piece = "".join(piece.split()) if _WIDE.fullmatch(fold(piece)) else piece
        if not position and numbered:
            piece = re.sub(r"^(?:\d{1,3}[.、．]|[一二三四五六七八九十]{1,3}、)\s*(?!\d)", "", piece)
        both_bodies = (
            text
            and BODY.fullmatch(fold(text).split(" ")[-1])
            and re.match(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,20}?(?:厅|局|部|委|会)(?:关于)?", piece)
        )
        text += (" " if both_bodies and not piece.startswith("关于") else "") + piece
    text = re.sub(r"[(（][一二三四五六七八九十]{1,3}[)）]$", "", text.strip())  # counts the instalments of a newspaper
    text = _SPACED.sub(lambda found: found[0].replace(" ", ""), re.sub(r"[ \u3000]+", " ", text))
    text = re.sub(r"(?<=[\u3400-\u9fff\U00020000-\U0003ffff》〉”]) +(?=关于)", "", text)
    return re.sub(r"(?<=[\u3400-\u9fff\U00020000-\U0003ffff])(\d+) (?=[年月日])", r"\1", text).strip()


# 关于…的通知(松政发〔2020〕3号), …若干政策的通知（2023 年9 月26 日）, …条例 松政发〔2020〕3号
_BEHIND = re.compile(
    r"[（(\s]*(?:[（(]\s*(?:19|20)\d{2}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日\s*[)）]|[（(]?(?<!通)(?<!公)(?<!意)(?:(?!的|通知|公告|意见|办法)[\u3400-\u9fff\U00020000-\U0003ffff]){1,14}\s?[〔\[【﹝（(]\s?(?:19|20)\d{2}\s?[〕\]】﹞）)]\s?第?\s?\d{1,5}\s?号\s*[)）]?)\s*$"
)


def _cut(words: str) -> tuple[str, str]:
    behind = _BEHIND.search(words)
    while behind and behind.start() > 6:
        rest = words[: behind.start()].rstrip(" （(")
        further = _BEHIND.search(rest)
        if not further or further.start() <= 6:
            return rest, words[behind.start() :]
        behind = further
    return words, ""


def _score(lines: Sequence[Line], kinds: Sequence[Kind], start: int, end: int, words: str, text: str) -> float:
    own = bare(words)
    block = [line.words for line in lines[start:end]]
    score = 0.0
    noun = ENDS_TITLE.search(words)
    score += 3.0 if noun or HEADED.fullmatch(words) else 0.0
    score += (
        1.5
        if "关于" in words
        or BODY.match(words)
        or re.match(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,6}(?:省|市|县|区|州)", words)
        else 0.0
    )
    score += 1.0 if 8 <= len(own) <= 80 else -3.0 if len(own) < 6 else -4.0 if len(own) > 120 else 0.0
    following = next((at for at in range(end, min(end + 3, len(lines))) if kinds[at] != "noise"), None)
    before = next((at for at in range(start - 1, max(start - 3, -1), -1) if kinds[at] != "noise"), None)
    if following is None:
        score += 0.5
    elif kinds[following] in ("number", "salutation", "date", "aside", "field", "clause", "order"):
        score += 2.0
    elif kinds[following] == "body" or _STARTS_TEXT.match(lines[following].words):
        score += 1.5
    if before is None or kinds[before] in ("number", "head", "field", "order"):
        score += 1.0
    score += 1.5 if lines[start].below_path else 0.0
    again = text.count(own) if len(own) >= 6 else 0
    score += 1.5 if again > 1 else 0.0
    if noun and re.search(rf"本(?:{noun[0][:2]})", text):
        score += 0.5
    score += 0.5 if lines[start].heading else 0.0
    # What is no title
    of_site = _SITE.search(words) or (_SITE_TOPIC.search(words) and not (noun and len(own) >= _LONG_TITLE))
    score -= 6.0 if of_site and not HEADED.fullmatch(words) else 0.0
    score -= 6.0 if _QUESTION.match(words) else 0.0
    score -= 5.0 if _SENTENCE.search(re.sub(r"<[^<>]*>", "", words)) else 0.0
    score -= 4.0 if words.endswith((":", ",", "、")) or _UNFINISHED.search(words) else 0.0
    score -= 4.0 if _COMPANY.search(words) else 0.0
    score -= 3.0 if BODY.fullmatch(words) and not noun and not _HAPPENS.search(words) else 0.0
    score -= 1.0 if words.count(",") > 1 else 0.0
    score -= 4.0 if words.count("<") != words.count(">") or words.count("(") != words.count(")") else 0.0
    # A block that goes on after its title, or that is short pieces one below the other
    for position, piece in enumerate(block[:-1], 1):
        score -= 0.1
        whole = ENDS_TITLE.search(piece) and not re.search(r"[<(][^>)]*$", "".join(block[:position]))
        if (
            whole
            and not STAGE.fullmatch(block[position])
            and not re.match(r"的(?:通知|公告|决定|函)|\(", block[position])
        ):
            score -= 4.0
    score -= 4.0 * sum(len(one) > 8 and one in "".join(block[:at] + block[at + 1 :]) for at, one in enumerate(block))
    shorts = sum(
        1 for piece in block if len(piece) <= 5 and not ENDS_TITLE.search(piece) and not STAGE.fullmatch(piece)
    )
    score -= 3.0 * shorts if len(block) > 1 else 0.0
    # 政策选编 and below it 1. 甲局关于…的通知: the first entry, not the rest of the cover's words
    score -= 4.0 * sum(re.match(r"\d{1,3}[.、]\s?[^\d\s]", piece) is not None for piece in block[1:])
    # A line that is only the rest of the one above
    if before == start - 1 and kinds[before] == "text":
        above = lines[before].words
        if BODY.fullmatch(above.split(" ")[-1]) and words.startswith(("关于", "印发")):
            score -= 2.0
        elif _UNFINISHED.search(above) or re.match(r"(?:的|和|及)", words):
            score -= 4.0
        elif "关于" in above and not ENDS_TITLE.search(above):
            score -= 3.0
    return score
