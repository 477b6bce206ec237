"""Who may get a grant: every party that the clause, its headings or its document names, each with where it stands.

The rules of `corpus.grants.recipients` propose one; the nouns of the sentence, of the sentences before, of the headings and of the
sentence that says whom the document is for are the others. `corpus.grants.choosing` chooses; nothing is made up.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from corpus.grants.around import Named, Surroundings
from corpus.grants.nouns import THINGS, acts_behind, followed_by, kind_of, led_by, names_nobody, nouns, without_given
from corpus.grants.recipients import HIDDEN, Stretch

_LONGEST_CELL = 24
_FAR = 3000  # characters
_BAND = re.compile(r"[^\u4e00-\u9fff]*\d")
_SENTENCES_BACK = 3
_TOPIC = re.compile(
    rf"[{HIDDEN}\s.、,:*#|\d()一二三四五六七八九十第条款项章之①-⑳★]*(?P<topic>[\u4e00-\u9fff][^,;。:\n|\d{HIDDEN}]{{1,15}})[。:\n{HIDDEN}]"
)
_NUMBERED = re.compile("第[一二三四五六七八九十百]{1,3}[条章节款]")
_SEGMENT = re.compile(
    rf"(?:.*[,;。:\n|{HIDDEN}])?(?P<who>(?![每单同各])[\u4e00-\u9fff][^,;。:\n|\d每按给奖补的{HIDDEN}]{{1,13}})(?:每|按|给|奖|补|的)",
    re.DOTALL,
)
Way = tuple[str, str, str, bool]  # where it stands, by what it is led, what follows, whether it opens its sentence


@dataclass(slots=True)
class Candidate:
    """One who may get it: a stretch of the clause, or a party named outside it; `stretch` and `outside` both None: nobody."""

    text: str
    stretch: Stretch | None = None
    outside: Named | None = None
    rule: bool = False
    closed: bool = False  # it names nobody, and cannot be chosen
    sources: set[str] = field(default_factory=set)
    before: str = ""
    after: str = ""
    often: int = 0  # how often the document names it
    opens: bool = False  # whether its sentence begins with it
    acts: bool = False  # whether a verb stands behind it: 企业|购置
    commas: int = 9  # between it and the figure, where it stands in the same sentence
    figures: int = 9  # how many other sums and shares stand between it and the figure
    times: int = 0  # how often the clause names it
    ways: set[Way] = field(default_factory=set)  # how it stands, each time it is named
    received: int = 0  # how often the document names it where somebody is given to
    column: str = ""  # of a cell: what the name of its column names


class Sentences:
    """The sentences of a clause and their parties, each looked for once."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.starts = [0, *(match.end() for match in re.finditer(r"[。;!?\n]", words))]
        self._nouns: dict[int, list[Stretch]] = {}
        self._things: dict[int, list[Stretch]] = {}
        self._times: dict[str, int] = {}

    def at(self, place: int) -> int:
        return bisect_right(self.starts, place) - 1

    def nouns(self, number: int) -> list[Stretch]:
        if number not in self._nouns:
            end = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.words)
            start = max(self.starts[number], end - 400)
            self._nouns[number] = list(nouns(self.words, start, end))
        return self._nouns[number]

    def things(self, number: int) -> list[Stretch]:
        if number not in self._things:
            end = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.words)
            start = max(self.starts[number], end - 400)
            self._things[number] = list(nouns(self.words, start, end, 6, THINGS))
        return self._things[number]

    @cached_property
    def topic(self) -> list[Stretch]:
        """What the heading of the clause is about, without what is given: 9.|氢燃料电池重卡|。 and |创业孵化基地|奖补。"""
        found = _TOPIC.match(self.words)
        if found is None:
            return []
        start, end = without_given(self.words, *found.span("topic"))
        return [(start, end)] if end - start > 1 else []

    def times(self, text: str) -> int:
        """How often the clause names somebody, as far as one looks."""
        if text not in self._times:
            self._times[text] = self.words.count(text, 0, _FAR) if text else 0
        return self._times[text]

    @cached_property
    def heading(self) -> list[Stretch]:
        end = self.words.find("\n")
        return list(nouns(self.words, 0, min(80, end if end >= 0 else 80), 3))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a grant stands: its figure, where its verb begins, what the rules say of it, and what came before."""

    figure: Stretch
    verb: int
    stop: int  # the end of its stretch
    rule: Stretch | None
    rule_text: str
    rule_parts: Mapping[str, Stretch | None]  # own, object, item, known, lead
    carried: Candidate | None
    since: str  # how far the grant before is: none, stretch, sentence, line, far
    per: str | None
    kind: str
    named: tuple[
        tuple[str, Stretch, str], ...
    ] = ()  # of a table: the cells of the row with the name of theirs, and of the column
    figures: Sequence[int] = ()  # where the sums and shares of the clause begin
    form: str = ""
    size: int = 0  # how many figures the sum in yuan has; 0 of a share


@dataclass(frozen=True, slots=True)
class Choice:
    """Who was chosen, among whom, and how far ahead of the next."""

    place: Place
    everyone: tuple[Candidate, ...]
    best: Candidate
    lead: float


def candidates(words: str, sentences: Sentences, place: Place, around: Surroundings) -> list[Candidate]:
    """Everyone who may get it, the proposal of the rules first; each text once."""
    found: dict[str, Candidate] = {}
    here = sentences.at(place.figure[0])

    def add(text: str, source: str, stretch: Stretch | None = None, outside: Named | None = None) -> Candidate:
        one = found.get(text)
        if one is None:
            one = found[text] = Candidate(text, stretch, outside)
            if stretch:
                one.before = words[max(0, stretch[0] - 2) : stretch[0]]
                one.after = words[stretch[1] : stretch[1] + 2]
                one.acts = acts_behind(words, stretch[1])
                if stretch[1] <= place.figure[0] and sentences.at(stretch[0]) == here:
                    one.commas = min(3, words.count(",", stretch[1], place.figure[0]))
                if stretch[1] <= place.figure[0]:
                    between = bisect_left(place.figures, place.figure[0]) - bisect_left(place.figures, stretch[1])
                    one.figures = min(4, between)
                one.opens = stretch[0] - sentences.starts[sentences.at(stretch[0])] <= 1
        one.sources.add(source)
        if stretch:
            where = (
                "table"
                if place.named
                else "behind"
                if stretch[0] >= place.figure[1]
                else "verb"
                if stretch[0] >= place.verb
                else "same"
                if sentences.at(stretch[0]) == here
                else "back"
            )
            opens = stretch[0] - sentences.starts[sentences.at(stretch[0])] <= 1
            one.ways.add((where, led_by(words, stretch[0]), followed_by(words, stretch[1]), opens))
        return one

    first = add(place.rule_text, "rule" if place.rule_text else "rule nobody", place.rule)
    first.rule = True
    for name, stretch in place.rule_parts.items():
        if stretch and stretch[1] - stretch[0] <= 30:
            add(words[slice(*stretch)].strip(HIDDEN), f"rule {name}", stretch)
    for name, stretch, column in place.named:
        if stretch[1] - stretch[0] <= _LONGEST_CELL and not _BAND.match(words, *stretch):
            add(words[slice(*stretch)], name, stretch).column = _column(column)
        for number, noun in enumerate(nouns(words, stretch[0], min(stretch[1], stretch[0] + 60), 2)):
            add(words[slice(*noun)], f"{name} in {number}", noun).column = _column(column)
    if place.carried is not None and place.carried.text:
        add(place.carried.text, "carried", place.carried.stretch, place.carried.outside)
    own = sentences.nouns(here)
    before = [noun for noun in own if noun[1] <= place.figure[0]]
    behind = [noun for noun in own if noun[0] >= place.figure[1] and noun[1] <= place.stop]
    for number, noun in enumerate(reversed(before)):
        where = "verb" if noun[0] >= place.verb else "same"
        add(words[slice(*noun)], f"{where} -{min(number, 3)}", noun)
    if before:
        add(words[slice(*before[0])], "first of sentence", before[0])
    for number, noun in enumerate(behind[:2]):
        add(words[slice(*noun)], f"behind {number}", noun)
    for back in range(1, _SENTENCES_BACK + 1):
        if here - back < 0:
            break
        for number, noun in enumerate(sentences.nouns(here - back)[:3]):
            add(words[slice(*noun)], f"back {back} {number}", noun)
    things = [noun for noun in sentences.things(here) if noun[1] <= place.figure[0]]
    for number, noun in enumerate(reversed(things[-3:])):
        add(words[slice(*noun)], f"thing -{number}", noun)
    for number, noun in enumerate(sentences.things(here - 1)[:2] if here else ()):
        add(words[slice(*noun)], f"thing back {number}", noun)
    for number, noun in enumerate(sentences.topic):
        add(words[slice(*noun)], f"topic {number}", noun)
    segment = _SEGMENT.match(words, max(sentences.starts[here], place.figure[0] - 60), place.figure[0])
    if segment and not (place.rule_text and place.rule_text in segment["who"]) and not _NUMBERED.search(segment["who"]):
        add(segment["who"], "segment", segment.span("who"))
    for number, noun in enumerate(sentences.heading):
        add(words[slice(*noun)], f"title {number}", noun)
    for number, noun in enumerate(sentences.nouns(0)[:3] if here > _SENTENCES_BACK else ()):
        add(words[slice(*noun)], f"opening {number}", noun)
    seen: dict[str, int] = {}
    for named in around.named:
        number = seen.get(named.place, 0)
        seen[named.place] = number + 1
        add(named.text, f"{named.place} {min(number, 4)}", None, named)
    for number, named in enumerate(around.oftenest):
        add(named.text, f"often {number}", None, named)
    found = {
        text: one
        for text, one in found.items()
        if one.rule or not text or not (kind_of(text) == "level" or names_nobody(text))
    }
    if len(found) > 1 and place.rule_text and (kind_of(place.rule_text) == "level" or names_nobody(place.rule_text)):
        # Somebody has the level, or gets what 再奖 gives: the level stays with whoever that is
        first.closed = True
    for each in found.values():
        each.often = around.often.get(each.text, 0)
        each.received = around.received.get(each.text, 0)
        each.times = sentences.times(each.text)
    ranked = sorted((one for one in found.values() if one.often), key=lambda one: -one.often)
    for number, one in enumerate(ranked):
        one.sources.add(f"rank {min(number, 3)}")
    return list(found.values())


@lru_cache(5_000)
def _column(name: str) -> str:
    """What the name of a column says of its cells: 机构类型 names parties, 航线类别 does not."""
    bare = re.sub(r"(?:类别|类型|名称|等级|级别|档次|性质)$", "", name.split("·")[-1])
    party = next(nouns(bare, 0, len(bare)), None)
    return "" if not name else "party" if party and party[1] == len(bare) else bare[-2:] or "kind"
