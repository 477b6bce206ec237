"""Sums told year by year: 第一年50万元、第二年30万元. What several years come to, and what no year is told for. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.computing.asked import Asked
from assistant.computing.count import rounded
from assistant.computing.reckoning import Reckoning
from assistant.computing.scheme import Offer
from corpus.grants.wording import phase_of
from corpus.measure import yuan_text
from corpus.text.normal import chinese_number

_MOST = 20  # years
_MONTHS = 12
_GOES_ON = re.compile(r"第[一二三四五六七八九十\d]{1,2}年(?:起|及?以?后|开始)")
_FIRST_YEARS = re.compile(r"(?:前|头)?(?P<years>[一二两三四五六七八九]|\d)年(?:一共|总共|合计|加起来|下来|共)")
_NUMBERS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}


@dataclass(frozen=True, slots=True)
class Year:
    number: int
    offer: Offer


def schedules_of(offers: Sequence[Offer]) -> Iterator[tuple[Year, ...]]:
    """Each row of sums that are told for years one after another, from the first on."""
    found: list[Year] = []
    for offer in offers:
        phase = phase_of(offer.own, 0, len(offer.own)) if offer.kind == "sum" else None
        starts = len(found) + 1
        first = (starts if phase[0] == 0 else phase[0]) if phase else 0
        last = (first + phase[1] - 1 if phase[0] == 0 else phase[1]) if phase else 0
        goes_on = bool(found) and abs(offer.sentence - found[-1].offer.sentence) <= 1
        if phase and first == starts and (goes_on or not found) and first <= last <= _MOST:
            found += [Year(number, offer) for number in range(first, last + 1)]
            continue
        if len({id(year.offer) for year in found}) > 1:
            yield tuple(found)
        found = [Year(number, offer) for number in range(1, last + 1)] if phase and first == 1 and last <= _MOST else []
    if len({id(year.offer) for year in found}) > 1:
        yield tuple(found)


def of_years(offers: Sequence[Offer], asked: Asked) -> Iterator[Reckoning]:
    """三年一共: the sums of the years that are asked for, or of all."""
    if not (asked.wants_all or asked.wants_whole_time):
        return
    for years in schedules_of(offers):
        told = _FIRST_YEARS.search(asked.text)
        count = (_NUMBERS.get(told["years"]) or int(told["years"])) if told else len(years)
        if not 1 < count <= len(years):
            continue
        if any(year.offer.per for year in years[:count]):
            continue
        total = sum((year.offer.value * _times_a_year(year.offer) for year in years[:count]), Decimal(0))
        terms = [
            f"{row[0].offer.source.partition('/')[0]}{_told_times(row)}"
            for _, group in itertools.groupby(years[:count], key=lambda year: id(year.offer)) if (row := list(group))
        ]  # fmt: skip
        used = frozenset(q.start for q in asked.times if q.value == count)
        yield Reckoning(
            tuple(dict.fromkeys(year.offer for year in years[:count])), rounded(total), f"{' + '.join(terms)} = {yuan_text(rounded(total))}",
            used, {"of several": 1.0, "same scale": 1.0, "each named": 1.0, "of years": 1.0},
        )  # fmt: skip


def _times_a_year(offer: Offer) -> int:
    return _MONTHS if "月" in offer.times else 1


def _told_times(row: Sequence[Year]) -> str:
    """第一年每月1200元 is paid twelve times, 前两年每年5万元 twice."""
    monthly = f" × {_MONTHS}个月" if _times_a_year(row[0].offer) > 1 else ""
    return f"{monthly} × {len(row)}年" if len(row) > 1 else monthly


def is_told_of_nth(offer: Offer, asked: Asked) -> bool:
    """Whether what is asked of 第四年 or 首年 is what the offer itself is told of: 第4年起每月12元, 首年平台费的50%."""
    year = asked.nth_year
    if year is not None and (years := _years_of(offer)) is not None:
        return years[0] <= year <= years[1]
    return bool(asked.nth_words) and asked.nth_words in offer.words


def _years_of(offer: Offer) -> tuple[int, int] | None:
    """The first and last year that a sum is told of; 第4年起 goes on as long as anything is paid."""
    words = offer.own.partition(offer.source)[0]
    phase = phase_of(words, 0, len(words))
    if phase is None or phase[0] == 0:
        return None
    return (phase[0], _MOST) if _GOES_ON.search(words) else phase


def without_other_years(found: Sequence[Reckoning], offers: Sequence[Offer], asked: Asked) -> Iterator[Reckoning]:
    """Without what another year than the one asked for is told, and without one year's sum where several are asked for."""
    numbers: dict[int, set[int]] = {}
    for years in schedules_of(offers):
        for year in years:
            numbers.setdefault(id(year.offer), set()).add(year.number)
    told = _FIRST_YEARS.search(asked.text)
    nth = asked.nth_year
    spans = {id(offer): span for offer in offers if (span := _years_of(offer)) is not None}
    if nth is not None and any(low <= nth <= high for low, high in spans.values()):
        others = {at for at, (low, high) in spans.items() if not low <= nth <= high}
        found = [one for one in found if not any(id(offer) in others for offer in one.offers)]
    for one in found:
        years_of_it = [numbers[id(offer)] for offer in one.offers if id(offer) in numbers]
        if not years_of_it or "of years" in one.marks or "staged" in one.marks:
            yield one
        elif asked.nth is not None:
            if all(asked.nth in each for each in years_of_it) or (nth is not None and is_told_of_nth(one.offer, asked)):
                yield one
        elif not told and not asked.wants_whole_time:
            yield one


_YEAR = re.compile(
    r"(?:第[一二三四五六七八九十\d]{1,2}年?(?:[至到-]第?[一二三四五六七八九十\d]{1,2}|(?:[、和及]第[一二三四五六七八九十\d]{1,2}年?)+)?年?(?<=年)|次年|首年|(?<!于)(?<!在)当年(?=给予?|一次性|支持|奖励|补助|补贴|拨付|兑现|先))(?!度?[内前后底起])"
)
_GIVEN = re.compile(r"\d[\d.]*[万亿]?元|[一二三四五六七八九十百千]+万?元|\d[\d.]*%|[一二三四五六七八九]成|投入|投资")


@dataclass(frozen=True, slots=True)
class OfYear:
    """What a sentence tells for a year or several: where the words stand in it, and how the text names the years."""

    name: str
    numbers: frozenset[int]
    start: int
    end: int

    def holds(self, year: int) -> bool:
        return year in self.numbers


def told_of_year(sentence: str) -> tuple[OfYear, ...]:
    """What a sentence gives year by year, where it names years one by one; () where it gives nothing so.

    >>> [(one.name, sorted(one.numbers)) for one in told_of_year("第一年补助200万元,第二年、第三年由基金投入最高300万元")]
    [('第一年', [1]), ('第二年、第三年', [2, 3])]
    """
    marks = list(_YEAR.finditer(sentence))
    found = []
    for at, match in enumerate(marks):
        end = marks[at + 1].start() if at + 1 < len(marks) else len(sentence)
        words = sentence[match.start() : end].rstrip(",、;。:")
        if _GIVEN.search(words):
            found.append(OfYear(match[0], _numbers_of(match[0]), match.start(), match.start() + len(words)))
    # 当年 is the first of years that are told, and by itself the year of whatever stands before it
    return tuple(found) if any(one.name != "当年" for one in found) else ()


def _numbers_of(name: str) -> frozenset[int]:
    if name in ("首年", "当年", "次年"):
        return frozenset({2 if name == "次年" else 1})
    named = [chinese_number(n) or 0 for n in re.findall(r"[一二三四五六七八九十]{1,3}|\d{1,2}", name)]
    return frozenset(range(named[0], named[-1] + 1)) if re.search(r"[至到-]", name) else frozenset(named)


def beyond_of(offers: Sequence[Offer], asked: Asked) -> str | None:
    """第四年 of three: what the text does not tell."""
    if asked.nth is None:
        return None
    longest = max(schedules_of(offers), key=len, default=())
    if longest and asked.nth > len(longest):
        return f"原文只写到第{len(longest)}年（{longest[-1].offer.source}），第{asked.nth}年没有写明"
    return None
