"""Whether a chat model's wording of a follow-up may be asked: it must add no figure, place or document. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.writing.claims import other_places_in
from assistant.writing.telling import grams
from assistant.writing.values import plain, values_in

LONGEST = 200  # characters
MOST_NEW = 0.5  # share of its pairs of characters that no turn held


def accepted(
    written: str, question: str, history: Sequence[str], places: Sequence[str], titles: Sequence[str]
) -> str | None:
    """`written` as one line, None where it is none or says what neither the question nor a turn before it held.

    >>> accepted("甘肃的高企奖励多少？", "那高企呢", ["昌吉独角兽奖励多少？"], ["昌吉", "甘肃"], [])
    >>> accepted("昌吉高企奖励多少？", "那高企呢", ["昌吉独角兽奖励多少？"], ["昌吉", "甘肃"], [])
    '昌吉高企奖励多少？'
    """
    lines = [line.strip() for line in written.splitlines() if line.strip()]
    if len(lines) != 1 or len(lines[0]) > LONGEST:
        return None
    line = lines[0].strip('"“”「」')
    held, said = plain("\n".join((*history, question))), plain(line)
    turns = "\n".join((*history, question))
    if {value for _, value in values_in(line)} - {value for _, value in values_in(turns)}:
        return None
    if any(name in said and name not in held for name in (*places, *titles)):
        return None
    if any(place not in held for place in other_places_in(said)):
        return None
    pairs = grams(said)
    new = pairs - grams(held) - grams("奖励多少补贴多少由哪个单位牵头有什么条件是什么怎么申请请问有哪些规定")
    return line if pairs and len(new) <= MOST_NEW * len(pairs) else None
