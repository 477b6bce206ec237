"""Whether a question asks whether: 能不能, 是…吧, 够不够, 还用…吗, can I …. Pure.

That it does is learned (assistant/learned/whether.json, fitted by `policy eval train`). How it asks decides the words of the
reply only, 能 or 是 or 要, and which signs of a clause speak for yes: 不再收取 is no to 还要交吗 and yes to 能免吗.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from assistant.learned.models import GramModel
from corpus.measure import Amount, Span
from corpus.quantities.amounts import parse_loose_amounts
from corpus.text.normal import fold

ASKS = 0.4  # how likely it must ask whether: where it does not, a clause rarely has evidence for yes or no
WHETHER, OTHER = "whether", "other"
Manner = Literal["can", "is", "need", "have"]
_END = re.compile(r"[\s?？。!！,，~]+$")
_OR_NOT = re.compile(r"(.)[不没]\1|有没有|有[没冇]|是否|能否|可否")
_FINAL_OR_NOT = re.compile(r"[不没无]得?[吗嘛呀啊呢吧]?$")
_NEGATED = re.compile(
    r"不(?!错|管|同|动产|少|断|过[，,])|没(?!错|问题)|未|无(?!锡|人|论|障碍)|\b(?:not|never|without|no)\b|n't\b"
)
_CLAIMED = re.compile(
    r"[吧伐]$|[对是][吗嘛吧不]$|是(?:第?[\d一二三四五六七八九十百千两]+)[^，,。？?]{0,6}[吗嘛么]$|没错|听说|是不是|是吗|对[吧吗不]|isn't|aren't|doesn't|right\?|\bi heard\b|is it true|correct\?"
)
# (manner, how it is asked), the first that fits
_MANNERS: tuple[tuple[Manner, re.Pattern[str]], ...] = (
    ("is", _CLAIMED),
    (
        "need",
        re.compile(
            r"要不要|用不用|需要|还要|还用(?!得)|必须|是不是要|(?<![能想])要(?!求|是)[^，,。？?]{0,8}(?:[吗嘛不]|没)$|\b(?:must|need|have to|required)\b"
        ),
    ),
    ("can", re.compile(r"能|可以|行[吗嘛不]|让不让|允许|得[不无]|\b(?:can|may|could|allowed)\b")),
    (
        "have",
        re.compile(
            r"有[没冇无]|(.)不\1$|有.{0,12}[吗嘛不没]$|[补奖给贴][不无没]|补[^，,。]{0,4}[吗嘛不]$|给[^，,。]{0,6}[吗嘛不]$"
        ),
    ),
)


# English says it by the order of words: what begins with an auxiliary, or ends in a tag, asks whether
_INVERTED = re.compile(
    r"(?:^|[.;!?,:]\s*|\b(?:and|but|so|then|if so)\s+)(?:is|are|was|were|am|do|does|did|can|could|may|might|must|should|shall|will|would|has|have|had)(?:n't)?\s"
    r"(?!.{0,40}\b(?:how (?:much|many|long)|which|what|when|where|who)\b)|,\s*(?:right|correct|(?:is|does|do|are|can)n't \w+)\s*\?",
    re.IGNORECASE,
)


def asks_whether_in_english(spoken: str) -> bool:
    """Whether a question in English can be answered with yes or no.

    >>> asks_whether_in_english("Do we still get it?"), asks_whether_in_english("How much do we get?")
    (True, False)
    """
    return bool(_INVERTED.search(spoken))


# What, which, how much, when: where the last statement asks so, and nothing in the question asks yes or no, it is no such question
_OPEN = re.compile(r"[啥哪谁咋]|什么|多少|怎|几[个多成年月天次块万张人家种项条级类时]|几$|多[久长大高远]|何[时种处]")
_YES_OR_NO = re.compile(
    r"[吗嘛噻伐]|(.)[不没]\1|[对是][吧不]|没错|有没有|[不没](?=[,，。;；？?]|$)|听说|还是(?=.*[吧呢]$)"
)
_STATEMENTS = re.compile(r"[,，。;；？?！!]")


def asks_openly(question: str) -> bool:
    """Whether the last statement asks what, which, how much or when, and nothing in the question asks yes or no.

    >>> asks_openly("机房建好了，都能领啥"), asks_openly("能不能领，领多少"), asks_openly("个体户能报吗")
    (True, False, False)
    """
    asked = fold(question)
    last = [part.strip() for part in _STATEMENTS.split(asked) if part.strip()][-1:]
    return bool(last and _OPEN.search(last[0])) and not _YES_OR_NO.search(asked)


def asks_whether(question: str, model: GramModel, spoken: str = "") -> bool:
    """Whether `question` can be answered with yes or no; `spoken` is what was asked in English, if it was."""
    if spoken:
        return asks_whether_in_english(spoken)
    return _asks(question, model) or any(
        _YES_OR_NO.search(part) and _asks(part, model)
        for part in _PARTS.split(fold(question))
        if len(part) >= LEAST_PART
    )


# 能补一点不，一年最多补多少: one of two questions asks whether
_PARTS = re.compile(r"(?<=[?!。;])|(?<=[吗么嘛不没吧]),")
LEAST_PART = 4  # characters


def _asks(question: str, model: GramModel) -> bool:
    if asks_openly(question):
        return False
    return bool(model.probabilities(marked(question))[model.classes.index(WHETHER)] >= ASKS)


def marked(question: str) -> str:
    """`question` as the model reads it: the end marked, because 不 and 吧 at the end ask.

    >>> marked("个体户能报不？")
    '个体户能报不$'
    """
    return _END.sub("", fold(question)) + "$"


def manner_of(question: str) -> Manner:
    """What the reply says yes or no to.

    >>> manner_of("个体户能报吗"), manner_of("一次给50万对吧"), manner_of("还要交纸质材料吗"), manner_of("团体标准补不补")
    ('can', 'is', 'need', 'have')
    """
    asked = _END.sub("", fold(question).lower())
    return next((manner for manner, pattern in _MANNERS if pattern.search(asked)), "is")


def is_claim(question: str) -> bool:
    """Whether something is supposed, to be confirmed or put right.

    >>> is_claim("一次给50万对吧"), is_claim("听说要三年"), is_claim("个体户能报吗")
    (True, True, False)
    """
    folded = fold(question).lower()
    return bool(_CLAIMED.search(_END.sub("", folded)) or _CLAIMED.search(folded))


_GIVES = re.compile(
    r"(?:奖励?|补贴?|补助|资助|给予?|发放?|拿到?|领到?|得到?|是|有|就)(?:了|到|金)?(?:最高|一共|共|一次性?)?\s?$"
)
# 一次补2000对吧: a number without its unit, behind a word of giving
_BARE_SUM = re.compile(
    r"(?<![\d.])(?P<number>\d{1,3}(?:,\d{3})+|\d{2,9})(?=\s?(?:一个?[\u4e00-\u9fff]{1,3}?)?[,，]?(?:[对是][吧吗嘛不]|没错|吧|是不是|对不对))"
)
_IS_IT = re.compile(r"(?:元|万|亿|块)[,，]?(?:的)?(?:吗|么|嘛)(?=$|[,，。])")


def supposed_sum(question: str) -> Amount | None:
    """The sum that is supposed to be given, to be confirmed or put right: of several the last that words of giving precede.

    >>> [one.source for one in (supposed_sum("投了3000万，奖励500万对吧"), supposed_sum("给10万吗"), supposed_sum("投3000万给多少")) if one]
    ['500万', '10万']
    >>> [one.source for one in (supposed_sum("一次补2000对吧"), supposed_sum("招了20对吧")) if one]
    ['2000']
    """
    folded = fold(question)
    bare = [found for found in _BARE_SUM.finditer(folded) if _GIVES.search(folded[: found.start()])]
    if bare and is_claim(question):
        number = bare[-1]
        yuan = Decimal(number["number"].replace(",", ""))
        return Amount(yuan, number["number"], Span(number.start("number"), number.end("number")))
    amounts = parse_loose_amounts(question)
    if not amounts or not (is_claim(question) or _IS_IT.search(_END.sub("", question))):
        return None
    folded = fold(question)
    given = [one for one in amounts if _GIVES.search(folded[: one.span.start])]
    return given[-1] if given else amounts[0] if len(amounts) == 1 and is_claim(question) else None


def is_that_sum(supposed: Amount, yuan: Decimal) -> bool:
    """Whether a sum that is stated is the one supposed; of a number without its unit 30 is 30万元 too.

    >>> [is_that_sum(one, Decimal(300_000)) for one in (supposed_sum("补30对吧"), supposed_sum("补30万对吧"), supposed_sum("补50对吧")) if one]
    [True, True, False]
    """
    return supposed.yuan == yuan or (supposed.source.isdigit() and supposed.yuan * 10_000 == yuan)


def without_supposed(question: str) -> str:
    """The question without the sum that it supposes, which is no figure of whoever asks.

    >>> without_supposed("投了3000万，奖励500万对吧")
    '投了3000万，奖励对吧'
    """
    supposed = supposed_sum(question)
    return question if supposed is None else question[: supposed.span.start] + question[supposed.span.end :]


def is_negated(question: str) -> bool:
    """Whether what is asked about is itself denied: 没备案也能补吗; the 不 that asks (能不能, …不？) does not count.

    >>> is_negated("没备案也能补吗"), is_negated("个体户能不能报"), is_negated("团标奖励不？")
    (True, False, False)
    """
    asked = _FINAL_OR_NOT.sub("", _OR_NOT.sub("", _END.sub("", fold(question).lower())))
    return bool(_NEGATED.search(asked))
