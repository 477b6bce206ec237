"""Numbers with the very thing that they count: 三楼, 2次, 10位, 一式两份; another number of the same thing is another claim. Pure.

`assistant/writing/counted.py` has all that counts things as one kind, so that 3个项目 and 3项 are the same. Here the thing decides: where a clause
counts it and never so, nothing bears the sentence out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from corpus.text.normal import chinese_number

_THINGS = (
    ("人次", r"人次"), ("人", r"个?人(?!次|民|均|才|工|员|力|家)|名(?!单|称|录|额)|位(?!于|置|列|在)"), ("次", r"次(?!年|月|日|性|数|要|贷|于)|回(?!收|访|复|执|迁|程)"),
    ("间", r"间(?!接|隔)"), ("台", r"台(?!账|阶|湾|胞)|套"), ("辆", r"辆"), ("份", r"份(?!额)"), ("楼", r"楼(?!盘|宇|栋|面)|层(?!次|级|面)"), ("幢", r"幢|栋"), ("张", r"张(?!贴)"),
    ("场", r"场(?!地|所|景|馆|次|租|内|外)|场次"), ("周", r"周(?!岁|边|期|年|转|密)|个?星期"), ("岁", r"周?岁"), ("座", r"座(?!谈|位)"), ("平方米", r"平方?米|㎡"), ("立方米", r"立方米|方(?!面|可|案|式|能|向)"),
    ("亩", r"亩"), ("吨", r"吨"), ("公里", r"公里"), ("千瓦", r"千瓦(?!时)"), ("标箱", r"标箱"), ("小时", r"个?小时"), ("家", r"家(?!庭|属|政|具|长|里|中|园|居|禽|畜|人|电)|户(?!籍|口|外|型|均|主|用)"), ("件", r"件(?!数)"),
    ("级", r"级(?!别|差)"), ("星", r"星级?(?!期)"),
)  # fmt: skip
_N = r"(?:\d[\d,]*(?:\.\d+)?[万千百]?|[零一二两三四五六七八九十百千]+)"
_TALLY = re.compile(
    rf"(?<![\d.年月第])(?:(?P<from>{_N})(?:[-~至到、或和]))?(?P<n>{_N})(?:余|多)?(?:\(含\))?(?:"
    + "|".join(f"(?P<t{place}>{pattern})" for place, (_, pattern) in enumerate(_THINGS))
    + ")"
)


@dataclass(frozen=True, slots=True)
class Tally:
    """`value` of `thing`, as it is written at start:end."""

    thing: str
    value: Decimal
    start: int
    end: int
    spoken: bool  # in Chinese characters


@lru_cache(1024)
def tallies_of(text: str) -> tuple[Tally, ...]:
    """The tallies of a plain text, in order; of 3至5名 both ends.

    >>> [(one.thing, str(one.value)) for one in tallies_of("二楼,一式两份,3至5名专家,最多2次")]
    [('楼', '2'), ('份', '2'), ('人', '3'), ('人', '5'), ('次', '2')]
    """
    return tuple(_tallies(text))


def _tallies(text: str) -> Iterator[Tally]:
    for found in _TALLY.finditer(text):
        place = next(n for n in range(len(_THINGS)) if found[f"t{n}"] is not None)
        for written in (found["from"], found["n"]):
            value = _value(written) if written else None
            if value is not None and not (written == "一" and _THINGS[place][0] not in ("楼", "级", "星", "周")):
                yield Tally(_THINGS[place][0], value, found.start("n"), found.end(), not written[0].isdigit())


def _value(written: str) -> Decimal | None:
    size = {"万": 10_000, "千": 1000, "百": 100}.get(written[-1], 1) if written[0].isdigit() else 1
    if written[0].isdigit():
        return Decimal(written.rstrip("万千百").replace(",", "")) * size
    number = chinese_number(written)
    return None if number is None else Decimal(number)
