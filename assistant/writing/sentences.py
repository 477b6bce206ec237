"""A text with citation marks in, its sentences with the marks each rests on out: whole, or while it is being written.

A sentence rests on the clauses whose markers it carries; one without a marker rests on those of the next marked
sentence of its line, else of the one before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MARKER = re.compile(r"\[(\d{1,2})\]")
# A sentence with the markers behind its full stop; 《…》 and numbers hold no sentence end
ROW = 2  # bars of a line that is the row of a table: one sentence, whatever stands in its cells
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?(?:\s*\[\d{1,2}\])*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` as it was written, markers included; `markers` are those it rests on, its own or its neighbour's."""

    text: str
    markers: tuple[int, ...] = ()
    is_row: bool = False  # read from the row of a table

    @property
    def bare(self) -> str:
        """The words without the markers."""
        return MARKER.sub("", self.text).strip()


def markers_in(text: str) -> tuple[int, ...]:
    """The markers of `text`, each once, in order.

    >>> markers_in("奖励20万元[2]，最高50万元[1][2]。")
    (2, 1)
    """
    return tuple(dict.fromkeys(int(found[1]) for found in MARKER.finditer(text)))


def sentences_of_line(line: str) -> list[Sentence]:
    """The sentences of one line, in order.

    >>> [(one.bare, one.markers) for one in sentences_of_line("有两项。一项20万元[1]；另一项不变。")]
    [('有两项。', (1,)), ('一项20万元；', (1,)), ('另一项不变。', (1,))]
    """
    if line.count("|") >= ROW:
        return [Sentence(line.strip(), markers_in(line))]
    pieces = [found[0].strip() for found in _SENTENCE.finditer(line) if found[0].strip()]
    own = [markers_in(piece) for piece in pieces]
    settled = []
    for place, piece in enumerate(pieces):
        after = next((markers for markers in own[place:] if markers), None)
        before = next((markers for markers in reversed(own[:place]) if markers), ())
        settled.append(Sentence(piece, after if after is not None else before))
    return settled


def sentences(text: str) -> Iterator[Sentence]:
    for line in text.split("\n"):
        yield from sentences_of_line(line)


class Splitter:
    """The same while the text is being written: a sentence comes out once its markers are settled.

    That is when the next sentence of its line has begun (its own markers may stand behind its full stop) and, where it
    has none, when a marked one has come or the line has ended.
    """

    def __init__(self) -> None:
        self._line = ""
        self._given = 0  # sentences of this line that came out

    def feed(self, piece: str) -> Iterator[Sentence | None]:
        """The sentences that `piece` settles; None for the end of a line."""
        *ended, last = (self._line + piece).split("\n")
        for line in ended:
            yield from self._rest(line)
            yield None
        self._line = last
        pieces = sentences_of_line(last)
        settled = max((n for n, one in enumerate(pieces[:-1]) if MARKER.search(one.text)), default=-1)
        while self._given <= settled:
            yield pieces[self._given]
            self._given += 1

    def end(self) -> Iterator[Sentence]:
        """What is left when the text is complete."""
        yield from self._rest(self._line)
        self._line = ""

    def _rest(self, line: str) -> Iterator[Sentence]:
        yield from sentences_of_line(line)[self._given :]
        self._given = 0
