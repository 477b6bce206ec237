"""Ways of computing that a clause holds and that are not read: what is said instead of a sum that leaves them out. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.computing.asked import Asked, pairs_of
from assistant.computing.base import base_match
from assistant.computing.parts import is_part, unread_parts
from assistant.computing.prose import PART, without_commas_in_brackets
from assistant.computing.reckoning import Reckoning, named
from assistant.computing.schedules import told_of_year
from assistant.computing.scheme import SAID_BEFORE, Offer, Scheme
from assistant.computing.stretch import beyond_of
from corpus.measure import yuan_text
from corpus.quantities.quantities import Quantity, quantities

# Words of a way of paying that is told in the sentence of an offer or the next. Each has what it must be asked with, and why.
_DIVIDED = re.compile(
    r"分(?:10|[一二三四五六七八九十两2-9]|若干|多)个?(?:年度?|期|次|批|笔)[^,。;]{0,6}?(?:拨付|发放|兑现|兑付|支付|拨|发|付|给|到位)"
)
_NEAR = 2  # sentences


def unread_way(one: Reckoning, marks: Mapping[str, float], scheme: Scheme, asked: Asked) -> str | None:
    """Why a sum that was worked out may leave out a way of the clause; None where all that matters was read."""
    if (unclear := asked.unclear) is not None:
        return f"您写的「{unclear}」看不出是多少"
    if marks.get("parts unread"):
        words = unread_parts(scheme.offers)
        return f"原文对其中一部分另有算法（「{words}」），怎样合起来算没有写清" if words else "原文对其中一部分另有算法"
    if (told := unread_piece(one, scheme, asked)) is not None:
        return told
    if marks.get("cap of some"):
        return "几项合起来超过其中一项的上限，这个上限管不管合计，原文没有写清"
    if (misfit := _other_base(one, asked)) is not None:
        return misfit
    if (left := _left_over(one, scheme, asked)) is not None:
        return f"您给的{left}在原文里也与金额有关，怎样合起来算没有读出"
    if asked.nth_year is not None and "staged" not in marks:
        return unread_year(one.offer, scheme, asked)
    return None


# What is told of a basis, and of those who have had something: each a way of its own that the sum of the offer leaves out
_BASIS = re.compile(r"基数|计算依据|最高按|按最高|不超过[^,。;]{1,14}(?:计算|计补|计入)|为限(?:计算|计补|计入)")
HAD = re.compile(r"已经?(?:获得?|享受|取得|得到|领取)过?[^,。;]{0,12}(?:补助|补贴|奖励|资助|扶持|支持|奖补|资金|政策)")
_NOTHING_MORE = re.compile(r"不予|不再|不补|不享受|自行|自理|自付")
_WITHIN = re.compile(r"[(,:·]?(?:其中|内含|当中)")


def unread_piece(one: Reckoning, scheme: Scheme, asked: Asked) -> str | None:
    """What is told beside the offer of a part of the figure, of its basis, or of those who have had something before.

    Only what matters for these figures: 超过500万元的部分减半 says nothing of 400万元.
    """
    own = one.offer
    given = [q for q in asked.figures if q.start in one.used]
    read = [o for o in scheme.offers if abs(o.sentence - own.sentence) <= 1]
    for number in range(own.sentence, min(own.sentence + _NEAR, len(scheme.sentences))):
        before = ""
        for piece in PART.split(without_commas_in_brackets(scheme.sentences[number])):
            is_read = any(piece in f"{o.lead},{o.condition}" or (o.source in piece and piece in o.own) for o in read)
            if "部分" in piece and not is_read and _reaches(piece, before, own, given):
                return f"原文对其中一部分另有算法（「{piece}」），怎样合起来算没有写清"
            if _BASIS.search(piece) and (own.source not in piece or "基数" in piece) and _passed(piece, given):
                return f"原文限定了计算的基数（「{piece}」），怎样计算没有读出"
            if HAD.search(piece) and HAD.search(asked.text):
                return f"原文对已经享受过的另有规定（「{piece}」），怎样合起来算没有写清"
            before = piece
    within = [o for o in read if o is not own and o.kind == own.kind and _is_within(o)]
    if len(one.offers) > 1:
        within += [o for o in one.offers if _is_within(o)]
    told = set(pairs_of(own.words))
    for other in within:
        if any(o is other for o in one.offers) or set(pairs_of(other.own)) & asked.pairs - told:
            return f"原文对其中一部分另有算法（「{other.own}」），怎样合起来算没有写清"
    return None


def _is_within(offer: Offer) -> bool:
    """其中软件投资按20%: of a part of what the offer before it is of; a part above a sum is put together with it."""
    last = offer.condition.rpartition(",")[2]
    return not is_part(offer) and bool(_WITHIN.match(offer.own) or _WITHIN.match(last))


def _reaches(piece: str, before: str, own: Offer, given: Sequence[Quantity]) -> bool:
    """Whether a figure reaches into the part: 超过500万元的部分; 超出部分, where nothing is told of it that is read."""
    low = beyond_of(piece)
    if low is None:
        return False
    if low == SAID_BEFORE:
        if _NOTHING_MORE.search(piece) and (own.caps or own.limits):
            return False  # what lies above the most is not paid
        return not quantities(before) or _passed(before, given)
    return _passed(piece, given)


def _passed(piece: str, given: Sequence[Quantity]) -> bool:
    told = quantities(piece)
    return any(q.value > each.value for q in given for each in told if q.unit == each.unit)


_TOGETHER = re.compile(
    r"(?:全部?|都|通通|一共|一起|一块)算上|(?:算|加|合)在一起|加起来|合起来|连[^,。;?]{1,8}(?:带|在内|一起)|(?:全部?|都|通通)包括"
)
_WHOLE = re.compile(r"总|合计|全部|项目投资|固定资产|投资额|实际投资|投入资金")
# 设备投入, 研发费用; 建站投入30万 tells what was done, and 资金投入 no kind of cost
_COST = re.compile(
    r"(?P<what>(?!资金|实际|相关|全部|总的|有关|各项)[\u4e00-\u9fff]{2})(?:费用|支出|投入(?!了?(?:\||$|\d|[一二三四五六七八九十]))|成本|经费)"
)


def _other_base(one: Reckoning, asked: Asked) -> str | None:
    """Why what is given is not what the share is taken of: another figure is, or it holds more, or other costs."""
    offer = one.offer
    given = [q for q in asked.money if q.start in one.used]
    if offer.kind != "share" or not offer.base or len(given) != 1:
        return None
    told = f"按「{offer.base}」的{offer.source}计算，您给的{yuan_text(given[0].value)}"
    if base_match(offer, asked, given[0])["base other"] and any(
        base_match(offer, asked, q)["base alike"] for q in asked.money if q is not given[0]
    ):
        return f"{told}不是这一项"
    if _TOGETHER.search(asked.text) and not _WHOLE.search(offer.base):
        return f"{told}是几项合在一起的，还缺这一项的金额"
    ours = {m["what"] for m in _COST.finditer(offer.base)}
    theirs = {m["what"] for m in _COST.finditer(asked.around(given[0]))}
    if ours and theirs and not ours & theirs and not ours & {m["what"] for m in _COST.finditer(asked.text)}:
        return f"{told}是{'、'.join(sorted(theirs))}方面的，还缺这一项的金额"
    return None


def _left_over(one: Reckoning, scheme: Scheme, asked: Asked) -> str | None:
    """A figure that the sum leaves aside though an offer beside it is paid by it: 2万平方米, where 40家 chose the band."""
    if one.offer.kind != "sum" or len(one.offers) > 1 or not one.used:
        return None
    own = {bound.unit for bound in one.offer.bounds} | {per.unit for per in one.offer.per}
    near = [o for o in scheme.offers if o is not one.offer and abs(o.sentence - one.offer.sentence) <= _NEAR]
    beside = {bound.unit for o in near for bound in o.bounds} | {per.unit for o in near for per in o.per}
    left = (q for q in asked.required if q.start not in one.used and q.unit in beside - own and not q.is_money)
    return next((named(q.value, q.unit) for q in left), None)


def unread_year(offer: Offer, scheme: Scheme, asked: Asked) -> str | None:
    """第三年 is asked, and how much of the offer is paid in it is not told."""
    year = asked.nth_year
    if year is None:
        return None
    for stages in scheme.stages:
        if abs(stages.sentence - offer.sentence) <= _NEAR and year > len(stages.shares):
            return f"原文写的是「{stages.source}」，没有第{year}年"
    if any(abs(stages.sentence - offer.sentence) <= _NEAR for stages in scheme.stages):
        return None
    for number in range(offer.sentence, min(offer.sentence + _NEAR, len(scheme.sentences))):
        if (found := _DIVIDED.search(scheme.sentences[number])) and offer.sentence < 1000:
            return f"原文写的是「{found[0]}」，没有写明第{year}年是多少"
    told = [one for sentence in scheme.sentences for one in told_of_year(sentence)]
    if told and not any(one.holds(year) for one in told):
        return f"原文只写到{'、'.join(dict.fromkeys(one.name for one in told))}，没有写明第{year}年"
    return None
