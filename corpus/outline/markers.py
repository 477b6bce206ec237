"""Text in, candidate outline markers out: every place that might number a section or a clause.

A candidate is only a possibility. Which candidates truly number something is decided in `outline.py` by sequence and
level; here each gets `evidence`, a log-odds-like number that says how much its surroundings look like a marker's.
All patterns run over `fold(text)`, which keeps offsets.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from corpus.text.normal import CHINESE_NUMERALS, chinese_number, fold

_CN = f"[{CHINESE_NUMERALS}](?: ?[{CHINESE_NUMERALS}]){{0,5}}"
_AR = "[0-9](?: ?[0-9]){0,2}"

# One line a style: name, pattern (group 1 is the number), rank. The rank is the usual nesting, outermost first; a
# document may nest otherwise, at a price. Examples above each pattern are as folded.
STYLES: dict[str, float] = {
    "volume": 0.0,  # 第一编
    "chapter": 0.2,  # 第一章
    "section": 0.4,  # 第一节
    "qa": 1.2,  # 问: … 答: …
    "cn": 1.0,  # 一、
    "group": 1.3,  # (一) that heads articles: (二)绩效奖励 above 第四条
    "article": 1.5,  # 第一条
    "cnp": 2.0,  # (一)  一)
    "named": 2.5,  # 工作18:  措施一:
    "ar": 3.0,  # 1.  1、
    "row": 3.5,  # 1 alone on its line or in the first cell of a table row, below a head that says 序号
    "arp": 4.0,  # (1)  1)
    "circled": 5.0,  # ①
    "letter": 6.0,  # a.  (a)
    "ordinal": 7.0,  # 一是  第一,
}
LONGEST_GROUP = 40  # characters of a heading above articles
_PATTERN = re.compile(
    "|".join(
        [
            # 问: 【问】 Q1: 1.问:  (matched before 1. could be taken for a number of its own)
            r"(?P<qa>(?<![a-z])q\s?\d{0,3}\s?[:.、]|\[\s?问\s?\d{0,3}\s?\]\s?:?|(?:(?<![0-9])\d{1,2}\s?[.、]\s?)?(?:记者)?问\s?\d{0,3}\s?:|(?<![\u4e00-\u9fff])(?:记者|主持人)\s?:"
            # 某某日报: …? at the start of a line: whoever asks, a line that ends in a question mark is the question
            r"|(?<![^\n ])[\u4e00-\u9fff()]{2,20}:(?=[^\n]{8,600}\? *(?:\n|\Z)))",
            # 第一章  第 1 0 条  第三条之一
            rf"(?P<article>第\s?(?P<article_n>{_AR}|{_CN})\s?(?P<article_unit>[编篇章节条])(?:(?<=条)\s?之\s?(?P<article_sub>{_CN}|{_AR}))?)",
            # (一)  一)  ( 一 )
            rf"(?P<cnp>\(\s?(?P<cnp_n>{_CN})\s?\)|(?<![\w(])(?P<cnp_open_n>{_CN})\)"
            rf"|(?<![^\n #*>])\((?P<cnp_left_n>{_CN})(?= ?[\u4e00-\u9fff])(?![年月日个项条级类是]))",
            # (1)  1)
            rf"(?P<arp>\(\s?(?P<arp_n>{_AR})\s?\)|(?<![\w.(])(?P<arp_open_n>{_AR})\))",
            # 一、  一.  二十一、
            rf"(?P<cn>(?P<cn_n>{_CN})\s?[、.])",
            # 1.  1、  12 .
            rf"(?P<ar>(?<![0-9a-z.%])(?P<ar_n>{_AR})\s?[.、])",
            # 12 | …   12 alone on its line
            r"(?P<row>(?<![0-9.])(?P<row_n>[0-9]{1,3}) *(?=[|\n][\s|]{0,40}(?![\d.%|\s-]{1,40}?(?:[|\n]|\Z))\S))",
            r"(?P<circled>(?P<circled_n>[①-⑳]))",
            # a.  (a)
            r"(?P<letter>(?<![0-9a-z])(?:(?P<letter_n>[a-h])[.、)]|\((?P<letter_open_n>[a-h])\)))",
            # 一是  二是: lists in running text; they number clauses only where nothing else does
            rf"(?P<ordinal>(?P<ordinal_n>{_CN})是|第(?P<ordinal_first_n>[一二三四五六七八九十])[,、])",
            # 工作18:  措施 3:  任务二:
            rf"(?P<named>(?P<named_word>[\u4e00-\u9fff]{{2,4}}?)\s?(?P<named_n>{_AR}|{_CN})\s?:)",
            # 任务一、 opens its line
            rf"(?P<task>(?<![^\n #*>])(?P<task_word>任务|工作|措施|举措|行动|工程|步骤|阶段|专项|政策|条款)\s?(?P<task_n>{_AR}|{_CN})\s?[、.](?!\d))",
            # 政策卡片01 安家补贴, ## 卡2 | 落户: a heading of its own on its line; that the same word is counted on decides
            r"(?P<card>(?<![^\n #*>])(?P<card_word>(?![第附表图注页例共约近问])[\u4e00-\u9fff]{1,4}?) ?(?P<card_n>[0-9]{1,2})"
            r"(?= *\|? *(?:\n|\Z)|(?: +\|? *| *\| *)[^\n|。;]{2,40}(?:\n|\Z)))",
        ]
    )
)
_HOLDS_OTHERS = re.compile(r"任务|行动|工程|专项|阶段|板块")
# The head of a table whose rows are numbered
_ROW_HEAD = re.compile(r"序\s?号|编\s?号")
_ARTICLE_UNITS = {"编": "volume", "篇": "volume", "章": "chapter", "节": "section", "条": "article"}
_SENTENCE_END = "。;!?…"
DECORATION = " #*>|•●◆■◇※\ufeff"
# 依照本办法第六条, 《…法》第三条, 第二条、第五条, 第三条和第四条: what stands before a reference, never before a marker.
_BEFORE_REFERENCE = re.compile(
    r"(?:[法例定知见章案施策文函]|(?<![总附分罚])则|本|[据照按见在对由将以依除]|符合|违反|属于|不适用|[>\])\"]|[和或与及至到、,第]|有关|上述|前述|适用)\s?$"
)
# 第六条第一款, 第三条规定, 第3、5条: what stands behind one.
_AFTER_REFERENCE = re.compile(
    r"\s?(?:第\s?[0-9一二三四五六七八九十]+\s?[款项目条]|规定|之规定|的规定|所|中的|和第|至第|或者?第|[、,]第|款|项(?!目))"
)
_AFTER_ITEM_REFERENCE = re.compile(r"\s?[项款目类]")


@dataclass(frozen=True, slots=True)
class Marker:
    """A possible outline marker. `text` is the marker without white space; `end` is where the clause's words begin."""

    start: int
    end: int
    style: str
    rank: float
    number: int
    text: str
    evidence: float
    at_line_start: bool
    heads_nothing: bool = False  # nothing but white space between it and the next candidate
    sub: int = 0  # 一 of 第三条之一, which stands between 第三条 and 第四条
    level: int = 0  # of the heading that its line is, where the format says so; 1 is the largest


def candidates(
    source: str, start: int = 0, end: int | None = None, folded: str | None = None, wrapped: Collection[int] = ()
) -> list[Marker]:
    """Every possible marker in `source[start:end]`, in order of position; `folded` saves folding the source again.

    `wrapped` holds where lines begin that only go on with the line before: a number there opens no line.
    """
    folded = fold(source) if folded is None else folded
    end = len(source) if end is None else end
    found = list(_scan(source, folded, start, end, wrapped))
    closed = []
    for marker, following in zip_longest(found, found[1:]):
        empty = following is not None and not folded[marker.end : following.start].strip()
        if following is not None and _heads_article(folded, marker, following):
            marker = replace(marker, style="group", rank=STYLES["group"])
        closed.append(replace(marker, heads_nothing=True) if empty else marker)
    return closed


def _heads_article(folded: str, marker: Marker, following: Marker) -> bool:
    """Whether an (一) is the heading of a group of articles, which count on across it, and no item of the article above."""
    if marker.style != "cnp" or following.style != "article":
        return False
    words = folded[marker.end : following.start].strip()
    return (
        marker.at_line_start
        and following.at_line_start
        and 0 < len(words) <= LONGEST_GROUP
        and not re.search(r"[。;:!?\n]", words)
    )


def _scan(source: str, folded: str, start: int, end: int, wrapped: Collection[int]) -> Iterator[Marker]:
    questions = 0
    head = _ROW_HEAD.search(folded, start, end)
    rows_from = head.end() if head else end
    for match in _PATTERN.finditer(folded, start, end):
        group = str(match.lastgroup).split("_")[0]
        style = _style(group, match)
        if group == "qa":
            questions += 1
            number: int | None = questions
        else:
            number = _number(group, match)
        if number is None or number == 0:
            continue
        at_line_start, before = _before(folded, match.start(), wrapped)
        if group == "row" and (match.start() < rows_from or not (at_line_start or before == _WRAPPED)):
            continue
        if not at_line_start and group in _LISTS and _is_within_cell(folded, match):
            continue
        evidence = _evidence(group, folded, match, at_line_start, before)
        if evidence is None:
            continue
        text = re.sub(r"\s", "", source[match.start() : match.end()])
        if group == "qa":
            text = f"问{number}"
        elif group == "task":
            text = text.rstrip("、.")
        elif group == "named":
            text = text.rstrip(":：")
        elif group == "article" and style != "article":
            text = text.strip()
        rank = STYLES["named" if group in ("named", "task", "card") else style]
        if style.startswith("named") and _HOLDS_OTHERS.search(style):
            rank -= 0.1  # 任务一 holds 措施1, not the other way round
        sub = chinese_number(match["article_sub"] or "") or 0
        yield Marker(match.start(), match.end(), style, rank, number, text, evidence, at_line_start, sub=sub)


_LISTS = frozenset({"ar", "arp", "cn", "cnp", "circled"})


def _is_within_cell(folded: str, match: re.Match[str]) -> bool:
    """Whether a number only lists what is in one cell of a table: 平台 | 1.连接5000台;2.服务100家 | 200万元."""
    line = folded.rfind("\n", 0, match.start()) + 1
    stop = folded.find("\n", match.end())
    stop = len(folded) if stop < 0 else stop
    if "|" not in folded[line : match.start()]:
        return False
    above, below = folded[folded.rfind("\n", 0, max(line - 1, 0)) + 1 : line], folded[stop + 1 :].split("\n", 1)[0]
    if "|" not in above and "|" not in below:
        return False
    start = folded.rfind("|", line, match.start()) + 1
    bar = folded.find("|", match.end(), stop)
    if folded[start : match.start()].strip():
        return True
    rest = folded[match.end() : stop if bar < 0 else bar]
    return any(other.lastgroup == match.lastgroup for other in _PATTERN.finditer(rest))


def _style(group: str, match: re.Match[str]) -> str:
    if group == "article":
        return _ARTICLE_UNITS[match["article_unit"]]
    if group in ("named", "task", "card"):
        return f"named:{match[f'{group}_word']}"
    return group


def _number(group: str, match: re.Match[str]) -> int | None:
    digits = next(
        value for name, value in match.groupdict().items() if name.startswith(group) and name.endswith("_n") and value
    )
    if group == "circled":
        return ord(digits) - ord("①") + 1
    if group == "letter":
        return ord(digits) - ord("a") + 1
    return chinese_number(digits)


_WRAPPED = "\n"  # stands for the character before a marker at a line start that is none


def _before(folded: str, position: int, wrapped: Collection[int]) -> tuple[bool, str]:
    """Whether only decoration stands between the line's start and `position`, and the last character before."""
    index = position - 1
    while index >= 0 and folded[index] in DECORATION:
        index -= 1
    if index >= 0 and folded[index] not in "\n\r\f\x0b":
        return False, folded[index]
    if wrapped:
        start = index + 1
        while start < position and folded[start].isspace():
            start += 1
        if start in wrapped:
            return False, _WRAPPED
    return True, ""


def _evidence(group: str, folded: str, match: re.Match[str], at_line_start: bool, before: str) -> float | None:
    """How much the surroundings speak for a marker; None where they rule it out."""
    after = folded[match.end() : match.end() + 12]
    if before == "第" or (before and before in CHINESE_NUMERALS and group in ("cn", "cnp", "ordinal")):
        return None
    if at_line_start:
        evidence = 2.0
    elif before in _SENTENCE_END:
        evidence = 1.0
    elif before == _WRAPPED or before in ')]">':
        evidence = 0.3
    elif before in ",:、-/(":
        evidence = -2.0
    else:
        evidence = -0.3

    if group == "article":
        reference = _BEFORE_REFERENCE.search(folded[max(0, match.start() - 3) : match.start()])
        if before == _WRAPPED:
            if _AFTER_REFERENCE.match(after) or not after[:1].isspace():
                return None
            evidence -= 1.0
        elif not at_line_start and (reference or before not in _SENTENCE_END):
            first = match["article_n"] in ("一", "1")
            if _AFTER_REFERENCE.match(after) or (reference and not first):
                return None
            # In a document that is one line a heading runs straight into the next number: 附则第四条 本办法…
            evidence -= 2.0 if reference else 0.5 if after[:1].isspace() else 1.5
        elif _AFTER_REFERENCE.match(after) and not (
            at_line_start and after[:1].isspace() and not re.match(r"\s第", after)
        ):
            evidence -= 4.0
    elif group in ("cnp", "arp"):
        if _AFTER_ITEM_REFERENCE.match(after):
            evidence -= 5.0
    elif group in ("ar", "cn"):
        if not at_line_start and group == "ar" and re.match(r"[0-9]", after) and folded[match.end() - 1] == "、":
            return None  # 沿线3、4、5号
        if re.match(r"\s?[0-9]", after):  # 1.5亿元, 1、2、3
            evidence -= 2.5 if at_line_start else 5.0
        elif group == "cn" and re.match(
            rf"\s?[{CHINESE_NUMERALS}]\s?(?:[、.]|[级类期等层线季批次楼号产组档]|季度)", after
        ):
            evidence -= 4.0  # 一、二、三级  一、二级医院
    elif group in ("named", "task", "card", "qa", "ordinal"):
        if not at_line_start and before not in _SENTENCE_END and not (group == "qa" and before == _WRAPPED):
            return None
        if group == "card" and not at_line_start:
            return None
        if group in ("ordinal", "card"):
            evidence -= 1.0
    elif group == "letter" and not at_line_start:
        return None
    return evidence
