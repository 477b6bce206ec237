"""Documents in, the same documents out, each with the one that took its place: repealed by name, or a newer version."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import accumulate
from typing import Self

from corpus.measure import Document, Repeal
from corpus.text.normal import fold

# (试行), (2020年修订), 暂行: what two versions of one title differ by
_VERSION = re.compile(
    r"\([^()]{0,4}(?:试行|暂行|修订|修正|\d{4}年?)[^()]{0,6}\)|暂行|试行|(?:19|20)\d{2}年(?:度)?|(?:19|20)\d{2}版?"
)
# A yearly plan does not end the one of the year before: neither what has a year is renewed, nor does it renew unless revised
_YEAR = re.compile(r"(?:19|20)\d{2}年")
_PLAN = re.compile(r"(?:19|20)\d{2}年(?!修)")
_SHORTEST = 8  # characters of a title without its version; fewer (实施办法) are no one document's own


def linked(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Every document with what repealed it, if another of them did; the first that did counts."""
    repealing: defaultdict[str, list[int]] = defaultdict(list)
    versions: defaultdict[str, list[tuple[date, int]]] = defaultdict(list)
    titles = [_bare(document.title) for document in documents]
    keys = [_VERSION.sub("", title) for title in titles]
    for at, document in enumerate(documents):
        for name in document.supersedes:
            for known in {_bare(name), _printed(name)}:
                repealing[known].append(at)
        if document.issued is not None and len(keys[at]) >= _SHORTEST and not _PLAN.search(titles[at]):
            versions[keys[at]].append((document.issued, at))
    firsts = {key: _Firsts.of(issued) for key, issued in versions.items()}
    found = []
    for own, document in enumerate(documents):
        others = [at for name in _names(document) for at in repealing.get(name, ()) if documents[at].id != document.id]
        if document.issued is not None and not _YEAR.search(titles[own]) and keys[own] in firsts:
            others += firsts[keys[own]].behind(document.issued)
        by = documents[min(others)] if others else None
        repeal = Repeal(by.id, by.title, _begins(by)) if by is not None else None
        found.append(document if document.repealed == repeal else replace(document, repealed=repeal))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Firsts:
    """The days on which documents of one title were issued, rising, and which is the first of those issued then or later."""

    days: Sequence[date]
    first: Sequence[int]

    @classmethod
    def of(cls, issued: Sequence[tuple[date, int]]) -> Self:
        ordered = sorted(issued)
        firsts = [*accumulate((at for _, at in reversed(ordered)), min)]
        return cls([day for day, _ in ordered], firsts[::-1])

    def behind(self, day: date) -> Sequence[int]:
        """The first of the documents issued after that day; none where there is none."""
        place = bisect_right(self.days, day)
        return self.first[place : place + 1]


def names_of_document(document: Document) -> set[str]:
    """What references call a document, made comparable: its title, the one that a letter prints, its number."""
    return _names(document)


def names_of_reference(reference: str) -> tuple[str, ...]:
    """A 《title》 or a number as `names_of_document` has it."""
    words = reference.strip().removeprefix("《").removesuffix("》")
    return tuple(dict.fromkeys((_bare(words), _printed(words))))


def _names(document: Document) -> set[str]:
    names = {_bare(document.title), _printed(document.title)}
    return names | {_bare(document.number)} if document.number else names


def _printed(name: str) -> str:
    """The document that a letter prints: 关于印发〈松塔县稳岗办法〉的通知 -> 松塔县稳岗办法."""
    return re.sub(r"^.{0,40}?(?:关于)?(?:印发|发布|公布|下发|颁布)(.+)的(?:通知|公告|决定)$", r"\1", _bare(name))


@lru_cache(maxsize=10_000)  # one ranking asks for them of the same titles again and again
def edition_key(title: str) -> str:
    """A title without what tells its versions apart: editions of one policy have the same.

    >>> edition_key("甲县稳岗补贴办法（2020年修订）")
    '甲县稳岗补贴办法'
    """
    return _VERSION.sub("", _bare(title))


def same_title(one: str, other: str) -> bool:
    """Whether two titles differ at most by what versions differ by: (试行), 暂行, a year.

    >>> same_title("甲县稳岗补贴办法（试行）", "甲县稳岗补贴办法"), same_title("甲县稳岗补贴办法", "乙县稳岗补贴办法")
    (True, False)
    """
    return edition_key(one) == edition_key(other)


def are_editions(one: Document, other: Document) -> bool:
    """Whether two documents are editions of one: the one repealed the other, or their titles say so."""
    repealed = any(a.repealed is not None and a.repealed.by_id == b.id for a, b in ((one, other), (other, one)))
    return one.id != other.id and (repealed or same_title(one.title, other.title))


def _begins(document: Document) -> date | None:
    since = [validity.since for validity in document.validity if validity.part is None and validity.since]
    return document.effective or (since[0] if since else document.issued)


def _bare(text: str) -> str:
    return re.sub(r"[\s<>\"]", "", fold(text))
