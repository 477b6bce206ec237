"""Topics worth comparing, made from the corpus: words of the field that clauses of several regions are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.library import Library
from assistant.reading.lexicon import groups, says
from assistant.reading.query import topic_of
from assistant.reading.terms import content_terms
from corpus.measure import Measure
from corpus.text.normal import fold

SHORTEST = 2  # characters of a topic
TOO_COMMON = 0.25  # of a region's clauses: a word that so many of them say is no topic (企业)
LEVEL = "级"  # 国家级 says who recognised something, not what


@dataclass(frozen=True, slots=True)
class Topic:
    """A word as most clauses write it, and which regions write it."""

    word: str
    regions: tuple[str, ...]
    granting: int  # regions with a clause that grants something to it
    headed: int  # clauses that have it in their heading


@dataclass(frozen=True, slots=True)
class _Clause:
    """The folded words of a clause: all of it, its heading, whom it grants something."""

    text: str
    heading: str
    recipients: str


def topics(library: Library, chosen: Sequence[str], most: int) -> tuple[Topic, ...]:
    """What at least two of the `chosen` regions write about: what most of them do and grant something to comes first.

    A word of the lexicon counts with all that mean the same (研究院, 研发机构). Ties go by the order of the lexicon.
    """
    clauses = {region: _clauses(library, region) for region in chosen}
    found = [topic for group in groups() if (topic := _topic(group, clauses)) is not None]
    return tuple(sorted(found, key=lambda topic: (-len(topic.regions) - topic.granting, -topic.headed))[:most])


def _clauses(library: Library, region: str) -> list[_Clause]:
    documents = own_documents(library, region)
    units = library.in_scope(documents) if documents else []
    return [_clause(unit) for unit in units if unit.kind in ("measure", "paragraph")]


def _clause(unit: Measure) -> _Clause:
    recipients = "\n".join(benefit.recipient for benefit in unit.benefits)
    return _Clause(fold(unit.text), fold(unit.title), fold(recipients))


def own_documents(library: Library, region: str) -> tuple[str, ...]:
    """The documents that name `region` first. No document belongs to two regions: nothing is compared with itself."""
    held = library.holdings
    return tuple(held.ids[row] for row in held.lookup.get("first region", region).tolist())


def _topic(group: Sequence[str], clauses: Mapping[str, Sequence[_Clause]]) -> Topic | None:
    """The topic that the words of one meaning make; None where fewer than two regions write any of them."""
    saying = {region: [each for each in members if says(each.text, group[0])] for region, members in clauses.items()}
    where = tuple(region for region, members in saying.items() if members)
    if len(where) < 2 or any(len(saying[region]) > max(2, TOO_COMMON * len(clauses[region])) for region in where):
        return None
    said = [each for members in saying.values() for each in members]
    granting = sum(any(says(each.recipients, group[0]) for each in members) for members in saying.values())
    headed = sum(says(each.heading, group[0]) for each in said)
    word, times = Counter({each: sum(one.text.count(each) for one in said) for each in group}).most_common(1)[0]
    asked = content_terms(topic_of(word, ()))  # none is left of a word of asking (标准)
    fits = times and granting + headed and asked and len(word) >= SHORTEST and not word.endswith(LEVEL)
    return Topic(word, where, granting, headed) if fits else None
