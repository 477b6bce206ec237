"""Of which year's round a question asks (2025年度的什么时候报), and whether a document may speak of that year at all. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection

from corpus.measure import MAIN_PART, Document
from corpus.text.normal import fold

# 2025年, 2025年度; not 每人2000对吧, a sum, nor 2025年3月, the day of something that the asker did, nor 〔2025〕4号
_ASKED = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d{2})年度?(?!\d{1,2}月)")
_DATED = re.compile(r"(?:19|20)\d{2}年\d{1,2}月|\[(?:19|20)\d{2}\]")
_WRITTEN = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


def rounds_asked(question: str) -> frozenset[int]:
    """The years that a question names without a month.

    >>> sorted(rounds_asked("2025年度的民宿奖补几月开始报")), sorted(rounds_asked("2023年11月开工的冷库能补2000元吗"))
    ([2025], [])
    """
    return frozenset(int(found["year"]) for found in _ASKED.finditer(_DATED.sub("", fold(question))))


def is_nowhere(years: Collection[int], document: Document, text: str) -> bool:
    """Whether one of `years` stands neither in the text nor within the time for which the document holds."""
    return any(not _holds_in(year, document) and str(year) not in text for year in years)


def is_another_round(years: Collection[int], document: Document) -> bool:
    """Whether the document's title names years, and those that are asked are none of them.

    >>> notice = Document("a", "关于申报2024—2026年度奖补的通知", "a.txt", "")
    >>> is_another_round({2027}, notice), is_another_round({2025}, notice)
    (True, False)
    """
    own = [int(year) for year in _WRITTEN.findall(fold(document.title))]
    return bool(own) and bool(years) and not any(min(own) <= year <= max(own) for year in years)


def _holds_in(year: int, document: Document) -> bool:
    begins, validity = document.begins(), document.validity_of(MAIN_PART)
    until = validity.until if validity else None
    return begins is not None and begins.year <= year and (until is None or year <= until.year)
