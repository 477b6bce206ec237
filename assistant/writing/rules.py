"""The rules: what a sentence says that its clauses cannot bear out, by figures, names, numbers and days. Pure.

A judge of plausibility lets altered numbers pass; arithmetic does not. Whether a finding decides alone or is one of many that are
weighed says `assistant/writing/weighed.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from assistant.writing import claims, limits, whose
from assistant.writing.found import YOURS
from assistant.writing.grounds import Context, Grounds, Placed, placed, same_counter, values_of
from assistant.writing.telling import grams, telling
from assistant.writing.values import Value, figures_in, plain, values_in
from assistant.writing.weighed import Fault
from corpus.measure import MAIN_PART
from corpus.text.normal import CHINESE_NUMERALS, chinese_number

LEAST_SUPPORT = 0.3  # share of a sentence's pairs of characters that must stand in its clauses, or the question,
LEAST_CHARACTERS = 0.65  # or else of its single ones
LONGEST_UNSTATED = 30  # characters of a sentence that says what is not written
SHORT = 7  # pairs; a sentence as short as this says too little to be counted
_GRANTS = re.compile(r"(?:奖励?|补[贴助]?|资助|支持|给予?|配套|最高|可得|获得?|拿到?|领取?|得到?|享受?)[^,;。]{0,6}$")
_AS_OF = re.compile(r"截至|截止|今天|当前|目前")
_COUNTING = "个大项类种家名位座条"
_NUMERALS = re.compile(rf"[{CHINESE_NUMERALS}]+")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a sentence, with the words it is about."""

    fault: Fault
    words: str


def broken_rules(body: str, grounds: Grounds, context: Context, before: str, after: str) -> Iterator[Finding]:
    """What the rules find in the plain sentence `body`; `before` and `after` are the sentences beside it."""
    units = [citation.measure for citation in grounds.citations]
    yield from _wrong_figures(body, grounds, context)
    yield from _half_told(body, grounds, before, after)
    for words in claims.wrong_numbers(body, units, grounds.clauses):
        yield Finding("clause", words)
    for words in claims.unknown_departments(body, context.departments, grounds):
        yield Finding("department", words)
    for words in claims.wrong_roles(body, context.departments, units, grounds.clauses):
        yield Finding("department", words)
    for words in claims.other_places(body, context.places, grounds):
        if not (words in context.question and YOURS.search(body)):  # 您公司注册在重庆
            yield Finding("region", words)
    for words in claims.wrong_validity(body, grounds, _ends(grounds)):
        yield Finding("validity", words)
    for words in claims.turned_around(body, grounds.clauses):
        yield Finding("negation", words)
    for words in claims.not_quoted(body, grounds.text + plain(context.question)):
        if not any(character.isdigit() for character in words):  # figures are judged by themselves
            yield Finding("quote", words)
    for words in claims.wrongly_unstated(body, units):
        yield Finding("unstated", words)
    known = grounds.text + (plain(context.question) if claims.says_unstated(body) else "")
    if _is_unsupported(body, known) and not (claims.says_unstated(body) and len(body) <= LONGEST_UNSTATED):
        yield Finding("support", body[:20])


def _is_unsupported(body: str, known: str) -> bool:
    """Whether hardly a word of the sentence stands in its clauses, nor most of its characters: free wording shares those.

    Of a short sentence one word is enough.
    """
    said = grams(telling(body))
    characters = {character for pair in said for character in pair}
    least = LEAST_SUPPORT * len(said) if len(said) > SHORT else min(1, len(said))
    return len(said & grams(known)) < least and sum(
        character in known for character in characters
    ) < LEAST_CHARACTERS * len(characters)


def _wrong_figures(body: str, grounds: Grounds, context: Context) -> Iterator[Finding]:
    """Figures that the clauses do not have, and those that they give to another."""
    stated = placed(body)
    support = with_parts(values_of(grounds.placed) | grounds.registered_values)
    numbering = claims.numbering(body)
    given = with_parts({value for _, value in values_in(context.question)})
    if _AS_OF.search(body):
        given |= with_parts({("日", context.as_of)})
    worked, paid = _worked(grounds, context, given)
    for one in stated:
        if any(start <= one.figure.start < end for start, end in numbering):
            continue  # clause numbers are judged by themselves
        value = one.value
        same = [other for other in grounds.placed if other.value == value and same_counter(one, other)]
        if _is_counted_so(one, grounds.clauses):
            continue
        if value in support and (same or one.figure.kind != "数" or not _counted(value, grounds.placed)):
            yield from _misplaced(one, same, grounds, context)
        elif value not in given | worked or (
            one.figure.kind in "元%" and value not in paid and _GRANTS.search(one.before)
        ):
            yield Finding("amount", one.figure.words)
    figures = [one.figure for one in stated]
    for figure in whose.wrongly_paired(body, figures, grounds.rows):
        yield Finding("recipient", figure.words)
    for figure in whose.beside_another_threshold(figures, grounds.rows):
        yield Finding("recipient", figure.words)


def _misplaced(one: Placed, same: Sequence[Placed], grounds: Grounds, context: Context) -> Iterator[Finding]:
    """A figure that the clauses have: is it told of the same thing, in the same place, with its bound?"""
    words = one.figure.words
    if isinstance(one.value[1], Decimal) and one.figure.kind == "元":
        for citation in grounds.citations:
            if whose.is_anothers(one.value[1], one.part, citation.measure.benefits):
                yield Finding("recipient", words)
    rivals = [
        other
        for other in grounds.placed
        if other.figure.kind == one.figure.kind and other.value != one.value and same_counter(one, other)
    ]
    if same and not one.is_year and whose.has_anothers_words(one, rivals, same):
        yield Finding("recipient", words)
    if whose.in_wrong_year(one, grounds.rows):
        yield Finding("recipient", words)
    if place := whose.in_another_place(one, same, context.places):
        yield Finding("region", place)
    if limits.loses_bound(one, same):
        yield Finding("cap", words)
    if limits.mistimed(one, same):
        yield Finding("timing", words)


def _half_told(body: str, grounds: Grounds, before: str, after: str) -> Iterator[Finding]:
    """A rate or a sum without the caps on it, a rate without its base."""
    figures = figures_in(body)
    sums = {
        figure.value[1]
        for text in (body, before, after)
        for figure in figures_in(text)
        if isinstance(figure.value[1], Decimal)
    }
    for figure, rows in limits.told_rows(figures, grounds.rows):
        if limits.missing_caps(rows, sums):
            yield Finding("cap" if figure.kind == "%" or not all(row.per for row in rows) else "half", figure.words)
        if limits.lacks_base(figure, rows, body, "\n".join((before, body, after))):
            yield Finding("base", figure.words)


def _worked(grounds: Grounds, context: Context, given: set[Value]) -> tuple[set[Value], set[Value]]:
    """What follows from the question's own sums: every step of the working, and what is paid in the end."""
    sums = [value[1] for value in given if value[0] == "元" and isinstance(value[1], Decimal)]
    steps: set[Value] = {value for _, value in values_in(context.told)} if sums else set()
    paid: set[Value] = set()
    for payment in (row.payable(base) for row in grounds.rows for base in sums):
        if payment is not None:
            paid.add(("元", payment.yuan))
            steps |= {value for _, value in values_in(payment.working)}
    return steps, paid


def with_parts(values: set[Value]) -> set[Value]:
    """A date gives its year, month and day as well."""
    days = [value[1] for value in values if isinstance(value[1], date)]
    return values | {("数", Decimal(part)) for day in days for part in (day.year, day.month, day.day)}


def _is_counted_so(one: Placed, clauses: Sequence[str]) -> bool:
    """Whether a clause writes the number in Chinese characters in front of the same thing: 五园 for 5个园区."""
    if one.figure.kind != "数":
        return False
    thing = one.tail.lstrip(_COUNTING)[:1] or "。"
    return any(
        clause[found.end() : found.end() + 2].lstrip(_COUNTING)[:1] == thing
        and chinese_number(found[0]) == one.value[1]
        for clause in clauses
        for found in _NUMERALS.finditer(clause)
    )


def _counted(value: Value, ground: Sequence[Placed]) -> bool:
    """Whether the clauses have the number, counting something that can be named."""
    return any(other.value == value and other.counter is not None for other in ground)


def _ends(grounds: Grounds) -> list[str]:
    """The ends of validity that the register knows of the cited parts, as people write dates."""
    found = []
    for citation in grounds.citations:
        document = grounds.context.documents.get(citation.measure.document_id)
        validity = document.validity_of(citation.measure.part or MAIN_PART) if document else None
        if validity is not None:
            day = validity.until
            found += [f"{day.year}年{day.month}月{day.day}日", day.isoformat(), f"{day.year}年底"]
            if (day + timedelta(days=1)).day == 1:
                found.append(f"{day.year}年{day.month}月底")
    return found
