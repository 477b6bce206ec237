"""Grants in, rows of benefits out: yearly sums put together, and each figure handed to its recipient."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from corpus.grants.around import Named
from corpus.grants.choosing import best_of
from corpus.grants.distribution import Member, distributed, listed
from corpus.grants.figures import Figure, Group
from corpus.grants.nouns import is_level, is_party, names_nobody
from corpus.grants.receivers import Candidate, Choice
from corpus.grants.recipients import Stretch, Subject, party_that_acts
from corpus.grants.tagging import TAGS, Tagged
from corpus.grants.wording import phases_listed, unit_near, years_near
from corpus.measure import Amount, Benefit, Cap, Rate, Span
from corpus.text.normal import closed_up
from corpus.text.plain import Plain

_LONGEST_SCHEDULE = 20
_YEARS_BEFORE = 20  # characters
_OWN_LEVEL = re.compile(r"(?:国家|省|自治区|市|州|区|县|镇|[一二三四五六]|[A-Ea-e甲乙丙]|\d[Aa])(?:级|等|类|星级)")
_MARKS = " .,;:、。，；：*#|"
_AT = re.compile(r"^[在对为由经按]")
# Units by which a sum comes more often than once a year, or that count things: years are no sums of it
_WITHIN_A_YEAR = {
    "月",
    "季",
    "季度",
    "天",
    "日",
    "次",
    "班",
    "班次",
    "千瓦时",
    "千瓦",
    "度",
    "平方米",
    "平米",
    "㎡",
    "亩",
    "吨",
    "件",
}


@dataclass(slots=True)
class Grant:
    """One grant while its limits and years are still being read."""

    group: Group
    recipient: Stretch | None
    phrase: Stretch  # the words that 分别 may hand the figures out over
    condition: Stretch
    form: Stretch
    start: int
    end: int
    who: Candidate | None = None  # who gets it, where the weights chose another than the rules
    form_outside: Named | None = None  # the form, where only a heading outside the clause says it
    choice: Choice | None = None  # among whom it was chosen
    tagged: Tagged | None = None  # how sure it is that the figure is given
    own: Stretch | None = None  # a recipient named right beside the figure: 省级示范基地30万元
    measured: Stretch | None = None  # what the band of this grant is of, told in the band before it
    base: Stretch | None = None
    per: str | None = None
    years: int | None = None
    phase: tuple[int, int] | None = None
    at_most: bool = False
    at_least: bool = False
    apart: bool = False  # 分别
    year_by_year: bool = False  # 每年
    longest: bool = False  # 最长三年: for how long at most, no row of years
    yearly: bool = False  # 连续三年: the sum comes each year, not once for all of them
    limits: list[tuple[Group, str | None]] = field(default_factory=list)
    schedule: list[Figure] = field(default_factory=list)
    cells: tuple[Stretch, ...] = ()  # of a table: what its row and its column say of the sum
    unit: str = ""  # of a table: what its figures are to be told with, 万元
    limit_units: tuple[str, ...] = ()  # the same for each of its limits

    @property
    def subject(self) -> Subject:
        return Subject(self.phrase, self.recipient, self.condition)


def with_schedules(words: str, grants: Sequence[Grant]) -> list[Grant]:
    """第一年50万元,第二年30万元 as one grant of two years; 前三年80%,后两年50% as one of five."""
    merged: list[Grant] = []
    for grant in grants:
        before = merged[-1] if merged else None
        if grant.phase and before and before.schedule and _next_years(words, before, grant):
            first, final = grant.phase
            years = final - first + 1 if first else final
            before.schedule += [grant.group.figures[0]] * min(years, _LONGEST_SCHEDULE)
            before.limits += [limit for limit in grant.limits if limit not in before.limits]
            before.end = grant.end
            continue
        if grant.phase and grant.phase[0] == 1 and len(grant.group.figures) == 1:
            grant.schedule = [grant.group.figures[0]] * min(grant.phase[1], _LONGEST_SCHEDULE)
        merged.append(grant)
    merged = [grant for before, grant in zip([None, *merged], merged, strict=False) if not _shares_out(before, grant)]
    for grant in merged:
        if len(set(grant.schedule)) == 1:  # 前两年按50%, and nothing after: a share for two years
            grant.years = len(grant.schedule) if len(grant.schedule) > 1 else grant.years
            grant.schedule = []
    return merged


def _shares_out(before: Grant | None, grant: Grant) -> bool:
    """给予10万元奖励(第一年5万元,第二年3万元,第三年2万元): whether the years only say how the sum before them is paid."""
    if before is None or before.schedule or len(before.group.figures) > 1 or not grant.schedule:
        return False
    near = before.group.kind == grant.group.kind and grant.group.start - before.group.end <= 2 * _LONGEST_SCHEDULE
    return near and sum(figure.value for figure in grant.schedule) == before.group.figures[0].value


def _next_years(words: str, before: Grant, grant: Grant) -> bool:
    first = grant.phase[0] if grant.phase else -1
    same = before.group.kind == grant.group.kind and words[slice(*before.form)] == words[slice(*grant.form)]
    return (
        same
        and len(grant.group.figures) == 1
        and first in (0, len(before.schedule) + 1)
        and grant.start - before.end <= 4
    )


def rows_of(words: str, source: Plain, grant: Grant, offset: int) -> Iterator[Benefit]:
    """A row for each recipient, or each figure, of one grant; spans are shifted by `offset`."""
    figures = grant.group.figures
    recipient = grant.own or grant.recipient
    members: Sequence[Member] = [Member((recipient,) if recipient else ())]
    if len(figures) > 1 and not grant.own:
        chosen = distributed(words, grant.subject, len(figures))
        in_years = grant.years == len(figures) and (grant.year_by_year or not chosen)
        if in_years or phases_listed(words, grant.start, grant.group.start) == len(figures):
            grant.schedule = list(figures)
        else:
            members = _with_own_terms(words, grant, _to_whom_the_verb_names(grant, chosen)) or members
    elif grant.apart and not grant.schedule and not grant.own:
        members = [Member((each,)) for each in listed(words, grant.subject)] or members
    every_year = grant.years and _comes_each_year(grant)
    for index in range(1 if grant.schedule else max(len(members), len(figures))):
        member = members[min(index, len(members) - 1)]
        figure = figures[min(index, len(figures) - 1)]
        years = grant.schedule or ([figure] * grant.years if grant.years and every_year else [])
        yield _row(source, grant, figure, years, member, index, offset, len(members) > 1)


def _with_own_terms(words: str, grant: Grant, told: Sequence[Member]) -> Sequence[Member]:
    """博士、|硕士、本科毕业生|在本市购房: the terms of each do not begin with the names of the others."""
    if not told or not all(len(member.recipient) == 1 and member.condition is None for member in told):
        return told
    (begin, _), last = told[0].recipient[0], told[-1].recipient[0]
    stop = party_that_acts(words, *last)  # 本科毕业生|并签订合同
    members = [*told[:-1], Member(((last[0], stop),))]
    if not all(is_party(words[slice(*member.recipient[0])]) for member in members):
        return told  # 国家级、省级: who gets it is told elsewhere
    start, end = grant.condition
    if begin < start < stop <= end:
        grant.condition = (stop, end)
    return members


def _comes_each_year(grant: Grant) -> bool:
    """每人每月1500元, 期限3年 is no sum of a year, and 给予10万元, 期限3年 is one sum for all of them."""
    if grant.group.kind != "money" or grant.at_most or grant.longest:
        return False
    per = set((grant.per or "").split("/"))
    return "年" in per or (grant.yearly and not _WITHIN_A_YEAR & per)


def _to_whom_the_verb_names(grant: Grant, members: Sequence[Member]) -> Sequence[Member]:
    """突破1000万元、5000万元的企业,分别给予|企业管理团队|: the thresholds stay, the recipient is whom the verb names."""
    named = grant.recipient
    if named and named[0] >= grant.phrase[1]:
        return [Member((named,), member.condition) if member.condition else member for member in members]
    return members


def _row(
    source: Plain,
    grant: Grant,
    figure: Figure,
    schedule: Sequence[Figure],
    member: Member,
    index: int,
    offset: int,
    several: bool,
) -> Benefit:
    def amount(start: int, end: int, value: Decimal, unit: str = grant.unit) -> Amount:
        return Amount(value, source.verbatim(start, end) + unit, source.span(start, end, offset))

    def rate(start: int, end: int, value: Decimal) -> Rate:
        return Rate(value, source.verbatim(start, end) + grant.unit, source.span(start, end, offset))

    money = grant.group.kind == "money"
    one = (figure.start, figure.end, figure.value) if not schedule else None
    years = [(each.start, each.end, each.value) for each in schedule]
    told = [*grant.limit_units, *[""] * len(grant.limits)]
    limits = [
        (group.figures[index if index < len(group.figures) else 0], per, unit)
        for (group, per), unit in zip(grant.limits, told, strict=False)
    ]
    units = (grant.per or "").split("/") if money else []
    if schedule:
        units = [unit for unit in units if unit != "年"]  # the schedule says so
    recipient, further = recipient_of(source, grant, member, several)
    recipient = recipient.strip(_MARKS)
    pieces = _condition(source.words, grant, member)
    said = "".join(source.verbatim(*piece) for piece in pieces)
    said = "，".join(words for words in (said, *_of_cells(source, grant, recipient)) if words)
    parts = [said] if further in said else [further, said]
    if member.recipient and pieces[0] < member.recipient[0]:
        parts.reverse()  # in the order of the text
    return Benefit(
        recipient=closed_up(_cells_named(recipient)),
        condition=closed_up(_without_bars(",".join(parts).strip(","))),
        form=closed_up(grant.form_outside.text if grant.form_outside else source.verbatim(*grant.form)),
        span=source.span(grant.start, max(grant.end, grant.start + 1), offset),
        amount=amount(*one) if one and money else None,
        amount_to=amount(*figure.to) if one and money and figure.to else None,
        is_upper_bound=grant.at_most and money,
        is_lower_bound=grant.at_least,
        per="/".join(units) or None,
        rate=rate(*one) if one and not money else None,
        rate_to=rate(*figure.to) if one and not money and figure.to else None,
        rate_is_upper_bound=grant.at_most and not money,
        base=closed_up(source.verbatim(*grant.base)) if grant.base else None,
        caps=tuple(Cap(amount(f.start, f.end, f.value, unit), per or f.per) for f, per, unit in limits),
        schedule=tuple(amount(*year) for year in years) if money else (),
        rate_schedule=tuple(rate(*year) for year in years) if not money else (),
        years=None if schedule else grant.years,
        evidence=(
            *_evidence(source, grant, member, offset, told=recipient, further=further),
            *_counted_at(source, grant, figure, units, [(f, per or f.per) for f, per, _ in limits], offset),
        ),
        rival=_rival(grant),
    )


_BAR = re.compile(r"[\s,，]*[|｜][\s,，]*")


def _cells_named(recipient: str) -> str:
    """2 | 种植 | 农户 is 种植·农户: the number of a row is no part of whom it is for."""
    if not _BAR.search(recipient):
        return recipient
    cells = [cell.strip() for cell in _BAR.split(recipient)]
    return "·".join(cell for cell in cells if re.search(r"[\u4e00-\u9fffA-Za-z]", cell))


def _without_bars(words: str) -> str:
    """The cells that a condition reaches over, as words: a bar is nobody's."""
    return "，".join(cell for cell in _BAR.split(words) if cell.strip())


def _of_cells(source: Plain, grant: Grant, recipient: str) -> Iterator[str]:
    """What row and column say of a sum, the name of a band's column with the band; who gets it is no condition."""
    for stretch in grant.cells:
        words = source.verbatim(*stretch)
        if words not in recipient:
            yield words


def _evidence(
    source: Plain, grant: Grant, member: Member, offset: int, *, told: str, further: str
) -> Iterator[tuple[str, Span]]:
    """Where each field stands: every stretch of the text that it was put together from."""
    named = grant.who.stretch if grant.who is not None else None
    if grant.who is not None and grant.who.outside is not None:
        yield "recipient", grant.who.outside.span
    for start, end in (*member.recipient, *([named] if named else [])):
        # 省级 of another takes the place of 国家级: what is left of the name stands at its end
        kept = next((at for at in range(start, end) if source.verbatim(at, end) in told), end)
        if kept < end:
            yield "recipient", source.span(kept, end, offset)
        if start < end and source.verbatim(start, end) in further:
            yield "condition", source.span(start, end, offset)
    pieces = [("condition", piece) for piece in (*_condition(source.words, grant, member), *grant.cells)]
    if grant.form_outside is not None:
        yield "form", grant.form_outside.span
    else:
        pieces.append(("form", grant.form))
    for name, (start, end) in pieces + ([("base", grant.base)] if grant.base else []):
        if end > start:
            yield name, source.span(start, end, offset)


def _counted_at(
    source: Plain,
    grant: Grant,
    figure: Figure,
    units: Sequence[str],
    limits: Sequence[tuple[Figure, str | None]],
    offset: int,
) -> Iterator[tuple[str, Span]]:
    """Where it stands by what a sum and each of its limits is counted, and for how many years it is paid."""
    told = [("per", unit, figure) for unit in units]
    told += [("cap_per", unit, limit) for limit, per in limits for unit in (per or "").split("/")]
    for name, unit, of in told:
        if unit and (at := unit_near(source.words, unit, of.start, of.end)) is not None:
            yield name, source.span(*at, offset)
    first, final = max(0, grant.start - _YEARS_BEFORE), max(grant.end, figure.end) + _YEARS_BEFORE
    if grant.years and not grant.schedule and (at := years_near(source.words, grant.years, first, final)) is not None:
        yield "years", source.span(*at, offset)


NEAR = 0.5  # readings whose scores are nearer than this are about equally good
_TAG_WORDS = {"given": "给予的数额", "limit": "上限", "other": "门槛或别的数"}


def _rival(grant: Grant) -> str:
    """The other reading, where it is about as good: 上限, or another recipient; empty where there is none."""
    if grant.tagged is not None and grant.tagged.lead < NEAR:
        return f"这个数也可能是{_TAG_WORDS[TAGS[grant.tagged.other]]}"
    if grant.choice is None or grant.choice.lead >= NEAR:
        return ""
    others = [one for one in grant.choice.everyone if one is not grant.choice.best]
    second = best_of(others, grant.choice)
    near = (
        second is None
        or not second.text
        or second.text in grant.choice.best.text
        or grant.choice.best.text in second.text
    )
    return "" if near or second is None else f"也可能是给「{second.text}」"


def recipient_of(source: Plain, grant: Grant, member: Member, several: bool) -> tuple[str, str]:
    """The recipient in words, and what of the rules' proposal is but a condition of it.

    A level or a grade stays with who has it: 四级(中级工) + 养老护理员; a thing that somebody is paid for is a condition.
    """
    told = "".join(source.verbatim(*piece) for piece in member.recipient)
    if several and is_party(told):
        return told, ""  # the text hands the sums out among them itself
    return recipient_words(source, told, grant.who)


def recipient_words(source: Plain, told: str, who: Candidate | None) -> tuple[str, str]:
    if who is None:
        return told, ""
    name = source.verbatim(*who.stretch) if who.stretch else who.text
    if not name:
        return "", told
    told = _AT.sub("", told) if is_level(_AT.sub("", told)) else told  # 在|省级
    if told and is_level(told) and told not in name:
        own = _OWN_LEVEL.match(name)  # 省级 + 国家级|孵化器
        return _joined(told, name[own.end() if own and own.end() < len(name) - 1 else 0 :]), ""
    said = told in name or (name in told and told.endswith(name)) or names_nobody(told)
    return name, "" if said else told


def _joined(told: str, name: str) -> str:
    """Two stretches of a text that may share characters, as one: 一类 and 类区域 are 一类区域."""
    shared = next((size for size in range(min(len(told), len(name)), 0, -1) if told.endswith(name[:size])), 0)
    return told + name[shared:]


def _condition(words: str, grant: Grant, member: Member) -> Sequence[Stretch]:
    if not member.condition:
        return [*([grant.measured] if grant.measured else []), trimmed(words, grant.condition)]
    first, *rest, last = member.condition
    return [(trimmed(words, first)[0], first[1]), *rest, (last[0], trimmed(words, last)[1])]


def trimmed(words: str, condition: Stretch) -> Stretch:
    """Without the punctuation and 的 at its ends."""
    start, end = condition
    while start < end and words[start] in ",、;:。的":
        start += 1
    while end > start and words[end - 1] in ",、;:。的":
        end -= 1
    return start, end
