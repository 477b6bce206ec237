"""Who does what: an office, a centre, a bank, a town of a sentence against the one to whom the clauses give the same task. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.reading.offices import TRADES, office_of
from assistant.writing.found import UNSTATED, Evidence
from assistant.writing.labelled import grams
from assistant.writing.stated import NOT, Stated

SAME_TASK = 3  # pairs from which a piece of the clauses tells of the same task
OWN_TASK = 0.4  # share of the pairs of a piece that such a piece of the clauses has at least
BEFORE = 2  # pieces in front of one without an actor in which its actor may stand
_PLAIN = (
    ("bank", r"(?:经办|贷款|合作|开户|承贷)?银行"), ("town", r"乡镇|镇街|街道|镇\(|乡\(|镇政府|村镇|镇里|乡里"), ("community", r"社区|村委会|居委会|村\(|村里"),
    ("disabled", r"残联"), ("union", r"总?工会"), ("women", r"妇联"), ("police", r"公安|交管"), ("court", r"法院"),
    ("third", r"第三方"),
)  # fmt: skip
_NAMED = tuple((name, re.compile(pattern)) for name, pattern in _PLAIN)
_TRADE = re.compile(
    rf"(?P<trade>{TRADES})[\u4e00-\u9fff]{{0,4}}?(?:局|厅|委(?![托员派])|部门|科|股|办(?![理法公事证])|分局)"
)
_CENTRE = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,10}?)(?:中心(?!城|区|站)|大厅|管理站|服务站|工作站|分局)")
_OFFICE = lru_cache(512)(office_of)


def look(found: Evidence, pieces: Sequence[str], stated: Stated) -> None:
    """An actor of a piece where the clauses have another for the same task."""
    for piece in pieces:
        if UNSTATED.search(piece) or NOT.search(piece) or "→" in piece:
            continue
        own = actors_of(piece)
        if len(own) != 1:
            continue
        task = grams(_without(piece))
        near, _ = stated.nearest_piece(task)
        shared = len(task & stated.piece_grams[near]) if near >= 0 else 0
        if shared < SAME_TASK or shared < OWN_TASK * len(task):
            continue
        theirs = _actors_at(stated, near)
        if theirs and not _any_same(own, theirs) and not _is_theirs_elsewhere(own, task, shared, stated):
            found.most("another actor", piece)


def actors_of(text: str) -> frozenset[tuple[str, str]]:
    """Whoever acts in a plain text: a kind and, of offices and centres, what tells them from others.

    >>> sorted(actors_of("由县农业农村局会同经办银行核实"))
    [('bank', ''), ('trade', '农业')]
    """
    found = {(name, "") for name, pattern in _NAMED if pattern.search(text)}
    found |= {("trade", match["trade"]) for match in _TRADE.finditer(text)}
    found |= {
        ("centre", re.split(r"[省市县区州镇到在由向]", match["name"])[-1][-6:]) for match in _CENTRE.finditer(text)
    }
    return frozenset((kind, name) for kind, name in found if kind != "centre" or len(name) > 1)


def _is_theirs_elsewhere(own: frozenset[tuple[str, str]], task: set[str], shared: int, stated: Stated) -> bool:
    """Whether another piece of the clauses, nearly as near, has the task as that actor's, or a heading names it."""
    if _any_same(own, actors_of(stated.headings)):
        return True
    near = (at for at, words in enumerate(stated.piece_grams) if len(task & words) >= shared - 1)
    return any(_any_same(own, actors_of(stated.pieces[at])) for at in near)


def _any_same(own: frozenset[tuple[str, str]], theirs: frozenset[tuple[str, str]]) -> bool:
    return any(_same(one, other) for one in own for other in theirs)


def _same(one: tuple[str, str], other: tuple[str, str]) -> bool:
    if one[0] != other[0]:
        return False
    if one[0] == "trade":
        return one[1] == other[1] or any(
            bool(_OFFICE(a[1]).search(f"{b[1]}局")) for a, b in ((one, other), (other, one))
        )
    return not one[1] or bool(grams(one[1]) & grams(other[1]))


def _actors_at(stated: Stated, near: int) -> frozenset[tuple[str, str]]:
    """Those of a piece of the clauses, or of the nearest before it that has any."""
    for at in range(near, max(-1, near - BEFORE - 1), -1):
        if actors := actors_of(stated.pieces[at]):
            return actors
    return frozenset()


def _without(piece: str) -> str:
    for _, pattern in _NAMED:
        piece = pattern.sub(",", piece)
    return _CENTRE.sub(",", _TRADE.sub(",", piece))
