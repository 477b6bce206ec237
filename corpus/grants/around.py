"""Whom a document names around a clause: in its headings, introductions and title, in what it says of its scope, and how often."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from corpus.grants.leads import Lead
from corpus.grants.nouns import nouns, stands_as_receiver
from corpus.grants.recipients import Stretch
from corpus.grants.wording import STRONG_WORD
from corpus.measure import Span
from corpus.text.plain import plain

_SCOPE = re.compile(
    r"适用(?:于|范围|对象)|(?:支持|扶持|补贴|补助|奖励|资助|奖补|申报|发放|享受|服务|保障)(?:对象|主体|范围)|所称|是指|面向|申报(?:单位|主体|企业)"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A party named outside the clause: its words, where they stand in the source, and in what they stand."""

    text: str
    span: Span
    place: str  # heading, lead, scope or title


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a document says around a clause: the parties of its headings and introductions, of its scope and its title."""

    named: tuple[Named, ...] = ()
    often: Mapping[str, int] = field(default_factory=dict)  # how often the document names each party
    oftenest: tuple[Named, ...] = ()
    form: Named | None = None  # the word of the nearest heading, or of the title, for what is given
    received: Mapping[str, int] = field(default_factory=dict)  # how often where somebody is given to
    lead: Lead | None = None  # what the list asks of which the clause is an item


def named_in(text: str, offset: int, place: str, most: int = 4) -> tuple[Named, ...]:
    """The parties of a heading or a sentence outside the clause."""
    source = plain(text)
    found = []
    for start, end in nouns(source.words, 0, min(len(source.words), 240), most):
        found.append(Named(source.words[start:end], source.span(start, end, offset), place))
    return tuple(found)


def form_in(text: str, offset: int) -> Named | None:
    """The last word of a heading that says what is given: 示范奖; None where it gives nothing."""
    found = next(reversed([*STRONG_WORD.finditer(text)]), None)
    return Named(found[0], Span(offset + found.start(), offset + found.end()), "form") if found else None


def counted(text: str, most: int = 6) -> tuple[dict[str, int], tuple[Named, ...], dict[str, int]]:
    """How often a document names each party, those that it names most, and how often where somebody is given to."""
    source = plain(text[:60_000])
    often: dict[str, int] = {}
    received: dict[str, int] = {}
    places: dict[str, Stretch] = {}
    for start in range(0, len(source.words), 400):
        for noun in nouns(source.words, start, min(len(source.words), start + 400), 60):
            name = source.words[slice(*noun)]
            often[name] = often.get(name, 0) + 1
            if stands_as_receiver(source.words, noun):
                received[name] = received.get(name, 0) + 1
            places.setdefault(name, noun)
    # A name within longer ones counts with them: 企业 in 家具企业
    best = sorted(often, key=lambda name: (-often[name], places[name]))[:most]
    named = tuple(Named(name, source.span(*places[name]), "often") for name in best if often[name] > 1)
    return often, named, received


def of_document(text: str, most: int = 12) -> Iterable[Named]:
    """The parties of the title and of the sentences that say whom a document is for."""
    head = text[:200]
    yield from named_in(head, 0, "title", 3)
    count = 0
    for match in _SCOPE.finditer(text[:20_000]):
        if count >= most:
            return
        start = max(text.rfind("。", 0, match.start()), text.rfind("\n", 0, match.start())) + 1
        for one in named_in(
            text[max(start, match.start() - 60) : match.end() + 80], max(start, match.start() - 60), "scope", 4
        ):
            count += 1
            yield one
