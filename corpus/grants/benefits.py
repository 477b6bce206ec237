"""Clause text in, benefits out: who gets how much, as which share of what, up to which cap.

A clause is read stretch by stretch between its commas, figure by figure. What a figure is shows in the few words beside
it (`corpus.grants.roles`); a gift opens a grant, whose subject is what stands between it and the grant before
(`corpus.grants.recipients`); a limit closes the grants that are open. At the end each grant becomes a row for each recipient.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypedDict

from corpus.grants.around import Surroundings
from corpus.grants.bands import measured_before, same_measure, without_band
from corpus.grants.choosing import chosen
from corpus.grants.figures import Group, find_groups, shielded, without_commas_inside
from corpus.grants.grants import Grant, rows_of, trimmed, with_schedules
from corpus.grants.leads import leads_in, with_leads
from corpus.grants.likened import is_factor, likened
from corpus.grants.nouns import is_level, is_party, nouns
from corpus.grants.pieces import Piece, pieces_of
from corpus.grants.receivers import Candidate, Choice, Place, Sentences, candidates
from corpus.grants.recipients import (
    GENERIC,
    HIDDEN,
    Stretch,
    Subject,
    find_for,
    party_at,
    read_actor,
    read_subject,
)
from corpus.grants.roles import Role, Situation, is_bound, is_marginal, is_never_given, is_of_a_list, role_of
from corpus.grants.sheets import Line, Sheet, lent_in, sheets_of
from corpus.grants.tagging import LIMIT, OTHER, Tagged, read, weights
from corpus.grants.wording import (
    AWARD,
    AWARD_OF,
    BARE_FORM,
    BY,
    ENDS_IN_FORM,
    FIRM_GIVE,
    FORM,
    FORM_RIGHT,
    GIVE,
    NUMBER,
    REACH,
    STRONG,
    STRONG_WORD,
    base_in,
    cap_per_of,
    cost_before,
    form_name,
    grant_start,
    is_longest,
    is_yearly,
    last,
    manner_before,
    per_of,
    phase_of,
    taken_off,
    years_of,
)
from corpus.measure import Benefit
from corpus.text.plain import Plain, plain

_FAR = 4 * REACH
_MOST_BANDS = 10
# Most clauses hold no figure at all: they need not be read
_MAY_GRANT = re.compile(r"[元%％‰万亿]|分之|全额|百分点|[1１]\s?[:：]\s?[\d]")
# A colon between digits is a ratio (1:1), not the start of a list
_END_OF_STRETCH = re.compile(r"[,;。!?\n]|:(?!\d)|(?<!\d):")
_ENDS_SENTENCE = "。!?\n"
_STARTS_ITEM = re.compile(rf"[{HIDDEN}]|\d{{1,2}}[.、)]|[一二三四五六七八九十]是|[①-⑳]")
# 给予以下支持: 奖励标准:
_LIST_LABEL = re.compile(rf"(?:{STRONG}|支持|扶持|标准|额度|给予)[^,;:。]{{0,16}}$")
# (一)奖励标准。国家级30万元,…
_LABEL_ALONE = re.compile(rf"[^,;:。\n]{{0,8}}?(?:{STRONG})(?:标准|金额|额度)")
# 给予奖励, 享受租金补贴: a gift whose figure is still to come
_PROMISE = re.compile(r"(?:给予|予以|给与|享受|发放|提供)[^,;:。]{0,24}$")
_ENDS_OBJECT = re.compile(rf"一次性|最高|不超过|不高于|不低于|每|连续|按|分别|{NUMBER}年|,")
_APART = re.compile(r"分别|依次|各")
_YEAR_BY_YEAR = re.compile(r"每年|逐年|分年")
_ITEM = r"(?P<who>[^,;:。、\d每元]{2,10}?)(?:每[^\d,、每]{1,6})*$"
_FIRST_OF_RULE = re.compile(rf"按照?{_ITEM}")
_NEXT_OF_RULE = re.compile(rf"[、和]{_ITEM}")
# 按|企业|实际缴纳保费的50%: who bears the cost gets the share of it
_BEARER = re.compile(r"(?:(?:用人|申报|承办|实施|承担|项目)?单位|企业|个人|农户|机构|银行)(?!所得税|所得)(?=[^,]{2})")
# 按贷款额的1%对|担保机构|给予补贴
_FOR_BEHIND = re.compile(r"(?:的?(?:比例|标准|额度))?(?:对|向|给)(?P<who>[^,;:。]{2,20}?)(?:给予|予以|进行|发放)")
# 全额补贴|房租
_COST_BEHIND = re.compile(rf"(?:{STRONG})(?P<cost>[^,;:。的]{{0,8}}(?:房租|租金|费用?|利息))(?=[,;。\n]|$)")
# 奖励|个人|20万元, 给予|用人单位|一次性引才补贴5万元: nothing but the form and its manner stands between whom and how much
_TO_FIGURE = re.compile(
    rf"(?:一次性|最高|最多|不超过|不高于|各|分别|再|人民币|共|总额|[\u4e00-\u9fff]{{0,8}}?(?:{STRONG}|支持|扶持|经费|资金))*"
)
_GIVES_TO = re.compile(rf"给予|予以|给与|奖给|补给|发给|(?:{STRONG})(?!金|资金|标准|金额|额)|(?<=[再另])[奖补]给?")
_EACH_ONE = re.compile(r"每|单[个家位户项]|同一|[其该]")
_FORM_TO_FIGURE = re.compile(rf"[\u4e00-\u9fff]{{0,6}}?(?:{STRONG})(?:最高|一次性|不超过)?")
# 安家费, 一次性: paid once, whatever period the sentence names for the rest
# 再奖30万元, 补800元: the verb alone says what is given
_SHORT_AWARD = re.compile(
    r"(?<![得获评大等金银铜特])(?P<form>[奖补贴])(?:给?(?:企业|个人|单位|机构|其))?(?:最高|最多|不超过|各|到)?$"
)
_FORM_OF_CLAUSE = re.compile(rf"(?:{STRONG}|贷款|减免)(?!对象|范围|条件|办法|政策|资金池)")
_EACH_LIMIT = re.compile(r"(?:单|每|同一|一)[^,;:。]{1,16}(?:最高|最多|不超过|不超|上限|封顶)")
# 单家旅行社|每年|封顶80万元: a limit on all that one receives, not on the sum beside it alone
_EACH_RECEIVER = re.compile(
    r"单(?=[个家户]|[^,;:。]{1,8}(?:每年|全年|年度|累计|合计))|每(?=[个家户])|同一|一(?=[个家户])"
)
_COUNTED_PARTY = re.compile(r"(?:单|每|同一|一)[家户]")
_IN_ALL = re.compile(r"每年|一年|全年|年度|当年|累计|合计|总计|总额")
# 按下表给予奖励, 见下表, 分档奖励: what stands before it says who gets what the table gives
_BAR = re.compile(r"\|")
_SENTENCES_OF_TABLE = 6
_SPEAKS_OF_TABLE = re.compile(r"[见按附][^,;。]{0,4}表|表\d|比例")
_NO_BASE_OF_TABLE = re.compile(r"表|\d|标准|等级|类别")  # 按表1分段, 按标准给予
# 按投资额的|一定比例|补助, 按年度实缴保费|给予补贴,具体比例见表1: where the words end that say what a share is of
_SHARE_OF_TABLE = re.compile(r"的?(?:一定|相应|不同|下列|以下|如下)?(?:的)?比例|的?(?:给予|予以|分档|分段)|,")
_INTRODUCES = re.compile(r",?(?:按照?|依照|见|给予|予以|分档|分段|奖励标准|补助标准|补贴标准|具体标准)")
_MEASURE = re.compile(r"(?:额|投入|支出|费用?|价|利息|租金|收入|工资|年薪|金)(?:\([^()]*\)|\0)*$")
_FURTHER = re.compile(r"再|另外?|额外|追加")
_ONCE = re.compile(r"安家费|一次性|购房补贴|奖金")
# Words before a limit that name nobody new: 其中单个项目最高…, 奖励资金累计不超过…
_NOBODY = re.compile(
    r"(?:其中|企业|项目|单位|个人|同一|年度?|额|累计|总额|资金|奖励|补贴|补助|资助|扶持|合计|原则上|且|但|的)*"
)


def parse_benefits(text: str, offset: int = 0, around: Callable[[], Surroundings] | None = None) -> tuple[Benefit, ...]:
    """Every benefit of one clause, one row for one recipient; spans are shifted by `offset`.

    `around` is what the document says around the clause: whom its headings, its introductions and its scope name.

    >>> [(b.recipient, b.amount.source) for b in parse_benefits("对新认定的国家级、省级孵化器，分别给予50万元、20万元奖励。")]
    [('国家级孵化器', '50万元'), ('省级孵化器', '20万元')]
    >>> [benefit] = parse_benefits("对企业研发项目，按研发投入的5%给予补助，最高不超过50万元。")
    >>> benefit.rate.source, benefit.base, benefit.cap.source, benefit.form
    ('5%', '研发投入', '50万元', '补助')
    >>> parse_benefits("设立规模1亿元的基金，增加值达到370亿元。")
    ()
    """
    reading = read_clause(text, around)
    if reading is None:
        return ()
    rows = [row for grant in reading.grants for row in rows_of(reading.words, reading.plain, grant, offset)]
    rows = [row for row in rows if not is_factor(text, row, offset)]
    if rows:
        above = (around or Surroundings)().lead
        rows = with_leads(rows, [*([above] if above else []), *leads_in(text, offset)])
    return (*rows, *likened(text, rows, offset))


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause as it was read: its figures with what speaks for each tag, and its grants with all who may get them."""

    plain: Plain
    words: str
    pieces: tuple[Piece, ...]
    tags: tuple[Tagged, ...]
    grants: tuple[Grant, ...]


def read_clause(text: str, around: Callable[[], Surroundings] | None = None) -> Clause | None:
    """The best complete reading of a clause; None where it holds no figure that could be granted."""
    if not _MAY_GRANT.search(text):
        return None
    reader = _Reader(text, around or Surroundings)
    grants = with_schedules(reader.words, reader.read())
    return Clause(reader.plain, reader.words, reader.pieces, tuple(reader.tags.values()), tuple(grants))


# ---- the reader ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Share:
    """按投资额的10%, — its 给予 is in the next stretch."""

    group: Group
    start: int
    at_most: bool


class _Told(TypedDict):
    """What of a grant has a say in who gets it."""

    figures: Sequence[int]
    form: str
    size: int


class _Reader:
    """Reads one clause; its fields are what a person keeps in mind along a sentence."""

    def __init__(self, text: str, around: Callable[[], Surroundings]) -> None:
        self.plain: Plain = plain(text)
        words, self.asides = shielded(self.plain.words)
        self.sheets = tuple(sheets_of(self.plain))
        self.groups = _untaken(find_groups(words), self.sheets, [*lent_in(self.plain)])
        self.words = without_commas_inside(words, self.groups)
        self.pieces = pieces_of(self.words, self.groups)
        tagged = read(self.pieces, *weights())
        self.tags = {piece.group.start: tag for piece, tag in zip(self.pieces, tagged, strict=True)}
        self.figures = tuple(group.start for group in self.groups)
        self._around = around
        self.sentences = Sentences(self.words)
        self.carried: Candidate | None = None  # who got the grant before
        self.grants: list[Grant] = []
        self.unread = 0  # where the words begin that no grant has used
        self.subject: Subject | None = None  # whom a grant without a subject of its own is for
        self.lead: Subject | None = None  # 对科技型企业给予以下支持: whom the items of the list are for
        self.listing = False  # after 奖励标准: every bare sum is one
        self.open: list[Grant] = []  # grants of this part of the sentence that a limit may still close
        self.recent: list[Grant] = []  # grants of the sentence before
        self.share: _Share | None = None
        self.promise: Stretch | None = None  # 给予奖励 without a figure: its figure may follow
        self.base: Stretch | None = None  # 按年度贡献额给予…: the base of the shares that follow

    @cached_property
    def around(self) -> Surroundings:
        return self._around()

    def read(self) -> list[Grant]:
        start = sentence = granted = taken = 0
        asides = iter(self.asides)
        aside = next(asides, None)
        outside: Subject | None = None
        sheets = iter(self.sheets)
        sheet = next(sheets, None)
        for end, sign in self._marks():
            if sheet and start >= sheet.start:
                self._sheet(sheet)
                sheet = next(sheets, None)
            if aside and start == aside[0] + 1:
                outside = self.subject
            elif aside and start >= aside[1]:
                self.subject, aside = outside, next(asides, None)  # what brackets say of others ends with them
            groups = []
            while taken < len(self.groups) and self.groups[taken].start < end:
                groups.append(self.groups[taken])
                taken += 1
            if groups or not self._sheet_at(start):
                self._stretch(start, end, groups)
            if sign == "|":
                self.unread = end + 1
            elif sign == ":":
                self._colon(start, end)
            elif sign != ",":
                self.share, self.promise, self.open, self.unread = None, None, [], end + 1
            if sign in _ENDS_SENTENCE:
                self._sentence_ends(sentence, end, granted)
                granted, sentence = len(self.grants), end + 1
            start = end + 1
        return self.grants

    def _marks(self) -> list[tuple[int, str]]:
        """Where stretches end, and by which sign: at the cells of a table as well."""
        marks = [(match.start(), match[0]) for match in _END_OF_STRETCH.finditer(self.words)]
        for sheet in self.sheets:
            marks += [(match.start(), "|") for match in _BAR.finditer(self.words, sheet.start, sheet.end)]
        return [*sorted(marks), (len(self.words), "\n")]

    def _sheet_at(self, place: int) -> Sheet | None:
        number = bisect_right(self.sheets, place, key=lambda sheet: sheet.start) - 1
        return self.sheets[number] if number >= 0 and place < self.sheets[number].end else None

    def _sheet(self, sheet: Sheet) -> None:
        """The sums that a table gives; who gets them is told by its rows and columns, or by what stands above it."""
        words = self.words
        intro = max((words.rfind(sign, 0, max(0, sheet.start - 2)) for sign in "。\n"), default=-1) + 1
        while intro > 2 and sheet.start - intro < 24:  # 表1 …: the name of the table is no sentence
            intro = max(words.rfind(sign, 0, intro - 1) for sign in "。\n") + 1
        told = _INTRODUCES.search(words, intro, sheet.start)
        subject = read_subject(words, intro, told.start()) if told else None
        found = []
        for line in sheet.lines:
            found.append(self._of_line(line, sheet, intro, subject))
        self.grants += found
        self.recent = found
        self.open = []

    def _of_line(self, line: Line, sheet: Sheet, intro: int, subject: Subject | None) -> Grant:
        level = line.levels[0] if line.levels else None
        empty = (line.row[0], line.row[0])
        grant = Grant(
            line.group,
            level,
            empty,
            subject.condition if subject else empty,
            self._form_of_line(line, intro, sheet.start),
            start=line.row[0],
            end=line.row[1],
            per=line.per or next((per for head in reversed(line.head) if (per := per_of(self.words, *head))), None),
            cells=line.conditions,
            unit=line.unit,
        )
        before = self.words[line.row[0] : line.group.start].rpartition("|")[2]
        grant.at_most = taken_off(before)[1]
        for group, unit, name in line.limits:
            grant.limits.append((group, cap_per_of(self.words, *name)))
            grant.limit_units = (*grant.limit_units, unit)
        if line.group.kind == "rate":
            grant.base = self._base_of_line(line, intro, sheet.start)
        cells = zip(line.labels, line.columns, strict=True)
        named = [(f"label {min(n, 3)}", each, column) for n, (each, column) in enumerate(cells)]
        named += [(f"column {min(n, 2)}", each, "") for n, each in enumerate(reversed(line.head))]
        self._choose_of_line(grant, sheet, subject, named)
        return grant

    def _form_of_line(self, line: Line, intro: int, start: int) -> Stretch:
        for head in reversed(line.head):
            if forms := [*FORM.finditer(self.words, *head)]:
                return form_name(self.words, forms[-1])
        for stretch in (*line.labels, (intro, start), (0, min(80, start))):
            if (strong := self._last_strong(*stretch)) is not None:
                return strong
        near = _FORM_OF_CLAUSE.search(self.words, max(0, start - 400), start)
        return near.span() if near else (line.group.start, line.group.end)

    def _base_of_line(self, line: Line, intro: int, start: int) -> Stretch | None:
        """按投资额的一定比例补助,见下表; else what the bands of the row are of."""
        for sentence in self._told_of_table(intro, start):
            for rule in reversed([*BY.finditer(self.words, *sentence)]):
                share = _SHARE_OF_TABLE.search(self.words, rule.end(), sentence[1])
                base = base_in(self.words, rule.end(), share.start()) if share else None
                if base and not _NO_BASE_OF_TABLE.search(self.words, *base):
                    return base
        for head in (*line.measure, *line.head):
            if _MEASURE.search(self.words, *head):
                unit = re.search(rf"[({HIDDEN}]", self.words[slice(*head)])
                return (head[0], head[0] + unit.start()) if unit and unit.start() else head
        return None

    def _told_of_table(self, intro: int, start: int) -> Iterator[Stretch]:
        """The words before a table, and before those each part of a sentence that speaks of a table or of shares."""
        yield intro, start
        at = self.sentences.at(max(0, intro - 1))
        for number in range(at, max(-1, at - _SENTENCES_OF_TABLE), -1):
            end = self.sentences.starts[number + 1] if number + 1 < len(self.sentences.starts) else start
            if _SPEAKS_OF_TABLE.search(self.words, self.sentences.starts[number], end):
                yield self.sentences.starts[number], end

    def _choose_of_line(
        self, grant: Grant, sheet: Sheet, subject: Subject | None, named: Sequence[tuple[str, Stretch, str]]
    ) -> None:
        rule = grant.recipient
        place = Place(
            (sheet.start, sheet.start),
            sheet.start,
            sheet.start,
            rule,
            self.words[slice(*rule)].strip(HIDDEN) if rule else "",
            {
                "own": subject.recipient if subject else None,
                "known": self.subject.recipient if self.subject else None,
                "lead": self.lead.recipient if self.lead else None,
            },
            self.carried,
            "table",
            grant.per,
            grant.group.kind,
            tuple(named),
            **self._told_of(grant),
        )
        everyone = candidates(self.words, self.sentences, place, self.around)
        best, lead = chosen(everyone, place)
        grant.choice = Choice(place, tuple(everyone), best, lead)
        if not best.rule:
            grant.who = best

    def _sentence_ends(self, start: int, end: int, granted: int) -> None:
        self.base = None
        if not _STARTS_ITEM.match(self.words, end + 1):
            self.listing, self.lead = False, None
        if _LABEL_ALONE.fullmatch(self.words, start, end):
            self.listing = True
        if len(self.grants) > granted:
            self.recent = self.grants[granted:]
        elif end - start > 2:
            # A sentence that grants nothing may name whom the next one is for: 支持建设…综合体。对考核优秀的,给予…
            told = read_actor(self.words, start, end)
            if told and told.recipient:
                self.subject = told

    def _colon(self, start: int, end: int) -> None:
        """对科技型企业给予以下支持: 奖励标准: — a list follows."""
        label = _LIST_LABEL.search(self.words, max(start, end - 30), end)
        if label is None:
            return
        lead = read_subject(self.words, self.unread, grant_start(self.words, self.unread, label.start()))
        if lead is None and self.promise and self.promise[1] >= start:
            lead = self.subject
        if lead and lead.recipient:
            self.subject = self.lead = lead
        self.listing, self.promise, self.unread = True, label.span(), end + 1

    # -- one stretch between commas

    def _stretch(self, start: int, end: int, groups: Sequence[Group]) -> None:
        here: list[Grant] = []
        edge = start
        stretch_end = end
        for group in groups:
            # What a figure means stands near it; without this, a text without commas would cost the square of its length.
            end = min(stretch_end, group.end + _FAR)
            role = self._role(group, edge, end, here)
            closes = role.name == "limit" or (role.name == "gift" and role.at_most and self.share is not None)
            gift = role.name == "gift" or (
                self.share is not None and GIVE.search(self.words, edge, group.start) is not None
            )
            if closes and self._close(group, edge, end, here, gift=gift):
                edge = group.end
                continue
            if role.name == "gift":
                self._grant(group, edge, end, here, role)
                self.unread = group.end
            elif role.name == "share":
                by = last(BY, self.words, max(edge, group.start - 100), group.start)
                self.share = _Share(group, group.start if by is None else by, role.at_most)
            if role.name != "threshold":
                edge = group.end
        if here:
            self.unread, self.promise = stretch_end + 1, None
        elif not groups:
            self._without_figure(start, stretch_end)

    def _role(self, group: Group, edge: int, end: int, here: Sequence[Grant]) -> Role:
        """The tag of the best reading; what the words beside the figure say of it as a bound, and of its verb to come."""
        if is_never_given(self.words, group):
            return Role("none")
        role = role_of(self.words, group, edge, end, self._situation(here))
        tag = self.tags[group.start].tag
        if is_marginal(self.words, group) or (
            here and tag == OTHER and is_of_a_list(self.words, here[-1].group, group)
        ):
            return Role("gift", role.at_most)
        if tag == OTHER:
            return Role("threshold") if role.name in ("gift", "share", "limit") else role
        _, limited = taken_off(self.words[max(edge, group.start - REACH) : group.start])
        at_most = role.at_most or limited
        if tag == LIMIT and is_bound(self.words, group, edge, end):
            return Role("threshold")
        if tag == LIMIT:
            return Role("limit", at_most=True)
        return Role("share" if role.name == "share" else "gift", at_most, role.at_least)

    def _situation(self, here: Sequence[Grant]) -> Situation:
        phased = bool(self.open and self.open[-1].phase)
        return Situation(bool(here), self.promise is not None, self.listing, phased, bool(self.open))

    def _without_figure(self, start: int, end: int) -> None:
        """给予补贴 after a share, 连续三年 after a grant, or a promise: 对新引进企业,按其年度贡献给予五年奖励,…"""
        promise = self._promise(start, end)
        if self.share and promise:
            share, self.share = self.share, None
            self._grant(share.group, start, end, [], Role("gift", share.at_most), share=share, form_from=start)
            self.unread = end + 1
        elif self.open and end - start <= 16 and (years := years_of(self.words, start, end)):
            in_a_row = is_yearly(self.words, start, end)
            for grant in self._lasting():
                grant.years, grant.end = grant.years or years, end
                grant.yearly = grant.yearly or in_a_row
                grant.longest = grant.longest or is_longest(self.words, start, end)
            self.unread = end + 1
        elif promise:
            self.promise = promise
            by = last(BY, self.words, max(start, promise[0] - REACH), promise[0])
            if by is not None and (rule := BY.match(self.words, by)):
                self.base = base_in(self.words, rule.end(), promise[0])
            verb = promise[0] if by is None else by
            subject = read_subject(self.words, self.unread, grant_start(self.words, self.unread, verb))
            self.subject = subject or self.subject
            self.unread = end

    def _lasting(self) -> list[Grant]:
        """The open grants that a period behind them is of: the last, and those before it that are counted alike."""
        lasting = [grant for grant in self.open if not _ONCE.search(self.words, grant.start, grant.end)]
        return [grant for grant in lasting if bool(grant.per) == bool(lasting[-1].per)]

    def _promise(self, start: int, end: int) -> Stretch | None:
        while end > start and self.words[end - 1] == HIDDEN:
            end -= 1
        if not ENDS_IN_FORM.search(self.words, max(start, end - 12), end):
            return None
        give = _PROMISE.search(self.words, max(start, end - 40), end)
        verb = give.start() if give else last(STRONG_WORD, self.words, max(start, end - 12), end)
        return None if verb is None else (verb, end)

    # -- limits

    def _close(self, group: Group, edge: int, end: int, here: list[Grant], *, gift: bool) -> bool:
        """Close the grants that this limit is of; False where it is of none: then it is itself the gift, or nothing."""
        if group.kind == "rate":
            return False
        words = self.words
        per = cap_per_of(words, max(edge, group.start - REACH), group.start)
        if self.share and gift and not here:  # 按投资额的8%,给予投资企业最高2000万元补贴
            share, self.share = self.share, None
            role = Role("gift", share.at_most)
            self._grant(share.group, edge, end, here, role, share=share, object_end=group.start, form_from=group.end)
            closed = here
        elif here:
            closed = here if not gift or any(grant.group.kind == "rate" or grant.limits for grant in here) else []
        elif not ((self.open or (per and self.recent)) and self._is_each(edge, group.start)) and self._names_somebody(
            edge, group.start
        ):
            closed = []
        elif self.open:
            closed = [
                grant
                for grant in self.open
                if grant.group.kind == "rate" or ((per or not gift) and _smaller(grant, group))
            ]
        else:
            closed = [grant for grant in self.recent if per and not grant.limits and _smaller(grant, group)]
        if closed and closed[-1].group.kind == "rate" and not here[:-1]:
            closed = [*self._bands_before(closed[0]), *closed]
        if not gift and self._is_in_all(edge, group.start):
            closed = self._all_before(closed, group) or closed
        for grant in closed:
            grant.limits.append((group, per))
            grant.end = max(grant.end, _near_end(group, end))
        if closed:
            self.unread = group.end if here else end + 1
        return bool(closed)

    def _measured(self, grant: Grant) -> Stretch | None:
        """固定资产投资|1亿元的,…;5亿元的,…: what the first band measures is measured in those behind it too."""
        previous = self.grants[-1] if self.grants else None
        if previous is None:
            return None
        band, before = trimmed(self.words, grant.condition), trimmed(self.words, previous.condition)
        if previous.measured and same_measure(self.words, band, before, previous.group.end):
            return previous.measured
        return measured_before(self.words, band, before, previous.group.end)

    def _base_before(self, group: Group) -> Stretch | None:
        """按投资额的3%,…5亿元以上的,按5%: the bands of one share are of one base."""
        previous = self.grants[-1] if self.grants else None
        if previous is None or previous.base is None or group.start - previous.group.end > _FAR // 2:
            return None
        return None if re.search("[。\n]", self.words[previous.group.end : group.start]) else previous.base

    def _is_each(self, edge: int, figure: int) -> bool:
        """单份合同最高50万元, 每站不超过20万元: a limit on each of what is given for, not on somebody new."""
        return _EACH_LIMIT.search(self.words, max(edge, figure - 24), figure) is not None

    def _is_in_all(self, edge: int, figure: int) -> bool:
        """单家旅行社每年封顶80万元: whatever one of them receives, by all of the sums before."""
        each = last(_EACH_RECEIVER, self.words, max(edge, figure - 30), figure)
        if each is None or not _IN_ALL.search(self.words, each, figure):
            return False
        named = _COUNTED_PARTY.match(self.words, each) or next(nouns(self.words, each, figure, 1), None)
        return named is not None

    def _all_before(self, closed: Sequence[Grant], limit: Group) -> list[Grant]:
        """The grants before a limit, in its sentence or the one before it, that no limit is of yet and this can be of."""
        begin = self.sentences.starts[self.sentences.at(limit.start)]
        if not any(grant.group.start >= begin for grant in self.grants) and self.words[begin - 1 : begin] != ";":
            return [grant for grant in self.recent if not grant.limits and _smaller(grant, limit)]
        while begin > 1 and self.words[begin - 1] == ";":
            begin = self.sentences.starts[self.sentences.at(begin - 1)]
        before = [grant for grant in self.grants if grant.group.start >= begin]
        return [grant for grant in before if grant in closed or (not grant.limits and _smaller(grant, limit))]

    def _bands_before(self, grant: Grant) -> list[Grant]:
        """投入50万元的,补助15%;100万元的,补助12%,最高30万元: the bands of one share have one limit."""
        found: list[Grant] = []
        for before in reversed(self.grants[-_MOST_BANDS:]):
            if before is grant or before in self.open:
                continue
            alike = before.group.kind == "rate" and not before.limits and before.recipient == grant.recipient
            if (
                not alike
                or "。" in self.words[before.group.end : grant.group.start]
                or "\n" in self.words[before.group.end : grant.group.start]
            ):
                break
            found.append(before)
        return found

    def _names_somebody(self, edge: int, figure: int) -> bool:
        """Whether the words before a limit name a new recipient: 对B,最高… but not 单个企业最高…"""
        edge = max(edge, figure - REACH)
        bare, _ = taken_off(self.words[edge:figure])
        start = grant_start(self.words, self.unread, edge + len(bare))
        rest = self.words[max(self.unread, start - REACH) : start].strip(f",{HIDDEN}")
        return len(rest) > 2 and not _NOBODY.fullmatch(rest)

    # -- grants

    def _grant(
        self,
        group: Group,
        edge: int,
        end: int,
        here: list[Grant],
        role: Role,
        *,
        share: _Share | None = None,
        object_end: int | None = None,
        form_from: int | None = None,
    ) -> None:
        words = self.words
        before = here[-1] if here else None
        if before and self._was_limit_of(before, group):
            before.limits.append((before.group, None))
            before.base = base_in(words, before.group.end, group.start)
            before.group, before.at_most = group, role.at_most
            return
        verb = share.start if share else self._verb(edge, group)
        start = grant_start(words, self.unread, verb)
        named = self._object(edge if share else verb, object_end or group.start)
        given = self._given_to(verb, object_end or group.start) if len(group.figures) == 1 else None
        subject = self._subject(start, named, group, given)
        form = self._form(verb, group, end, form_from or group.end)
        grant = Grant(
            group,
            subject.recipient,
            subject.phrase,
            subject.condition,
            form,
            start=min(self._span_start(start), group.start),
            end=_near_end(group, end),
            at_most=role.at_most,
            at_least=role.at_least,
            apart=_APART.search(words, start, group.start) is not None,
            year_by_year=_YEAR_BY_YEAR.search(words, start, group.start) is not None,
            phase=phase_of(words, start, group.start),
            per=group.figures[0].per
            or per_of(words, max(start, before.group.end if before else 0, group.start - REACH), group.start),
        )
        if not FORM.search(words, *form) and (re.search(r"\d", words[slice(*form)]) or words[slice(*form)] == "给"):
            grant.form_outside = self.around.form
        if item := self._item_of_rule(before, verb, group):
            grant.own = item
            if before:
                grant.phrase, grant.condition, grant.start = before.phrase, before.condition, item[0]
        elif before and (own := self._own_recipient(before, group, start)):
            grant.own = own
            if before is here[0] and before.own is None:
                told = self._object(before.start, before.group.start)
                before.own = told.recipient if told else None
        if not words[slice(*form)].endswith(("贷款", "授信")):  # whose years are a term, not payments
            first = max(self.unread, start - 12, words.rfind("的", self.unread, start))
            grant.years, grant.yearly = years_of(words, first, end), is_yearly(words, first, end)
            grant.longest = is_longest(words, first, end)
        whom = grant.own or grant.recipient
        if whom and grant.form[0] < whom[1] < grant.form[1]:
            grant.form = (whom[1], grant.form[1])  # 省级赛事|补助50万元: what is the recipient's is not the form's
        if grant.recipient is None and (behind := _FOR_BEHIND.match(words, group.end, end)):
            grant.recipient = behind.span("who")
        if group.kind == "rate":
            self._take_base(grant, edge, verb)
        parts: dict[str, Stretch | Subject | None] = {
            "own": read_subject(words, self.unread, start),
            "object": given or named,
            "item": grant.own,
        }
        grant.measured = self._measured(grant)
        self._choose(grant, verb, end, parts)
        if before and is_of_a_list(words, before.group, group):
            grant.who = None  # 本科每月600元: it says itself who gets it
        if group.kind == "rate" and grant.base is None:
            grant.base = self._base_before(group)
        if self.open and self.open[-1].limits:
            self.open = []
        self.open.append(grant)
        self.grants.append(grant)
        here.append(grant)
        if subject.recipient:
            base_taken = grant.base is not None and subject.condition[0] <= grant.base[0] < subject.condition[1]
            self.subject = Subject(subject.phrase, subject.recipient, grant.condition) if base_taken else subject

    def _choose(self, grant: Grant, verb: int, end: int, parts: Mapping[str, Stretch | Subject | None]) -> None:
        """Who gets it: the proposal of the rules, or whoever else the clause or its surroundings name, by the weights."""
        rule = grant.own or grant.recipient
        told = {
            **{name: part.recipient if isinstance(part, Subject) else part for name, part in parts.items()},
            "known": self.subject.recipient if self.subject else None,
            "lead": self.lead.recipient if self.lead else None,
        }
        place = Place(
            (grant.group.start, grant.group.end),
            verb,
            end,
            rule,
            self.words[slice(*rule)].strip(HIDDEN) if rule else "",
            told,
            self.carried,
            self._since(grant.group.start),
            grant.per,
            grant.group.kind,
            **self._told_of(grant),
        )
        everyone = candidates(self.words, self.sentences, place, self.around)
        best, lead = chosen(everyone, place)
        grant.tagged = self.tags[grant.group.start]
        grant.choice = Choice(place, tuple(everyone), best, lead)
        if not best.rule:
            grant.who = best
        if best.text and not is_level(best.text):
            self.carried = best

    def _told_of(self, grant: Grant) -> _Told:
        money = grant.group.kind == "money"
        size = len(str(int(grant.group.figures[0].value))) if money else 0
        return {"figures": self.figures, "form": self.words[slice(*grant.form)], "size": size}

    def _since(self, figure: int) -> str:
        if len(self.grants) == 0:
            return "none"
        between = self.words[self.grants[-1].group.end : figure]
        return (
            "far"
            if len(between) > 150
            else "line"
            if "\n" in between
            else "full"
            if "。" in between
            else "part"
            if ";" in between
            else "sentence"
        )

    def _was_limit_of(self, before: Grant, group: Group) -> bool:
        """最高50万元、实际费用30%的补助: the sum read first is the limit of the share after it."""
        sum_first = before.group.kind == "money" and group.kind == "rate"
        return sum_first and before.at_most and group.start - before.group.end <= 16

    def _verb(self, edge: int, group: Group) -> int:
        """Where the words that give begin: 给予…20万元, 按投资额的10%, 补助3万元, or the figure itself (20万元奖励)."""
        words, figure = self.words, group.start
        edge = max(edge, figure - REACH)
        bare, limited = taken_off(words[edge:figure])
        award = AWARD.search(bare)
        give = last(FIRM_GIVE, words, edge, figure)
        if give is None and not award:
            give = last(GIVE, words, edge, figure)
            if give is not None and "的" in words[give:figure] and (of := AWARD_OF.search(words, edge, give)):
                give = of.start()  # 奖励获得冠军的运动员3万元: what they got is not what is given
        by = None
        if group.kind == "rate":
            by = last(BY, words, max(edge, figure - 100), figure)
        elif give is None:
            by = last(BY, words, max(edge, figure - 16), figure)
        if give is not None and by is not None:
            return max(give, by) if abs(give - by) > 14 else min(give, by)
        if give is not None or by is not None:
            return give if give is not None else by or 0
        if award:
            return edge + award.start()
        strong = last(STRONG_WORD, words, edge, figure) if group.kind == "rate" else None
        if strong is not None:
            return strong
        return edge + len(bare) if limited else figure

    def _subject(self, start: int, told_of: Subject | None, group: Group, given: Stretch | None) -> Subject:
        """Whom the grant that begins at `start` is for: its own words, whom its verb names, or whom the text spoke of."""
        words, known = self.words, self.subject
        named = told_of.recipient if told_of else None
        own = read_subject(words, self.unread, start)
        if given and not self._is_named(given, own, known):
            told = own or known
            return Subject(told.phrase, given, told.phrase) if told else Subject((start, start), given, (start, start))
        if own and own.recipient is None and (told := self._told_before(start)):
            known = told
        elif own and known and known.recipient and self._goes_on(own, known, group.start):
            return Subject(own.phrase, known.recipient, own.phrase)
        specific = named is not None and not GENERIC.fullmatch(words, *named)
        if own is None or own.recipient is None:
            recipient = known.recipient if known else None
            if named and (recipient is None or specific):
                recipient = named
            if own:
                if recipient:
                    recipient = without_band(words, recipient, own.condition)
                return Subject(own.phrase, recipient, own.condition)
            if told_of and recipient == named and told_of.condition[0] < told_of.condition[1]:
                return told_of  # 奖励|获得冠军的|运动员|3万元
            return (
                Subject(known.phrase, recipient, known.condition)
                if known
                else Subject((start, start), recipient, (start, start))
            )
        if specific and group.kind == "money":
            return Subject(own.phrase, named, own.phrase)
        if self.lead and self.listing and own.condition == own.phrase:
            return Subject(own.phrase, self.lead.recipient, own.phrase)  # 对企业给予:(一)设立工作站的,…
        return own

    def _given_to(self, verb: int, figure: int) -> Stretch | None:
        """奖励|个人|20万元: who stands between the verb that gives and the figure, with nothing else beside."""
        for give in reversed([*_GIVES_TO.finditer(self.words, max(verb, figure - REACH), figure)]):
            party = party_at(self.words, give.end(), figure)
            if party and _TO_FIGURE.fullmatch(self.words, party[1], figure) and not _EACH_ONE.match(self.words, *party):
                return party
        return None

    def _is_named(self, given: Stretch, own: Subject | None, known: Subject | None) -> bool:
        """对高新技术企业给予企业10万元: whether the verb only says again whom the words before it name."""
        named = next((one.recipient for one in (own, known) if one and one.recipient), None)
        if named is None:
            return False
        words, again = self.words[slice(*named)], self.words[slice(*given)]
        # 取得导游证书的,奖励个人: 个人 is somebody else only beside a party
        return words.endswith(again) or (again == "个人" and not is_party(words))

    def _told_before(self, start: int) -> Subject | None:
        """支持|企业|牵头组建联合体,对符合条件的给予…: whom the words before 对 named."""
        found = find_for(self.words, self.unread, start)
        told = read_actor(self.words, self.unread, found) if found is not None else None
        return told if told and told.recipient else None

    def _goes_on(self, own: Subject, known: Subject, figure: int) -> bool:
        """Whether `own` is but a further condition of the one who got the sum before: 次年产值增长的,再奖励5万元."""
        start, end = own.phrase
        if self.words[end : end + 1] != "的":
            return False
        if _FURTHER.search(self.words, end, figure):
            return True
        # 企业主导制定国际标准的,…;主导制定国家标准的,…
        named_apart = known.condition[0] < known.condition[1] and known.condition != known.phrase
        return named_apart and self.words.startswith(
            self.words[start : start + 2], trimmed(self.words, known.condition)[0]
        )

    def _object(self, verb: int, figure: int) -> Subject | None:
        """给予|主办单位|50万元, 奖励|获得冠军的运动员|3万元: whom the verb itself names, and on what condition."""
        give, award = GIVE.search(self.words, verb, figure), AWARD_OF.search(self.words, verb, figure)
        if give is None or (award and award.start() < give.start() and not FIRM_GIVE.fullmatch(give[0])):
            give = award  # 奖励获得冠军的运动员: what they got is not what is given
        if give is None:
            return None
        end = give.end()
        party = party_at(self.words, end, figure)
        if party and _FORM_TO_FIGURE.fullmatch(self.words, party[1], figure):
            return Subject(party, party, (party[0], party[0]))  # 给予|入选团队|项目经费资助50万元
        while end < figure and not _ENDS_OBJECT.match(self.words, end):
            end += 1
        named = read_subject(self.words, give.end(), end) if end - give.end() <= 24 else None
        return named if named and named.recipient and named.recipient[1] == end else None

    def _own_recipient(self, before: Grant, group: Group, start: int) -> Stretch | None:
        """…50万元、|省级示范基地|30万元: what stands between two figures of one gift."""
        if is_of_a_list(self.words, before.group, group):  # 硕士每月1000元、|本科|每月600元
            return before.group.end + 1, self.words.rfind("每", before.group.end, group.start)
        if read_subject(self.words, self.unread, start) is not None:
            return None
        start = before.group.end
        while start < group.start and self.words[start] in f"、和及与,{HIDDEN}":
            start += 1
        between = self.words[start : group.start]
        plain_noun = not GIVE.search(between) and not STRONG_WORD.search(between)
        return (start, group.start) if 1 < len(between) <= 16 and plain_noun else None

    def _item_of_rule(self, before: Grant | None, verb: int, group: Group) -> Stretch | None:
        """按|博士|每人2000元、|硕士|每人1000元的标准给予: each sum of the list has a recipient of its own."""
        if group.kind == "rate":
            return None
        if before is None:
            item = _FIRST_OF_RULE.match(self.words, verb, group.start)
            return item.span("who") if item and self.words[group.end : group.end + 1] == "、" else None
        item = _NEXT_OF_RULE.match(self.words, before.group.end, group.start) if before.own else None
        return item.span("who") if item else None

    def _span_start(self, start: int) -> int:
        """The words that grant begin with 对, or with the first that no grant before has used."""
        found = find_for(self.words, self.unread, start)
        if found is not None:
            return found
        first = self.unread
        while first < start and self.words[first] in f",、;:。{HIDDEN}\n":
            first += 1
        return first

    def _take_base(self, grant: Grant, edge: int, verb: int) -> None:
        grant.base = self._base(grant.group, edge, verb)
        if grant.base is None:
            return
        start, end = grant.base
        if grant.recipient is None and (bearer := _BEARER.match(self.words, start, end)):
            grant.recipient = bearer.span()
            grant.base = start, end = bearer.end(), end
        if grant.condition[0] <= start and end == grant.condition[1]:
            own = trimmed(words=self.words, condition=(grant.condition[0], start))
            # 租用厂房的,|前两年租金|全额补贴; 基数部分的20%和|超基数部分|的50% has no new condition
            grant.condition = own if own[1] - own[0] > 3 else self.subject.condition if self.subject else (start, start)
        if grant.form[0] < end < grant.form[1]:
            grant.form = (end, grant.form[1])  # 展位费|补贴50%: the share is of what the name begins with

    def _base(self, group: Group, edge: int, verb: int) -> Stretch | None:
        """按|设备投资额|的10%给予, 给予|设备投资额|10%的补贴, 补贴|设备投资额|的10%, |展位费|补贴50%."""
        words, figure = self.words, group.start
        verbs = (match.end() for pattern in (GIVE, BY, AWARD_OF) for match in pattern.finditer(words, verb, figure))
        start = max(verbs, default=verb)
        if start > verb and (base := base_in(words, start, figure)):
            return base
        if verb == figure:
            start = max(edge, words.rfind(",", edge, figure) + 1, figure - 30)
            if base := base_in(words, start, figure):
                return base
        by = last(BY, words, max(self.unread, edge - REACH, figure - REACH), figure)
        if by is not None and (rule := BY.match(words, by)) and (base := base_in(words, rule.end(), figure)):
            return base
        if behind := _COST_BEHIND.match(words, group.end):
            return behind.span("cost")
        return cost_before(words, self.unread, verb) or self.base

    # -- forms

    def _form(self, verb: int, group: Group, end: int, start: int) -> Stretch:
        """The text's own word for what is given: its manner, after the figure, before it, or the nearest there is."""
        words = self.words
        if manner := manner_before(words, self.unread, verb):
            return manner
        if start == group.end and verb < group.start and (award := self._award_before(group, end)):
            return award
        short = _SHORT_AWARD.search(words, max(self.unread, group.start - 14), group.start)
        if start == group.end and short and not FORM_RIGHT.match(words, group.end, min(end, group.end + 12)):
            return short.span("form")  # 再|奖|30万元
        for match in FORM.finditer(words, start, min(end, start + REACH)):
            form = form_name(words, match, beside=match.start() == group.end)
            if not BARE_FORM.fullmatch(words, *form) or match["core"] in ("支持", "扶持"):
                return form
        before = max(self.unread, grant_start(words, self.unread, verb) - 8, group.start - 40)
        if strong := self._last_strong(before, group.start):
            return strong
        if self.promise and (promised := [*FORM.finditer(words, *self.promise)]):
            return form_name(words, promised[-1])
        previous = self.grants[-1] if self.grants else None
        # One that nothing names is called by its figure, which is no name for the next
        named = previous is not None and not re.search(r"\d", words[slice(*previous.form)])
        if previous and named and (self.listing or group.start - previous.end < 40):
            return previous.form
        if strong := self._last_strong(max(0, group.start - 200), group.start):
            return strong
        if any_form := [*FORM.finditer(words, before, group.start)]:
            return form_name(words, any_form[-1])
        for near in (
            _FORM_OF_CLAUSE.search(words, max(0, group.start - 400), group.start),
            _FORM_OF_CLAUSE.search(words, 0, 80),
        ):
            if near:
                return near.span()
        give = GIVE.search(words, verb, group.start)
        return give.span() if give else (group.start, group.end)

    def _award_before(self, group: Group, end: int) -> Stretch | None:
        """补贴50%、国外展位费补贴70%: each by the word right before it."""
        if FORM_RIGHT.match(self.words, group.end, end):
            return None
        edge = max(self.unread, group.start - REACH)
        bare, _ = taken_off(self.words[edge : group.start])
        award = edge + len(bare)
        if not AWARD.search(bare):
            return None
        forms = [
            match for match in FORM.finditer(self.words, max(self.unread, award - 10), award) if match.end() == award
        ]
        return form_name(self.words, forms[-1]) if forms else None

    def _last_strong(self, start: int, end: int) -> Stretch | None:
        for match in reversed([*FORM.finditer(self.words, start, end)]):
            form = form_name(self.words, match)
            if STRONG_WORD.search(match["core"]) and not BARE_FORM.fullmatch(self.words, *form):
                return form
        return None


def _untaken(groups: Sequence[Group], sheets: Sequence[Sheet], lent: Sequence[Stretch]) -> list[Group]:
    """The figures that no table has read already, and that are no sums which are lent."""
    taken = {place for sheet in sheets for stretch in sheet.taken for place in range(*stretch)}
    taken |= {place for stretch in lent for place in range(*stretch)}
    return [group for group in groups if group.start not in taken]


def _smaller(grant: Grant, limit: Group) -> bool:
    """A sum can only be limited by a larger one."""
    return grant.group.kind == "rate" or all(figure.value < limit.figures[0].value for figure in grant.group.figures)


def _near_end(group: Group, end: int) -> int:
    """The end of the stretch, unless it runs on too far to be about this figure."""
    return end if end - group.end <= REACH else group.end
