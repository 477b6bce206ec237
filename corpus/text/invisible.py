"""Characters that nobody sees, and the pinyin that a page sets beside its words, left out for the rules and put back for the offsets.

A web page has 2<U+200B>0万元 where a reader sees 20万元. No rule need know: it reads the text without such characters,
and what it found is told in places of the text as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from corpus.measure import Span

# What Unicode says is not drawn where a font does not know it (Default_Ignorable_Code_Point): soft hyphen, zero-width
# spaces and joiners, marks of direction and of byte order, variation selectors, fillers, tags; and the marks of
# notes between the lines. 關(guān)于: the reading of a character, told by its tone, is no word of the text either.
_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
    rf"|(?<=[\u3400-\u9fff])[(（][a-zü]{{0,5}}[{_TONES}][a-zü]{{0,5}}[)）]"
)

T = TypeVar("T")


def without_invisible(text: str) -> str:
    """
    >>> without_invisible("2\\u200b0万\\ufeff元")
    '20万元'
    >>> without_invisible("關(guān)于發(fā)放補貼（A類）")
    '關于發放補貼（A類）'
    """
    return _INVISIBLE.sub("", text)


@dataclass(frozen=True, slots=True)
class Visible:
    """What one sees of `source`: `text[i]` stands at `places[i]` in it. `places` is empty where one sees all of it."""

    source: str
    text: str
    places: Sequence[int]

    @classmethod
    def of(cls, source: str) -> Visible:
        hidden = {at for found in _INVISIBLE.finditer(source) for at in range(*found.span())}
        if not hidden:
            return cls(source, source, ())
        places = [at for at in range(len(source)) if at not in hidden]
        return cls(source, "".join(source[at] for at in places), places)

    def place(self, position: int) -> int:
        """Where a position of the text stands in the source."""
        if not self.places:
            return position
        return self.places[position] if position < len(self.places) else len(self.source)

    def span(self, span: Span) -> Span:
        """A stretch of the text as one of the source, with the invisible characters in it and right behind it."""
        if not self.places or span.start == span.end:
            return Span(self.place(span.start), self.place(span.end))
        end = self.places[span.end - 1] + 1
        while found := _INVISIBLE.match(self.source, end):
            end = found.end()
        return Span(self.place(span.start), end)

    def restored(self, value: T, offset: int = 0) -> T:
        """What a rule read off the text, its spans in the source and shifted by `offset`, its words as they stand there."""
        return cast("T", _restored(self, value, offset))


def _restored(seen: Visible, value: Any, offset: int) -> Any:
    if isinstance(value, Span):
        inside = Span(seen.place(value.start), seen.places[value.end - 1] + 1) if value.end > value.start else value
        return Span(inside.start + offset, inside.end + offset)
    if isinstance(value, tuple):
        return tuple(_restored(seen, each, offset) for each in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {field.name: _restored(seen, getattr(value, field.name), offset) for field in fields(value)}
    if "source" in changed and "span" in changed:
        changed["source"] = Span(changed["span"].start - offset, changed["span"].end - offset).of(seen.source)
    return replace(value, **changed)
