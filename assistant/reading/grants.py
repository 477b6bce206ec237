"""What lists of benefits are counted, narrowed and sorted by: the administrative level and the kind of help of each. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from assistant.reading.coverage import APART
from assistant.reading.levels import LEVELS, levels_in
from corpus.measure import Benefit

FORM_KINDS = (
    ("奖励", re.compile(r"奖|表彰")),
    ("补贴补助", re.compile(r"补贴|补助|补偿|资助|补")),
    ("贴息和保费", re.compile(r"贴息|保费|利息|担保")),
    ("贷款和基金", re.compile(r"贷款|借款|基金|投资|投入|授信")),
    ("减免和优惠", re.compile(r"减免|免|优惠|抵扣|折扣|返还")),
)
OTHER = "其他"
LEVEL_NAMES = {level: f"{level}级" for level in LEVELS}


@dataclass(frozen=True, slots=True)
class Sort:
    """`level` is the highest that recipient or condition name (国家级, 省级 …), empty where none; `form` one of FORM_KINDS."""

    level: str
    form: str

    def key(self, count: int) -> str:
        """As the index has it of a clause that grants so many benefits of this sort."""
        return APART.join((self.level, self.form, str(count)))

    @classmethod
    def of_key(cls, key: str) -> tuple[Self, int]:
        """What `key` was made of.

        >>> Sort.of_key(Sort("省级", "奖励").key(2))
        (Sort(level='省级', form='奖励'), 2)
        """
        level, form, count = key.split(APART)
        return cls(level, form), int(count)


def sort_of(benefit: Benefit) -> Sort:
    """The level and the kind of help of a benefit."""
    named = levels_in(benefit.recipient + benefit.condition)
    return Sort(
        next((LEVEL_NAMES[level] for level in LEVELS if level in named), ""),
        next((name for name, pattern in FORM_KINDS if pattern.search(benefit.form)), OTHER),
    )
