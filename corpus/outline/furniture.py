"""Text in, zones out: page furniture, annexes and lists of attachments, by cues that hold for any document.

Furniture is never dropped: each piece stays accounted for as a boilerplate span.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.measure import MAIN_PART, Span
from corpus.text.lines import lines_of, wrapped_starts
from corpus.text.normal import fold

# Lines that are furniture wherever they stand. Examples above each, as folded.
_FURNITURE_LINE = re.compile(
    "|".join(
        [
            # - 3 -   第 3 页 共 12 页   3/12
            r"[-.|~_=]+$|[-\s]*\d{1,4}[-\s]*$(?<=[-])|-\s?\d{1,4}\s?-$|第\s?\d+\s?页|\d+\s?/\s?\d+$|page\s?\d+",
            # (未完待续) (接上期) (上接第一版) (下转第二版)
            r"\(?(?:未完待续|接上[期页版]|上接第.{1,4}版|下转第.{1,4}版|下期待续|全文完|完)\)?$",
            # 原标题:…   本报受…委托将分数期刊登此方案。 兰州日报全媒体记者孙理整理/图
            r"\[以下内容的第.{1,200}页由文字识别得到|原标题\s?:|本报受.{0,30}(?:刊登|刊发|连载)|[^,。]{0,20}(?:日报|晚报|早报|全媒体|本报|新华社|通讯员)[^,。]{0,20}记者[^,。]{0,30}$",
            # 当前位置: 首页 > 政务公开    您当前所在的位置
            r"(?:您?(?:现在|当前)?(?:所在)?的?位置|当前位置)\s?:|首页\s?[>»]",
            # 来源:… 发布时间:… 浏览次数: 字体: 大 中 小 打印 关闭 分享到
            r"(?:信息)?来源\s?:|(?:发布|发表|更新|成文)(?:时间|日期)\s?:|时间\s?:\s?\d{4}[-/]\d{1,2}[-/]\d{1,2}(?!\s?(?:至|到|-|起|前|止|~))|作者\s?:|(?:浏览|点击|阅读|访问)(?:次数|量|数)?\s?:|字[体号]\s?:|a[+-]\s?[大中小]$"
            r"|(?:[【\[]?(?:打印|关闭|收藏|大|中|小|分享)(?:本页|窗口|页面)?[】\]]?\s?){1,6}$|分享到?\s?:?|扫一扫.{0,20}$",
            # 版权所有 网站设计 …ICP备…号 …公网安备; 技术支持: and a firm, not a number to call
            r".{0,40}(?:icp备|公网安备|版权所有|网站设计|技术支持\s?:(?!.{0,12}\d{3,4}-?\d{4})|网站标识码|网站地图)",
            # 上一篇:  下一个:
            r"(?:上|下)一[篇个条]\s?:",
        ]
    )
)
# 网站首页 | 政务公开 | 互动交流    首页 > 政策文件
_MENU_BAR = re.compile(
    r"(?:网站)?首页(?:\s?[|·>».*/-]|\s{2,}).{0,100}"
    r"|(?=.*(?:首页|政务|公开|互动|网站|登录|注册|新闻|概况|走进|服务|English|无障碍|微信))[^|。;:]{1,16}(?:\s?\|\s?[^|。;:]{1,16}){1,20}"
)
# Words of a site around a document, in a short line at its head or its end: 网站支持IPv6   [打印本页]
_SITE_WORDS = re.compile(
    r"门户网站$|网站支持|ipv6|智能问答|设为首页|加入收藏|今天是|返回顶部|关闭窗口|打印本页|\[打印\]|\[字体"
    r"|离开.*网站|继续访问|(?:政府|部门|县\(市、区\)|市\(州\))网站$|中国政府网"
)
# Words of a site that policies speak of too: 登录 | 注册 | 无障碍, but not 在本县登记注册满一年, 长者食堂
_SITE_BUTTONS = re.compile(
    r"(?:用户|个人|企业|法人|统一|微信|扫码)?(?:登录|注册)|无障碍(?:阅读|浏览|模式|辅助|版)?|关怀版|适老(?:化|版|模式)?|长者(?:助手|模式|版|专区)?|繁体(?:中文|版)?"
    r"|手机版|客户端|附件下载|(?:扫描)?二维码|微信|微博|首页|导航|帮助|[\s|·»>\[\]()<>/、-]"
)
_BUTTON = re.compile(r"登录|注册|无障碍|关怀版|适老|长者|繁体|手机版|客户端|附件下载|二维码")
_BESIDE_BUTTONS = 4  # characters that a line of buttons may hold besides
# The table that sites put above a document
_SITE_TABLE = re.compile(
    r"[\[|]?(?:索\s{0,2}引\s{0,2}号|标\s{1,2}题|信息分类|主题分类|主\s?题\s?词|发文机[关构]|发布机构|制发机关|成文日期|生成日期|发文日期|发文字号|文\s{0,4}号|公开日期|公开方式|公开范围|公文种类|有\s{0,2}效\s{0,2}性"
    r"|时效性?|体\s?裁|关\s?键\s?词|组配分类|统一编号)\s?[\]:|]"
)
_SITE_LINES = 30  # such lines stand in the first or the last so many
_SITE_LENGTH = 60
_PAGE = re.compile(r"\d{1,3}")
_FIGURES = re.compile(r"\d")
_ROW_HEAD = re.compile(r"序\s?号|编\s?号")
# From such a line to the end of the document everything is furniture.
_TAIL = re.compile(
    r"(?:相关(?:新闻|链接|阅读|文章|附件|信息|推荐|文件|稿件|报道)|新闻推荐|推荐阅读|热门(?:新闻|文章)|猜你喜欢|延伸阅读|友情链接)\s?:?$"
    r"|(?:上|下)一[篇个条]\s?:|主办(?:单位)?\s?:|承办(?:单位)?\s?:|责任编辑\s?:|编辑\s?:|版权所有|网站(?:声明|地图)|关于我们"
)
# 附件2   附件 2:标题   附表1   附件
ANNEX = re.compile(r"(?P<name>附[件表录]\s?(?P<number>[0-9]{1,2}|[一二三四五六七八九十]{1,3})?)(?P<rest>\s?:?.*)$")
_ANNEX_LIST_ITEM = re.compile(r"\s*(?:\d{1,2}\s?[.、]|附[件表]\s?\d|[一二三四五六七八九十]{1,2}、)")
_DECORATION = re.compile(r"[\s#*>|]+")
_BREADCRUMB = re.compile(r"位置\s?:|首页\s?[>»]?")
_PUBLISHED = re.compile(r"(?:信息)?来源\s?:|(?:发布|发表|更新|成文)(?:时间|日期)\s?:")
_CONTENTS = re.compile(r"[#*\s]*目\s*[录次][#*\s]*")
_LEADER = re.compile(r"(?:\s*(?:[.…·]\s?){3,}|\s{2,}|…+)\s*[-(]?\s*\d{1,3}\s*[-)]?$")
_FEWEST_ENTRIES = 3
_LONGEST_ENTRY = 80  # characters
_TOP_LINES = 20  # a menu of several lines stands in these; further down lines of as many cells are a table
_HEAD_LINES = 60  # a site's menu stands above the document
_MENU_ITEM = 20  # characters; a title is longer


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the document with its own numbering: the main text or one annex."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Zones:
    """Where the parts are, which lines are furniture, and which lines only list the attachments."""

    parts: tuple[Part, ...]
    furniture: frozenset[Span]
    attachment_lists: tuple[Span, ...]
    continued: tuple[Span, ...]  # the furniture lines that say that the text goes on from an earlier instalment
    wrapped: frozenset[int]  # where lines begin that only go on with the line before
    contents: tuple[Span, ...] = ()  # tables of contents: their headings head nothing


def find_zones(source: str) -> Zones:
    """Divide a document into parts and mark its furniture."""
    folded = fold(source)
    lines = lines_of(source)
    furniture: list[Span] = []
    lists: list[Span] = []
    continued: list[Span] = []
    starts: list[tuple[str, int]] = [(MAIN_PART, 0)]
    tail_from = _tail_start(folded, lines)
    menu = {*_menu(folded, lines), *_above_path(folded, lines)}
    table = _ROW_HEAD.search(folded)
    table_from = table.start() if table else len(folded)
    skip_until = -1
    for position, line in enumerate(lines):
        if position < skip_until:
            continue
        words = _DECORATION.sub(" ", line.of(folded)).strip()
        at_edge = min(position, len(lines) - 1 - position) < _SITE_LINES
        row = _is_row(folded, lines, position) if position >= _TOP_LINES else _is_in_table(folded, lines, position)
        page = line.start < table_from and _PAGE.fullmatch(words) is not None  # in a table it may be a figure
        listed = at_edge and _is_in_site_table(folded, lines, position)
        if (
            position >= tail_from
            or position in menu
            or page
            or listed
            or _is_furniture(words, line.of(folded), at_edge, row)
        ):
            furniture.append(line)
            if re.match(r"\(?(?:接上|上接)", words):
                continued.append(line)
            continue
        annex = ANNEX.match(words)
        if annex is None:
            continue
        following = _list_length(folded, lines, position, annex)
        if following:
            lists.append(Span(line.start, lines[position + following - 1].end))
            skip_until = position + following
        elif position and _heads_annex(words, annex):
            starts.append((annex["name"].replace(" ", ""), line.start))
    if len(starts) == 1:
        starts += _printed(folded, lines)
    parts = tuple(
        Part(name, Span(start, end))
        for (name, start), end in zip(starts, [start for _, start in starts[1:]] + [len(source)], strict=True)
    )
    wrapped = wrapped_starts(source, folded, lines, frozenset(furniture))
    return Zones(parts, frozenset(furniture), tuple(lists), tuple(continued), wrapped, tuple(_contents(folded, lines)))


# …制定的《甲办法》和《乙规定》已经同意,现印发给你们
_PRINTS = re.compile(r"(?=.*(?:印发|公布|发布|下发|颁布))(?:.*<[^<>]{4,80}>){2}")
_TITLE = re.compile(r"<(?P<title>[^<>]{4,80})>")
_TITLE_LINES, _LETTER_LINES = 3, 4  # that a title, and the sentence of the letter, may take


def _printed(folded: str, lines: list[Span]) -> list[tuple[str, int]]:
    """The things that a covering letter prints one behind the other, by their titles; [] where it prints one, or none follows.

    Each is numbered anew, so that 一、（一） alone would name a clause of both.
    """
    words = [re.sub(r"[\s#*]", "", line.of(folded)) for line in lines]
    heads = ["".join(words[at : at + _LETTER_LINES]) for at in range(min(len(words), _HEAD_LINES))]
    letter = next((at for at, line in enumerate(heads) if _PRINTS.match(line)), None)
    if letter is None:
        return []
    found: list[tuple[str, int]] = []
    at = letter + 1
    for title in dict.fromkeys(match["title"] for match in _TITLE.finditer(heads[letter])):
        begins = next(
            (
                place
                for place in range(at, len(words))
                if words[place] and any("".join(words[place : place + n]) == title for n in range(1, _TITLE_LINES + 1))
            ),
            None,
        )
        if begins is not None:
            found.append((title, lines[begins].start))
            at = begins + 1
    return found if len(found) > 1 else []


def _contents(folded: str, lines: list[Span]) -> Iterator[Span]:
    """Tables of contents: lines below 目录 that end in a page number or stand again as headings further down."""
    last = {
        _heading_words(line.of(folded)): position
        for position, line in enumerate(lines)
        if line.end - line.start <= _LONGEST_ENTRY
    }
    position = 0
    while position < len(lines):
        start = position
        if _CONTENTS.fullmatch(lines[position].of(folded)):
            position += 1
        while position < len(lines) and _is_entry(lines, folded, position, last, titled=start != position):
            position += 1
        if position - start >= _FEWEST_ENTRIES:
            yield Span(lines[start].start, lines[position - 1].end)
        position = max(position, start + 1)


def _is_entry(lines: list[Span], folded: str, position: int, last: dict[str, int], *, titled: bool) -> bool:
    words = lines[position].of(folded)
    if len(words) > _LONGEST_ENTRY:
        return False
    return _LEADER.search(words) is not None or (titled and last.get(_heading_words(words), position) > position)


def _heading_words(line: str) -> str:
    return re.sub(r"[\s#*]", "", _LEADER.sub("", line))


def _is_row(folded: str, lines: list[Span], position: int) -> bool:
    """Whether a line is one of several with as many cells: a row of a table, and no menu of a site (首页 | 政务公开)."""
    bars = lines[position].of(folded).count("|")
    beside = (at for at in (position - 1, position + 1) if 0 <= at < len(lines))
    return bars > 0 and any(lines[at].of(folded).count("|") == bars for at in beside)


def _is_in_table(folded: str, lines: list[Span], position: int) -> bool:
    """Whether a line at the top is of a table that has figures, and of no menu: those have none, and name the site's first page."""
    first = last = position
    while first > 0 and "|" in lines[first - 1].of(folded):
        first -= 1
    while last + 1 < len(lines) and "|" in lines[last + 1].of(folded):
        last += 1
    block = [line.of(folded) for line in lines[first : last + 1]]
    figured = sum(_FIGURES.search(line) is not None for line in block)
    return (
        "|" in block[0]
        and len(block) > 1
        and 2 * figured >= len(block) - 1
        and not any("首页" in line for line in block)
    )


def _is_in_site_table(folded: str, lines: list[Span], position: int) -> bool:
    """A row of the site's table of any length: 标 题: | 国务院办公厅关于…的复函, between 发文机关: and 发文字号:."""
    beside = (at for at in (position - 1, position + 1) if 0 <= at < len(lines))
    return all(_SITE_TABLE.match(lines[at].of(folded)) for at in (position, *beside))


def _is_of_site(words: str) -> bool:
    """Whether a short line is a site's: one that only sites have, or one of buttons and hardly anything else."""
    if _SITE_WORDS.search(words):
        return True
    if _BUTTON.search(words) is None or _CLAUSE.match(words) or _NUMBERED.match(words):
        return False
    return len(_SITE_BUTTONS.sub("", words)) <= _BESIDE_BUTTONS


def _is_furniture(words: str, line: str, at_edge: bool, row: bool) -> bool:
    if len(words) > 120:
        return False
    if at_edge and len(words) <= _SITE_LENGTH and _SITE_TABLE.match(line):
        return True
    if at_edge and len(words) <= _SITE_LENGTH / 2 and not re.search(r"[,。;:]", words) and _is_of_site(words):
        return True
    return _FURNITURE_LINE.match(words) is not None or (not row and _MENU_BAR.fullmatch(line) is not None)


def _menu(folded: str, lines: list[Span]) -> range:
    """The lines of a site's menu: short ones between 当前位置: … above and 发布时间: … below, the title apart."""
    heads = [_DECORATION.sub(" ", line.of(folded)).strip() for line in lines[:_HEAD_LINES]]
    above = next((at for at, words in enumerate(heads) if _BREADCRUMB.search(words)), None)
    below = next(
        (at for at, words in enumerate(heads) if above is not None and at > above and _PUBLISHED.match(words)), 0
    )
    if above is None or below - above < 4:
        return range(0)
    title = below - 1
    while (
        title > above + 1
        and not re.match(r"关于|.{2,20}(?:政府|委员会|办公室|局)关于", heads[title])
        and len(heads[title - 1]) > _MENU_ITEM
    ):
        title -= 1
    return range(above + 1, title) if all(len(words) <= _MENU_ITEM for words in heads[above + 1 : title]) else range(0)


_OF_DOCUMENT = re.compile(
    r"关于(?!我们).{4,}|[\u4e00-\u9fff]{4,}(?:办法|意见|通知|措施|条例|规定|方案|公告)(?:\(.*\))?$|[\[(].*\d{4}.*[\])]\s?\d+\s?号"
)


def _above_path(folded: str, lines: list[Span]) -> range:
    """The lines above 当前位置: 首页 > …: the head of the site, if all are short and none is of a document."""
    heads = [_DECORATION.sub(" ", line.of(folded)).strip() for line in lines[:_HEAD_LINES]]
    path = next((at for at, words in enumerate(heads) if re.search(r"位置\s?:\s?.{0,4}首页", words)), 0)
    above = [words for words in heads[:path] if not re.search(r"解读|读懂", words)]
    own = any(len(words) > _SITE_LENGTH or re.search(r"[。;]", words) or _OF_DOCUMENT.search(words) for words in above)
    return range(0) if own else range(path)


def _tail_start(folded: str, lines: list[Span]) -> int:
    """The first line of the closing furniture: a tail cue in the last part of the document, never in its first half."""
    for position, line in enumerate(lines):
        if position * 2 < len(lines) and line.start * 2 < len(folded):
            continue
        words = line.of(folded)
        below = lines[position + 1 : position + 1 + _BELOW_TAIL]
        if len(words) <= 60 and _TAIL.match(words) and not any(_CLAUSE.match(line.of(folded)) for line in below):
            return position
    return len(lines)


_NUMBERED = re.compile(r"\s*\d{1,2}\s?[.、)]")
_BELOW_TAIL = 12  # lines below what looks like the end of a page, in which no clause may begin
_CLAUSE = re.compile(
    r"[\s#*]*(?:第[一二三四五六七八九十百\d]{1,4}[章条]|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\))"
)


def _list_length(folded: str, lines: list[Span], position: int, annex: re.Match[str]) -> int:
    """How many lines a list of attachments (附件:1.… 2.…) takes from here; 0 where this is none."""
    rest = annex["rest"].strip()
    numbered = annex["number"] is not None
    is_list = rest.startswith(":") and not numbered and len(rest) > 1
    if not is_list and not numbered and rest in (":", ""):
        is_list = position + 1 < len(lines) and bool(re.match(r"\s*1\s?[.、]", lines[position + 1].of(folded)))
    if not is_list and numbered and rest.startswith(":"):
        is_list = position + 1 < len(lines) and bool(re.match(r"附[件表]\s?\d", lines[position + 1].of(folded)))
    if not is_list:
        return 0
    length = 1
    while position + length < len(lines):
        line = lines[position + length].of(folded)
        if not _ANNEX_LIST_ITEM.match(line) or len(line) > 90 or re.match(r"附[件表]\s?\d{0,2}$", line):
            break
        length += 1
    return length


def _heads_annex(words: str, annex: re.Match[str]) -> bool:
    """附件2 alone on its line, or with a title; not a sentence that happens to begin with 附件."""
    rest = annex["rest"].strip(" :")
    if annex["number"] is None and rest:
        return False
    return len(words) <= 60 and not re.search(r"[。;,]", rest)
