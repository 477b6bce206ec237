"""What other clauses of a document say that may change a sum worked out from one of them. Pure.

C类企业按应得资金的50%兑现 stands at the end of a policy and changes every sum before it; 年度合计不超过200万元 stands in a list of
which each item pays. Neither is in the clause that was reckoned with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from assistant.computing.asked import Asked, pairs_of
from assistant.computing.changes import changes_of
from assistant.computing.scheme import Cap, Change, Offer
from assistant.computing.stretch import caps_in
from corpus.text.normal import fold

KEPT = 2000  # clauses whose words are remembered: they do not hang on the question
_LONGEST = 60  # characters of what is quoted
_MAY_CHANGE = re.compile(r"[%％折成半倍]|百分|最高|不超过|不高于|封顶")
_OF_ALL = re.compile(
    r"应得|上述|前述|以上(?=标准|奖|补|资助|政策|各|项目)|本(?:办法|政策|措施|意见|细则|条款)|标准的|兑现|按.{0,8}标准"
)
_TOGETHER = re.compile(r"合计|累计|总额|同一|单个?(?:企业|单位|主体|户)|每(?:户|家)|年度")


@dataclass(frozen=True, slots=True)
class Beyond:
    """What one clause says of sums that others pay: changes of all of them, and mosts of several together."""

    changes: tuple[tuple[Change, str], ...]
    caps: tuple[tuple[Cap, str], ...]


def changed_elsewhere(
    offers: Sequence[Offer], yuan: Decimal, asked: Asked, others: Iterable[tuple[str, bool]]
) -> str | None:
    """The words of another clause that may change the sum; `others` are their texts, and whether each is of the same list."""
    told = {pair for offer in offers for pair in pairs_of(offer.words)}
    for text, is_beside in others:
        if not _MAY_CHANGE.search(text):
            continue
        beyond = _read(text)
        for change, words in beyond.changes:
            if (set(pairs_of(change.subject)) - told) & asked.pairs:
                return words
        for cap, words in beyond.caps if is_beside else ():
            if cap.yuan < yuan:
                return words
    return None


@lru_cache(maxsize=KEPT)
def _read(text: str) -> Beyond:
    sentences = [part for part in re.split(r"[。;\n]", fold(text)) if part]
    changes = [
        (change, sentences[change.sentence][:_LONGEST])
        for change in changes_of(sentences)
        if (change.factor is not None or change.points is not None) and _OF_ALL.search(sentences[change.sentence])
    ]
    return Beyond(tuple(changes), tuple(_caps(sentences)))


def _caps(sentences: Sequence[str]) -> Iterator[tuple[Cap, str]]:
    for sentence in sentences:
        found = caps_in(sentence)
        # a sentence that pays something itself limits that
        if (
            len(found) == 1
            and _TOGETHER.search(sentence)
            and len(re.findall(r"\d[\d.]*(?:万|亿)?元|\d%", sentence)) == 1
        ):
            yield found[0], sentence[-_LONGEST:]
