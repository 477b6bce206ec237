"""Documents named in English by a place and what they call themselves: the Lanzhou plan, the notice of Kashgar. Pure.

The place is one that the catalogue knows; of its documents those are meant whose title holds a Chinese word for the kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.reading.catalogue import Name
from corpus.text.normal import fold

# How a kind of document is called in English, and what titles of that kind hold; policy is any of them, and names none
KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"(?:action |work |implementation )?(?:plan|scheme|program(?:me)?)s?", ("方案", "计划", "规划", "要点")),
    (r"opinions?", ("意见",)),
    (r"measures", ("措施", "办法")),
    (r"(?:implementing |detailed |implementation )?rules", ("细则", "规定", "办法")),
    (r"regulations?|provisions", ("条例", "规定", "办法")),
    (r"notices?|circulars?|announcements?", ("通知", "公告", "通告")),
    (r"guides?|guidelines?|guidance", ("指南", "指引", "意见")),
    (r"key points", ("要点",)),
)
_KIND = "|".join(f"(?P<kind{at}>{words})" for at, (words, _) in enumerate(KINDS))
# A capital letter also opens the question: What measures, Which plan
_PLACE = r"(?P<place>(?!(?:What|Which|Whose|Any|Some|These|Those|Such|Other|Their|Our|Your|Does|Are|All)\b)[A-Z][a-z]{2,}(?:[ -][A-Z][a-z]+)*)"
_ZONE = r"(?:high[- ]tech(?:nology)? zone|city|district|county|prefecture|zone)"
_NAMED = (
    re.compile(rf"\b(?:[Tt]he )?{_PLACE}(?: {_ZONE})?(?:'s)? (?:{_KIND})\b(?! to\b)"),
    re.compile(rf"\b[Tt]he (?:{_KIND})(?: issued)? (?:of|from|by|for) (?:the )?{_PLACE}(?: {_ZONE})?\b"),
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place and the Chinese words of a kind; `plain` is the question with the place alone."""

    place: str
    kinds: tuple[str, ...]
    plain: str


def mention(question: str) -> Mention | None:
    """The document that a question in English names by place and kind; None where it names none so.

    >>> found = mention("What does the Lanzhou plan say about unicorns?")
    >>> found.place, found.kinds[0], found.plain
    ('Lanzhou', '方案', 'What does Lanzhou say about unicorns?')
    >>> mention("What measures support exporters in Lanzhou?") is None
    True
    """
    text = question.replace("’", "'")
    for pattern in _NAMED:
        for found in pattern.finditer(text):
            at = next(at for at in range(len(KINDS)) if found[f"kind{at}"])
            plain = f"{text[: found.start()]}{found['place']}{text[found.end() :]}"
            return Mention(found["place"], KINDS[at][1], plain)
    return None


def narrowed(names: Sequence[Name], said: Mention, title_of: Callable[[str], str]) -> list[Name]:
    """`names` where the place means only its documents of the kind; empty where it has none of it."""
    found: list[Name] = []
    has_any = False
    for name in names:
        if name.is_region and fold(name.text) in fold(said.place):
            of_kind = tuple(each for each in name.documents if any(kind in title_of(each) for kind in said.kinds))
            has_any = has_any or bool(of_kind)
            name = replace(name, documents=of_kind, related=()) if of_kind else name
        found.append(name)
    return found if has_any else []
