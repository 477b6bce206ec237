"""The parts of a question that asks several things: 奖励多少，怎么申报，什么时候截止，打什么电话. Pure.

Rules are rows, each with a line in which it must fire and one in which it must not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.reading.rules import Rule, rule
from corpus.text.normal import fold

Asks = Literal[
    "amount", "conditions", "materials", "procedure", "deadline", "contact", "department", "place", "validity"
]


# What words of asking want, by the name a person reads
ROWS: Mapping[Asks, Rule] = {
    "contact": rule(r"电话|热线|联系方式|打给谁|打哪", "打什么电话", "移动通信业务", "电话"),
    "materials": rule(r"(?:哪些|什么|啥|几份)\S{0,3}(?:材料|资料|证件|手续)|(?:带|交|准备|提交|提供)(?:些)?(?:什么|啥|哪些)|材料有", "要交哪些材料", "新材料企业补多少", "材料"),
    "deadline": rule(r"截止|截至|最晚|最迟|(?:什么时候|啥时候?|何时|几时|几号|几月|哪天)(?:前|之前|开始)?(?:才?能|可以?)?(?:去)?(?:报|申|交|截|受理|完|弄|办)|申报时间", "什么时候截止", "什么时候兑现的老政策", "截止时间"),
    "place": rule(r"(?:去|在|到|交到|送到)(?:哪儿|哪里|哪个?(?:窗口|地方|大厅|网站))|哪个(?:窗口|网站|平台)|哪[儿里]?(?:能|可以?)?(?:去)?(?:办理?|申报|申请|申领|交|领)(?!法)", "去哪办", "哪里人可以报", "地点"),
    "procedure": rule(r"(?:怎么|怎样|如何|咋)(?:样)?(?:去|才能|能)?(?:申|报|办(?!法)|领|走|弄|拿|交|兑现)|流程|步骤|(?<!小)程序", "怎么申报", "怎么算", "怎么办"),
    "department": rule(r"(?:归|由)?(?:谁|哪个(?:部门|单位|局))(?:管|负责|牵头|受理|发|办)|找(?:谁|哪个部门)", "归哪个局管", "谁可以报", "找谁办"),
    "conditions": rule(r"(?:什么|哪些|啥)(?:条件|要求|门槛)|条件(?:是|有)|门槛", "要什么条件", "条件好的县", "条件"),
    "validity": rule(r"有效期|(?:管|到|有效到)(?:哪|几)年|还(?:有效|管用)|什么时候(?:到期|过期|失效)", "还有效吗", "长效机制", "有效期"),
    "amount": rule(r"(?:能|可以?|会)(?:得到?|拿到?|领到?)(?:些)?(?:什么|啥|哪些)|(?:给|补|奖|奖励|补贴|补助|拿|领)(?:了|到)?(?:多少|几(?![月号时天年个])|好多)|多少钱|什么标准|标准(?:是|多少)", "奖励多少", "几时发", "标准"),
}  # fmt: skip
_BREAK = re.compile(r"[，,、；;。？?！!\s]+|以及|还有|另外")


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is asked for: what, by which name, and in which words."""

    asks: Asks
    name: str
    words: str


_GETS_WHAT = re.compile(r"((?:能|可以?|会)(?:得到?|拿到?|领到?)(?:些)?)(?:什么|啥|哪些)")


def sum_asked(question: str) -> str | None:
    """The question for the sum alone, where a sum is the first thing asked for; None where something else is.

    What somebody gets is asked of a clause as how much he gets: its sums are what it gives.

    >>> sum_asked("新认定的高企能得到什么，找谁办"), sum_asked("找谁办，奖励多少")
    ('新认定的高企能得到多少钱，', None)
    """
    first, *others = parts_of(question) or (None,)
    if first is None or first.asks != "amount":
        return None
    for part in others:
        if part.words != first.words:
            question = question.replace(part.words, "")
    return _GETS_WHAT.sub(r"\1多少钱", question)


def gets_what(question: str) -> bool:
    """Whether somebody asks what he gets, not how much of something that he names.

    >>> gets_what("新认定的高企能拿什么"), gets_what("新认定的高企奖励多少")
    (True, False)
    """
    return _GETS_WHAT.search(fold(question)) is not None


def parts_of(question: str) -> tuple[Part, ...]:
    """The things that a question asks for, in order, each once; at most one where it asks a single thing.

    >>> [part.name for part in parts_of("新认定的高企奖励多少，怎么申报，什么时候截止，打什么电话")]
    ['标准', '怎么办', '截止时间', '电话']
    """
    found: dict[Asks, Part] = {}
    for words in _BREAK.split(question):
        folded = fold(words)
        for asks, row in ROWS.items():
            if row.pattern.search(folded):
                found.setdefault(asks, Part(asks, row.name, words))
    return tuple(sorted(found.values(), key=lambda part: question.find(part.words)))
