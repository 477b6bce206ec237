"""Clause text in, departments by role out: 牵头单位, 责任单位, 实施单位, 配合单位.

Only stated roles count: a list after a role word and colon, or a closing parenthesis such as (科技部牵头,财政部配合).
A department named in running text has no role.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest

from corpus.normal import fold

_ROLES = {
    "lead": "牵头|主办|主管|主责|总牵头",
    "responsible": "责任|负责|承办|主体责任",
    "implementing": "实施|落实|执行|组织实施",
    "cooperating": "配合|协办|参与|协同|参加|支持|协作",
}
_ROLE_WORD = "|".join(f"(?P<{role}>{words})" for role, words in _ROLES.items())
# 牵头单位:  责任部门:  配合 单位:
_LABEL = re.compile(rf"(?:{_ROLE_WORD})\s?(?:及?(?:责任|配合|实施))?\s?(?:单位|部门|处室|科室)\s?:")
# What ends a list: the next label, a semicolon or full stop, the closing bracket, a new line.
_LIST_END = re.compile(r"[;。\n]")
# (市场监管总局负责) (科技部牵头,财政部、税务总局配合) at the end of a clause
_CLOSING_BRACKETS = re.compile(r"\(([^()\n]{2,160}?(?:负责|牵头|配合|参与|落实))\s?\)")
_CLOSING_CLAUSE = re.compile(
    r"(?:由)?([^,;]+?(?:[、,][^,;、]+?)*?)(?:按(?:照)?职(?:责|能)分工)?(牵头|负责|配合|参与|落实)(?:[,;]|$)"
)
_CLOSING_ROLE = {
    "牵头": "lead",
    "负责": "responsible",
    "配合": "cooperating",
    "参与": "cooperating",
    "落实": "implementing",
}
# 自创区、试验区领导小组相关成员单位 is one unit: a collective noun whose owners are listed before it.
_COLLECTIVE = re.compile(
    r"^[\u4e00-\u9fff]*?([区市县州省盟旗])[\u4e00-\u9fff]*(?:小组|委员会|联席会议)[\u4e00-\u9fff]{0,4}成员单位$"
)
_SEPARATOR = re.compile(r"[、,\s]+")


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
        found[str(label.lastgroup)] += split_units(text[label.end() : end])
    if not labels:
        for bracket in _CLOSING_BRACKETS.finditer(folded):
            if folded[bracket.end() :].strip(" 。;\n"):
                continue  # only at the end of a paragraph-closing clause
            for clause in _CLOSING_CLAUSE.finditer(bracket[1]):
                start, end = bracket.start(1) + clause.start(1), bracket.start(1) + clause.end(1)
                found[_CLOSING_ROLE[clause[2]]] += split_units(text[start:end])
    return Departments(**{role: tuple(dict.fromkeys(units)) for role, units in found.items()})


def _list_end(folded: str, start: int, limit: int) -> int:
    """Where a list of departments that begins at `start` ends: brackets inside it are part of a name."""
    depth = 0
    for position in range(start, limit):
        character = folded[position]
        if character == "(":
            depth += 1
        elif character == ")":
            if depth == 0:
                return position
            depth -= 1
        elif depth == 0 and _LIST_END.match(character):
            return position
    return limit


def split_units(text: str) -> list[str]:
    """A list of departments as written, one by one: 、 and ， both separate, a trailing 等 is dropped."""
    folded = fold(text)
    pieces: list[tuple[int, int]] = []
    start = 0
    for separator in [*_SEPARATOR.finditer(folded), None]:
        end = separator.start() if separator else len(folded)
        if text[start:end].strip():
            pieces.append((start, end))
        start = separator.end() if separator else end
    units: list[str] = []
    for position, (start, end) in enumerate(pieces):
        unit = re.sub(r"(?:等(?:有关|相关)?(?:部门|单位)?)?[)\].;,。；]*$", "", text[start:end].strip(" （）()"))
        collective = _COLLECTIVE.match(unit)
        if collective and position and units and units[-1].endswith(collective[1]) and len(units[-1]) <= 5:
            before = pieces[position - 1]
            if not re.search(r"[高新经开技]", units[-1]) and text[before[0] : before[1]] == units[-1]:
                unit = text[before[0] : end].strip()
                units.pop()
        if unit:
            units.append(unit)
    return units
