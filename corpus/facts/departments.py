"""Clause text in, departments by role out: 牵头单位, 责任单位, 实施单位, 配合单位.

Only stated roles count: a list after a role word and colon, or a closing parenthesis such as (科技部牵头,财政部配合).
A department named in running text has no role.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from corpus.text.normal import fold

_ROLES = {
    "lead": "总?牵头|主办|主管|主责",
    "responsible": "主体责任|责任|负责|承办",
    "implementing": "组织实施|实施|落实|执行",
    "cooperating": "配合|协办|参与|协同|参加|支持|协作|协助",
}
_ROLE_WORD = "|".join(f"(?P<{role}>{words})" for role, words in _ROLES.items())
# 牵头单位:  责任部门:  配合 单位:  牵头部门(单位):  牵头及责任单位:
_LABEL = re.compile(
    rf"(?:{_ROLE_WORD})\s?(?:[及和、]?(?:责任|配合|实施|落实))?\s?(?:单位|部门|处室|科室|主体)\s?(?:\([单位部门]{{2}}\))?\s?:"
)
# What ends a list: a semicolon or full stop, a new line that no separator comes before ...
_LIST_END = re.compile(r"[;。]|(?<![、,])\n")
# ... or another label: 责任单位:市科技局,完成时限:2020年底
_OTHER_LABEL = re.compile(r"[,、\s][\u4e00-\u9fff]{2,8}:")
# (市场监管总局负责) (各县(市、区)政府牵头,财政部、税务总局配合), with one level of brackets inside
_CLOSING_BRACKETS = re.compile(r"[(\[]((?:[^()\[\]\n]|\([^()\n]{1,20}\)){2,300})[)\]]")
# 财政部按职责分工负责, 由科技部牵头, 税务总局等部门配合: the role is the last word of the list it closes
_CLOSING_ROLE = re.compile(
    r"(?:会同)?(?:等?(?:有关|相关)?(?:部门|单位)?)?(?:按照?(?:各自)?(?:职责|职能)(?:分工)?|分别|共同|具体)?"
    r"(?P<role>牵头|负责|配合|参与|落实|组织实施|协助)(?:负责|落实|实施|组织实施|推进|抓好落实)?$"
)
_ROLE_REACH = 40
_OPENING = re.compile(r"^[\s,;。，；]*(?:本条?(?:政策|措施)?)?由?")
_ROLE_OF_WORD = {
    "牵头": "lead",
    "负责": "responsible",
    "配合": "cooperating",
    "参与": "cooperating",
    "协助": "cooperating",
    "落实": "implementing",
    "组织实施": "implementing",
}
# How the name of a public body ends: what tells (科技部负责) from (由企业自行负责)
_BODY = r"(?:[部委局厅办院会府署社所站处组联]|[银分支]行|中心|公司|集团|单位|部门|机构|大学|学校|园区|街道|[区县市州镇乡盟旗]|法院|\))"
_BODY_END = re.compile(rf"{_BODY}$")
# 市科技局和市财政局 are two, 工业和信息化局 and 发展和改革委 one: only a whole name stands before the 和 of a list
_CONJUNCTION = re.compile(r"(?<=[部委局厅办院行会府署])(?:会同|以及|[和及与])(?=[\u4e00-\u9fff]{2,})")
# 自创区、试验区领导小组相关成员单位 is one unit: a collective noun whose owners are listed before it.
_COLLECTIVE = re.compile(
    r"^[\u4e00-\u9fff]{0,20}?([区市县州省盟旗])[\u4e00-\u9fff]{0,20}(?:小组|委员会|联席会议)[\u4e00-\u9fff]{0,4}成员单位$"
)
_SEPARATOR = re.compile(r"[、,\s]+")
_TRAILING = re.compile(r"(?:等(?:有关|相关)?(?:部门|单位)?)?[\].;,。；：:]*$")


@dataclass(frozen=True, slots=True)
class Departments:
    """The departments of one clause by role, each in the document's own words and order."""

    lead: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    implementing: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()


def parse_departments(text: str) -> Departments:
    """The stated departments of one clause.

    >>> parse_departments("……（牵头单位：市科技局，责任单位：市财政局、市发改委）")
    Departments(lead=('市科技局',), responsible=('市财政局', '市发改委'), implementing=(), cooperating=())
    >>> parse_departments("……（科技部牵头，财政部、税务总局等配合）").cooperating
    ('财政部', '税务总局')
    """
    folded = fold(text)
    found: dict[str, list[str]] = {role: [] for role in _ROLES}
    labels = list(_LABEL.finditer(folded))
    for label, following in zip_longest(labels, labels[1:]):
        end = _list_end(folded, label.end(), following.start() if following else len(folded))
        roles = list(_closing_roles(text, folded, label.end(), end))
        if roles:  # 责任单位:市科技局牵头,市财政局配合
            for role, units in roles:
                found[role] += units
        else:
            found[str(label.lastgroup)] += split_units(text[label.end() : end])
    if not labels:
        for bracket in _CLOSING_BRACKETS.finditer(folded):
            if _closes_sentence(folded, bracket.start(), bracket.end()):
                for role, units in _closing_roles(text, folded, bracket.start(1), bracket.end(1)):
                    found[role] += units
    return Departments(**{role: tuple(dict.fromkeys(units)) for role, units in found.items()})


def role_of_column(name: str) -> str | None:
    """The role that the head of a column names, None where it names none.

    >>> role_of_column("牵头单位"), role_of_column("责任部门"), role_of_column("申报单位")
    ('lead', 'responsible', None)
    """
    label = _LABEL.fullmatch(fold(name).strip() + ":")
    return label.lastgroup if label else None


def departments_of_cells(cells: Iterable[tuple[str, str]]) -> Departments:
    """The departments of a row of a table: the name of each column with its cell."""
    found: dict[str, list[str]] = {role: [] for role in _ROLES}
    for name, words in cells:
        if (role := role_of_column(name)) and words.strip(" -—–/"):
            found[role] += split_units(words)
    return Departments(**{role: tuple(dict.fromkeys(units)) for role, units in found.items()})


def _closes_sentence(folded: str, start: int, end: int) -> bool:
    """Whether the brackets stand where a clause names its departments: beside a full stop or at the end of a line."""
    before, after = folded[max(0, start - 2) : start].rstrip(" "), folded[end : end + 2].lstrip(" ")
    return not after or after[0] in "。;\n" or before.endswith(("。", ";"))


def _closing_roles(text: str, folded: str, start: int, end: int) -> Iterator[tuple[str, list[str]]]:
    """科技部牵头,财政部、税务总局等配合 -> (lead, [科技部]), (cooperating, [财政部, 税务总局])."""
    begin = start
    for cut in [*(match.start() for match in re.finditer(r"[,;。]", folded[start:end])), end - start]:
        role = _CLOSING_ROLE.search(folded, max(begin, start + cut - _ROLE_REACH), start + cut)
        if role is None:
            continue  # a list goes on over its commas until its role is named
        units = split_units(_OPENING.sub("", text[begin : role.start()]))
        if any(_BODY_END.search(fold(unit)) for unit in units):
            yield _ROLE_OF_WORD[role["role"]], units
        begin = start + cut


def _list_end(folded: str, start: int, limit: int) -> int:
    """Where a list of departments that begins at `start` ends: brackets inside it are part of a name."""
    label = _OTHER_LABEL.search(folded, start, limit)
    if label:
        limit = label.start()
    depth = 0
    for position in range(start, limit):
        character = folded[position]
        if character in "([":
            depth += 1
        elif character in ")]":
            if depth == 0:
                return position
            depth -= 1
        elif depth == 0 and _LIST_END.match(folded, position) and folded[start:position].strip():
            return position
    return limit


def split_units(text: str) -> list[str]:
    """A list of departments as written, one by one: 、 and ， both separate, a trailing 等 is dropped.

    >>> split_units("市科技局和财政局、工业和信息化局，各县（市、区）人民政府等")
    ['市科技局', '财政局', '工业和信息化局', '各县（市、区）人民政府']
    """
    pieces = list(_pieces(text))
    units: list[str] = []
    for position, (start, end) in enumerate(pieces):
        unit = _TRAILING.sub("", _without_stray_brackets(text[start:end]))
        collective = _COLLECTIVE.match(unit)
        if collective and position and units and units[-1].endswith(collective[1]) and len(units[-1]) <= 5:
            before = pieces[position - 1]
            if not re.search(r"[高新经开技]", units[-1]) and text[before[0] : before[1]] == units[-1]:
                unit = text[before[0] : end].strip()
                units.pop()
        if unit:
            units.append(unit)
    return units


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """The stretches between separators; 、 inside brackets, as in 各县(市、区), separates nothing."""
    folded = fold(text)
    inside = [match.span() for match in re.finditer(r"\([^()]{1,40}\)", folded)]
    cuts = [*_SEPARATOR.finditer(folded), *_CONJUNCTION.finditer(folded)]
    start = 0
    bracket = 0
    for separator in [*sorted(cuts, key=lambda match: match.start()), None]:
        end = separator.start() if separator else len(folded)
        while bracket < len(inside) and inside[bracket][1] <= end:
            bracket += 1
        if separator and bracket < len(inside) and inside[bracket][0] < end:
            continue
        if text[start:end].strip():
            yield start, end
        start = separator.end() if separator else end


def _without_stray_brackets(words: str) -> str:
    """A name without the bracket that opened or closed the list around it."""
    words = words.strip()
    opened, closed = (sum(fold(words).count(bracket) for bracket in pair) for pair in ("([", ")]"))
    if opened > closed:
        words = words.lstrip("（([【〔").strip() if fold(words)[:1] in "([" else words
    elif closed > opened:
        words = words.rstrip("）)]】〕").strip()
    return words
