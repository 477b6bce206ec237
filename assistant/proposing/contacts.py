"""Whom a document names to ask, where the clause itself names nobody: its telephone numbers, or who explains it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.facts.telephones import telephones
from corpus.measure import Measure, Span
from index.sentences import without_wraps

MOST_LINES = 3  # with numbers, of which none is nearer to what is asked than the others
FEW = 2  # numbers that are told; where there are more, the clause is named that lists them
_PHONE_WORDS = re.compile(
    r"^(?:联系人|(?:联系|咨询|服务|监督|举报|办公)?(?:电话|热线|方式))|(?:联系|咨询|服务|监督|举报|办公)?(?:电话|热线|方式|号码)$"
)
# What is complained about is nobody's to help with
_COMPLAINT = re.compile(r"监督|举报|投诉|纪检|信访|传真")
# What every number is seen by at a glance: seven digits in a row or in groups, or a word for a short one
_GLANCE = re.compile(r"\d[\d\s\-—–－()（）/.]{5,}\d|电话|热线|拨打")
_EXPLAINS = re.compile(r"由(?P<who>[^，。；由]{2,40}?)(?:负责|承担)[^，。；]{0,8}解释")


@dataclass(frozen=True, slots=True)
class Contact:
    """Numbers with the names before them, or who explains the document, or neither where a clause lists many; the clause."""

    unit: Measure
    numbers: tuple[str, ...] = ()
    explains: str = ""


def phones(text: str) -> Iterator[str]:
    """Every telephone number, with the name before it where the text gives one.

    >>> list(phones("咨询电话：县科技局 0937-1234567。预算1234567元"))
    ['县科技局 0937-1234567']
    """
    seen: set[str] = set()
    for span in telephones(text):
        number = span.of(text)
        if number in seen:
            continue
        seen.add(number)
        before = re.split(r"[。；;，,、\n:：|/)）]", text[max(0, span.start - 24) : span.start].rstrip(" :：(（|"))[-1]
        name = _PHONE_WORDS.sub("", before.strip(" (（*"))
        yield number if re.search(r"\d", name) else f"{name} {number}".strip()


def shared(words: str, line: str) -> int:
    """How many pairs of characters of `line` stand in `words`."""
    wanted = {words[at : at + 2] for at in range(len(words) - 1)}
    return len({line[at : at + 2] for at in range(len(line) - 1)} & wanted)


def lines_about(words: str, units: Sequence[Measure]) -> list[tuple[Measure, Span]]:
    """Of the lines and sentences of `units` that tell a number the one that shares most with `words`; where several share as much,
    these, MOST_LINES at most. Numbers to complain to only where `words` speak of that."""
    complains = _COMPLAINT.search(words) is not None
    found = [
        (shared(words, match[0]), unit, Span(unit.span.start + match.start(), unit.span.start + match.end()))
        for unit in dict.fromkeys(units)
        for match in re.finditer(r"[^。；;\n]+", unit.text)
        if any(telephones(match[0])) and (complains or not _COMPLAINT.search(match[0]))
    ]
    most = max((count for count, _, _ in found), default=0)
    return [(unit, span) for count, unit, span in found if count == most][:MOST_LINES]


def calling(units: Sequence[Measure]) -> tuple[Measure, ...]:
    """Those of `units` that can be named and give a number to help with."""
    return tuple(unit for unit in units if unit.label and _numbers(unit))


def contact_of(unit: Measure, units: Sequence[Measure]) -> Contact | None:
    """Whom to ask of a clause among the clauses `units` of its document; None where the document names nobody.

    Its own numbers go before those of others, numbers before who explains.
    """
    others = [other for other in units if other.id != unit.id and other.label]  # of a clause that can be named
    if own := _numbers(unit):
        return Contact(unit, own if len(own) <= FEW else ())
    near = [(each, found) for each in others if each.part == unit.part and (found := _numbers(each))]
    holding = near or [(each, found) for each in others if (found := _numbers(each))]
    if holding:
        each, numbers = holding[0]
        # Of several clauses with numbers each may be for others: where to look is told, and no number
        return Contact(each, numbers if len(holding) == 1 and len(numbers) <= FEW else ())
    for other in others:
        if "解释" in other.text and (told := _EXPLAINS.search(without_wraps(other.text))):
            return Contact(other, explains=" ".join(told["who"].split()))
    return None


def _numbers(unit: Measure) -> tuple[str, ...]:
    """The numbers of a clause that are nobody's to complain to."""
    if not _GLANCE.search(unit.text):
        return ()
    sentences = (sentence for sentence in re.split(r"[。；;\n]", unit.text) if not _COMPLAINT.search(sentence))
    return tuple(dict.fromkeys(phone for sentence in sentences for phone in phones(sentence)))
