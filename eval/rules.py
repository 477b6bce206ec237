"""How often each alternative of the reading's patterns fires on the questions at hand, and where it alone makes the difference."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from types import ModuleType
from typing import Any

from corpus.errors import UsageError
from eval.alternatives import alternatives
from eval.examinee import QUESTIONS, open_examinee
from eval.questions import load_questions
from eval.run import evaluate
from eval.watching import Reading, Watched, watching
from eval.wide.build import Vectors
from eval.wide.run import MAIN, Examiner, examine_wide
from eval.wide.set import load_split
from index.encoder import load_encoder

ROOMS = ("assistant.reading", "assistant.proposing")
LEARNED_FROM = (
    "learn",
    "real-learn",
)  # what rules may be made on; dev says whether it went well, and judge is never opened


@dataclass(frozen=True, slots=True)
class Counted:
    """One alternative: on how many texts it fires, and on how many the pattern would say something else without it."""

    words: str
    depth: int
    fires: int
    sole: int


@dataclass(frozen=True, slots=True)
class PatternCount:
    """One pattern: the module and name that hold it, how many texts it read and on how many of them it fired."""

    module: str
    name: str
    row: str  # of a rule the line in which it must fire
    read: int
    fired: int
    alternatives: tuple[Counted, ...]


def counted(watched: Watched) -> PatternCount:
    """The alternatives of one pattern over what it read. A side that cannot be left out (a later group means it) counts as sole."""
    pattern = watched.pattern
    readings = list(watched.readings)
    said = {reading: outcome(pattern, reading, watched.placed) for reading in readings}
    fired = [reading for reading in readings if said[reading]]
    found = []
    for side in alternatives(pattern.pattern):
        alone, without = _compiled(side.alone, pattern), _compiled(side.without, pattern)
        # What bars shows where nothing fires, any other side only where something does
        over = readings if side.barring else fired
        if len(side.words) == len(pattern.pattern):
            sole = fires = len(fired)
        else:
            sole = (
                len(over)
                if without is None
                else sum(outcome(without, one, watched.placed) != said[one] for one in over)
            )
            alone = None if side.barring else alone
            fires = sole if alone is None else sum(bool(outcome(alone, one, False)) for one in over)
        found.append(Counted(side.words, side.depth, max(fires, sole), sole))
    row = watched.rule.fires if watched.rule else ""
    return PatternCount(watched.module, watched.name, row, len(readings), len(fired), tuple(found))


def outcome(pattern: re.Pattern[str], reading: Reading, placed: bool) -> Any:
    """What `pattern` says to a reading, false where it says nothing: with `placed` also where, and with which groups."""
    method, text, places = reading
    if method in ("search", "match", "fullmatch"):
        found = getattr(pattern, method)(text, *places)
        return found and (found.regs if placed else True)
    ends = places if method == "finditer" else ()
    return tuple(found.regs for found in pattern.finditer(text, *ends))


def _compiled(words: str, like: re.Pattern[str]) -> re.Pattern[str] | None:
    try:
        return re.compile(words, like.flags & ~re.UNICODE)
    except re.error:
        return None


def modules_of(rooms: Sequence[str]) -> list[ModuleType]:
    """Every module of the rooms, each a package: assistant.reading."""
    try:
        packages = [importlib.import_module(room) for room in rooms]
    except ModuleNotFoundError as error:
        raise UsageError(f"没有叫 {error.name} 的包，请给出 assistant.reading 这样的名字。") from None
    return [
        importlib.import_module(f"{package.__name__}.{each.name}")
        for package in packages
        for each in pkgutil.iter_modules(package.__path__)
    ]


def watched_over_questions(rooms: Sequence[str], as_of: date, *, progress: bool = True) -> list[Watched]:
    """The patterns of `rooms` with what they read while every question of LEARNED_FROM and of our own dev set is answered."""
    modules = modules_of(rooms)
    encoder = load_encoder()
    examiner = Examiner(encoder, Vectors(encoder), (), as_of, progress)
    with watching(modules) as watched:
        for name in LEARNED_FROM:
            if (wide := load_split(name)) is not None:
                examine_wide(examiner, wide, (MAIN,))
        examinee = open_examinee()
        own = [one for one in load_questions(QUESTIONS, examinee.corpus) if one.split == "dev"]
        evaluate(examinee.assistant, own, examinee.corpus, as_of=as_of, progress=progress)
    return watched


def rules_told(counts: Sequence[PatternCount], *, never: bool = False) -> Iterator[str]:
    """The table, a line an alternative under its pattern; with `never` only those that fire on nothing."""
    for one in counts:
        shown = [each for each in one.alternatives if not never or (one.read and not each.fires)]
        if not shown and (not never or one.read):
            continue
        row = f"「{one.row}」" if one.row else ""
        yield f"{one.module} {one.name}{row}：" + (f"读 {one.read}，触发 {one.fired}" if one.read else "没有读过")
        for each in shown if one.read else ():
            yield f"{each.fires:6} {each.sole:6}  {'  ' * each.depth}{each.words}"
    sides = [each for one in counts for each in one.alternatives]
    unread = sum(not one.read for one in counts)
    dead = sum(bool(one.read) and not each.fires for one in counts for each in one.alternatives)
    yield f"共 {len(counts)} 个式子、{len(sides)} 个分支：{dead} 个分支从未触发，{unread} 个式子从未读过。左列触发几次，右列只靠它几次。"


def rules_json(counts: Sequence[PatternCount], *, never: bool = False) -> list[dict[str, Any]]:
    """One object a pattern."""
    return [
        {
            "module": one.module, "name": one.name, "row": one.row, "read": one.read, "fired": one.fired,
            "alternatives": [
                {"words": each.words, "depth": each.depth, "fires": each.fires, "sole": each.sole}
                for each in one.alternatives if not never or not each.fires
            ],
        }
        for one in counts
    ]  # fmt: skip
