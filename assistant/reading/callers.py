"""Whose telephone number is asked for (县财政局拨款科的电话), and whether a document gives a number of theirs. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection

from assistant.reading.offices import TRADES, is_short_for
from assistant.reading.wanted import PHONE, wanted
from corpus.facts.telephones import telephones
from corpus.text.normal import fold

# An office by its trade: 咋办, 本科 and 大厅 end like one, and are none
_BODY = re.compile(
    rf"[\u4e00-\u9fff]{{0,4}}?(?:{TRADES})[\u4e00-\u9fff]{{0,4}}?(?:局|厅|委员会|委|办公室|办)"
    r"(?=(?:[\u4e00-\u9fff]{1,6}?(?:科|处|股|室))?(?:的|那边)?(?:[\s,、]|电话|座机|咨询|联系|热线|号码|管|负责|拨|审|复核|值班))"
)
_OFFICE = re.compile(r"[\u4e00-\u9fff]{2,12}?(?:局|厅|委员会|委|办公室|办)")
_NO_NAME = re.compile(r"[哪那这谁啥]|什么|怎么|各[乡镇街县区]")
_TAIL = 6  # characters: the name itself, behind the place and what it is asked about
_LINES = re.compile(r"[^。;\n]+")
NAMED = 0.5  # so much of a name's pairs of characters stands where a number stands


def body_asked(question: str, places: Collection[str] = ()) -> str | None:
    """The end of the name of the body whose number is asked for, without the `places` before it; None where none is named.

    >>> body_asked("云澜县住建局的电话", ["云澜县"]), body_asked("民宿补助问哪个科，电话多少")
    ('住建局', None)
    """
    if PHONE not in wanted(question):
        return None
    found = [one[0] for one in _BODY.finditer(fold(question)) if not _NO_NAME.search(one[0])]
    if not found:
        return None
    name = found[-1]
    for place in sorted(map(fold, places), key=len, reverse=True):
        name = name.split(place)[-1] or name
    return name[-_TAIL:] if len(name) > 1 else None


def is_called(body: str, text: str, *, issuer: str = "") -> bool:
    """Whether a line with a number, or the one before it, names `body`; whoever issued the text may be called by any of its numbers.

    >>> is_called("财政局", "咨询电话：县人才服务中心 0570-7716203"), is_called("人社局", "县人力资源和社会保障局 0570-7716203")
    (False, True)
    """
    lines = _LINES.findall(fold(text))
    near = [
        f"{before} {line}"
        for before, line in zip(["", *lines], lines, strict=False)
        if next(iter(telephones(line)), None) is not None
    ]
    return bool(near) and any(_names(body, each) for each in (*near, fold(issuer)))


def _names(body: str, text: str) -> bool:
    """Whether a text names a body by this name or a part of it, or either is short for the other."""
    pairs = {body[at : at + 2] for at in range(len(body) - 1)}
    if sum(pair in text for pair in pairs) / len(pairs) >= NAMED or is_short_for(body, text):
        return True
    return any(is_short_for(office[0], f" {body}") for office in _OFFICE.finditer(text))
